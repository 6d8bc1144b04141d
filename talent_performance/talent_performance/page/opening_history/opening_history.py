"""What the page Opening History asks of the server; the rules are in flows.opening."""

from typing import Any, TypedDict

import frappe

from talent_performance.access.calls import as_object
from talent_performance.flows.opening import importing, table
from talent_performance.flows.opening.check import Checked

SHOWN = 1000
COLUMNS = ("severity", "row", "column", "value", "message", "expected")
Mapping = dict[str, Any]


class Column(TypedDict):
	"""One column that a file can have: our name, what it is called, whether it is needed, and the file's heading for it."""

	name: str
	label: str
	required: bool
	heading: str


class Look(TypedDict):
	"""What the page shows of a file."""

	header: list[str]
	columns: list[Column]
	counts: list[tuple[str, int]]
	errors: int
	problems: list[dict[str, Any]]
	more: int
	new: int


@frappe.whitelist(methods=["POST"])
def look_at(file: str, columns: str = "{}") -> Look:
	"""Check an uploaded file; `columns` says which heading is which of our columns. Writes nothing."""
	return as_look(importing.look_at(file, mapping_of(columns)))


@frappe.whitelist(methods=["POST"])
def start_import(file: str, columns: str = "{}") -> str:
	"""Start the run that imports a file without a single error; returns its name."""
	return importing.start(file, mapping_of(columns))


@frappe.whitelist(methods=["POST"])
def take_back(run: str) -> str:
	"""Start the run that takes an import back; returns its name."""
	return importing.start_back(run)


@frappe.whitelist()
def imports() -> list[importing.Import]:
	"""The latest imports."""
	return importing.imports()


@frappe.whitelist()
def template(kind: str = "xlsx") -> None:
	"""Download the template, as CSV or as a workbook."""
	importing.check_may_import()
	make = {"csv": table.template_csv, "xlsx": table.template_xlsx}[kind if kind == "csv" else "xlsx"]
	send(f"opening_history.{kind if kind == 'csv' else 'xlsx'}", make())


@frappe.whitelist()
def problems(file: str, columns: str = "{}") -> None:
	"""Download every problem of a file as CSV."""
	send("problems.csv", importing.problems_csv(file, mapping_of(columns)))


def send(name: str, content: bytes) -> None:
	"""Answer with a file."""
	frappe.response.update({"filename": name, "filecontent": content, "type": "download"})


def mapping_of(columns: str) -> Mapping:
	"""The page's choices as a map: none means that headings are recognised by their names."""
	chosen = {name: heading for name, heading in as_object(columns, "columns").items() if heading}
	return {"columns": chosen} if chosen else {}


def as_look(found: Checked) -> Look:
	"""What the page shows."""
	shown = found.problems[found.problems["severity"] != "info"]
	told = found.problems[found.problems["rule"] == "oneself"]
	labels = table.labels()
	rows = shown.head(SHOWN)[list(COLUMNS)].astype(object)
	return {
		"header": [name for name in found.header if name],
		"columns": [
			{
				"name": column.name,
				"label": labels[column.name],
				"required": column.required,
				"heading": found.columns.get(column.name, ""),
			}
			for column in table.OPENING.columns
		],
		"counts": [(each.label, each.count) for each in found.counts],
		"errors": found.errors,
		"problems": [*rows.where(rows.notna(), None).to_dict("records"), *own_rows(told)],
		"more": max(0, len(shown) - SHOWN),
		"new": len(found.new),
	}


def own_rows(told: Any) -> list[dict[str, Any]]:
	"""Rows about the importer, which are left out and said."""
	rows = told[list(COLUMNS)].astype(object)
	return rows.where(rows.notna(), None).to_dict("records")
