"""The reward view: what a pay round suggests for each person, with what it was worked out of, and why nothing is suggested for some."""

from __future__ import annotations

from typing import Any

import pandas as pd

import frappe
from frappe import _

from talent_performance.engine import reward
from talent_performance.flows.reporting import Column, cells, chart, column, figure, seen
from talent_performance.flows.reward.rounds import DOCTYPE, LINE

FIELDS = (
	"name", "employee", "employee_name", "company", "department", "designation", "rating", "rating_label", "share", "reason",
	"salary", "range_low", "range_high", "position", "percent", "guideline", "merit", "new_salary",
)  # fmt: skip
MONEY = ("salary", "guideline", "merit", "new_salary")
NOT_SUGGESTED = ("percent", "guideline", "merit", "new_salary")


def execute(filters: dict[str, Any] | None = None) -> tuple:
	"""Columns, rows, a message where there are none, chart, summary."""
	asked = frappe._dict(filters or {})
	columns = get_columns()
	rounds = frappe.get_list(
		DOCTYPE,
		filters={"name": asked.pay_round or ""},
		fields=["name", "budget", "factor", "state"],
		order_by="name",
		limit_page_length=1,
	)
	if not rounds:
		return columns, [], _("Choose a Pay Round: make one for a published cycle, and compute it."), None, []
	table = get_table(asked)
	if table.empty:
		return columns, [], _("Nobody fits these filters, or the round isn't computed yet."), None, []
	totals = reward.totals(table)
	rows = cells(table, columns, besides=("name",))
	return columns, rows, None, get_chart(totals), get_summary(totals, rounds[0])


def get_table(asked: frappe._dict) -> pd.DataFrame:
	"""The lines that the reader sees: of whom nothing is suggested empty, not 0."""
	narrow = [["pay_round", "=", asked.pay_round]]
	table = seen(LINE, FIELDS, asked, narrow)
	numbers = {
		name: pd.to_numeric(table[name]).astype(float)
		for name in (*MONEY, "percent", "position", "share", "rating")
	}
	table = table.assign(**numbers)
	nothing = table["reason"].notna()
	ranged = pd.to_numeric(table["range_high"]).astype(float) > 0
	table = table.assign(
		**{name: table[name].where(~nothing) for name in NOT_SUGGESTED},
		position=table["position"].where(ranged),
		rating=table["rating"].where(table["rating"] > 0),
		salary=table["salary"].where(table["salary"] > 0),
	)
	return table.sort_values(["department", "employee_name", "employee"], kind="stable", na_position="last")


def get_columns() -> list[Column]:
	"""The report's columns."""
	return [
		column("employee_name", _("Name"), width=180, to=LINE, key="name"),
		column("employee", _("Employee"), width=130, to="Employee", key="employee"),
		column("department", _("Department"), width=150),
		column("designation", _("Designation"), width=150),
		column("rating", _("Rating"), "Float", 80, precision=2),
		column("rating_label", _("Level"), width=150),
		column("share", _("Share of the Cycle"), "Percent", 130),
		column("salary", _("Salary"), "Float", 130, precision=2),
		column("position", _("Position in the Range"), "Percent", 150),
		column("percent", _("Merit by the Rule"), "Percent", 130),
		column("guideline", _("Before the Budget"), "Float", 140, precision=2),
		column("merit", _("Suggested Merit"), "Float", 140, precision=2),
		column("new_salary", _("New Salary"), "Float", 140, precision=2),
		column("reason", _("Why Nothing Is Suggested"), width=260),
	]


def get_chart(totals: dict[str, Any]) -> dict[str, Any]:
	"""How much goes to which level."""
	by_level = totals["by_level"]
	sums = {_("Suggested Merit"): list(by_level.values())}
	return chart("bar", list(by_level), sums, height=180, colors=["blue"])


def get_summary(totals: dict[str, Any], about: frappe._dict) -> list[dict[str, Any]]:
	"""What somebody who reads only this should know."""
	figures = [
		figure(_("People"), totals["people"]),
		figure(_("Without a Suggestion"), totals["without"], "Orange" if totals["without"] else "Green"),
		figure(_("Suggested in All"), totals["suggested"], "Green", "Float"),
	]
	if about.budget:
		figures.append(figure(_("Budget"), about.budget, "Blue", "Float"))
		figures.append(figure(_("All Scaled By"), about.factor, "Blue", "Float"))
	return figures
