"""How far development plans are: their actions, what is overdue, how much of the gaps has closed, and the mix of 70/20/10."""

from __future__ import annotations

from typing import Any

import pandas as pd

import frappe
from frappe import _
from frappe.utils import cint, today

from talent_performance.engine.competency import group_gap_closed
from talent_performance.engine.development import GUIDELINE, mix, plan_progress
from talent_performance.flows.development.reported import PLAN, Asked, asked_for
from talent_performance.flows.reporting import (
	CHART_AT_MOST,
	Column,
	cells,
	chart,
	column,
	figure,
	in_words,
	nothing_to_show,
	percent,
)

PLAN_ROWS, PERSON = "Plan", "Person"
# What stands down the side → the column of a plan by which it goes.
SIDES = {
	PLAN_ROWS: "plan",
	PERSON: "employee",
	"Department": "department",
	"Company": "company",
	"Kind": "kind",
}
STATES = {
	"Draft": "gray", "Awaiting Approval": "yellow", "Active": "blue", "Completed": "green", "Cancelled": "gray",
}  # fmt: skip
WHOLE = "whole"


def execute(filters: dict[str, Any] | None = None) -> tuple:
	"""Columns, rows, a sentence, chart, summary."""
	wanted = frappe._dict(filters or {})
	side = wanted.get("rows") if wanted.get("rows") in SIDES else PLAN_ROWS
	found = asked_for(wanted)
	if cint(wanted.get("overdue_only")):
		found = get_overdue(found)
	if found.plans.empty:
		return [], [], nothing_to_show(PLAN), None, []
	rows = get_rows(found, side)
	whole = get_figures(found, WHOLE).iloc[0]
	columns = get_columns(side)
	table = cells(rows, columns, besides=["plan", "employee"])
	return (
		columns,
		[*table, get_total(whole, columns)] if len(table) > 1 else table,
		get_note(whole),
		get_chart(rows, whole, side),
		get_summary(whole),
	)


def get_columns(side: str) -> list[Column]:
	"""What stands down the side, then the figures."""
	name = column("employee_name", _("Name"), width=170, to="Employee", key="employee")
	first = {
		PLAN_ROWS: [
			column("title", _("Plan"), width=220, to=PLAN, key="plan"),
			name,
			column("kind", _("Kind"), width=130),
			column("state", _("State"), width=130, colours={_(word): hue for word, hue in STATES.items()}),
		],
		PERSON: [
			name,
			column("department", _("Department"), width=150),
			column("plans", _("Plans"), "Int", 70),
		],
	}.get(
		side,
		[
			column("side", _(side), width=200),
			column("people", _("People"), "Int", 80),
			column("plans", _("Plans"), "Int", 70),
		],
	)
	return [
		*first,
		column("actions", _("Actions"), "Int", 80),
		column("done", _("Done"), "Int", 70),
		column("progress", _("Progress"), "Percent", 130, bar=1),
		column("overdue", _("Overdue"), "Int", 80),
		column("next_due", _("Next Due"), "Date", 110),
		column("goals", _("Gaps Measured"), "Int", 110),
		column("gap_closed", _("Gap Closed"), "Percent", 100),
		column("experience", _("Experience (70)"), "Percent", 110),
		column("exposure", _("Exposure (20)"), "Percent", 110),
		column("education", _("Education (10)"), "Percent", 110),
	]


def get_overdue(found: Asked) -> Asked:
	"""Only plans with an action past its day."""
	figures = plan_progress(found.actions, pd.Timestamp(today()))
	late = figures.loc[figures["overdue"] > 0, "plan"]
	return Asked(*(table[table["plan"].isin(late)].reset_index(drop=True) for table in found))


def get_figures(found: Asked, key: str) -> pd.DataFrame:
	"""The engine's figures of the plans that share a key, with how many plans and people they are."""
	named = found.plans.assign(whole=WHOLE)
	named = named.assign(by=named[key].astype(object).where(named[key].notna(), ""))
	by = dict(zip(named["plan"], named["by"], strict=True))
	actions = found.actions.assign(by=found.actions["plan"].map(by))
	closed = found.closed.assign(by=found.closed["plan"].map(by))
	table = named.groupby("by").agg(people=("employee", "nunique"), plans=("plan", "size")).reset_index()
	for figures in (
		plan_progress(actions, pd.Timestamp(today()), ["by"]),
		mix(actions, ["by"]).drop(columns="actions"),
		group_gap_closed(closed, ["by"])[["by", "goals", "gap_closed"]],
	):
		table = table.merge(figures.astype({"by": object}), on="by", how="left")
	counts = ["actions", "done", "overdue", "goals"]
	shares = ["progress", "gap_closed", *GUIDELINE]
	return table.assign(
		**{name: table[name].fillna(0).astype(int) for name in counts},
		**{name: percent(table[name].astype(float)) for name in shares},
		next_due=[None if pd.isna(day) else day.date() for day in pd.to_datetime(table["next_due"])],
	)


def get_rows(found: Asked, side: str) -> pd.DataFrame:
	"""A row for each of what stands down the side."""
	table = get_figures(found, SIDES[side])
	if side == PLAN_ROWS:
		facts = ["plan", "title", "employee", "employee_name", "kind", "state"]
		table = table.rename(columns={"by": "plan"}).merge(found.plans[facts], on="plan")
		table = table.assign(kind=in_words(table["kind"]), state=in_words(table["state"]))
		return table.sort_values(["employee_name", "plan"], kind="stable", ignore_index=True)
	if side == PERSON:
		people = found.plans.drop_duplicates("employee")[["employee", "employee_name", "department"]]
		table = table.rename(columns={"by": "employee"}).merge(people, on="employee")
		return table.sort_values(["employee_name", "employee"], kind="stable", ignore_index=True)
	return table.assign(side=in_words(table["by"]).where(table["by"] != "", _("None")))


def get_total(whole: pd.Series, columns: list[Column]) -> dict[str, Any]:
	"""The last row: all plans together, by the engine and not as a sum of percents."""
	first = columns[0]["fieldname"]
	row = cells(pd.DataFrame([{**whole, first: _("All")}]), columns)[0]
	return {**row, "bold": 1}


def get_note(whole: pd.Series) -> str | None:
	"""Why no gap has closed yet, where none could be measured."""
	if whole["goals"]:
		return None
	return _(
		"No gap could be measured yet: that takes an approved plan, a level when it was approved, and one from the same sources since."
	)


def get_chart(rows: pd.DataFrame, whole: pd.Series, side: str) -> dict[str, Any] | None:
	"""Groups side by side; else the mix beside the guideline."""
	if side in (PLAN_ROWS, PERSON):
		labels = [_("Experience"), _("Exposure"), _("Education")]
		sets = {
			_("Share of the actions, %"): [round(float(whole[name]), 1) for name in GUIDELINE],
			_("Guideline, %"): [round(share * 100) for share in GUIDELINE.values()],
		}
		measured = whole[list(GUIDELINE)].notna().all()
		return chart("bar", labels, sets, colors=["blue", "light-blue"], height=220) if measured else None
	top = rows.head(CHART_AT_MOST)
	sets = {
		_("Progress, %"): [round(float(share), 1) for share in top["progress"].fillna(0)],
		_("Gap Closed, %"): [round(float(share), 1) for share in top["gap_closed"].fillna(0)],
	}
	return chart("bar", list(top["side"]), sets, colors=["blue", "green"], height=220)


def get_summary(whole: pd.Series) -> list[dict[str, Any]]:
	"""What somebody who reads only this should know."""
	cards = [
		figure(_("People"), int(whole["people"])),
		figure(_("Plans"), int(whole["plans"])),
		figure(_("Actions Done"), int(whole["done"]), "Green"),
		figure(_("Overdue"), int(whole["overdue"]), "Red" if whole["overdue"] else "Green"),
	]
	for name, label in (("progress", _("Progress")), ("gap_closed", _("Gap Closed"))):
		if pd.notna(whole[name]):
			cards.append(figure(label, round(float(whole[name]), 1), datatype="Percent"))
	return cards
