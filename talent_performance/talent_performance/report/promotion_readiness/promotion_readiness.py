"""Who is ready for the next step, and what still stands against it: four conditions, each with its figure beside it."""

from __future__ import annotations

from typing import Any

import pandas as pd

import frappe
from frappe import _

from talent_performance.engine.tables import PROMOTIONS
from talent_performance.flows.mobility import promotion
from talent_performance.flows.mobility.people import Asked
from talent_performance.flows.reporting import Column, cells, chart, column, figure, in_words, percent

COLOURS = {"Ready": "green", "Nearly": "blue", "Not Yet": "gray"}
BANDS = {"Low": "red", "Mid": "orange", "High": "green"}


def execute(filters: dict[str, Any] | None = None) -> tuple:
	"""Columns, rows, message, chart, summary."""
	asked = frappe._dict(filters or {})
	table = promotion.standing(
		Asked(
			company=asked.company or "",
			department=asked.department or "",
			only=(asked.employee,) if asked.employee else (),
		)
	)
	columns = get_columns()
	if asked.promotion:
		table = table[table["promotion"].astype(str).str.title() == asked.promotion]
	if table.empty:
		return columns, [], _("Nobody fits these filters. Take one away."), None, []
	return columns, get_data(table, columns), get_message(), get_chart(table), get_summary(table)


def get_columns() -> list[Column]:
	"""The report's columns."""
	translated = {_(word): colour for word, colour in COLOURS.items()}
	bands = {_(word): colour for word, colour in BANDS.items()}
	return [
		column("employee_name", _("Name"), width=180, to="Employee", key="employee"),
		column("employee", _("Employee"), width=130),
		column("promotion", _("Ready to Be Promoted"), width=150, colours=translated),
		column("met", _("Conditions Met"), "Int", 110),
		column("reason", _("What Is Open"), width=420),
		column("performance_band", _("Performance"), width=110, colours=bands),
		column("potential_band", _("Potential"), width=100, colours=bands),
		column("fit", _("Fit to Present Role"), "Percent", 130, bar=True),
		column("coverage", _("Assessed"), "Percent", 100),
		column("months_in_role", _("Months in Role"), "Float", 120, precision=1),
		column("designation", _("Designation"), width=160),
		column("department", _("Department"), width=160),
		column("company", _("Company"), width=160),
	]


def get_data(table: pd.DataFrame, columns: list[Column]) -> list[dict[str, Any]]:
	"""A row a person: who is ready first."""
	order = {name: place for place, name in enumerate(PROMOTIONS)}
	table = table.assign(order=table["promotion"].astype(object).map(order))
	table = table.sort_values(
		["order", "met", "employee_name", "employee"], ascending=[True, False, True, True], kind="stable"
	)
	said = {
		c: in_words(table[c].astype(object).str.title())
		for c in ("promotion", "performance_band", "potential_band")
	}
	shares = {c: percent(table[c].astype(float)) for c in ("fit", "coverage")}
	return cells(table.assign(**said, **shares), columns)


def get_message() -> str:
	"""What the report rests on."""
	return _(
		"Ready: every condition is met; nearly: all but one. It is a rule for a conversation and decides nothing by itself."
	)


def get_chart(table: pd.DataFrame) -> dict[str, Any]:
	"""How many are ready."""
	counts = table["promotion"].value_counts()
	values = [int(counts.get(word, 0)) for word in PROMOTIONS]
	labels = [_(word.title()) for word in PROMOTIONS]
	return chart("bar", labels, {_("People"): values}, colors=["green"], height=180)


def get_summary(table: pd.DataFrame) -> list[dict[str, Any]]:
	"""What somebody who reads only this should know."""
	counts = table["promotion"].value_counts()
	return [
		figure(_("People"), len(table)),
		figure(_("Ready"), int(counts.get("ready", 0)), "Green"),
		figure(_("Nearly"), int(counts.get("nearly", 0))),
	]
