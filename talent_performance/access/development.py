"""The parts that a user has in a development plan, and who is asked to approve it.

Reading and the form are the guard's matter. Here stands who moves a plan on: never its subject past an approval, however
many Employee records or roles he has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

import frappe

from talent_performance.access.deeds import records_of
from talent_performance.access.delegations import leads
from talent_performance.access.grades import is_hidden_from
from talent_performance.access.people import LINE, employees_of, hr_companies
from talent_performance.access.twins import ADMINISTRATOR

PLAN = "Development Plan"
IMPROVEMENT = "Performance Improvement"
HR, HR_MANAGER = ("HR User", "HR Manager", "Talent Manager"), ("HR Manager",)


class Part(Enum):
	"""A part in one plan. Its subject has no other."""

	PERSON = "the person"
	OWNER = "who sees that the plan moves"
	MANAGER = "whoever stands above the person, or acts for one who does"
	HR = "HR of the company"
	APPROVER = "who approves it"
	SIGNER = "who signs for HR"


def parts(plan: Mapping[str, object], user: str | None = None) -> frozenset[Part]:
	"""The parts of a user, by employee, company, kind and owner_employee of a plan."""
	user = user or frappe.session.user
	if user == ADMINISTRATOR:
		return frozenset(Part)
	employee, own = str(plan["employee"]), employees_of(user)
	if employee in records_of(user):
		return frozenset({Part.PERSON} if employee in own else ())
	manager = leads(user, employee)
	signs = works_for(plan, user, HR_MANAGER)
	found = {
		Part.OWNER: plan.get("owner_employee") in own,
		Part.MANAGER: manager,
		Part.HR: works_for(plan, user, HR),
		Part.SIGNER: signs,
		Part.APPROVER: signs if in_hands_of_hr(plan) else manager,
	}
	return frozenset(part for part, has in found.items() if has)


def in_hands_of_hr(plan: Mapping[str, object]) -> bool:
	"""Whether HR approves it: what managers write about people whose performance is to improve, and where nobody stands above."""
	return plan["kind"] == IMPROVEMENT or not manager_of(str(plan["employee"]))


def manager_of(employee: str) -> str | None:
	"""Whom somebody reports to today, if that person is there."""
	return managers_of([employee]).get(employee)


def managers_of(employees: Sequence[str]) -> dict[str, str]:
	"""Whom each of these people reports to today; without those who report to nobody."""
	line = frappe.qb.DocType(LINE)
	query = frappe.qb.from_(line).select(line.employee, line.manager)
	query = query.where(line.employee.isin(list(employees) or [""]) & (line.depth > 0))
	found = query.orderby(line.depth, line.manager, order=frappe.qb.desc).run()
	return dict(found)  # the nearest comes last and stays


def works_for(plan: Mapping[str, object], user: str, roles: tuple[str, ...]) -> bool:
	"""Whether one of these roles lets a user work with plans of its company, and with the grade of its subject."""
	companies = hr_companies(user, roles, PLAN)
	mine = companies is None or plan["company"] in companies
	return mine and not is_hidden_from(user, str(plan["employee"]))
