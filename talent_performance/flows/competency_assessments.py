"""Competency Assessments: who may judge by which source, what a judgement must be, and what is asked."""

from __future__ import annotations

from typing import Any

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, flt, getdate, today

from talent_performance.access.calibration import check_not_upwards
from talent_performance.access.delegations import leads
from talent_performance.access.people import employees_of
from talent_performance.exceptions import IllegalMove, RatingRefused
from talent_performance.flows import capability
from talent_performance.store.competency_tables import level_ends

DOCTYPE = "Competency Assessment"
SELF, MANAGER, FEEDBACK = "Self", "Manager", "360"
# Results from outside: a manager hands in a test or a certificate, a 360 of another tool only whoever answers for it.
FROM_OUTSIDE = ("Test", "Certificate")
# Set while another app's judgements are taken over, which come with a state and without an assessor.
TAKING_OVER = "taking_over_competencies"
KEEPERS = {"HR Manager", "Talent Manager"}


def prepare(document: Document) -> None:
	"""For the controller: who assesses is the user."""
	if frappe.flags.get(TAKING_OVER):
		return
	document.taken_from = None
	own = employees_of(frappe.session.user)
	document.assessor = document.employee if document.source == SELF else next(iter(own), None)
	document.state = "Draft"


def check(document: Document) -> None:
	"""For the controller: raises PermissionError, IllegalMove, RatingRefused for what can't be saved."""
	before = document.get_doc_before_save()
	if frappe.flags.get(TAKING_OVER):
		return check_ratings(document)
	if (before and before.state == "Submitted") or (
		document.state == "Submitted" and not document.flags.submitting
	):
		frappe.throw(
			_("This assessment is submitted and stays as it is. Make a new one: newer evidence weighs more."),
			exc=IllegalMove,
			title=_("Already Submitted"),
		)
	if before:
		document.update({"assessor": before.assessor, "taken_from": before.taken_from})
	check_source(document)
	check_ratings(document)


def check_source(document: Document) -> None:
	"""Raises PermissionError where the user isn't who speaks as this source."""
	user = frappe.session.user
	if user == "Administrator":
		return
	if document.source == SELF:
		if document.employee not in employees_of(user):
			refuse_source(_("A self-assessment is made by the person alone."))
		return
	check_not_upwards(document.employee)
	above = leads(user, document.employee)
	if document.source == MANAGER and not above:
		refuse_source(_("As manager assesses who stands above the person. Choose another source."))
	if document.source == FEEDBACK and not KEEPERS & set(frappe.get_roles(user)):
		refuse_source(_("Feedback from outside is recorded by HR Manager or Talent Manager."))


def check_ratings(document: Document) -> None:
	"""Raises RatingRefused for a competency that stands twice and for a level that it doesn't have."""
	ends = level_ends([line.competency for line in document.ratings])
	seen: dict[str, int] = {}
	for line in document.ratings:
		first = seen.setdefault(line.competency, line.idx)
		if first != line.idx:
			refuse(
				_("Row {0}: {1} is in row {2} already. Keep one of them.").format(
					line.idx, line.competency, first
				)
			)
		top = ends.get(line.competency, (0, None))[1]
		if flt(line.level) < 0 or (top is not None and flt(line.level) > top):
			limit = _("0 or more") if top is None else _("from 0 to {0}").format(f"{top:g}")
			refuse(
				_("Row {0}, {1}: found level {2}, expected {3}.").format(
					line.idx, line.competency, f"{flt(line.level):g}", limit
				)
			)


def submit(document: Document) -> None:
	"""Submit an assessment that the user may write. Raises RatingRefused for an incomplete one."""
	check_complete(document)
	document.state = "Submitted"
	document.flags.submitting = True
	document.save(ignore_permissions=True)


def check_complete(document: Document) -> None:
	"""Raises RatingRefused where no level is given, nothing justifies them, or the day hasn't come."""
	if not document.ratings:
		refuse(_("Levels: expected at least one row. Choose a competency and give its level."))
	for line in document.ratings:
		if not flt(line.level):
			refuse(_("Row {0}, {1}: give a level, or remove the row.").format(line.idx, line.competency))
	if document.source != SELF and not is_justified(document):
		refuse(
			_(
				"Justification: say what the judgement rests on, there or as evidence of each row. The person reads it."
			)
		)
	if getdate(document.assessed_on) > getdate(today()):
		refuse(_("Day: {0} hasn't come yet.").format(frappe.format(document.assessed_on, "Date")))


def is_justified(document: Document) -> bool:
	"""Whether something says what the levels rest on."""
	rows = [cstr(line.note).strip() for line in document.ratings]
	return bool(cstr(document.justification).strip()) or all(rows)


def competencies_for(employee: str) -> list[dict[str, Any]]:
	"""The competencies of a person's role, with the level required and the level now (0: none)."""
	found = capability.gaps(capability.present_roles([employee]))
	return [
		{
			"competency": row.competency,
			"required_level": float(row.required_level),
			"level": 0.0 if pd.isna(row.level) else float(row.level),
		}
		for row in found.itertuples()
	]


def refuse(message: str) -> None:
	"""Raises RatingRefused."""
	frappe.throw(message, exc=RatingRefused, title=_("This Assessment Isn't Complete"))


def refuse_source(message: str) -> None:
	"""Raises PermissionError."""
	frappe.throw(message, exc=frappe.PermissionError, title=_("Not Permitted"))
