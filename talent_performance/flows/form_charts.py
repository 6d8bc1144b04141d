"""Small charts on forms: rows for what a form shows of its own record, as its reader reads it."""

from __future__ import annotations

from typing import Any

import pandas as pd

import frappe
from frappe import _
from frappe.utils import flt, formatdate, today

from talent_performance.access import practices, process
from talent_performance.access.audience import Practice
from talent_performance.engine.glance import counts
from talent_performance.engine.rounding import half_up
from talent_performance.flows import past_ratings, progress, readable
from talent_performance.flows.appraisal_states import STATES
from talent_performance.store import goal_tables
from talent_performance.store.goal_tables import OBJECTIVE, UPDATE

APPRAISAL, CYCLE, PROFILE = "Performance Appraisal", "Performance Cycle", "Talent Profile"
DAYS_AT_MOST = 12
Chart = dict[str, Any]


def objective_progress(objective: str) -> Chart:
	"""Attainment in percent on the days of its latest updates, and at last, rebuilt from the updates. Raises PermissionError.

	At last is today, or the last day of a cycle that is over.
	"""
	document = _readable(OBJECTIVE, objective)
	last = min(today(), str(frappe.db.get_value(CYCLE, document.cycle, "end_date")))
	filters = {"objective": document.name, "updated_on": ("<=", last)}
	found = readable.rows(UPDATE, ["updated_on"], "updated_on, name", filters=filters)
	days = sorted({str(row["updated_on"]) for row in found})[-DAYS_AT_MOST:]
	if not days:
		return _chart([], [])
	days = list(dict.fromkeys([*days, last]))
	tables = goal_tables.with_all_below([document.name])
	shares = [_attainment(tables, document, pd.Timestamp(day)) for day in days]
	known = [(formatdate(day), share) for day, share in zip(days, shares, strict=True) if share is not None]
	return _chart([day for day, _share in known], [share for _day, share in known])


def _attainment(tables: goal_tables.Tables, document: Any, as_of: pd.Timestamp) -> float | None:
	_key_results, scored = progress.figures(tables, document.cycle, as_of)
	row = scored[scored["objective"] == document.name]
	if row.empty or pd.isna(row["attainment"].iloc[0]):
		return None
	return float(half_up(row["attainment"].to_numpy() * 100, 1)[0])


def ratings_by_year(profile: str) -> Chart:
	"""A person's published scores, the first cycle first. Raises PermissionError."""
	document = _readable(PROFILE, profile)
	if practices.is_off(Practice.ANALYTICS, document.employee):
		return _chart([], [])
	rated = [row for row in past_ratings.ratings({"profile": document.name}) if flt(row["score"])][::-1]
	return _chart([row["title"] for row in rated], [flt(row["score"]) for row in rated])


def appraisals_by_state(cycle: str) -> Chart:
	"""How many of the appraisals that the reader reads are in which state. Raises PermissionError."""
	document = _readable(CYCLE, cycle)
	may = frappe.has_permission(APPRAISAL, "read")
	found = process.rows(["state"], [["cycle", "=", document.name]]) if may else []
	rows = counts((state for (state,) in found), STATES)
	return _chart([_(state) for state, _count in rows], [count for _state, count in rows])


def _readable(doctype: str, name: str) -> Any:
	document = frappe.get_doc(doctype, name)
	document.check_permission("read")
	return document


def _chart(labels: list[str], values: list[float]) -> Chart:
	return {"labels": labels, "values": values}
