"""What people may ask about their data: asked, reviewed, answered, erased; and how each of these could be abused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import frappe
from frappe.utils import add_to_date, get_datetime, now_datetime

from appraised import CYCLE, House, close_all
from people import OTHER_COMPANY, make_employee, make_other_company, user_of
from talent_performance.access import upkeep
from talent_performance.exceptions import DataRequestRefused, IllegalMove, InvalidPolicy, NeverChanged
from talent_performance.flows import publishing
from talent_performance.flows.personal_data import collecting, erasing, holds, retention
from talent_performance.flows.personal_data.person import person_of
from talent_performance.talent_performance.doctype.personal_data_request import (
	personal_data_request as methods,
)

REQUEST, ANSWER, HOLD = "Personal Data Request", "Personal Data Answer", "Legal Hold"
BY_US = "test of personal data"
SECRET = "Only I read this <b>draft</b>"


@pytest.fixture(scope="module")
def filled(house: House) -> House:
	"""The company with a closed cycle, published for Rina alone, and something of every kind about her and by her."""
	close_all(house)
	publishing.publish([house.appraisal["rina"]])
	rina = house.of["rina"]
	frappe.set_user(house.user("rina"))
	add("Check-in", employee=rina, on_date="2025-06-01", moved=SECRET)
	objective = add("Objective", title="Grow", level="Individual", employee=rina, cycle=CYCLE)
	add("Key Result", title="Sales", objective=objective, method="Progress", start_value=0, target_value=10)
	note(house, "budi", "rina", "Great with <i>customers</i>", "Manager")
	note(house, "budi", "rina", "Secret thought", "Only Me")
	note(house, "rina", "budi", "Budi helped Crina.", "Everybody")
	frappe.set_user("Administrator")
	return house


@pytest.fixture
def office(filled: House) -> Iterator[House]:
	"""What a test changes, it changes for itself."""
	frappe.db.savepoint("office")
	yield filled
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="office")
	frappe.db.delete("Error Log", {"method": BY_US})  # Frappe 15 keeps it in a table without transactions
	frappe.clear_cache(doctype="Talent Settings")
	frappe.clear_document_cache("Talent Settings", "Talent Settings")


def note(house: House, author: str, about: str, text: str, visibility: str) -> str:
	"""A note that somebody writes about a colleague."""
	frappe.set_user(house.user(author))
	values = {"note": text, "visibility": visibility, "kind": "Praise", "on_date": "2025-05-01"}
	return add("Feedback Note", employee=house.of[about], author=house.of[author], **values)


def add(doctype: str, **values: Any) -> str:
	return frappe.get_doc({"doctype": doctype, **values}).insert(ignore_permissions=True).name


def raw(doctype: str, **values: Any) -> None:
	"""A row below the ORM, as it came before a rule was there."""
	frappe.get_doc({"doctype": doctype, **values}).db_insert()


def asked(house: House, who: str = "rina", kind: str = "Access") -> str:
	"""A request that somebody has filed for himself."""
	frappe.set_user(house.user(who))
	name = methods.ask(kind, "Please")
	frappe.set_user("Administrator")
	return name


def reviewed(house: House, kind: str = "Access") -> str:
	"""Rina's request, in the Talent Manager's hands, who is the session's user from here on."""
	name = asked(house, kind=kind)
	frappe.set_user(house.user("Talent Manager"))
	methods.take_up(name)
	return name


def answered(house: House) -> str:
	name = reviewed(house)
	methods.give(name, methods.preview(name)["mark"])
	return name


def state(request: str) -> str:
	return frappe.db.get_value(REQUEST, request, "state")


def refused(error: type[Exception], method: Callable, *arguments: Any) -> str:
	"""Call it, and expect to be refused; returns the words."""
	with pytest.raises(error) as caught:
		method(*arguments)
	return str(caught.value)


# asking


def test_somebody_asks_for_oneself_and_the_clock_runs_by_the_companys_law(office: House) -> None:
	name = asked(office)
	document = frappe.get_doc(REQUEST, name)
	assert (document.state, document.on_behalf, document.asked_by) == ("Received", 0, office.user("rina"))
	assert (document.employee, document.law) == (office.of["rina"], "PDP Law")
	assert get_datetime(document.due_on) == add_to_date(get_datetime(document.received_on), hours=72)


def test_talent_settings_choose_the_law_of_a_company(office: House) -> None:
	settings = frappe.get_doc("Talent Settings")
	company = frappe.db.get_value("Employee", office.of["rina"], "company")
	settings.append("data_laws", {"law": "GDPR"})
	settings.append("data_laws", {"for_company": company, "law": "Own Days", "own_days": 10})
	settings.save()
	document = frappe.get_doc(REQUEST, asked(office))
	assert document.law == "Own Days"
	assert (get_datetime(document.due_on).date() - get_datetime(document.received_on).date()).days == 10


@pytest.mark.parametrize(
	("table", "rows", "words"),
	[
		("data_laws", [{"law": "Own Days"}], "expected 1 or more"),
		("data_laws", [{"law": "GDPR"}, {"law": "PDP Law"}], "twice"),
		("retention", [{"kind": "Check-ins", "months": 1}, {"kind": "Check-ins", "months": 2}], "twice"),
	],
)
def test_settings_that_say_two_things_are_refused(office: House, table: str, rows: list, words: str) -> None:
	settings = frappe.get_doc("Talent Settings")
	settings.set(table, rows)
	assert words in refused(InvalidPolicy, settings.save)


def test_hr_records_a_request_on_paper_with_the_day_it_came(office: House) -> None:
	frappe.set_user(office.user("HR Manager"))
	came = add_to_date(now_datetime(), days=-1)
	document = frappe.get_doc(
		{"doctype": REQUEST, "employee": office.of["rina"], "kind": "Access", "received_on": came}
	).insert()
	assert (document.on_behalf, document.asked_by) == (1, office.user("HR Manager"))
	assert frappe.db.exists(
		"Notification Log", {"for_user": office.user("rina"), "document_name": document.name}
	)
	assert get_datetime(document.due_on) == add_to_date(came, hours=72)
	later = {
		"doctype": REQUEST,
		"employee": office.of["budi"],
		"kind": "Access",
		"received_on": add_to_date(now_datetime(), days=1),
	}
	refused(DataRequestRefused, frappe.get_doc(later).insert)


@pytest.mark.parametrize("who", ["manager", "HR User", "budi"])
def test_nobody_but_hr_asks_for_somebody_else(office: House, who: str) -> None:
	frappe.set_user(office.user(who))
	document = frappe.get_doc({"doctype": REQUEST, "employee": office.of["rina"], "kind": "Access"})
	refused(frappe.PermissionError, document.insert)
	assert not frappe.db.exists(REQUEST, {"employee": office.of["rina"]})
	assert methods.ask("Access")


def test_nothing_that_is_sent_along_with_a_request_counts(office: House) -> None:
	frappe.set_user(office.user("rina"))
	sent = {
		"state": "Answered",
		"reviewer": office.user("rina"),
		"due_on": "2099-01-01",
		"received_on": "2020-01-01",
		"asked_by": "Administrator",
		"proposed_by": "Administrator",
		"law": "None",
	}
	document = frappe.get_doc(
		{"doctype": REQUEST, "employee": office.of["rina"], "kind": "Erasure", **sent}
	).insert()
	document.reload()
	assert (document.state, document.reviewer, document.proposed_by) == ("Received", None, None)
	assert document.asked_by == office.user("rina")
	assert get_datetime(document.received_on).year > 2020


def test_the_same_is_asked_once_at_a_time_and_requests_stay(office: House) -> None:
	name = asked(office)
	frappe.set_user(office.user("rina"))
	assert name in refused(DataRequestRefused, methods.ask, "Access")
	document = frappe.get_doc(REQUEST, name)
	refused(frappe.PermissionError, document.save)
	frappe.set_user("Administrator")
	refused(NeverChanged, frappe.get_doc(REQUEST, name).save)
	refused(NeverChanged, frappe.delete_doc, REQUEST, name)
	frappe.set_user(office.user("rina"))
	methods.withdraw(name)
	assert state(name) == "Withdrawn"
	assert methods.ask("Access") != name


def test_a_colleague_neither_sees_nor_withdraws_a_request(office: House) -> None:
	name = asked(office)
	for who in ("budi", "manager", "head", "HR User"):
		frappe.set_user(office.user(who))
		assert not frappe.has_permission(REQUEST, "read", name)
		refused(frappe.PermissionError, methods.withdraw, name)
		refused(frappe.PermissionError, methods.possible, name)
	assert state(name) == "Received"


# reviewing


def test_the_person_never_reviews_the_own_request(office: House) -> None:
	name = asked(office, "Talent Manager")
	frappe.set_user(office.user("Talent Manager"))
	refused(frappe.PermissionError, methods.take_up, name)
	assert not methods.possible(name)["take_up"]
	assert state(name) == "Received"


@pytest.mark.parametrize("who", ["rina", "manager", "HR Manager", "HR User"])
def test_only_a_talent_manager_reviews(office: House, who: str) -> None:
	name = asked(office)
	frappe.set_user(office.user(who))
	refused(frappe.PermissionError, methods.take_up, name)
	refused(frappe.PermissionError, methods.preview, name)
	refused(frappe.PermissionError, methods.give, name, "x")
	assert state(name) == "Received"


def test_a_talent_manager_of_another_company_reviews_nothing_here(office: House) -> None:
	name = asked(office)
	make_other_company()
	abroad = make_employee("Cabroad", roles=("Talent Manager",), company=OTHER_COMPANY)
	frappe.permissions.add_user_permission("Company", OTHER_COMPANY, user_of(abroad), ignore_permissions=True)
	frappe.set_user(user_of(abroad))
	refused(frappe.PermissionError, methods.take_up, name)
	frappe.set_user(office.user("Talent Manager"))
	methods.take_up(name)
	assert state(name) == "In Review"


def test_nothing_is_answered_before_it_was_looked_at_as_it_is(office: House) -> None:
	name = asked(office)
	frappe.set_user(office.user("Talent Manager"))
	refused(IllegalMove, methods.give, name, "x")
	methods.take_up(name)
	refused(DataRequestRefused, methods.give, name, "x")
	mark = methods.preview(name)["mark"]
	frappe.db.set_value("Talent Assessment", {"employee": office.of["rina"]}, "box_label", "Changed")
	refused(DataRequestRefused, methods.give, name, mark)
	assert state(name) == "In Review"
	assert not frappe.db.exists(ANSWER, {"request": name, "state": "Given"})
	methods.give(name, methods.preview(name)["mark"])
	assert state(name) == "Answered"


def test_the_gdpr_lets_the_time_be_extended_once_and_the_person_is_told(office: House) -> None:
	settings = frappe.get_doc("Talent Settings")
	settings.append("data_laws", {"law": "GDPR"})
	settings.save()
	name = reviewed(office)
	before = frappe.db.get_value(REQUEST, name, "due_on")
	refused(DataRequestRefused, methods.extend, name, " ")
	methods.extend(name, "Many records")
	document = frappe.get_doc(REQUEST, name)
	assert (document.due_on - before).days > 50
	assert document.extension_reason == "Many records"
	assert frappe.db.exists("Notification Log", {"for_user": office.user("rina"), "document_name": name})
	refused(DataRequestRefused, methods.extend, name, "Again")


def test_the_pdp_law_knows_no_extension(office: House) -> None:
	name = reviewed(office)
	refused(DataRequestRefused, methods.extend, name, "Many records")
	assert not frappe.db.get_value(REQUEST, name, "extended")


def test_a_refusal_has_a_ground_that_the_person_reads(office: House) -> None:
	name = reviewed(office)
	refused(DataRequestRefused, methods.refuse, name, "")
	methods.refuse(name, "Manifestly excessive")
	frappe.set_user(office.user("rina"))
	assert frappe.get_doc(REQUEST, name).has_permission("read")
	assert (state(name), frappe.db.get_value(REQUEST, name, "ground")) == ("Refused", "Manifestly excessive")
	refused(IllegalMove, methods.withdraw, name)


# what goes out


def content(request: str, form: str = "json") -> Any:
	"""What the session's user downloads."""
	methods.download(request, form)
	told = frappe.local.response.filecontent.decode()
	return json.loads(told) if form == "json" else told


def test_the_answer_holds_own_ratings_and_box_and_never_a_raters_identity(office: House) -> None:
	name = answered(office)
	frappe.set_user(office.user("rina"))
	told = content(name)
	data = told["data"]
	assert data["Appraisal Result"][0]["manager_rating"] == 4.0
	assert data["Talent Assessment"][0]["box"]
	assert data["Potential Assessment"][0]["ability"] == 4.0
	assert data["Appraisal Review"][0]["ratings"][0]["rating"] == 4.0
	assert [note["note"] for note in data["Feedback Note"]] == ["Great with <i>customers</i>"]
	plain = json.dumps(
		{
			key: rows
			for key, rows in data.items()
			if key in ("Feedback Note", "Potential Assessment", "Appraisal Review", "Talent Placement")
		}
	)
	for rater in ("budi", "manager"):
		assert office.of[rater] not in plain
		assert frappe.db.get_value("Employee", office.of[rater], "employee_name") not in plain
	assert "Secret thought" not in json.dumps(told)
	grounds = {(line["document_type"], line["fieldname"]): line["ground"] for line in told["withheld"]}
	assert grounds["Feedback Note", "author"] == "rater"
	assert grounds["Appraisal Review", "reviewer"] == "rater"


def test_what_is_not_published_stays_back_and_says_so(office: House) -> None:
	person = person_of(office.of["budi"])
	found = collecting.collect(person)
	assert "Appraisal Result" not in found.records
	assert "Talent Assessment" not in found.records
	held = {(line.document_type, line.ground) for line in found.withheld}
	assert {("Appraisal Result", "undecided"), ("Talent Assessment", "undecided")} <= held


def test_drafts_go_to_the_person_alone(office: House) -> None:
	name = answered(office)
	assert SECRET not in json.dumps(content(name))
	assert SECRET not in frappe.db.get_value(ANSWER, {"request": name}, "content")
	frappe.set_user(office.user("rina"))
	assert content(name)["drafts"]["Check-in"][0]["moved"] == SECRET
	page = content(name, "html")
	assert SECRET not in page
	assert "Only I read this &lt;b&gt;draft&lt;/b&gt;" in page


def test_a_reviewer_keeps_more_back_with_a_ground_that_the_person_reads(office: House) -> None:
	name = reviewed(office)
	note = frappe.db.get_value("Feedback Note", {"employee": office.of["rina"], "visibility": "Manager"})
	refused(DataRequestRefused, methods.withhold, name, "Feedback Note", " ", note, "note")
	refused(DataRequestRefused, methods.withhold, name, "User", "No", "", "")
	methods.withhold(name, "Feedback Note", "The words give the author away", note, "note")
	methods.withhold(name, "Talent Placement", "Trade secret", "", "")
	methods.withhold(name, "Key Result", "By mistake", "", "")
	line = next(line for line in methods.preview(name)["lines"] if line["kind"] == "Key Result")
	methods.release(name, line["name"])
	methods.give(name, methods.preview(name)["mark"])
	frappe.set_user(office.user("rina"))
	told = content(name)
	assert "note" not in told["data"]["Feedback Note"][0]
	assert "Talent Placement" not in told["data"]
	assert told["data"]["Key Result"]
	assert "The words give the author away" in content(name, "html")
	refused(frappe.PermissionError, methods.withhold, name, "Key Result", "Late", "", "")


def test_an_answer_is_downloaded_by_the_person_and_the_reviewer_alone(office: House) -> None:
	name = reviewed(office)
	frappe.set_user(office.user("rina"))
	refused(IllegalMove, methods.download, name, "json")
	frappe.set_user(office.user("Talent Manager"))
	methods.give(name, methods.preview(name)["mark"])
	assert content(name)["data"]
	frappe.set_user("Administrator")
	other = user_of(make_employee("Csecond", roles=("Talent Manager",), create_user_permission=0))
	for user in (*map(office.user, ("budi", "manager", "head", "HR User", "HR Manager")), other):
		frappe.set_user(user)
		refused(frappe.PermissionError, methods.download, name, "json")
		assert not frappe.has_permission(ANSWER, "read", frappe.db.get_value(ANSWER, {"request": name}))
		frappe.has_permission(ANSWER, "read") and frappe.get_list(ANSWER) == []
	frappe.set_user(office.user("rina"))
	assert content(name)["data"]
	assert frappe.get_list(ANSWER, pluck="request") == [name]


def test_what_was_given_stays_as_it_was_given(office: House) -> None:
	name = answered(office)
	frappe.db.set_value("Talent Assessment", {"employee": office.of["rina"]}, "box_label", "Later")
	frappe.set_user(office.user("rina"))
	assert "Later" not in json.dumps(content(name))
	frappe.set_user("Administrator")
	refused(NeverChanged, frappe.get_doc(ANSWER, {"request": name}).save)


def test_all_records_of_a_person_are_meant(office: House) -> None:
	again = make_employee("Crina", user=False)
	profile = frappe.get_doc("Talent Profile", {"employee": office.of["rina"]})
	frappe.db.set_value("Talent Profile Employment", {"employee": again}, {"parent": profile.name, "idx": 2})
	person = person_of(again)
	assert set(person.records) == {again, office.of["rina"]}
	assert collecting.collect(person).records["Appraisal Result"]


# holds


def test_a_hold_is_placed_and_lifted_by_hr_and_never_about_oneself(office: House) -> None:
	values = {
		"doctype": HOLD,
		"employee": office.of["rina"],
		"reason": "Lawsuit",
		"placed_by": "Guest",
		"state": "Lifted",
	}
	for who in ("rina", "manager", "HR User"):
		frappe.set_user(office.user(who))
		refused(frappe.PermissionError, frappe.get_doc(values).insert)
	frappe.set_user(office.user("HR Manager"))
	refused(frappe.PermissionError, frappe.get_doc({**values, "employee": office.of["HR Manager"]}).insert)
	hold = frappe.get_doc(values).insert()
	assert (hold.state, hold.placed_by) == ("In Force", office.user("HR Manager"))
	refused(frappe.PermissionError, hold.save)
	refused(
		DataRequestRefused,
		lambda: frappe.get_doc({**values, "from_date": "2026-01-02", "until_date": "2026-01-01"}).insert(),
	)
	assert holds.in_force([office.of["rina"]]) == [hold.name]
	frappe.set_user(office.user("rina"))
	assert not frappe.has_permission(HOLD, "read", hold.name)
	frappe.set_user(office.user("Talent Manager"))
	from talent_performance.talent_performance.doctype.legal_hold import legal_hold

	legal_hold.lift(hold.name, "Settled")
	assert holds.in_force([office.of["rina"]]) == []
	refused(IllegalMove, legal_hold.lift, hold.name, "Again")


# erasing


def leave(house: House, who: str = "rina") -> None:
	"""Somebody has left, and the cycle is over."""
	frappe.db.set_value("Employee", house.of[who], {"status": "Left", "relieving_date": "2026-01-31"})
	frappe.db.set_value("Performance Cycle", CYCLE, "state", "Published")


def proposed(house: House) -> str:
	leave(house)
	name = reviewed(house, kind="Erasure")
	methods.propose(name, "Article 17(1)(a)")
	return name


def test_an_erasure_needs_counts_and_a_second_person(office: House) -> None:
	leave(office)
	name = reviewed(office, kind="Erasure")
	refused(IllegalMove, methods.confirm, name)
	counts = methods.propose(name, "Article 17(1)(a)")
	assert counts["deleted"]["Appraisal Review"] >= 1
	assert frappe.db.exists("Appraisal Result", {"employee": office.of["rina"]})
	refused(frappe.PermissionError, methods.confirm, name)
	for who in ("rina", "manager", "HR User"):
		frappe.set_user(office.user(who))
		refused(frappe.PermissionError, methods.confirm, name)
	assert state(name) == "In Review"
	frappe.set_user(office.user("HR Manager"))
	methods.confirm(name)
	assert state(name) == "Erasing"
	refused(IllegalMove, methods.confirm, name)


def test_who_takes_a_review_over_proposes_anew(office: House) -> None:
	name = proposed(office)
	frappe.set_user("Administrator")
	other = user_of(make_employee("Csecond", roles=("Talent Manager",), create_user_permission=0))
	frappe.set_user(other)
	methods.take_up(name)
	frappe.set_user(office.user("HR Manager"))
	refused(IllegalMove, methods.confirm, name)


def test_a_hold_blocks_even_what_was_proposed(office: House) -> None:
	name = proposed(office)
	frappe.set_user(office.user("HR Manager"))
	hold = frappe.get_doc({"doctype": HOLD, "employee": office.of["rina"], "reason": "Lawsuit"}).insert()
	assert hold.name in refused(DataRequestRefused, methods.confirm, name)
	assert state(name) == "In Review"


def test_a_hold_that_comes_before_the_worker_stops_it(office: House) -> None:
	name = proposed(office)
	frappe.set_user(office.user("HR Manager"))
	methods.confirm(name)
	hold = frappe.get_doc({"doctype": HOLD, "employee": office.of["rina"], "reason": "Lawsuit"}).insert()
	frappe.set_user("Administrator")
	erasing.work(name)
	assert frappe.db.exists("Appraisal Result", {"employee": office.of["rina"]})
	holds.lift(hold.name, "Settled")
	erasing.work(name)
	assert state(name) == "Answered"
	assert not frappe.db.exists("Appraisal Result", {"employee": office.of["rina"]})


def test_too_early_wants_a_reason_and_the_line_names_nobody(office: House) -> None:
	name = reviewed(office, kind="Erasure")
	assert "hasn't left" in refused(DataRequestRefused, methods.propose, name, "Objection")
	refused(DataRequestRefused, methods.propose, name, f"About {office.of['rina']}", "Objects")
	assert methods.propose(name, "Objection", "Article 21 objection upheld")["deleted"]


def erased(house: House) -> str:
	name = proposed(house)
	frappe.set_user(house.user("HR Manager"))
	methods.confirm(name)
	frappe.set_user("Administrator")
	erasing.work(name)
	return name


def test_an_erasure_leaves_one_line_without_a_person_and_others_reviews(office: House) -> None:
	rina, budi = office.of["rina"], office.of["budi"]
	frappe.db.set_value(
		"Appraisal Review", {"employee": budi}, {"reviewer": rina, "summary": f"Seen by {rina}"}
	)
	reviews = frappe.db.count("Appraisal Review", {"employee": budi})
	before = asked(office)
	name = erased(office)
	line = frappe.get_doc(REQUEST, name)
	assert (line.state, line.employee, line.employee_name, line.details, line.pending) == (
		"Answered",
		None,
		None,
		None,
		None,
	)
	assert (line.ground, line.confirmed_by) == ("Article 17(1)(a)", office.user("HR Manager"))
	assert json.loads(line.counts)["deleted"]["Appraisal Result"] >= 1
	assert frappe.db.count("Appraisal Review", {"employee": budi}) == reviews
	review = frappe.db.get_value(
		"Appraisal Review", {"employee": budi}, ["reviewer", "reviewer_name", "summary"], as_dict=True
	)
	assert (review.reviewer, review.reviewer_name, review.summary) == (None, None, "Seen by (erased)")
	assert frappe.db.get_value(REQUEST, before, "employee") is None
	refused(IllegalMove, methods.confirm, name)
	erasing.work(name)
	assert frappe.get_doc(REQUEST, name).modified == line.modified


def traces_of(house: House) -> None:
	"""What Frappe and people leave beside our documents, about Rina and by her."""
	rina, user = house.of["rina"], house.user("rina")
	name = frappe.db.get_value("Employee", rina, "employee_name")
	sheet, other = house.appraisal["rina"], house.appraisal["budi"]
	about = {"reference_doctype": "Performance Appraisal", "reference_name": sheet}
	beside = {"reference_doctype": "Performance Appraisal", "reference_name": other}
	add("Comment", comment_type="Comment", content=f"About {name}", **about)
	add(
		"Comment",
		comment_type="Comment",
		content=f"{name} said so",
		comment_by=name,
		comment_email=user,
		**beside,
	)
	raw(
		"ToDo",
		name="todo-of-rina",
		description=f"Ask {rina}",
		allocated_to=user,
		reference_type="Performance Appraisal",
		reference_name=other,
	)
	add(
		"Version",
		ref_doctype="Objective",
		docname="OBJ-of-budi",
		data=json.dumps({"changed": [["corrective_owner", rina, None]]}),
	)
	add(
		"Notification Log",
		subject=f"{name} waits",
		for_user=house.user("budi"),
		document_type="Performance Appraisal",
		document_name=sheet,
		type="Alert",
	)
	add("Error Log", method=BY_US, error=f"could not find {rina}")
	add(
		"File",
		file_name="sheet.txt",
		content=name,
		is_private=1,
		attached_to_doctype="Performance Appraisal",
		attached_to_name=sheet,
	)
	frappe.get_doc(
		{
			"doctype": "Deleted Document",
			"deleted_doctype": "Check-in",
			"deleted_name": "CHECKIN-x",
			"data": json.dumps({"employee": rina}),
		}
	).insert()
	frappe.get_doc(
		{
			"doctype": "Talent Access Log",
			"seen_at": now_datetime(),
			"user": user,
			"document_type": "Appraisal Result",
			"filters": json.dumps({"employee": rina}),
		}
	).insert(ignore_permissions=True)
	run = frappe.get_doc(
		{
			"doctype": "Talent Run",
			"title": "x",
			"kind": "Close Cycle",
			"state": "Completed",
			"arguments": json.dumps({"employees": [rina]}),
			"started_by": user,
			"people": json.dumps([["Late", [rina]]]),
		}
	)
	run.append(
		"chunks",
		{
			"row_keys": json.dumps([rina, "other"]),
			"state": "Completed",
			"refusals": json.dumps([{"key": rina, "message": f"{name} lacks <b>x</b>"}]),
		},
	)
	run.insert(ignore_permissions=True)
	frappe.db.sql(
		"insert into `__global_search` (`doctype`, `name`, `content`) values (%s, %s, %s)",
		("Performance Appraisal", other, name),
	)
	frappe.db.sql(
		"insert into `__UserSettings` (`user`, `doctype`, `data`) values (%s, %s, %s)",
		(house.user("budi"), "Check-in", json.dumps({"filters": rina})),
	)


# Where ERPNext and Frappe keep the person themselves: table → the column that says of what a row speaks, or none.
THEIRS = {
	"tabEmployee": None, "tabUser": None, "tabContact": None, "tabUser Permission": None, "tabActivity Log": None,
	"tabNotification Settings": None, "tabDefaultValue": None, "tabEmployee Internal Work History": None, "tabHas Role": None,
	"__Auth": None, "tabContact Email": None, "tabUser Social Login": None,
}  # fmt: skip
SPEAKS_OF = ("ref_doctype", "reference_doctype", "for_doctype", "doctype", "share_doctype", "deleted_doctype")
OF_EMPLOYEE = ("Employee", "User", "Contact", "User Permission")


def text_columns() -> dict[str, list[str]]:
	"""The text columns of every table of the database."""
	if frappe.db.db_type == "sqlite":
		tables = [row[0] for row in frappe.db.sql("select name from sqlite_master where type = 'table'")]
		kinds = {
			table: [(row[1], row[2]) for row in frappe.db.sql(f"pragma table_info(`{table}`)")]
			for table in tables
		}
	else:
		tables = [row[0] for row in frappe.db.sql("show full tables where Table_type = 'BASE TABLE'")]
		kinds = {table: [row[:2] for row in frappe.db.sql(f"describe `{table}`")] for table in tables}
	texts = ("char", "text", "json")
	return {
		table: [column for column, kind in columns if any(text in kind.lower() for text in texts)]
		for table, columns in kinds.items()
	}


def found_in_the_database(texts: tuple[str, ...]) -> list[tuple[str, str, str]]:
	"""Every text column of every table in which one of the texts stands, but for what speaks of the person themselves."""
	found = []
	for table, columns in text_columns().items():
		like = " or ".join(f"`{column}` like %s" for column in columns for _text in texts)
		values = [f"%{text}%" for _column in columns for text in texts]
		asked = f"select * from `{table}` where {like}"
		for row in frappe.db.sql(asked, values, as_dict=True) if columns and table not in THEIRS else ():
			if not {row.get(column) for column in SPEAKS_OF} & {*OF_EMPLOYEE}:
				found += [
					(table, column, row[column])
					for column in columns
					if any(text in str(row[column]) for text in texts)
				]
	return found


def test_after_an_erasure_no_table_names_the_person_anywhere(office: House) -> None:
	rina, user = office.of["rina"], office.user("rina")
	name = frappe.db.get_value("Employee", rina, "employee_name")
	traces_of(office)
	path = frappe.get_doc("File", {"attached_to_name": office.appraisal["rina"]}).get_full_path()
	frappe.deferred_insert.deferred_insert(
		"Talent Access Log", [{"employee": rina, "user": user, "seen_at": str(now_datetime())}]
	)
	seen = {table for table, _column, _value in found_in_the_database((rina, name, user))}
	assert {
		"tabAppraisal Review",
		"tabTalent Run Chunk",
		"tabComment",
		"tabVersion",
		"__global_search",
	} <= seen
	erased(office)
	assert found_in_the_database((rina, name, user)) == []
	with pytest.raises(FileNotFoundError):
		open(path)
	queue = frappe.cache.lrange("insert_queue_for_Talent Access Log", 0, -1)
	assert not [row for row in queue if rina in str(row)]


def test_what_was_erased_is_not_collected_anew(office: House) -> None:
	rina = office.of["rina"]
	erased(office)
	assert frappe.db.get_value("Employee", rina, "talent_erased_on")
	upkeep.update_lines()
	document = frappe.get_doc("Employee", rina)
	document.bio = "Changed since"
	document.save()
	assert not frappe.db.exists("Reporting Line", {"employee": rina})
	assert not frappe.db.exists("Talent Profile Employment", {"employee": rina})


def test_an_erasure_that_dies_half_way_has_done_nothing_and_is_taken_up_again(
	office: House, monkeypatch: pytest.MonkeyPatch
) -> None:
	rina = office.of["rina"]
	name = proposed(office)
	frappe.set_user(office.user("HR Manager"))
	methods.confirm(name)
	frappe.set_user("Administrator")
	frappe.db.savepoint("before_death")
	with monkeypatch.context() as patch:
		patch.setattr(erasing, "beside", lambda *_: 1 / 0)
		refused(ZeroDivisionError, erasing.work, name)
	frappe.db.rollback(save_point="before_death")  # what the database does when a worker dies
	assert frappe.db.exists("Appraisal Result", {"employee": rina})
	with monkeypatch.context() as patch:
		patch.setattr(erasing, "finish", lambda *_: None)  # the worker dies after the commit
		erasing.work(name)
	assert (state(name), frappe.db.exists("Appraisal Result", {"employee": rina})) == ("Erasing", None)
	later = []
	monkeypatch.setattr(erasing, "work_later", later.append)
	erasing.resume()
	assert later == [name]
	counts = frappe.db.get_value(REQUEST, name, "counts")
	erasing.work(name)
	line = frappe.get_doc(REQUEST, name)
	assert (line.state, line.pending, line.counts) == ("Answered", None, counts)


def test_a_name_that_somebody_else_has_too_is_left_in_texts(office: House) -> None:
	make_employee("Crina", user=False, last_name="Namesake")
	note = frappe.db.get_value("Feedback Note", {"employee": office.of["budi"]})
	name = erased(office)
	assert frappe.db.get_value("Feedback Note", note, "note") == "Budi helped Crina."
	assert json.loads(frappe.db.get_value(REQUEST, name, "counts"))["names_left"]


# retention


@pytest.fixture
def old(office: House) -> Iterator[House]:
	"""Check-ins of two people long ago, and periods in Talent Settings."""
	for who in ("rina", "budi"):
		add("Check-in", employee=office.of[who], on_date="2015-01-01", moved="Long ago")
	settings = frappe.get_doc("Talent Settings")
	settings.set("retention", [{"kind": "Check-ins", "months": 24}, {"kind": "Appraisals", "months": 6}])
	settings.save()
	yield office


def purge(keys: list[list[str]]) -> None:
	from talent_performance.runs.kinds import Work

	retention.work(Work("run", {}, [key for group in keys for key in group]))


def test_nothing_is_purged_until_hr_switches_it_on(old: House) -> None:
	refused(DataRequestRefused, retention.plan, {})
	counts = {line.label: line.count for line in retention.dry_run({})}
	assert counts["Check-ins"] == 2
	assert frappe.db.count("Check-in", {"on_date": "2015-01-01"}) == 2
	frappe.db.set_single_value("Talent Settings", "retention_on", 1)
	assert ["Check-ins|" in group[0] for group in retention.plan({})].count(True) == 2


def test_holds_and_open_cycles_are_left_alone(old: House) -> None:
	frappe.db.set_single_value("Talent Settings", "retention_on", 1)
	add(HOLD, employee=old.of["budi"], reason="Lawsuit", from_date="2026-01-01")
	frappe.db.set_value("Performance Cycle", CYCLE, {"end_date": "2016-12-31", "state": "Closed"})
	assert retention.due("Appraisals", 6) == []
	purge(retention.plan({}))
	assert frappe.get_all("Check-in", {"on_date": "2015-01-01"}, pluck="employee") == [old.of["budi"]]
	frappe.db.set_value("Performance Cycle", CYCLE, "state", "Published")
	due = retention.due("Appraisals", 6)
	assert old.appraisal["rina"] in due and old.appraisal["budi"] not in due
	purge(retention.plan({}))
	assert not frappe.db.exists("Appraisal Review", {"appraisal": old.appraisal["rina"]})
	assert frappe.db.exists("Appraisal Review", {"appraisal": old.appraisal["budi"]})


def test_a_hold_that_was_placed_after_the_count_still_holds(old: House) -> None:
	frappe.db.set_single_value("Talent Settings", "retention_on", 1)
	keys = retention.plan({})
	add(HOLD, employee=old.of["budi"], reason="Lawsuit", from_date="2026-01-01")
	purge(keys)
	assert frappe.get_all("Check-in", {"on_date": "2015-01-01"}, pluck="employee") == [old.of["budi"]]


def test_who_may_start_a_purge(old: House, monkeypatch: pytest.MonkeyPatch) -> None:
	from talent_performance.runs import control

	monkeypatch.setattr(control, "prepare_later", lambda run: None)
	for who in ("rina", "manager", "HR User"):
		frappe.set_user(old.user(who))
		refused(frappe.PermissionError, control.start, retention.KIND, {}, True)
	frappe.set_user(old.user("HR Manager"))
	assert control.start(retention.KIND, {}, dry_run=True)
	frappe.set_user("Administrator")
	retention.every_month()
	assert not frappe.db.exists("Talent Run", {"kind": retention.KIND, "dry_run": 0})
	frappe.db.set_single_value("Talent Settings", "retention_on", 1)
	retention.every_month()
	retention.every_month()
	assert frappe.db.count("Talent Run", {"kind": retention.KIND, "dry_run": 0}) == 1
