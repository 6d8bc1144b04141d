"""Stay plans: who does what until when so that somebody stays, and what came of it."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import today

from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.access.calibration import check_not_upwards
from talent_performance.exceptions import IllegalMove, RetentionRefused

DOCTYPE = "Stay Plan"
OPEN, ENDED = "Open", ("Done", "Dropped")


def prepare(document: Document) -> None:
	"""For the controller: a plan begins open."""
	document.update({"state": OPEN, "outcome": None, "ended_on": None})


def check(document: Document) -> None:
	"""For the controller: raises PermissionError, PracticeOff, IllegalMove, RetentionRefused for what can't be saved."""
	practices.check_on(Practice.RISK, document.employee)
	before = document.get_doc_before_save()
	if before and (before.state != OPEN or before.employee != document.employee):
		frappe.throw(
			_("A plan that has ended stays as it is, and a plan stays with its person. Make a new one."),
			exc=IllegalMove,
			title=_("This Plan Stays"),
		)
	if document.state != OPEN and not document.flags.ending:
		frappe.throw(
			_("A plan ends by End Plan, with what came of it."), exc=IllegalMove, title=_("Not by Saving")
		)
	check_not_upwards(document.employee)
	check_owner(document)


def check_owner(document: Document) -> None:
	"""Raises RetentionRefused where the person would see to the own plan, or somebody who has left would."""
	if document.owner_employee == document.employee:
		refuse(_("Who Sees to It: {0} is the plan's own subject. Name somebody else."), document)
	if (
		document.state == OPEN
		and frappe.db.get_value("Employee", document.owner_employee, "status") == "Left"
	):
		refuse(_("Who Sees to It: {0} has left. Name somebody else."), document)


def refuse(message: str, document: Document) -> None:
	"""Raises RetentionRefused about who sees to a plan."""
	name = frappe.db.get_value("Employee", document.owner_employee, "employee_name")
	frappe.throw(
		message.format(frappe.utils.escape_html(name or document.owner_employee)),
		exc=RetentionRefused,
		title=_("Somebody Else"),
	)


def end(document: Document, state: str, outcome: str) -> None:
	"""End a plan that the user may write. Raises RetentionRefused without an outcome, and for another state."""
	if state not in ENDED or not outcome.strip():
		frappe.throw(
			_("Say whether the plan is {0} or {1}, and what came of it.").format(*map(_, ENDED)),
			exc=RetentionRefused,
			title=_("Outcome Missing"),
		)
	document.update({"state": state, "outcome": outcome, "ended_on": today()})
	document.flags.ending = True
	document.save(ignore_permissions=True)
