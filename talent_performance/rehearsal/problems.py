"""Problems of files: their rules, and a list that collects them with file, row and column as a spreadsheet shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from talent_performance.engine import validation
from talent_performance.engine.validation import Rule, as_text

COLUMNS = ["severity", "file", "sheet", "row", "column", "value", "expected", "message", "table", "rule"]
LONGEST_VALUE = 200

RULES: dict[str, Rule] = {
	"too_big": Rule("error", "File too big", "{size} MB: not read", "at most {limit} MB"),
	"not_a_file": Rule("error", "Not a file", "is a folder, a device or a pipe", "a file"),
	"unreadable": Rule("error", "Can't be opened", "can't be opened: {reason}", "a file that may be read"),
	"empty_file": Rule("error", "Empty file", "the file is empty", "a header and rows"),
	"empty_sheet": Rule("error", "Empty sheet", "the sheet is empty", "a header and rows"),
	"no_rows": Rule("warning", "Header only", "a header, but no rows", "rows, or no file"),
	"no_people": Rule("error", "No employees", "the table employees has no rows", "one row for each person"),
	"binary": Rule(
		"error", "Not a text file", "holds the byte 0 (offset {offset}): not a text file", "a CSV file in UTF-8"
	),
	"workbook_as_csv": Rule("error", "Not a text file", "is an Excel file with the name of a CSV", "a CSV file"),
	"encoding": Rule(
		"error",
		"Wrong encoding",
		"isn't {encoding} at byte {offset}",
		'UTF-8 text (Excel: save as "CSV UTF-8"), or say encoding = "cp1252" in the map',
	),
	"unknown_encoding": Rule("error", "Wrong encoding", "{value!r} is not an encoding", "utf-8, cp1252, …"),
	"quoting": Rule("error", "Broken quoting", "{reason}; lines that can't be read: {lost}", 'a quote inside quotes doubled: ""'),
	"ragged": Rule("error", "Ragged row", "the row has {value} cells", "{width} cells, as the header"),
	"not_a_workbook": Rule("error", "Not a workbook", "can't be read as .xlsx: {reason}", "an Excel workbook (.xlsx)"),
	"protected": Rule(
		"error", "Not a workbook", "is protected by a password, or in the old .xls format", "an .xlsx without password"
	),
	"zip_bomb": Rule("error", "File too big", "unpacks to {size} MB: not opened", "at most {limit} MB unpacked"),
	"xml_entities": Rule("error", "Not a workbook", "declares XML entities ({part}): not opened", "a plain workbook"),
	"formula_without_value": Rule(
		"error", "Formula without a value", "a formula that was never calculated", "a value: open and save it in Excel"
	),
	"formula_error": Rule("error", "Formula error", "the cell shows an error of a formula", "a value"),
	"formula_text": Rule(
		"error",
		"Formula in a text",
		"a spreadsheet would run this text as a formula",
		'text not beginning with = + - @, or formula_cells = "text" in the map',
	),
	"control_character": Rule("error", "Control character", "the text holds a control character", "plain text"),
	"duplicate_header": Rule("error", "Duplicate header", "the header stands {count} times", "each header once"),
	"unread_twice": Rule("warning", "Duplicate header", "the header stands {count} times, not read", "each header once"),
	"header_missing": Rule("warning", "Column without header", "cells without a header: not read", "a header"),
	"missing_column": Rule(
		"error", "Column missing", "the column {column} is missing", "a column {column}: {doc}{hint}"
	),
	"unread_column": Rule("info", "Column not read", "not one of our columns: not read"),
	"second_column": Rule("info", "Column not read", "not read: {ours} is taken from {used!r}"),
	"unread_file": Rule("info", "File not read", "not one of our tables: not read", "{names}"),
	"unread_sheet": Rule("info", "Sheet not read", "not one of our tables: not read", "{names}"),
	"two_files": Rule("error", "Two files for a table", "{others} are all {table}", "one of them"),
	"taken_as": Rule("info", "Taken as employees", "the one file that was named is taken as employees"),
	"no_employees": Rule(
		"error", "No employees", "there is no table employees (found: {found})", "employees.csv, or a map that says where (`talent-rehearsal map` drafts one)"
	),
	"not_a_number": Rule("error", "Not a number", "{column} is not a number", "{wanted}"),
	"too_large": Rule("error", "Not a number", "{column} is too large a number", "a finite number"),
	"not_a_date": Rule("error", "Not a date", "{column} is not a date", "{wanted}"),
	"no_such_date": Rule("error", "Not a date", "there is no such day", "{wanted}"),
	"date_out_of_range": Rule("error", "Not a date", "the year is out of range", "a year from {low} to {high}"),
	"date_order_open": Rule(
		"error",
		"Day or month first?",
		"{value} may be day/month or month/day, and nothing in the file says which",
		'yyyy-mm-dd, or say dates = "%d/%m/%Y" (or "%m/%d/%Y") in the map',
	),
	"date_order_mixed": Rule(
		"error",
		"Day or month first?",
		"{value} is {order} first, but {example} (row {other}) is {opposite} first",
		"one order",
	),
	"date_order": Rule("info", "Order of day and month", "read as {order} first: {value} can't be otherwise"),
	"not_a_flag": Rule("error", "Not yes or no", "{column} is neither yes nor no", "yes or no"),
	"rows_filtered": Rule("info", "Rows left out", "rows left out as the map says, {value}: {count}"),
	"child_rows": Rule("info", "Rows left out", "rows that hold nothing but child tables of the export: {count}"),
	"name_unknown": Rule("error", "Unknown name", "nobody is called {value!r}", "the {by} of a row of {other}"),
	"name_ambiguous": Rule(
		"error", "Name not unique", "{count} rows are called {value!r}: {who}", "the {key} itself, or a name of one"
	),
	"left_empty": Rule(
		"warning", "Unknown reference left empty", "there is no {key} {value!r} in {other}: left empty, as the map says"
	),
	"value_unused": Rule("info", "Value of the map not found", "the map's value doesn't occur"),
}  # fmt: skip


@dataclass(frozen=True)
class Place:
	"""Where a problem is: file, sheet (workbooks only) and the table it feeds (empty while that isn't known)."""

	file: str
	sheet: str = ""
	table: str = ""


@dataclass
class Problems:
	"""Collects problems in blocks; `frame` puts them together."""

	blocks: list[pd.DataFrame] = field(default_factory=list)

	def add(
		self, rule: str, place: Place, rows: Any = None, column: str = "", values: Any = None, **more: Any
	) -> None:
		"""Add problems of one rule. `rows` are the spreadsheet's row numbers, None for the file as a whole.

		`values` and arrays or lists in `more` (which fills the rule's templates) stand in the order of `rows`.
		"""
		if rows is not None and not len(rows):
			return
		number = None if rows is None else np.asarray(rows)
		found = validation.Found(rule, place.table, number, column, values, more=more)
		part = validation.as_frame([found], RULES).assign(file=place.file, sheet=place.sheet)
		self.blocks.append(part)

	@property
	def frame(self) -> pd.DataFrame:
		"""All of them with the columns of COLUMNS."""
		return tidy(pd.concat(self.blocks, ignore_index=True)) if self.blocks else empty()

	def has_errors(self) -> bool:
		"""Whether one of them is an error."""
		return any((block["severity"] == "error").any() for block in self.blocks)


def empty() -> pd.DataFrame:
	"""No problems."""
	return pd.DataFrame({c: pd.Series(dtype="Int64" if c == "row" else object) for c in COLUMNS})


def tidy(frame: pd.DataFrame) -> pd.DataFrame:
	"""The documented columns, long values and headers cut for reading."""
	return frame.assign(value=_cut(frame["value"]), column=_cut(frame["column"]))[COLUMNS].reset_index(
		drop=True
	)


def _cut(values: pd.Series) -> pd.Series:
	texts = pd.Series(as_text(values), index=values.index, dtype=object)
	return texts.where(texts.str.len() <= LONGEST_VALUE, texts.str.slice(0, LONGEST_VALUE) + "…")


def titles() -> Mapping[str, str]:
	"""Heading of every rule, of files and of the domain."""
	return {code: rule.title for code, rule in {**validation.RULES, **RULES}.items()}
