"""The sheet of an appraisal: what somebody who checks it by hand has before him, as far as this reader may see it.

Everything comes through lists and documents as the user reads them. The result comes by its guard; to its subject by what
publication has opened (`access/published.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, fmt_money, format_date

from talent_performance.access import guarded, practices
from talent_performance.access.audience import Practice
from talent_performance.access.published import CLOSED, OPENED, RESULT, is_subject, published_result
from talent_performance.engine.policy import Policy
from talent_performance.engine.scales import level_index, level_labels
from talent_performance.flows import delegations, past_ratings, readable, sheet_evidence, sheet_lines
from talent_performance.flows.moves import label
from talent_performance.store.policy import policy_of

APPRAISAL, REVIEW, EVENT = "Performance Appraisal", "Appraisal Review", "Appraisal Event"
Row = dict[str, Any]
SIDES = ("Self", "Manager", "Second Level", "Handover")
UNSIGNED = ("Handover",)
EARLIER_AT_MOST = 5
TOLD = ("deed", "from_state", "to_state", "version", "at", "on_behalf", "came_by", "reason", "summary")


def sheet(appraisal: str) -> Row:
	"""The whole sheet, for the form. Raises PermissionError."""
	document = readable_appraisal(appraisal)
	reviews = sides(document)
	return {
		**_body(document, reviews),
		"evidence": sheet_evidence.evidence(document),
		"earlier": earlier(document),
		"history": _history(document),
	}


def printed(appraisal: str) -> Row:
	"""The sheet that people sign: what its subject reads once it is published, whoever prints it. Raises PermissionError.

	So a handover's lines, and why and by whom somebody was calibrated, stay on the form.
	"""
	document = readable_appraisal(appraisal)
	reviews = [review for review in sides(document) if review["perspective"] not in UNSIGNED]
	body = _body(document, reviews)
	for row in body["ratings"]["rows"]:
		if row["kind"] == "Calibrated":
			row.update(reason="", by="", on=None)
	return {**body, "decimal_point": fmt_money(0.5, precision=1)[1]}


def readable_appraisal(appraisal: str) -> Document:
	"""The appraisal, if the user may read it. Raises PermissionError."""
	document = frappe.get_doc(APPRAISAL, appraisal)
	guarded.check(document, "read")
	return document


def _body(document: Document, reviews: list[Row]) -> Row:
	"""What form and print have in common."""
	result = result_for(document)
	return {
		**_heading(document),
		"preview": bool(result) and not document.published_on,
		"waits": is_subject(document) and not document.published_on,
		"calculation": sheet_lines.calculation(document, result, reviews),
		"ratings": _ratings(document, result, reviews),
		"reviews": [{key: value for key, value in each.items() if key != "ratings"} for each in reviews],
	}


def result_for(document: Document) -> Mapping[str, Any] | None:
	"""The result as its guard opens it, else what publication opened to its subject."""
	found = readable.rows(
		RESULT, ["name", *OPENED, *CLOSED], "name", filters={"appraisal": document.name}, limit=1
	)
	return found[0] if found else published_result(document)


def _heading(document: Document) -> Row:
	"""Who, when, under whom."""
	people = readable.names_of(
		"Employee", "employee_name", [document.employee, document.manager, document.second_manager]
	)
	titles = readable.names_of("Performance Cycle", "title", [document.cycle])
	fields = (
		"name", "employee", "company", "department", "designation", "template", "state", "version", "manager",
		"second_manager", "cycle", "rating_label", "no_rating_reason",
	)  # fmt: skip
	return {
		**{field: document.get(field) for field in fields},
		"employee_name": document.employee_name or people.get(document.employee, document.employee),
		"manager_name": people.get(document.manager, ""),
		"acting": delegations.shown([document.manager, document.second_manager]),
		"second_manager_name": people.get(document.second_manager, ""),
		"cycle_title": titles.get(document.cycle, document.cycle),
		"start_date": document.start_date,
		"end_date": document.end_date,
		"published_on": document.published_on,
		"acknowledged_on": document.acknowledged_on,
		"acknowledge_comment": document.acknowledge_comment,
		"acknowledge_recorded": recorded_words(
			document.acknowledged_by_way,
			document.acknowledge_recorded_by,
			document.acknowledged_on,
			document.employee_name,
		),
	}


def sides(document: Document) -> list[Row]:
	"""The sides that the reader reads, each with its lines."""
	fields = [
		"name", "perspective", "segment", "reviewer_name", "state", "submitted_on", "overall_rating", "overall_reason",
		"summary", "acting_for_name", "came_by", "recorded_by", "recorded_on",
	]  # fmt: skip
	found = readable.rows(REVIEW, fields, "segment, name", filters={"appraisal": document.name})
	lines = _review_lines([review["name"] for review in found])
	for review in found:
		if instead := review.pop("acting_for_name"):
			review["reviewer_name"] = _("{0}, for {1}").format(review["reviewer_name"], instead)
		review["recorded"] = recorded(review, document.employee_name)
		review["ratings"] = [line for line in lines if line["parent"] == review["name"]]
	return sorted(found, key=lambda review: SIDES.index(review["perspective"]))


def recorded(review: Row, who: str | None) -> str:
	"""How the self review of somebody without an account came in; empty for everybody else's."""
	way, by, on = (review.pop(field) for field in ("came_by", "recorded_by", "recorded_on"))
	return recorded_words(way, by, on, who)


def recorded_words(way: str | None, by: str | None, on: object, who: str | None) -> str:
	"""That somebody wrote down what the employee said, or by which way it came."""
	if by:
		return _("Recorded by {0} on {1} as said by {2}: {3}").format(
			_full_name(by), format_date(on), who, _(way)
		)
	return _("Came in by: {0}").format(_(way)) if way else ""


def _review_lines(reviews: Sequence[str]) -> list[Row]:
	if not reviews:
		return []
	return readable.rows(
		"Review Rating",
		["parent", "component", "item", "rating", "state", "reason", "comment"],
		"parent, idx, name",
		filters={"parenttype": REVIEW, "parent": ("in", list(reviews))},
		parent_doctype=REVIEW,
	)


def _ratings(document: Document, result: Mapping[str, Any] | None, reviews: Sequence[Row]) -> Row:
	"""Three numbers side by side, and the one that counts."""
	if not result:
		return {"rows": [], "counts": "", "score": None, "label": "", "reason": "", "needs_reason": 0}
	policy = policy_of(document.cycle)
	by = _who_rated(document, reviews)
	given = (
		("Calculated", result["calculated_score"], "", "", None),
		("Manager", result["manager_rating"], result["manager_reason"], by, None),
		(
			"Calibrated",
			result["calibrated_rating"],
			result.get("calibration_reason"),
			_full_name(result.get("calibrated_by")),
			result.get("calibrated_on"),
		),
	)
	rows = [
		{
			"kind": kind,
			"title": _rating_titles()[kind],
			"rating": flt(rating) or None,
			"label": level_of(flt(rating), policy),
			"reason": reason or "",
			"by": who or "",
			"on": on,
			"counts": result["performance_source"] == kind,
		}
		for kind, rating, reason, who, on in given
	]
	return {
		"rows": rows,
		"counts": result["performance_source"] or "",
		"score": flt(result["performance_score"]) or None,
		"label": result["performance_label"] or "",
		"reason": result["reason"] or "",
		"needs_reason": result["needs_reason"],
	}


def _rating_titles() -> dict[str, str]:
	return {
		"Calculated": _("Calculated"),
		"Manager": _("Manager's Rating"),
		"Calibrated": _("Calibrated"),
	}


def level_of(rating: float, policy: Policy) -> str:
	"""The level that a rating stands in, in words; empty for none."""
	scale = policy.rating_scale
	labels = level_labels(level_index(np.array([rating or np.nan]), scale), scale)
	return "" if not rating else str(labels[0])


def _who_rated(document: Document, reviews: Sequence[Row]) -> str:
	"""Whose rating is the one of record: the second level's where there is one."""
	given = {review["perspective"]: review["reviewer_name"] for review in reviews if review["overall_rating"]}
	return given.get("Second Level") or given.get("Manager") or ""


def _full_name(user: str | None) -> str:
	return frappe.utils.get_fullname(user) if user else ""


def earlier(document: Document) -> list[Row]:
	"""Earlier ratings of the same person, the latest first: results that the reader reads, and what was published."""
	if practices.is_off(Practice.ANALYTICS, document.employee):
		return []
	person = {"profile": document.profile} if document.profile else {"employee": document.employee}
	return past_ratings.ratings(
		{**person, "cycle": ("!=", document.cycle)}, before=document.start_date, at_most=EARLIER_AT_MOST
	)


def _history(document: Document) -> list[Row]:
	"""What has happened to the appraisal, the latest first."""
	events = readable.rows(EVENT, ["*"], "at desc, creation desc, name", filters={"appraisal": document.name})
	people = readable.names_of("User", "full_name", [event["by"] for event in events])
	return [
		{
			**{field: event[field] for field in TOLD},
			"label": _deed(event["deed"]),
			"who": people.get(event["by"], event["by"]),
		}
		for event in events
	]


def _deed(deed: str) -> str:
	"""A deed in words; one that no button does, by its own name."""
	try:
		return label(deed)
	except KeyError:
		return _(deed.replace("_", " ").title())
