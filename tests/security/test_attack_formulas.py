"""A text that a spreadsheet would run: written where others export it, it leaves the site as text, in CSV and Excel, by whichever door."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

import pytest
import requests
from openpyxl import load_workbook
from stage import Stage, put

import frappe

from talent_performance.flows.exports import harmless_text
from talent_performance.rehearsal.cells import is_formula

METHOD = "/api/method/"
PAYLOADS = {
	"=": '=HYPERLINK("http://evil.example","Click")',
	"+": "+cmd|' /C calc'!A0",
	"-": "-2+3+cmd|' /C calc'!A0",
	"@": "@SUM(1+1)*cmd|' /C calc'!A0",
	"tab": "\t=1+1",
	"return": "\r=1+1",
	"wide": "＝1+1",
}
OBJECTIVE = "Objective"
FIELDS = json.dumps(
	[f"`tab{OBJECTIVE}`.`title`", f"`tab{OBJECTIVE}`.`weight`", f"`tab{OBJECTIVE}`.`attainment`"]
)


@pytest.fixture(scope="module")
def written(stage: Stage) -> Iterator[str]:
	"""Objectives with such titles, as they would come by an import."""
	for text in PAYLOADS.values():
		about = {"level": "Individual", "employee": stage.of["budi"], "company": stage.company}
		about["cycle"] = stage.row("everybody", "Performance Cycle")
		put(
			OBJECTIVE,
			**about,
			title=text,
			status="Approved",
			weight=-5,
			description=text,
			archive_reason=text,
		)
	frappe.db.commit()
	yield json.dumps({"company": stage.company})


def cells(answer: requests.Response) -> list[str]:
	"""Every text of a file; fails where a cell is a formula."""
	assert answer.ok, answer.text[:500]
	if answer.content.startswith(b"PK"):
		found = [
			cell
			for sheet in load_workbook(io.BytesIO(answer.content))
			for row in sheet.iter_rows()
			for cell in row
		]
		assert [cell.value for cell in found if cell.data_type == "f"] == []
		return [str(cell.value) for cell in found]
	return [cell for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))) for cell in row]


@pytest.mark.parametrize("kind", ["CSV", "Excel"])
def test_a_list_exports_text(stage: Stage, written: str, kind: str) -> None:
	sent = {
		"doctype": OBJECTIVE,
		"fields": FIELDS,
		"filters": written,
		"file_format_type": kind,
		"title": OBJECTIVE,
	}
	found = cells(stage("hr").answer("POST", METHOD + "frappe.desk.reportview.export_query", data=sent))
	if kind == "CSV":
		assert [text for text in found if is_formula(text)] == []
	assert any(text.startswith("'=HYPERLINK") for text in found)
	assert "-5" in [text.removesuffix(".0") for text in found]


@pytest.mark.parametrize("kind", ["CSV", "Excel"])
def test_a_report_exports_text(stage: Stage, written: str, kind: str) -> None:
	sent = {
		"report_name": "Objective Progress",
		"file_format_type": kind,
		"filters": json.dumps({"cycle": stage.row("everybody", "Performance Cycle")}),
		"visible_idx": json.dumps(list(range(200))),
	}
	found = cells(stage("hr").answer("POST", METHOD + "frappe.desk.query_report.export_query", data=sent))
	assert any("HYPERLINK" in text for text in found)
	assert not any(text.startswith("=") for text in found)


@pytest.mark.parametrize("kind", ["CSV", "Excel"])
def test_the_data_export_and_the_template_hold_text(stage: Stage, written: str, kind: str) -> None:
	columns = json.dumps({OBJECTIVE: ["name", "title", "weight"]})
	exported = {
		"doctype": OBJECTIVE,
		"select_columns": columns,
		"with_data": 1,
		"all_doctypes": 0,
		"file_type": kind,
		"export_without_column_meta": 1,
	}
	template = {"doctype": OBJECTIVE, "export_fields": columns, "export_records": "all", "file_type": kind}
	for path, sent in (
		("frappe.core.doctype.data_export.exporter.export_data", exported),
		("frappe.core.doctype.data_import.data_import.download_template", template),
	):
		found = cells(stage("hr").answer("POST", METHOD + path, data=sent))
		assert any("HYPERLINK" in text for text in found)
		assert not any(text.startswith("=") for text in found)


def test_what_is_no_formula_stays_as_it_is() -> None:
	plain = '"Title","Weight"\r\n"Grow",-5\r\n"a – b; c","1,5"\r\n'.encode()
	assert harmless_text(plain) == plain
	german = '"Title";"Weight"\r\n"=1+1";"-1,5"\r\n'.encode("utf-8-sig")
	assert harmless_text(german).decode("utf-8-sig") == '"Title";"Weight"\r\n"\'=1+1";"-1,5"\r\n'


def test_exports_of_others_are_as_frappe_writes_them(stage: Stage, written: str) -> None:
	frappe.get_doc("User", stage.user("budi")).add_roles("System Manager")
	put("ToDo", description="=1+1", allocated_to=stage.user("budi"), status="Open")
	frappe.db.commit()
	sent = {
		"doctype": "ToDo",
		"fields": json.dumps(["`tabToDo`.`description`"]),
		"filters": json.dumps({"allocated_to": stage.user("budi")}),
		"file_format_type": "CSV",
		"title": "x",
	}
	found = cells(stage("budi").answer("POST", METHOD + "frappe.desk.reportview.export_query", data=sent))
	frappe.get_doc("User", stage.user("budi")).remove_roles("System Manager")
	frappe.db.commit()
	assert "=1+1" in found
