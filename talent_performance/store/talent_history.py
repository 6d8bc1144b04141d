"""What is on record about people from before: all their employments, results of closed cycles, potential.

A person can have several Employee records, one after the other. `records` tables name them: one row a record, with the person
whom the rows are for, who is called by an Employee or by a Talent Profile, as the asker likes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

import frappe

from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch, numbers, words

APPRAISAL, RESULT, PLACEMENT = "Performance Appraisal", "Appraisal Result", "Talent Placement"
CLOSED = ("Final", "Published")
# States of an appraisal whose result stands; one that was reopened has none until it is closed again.
STANDING = (
	"Calibration", "Published", "Acknowledged", "Closed without Reply", "Appealed", "Exempt",
)  # fmt: skip
OPENING_DAY = pd.Timestamp("1900-01-01")


def employments_of(employees: Sequence[str]) -> pd.DataFrame:
	"""The records of these employees' persons: person (the employee asked for), employee (the record), from_date."""
	if not len(employees):
		return pd.DataFrame({"person": [], "employee": [], "from_date": []}, dtype=object)
	own, other = (frappe.qb.DocType("Talent Profile Employment").as_(name) for name in ("own", "other"))
	query = (
		frappe.qb.from_(own)
		.join(other)
		.on(own.parent == other.parent)
		.select(own.employee.as_("person"), other.employee, other.from_date)
		.where(within(own.employee, employees))
		.orderby(own.employee, other.from_date, other.name)
	)
	found = fetch(query, ["person", "employee", "from_date"])
	employed = set(found["person"])
	alone = [name for name in employees if name not in employed]
	rest = pd.DataFrame({"person": alone, "employee": alone, "from_date": None}, dtype=object)
	return pd.concat([found, rest], ignore_index=True)


def closed_results(records: pd.DataFrame) -> pd.DataFrame:
	"""Every closed result of these records, with the person and the cycle's kind and days; oldest cycle first.

	Of two results of one person in a cycle, under two employments, the later employment's stands.
	"""
	result, appraisal, cycle = (frappe.qb.DocType(name) for name in (RESULT, APPRAISAL, "Performance Cycle"))
	columns = [
		"name", "employee", "appraisal", "cycle", "performance_score", "performance_band", "aspirational_mean", "reason",
	]  # fmt: skip
	query = (
		frappe.qb.from_(result)
		.join(cycle)
		.on(result.cycle == cycle.name)
		.left_join(appraisal)
		.on(result.appraisal == appraisal.name)
		.select(*(result[column] for column in columns), cycle.kind, cycle.start_date, cycle.end_date)
		.where(within(result.employee, records["employee"].unique()) & result.state.isin(CLOSED))
		.where(appraisal.name.isnull() | appraisal.state.isin(STANDING))
		.orderby(cycle.end_date, cycle.name, result.name)
	)
	found = fetch(query, [*columns, "cycle_kind", "start_date", "end_date"])
	found = numbers(found, ["performance_score"], none=0)
	found["aspirational_mean"] = pd.to_numeric(found["aspirational_mean"]).astype(float) / 100
	found = words(found, ["performance_band", "cycle_kind"]).merge(records, on="employee")
	found = found.sort_values(["end_date", "cycle", "from_date"], kind="stable", na_position="first")
	return found.drop_duplicates(["person", "cycle"], keep="last").reset_index(drop=True)


def history_of(records: pd.DataFrame, besides: str = "", results: pd.DataFrame | None = None) -> pd.DataFrame:
	"""The table `history`: closed results of other cycles, with the potential band as it stood in that cycle."""
	found = closed_results(records) if results is None else results
	found = found[found["cycle"] != besides].reset_index(drop=True)
	bands = bands_then(found, records)
	return pd.DataFrame(
		{
			"employee": found["person"],
			"cycle": found["cycle"],
			"cycle_kind": found["cycle_kind"],
			"closed_on": pd.to_datetime(found["end_date"]),
			"performance_score": found["performance_score"],
			"performance_band": found["performance_band"],
			"potential_band": bands,
			"aspirational_mean": found["aspirational_mean"],
		}
	)


def bands_then(results: pd.DataFrame, records: pd.DataFrame) -> pd.Series:
	"""Potential band of each result's person in that cycle: of the latest placement up to it.

	A placement is written only where something moved, so an earlier cycle's holds on. What was written for an older cycle
	while a newer one was reopened says nothing about the older one.
	"""
	placements = _placements(records)
	if placements.empty or results.empty:
		return pd.Series([None] * len(results), index=results.index, dtype=object)
	newest = placements.groupby("person", sort=False)["day"].cummax()
	placements = placements[placements["day"] >= newest].drop_duplicates(["person", "day"], keep="last")
	asked = pd.DataFrame({"person": results["person"], "day": pd.to_datetime(results["end_date"])})
	asked = asked.assign(at=np.arange(len(asked))).sort_values("day", kind="stable")
	joined = pd.merge_asof(asked, placements.sort_values("day", kind="stable"), on="day", by="person")
	return joined.sort_values("at")["band"].set_axis(results.index)


def _placements(records: pd.DataFrame) -> pd.DataFrame:
	"""Placements of these records in the order in which they were written: person, day of the cycle's end, band."""
	placement, cycle = frappe.qb.DocType(PLACEMENT), frappe.qb.DocType("Performance Cycle")
	query = (
		frappe.qb.from_(placement)
		.left_join(cycle)
		.on(placement.cycle == cycle.name)
		.select(placement.employee, cycle.end_date, placement.after_potential_band)
		.where(within(placement.employee, records["employee"].unique()))
		.orderby(placement.placed_on, placement.creation, placement.name)
	)
	found = words(fetch(query, ["employee", "end_date", "band"]), ["band"])
	found = found.assign(day=pd.to_datetime(found["end_date"]).fillna(OPENING_DAY), at=np.arange(len(found)))
	found = found.merge(records[["person", "employee"]], on="employee").sort_values("at")
	return found[["person", "day", "band"]]


def potential_of(records: pd.DataFrame) -> pd.DataFrame:
	"""The table `potential`: submitted assessments, a factor of 0 being one that wasn't rated."""
	assessment = frappe.qb.DocType("Potential Assessment")
	factors = ["ability", "aspiration", "engagement"]
	query = (
		frappe.qb.from_(assessment)
		.select(
			assessment.employee,
			assessment.assessed_on,
			*(assessment[factor] for factor in factors),
			assessment.calibrated_band,
		)
		.where(within(assessment.employee, records["employee"].unique()))
		.where(assessment.state == "Submitted")
		.orderby(assessment.assessed_on, assessment.creation, assessment.name)
	)
	found = numbers(fetch(query, ["employee", "assessed_on", *factors, "calibrated_band"]), factors, none=0)
	found = words(found, ["calibrated_band"])
	found = found.merge(records[["person", "employee"]], on="employee", how="inner")
	return found.assign(employee=found["person"]).drop(columns="person")


def cycles_of(names: Sequence[str]) -> pd.DataFrame:
	"""The table `cycles` of these cycles."""
	cycle = frappe.qb.DocType("Performance Cycle")
	columns = ["title", "kind", "start_date", "end_date"]
	query = (
		frappe.qb.from_(cycle)
		.select(cycle.name, *(cycle[column] for column in columns))
		.where(cycle.name.isin(list(names) or [""]))
		.orderby(cycle.end_date, cycle.name)
	)
	return words(fetch(query, ["cycle", *columns]), ["kind"])
