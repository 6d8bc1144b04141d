"""Everything that somebody has before him who writes a side of an appraisal, or reads one of his: in one answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt

from talent_performance.access import guarded
from talent_performance.access.people import employees_of
from talent_performance.flows import (
	appraisal_sheet,
	pasted,
	readable,
	review_drafts,
	review_lines,
	review_sides,
	reviews,
	sheet_evidence,
)
from talent_performance.flows.appraisal_facts import APPRAISAL, REVIEW
from talent_performance.store.policy import policy_of

CYCLE = "Performance Cycle"
PHASES = {"Self": "Self Review", "Manager": "Manager Review", "Second Level": "Second-Level Review"}
Row = dict[str, Any]


def page(name: str) -> Row:
	"""The review with its lines and questions, and what stands beside it. Raises PermissionError."""
	review = frappe.get_doc(REVIEW, name)
	guarded.check(review, "read")
	appraisal = frappe.get_doc(APPRAISAL, review.appraisal)
	sides = [side for side in appraisal_sheet.sides(appraisal) if side["name"] != review.name]
	evidence = sheet_evidence.evidence(appraisal)
	return {
		**_heading(review, appraisal),
		"levels": levels(review.cycle),
		"longest": pasted.LONGEST,
		"lines": _lines(review, appraisal, sides, evidence["rows"]),
		"questions": _questions(review),
		"objectives": objectives(appraisal),
		"sides": _sides(sides),
		"evidence": evidence,
		"earlier": appraisal_sheet.earlier(appraisal),
	}


def _heading(review: Document, appraisal: Document) -> Row:
	fields = (
		"name", "appraisal", "employee", "employee_name", "perspective", "segment", "reviewer", "reviewer_name", "state",
		"submitted_on", "return_reason", "overall_rating", "overall_reason", "summary",
	)  # fmt: skip
	side = reviews.SIDES[review.perspective]
	mine = review.reviewer in employees_of(frappe.session.user)
	return {
		**{field: review.get(field) for field in fields},
		"modified": str(review.modified),
		"mine": mine,
		"acting_for": review.acting_for_name or "",
		"submission": review_drafts.submission(review, appraisal.state),
		"appraisal_state": appraisal.state,
		"designation": appraisal.designation,
		"start_date": appraisal.start_date,
		"end_date": appraisal.end_date,
		"cycle_title": readable.names_of(CYCLE, "title", [review.cycle]).get(review.cycle, ""),
		"due_date": due_date(review, appraisal),
		"readers": readers(review, appraisal),
		"needs_overall": side.overall,
		"rates_overall": review.perspective not in ("Self", "Handover"),
	}


def due_date(review: Document, appraisal: Document) -> object:
	"""Until when this side is due: the appraisal's own date where its turn is now, else the phase's."""
	phase = PHASES.get(review.perspective, "")
	if appraisal.state == phase and appraisal.due_date:
		return appraisal.due_date
	return frappe.db.get_value("Cycle Phase", {"parent": review.cycle, "phase": phase}, "due_date")


def readers(review: Document, appraisal: Document) -> str:
	"""Who reads what is written here, and when, in a sentence."""
	if review.perspective == "Self":
		return _readers_of_self(appraisal)
	if review.perspective == "Handover":
		return _("The managers and HR read this once you submit it; {0} doesn't.").format(
			review.employee_name
		)
	return _(
		"Managers above you and HR read this once you submit it, {0} once the appraisal is published."
	).format(review.employee_name)


def _readers_of_self(appraisal: Document) -> str:
	if not appraisal.manager:
		return _("HR reads this once you submit it. No manager is on record for this appraisal.")
	visible = frappe.get_cached_value("Review Template", appraisal.template, "self_side_visible")
	if visible == review_sides.BOTH:
		return _("{0} reads this once both of you have submitted; HR once you submit it.").format(
			appraisal.manager_name or appraisal.manager
		)
	return _("{0}, managers above and HR read this once you submit it.").format(
		appraisal.manager_name or appraisal.manager
	)


def levels(cycle: str) -> list[Row]:
	"""The levels of a cycle's scale, the lowest first, each with what it means where the scale says so."""
	policy = policy_of(cycle)
	scale = frappe.db.get_value(CYCLE, cycle, "rating_scale") or frappe.db.get_single_value(
		"Talent Settings", "rating_scale"
	)
	meanings = frappe.get_all(
		"Rating Scale Level",
		filters={"parent": scale or ""},
		fields=["value", "meaning"],
		order_by="value, name",
		as_list=True,
	)
	known = {flt(value): meaning or "" for value, meaning in meanings}
	return [
		{"value": level.value, "label": _(level.label), "meaning": known.get(level.value, "")}
		for level in policy.rating_scale.levels
	]


def _lines(review: Document, appraisal: Document, sides: Sequence[Row], evidence: Sequence[Row]) -> list[Row]:
	"""What is rated: with what the competency says of each level, what the role asks, and what others gave and noted."""
	fields = ("name", "component", "item", "competency", "weight", "rating", "state", "reason", "comment")
	required = {(line.component, line.item): flt(line.required_level) for line in appraisal.competencies}
	about = _competencies([line.competency for line in review.ratings])
	rated = reviews.SIDES[review.perspective].rated
	return [
		{
			**{field: line.get(field) for field in fields},
			"rating": flt(line.rating),
			"component_label": _(line.component),
			"title": line.item or _(line.component),
			"needed": rated and bool(flt(line.weight)),
			"required_level": required.get((line.component, line.item), 0.0),
			**about.get(line.competency, {"description": "", "indicators": []}),
			"others": list(_others(line, sides)),
			"notes": sheet_evidence.about(evidence, line.competency),
		}
		for line in review.ratings
	]


def _others(line: Document, sides: Sequence[Row]) -> list[Row]:
	return [
		{
			"perspective": side["perspective"],
			"who": side["reviewer_name"],
			"rating": flt(each["rating"]),
			"comment": each["comment"] or each["reason"] or "",
		}
		for side in sides
		for each in side["ratings"]
		if (each["component"], each["item"]) == (line.component, line.item)
		and (flt(each["rating"]) or each["comment"] or each["state"] == review_lines.NOT_APPLICABLE)
	]


def _competencies(names: Sequence[str | None]) -> dict[str, Row]:
	"""What competencies say of themselves and of their levels."""
	asked = sorted({name for name in names if name})
	if not asked:
		return {}
	fields = ["parent", "level", "label", "indicators"]
	said = frappe.get_all(
		"Competency Level",
		filters={"parent": ("in", asked)},
		fields=fields,
		order_by="parent, level, name",
		limit=0,
	)
	described = frappe.get_all(
		"Competency",
		filters={"name": ("in", asked)},
		fields=["name", "description"],
		order_by="name",
		limit=0,
	)
	return {
		each.name: {
			"description": each.description or "",
			"indicators": [
				{"level": row.level, "label": row.label, "text": row.indicators}
				for row in said
				if row.parent == each.name and row.indicators
			],
		}
		for each in described
	}


def _questions(review: Document) -> list[Row]:
	return [
		{
			"name": line.name,
			"question": _(line.question),
			"kind": line.kind,
			"needed": bool(cint(line.required)),
			"answer": line.answer or "",
			"rating": flt(line.rating),
		}
		for line in review.answers
	]


def objectives(appraisal: Document) -> list[Row]:
	"""The objectives of the cycle with their key results as they stand now, as far as the reader reads them."""
	own = {"employee": appraisal.employee, "cycle": appraisal.cycle, "level": "Individual"}
	fields = [
		"name", "title", "weight", "commitment", "status", "attainment", "grade", "attainment_reason", "due_date", "updated_on",
	]  # fmt: skip
	found = readable.rows(
		"Objective", fields, "weight desc, name", filters={**own, "status": ("!=", "Archived")}
	)
	measured = [
		"name", "objective", "title", "unit", "method", "start_value", "target_value", "current_value", "started", "attainment",
		"attainment_reason",
	]  # fmt: skip
	names = [row["name"] for row in found]
	results = readable.rows(
		"Key Result", measured, "name", filters={"objective": ("in", names or [""]), "archived": "No"}
	)
	return [
		{**row, "key_results": [each for each in results if each["objective"] == row["name"]]}
		for row in found
	]


def _sides(sides: Sequence[Row]) -> list[Row]:
	"""What other sides say as a whole, and what they answered."""
	names = [side["name"] for side in sides]
	answers = readable.rows(
		"Review Answer",
		["parent", "question", "answer", "rating"],
		"parent, idx, name",
		filters={"parenttype": REVIEW, "parent": ("in", names or [""])},
		parent_doctype=REVIEW,
	)
	fields = ("name", "perspective", "reviewer_name", "submitted_on", "summary")
	return [
		{
			**{field: side[field] for field in fields},
			"answers": [
				each
				for each in answers
				if each["parent"] == side["name"] and (each["answer"] or each["rating"])
			],
		}
		for side in sides
	]
