"""How far the appraisals of a cycle have come: by manager, department, state, company or template, the latest first."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from frappe import _

from talent_performance.engine.distribution import everybody
from talent_performance.engine.progress_counts import count_appraisals
from talent_performance.flows.appraisal_states import OUT, STATES
from talent_performance.flows.overview import standing_of
from talent_performance.flows.reporting import (
	CHART_AT_MOST,
	Column,
	Filters,
	cells,
	chart,
	column,
	figure,
	groups,
	in_words,
	nothing_to_show,
	percent,
	under_way,
	with_cycle,
)

DOCTYPE = "Performance Appraisal"
FIELDS = (
	"name", "employee", "company", "department", "manager", "manager_name", "template", "state", "due_date", "second_manager",
	"reply_by",
)  # fmt: skip
GROUPS = ("manager", "department", "company", "template", "state")
STAGE = {
	**dict.fromkeys(STATES, "in progress"),
	**dict.fromkeys(OUT, "done"),
	"Goal Setting": "not started",
	"Exempt": "exempt",
}


def execute(filters: dict[str, Any] | None = None) -> tuple:
	"""Columns, rows, message, chart, summary."""
	asked = with_cycle(filters)
	group = asked.group_by if asked.group_by in GROUPS else "manager"
	table = get_appraisals(asked)
	columns = get_columns(group)
	if table.empty:
		return columns, [], nothing_to_show(DOCTYPE), None, []
	counts, whole = count(table, group)
	return columns, get_data(counts, whole, columns), None, get_chart(counts), get_summary(whole)


def get_appraisals(filters: Filters) -> pd.DataFrame:
	"""Appraisals that aren't cancelled, with their stage and how many days they are late; what is published is done."""
	table = under_way(FIELDS, filters, [["state", "!=", "Cancelled"]])
	stage = table["state"].map(STAGE)
	late = standing_of(filters.cycle, table.rename(columns={"name": "appraisal"}))["days_late"]
	table = table.assign(stage=stage, late=late.to_numpy(float) * (stage != "done").to_numpy())
	return table[table["late"] > 0].reset_index(drop=True) if filters.get("overdue_only") else table


def count(table: pd.DataFrame, group: str) -> tuple[pd.DataFrame, pd.Series]:
	"""A row for each group, the latest first, and one for everybody."""
	late = table["late"].to_numpy()
	counts = count_appraisals(table["stage"], late, groups(table[group], len(table)))
	counts = counts.assign(label=labels(counts["scope"], table, group))
	order = ["overdue", "most_late", "share", "label"]
	ascending = [False, False, True, True]
	whole = count_appraisals(table["stage"], late, everybody(len(table))).iloc[0]
	return counts.sort_values(order, ascending=ascending, kind="stable").reset_index(drop=True), whole


def labels(scopes: pd.Series, table: pd.DataFrame, group: str) -> pd.Series:
	"""How groups are called."""
	if group == "manager":
		known = table.dropna(subset=["manager"]).drop_duplicates("manager").set_index("manager")
		names = known["manager_name"].fillna(known.index.to_series()).to_dict()
		return scopes.map({**names, "": _("No manager")})
	if group == "state":
		return in_words(scopes)
	return scopes.replace("", _("Not said"))


def get_columns(group: str) -> list[Column]:
	"""The report's columns."""
	called = {
		"manager": _("Manager"), "department": _("Department"), "company": _("Company"), "template": _("Template"),
		"state": _("State"),
	}  # fmt: skip
	return [
		column("label", called[group], width=200, drill=group),
		column("total", _("Appraisals"), "Int", 110, drill=group),
		column("not_started", _("Not Started"), "Int", 110, drill=group),
		column("in_progress", _("In Progress"), "Int", 110, drill=group),
		column("done", _("Published"), "Int", 90, drill=group),
		column("share", _("Share Published"), "Percent", 130, bar=1),
		column("overdue", _("Overdue"), "Int", 100, drill=group),
		column("most_late", _("Most Days Late"), "Int", 130),
		column("mean_late", _("Mean Days Late"), "Float", 140, precision=1),
		column("exempt", _("Exempt"), "Int", 90, drill=group),
	]


def get_data(counts: pd.DataFrame, whole: pd.Series, columns: list[Column]) -> list[dict[str, Any]]:
	"""Everybody first, then a row for each group."""
	everyone = pd.DataFrame([{**whole, "label": _("Everybody"), "bold": 1}])
	table = pd.concat([everyone, counts.assign(bold=0)], ignore_index=True)
	table = table.assign(share=percent(table["share"]), scope=table["scope"].astype(object))
	return cells(table, columns, besides=("scope", "bold"))


def get_chart(counts: pd.DataFrame) -> dict[str, Any]:
	"""Who is done, in time and late, of the groups that are latest."""
	top = counts.head(CHART_AT_MOST)
	return chart(
		"bar",
		top["label"],
		{
			_("Published"): top["done"].astype(int),
			_("Open, in time"): top["in_time"].astype(int),
			_("Overdue"): top["overdue"].astype(int),
		},
		colors=["green", "blue", "red"],
		title=_("The Latest First"),
		barOptions={"stacked": 1},
		height=220,
	)


def get_summary(whole: pd.Series) -> list[dict[str, Any]]:
	"""Where the cycle stands."""
	late = int(whole["overdue"])
	cards = [
		figure(_("Appraisals"), int(whole["total"])),
		figure(_("Published"), int(whole["done"]), "Green"),
		figure(_("Overdue"), late, "Red" if late else "Green"),
	]
	if not np.isnan(whole["share"]):
		cards.insert(2, figure(_("Share Published"), float(percent(whole["share"])), "Green", "Percent"))
	if late:
		cards.append(figure(_("Most Days Late"), int(whole["most_late"]), "Red"))
	return cards
