"""Where people fall short of what their roles ask, as a map: people or groups down, competencies across, the colour the gap."""

from __future__ import annotations

from typing import Any

import pandas as pd

import frappe
from frappe import _
from frappe.utils import cint

from talent_performance.engine.competency import gap_bands, gap_summary
from talent_performance.flows.competency_page import masters_of
from talent_performance.flows.competency_reports import PROFILE, Asked, asked_for
from talent_performance.flows.reporting import (
	CHART_AT_MOST,
	Column,
	cells,
	chart,
	column,
	figure,
	nothing_to_show,
	percent,
)

PERSON, TEAM = "Person", "Team"
# What stands down the side → the column of a person by which it goes.
SIDES = {TEAM: "manager_name", "Department": "department", "Designation": "designation", "Company": "company"}
COMPETENCIES_AT_MOST = 40
EVERYBODY = "everybody"


def execute(filters: dict[str, Any] | None = None) -> tuple:
	"""Columns, rows, a sentence, chart, summary."""
	wanted = frappe._dict(filters or {})
	found = asked_for(wanted)
	lines = found.lines
	if cint(wanted.get("essential_only")):
		lines = lines[lines["essential"].to_numpy(dtype=bool)].reset_index(drop=True)
	if lines.empty:
		return [], [], get_reason(found), None, []
	across = get_across(lines)
	side = SIDES.get(wanted.get("rows") or PERSON)
	columns = get_columns(across, side)
	rows = get_groups(lines, side, across) if side else get_people(found, lines, across)
	return (
		columns,
		cells(rows, columns, besides=besides(across)),
		get_note(lines, across),
		get_chart(lines),
		get_summary(lines),
	)


def get_reason(found: Asked) -> str:
	"""Why there is nothing to see."""
	if found.people.empty:
		return nothing_to_show(PROFILE)
	return _(
		"The roles of these people ask for nothing here. Say in Role Competency Profiles what they require, or import it."
	)


def get_across(lines: pd.DataFrame) -> pd.DataFrame:
	"""The competencies, where most fall short first, with the name of the column of each."""
	found = gap_summary(lines, ["competency"])
	found = found.sort_values(
		["mean_gap", "people", "competency"],
		ascending=[False, False, True],
		na_position="last",
		kind="stable",
	)
	found = found.head(COMPETENCIES_AT_MOST).reset_index(drop=True)
	labels = masters_of(found["competency"])
	return found.assign(
		column=[f"c{at}" for at in range(len(found))],
		label=[labels.get(name, {}).get("label", name) for name in found["competency"]],
	)


def get_columns(across: pd.DataFrame, side: str | None) -> list[Column]:
	"""The side, the fit or the number of people, then a column a competency."""
	first = (
		[column("side", _("Group"), width=200), column("people", _("People"), "Int", 80)]
		if side
		else [
			column("employee_name", _("Name"), width=180, to="Employee", key="employee"),
			column("designation", _("Designation"), width=150),
			column("fit", _("Fit"), "Percent", 90),
			column("coverage", _("Coverage"), "Percent", 100),
		]
	)
	return [*first, *(column(row.column, row.label, width=130, banded=1) for row in across.itertuples())]


def besides(across: pd.DataFrame) -> list[str]:
	"""What the cells' colours and links go by."""
	return ["employee", *(f"{name}_band" for name in across["column"])]


def get_people(found: Asked, lines: pd.DataFrame, across: pd.DataFrame) -> pd.DataFrame:
	"""A row a person: the level beside what the role asks."""
	named = lines.merge(across[["competency", "column"]], on="competency")
	said = [f"{text_of(row.level)} / {row.required_level:g}" for row in named.itertuples()]
	wide = spread(named.assign(said=said), "employee")
	people = found.people[found.people["employee"].isin(wide.index)]
	fit = found.fit.drop_duplicates("employee").set_index("employee")[["fit", "coverage"]]
	rows = people.merge(fit, left_on="employee", right_index=True, how="left")
	rows = rows.assign(fit=percent(rows["fit"]), coverage=percent(rows["coverage"]))
	return rows.merge(wide, left_on="employee", right_index=True)


def get_groups(lines: pd.DataFrame, side: str, across: pd.DataFrame) -> pd.DataFrame:
	"""A row a group: how many have what is asked, coloured by the mean gap of those assessed."""
	found = gap_summary(lines, [side, "competency"])
	found = found.assign(band=gap_bands(found.assign(gap=found["mean_gap"])))
	named = found.merge(across[["competency", "column"]], on="competency")
	said = [_("{0} of {1}").format(row.met, row.people) for row in named.itertuples()]
	named = named.assign(said=said, group=named[side].astype(object).where(named[side].notna(), _("None")))
	wide = spread(named, "group")
	groups = lines[side].astype(object).where(lines[side].notna(), _("None"))
	people = (
		lines.assign(group=groups).drop_duplicates(["group", "employee"]).groupby("group")["employee"].count()
	)
	return wide.assign(people=people.reindex(wide.index)).rename_axis("side").reset_index()


def spread(named: pd.DataFrame, by: str) -> pd.DataFrame:
	"""Text and band of each competency as columns, a row for each of `by`."""
	said = named.pivot(index=by, columns="column", values="said")
	bands = named.pivot(index=by, columns="column", values="band").add_suffix("_band")
	return said.join(bands)


def text_of(level: float) -> str:
	"""A level as people read it; a dash for none."""
	return "–" if pd.isna(level) else f"{round(level, 1):g}"


def get_note(lines: pd.DataFrame, across: pd.DataFrame) -> str | None:
	"""That not every competency stands in the map, where it is so."""
	more = lines["competency"].nunique() - len(across)
	return _("{0} more competencies: choose a category, or a designation.").format(more) if more > 0 else None


def get_chart(lines: pd.DataFrame) -> dict[str, Any] | None:
	"""The mean gap of the competencies in which most is lacking."""
	found = gap_summary(lines, ["competency"])
	found = found[found["mean_gap"] > 0].sort_values(["mean_gap", "competency"], ascending=[False, True])
	if found.empty:
		return None
	top = found.head(CHART_AT_MOST)
	values = [round(float(gap), 2) for gap in top["mean_gap"]]
	labels = [_(name) for name in top["competency"]]
	return chart(
		"bar", labels, {_("Levels"): values}, colors=["orange"], height=220, title=_("Mean Gap in Levels")
	)


def get_summary(lines: pd.DataFrame) -> list[dict[str, Any]]:
	"""What somebody who reads only this should know."""
	whole = gap_summary(lines.assign(whole=EVERYBODY), ["whole"]).iloc[0]
	return [
		figure(_("People"), int(lines["employee"].nunique())),
		figure(_("Assessed"), float(percent([whole["coverage"]])[0]), datatype="Percent"),
		figure(_("Levels Reached"), int(whole["met"]), "Green"),
		figure(_("Levels Short"), int(whole["short"]), "Orange"),
		figure(
			_("Essentials Short"),
			int(whole["essential_unmet"]),
			"Red" if whole["essential_unmet"] else "Green",
		),
	]
