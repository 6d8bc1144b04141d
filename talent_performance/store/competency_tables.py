"""What is known of people's competencies, and what roles ask for, as the engine's tables: the same few queries for one person and for all.

Evidence are submitted Competency Assessments, competency ratings of published appraisals, and released evaluative feedback, of
which only figures count that everybody who may read the result sees. It holds for the person, so an earlier employment's
counts under the record that is asked about.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

import frappe
from frappe.query_builder.functions import Coalesce, Max, Min

from talent_performance.engine.competency import on_levels
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch, numbers
from talent_performance.store.talent_history import employments_of

ASSESSMENT, RATING, REVIEW, APPRAISAL = (
	"Competency Assessment", "Competency Rating", "Appraisal Review", "Performance Appraisal",
)  # fmt: skip
RESULT, ROUND = "Feedback Result", "Feedback Round"
SOURCES = {
	"Self": "self", "Manager": "manager", "360": "feedback", "Test": "test", "Certificate": "certificate",
}  # fmt: skip
RATERS = {"Self": "self", "Manager": "manager", "Handover": "manager"}
PUBLISHED = ("Published", "Acknowledged", "Closed without Reply")
# The person himself is asked in an own assessment; the manager's figure of a round is one that everybody sees.
UNHEARD = "self"
EVIDENCE = ["employee", "competency", "source", "level", "assessed_on", "weight"]
# What stands beside a piece of evidence for people: where it was said, by whom, and what it rests on.
ORIGIN = ["doctype", "document", "assessor", "note", "justification"]


def evidence_of(employees: Sequence[str], without_feedback: Collection[str] = ()) -> pd.DataFrame:
	"""The table `competency_evidence` of these people, with where each piece comes from; oldest first.

	`without_feedback`: those of whom 360° feedback says nothing, because an agreement has switched it off.
	"""
	records = employments_of(list(dict.fromkeys(employees)))
	heard = records[~records["person"].isin(list(without_feedback))]
	parts = [assessments_of(records), appraisals_of(records), feedback_of(heard)]
	columns = [*EVIDENCE, *ORIGIN]
	kept = [part.reindex(columns=columns) for part in parts if len(part)]
	found = pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=columns, dtype=object)
	found = found.merge(
		records[["person", "employee"]].drop_duplicates(ignore_index=True), on="employee", how="inner"
	)
	found = found.assign(
		employee=found["person"],
		assessed_on=pd.to_datetime(found["assessed_on"]),
		level=found["level"].astype(float),
		weight=found["weight"].astype(float),
	)
	order = ["employee", "competency", "assessed_on", "source", "document"]
	return found.drop(columns="person").sort_values(order, kind="stable", ignore_index=True)


def assessments_of(records: pd.DataFrame) -> pd.DataFrame:
	"""Submitted assessments, a row for each competency."""
	assessment, rating = frappe.qb.DocType(ASSESSMENT), frappe.qb.DocType(RATING)
	query = (
		frappe.qb.from_(assessment)
		.join(rating)
		.on((rating.parent == assessment.name) & (rating.parenttype == ASSESSMENT))
		.select(
			assessment.employee, rating.competency, assessment.source, rating.level, assessment.assessed_on,
			assessment.name, assessment.assessor, rating.note, assessment.justification,
		)
		.where(within(assessment.employee, records["employee"].unique()))
		.where((assessment.state == "Submitted") & (rating.level > 0))
		.orderby(assessment.assessed_on, assessment.name, rating.idx, rating.name)
	)  # fmt: skip
	columns = [
		"employee", "competency", "source", "level", "assessed_on", "document", "assessor", "note", "justification",
	]  # fmt: skip
	found = numbers(fetch(query, columns), ["level"])
	return found.assign(source=found["source"].map(SOURCES), doctype=ASSESSMENT)


def appraisals_of(records: pd.DataFrame) -> pd.DataFrame:
	"""Competency ratings of published appraisals which their subject sees, on the competency's levels."""
	review, rating, appraisal, cycle = (
		frappe.qb.DocType(name) for name in (REVIEW, "Review Rating", APPRAISAL, "Performance Cycle")
	)
	usual = frappe.db.get_single_value("Talent Settings", "rating_scale") or ""
	query = (
		frappe.qb.from_(review)
		.join(appraisal)
		.on(appraisal.name == review.appraisal)
		.join(rating)
		.on((rating.parent == review.name) & (rating.parenttype == REVIEW))
		.left_join(cycle)
		.on(cycle.name == appraisal.cycle)
		.select(
			review.employee, rating.competency, review.perspective, rating.rating, appraisal.end_date,
			appraisal.published_on, Coalesce(cycle.rating_scale, usual), review.name, review.reviewer, rating.comment,
		)
		.where(within(review.employee, records["employee"].unique()))
		.where((review.state == "Submitted") & (review.seen_by_employee == 1))
		.where(appraisal.state.isin(PUBLISHED) & review.perspective.isin(list(RATERS)))
		.where((rating.competency != "") & (rating.state == "Rated") & (rating.rating > 0))
		.orderby(appraisal.end_date, review.name, rating.idx, rating.name)
	)  # fmt: skip
	columns = [
		"employee", "competency", "source", "rating", "end_date", "published_on", "scale", "document", "assessor", "note",
	]  # fmt: skip
	found = numbers(fetch(query, columns), ["rating"])
	if found.empty:
		return found
	ended, published = pd.to_datetime(found["end_date"]), pd.to_datetime(found["published_on"]).dt.normalize()
	# Published before its period was over, it was said on that day.
	found = found.assign(assessed_on=ended.where(~(published < ended), published))
	ends = scale_ends()
	found["scale"] = found["scale"].fillna(usual)
	found = found.assign(
		low=[ends.get(name, (None, None))[0] for name in found["scale"]],
		high=[ends.get(name, (None, None))[1] for name in found["scale"]],
	)
	return with_levels(found.assign(source=found["source"].map(RATERS), doctype=REVIEW))


def feedback_of(records: pd.DataFrame) -> pd.DataFrame:
	"""What released evaluative rounds tell about competencies: what all others said together, else each group that is shown."""
	result, round_ = frappe.qb.DocType(RESULT), frappe.qb.DocType(ROUND)
	query = (
		frappe.qb.from_(result)
		.join(round_)
		.on(round_.name == result.round)
		.select(result.name, result.employee, result.released_on, result.figures, round_.frozen)
		.where(within(result.employee, records["employee"].unique()))
		.where((result.state == "Released") & (result.purpose == "Evaluative"))
		.orderby(result.released_on, result.name)
	)
	asked: dict[str, dict[str, str]] = {}
	rows = []
	for name, employee, released_on, figures, frozen in query.run():
		if frozen not in asked:
			asked[frozen] = competencies_asked(json.loads(frozen or "{}"))
		for competency, rating, scale in told(json.loads(figures or "{}"), asked[frozen]):
			rows.append((employee, competency, rating, *scale, released_on, name))
	columns = ["employee", "competency", "rating", "low", "high", "assessed_on", "document"]
	found = pd.DataFrame(rows, columns=columns)
	if found.empty:
		return found
	found["assessed_on"] = pd.to_datetime(found["assessed_on"]).dt.normalize()
	return with_levels(found.assign(source="feedback", doctype=RESULT))


def competencies_asked(frozen: Mapping[str, Any]) -> dict[str, str]:
	"""Key of an item that a round asked → its competency."""
	return {each["item"]: each["competency"] for each in frozen.get("items", []) if each.get("competency")}


def told(
	figures: Mapping[str, Any], asked: Mapping[str, str]
) -> Iterator[tuple[str, float, tuple[float, float]]]:
	"""Competency, rating and the scale's ends of every figure that is shown and isn't the person's own."""
	scale = figures.get("scale") or {}
	ends = (float(scale.get("low") or 0), float(scale.get("high") or 0))
	for item in figures.get("items", []):
		competency = asked.get(item["item"])
		if not competency:
			continue
		together = shown(item.get("others") or {})
		apart = [shown(cell) for cell in item.get("cells", []) if cell.get("group") != UNHEARD]
		for rating in [together] if together is not None else apart:
			if rating is not None:
				yield competency, rating, ends


def shown(cell: Mapping[str, Any]) -> float | None:
	"""What a cell tells everybody who reads the result: its mean, or the middle of its band; None where it tells nothing."""
	if not cell.get("shown"):
		return None
	if cell.get("mean") is not None:
		return float(cell["mean"])
	band = cell.get("band") or {}
	return (float(band["from"]) + float(band["to"])) / 2 if band.get("to") is not None else None


def with_levels(found: pd.DataFrame) -> pd.DataFrame:
	"""Ratings between low and high as levels of their competencies."""
	ends = level_ends(found["competency"].unique())
	lowest = [ends.get(name, (None, None))[0] for name in found["competency"]]
	highest = [ends.get(name, (None, None))[1] for name in found["competency"]]
	found = found.assign(lowest=lowest, highest=highest)
	return found.assign(level=on_levels(found))


def level_ends(competencies: Sequence[str]) -> dict[str, tuple[float, float]]:
	"""The lowest and the highest level of each competency that has levels."""
	level = frappe.qb.DocType("Competency Level")
	query = (
		frappe.qb.from_(level)
		.select(level.parent, Min(level.level), Max(level.level))
		.where(within(level.parent, list(competencies)))
		.groupby(level.parent)
		.orderby(level.parent)
	)
	return {name: (float(low), float(high)) for name, low, high in query.run()}


def scale_ends() -> dict[str, tuple[float, float]]:
	"""From where to where each Rating Scale goes."""
	level = frappe.qb.DocType("Rating Scale Level")
	query = (
		frappe.qb.from_(level)
		.select(level.parent, Min(level.value), Max(level.value))
		.where(level.parenttype == "Rating Scale")
		.groupby(level.parent)
		.orderby(level.parent)
	)
	return {name: (float(low), float(high)) for name, low, high in query.run()}


def required_by(profiles: Sequence[str]) -> pd.DataFrame:
	"""The table `role_competencies` of these Role Competency Profiles: `designation` is the profile, the title stands beside it."""
	line = frappe.qb.DocType("Role Competency")
	query = (
		frappe.qb.from_(line)
		.select(line.parent, line.competency, line.required_level, line.weight, line.essential)
		.where(within(line.parent, [name for name in profiles if name]))
		.orderby(line.parent, line.idx, line.name)
	)
	columns = ["designation", "competency", "required_level", "weight", "essential"]
	found = numbers(fetch(query, columns), ["required_level", "weight"])
	return found.assign(essential=found["essential"].fillna(0).astype(bool))
