"""Somebody is after notes that aren't for him, or writes in another's name: he learns nothing, and the rows stay as they are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from stage import SECRET, Stage

import frappe

from web import Refused

NOTE = "Feedback Note"
PORTAL = "talent_performance.portal.notes."
WORD = "Zibebe"


@pytest.fixture(autouse=True)
def unhurried() -> Iterator[None]:
	"""Each story begins with a fresh hour."""
	frappe.cache.delete_keys("talent_pace")
	yield


def gives(stage: Stage, who: str, about: str, visibility: str, **more: Any) -> str:
	"""A note by its author's own hands."""
	said = {"kind": "Praise", "note": f"{WORD} for {about}", "visibility": visibility, **more}
	return stage(who).call(f"{PORTAL}give", values={"employee": stage.of[about], **said})["name"]


DOORS = {
	"document": lambda s, who, name: s(who).read(NOTE, name),
	"list": lambda s, who, name: s(who).ask(
		"frappe.client.get_list", doctype=NOTE, fields='["name", "note"]', limit_page_length=0
	),
	"report view": lambda s, who, name: s(who).ask(
		"frappe.desk.reportview.get", doctype=NOTE, fields='["name", "note"]', filters="[]"
	),
	"export": lambda s, who, name: s(who).ask(
		"frappe.desk.reportview.export_query", doctype=NOTE, fields='["name", "note"]', file_format_type="CSV"
	),
	"search": lambda s, who, name: s(who).call(
		"frappe.desk.search.search_link", doctype=NOTE, txt="", page_length=50
	),
	"search everywhere": lambda s, who, name: s(who).call(
		"frappe.utils.global_search.search", text=WORD, doctype=NOTE
	),
	"one value": lambda s, who, name: s(who).ask(
		"frappe.client.get_value", doctype=NOTE, fieldname="note", filters=json.dumps({"name": name})
	),
	"print": lambda s, who, name: s(who).ask("frappe.www.printview.get_html_and_style", doc=NOTE, name=name),
	"received": lambda s, who, name: s(who).ask(f"{PORTAL}page", view="received"),
	"team": lambda s, who, name: s(who).ask(f"{PORTAL}page", view="team"),
	"wall": lambda s, who, name: s(who).ask(f"{PORTAL}wall"),
	"evidence": lambda s, who, name: s(who).ask(
		"talent_performance.talent_performance.doctype.performance_appraisal.performance_appraisal.sheet",
		appraisal=s.row("rina", "Performance Appraisal"),
	),
}


def told(stage: Stage, door: str, who: str, name: str) -> str:
	"""What a door says to somebody, or that it says no."""
	try:
		return json.dumps(DOORS[door](stage, who, name))
	except Refused as refusal:
		return str(refusal).replace(name, "")  # which the asker said himself


@pytest.mark.parametrize("door", list(DOORS))
def test_a_private_note_is_read_by_its_author_alone(stage: Stage, door: str) -> None:
	"""Budi notes something about Rina for himself."""
	name = gives(stage, "budi", "rina", "Only Me")
	for who in ("rina", "mia", "boss", "hr", "hruser", "talent"):
		said = told(stage, door, who, name)
		assert f"{WORD} for rina" not in said and name not in said, who
	assert f"{WORD} for rina" in told(stage, "document", "budi", name)
	assert name in json.dumps(stage("budi").ask(f"{PORTAL}page", view="given"))


def test_nobody_counts_or_filters_what_he_doesnt_read(stage: Stage) -> None:
	gives(stage, "budi", "rina", "Only Me")
	asked = {"doctype": NOTE, "filters": json.dumps({"note": ("like", f"%{WORD} for rina%")})}
	mine = stage("budi").ask("frappe.client.get_count", **asked)
	assert mine >= 1
	for who in ("rina", "mia", "hr", "talent"):
		assert stage(who).ask("frappe.client.get_count", **asked) == 0


def test_nobody_writes_in_anothers_name(stage: Stage) -> None:
	"""The author is whoever is logged in, whatever is sent; nor is a request answered by hand."""
	forged = {"author": stage.of["boss"], "author_name": "Boss", "owner": stage.user("boss"), "state": "Open"}
	sent = {"kind": "Praise", "visibility": "Everybody", "note": WORD, **forged, "thanked_on": "2025-01-01"}
	made = stage("budi").add(NOTE, employee=stage.of["rina"], **sent)
	frappe.db.rollback()
	kept = frappe.get_doc(NOTE, made["name"])
	assert (kept.author, kept.owner) == (stage.of["budi"], stage.user("budi"))
	assert (kept.state, kept.thanked_on, kept.answers) == (None, None, None) or not any(
		(kept.state, kept.thanked_on, kept.answers)
	)


ATTACKS = (
	lambda person, name: person.change(NOTE, name, note="Mine"),
	lambda person, name: person.call(f"{PORTAL}change", feedback=name, values={"note": "Mine"}, modified="x"),
	lambda person, name: person.call(f"{PORTAL}withdraw", feedback=name),
	lambda person, name: person.call("frappe.client.delete", doctype=NOTE, name=name),
	lambda person, name: person.call(f"{PORTAL}answer", feedback=name, values={"note": "Mine"}),
)


def test_nobody_else_changes_deletes_or_thanks(stage: Stage) -> None:
	name = gives(stage, "budi", "rina", "Everybody")
	before = picture_of(name)
	for who in ("rina", "mia", "hr", "talent"):
		for attack in ATTACKS:
			with pytest.raises(Refused):
				attack(stage(who), name)
	with pytest.raises(Refused):
		stage("mia").call(f"{PORTAL}thank", feedback=name)
	assert picture_of(name) == before
	stage("rina").call(f"{PORTAL}thank", feedback=name)
	stage("budi").call(f"{PORTAL}withdraw", feedback=name)
	frappe.db.rollback()
	assert not frappe.db.exists(NOTE, name)


def picture_of(name: str) -> dict[str, Any]:
	"""The row as it is stored now."""
	frappe.db.rollback()
	return frappe.db.get_value(
		NOTE, name, ["note", "author", "visibility", "thanked_on", "modified"], as_dict=True
	)


def test_a_request_is_between_two(stage: Stage) -> None:
	"""Rina asks Budi; nobody else hears of it, and nobody else answers."""
	people = [stage.of["budi"]]
	[name] = stage("rina").call(f"{PORTAL}ask_feedback", people=people, values={"note": f"{WORD} asks"})
	for who in ("mia", "boss", "hr", "hruser", "talent"):
		for door in DOORS:
			assert f"{WORD} asks" not in told(stage, door, who, name), (who, door)
		with pytest.raises(Refused):
			stage(who).call(f"{PORTAL}answer", feedback=name, values={"kind": "Praise", "note": "x"})
	said = {"kind": "Praise", "note": f"{WORD} answers", "visibility": "Employee and Manager"}
	stage("budi").call(f"{PORTAL}answer", feedback=name, values=said)
	assert f"{WORD} answers" in json.dumps(stage("rina").ask(f"{PORTAL}page", view="asked"))
	frappe.db.rollback()
	assert frappe.db.get_value(NOTE, name, "state") == "Answered"


def test_the_search_is_no_directory(stage: Stage) -> None:
	"""Two letters, eight names, no columns but those that everybody knows; the stage's company and no other."""
	for text in ("", "%", "_", "a", "%%", "__"):
		assert stage("budi").ask(f"{PORTAL}people", text=text) == []
	found = stage("budi").ask(f"{PORTAL}people", text=stage.company.split()[1])
	assert found and len(found) <= 8
	assert {frappe.db.get_value("Employee", row["name"], "company") for row in found} == {stage.company}
	assert {key for row in found for key in row} == {"name", "employee_name", "designation", "department"}


def test_a_flood_ends_and_others_write_on(stage: Stage) -> None:
	with pytest.raises(Refused) as stopped:
		for _each in range(31):
			gives(stage, "budi", "rina", "Only Me")
	assert (stopped.value.status, stopped.value.kind) == (429, "RateLimitExceededError")
	assert gives(stage, "mia", "rina", "Manager")


@pytest.mark.parametrize("said", ["x" * 50_000, "😀" * 50_000, "\u202e" * 50_000])
def test_a_text_of_any_size_is_refused_in_words(stage: Stage, said: str) -> None:
	with pytest.raises(Refused, match="at most 5000 characters"):
		gives(stage, "budi", "rina", "Everybody", note=said)
	assert gives(stage, "budi", "rina", "Everybody", note="😀 مرحبا @rina <b>bold</b>")


def test_nothing_secret_was_needed(stage: Stage) -> None:
	"""The planted note about Rina, by Mia for herself, is still hers alone."""
	name = stage.row("rina", NOTE)
	assert SECRET not in json.dumps([told(stage, door, "rina", name) for door in DOORS])
	assert f"{SECRET} of rina, note" in told(stage, "document", "mia", name)
