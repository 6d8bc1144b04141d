"""For sites that had the app before check-ins had a rhythm: the days between them with which a new site begins."""

from __future__ import annotations

import frappe

SETTINGS, FIELD = "Talent Settings", "check_in_every_days"


def execute() -> None:
	"""Where nobody has said anything yet; 0, for no rhythm, is something that somebody has said."""
	said = frappe.db.sql(
		"select 1 from `tabSingles` where `doctype` = %s and `field` = %s", (SETTINGS, FIELD)
	)
	if not said:
		default = frappe.get_meta(SETTINGS).get_field(FIELD).default
		frappe.db.set_single_value(SETTINGS, FIELD, int(default), update_modified=False)
