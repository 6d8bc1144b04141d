"""How an employee without a user account comes to the own self review, and to nothing else.

A flow that has proved who is there, by a link, by a code at a kiosk, or because a manager writes down what was said, enters
for one appraisal. While it is inside, the session's user has the employee's part in that appraisal, and no other part in it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace

import frappe

from talent_performance.access import twins
from talent_performance.access.audience import ROLES, Who
from talent_performance.access.guards import GUARDS
from talent_performance.access.twins import Reader

APPRAISAL, LINK = "Performance Appraisal", "Review Link"
ISSUE = "issue"
LINKED, AT_KIOSK = "Personal Link", "Kiosk"
RECORDED = ("In Person", "On Paper", "By Phone")


@dataclass(frozen=True)
class Entrance:
	"""Whose part in which appraisal, by which way; `by` is the user who writes down what the employee said."""

	appraisal: str
	employee: str
	company: str
	way: str
	reference: str = ""
	by: str | None = None


_entered: ContextVar[Entrance | None] = ContextVar("talent_entrance", default=None)


@contextlib.contextmanager
def entered(entrance: Entrance) -> Iterator[Entrance]:
	"""Within this, the employee is there."""
	token = _entered.set(entrance)
	try:
		yield entrance
	finally:
		_entered.reset(token)


def entrance_to(appraisal: Mapping[str, object]) -> Entrance | None:
	"""The entrance that is open to an appraisal, of which name and employee are asked."""
	here = _entered.get()
	fits = here and (here.appraisal, here.employee) == (appraisal["name"], appraisal["employee"])
	return here if fits else None


def without_account(employees: Sequence[str]) -> frozenset[str]:
	"""Of these employees those for whom there is no enabled user."""
	if not len(employees):
		return frozenset()
	employee, user = frappe.qb.DocType("Employee"), frappe.qb.DocType("User")
	query = frappe.qb.from_(employee).join(user).on(user.name == employee.user_id).select(employee.name)
	enabled = query.where(employee.name.isin(list(employees)) & (user.enabled == 1)).run(pluck=True)
	return frozenset(employees) - frozenset(enabled)


def may_issue(appraisals: Sequence[str]) -> frozenset[str]:
	"""Of these appraisals those for which the session's user may let the employee in: what the guard of links says."""
	return twins.within_reach(replace(GUARDS[LINK], doctype=APPRAISAL), ISSUE, appraisals)


def seen_by_himself(doctype: str, employee: str) -> str:
	"""The rows of a DocType that an employee would read with an account, as a condition in SQL."""
	guard = GUARDS[doctype]
	company = frappe.db.get_value("Employee", employee, "company")
	reader = Reader("", (employee,), {**dict.fromkeys(ROLES, ()), Who.COLLEAGUE: (company,)})
	found = twins.conditions(guard, reader, "read", lambda column: f"`tab{doctype}`.`{column}`")
	return f"({' or '.join(found)})" if found else twins.NOTHING
