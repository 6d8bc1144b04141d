"""My appraisal and the writing of reviews in the portal: as an employee of the desk, as one without any role, as somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import frappe
from frappe.utils import add_days, nowdate

from appraisals import (
	APPRAISAL,
	CYCLE,
	REVIEW,
	Company,
	acting_as,
	build,
	events_of,
	make_appraisal,
	neighbours,
	published,
	put,
	refused,
	state_of,
)
from harness import Site
from people import COMPANY, make_employee
from staff import hush_general_hooks
from talent_performance.access import upkeep
from talent_performance.exceptions import IllegalMove, IncompleteCall, ReviewUnfit
from talent_performance.flows import pasted, review_drafts
from talent_performance.portal import appraisal as portal
from talent_performance.portal import writing
from talent_performance.store import listeners

WORD = (
	"<html xmlns:o='urn:o'><head><style>p{margin:0}</style></head><body><!--StartFragment-->"
	"<p class=MsoNormal><span lang=ID>Sold <b>twelve</b> units<o:p></o:p></span></p>\r\n<p>Then &lt;20 more</p></body></html>"
)
AS_SEEN = "Sold twelve units\nThen <20 more"
KINDS = ("employee", "peer")


@pytest.fixture(scope="module")
def house(site: Site) -> Iterator[Company]:
	"""Set up once by Administrator in a transaction that is never committed; the peer comes through the portal alone."""
	with pytest.MonkeyPatch.context() as patch:
		frappe.db.rollback()
		frappe.clear_cache()
		frappe.set_user("Administrator")
		patch.setattr(frappe.db, "commit", lambda: None)
		patch.setattr(listeners, "harmless_by_hook", listeners.harmless_by_hook)
		hush_general_hooks()
		neighbours(patch)
		try:
			made = build()
			frappe.db.set_value("User", made.user["peer"], "user_type", "Website User")
			frappe.db.delete("Has Role", {"parent": made.user["peer"]})
			made.others["employee"] = made.appraisal
			frappe.clear_cache()
			yield made
		finally:
			frappe.set_user("Administrator")
			frappe.db.rollback()
			frappe.clear_cache()


@pytest.fixture(autouse=True)
def apart(house: Company) -> Iterator[None]:
	"""What a test changes, it changes for itself."""
	frappe.db.savepoint("test")
	yield
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="test")
	frappe.clear_messages()


def begun(house: Company, who: str, perspective: str = "Self", state: str = "Self Review") -> dict[str, Any]:
	"""The page of a review that somebody has just begun, in a state where he may."""
	about = house.others["employee" if perspective == "Manager" else who]
	put(about, state, due_date=add_days(nowdate(), 5))
	with acting_as(house.user[who]):
		return plain(portal.review(portal.open(about, perspective)))


def plain(answer: Any) -> Any:
	"""As it comes to a browser."""
	return frappe.parse_json(frappe.as_json(answer))


def stored(review: str) -> Any:
	return frappe.get_doc(REVIEW, review)


def test_roles_are_as_said(house: Company) -> None:
	assert "Employee" in frappe.get_roles(house.user["employee"])
	assert not {"Employee", "System Manager"} & set(frappe.get_roles(house.user["peer"]))


# The list and the sheet


@pytest.mark.parametrize("who", KINDS)
def test_mine_says_what_waits(house: Company, who: str) -> None:
	put(house.others[who], "Self Review", due_date=add_days(nowdate(), 5), rating_label="Early word")
	with acting_as(house.user[who]):
		told = portal.mine()
	(row,) = told["under_way"]
	assert told["past"] == [] and told["employee"]
	assert (row["name"], row["write"], row["self_state"]) == (house.others[who], True, "")
	assert row["cycle_title"] == "Year of States" and row["rating_label"] == ""
	assert not row["acknowledge"] and not row["appeal"]


def test_mine_of_somebody_without_appraisal_or_employee(house: Company) -> None:
	with acting_as(house.user["upper"]):
		assert portal.mine() == {"employee": True, "records": 0, "under_way": [], "past": []}
	with acting_as(house.user["system manager"]):
		assert portal.mine() == {"employee": False, "records": 0, "under_way": [], "past": []}


def test_mine_of_two_records(house: Company) -> None:
	"""A rehired person with one user: both records' appraisals stand in one list."""
	second = make_employee("Workeragain", house.employee["manager"], user=False)
	with acting_as(house.user["employee"]):
		portal.mine()
		before = queries(portal.mine)
	frappe.db.set_value("Employee", second, "user_id", house.user["employee"])
	upkeep.update_lines()
	other = make_appraisal(second, house.employee["manager"], None)
	published(other)
	with acting_as(house.user["employee"]):
		told = portal.mine()
		assert queries(portal.mine) == before
	assert {row["name"] for row in told["under_way"]} == {house.appraisal, other} and told["records"] == 2
	assert [row["acknowledge"] for row in told["under_way"] if row["name"] == other] == [True]


def test_guests_and_strangers_are_refused(house: Company) -> None:
	review = begun(house, "employee")["name"]
	for who in ("peer", "former"):
		with acting_as(house.user[who]):
			for door in (
				lambda: portal.sheet(house.appraisal),
				lambda: portal.acknowledge(house.appraisal, "Mine"),
				lambda: portal.appeal(house.appraisal, "Mine"),
				lambda: portal.open(house.appraisal, "Self"),
				lambda: portal.open(house.appraisal, "Manager"),
				lambda: portal.review(review),
				lambda: portal.save_draft(review, {"summary": "Not mine"}, ""),
				lambda: portal.submit(review),
			):
				with refused(frappe.PermissionError):
					door()
	assert stored(review).summary is None and stored(review).state == "Draft"
	assert "appraisal.mine" not in {f"appraisal.{each.__name__}" for each in frappe.guest_methods}


def test_the_manager_reads_no_draft_and_writes_nothing_in_it(house: Company) -> None:
	review = begun(house, "employee")["name"]
	with acting_as(house.user["manager"]):
		with refused(frappe.PermissionError):
			portal.review(review)
		with refused(frappe.PermissionError):
			portal.save_draft(review, {"summary": "His words"}, "")
	frappe.db.set_value(REVIEW, review, {"state": "Submitted", "seen_by_manager": 1})
	with acting_as(house.user["manager"]):
		assert portal.review(review)["mine"] is False
		with refused(frappe.PermissionError):
			portal.save_draft(review, {"summary": "His words"}, "")
		with refused(frappe.PermissionError):
			portal.submit(review)
	assert stored(review).summary is None


@pytest.mark.parametrize("who", KINDS)
def test_before_publication_only_the_own_side_and_dates(house: Company, who: str) -> None:
	put(house.others[who], "Manager Review", rating=4, rating_label="Strong", due_date="2030-01-01")
	within = {
		"parent": CYCLE,
		"parenttype": "Performance Cycle",
		"parentfield": "companies",
		"company": COMPANY,
	}
	frappe.get_doc({"doctype": "Cycle Company", "name": "of this test", **within}).db_insert()
	with acting_as(house.user[who]):
		told = plain(portal.sheet(house.others[who]))
	assert told["mine"] and told["waits"] and not told["calculation"]["calculated"]
	assert (told["state"], told["due_date"]) == ("Manager Review", "2030-01-01")
	assert told["ratings"]["rows"] == [] and told["reviews"] == [] and told["deeds"] == []
	assert [step["phase"] for step in told["steps"]] == ["Manager Review"]


@pytest.mark.parametrize("who", KINDS)
def test_acknowledge_twice_is_once(house: Company, who: str) -> None:
	published(house.others[who])
	with acting_as(house.user[who]):
		assert set(portal.sheet(house.others[who])["deeds"]) == {"acknowledge", "appeal"}
		portal.acknowledge(house.others[who], "<p>Thank <b>you</b></p>")
		portal.acknowledge(house.others[who], "<p>Thank <b>you</b></p>")
	assert state_of(house.others[who]) == "Acknowledged"
	assert frappe.db.get_value(APPRAISAL, house.others[who], "acknowledge_comment") == "Thank you"
	assert [event.deed for event in events_of(house.others[who])].count("acknowledge") == 1


@pytest.mark.parametrize("who", KINDS)
def test_appeal_needs_a_reason_and_twice_is_once(house: Company, who: str) -> None:
	published(house.others[who])
	with acting_as(house.user[who]):
		with refused(IllegalMove):
			portal.appeal(house.others[who], "  ")
		with refused(ReviewUnfit, "9,000"):
			portal.appeal(house.others[who], "x" * 73_000)
		portal.appeal(house.others[who], "The margin was left out.")
		portal.appeal(house.others[who], "The margin was left out.")
		told = plain(portal.sheet(house.others[who]))
	assert state_of(house.others[who]) == "Appealed" and told["appeal_reason"] == "The margin was left out."
	assert [event.deed for event in events_of(house.others[who])].count("appeal") == 1


def test_too_late_for_an_appeal(house: Company) -> None:
	published(house.appraisal, appeal_by=add_days(nowdate(), -1))
	with acting_as(house.user["employee"]):
		assert portal.sheet(house.appraisal)["deeds"] == ["acknowledge"]
		with refused(IllegalMove, "over"):
			portal.appeal(house.appraisal, "Late")
	assert state_of(house.appraisal) == "Published"


# Writing


@pytest.mark.parametrize("who", KINDS)
def test_the_page_has_everything(house: Company, who: str) -> None:
	page = begun(house, who)
	assert (page["perspective"], page["mine"], page["submission"]) == ("Self", True, "open")
	assert [line["title"] for line in page["lines"]] == ["Teamwork", "Judgement", "Remarks"]
	assert not any(line["needed"] for line in page["lines"])
	assert [question["needed"] for question in page["questions"]] == [True]
	assert page["levels"][0]["label"] and page["due_date"] == str(add_days(nowdate(), 5))
	assert "managers above" in page["readers"] and page["longest"] == pasted.LONGEST
	assert page["evidence"]["rows"] == [] and page["earlier"] == [] and page["sides"] == []


@pytest.mark.parametrize("who", KINDS)
def test_a_note_about_a_competency_stands_at_its_line_and_the_aid_sees_its_day(
	house: Company, who: str
) -> None:
	"""Requests and what isn't for the writer stand nowhere."""
	page = begun(house, who)
	end = frappe.db.get_value(APPRAISAL, page["appraisal"], "end_date")
	last = min(end, frappe.utils.getdate())
	about = {
		"employee": page["employee"],
		"company": COMPANY,
		"author": house.employee["manager"],
		"on_date": last,
	}
	line, other = frappe.get_doc(REVIEW, page["name"]).ratings[:2]
	for each in (line, other):
		frappe.db.set_value("Review Rating", each.name, "competency", each.item)
	for number, (kind, visibility, tied) in enumerate(
		(
			("Praise", "Everybody", True), ("Praise", "Employee and Manager", True), ("Suggestion", "Everybody", True),
			("Praise", "Manager", True), ("Request", "Only Me", True), ("Praise", "Everybody", False),
		)
	):  # fmt: skip
		said = {"kind": kind, "visibility": visibility, "note": f"Note {number}", "author_name": "Boss"}
		tied_to = {"competency": "Teamwork" if tied else None}
		note = frappe.get_doc({"doctype": "Feedback Note", **about, **said, **tied_to})
		note.set_new_name()
		note.db_insert()
	with acting_as(house.user[who]):
		page = portal.review(page["name"])
		noted = {each["title"]: {note["text"] for note in each["notes"]} for each in page["lines"]}
		assert noted == {"Teamwork": {"Note 0", "Note 1", "Note 2"}, "Judgement": set(), "Remarks": set()}
		assert page["evidence"]["said"] == "4 of 4 pieces of evidence are from the last 3 months."
		assert page["evidence"]["heavy"]
		found = [
			[each["kind"] for each in writing.look_at("He helped.", "en", page["name"], row)["findings"]]
			for row in (line.name, other.name)
		]
		assert found == [["recency"], []]
	with acting_as(house.user[KINDS[who == KINDS[0]]]), pytest.raises(frappe.PermissionError):
		writing.look_at("He helped.", "en", page["name"], line.name)


def test_the_manager_has_the_self_side_beside_his(house: Company) -> None:
	page = begun(house, "employee")
	answer(house, "employee", page, rating=3)
	with acting_as(house.user["employee"]):
		portal.submit(page["name"])
	other = begun(house, "manager", "Manager", state_of(house.appraisal))
	assert [line["needed"] for line in other["lines"]] == [True, True, False]
	assert other["lines"][0]["others"] == [
		{"perspective": "Self", "who": "Worker", "rating": 3.0, "comment": "As seen"}
	]
	(side,) = other["sides"]
	assert side["perspective"] == "Self" and other["needs_overall"]
	assert [(each["question"], each["answer"]) for each in side["answers"]] == [
		("What are you proud of?", "The new line.")
	]


def answer(house: Company, who: str, page: dict[str, Any], rating: float = 0) -> dict[str, Any]:
	"""Somebody writes in every place of a review, and it is kept."""
	first = page["lines"][0]["name"]
	values = {
		f"ratings.{first}.rating": rating,
		f"ratings.{first}.comment": "As seen",
		f"answers.{page['questions'][0]['name']}.answer": "The new line.",
		"summary": "A good year.",
	}
	with acting_as(house.user[who]):
		return portal.save_draft(page["name"], values, page["modified"])


@pytest.mark.parametrize("who", KINDS)
def test_a_draft_is_kept_and_submitted_however_often(house: Company, who: str) -> None:
	page = begun(house, who)
	told = answer(house, who, page, rating=3)
	assert told["state"] == "saved" and told["modified"] != page["modified"] and not told["stored"]
	kept = stored(page["name"])
	assert (kept.ratings[0].rating, kept.ratings[0].state) == (3, "Rated")
	assert (kept.ratings[0].comment, kept.answers[0].answer) == ("As seen", "The new line.")
	assert kept.summary == "A good year."
	assert not frappe.db.exists("Appraisal Result", {"appraisal": kept.appraisal})
	with acting_as(house.user[who]):
		once, twice = portal.submit(page["name"]), portal.submit(page["name"])
	assert once == twice and once["state"] == "submitted"
	assert state_of(house.others[who]) == "Manager Review" and stored(page["name"]).state == "Submitted"
	assert [event.deed for event in events_of(house.others[who])].count("open_manager_review") == 1


def test_what_is_missing_is_said_and_nothing_submitted(house: Company) -> None:
	page = begun(house, "employee")
	with acting_as(house.user["employee"]), refused(ReviewUnfit, "answer is required"):
		portal.submit(page["name"])
	assert stored(page["name"]).state == "Draft" and state_of(house.appraisal) == "Self Review"


def test_not_applicable_takes_the_rating_away(house: Company) -> None:
	page = begun(house, "manager", "Manager", "Manager Review")
	row = page["lines"][0]["name"]
	values = {
		f"ratings.{row}.rating": 0,
		f"ratings.{row}.state": "Not Applicable",
		f"ratings.{row}.reason": "New",
	}
	with acting_as(house.user["manager"]):
		assert portal.save_draft(page["name"], values, page["modified"])["state"] == "saved"
	assert (stored(page["name"]).ratings[0].state, stored(page["name"]).ratings[0].reason) == (
		"Not Applicable",
		"New",
	)


# What goes wrong


def test_two_windows_and_nothing_is_lost(house: Company) -> None:
	page = begun(house, "employee")
	question = f"answers.{page['questions'][0]['name']}.answer"
	with acting_as(house.user["employee"]):
		first = portal.save_draft(page["name"], {"summary": "Of the first window"}, page["modified"])
		second = portal.save_draft(
			page["name"], {"summary": "Of the second", question: "Mine"}, page["modified"]
		)
		assert second["state"] == "conflict" and second["modified"] == first["modified"]
		assert second["stored"] == {"summary": "Of the first window", question: ""}
		assert (
			stored(page["name"]).summary == "Of the first window"
			and not stored(page["name"]).answers[0].answer
		)
		again = portal.save_draft(page["name"], {question: "Mine"}, second["modified"])
		assert again["state"] == "saved"
	kept = stored(page["name"])
	assert (kept.summary, kept.answers[0].answer) == ("Of the first window", "Mine")


def test_the_same_draft_sent_twice_is_no_conflict(house: Company) -> None:
	page = begun(house, "employee")
	with acting_as(house.user["employee"]):
		first = portal.save_draft(page["name"], {"summary": "Once"}, page["modified"])
		second = portal.save_draft(page["name"], {"summary": "Once"}, page["modified"])
	assert (second["state"], second["modified"]) == ("saved", first["modified"])


def test_a_phase_that_closed_while_typing(house: Company) -> None:
	page = begun(house, "employee")
	put(house.appraisal, "Calibration")
	told = answer(house, "employee", page)
	assert (told["state"], told["submission"]) == ("saved", "closed")
	assert stored(page["name"]).summary == "A good year."
	with acting_as(house.user["employee"]), refused(IllegalMove, "Calibration"):
		portal.submit(page["name"])
	assert stored(page["name"]).state == "Draft" and state_of(house.appraisal) == "Calibration"


def test_submitted_in_another_window_while_typing(house: Company) -> None:
	page = begun(house, "employee")
	kept = answer(house, "employee", page)
	with acting_as(house.user["employee"]):
		portal.submit(page["name"])
		told = portal.save_draft(page["name"], {"summary": "One more thing"}, kept["modified"])
	assert (told["state"], told["stored"]) == ("submitted", {"summary": "A good year."})
	assert stored(page["name"]).summary == "A good year."


def test_pasted_html_becomes_what_it_shows(house: Company) -> None:
	page = begun(house, "employee")
	row = page["lines"][0]["name"]
	hostile = "5 < 6, a<b and <script>alert(1)</script> done <img src=x onerror=alert(1)>"
	values = {"summary": WORD, f"ratings.{row}.comment": hostile}
	with acting_as(house.user["employee"]):
		told = portal.save_draft(page["name"], values, page["modified"])
	kept = stored(page["name"])
	assert kept.summary == told["became"]["summary"] == AS_SEEN
	assert kept.ratings[0].comment == "5 < 6, a< b and done"


@pytest.mark.parametrize("sign", ["a", "é"])
def test_fifty_thousand_characters(house: Company, sign: str) -> None:
	"""What the database takes is kept whole; of what it doesn't take nothing is cut, and the rest is kept."""
	page = begun(house, "employee")
	row = page["lines"][0]["name"]
	values = {"summary": sign * 50_000, f"ratings.{row}.comment": "Short"}
	with acting_as(house.user["employee"]):
		told = portal.save_draft(page["name"], values, page["modified"])
	kept = stored(page["name"])
	assert told["state"] == "saved" and kept.ratings[0].comment == "Short"
	if sign == "a":
		assert kept.summary == sign * 50_000 and not told["refused"]
	else:
		assert not kept.summary and "18,000" in told["refused"]["summary"]


@pytest.mark.parametrize(
	"key",
	[
		"state",
		"reviewer",
		"ratings.none.rating",
		"ratings..rating",
		"seen_by_manager",
		"answers.none.question",
	],
)
def test_nothing_else_is_written(house: Company, key: str) -> None:
	page = begun(house, "employee")
	with acting_as(house.user["employee"]), refused(IncompleteCall):
		portal.save_draft(page["name"], {key: "Submitted"}, page["modified"])
	assert stored(page["name"]).state == "Draft"


def test_weights_and_lines_stay_and_levels_are_levels(house: Company) -> None:
	page = begun(house, "employee")
	row = page["lines"][0]["name"]
	with acting_as(house.user["employee"]):
		with refused(IncompleteCall):
			portal.save_draft(page["name"], {f"ratings.{row}.weight": 99}, page["modified"])
		with refused(IncompleteCall):
			portal.save_draft(page["name"], {f"ratings.{row}.state": "Brilliant"}, page["modified"])
		with refused(ReviewUnfit):
			portal.save_draft(page["name"], {f"ratings.{row}.rating": 77}, page["modified"])
	assert stored(page["name"]).ratings[0].weight == 2


def test_nobody_writes_the_managers_side_of_the_own_appraisal(house: Company) -> None:
	put(house.appraisal, "Manager Review")
	with acting_as(house.user["employee"]), refused(frappe.PermissionError):
		portal.open(house.appraisal, "Manager")
	assert not frappe.db.exists(REVIEW, {"appraisal": house.appraisal, "perspective": "Manager"})


def test_without_a_manager_hr_reads_it(house: Company) -> None:
	frappe.db.set_value(APPRAISAL, house.others["peer"], {"manager": None, "manager_name": None})
	assert "No manager is on record" in begun(house, "peer")["readers"]


# Speed


def queries(work: Any) -> int:
	"""How many queries a piece of work asks."""
	asked = []
	sql = frappe.db.sql
	frappe.db.sql = lambda *args, **more: asked.append(args[0]) or sql(*args, **more)
	try:
		work()
	finally:
		del frappe.db.sql
	return len(asked)


def test_reading_costs_the_same_however_long_the_history(house: Company) -> None:
	page = begun(house, "employee")
	employee, user = house.employee["employee"], house.user["employee"]
	for at in range(2):
		make_goals(employee, at)
	with acting_as(user):
		doors = (portal.mine, lambda: portal.review(page["name"]), lambda: portal.sheet(house.appraisal))
		first = [queries(door) for door in doors]
		first = [queries(door) for door in doors]
	for at in range(2, 12):
		make_goals(employee, at)
	with acting_as(user):
		assert [queries(door) for door in doors] == first
		assert len(portal.review(page["name"])["objectives"]) == 12
	assert first[0] <= 16


def make_goals(employee: str, at: int) -> None:
	"""An approved objective with a key result, and a check-in."""
	about = {"employee": employee, "cycle": frappe.db.get_value(APPRAISAL, {"employee": employee}, "cycle")}
	goal = {"title": f"Goal {at}", "level": "Individual", "status": "Approved", "archived": "No"}
	name = f"{employee}-G{at}"
	frappe.get_doc({"doctype": "Objective", "name": name, **about, **goal}).db_insert()
	measure = {"title": f"Measure {at}", "objective": name, "level": "Individual", "archived": "No"}
	frappe.get_doc({"doctype": "Key Result", "name": f"{name}-K", **about, **measure}).db_insert()
	said = {"on_date": nowdate(), "status": "Shared", "moved": f"Moved {at}", "employee": employee}
	frappe.get_doc({"doctype": "Check-in", "name": f"{name}-C", **said}).db_insert()


def test_saving_computes_nothing(house: Company, monkeypatch: pytest.MonkeyPatch) -> None:
	page = begun(house, "manager", "Manager", "Manager Review")
	notes = neighbours(monkeypatch)
	with acting_as(house.user["manager"]):
		review_drafts.save(page["name"], {"overall_rating": 3, "overall_reason": "Steady"}, page["modified"])
	assert notes.scored == [] and stored(page["name"]).overall_rating == 3
