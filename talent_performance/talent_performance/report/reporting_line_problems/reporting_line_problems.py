"""Employees whose reporting line isn't as it ought to be, and what to do about each."""

from __future__ import annotations

from typing import Any

import pandas as pd

import frappe
from frappe import _

from talent_performance.access.line_problems import problems_for
from talent_performance.access.lines import PROBLEMS


def execute(filters: dict[str, Any] | None = None) -> tuple[list, list, None, dict, list]:
	"""Columns, rows, no message, chart, summary. Raises PermissionError for whoever isn't HR."""
	found = problems_for(frappe.session.user)
	words = explanations()
	counts = found["problem"].value_counts().reindex(PROBLEMS, fill_value=0)
	return (
		get_columns(),
		get_data(found, words, filters or {}),
		None,
		get_chart(counts, words),
		get_summary(counts, words),
	)


def explanations() -> dict[str, tuple[str, str]]:
	"""Problem → its name and what to do."""
	return {
		"loop": (
			_("Reports in a circle"),
			_("Give one of the circle another manager. Until then only direct managers count here."),
		),
		"unknown manager": (_("Manager doesn't exist"), _("Choose an existing employee as Reports to.")),
		"manager has left": (
			_("Manager has left"),
			_("Choose another manager; nobody above can see this employee until then."),
		),
		"no manager": (_("No manager"), _("Right for the head of a company; else fill in Reports to.")),
		"no user": (
			_("No user"),
			_("Create a user for the employee, or leave it: HR acts for employees without one."),
		),
	}


def get_columns() -> list[dict[str, Any]]:
	"""The report's columns."""
	return [
		{"fieldname": "problem", "label": _("Problem"), "fieldtype": "Data", "width": 180},
		{
			"fieldname": "employee",
			"label": _("Employee"),
			"fieldtype": "Link",
			"options": "Employee",
			"width": 140,
		},
		{"fieldname": "employee_name", "label": _("Employee Name"), "fieldtype": "Data", "width": 180},
		{
			"fieldname": "company",
			"label": _("Company"),
			"fieldtype": "Link",
			"options": "Company",
			"width": 160,
		},
		{"fieldname": "reports_to", "label": _("Reports to"), "fieldtype": "Data", "width": 140},
		{"fieldname": "detail", "label": _("Detail"), "fieldtype": "Data", "width": 220},
		{"fieldname": "advice", "label": _("What to do"), "fieldtype": "Data", "width": 420},
	]


def get_data(
	found: pd.DataFrame, words: dict[str, tuple[str, str]], filters: dict[str, Any]
) -> list[dict[str, Any]]:
	"""One row per employee and problem, the gravest first."""
	for column in ("problem", "company"):
		if filters.get(column):
			found = found[found[column] == filters[column]]
	shown = found.assign(
		problem=found["problem"].map(lambda problem: words[problem][0]),
		advice=found["problem"].map(lambda problem: words[problem][1]),
	)
	shown = shown[[column["fieldname"] for column in get_columns()]].astype(object)
	return shown.where(shown.notna(), None).to_dict("records")


def get_chart(counts: pd.Series, words: dict[str, tuple[str, str]]) -> dict[str, Any]:
	"""How many employees have each problem."""
	return {
		"type": "bar",
		"data": {
			"labels": [words[problem][0] for problem in counts.index],
			"datasets": [{"name": _("Employees"), "values": counts.tolist()}],
		},
	}


def get_summary(counts: pd.Series, words: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
	"""The problems that take access away from managers, in figures."""
	return [
		{
			"label": words[problem][0],
			"value": int(counts[problem]),
			"datatype": "Int",
			"indicator": "Red" if counts[problem] else "Green",
		}
		for problem in ("loop", "unknown manager", "manager has left")
	]
