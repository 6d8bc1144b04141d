"""Rows of opening history onto the site: published results, potential assessments, and where people stood after each cycle.

What is written bears the import's name and the row's number in the file: so it can be told, and taken back.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

import frappe
from frappe.utils import now

from talent_performance import store
from talent_performance.engine import ENGINE_VERSION
from talent_performance.engine.policy import Policy
from talent_performance.engine.rounding import half_up
from talent_performance.engine.scales import band_index, bands, level_index, level_labels, level_values
from talent_performance.flows import talent
from talent_performance.flows.launch import with_profiles
from talent_performance.flows.moving import moving
from talent_performance.flows.opening.cycles import moments
from talent_performance.flows.opening.stored import POTENTIAL, RESULT
from talent_performance.flows.opening.table import FACTORS
from talent_performance.flows.participants import APPRAISAL
from talent_performance.store.dialect import within
from talent_performance.store.frames import filled, options, text
from talent_performance.store.policy import policy_of
from talent_performance.store.rows import build
from talent_performance.store.talent_history import closed_results, potential_of
from talent_performance.store.writing import write as write_rows

RUN, CAUSE = "Talent Run", "Opening History"
# A result that was told long ago waits for nobody's reply.
SETTLED = "Closed without Reply"


def write(rows: pd.DataFrame, run: str) -> list[str]:
	"""Write checked rows that are new, whose cycles are there; returns who listened."""
	rows = with_person(rows)
	rated = rows[rows["new_rating"]]
	heard: list[str] = []
	for cycle, part in rated.groupby("cycle_name", sort=True):
		heard += write_results(part, str(cycle), run, policy_of(str(cycle)))
	assess(rows[rows["new_potential"]], run)
	heard += place(rows, run)
	return list(dict.fromkeys(heard))


def with_person(rows: pd.DataFrame) -> pd.DataFrame:
	"""Rows with the talent profile of each; whoever has none gets one."""
	people = pd.DataFrame({"employee": rows["who"].unique()})
	employment = frappe.qb.DocType(talent.EMPLOYMENT)
	query = frappe.qb.from_(employment).select(employment.employee, employment.parent)
	known = dict(query.where(within(employment.employee, people["employee"])).run())
	people = with_profiles(people.assign(profile=people["employee"].map(known)))
	return rows.assign(profile=rows["who"].map(people.set_index("employee")["profile"]))


def names(rows: pd.DataFrame, run: str) -> list[str]:
	"""The import's name and the row's number in the file."""
	return [f"{run}-{row:05d}" for row in rows["row"]]


def write_results(rows: pd.DataFrame, cycle: str, run: str, policy: Policy) -> list[str]:
	"""Appraisals that are over, and their published results."""
	score = half_up(rows["performance"])
	level = level_index(score, policy.rating_scale)
	outcome = {
		"performance_score": score,
		"performance_rating": level_values(level, policy.rating_scale),
		"performance_label": text(pd.Series(level_labels(level, policy.rating_scale), index=rows.index)),
	}
	both = {"employee": rows["who"], "profile": rows["profile"], "cycle": cycle}
	appraisals = pd.DataFrame(
		{
			**both,
			"state": SETTLED,
			"state_since": rows["end_date"],
			"start_date": rows["start_date"],
			"end_date": rows["end_date"],
			"rating": outcome["performance_rating"],
			"rating_label": outcome["performance_label"],
			"score": score,
			"published_on": moments(rows["end_date"]),
		}
	)
	given = names(rows, run)
	results = pd.DataFrame(
		{
			**both,
			"appraisal": given,
			"state": "Published",
			"closed_on": rows["end_date"],
			"calculated_score": filled(rows["score"]),
			"manager_rating": filled(rows["rated"]),
			**outcome,
			"performance_band": options(
				pd.Series(bands(band_index(level, policy.rating_scale)), index=rows.index)
			),
			"performance_source": np.where(rows["rated"].notna(), "Manager", "Calculated"),
			"scored_on": now(),
			"policy_fingerprint": policy.fingerprint,
			"engine_version": ENGINE_VERSION,
		}
	)
	with moving():
		heard = store.insert(APPRAISAL, appraisals, reserved=given).listeners
		return [*heard, *store.insert(RESULT, results, reserved=given).listeners]


def assess(rows: pd.DataFrame, run: str) -> None:
	"""Submitted potential assessments. They go past whatever listens: the form's own save would make the importer their assessor."""
	if rows.empty:
		return
	given = names(rows, run)
	table = rows[["assessed_on", *FACTORS]].assign(
		employee=rows["who"],
		cycle=rows["cycle_name"],
		state="Submitted",
		evidence=frappe._("Opening history, {0}").format(run),
	)
	lines = [
		(name, factor.title(), row[factor])
		for name, row in zip(given, rows.to_dict("records"), strict=True)
		for factor in FACTORS
	]
	ratings = pd.DataFrame(lines, columns=["parent", "factor", "rating"]).set_index("parent")
	for made in build(POTENTIAL, table.set_axis(given), {"ratings": ratings}, names=given):
		write_rows(made)


def place(rows: pd.DataFrame, run: str) -> list[str]:
	"""Where people stood after each of these cycles, in order; where they stand now comes last, by the usual way."""
	employees = list(rows["who"].unique())
	people = talent.placeable(talent.people_of(employees))
	rows = rows[rows["profile"].isin(people["person"])] if len(people) else rows.iloc[:0]
	if rows.empty:
		return []
	employees = list(rows["who"].unique())
	records = people[["person", "employee", "from_date"]]
	results, potential = closed_results(records), potential_of(records)
	results = results.assign(day=pd.to_datetime(results["end_date"]))
	assessed = pd.to_datetime(potential["assessed_on"])
	last = results.drop_duplicates("person", keep="last").set_index("person")["cycle"]
	before: pd.DataFrame | None = None
	heard: list[str] = []
	for (end, cycle), part in rows.sort_values(["end_date", "cycle_name"]).groupby(
		["end_date", "cycle_name"]
	):
		until = max(end, part["assessed_on"].max())
		there = people[people["person"].isin(part["profile"])]
		table = talent.assessed(there, results[results["day"] <= end], potential[assessed <= until])
		earlier = (table["cycle"] == cycle) & (table.index.map(last) != cycle)
		if earlier.any():
			heard += write_places(table[earlier], before, end, run)
		before = table if before is None else pd.concat([before.drop(table.index, errors="ignore"), table])
	return [*heard, *talent.refresh(employees, CAUSE, source=(RUN, run))]


def write_places(table: pd.DataFrame, before: pd.DataFrame | None, end: pd.Timestamp, run: str) -> list[str]:
	"""Placements of a cycle that others followed, on its last day."""
	known = (table.iloc[:0] if before is None else before).reindex(table.index)
	placements = talent.as_placements(table, known, CAUSE, "", (RUN, run))
	placed = placements.assign(placed_on=f"{end:%Y-%m-%d} 12:00:00")
	return store.insert(talent.PLACEMENT, placed).listeners


def documents_of(run: str, doctype: str, employees: Sequence[str] | None = None) -> list[str]:
	"""The names of what an import wrote, of these people or of all."""
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(table.name).where(table.name.like(f"{run}-%")).orderby(table.name)
	if employees is not None:
		query = query.where(within(table.employee, employees))
	return query.run(pluck=True)
