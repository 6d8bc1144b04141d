"""The nine-box with names: how many stand in which box, who they are, how they moved, and who stands in none and why."""

from __future__ import annotations

from typing import Any

import pandas as pd

import frappe
from frappe import _
from frappe.utils import cint

from talent_performance.engine.tables import BANDS as IN_ORDER
from talent_performance.engine.talent import nine_box_cells
from talent_performance.flows.reporting import (
	Column,
	Filters,
	cells,
	chart,
	column,
	figure,
	in_words,
	names_of,
	nothing_to_show,
	percent,
)
from talent_performance.flows.talent_matrix import standing
from talent_performance.store.policy import policy_of

DOCTYPE = "Talent Assessment"
NAMES_AT_MOST = 6
UNPLACED = "Unplaced"
# From low in both to high in both.
COLOURS = ("red", "orange", "yellow", "light-green", "green")
BANDS = {"Low": "red", "Mid": "orange", "High": "green"}
MOVEMENTS = {"Up": "green", "Same": "blue", "Sideways": "gray", "Down": "red", "New": "gray"}
PROMISES = {"High Potential": "green", "Emerging": "blue", "No": "gray"}


def execute(filters: dict[str, Any] | None = None) -> tuple:
	"""Columns, rows, the grid as the message, chart, summary."""
	asked = frappe._dict(filters or {})
	table = narrowed(standing(asked), asked)
	columns = get_columns()
	if table.empty:
		return columns, [], get_reason(), None, []
	rows = in_box(table, asked)
	return columns, get_data(rows, columns), get_grid(table, asked), get_chart(table), get_summary(table)


def narrowed(table: pd.DataFrame, filters: Filters) -> pd.DataFrame:
	"""People of one movement, or high potentials alone."""
	if filters.get("movement"):
		table = table[table["movement"] == filters["movement"]]
	if cint(filters.get("high_potential_only")):
		table = table[table["high_potential"] == "High Potential"]
	return table.reset_index(drop=True)


def in_box(table: pd.DataFrame, filters: Filters) -> pd.DataFrame:
	"""The rows of the box that was clicked; the grid above keeps everybody."""
	box = filters.get("box")
	if cint(filters.get("unplaced")) or box == UNPLACED:
		return table[table["box"].isna()]
	return table[table["box"] == cint(box)] if cint(box) else table


def get_columns() -> list[Column]:
	"""The report's columns."""
	return [
		column("employee_name", _("Name"), width=180, to=DOCTYPE, key="name"),
		column("employee", _("Employee"), width=130, to="Employee", key="employee"),
		column("box", _("Box"), "Int", 60),
		column("box_label", _("Box Name"), width=150),
		column("performance_band", _("Performance"), width=110, colours=translated(BANDS)),
		column("performance_score", _("Performance Score"), "Float", 140, precision=2),
		column("potential_band", _("Potential"), width=100, colours=translated(BANDS)),
		column("potential_score", _("Potential Score"), "Float", 120, precision=2),
		column("high_potential", _("High Potential"), width=120, colours=translated(PROMISES)),
		column("movement", _("Movement"), width=100, colours=translated(MOVEMENTS)),
		column("previous_box", _("Box Before"), "Int", 100),
		column("reason", _("Why in No Box"), width=220),
		column("department", _("Department"), width=160),
		column("designation", _("Designation"), width=150),
		column("manager_name", _("Manager"), width=160),
		column("company", _("Company"), width=160),
		column("potential_assessed_on", _("Potential Assessed on"), "Date", 150),
	]


def translated(colours: dict[str, str]) -> dict[str, str]:
	"""Colours by the words that the reader sees."""
	return {_(word): colour for word, colour in colours.items()}


def get_data(table: pd.DataFrame, columns: list[Column]) -> list[dict[str, Any]]:
	"""A row a person: by box from the best one on, and in it by score."""
	table = table.assign(manager_name=table["manager"].map(names_of(table["manager"])))
	table = table.sort_values(
		["box", "performance_score", "employee_name", "employee"],
		ascending=[False, False, True, True],
		kind="stable",
		na_position="last",
	)
	words = ("performance_band", "potential_band", "high_potential", "movement")
	table = table.assign(**{name: in_words(table[name]) for name in words})
	return cells(table, columns, besides=("name", "manager"))


def get_grid(table: pd.DataFrame, filters: Filters) -> str:
	"""The nine boxes as the desk shows them above the table, with some names in each, and how many stand in none."""
	found = nine_box_cells(table["box"].to_numpy(), policy_of(filters.get("cycle")))
	chosen = UNPLACED if cint(filters.get("unplaced")) else str(filters.get("box") or "")
	names = some_names(table)
	boxes = [
		{
			"box": each.box,
			"label": each.label,
			"potential": _(each.potential.title()),
			"colour": COLOURS[IN_ORDER.index(each.performance) + IN_ORDER.index(each.potential)],
			"people": each.people,
			"share": "" if pd.isna(each.share) else f"{fmt(percent([each.share])[0])} %",
			"names": and_more(names.get(each.box, []), each.people),
			"chosen": str(each.box) == chosen,
		}
		for each in found.itertuples(index=False)
	]
	nowhere = _("In no box: {0}").format(int(table["box"].isna().sum()))
	drawn = {
		"cells": boxes,
		"bands": [_(band.title()) for band in IN_ORDER],
		"unplaced": {"text": nowhere, "key": UNPLACED, "chosen": chosen == UNPLACED},
	}
	return frappe.render_template("talent_performance/templates/nine_box.html", drawn)


def some_names(table: pd.DataFrame) -> dict[int, list[str]]:
	"""The first names of each box, in the order of the alphabet."""
	placed = table.dropna(subset=["box"]).sort_values(["employee_name", "employee"])
	firsts = placed.groupby("box").head(NAMES_AT_MOST).groupby("box")["employee_name"]
	return {int(box): [str(name) for name in names] for box, names in firsts}


def and_more(names: list[str], people: int) -> str:
	"""Names in a row, and how many more there are."""
	shown = ", ".join(names)
	return _("{0} and {1} more").format(shown, people - len(names)) if people > len(names) else shown


def fmt(share: float) -> str:
	"""A percentage as people read it, with one decimal."""
	return frappe.format_value(share, {"fieldtype": "Float", "precision": 1})


def get_reason() -> str:
	"""Why there is nothing to see."""
	reason = nothing_to_show(DOCTYPE)
	if "HR Manager" in frappe.get_roles() or "Talent Manager" in frappe.get_roles():
		return reason
	if frappe.db.get_single_value("Talent Settings", "managers_see_talent"):
		return reason
	return _("Talent Settings keeps potential and box from managers. HR Manager and Talent Manager see them.")


def get_chart(table: pd.DataFrame) -> dict[str, Any]:
	"""How people moved since the cycle before."""
	counts = table["movement"].value_counts()
	values = [int(counts.get(word, 0)) for word in MOVEMENTS]
	return chart(
		"bar",
		[_(word) for word in MOVEMENTS],
		{_("People"): values},
		colors=["blue"],
		height=180,
		title=_("Movement since the Cycle Before"),
	)


def get_summary(table: pd.DataFrame) -> list[dict[str, Any]]:
	"""What somebody who reads only this should know."""
	placed = int(table["box"].notna().sum())
	return [
		figure(_("People"), len(table)),
		figure(_("In a Box"), placed, "Green"),
		figure(_("In No Box"), len(table) - placed, "Orange" if placed < len(table) else "Green"),
		figure(_("High Potential"), int((table["high_potential"] == "High Potential").sum()), "Green"),
		figure(_("Emerging"), int((table["high_potential"] == "Emerging").sum())),
	]
