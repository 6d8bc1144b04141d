"""Scores: the engine runs over the tables of a cycle, and its numbers become Appraisal Results.

Whoever asks, for one appraisal or for thousands: the same run of the engine, with the policy that the cycle was launched with,
as of the appraisal's last day. `flows/close.py` makes the numbers final, `flows/publishing.py` shows them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

import frappe
from frappe.utils import now, today

from talent_performance import store
from talent_performance.engine.appraisal import rate_objectives
from talent_performance.engine.pipeline import SCORING, Results, run_cycle
from talent_performance.engine.policy import Policy
from talent_performance.flows.feedback import component
from talent_performance.flows.moving import moving
from talent_performance.store.changes import stored, write_changes
from talent_performance.store.cycle_tables import APPRAISAL, RESULT, cycle_tables
from talent_performance.store.dialect import update_join, within
from talent_performance.store.frames import fetch, filled, in_site_language, options, percent, text
from talent_performance.store.policy import policy_of

LINE = "Appraisal Objective"
TEXT_LENGTH = 140


class Scored(NamedTuple):
	"""What a run of the engine says about some appraisals of one cycle and day."""

	appraisals: pd.DataFrame
	results: Results
	tables: dict[str, pd.DataFrame]


def score(appraisals: Sequence[str], *, final: bool = False, one_by_one: bool = False) -> list[str]:
	"""Score appraisals: their Appraisal Result and the figures of their objectives. Returns who listened.

	With `final` the results stand from now on; without, one that stands goes on standing. Nothing is written where nothing moved.
	"""
	heard: list[str] = []
	for scored in run(appraisals):
		heard += write_results(scored, final, one_by_one)
		heard += write_lines(scored, one_by_one)
	return list(dict.fromkeys(heard))


def run(appraisals: Sequence[str]) -> Iterator[Scored]:
	"""Run the engine over appraisals, those of a cycle and an as-of date at once; writes nothing."""
	known = records(appraisals)
	policies: dict[str, Policy] = {}
	for (cycle, as_of), part in known.groupby(["cycle", as_of_dates(known)], sort=True):
		policy = policies.setdefault(cycle, policies.get(cycle) or policy_of(cycle))
		tables = cycle_tables(cycle, list(part["employee"]))
		people = list(tables["employees"]["employee"])
		tables["component_ratings"] = component.with_feedback(
			tables["component_ratings"], cycle, people, policy
		)
		results = run_cycle(tables, policy, as_of, cache(in_site_language), steps=SCORING)
		yield Scored(part, results, tables)


def records(appraisals: Sequence[str]) -> pd.DataFrame:
	"""What is needed of appraisals that aren't cancelled, in the order of their employees."""
	appraisal, employee, cycle = (
		frappe.qb.DocType(name) for name in (APPRAISAL, "Employee", "Performance Cycle")
	)
	fields = [
		"name",
		"employee",
		"cycle",
		"profile",
		"department",
		"manager",
		"template",
		"end_date",
		"state",
	]
	query = (
		frappe.qb.from_(appraisal)
		.join(cycle)
		.on(appraisal.cycle == cycle.name)
		.join(employee)
		.on(appraisal.employee == employee.name)
		.select(
			*(appraisal[field] for field in fields), cycle.end_date, employee.employee_name, employee.company
		)
		.where(within(appraisal.name, appraisals) & (appraisal.state != "Cancelled"))
		.orderby(appraisal.employee, appraisal.name)
	)
	return fetch(query, [*fields, "cycle_end", "employee_name", "company"])


def as_of_dates(known: pd.DataFrame) -> pd.Series:
	"""The cycle's last day; of whoever leaves before, the last day of the appraisal."""
	ends = pd.to_datetime(known["cycle_end"])
	return pd.to_datetime(known["end_date"]).fillna(ends).clip(upper=ends)


def write_results(scored: Scored, final: bool, one_by_one: bool) -> list[str]:
	"""One Appraisal Result for each appraisal."""
	table = as_results(scored)
	fields = [*table.columns, "state", "closed_on"]
	known = stored(RESULT, "employee", list(table.index), fields, cycle=table["cycle"].iloc[0])
	before = known.reindex(table.index)
	day = pd.Series(pd.to_datetime(today()).date(), index=table.index)
	table["state"] = before["state"].where(before["state"].notna(), "Open")
	table["closed_on"] = before["closed_on"].where(before["closed_on"].notna(), None)
	if final:
		table["state"] = table["state"].replace("Open", "Final")
		table["closed_on"] = table["closed_on"].fillna(day)
	return write_changes(RESULT, table, known, stamps={"scored_on": now()}, one_by_one=one_by_one).listeners


def as_results(scored: Scored) -> pd.DataFrame:
	"""The engine's rows as fields of Appraisal Result, by employee."""
	people, results = scored.appraisals.set_index("employee"), scored.results
	found = results.tables["appraisals"].set_index("employee").loc[people.index]
	overall = scored.tables["overall_ratings"].set_index("employee").reindex(people.index)
	return pd.DataFrame(
		{
			"appraisal": people["name"],
			"employee": people.index,
			"employee_name": people["employee_name"],
			"company": people["company"],
			"profile": text(people["profile"]),
			"cycle": people["cycle"],
			"department": text(found["department"]),
			"manager": text(found["manager"]),
			"template": text(found["template"]),
			"calculated_score": filled(found["calculated_score"]),
			"manager_rating": filled(found["manager_rating"]),
			"calibrated_rating": filled(found["calibrated_rating"]),
			"manager_reason": text(overall["manager_reason"]),
			"calibration_reason": text(overall["calibration_reason"]),
			"needs_reason": found["override_needs_reason"].astype(int),
			"performance_score": filled(found["performance_score"]),
			"performance_rating": filled(found["performance_rating"]),
			"performance_label": text(found["performance_label"]),
			"performance_band": options(found["performance_band"]),
			"performance_source": options(found["performance_source"]),
			"reason": text(found["reason"]),
			"service_days": found["service_days"].astype(int),
			"coverage": percent(found["coverage"]),
			"objectives_attainment": percent(found["objectives_attainment"]),
			"aspirational_mean": percent(found["aspirational_mean"]),
			"aim_higher": found["aim_higher"].astype(int),
			"policy_fingerprint": results.policy.fingerprint,
			"engine_version": results.engine_version,
			"arithmetic": arithmetic(results, found),
		},
		index=people.index,
	)


def arithmetic(results: Results, found: pd.DataFrame) -> list[str]:
	"""How each score came: segments with their components, unrounded, as JSON."""
	components = _plain(results.tables["components"], ["component", "weight", "rating", "state"])
	segments = results.tables["segments"]
	days = segments[["start_date", "end_date"]].apply(lambda each: each.dt.strftime("%Y-%m-%d"))
	columns = [
		"segment",
		"start_date",
		"end_date",
		"days",
		"template",
		"manager",
		"coverage",
		"score",
		"reason",
	]
	parts = _plain(segments.assign(**days), columns)
	whole = found[["coverage", "objectives_attainment", "aspirational_mean"]].reset_index()
	summed = _plain(whole, ["coverage", "objectives_attainment", "aspirational_mean"])
	as_of = results.as_of.strftime("%Y-%m-%d")
	return [
		json.dumps(
			{"as_of": as_of, **summed[name][0], "segments": parts[name], "components": components[name]}
		)
		for name in found.index
	]


def _plain(table: pd.DataFrame, columns: Sequence[str]) -> dict[str, list[dict]]:
	"""Rows by employee as dicts of plain values; the components' segment goes with them."""
	names = ["segment", *columns] if "component" in columns else list(columns)
	values = table[names].astype(object)
	rows = values.where(values.notna(), None).to_dict("records")
	found: dict[str, list[dict]] = {name: [] for name in table["employee"].unique()}
	for name, row in zip(table["employee"], rows, strict=True):
		found[name].append(row)
	return found


def write_lines(scored: Scored, one_by_one: bool) -> list[str]:
	"""The figures of the objectives that the appraisals took over: target, actual, attainment, rating."""
	lines = lines_of(list(scored.appraisals["name"]))
	if lines.empty:
		return []
	columns = ["target", "actual", "attainment", "rating", "weighted", "reason"]
	figures = as_lines(scored, lines)[columns].assign(name=lines["name"], parent=lines["parent"])
	heard = store.reasons_for_documents(APPRAISAL, pd.DataFrame(), {"objectives": figures[columns]})
	if heard or one_by_one:
		_set_in_documents(figures, columns)
		return heard
	rows = list(figures[["name", *columns]].itertuples(index=False, name=None))
	update_join(LINE, (["name", *columns], rows), {"name": "name"}, {column: column for column in columns})
	return []


def lines_of(appraisals: Sequence[str]) -> pd.DataFrame:
	"""The objectives that appraisals took over."""
	line = frappe.qb.DocType(LINE)
	columns = ["name", "parent", "objective", "segment"]
	query = (
		frappe.qb.from_(line)
		.select(*(line[column] for column in columns))
		.where(within(line.parent, appraisals) & (line.parenttype == APPRAISAL))
		.orderby(line.parent, line.idx, line.name)
	)
	return fetch(query, columns)


def as_lines(scored: Scored, lines: pd.DataFrame) -> pd.DataFrame:
	"""Figures for each line; what can't be rated says why."""
	people = scored.appraisals.set_index("name").reindex(lines["parent"])
	found = scored.results.tables["objectives"].set_index("objective")
	found = found.reindex(lines["objective"]).reset_index().assign(employee=people["employee"].to_numpy())
	found["segment"] = lines["segment"].to_numpy()
	found["template"] = _templates(found, scored)
	rated = rate_objectives(found, scored.results.policy, in_site_language)
	measures = _measures(scored).reindex(lines["objective"]).reset_index(drop=True)
	why = text(found["reason"]).where(found["reason"].notna(), text(rated["reason"]))
	return pd.DataFrame(
		{
			"target": text(measures["target"]),
			"actual": text(measures["actual"]),
			"attainment": percent(found["attainment"]),
			"rating": filled(rated["rating"]),
			"weighted": filled(rated["weighted"]),
			"reason": text(why),
		},
		index=lines.index,
	)


def _templates(found: pd.DataFrame, scored: Scored) -> np.ndarray:
	"""The template of each line's segment, else of the person's last one."""
	segments = scored.results.tables["segments"]
	named = segments.dropna(subset=["segment"]).set_index(["employee", "segment"])["template"].astype(object)
	last = scored.results.tables["appraisals"].set_index("employee")["template"].astype(object)
	keys = pd.MultiIndex.from_frame(found[["employee", "segment"]])
	own = named.reindex(keys).to_numpy() if len(named) else np.full(len(found), None)
	return np.where(pd.isna(own), last.reindex(found["employee"]).to_numpy(), own)


def _measures(scored: Scored) -> pd.DataFrame:
	"""Target and actual of each objective's key results in words, by objective."""
	results = scored.results.tables["key_results"]
	given = scored.tables["key_results"]
	units = dict(zip(given["key_result"], given["unit"], strict=True)) if "unit" in given else {}
	said: dict[str, tuple[list[str], list[str]]] = {}
	columns = (results[name] for name in ("key_result", "objective", "target", "actual"))
	for name, objective, target, actual in zip(*columns, strict=True):
		targets, actuals = said.setdefault(objective, ([], []))
		targets.append(_said(target, units.get(name) or ""))
		actuals.append(_said(actual, units.get(name) or ""))
	rows = [["; ".join(parts)[:TEXT_LENGTH] for parts in pair] for pair in said.values()]
	return pd.DataFrame(rows, index=list(said), columns=["target", "actual"], dtype=object)


def _said(value: float, unit: str) -> str:
	return "–" if pd.isna(value) else f"{value:,.10g} {unit}".strip()


def _set_in_documents(figures: pd.DataFrame, columns: Sequence[str]) -> None:
	"""The document path, so that everything that listens hears of each."""
	with moving():
		for name, lines in figures.groupby("parent", sort=False):
			_set_in_document(name, lines.set_index("name")[columns].to_dict("index"))


def _set_in_document(appraisal: str, values: dict[str, dict[str, object]]) -> None:
	"""Load, set the lines, save."""
	document = frappe.get_doc(APPRAISAL, appraisal)
	for line in document.objectives:
		line.update(values.get(line.name, {}))
	document.save(ignore_permissions=True)
