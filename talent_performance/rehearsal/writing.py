"""Results as files: every table as CSV, all of them in one workbook, the policy as it was used.

Numbers in CSV have up to six decimals, rounded half-up, dates are ISO, flags yes and no, nothing where empty. A text
that a spreadsheet might run as a formula gets an apostrophe in front, here and in the workbook, because names may
come from anywhere. A folder is filled beside its place and moved there when it is complete.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter

from talent_performance.engine.policy import Policy, as_plain
from talent_performance.engine.rounding import half_up
from talent_performance.engine.tables import Table
from talent_performance.engine.validation import as_text
from talent_performance.rehearsal.cells import is_formula
from talent_performance.rehearsal.toml_text import document

Progress = Callable[[str, int, int], None]

MANIFEST = "manifest.json"
TWO_DECIMALS = ("score", "level", "pace", "gap", "shared_bench")
EXCEL_ROWS = 1_048_576
EXCEL_CELL = 32_767
DECIMALS = 6
SHARES = {
	"key_results": {"attainment"},
	"objectives": {"attainment", "expected"},
	"segments": {"coverage"},
	"appraisals": {"coverage", "objectives_attainment", "aspirational_mean"},
	"distribution": {"share"},
	"transitions": {"share"},
	"competency_levels": {"confidence"},
	"fit": {"fit", "coverage"},
	"development": {"gap_closed"},
	"succession": {"readiness", "fit", "performance", "potential", "time"},
	"bench": {"loss_probability", "risk"},
}


class OutputError(ValueError):
	"""A folder that results can't be written to; the message says why."""


def safe(text: str) -> str:
	"""A text that a spreadsheet shows and doesn't run.

	>>> safe("=1+2")
	"'=1+2"
	"""
	return f"'{text}" if is_formula(text) else text


# CSV -----------------------------------------------------------------------------------------------------------------


def texts_of(values: pd.Series) -> list[str]:
	"""A column as it stands in our CSV files."""
	if pd.api.types.is_bool_dtype(values):
		return np.where(values.fillna(False).to_numpy(dtype=bool), "yes", "no").tolist()
	codes, distinct = pd.factorize(values)
	if pd.api.types.is_numeric_dtype(values):
		texts = [_plain_number(v) for v in half_up(distinct, DECIMALS)]
	else:
		texts = [safe(text) for text in as_text(pd.Series(distinct))]
	return np.append(np.array(texts, dtype=object), "")[codes].tolist()


def _plain_number(value: float) -> str:
	return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")


def write_csv(path: Path, frame: pd.DataFrame) -> None:
	"""Write a table as CSV: UTF-8, commas, one line feed a row."""
	columns = [texts_of(frame[name]) for name in frame.columns]
	with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
		writer = csv.writer(file, lineterminator="\n")
		writer.writerow(frame.columns)
		writer.writerows(zip(*columns, strict=True))


def write_tables(
	folder: Path, tables: Mapping[str, pd.DataFrame], on_progress: Progress = lambda *_: None
) -> list[Path]:
	"""Write each table as <name>.csv into a folder, which is made if need be."""
	folder.mkdir(parents=True, exist_ok=True)
	paths = []
	for done, (name, frame) in enumerate(tables.items(), start=1):
		paths.append(folder / f"{name}.csv")
		write_csv(paths[-1], frame)
		on_progress("Writing CSV", done, len(tables))
	return paths


def write_policy(path: Path, policy: Policy) -> None:
	"""Write a policy, with every default spelled out, as TOML that `load_policy` reads."""
	path.write_text(document(as_plain(policy)), encoding="utf-8", newline="\n")


# Workbook ------------------------------------------------------------------------------------------------------------


def write_workbook(
	path: Path,
	tables: Mapping[str, pd.DataFrame],
	specs: Mapping[str, Table],
	about: Sequence[tuple[str, str]],
	created: pd.Timestamp,
	on_progress: Progress = lambda *_: None,
) -> None:
	"""Write all tables into one workbook: a sheet About, one sheet a table, and one that explains the columns.

	Header frozen and filtered, widths fitted, shares as percent, dates as dates, other numbers whole or with two
	decimals. `specs` explains tables and columns where it knows them; `created` is the date in the file's properties.
	"""
	options = {
		"constant_memory": True,
		"strings_to_formulas": False,
		"strings_to_urls": False,
		"strings_to_numbers": False,
	}
	with xlsxwriter.Workbook(str(path), options) as book:
		book.set_properties({"title": "Talent & Performance rehearsal", "created": created.to_pydatetime()})
		formats = _formats(book)
		_write_about(book, formats, tables, specs, about)
		for done, (name, frame) in enumerate(tables.items(), start=1):
			_write_sheet(book, formats, name, frame)
			on_progress("Writing the workbook", done, len(tables))
		_write_columns(book, formats, tables, specs)


def _formats(book: Any) -> dict[str, Any]:
	head = {
		"bold": True,
		"font_color": "#FFFFFF",
		"bg_color": "#1F3A5F",
		"text_wrap": False,
		"valign": "vcenter",
	}
	return {
		"head": book.add_format(head),
		"title": book.add_format({"bold": True, "font_size": 14}),
		"label": book.add_format({"bold": True}),
		"wrap": book.add_format({"text_wrap": True, "valign": "top"}),
		"share": book.add_format({"num_format": "0.00%"}),
		"decimal": book.add_format({"num_format": "#,##0.00"}),
		"whole": book.add_format({"num_format": "#,##0"}),
		"date": book.add_format({"num_format": "yyyy-mm-dd"}),
		"text": book.add_format({}),
	}


def _write_about(
	book: Any,
	formats: Mapping[str, Any],
	tables: Mapping[str, pd.DataFrame],
	specs: Mapping[str, Table],
	about: Sequence[tuple[str, str]],
) -> None:
	sheet = book.add_worksheet("About")
	sheet.set_column(0, 0, 26)
	sheet.set_column(1, 1, 12)
	sheet.set_column(2, 2, 90)
	sheet.write_string(0, 0, "Rehearsal of a performance and talent cycle", formats["title"])
	row = 2
	for label, value in about:
		sheet.write_string(row, 0, label, formats["label"])
		sheet.write_string(row, 1, _cell_text(value))
		row += 1
	row += 1
	for column, text in enumerate(("Sheet", "Rows", "What it holds")):
		sheet.write_string(row, column, text, formats["head"])
	for name, frame in tables.items():
		row += 1
		sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
		sheet.write_number(row, 1, len(frame), formats["whole"])
		sheet.write_string(row, 2, _what(name, frame, specs))


def _what(name: str, frame: pd.DataFrame, specs: Mapping[str, Table]) -> str:
	doc = specs[name].doc if name in specs else ""
	if len(frame) < EXCEL_ROWS:
		return doc
	return f"{doc} Only the first {EXCEL_ROWS - 1:,} rows fit into a sheet; {name}.csv holds all.".strip()


def _write_sheet(book: Any, formats: Mapping[str, Any], name: str, frame: pd.DataFrame) -> None:
	frame = frame.iloc[: EXCEL_ROWS - 1]
	sheet = book.add_worksheet(name)
	columns = [_cells(frame[c], c in SHARES.get(name, ())) for c in frame.columns]
	for i, (column, (kind, _, width)) in enumerate(zip(frame.columns, columns, strict=True)):
		sheet.set_column(i, i, min(max(width, len(column) + 3, 8), 60), formats[kind])
	sheet.freeze_panes(1, 0)
	if len(frame.columns):
		sheet.autofilter(0, 0, max(len(frame), 1), len(frame.columns) - 1)
	for i, column in enumerate(frame.columns):
		sheet.write_string(0, i, column, formats["head"])
	writers = [_writer(sheet, kind, formats[kind]) for kind, _, _ in columns]
	for number, row in enumerate(zip(*(values for _, values, _ in columns), strict=True), start=1):
		for i, value in enumerate(row):
			if value is not None:
				writers[i](number, i, value)


def _writer(sheet: Any, kind: str, form: Any) -> Callable[[int, int, Any], Any]:
	write = {"text": sheet.write_string, "date": sheet.write_datetime}.get(kind, sheet.write_number)
	return lambda row, column, value: write(row, column, value, form)


def _cells(values: pd.Series, is_share: bool) -> tuple[str, list[Any], int]:
	"""Kind, values (None where empty) and width in characters of a column."""
	if pd.api.types.is_datetime64_any_dtype(values):
		return "date", [None if pd.isna(v) else v.to_pydatetime() for v in values], 12
	if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
		numbers = values.to_numpy(dtype=float, na_value=np.nan)
		known = numbers[np.isfinite(numbers)]
		whole = (known == np.floor(known)).all() and not str(values.name).endswith(TWO_DECIMALS)
		kind = "share" if is_share else "whole" if whole else "decimal"
		return kind, [float(n) if np.isfinite(n) else None for n in numbers], 10
	texts = [_cell_text(t) if t else None for t in texts_of(values)]
	return "text", texts, max((len(t) for t in texts[:2000] if t), default=0) + 2


def _cell_text(text: str) -> str:
	text = text.encode("utf-8", "replace").decode("utf-8")
	cut = " … (cut)"
	return text if len(text) <= EXCEL_CELL else text[: EXCEL_CELL - len(cut)] + cut


def _write_columns(
	book: Any, formats: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], specs: Mapping[str, Table]
) -> None:
	rows = [(name, c.name, c.kind, c.doc) for name in tables if name in specs for c in specs[name].columns]
	frame = pd.DataFrame(rows, columns=["sheet", "column", "kind", "meaning"], dtype=object)
	_write_sheet(book, formats, "Columns", frame)


# A folder all at once ------------------------------------------------------------------------------------------------


@contextmanager
def filled(folder: Path) -> Iterator[Path]:
	"""A new folder beside `folder`; what it holds is moved there when the block ends without an error.

	Files of an earlier rehearsal that aren't written again are removed, nothing else is: `manifest.json` says which
	they are. Raises OutputError where a file of somebody else would be overwritten, or the place can't be written to.
	"""
	try:
		folder.parent.mkdir(parents=True, exist_ok=True)
		building = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
	except OSError as e:
		raise OutputError(f"{folder}: can't be written ({e.strerror})") from e
	try:
		yield building
		_move(building, folder)
	finally:
		shutil.rmtree(building, ignore_errors=True)


def _move(building: Path, folder: Path) -> None:
	new = sorted(p.relative_to(building).as_posix() for p in building.rglob("*") if p.is_file())
	earlier = written_before(folder)
	foreign = [name for name in new if (folder / name).exists() and name not in earlier]
	if foreign:
		raise OutputError(f"{folder}: holds {', '.join(foreign[:5])} of somebody else; choose another folder")
	(building / MANIFEST).write_text(
		json.dumps({"files": [*new, MANIFEST]}, indent=1) + "\n", encoding="utf-8"
	)
	try:
		for name in [*new, MANIFEST]:
			(folder / name).parent.mkdir(parents=True, exist_ok=True)
			os.replace(building / name, folder / name)
		for name in earlier - {*new, MANIFEST}:
			(folder / name).unlink(missing_ok=True)
	except OSError as e:
		raise OutputError(f"{folder}: can't be written ({e.strerror})") from e


def written_before(folder: Path) -> set[str]:
	"""The files that an earlier rehearsal wrote into a folder, by its manifest."""
	try:
		names = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
	except (OSError, ValueError, KeyError, TypeError):
		return set()
	return {
		n for n in names if isinstance(n, str) and not Path(n).is_absolute() and ".." not in Path(n).parts
	}


def add_file(folder: Path, name: str, frame: pd.DataFrame) -> Path:
	"""Write one table into a folder without touching the results that it may hold."""
	earlier = written_before(folder)
	if (folder / name).exists() and name not in earlier:
		raise OutputError(f"{folder}: holds {name} of somebody else; choose another folder")
	try:
		folder.mkdir(parents=True, exist_ok=True)
		write_csv(folder / name, frame)
		files = sorted({*earlier, name, MANIFEST})
		(folder / MANIFEST).write_text(json.dumps({"files": files}, indent=1) + "\n", encoding="utf-8")
	except OSError as e:
		raise OutputError(f"{folder}: can't be written ({e.strerror})") from e
	return folder / name
