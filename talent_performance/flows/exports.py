"""Files that leave the site with rows of ours hold no formulas: what people wrote is text, and a spreadsheet must not run it.

Frappe writes an export's cells as they are, and its Excel files make a formula of every text that begins with "=". So files are looked at on
their way out, whichever door they come from: list, report, data export, template, and our own.
"""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

from openpyxl import load_workbook

import frappe

from talent_performance.access.copies import OURS, is_ours
from talent_performance.access.guards import UNGUARDED
from talent_performance.rehearsal.cells import is_formula

PACKAGE = "talent_performance."
MARK = "\ufeff"
WORKBOOK = b"PK"


def after_request(response: Any = None, request: Any = None) -> None:
	"""Put an apostrophe before what a spreadsheet would run, in a CSV or Excel file that holds rows of ours."""
	name = response.headers.get("Content-Disposition", "") if response is not None else ""
	if response is None or response.status_code != 200 or not {".csv", ".xlsx"} & endings(name):
		return
	if of_ours(frappe.local.form_dict):
		response.set_data(harmless_file(response.get_data()))


def endings(disposition: str) -> set[str]:
	"""The kinds of file that a header names."""
	return {ending for ending in (".csv", ".xlsx") if ending in disposition.lower()}


def of_ours(form: dict[str, Any]) -> bool:
	"""Whether a request asks for rows of ours: by DocType, by report, or by a method of ours."""
	asked = str(form.get("cmd") or frappe.local.request.path).rpartition("/")[2]
	if asked.startswith(PACKAGE):
		return True
	named = form.get("doctype")
	return (isinstance(named, str) and named in {*OURS, *UNGUARDED}) or is_ours(form.get("report_name"))


def harmless_file(content: bytes) -> bytes:
	"""The same file without formulas; untouched where it has none."""
	return harmless_workbook(content) if content.startswith(WORKBOOK) else harmless_text(content)


def harmless_text(content: bytes) -> bytes:
	"""A CSV file. Its separator is found out, for the reader chooses it."""
	text = content.decode("utf-8", "replace")
	mark = MARK if text.startswith(MARK) else ""
	text = text.removeprefix(MARK)
	separator = separator_of(text)
	rows = list(csv.reader(io.StringIO(text), delimiter=separator))
	if not any(is_formula(cell) for row in rows for cell in row):
		return content
	out = io.StringIO()
	quoted = [[f"'{cell}" if is_formula(cell) else cell for cell in row] for row in rows]
	csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(quoted)
	return (mark + out.getvalue()).encode("utf-8")


def separator_of(text: str) -> str:
	"""What stands between the cells of the first line."""
	first = text.split("\n", 1)[0]
	return max((",", ";", "\t", "|"), key=first.count)


def harmless_workbook(content: bytes) -> bytes:
	"""An Excel file."""
	with zipfile.ZipFile(io.BytesIO(content)) as parts:
		sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
		if not any(b"<f>" in parts.read(name) or b"<f " in parts.read(name) for name in sheets):
			return content
	book = load_workbook(io.BytesIO(content))
	cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
	for cell in cells:
		if cell.data_type == "f":
			cell.value = f"'{cell.value}"
	out = io.BytesIO()
	book.save(out)
	return out.getvalue()
