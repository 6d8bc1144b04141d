"""Levels that roles ask for and that nobody has judged, or not for too long: whom to assess next, and in what."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

import frappe
from frappe import _
from frappe.utils import cint

from talent_performance.flows.competency_page import masters_of
from talent_performance.flows.competency_reports import PROFILE, asked_for
from talent_performance.flows.reporting import (
	Column,
	cells,
	chart,
	column,
	figure,
	nothing_to_show,
	percent,
)

NEVER, SELF_ONLY, OLD = "never", "self", "old"
COLOURS = {NEVER: "red", SELF_ONLY: "orange", OLD: "yellow"}
ROWS_AT_MOST = 5000


def execute(filters: dict[str, Any] | None = None) -> tuple:
	"""Columns, rows, a sentence, chart, summary."""
	wanted = frappe._dict(filters or {})
	found = asked_for(wanted)
	lines = found.lines[found.lines["stale"].to_numpy(dtype=bool)]
	if cint(wanted.get("essential_only")):
		lines = lines[lines["essential"].to_numpy(dtype=bool)]
	columns = get_columns()
	if lines.empty:
		fine = _("Nothing is to be assessed: what these roles ask for has been judged recently enough.")
		return columns, [], fine if len(found.lines) else nothing_to_show(PROFILE), None, []
	lines = with_why(lines)
	return columns, get_data(lines, columns), get_note(lines), get_chart(lines), get_summary(lines)


def get_columns() -> list[Column]:
	"""The report's columns."""
	return [
		column("employee_name", _("Name"), width=180, to="Employee", key="employee"),
		column("label", _("Competency"), width=200),
		column("why", _("Why"), width=170, colours={word: COLOURS[kind] for kind, word in words().items()}),
		column("essential_said", _("Essential"), width=90),
		column("required_level", _("Required"), "Float", 90, precision=2),
		column("level", _("Level"), "Float", 80, precision=2),
		column("freshness", _("Freshness"), "Percent", 100),
		column("designation", _("Designation"), width=150),
		column("department", _("Department"), width=160),
		column("manager_name", _("Manager"), width=160),
	]


def words() -> dict[str, str]:
	"""Why a level is to be assessed."""
	return {NEVER: _("Never assessed"), SELF_ONLY: _("By themselves only"), OLD: _("Out of date")}


def with_why(lines: pd.DataFrame) -> pd.DataFrame:
	"""With the reason of each, what is essential and lacks most first."""
	never, unknown = lines["sources"].isna().to_numpy(), lines["level"].isna().to_numpy()
	kind = np.where(never, NEVER, np.where(unknown, SELF_ONLY, OLD))
	rank = pd.Series(kind).map({NEVER: 0, SELF_ONLY: 1, OLD: 2}).to_numpy()
	found = lines.assign(kind=kind, rank=rank, why=pd.Series(kind).map(words()).to_numpy())
	order = ["essential", "rank", "employee_name", "employee", "competency"]
	return found.sort_values(
		order, ascending=[False, True, True, True, True], kind="stable", ignore_index=True
	)


def get_data(lines: pd.DataFrame, columns: list[Column]) -> list[dict[str, Any]]:
	"""A row for each person and competency."""
	labels = masters_of(lines["competency"].unique())
	shown = lines.head(ROWS_AT_MOST)
	shown = shown.assign(
		label=[labels.get(name, {}).get("label", name) for name in shown["competency"]],
		essential_said=np.where(shown["essential"].to_numpy(dtype=bool), _("Yes"), ""),
		freshness=percent(shown["confidence"]),
	)
	return cells(shown, columns, besides=("employee", "competency"))


def get_note(lines: pd.DataFrame) -> str | None:
	"""That not all stand here, where it is so."""
	more = len(lines) - ROWS_AT_MOST
	return _("{0} more: choose a company, a department or a manager.").format(more) if more > 0 else None


def get_chart(lines: pd.DataFrame) -> dict[str, Any]:
	"""How many for each reason."""
	counts = lines["kind"].value_counts()
	values = [int(counts.get(kind, 0)) for kind in words()]
	return chart(
		"bar",
		list(words().values()),
		{_("Levels"): values},
		colors=["orange"],
		height=180,
		title=_("Why They Are to Be Assessed"),
	)


def get_summary(lines: pd.DataFrame) -> list[dict[str, Any]]:
	"""What somebody who reads only this should know."""
	essential = int(lines["essential"].to_numpy(dtype=bool).sum())
	return [
		figure(_("Levels to Assess"), len(lines), "Orange"),
		figure(_("People"), int(lines["employee"].nunique())),
		figure(_("Of Them Essential"), essential, "Red" if essential else "Green"),
	]
