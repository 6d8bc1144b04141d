"""What works agreements switch off, and for whom: the one place that is asked by guards, flows, reports and imports.

An agreement holds for the Employee records that fit it today, by company, branch, employment type and grade; and with a
record that hasn't ended for every other record of that person. Asked anew each time, so nothing outlives a change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import formatdate, today

from talent_performance.access.audience import RESTS_ON, Practice
from talent_performance.access.people import literal, literals
from talent_performance.exceptions import PracticeOff

if TYPE_CHECKING:
	from frappe.model.document import Document

AGREEMENT, EMPLOYMENT = "Works Agreement", "Talent Profile Employment"
# Columns of an agreement that narrow it, and of the Employee; what an Employee of this site doesn't have narrows nothing.
SCOPE = ("company", "branch", "employment_type", "grade")
WHO = "agreed"
# As many people as a condition names one by one. Where more are left, a page of a list is full after a short walk.
FEW = 200


@dataclass(frozen=True)
class Agreement:
	"""One that holds today, and the conditions on an Employee called `agreed` by which it does and doesn't."""

	name: str
	title: str
	agreed_on: object
	condition: str
	otherwise: str


def in_force(practice: Practice) -> list[Agreement]:
	"""The agreements that switch a practice off today, one it rests on included; the oldest first."""
	table = frappe.qb.DocType(AGREEMENT)
	query = frappe.qb.from_(table).select(
		table.name, table.title, table.agreed_on, *(table[each] for each in SCOPE)
	)
	query = query.where(table.valid_from <= today())
	query = query.where(table.valid_until.isnull() | (table.valid_until >= today()))
	off = table[practice.value] == 1
	for other in RESTS_ON.get(practice, ()):
		off |= table[other.value] == 1
	rows = query.where(off).orderby(table.valid_from, table.name).run(as_dict=True)
	return [Agreement(row.name, row.title, row.agreed_on, _condition(row), _otherwise(row)) for row in rows]


def fitting(agreement: Mapping[str, str | None] | Document, *, at_work: bool = False) -> list[str]:
	"""The Employee records that an agreement is about, whether it holds today or not; `at_work`: that haven't ended."""
	still = f" and {WHO}.`status` <> 'Left'" if at_work else ""
	asked = f"select {WHO}.`name` from `tabEmployee` as {WHO} where {_condition(agreement)}{still} order by {WHO}.`name`"
	return [row[0] for row in frappe.db.sql(asked)]


def _wanted(scope: Mapping[str, str | None] | Document) -> dict[str, str]:
	"""What an agreement asks of an Employee: column, and value in SQL."""
	meta = frappe.get_meta("Employee")
	wanted = [column for column in SCOPE if scope.get(column) and meta.has_field(column)]
	return {f"{WHO}.`{column}`": literal(str(scope.get(column))) for column in wanted}


def _condition(scope: Mapping[str, str | None] | Document) -> str:
	fits = [f"{column} = {value}" for column, value in _wanted(scope).items()]
	return f"({' and '.join(fits)})" if fits else "(1=1)"


def _otherwise(scope: Mapping[str, str | None] | Document) -> str:
	"""The opposite, column within column, so that the database finds them along an index on the first ones."""
	unfit = "(1=0)"
	for column, value in reversed(_wanted(scope).items()):
		unfit = f"({column} <> {value} or {column} is null or ({column} = {value} and {unfit}))"
	return unfit


def on(practice: Practice, subject: str) -> str:
	"""SQL by which a practice isn't switched off for an employee, whom `subject` says in SQL; "" where it is off for nobody.

	Nobody or few are left where an agreement is for everybody: a list would walk to its end to find them. So these are named.
	"""
	found = in_force(practice)
	if not found:
		return ""
	left = _left(found)
	if len(left) > FEW:
		return _not_within(found, subject)
	return f"{subject} in {literals(left)}" if left else "1=0"


def _left(agreements: list[Agreement]) -> list[str]:
	"""The Employee records for which none of them holds; no more than it takes to see that they aren't few."""
	without = " and ".join(dict.fromkeys(each.otherwise for each in agreements))
	asked = f"select {WHO}.`name` from `tabEmployee` as {WHO} where {without} limit {FEW + 1}"
	found = [row[0] for row in frappe.db.sql(asked)]
	if not found or len(found) > FEW:
		return found
	return sorted(set(found) - set(_by_another_record(agreements)))


def _not_within(agreements: list[Agreement], subject: str) -> str:
	"""One look-up by name for each row: a list walks down its index and stops where the page is full.

	As `not exists` MariaDB would make a table of everybody who fits first.
	"""
	own = f"select 1 from `tabEmployee` as {WHO} where {WHO}.`name` = {subject} and {_fits(agreements)}"
	other = _by_another_record(agreements)
	besides = f" and {subject} not in {literals(other)}" if other else ""
	return f"ifnull(({own}), 0) = 0{besides}"


def _fits(agreements: list[Agreement]) -> str:
	return f"({' or '.join(dict.fromkeys(each.condition for each in agreements))})"


def _by_another_record(agreements: list[Agreement]) -> list[str]:
	"""Records for which agreements hold because of another one, that hasn't ended, of the same person. Few have several."""
	line = frappe.qb.DocType(EMPLOYMENT)
	several = frappe.qb.from_(line).select(line.parent).distinct().where(line.idx > 1).run(pluck=True)
	if not several:
		return []
	statement = (
		f"select distinct agreed_own.`employee` from `tab{EMPLOYMENT}` as agreed_own"
		f" join `tab{EMPLOYMENT}` as agreed_other on agreed_other.`parent` = agreed_own.`parent`"
		f" join `tabEmployee` as {WHO} on {WHO}.`name` = agreed_other.`employee`"
		f" where agreed_own.`parent` in {literals(several)} and agreed_other.`employee` <> agreed_own.`employee`"
		f" and {WHO}.`status` <> 'Left' and {_fits(agreements)}"
	)
	return sorted(row[0] for row in frappe.db.sql(statement))


def off_among(practice: Practice, employees: Iterable[str | None]) -> frozenset[str]:
	"""Of these employees those for whom a practice is switched off: the same questions however many they are."""
	names = sorted({str(name) for name in employees if name})
	found = in_force(practice) if names else []
	if not found:
		return frozenset()
	within = f"{WHO}.`name` in {literals(names)} and {_fits(found)}"
	own = frappe.db.sql(f"select {WHO}.`name` from `tabEmployee` as {WHO} where {within}")
	return frozenset(row[0] for row in own) | (frozenset(names) & set(_by_another_record(found)))


def is_off(practice: Practice, employee: str | None) -> bool:
	"""Whether a practice is switched off for somebody."""
	return bool(off_among(practice, [employee]))


def check_on(practice: Practice, employee: str | None) -> None:
	"""Raises PracticeOff, which names the agreement, where a practice is switched off for somebody."""
	agreement = agreement_for(practice, employee)
	if agreement:
		frappe.throw(
			_("{0} is switched off for {1} by the agreement {2} of {3}.").format(
				named(practice),
				frappe.db.get_value("Employee", employee, "employee_name") or employee,
				frappe.utils.escape_html(agreement.title),
				formatdate(agreement.agreed_on),
			),
			exc=PracticeOff,
			title=_("Switched Off by Agreement"),
		)


def agreement_for(practice: Practice, employee: str | None) -> Agreement | None:
	"""The oldest agreement that switches a practice off for somebody."""
	if not is_off(practice, employee):
		return None
	return next(each for each in in_force(practice) if not _free_of(each, str(employee)))


def _free_of(agreement: Agreement, employee: str) -> bool:
	return bool(frappe.db.sql(f"select {_not_within([agreement], literal(employee))}")[0][0])


def named(practice: Practice) -> str:
	"""A practice, as its switch is called."""
	return _(frappe.get_meta(AGREEMENT).get_label(practice.value))
