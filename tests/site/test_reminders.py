"""One digest for each person and day: who gets it, what it says, and what it keeps to itself."""

from __future__ import annotations

import email
import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from email import policy

import pandas as pd
import pytest

import frappe
from frappe.utils import add_days, getdate, now_datetime

import cycles as made
from cycles import Firm, appraisal_of, cycle, launch_now
from people import COMPANY, change, make_employee, user_of
from talent_performance.access import upkeep
from talent_performance.exceptions import IllegalMove, InvalidPolicy, InvalidSetup, WordingRefused
from talent_performance.flows import chasing, overview, turns
from talent_performance.flows.digests import calendar as feeds
from talent_performance.flows.digests import mail, people, sending, texts
from talent_performance.flows.participants import APPRAISAL
from talent_performance.portal import calendar, preferences
from talent_performance.runs import control, ledger

DIGEST, QUEUE, LOG = "Talent Digest", "Email Queue", "Notification Log"
HOSTILE = "<b>Lia</b><script>alert(1)</script>"
NEVER_FREE = "Nobody's Holidays"


@pytest.fixture(scope="module")
def firm(site: object) -> Iterator[Firm]:
	for made_firm in made.firm():
		upkeep.update_lines()
		yield made_firm


@pytest.fixture(scope="module")
def name(firm: Firm) -> str:
	"""A cycle whose self reviews are due today; weekends are worked, and the site sends e-mail."""
	dates = [("Goal Setting", 0, 30), ("Self Review", 60, 100), ("Manager Review", 120, 140)]
	phases = [
		{"phase": phase, "start_date": made.day(start), "due_date": made.day(due)}
		for phase, start, due in dates
	]
	name = cycle(title="Year of <i>the Ox</i>", phases=phases)
	launch_now(name)
	frappe.db.set_value(APPRAISAL, {"cycle": name}, {"state": "Self Review", "due_date": getdate()})
	frappe.db.set_value("Cycle Phase", {"parent": name}, "opened_on", made.day(60))
	span = {"from_date": "2020-01-01", "to_date": "2099-12-31"}
	made.put("Holiday List", NEVER_FREE, holiday_list_name=NEVER_FREE, **span)
	frappe.db.set_value("Company", COMPANY, "default_holiday_list", NEVER_FREE)
	made.put(
		"Email Account",
		"Reminding",
		email_account_name="Reminding",
		email_id="hr@reminding.example.com",
		enable_outgoing=1,
		default_outgoing=1,
		smtp_server="localhost",
		no_smtp_authentication=1,
	)
	return name


@pytest.fixture(autouse=True)
def each(name: str) -> Iterator[None]:
	frappe.local.outgoing_email_account = {}
	for _none in made.savepoint():
		settle(reminders_on=1, reminders_since=add_days(getdate(), -1), check_in_every_days=0)
		yield
	frappe.local.outgoing_email_account = {}


def settle(**values: object) -> None:
	for field, value in values.items():
		frappe.db.set_single_value("Talent Settings", field, value)
	frappe.clear_document_cache("Talent Settings", "Talent Settings")


def send(**arguments: str) -> str:
	"""HR's word: send now; returns the run, done."""
	run = control.start(sending.KIND, arguments)
	made.work_off(run)
	return run


def digest(employee: str) -> frappe._dict | None:
	return frappe.db.get_value(
		DIGEST, {"employee": employee}, "*", as_dict=True, order_by="on_date desc, name"
	)


def message(employee: str, part: str = "plain") -> str:
	"""The text of the last e-mail to somebody; "html": its page."""
	parent = frappe.get_all(
		"Email Queue Recipient",
		filters={"recipient": address(employee)},
		pluck="parent",
		order_by="creation desc, name",
	)[0]
	raw = frappe.db.get_value(QUEUE, parent, "message")
	found = email.message_from_string(raw, policy=policy.default)
	return found["Subject"] + "\n" + found.get_body((part,)).get_content()


def address(employee: str) -> str:
	return people.everybody([employee]).table.loc[employee, "mail"]


def kinds(employee: str) -> set[str]:
	"""Which kinds a digest of now would hold."""
	found = people.with_day(people.everybody([employee]), people.now())
	return set(sending.say(found).groups["kind"])


def sheet(firm: Firm, name: str, who: str) -> str:
	return appraisal_of(firm.of[who], name).name


def late(firm: Firm, name: str, who: str, days: int, **more: object) -> str:
	"""Somebody's appraisal, late by so many days."""
	appraisal = sheet(firm, name, who)
	frappe.db.set_value(APPRAISAL, appraisal, {"due_date": add_days(getdate(), -days), **more})
	return appraisal


def test_everybody_for_whom_something_waits_hears_once_a_day(firm: Firm, name: str) -> None:
	run = send()
	hr, clerk = firm.of["hr"], firm.of["colleague"]
	said = digest(clerk)
	assert (said.on_date, said.line_count, said.by_mail, said.by_notification, said.run) == (
		getdate(), 2, 1, 1, run
	)  # fmt: skip
	text = message(clerk)
	assert "Self Review in Year of <i>the Ox</i>: 1 to write, due today." in text
	assert "/talent" in message(clerk, "html")  # the text has no addresses from Frappe 17 on
	mine = {"for_user": user_of(clerk), "document_type": DIGEST}
	(bell,) = frappe.get_all(LOG, mine, ["document_name", "link"])
	assert bell.document_name == said.name and bell.link.endswith("/talent")
	assert digest(hr)
	counts = [frappe.db.count(each) for each in (DIGEST, QUEUE, LOG)]
	run = send()
	assert [frappe.db.count(each) for each in (DIGEST, QUEUE)] == counts[:2]
	assert frappe.db.get_value(ledger.RUN, run, "state") == "Completed"


def test_what_was_said_is_not_said_again_until_it_has_moved(firm: Firm, name: str) -> None:
	send()
	clerk = firm.of["colleague"]
	yesterday = {"on_date": add_days(getdate(), -1), "said": yesterdays(digest(clerk).said)}
	frappe.db.set_value(DIGEST, digest(clerk).name, yesterday)
	assert kinds(clerk) == set()
	late(firm, name, "colleague", 1)
	assert kinds(clerk) == {"Appraisal to Write"}


def yesterdays(said: str) -> str:
	"""The same said a day before."""
	day = str(add_days(getdate(), -1))
	return json.dumps([[kind, key, stage, day] for kind, key, stage, _on in json.loads(said)])


def test_a_dry_run_counts_and_sends_nothing(firm: Firm, name: str) -> None:
	make_employee("Launchunheard", user=False)
	frappe.db.set_value("Employee", {"employee_name": "Launchunheard"}, {"prefered_email": None})
	before = [frappe.db.count(each) for each in (DIGEST, QUEUE)]
	run = control.start(sending.KIND, {}, dry_run=True)
	made.work_off(run)
	counts = dict(json.loads(frappe.db.get_value(ledger.RUN, run, "counts")))
	assert counts["Would get a digest"] >= 5 and counts["No address: neither a user nor an e-mail"] >= 1
	assert [frappe.db.count(each) for each in (DIGEST, QUEUE)] == before
	send()
	assert frappe.db.count(DIGEST) == counts["Would get a digest"]


def test_a_message_names_nobody_and_says_no_rating(firm: Firm, name: str) -> None:
	appraisal = late(firm, name, "seller", 6, state="Manager Review", rating=4.25, rating_label="Outstanding")
	frappe.db.set_value("Employee", firm.of["seller"], "employee_name", HOSTILE)
	frappe.db.set_value(APPRAISAL, appraisal, "employee_name", HOSTILE)
	send()
	text = message(firm.of["manager"])
	assert "Manager Review in Year of <i>the Ox</i>: 1 to write, late by 6 days." in text
	for secret in ("Lia", "Launchseller", "4.25", "Outstanding", appraisal):
		assert secret not in text
	raw = frappe.db.get_value(QUEUE, {"message": ("like", "%Ox%")}, "message")
	html = email.message_from_string(raw, policy=policy.default).get_body(("html",)).get_content()
	assert "<i>the Ox" not in html and "&lt;i&gt;the Ox" in html


def test_rows_equal_those_of_sendmail(firm: Firm, name: str) -> None:
	letter = mail.Letter(
		"9 März: 漢 & “two” things",
		"Hello O'Neil & <Co>,",
		[mail.Section("To Do", ['first – one & "two"', "é"]), mail.Section("Late", ["x < y"])],
		"Bye.",
		"https://example.com/talent?a=1&b=2",
		"Open",
	)
	mails = ["first@x.example.com", "one@x.example.com", "out@x.example.com", "three@x.example.com"]
	frappe.get_doc({"doctype": "Email Unsubscribe", "email": mails[2], "global_unsubscribe": 1}).insert()
	other = letter._replace(opening="Other words")
	letters = pd.DataFrame({"mail": mails, "letter": [other, letter, letter, other]})
	assert mail.queue(letters) == [True, True, False, True]
	frappe.sendmail(
		recipients=["two@x.example.com"],
		subject=letter.subject,
		message=mail.content(letter),
		add_unsubscribe_link=0,
	)
	ours, theirs = (queued(each) for each in (mails[1], "two@x.example.com"))
	assert ours == theirs
	assert "9 März: 漢" in ours["parts"][0][1]
	assert queued(mails[0])["parts"] == queued(mails[3])["parts"] != ours["parts"]


def test_a_site_with_another_template_gets_frappes_own_message(
	firm: Firm, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
	whole = mail.QueueBuilder.email_html_content
	twice = lambda builder: whole(builder) + whole(builder)  # noqa: E731
	monkeypatch.setattr(mail.QueueBuilder, "email_html_content", twice)
	send()
	assert "Self Review in Year of <i>the Ox</i>: 1 to write" in message(firm.of["colleague"])


def test_two_records_that_become_one_keep_one_preference(firm: Firm, name: str) -> None:
	send()
	clerk, other = firm.of["colleague"], make_employee("Launchtwin", user=False)
	for employee in (clerk, other):
		frappe.get_doc({"doctype": "Reminder Preference", "employee": employee}).insert()
	made.put(DIGEST, "twin", employee=other, on_date=getdate(), sent_at=now_datetime())
	made.put(DIGEST, "before", employee=other, on_date=add_days(getdate(), -1), sent_at=now_datetime())
	frappe.rename_doc("Employee", other, clerk, merge=True)
	assert frappe.db.count("Reminder Preference", {"employee": clerk}) == 1
	assert frappe.db.count(DIGEST, {"employee": clerk}) == 2


def queued(recipient: str) -> dict[str, object]:
	"""A message with its recipients as they lie in the queue, but for what is each one's own and breaks between elements."""
	child = frappe.get_doc("Email Queue Recipient", {"recipient": recipient})
	row = frappe.get_doc(QUEUE, child.parent).as_dict()
	message = email.message_from_string(row.message, policy=policy.default)
	own = ("name", "creation", "modified", "message_id", "message", "recipients", "__unsaved")
	parts = [
		(part.get_content_type(), str(part["Subject"]), "" if part.is_multipart() else part.get_content())
		for part in message.walk()
	]
	headers = {
		key: value for key, value in message.items() if key not in ("Message-Id", "Date", "Content-Type")
	}
	child = {key: value for key, value in child.as_dict().items() if key not in (*own, "parent", "recipient")}
	row = {key: value for key, value in row.items() if key not in own}
	parts = [(kind, subject, re.sub(r">\s+<", "><", text)) for kind, subject, text in parts]
	return {"row": row, "child": child, "headers": headers, "parts": parts}


def test_wishes_are_heeded_but_for_what_is_always_said(firm: Firm, name: str) -> None:
	clerk = firm.of["colleague"]
	publish(firm, name, "colleague")
	assert kinds(clerk) == {"Result Published", "Result to Acknowledge", "Phase Closing"}
	frappe.set_user(user_of(clerk))
	found = preferences.save("09:00", None, ["Result to Acknowledge", "Phase Closing"])
	assert {each["kind"] for each in found["kinds"] if not each["wanted"]} == {
		"Result to Acknowledge",
		"Phase Closing",
	}
	for refused in (["Result Published"], ["Coffee"]):
		with pytest.raises(InvalidSetup):
			preferences.save("", None, refused)
	with pytest.raises(InvalidSetup):
		preferences.save("25:00")
	assert preferences.get()["digest_hour"] == "09:00"
	frappe.set_user("Administrator")
	assert kinds(clerk) == {"Result Published"}


def publish(firm: Firm, name: str, who: str) -> None:
	"""As if somebody's result had been published today."""
	appraisal = sheet(firm, name, who)
	reply_by = add_days(getdate(), 2)
	frappe.db.set_value(APPRAISAL, appraisal, {"state": "Published", "reply_by": reply_by})
	event(firm, name, who, "publish")


def event(firm: Firm, name: str, who: str, deed: str) -> None:
	doc = frappe.new_doc("Appraisal Event")
	doc.update({"appraisal": sheet(firm, name, who), "employee": firm.of[who], "cycle": name, "deed": deed})
	doc.update({"at": now_datetime(), "by": "Administrator"})
	doc.set_new_name()
	doc.db_insert()


def test_whoever_pauses_hears_it_on_the_day_after(firm: Firm, name: str) -> None:
	clerk = firm.of["colleague"]
	frappe.set_user(user_of(clerk))
	preferences.save("", str(getdate()), [])
	frappe.set_user("Administrator")
	send()
	assert digest(clerk) is None and digest(firm.of["hr"])
	frappe.db.set_value("Reminder Preference", {"employee": clerk}, "paused_until", add_days(getdate(), -1))
	send()
	assert digest(clerk).line_count == 2


def test_a_day_off_is_kept_and_the_own_list_comes_first(firm: Firm, name: str) -> None:
	clerk = firm.of["colleague"]
	off = frappe.get_doc(
		{
			"doctype": "Holiday List",
			"holiday_list_name": "Own Days",
			"from_date": "2020-01-01",
			"to_date": "2099-12-31",
			"holidays": [{"holiday_date": getdate(), "description": "Today"}],
		}
	).insert()
	frappe.db.set_value("Employee", clerk, "holiday_list", off.name)
	send()
	assert digest(clerk) is None and digest(firm.of["hr"])
	frappe.db.set_value("Employee", clerk, "holiday_list", None)
	send()
	assert digest(clerk)


def test_a_stand_in_gets_what_waits_for_the_manager(firm: Firm, name: str) -> None:
	frappe.db.set_value(APPRAISAL, {"cycle": name}, "state", "Goals Approved")
	late(firm, name, "seller", 0, state="Manager Review")
	late(firm, name, "hr", 0, state="Manager Review", manager=firm.of["manager"])
	assert "Appraisal to Write" in kinds(firm.of["manager"])
	delegation = {"employee": firm.of["manager"], "acting": firm.of["hr"], "reason": "Ill"}
	days = {"from_date": getdate(), "until_date": add_days(getdate(), 5)}
	frappe.get_doc({"doctype": "Delegation", **delegation, **days}).insert()
	found = people.with_day(people.everybody([firm.of["hr"]]), people.now())
	groups = sending.say(found).groups.set_index("kind")
	assert groups.loc["Appraisal to Write", "count"] == 1  # not the own one
	assert "Delegation Given" in groups.index
	assert kinds(firm.of["manager"]) == {"Appraisal to Write", "Phase Closing"}  # that of the stand-in


def test_what_is_late_goes_up_to_the_manager_and_then_to_hr(firm: Firm, name: str) -> None:
	late(firm, name, "colleague", 4)
	assert "Late in My Team" not in kinds(firm.of["manager"])
	late(firm, name, "colleague", 5)
	assert "Late in My Team" in kinds(firm.of["manager"])
	assert "Late in the Company" not in kinds(firm.of["hr"])
	late(firm, name, "colleague", 10)
	late(firm, name, "hr", 30)  # HR's own isn't counted
	found = people.with_day(people.everybody([firm.of["hr"], firm.of["hr abroad"]]), people.now())
	groups = sending.say(found).groups
	of_company = groups[groups["kind"] == "Late in the Company"]
	assert dict(zip(of_company["to"], of_company["count"], strict=True)) == {firm.of["hr"]: 1}


def test_hr_hears_nothing_of_a_confidential_grade(firm: Firm, name: str) -> None:
	late(firm, name, "seller", 12)
	assert "Late in the Company" in kinds(firm.of["hr"])
	row = {"parent": "Talent Settings", "parenttype": "Talent Settings", "parentfield": "grades"}
	grade = {"grade_type": "Designation", "grade": "Launch Seller", "confidential": 1}
	frappe.get_doc({"doctype": "Talent Grade", **row, **grade}).db_insert()
	assert "Late in the Company" not in kinds(firm.of["hr"])


def test_the_digest_does_not_repeat_what_hr_reminded_of_today(firm: Firm, name: str) -> None:
	late(firm, name, "colleague", 2)
	assert "Appraisal to Write" in kinds(firm.of["colleague"])
	frappe.set_user(firm.users["hr"])
	outcome = chasing.chase(name, chasing.wish("nudge"), [sheet(firm, name, "colleague")])
	frappe.set_user("Administrator")
	assert outcome["done"] == 1
	assert "Appraisal to Write" not in kinds(firm.of["colleague"])
	frappe.db.set_value("Appraisal Event", {"deed": "nudge"}, "at", add_days(now_datetime(), -1))
	assert "Appraisal to Write" in kinds(firm.of["colleague"])


def test_the_board_and_the_digest_agree_whose_turn_it_is(firm: Firm, name: str) -> None:
	for who, state in (("seller", "Manager Review"), ("clerk", "Goal Setting"), ("joiner", "Calibration")):
		late(firm, name, who, 3, state=state)
	stood = overview.standing(name)
	waiting = stood[stood["status"] != overview.engine.DONE]
	# Whoever else the site employs takes part too.
	found = turns.standing(turns.appraisals(list(stood["employee"])), getdate())
	found = found[found["cycle"] == name].set_index("appraisal")
	assert found["actor"].to_dict() == waiting["actor"].to_dict()
	assert found["days_late"].to_dict() == waiting["days_late"].to_dict()


def test_news_and_questions(firm: Firm, name: str) -> None:
	clerk, manager = firm.of["colleague"], firm.of["manager"]
	frappe.db.set_value(APPRAISAL, {"cycle": name}, "state", "Goals Approved")
	company = {"employee": clerk, "company": COMPANY}
	goal = {"cycle": name, "level": "Individual", "archived": "No", **company}
	made.put("Objective", "OBJ-R1", title=HOSTILE, status="Returned", modified=now_datetime(), **goal)
	made.put("Objective", "OBJ-R2", title="B", status="Approved", approved_on=now_datetime(), **goal)
	made.put(
		"Objective Change", "CHANGE-R", objective="OBJ-R2", state="Waiting", manager_agreed_by="x", **company
	)
	made.put(
		"Objective Change", "CHANGE-S", objective="OBJ-R2", state="Waiting", employee_agreed_by="x", **company
	)
	made.put(
		"Check-in", "CHECKIN-R", status="Shared", on_date=getdate(), replied_on=now_datetime(), **company
	)
	note = {"author": manager, "on_date": getdate(), "creation": now_datetime(), **company}
	asked = {"kind": "Request", "asked_of": clerk, "state": "Open", "shared_on": now_datetime()}
	made.put("Feedback Note", "NOTE-R", visibility="Only Me", **{**note, "employee": manager}, **asked)
	event(firm, name, "colleague", "decide_appeal")
	self_review = {"parent": name, "phase": "Self Review"}
	frappe.db.set_value("Cycle Phase", self_review, "opened_on", now_datetime())
	expected = {
		"Objectives Returned", "Objectives Approved", "Change to Agree", "Reply to a Check-in", "Feedback Asked",
		"Appeal Decided", "Phase Opened", "Phase Closing", "Key Results to Update",
	}  # fmt: skip
	assert kinds(clerk) == expected
	assert "Change to Agree" in kinds(manager)
	send()
	text = message(clerk)
	assert "Lia" not in text and "Self Review in Year of <i>the Ox</i> has begun." in text


def test_a_check_in_is_due_after_a_while(firm: Firm, name: str) -> None:
	clerk = firm.of["colleague"]
	settle(check_in_every_days=30)
	assert "Check-in Due" in kinds(clerk)  # the cycle began 100 days ago
	made.put("Check-in", "CHECKIN-D", employee=clerk, status="Shared", on_date=add_days(getdate(), -20))
	assert "Check-in Due" not in kinds(clerk)
	frappe.db.set_value("Check-in", "CHECKIN-D", "on_date", add_days(getdate(), -28))
	assert "Check-in Due" in kinds(clerk)


def test_somebody_with_two_records_gets_one_digest(firm: Firm, name: str) -> None:
	clerk = firm.of["colleague"]
	second = make_employee("Launchsecondrecord", user=False, date_of_joining="2021-01-01")
	frappe.db.set_value("Employee", second, "user_id", user_of(clerk))
	send()
	both = frappe.get_all(DIGEST, {"employee": ("in", [clerk, second])}, ["employee", "line_count"])
	assert [(row.employee, row.line_count) for row in both] == [(second, 2)]


def test_a_broken_text_is_refused_and_ours_is_sent_if_it_breaks_later(firm: Firm, name: str) -> None:
	doc = frappe.get_doc(texts.TEXT, {"kind": "Appraisal to Write", "language": "en"})
	for wrong in (
		"{{ cycle", "{{ cylce }}", "{% for x in range(9) %}{% endfor %}", "{{ cycle.__class__ }}", "{{ 'a' * 9 }}",
		"{{ frappe.db }}", "{{ cycle.format(1) }}", "  ", "{{ when and '' }}",
	):  # fmt: skip
		doc = frappe.get_doc(texts.TEXT, doc.name)
		doc.text = wrong
		with pytest.raises((WordingRefused, frappe.MandatoryError)):
			doc.save()
	frappe.set_user(firm.users["hr"])
	mine = frappe.get_doc(texts.TEXT, doc.name)
	mine.text = "Bitte: {{ about }} ({{ count }})"
	mine.save()
	frappe.set_user("Administrator")
	send()
	assert "Bitte: Self Review (1)" in message(firm.of["colleague"])
	frappe.db.set_value(texts.TEXT, doc.name, "text", "{{ 1 / overdue }}")
	frappe.db.delete(DIGEST)
	send()
	assert "Self Review in Year of <i>the Ox</i>: 1 to write" in message(firm.of["colleague"])
	assert "division by zero" in frappe.db.get_value(texts.TEXT, doc.name, "problem")
	told = {"for_user": firm.users["hr"], "document_type": texts.TEXT, "document_name": doc.name}
	assert frappe.db.count(LOG, told) == 1
	frappe.db.delete(DIGEST)
	send()
	assert frappe.db.count(LOG, told) == 1


def test_people_are_written_to_in_their_language(firm: Firm, name: str) -> None:
	frappe.db.set_value("User", firm.users["colleague"], "language", "id")
	send()
	text = message(firm.of["colleague"])
	assert "perlu ditulis" in text and "hal untuk Anda lihat" in text
	assert "to write" in message(firm.of["hr"])


def test_the_scheduler_starts_one_run_an_hour_and_by_the_own_clock(
	firm: Firm, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
	frappe.db.set_value("User", {"name": ("in", list(firm.users.values()))}, "time_zone", "Asia/Makassar")
	frappe.db.set_value("User", firm.users["colleague"], "time_zone", "Pacific/Auckland")
	eight = datetime.combine(getdate(), datetime.min.time(), timezone.utc)  # 8:00 in Makassar
	found = []
	for hour in (-2, -1, 0, 1):
		monkeypatch.setattr(people, "now", lambda at=eight + timedelta(hours=hour, minutes=5): at)
		before = frappe.db.count(ledger.RUN)
		sending.every_hour()
		frappe.db.set_value(ledger.RUN, {"kind": sending.KIND, "state": "Queued"}, "state", "Queued")
		if frappe.db.count(ledger.RUN) > before:
			run = frappe.get_last_doc(ledger.RUN, {"kind": sending.KIND}, order_by="creation desc")
			found.append((hour, sorted(line[0] for line in sending.plan(json.loads(run.arguments)))))
	hours = {hour: names for hour, names in found}
	assert firm.of["hr"] in hours[0] and firm.of["colleague"] not in hours[0]
	assert not any(firm.of["hr"] in names for hour, names in found if hour != 0)
	settle(reminders_on=0)
	before = frappe.db.count(ledger.RUN)
	monkeypatch.setattr(people, "now", lambda: eight + timedelta(days=1, minutes=5))
	sending.every_hour()
	assert frappe.db.count(ledger.RUN) == before
	with pytest.raises(IllegalMove):
		control.start(sending.KIND, {})


def test_a_run_resumed_on_another_day_sends_nothing(firm: Firm, name: str) -> None:
	until = people.now() - timedelta(hours=13)
	send(since=(until - timedelta(hours=19)).isoformat(), until=until.isoformat())
	assert frappe.db.count(DIGEST) == 0


def test_hr_sends_to_the_own_companies_and_nobody_else_sends(firm: Firm, name: str) -> None:
	frappe.db.set_value("Company", made.OTHER_COMPANY, "default_holiday_list", NEVER_FREE)
	frappe.set_user(firm.users["colleague"])
	with pytest.raises(frappe.PermissionError):
		control.start(sending.KIND, {})
	frappe.set_user(firm.users["hr abroad"])
	planned = {line[0] for line in sending.plan({})}
	assert planned and not planned & {firm.of["hr"], firm.of["colleague"]}


def test_hours_are_hours_and_switching_on_notes_the_day(firm: Firm) -> None:
	settle(reminders_on=0, reminders_since=None)
	doc = frappe.get_doc("Talent Settings")
	doc.quiet_from = 24
	with pytest.raises(InvalidPolicy):
		doc.save()
	doc = frappe.get_doc("Talent Settings")
	doc.update({"reminders_on": 1, "reminders_since": "2000-01-01"})
	doc.save()
	assert getdate(frappe.db.get_single_value("Talent Settings", "reminders_since")) == getdate()


def test_preferences_are_the_own_ones(firm: Firm) -> None:
	mine, other = firm.of["colleague"], firm.of["manager"]
	frappe.set_user(user_of(mine))
	with pytest.raises(frappe.PermissionError):
		frappe.get_doc({"doctype": "Reminder Preference", "employee": other}).insert()
	assert not frappe.db.exists("Reminder Preference", {"employee": other})
	doc = frappe.get_doc({"doctype": "Reminder Preference", "employee": mine, "calendar_hash": "x"}).insert()
	assert doc.calendar_hash is None
	frappe.set_user(user_of(other))
	with pytest.raises(frappe.PermissionError):
		frappe.get_doc("Reminder Preference", doc.name).save()
	frappe.set_user("Administrator")
	with pytest.raises(frappe.PermissionError):
		preferences.get()


def test_a_website_user_has_preferences_too(firm: Firm) -> None:
	employee = make_employee("Launchweb")
	user = user_of(employee)
	doc = frappe.get_doc("User", user)
	doc.roles = []
	doc.save()
	assert frappe.db.get_value("User", user, "user_type") == "Website User"
	frappe.set_user(user)
	assert preferences.save("06:00", None, ["Phase Opened"])["digest_hour"] == "06:00"
	assert calendar.make_link()
	frappe.set_user("Administrator")
	assert frappe.db.get_value("Reminder Preference", {"employee": employee}, "wants_phase_opened") == 0


def test_a_digest_is_listed_by_hr_and_says_not_what_it_said(firm: Firm, name: str) -> None:
	send()
	frappe.set_user(firm.users["hr"])
	rows = frappe.get_list(DIGEST, fields=["employee", "line_count"], limit=0)
	assert {firm.of["hr"], firm.of["colleague"]} <= {row.employee for row in rows}
	doc = frappe.get_doc(DIGEST, digest(firm.of["colleague"]).name)
	doc.apply_fieldlevel_read_permissions()
	assert doc.get("said") is None
	with pytest.raises(frappe.PermissionError):
		doc.save()
	frappe.set_user(firm.users["colleague"])
	assert {row.employee for row in frappe.get_list(DIGEST, fields=["employee"])} == {firm.of["colleague"]}


def test_a_preview_shows_what_waits_whether_said_or_not(firm: Firm, name: str) -> None:
	send()
	frappe.set_user(firm.users["colleague"])
	shown = preferences.preview()
	assert "Self Review in Year of &lt;i&gt;the Ox&lt;/i&gt;: 1 to write, due today." in shown


# The calendar


def test_a_calendar_is_fetched_by_a_secret_link_until_it_is_revoked(firm: Firm, name: str) -> None:
	frappe.set_user(firm.users["colleague"])
	link = calendar.make_link()
	key = link.rpartition("=")[2]
	frappe.set_user("Guest")
	answer = calendar.feed(key)
	text = answer.get_data(as_text=True).replace("\r\n ", "")
	assert answer.mimetype == "text/calendar"
	assert "SUMMARY:Self Review in Year of <i>the Ox</i> is due\r\nURL" in text
	for secret in ("Launch", key, firm.of["colleague"]):
		assert secret not in text
	kept = frappe.db.get_value("Reminder Preference", {"employee": firm.of["colleague"]}, "calendar_hash")
	assert kept == feeds.hashed(key) and key not in kept
	frappe.set_user(firm.users["colleague"])
	again = calendar.make_link().rpartition("=")[2]
	for worthless in (key, kept, "", "x" * 500, "%"):
		with pytest.raises(frappe.PermissionError):
			calendar.feed(worthless)
	assert calendar.feed(again)
	calendar.revoke_link()
	with pytest.raises(frappe.PermissionError):
		calendar.feed(again)


def test_a_link_is_answered_so_many_times_an_hour(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
	key = frappe.generate_hash()
	monkeypatch.setattr(frappe.local, "request", frappe._dict(method="GET"), raising=False)
	monkeypatch.setattr(frappe.local, "form_dict", frappe._dict(cmd="feed", key=key))
	for _each in range(60):
		with pytest.raises(frappe.PermissionError):
			calendar.feed(key)
	with pytest.raises(frappe.RateLimitExceededError):
		calendar.feed(key)


def test_who_is_gone_has_no_calendar(firm: Firm, name: str) -> None:
	frappe.set_user(firm.users["colleague"])
	key = calendar.make_link().rpartition("=")[2]
	frappe.set_user("Administrator")
	frappe.db.set_value("User", firm.users["colleague"], "enabled", 0)
	with pytest.raises(frappe.PermissionError):
		calendar.feed(key)
	frappe.db.set_value("User", firm.users["colleague"], "enabled", 1)
	assert calendar.feed(key)
	change(firm.of["colleague"], status="Left", relieving_date=str(getdate()))
	with pytest.raises(frappe.PermissionError):
		calendar.feed(key)


def test_events_keep_their_names(firm: Firm, name: str) -> None:
	settle(check_in_every_days=30)
	frappe.set_user(firm.users["colleague"])
	uids = [uids_of(calendar.download().get_data(as_text=True))]
	frappe.db.set_value(APPRAISAL, {"cycle": name}, "due_date", add_days(getdate(), 3))
	uids.append(uids_of(calendar.download().get_data(as_text=True)))
	assert uids[0] == uids[1] and len(uids[0]) == len(set(uids[0])) >= 4


def uids_of(text: str) -> list[str]:
	return sorted(line for line in text.replace("\r\n ", "").split("\r\n") if line.startswith("UID:"))


# What it costs


def test_more_people_take_no_more_queries(firm: Firm, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
	asked: list[str] = []
	run = frappe.db.sql

	def counted(query: str, *args: object, **more: object) -> object:
		asked.append(str(query))
		return run(query, *args, **more)

	monkeypatch.setattr(frappe.db, "sql", counted)
	numbers = []
	everybody = ["colleague", "manager", "hr", "hr clerk", "talent"]
	for names in (everybody, everybody[:2], everybody):  # the first fills the caches
		frappe.db.delete(DIGEST)
		keys = [firm.of[who] for who in names]
		asked.clear()
		found = people.with_day(people.everybody(keys).only(keys), people.now())
		sending.send(found, sending.say(found), "")
		numbers.append(len(asked))
	assert frappe.db.count(DIGEST) == 5
	assert numbers[2] <= numbers[1] + 6, numbers  # what HR hears of the company is asked for HR alone
