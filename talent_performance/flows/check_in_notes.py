"""Private notes about 1:1s: read and written by the user who wrote them, and by nobody else.

One for each check-in and author, and one about each person that belongs to no check-in. Writing nothing takes it away.
"""

from __future__ import annotations

from typing import TypedDict

import frappe
from frappe import _
from frappe.model.document import Document

from talent_performance.access import guarded
from talent_performance.access.delegations import leads
from talent_performance.access.people import employees_of
from talent_performance.flows import conversations
from talent_performance.flows.refusals import refuse

NOTE = "Check-in Note"
KEPT = ("owner", "author", "written_by")


class Note(TypedDict):
	"""What the author reads; `modified` is empty where there is none yet."""

	note: str
	modified: str


def validate(doc: Document) -> None:
	"""Its author stays, and the side on which he wrote. Raises PermissionError or GoalRefused."""
	before = doc.get_doc_before_save()
	if before:
		doc.update({field: before.get(field) for field in KEPT})
		return
	doc.author = conversations.author_of(frappe.session.user)
	doc.written_by = "Employee" if doc.employee in employees_of(frappe.session.user) else "Manager"
	if doc.written_by == "Manager" and not leads(frappe.session.user, doc.employee):
		refuse(_("{0} isn't yours and doesn't report to you.").format(doc.employee))
	check_about(doc)


def check_about(doc: Document) -> None:
	"""The check-in is that person's, and the writer reads it. Raises PermissionError or GoalRefused."""
	if not doc.check_in:
		return
	about = frappe.get_doc(conversations.CHECK_IN, doc.check_in)
	guarded.check(about)
	if about.employee != doc.employee:
		refuse(_("{0} isn't a check-in of {1}.").format(doc.check_in, doc.employee))


def mine(employee: str, check_in: str | None = None) -> Note:
	"""The session user's own note about a check-in, or about a person in general."""
	doc = _found(employee, check_in)
	return {"note": doc.note, "modified": str(doc.modified)} if doc else {"note": "", "modified": ""}


def keep(employee: str, note: str, modified: str = "", check_in: str | None = None) -> Note:
	"""Write the own note; `modified` is what the writer has read. Raises PermissionError, GoalRefused, TimestampMismatchError."""
	doc = _found(employee, check_in, lock=True)
	if (str(doc.modified) if doc else "") != (modified or ""):
		conversations.refuse_stale()
	if not note.strip():
		if doc:
			guarded.check(doc, "delete")
			frappe.delete_doc(NOTE, doc.name, ignore_permissions=True, delete_permanently=True)
		return {"note": "", "modified": ""}
	if not doc:
		doc = frappe.get_doc({"doctype": NOTE, "employee": employee, "check_in": check_in or None})
		doc.owner = frappe.session.user
	doc.note = note
	guarded.save(doc)
	return {"note": doc.note, "modified": str(doc.modified)}


def _found(employee: str, check_in: str | None, lock: bool = False) -> Document | None:
	about = check_in or ("is", "not set")
	filters = {"owner": frappe.session.user, "employee": employee, "check_in": about}
	name = frappe.db.get_value(NOTE, filters, "name", order_by="creation, name")
	if not name:
		return None
	doc = frappe.get_doc(NOTE, name, for_update=lock)
	guarded.check(doc)
	return doc
