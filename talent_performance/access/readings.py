"""Who looks at what not everybody may see: a line of the Talent Access Log for each document, list, report and export.

Every door of Frappe asks our twins, so there a reading is noticed; it is noted down when the answer has gone out, through
Frappe's queue of late inserts, for a reader needn't write. Who reads about himself or what he wrote himself leaves no line.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook

import frappe
from frappe.deferred_insert import deferred_insert
from frappe.utils import now

from talent_performance.access.audience import Guard
from talent_performance.access.people import companies_of, employees_of

if TYPE_CHECKING:
	from frappe.model.document import Document

LOG = "Talent Access Log"
NOTICED = "talent_readings"
READING = ("read", "select", "report", "export", "print", "email")
LONGEST = 2000
# What a request says besides what it asks for.
NOT_ASKED_FOR = ("cmd", "csrf_token", "sid", "data", "usr", "pwd", "token", "secret", "said")
# The method or path that was asked, or its end → the door. What isn't named is a page of ours, or a document.
DOORS = {
	"reportview.get": "List",
	"reportview.get_list": "List",
	"client.get_list": "List",
	"client.get_value": "List",
	"form.utils.get_next": "List",
	"/api/resource": "List",
	"/api/v2/document": "List",
	"reportview.get_count": "Count",
	"client.get_count": "Count",
	"doors.get_count": "Count",
	"listview.get_group_by_count": "Count",
	"number_card.get_result": "Count",
	"dashboard_chart.get": "Count",
	"query_report.run": "Report",
	"query_report.get_data_for_custom_field": "Report",
	"reportview.export_query": "Export",
	"query_report.export_query": "Export",
	"exporter.export_data": "Export",
	"search.search_link": "Search",
	"search.search_widget": "Search",
	"search.get_link_title": "Search",
	"client.validate_link": "Search",
	"client.validate_link_and_fetch": "Search",
	"global_search.search": "Search",
	"printview.get_html_and_style": "Print",
	"print_format.download_pdf": "Print",
	"print_format.download_multi_pdf": "Print",
	"/printview": "Print",
	"talent_card.pdf": "Print",
	"talent_card.pack": "Print",
}


@dataclass
class Noticed:
	"""What one request has read so far: documents with whom they are about, and DocTypes that were listed."""

	user: str
	documents: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
	lists: set[str] = field(default_factory=set)


def notice_document(guard: Guard, doc: Document, ptype: str | None, user: str | None) -> None:
	"""A twin has let somebody read a document."""
	if not guard.logged or doc.is_new() or (ptype and ptype not in READING) or not is_reader(user):
		return
	his = {doc.get(column) for column in (guard.subject, guard.named) if column}
	if not his.isdisjoint(employees_of(frappe.session.user)):
		return
	about = {"employee": doc.get(guard.subject), "company": doc.get(str(guard.company))}
	noticed().documents[doc.doctype, str(doc.name)] = about


def notice_reading(doctype: str, name: str, employee: str | None, company: str | None) -> None:
	"""A method of ours has shown what a record holds, past the twins."""
	if is_reader(None):
		noticed().documents[doctype, name] = {"employee": employee, "company": company}


def notice_list(guard: Guard, user: str | None) -> None:
	"""A twin has said which rows somebody's list holds."""
	if guard.logged and is_reader(user):
		noticed().lists.add(guard.doctype)


def is_reader(user: str | None) -> bool:
	"""Whether it is the session's user who reads, at a browser or by a job, and not a test or a console."""
	by_request = bool(getattr(frappe.local, "request", None) or getattr(frappe.local, "job", None))
	return by_request and user in (None, frappe.session.user)


def noticed() -> Noticed:
	"""What this request, or this job, has read."""
	found = getattr(frappe.local, NOTICED, None)
	if found is None:
		found = Noticed(frappe.session.user)
		setattr(frappe.local, NOTICED, found)
	return found


def after_request(response: Any = None, request: Any = None) -> None:
	"""The answer is out. What was refused, or failed, was not read."""
	if response is not None and response.status_code < 400:
		asked = frappe.local.form_dict.get("cmd") or getattr(request, "path", "")
		write_down(asked, asked_for(frappe.local.form_dict), rows_of(frappe.local.response))
	setattr(frappe.local, NOTICED, None)


def after_job(method: str = "", kwargs: Any = None, result: Any = None) -> None:
	"""A background job has read for somebody: a report that is mailed, say."""
	write_down(method, json.dumps(kwargs or {}, default=str), 0)
	setattr(frappe.local, NOTICED, None)


def write_down(address: str, filters: str, rows: int) -> None:
	"""A line for each document and each DocType that was read."""
	found: Noticed | None = getattr(frappe.local, NOTICED, None)
	if found is None:
		return
	door = door_of(address)
	common = {
		"seen_at": now(),
		"user": found.user,
		"address": address[:140],
		"filters": filters[:LONGEST],
	}
	opened = door if door == "Print" else "Document"
	lines = [
		{**common, **about, "door": opened, "document_type": doctype, "document_name": name}
		for (doctype, name), about in found.documents.items()
	]
	company = next(iter(companies_of(found.user)), None) if found.lists else None
	lines += [
		{**common, "company": company, "door": door or "Page", "document_type": doctype, "rows": rows}
		for doctype in sorted(found.lists)
	]
	deferred_insert(LOG, lines)


def door_of(address: str) -> str:
	"""Through which door that is; empty where none is known.

	>>> (
	...     door_of("frappe.desk.reportview.export_query"),
	...     door_of("/api/resource/Talent Assessment"),
	...     door_of("ours.sheet"),
	... )
	('Export', 'List', '')
	"""
	found = (door for end, door in DOORS.items() if address.endswith(f".{end}") or address.startswith(end))
	return next(found, "")


def asked_for(form: dict[str, Any]) -> str:
	"""What a request asked for, as JSON."""
	told = {key: value for key, value in form.items() if key not in NOT_ASKED_FOR}
	return json.dumps(told, default=str, ensure_ascii=False, indent=1)


def rows_of(response: dict[str, Any]) -> int:
	"""How many rows an answer holds: a list, Frappe's keys and values, a report's result, a count, a file; else 0."""
	content = response.get("filecontent") or (
		response.get("result") if response.get("type") == "csv" else None
	)
	if content:
		return rows_in_file(content)
	said = response.get("message", response.get("data"))
	if isinstance(said, dict):
		said = said.get("values", said.get("result"))
	if isinstance(said, list | tuple):
		return len(said)
	return said if isinstance(said, int) else 0


def rows_in_file(content: bytes | str) -> int:
	"""Rows below the heading, of an Excel or CSV file."""
	if isinstance(content, bytes) and content.startswith(b"PK"):
		sheet = load_workbook(io.BytesIO(content), read_only=True).active
		return max((sheet.max_row if sheet else 0) or 0, 1) - 1
	text = content.decode("utf-8", "replace") if isinstance(content, bytes) else content
	return max(sum(1 for _row in csv.reader(io.StringIO(text))), 1) - 1
