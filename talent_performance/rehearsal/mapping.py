"""The map: a small TOML file that says how a company's own columns and values become ours.

	encoding = "cp1252"                 # how all files are read; also delimiter, header_row, decimal, thousands,
	dates = "%m/%d/%y"                  # dates, empty, percent, formula_cells, latest_year

	[employees]
	file = "people.csv"                 # in the folder; with sheet = "…" for a workbook
	columns = { employee = "EmpID", employee_name = ["First", "Last"], status = "State" }    # ours = theirs
	values.status = { "Terminated" = "Left" }                                                # theirs = ours
	constants = { company = "ACME" }                                                         # ours = fixed value
	lookup.reports_to = { column = "ManagerName", by = "employee_name" }                     # given by name
	only = { Country = ["ID", "SG"] }                                                        # theirs = wanted values
	skip_empty = ["date_of_joining"]                                                         # no row where empty
	unknown_as_empty = ["reports_to"]                                                        # leave empty, and say so

	[[component_ratings]]               # a table put together from several places
	…

A table with `columns` is read exactly as they say; without, its headers are matched as without a map. Two-digit years
stand for 1969 to 2068, as POSIX has it (83 is 1983, 11 is 2011); `latest_year` moves the end of that span. Keys that
aren't known are refused, with the nearest known one.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from talent_performance.engine import toml
from talent_performance.engine.tables import INPUTS, Table
from talent_performance.rehearsal.cells import Reading
from talent_performance.rehearsal.files import Options
from talent_performance.rehearsal.headers import nearest


class MapError(ValueError):
	"""A map that can't be used; each line of the message names the key, what was found and what was expected."""


@dataclass(frozen=True)
class Lookup:
	"""An id that is given by name: `column` is theirs, `by` the column of the table that the id refers to."""

	column: str
	by: str


@dataclass(frozen=True)
class Block:
	"""One place that feeds a table. `columns` None: headers are matched by their names."""

	table: str
	file: str = ""
	sheet: str = ""
	columns: Mapping[str, tuple[str, ...]] | None = None
	constants: Mapping[str, str] = field(default_factory=dict)
	lookup: Mapping[str, Lookup] = field(default_factory=dict)
	only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
	skip_empty: tuple[str, ...] = ()
	unknown_as_empty: tuple[str, ...] = ()
	options: Options = field(default_factory=Options)
	reading: Reading = field(default_factory=Reading)
	where: str = ""
	schema: Table | None = None

	@property
	def described(self) -> Table:
		"""What its table is: one of the engine's inputs, or another one that whoever reads it describes."""
		return self.schema or INPUTS[self.table]

	@property
	def theirs(self) -> list[str]:
		"""Every header of the file that the map names."""
		named = [name for names in (self.columns or {}).values() for name in names]
		return list(dict.fromkeys([*named, *(x.column for x in self.lookup.values()), *self.only]))


@dataclass(frozen=True)
class Map:
	"""A whole map: the blocks of every table that it names."""

	blocks: tuple[Block, ...] = ()
	options: Options = field(default_factory=Options)
	reading: Reading = field(default_factory=Reading)

	@property
	def tables(self) -> set[str]:
		"""The tables that it names."""
		return {block.table for block in self.blocks}


def load_map(path: str | Path) -> Map:
	"""Read a map from a TOML file. Raises MapError naming the file and every key that is wrong."""
	return toml.load(path, map_from, MapError)


def map_from(data: Mapping[str, Any]) -> Map:
	"""Build a map from plain dicts, as TOML gives them. Raises MapError with a line for every key that is wrong."""
	wrong: list[str] = []
	defaults = {key: value for key, value in data.items() if key in READ_OPTIONS}
	_refuse_unknown(data, [*READ_OPTIONS, *INPUTS], "", wrong)
	_check(defaults, READ_OPTIONS, "", wrong)
	if isinstance(data.get("dates"), Mapping):
		_refuse_unknown(
			data["dates"],
			{c.name: c for t in INPUTS.values() for c in t.columns if c.kind == "date"},
			"dates",
			wrong,
		)
	blocks: list[Block] = []
	for name in INPUTS:
		entries = data.get(name, [])
		entries = [entries] if isinstance(entries, Mapping) else entries
		if not isinstance(entries, list):
			wrong.append(f"{name}: found {entries!r}, expected a table [{name}]")
			continue
		for i, entry in enumerate(entries):
			where = name if len(entries) == 1 else f"{name}[{i}]"
			blocks += _block(INPUTS[name], entry, defaults, where, wrong)
	if wrong:
		raise MapError("\n".join(wrong))
	return Map(tuple(blocks), _options(defaults), _reading(defaults, None))


def block_from(table: Table, data: Mapping[str, Any]) -> Block:
	"""The block of a table of one's own, from plain dicts as in a map. Raises MapError with a line for every wrong key."""
	wrong: list[str] = []
	blocks = _block(table, data, {}, table.name, wrong)
	if wrong:
		raise MapError("\n".join(wrong))
	return replace(blocks[0], schema=table)


Check = Callable[[Any], bool]


def _is_text(value: Any) -> bool:
	return isinstance(value, str)


def _is_texts(value: Any) -> bool:
	return isinstance(value, list) and all(map(_is_text, value))


def _is_scalar(value: Any) -> bool:
	return isinstance(value, str | int | float | bool | date)


def _is_header(value: Any) -> bool:
	return (_is_text(value) and bool(value)) or (_is_texts(value) and bool(value))


def _is_format(value: Any) -> bool:
	"""A strptime format that holds day, month and year."""
	sample = datetime(1983, 7, 25)
	if not _is_text(value) or not re.search("%[yY]", value):
		return False
	try:
		return datetime.strptime(sample.strftime(value), value) == sample
	except ValueError:
		return False


def _is_encoding(value: Any) -> bool:
	try:
		return _is_text(value) and bool(codecs.lookup(value))
	except LookupError:
		return False


def _each(check: Check) -> Check:
	return lambda value: isinstance(value, Mapping) and all(map(check, value.values()))


FORMAT = 'a date format such as "%d/%m/%Y" (%d, %m and %Y or %y)'
READ_OPTIONS: dict[str, tuple[Check, str]] = {
	"encoding": (_is_encoding, "an encoding such as utf-8 or cp1252"),
	"delimiter": (lambda v: _is_text(v) and len(v) == 1, "one character"),
	"header_row": (
		lambda v: isinstance(v, int) and not isinstance(v, bool) and v >= 1,
		"a row number from 1",
	),
	"decimal": (lambda v: v in (".", ","), '"." or ","'),
	"thousands": (lambda v: v in ("", ".", ",", " ", "'"), '".", ",", "\'", " " or ""'),
	"percent": (lambda v: isinstance(v, bool), "true or false"),
	"empty": (_is_texts, 'a list of texts that mean nothing, such as ["N/A"]'),
	"formula_cells": (lambda v: v in ("error", "text"), '"error" or "text"'),
	"latest_year": (lambda v: isinstance(v, int) and 1900 <= v <= 2199, "a year of four digits"),
	"dates": (lambda v: _is_format(v) or _each(_is_format)(v), f"{FORMAT}, or one for each date column"),
}
BLOCK_KEYS: dict[str, tuple[Check, str]] = {
	**READ_OPTIONS,
	"file": (_is_text, "a file name"),
	"sheet": (_is_text, "a sheet's name"),
	"columns": (_each(_is_header), "ours = theirs, each a header or a list of headers to join"),
	"constants": (_each(_is_scalar), "ours = a fixed value"),
	"values": (_each(_each(_is_scalar)), "for each column: theirs = ours"),
	"lookup": (_each(_each(_is_text)), 'for each column: { column = "…", by = "…" }'),
	"only": (_each(_is_header), "theirs = a list of wanted values"),
	"skip_empty": (_is_texts, "a list of our columns"),
	"unknown_as_empty": (_is_texts, "a list of our columns"),
}


def _refuse_unknown(given: Mapping[str, Any], known: Any, where: str, wrong: list[str]) -> None:
	for key in given:
		if key not in known:
			near = nearest(key, known)
			hint = f"did you mean {near!r}?" if near else f"known are {', '.join(known)}"
			wrong.append(f"{f'{where}.{key}'.lstrip('.')}: unknown key; {hint}")


def _check(
	given: Mapping[str, Any], checks: Mapping[str, tuple[Check, str]], where: str, wrong: list[str]
) -> bool:
	fine = True
	for key, value in given.items():
		if key in checks and not checks[key][0](value):
			wrong.append(f"{f'{where}.{key}'.lstrip('.')}: found {value!r}, expected {checks[key][1]}")
			fine = False
	return fine


def _block(
	table: Table, entry: Any, defaults: Mapping[str, Any], where: str, wrong: list[str]
) -> list[Block]:
	if not isinstance(entry, Mapping):
		wrong.append(f"{where}: found {entry!r}, expected a table [{table.name}]")
		return []
	_refuse_unknown(entry, BLOCK_KEYS, where, wrong)
	if not _check(entry, BLOCK_KEYS, where, wrong):
		return []
	_check_columns(table, entry, where, wrong)
	both = {**defaults, **entry}
	return [
		Block(
			table=table.name,
			file=entry.get("file", ""),
			sheet=entry.get("sheet", ""),
			columns={k: _listed(v) for k, v in entry["columns"].items()} if "columns" in entry else None,
			constants={
				k: _as_text(v, both.get("decimal", ".")) for k, v in entry.get("constants", {}).items()
			},
			lookup={
				k: Lookup(v.get("column", ""), v.get("by", "")) for k, v in entry.get("lookup", {}).items()
			},
			only={k: _listed(v) for k, v in entry.get("only", {}).items()},
			skip_empty=tuple(entry.get("skip_empty", ())),
			unknown_as_empty=tuple(entry.get("unknown_as_empty", ())),
			options=_options(both),
			reading=_reading(both, table),
			where=where,
		)
	]


def _listed(value: Any) -> tuple[str, ...]:
	return (value,) if isinstance(value, str) else tuple(value)


def _as_text(value: Any, decimal: str) -> str:
	"""A fixed value as the text that a file would hold."""
	if isinstance(value, bool):
		return "yes" if value else "no"
	if isinstance(value, int | float):
		return f"{value:.15g}".replace(".", decimal)
	return value.isoformat()[:10] if isinstance(value, date) else value


def _options(given: Mapping[str, Any]) -> Options:
	return Options(**{k: given[k] for k in ("encoding", "delimiter", "header_row", "decimal") if k in given})


def _reading(given: Mapping[str, Any], table: Table | None) -> Reading:
	decimal = given.get("decimal", ".")
	plain = {
		k: given[k] for k in ("decimal", "thousands", "percent", "formula_cells", "latest_year") if k in given
	}
	return Reading(
		**plain,
		empty=tuple(given.get("empty", ())),
		values={
			column: {theirs: _as_text(ours, decimal) for theirs, ours in pairs.items()}
			for column, pairs in given.get("values", {}).items()
		},
		dates=_dates(given.get("dates", {}), table),
	)


def _dates(given: Any, table: Table | None) -> Mapping[str, str]:
	if isinstance(given, Mapping):
		return dict(given)
	columns = [t.columns for t in ([table] if table else INPUTS.values())]
	return {c.name: given for group in columns for c in group if c.kind == "date"}


def _check_columns(table: Table, entry: Mapping[str, Any], where: str, wrong: list[str]) -> None:
	"""Every name of ours that an entry uses must be a column of the table, and of the kind that makes sense there."""
	for key in ("columns", "constants", "values", "lookup"):
		_refuse_unknown(entry.get(key, {}), table.names, f"{where}.{key}", wrong)
	for key in ("skip_empty", "unknown_as_empty"):
		_refuse_unknown(dict.fromkeys(entry.get(key, ())), table.names, f"{where}.{key}", wrong)
	if isinstance(entry.get("dates"), Mapping):
		dates = [c.name for c in table.columns if c.kind == "date"]
		_refuse_unknown(entry["dates"], dates, f"{where}.dates", wrong)
	for name, lookup in entry.get("lookup", {}).items():
		_check_lookup(table, name, lookup, f"{where}.lookup.{name}", wrong)
	for name in entry.get("unknown_as_empty", ()):
		if name in table.by_name and not table.by_name[name].refers:
			wrong.append(f"{where}.unknown_as_empty: {name!r} refers to no other row")
	_check_given(table, entry, where, wrong)


def _check_lookup(table: Table, name: str, lookup: Mapping[str, str], where: str, wrong: list[str]) -> None:
	_refuse_unknown(lookup, ("column", "by"), where, wrong)
	wrong += [f"{where}: {key} must be given" for key in ("column", "by") if not lookup.get(key)]
	column = table.by_name.get(name)
	if column is None:
		return
	if not column.refers:
		wrong.append(f"{where}: {name!r} refers to no other row, so nothing can be looked up")
		return
	other = INPUTS[column.refers.split(".")[0]]
	_refuse_unknown({lookup.get("by", ""): ""} if lookup.get("by") else {}, other.names, f"{where}.by", wrong)


def _check_given(table: Table, entry: Mapping[str, Any], where: str, wrong: list[str]) -> None:
	"""A column comes from one place; with `columns`, the required ones come from somewhere."""
	places = [entry.get(key, {}) for key in ("columns", "constants", "lookup")]
	for name in table.names:
		if sum(name in place for place in places) > 1:
			wrong.append(f"{where}: {name!r} is given twice; expected one of columns, constants, lookup")
	if "columns" not in entry:
		return
	for column in table.columns:
		if column.required and column.default is None and not any(column.name in place for place in places):
			wrong.append(
				f"{where}: {column.name!r} must be given in columns, constants or lookup: {column.doc}"
			)
