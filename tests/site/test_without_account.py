"""People without a user account: a link, a kiosk, or somebody who writes down what they said; and nobody else comes in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import frappe
from frappe.utils import add_days, now_datetime

from appraised import House
from people import change, make_employee, make_user
from reviewed import TEMPLATE, make_cycle
from talent_performance.access import readings, upkeep
from talent_performance.access.deeds import actors
from talent_performance.access.entrances import Entrance, entered
from talent_performance.exceptions import (
	EntranceClosed,
	IllegalMove,
	NotForAccounts,
	ReviewUnfit,
	StateProtected,
)
from talent_performance.flows import appraisal_sheet, launch, moves, reviews
from talent_performance.flows.appraisal_facts import facts_of
from talent_performance.flows.unaccounted import codes, handing_over, kiosks, links, recording, self_review
from talent_performance.portal import personal_link, review_kiosk
from talent_performance.portal import writing as aid

APPRAISAL, REVIEW, LINK, EVENT = "Performance Appraisal", "Appraisal Review", "Review Link", "Appraisal Event"
CYCLE = "Unaccounted"
# What a method that a guest called has left of what was sent.
LEFT: dict[str, Any] = {}


@pytest.fixture
def sari(home: House) -> str:
	"""Somebody of the manager's without an account, whose self review is open; returns the appraisal."""
	home.of["sari"] = make_employee("Usari", home.of["manager"], user=False, employee_number="4711")
	upkeep.update_lines()
	make_cycle(CYCLE, 2025)
	frappe.db.set_value("Performance Cycle", CYCLE, "default_template", TEMPLATE)
	launch.include(CYCLE, [home.of["sari"], home.of["rina"]])
	frappe.db.set_value(APPRAISAL, {"cycle": CYCLE}, "state", "Self Review")
	return appraisal_of(home.of["sari"])


def appraisal_of(employee: str) -> str:
	return frappe.db.get_value(APPRAISAL, {"cycle": CYCLE, "employee": employee})


def as_user(user: str, do: Callable, *args: Any, **more: Any) -> Any:
	"""What a function gives when somebody calls it."""
	frappe.set_user(user)
	try:
		return do(*args, **more)
	finally:
		frappe.set_user("Administrator")


def guest(do: Callable, **sent: Any) -> Any:
	"""A method called by nobody who is logged in, as Frappe calls it."""

	def called() -> Any:
		frappe.local.form_dict = frappe._dict(sent)
		try:
			return do(**sent)
		finally:
			LEFT.clear()
			LEFT.update(frappe.local.form_dict)

	return as_user("Guest", called)


@pytest.fixture
def token(home: House, sari: str) -> str:
	"""A link that HR has issued."""
	return as_user(home.user("HR Manager"), links.issue, [sari], links.PRINTED)[0]["token"]


def said(opened: dict[str, Any], comment: str = "Packed 40 pallets a day.") -> dict[str, Any]:
	"""Every line rated, every question answered."""
	level = opened["levels"][2][0]
	return {
		"ratings": {line["name"]: {"rating": level, "comment": comment} for line in opened["ratings"]},
		"answers": {
			line["name"]: {"answer": "Line 4", "rating": level if line["kind"] == "Rating" else 0}
			for line in opened["answers"]
		},
		"summary": comment,
	}


def review(appraisal: str) -> frappe._dict:
	return frappe.db.get_value(REVIEW, {"appraisal": appraisal, "perspective": "Self"}, "*", as_dict=True)


# By a personal link


def test_from_link_to_submitted(home: House, sari: str, token: str) -> None:
	opened = guest(personal_link.open_review, token=token)
	assert (opened["employee_name"], opened["cycle_title"]) == ("Usari", CYCLE)
	assert len(opened["levels"]) == 5
	draft = guest(
		personal_link.save_draft, token=token, said=json.dumps({"summary": "Beg"}), seen=opened["seen"]
	)
	assert (review(sari).state, review(sari).summary) == ("Draft", "Beg")
	assert guest(personal_link.open_review, token=token)["summary"] == "Beg"
	guest(personal_link.submit, token=token, said=said(opened), seen=draft["seen"])
	done = review(sari)
	assert (done.state, done.reviewer, done.came_by) == ("Submitted", home.of["sari"], "Personal Link")
	assert (done.recorded_by, done.seen_by_manager) == (None, 1)
	assert frappe.db.get_value(APPRAISAL, sari, "state") == "Manager Review"
	event = frappe.db.get_value(EVENT, {"appraisal": sari, "deed": "open_manager_review"}, ["by", "came_by"])
	assert event == ("Guest", "Personal Link")
	assert frappe.db.get_value(LINK, {"appraisal": sari}, "used_count") == 2


def test_only_a_digest_is_kept(sari: str, token: str) -> None:
	kept = frappe.get_doc(LINK, {"appraisal": sari}).as_json()
	assert token not in kept
	assert re.search(r'"token_hash": "[0-9a-f]{64}"', kept)


@pytest.mark.parametrize("forged", ["", "x", "a" * 43, "' or '1'='1", "%", "🙂" * 300])
def test_a_forged_token_opens_nothing(token: str, forged: str) -> None:
	for method, more in ((personal_link.open_review, {}), (personal_link.submit, {"said": "{}"})):
		with pytest.raises(EntranceClosed, match="isn't valid"):
			guest(method, token=forged, **more)


def test_an_expired_link_says_so(sari: str, token: str) -> None:
	frappe.db.set_value(LINK, {"appraisal": sari}, "expires_on", add_days(now_datetime(), -1))
	with pytest.raises(EntranceClosed, match="expired on"):
		guest(personal_link.open_review, token=token)


def test_a_link_is_of_no_use_after_it_was_handed_in(sari: str, token: str) -> None:
	opened = guest(personal_link.open_review, token=token)
	guest(personal_link.submit, token=token, said=said(opened))
	for method, more in (
		(personal_link.open_review, {}),
		(personal_link.save_draft, {"said": {"summary": "No"}}),
	):
		with pytest.raises(EntranceClosed, match="submitted already"):
			guest(method, token=token, **more)
	assert review(sari).summary == "Packed 40 pallets a day."


def test_a_returned_review_is_open_by_the_link_again(home: House, sari: str, token: str) -> None:
	guest(personal_link.submit, token=token, said=said(guest(personal_link.open_review, token=token)))
	as_user(home.user("HR Manager"), reviews.give_back, review(sari).name, "Say which line")
	assert review(sari).came_by is None
	assert guest(personal_link.open_review, token=token)["return_reason"] == "Say which line"


def test_a_new_link_takes_the_earlier_one_back(home: House, sari: str, token: str) -> None:
	newer = as_user(home.user("HR Manager"), links.issue, [sari], links.PRINTED)[0]
	with pytest.raises(EntranceClosed, match="replaced or taken back"):
		guest(personal_link.open_review, token=token)
	assert guest(personal_link.open_review, token=newer["token"])["employee_name"] == "Usari"
	as_user(home.user("HR Manager"), links.revoke, newer["link"])
	with pytest.raises(EntranceClosed, match="replaced or taken back"):
		guest(personal_link.open_review, token=newer["token"])
	assert frappe.db.get_value(LINK, newer["link"], "revoked_by") == home.user("HR Manager")


def test_whoever_has_an_account_by_now_logs_in(home: House, token: str) -> None:
	change(home.of["sari"], user_id=make_user("Usariuser"))
	with pytest.raises(EntranceClosed, match="log in"):
		guest(personal_link.open_review, token=token)


def test_a_link_reaches_no_line_of_another_review(home: House, sari: str, token: str) -> None:
	other = frappe.get_doc(
		REVIEW, as_user(home.user("rina"), reviews.start, appraisal_of(home.of["rina"]), "Self")
	)
	sent = {"ratings": {line.name: {"rating": 1, "comment": "Mine now"} for line in other.ratings}}
	sent["answers"] = {} if other.ratings else {"none": {"answer": "x"}}
	with pytest.raises(frappe.ValidationError, match="a line of this review"):
		guest(personal_link.save_draft, token=token, said=sent)
	assert frappe.get_doc(REVIEW, other.name).as_json() == other.as_json()


def test_a_link_changes_nothing_but_what_is_written(sari: str, token: str) -> None:
	opened = guest(personal_link.open_review, token=token)
	line = opened["ratings"][0]["name"]
	sent = {
		"ratings": {line: {"weight": 99, "item": "x", "comment": "<b>Yes</b><script>1</script>"}},
		"state": "Submitted",
	}
	guest(personal_link.save_draft, token=token, said={**sent, "reviewer": "x", "overall_rating": 5})
	kept = frappe.get_doc(REVIEW, review(sari).name)
	assert (kept.state, kept.overall_rating) == ("Draft", 0)
	assert (kept.ratings[0].weight, kept.ratings[0].item) == (
		opened["ratings"][0]["weight"],
		opened["ratings"][0]["item"],
	)
	assert "<script>" not in kept.ratings[0].comment


def test_two_windows_lose_nothing_silently(sari: str, token: str) -> None:
	opened = guest(personal_link.open_review, token=token)
	frappe.db.set_value(REVIEW, review(sari).name, "modified", add_days(now_datetime(), 1))
	with pytest.raises(frappe.TimestampMismatchError, match="another window"):
		guest(personal_link.save_draft, token=token, said={"summary": "Late"}, seen=opened["seen"])
	assert review(sari).summary is None


def test_a_text_that_is_too_long_is_said_to_be(token: str) -> None:
	with pytest.raises(ReviewUnfit, match="longer than"):
		guest(personal_link.save_draft, token=token, said={"summary": "x" * 70_000})
	guest(personal_link.save_draft, token=token, said={"summary": "x" * 50_000})


def test_a_phase_that_closed_while_typing_is_said_and_nothing_is_lost(sari: str, token: str) -> None:
	opened = guest(personal_link.open_review, token=token)
	guest(personal_link.save_draft, token=token, said={"summary": "Kept"})
	frappe.db.set_value(APPRAISAL, sari, "state", "Calibration")
	with pytest.raises(IllegalMove, match="Calibration"):
		guest(personal_link.submit, token=token, said=said(opened))
	assert (review(sari).state, review(sari).summary) == ("Draft", "Kept") or review(sari).state == "Draft"


def test_a_link_is_slowed_down_by_itself(token: str) -> None:
	limit, _seconds = links.A_MINUTE
	for _time in range(limit):
		links.prove(token)
	with pytest.raises(frappe.RateLimitExceededError):
		guest(personal_link.open_review, token=token)


@pytest.mark.parametrize("who", ["manager", "HR User", "Talent Manager", "rina"])
def test_nobody_but_hr_manager_issues_links_and_codes(home: House, sari: str, who: str) -> None:
	for deed in (lambda: links.issue([sari], links.MAILED), lambda: codes.issue([sari])):
		with pytest.raises(frappe.PermissionError):
			as_user(home.user(who), deed)
	for deed in (handing_over.by_mail, handing_over.printed_links, handing_over.printed_codes):
		with pytest.raises(frappe.PermissionError):
			as_user(home.user(who), deed, [sari])
	assert not frappe.db.exists(LINK, {"appraisal": sari})
	assert as_user(home.user(who), handing_over.waiting, CYCLE) == []
	assert as_user(home.user("HR Manager"), handing_over.waiting, CYCLE) == [sari]


def test_no_link_for_whoever_has_an_account_or_for_oneself(home: House, sari: str) -> None:
	with pytest.raises(NotForAccounts, match="can log in"):
		as_user(home.user("HR Manager"), links.issue, [appraisal_of(home.of["rina"])], links.MAILED)
	with pytest.raises(frappe.PermissionError):
		as_user(home.user("HR Manager"), links.issue, [home.appraisal["HR Manager"]], links.MAILED)


def test_a_link_is_not_typed_in_by_hand(home: House, sari: str) -> None:
	values = {"appraisal": sari, "employee": home.of["sari"], "channel": "E-mail", "token_hash": "0" * 64}
	more = {"issued_by": "Administrator", "issued_on": now_datetime(), "expires_on": now_datetime()}
	with pytest.raises(StateProtected):
		frappe.get_doc({"doctype": LINK, **values, **more}).insert()
	with pytest.raises(frappe.PermissionError):
		as_user(home.user("HR Manager"), frappe.get_doc({"doctype": LINK, **values, **more}).insert)


def test_no_log_holds_the_token(sari: str, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
	"""Not the error log, with the variables of every frame, and not the log of readings."""

	def broken(*_args: object) -> None:
		raise ZeroDivisionError

	monkeypatch.setattr(readings, "is_reader", lambda user: True)
	guest(personal_link.open_review, token=token)
	assert token not in readings.asked_for(LEFT)
	assert LEFT == {"link": frappe.db.get_value(LINK, {"appraisal": sari})}
	assert (REVIEW, review(sari).name) in readings.noticed().documents
	monkeypatch.setattr(self_review, "opened", broken)
	try:
		frappe.local.form_dict = frappe._dict(token=token)
		frappe.call(personal_link.open_review, token=token)
	except ZeroDivisionError:
		error = frappe.log_error("It broke")
	finally:
		setattr(frappe.local, readings.NOTICED, None)
	assert "open_review" in error.error
	assert token not in error.error


def test_an_entrance_opens_one_appraisal_and_one_part(home: House, sari: str) -> None:
	way = Entrance(sari, home.of["sari"], "", "Personal Link")
	with entered(way):
		assert {part.name for part in actors(facts_of([sari]).iloc[0])} == {"EMPLOYEE"}
		other = facts_of([appraisal_of(home.of["rina"])]).iloc[0]
		assert "EMPLOYEE" not in {part.name for part in as_user("Guest", actors, other)}
	assert not as_user("Guest", actors, facts_of([sari]).iloc[0])


def test_what_stands_beside_is_what_an_account_would_show(home: House, sari: str, token: str) -> None:
	about = {"employee": home.of["sari"], "on_date": "2025-05-01"}
	frappe.set_user(home.user("rina"))
	for visibility in ("Only Me", "Manager", "Employee and Manager", "Everybody"):
		note = {"doctype": "Feedback Note", "author": home.of["rina"], "kind": "Praise", "note": visibility}
		frappe.get_doc({**note, **about, "visibility": visibility}).insert(ignore_permissions=True)
	frappe.set_user("Administrator")
	opened = guest(personal_link.open_review, token=token)
	assert {row["text"] for row in opened["evidence"]} == {"Employee and Manager", "Everybody"}
	assert "overall_rating" not in json.dumps(opened, default=str)


# Handing over


def test_a_mail_goes_to_the_employee(home: House, sari: str, monkeypatch: pytest.MonkeyPatch) -> None:
	sent: list[dict[str, Any]] = []
	monkeypatch.setattr(frappe, "sendmail", lambda **mail: sent.append(mail))
	monkeypatch.setattr(handing_over.EmailAccount, "find_outgoing", lambda: True)
	hr = home.user("HR Manager")
	assert as_user(hr, handing_over.by_mail, [sari]) == {"sent": 0, "without": ["Usari"]}
	change(home.of["sari"], personal_email="sari@home.example.com", prefered_contact_email="Personal Email")
	assert as_user(hr, handing_over.by_mail, [sari]) == {"sent": 1, "without": []}
	assert sent[0]["recipients"] == ["sari@home.example.com"]
	token = re.search(r"/personal-review#([\w-]{43})", sent[0]["message"])
	assert token
	assert guest(personal_link.open_review, token=token[1])["employee_name"] == "Usari"


def test_a_sheet_has_the_link_as_a_code_and_names_as_text(home: House, sari: str) -> None:
	frappe.db.set_value("Employee", home.of["sari"], "employee_name", "Sari <b>Ayu</b>")
	page = as_user(home.user("HR Manager"), handing_over.printed_links, [sari])
	assert "Sari &lt;b&gt;Ayu&lt;/b&gt;" in page
	assert "<svg" in page
	assert re.search(r"/personal-review#[\w-]{43}", page)


def test_what_breaks_on_the_way_is_told_without_the_token(
	home: House, sari: str, monkeypatch: pytest.MonkeyPatch
) -> None:
	def broken(url: str) -> str:
		raise ZeroDivisionError(url)

	monkeypatch.setattr(handing_over, "qr", broken)
	with pytest.raises(frappe.ValidationError, match="ZeroDivisionError") as told:
		as_user(home.user("HR Manager"), handing_over.printed_links, [sari])
	assert "personal-review" not in str(told.value)


# At a kiosk


@pytest.fixture
def kiosk(home: House, sari: str) -> dict[str, Any]:
	"""A kiosk that HR has started, its device's token, and Sari's code."""
	hr = home.user("HR Manager")
	company = frappe.db.get_value("Employee", home.of["sari"], "company")
	frappe.get_doc("Performance Cycle", CYCLE)
	frappe.db.set_value("Cycle Company", {"parent": CYCLE}, "company", company)
	started = as_user(hr, kiosks.start, CYCLE, company, "Hall 2", 8, 3)
	secret = as_user(hr, codes.issue, [sari])[0]["secret"]
	frappe.cache.delete_keys("talent_pace")
	return {**started, "secret": secret}


def sign_in(kiosk: dict[str, Any], number: str = "4711", secret: str | None = None) -> dict[str, Any]:
	return guest(review_kiosk.sign_in, token=kiosk["token"], number=number, secret=secret or kiosk["secret"])


def wrong_one(kiosk: dict[str, Any]) -> str:
	return "000000" if kiosk["secret"] != "000000" else "000001"


def test_from_code_to_submitted(home: House, sari: str, kiosk: dict[str, Any]) -> None:
	assert guest(review_kiosk.open_kiosk, token=kiosk["token"])["place"] == "Hall 2"
	signed = sign_in(kiosk)["token"]
	opened = guest(review_kiosk.open_review, token=signed)
	guest(review_kiosk.save_draft, token=signed, said={"summary": "Beg"})
	guest(review_kiosk.submit, token=signed, said=said(opened))
	assert (review(sari).state, review(sari).came_by) == ("Submitted", "Kiosk")
	with pytest.raises(EntranceClosed, match="signed off"):
		guest(review_kiosk.open_review, token=signed)
	assert "submitted already" in sign_in(kiosk)["refused"]


def test_a_code_is_kept_as_passwords_are(home: House, kiosk: dict[str, Any]) -> None:
	code = frappe.get_doc("Personal Code", {"employee": home.of["sari"]})
	kept = frappe.db.sql(
		"select password, encrypted from `__Auth` where doctype = 'Personal Code' and name = %s", code.name
	)
	assert kiosk["secret"] not in code.as_json()
	assert kept[0][1] == 0
	assert kept[0][0].startswith("$")


def test_wrong_codes_lock_and_then_close(home: House, kiosk: dict[str, Any]) -> None:
	bad = wrong_one(kiosk)
	told = [sign_in(kiosk, secret=bad)["refused"] for _time in range(codes.TRIES)]
	assert told[0] == told[3] == codes.wrong()
	assert "Too many wrong codes" in told[4]
	assert "Too many wrong codes" in sign_in(kiosk)["refused"]
	code = {"employee": home.of["sari"]}
	frappe.db.set_value("Personal Code", code, {"locked_until": add_days(now_datetime(), -1)})
	assert sign_in(kiosk)["token"]
	assert frappe.db.get_value("Personal Code", code, "wrong_tries") == 0
	frappe.db.set_value("Personal Code", code, {"wrong_tries": codes.TRIES_IN_ALL})
	assert "closed" in sign_in(kiosk)["refused"]


def test_guessing_numbers_tells_nothing_and_pauses_the_device(
	home: House, kiosk: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
	monkeypatch.setattr(kiosks, "WRONG_AT_MOST", 6)
	bad = wrong_one(kiosk)
	told = {sign_in(kiosk, number, bad)["refused"] for number in ("4711", "4712", "", "%", home.of["rina"])}
	assert told == {codes.wrong()}
	for _time in range(kiosks.WRONG_AT_MOST):
		sign_in(kiosk, "4712", bad)
	assert "on this device" in sign_in(kiosk)["refused"]


def test_nobody_signs_in_with_anothers_code(home: House, kiosk: dict[str, Any]) -> None:
	home.of["tono"] = make_employee("Utono", home.of["manager"], user=False, employee_number="4712")
	launch.include(CYCLE, [home.of["tono"]])
	assert sign_in(kiosk, "4712")["refused"] == codes.wrong()


def test_a_code_that_expired_and_a_device_that_is_none(home: House, kiosk: dict[str, Any]) -> None:
	frappe.db.set_value(
		"Personal Code", {"employee": home.of["sari"]}, "expires_on", add_days(now_datetime(), -1)
	)
	assert "expired" in sign_in(kiosk)["refused"]
	with pytest.raises(EntranceClosed, match="isn't a kiosk"):
		sign_in({**kiosk, "token": "forged"})


def test_whoever_is_idle_is_signed_off_by_the_server(kiosk: dict[str, Any]) -> None:
	signed = sign_in(kiosk)["token"]
	left = frappe.cache.ttl(frappe.cache.make_key(kiosks._key(signed)))
	assert 0 < left <= 3 * 60
	frappe.cache.delete_value(kiosks._key(signed))
	with pytest.raises(EntranceClosed, match="sign in again"):
		guest(review_kiosk.save_draft, token=signed, said={"summary": "Late"})


def test_signing_off_and_ending_the_kiosk(home: House, kiosk: dict[str, Any]) -> None:
	first = sign_in(kiosk)["token"]
	guest(review_kiosk.sign_out, token=first)
	with pytest.raises(EntranceClosed):
		guest(review_kiosk.open_review, token=first)
	second = sign_in(kiosk)["token"]
	with pytest.raises(frappe.PermissionError):
		as_user(home.user("manager"), kiosks.end, kiosk["kiosk"])
	as_user(home.user("HR Manager"), kiosks.end, kiosk["kiosk"])
	with pytest.raises(EntranceClosed, match="has ended"):
		guest(review_kiosk.open_review, token=second)
	with pytest.raises(EntranceClosed, match="has ended"):
		sign_in(kiosk)


def test_only_hr_of_the_company_starts_a_kiosk(home: House, kiosk: dict[str, Any]) -> None:
	company = frappe.db.get_value("Employee", home.of["sari"], "company")
	for who in ("manager", "HR User", "Talent Manager", "rina"):
		with pytest.raises(frappe.PermissionError):
			as_user(home.user(who), kiosks.start, CYCLE, company, "Hall 3", 8, 3)
	with pytest.raises(IllegalMove):
		as_user(home.user("HR Manager"), kiosks.start, CYCLE, "Nowhere", "Hall 3", 8, 3)


# Written down by somebody else


@pytest.mark.parametrize("who", ["manager", "HR Manager"])
def test_what_was_said_is_recorded_and_marked(home: House, sari: str, who: str) -> None:
	user = home.user(who)
	assert as_user(user, recording.may_record, sari)["self_review"] is True
	lines = as_user(user, recording.sheet, sari)
	as_user(user, recording.record_self_review, sari, "On Paper", said(lines))
	done = review(sari)
	assert (done.state, done.came_by, done.recorded_by) == ("Submitted", "On Paper", user)
	assert (done.reviewer, bool(done.recorded_on)) == (home.of["sari"], True)
	event = frappe.db.get_value(
		EVENT, {"appraisal": sari, "deed": "open_manager_review"}, ["by", "on_behalf", "came_by"]
	)
	assert event == (user, 1, "On Paper")
	for reader in ("manager", "HR Manager"):
		shown = as_user(home.user(reader), appraisal_sheet.sheet, sari)
		line = next(each for each in shown["reviews"] if each["perspective"] == "Self")
		assert "Usari" in line["recorded"]
		assert "On Paper" in line["recorded"]


def test_nobody_records_for_whoever_has_an_account_or_for_strangers(home: House, sari: str) -> None:
	of_rina = appraisal_of(home.of["rina"])
	with pytest.raises(NotForAccounts):
		as_user(home.user("manager"), recording.record_self_review, of_rina, "In Person", {})
	for who in ("budi", "HR User", "Talent Manager"):
		with pytest.raises(frappe.PermissionError):
			as_user(home.user(who), recording.record_self_review, sari, "In Person", {})
	with pytest.raises(IllegalMove, match="Say how"):
		as_user(home.user("manager"), recording.record_self_review, sari, "Kiosk", {})
	assert not frappe.db.exists(REVIEW, {"appraisal": sari, "state": "Submitted"})


def test_a_draft_of_the_employee_is_neither_shown_nor_replaced_by_the_manager(
	home: House, sari: str, token: str
) -> None:
	guest(personal_link.save_draft, token=token, said={"summary": "Mine alone"})
	lines = as_user(home.user("manager"), recording.sheet, sari)
	assert "Mine alone" not in json.dumps(lines, default=str)
	with pytest.raises(IllegalMove, match="has begun"):
		as_user(home.user("manager"), recording.record_self_review, sari, "In Person", said(lines))
	assert review(sari).summary == "Mine alone"
	as_user(home.user("HR Manager"), recording.record_self_review, sari, "In Person", said(lines))
	assert review(sari).state == "Submitted"


def test_reception_is_recorded(home: House, sari: str) -> None:
	frappe.db.set_value(APPRAISAL, sari, {"state": "Published", "published_on": now_datetime()})
	with pytest.raises(frappe.PermissionError):
		as_user(home.user("budi"), recording.record_acknowledgement, sari, "In Person")
	as_user(home.user("manager"), recording.record_acknowledgement, sari, "In Person", "She has read it.")
	fields = ["state", "acknowledged_by_way", "acknowledge_recorded_by", "acknowledge_comment"]
	assert frappe.db.get_value(APPRAISAL, sari, fields) == (
		"Acknowledged", "In Person", home.user("manager"), "She has read it."
	)  # fmt: skip
	event = frappe.db.get_value(
		EVENT, {"appraisal": sari, "deed": "acknowledge"}, ["on_behalf", "came_by", "by"]
	)
	assert event == (1, "In Person", home.user("manager"))
	moves.move(sari, "reopen", "Once more")
	assert frappe.db.get_value(APPRAISAL, sari, fields[1:3]) == (None, None)


# The writing aid


def test_the_aid_answers_in_the_readers_language_and_keeps_nothing(home: House) -> None:
	text = "👍 Rina is always late."
	frappe.set_user(home.user("manager"))
	frappe.local.form_dict = frappe._dict(text=text)
	found = aid.look_at(text)
	assert frappe.local.form_dict == {}
	first = found["findings"][0]
	assert (text.encode("utf-16-le")[first["start"] * 2 : first["end"] * 2]).decode("utf-16-le") == "always"
	assert "Hardly anything" in first["message"]
	frappe.local.lang = "id"
	try:
		assert "Hampir" in as_user(home.user("manager"), aid.look_at, text)["findings"][0]["message"]
	finally:
		frappe.local.lang = "en"


def test_the_aid_is_for_people_with_an_employee(home: House) -> None:
	for user in ("Guest", make_user("Uplain")):
		with pytest.raises(frappe.PermissionError):
			as_user(user, aid.look_at, "always")
	long = as_user(home.user("rina"), aid.look_at, "x " * 40_000)
	assert long["cut"] is True


@pytest.fixture(autouse=True)
def unhurried() -> Iterator[None]:
	"""Counts of the pace begin anew with each test."""
	frappe.cache.delete_keys("talent_pace")
	yield
