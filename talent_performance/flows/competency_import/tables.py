"""Uploaded files as tables, each recognised by its headings; what isn't known, or is of another version, is said."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypedDict

import openpyxl

from frappe import _

WORKBOOK = b"PK"
FIELD_AT_MOST = 1_000_000


class Problem(TypedDict):
	"""One thing that is wrong: where, what stands there, what was expected."""

	file: str
	row: int | None
	column: str
	value: str
	message: str
	expected: str


@dataclass(frozen=True)
class Kind:
	"""A table that files can hold: headings by which it is recognised, those it needs besides, and those it may have."""

	name: str
	source: str
	known_by: tuple[str, ...]
	needs: tuple[str, ...] = ()
	may_have: tuple[str, ...] = ()


ONET, ESCO, OWN = "O*NET", "ESCO", "Workbook"
KINDS = (
	Kind("onet_ratings", ONET, ("element id", "data value"), ("o*net-soc code", "element name", "scale id"), ("recommend suppress", "not relevant")),
	Kind("onet_anchors", ONET, ("anchor value", "anchor description"), ("element id", "scale id")),
	Kind("onet_elements", ONET, ("element id", "element name", "description")),
	Kind("onet_occupations", ONET, ("o*net-soc code", "title", "description")),
	Kind("esco_relations", ESCO, ("occupationuri", "skilluri"), ("relationtype",), ("skilltype", "occupationlabel", "skilllabel")),
	Kind("esco_skills", ESCO, ("concepturi", "preferredlabel", "skilltype"), (), ("description", "reuselevel", "status")),
	Kind("esco_occupations", ESCO, ("concepturi", "preferredlabel", "iscogroup"), (), ("description", "status")),
	Kind(
		"profiles", OWN, ("competency", "required level"), (),
		("designation", "company", "department", "level", "weight", "essential"),
	),
	Kind("levels", OWN, ("competency", "level", "label"), (), ("indicators",)),
	Kind("competencies", OWN, ("competency", "group"), (), ("description",)),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
	"""A row of a file: its number there, and its cells by heading in small letters."""

	number: int
	cells: Mapping[str, str]

	def __getitem__(self, heading: str) -> str:
		return self.cells.get(heading, "")


@dataclass
class Found:
	"""A table that was recognised."""

	kind: Kind
	file: str
	rows: list[Row]


@dataclass
class Files:
	"""All that was uploaded, and what is wrong with it so far."""

	tables: list[Found] = field(default_factory=list)
	problems: list[Problem] = field(default_factory=list)

	def of(self, kind: str) -> Iterator[tuple[str, Row]]:
		"""File and row of every row of a kind of table."""
		for table in self.tables:
			if table.kind.name == kind:
				for row in table.rows:
					yield table.file, row

	def has(self, kind: str) -> bool:
		"""Whether such a table is there."""
		return any(table.kind.name == kind for table in self.tables)

	@property
	def sources(self) -> set[str]:
		"""From where the tables are."""
		return {table.kind.source for table in self.tables}

	def add(self, file: str, row: int | None, column: str, value: str, message: str, expected: str) -> None:
		"""Note a problem."""
		self.problems.append(
			Problem(file=file, row=row, column=column, value=value, message=message, expected=expected)
		)


def read(contents: Mapping[str, bytes]) -> Files:
	"""Every table of these files."""
	files = Files()
	for name, content in contents.items():
		for sheet, grid in _grids(name, content, files):
			_recognise(files, sheet, grid)
	return files


def _grids(name: str, content: bytes, files: Files) -> Iterator[tuple[str, list[Sequence[str]]]]:
	if not content.startswith(WORKBOOK):
		yield name, _separated(content)
		return
	try:
		book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
	except (zipfile.BadZipFile, KeyError, ValueError, OSError):
		files.add(
			name,
			None,
			"",
			"",
			_("The file can't be read"),
			_("an Excel file (.xlsx), CSV or tab-separated text"),
		)
		return
	for sheet in book.worksheets:
		grid = [[_cell(value) for value in row] for row in sheet.iter_rows(values_only=True)]
		if any(any(row) for row in grid):
			yield f"{name}, {sheet.title}" if len(book.worksheets) > 1 else name, grid


def _cell(value: object) -> str:
	if value is None:
		return ""
	return f"{value:g}" if isinstance(value, float) else str(value).strip()


def _separated(content: bytes) -> list[Sequence[str]]:
	text = _decoded(content)
	first = text.split("\n", 1)[0]
	separator = max(("\t", ",", ";", "|"), key=first.count)
	csv.field_size_limit(FIELD_AT_MOST)
	# Tab-separated texts of O*NET quote nothing: a quotation mark there is part of what is said.
	quoting = csv.QUOTE_NONE if separator == "\t" else csv.QUOTE_MINIMAL
	reader = csv.reader(io.StringIO(text), delimiter=separator, quoting=quoting)
	clean = unquoted if separator == "\t" else str.strip
	return [[clean(cell) for cell in row] for row in reader]


def unquoted(cell: str) -> str:
	"""A cell without the quotation marks that a spreadsheet puts around it when it saves such a text.

	>>> unquoted('"Bus Drivers, School"'), unquoted('Giving attention to "what" they say')
	('Bus Drivers, School', 'Giving attention to "what" they say')
	>>> unquoted('"Yes" or "No"'), unquoted('"Say ""what"" is meant"')
	('"Yes" or "No"', 'Say "what" is meant')
	"""
	cell = cell.strip()
	inside = cell[1:-1]
	if len(cell) < 2 or cell[0] + cell[-1] != '""' or '"' in inside.replace('""', ""):
		return cell
	return inside.replace('""', '"')


def _decoded(content: bytes) -> str:
	if content.startswith((b"\xff\xfe", b"\xfe\xff")):
		return content.decode("utf-16", "replace")
	try:
		return content.decode("utf-8-sig")
	except UnicodeDecodeError:
		return content.decode("cp1252", "replace")


def _recognise(files: Files, name: str, grid: list[Sequence[str]]) -> None:
	"""Take a table over, or say why not."""
	if not grid:
		files.add(name, None, "", "", _("The file is empty"), _("headings in its first row"))
		return
	header = [cell.casefold() for cell in grid[0]]
	kind = next((each for each in KINDS if set(each.known_by) <= set(header)), None)
	if kind is None:
		files.add(
			name, 1, "", ", ".join(cell for cell in grid[0] if cell)[:140], _("These headings belong to no table that is known"),
			_("a text file of O*NET, a CSV file of ESCO, or the template"),
		)  # fmt: skip
		return
	lacking = [heading for heading in kind.needs if heading not in header]
	if lacking:
		files.add(
			name, 1, ", ".join(lacking), ", ".join(cell for cell in grid[0] if cell)[:140],
			_("The file is of another version: a column is missing"), _("the headings {0}").format(", ".join(kind.known_by + kind.needs)),
		)  # fmt: skip
		return
	rows = [
		Row(number, dict(zip(header, cells, strict=False)))
		for number, cells in enumerate(grid[1:], start=2)
		if any(cells)
	]
	files.tables.append(Found(kind, name, rows))
