"""Check-ins: who reads them, who replies; and under which Employee record somebody writes."""

from __future__ import annotations

from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from talent_performance.access import goal_deeds, guarded
from talent_performance.access.people import employees_of
from talent_performance.exceptions import IllegalMove
from talent_performance.flows import kept_fields
from talent_performance.flows.refusals import refuse
from talent_performance.store.goal_tables import OBJECTIVE

CHECK_IN, NOTE, PRIVATE = "Check-in", "Feedback Note", "Check-in Note"
REPLY = ("reply", "replied_by", "replied_on")
WRITTEN = ("moved", "blockers", "help_needed")


def validate_check_in(doc: Document) -> None:
	"""What was shared stays shared, what was replied to stays as it was. Raises IllegalMove or GoalRefused."""
	kept_fields.restore(doc, REPLY)
	if kept_fields.is_writing():
		return
	before = doc.get_doc_before_save()
	if before and before.status == "Shared" and doc.status != "Shared":
		_not_now(_("{0} was shared and has been read. It stays shared.").format(doc.name))
	if before and before.reply and kept_fields.changed(doc, REPLY):
		_not_now(_("{0} was replied to and stays as it is. Write another check-in.").format(doc.name))
	if doc.status == "Shared" and not any((doc.get(field) or "").strip() for field in WRITTEN):
		refuse(_("Say what moved, what is in the way or what help is needed; then share it."))
	check_about(doc)


def check_about(doc: Document) -> None:
	"""Raises GoalRefused where the objective is another person's."""
	if not doc.objective:
		return
	level, employee = frappe.db.get_value(OBJECTIVE, doc.objective, ["level", "employee"])
	if level == goal_deeds.INDIVIDUAL and employee != doc.employee:
		refuse(_("{0} isn't an objective of {1}.").format(doc.objective, doc.employee))


def delete_check_in(doc: Document) -> None:
	"""Only a draft goes, and what was noted about it. Raises IllegalMove."""
	if doc.status == "Shared":
		_not_now(_("{0} was shared and stays.").format(doc.name))
	frappe.db.delete(PRIVATE, {"check_in": doc.name})


def share(name: str) -> Document:
	"""Let those above read it. Raises PermissionError or GoalRefused."""
	doc = frappe.get_doc(CHECK_IN, name)
	doc.status = "Shared"
	return guarded.save(doc)


def reply(name: str, text: str) -> Document:
	"""Reply as somebody above. Raises PermissionError, IllegalMove or GoalRefused."""
	doc = frappe.get_doc(CHECK_IN, name, for_update=True)
	guarded.check(doc, "read")
	if not goal_deeds.may_reply(doc.employee):
		goal_deeds.refuse(_("Only somebody who stands above {0} replies.").format(doc.employee_name))
	if doc.status != "Shared":
		_not_now(_("{0} isn't shared yet.").format(name))
	if not (text or "").strip():
		refuse(_("The reply is empty."))
	with kept_fields.writing():
		doc.update({"reply": text, "replied_by": frappe.session.user, "replied_on": now_datetime()})
		return doc.save(ignore_permissions=True)


def may_reply(name: str) -> bool:
	"""Whether the session's user may reply to a check-in that he may read."""
	doc = frappe.get_doc(CHECK_IN, name)
	guarded.check(doc, "read")
	return doc.status == "Shared" and goal_deeds.may_reply(doc.employee)


def set_author(doc: Document) -> None:
	"""The author is the session's Employee, whatever was sent. Raises GoalRefused for somebody who has none."""
	doc.author = author_of(frappe.session.user)
	if not doc.author:
		refuse(_("{0} has no Employee record, and so can't write notes.").format(frappe.session.user))


def author_of(user: str) -> str | None:
	"""The Employee record under which a user writes: the active one, else the latest."""
	rows = frappe.get_all(
		"Employee",
		{"name": ("in", employees_of(user) or [""])},
		["name", "status"],
		order_by="date_of_joining desc, name",
	)
	active = [row.name for row in rows if row.status == "Active"]
	return (active or [row.name for row in rows] or [None])[0]


def refuse_stale() -> NoReturn:
	"""Raises TimestampMismatchError."""
	frappe.throw(
		_("It was changed elsewhere since you opened it. Open it again; what you wrote is still here."),
		exc=frappe.TimestampMismatchError,
		title=_("Changed Elsewhere"),
	)


def _not_now(message: str) -> None:
	frappe.throw(message, exc=IllegalMove, title=_("Not Possible Now"))
