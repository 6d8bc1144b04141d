"""For whom somebody acts today: managers who are away, as HR has said in a Delegation.

It opens what the manager reads and does for the people below him, but nothing of potential and box, nothing about oneself
and nothing about people above oneself. Asked anew each time: it is over with its last day, or when it is ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pypika.queries import Table
from pypika.terms import Criterion

import frappe
from frappe.utils import nowdate

from talent_performance.access.people import LINE, below, employees_of, is_manager_of, literals
from talent_performance.store.dialect import within

DELEGATION = "Delegation"


class Standing(NamedTuple):
	"""A manager who is away, and the Employee record of whoever acts for him."""

	manager: str
	acting: str


def holds_today(table: Table) -> Criterion:
	"""The condition on Delegation by which it is in force: on the days that it names, unless it was ended."""
	today = nowdate()
	return (table.from_date <= today) & (table.until_date >= today) & table.ended_on.isnull()


def in_force(own: Sequence[str]) -> tuple[Standing, ...]:
	"""The delegations of today by which one of these Employee records acts."""
	if not own:
		return ()
	table = frappe.qb.DocType(DELEGATION)
	query = frappe.qb.from_(table).select(table.employee, table.acting)
	query = query.where(table.acting.isin(list(own)) & holds_today(table)).orderby(table.name)
	return tuple(Standing(*row) for row in query.run())


def acted_for(own: Sequence[str]) -> tuple[str, ...]:
	"""The managers for whom these Employee records act today."""
	return tuple(each.manager for each in in_force(own))


def stand_ins(managers: Sequence[str]) -> dict[str, str]:
	"""Who acts today for these managers: the manager's Employee → the Employee who acts."""
	table = frappe.qb.DocType(DELEGATION)
	query = frappe.qb.from_(table).select(table.employee, table.acting)
	query = query.where(within(table.employee, list(managers)) & holds_today(table)).orderby(table.name)
	return dict(query.run())


def reached(managers: Sequence[str], own: Sequence[str]) -> str:
	"""SQL that selects the employees for whom somebody acts in these managers' place: never himself, nor who stands above him."""
	near = f"`employee` not in (select `manager` from `tab{LINE}` where `employee` in {literals(own)})"
	return f"{below(managers, '> 0')} and {near}"


def is_near(own: Sequence[str], employee: str) -> bool:
	"""Whether an employee is one of these records' own or stands above them."""
	line = frappe.qb.DocType(LINE)
	query = frappe.qb.from_(line).select(line.name)
	query = query.where((line.manager == employee) & line.employee.isin(list(own) or [""]))
	return employee in own or bool(query.limit(1).run())


def acts_above(user: str, employee: str) -> bool:
	"""Whether a user acts today for somebody who stands above an employee."""
	own = employees_of(user)
	managers = acted_for(own)
	if not managers or is_near(own, employee):
		return False
	line = frappe.qb.DocType(LINE)
	query = frappe.qb.from_(line).select(line.name)
	query = query.where(line.manager.isin(managers) & (line.employee == employee) & (line.depth > 0))
	return bool(query.limit(1).run())


def leads(user: str, employee: str) -> bool:
	"""Whether a user stands above an employee, or acts for somebody who does."""
	return is_manager_of(user, employee) or acts_above(user, employee)
