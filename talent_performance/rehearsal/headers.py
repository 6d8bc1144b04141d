"""Which column of a file is which of ours: by its exact name, by another known name, then whatever the spelling."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

import numpy as np

from talent_performance.engine.tables import INPUTS, Column, Table
from talent_performance.rehearsal.problems import Place, Problems

OTHER_TABLE_NAMES = {"employee": "employees"}


def plain(name: str) -> str:
	"""A name without case, blanks, underscores and hyphens."""
	return re.sub(r"[\s_\-]", "", name.casefold())


TABLES = {**{plain(name): name for name in INPUTS}, **OTHER_TABLE_NAMES}


def table_named(name: str) -> str:
	"""The table that a file or sheet is named after; empty if none."""
	return TABLES.get(plain(name), "")


def match(
	table: Table, header: list[str], place: Place, header_row: int, problems: Problems
) -> dict[str, int]:
	"""Position in the header of every column of the table that is there.

	A header matches a column by the column's own name, by one of its `also` names, or by either in another spelling;
	the earlier way wins. A name of `also` in lower case is a field's name (ERPNext's `name` is the ID) and must stand
	exactly so: "Name" is a person's name. What isn't taken is reported.
	"""
	found: dict[str, int] = {}
	for column in table.columns:
		names = [n for n in _names(column) if n in header and header.index(n) not in found.values()]
		loose = {plain(n) for n in _names(column) if n == column.name or n != n.lower()}
		spelled = [n for n in header if plain(n) in loose and header.index(n) not in found.values()]
		chosen = next(iter([*names, *spelled]), None)
		if chosen is None:
			continue
		found[column.name] = header.index(chosen)
		for other in dict.fromkeys([*names, *spelled]):
			if other != chosen:
				problems.add("second_column", place, [header_row], other, ours=column.name, used=chosen)
	report_duplicates(header, found.values(), place, header_row, problems)
	return found


def _names(column: Column) -> tuple[str, ...]:
	return (column.name, *column.also)


def report_duplicates(
	header: list[str], used: Iterable[int], place: Place, header_row: int, problems: Problems
) -> None:
	"""Headers that stand more than once: an error where the column is read, else a warning."""
	taken = {header[i] for i in used}
	for name in dict.fromkeys(n for n in header if n and header.count(n) > 1):
		rule = "duplicate_header" if name in taken else "unread_twice"
		problems.add(rule, place, [header_row], name, [name], count=f"{header.count(name)}")


def report_unread(
	header: list[str], used: Iterable[int], place: Place, header_row: int, problems: Problems
) -> None:
	"""Say which columns of a file aren't read, so that a misspelled one is noticed."""
	read = set(used)
	names = [name for i, name in enumerate(header) if name and i not in read]
	told = {
		b["column"].iloc[0]
		for b in problems.blocks
		if (b["file"].iloc[0], b["sheet"].iloc[0]) == (place.file, place.sheet)
	}
	for name in dict.fromkeys(names):
		if name not in told:
			problems.add("unread_column", place, [header_row], name)


def report_missing(
	table: Table,
	given: Mapping[str, object],
	header: list[str],
	place: Place,
	header_row: int,
	problems: Problems,
) -> bool:
	"""Whether a required column is missing; each is reported with the nearest header."""
	missing = [c for c in table.columns if c.required and c.default is None and c.name not in given]
	for column in missing:
		near = nearest(column.name, header, _names(column))
		hint = f"; is it {near!r}? Then say so in a map" if near else ""
		problems.add("missing_column", place, np.array([header_row]), column.name, doc=column.doc, hint=hint)
	return bool(missing)


def nearest(name: str, known: Iterable[str], also: Iterable[str] = ()) -> str:
	"""The known name that looks most like a name (or one of its other names); empty if none does."""
	spelled = {plain(k): k for k in known if k}
	best, found = 0.6, ""
	for wanted in map(plain, (name, *also)):
		for key, original in spelled.items():
			likeness = difflib.SequenceMatcher(None, wanted, key).ratio()
			if likeness > best:
				best, found = likeness, original
	return found
