"""Where people stand in the nine-box, for a grid: today, or as a cycle left them. For whom the reader may see in it at all."""

from __future__ import annotations

import numpy as np
import pandas as pd

import frappe

from talent_performance.flows import talent
from talent_performance.flows.reporting import Filters, analysed, seen
from talent_performance.store.talent_history import closed_results, potential_of

FIELDS = (
	"name", "profile", "employee", "employee_name", "company", "department", "designation", "manager", "status", "cycle", "box",
	"box_label", "performance_band", "performance_score", "potential_band", "potential_score", "potential_assessed_on", "movement",
	"previous_box", "high_potential", "reason",
)  # fmt: skip
PLACE = (
	"cycle", "box", "box_label", "performance_band", "performance_score", "potential_band", "potential_score",
	"potential_assessed_on", "movement", "previous_box", "high_potential", "reason",
)  # fmt: skip
NUMBERS = ("box", "performance_score", "potential_score", "previous_box")


def standing(filters: Filters) -> pd.DataFrame:
	"""The Talent Assessments that the reader may see, of people who haven't left; null where nothing is said.

	With a cycle, as that cycle left them, out of what was known when it was closed; people without a result in it left out.
	"""
	cycle = filters.get("cycle")
	fields = [name for name in FIELDS if name not in PLACE] if cycle else FIELDS
	today = analysed(seen(talent.ASSESSMENT, fields, {**filters, "cycle": None}, [["status", "!=", "Left"]]))
	table = as_left_by(cycle, today) if cycle else today
	numbers = {name: pd.to_numeric(table[name]).astype(float) for name in NUMBERS}
	return table.assign(**{name: each.where(each != 0) for name, each in numbers.items()})


def as_left_by(cycle: str, today: pd.DataFrame) -> pd.DataFrame:
	"""The same people with what the cycle's results, and those before, made of them. Its own policy judges."""
	if today.empty:
		return today.reindex(columns=FIELDS)
	people = talent.placeable(talent.people_of(list(today["employee"])))
	records = people[["person", "employee", "from_date"]]
	end = frappe.db.get_value("Performance Cycle", cycle, "end_date")
	results = closed_results(records)
	results = results[pd.to_datetime(results["end_date"]) <= pd.Timestamp(end)]
	here = results.loc[results["cycle"] == cycle, "person"]
	if here.empty:
		return today.iloc[:0].reindex(columns=FIELDS)
	known = potential_of(records)
	known = known[pd.to_datetime(known["assessed_on"]) <= closing_day(cycle, pd.Timestamp(end))]
	then = talent.assessed(people[people["person"].isin(here)], results[results["person"].isin(here)], known)
	then = then[then["cycle"] == cycle]
	table = today[today["profile"].isin(then.index)]
	return table.assign(**{name: _of(then, name, table["profile"]) for name in PLACE}).reset_index(drop=True)


def closing_day(cycle: str, end: pd.Timestamp) -> pd.Timestamp:
	"""Until when an assessment of potential was there for the close: never before the cycle's end."""
	closed = frappe.db.get_value(
		"Appraisal Result",
		{"cycle": cycle, "closed_on": ("is", "set")},
		"closed_on",
		order_by="closed_on desc, name",
	)
	return max(end, pd.Timestamp(closed)) if closed else end


def _of(then: pd.DataFrame, name: str, profiles: pd.Series) -> np.ndarray:
	values = then[name].reindex(profiles).astype(object)
	return values.where(values.notna() & (values != ""), None).to_numpy()
