"""What Frappe keeps about any record: comments, mails, files, versions, tasks, tags. Their own lists ask nobody about the record.

Of ours they list what the user wrote himself; the form shows all of it to whoever reads the form.
"""

from __future__ import annotations

from typing import Any

import frappe

from talent_performance.access.guards import NOT_SHARED

# What Frappe keeps about any record → the column with its DocType, and the columns with whose it is.
AROUND: dict[str, tuple[str, tuple[str, ...]]] = {
	"Comment": ("reference_doctype", ("owner",)),
	"Communication": ("reference_doctype", ("owner",)),
	"Deleted Document": ("deleted_doctype", ()),
	"File": ("attached_to_doctype", ("owner",)),
	"Tag Link": ("document_type", ("owner",)),
	"ToDo": ("reference_type", ("owner", "allocated_to", "assigned_by")),
	"Version": ("ref_doctype", ()),
}
NAMED_BY = {
	"attached_to_doctype": "attached_to_name", "deleted_doctype": "deleted_name", "document_type": "document_name",
	"ref_doctype": "docname", "reference_doctype": "reference_name", "reference_type": "reference_name",
}  # fmt: skip


def around_seen(user: str | None, doctype: str) -> str:
	"""Permission query: what is about nothing of ours, and what the user wrote himself."""
	user = user or frappe.session.user
	if user == "Administrator":
		return ""
	about, own = AROUND[doctype]
	ours = ", ".join(frappe.db.escape(name) for name in sorted(NOT_SHARED))
	reasons = [f"ifnull(`tab{doctype}`.`{about}`, '') not in ({ours})"]
	reasons += [f"`tab{doctype}`.`{column}` = {frappe.db.escape(user)}" for column in own]
	return f"({' or '.join(reasons)})"


def may_see_around(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	"""Twin of around_seen, and whoever may read the record that it is about."""
	user = user or frappe.session.user
	about, own = AROUND[doc.doctype]
	if user == "Administrator" or doc.get(about) not in NOT_SHARED:
		return True
	if any(doc.get(column) == user for column in own):
		return True
	name = doc.get(NAMED_BY[about])
	there = bool(name) and bool(frappe.db.exists(doc.get(about), name))
	return there and bool(frappe.has_permission(doc.get(about), "read", doc=name, user=user))
