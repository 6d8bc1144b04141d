"""What drafts of development plans are made of, as tables: the latest published appraisals, released feedback, roles aimed at.

Only what the person and those who read the plan see as well. It holds for the person, so an earlier employment's counts under
the record that is asked about: `records` is a table of `talent_history.employments_of`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd

import frappe

from talent_performance.engine.feedback_figures import BLIND_SPOT
from talent_performance.store.competency_tables import (
	APPRAISAL,
	PUBLISHED,
	RESULT,
	REVIEW,
	ROUND,
	UNHEARD,
	appraisals_of,
	competencies_asked,
)
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch, numbers

CYCLE, LINE, ASPIRATION, WISH = (
	"Performance Cycle",
	"Appraisal Objective",
	"Career Aspiration",
	"Aspired Role",
)
CANDIDATE, POSITION, WITHDRAWN = "Succession Candidate", "Critical Position", "Withdrawn"
RATINGS = ["employee", "competency", "rating", "low", "high", "level", "rated_on", "period"]
SPOTS = ["employee", "competency", "own", "others", "high"]


def ratings_of(records: pd.DataFrame) -> pd.DataFrame:
	"""What managers said of competencies in published appraisals, with the cycle's title as period."""
	found = appraisals_of(records)
	if found.empty:
		return pd.DataFrame(columns=RATINGS)
	found = found[found["source"] == "manager"]
	periods = periods_of(found["document"].unique())
	found = found.assign(rated_on=found["assessed_on"], period=found["document"].map(periods))
	return by_person(found, records)[RATINGS]


def periods_of(reviews: Sequence[str]) -> dict[str, str]:
	"""Title of the cycle of each review."""
	review, appraisal, cycle = (frappe.qb.DocType(name) for name in (REVIEW, APPRAISAL, CYCLE))
	query = (
		frappe.qb.from_(review)
		.join(appraisal)
		.on(appraisal.name == review.appraisal)
		.join(cycle)
		.on(cycle.name == appraisal.cycle)
		.select(review.name, cycle.title, cycle.name)
		.where(within(review.name, list(reviews)))
		.orderby(review.name)
	)
	return {name: title or cycle_name for name, title, cycle_name in query.run()}


def latest_appraisals(records: pd.DataFrame) -> pd.DataFrame:
	"""The last published appraisal of each person: employee, appraisal, cycle."""
	appraisal = frappe.qb.DocType(APPRAISAL)
	query = (
		frappe.qb.from_(appraisal)
		.select(appraisal.employee, appraisal.name, appraisal.cycle, appraisal.end_date)
		.where(within(appraisal.employee, records["employee"].unique()) & appraisal.state.isin(PUBLISHED))
		.orderby(appraisal.end_date, appraisal.name)
	)
	found = by_person(fetch(query, ["employee", "appraisal", "cycle", "end_date"]), records)
	found = found.sort_values(["end_date", "appraisal"], kind="stable")
	return found.drop_duplicates("employee", keep="last")[["employee", "appraisal", "cycle"]]


def objectives_of(appraisals: pd.DataFrame) -> pd.DataFrame:
	"""The scored objectives of these appraisals: employee, cycle, objective (its title), attainment (a share), aspirational."""
	line = frappe.qb.DocType(LINE)
	query = (
		frappe.qb.from_(line)
		.select(line.parent, line.title, line.attainment, line.commitment, line.reason)
		.where(within(line.parent, list(appraisals["appraisal"])) & (line.parenttype == APPRAISAL))
		.orderby(line.parent, line.idx, line.name)
	)
	found = numbers(
		fetch(query, ["appraisal", "objective", "attainment", "commitment", "reason"]), ["attainment"]
	)
	scored = found[found["reason"].isna() & found["attainment"].notna() & found["objective"].notna()]
	return scored.merge(appraisals, on="appraisal").assign(
		attainment=lambda table: table["attainment"] / 100,
		aspirational=lambda table: table["commitment"] == "Aspirational",
	)


def blind_spots_of(records: pd.DataFrame, without_feedback: Collection[str] = ()) -> pd.DataFrame:
	"""Blind spots that the latest released evaluative feedback tells of competencies; never who said so.

	Feedback for development is the person's own and no word of it stands where the manager reads.
	"""
	heard = records[~records["person"].isin(list(without_feedback))]
	result, round_ = frappe.qb.DocType(RESULT), frappe.qb.DocType(ROUND)
	query = (
		frappe.qb.from_(result)
		.join(round_)
		.on(round_.name == result.round)
		.select(result.employee, result.released_on, result.name, result.figures, round_.frozen)
		.where(within(result.employee, heard["employee"].unique()))
		.where((result.state == "Released") & (result.purpose == "Evaluative"))
		.orderby(result.released_on, result.name)
	)
	found = by_person(fetch(query, ["employee", "released_on", "name", "figures", "frozen"]), heard)
	found = found.sort_values(["released_on", "name"], kind="stable").drop_duplicates("employee", keep="last")
	asked: dict[str, dict[str, str]] = {}
	rows = []
	for employee, figures, frozen in found[["employee", "figures", "frozen"]].itertuples(index=False):
		if frozen not in asked:
			asked[frozen] = competencies_asked(json.loads(frozen or "{}"))
		rows += [(employee, *spot) for spot in spots(json.loads(figures or "{}"), asked[frozen])]
	return pd.DataFrame(rows, columns=SPOTS)


def spots(figures: Mapping[str, Any], asked: Mapping[str, str]) -> list[tuple[str, float, float, float]]:
	"""Competency, own rating, that of the others and the scale's end of every marked item that is shown."""
	high = float((figures.get("scale") or {}).get("high") or 0)
	found = []
	for item in figures.get("items", []):
		others = item.get("others") or {}
		own = next((cell for cell in item.get("cells", []) if cell.get("group") == UNHEARD), {})
		told = others.get("shown") and others.get("mean") is not None and own.get("mean") is not None
		if item["item"] in asked and item.get("mark") == BLIND_SPOT and told:
			found.append((asked[item["item"]], float(own["mean"]), float(others["mean"]), high))
	return found


def wishes_of(employees: Sequence[str]) -> pd.DataFrame:
	"""The role that each wants first, of those who show it to their manager: employee, designation."""
	parent, line = frappe.qb.DocType(ASPIRATION), frappe.qb.DocType(WISH)
	query = (
		frappe.qb.from_(line)
		.join(parent)
		.on((line.parent == parent.name) & (line.parenttype == ASPIRATION))
		.select(parent.employee, line.designation)
		.where(within(parent.employee, list(employees)) & (parent.visible_to_manager == 1))
		.orderby(parent.employee, line.idx, line.name)
	)
	return fetch(query, ["employee", "designation"]).drop_duplicates("employee", ignore_index=True)


def known_successions(employees: Sequence[str]) -> pd.DataFrame:
	"""The role for which each is a successor and knows it: employee, designation; of several the longest known."""
	candidate, position = frappe.qb.DocType(CANDIDATE), frappe.qb.DocType(POSITION)
	query = (
		frappe.qb.from_(candidate)
		.join(position)
		.on(position.name == candidate.position)
		.select(candidate.employee, position.designation)
		.where(within(candidate.employee, list(employees)) & (candidate.person_knows == 1))
		.where((candidate.status != WITHDRAWN) & position.designation.isnotnull())
		.orderby(candidate.employee, candidate.nominated_on, candidate.name)
	)
	return fetch(query, ["employee", "designation"]).drop_duplicates("employee", ignore_index=True)


def by_person(found: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
	"""Rows of records under the employee for whom they were asked."""
	known = records[["person", "employee"]].drop_duplicates(ignore_index=True)
	return found.merge(known, on="employee").assign(employee=lambda table: table["person"])
