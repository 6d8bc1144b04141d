"""Competencies of many people beside what their roles ask: a row a person, a column a competency, coloured by the gap.

Who may be in it, the caller has asked. Figures are the engine's; the same few queries for a team and for a company.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

import frappe

from talent_performance.engine.competency import gap_bands, gap_summary
from talent_performance.flows import capability
from talent_performance.flows.competency_page import fit_percent, masters_of, none_for
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch

PAGE = 25
Row = dict[str, Any]
PERSON = ["employee", "employee_name", "designation", "department"]


def of_team(selection: str, start: int = 0) -> Row:
	"""The map of the people whom an SQL selects, who are at work: a page of people, and figures of all of them."""
	people = people_in(selection)
	found = capability.compared(people[["employee", "designation"]])
	gaps = found.gaps.assign(band=gap_bands(found.gaps))
	page = people.iloc[start : start + PAGE]
	return {
		"people": [person_row(row, found.fit, gaps) for row in page.itertuples()],
		"competencies": columns_of(gaps),
		"reassess": int(stale_in(gaps, found.levels)["stale"].sum()),
		"total": len(people),
		"page": PAGE,
	}


def people_in(selection: str) -> pd.DataFrame:
	"""Employees of a selection who haven't left, by name."""
	asked = f"select employee from ({selection}) as chosen"
	names = [row[0] for row in frappe.db.sql(asked)]
	employee = frappe.qb.DocType("Employee")
	query = (
		frappe.qb.from_(employee)
		.select(employee.name, employee.employee_name, employee.designation, employee.department)
		.where(within(employee.name, names) & (employee.status != "Left"))
		.orderby(employee.employee_name, employee.name)
	)
	return fetch(query, PERSON)


def person_row(person: Any, fit: pd.DataFrame, gaps: pd.DataFrame) -> Row:
	"""A person with a cell for each competency that the role asks for."""
	own = gaps[gaps["employee"] == person.employee]
	value, coverage = fit_percent(fit[fit["employee"] == person.employee].iloc[0])
	return {
		"employee": person.employee,
		"employee_name": person.employee_name or person.employee,
		"designation": frappe._(person.designation) if person.designation else "",
		"fit": value,
		"coverage": coverage,
		"cells": {row.competency: cell_of(row) for row in own.itertuples()},
	}


def cell_of(row: Any) -> Row:
	"""What stands where a person and a competency meet."""
	return {
		"band": str(row.band),
		"level": none_for(row.level),
		"required": float(row.required_level),
		"gap": none_for(row.gap),
		"essential": bool(row.essential),
	}


def columns_of(gaps: pd.DataFrame) -> list[Row]:
	"""Every competency with the figures of all people: where most fall short first."""
	found = gap_summary(gaps, ["competency"])
	found = found.sort_values(
		["mean_gap", "people", "competency"],
		ascending=[False, False, True],
		na_position="last",
		kind="stable",
	)
	labels = masters_of(found["competency"])
	return [
		{
			"competency": row.competency,
			"label": labels.get(row.competency, {}).get("label", row.competency),
			"people": int(row.people),
			"assessed": int(row.assessed),
			"met": int(row.met),
			"mean_gap": none_for(row.mean_gap),
		}
		for row in found.itertuples()
	]


def stale_in(gaps: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
	"""Rows of what roles require, with whether the level should be assessed again, or for the first time."""
	known = levels[["employee", "competency", "confidence", "sources", "reassess"]]
	found = gaps.merge(known, on=["employee", "competency"], how="left")
	return found.assign(stale=found["reassess"].isna() | found["reassess"].fillna(True).astype(bool))


def of_employees(employees: Sequence[str]) -> tuple[pd.DataFrame, capability.Compared]:
	"""Gaps of people's present roles with confidence and band, and what they come from."""
	found = capability.compared(capability.present_roles(employees))
	return stale_in(found.gaps.assign(band=gap_bands(found.gaps)), found.levels), found
