"""Somebody judges how likely it is that a person leaves, and what that would mean; the latest judgement counts."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, today

from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.access.calibration import check_not_upwards
from talent_performance.access.people import employees_of
from talent_performance.exceptions import IllegalMove, RetentionRefused

DOCTYPE = "Retention Assessment"
NEEDED = ("risk", "impact", "reasons")


def prepare(document: Document) -> None:
	"""For the controller: who judges is the user."""
	practices.check_on(Practice.RISK, document.employee)
	document.assessor = own()
	document.state = "Draft"


def own() -> str | None:
	"""The user's Employee record."""
	found = employees_of(frappe.session.user)
	return found[0] if found else None


def check(document: Document) -> None:
	"""For the controller: raises PermissionError, PracticeOff, IllegalMove for what can't be saved."""
	practices.check_on(Practice.RISK, document.employee)
	before = document.get_doc_before_save()
	if (before and before.state == "Submitted") or (
		document.state == "Submitted" and not document.flags.submitting
	):
		frappe.throw(
			_("This assessment is submitted and stays as it is. Make a new one: the latest counts."),
			exc=IllegalMove,
			title=_("Already Submitted"),
		)
	if before:
		document.assessor = before.assessor
	check_not_upwards(document.employee)


def submit(document: Document) -> None:
	"""Submit an assessment that the user may write. Raises RetentionRefused for an incomplete one."""
	check_complete(document)
	document.state = "Submitted"
	document.flags.submitting = True
	document.save(ignore_permissions=True)


def check_complete(document: Document) -> None:
	"""Raises RetentionRefused where something isn't said, or the day hasn't come."""
	absent = [
		_(document.meta.get_label(field)) for field in NEEDED if not (document.get(field) or "").strip()
	]
	if absent:
		refuse(_("Say {0} before you submit.").format(", ".join(absent)))
	if getdate(document.assessed_on) > getdate(today()):
		refuse(_("Day: {0} hasn't come yet.").format(frappe.format(document.assessed_on, "Date")))


def refuse(message: str) -> None:
	"""Raises RetentionRefused."""
	frappe.throw(message, exc=RetentionRefused, title=_("This Assessment Isn't Complete"))
