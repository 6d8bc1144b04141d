"""A session as an Excel file, and back: the people whom somebody sees, and the moves that were written into it.

A row says how many moves its person had seen when the file went out. Where others have moved that person since, the row is refused with who it
was and where to, as on the board. All wrong rows are named, and nothing is written while one is wrong.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any, TypedDict

import openpyxl
from openpyxl.worksheet.datavalidation import DataValidation

import frappe
from frappe import _
from frappe.utils import cstr

from talent_performance.engine.tables import Column, Table
from talent_performance.exceptions import CalibrationRefused, MoveConflict
from talent_performance.flows.calibration import board, moves, people, sessions
from talent_performance.flows.calibration.ledger import Line
from talent_performance.flows.calibration.people import Scope
from talent_performance.flows.objective_file import Problem, Sheet, label_of, problem, read, style
from talent_performance.flows.reporting import harmless

SHEET = "Calibration"
MOST_ROWS = 20_000
LAYOUT = Table(
	"calibration",
	"A row for each person. What is to be moved says a rating or potential other than before, and why.",
	(
		Column("employee", "id", "Number of the employee.", required=True, also=("Employee",)),
		Column("name", "text", "Name.", also=("Name",)),
		Column("department", "text", "Department.", also=("Department",)),
		Column("designation", "text", "Designation.", also=("Designation",)),
		Column("manager_name", "text", "Manager.", also=("Manager",)),
		Column("before_rating", "number", "Where the person began.", also=("Rating Before",)),
		Column("rating", "number", "Where the person is to stand; empty: stays.", also=("Rating",)),
		Column("before_potential", "text", "Where the person began.", also=("Potential Before",)),
		Column("potential", "text", "Low, Mid or High; empty: stays.", also=("Potential",)),
		Column("reason", "text", "Why; asked for where something is moved.", also=("Reason",)),
		Column("seq", "number", "Number of the person's last move; leave it as it is.", also=("Last Move",)),
	),
)  # fmt: skip
ASKED = ("rating", "potential", "reason")
WIDTHS = {"employee": 16, "name": 28, "department": 22, "designation": 22, "manager_name": 24, "reason": 50}


class Checked(TypedDict):
	"""What a file would move, and everything that is wrong with it."""

	rows: int
	moves: int
	problems: list[Problem]


def export(session: str) -> bytes:
	"""The people whom the user sees, as a workbook to write moves into. Raises PermissionError."""
	scope = people.scope_of(sessions.readable(session))
	book = openpyxl.Workbook()
	sheet = book.active
	sheet.title = SHEET
	sheet.append([label_of(column) for column in LAYOUT.columns])
	for person in board.persons(scope, people.seen(scope)):
		sheet.append([harmless(person.get(column.name)) for column in LAYOUT.columns])
	dress(sheet, scope)
	written = io.BytesIO()
	book.save(written)
	return written.getvalue()


def dress(sheet: Any, scope: Scope) -> None:
	"""Headings, widths, and the levels to choose from."""
	values = {
		"rating": [f"{level.value:g}" for level in scope.policy.rating_scale.levels],
		"potential": list(moves.BANDS),
	}
	for at, column in enumerate(LAYOUT.columns, start=1):
		cell = sheet.cell(1, at)
		style(cell, column.name in ASKED)
		sheet.column_dimensions[cell.column_letter].width = WIDTHS.get(column.name, 16)
		if column.name in values:
			choices = DataValidation("list", formula1=f'"{",".join(values[column.name])}"', allow_blank=True)
			choices.add(f"{cell.column_letter}2:{cell.column_letter}{MOST_ROWS}")
			sheet.add_data_validation(choices)
	sheet.freeze_panes = "C2"


def check_file(session: str, content: bytes, name: str) -> Checked:
	"""Everything that is wrong with a file, and how many moves it holds. Writes nothing. Raises PermissionError, IllegalMove."""
	return looked_at(moves.ready(session), content, name)[0]


def load_file(session: str, content: bytes, name: str) -> Checked:
	"""Move everybody as the file says, or nobody. Raises PermissionError, IllegalMove, CalibrationRefused."""
	scope = moves.ready(session)
	checked, lines = looked_at(scope, content, name)
	if checked["problems"]:
		sessions.refuse(
			_("{0} problems keep this file from being loaded. Nothing was moved.").format(
				len(checked["problems"])
			)
		)
	if lines:
		moves.write(scope, lines)
	return checked


def looked_at(scope: Scope, content: bytes, name: str) -> tuple[Checked, list[Line]]:
	"""A file, and the moves in it."""
	sheet = read(content, name, LAYOUT, SHEET)
	check = Check(scope, sheet)
	problems = [*sheet.problems, *check.run()]
	return {"rows": len(sheet.table), "moves": len(check.lines), "problems": problems}, check.lines


class Check:
	"""Rows of a file against the people of a session, and the moves that they come to."""

	def __init__(self, scope: Scope, sheet: Sheet) -> None:
		self.scope, self.sheet = scope, sheet
		named = [cstr(each) for each in sheet.table["employee"].dropna().unique()]
		found = people.seen(scope, named[:MOST_ROWS] or [""])
		shown = zip(board.persons(scope, found), found["result"], found["company"], strict=True)
		self.people = {
			person["employee"]: {**person, "result": result, "company": company, "cycle": scope.lead}
			for person, result, company in shown
		}
		self.lines: list[Line] = []
		self.met: set[str] = set()

	def run(self) -> Iterator[Problem]:
		"""Every problem of the rows; what is fine becomes a move."""
		if len(self.sheet.table) > MOST_ROWS:
			yield problem(None, "", len(self.sheet.table), _("has too many rows"), f"≤ {MOST_ROWS}")
			return
		for row, number in zip(self.sheet.table.to_dict("records"), self.sheet.rows, strict=True):
			wrong = self.of_row(row)
			if wrong:
				column, value, message, expected = wrong
				yield problem(int(number), label_of(LAYOUT.by_name[column]), value, message, expected)

	def of_row(self, row: Mapping[str, Any]) -> tuple[str, Any, str, str] | None:
		"""What is wrong with a row: column, value, message, what was expected."""
		employee = cstr(row["employee"])
		person = self.people.get(employee)
		if person is None:
			return (
				"employee",
				employee,
				_("isn't in this session, or you don't see it"),
				_("an employee of the file that was downloaded"),
			)
		if employee in self.met:
			return "employee", employee, _("stands there twice"), _("each employee once")
		self.met.add(employee)
		return self.of_move(row, person) if self.moves(row, person) else None

	@staticmethod
	def moves(row: Mapping[str, Any], person: Mapping[str, Any]) -> bool:
		"""Whether a row says something else than where the person stands."""
		said = [(row[name], person[name]) for name in ("rating", "potential")]
		return any(wanted is not None and cstr(wanted) != "" and wanted != stands for wanted, stands in said)

	def of_move(self, row: Mapping[str, Any], person: Mapping[str, Any]) -> tuple[str, Any, str, str] | None:
		"""What is wrong with a move; a move that is fine is remembered."""
		if person["why_not"]:
			return (
				"employee",
				person["employee"],
				person["why_not"],
				_("no other rating or potential than before"),
			)
		if not cstr(row["reason"]).strip():
			return "reason", "", _("is empty"), _("why the person is moved")
		try:
			moves.check_place(self.scope, person, int(row["seq"] or 0))
			after = moves.wanted(self.scope.policy, person, row["rating"], row["potential"])
		except (CalibrationRefused, MoveConflict) as e:
			return self.refused(row, e)
		before = (person["rating"], person["potential"])
		self.lines.append(Line(person, before, after, cstr(row["reason"]).strip()))
		return None

	@staticmethod
	def refused(row: Mapping[str, Any], error: Exception) -> tuple[str, Any, str, str]:
		"""The board's own words, without the message that would pop up."""
		frappe.clear_last_message()
		column = "seq" if isinstance(error, MoveConflict) else "rating"
		return column, row[column], cstr(error), _("what the board would take")
