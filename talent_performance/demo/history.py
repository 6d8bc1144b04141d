"""What was known before: results and places of earlier cycles, and potential assessments."""

from __future__ import annotations

import pandas as pd

import frappe

from talent_performance.demo.sample import Tables
from talent_performance.demo.writing import into, titles
from talent_performance.flows.talent_profiles import EMPLOYMENT
from talent_performance.store.dialect import within

ASSESSED, RESULT, PLACEMENT = "Potential Assessment", "Appraisal Result", "Talent Placement"


def remember(tables: Tables) -> None:
	"""Submitted potential assessments, and results and placements of earlier cycles."""
	into(ASSESSED, tables["potential"].assign(state="Submitted"))
	history = tables["history"]
	profile = history["employee"].map(profiles(list(history["employee"].unique())))
	into(RESULT, as_results(history, profile))
	into(PLACEMENT, as_placements(history, profile))


def profiles(employees: list[str]) -> dict[str, str]:
	"""Employee → profile."""
	table = frappe.qb.DocType(EMPLOYMENT)
	query = frappe.qb.from_(table).select(table.employee, table.parent)
	return dict(query.where(within(table.employee, employees)).orderby(table.employee, table.name).run())


def as_results(history: pd.DataFrame, profile: pd.Series) -> pd.DataFrame:
	"""Published results."""
	return pd.DataFrame(
		{
			"employee": history["employee"],
			"profile": profile,
			"cycle": history["cycle"],
			"state": "Published",
			"closed_on": history["closed_on"],
			"performance_score": history["performance_score"],
			"performance_band": titles(history["performance_band"]),
			"aspirational_mean": history["aspirational_mean"] * 100,
		}
	)


def as_placements(history: pd.DataFrame, profile: pd.Series) -> pd.DataFrame:
	"""Where people stood, the oldest first."""
	order = history.sort_values(["closed_on", "cycle"], kind="stable").index
	return pd.DataFrame(
		{
			"profile": profile,
			"employee": history["employee"],
			"cycle": history["cycle"],
			"placed_on": history["closed_on"].dt.strftime("%Y-%m-%d 12:00:00"),
			"placed_by": "Administrator",
			"cause": "Opening History",
			"after_potential_band": titles(history["potential_band"]),
		}
	).loc[order]
