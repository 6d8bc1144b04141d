"""From the sheet in the hand to submitted, on a phone and at a kiosk; HR hands links over, a manager writes down what was said."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

import frappe
from frappe.utils import getdate
from frappe.utils.password import update_password

from browsing import PATIENCE, PHONE, WIDE, Desk, chromium
from harness import Site
from people import make_employee, user_of
from reviewed import TEMPLATE, make_cycle
from talent_performance.access import upkeep
from talent_performance.demo import removing
from talent_performance.flows import launch
from talent_performance.flows.unaccounted import codes, kiosks, links
from web import PASSWORD, served

COMPANY, CYCLE = "Unaccounted Testing", "Factory Year"
APPRAISAL, REVIEW = "Performance Appraisal", "Appraisal Review"
NAMES = {
	"sari": "Sari Lestari",
	"tono": "Tono Prasetyo",
	"wati": "Wati Handayani",
	"dewi": "Dewi <b>Anggraini</b>",
}
QUESTIONS = (("What went well this year?", 1), ("What do you need from us?", 0))
PROUD = "Packed 40 pallets a shift since March; no damage since June."


@pytest.fixture(scope="module")
def staff(site: Site, hushed: None) -> Iterator[dict[str, str]]:
	"""A supervisor, three people of the packing line without an account, and HR; committed, and gone afterwards."""
	frappe.db.rollback()
	frappe.clear_cache()
	frappe.set_user("Administrator")
	clear([])
	values = {"company_name": COMPANY, "abbr": "UNA", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 3401, "rgt": 3402}).db_insert()
	here = {"company": COMPANY, "create_user_permission": 0}
	of = {"hr": make_employee(f"Unhr{secrets.token_hex(2)}", roles=("HR Manager",), **here)}
	of["manager"] = make_employee(f"Unboss{secrets.token_hex(2)}", of["hr"], **here)
	for at, who in enumerate(NAMES):
		of[who] = make_employee(who, of["manager"], user=False, employee_number=f"77{at}", **here)
		frappe.db.set_value("Employee", of[who], "employee_name", NAMES[who])
	upkeep.update_lines()
	users = [user_of(of[who]) for who in ("hr", "manager")]
	for user in users:
		update_password(user, PASSWORD)
	plant(of)
	frappe.db.commit()
	yield of
	clear(users)


def plant(of: dict[str, str]) -> None:
	"""A cycle whose self reviews are open, with questions, an objective, and what the supervisor has written down."""
	make_cycle(CYCLE, getdate().year)
	for at, (question, required) in enumerate(QUESTIONS, 1):
		row = {"parent": TEMPLATE, "parenttype": "Review Template", "parentfield": "questions", "idx": at}
		said = {"perspective": "Self Review", "question": question, "kind": "Text", "required": required}
		frappe.get_doc({"doctype": "Review Question", **row, **said}).db_insert()
	frappe.db.set_value("Cycle Company", {"parent": CYCLE}, "company", COMPANY)
	frappe.db.set_value("Performance Cycle", CYCLE, "default_template", TEMPLATE)
	objective = {"doctype": "Objective", "level": "Individual", "cycle": CYCLE, "employee": of["sari"]}
	name = frappe.get_doc({**objective, "title": "Fewer damaged pallets"}).insert().name
	result = {"doctype": "Key Result", "objective": name, "method": "Progress", "unit": "a month"}
	frappe.get_doc({**result, "title": "Damaged pallets", "start_value": 9, "target_value": 2}).insert()
	launch.include(CYCLE, [of[who] for who in NAMES])
	frappe.db.set_value(APPRAISAL, {"cycle": CYCLE}, "state", "Self Review")
	frappe.set_user(user_of(of["manager"]))
	note = {"doctype": "Feedback Note", "employee": of["sari"], "kind": "Praise", "on_date": getdate()}
	frappe.get_doc({**note, "note": "Showed the new ones the scanner.", "visibility": "Everybody"}).insert()
	frappe.set_user("Administrator")


def clear(users: list[str]) -> None:
	"""Take away what was committed."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	templates = frappe.get_all("Review Template", {"name": ("like", "Sample %")}, pluck="name")
	made = {"Company": [COMPANY], "Performance Cycle": [CYCLE], "User": users, "Review Template": templates}
	removing.delete_all(removing.doomed({"loaded_at": "", "made": made, "series": {}}))
	frappe.db.commit()


def appraisal(of: dict[str, str], who: str) -> str:
	return frappe.db.get_value(APPRAISAL, {"cycle": CYCLE, "employee": of[who]})


def review(of: dict[str, str], who: str) -> frappe._dict:
	"""Somebody's self review as the web server has stored it."""
	frappe.db.rollback()
	return frappe.db.get_value(REVIEW, {"employee": of[who], "perspective": "Self"}, "*", as_dict=True)


class Visitor(Desk):
	"""Somebody who hasn't logged in, in whatever language the browser asks for."""

	def __init__(self, browser, site: Site, address: str, size: dict, locale: str = "en-GB", **more) -> None:
		self.address = address.replace("127.0.0.1", site.name)
		self.context = browser.new_context(viewport=size, locale=locale, **more)
		self.page = self.context.new_page()
		self.page.set_default_timeout(PATIENCE)
		self.complaints: list[str] = []
		self.asked: list[str] = []
		self.page.on("request", lambda request: self.asked.append(request.url))
		self.page.on("pageerror", lambda error: self._complain(str(error)))
		self.page.on("console", lambda said: self._complain(said.text) if said.type == "error" else None)

	def open(self, path: str):
		"""Open an address of the site."""
		self.page.goto(self.address + path)
		self.page.wait_for_selector("main h1")
		return self.page


def test_from_the_link_to_submitted_on_a_phone(site: Site, staff: dict[str, str]) -> None:
	frappe.set_user("Administrator")
	token = links.issue([appraisal(staff, "sari")], links.PRINTED)[0]["token"]
	frappe.db.commit()
	with served(site) as address, chromium() as browser:
		visitor = Visitor(browser, site, address, PHONE)
		page = visitor.open(f"/personal-review#{token}")
		assert page.inner_text("h1") == NAMES["sari"]
		assert token not in page.url
		page.locator("details").first.locator("summary").click()
		assert "Fewer damaged pallets" in page.inner_text("main")
		visitor.picture("link_phone", whole=True)
		page.get_by_label(QUESTIONS[0][0]).fill(PROUD)
		page.locator("fieldset").first.get_by_role("radio").nth(4).check()
		page.locator("#status", has_text="Saved at").wait_for()
		kept = review(staff, "sari")
		assert kept.state == "Draft"
		assert frappe.db.get_value("Review Answer", {"parent": kept.name, "idx": 1}, "answer") == PROUD
		page.reload()
		page.wait_for_selector("form")
		assert page.get_by_label(QUESTIONS[0][0]).input_value() == PROUD
		page.get_by_role("button", name="Bahasa Indonesia").click()
		page.get_by_text("Ringkasan").wait_for()
		assert page.get_by_label(QUESTIONS[0][0]).input_value() == PROUD
		visitor.picture("link_phone_id", whole=True)
		page.get_by_role("button", name="English").click()
		page.get_by_role("button", name="Submit").wait_for()
		page.get_by_label("Summary").press_sequentially("Ready.")
		page.get_by_role("button", name="Submit").focus()
		page.keyboard.press("Enter")
		page.locator("#yes:focus").wait_for()
		visitor.picture("link_sure", whole=False)
		page.keyboard.press("Enter")
		page.get_by_role("heading", name="Your self review is submitted").wait_for()
		visitor.picture("link_done", whole=False)
		done = review(staff, "sari")
		assert (done.state, done.came_by, done.summary) == ("Submitted", "Personal Link", "Ready.")
		assert not [url for url in visitor.asked if token in url.split("#")[0]]
		again = Visitor(browser, site, address, PHONE)
		said = again.open(f"/personal-review#{token}").inner_text("main")
		assert "submitted already" in said
		assert visitor.complaints == []
		no_link = Visitor(browser, site, address, PHONE)
		assert "opens by a link" in no_link.open("/personal-review").inner_text("main")
	assert token not in logs(site)
	assert token not in repr(frappe.get_all("Error Log", fields=["*"]))


def logs(site: Site) -> str:
	"""Everything that web server and site have written down."""
	files = [*Path(site.workspace).rglob("*.log"), *(site.sites / site.name / "logs").glob("*")]
	return "".join(file.read_text(errors="replace") for file in files if file.is_file())


def test_what_is_wanting_is_said_and_nothing_is_lost_without_a_connection(
	site: Site, staff: dict[str, str]
) -> None:
	frappe.set_user("Administrator")
	token = links.issue([appraisal(staff, "dewi")], links.PRINTED)[0]["token"]
	frappe.db.commit()
	with served(site) as address, chromium() as browser:
		visitor = Visitor(browser, site, address, PHONE)
		page = visitor.open(f"/personal-review#{token}")
		assert page.inner_text("h1") == NAMES["dewi"]
		page.get_by_role("button", name="Submit").click()
		page.get_by_role("button", name="Yes, Submit").click()
		page.wait_for_selector("#problem")
		assert "Answers, row 1: an answer is required." in page.inner_text("#problem")
		assert review(staff, "dewi").state == "Draft"
		visitor.context.set_offline(True)
		page.get_by_label("Summary").fill("Written in the cellar.")
		page.get_by_text("Not saved: no connection").wait_for()
		visitor.context.set_offline(False)
		page.locator("#status", has_text="Saved at").wait_for()
		assert review(staff, "dewi").summary == "Written in the cellar."


def test_at_a_kiosk(site: Site, staff: dict[str, str]) -> None:
	frappe.set_user("Administrator")
	secret = codes.issue([appraisal(staff, "tono")])[0]["secret"]
	device = kiosks.start(CYCLE, COMPANY, "Hall 2", 8, 1)["token"]
	frappe.db.commit()
	with served(site) as address, chromium() as browser:
		tablet = Visitor(browser, site, address, {"width": 820, "height": 1100})
		page = tablet.open(f"/review-kiosk#{device}")
		tablet.picture("kiosk_start", whole=False)
		page.get_by_label("Employee Number").fill("771")
		page.get_by_label("Code").fill("1" if secret != "1" else "2")
		page.get_by_role("button", name="Begin").click()
		page.get_by_text("Number and code don't fit").wait_for()
		page.get_by_label("Code").fill(secret)
		page.keyboard.press("Enter")
		page.get_by_role("heading", name=NAMES["tono"]).wait_for()
		page.get_by_label(QUESTIONS[0][0]).fill("Line 4 stands less.")
		page.get_by_role("button", name="Sign Off").click()
		page.get_by_label("Employee Number").wait_for()
		assert NAMES["tono"] not in page.inner_text("body")
		assert frappe.db.get_value(
			"Review Answer", {"parent": review(staff, "tono").name, "idx": 1}, "answer"
		)
		page.get_by_label("Employee Number").fill("771")
		page.get_by_label("Code").fill(secret)
		page.keyboard.press("Enter")
		page.get_by_role("heading", name=NAMES["tono"]).wait_for()
		assert page.get_by_label(QUESTIONS[0][0]).input_value() == "Line 4 stands less."
		tablet.picture("kiosk_form", whole=True)
		page.get_by_role("button", name="Submit").click()
		page.get_by_role("button", name="Yes, Submit").click()
		page.get_by_role("heading", name="Your self review is submitted").wait_for()
		page.get_by_role("button", name="Next Person").click()
		page.get_by_label("Employee Number").wait_for()
		assert (review(staff, "tono").state, review(staff, "tono").came_by) == ("Submitted", "Kiosk")
		assert tablet.complaints == []


def test_hr_prints_links_and_a_manager_writes_down_what_was_said(site: Site, staff: dict[str, str]) -> None:
	name = appraisal(staff, "wati")
	with served(site) as address, chromium() as browser:
		hr = Desk(browser, site, address, user_of(staff["hr"]), size=WIDE)
		page = hr.go(f"performance-cycle/{CYCLE}")
		page.get_by_role("button", name="Without an Account").click()
		page.get_by_role("link", name="Print Links").click()
		page.get_by_role("button", name="Count", exact=True).click()
		page.get_by_role("button", name="Yes", exact=True).click()
		frame = page.frame_locator("iframe.tp-sheets")
		frame.get_by_text(NAMES["wati"]).wait_for()
		assert NAMES["dewi"] in frame.locator("body").inner_text()
		assert re.search(r"/personal-review#[\w-]{43}", frame.locator("body").inner_text())
		hr.picture("printed_links", whole=False)
		hr.close()
		boss = Desk(browser, site, address, user_of(staff["manager"]), size=WIDE)
		page = boss.go(f"performance-appraisal/{name}")
		page.get_by_role("button", name="Without an Account").click()
		page.get_by_role("link", name="Record Self Review").click()
		page.locator(".modal.show [data-fieldname='answer_0'] textarea").fill("The new scanner.")
		page.locator(".modal.show [data-fieldname='summary'] textarea").fill("Said at the line on Monday.")
		boss.picture("record", whole=False)
		page.get_by_role("button", name="Submit as Said by the Employee").click()
		page.get_by_text("Recorded by").first.wait_for()
		boss.picture("recorded", whole=False)
		done = review(staff, "wati")
		assert (done.state, done.came_by, done.recorded_by) == (
			"Submitted",
			"In Person",
			user_of(staff["manager"]),
		)
		page = boss.go(f"performance-appraisal/{name}")
		page.get_by_role("button", name="Write the Manager's Review").click()
		page.locator("[data-fieldname='summary'] textarea").fill("Wati is always late, and she is lazy.")
		page.wait_for_selector(".tp-writing-aid li")
		aid = page.inner_text(".tp-writing-aid")
		assert "always" in aid
		assert "This judges the person, not the work." in aid
		boss.picture("writing_aid", whole=False)
		assert boss.complaints == []
