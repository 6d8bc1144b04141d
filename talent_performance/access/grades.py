"""What a person's grade closes: confidential grades to HR but for Talent Managers, ratings above the own grade to an HR User.

Talent Settings lists grades with rank and confidentiality. A row names an Employee Grade, which comes with Frappe HR and is
matched with Employee.grade, or a Designation, for sites that have no grades. Who fits several rows has the highest rank,
and is confidential if one of them is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import frappe
from frappe import _
from frappe.utils import cint

from talent_performance.access.people import employees_of, literals

if TYPE_CHECKING:
	from frappe.model.document import Document

GRADE, SETTINGS = "Talent Grade", "Talent Settings"
COLUMNS = {"Employee Grade": "grade", "Designation": "designation"}
WHO = "graded"

Fits = dict[str, list[str]]


@dataclass(frozen=True)
class Grades:
	"""What is closed to somebody who works in HR: people who fit `confidential`; their ratings unless they fit `upto` and not `above`."""

	confidential: Fits = field(default_factory=dict)
	ranked: bool = False
	upto: Fits = field(default_factory=dict)
	above: Fits = field(default_factory=dict)


def listed_grades() -> list[tuple[str, str, int, int]]:
	"""The rows of Talent Settings: column of Employee, grade, rank, confidential; none for a field that Employee hasn't."""
	table = frappe.qb.DocType(GRADE)
	query = frappe.qb.from_(table).select(table.grade_type, table.grade, table.rank, table.confidential)
	rows = query.where(table.parent == SETTINGS).orderby(table.idx, table.name).run()
	meta = frappe.get_meta("Employee")
	known = {kind: column for kind, column in COLUMNS.items() if meta.has_field(column)}
	return [
		(known[kind], grade, rank, confidential) for kind, grade, rank, confidential in rows if kind in known
	]


def problems(rows: Iterable[Document]) -> Iterator[tuple[Document, str]]:
	"""What is wrong with rows of the form: a grade named twice, and one that no Employee of this site can have."""
	meta, known = frappe.get_meta("Employee"), set()
	for row in rows:
		if not meta.has_field(COLUMNS.get(row.grade_type, "")):
			yield row, _("Employee has no such field on this site, expected {0}").format(_("Designation"))
		elif (row.grade_type, row.grade) in known:
			yield row, _("{0} is there already").format(row.grade)
		known.add((row.grade_type, row.grade))


def said(rows: Iterable[Document]) -> set[tuple[str, str, int, int]]:
	"""What rows of the form come to."""
	return {(row.grade_type, row.grade, cint(row.rank), cint(row.confidential)) for row in rows}


def check_may_change(user: str | None = None) -> None:
	"""Raises PermissionError for whoever would open to himself what grades close."""
	user = user or frappe.session.user
	if user != "Administrator" and "Talent Manager" not in frappe.get_roles(user):
		frappe.throw(
			_("Grades: only a Talent Manager changes which are confidential and how they rank."),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)


def closed_to_hr(user: str) -> Grades:
	"""What grades close to a user who works in HR. Asked for rules of HR alone: what he has as a manager stays his."""
	rows = listed_grades()
	ranks = [row for row in rows if row[2]]
	confidential = _fits(row for row in rows if row[3])
	if not ranks or "HR Manager" in frappe.get_roles(user):
		return Grades(confidential)
	own = rank_of(employees_of(user), ranks)
	upto, above = (_fits(row for row in ranks if (row[2] <= own) is lower) for lower in (True, False))
	return Grades(confidential, True, upto, above)


def rank_of(employees: Sequence[str], ranks: Sequence[tuple[str, str, int, int]]) -> int:
	"""The rank of a person with these records: of several jobs the lowest; 0 where one of them has none."""
	columns = sorted({column for column, *_rest in ranks})
	table = frappe.qb.DocType("Employee")
	query = frappe.qb.from_(table).select(*(table[column] for column in columns)).orderby(table.name)
	rows = query.where(table.name.isin(list(employees) or [""]) & (table.status != "Left")).run(as_dict=True)
	known = {(column, grade): rank for column, grade, rank, _confidential in ranks}
	return min((max(known.get(each, 0) for each in row.items()) for row in rows), default=0)


def _fits(rows: Iterable[tuple[str, str, int, int]]) -> Fits:
	found: Fits = {}
	for column, grade, *_rest in rows:
		found.setdefault(column, []).append(grade)
	return found


def not_confidential(grades: Grades, subject: str) -> str:
	"""SQL by which the grade of an employee isn't confidential; "" where none is."""
	return f"{_of(_any(grades.confidential), subject)} = 0" if grades.confidential else ""


def not_above(grades: Grades, subject: str) -> str:
	"""SQL by which an employee's grade has a rank that isn't above the reader's; "" where no grade has a rank."""
	if not grades.ranked:
		return ""
	above = f" and not ifnull({_any(grades.above)}, 0)" if grades.above else ""
	return f"{_of(f'ifnull({_any(grades.upto)}, 0){above}', subject)} = 1" if grades.upto else "1=0"


def _of(said: str, subject: str) -> str:
	"""What is so of an employee, 0 where nobody is: one look-up by name for each row."""
	return f"ifnull((select {said} from `tabEmployee` as {WHO} where {WHO}.`name` = {subject}), 0)"


def _any(fits: Fits) -> str:
	return f"({' or '.join(f'{WHO}.`{column}` in {literals(names)}' for column, names in fits.items())})"


def confidential_among(employees: Iterable[str | None]) -> frozenset[str]:
	"""Of these employees those in a confidential grade: one question for all of them."""
	names = sorted({str(name) for name in employees if name})
	fits = _fits(row for row in listed_grades() if row[3]) if names else {}
	if not fits:
		return frozenset()
	asked = f"select {WHO}.`name` from `tabEmployee` as {WHO} where {WHO}.`name` in {literals(names)} and {_any(fits)}"
	return frozenset(row[0] for row in frappe.db.sql(asked))


def hidden_from(user: str, employees: Iterable[str | None]) -> frozenset[str]:
	"""Of these employees those whom their grade hides from a user, as far as it is HR that he reaches them by."""
	if user == "Administrator" or "Talent Manager" in frappe.get_roles(user):
		return frozenset()
	return confidential_among(employees)


def is_hidden_from(user: str, employee: str | None) -> bool:
	"""The same of one."""
	return bool(hidden_from(user, [employee]))
