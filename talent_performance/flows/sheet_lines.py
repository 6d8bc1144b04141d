"""The lines of an appraisal's sheet: segments, components and what is rated in them, with the calculation where it may be seen.

The figures are the engine's, worked out from those that stand on the sheet (`engine/sheet.py`); here they only find their words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from frappe import _
from frappe.model.document import Document
from frappe.utils import date_diff, flt

from talent_performance.engine.appraisal import FEEDBACK, OBJECTIVES
from talent_performance.engine.policy import Policy
from talent_performance.engine.sheet import Shown, shown
from talent_performance.flows.feedback import component
from talent_performance.store.cycle_tables import rated_lines
from talent_performance.store.policy import policy_of

Row = dict[str, Any]
LINE_COLUMNS = ["segment", "component", "weight", "rating", "attainment", "commitment"]
COMPONENT_FIGURES = ("rating", "weighted", "itemised", "base")


def calculation(appraisal: Document, result: Mapping[str, Any] | None, reviews: Sequence[Row]) -> Row:
	"""Segments with their components and lines. With a result each has its figures, and `places`, `exact` and `total` say how they end.

	`reviews` are those that the reader reads, with their lines.
	"""
	policy = policy_of(appraisal.cycle)
	known = json.loads(result["arithmetic"]) if result and result.get("arithmetic") else None
	segments = _segments(appraisal, known, policy)
	components = _components(segments, known, policy)
	lines = [*_objectives(appraisal, segments, policy), *_rated(appraisal, segments, known, reviews, policy)]
	found = _figures(lines, components, segments, flt(result["calculated_score"]) if known else None, policy)
	return {
		"segments": _nested(lines, components, segments, found),
		"curves": _curves(segments, policy),
		"calculated": known is not None,
		"places": found.places,
		"exact": found.exact,
		"total": _number(found.total),
		"days": sum(row["days"] for row in segments if row["score"] is not None),
		"official": flt(result["calculated_score"]) if known else None,
		"as_of": known["as_of"] if known else None,
	}


# What there is


def _segments(appraisal: Document, known: Row | None, policy: Policy) -> list[Row]:
	"""The segments of the calculation, else those of the appraisal, with what the appraisal says of each."""
	of = {line.segment: line for line in appraisal.segments}
	plain = [
		{
			"segment": line.segment,
			"start_date": str(line.start_date),
			"end_date": str(line.end_date),
			"days": date_diff(line.end_date, line.start_date) + 1 - (line.days_excluded or 0),
			"template": line.template or appraisal.template,
		}
		for line in appraisal.segments
	]
	whole = {
		"segment": None,
		"start_date": str(appraisal.start_date or ""),
		"end_date": str(appraisal.end_date or ""),
		"template": appraisal.template,
	}
	rows = known["segments"] if known else plain or [whole]
	default = policy.appraisal.default_template
	lone = appraisal.segments[0] if len(rows) == 1 and len(appraisal.segments) == 1 else None
	return [_described(row, at, of.get(row["segment"], lone), policy, default) for at, row in enumerate(rows)]


def _described(row: Row, at: int, line: Document | None, policy: Policy, default: str) -> Row:
	template = row.get("template") if row.get("template") in policy.templates else default
	said = {
		field: (line.get(field) or "") if line else "" for field in ("department", "designation", "manager")
	}
	said["manager"] = row.get("manager") or said["manager"]
	return {
		**said,
		"number": at,
		"days_excluded": line.days_excluded if line else 0,
		"score": None,
		"reason": "",
		"days": 0,
		**{key: value for key, value in row.items() if value is not None},
		"segment": row["segment"],
		"template": template,
	}


def _components(segments: Sequence[Row], known: Row | None, policy: Policy) -> list[Row]:
	"""The components of the calculation, else those of each segment's template without a rating."""
	if not known:
		return [
			{"segment": row["number"], "component": name, "weight": weight, "rating": None, "state": ""}
			for row in segments
			for name, weight in policy.templates[row["template"]].weights.items()
			if weight > 0
		]
	number = {row["segment"]: row["number"] for row in segments}
	return [{**row, "segment": number[row["segment"]]} for row in known["components"]]


def _objectives(appraisal: Document, segments: Sequence[Row], policy: Policy) -> list[Row]:
	"""The objectives in each segment: those that name it, and those that name none of them."""
	names = {row["segment"] for row in segments}
	last = policy.templates[segments[-1]["template"]] if segments else None
	return [
		{
			**_objective(line, policy.templates[row["template"]].aspirational == "leave out", last),
			"segment": row["number"],
		}
		for row in segments
		for line in appraisal.objectives
		if line.segment == row["segment"] or line.segment not in names
	]


def _objective(line: Document, leaves_out: bool, last: Any) -> Row:
	"""An objective as a line. A rating of 0 is none: its reason says why, and it leaves the weights."""
	aspirational = line.commitment == "Aspirational"
	left_out_there = aspirational and last is not None and last.aspirational == "leave out"
	counts = bool(flt(line.rating)) or (left_out_there and not leaves_out and bool(flt(line.attainment)))
	counts = counts and not (aspirational and leaves_out)
	measured = bool(flt(line.rating)) or bool(flt(line.attainment)) or not line.reason
	scored = bool(flt(line.rating)) or bool(line.reason)
	return {
		"component": OBJECTIVES,
		"title": line.title or line.objective,
		"objective": line.objective,
		"weight": flt(line.weight),
		"commitment": (line.commitment or "").lower(),
		"target": line.target or "",
		"actual": line.actual or "",
		"achievement": flt(line.attainment) / 100 if measured and scored else None,
		"attainment": flt(line.attainment) / 100 if counts else None,
		"rating": None,
		"reason": line.reason or "",
	}


def _rated(
	appraisal: Document, segments: Sequence[Row], known: Row | None, reviews: Sequence[Row], policy: Policy
) -> list[Row]:
	"""What is rated: the lines that count where there is a calculation, else what is going to be rated."""
	asked = {(line.component.lower(), line.item or ""): line for line in appraisal.competencies}
	own = _given(reviews, "Self")
	numbers = [row["number"] for row in segments]
	rows = _counted(appraisal, segments, reviews) if known else _waiting(asked, numbers)
	rows += _of_feedback(appraisal, segments, bool(known), policy)
	return [
		{
			**row,
			"required_level": flt(asked[key].required_level) if key in asked else 0,
			"self": own.get(key),
			"title": row["item"] or _(row["component"].title()),
		}
		for row in rows
		for key in [(row["component"], row["item"])]
	]


def _given(reviews: Sequence[Row], perspective: str) -> dict[tuple[str, str], float | None]:
	"""Ratings from one perspective by component and item."""
	return {
		(line["component"].lower(), line["item"] or ""): flt(line["rating"]) or None
		for review in reviews
		if review["perspective"] == perspective
		for line in review["ratings"]
	}


def _waiting(asked: Mapping[tuple[str, str], Document], numbers: Sequence[int]) -> list[Row]:
	return [
		{
			"segment": number,
			"component": component,
			"item": item,
			"weight": flt(line.weight),
			"rating": None,
			"state": "missing",
			"reason": "",
			"comment": "",
		}
		for number in numbers
		for (component, item), line in asked.items()
	]


def _counted(appraisal: Document, segments: Sequence[Row], reviews: Sequence[Row]) -> list[Row]:
	"""The lines that the engine counted, of reviews that the reader reads: a review's lines stand in its segments."""
	readable = {review["name"]: review for review in reviews}
	counted = rated_lines(appraisal.cycle, [appraisal.employee])
	counted = counted[counted["review"].isin(list(readable))]
	number = {row["segment"]: row["number"] for row in segments}
	comments = {
		(review["name"], line["component"].lower(), line["item"] or ""): line["comment"] or ""
		for review in reviews
		for line in review["ratings"]
	}
	rows = []
	for row in counted.astype(object).where(counted.notna(), None).to_dict("records"):
		item = row["item"] or ""
		line = {
			"component": row["component"],
			"item": item,
			"weight": flt(row["weight"]),
			"rating": row["rating"] if row["state"] == "rated" else None,
			"state": row["state"],
			"reason": row["reason"] or "",
			"comment": comments.get((row["review"], row["component"], item), ""),
		}
		within = [number[row["segment"]]] if row["segment"] in number else list(number.values())
		rows += [{**line, "segment": each} for each in within]
	return rows


def _of_feedback(
	appraisal: Document, segments: Sequence[Row], counted: bool, policy: Policy
) -> Iterator[Row]:
	"""The line that the feedback round gives, in each segment whose template asks for it."""
	asking = [row for row in segments if policy.templates[row["template"]].weights.get(FEEDBACK, 0) > 0]
	if not asking:
		return
	waits = {"state": "missing", "reason": _("Comes with the release of this cycle's feedback round.")}
	line = _plain_line(component.lines_of(appraisal.cycle, [appraisal.employee])) if counted else waits
	empty = {"component": FEEDBACK, "item": "", "weight": 1.0, "rating": None, "comment": ""}
	for row in asking:
		yield {**empty, **line, "segment": row["number"]}


def _plain_line(lines: pd.DataFrame) -> Row:
	"""The only row of a table as plain values."""
	row = lines.astype(object).where(lines.notna(), None).iloc[0]
	return {**row[["rating", "state"]], "item": row["item"] or "", "reason": row["reason"] or ""}


# Its figures


def _figures(
	lines: Sequence[Row],
	components: Sequence[Row],
	segments: Sequence[Row],
	calculated: float | None,
	policy: Policy,
) -> Shown:
	"""The engine's figures for what stands on the sheet; a score of 0 is none."""
	table = pd.DataFrame(lines, columns=LINE_COLUMNS).astype({"segment": int})
	return shown(
		table,
		pd.DataFrame(components, columns=["segment", "component", "weight", "rating", "state"]),
		pd.DataFrame(segments)[["number", "template", "days", "score"]].rename(columns={"number": "segment"}),
		calculated or np.nan,
		policy,
	)


def _nested(
	lines: Sequence[Row], components: Sequence[Row], segments: Sequence[Row], found: Shown
) -> list[Row]:
	"""Segments that hold their components, which hold their lines, with plain numbers or None."""
	shown_lines = [
		{**line, "rating": _number(rating), "weighted": _number(weighted)}
		for line, rating, weighted in zip(lines, found.lines["rating"], found.lines["weighted"], strict=True)
	]
	shown_components = [
		{
			**row,
			"label": _(row["component"].title()),
			"rating": _number(rating),
			"weighted": _number(weighted),
			"itemised": bool(itemised),
			"base": _number(base),
			"lines": [
				line
				for line in shown_lines
				if (line["segment"], line["component"]) == (row["segment"], row["component"])
			],
		}
		for row, rating, weighted, itemised, base in zip(
			components, *(found.components[name] for name in COMPONENT_FIGURES), strict=True
		)
	]
	return [
		{
			**row,
			"score": _number(score),
			"weighted": _number(weighted),
			"base": _number(base),
			"components": [each for each in shown_components if each["segment"] == row["number"]],
		}
		for row, score, weighted, base in zip(
			segments, *(found.segments[name] for name in ("score", "weighted", "base")), strict=True
		)
	]


def _number(value: object) -> float | None:
	return None if pd.isna(value) else float(value)


def _curves(segments: Sequence[Row], policy: Policy) -> list[Row]:
	"""The curves along which the templates of these segments take achievement, as points in percent."""
	found = []
	for name in dict.fromkeys(row["template"] for row in segments):
		template = policy.templates[name]
		committed = template.committed_curve or policy.curves.committed
		aspirational = template.aspirational_curve or policy.curves.aspirational
		points = {"committed": committed, "aspirational": aspirational}
		found.append(
			{
				"template": name,
				**{
					key: [[round(attainment * 100, 6), rating] for attainment, rating in curve]
					for key, curve in points.items()
				},
			}
		)
	return found
