"""Somebody prints what he may not read: by a key, several at once, a document made up in memory, a format of his own."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
import requests
from pypdf import PdfReader
from stage import SECRET, Stage, put, refused, tells

import frappe

from talent_performance.access.copies import remove_keys
from talent_performance.exceptions import DoorClosed

METHOD = "/api/method/"
APPRAISAL, BOXES = "Performance Appraisal", "Talent Assessment"
PDF = METHOD + "frappe.utils.print_format.download_pdf"
MANY = METHOD + "frappe.utils.print_format.download_multi_pdf"
HTML = METHOD + "frappe.www.printview.get_html_and_style"


def printed(answer: requests.Response) -> str:
	"""What is on the pages of an answer that is a PDF. Frappe makes an empty page of what it refuses among several."""
	if not answer.content.startswith(b"%PDF"):
		return ""
	return "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).strip()


def made_up(stage: Stage, **forged: Any) -> str:
	"""An appraisal as it might be, of Rina's own."""
	stored = frappe.get_doc(APPRAISAL, stage.row("rina", APPRAISAL)).as_dict(no_default_fields=False)
	return json.dumps({**stored, **forged}, default=str)


@pytest.mark.parametrize(
	("who", "doctype", "whose"),
	[
		("budi", APPRAISAL, "rina"),
		("rina", BOXES, "rina"),
		("hr", BOXES, "hr"),
		("rina", "Appraisal Review", "rina"),
		("rina", "Appraisal Result", "rina"),
		("hruser", BOXES, "rina"),
	],
)
def test_no_print_of_what_is_closed(stage: Stage, who: str, doctype: str, whose: str) -> None:
	name = stage.row(whose, doctype)
	asked = {"doctype": doctype, "name": name, "format": "Standard"}
	for path, params in (
		(PDF, asked),
		(MANY, {**asked, "name": json.dumps([name])}),
		(MANY, {"doctype": json.dumps({doctype: [name]}), "name": "x"}),
		(HTML, {"doc": doctype, "name": name}),
		("/printview", asked),
		("/printview", {**asked, "key": "forged"}),
		("/printview", {**asked, "key": ""}),
	):
		answer = stage(who).answer("GET", path, params=params)
		assert not printed(answer)
		assert not tells(answer, whose)


def test_whoever_may_read_it_prints_it(stage: Stage) -> None:
	several = stage("talent").answer(
		"GET",
		MANY,
		params={"doctype": BOXES, "name": json.dumps([stage.row("rina", BOXES)]), "format": "Standard"},
	)
	assert SECRET in printed(several)
	for doctype in (BOXES, "Appraisal Result"):
		asked = {"doc": doctype, "name": stage.row("rina", doctype)}
		assert tells(stage("talent").answer("GET", HTML, params=asked))


@pytest.mark.parametrize("layout", ["Standard", "Appraisal Sheet", "Result Letter"])
@pytest.mark.parametrize("forged", ["name", "employee", "new", "rating"])
def test_a_document_made_up_in_memory_prints_nothing_hidden(stage: Stage, layout: str, forged: str) -> None:
	"""Its reader says that he is somebody else's subject, or that it is published."""
	values = {
		"name": {"name": stage.row("budi", APPRAISAL)},
		"employee": {"employee": stage.of["budi"], "manager": stage.of["rina"]},
		"new": {
			"name": "new-appraisal-1",
			"employee": stage.of["rina"],
			"published_on": "2026-01-01",
			"__islocal": 1,
		},
		"rating": {"state": "Published", "published_on": "2026-01-01 10:00:00"},
	}[forged]
	for who in ("rina", "budi"):
		sent = {"doc": made_up(stage, **values), "print_format": layout}
		answer = stage(who).answer("POST", HTML, json=sent)
		assert not tells(answer, "rina"), answer.text[:300]
		assert not tells(answer, "budi")


def test_the_subject_prints_the_own_appraisal(stage: Stage) -> None:
	asked = {"doc": APPRAISAL, "name": stage.row("rina", APPRAISAL), "print_format": "Appraisal Sheet"}
	said = stage("rina").ask("frappe.www.printview.get_html_and_style", **asked)
	assert frappe.db.get_value("Employee", stage.of["rina"], "employee_name") in said["html"]


def test_no_link_for_print_is_made_of_ours(stage: Stage) -> None:
	"""Frappe makes one by itself, whoever sends a mail with a print, where the System Settings say so."""
	with pytest.raises(DoorClosed):
		frappe.get_doc(BOXES, stage.row("rina", BOXES)).get_document_share_key()
	frappe.db.rollback()
	assert not frappe.db.exists("Document Share Key", {"reference_doctype": BOXES})


@pytest.mark.parametrize("expires", ["2020-01-01", "2099-01-01"])
def test_a_key_from_before_opens_no_print_of_ours(stage: Stage, expires: str) -> None:
	"""None is made any more. One that is there, expired or not, was made past the refusal, and is taken away daily."""
	about = {"reference_doctype": BOXES, "reference_docname": stage.row("rina", BOXES)}
	put("Document Share Key", **about, key="a-key-from-before", expires_on=expires)
	remove_keys()
	frappe.db.commit()
	asked = {"doctype": BOXES, "name": stage.row("rina", BOXES), "key": "a-key-from-before"}
	guest = requests.get(
		f"{stage.address}/printview",
		params=asked,
		headers={"X-Frappe-Site-Name": stage.site.name},
		timeout=60,
	)
	assert SECRET not in guest.text
	assert SECRET not in stage("rina").answer("GET", "/printview", params=asked).text


@pytest.mark.parametrize(
	"doctype",
	[
		"Print Format",
		"Email Template",
		"Letter Head",
		"Notification",
		"Webhook",
		"Server Script",
		"Client Script",
		"Address Template",
		"Web Page",
	],
)
def test_nobody_below_system_manager_writes_what_renders(stage: Stage, doctype: str) -> None:
	"""A template reads whatever it likes, so nobody of HR writes one."""
	jinja = "{{ frappe.db.get_value('Talent Assessment', {}, 'box_label') }}"
	values = {
		"name": f"Forged {stage.company}",
		"doc_type": APPRAISAL,
		"document_type": APPRAISAL,
		"html": jinja,
		"response": jinja,
		"subject": jinja,
		"script": jinja,
		"message": jinja,
		"template": jinja,
	}
	for who in ("rina", "mia", "hr", "talent"):
		assert (
			refused(stage(who).answer("POST", f"/api/resource/{doctype}", json=values)) == "PermissionError"
		)


@pytest.mark.parametrize("field", ["body", "subject"])
def test_a_letters_wording_is_no_template(stage: Stage, field: str) -> None:
	"""HR writes wordings: what looks like a template there is text, or refused."""
	jinja = "{{ frappe.db.get_value('Talent Assessment', {}, 'box_label') }}"
	values = {
		"language": "en",
		"subject": "Your result",
		"body": "Dear colleague",
		"valid_from": "2025-01-01",
		field: jinja,
	}
	answer = stage("hr").answer("POST", "/api/resource/Result Letter Wording", json=values)
	assert SECRET not in answer.text
	if answer.ok:
		name = answer.json()["data"]["name"]
		shown = stage("hr").answer("GET", HTML, params={"doc": "Result Letter Wording", "name": name})
		assert SECRET not in shown.text
		assert stage("hr").answer("DELETE", f"/api/resource/Result Letter Wording/{name}").ok
