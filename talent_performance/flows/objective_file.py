"""A file with objectives: how it is laid out, the template to fill in, and its rows, read and typed.

Cells are read by the rehearsal's readers, so that numbers, dates and choices mean the same in both.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any, NamedTuple, TypedDict

import numpy as np
import openpyxl
import pandas as pd
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from frappe import _

from talent_performance.engine.tables import Column, Table
from talent_performance.flows.refusals import refuse
from talent_performance.rehearsal import headers
from talent_performance.rehearsal.cells import Reading, convert, convert_dates, distinct
from talent_performance.rehearsal.files import Grid, Library, Options, Source
from talent_performance.rehearsal.problems import Problems

SHEET = "Objectives"
MOST_ROWS = 20_000
METHODS = ("Progress", "Achievement", "Lower is Better", "Boolean")
COMMITMENTS = ("Committed", "Aspirational")
ID, TEXT, NUMBER, DATE, CHOICE = "id", "text", "number", "date", "choice"

# One list says what a column is called, may hold and means: the template, the reader and the check go by it.
LAYOUT = Table(
	"objectives",
	"A row for each key result; rows with the same employee and objective make one objective.",
	(
		Column("employee", ID, "Number of the employee, as in ERPNext.", required=True, also=("Employee",)),
		Column("objective", TEXT, "What is to be reached.", required=True, also=("Objective",)),
		Column("objective_weight", NUMBER, "Beside the person's other objectives.", default=1.0, low=0, also=("Objective Weight",)),
		Column("commitment", CHOICE, "Expected in full, or aspirational.", choices=COMMITMENTS, default="Committed", also=("Commitment",)),
		Column("due_date", DATE, "Within the cycle; empty: its last day.", also=("Due",)),
		Column("aligned_to", ID, "Number of an objective of the company or a department.", also=("Aligned to",)),
		Column("kpi", ID, "Name in the KPI library; gives method, unit and usual target.", also=("KPI",)),
		Column("key_result", TEXT, "What is measured; empty: the KPI's name.", also=("Key Result",)),
		Column("weight", NUMBER, "Beside the objective's other key results.", default=1.0, low=0, also=("Weight",)),
		Column("method", CHOICE, "How attainment is computed; empty: the KPI's.", choices=METHODS, also=("Method",)),
		Column("unit", TEXT, "Of the number.", also=("Unit",)),
		Column("start_value", NUMBER, "Where it begins; for Progress.", also=("Start",)),
		Column("target_value", NUMBER, "Where it is to be; empty: the KPI's usual target.", also=("Target",)),
	),
)  # fmt: skip
ASKED = ("employee", "objective")


class Problem(TypedDict):
	"""One thing that is wrong: where, what stands there, what was expected."""

	row: int | None
	column: str
	value: str
	message: str
	expected: str


class Sheet(NamedTuple):
	"""The typed rows of a file, the spreadsheet's number of each, and what the reader found wrong."""

	table: pd.DataFrame
	rows: np.ndarray
	problems: list[Problem]


# Template -------------------------------------------------------------------------------------------------------------


def label_of(column: Column) -> str:
	"""What a column is called in the file."""
	return column.also[0]


def template() -> bytes:
	"""An empty workbook: headings, what each means, choices to pick from, a sheet that explains."""
	book = openpyxl.Workbook()
	sheet = book.active
	sheet.title = SHEET
	sheet.append([label_of(column) for column in LAYOUT.columns])
	for at, column in enumerate(LAYOUT.columns, start=1):
		style(sheet.cell(1, at), column.name in ASKED)
		letter = sheet.cell(1, at).column_letter
		sheet.column_dimensions[letter].width = max(14, len(label_of(column)) + 4)
		if column.choices:
			choices = DataValidation("list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
			choices.add(f"{letter}2:{letter}{MOST_ROWS}")
			sheet.add_data_validation(choices)
		if column.kind == DATE:
			for row in range(2, 202):
				sheet.cell(row, at).number_format = "yyyy-mm-dd"
	sheet.freeze_panes = "A2"
	explain(book)
	written = io.BytesIO()
	book.save(written)
	return written.getvalue()


def style(cell: Any, asked: bool) -> None:
	"""A heading; what must be filled in is darker."""
	cell.font = Font(bold=True, color="FFFFFF" if asked else "000000")
	cell.fill = PatternFill("solid", fgColor="2F5D8A" if asked else "DCE6F1")


def explain(book: openpyxl.Workbook) -> None:
	"""The sheet that says what each column means; the reader leaves it alone."""
	sheet = book.create_sheet(_("Explanation"))
	sheet.append([_("Column"), _("Must be there"), _("What it means"), _("Choices")])
	for column in LAYOUT.columns:
		asked = _("Yes") if column.name in ASKED else _("No")
		sheet.append([label_of(column), asked, _(column.doc), ", ".join(column.choices)])
	for letter, width in zip("ABCD", (20, 16, 70, 50), strict=True):
		sheet.column_dimensions[letter].width = width
		for cell in sheet[letter]:
			cell.alignment = Alignment(wrap_text=True, vertical="top")
	for cell in sheet[1]:
		style(cell, asked=False)


# Reading --------------------------------------------------------------------------------------------------------------


def read(content: bytes, name: str, layout: Table = LAYOUT, sheet: str = SHEET) -> Sheet:
	"""A file's rows, typed by a layout. The name says whether it is a workbook or text."""
	suffix = Path(name).suffix.lower()
	if suffix not in (".xlsx", ".csv"):
		refuse(
			_("{0} is no file of this kind; expected an Excel workbook (.xlsx) or a CSV file.").format(name)
		)
	with tempfile.TemporaryDirectory() as folder:
		path = Path(folder) / f"file{suffix}"
		path.write_bytes(content)
		return read_path(path, layout, sheet)


def read_path(path: Path, layout: Table = LAYOUT, sheet: str = SHEET) -> Sheet:
	"""The rows of the sheet of that name, or of the first one."""
	library = Library(path)
	found = library.problems
	sheets = library.sheets(path) if path.suffix == ".xlsx" else [""]
	if not sheets:
		return Sheet(empty(layout), np.zeros(0, dtype=int), as_problems(found))
	source = Source(path, sheet if sheet in sheets else sheets[0])
	grid = library.read(source, Options(), lambda header: list(range(len(header))), lambda *_args: None)
	if grid is None:
		return Sheet(empty(layout), np.zeros(0, dtype=int), as_problems(found))
	table = typed(grid, source, found, layout)
	return Sheet(table, grid.rows, as_problems(found))


def typed(grid: Grid, source: Source, found: Problems, layout: Table = LAYOUT) -> pd.DataFrame:
	"""The columns that are ours, each as its type; those that aren't there are empty."""
	place = source.place(layout.name)
	positions = headers.match(layout, grid.header, place, 1, found)
	given = {name: grid.header[at] for name, at in positions.items()}
	headers.report_missing(layout, given, grid.header, place, 1, found)
	headers.report_unread(grid.header, positions.values(), place, 1, found)
	reading = Reading()
	texts = {
		name: distinct(grid.cells[at], name, grid.rows, grid.header[at], place, reading)[0]
		for name, at in positions.items()
	}
	dates = {name: text for name, text in texts.items() if layout.by_name[name].kind == DATE}
	columns = {**convert_dates(dates, reading, found)}
	for name, text in texts.items():
		if name not in dates:
			columns[name] = convert(text, layout.by_name[name], reading, found)
	table = pd.DataFrame({name: column.astype(object) for name, column in columns.items()})
	return table.reindex(columns=layout.names).astype(object).where(lambda t: t.notna(), None)


def empty(layout: Table = LAYOUT) -> pd.DataFrame:
	"""No rows."""
	return pd.DataFrame({name: pd.Series(dtype=object) for name in layout.names})


def as_problems(found: Problems) -> list[Problem]:
	"""What the reader found, errors only: a column that isn't read harms nobody."""
	errors = found.frame[found.frame["severity"] == "error"]
	ours = {rule: sentences for rules, sentences in in_our_words().items() for rule in rules}
	return [
		problem(
			None if pd.isna(row.row) else int(row.row),
			row.column,
			row.value,
			*ours.get(row.rule, (row.message, row.expected)),
		)
		for row in errors.itertuples()
	]


def in_our_words() -> dict[tuple[str, ...], tuple[str, str]]:
	"""The reader's rules → what is wrong and what was expected, for people who have no map and read their own language."""
	return {
		("not_a_number", "too_large"): (_("is not a number"), _("a number such as 1234.5, with a point")),
		("not_a_date", "no_such_date"): (_("is not a date"), _("a date such as 2026-12-31")),
		("date_order_open", "date_order_mixed"): (
			_("may be day/month or month/day"),
			_("a date such as 2026-12-31"),
		),
		("date_out_of_range",): (_("is a year out of range"), _("a date such as 2026-12-31")),
		("formula_text",): (
			_("a spreadsheet would run this text as a formula"),
			_("text that doesn't begin with = + - @"),
		),
		("formula_error",): (_("shows an error of a formula"), _("a value")),
		("formula_without_value",): (_("is a formula that was never calculated"), _("a value")),
		("control_character",): (_("holds a control character"), _("plain text")),
		("missing_column",): (_("this column is missing"), _("the columns of the template")),
		("duplicate_header",): (_("this heading stands there twice"), _("each heading once")),
		("ragged",): (_("has more or fewer cells than the headings"), _("as many cells as headings")),
		("empty_file", "empty_sheet"): (_("the file is empty"), _("headings and rows")),
		("not_a_workbook", "zip_bomb", "xml_entities", "unreadable", "workbook_as_csv"): (
			_("can't be read as an Excel workbook"),
			_("a workbook saved by Excel as .xlsx"),
		),
		("protected",): (_("is protected by a password, or too old"), _("an .xlsx without password")),
		("encoding", "binary", "quoting"): (
			_("can't be read as text"),
			_("a file saved by Excel as “CSV UTF-8”"),
		),
	}


def problem(row: int | None, column: str, value: object, message: str, expected: str) -> Problem:
	"""A problem as the dialog lists it."""
	return {
		"row": row,
		"column": column,
		"value": "" if value is None else str(value),
		"message": message,
		"expected": expected,
	}
