"""HTML and script in a text that goes on by mail or notification: what arrives shows it and runs nothing.

The texts are written below the ORM, as an import or another app leaves them, so that no wall at storing helps.
"""

from __future__ import annotations

import email
from collections.abc import Iterator
from email import policy

import pytest
from asking import Visitor
from bs4 import BeautifulSoup

import frappe
from frappe.desk.form import assign_to
from frappe.utils import add_days, getdate

from appraised import CYCLE, House, close_all
from talent_performance.flows import delegations, publishing
from talent_performance.talent_performance.doctype.personal_data_request import (
	personal_data_request as requests,
)
from talent_performance.talent_performance.page.cycle_overview import cycle_overview

# Frappe takes it for JSON and cleans it nowhere.
HOSTILE = '["Zimt <img src=x onerror=alert(1)><script>alert(2)</script><a href=javascript:alert(3)>x</a>"]'
APPRAISAL, LOG, QUEUE = "Performance Appraisal", "Notification Log", "Email Queue"


@pytest.fixture
def post(home: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
	"""Everybody's name and every title is hostile; mails are queued and none leaves; jobs run at once."""
	for who, employee in home.of.items():
		frappe.db.set_value("Employee", employee, "employee_name", f"{who} {HOSTILE}")
		frappe.db.set_value(APPRAISAL, home.appraisal[who], "employee_name", f"{who} {HOSTILE}")
	frappe.db.set_value("Performance Cycle", CYCLE, {"title": HOSTILE, "state": "Launched"})
	due = {"state": "Manager Review", "due_date": add_days(getdate(), -9)}
	frappe.db.set_value(APPRAISAL, {"cycle": CYCLE}, {**due, "manager": home.of["manager"]})
	frappe.db.set_value(APPRAISAL, home.appraisal["manager"], "manager", home.of["head"])
	frappe.db.delete("Appraisal Review", {"perspective": "Manager"})
	account = {"email_account_name": "Post", "email_id": "post@example.com", "enable_outgoing": 1}
	frappe.get_doc({"doctype": "Email Account", "name": "Post", **account, "default_outgoing": 1}).db_insert()
	monkeypatch.setattr(frappe.flags, "mute_emails", True, raising=False)
	monkeypatch.setattr(frappe, "enqueue", lambda method, **more: run_now(method, more))
	frappe.local.outgoing_email_account = {}
	frappe.db.delete(LOG)
	frappe.db.delete(QUEUE)
	yield home
	frappe.local.outgoing_email_account = {}


def run_now(method: object, arguments: dict) -> None:
	"""A job of the background, without it."""
	job = frappe.get_attr(method) if isinstance(method, str) else method
	job(**{key: value for key, value in arguments.items() if key in ("doc", "users")})


def notified(user: str) -> list[str]:
	"""What somebody's notifications say."""
	rows = frappe.get_all(LOG, {"for_user": user}, ["subject", "email_content"], order_by="creation, name")
	return [f"{row.subject or ''} {row.email_content or ''}" for row in rows]


def mailed() -> list[tuple[str, str]]:
	"""Subject and HTML of each message in the queue."""
	found = []
	for text in frappe.get_all(QUEUE, pluck="message", order_by="creation, name"):
		message = email.message_from_string(text, policy=policy.default)
		body = message.get_body(("html",))
		found.append((str(message["subject"]), body.get_content() if body else ""))
	return found


def assert_harmless(html: str) -> None:
	"""Nothing of it runs."""
	soup = BeautifulSoup(html, "html.parser")
	assert not [tag for tag in soup.find_all("script") if "alert(2)" in tag.text], html
	assert not soup.find(lambda tag: any(name.startswith("on") for name in tag.attrs)), html
	assert not soup.find(href=lambda address: address and address.strip().lower().startswith("javascript")), (
		html
	)


def test_a_reminder_names_people_and_cycle(post: House) -> None:
	frappe.set_user(post.user("HR Manager"))
	names = [post.appraisal[who] for who in ("rina", "budi")]
	assert cycle_overview.chase(CYCLE, "nudge", names=names[:1])["done"] == 1
	assert cycle_overview.chase(CYCLE, "nudge", names=[post.appraisal["manager"], *names[1:]])["done"] == 2
	frappe.set_user("Administrator")
	told = [text for who in ("manager", "head") for text in notified(post.user(who))]
	assert len(told) == 3
	for text in told:
		assert_harmless(text)
		assert "Zimt &lt;img" in text
	((subject, html), *more) = mailed()
	assert len(more) == 1
	for _subject, body in mailed():
		assert_harmless(body)
		assert "Zimt &lt;img" in body
	assert "Zimt <img" in subject  # a mail's subject is no HTML
	assert "rina" not in html


def test_a_reminder_of_many_appraisals(post: House) -> None:
	frappe.set_user(post.user("Talent Manager"))
	names = [post.appraisal[who] for who in ("rina", "budi")]
	assert cycle_overview.chase(CYCLE, "nudge", names=names)["done"] == 2
	frappe.set_user("Administrator")
	(text,) = notified(post.user("manager"))
	assert "2 appraisals" in text
	assert_harmless(text)
	assert "Zimt &lt;img" in text


def test_a_delegation_made_and_ended(post: House) -> None:
	values = {"employee": post.of["manager"], "acting": post.of["HR User"], "reason": HOSTILE}
	days = {"from_date": getdate(), "until_date": add_days(getdate(), 3)}
	frappe.set_user(post.user("HR Manager"))
	name = frappe.get_doc({"doctype": "Delegation", **values, **days}).insert().name
	frappe.db.set_value("Delegation", name, {"acting_name": HOSTILE, "employee_name": HOSTILE})
	delegations.end(name, HOSTILE)
	frappe.set_user("Administrator")
	for who in ("manager", "HR User"):
		told = notified(post.user(who))
		assert len(told) == 2
		for text in told:
			assert_harmless(text)
			assert "Zimt" in text
	assert_harmless(str(frappe.db.get_value("Delegation", name, "end_reason")))
	assert all("Zimt" in body for _subject, body in mailed())
	for _subject, body in mailed():
		assert_harmless(body)


def test_a_request_for_personal_data_and_its_refusal(post: House) -> None:
	frappe.set_user(post.user("rina"))
	name = requests.ask("Access", HOSTILE)
	frappe.set_user(post.user("Talent Manager"))
	requests.take_up(name)
	requests.refuse(name, HOSTILE)
	frappe.set_user("Administrator")
	told = [*notified(post.user("rina")), *(body for _subject, body in mailed())]
	kept = frappe.db.get_value("Personal Data Request", name, ["details", "ground"])
	assert told and all("Zimt" in text for text in kept)
	for text in (*told, *kept):
		assert_harmless(text)


def test_frappes_own_notifications_about_documents_of_ours(post: House) -> None:
	"""Somebody is mentioned on an objective and told to look at it, which has such a title."""
	frappe.set_user(post.user("manager"))
	said = {"title": HOSTILE, "level": "Individual", "employee": post.of["rina"], "cycle": CYCLE}
	objective = frappe.get_doc({"doctype": "Objective", **said}).insert(ignore_permissions=True)
	mention = (
		f'<p>{HOSTILE} <span class="mention" data-id="{post.user("rina")}" data-value="Rina"></span></p>'
	)
	objective.add_comment("Comment", mention)
	assign = {"doctype": "Objective", "name": objective.name, "description": HOSTILE}
	assign_to.add({**assign, "assign_to": [post.user("rina")]})
	frappe.set_user("Administrator")
	told = notified(post.user("rina"))
	assert len(told) == 2
	for text in told:
		assert_harmless(text)


@pytest.mark.parametrize("layout", ["Result Letter", "Appraisal Sheet"])
def test_a_letter_that_is_mailed_as_it_is_printed(post: House, layout: str) -> None:
	close_all(post)
	publishing.publish([post.appraisal["rina"]])
	frappe.db.set_value(APPRAISAL, post.appraisal["rina"], "employee_name", HOSTILE)
	view = {"doc": APPRAISAL, "name": post.appraisal["rina"], "print_format": layout}
	told = Visitor(post.user("HR Manager")).call("frappe.www.printview.get_html_and_style", **view)
	html = told.message["html"]
	assert "Zimt &lt;img" in html
	assert_harmless(html)


def test_what_is_looked_at_would_be_seen() -> None:
	for html in "<script>alert(2)</script>", "<p onclick=x>", "<a href=' JavaScript:x'>":
		with pytest.raises(AssertionError):
			assert_harmless(html)
