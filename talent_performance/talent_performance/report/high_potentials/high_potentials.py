"""Who is a high potential by the rule, or emerging, where each stands, and in which pool: or in none yet."""

from __future__ import annotations

from typing import Any

import pandas as pd

import frappe
from frappe import _
from frappe.utils import cint

from talent_performance.flows.pools.roll import pools_of
from talent_performance.flows.reporting import (
	Column,
	cells,
	column,
	figure,
	in_words,
	names_of,
	nothing_to_show,
)
from talent_performance.flows.talent_matrix import standing

DOCTYPE = "Talent Assessment"
PROMISES = {"High Potential": "green", "Emerging": "blue"}


def execute(filters: dict[str, Any] | None = None) -> tuple:
	"""Columns, rows, message, chart, summary."""
	asked = frappe._dict(filters or {})
	table = standing(asked)
	table = table[table["high_potential"].isin(list(PROMISES))].reset_index(drop=True)
	table = table.assign(pools=table["employee"].map(pools_of(table["employee"])).astype(object))
	if asked.promise:
		table = table[table["high_potential"] == asked.promise]
	if cint(asked.without_pool):
		table = table[table["pools"].isna()]
	columns = get_columns()
	if table.empty:
		return columns, [], nothing_to_show(DOCTYPE), None, []
	return columns, get_data(table, columns), None, None, get_summary(table)


def get_columns() -> list[Column]:
	"""The report's columns."""
	return [
		column("employee_name", _("Name"), width=180, to=DOCTYPE, key="name"),
		column("employee", _("Employee"), width=130, to="Employee", key="employee"),
		column(
			"high_potential", _("High Potential"), width=130, colours={_(k): v for k, v in PROMISES.items()}
		),
		column("box_label", _("Box Name"), width=150),
		column("performance_score", _("Performance Score"), "Float", 140, precision=2),
		column("potential_score", _("Potential Score"), "Float", 120, precision=2),
		column("pools", _("Talent Pools"), width=240),
		column("designation", _("Designation"), width=160),
		column("department", _("Department"), width=160),
		column("manager_name", _("Manager"), width=160),
		column("company", _("Company"), width=160),
	]


def get_data(table: pd.DataFrame, columns: list[Column]) -> list[dict[str, Any]]:
	"""A row a person: high potentials before emerging ones, and then by score."""
	table = table.assign(
		manager_name=table["manager"].map(names_of(table["manager"])),
		rank=table["high_potential"].map(list(PROMISES).index),
	)
	table = table.sort_values(
		["rank", "performance_score", "employee_name", "employee"],
		ascending=[True, False, True, True],
		kind="stable",
	)
	return cells(table.assign(high_potential=in_words(table["high_potential"])), columns, besides=("name",))


def get_summary(table: pd.DataFrame) -> list[dict[str, Any]]:
	"""What somebody who reads only this should know."""
	alone = int(table["pools"].isna().sum())
	return [
		*(figure(_(word), int((table["high_potential"] == word).sum()), "Green") for word in PROMISES),
		figure(_("In No Pool"), alone, "Orange" if alone else "Green"),
	]
