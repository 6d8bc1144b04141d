"""What differs between Frappe 15, 16 and 17, and between MariaDB and SQLite, found out by looking and not by version number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import frappe
from frappe import client

if TYPE_CHECKING:
	from frappe.model.document import Document


def is_sqlite() -> bool:
	"""Whether this site's database is SQLite (Frappe has it from 16 on)."""
	return frappe.db.db_type == "sqlite"


def doctype_exists(name: str) -> bool:
	"""Whether the site has a DocType: Energy Point Rule, for one, is gone from Frappe 16 on."""
	return bool(frappe.db.exists("DocType", name, cache=True))


def link_check() -> str:
	"""The method by which a form checks a link and fetches along it; later versions call it something else."""
	later = "validate_link_and_fetch"
	return f"frappe.client.{later if hasattr(client, later) else 'validate_link'}"


def is_conflict(error: BaseException) -> bool:
	"""Whether the database gave way to another transaction (deadlock, lock wait): what was done is worth a second try."""
	if isinstance(error, frappe.QueryDeadlockError | frappe.QueryTimeoutError):
		return True
	return bool(error.args) and bool(frappe.db.is_deadlocked(error) or frappe.db.is_timedout(error))


def class_overrides(doctype: str) -> list[str]:
	"""Classes that other apps put in the place of a DocType's own (all versions), or mix into it (from 16 on)."""
	hooks = ("override_doctype_class", "extend_doctype_class")
	return [path for hook in hooks for path in frappe.get_hooks(hook, {}).get(doctype, [])]


def value_to_be(doc: Document, column: str) -> Any:
	"""What a column of a new document is going to say: Frappe 17 asks who may create it before it fetches from links."""
	df = doc.meta.get_field(column)
	said = doc.get(column)
	if df is None or not df.fetch_from or (df.fetch_if_empty and said):
		return said
	link, _dot, source = df.fetch_from.partition(".")
	linked = value_to_be(doc, link)
	return frappe.db.get_value(doc.meta.get_options(link), linked, source) if linked else said
