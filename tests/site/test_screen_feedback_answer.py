"""Feedback on somebody on a phone: from the mailed link to submitted, without an account, without a connection for a while."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator

import pytest

import frappe
from frappe.utils.password import update_password

from browsing import PHONE, WIDE, chromium
from feedback_made import (
	CHANGE,
	INVITATION,
	KEEP,
	RATED,
	Made,
	answers_of,
	code_for,
	drop,
	make_round,
	response_of,
)
from harness import Site
from people import make_employee, user_of
from talent_performance.access import upkeep
from talent_performance.demo import removing
from talent_performance.flows.feedback import codes
from test_screen_without_account import Visitor, logs
from web import PASSWORD, Person, served

COMPANY = "Feedback Answer Testing"
NAME = "Rina <b>Wijaya</b>"
METHODS = "talent_performance.portal.feedback_answer"
OUTSIDE = "nadia@customer.example.com"
PROUD = "Shows the plan on Monday, so nobody waits for parts. Terima kasih 🙏"


@pytest.fixture(scope="module")
def made(site: Site, hushed: None) -> Iterator[Made]:
	"""Rina is rated by three colleagues and a customer; committed, and gone afterwards."""
	frappe.db.rollback()
	frappe.clear_cache()
	frappe.set_user("Administrator")
	clear([])
	values = {"company_name": COMPANY, "abbr": "FAT", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 3501, "rgt": 3502}).db_insert()
	here = {"company": COMPANY, "create_user_permission": 0}
	boss = make_employee(f"Faboss{secrets.token_hex(2)}", **here)
	rina = make_employee("Farina", boss, user=False, **here)
	frappe.db.set_value("Employee", rina, "employee_name", NAME)
	peers = [make_employee(f"Fapeer{at}{secrets.token_hex(2)}", boss, **here) for at in range(3)]
	upkeep.update_lines()
	update_password(user_of(peers[1]), PASSWORD)
	made = make_round(COMPANY, {rina: {"Peer": peers, "Other": [OUTSIDE]}})
	frappe.db.commit()
	yield made
	frappe.db.rollback()
	frappe.set_user("Administrator")
	drop(made)
	clear([user_of(boss), *map(user_of, peers)])


def clear(users: list[str]) -> None:
	"""Take away what was committed."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	made = {"Company": [COMPANY], "Performance Cycle": [], "Review Template": [], "User": users}
	removing.delete_all(removing.doomed({"loaded_at": "", "made": made, "series": {}}))
	frappe.db.commit()


def link(made: Made, group: str, at: int = 0) -> tuple[str, str, str]:
	"""An invitation, its code, and the address that is mailed."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	invitation = made.of(next(iter(made.requests)), group)[at]
	code = code_for(invitation)
	frappe.db.commit()
	return invitation, code, f"{codes.PAGE}?_lang=en#{code}"


def kept(invitation: str) -> frappe._dict | None:
	frappe.db.rollback()
	return response_of(invitation)


def saved(page) -> None:
	page.locator("#status", has_text="Saved at").wait_for()


def test_from_the_link_to_submitted_and_changed_on_a_phone(site: Site, made: Made) -> None:
	invitation, code, address = link(made, "Peer")
	with served(site) as server, chromium() as browser:
		visitor = Visitor(browser, site, server, PHONE)
		page = visitor.open(address)
		assert page.inner_text("h1") == f"Feedback on {NAME}"
		assert code not in page.url
		assert "from 3 answers on" in page.inner_text(".promises")
		visitor.picture("answer_phone", whole=True)
		page.locator("fieldset").nth(0).get_by_role("radio").nth(3).check()
		page.locator("fieldset").nth(1).get_by_role("radio", name="I can't say").check()
		page.get_by_label("What should this person keep doing?").fill(PROUD)
		assert page.inner_text("#counted") == "3 of 4 answered"
		saved(page)
		draft = kept(invitation)
		assert draft.state == "Draft"
		assert answers_of(draft.name)[KEEP].text == PROUD
		assert (answers_of(draft.name)[RATED[0]].value, answers_of(draft.name)[RATED[1]].not_applicable) == (
			4,
			1,
		)
		page.get_by_role("button", name="Bahasa Indonesia").click()
		page.wait_for_selector("html[lang=id] form")
		assert page.locator("textarea").nth(2).input_value() == PROUD
		visitor.picture("answer_phone_id", whole=True)
		page.get_by_role("button", name="English").click()
		page.get_by_role("button", name="Submit").wait_for()
		page.get_by_role("button", name="Submit").focus()
		page.keyboard.press("Enter")
		page.locator("#yes:focus").wait_for()
		visitor.picture("answer_sure", whole=False)
		page.keyboard.press("Enter")
		page.get_by_role("heading", name="Your feedback is submitted").wait_for()
		visitor.picture("answer_done", whole=False)
		assert kept(invitation).state == "Submitted"
		page.goto("about:blank")
		page = visitor.open(address)
		page.get_by_role("button", name="Change My Answers").click()
		assert page.locator("fieldset").nth(0).get_by_role("radio").nth(3).is_checked()
		page.get_by_label("What would you like to see more of?").fill("Shorter meetings.")
		assert CHANGE not in answers_of(kept(invitation).name)
		page.get_by_role("button", name="Submit").click()
		page.get_by_role("button", name="Yes, Submit").click()
		page.get_by_role("heading", name="Your feedback is submitted").wait_for()
		assert answers_of(kept(invitation).name)[CHANGE].text == "Shorter meetings."
		assert frappe.db.get_value(INVITATION, invitation, "state") == "Sent"
		elsewhere = Visitor(browser, site, server, PHONE)
		said = elsewhere.open(address).inner_text("main")
		assert "a link opens once" in said
		assert "Send Me a New Link" in said
		elsewhere.picture("answer_used", whole=False)
		token = page.evaluate("JSON.parse(localStorage['talent-feedback-known'])")[code]["token"]
		asked = [url.split("#")[0] for url in [*visitor.asked, *elsewhere.asked]]
		assert not [url for url in asked if code in url or token in url]
		assert {re.match(r"https?://[^/]+", url)[0] for url in asked if url.startswith("http")} == {
			visitor.address
		}
		assert visitor.complaints == []
	for secret in (code, token, PROUD):
		assert secret not in logs(site)
		assert secret not in repr(frappe.get_all("Error Log", fields=["*"], order_by="name"))


def test_nothing_is_lost_without_a_connection_and_what_is_wanting_is_said(site: Site, made: Made) -> None:
	invitation, _code, address = link(made, "Other")
	with served(site) as server, chromium() as browser:
		visitor = Visitor(browser, site, server, PHONE)
		page = visitor.open(address)
		page.get_by_role("button", name="Submit").click()
		page.get_by_role("button", name="Yes, Submit").click()
		page.wait_for_selector("#problem")
		assert "An answer is required: Listens" in page.inner_text("#problem")
		visitor.picture("answer_wanting", whole=False)
		page.get_by_role("button", name="Keep Writing").click()
		visitor.context.set_offline(True)
		page.get_by_label("What should this person keep doing?").fill("Written in the cellar.")
		page.get_by_text("Not saved: no connection").wait_for()
		assert kept(invitation) is None
		visitor.context.set_offline(False)
		page.goto("about:blank")
		page = visitor.open(address)
		assert (
			page.get_by_label("What should this person keep doing?").input_value() == "Written in the cellar."
		)
		saved(page)
		assert answers_of(kept(invitation).name)[KEEP].text == "Written in the cellar."


def test_declining_on_a_phone(site: Site, made: Made) -> None:
	invitation, _code, address = link(made, "Peer", 2)
	with served(site) as server, chromium() as browser:
		visitor = Visitor(browser, site, server, PHONE)
		page = visitor.open(address)
		page.get_by_role("button", name="I'd Rather Not Answer").click()
		page.get_by_label("Why not?").fill("We never worked together.")
		visitor.picture("answer_decline", whole=False)
		page.get_by_role("button", name="Decline", exact=True).click()
		page.get_by_role("heading", name="You have declined").wait_for()
		frappe.db.rollback()
		row = frappe.db.get_value(INVITATION, invitation, ["state", "decline_reason"])
		assert row == ("Declined", "We never worked together.")
		assert kept(invitation) is None
		assert visitor.complaints == []


def test_whoever_is_logged_in_and_whoever_has_no_link(site: Site, made: Made) -> None:
	invitation, _code, _address = link(made, "Peer", 1)
	user = frappe.db.get_value("Employee", frappe.db.get_value(INVITATION, invitation, "rater"), "user_id")
	with served(site) as server, chromium() as browser:
		opened = Person(server, site, user).call(f"{METHODS}.open_invitation", invitation=invitation)["page"]
		# Axe is a script of somebody else's, which the page's policy keeps out.
		peer = Visitor(browser, site, server, WIDE, color_scheme="dark", bypass_csp=True)
		page = peer.open(opened)
		page.wait_for_selector("form fieldset")
		assert page.inner_text("h1") == f"Feedback on {NAME}"
		assert peer.barriers() == []
		peer.picture("answer_wide_dark", whole=True)
		nobody = Visitor(browser, site, server, PHONE)
		headers = nobody.page.goto(nobody.address + codes.PAGE).headers
		nobody.page.get_by_text("opens by the link in your invitation").wait_for()
		assert headers["cache-control"] == "no-store"
		assert headers["referrer-policy"] == "no-referrer"
		assert headers["x-robots-tag"] == "noindex, nofollow"
		assert "default-src 'none'" in headers["content-security-policy"]


def test_a_page_from_right_to_left(site: Site, made: Made) -> None:
	_invitation, _code, address = link(made, "Other")
	with served(site) as server, chromium() as browser:
		visitor = Visitor(browser, site, server, PHONE)
		page = visitor.open(address.replace("_lang=en", "_lang=ar"))
		page.wait_for_selector("html[dir=rtl] form fieldset")
		assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
		visitor.picture("answer_rtl", whole=False)
