"""The answer to an access request: what goes out, seen by the reviewer beforehand, kept as it was given, as a file for people and machines."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, now

from talent_performance.access import data_requests as access
from talent_performance.access import readings
from talent_performance.exceptions import DataRequestRefused
from talent_performance.flows.personal_data import collecting, grounds, requests
from talent_performance.flows.personal_data.person import Person, person_of

ANSWER, LOG = "Personal Data Answer", "Talent Access Log"
TEMPLATE = "talent_performance/templates/personal_data_answer.html"
FORMAT = "talent-performance/personal-data/1"
STANDARD = {"name": "Name", "creation": "Created On"}


def begin(request: Document) -> None:
	"""An answer to an access request, where none is being made; of what another reviewer kept back nothing is taken over."""
	if request.kind != "Access":
		return
	name = frappe.db.get_value(ANSWER, {"request": request.name})
	if name:
		draft = frappe.get_doc(ANSWER, name)
		draft.set("withheld", [])
		draft.save(ignore_permissions=True)
		return
	values = {"doctype": ANSWER, "request": request.name, "employee": request.employee}
	frappe.get_doc(values).insert(ignore_permissions=True)


def draft_of(request: Document) -> Document:
	"""The answer that is being made for a request."""
	return frappe.get_doc(ANSWER, {"request": request.name})


def content_of(request: Document, person: Person) -> dict[str, Any]:
	"""What would go out now."""
	lines = [line.as_dict() for line in draft_of(request).withheld]
	found = collecting.without(collecting.collect(person), lines)
	return {"format": FORMAT, "request": request.name, "records": list(person.records), **_of(found)}


def _of(found: collecting.Collected) -> dict[str, Any]:
	told = found.as_dict()
	return {"data": told["records"], "withheld": told["withheld"]}


def preview(request: str) -> dict[str, Any]:
	"""What would go out, for the reviewer: as it is read, and the mark of exactly this. Raises PermissionError, IllegalMove."""
	document, person = requests.in_review(request, "Access")
	content = content_of(document, person)
	readings.notice_reading(requests.REQUEST, document.name, document.employee, document.company)
	return {"html": as_html(content, document), "mark": mark(content), "choices": choices(content)}


def choices(content: dict[str, Any]) -> list[dict[str, Any]]:
	"""What a reviewer may keep back: kinds of record, their names and fields."""
	return [
		{
			"document_type": doctype,
			"label": grounds.label_of(doctype),
			"names": [row["name"] for row in rows],
			"fields": {
				key: label_of(doctype, key) for row in rows for key in row if key not in ("name", "creation")
			},
		}
		for doctype, rows in content["data"].items()
	]


def mark(content: dict[str, Any]) -> str:
	"""The fingerprint of a content: what goes out is what was looked at. Looking itself leaves a line in the log, hence without it."""
	data = {doctype: rows for doctype, rows in content["data"].items() if doctype != LOG}
	withheld = [line for line in content["withheld"] if line["document_type"] != LOG]
	return hashlib.sha256(_json({**content, "data": data, "withheld": withheld}).encode()).hexdigest()


def _json(content: dict[str, Any]) -> str:
	return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1, default=str)


def withhold(request: str, document_type: str, document_name: str, fieldname: str, ground: str) -> None:
	"""Keep something more back. Raises PermissionError, DataRequestRefused for what isn't going out or has no ground."""
	document, person = requests.in_review(request, "Access")
	data = content_of(document, person)["data"]
	rows = [row for row in data.get(document_type, []) if document_name in ("", row["name"])]
	if not rows or (fieldname and not any(fieldname in row for row in rows)):
		requests.refuse(
			_("{0} {1} {2} isn't among what goes out.").format(
				grounds.label_of(document_type), document_name, fieldname
			)
		)
	ground = requests.said(ground, _("Ground: say why it is kept back. The person reads it."))
	line = {"document_type": document_type, "document_name": document_name, "fieldname": fieldname}
	draft = draft_of(document)
	draft.append("withheld", {**line, "ground": ground})
	draft.save(ignore_permissions=True)


def release(request: str, line: str) -> None:
	"""Let something go out after all. Raises PermissionError, IllegalMove."""
	document, _person = requests.in_review(request, "Access")
	draft = draft_of(document)
	draft.set("withheld", [each for each in draft.withheld if each.name != line])
	draft.save(ignore_permissions=True)


def withheld_lines(request: str) -> list[dict[str, str]]:
	"""What the reviewer has kept back, for his form. Raises PermissionError, IllegalMove."""
	document, _person = requests.in_review(request, "Access")
	return [
		{
			"name": line.name,
			"kind": grounds.label_of(line.document_type),
			"document_name": cstr(line.document_name),
			"field": label_of(line.document_type, line.fieldname) if line.fieldname else "",
			"ground": line.ground,
		}
		for line in draft_of(document).withheld
	]


def give(request: str, looked_at: str) -> None:
	"""Answer: exactly what the reviewer has looked at goes out. Raises PermissionError, IllegalMove, DataRequestRefused."""
	document, person = requests.in_review(request, "Access")
	content = content_of(document, person)
	if mark(content) != looked_at:
		frappe.throw(
			_("What goes out isn't what you have looked at. Look at it again, then answer."),
			exc=DataRequestRefused,
			title=_("Look Again"),
		)
	draft = draft_of(document)
	draft.update({"content": _json(content), "state": "Given", "given_on": now()})
	draft.save(ignore_permissions=True)
	requests.move(document, "answer", answered_on=now())
	requests.tell(document, _("Your request {0} has been answered: the answer can be downloaded there."))


def file_of(request: str, form: str) -> tuple[str, bytes]:
	"""An answer as a file: its name and content. Raises PermissionError for all but the person and the reviewer.

	The person's own copy also holds the drafts that nobody else has read.
	"""
	document = frappe.get_doc(requests.REQUEST, request)
	person = person_of(document.employee) if document.employee else requests.no_person()
	himself = access.is_person(frappe.session.user, person.records)
	check_may_download(document, person, himself)
	content = json.loads(frappe.db.get_value(ANSWER, {"request": request, "state": "Given"}, "content"))
	if himself:
		content["drafts"] = collecting.drafts(person)
	else:
		readings.notice_reading(requests.REQUEST, document.name, document.employee, document.company)
	if form == "json":
		return f"{request}.json", _json(content).encode()
	return f"{request}.html", as_html(content, document).encode()


def check_may_download(document: Document, person: Person, himself: bool) -> None:
	"""Raises PermissionError, and IllegalMove while there is no answer."""
	if himself:
		access.check_is_person(person.records)
	else:
		access.check_may_review(person.records, person.companies)
		if frappe.session.user not in (document.reviewer, access.ADMINISTRATOR):
			access.refuse(_("The answer is for the person and for the reviewer."))
	if document.kind != "Access" or document.state != "Answered":
		requests.not_now(document)


def as_html(content: dict[str, Any], document: Document) -> str:
	"""A content as people read and print it."""
	values = {
		"title": _("Personal Data of {0}").format(document.employee_name or document.employee),
		"request": document.name,
		"received": frappe.format(document.received_on, {"fieldtype": "Datetime"}),
		"records": ", ".join(content["records"]),
		"sections": [section(doctype, rows) for doctype, rows in content["data"].items()],
		"drafts": [section(doctype, rows) for doctype, rows in content.get("drafts", {}).items()],
		"withheld": [withheld_row(line) for line in content["withheld"]],
		"language": frappe.local.lang or "en",
	}
	return frappe.render_template(TEMPLATE, values)


def section(doctype: str, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
	"""A kind of record, as it is drawn."""
	return {"label": grounds.label_of(doctype), "rows": [record(doctype, row) for row in rows]}


def record(doctype: str, row: dict[str, Any]) -> dict[str, Any]:
	"""A record: its fields with their labels, and its tables."""
	plain = {key: value for key, value in row.items() if not isinstance(value, list)}
	tables = {key: value for key, value in row.items() if isinstance(value, list)}
	return {
		"name": row["name"],
		"fields": [(label_of(doctype, key), cstr(value)) for key, value in plain.items() if key != "name"],
		"tables": [table(doctype, key, lines) for key, lines in tables.items()],
	}


def table(doctype: str, key: str, lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
	"""A table within a record."""
	child = frappe.get_meta(doctype).get_field(key).options
	columns = list(dict.fromkeys(column for line in lines for column in line))
	return {
		"label": label_of(doctype, key),
		"columns": [label_of(child, column) for column in columns],
		"rows": [[cstr(line.get(column, "")) for column in columns] for line in lines],
	}


def withheld_row(line: dict[str, Any]) -> dict[str, Any]:
	"""What stays back, as it is drawn."""
	doctype, column = line["document_type"], line["fieldname"]
	what = label_of(doctype, column) if column else _("Whole Record")
	return {
		"kind": grounds.label_of(doctype),
		"name": line["document_name"],
		"what": what,
		"rows": line["rows"],
		"ground": grounds.words(line["ground"]),
	}


def label_of(doctype: str, fieldname: str) -> str:
	"""A field as people call it."""
	if fieldname in STANDARD:
		return _(STANDARD[fieldname])
	return _(frappe.get_meta(doctype).get_label(fieldname), context=doctype)
