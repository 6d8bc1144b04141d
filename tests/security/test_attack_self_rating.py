"""Somebody rates himself, or a colleague, in another's name: whatever is forged, the rows stay as they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from stage import Stage, figures_of, picture, refused

import frappe

REVIEW, RATING, RESULT = "Appraisal Review", "Review Rating", "Appraisal Result"
METHOD = "/api/method/"
SUBMITTED = {"state": "Submitted", "overall_rating": 5, "overall_reason": "Great", "seen_by_manager": 1}
Request = tuple[str, str, str, dict[str, Any]]


def put(who: str, doctype: str, name: str, **values: Any) -> Request:
	return who, "PUT", f"/api/resource/{doctype}/{name}", {"json": values}


def post(who: str, called: str, **arguments: Any) -> Request:
	return who, "POST", METHOD + called, {"json": arguments}


def add(who: str, doctype: str, **values: Any) -> Request:
	return who, "POST", f"/api/resource/{doctype}", {"json": values}


def new_review(stage: Stage, **forged: Any) -> dict[str, Any]:
	"""A manager's review of Rina, written by whoever sends it."""
	about = {"appraisal": stage.row("rina", "Performance Appraisal"), "employee": stage.of["rina"]}
	by = {"reviewer": stage.of["mia"], "owner": stage.user("mia"), "perspective": "Manager", "segment": "2"}
	return {"doctype": REVIEW, **about, **by, **SUBMITTED, "company": stage.company, **forged}


def in_memory(stage: Stage, doctype: str, key: str, **forged: Any) -> str:
	"""A document as the form holds it, with something else in it."""
	stored = frappe.get_doc(doctype, stage.row("rina", key)).as_dict(no_default_fields=False)
	return json.dumps({**stored, **forged}, default=str)


def with_line(stage: Stage, **line: Any) -> list[dict[str, Any]]:
	"""The lines of Rina's own draft, one of them somebody else's."""
	return [
		{
			"doctype": RATING,
			"parentfield": "ratings",
			"component": "Competencies",
			"item": "Integrity",
			**line,
		}
	]


ATTACKS: dict[str, Callable[[Stage], Request]] = {
	"the manager's review, by its subject": lambda s: put(
		"rina", REVIEW, s.row("rina", REVIEW), overall_rating=5
	),
	"the manager's review, made one's own": lambda s: put(
		"rina", REVIEW, s.row("rina", REVIEW), reviewer=s.of["rina"], overall_rating=5
	),
	"the manager's review, about somebody else": lambda s: put(
		"budi", REVIEW, s.row("rina", REVIEW), employee=s.of["budi"], reviewer=s.of["budi"], overall_rating=1
	),
	"its owner is forged": lambda s: put(
		"rina", REVIEW, s.row("rina", REVIEW), owner=s.user("rina"), author=s.of["rina"], overall_rating=5
	),
	"the own draft becomes the manager's": lambda s: put(
		"rina", REVIEW, s.row("rina", "Self Review"), perspective="Manager", overall_rating=5
	),
	"the own draft is handed in by hand": lambda s: put(
		"rina", REVIEW, s.row("rina", "Self Review"), **SUBMITTED
	),
	"the own draft moves to a colleague": lambda s: put(
		"rina",
		REVIEW,
		s.row("rina", "Self Review"),
		employee=s.of["budi"],
		appraisal=s.row("budi", "Performance Appraisal"),
	),
	"docstatus": lambda s: put("rina", REVIEW, s.row("rina", "Self Review"), docstatus=1),
	"set_value": lambda s: post(
		"rina",
		"frappe.client.set_value",
		doctype=REVIEW,
		name=s.row("rina", REVIEW),
		fieldname="overall_rating",
		value=5,
	),
	"set_value of a line": lambda s: post(
		"rina",
		"frappe.client.set_value",
		doctype=RATING,
		name=s.row("rina", RATING),
		fieldname="rating",
		value=5,
	),
	"set_value of the own weight": lambda s: post(
		"rina",
		"frappe.client.set_value",
		doctype=RATING,
		name=s.row("rina", "Self Rating"),
		fieldname="weight",
		value=99,
	),
	"insert": lambda s: post("rina", "frappe.client.insert", doc=new_review(s)),
	"insert in one's own name": lambda s: post(
		"rina", "frappe.client.insert", doc=new_review(s, reviewer=s.of["rina"])
	),
	"insert a self review of a colleague": lambda s: post(
		"budi", "frappe.client.insert", doc=new_review(s, perspective="Self", reviewer=s.of["rina"])
	),
	"insert many": lambda s: post("rina", "frappe.client.insert_many", docs=[new_review(s)]),
	"save": lambda s: post("rina", "frappe.client.save", doc=in_memory(s, REVIEW, REVIEW, overall_rating=5)),
	"savedocs": lambda s: post(
		"rina",
		"frappe.desk.form.save.savedocs",
		doc=in_memory(s, REVIEW, REVIEW, reviewer=s.of["rina"], overall_rating=5),
		action="Save",
	),
	"savedocs as new": lambda s: post(
		"rina",
		"frappe.desk.form.save.savedocs",
		doc=json.dumps({**new_review(s), "__islocal": 1, "name": "new-1"}),
		action="Save",
	),
	"savedocs submits": lambda s: post(
		"rina", "frappe.desk.form.save.savedocs", doc=in_memory(s, REVIEW, "Self Review"), action="Submit"
	),
	"submit": lambda s: post(
		"rina", "frappe.client.submit", doc=in_memory(s, REVIEW, "Self Review", docstatus=1)
	),
	"amend": lambda s: post(
		"rina", "frappe.client.insert", doc=new_review(s, amended_from=s.row("rina", REVIEW))
	),
	"rename": lambda s: post(
		"rina",
		"frappe.client.rename_doc",
		doctype=REVIEW,
		old_name=s.row("rina", "Self Review"),
		new_name=s.row("rina", REVIEW),
		merge=1,
	),
	"retitle": lambda s: post(
		"rina",
		"frappe.model.rename_doc.update_document_title",
		doctype=REVIEW,
		docname=s.row("rina", REVIEW),
		title="Somebody else",
	),
	"delete": lambda s: ("rina", "DELETE", f"/api/resource/{REVIEW}/{s.row('rina', REVIEW)}", {}),
	"delete a line": lambda s: ("rina", "DELETE", f"/api/resource/{RATING}/{s.row('rina', RATING)}", {}),
	"delete a line of one's own": lambda s: (
		"rina",
		"DELETE",
		f"/api/resource/{RATING}/{s.row('rina', 'Self Rating')}",
		{},
	),
	"delete a line by the client": lambda s: post(
		"rina", "frappe.client.delete", doctype=RATING, name=s.row("rina", RATING)
	),
	"a line without its review": lambda s: put("rina", RATING, s.row("rina", RATING), rating=5),
	"a line of one's own without its review": lambda s: put(
		"rina", RATING, s.row("rina", "Self Rating"), weight=99
	),
	"the manager's line moves into the own draft": lambda s: put(
		"rina", RATING, s.row("rina", RATING), parent=s.row("rina", "Self Review"), rating=5
	),
	"a line more in the own draft": lambda s: add(
		"rina",
		RATING,
		parent=s.row("rina", "Self Review"),
		parenttype=REVIEW,
		parentfield="ratings",
		item="Charm",
		rating=5,
		weight=9,
	),
	"a line more in the manager's": lambda s: add(
		"rina",
		RATING,
		parent=s.row("rina", REVIEW),
		parenttype=REVIEW,
		parentfield="ratings",
		item="Charm",
		rating=5,
		weight=9,
	),
	"the own draft names the manager's line": lambda s: put(
		"rina",
		REVIEW,
		s.row("rina", "Self Review"),
		ratings=with_line(s, name=s.row("rina", RATING), rating=5),
	),
	"savedocs with the manager's line": lambda s: post(
		"rina",
		"frappe.desk.form.save.savedocs",
		doc=in_memory(s, REVIEW, "Self Review", ratings=with_line(s, name=s.row("rina", RATING), rating=5)),
		action="Save",
	),
	"the result": lambda s: put("rina", RESULT, s.row("rina", RESULT), manager_rating=5, performance_score=5),
	"the result, as one's manager": lambda s: put(
		"rina",
		RESULT,
		s.row("rina", RESULT),
		manager=s.of["rina"],
		employee=s.of["budi"],
		performance_score=5,
	),
	"the result, as the manager himself": lambda s: put(
		"mia", RESULT, s.row("rina", RESULT), performance_score=5
	),
	"the appraisal is published by hand": lambda s: put(
		"rina", "Performance Appraisal", s.row("rina", "Performance Appraisal"), state="Published", rating=5
	),
	"a method of the document": lambda s: post(
		"rina",
		"run_doc_method",
		docs=in_memory(s, "Performance Appraisal", "Performance Appraisal", state="Published"),
		method="db_update",
	),
	"db_set of the document": lambda s: post(
		"rina",
		"run_doc_method",
		docs=in_memory(s, REVIEW, "Self Review"),
		method="db_set",
		args=json.dumps({"fieldname": "state", "value": "Submitted"}),
	),
	"a method of the row by address": lambda s: (
		"rina",
		"POST",
		f"/api/resource/{REVIEW}/{s.row('rina', 'Self Review')}",
		{"json": {"run_method": "db_update"}},
	),
	"data import": lambda s: add(
		"rina", "Data Import", reference_doctype=REVIEW, import_type="Update Existing Records"
	),
	"data import by HR": lambda s: add(
		"hr", "Data Import", reference_doctype=RESULT, import_type="Update Existing Records"
	),
	"the box": lambda s: put("rina", "Talent Assessment", s.row("rina", "Talent Assessment"), box=9),
	"a box of one's own": lambda s: add(
		"rina", "Talent Assessment", employee=s.of["rina"], company=s.company, box=9
	),
	"potential of oneself": lambda s: add(
		"rina",
		"Potential Assessment",
		employee=s.of["rina"],
		company=s.company,
		assessor=s.of["mia"],
		state="Submitted",
		ability=5,
	),
	"potential of oneself, as HR": lambda s: add(
		"hr",
		"Potential Assessment",
		employee=s.of["hr"],
		company=s.company,
		assessor=s.of["mia"],
		state="Submitted",
		ability=5,
	),
	"potential of one's manager": lambda s: add(
		"rina", "Potential Assessment", employee=s.of["mia"], company=s.company, assessor=s.of["boss"]
	),
	"a placement": lambda s: add(
		"talent", "Talent Placement", employee=s.of["talent"], company=s.company, after_box=9, cause="Close"
	),
	"an event": lambda s: add(
		"rina",
		"Appraisal Event",
		appraisal=s.row("rina", "Performance Appraisal"),
		employee=s.of["rina"],
		deed="publish",
		by=s.user("hr"),
	),
	"an approved target is lowered": lambda s: put(
		"rina", "Key Result Month", s.row("rina", "Key Result Month"), target=1
	),
	"a month more in an approved key result": lambda s: add(
		"rina",
		"Key Result Month",
		parent=s.row("rina", "Key Result"),
		parenttype="Key Result",
		parentfield="months",
		month="2025-02-01",
	),
	"an approved key result": lambda s: put(
		"rina", "Key Result", s.row("rina", "Key Result"), target_value=1
	),
	"attainment by hand": lambda s: put("rina", "Objective", s.row("rina", "Objective"), attainment=100),
	"the company's month in the own key result": lambda s: put(
		"rina",
		"Key Result Month",
		s.row("everybody", "Key Result Month"),
		parent=s.row("rina", "Key Result"),
		month="2025-03-01",
		target=1,
	),
	"a note changes its author": lambda s: put(
		"mia", "Feedback Note", s.row("rina", "Feedback Note"), author=s.of["boss"]
	),
	"an update in another's name": lambda s: add(
		"budi",
		"Key Result Update",
		key_result=s.row("rina", "Key Result"),
		employee=s.of["budi"],
		author=s.user("rina"),
		updated_on="2025-05-01",
		kind="Total",
		value=10,
	),
	"a check-in in another's name": lambda s: add(
		"budi",
		"Check-in",
		employee=s.of["rina"],
		owner=s.user("rina"),
		on_date="2025-05-01",
		moved="I did nothing",
	),
	"an objective that is approved already": lambda s: add(
		"budi",
		"Objective",
		title="Easy",
		level="Individual",
		employee=s.of["rina"],
		cycle=s.row("everybody", "Performance Cycle"),
		status="Approved",
		approved_by=s.user("mia"),
	),
}
# Frappe answers that it has failed for some of them, with 200.
QUIET: dict[str, Callable[[Stage], Request]] = {
	"delete many": lambda s: post(
		"rina",
		"frappe.desk.reportview.delete_items",
		doctype=REVIEW,
		items=json.dumps([s.row("rina", REVIEW)]),
	),
	"bulk update": lambda s: post(
		"rina",
		"frappe.client.bulk_update",
		docs=json.dumps([{"doctype": REVIEW, "docname": s.row("rina", REVIEW), "overall_rating": 5}]),
	),
	"bulk update of a list": lambda s: post(
		"rina",
		"frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs",
		doctype=REVIEW,
		docnames=json.dumps([s.row("rina", REVIEW), s.row("rina", "Self Review")]),
		action="update",
		data=json.dumps({"state": "Submitted"}),
	),
	"bulk update of results": lambda s: post(
		"hr",
		"frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs",
		doctype=RESULT,
		docnames=json.dumps([s.row("rina", RESULT)]),
		action="update",
		data=json.dumps({"performance_score": 5}),
	),
}


@pytest.fixture(scope="module")
def before(stage: Stage) -> dict[str, list]:
	"""The rows as they stand."""
	return picture(stage)


@pytest.fixture
def unchanged(stage: Stage, before: dict[str, list]) -> Iterator[None]:
	"""An attack leaves no trace."""
	yield
	assert picture(stage) == before


@pytest.mark.parametrize("attack", list(ATTACKS))
def test_nobody_rates_in_anothers_name(stage: Stage, unchanged: None, attack: str) -> None:
	who, verb, path, sent = ATTACKS[attack](stage)
	assert refused(stage(who).answer(verb, path, **sent))


@pytest.mark.parametrize("attack", list(QUIET))
def test_in_bulk_neither(stage: Stage, unchanged: None, attack: str) -> None:
	who, verb, path, sent = QUIET[attack](stage)
	assert stage(who).answer(verb, path, **sent).status_code < 500


def test_the_reviewer_writes_what_is_his_to_write(stage: Stage) -> None:
	own = stage.row("rina", "Self Review")
	lines = stage("rina").read(REVIEW, own)["ratings"]
	stage("rina").change(REVIEW, own, summary="A good year", ratings=[{**lines[0], "rating": 4}])
	assert stage.stored("rina", "Self Review", "summary") == "A good year"
	assert frappe.db.get_value(RATING, stage.row("rina", "Self Rating"), ("rating", "parent")) == (4, own)
	assert frappe.db.get_value(RATING, stage.row("rina", RATING), "rating") == figures_of("rina")["rating"]


def test_the_owner_of_a_draft_key_result_changes_its_months(stage: Stage) -> None:
	cycle = stage.row("everybody", "Performance Cycle")
	mine = stage("budi").add(
		"Objective", title="Sell more", level="Individual", employee=stage.of["budi"], cycle=cycle
	)
	measured = {"objective": mine["name"], "title": "In figures", "method": "Progress", "target_value": 10}
	key = stage("budi").add("Key Result", **measured, months=[{"month": "2025-01-01", "target": 5}])
	changed = stage("budi").change("Key Result", key["name"], months=[{**key["months"][0], "target": 6}])
	assert [month["target"] for month in changed["months"]] == [6]


def test_a_draft_takes_no_row_over_from_another_document(stage: Stage) -> None:
	cycle, month = stage.row("everybody", "Performance Cycle"), stage.row("everybody", "Key Result Month")
	mine = stage("budi").add(
		"Objective", title="Sell", level="Individual", employee=stage.of["budi"], cycle=cycle
	)
	measured = {"objective": mine["name"], "title": "In figures", "method": "Progress", "target_value": 10}
	key = stage("budi").add("Key Result", **measured)
	taken = {"doctype": "Key Result Month", "name": month, "month": "2025-01-01", "target": 1}
	answer = stage("budi").answer("PUT", f"/api/resource/Key Result/{key['name']}", json={"months": [taken]})
	assert refused(answer) == "RowRefused"
	frappe.db.rollback()
	stands = frappe.db.get_value("Key Result Month", month, ("parent", "target"))
	assert stands == (stage.row("everybody", "Key Result"), 10)
