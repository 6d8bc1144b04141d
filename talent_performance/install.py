"""Before the app comes onto a site, and before a site is migrated with it."""

from __future__ import annotations

import frappe
from frappe import _

import erpnext

from talent_performance.access.upkeep import rebuild
from talent_performance.custom_fields import make_custom_fields
from talent_performance.exceptions import UnsupportedSite
from talent_performance.flows.list_filters import plant_filters
from talent_performance.flows.seeds import plant
from talent_performance.store.indexes import index_employees

OLDEST_MAJOR = 15


def set_up() -> None:
	"""After the app came onto a site: fields, indexes, what a company begins with, the lines of the employees who are there."""
	make_custom_fields()
	index_employees()  # after the fields: SQLite builds a table anew for them, without indexes that no DocType names
	plant()
	plant_filters()
	rebuild()


def refuse_unsupported_site() -> None:
	"""Refuse Postgres, and Frappe or ERPNext older than 15, before anything is written. Raises UnsupportedSite."""
	refuse_postgres()
	refuse_old_version("Frappe", frappe.__version__)
	refuse_old_version("ERPNext", erpnext.__version__)


def refuse_postgres() -> None:
	"""Raises UnsupportedSite where the site's database is Postgres."""
	if frappe.conf.db_type != "postgres":
		return
	frappe.throw(
		_(
			"This site's database is Postgres, and Talent & Performance works with MariaDB (or with SQLite from Frappe 16 on). "
			"Make a site on MariaDB with bench new-site, restore or set up your company there, and install the app on it."
		),
		exc=UnsupportedSite,
		title=_("Database not supported"),
	)


def refuse_old_version(product: str, version: str) -> None:
	"""Raises UnsupportedSite where `version` ("14.72.1", "16.0.0-dev") begins below OLDEST_MAJOR."""
	if int(version.split(".", 1)[0]) >= OLDEST_MAJOR:
		return
	frappe.throw(
		_(
			"Talent & Performance needs {0} {1} or newer, and this bench has {0} {2}. Take the bench to version {1} first: "
			"bench switch-to-branch version-{1} frappe erpnext --upgrade, then bench update, then install the app again."
		).format(product, OLDEST_MAJOR, version),
		exc=UnsupportedSite,
		title=_("{0} is too old").format(product),
	)
