"""Roles for a person: what somebody could take on, now or with development, by what the roles require."""

from __future__ import annotations

from typing import Any

import pandas as pd

import frappe
from frappe import _

from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.access.mobility import check_reaches
from talent_performance.engine import mobility as rules
from talent_performance.flows import aspirations, capability
from talent_performance.flows.mobility.people import plain, wished_roles
from talent_performance.flows.mobility.searching import essentials_in, gaps_by, in_percent
from talent_performance.flows.role_profiles import PROFILE
from talent_performance.store.policy import policy_of

AT_MOST = 60
FIELDS = ("designation", "reach", "wish", "fit", "coverage", "open_gap", "short", "unassessed", "reason")


def for_employee(employee: str) -> dict[str, Any]:
	"""The roles within somebody's reach, for whoever compares people with roles. Raises PermissionError."""
	check_reaches(employee)
	person = frappe.db.get_value(
		"Employee",
		employee,
		["name as employee", "employee_name", "designation", "department", "company"],
		as_dict=True,
	)
	return {"person": dict(person), "rows": rows_of(employee, wished_roles([employee]))}


def own() -> dict[str, Any]:
	"""The same for the session's user: own levels and own wishes, nothing of what others decide. Raises PermissionError."""
	employee = aspirations.own_record()
	if practices.is_off(Practice.ANALYTICS, employee):
		why = _("An agreement of your company switches this off: nothing is computed about you alone.")
		return {"rows": [], "why": why}
	found = rows_of(employee, aspirations.roles_of([employee]))
	why = "" if found else _("Nothing says yet what other roles of your company require.")
	return {"rows": found, "why": why}


def rows_of(employee: str, wishes: pd.DataFrame) -> list[dict[str, Any]]:
	"""Every other role with requirements, the nearest first; wished ones always, of others as many as a page takes.

	The number of queries doesn't depend on how many roles there are.
	"""
	present = frappe.db.get_value("Employee", employee, "designation")
	roles = [role for role in known_roles(wishes) if role != present]
	if not roles:
		return []
	compared = capability.compared(pd.DataFrame({"employee": employee, "designation": roles}))
	gaps = compared.gaps
	found = rules.reach(rules.matched(compared.fit, gaps, wishes), policy_of(), frappe._)
	found = in_percent(found[found["wish"].notna() | (found.index < AT_MOST)])
	short = gaps_by(gaps, "designation")
	return [
		{
			**plain({name: row[name] for name in FIELDS}),
			**essentials_in(short.get(row["designation"], [])),
		}
		for row in found.to_dict("records")
	]


def known_roles(wishes: pd.DataFrame) -> list[str]:
	"""Designations with requirements of their own, and those that are wished for."""
	found = frappe.get_all(
		PROFILE,
		filters={"disabled": 0, "designation": ("is", "set")},
		pluck="designation",
		order_by="designation, name",
		limit=0,
	)
	return sorted({*found, *wishes["designation"]})
