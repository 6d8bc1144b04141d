"""CSV files and workbooks as grids of text: what a spreadsheet shows, and what is wrong with the file itself.

Nothing is interpreted here. A file is judged by its size before it is opened, by its first bytes before it is read,
and a workbook by what it unpacks to before it is unpacked. Rows carry the number that a spreadsheet shows.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import stat
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import openpyxl

from talent_performance.rehearsal.problems import Place, Problems

LIMIT_BYTES = 1_000_000_000
CHUNK_ROWS = 20_000
BLOCK_BYTES = 1 << 20
DELIMITERS = (",", ";", "\t", "|")
WORKBOOKS = (".xlsx", ".xlsm")
TEXTS = (".csv", ".tsv", ".txt")
BYTE_ORDER_MARKS = (
	(codecs.BOM_UTF8, "utf-8-sig"),
	(codecs.BOM_UTF32_LE, "utf-32"),
	(codecs.BOM_UTF32_BE, "utf-32"),
	(codecs.BOM_UTF16_LE, "utf-16"),
	(codecs.BOM_UTF16_BE, "utf-16"),
)
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
CHILD_COLUMN = re.compile(r".+ \(.+\)|[a-z_]+\.[a-z_]+")

Progress = Callable[[str, int, int], None]


class PathError(ValueError):
	"""A path that can't be read at all; the message says which and why."""


@dataclass(frozen=True)
class Options:
	"""How a file is to be opened, where it doesn't say so itself."""

	encoding: str = ""
	delimiter: str = ""
	header_row: int = 1
	decimal: str = "."


@dataclass(frozen=True)
class Source:
	"""One table as it lies in a file; `sheet` only for workbooks."""

	path: Path
	sheet: str = ""

	def place(self, table: str = "") -> Place:
		"""Where its problems are."""
		return Place(self.path.name, self.sheet, table)


@dataclass(frozen=True)
class Grid:
	"""The picked columns of a file as text by position in the header, and the spreadsheet's number of every row."""

	header: list[str]
	cells: dict[int, np.ndarray]
	rows: np.ndarray


@dataclass
class Gatherer:
	"""Puts rows together, chunk by chunk: keeps the picked columns, drops blank rows, counts and reports the rest."""

	header: list[str]
	picked: list[int]
	place: Place
	problems: Problems
	with_children: bool = False
	parts: list[list[list[str]]] = field(default_factory=list)
	numbers: list[np.ndarray] = field(default_factory=list)
	children: int = 0
	beyond: list[int] = field(default_factory=list)

	def add(self, rows: list[list[str]], numbers: Iterable[int]) -> None:
		"""One chunk of rows with their numbers."""
		number = np.fromiter(numbers, dtype=np.int64, count=len(rows))
		filled = np.array([bool(text) and not text.isspace() for text in map("".join, rows)], dtype=bool)
		rows, number = _kept(rows, filled), number[filled]
		width = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
		ragged = width != len(self.header)
		if ragged.any():
			ragged &= ~self._harmless(rows, ragged)
			self._report_ragged(number[ragged], width[ragged])
			rows, number = [self._fitted(r) for r in _kept(rows, ~ragged)], number[~ragged]
		rows, number = self._without_children(rows, number)
		columns = list(zip(*rows, strict=True))
		self.parts.append([list(columns[i]) if columns else [] for i in self.picked])
		self.numbers.append(number)
		self._note_headerless(columns, number)

	def _harmless(self, rows: list[list[str]], ragged: np.ndarray) -> np.ndarray:
		"""Rows whose surplus cells are blank, or that lack nothing but cells without a header."""
		named = max((i + 1 for i, name in enumerate(self.header) if name), default=0)
		fine = np.zeros(len(rows), dtype=bool)
		for i in np.flatnonzero(ragged):
			fine[i] = len(rows[i]) >= named and not any(cell.strip() for cell in rows[i][len(self.header) :])
		return fine

	def _fitted(self, row: list[str]) -> list[str]:
		size = len(self.header)
		return row if len(row) == size else [*row[:size], *[""] * (size - len(row))]

	def _report_ragged(self, number: np.ndarray, width: np.ndarray) -> None:
		self.problems.add("ragged", self.place, number, "", width, width=f"{len(self.header)}")

	def _without_children(
		self, rows: list[list[str]], number: np.ndarray
	) -> tuple[list[list[str]], np.ndarray]:
		"""A Frappe export repeats no parent: rows that fill only columns such as "Course (Education)" are child rows."""
		if not self.with_children or not rows:
			return rows, number
		own = [i for i, name in enumerate(self.header) if not CHILD_COLUMN.fullmatch(name)]
		person = np.array([any(row[i] and not row[i].isspace() for i in own) for row in rows], dtype=bool)
		self.children += int((~person).sum())
		return _kept(rows, person), number[person]

	def _note_headerless(self, columns: Sequence[Sequence[str]], number: np.ndarray) -> None:
		for i, name in enumerate(self.header):
			if not name and columns:
				self.beyond += [int(n) for n, cell in zip(number, columns[i], strict=True) if cell.strip()]

	def grid(self) -> Grid:
		"""Everything that was added."""
		if self.children:
			self.problems.add("child_rows", self.place, count=f"{self.children}")
		self.problems.add("header_missing", self.place, np.unique(np.array(self.beyond, dtype=np.int64)))
		rows = np.concatenate(self.numbers) if self.numbers else np.zeros(0, dtype=np.int64)
		cells = {
			column: np.array([text for part in self.parts for text in part[i]], dtype=object)
			for i, column in enumerate(self.picked)
		}
		if not len(rows) and not self.problems.has_errors():
			self.problems.add("no_rows", self.place)
		return Grid(self.header, cells, rows)


def _kept(rows: list[list[str]], mask: np.ndarray) -> list[list[str]]:
	return rows if mask.all() else [row for row, keep in zip(rows, mask.tolist(), strict=True) if keep]


def has_children(header: Sequence[str]) -> bool:
	"""Whether the header is one of a Frappe export with child tables: an ID, and columns like "Course (Education)"."""
	return "ID" in header and any(CHILD_COLUMN.fullmatch(name) for name in header)


@dataclass
class Library:
	"""The files under a path: a folder of CSV files and workbooks, one workbook, or one CSV file."""

	path: Path
	problems: Problems = field(default_factory=Problems)

	def __post_init__(self) -> None:
		try:
			found = sorted(self.path.iterdir()) if self.path.is_dir() else [self.path]
			self.path.stat()
		except OSError as e:
			raise PathError(f"{self.path}: can't be read ({e.strerror})") from e
		known = [
			p for p in found if p.suffix.lower() in TEXTS + WORKBOOKS and not p.name.startswith((".", "~$"))
		]
		if not self.path.is_dir() and not known:
			raise PathError(f"{self.path}: expected a folder of CSV files, a CSV file, or a workbook (.xlsx)")
		self.files = {p.name: p for p in known}
		self._workbooks: dict[Path, Workbook | None] = {}

	def sources(self) -> list[Source]:
		"""Every table that can be read without a map: CSV files; sheets of a workbook that stands alone."""
		texts = [Source(p) for p in self.files.values() if p.suffix.lower() in TEXTS]
		books = [p for p in self.files.values() if p.suffix.lower() in WORKBOOKS]
		if texts or len(books) != 1:
			return [*texts, *(Source(p, "") for p in books)]
		return [Source(books[0], sheet) for sheet in self.sheets(books[0])]

	def sheets(self, path: Path) -> list[str]:
		"""Names of a workbook's sheets; none if it can't be opened (which is a problem then)."""
		book = self._workbook(path)
		return book.names if book else []

	def read(
		self, source: Source, options: Options, pick: Callable[[list[str]], list[int]], on_progress: Progress
	) -> Grid | None:
		"""A source's header, and its columns that `pick` names by position; None if it can't be read."""
		if source.path.suffix.lower() not in WORKBOOKS:
			return _read_text(source, options, pick, self.problems, on_progress)
		book = self._workbook(source.path)
		return book.read(source, options, pick, self.problems, on_progress) if book else None

	def _workbook(self, path: Path) -> Workbook | None:
		if path not in self._workbooks:
			self._workbooks[path] = _open_workbook(path, self.problems)
		return self._workbooks[path]


def _may_be_read(path: Path, problems: Problems) -> bool:
	"""Whether a file is one, isn't empty and isn't too big: from its directory entry, before it is opened."""
	place = Place(path.name)
	try:
		entry = path.stat()
	except OSError as e:
		problems.add("unreadable", place, reason=e.strerror)
		return False
	if not stat.S_ISREG(entry.st_mode):
		problems.add("not_a_file", place)
	elif entry.st_size > LIMIT_BYTES:
		problems.add("too_big", place, size=_megabytes(entry.st_size), limit=_megabytes(LIMIT_BYTES))
	elif entry.st_size == 0:
		problems.add("empty_file", place)
	else:
		return True
	return False


def _megabytes(size: int) -> str:
	return f"{size / 1e6:,.0f}"


# Text files ----------------------------------------------------------------------------------------------------------


def _read_text(
	source: Source,
	options: Options,
	pick: Callable[[list[str]], list[int]],
	problems: Problems,
	on_progress: Progress,
) -> Grid | None:
	if not _may_be_read(source.path, problems):
		return None
	try:
		with source.path.open("rb") as raw:
			encoding = _encoding(raw, source.place(), options, problems)
			return _parse(raw, encoding, source, options, pick, problems, on_progress) if encoding else None
	except OSError as e:
		problems.add("unreadable", source.place(), reason=e.strerror)
		return None


def _encoding(raw: BinaryIO, place: Place, options: Options, problems: Problems) -> str | None:
	"""The encoding to read with; None for what isn't text. Every line that doesn't fit becomes a problem."""
	start = raw.read(8)
	if start.startswith((b"PK\x03\x04", OLD_OFFICE)):
		problems.add("workbook_as_csv", place)
		return None
	marked = next((name for mark, name in BYTE_ORDER_MARKS if start.startswith(mark)), "")
	encoding = marked or options.encoding or "utf-8"
	try:
		wide = codecs.lookup(encoding).name.startswith(("utf-16", "utf-32"))
	except LookupError:
		problems.add("unknown_encoding", place, column="encoding", values=[encoding])
		return None
	if not wide and (offset := _find_zero(raw)) is not None:
		problems.add("binary", place, offset=f"{offset}")
		return None
	_check_encoding(raw, encoding, wide, place, problems)
	return encoding


def _find_zero(raw: BinaryIO) -> int | None:
	raw.seek(0)
	for number, block in enumerate(iter(lambda: raw.read(BLOCK_BYTES), b"")):
		at = block.find(b"\0")
		if at >= 0:
			return number * BLOCK_BYTES + at
	return None


def _check_encoding(raw: BinaryIO, encoding: str, wide: bool, place: Place, problems: Problems) -> None:
	offset = _first_wrong(raw, encoding)
	if offset is None:
		return
	name = encoding.removesuffix("-sig").upper()
	if wide:
		problems.add("encoding", place, encoding=name, offset=f"{offset}")
		return
	rows, offsets, values = _wrong_lines(raw, encoding)
	problems.add("encoding", place, rows, "", values, encoding=name, offset=offsets)


def _first_wrong(raw: BinaryIO, encoding: str) -> int | None:
	"""Offset of the first byte that can't be decoded."""
	raw.seek(0)
	decoder = codecs.getincrementaldecoder(encoding)()
	done = 0
	while True:
		block = raw.read(BLOCK_BYTES)
		pending = len(decoder.getstate()[0])
		try:
			decoder.decode(block, final=not block)
		except UnicodeDecodeError as e:
			return done - pending + e.start
		if not block:
			return None
		done += len(block)


def _wrong_lines(raw: BinaryIO, encoding: str) -> tuple[list[int], list[str], list[str]]:
	"""Line number, offset of the first wrong byte and the bytes around it, for every line that can't be decoded."""
	raw.seek(0)
	plain = encoding.removesuffix("-sig")
	rows, offsets, values, begin = [], [], [], 0
	for number, line in enumerate(raw, start=1):
		try:
			line.decode(plain)
		except UnicodeDecodeError as e:
			rows.append(number)
			offsets.append(f"{begin + e.start}")
			values.append(
				line[max(0, e.start - 12) : e.start + 8].decode("ascii", "backslashreplace").strip()
			)
		begin += len(line)
	return rows, offsets, values


def _parse(
	raw: BinaryIO,
	encoding: str,
	source: Source,
	options: Options,
	pick: Callable[[list[str]], list[int]],
	problems: Problems,
	on_progress: Progress,
) -> Grid | None:
	raw.seek(0)
	size = source.path.stat().st_size
	text = io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline="")
	delimiter, skip = _delimiter(text, options)
	text.seek(0)
	for _ in range(skip):
		text.readline()
	records = _records(csv.reader(text, delimiter=delimiter, strict=True), source.place(), problems)
	header = next(
		(cells for number, cells in records if number >= options.header_row and _is_filled(cells)), None
	)
	if header is None:
		problems.add("empty_file", source.place())
		return None
	gather = _gatherer(header, source.place(), pick, problems)
	while chunk := list(islice(records, CHUNK_ROWS)):
		gather.add([cells for _, cells in chunk], (number for number, _ in chunk))
		on_progress(source.path.name, min(raw.tell(), size), size)
	text.detach()
	return gather.grid()


def _is_filled(cells: list[str]) -> bool:
	return any(cell.strip(" \t\n\r\ufeff") for cell in cells)


def _gatherer(
	header: list[str], place: Place, pick: Callable[[list[str]], list[int]], problems: Problems
) -> Gatherer:
	names = [name.strip().lstrip("\ufeff") for name in header]
	while names and not names[-1]:
		names.pop()
	return Gatherer(names, pick(names), place, problems, with_children=has_children(names))


def _records(reader: Any, place: Place, problems: Problems) -> Iterator[tuple[int, list[str]]]:
	"""Records with their number; one that can't be parsed becomes a problem and the next one follows."""
	number = 0
	while True:
		number, before = number + 1, reader.line_num
		try:
			yield number, next(reader)
		except StopIteration:
			return
		except csv.Error as e:
			lost = f"{number}" if reader.line_num <= before + 1 else f"{number} to {reader.line_num}"
			problems.add("quoting", place, [number], reason=_quoting(str(e)), lost=lost)
			number = max(number, reader.line_num)


def _quoting(message: str) -> str:
	if "unexpected end" in message:
		return "a quote is opened here and never closed"
	if "field larger" in message:
		return "a cell of more than 131,072 characters: is a quote never closed?"
	return f"the quotes don't match ({message})"


def _delimiter(text: io.TextIOWrapper, options: Options) -> tuple[str, int]:
	"""The delimiter that splits the header into most cells, and how many lines to skip: Excel's own `sep=;` line."""
	start = text.read(1 << 16)
	said = re.match(r"\ufeff?sep=(.)\r?\n", start)
	if said:
		return said[1], 1
	if options.delimiter:
		return options.delimiter, 0
	widths = [_width(start, delimiter, options.header_row) for delimiter in DELIMITERS]
	return DELIMITERS[widths.index(max(widths))], 0


def _width(start: str, delimiter: str, header_row: int) -> int:
	try:
		rows = list(islice(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter), header_row))
	except csv.Error:
		return 0
	return len(rows[-1]) if rows else 0


# Workbooks -----------------------------------------------------------------------------------------------------------


@dataclass
class Workbook:
	"""An open workbook. Formulas count with the value that Excel saved; one without a saved value is a problem."""

	path: Path

	def __post_init__(self) -> None:
		self._values = openpyxl.load_workbook(self.path, read_only=True, data_only=True, keep_links=False)

	@property
	def names(self) -> list[str]:
		"""The names of its sheets in order."""
		return [sheet.title for sheet in self._values.worksheets]

	@cached_property
	def _formulas(self) -> Any:
		"""The same workbook with formulas instead of values; None where it has none."""
		if not _has_formulas(self.path):
			return None
		return openpyxl.load_workbook(self.path, read_only=True, data_only=False, keep_links=False)

	def read(
		self,
		source: Source,
		options: Options,
		pick: Callable[[list[str]], list[int]],
		problems: Problems,
		on_progress: Progress,
	) -> Grid | None:
		"""A sheet's header and picked columns; None if it is empty or broken."""
		try:
			return self._read(source, options, pick, problems, on_progress)
		except Exception as e:  # what a broken part makes the XML parser raise isn't documented
			problems.add("not_a_workbook", source.place(), reason=_reason(e))
			return None

	def _read(
		self,
		source: Source,
		options: Options,
		pick: Callable[[list[str]], list[int]],
		problems: Problems,
		on_progress: Progress,
	) -> Grid | None:
		rows = self._rows(source.sheet, options)
		header = next(
			(cells for number, cells in rows if number >= options.header_row and _is_filled(cells)), None
		)
		if header is None:
			problems.add("empty_sheet", source.place())
			return None
		gather = _gatherer(header, source.place(), pick, problems)
		total = self._values[source.sheet].max_row or 0
		while chunk := list(islice(rows, CHUNK_ROWS)):
			gather.add(
				[gather._fitted(_trimmed(cells)) for _, cells in chunk], (number for number, _ in chunk)
			)
			on_progress(f"{self.path.name} [{source.sheet}]", chunk[-1][0], max(total, chunk[-1][0]))
		self._report_formulas(source, gather, problems)
		return gather.grid()

	def _rows(self, name: str, options: Options) -> Iterator[tuple[int, list[str]]]:
		sheet = self._values[name]
		sheet.reset_dimensions()
		for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
			yield number, [_as_text(value, options.decimal) for value in row]

	def _report_formulas(self, source: Source, gather: Gatherer, problems: Problems) -> None:
		if self._formulas is None:
			return
		for sheet in (self._formulas[source.sheet], self._values[source.sheet]):
			sheet.reset_dimensions()
		found: dict[int, list[int]] = {}
		pairs = zip(
			self._formulas[source.sheet].iter_rows(), self._values[source.sheet].iter_rows(), strict=True
		)
		for number, (formulas, values) in enumerate(pairs, start=1):
			for i, (formula, value) in enumerate(zip(formulas, values, strict=True)):
				if formula.data_type == "f" and value.value is None:
					found.setdefault(i, []).append(number)
		for i in sorted(set(found) & set(gather.picked)):
			problems.add("formula_without_value", source.place(), found[i], gather.header[i])


def _trimmed(cells: list[str]) -> list[str]:
	while cells and not cells[-1]:
		cells = cells[:-1]
	return cells


def _as_text(value: Any, decimal: str) -> str:
	"""A workbook's value as the text a CSV file would have: dates ISO, whole numbers without .0, yes and no."""
	if value is None:
		return ""
	if isinstance(value, str):
		return value
	if isinstance(value, bool):
		return "yes" if value else "no"
	if isinstance(value, float):
		plain = str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
		return plain.replace(".", decimal)
	if isinstance(value, datetime):
		return value.isoformat(" ", "seconds").removesuffix(" 00:00:00")
	return value.isoformat() if isinstance(value, date) else str(value)


def _open_workbook(path: Path, problems: Problems) -> Workbook | None:
	if not _may_be_read(path, problems) or not _may_be_unpacked(path, problems):
		return None
	try:
		return Workbook(path)
	except Exception as e:  # what a broken part makes the XML parser raise isn't documented
		problems.add("not_a_workbook", Place(path.name), reason=_reason(e))
		return None


def _may_be_unpacked(path: Path, problems: Problems) -> bool:
	"""Whether it is a zip of a workbook that unpacks to a bearable size: from the zip's own list, before unpacking."""
	place = Place(path.name)
	try:
		with path.open("rb") as raw:
			if raw.read(4) == OLD_OFFICE:
				problems.add("protected", place)
				return False
		with zipfile.ZipFile(path) as archive:
			return _sound(archive, place, problems)
	except OSError as e:
		problems.add("unreadable", place, reason=e.strerror)
	except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError) as e:
		problems.add("not_a_workbook", place, reason=_reason(e))
	return False


def _sound(archive: zipfile.ZipFile, place: Place, problems: Problems) -> bool:
	size = sum(entry.file_size for entry in archive.infolist())
	if size > LIMIT_BYTES:
		problems.add("zip_bomb", place, size=_megabytes(size), limit=_megabytes(LIMIT_BYTES))
		return False
	for name in archive.namelist():
		if name.endswith((".xml", ".rels")):
			with archive.open(name) as part:
				start = part.read(BLOCK_BYTES)
			if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
				problems.add("xml_entities", place, part=name)
				return False
	return True


def _has_formulas(path: Path) -> bool:
	with zipfile.ZipFile(path) as archive:
		return any(_holds_formula(archive, n) for n in archive.namelist() if n.startswith("xl/worksheets/"))


def _holds_formula(archive: zipfile.ZipFile, name: str) -> bool:
	with archive.open(name) as part:
		before = b""
		while block := part.read(BLOCK_BYTES):
			if re.search(rb"<(\w+:)?f[ />]", before + block):
				return True
			before = block[-16:]
	return False


def _reason(e: Exception) -> str:
	text = str(e).strip().splitlines()
	return f"{type(e).__name__}: {text[0][:120]}" if text else type(e).__name__
