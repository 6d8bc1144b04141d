"""A first draft of the map from the headers and values of files: what fits is filled in, what doesn't is a comment."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd

from talent_performance.engine.tables import EMPLOYEES, INPUTS, Column, Table
from talent_performance.rehearsal import headers
from talent_performance.rehearsal.cells import INVISIBLE, ISO, NO, YES
from talent_performance.rehearsal.files import Library, Options, Source
from talent_performance.rehearsal.lookup import full_name, initials, short_name
from talent_performance.rehearsal.problems import Problems
from talent_performance.rehearsal.reading import no_progress
from talent_performance.rehearsal.toml_text import inline, key, quoted

SURE, PERHAPS = 0.84, 0.6
FILLER = {"of", "the", "in", "is", "a", "for", "employee", "emp", "no"}
# How other systems head what we need; `also` in tables.py has what ERPNext and common exports write exactly.
OTHER_HEADERS: dict[str, tuple[str, ...]] = {
	"employee": (
		"employee number",
		"staff id",
		"staff number",
		"personnel number",
		"worker id",
		"NIK",
		"emp no",
	),
	"employee_name": ("name", "worker", "nama", "nama karyawan", "display name"),
	"department": ("dept", "division", "organisational unit", "departemen", "bagian"),
	"designation": ("job role", "role", "job", "title", "jabatan"),
	"grade": ("job level", "job grade", "pay grade", "golongan"),
	"branch": ("location", "site", "office", "work location", "cabang"),
	"company": ("entity", "legal entity", "organisation", "perusahaan"),
	"employment_type": ("contract type", "worker type", "employee type"),
	"status": ("employment status", "employee status", "worker status"),
	"reports_to": ("manager", "manager name", "supervisor", "supervisor id", "line manager", "atasan"),
	"date_of_joining": ("date of hire", "start date", "joined", "tanggal masuk"),
	"relieving_date": ("date of termination", "termination date", "leaving date", "exit date"),
	"manager_rating": ("performance score", "overall rating", "review score"),
}
DATE_FORMATS = (
	"%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%Y", "%Y/%m/%d", "%d/%m/%y", "%m/%d/%y", "%d-%m-%y",
	"%m-%d-%y", "%d.%m.%y", "%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%Y%m%d",
)  # fmt: skip
NAME_PARTS = ({"first", "name"}, {"last", "name"})
LEFT_WORDS = ("terminated", "left", "resigned", "quit", "dismissed", "retired", "separated")
MOST_VALUES = 40
KEY_SHARE = (
	0.95  # a column of numbers that are nearly all different is the key, a few gaps and repeats are mistakes
)


@dataclass(frozen=True)
class Draft:
	"""A drafted map, and what was wrong with the files (columns of `problems.COLUMNS`)."""

	text: str
	problems: pd.DataFrame


@dataclass(frozen=True)
class Sheet:
	"""A source with its header and the distinct values of each column."""

	source: Source
	header: list[str]
	values: Mapping[str, list[str]]
	unique: set[str]


@dataclass
class Guess:
	"""Which header feeds which column of a table, and which might."""

	table: Table
	sheet: Sheet
	columns: dict[str, str] = field(default_factory=dict)
	perhaps: dict[str, list[str]] = field(default_factory=dict)
	by_name: dict[str, str] = field(default_factory=dict)
	joined: dict[str, list[str]] = field(default_factory=dict)

	@property
	def complete(self) -> bool:
		"""Whether every required column was found."""
		return all(c.name in self.columns for c in self.table.columns if c.required and c.default is None)


def draft(path: str | Path) -> Draft:
	"""The map of a folder, workbook or CSV file as TOML with comments. Raises PathError for a path that can't be read.

	What is filled in was found by name and fits by its values; everything else is a comment to be decided by a person.
	"""
	library = Library(Path(path))
	sheets = [sheet for source in library.sources() if (sheet := _sheet(library, source))]
	guesses = [g for sheet in sheets for g in _guesses(sheet)]
	people = next((g for g in guesses if g.table.name == "employees"), None)
	lines = [
		"# A first draft: check each line. Lines that begin with # are suggestions or say what wasn't found.",
		"# columns: ours = theirs.  values: theirs = ours.",
	]
	for name in INPUTS:
		mine = [g for g in guesses if g.table.name == name]
		for guess in mine:
			lines += ["", *_section(guess, people, many=len(mine) > 1)]
	if people is None:
		lines += [
			"",
			"# No file looks like a list of employees. It needs at least one column with a number for each.",
			"# [employees]",
		]
		lines += [f"# file = {quoted(s.source.path.name)}" for s in sheets[:1]]
	lines += [line for sheet in sheets for line in _unused(sheet, guesses)]
	return Draft("\n".join(lines) + "\n", library.problems.frame)


def _sheet(library: Library, source: Source) -> Sheet | None:
	grid = library.read(source, Options(), lambda header: list(range(len(header))), no_progress)
	if grid is None:
		return None
	values, unique = {}, set()
	for i, name in enumerate(grid.header):
		texts = pd.Series(grid.cells[i], dtype=object).str.strip().str.strip(INVISIBLE)
		filled = texts[texts != ""]
		if name and name not in values:
			values[name] = list(pd.unique(filled))
			if len(values[name]) >= KEY_SHARE * max(len(texts), 1):
				unique.add(name)
	return Sheet(source, grid.header, values, unique)


# Which header is which column ----------------------------------------------------------------------------------------


def _guesses(sheet: Sheet) -> Iterator[Guess]:
	"""The tables that a sheet can feed: the one it is named after, or people, their ratings and what else fits."""
	named = headers.table_named(sheet.source.sheet or sheet.source.path.stem)
	if named:
		guess = _guess(INPUTS[named], sheet)
		if not _matches_itself(guess, sheet):
			yield guess
		return
	for name in ("employees", "overall_ratings"):
		guess = _guess(INPUTS[name], sheet)
		own = set(guess.columns) - {"employee"}
		if guess.complete and own and (name != "overall_ratings" or "manager_rating" in own):
			yield guess
	yield from _other_tables(sheet)


def _other_tables(sheet: Sheet) -> Iterator[Guess]:
	"""The one further table whose required columns are all there under their own names."""
	fitting = []
	for table in INPUTS.values():
		required = [c for c in table.columns if c.required and c.default is None]
		exact = headers.match(table, sheet.header, sheet.source.place(), 1, Problems())
		if len(required) > 1 and all(c.name in exact for c in required):
			fitting.append((len(exact), table))
	if fitting:
		yield _guess(max(fitting, key=lambda pair: pair[0])[1], sheet)


def _matches_itself(guess: Guess, sheet: Sheet) -> bool:
	"""Whether the file is read as it is, with nothing left for a map to say."""
	exact = headers.match(guess.table, sheet.header, sheet.source.place(), 1, Problems())
	return set(guess.columns) <= set(exact) and not guess.by_name and not any(_to_decide(guess))


def _guess(table: Table, sheet: Sheet) -> Guess:
	"""The likeliest header for each column, best pairs first, each header once."""
	guess = Guess(table, sheet)
	pairs = sorted(
		(
			(_likeness(column, name, sheet), c, h)
			for c, column in enumerate(table.columns)
			for h, name in enumerate(sheet.header)
			if name
		),
		key=lambda pair: (-pair[0], pair[1], pair[2]),
	)
	for likeness, c, h in pairs:
		column, name = table.columns[c], sheet.header[h]
		if likeness < PERHAPS or column.name in guess.columns:
			continue
		if likeness >= SURE and name not in guess.columns.values():
			guess.columns[column.name] = name
		elif name not in guess.columns.values():
			guess.perhaps.setdefault(column.name, []).append(name)
	_settle_name(guess)
	_settle_manager(guess)
	return guess


def _likeness(column: Column, name: str, sheet: Sheet) -> float:
	"""0 to 1: how much a header looks like a column's name, given that its values can be such a column's."""
	also = (
		EMPLOYEES.by_name["employee"].also
		if column.refers == "employees.employee" and column.required
		else column.also
	)
	wanted = (column.name, *also, *OTHER_HEADERS.get(column.name, ()))
	best = max(_same_name(w, name) for w in wanted)
	if best < PERHAPS or not _fits(column, sheet.values[name]):
		return 0.0
	if column.name == "employee" and column.required and not column.refers and name not in sheet.unique:
		return 0.0
	return best


def _same_name(wanted: str, name: str) -> float:
	if headers.plain(wanted) == headers.plain(name):
		return 1.0
	ours, theirs = _words(wanted), _words(name)
	if ours == theirs:
		return 0.95
	if ours - FILLER and ours - FILLER == theirs - FILLER:
		return 0.9
	return 0.83 * difflib.SequenceMatcher(None, headers.plain(wanted), headers.plain(name)).ratio()


def _words(name: str) -> set[str]:
	spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=of)(?=[A-Z])|[_\-]", " ", name)
	spaced = re.sub(r"\b(date)(of)\b", r"\1 \2", spaced, flags=re.IGNORECASE)
	return set(spaced.casefold().split())


def _fits(column: Column, values: list[str]) -> bool:
	if not values:
		return column.kind in ("text", "id")
	if column.kind == "date":
		return bool(_formats(values)) or all(map(ISO.fullmatch, values))
	if column.kind == "number":
		return _share(_is_number(v) for v in values) > 0.5 or len(values) <= MOST_VALUES
	if column.kind == "flag":
		return all(v.casefold() in YES + NO for v in values)
	return column.kind != "choice" or len(values) <= MOST_VALUES


def _share(marks: Iterable[bool]) -> float:
	return float(np.mean(list(marks) or [0.0]))


def _is_number(text: str) -> bool:
	return bool(re.fullmatch(r"[-+]?[0-9]*[.,]?[0-9]+%?", text))


def _settle_name(guess: Guess) -> None:
	"""Given names and family names in columns of their own are put together."""
	if guess.table.name != "employees" or "employee_name" in guess.columns:
		return
	parts = [next((h for h in guess.sheet.header if _words(h) == words), "") for words in NAME_PARTS]
	if all(parts):
		guess.joined["employee_name"] = parts


def _settle_manager(guess: Guess) -> None:
	"""Managers are given by number or by name: whichever the values are of."""
	if guess.table.name != "employees" or "employee" not in guess.columns:
		return
	sheet = guess.sheet
	ids = set(sheet.values[guess.columns["employee"]])
	names = _known_names(guess)
	candidates = [guess.columns.pop("reports_to", ""), *guess.perhaps.pop("reports_to", [])]
	for name in filter(None, candidates):
		values = sheet.values[name]
		if _share(v in ids for v in values) >= 0.9 and name not in guess.columns.values():
			guess.columns["reports_to"] = name
			return
		if _share(_is_known(v, names) for v in values) >= 0.5:
			guess.by_name["reports_to"] = name
			return
	guess.perhaps["reports_to"] = [c for c in candidates if c]


def _known_names(guess: Guess) -> set[str]:
	texts = guess.sheet.values.get(guess.columns.get("employee_name", ""), [])
	full = {full_name(t) for t in texts}
	return full | {short_name(t) for t in full}


def _is_known(name: str, names: set[str]) -> bool:
	full = full_name(name)
	return full in names or (not initials(full) and short_name(full) in names)


# What is written ------------------------------------------------------------------------------------------------------


def _section(guess: Guess, people: Guess | None, many: bool) -> list[str]:
	table, source = guess.table, guess.sheet.source
	head = f"[[{table.name}]]" if many else f"[{table.name}]"
	lines = [f"# {table.doc}", head, f"file = {quoted(source.path.name)}"]
	if source.sheet:
		lines.append(f"sheet = {quoted(source.sheet)}")
	if table.name == "overall_ratings" and "manager_rating" in guess.columns:
		lines.append('skip_empty = ["manager_rating"]')
	lines += ["", f"[{table.name}.columns]", *_columns(guess)]
	lines += _date_lines(guess)
	lines += _value_lines(guess)
	for column, name in guess.by_name.items():
		lines += ["", f"[{table.name}.lookup.{column}]", f"column = {quoted(name)}", 'by = "employee_name"']
		lines += _strangers(guess, column, name)
	return lines


def _columns(guess: Guess) -> list[str]:
	lines = []
	for column in guess.table.columns:
		if column.name in guess.columns:
			lines.append(f"{column.name} = {quoted(guess.columns[column.name])}")
		elif column.name in guess.joined:
			lines.append(f"{column.name} = {inline(guess.joined[column.name])}")
		elif column.name not in guess.by_name:
			found = [n for n in guess.perhaps.get(column.name, []) if n not in guess.columns.values()]
			perhaps = f"perhaps {' or '.join(map(quoted, found[:3]))}" if found else "not found"
			lines.append(
				f"# {column.name} = {perhaps}{' (required)' if column.required else ''}: {column.doc}"
			)
	return lines


def _formats(values: list[str]) -> list[str]:
	return [form for form in DATE_FORMATS if all(ISO.fullmatch(v) or _parses(v, form) for v in values)]


def _parses(text: str, form: str) -> bool:
	try:
		return 1900 <= datetime.strptime(text, form).year <= 2199
	except ValueError:
		return False


def _date_lines(guess: Guess) -> list[str]:
	"""The format of each date column; where day and month can't be told apart, as another column of the file has it."""
	open_columns = {}
	for column in guess.table.columns:
		values = guess.sheet.values.get(guess.columns.get(column.name, ""), [])
		if column.kind == "date" and values and not all(map(ISO.fullmatch, values)):
			open_columns[column.name] = _formats(values)
	certain = {forms[0] for forms in open_columns.values() if len(forms) == 1}
	lines = []
	for name, forms in open_columns.items():
		settled = [f for f in forms if f in certain] or forms
		if len(settled) == 1:
			lines.append(f"{name} = {quoted(settled[0])}")
		else:
			lines.append(f"# {name} = {' or '.join(map(quoted, settled))}: nothing in the file says which")
	return ["", f"[{guess.table.name}.dates]", *lines] if lines else []


def _to_decide(guess: Guess) -> Iterator[tuple[Column, list[str]]]:
	"""Columns with values that aren't ours yet: unknown choices, texts where a number belongs."""
	for column in guess.table.columns:
		values = guess.sheet.values.get(guess.columns.get(column.name, ""), [])
		known = {headers.plain(c) for c in column.choices}
		if column.kind == "choice":
			strange = [v for v in values if headers.plain(v) not in known]
		elif column.kind == "number":
			strange = [v for v in values if not _is_number(v)]
		else:
			continue
		if strange and len(strange) <= MOST_VALUES:
			yield column, strange


def _value_lines(guess: Guess) -> list[str]:
	lines = []
	for column, strange in _to_decide(guess):
		lines += ["", f"[{guess.table.name}.values.{column.name}]"]
		for value in strange:
			ours, sure = _ours(column, value)
			lines.append(f"{'' if sure else '# '}{key(value)} = {ours}")
		lines.append(f"# {column.doc} Expected: {', '.join(column.choices) or 'a number'}")
	return lines


def _ours(column: Column, value: str) -> tuple[str, bool]:
	"""The likeliest choice, and whether that is more than a guess."""
	if column.kind == "number":
		return "…", False
	if column.name == "status" and any(word in value.casefold() for word in LEFT_WORDS):
		return quoted("Left"), True
	near = difflib.get_close_matches(
		value.casefold(), [c.casefold() for c in column.choices], n=1, cutoff=0.75
	)
	chosen = next((c for c in column.choices if near and c.casefold() == near[0]), None)
	return (quoted(chosen), True) if chosen else ("…", False)


def _strangers(guess: Guess, column: str, name: str) -> list[str]:
	"""Names that are nobody's: suggested to be left empty, one line each."""
	known = _known_names(guess)
	lost = [v for v in guess.sheet.values[name] if not _is_known(v, known)]
	if not lost:
		return []
	lines = [f'# {key(v)} = ""' for v in lost]
	return [
		"",
		f"[{guess.table.name}.values.{column}]",
		"# Names that are in no row; empty means no manager:",
		*lines,
	]


def _unused(sheet: Sheet, guesses: list[Guess]) -> list[str]:
	mine = [g for g in guesses if g.sheet is sheet]
	used = {n for g in mine for n in [*g.columns.values(), *g.by_name.values()]}
	used |= {n for g in mine for names in g.joined.values() for n in names}
	left = [n for n in sheet.header if n and n not in used]
	if not mine:
		reason = (
			"read as it is"
			if headers.table_named(sheet.source.sheet or sheet.source.path.stem)
			else "not used"
		)
		return ["", f"# {sheet.source.path.name} {sheet.source.sheet}".rstrip() + f": {reason}"]
	return ["", f"# Not used of {sheet.source.path.name}: {', '.join(left)}"] if left else []
