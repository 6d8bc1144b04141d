"""Potential: questions from the person's template, factors as means of their ratings, and what follows from submitting."""

from __future__ import annotations

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, flt, getdate, today

from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.access.calibration import check_not_upwards
from talent_performance.access.people import employees_of
from talent_performance.engine.policy import Scale
from talent_performance.engine.talent import factor_means
from talent_performance.exceptions import IllegalMove, RatingRefused
from talent_performance.flows import talent
from talent_performance.flows.moving import is_moving
from talent_performance.store.policy import policy_of

DOCTYPE = "Potential Assessment"
FACTORS = ("Ability", "Aspiration", "Engagement")
PERSPECTIVE = "Potential Assessment"
# What a calibration session writes, and nobody else.
CALIBRATED = ("calibrated_band", "calibration_reason", "calibrated_by", "calibrated_on")


def prepare(document: Document) -> None:
	"""For the controller: who assesses is the user; without ratings the questions come in."""
	practices.check_on(Practice.POTENTIAL, document.employee)
	own = employees_of(frappe.session.user)
	document.assessor = own[0] if own else None
	document.state = "Draft"
	if not document.ratings:
		document.set("ratings", questions_for(document.employee, document.cycle))


def check(document: Document) -> None:
	"""For the controller: raises PermissionError, PracticeOff, IllegalMove, RatingRefused for what can't be saved."""
	if is_moving():
		return
	practices.check_on(Practice.POTENTIAL, document.employee)
	before = document.get_doc_before_save()
	for field in CALIBRATED:
		document.set(field, before.get(field) if before else None)
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
	check_ratings(document)


def check_ratings(document: Document) -> None:
	"""Raises RatingRefused for a rating that the scale doesn't have."""
	scale = potential_scale(document.cycle)
	for line in document.ratings:
		if flt(line.rating) and not scale.low <= flt(line.rating) <= scale.high:
			refuse(
				_("Row {0}, Rating: {1} was given, and the scale goes from {2} to {3}.").format(
					line.idx, line.rating, f"{scale.low:g}", f"{scale.high:g}"
				)
			)


def calculate(document: Document) -> None:
	"""For the controller: the factors, by the engine's rule for tables, asked about one assessment. 0 is not rated."""
	lines = [(0, cstr(line.factor).lower(), flt(line.rating) or None) for line in document.ratings]
	table = pd.DataFrame(lines or [(0, "", None)], columns=["assessment", "factor", "rating"])
	means = factor_means(table).iloc[0]
	document.update(
		{
			factor.lower(): flt(means[factor.lower()]) if pd.notna(means[factor.lower()]) else 0
			for factor in FACTORS
		}
	)


def submit(document: Document) -> None:
	"""Submit an assessment that the user may write; the person's place follows. Raises RatingRefused for an incomplete one."""
	check_complete(document)
	document.state = "Submitted"
	document.flags.submitting = True
	document.save(ignore_permissions=True)
	talent.refresh(
		[document.employee], "Potential Assessment", cstr(document.evidence), (DOCTYPE, document.name)
	)


def check_complete(document: Document) -> None:
	"""Raises RatingRefused where a question has no rating, a factor no question, or the day hasn't come."""
	for line in document.ratings:
		if not flt(line.rating):
			refuse(_("Row {0}, {1}: give a rating, or remove the row.").format(line.idx, _(line.factor)))
	absent = [_(factor) for factor in FACTORS if factor not in {line.factor for line in document.ratings}]
	if absent:
		refuse(_("Ratings: {0} isn't rated. Add a row for it.").format(", ".join(absent)))
	if getdate(document.assessed_on) > getdate(today()):
		refuse(_("Assessed On: {0} hasn't come yet.").format(frappe.format(document.assessed_on, "Date")))


def questions_for(employee: str | None, cycle: str | None = None) -> list[dict[str, str]]:
	"""The questions of the person's Review Template, in its order; a factor without one stands for itself. Raises PracticeOff."""
	practices.check_on(Practice.POTENTIAL, employee)
	template = template_of(employee, cycle)
	rows = frappe.get_all(
		"Review Question",
		filters={"parent": template or "", "perspective": PERSPECTIVE, "factor": ("in", FACTORS)},
		fields=["factor", "question"],
		order_by="idx, name",
	)
	asked = [{"factor": row.factor, "question": row.question} for row in rows]
	there = {row["factor"] for row in asked}
	return [*asked, *({"factor": factor, "question": ""} for factor in FACTORS if factor not in there)]


def template_of(employee: str | None, cycle: str | None) -> str | None:
	"""The template of the person's appraisal in the cycle, else of the latest one, else the default."""
	filters = {"employee": employee or "", "state": ("!=", "Cancelled")}
	if cycle:
		filters["cycle"] = cycle
	found = frappe.get_all(
		"Performance Appraisal",
		filters=filters,
		pluck="template",
		order_by="end_date desc, name desc",
		limit=1,
	)
	return found[0] if found else frappe.db.get_single_value("Talent Settings", "default_template")


def potential_scale(cycle: str | None) -> Scale:
	"""The scale of potential's factors."""
	return policy_of(cycle).potential_scale


def refuse(message: str) -> None:
	"""Raises RatingRefused."""
	frappe.throw(message, exc=RatingRefused, title=_("This Assessment Isn't Complete"))
