"""Who may do what with objectives: who writes them, who approves them, and which sides somebody speaks for.

Reading and writing as such is the guards' matter. Here stands who moves an objective on. No one approves the own ones;
HR approves those of companies and departments, and stands in where nobody else can speak: for somebody without a user,
and, HR Manager only, for somebody with nobody above.
"""

from __future__ import annotations

from typing import Literal

import frappe
from frappe import _

from talent_performance.access.delegations import leads
from talent_performance.access.grades import is_hidden_from
from talent_performance.access.people import LINE, employees_of, hr_companies
from talent_performance.access.twins import ADMINISTRATOR

Side = Literal["employee", "manager"]
BOTH: frozenset[Side] = frozenset({"employee", "manager"})
INDIVIDUAL = "Individual"
HR = ("HR User", "HR Manager")


def may_write(goal: frappe._dict, user: str | None = None) -> bool:
	"""Whether somebody may submit or archive an objective: its owner, or HR of its company."""
	user = user or frappe.session.user
	return user == ADMINISTRATOR or _owns(goal, user) or _works_for(goal, user, HR)


def may_approve(goal: frappe._dict, user: str | None = None) -> bool:
	"""Whether somebody may approve or return an objective."""
	return "manager" in sides(goal, user)


def sides(goal: frappe._dict, user: str | None = None) -> frozenset[Side]:
	"""The sides of an agreement that somebody speaks for. `goal` has level, employee and company."""
	user = user or frappe.session.user
	if user == ADMINISTRATOR:
		return BOTH
	if goal.level != INDIVIDUAL:
		return BOTH if _works_for(goal, user, HR) else frozenset()
	found: set[Side] = set()
	if _owns(goal, user):
		return frozenset({"employee"})
	if _works_for(goal, user, HR) and not frappe.db.get_value("Employee", goal.employee, "user_id"):
		found.add("employee")
	if leads(user, goal.employee) or _stands_in(goal, user):
		found.add("manager")
	return frozenset(found)


def may_feed(goal: frappe._dict, user: str | None = None) -> bool:
	"""Whether somebody may record values as fed by ERP: HR of the company, neither the owner nor anybody above."""
	user = user or frappe.session.user
	if user == ADMINISTRATOR:
		return True
	return (
		_works_for(goal, user, HR)
		and not _owns(goal, user)
		and not (goal.employee and leads(user, goal.employee))
	)


def may_reply(employee: str, user: str | None = None) -> bool:
	"""Whether somebody may reply to a check-in: whoever stands above, at any level, or acts for one who does."""
	return leads(user or frappe.session.user, employee)


def in_one_line(one: str, other: str) -> bool:
	"""Whether two employees are the same person, or one stands above the other."""
	line = frappe.qb.DocType(LINE)
	either = ((line.manager == one) & (line.employee == other)) | (
		(line.manager == other) & (line.employee == one)
	)
	return one == other or bool(frappe.qb.from_(line).select(line.name).where(either).limit(1).run())


def refuse(message: str) -> None:
	"""Raises PermissionError."""
	frappe.throw(message, exc=frappe.PermissionError, title=_("Not Permitted"))


def _owns(goal: frappe._dict, user: str) -> bool:
	return goal.level == INDIVIDUAL and goal.employee in employees_of(user)


def _works_for(goal: frappe._dict, user: str, roles: tuple[str, ...]) -> bool:
	companies = hr_companies(user, roles, "Objective")
	mine = companies is None or goal.company in companies
	return mine and not is_hidden_from(user, goal.get("employee"))


def _stands_in(goal: frappe._dict, user: str) -> bool:
	"""HR Manager, where nobody stands above; never for himself."""
	if goal.employee in employees_of(user) or not _works_for(goal, user, ("HR Manager",)):
		return False
	line = frappe.qb.DocType(LINE)
	above = frappe.qb.from_(line).select(line.name).where((line.employee == goal.employee) & (line.depth > 0))
	return not above.limit(1).run()
