"""Long leave within somebody's period: recorded by HR, or taken over from a leave system. It never lowers a score."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

import frappe
from frappe import _
from frappe.utils import format_date, getdate

from talent_performance import store
from talent_performance.access.absences import check_may_record
from talent_performance.exceptions import AbsenceMisfit
from talent_performance.flows.participants import APPRAISAL
from talent_performance.flows.snapshot import OPEN_STATES

LINE = "Appraisal Absence"


def record(cycle: str, employee: str, start: date, end: date) -> str:
	"""HR says that somebody is away for long; returns the appraisal's name. Raises PermissionError, AbsenceMisfit."""
	fields = ["name", "employee", "company", "employee_name", "state", "start_date", "end_date"]
	appraisal = frappe.db.get_value(APPRAISAL, {"cycle": cycle, "employee": employee}, fields, as_dict=True)
	check_may_record(appraisal)
	problem = misfit(appraisal, start, end)
	if problem:
		frappe.throw(problem, exc=AbsenceMisfit, title=_("Long Leave"))
	lines = pd.DataFrame({"start_date": [start], "end_date": [end]}, index=[appraisal.name])
	store.amend(
		APPRAISAL, pd.DataFrame({"employee": [employee]}, index=[appraisal.name]), {"absences": lines}
	)
	return appraisal.name


def misfit(appraisal: frappe._dict, start: date, end: date) -> str:
	"""Why an absence can't be recorded; empty where it can."""
	if appraisal.state not in OPEN_STATES:
		return _("The appraisal of {0} is {1}: leave can't be recorded any more.").format(
			appraisal.employee_name, _(appraisal.state)
		)
	if end < start:
		return _("The last day away is before the first one.")
	if end < getdate(appraisal.start_date) or start > getdate(appraisal.end_date):
		return _("The leave isn't within the period from {0} to {1}.").format(
			format_date(appraisal.start_date), format_date(appraisal.end_date)
		)
	overlapping = {"parent": appraisal.name, "start_date": ("<=", end), "end_date": (">=", start)}
	if frappe.db.exists(LINE, overlapping):
		return _("Some of these days are recorded already.")
	return ""


def open_appraisals(employees: Sequence[str] | None = None) -> pd.DataFrame:
	"""Appraisals under way: appraisal, employee and their period."""
	table = frappe.qb.DocType(APPRAISAL)
	query = (
		frappe.qb.from_(table)
		.select(table.name, table.employee, table.start_date, table.end_date)
		.where(table.state.isin(OPEN_STATES))
		.orderby(table.name)
	)
	if employees is not None:
		query = query.where(table.employee.isin(list(employees) or [""]))
	found = pd.DataFrame(list(query.run()), columns=["appraisal", "employee", "first", "last"], dtype=object)
	return found.assign(first=pd.to_datetime(found["first"]), last=pd.to_datetime(found["last"]))


def take_over(appraisals: pd.DataFrame, absences: pd.DataFrame, source: str) -> None:
	"""Bring what a leave system says, absences[employee, start_date, end_date], into these appraisals: no more, no less.

	What HR recorded stays; leave that overlaps with it isn't taken over, for no day counts twice.
	"""
	within = appraisals.merge(absences, on="employee")
	within = within[(within["end_date"] >= within["first"]) & (within["start_date"] <= within["last"])]
	there = lines_of(appraisals["appraisal"].tolist())
	by_hand = there[there["source"] != source]
	clash = within.reset_index().merge(by_hand, on="appraisal", suffixes=("", "_hand"))
	clash = clash[
		(clash["start_date"] <= clash["end_date_hand"]) & (clash["end_date"] >= clash["start_date_hand"])
	]
	wanted = within[~within.index.isin(clash["index"])]
	key = ["appraisal", "start_date", "end_date"]
	both = wanted[key].merge(there[there["source"] == source], on=key, how="outer", indicator="side")
	gone = both.loc[both["side"] == "right_only", "row"].tolist()
	if gone:
		frappe.db.delete(LINE, {"name": ("in", gone)})
	new = both.loc[both["side"] == "left_only", key].set_index("appraisal").rename_axis(None)
	touched = appraisals.set_index("appraisal").loc[pd.unique(new.index), ["employee"]].rename_axis(None)
	store.amend(APPRAISAL, touched, {"absences": new.assign(source=source)})


def lines_of(appraisals: Sequence[str]) -> pd.DataFrame:
	"""The absences that are there."""
	table = frappe.qb.DocType(LINE)
	rows = (
		frappe.qb.from_(table)
		.select(table.parent, table.name, table.start_date, table.end_date, table.source)
		.where((table.parenttype == APPRAISAL) & table.parent.isin(list(appraisals) or [""]))
		.orderby(table.parent, table.idx, table.name)
		.run()
	)
	found = pd.DataFrame(
		list(rows), columns=["appraisal", "row", "start_date", "end_date", "source"], dtype=object
	)
	return found.assign(**{day: pd.to_datetime(found[day]) for day in ("start_date", "end_date")})
