"""How far objectives have come, one by one or by person, department or manager; what nobody has touched for long."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

import frappe
from frappe import _
from frappe.utils import getdate

from talent_performance.engine.distribution import Scope, everybody
from talent_performance.engine.policy import Policy
from talent_performance.engine.progress_counts import count_objectives, is_stale, silence
from talent_performance.flows.reporting import (
	Column,
	Filters,
	analysed,
	cells,
	chart,
	column,
	figure,
	groups,
	in_words,
	names_of,
	nothing_to_show,
	percent,
	seen,
	with_cycle,
)
from talent_performance.store.frames import words
from talent_performance.store.policy import policy_of

DOCTYPE = "Objective"
FIELDS = (
	"name", "title", "level", "employee", "employee_name", "company", "department", "cycle", "status", "weight",
	"attainment", "attainment_reason", "grade", "pace_status", "confidence", "updated_on", "start_date", "due_date", "archived",
)  # fmt: skip
GROUPS = ("person", "department", "manager")
GRADES = {"Red": "red", "Amber": "orange", "Green": "green"}
PACES = {"At Risk": "red", "Behind": "orange", "On Track": "green", "Too Early": "gray", "N/A": "gray"}
NUMBERS = (
	"owners",
	"objectives",
	"red",
	"amber",
	"green",
	"no_grade",
	"on_track",
	"behind",
	"at_risk",
	"stale",
)


def execute(filters: dict[str, Any] | None = None) -> tuple:
	"""Columns, rows, message, chart, summary."""
	asked = with_cycle(filters)
	group = asked.group_by if asked.group_by in GROUPS else ""
	policy = policy_of(asked.cycle)
	table = get_objectives(asked, policy)
	columns = get_group_columns(group) if group else get_columns()
	if table.empty:
		return columns, [], nothing_to_show(DOCTYPE), None, []
	owner = groups(owners(table), len(table))
	whole = count_objectives(table, owner, everybody(len(table)), policy).iloc[0]
	data = get_groups(table, owner, group, policy, columns) if group else get_data(table, columns)
	return columns, data, None, get_chart(table, asked.chart_by), get_summary(whole)


def get_objectives(filters: Filters, policy: Policy) -> pd.DataFrame:
	"""Objectives in the engine's words, with the days since anything was said, and the manager whose they are."""
	asked = [[field, "=", filters[field]] for field in ("grade", "pace_status") if filters.get(field)]
	table = analysed(seen(DOCTYPE, FIELDS, filters, asked))
	first, last = frappe.db.get_value(
		"Performance Cycle", filters.get("cycle"), ["start_date", "end_date"]
	) or (None, None)
	known = table["attainment_reason"].isna() & table["grade"].notna()
	begins = pd.to_datetime(table["start_date"]).fillna(pd.Timestamp(first))
	due = pd.to_datetime(table["due_date"]).fillna(pd.Timestamp(last))
	silent = silence(
		pd.to_datetime(table["updated_on"]),
		begins,
		due,
		pd.Timestamp(getdate()),
	)
	table = words(table, ["archived", "grade", "pace_status"]).assign(
		attainment=(pd.to_numeric(table["attainment"]) / 100).where(known),
		confidence=pd.to_numeric(table["confidence"]).replace(0, np.nan),
		due_date=due.dt.date,
		silent=silent,
		stale=is_stale(silent, policy),
	)
	table = table[table["stale"]].reset_index(drop=True) if filters.get("stale_only") else table
	return with_managers(table)


def with_managers(table: pd.DataFrame) -> pd.DataFrame:
	"""With the manager to whom each owner reports today, and his name."""
	managers = managers_of(table["employee"])
	manager = table["employee"].map(managers)
	return table.assign(manager=manager, manager_name=manager.map(names_of(manager)))


def managers_of(employees: pd.Series) -> dict[str, str]:
	"""Whom employees report to, as the reporting lines have it."""
	line = frappe.qb.DocType("Reporting Line")
	query = frappe.qb.from_(line).select(line.employee, line.manager).where(line.depth == 1)
	here = set(employees.dropna())
	return {employee: manager for employee, manager in query.orderby(line.employee).run() if employee in here}


def owners(table: pd.DataFrame) -> pd.Series:
	"""Who or what an objective is of: a person, a department, a company."""
	level = table["level"]
	place = table["department"].where(level == "Department", table["company"])
	return table["employee"].where(level == "Individual", place.fillna(table["company"]))


def get_columns() -> list[Column]:
	"""Of objectives one by one."""
	return [
		column("title", _("Objective"), width=260, to=DOCTYPE, key="name"),
		column("owner", _("Owner"), width=160),
		column("attainment", _("Progress"), "Percent", 140, bar=1),
		column("grade", _("Grade"), width=90, colours=translated(GRADES)),
		column("pace_status", _("Pace"), width=100, colours=translated(PACES)),
		column("confidence", _("Confidence"), "Int", 110),
		column("updated_on", _("Last Update"), "Date", 110),
		column("silent", _("Days Since"), "Int", 100),
		column("due_date", _("Due Date"), "Date", 110),
		column("manager_name", _("Manager"), width=150),
		column("department", _("Department"), width=160),
		column("level", _("Level"), width=110),
		column("weight", _("Weight"), "Float", 80, precision=2),
		column("status", _("Status"), width=100),
		column("attainment_reason", _("Why No Progress"), width=220),
		column("company", _("Company"), width=160),
	]


def get_group_columns(group: str) -> list[Column]:
	"""Of groups."""
	called = {"person": _("Person"), "department": _("Department"), "manager": _("Manager")}
	return [
		column("label", called[group], width=240, drill=group),
		column("owners", _("Owners"), "Int", 90),
		column("objectives", _("Objectives"), "Int", 100),
		column("progress", _("Progress"), "Percent", 130, bar=1),
		column("red", _("Red"), "Int", 80),
		column("amber", _("Amber"), "Int", 80),
		column("green", _("Green"), "Int", 80),
		column("no_grade", _("No Grade"), "Int", 90),
		column("on_track", _("On Track"), "Int", 90),
		column("behind", _("Behind"), "Int", 90),
		column("at_risk", _("At Risk"), "Int", 90),
		column("stale", _("Stale"), "Int", 90),
		column("confidence", _("Confidence"), "Float", 110, precision=1),
	]


def translated(colours: dict[str, str]) -> dict[str, str]:
	"""Colours by the words that the reader sees."""
	return {_(word): colour for word, colour in colours.items()}


def shown(values: pd.Series, known: dict[str, str]) -> pd.Series:
	"""The engine's words as the reader knows them."""
	return values.map({word.lower(): _(word) for word in known})


def get_data(table: pd.DataFrame, columns: list[Column]) -> list[dict[str, Any]]:
	"""A row an objective: what is at risk and what nobody has touched for long first."""
	order = {name.lower(): at for at, name in enumerate(PACES)}
	rank = table["pace_status"].map(order).fillna(len(order))
	table = table.assign(rank=rank).sort_values(
		["rank", "silent", "title", "name"], ascending=[True, False, True, True]
	)
	table = table.assign(
		owner=table["employee_name"].where(table["level"] == "Individual", owners(table)),
		attainment=percent(table["attainment"]),
		grade=shown(table["grade"], GRADES),
		pace_status=shown(table["pace_status"], PACES),
		level=in_words(table["level"]),
		status=in_words(table["status"]),
	)
	return cells(table, columns, besides=("name", "employee", "stale"))


def get_groups(
	table: pd.DataFrame, owner: Scope, group: str, policy: Policy, columns: list[Column]
) -> list[dict[str, Any]]:
	"""Everything first, then a row for each group, the furthest behind first."""
	by = {"person": owners(table), "department": table["department"], "manager": table["manager"]}[group]
	counts = count_objectives(table, owner, groups(by, len(table)), policy)
	counts = counts.assign(label=called(counts["scope"], table, group))
	if group == "person":  # what is a department's or a company's has nobody to look at
		counts = counts.assign(scope=counts["scope"].where(counts["scope"].isin(table["employee"])))
	counts = counts.sort_values(["progress", "label"], kind="stable")
	whole = count_objectives(table, owner, everybody(len(table)), policy).assign(label=_("Everything"))
	found = pd.concat([whole.assign(bold=1), counts.assign(bold=0)], ignore_index=True)
	return cells(found.assign(progress=percent(found["progress"])), columns, besides=("scope", "bold"))


def called(scopes: pd.Series, table: pd.DataFrame, group: str) -> pd.Series:
	"""How groups are called."""
	if group == "department":
		return scopes.replace("", _("No department"))
	key, name = ("employee", "employee_name") if group == "person" else ("manager", "manager_name")
	names = table.dropna(subset=[key]).drop_duplicates(key).set_index(key)[name].to_dict()
	return scopes.map({**dict(zip(scopes, scopes, strict=True)), **names, "": _("No manager")})


def get_chart(table: pd.DataFrame, by: str | None) -> dict[str, Any]:
	"""Objectives by grade or by pace."""
	field, known = ("pace_status", PACES) if by == "pace" else ("grade", GRADES)
	counts = table[field].value_counts()
	values = [int(counts.get(word.lower(), 0)) for word in known]
	return chart(
		"donut",
		[_(word) for word in known],
		{_("Objectives"): values},
		colors=list(known.values()),
		height=220,
	)


def get_summary(whole: pd.Series) -> list[dict[str, Any]]:
	"""Where the goals stand."""
	at_risk, stale = int(whole["at_risk"]), int(whole["stale"])
	cards = [
		figure(_("Owners"), int(whole["owners"])),
		figure(_("Objectives"), int(whole["objectives"])),
		figure(_("At Risk"), at_risk, "Red" if at_risk else "Green"),
		figure(_("Stale"), stale, "Orange" if stale else "Green"),
	]
	if not np.isnan(whole["progress"]):
		cards.insert(2, figure(_("Progress"), float(percent(whole["progress"])), "Blue", "Percent"))
	return cards
