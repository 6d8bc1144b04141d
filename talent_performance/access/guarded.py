"""The twins of every DocType that has a guard, by the names that hooks.py calls; and the guards asked by themselves.

The desk asks a role's permission first and the guard then. People of the portal may have no role at all, so what they do
goes by the guards alone: `check` for a document, `seen` for rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import frappe
from frappe import _

from talent_performance.access import children, readings
from talent_performance.access.guards import GUARDS, PARENTS
from talent_performance.access.people import literals
from talent_performance.access.process import guard_of
from talent_performance.access.twins import allowed, listed

if TYPE_CHECKING:
	from frappe.model.document import Document


def permission_query(user: str | None, doctype: str) -> str:
	"""Which rows a user's list holds."""
	readings.notice_list(GUARDS[doctype], user)
	return listed(guard_of(doctype), user)


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""Whether a user may do it with one row."""
	may = allowed(GUARDS[doc.doctype], doc, ptype, user)
	if may:
		readings.notice_document(GUARDS[doc.doctype], doc, ptype, user)
	return may


def may(doc: Document, ptype: str = "read") -> bool:
	"""Whether the session's user may do it with a document, whatever roles he has."""
	return bool(doc.flags.ignore_permissions) or has_permission(doc, ptype)


def check(doc: Document, ptype: str = "read") -> None:
	"""Raises PermissionError where the session's user may not do it with a document, whatever roles he has."""
	if not may(doc, ptype):
		frappe.throw(
			_("You have no access to {0} {1}.").format(_(doc.doctype), doc.name or ""),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)


def save(doc: Document) -> Document:
	"""Save or insert a document as the session's user, whatever roles he has. Raises PermissionError."""
	new = doc.is_new() or not doc.name
	check(doc, "create" if new else "write")
	return doc.insert(ignore_permissions=True) if new else doc.save(ignore_permissions=True)


def seen(doctype: str, names: Iterable[str]) -> frozenset[str]:
	"""Of these rows those that the session's user reads, whatever roles he has: one question for all of them."""
	asked = list(dict.fromkeys(names))
	if not asked:
		return frozenset()
	condition = condition_of(doctype, frappe.session.user) or "1=1"
	table = f"`tab{doctype}`"
	rows = frappe.db.sql(
		f"select {table}.`name` from {table} where {table}.`name` in {literals(asked)} and ({condition})"
	)
	return frozenset(row[0] for row in rows)


def condition_of(doctype: str, user: str) -> str:
	"""The rows of a guarded DocType, or of a child table, that somebody reads, as SQL; "" for all of them."""
	if doctype in PARENTS:
		return children.permission_query(user, doctype)
	if doctype in children.OWN:
		return children.OWN[doctype](user)
	return permission_query(user, doctype)
