"""A round of feedback in a browser, from the form to the mails: HR at the desk, people and managers in the portal, one on a phone."""

from __future__ import annotations

import email
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

import frappe
from frappe.utils import add_days, today
from frappe.utils.password import update_password

import feedback_rounds as of_rounds
from browsing import PHONE, Desk, chromium
from cycles import put, work_chunks
from feedback_rounds import raters_of, request_of, state_of
from harness import Site
from people import make_employee, user_of
from portal_people import without_roles
from talent_performance.access import upkeep
from talent_performance.demo import removing
from talent_performance.flows.feedback import keys
from talent_performance.flows.feedback.rounds import INVITATION, REQUEST, ROUND
from talent_performance.runs import worker
from test_screen_without_account import Visitor
from web import PASSWORD, served

COMPANY, DEPARTMENT = "Rounds Testing", "Shops - RDT"
CALLED = {
	"manager": "Budi Santoso",
	"rina": "Rina <b>Wulandari</b>",
	"siti": "Siti Rahmawati",
	"agus": "Agus Pratama",
	"dewi": "Dewi Lestari",
	"hr": "Hana Wijaya",
}
WORK = {"manager": "Store Manager", "hr": "HR Manager"}


@dataclass(frozen=True)
class Shop:
	"""Employees by what they are, and where the site is served."""

	of: dict[str, str]
	site: Site
	address: str

	def user(self, who: str) -> str:
		"""Whose user that is."""
		return user_of(self.of[who])

	def desk(self, browser: Browser, who: str, **more: object) -> Desk:
		"""Somebody who is logged in."""
		return Desk(browser, self.site, self.address, self.user(who), **more)


@pytest.fixture(scope="module")
def shop(site: Site) -> Iterator[Shop]:
	"""Committed, for the web server is another process: a manager with four people, of whom Siti has no role, and HR."""
	frappe.db.rollback()
	frappe.clear_cache()
	frappe.set_user("Administrator")
	clear()
	values = {"company_name": COMPANY, "abbr": "RDT", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 5301, "rgt": 5302}).db_insert()
	put("Department", DEPARTMENT, department_name="Shops", company=COMPANY)
	of_rounds.make_setup()
	of_rounds.make_mail()
	people = hire()
	frappe.db.commit()
	with served(site) as address:
		yield Shop(people, site, address)
	frappe.set_user("Administrator")
	frappe.db.rollback()
	clear()


def clear() -> None:
	"""Everything that this company has, so that nobody else counts it."""
	for round_ in frappe.get_all(ROUND, {"company": COMPANY}, pluck="name"):
		keys.destroy(round_)
		queue = frappe.get_all("Email Queue", {"reference_name": round_}, pluck="name")
		removing.delete_with_children("Email Queue", queue)
	users = frappe.get_all("Employee", {"company": COMPANY}, pluck="user_id")
	made = {
		"Company": [COMPANY],
		"Performance Cycle": [],
		"User": [user for user in users if user],
		"Review Template": [],
	}
	removing.delete_all(removing.doomed({"loaded_at": "", "made": made, "series": {}}))
	frappe.db.delete("Email Account", {"name": "Feedback Testing"})
	removing.delete_with_children("Review Template", [of_rounds.TEMPLATE])
	removing.delete_with_children("Rating Scale", [of_rounds.SCALE])
	removing.delete_with_children("Competency", [of_rounds.COMPETENCY])
	frappe.db.commit()


def hire() -> dict[str, str]:
	"""People saved as HR saves them."""
	here = {"company": COMPANY, "department": DEPARTMENT}
	of = {"hr": make_employee("Rdhr", roles=("Employee", "HR Manager"), company=COMPANY)}
	of["manager"] = make_employee("Rdmanager", of["hr"], roles=("Employee",), **here)
	for who in ("rina", "siti", "agus", "dewi"):
		of[who] = make_employee(f"Rd{who}", of["manager"], roles=("Employee",), **here)
	for who, name in CALLED.items():
		work = WORK.get(who, "Sales Associate")
		frappe.db.set_value("Employee", of[who], {"employee_name": name, "designation": work})
		frappe.db.set_value("User", user_of(of[who]), {"first_name": name, "full_name": name})
		update_password(user_of(of[who]), PASSWORD)
	upkeep.rebuild()
	without_roles(user_of(of["siti"]))
	return of


def fresh() -> None:
	"""See what the web server has written."""
	frappe.db.rollback()


def make_round(desk: Desk) -> str:
	"""HR fills in the form and saves it."""
	page = desk.go("feedback-round/new")
	page.wait_for_selector("text=Say what the round is for")
	values = {
		"title": "Summer 2026",
		"company": COMPANY,
		"deadline": add_days(today(), 20),
		"nominate_until": add_days(today(), 7),
		"review_template": of_rounds.TEMPLATE,
		"rating_scale": of_rounds.SCALE,
	}
	page.evaluate(
		"""async ([values, competency]) => {
			await cur_frm.set_value(values);
			cur_frm.add_child("competencies", { competency });
			cur_frm.refresh_field("competencies");
		}""",
		[values, of_rounds.COMPETENCY],
	)
	page.click("button[data-label=Save]")
	page.wait_for_selector("text=Nobody is in the round yet.")
	desk.settle()
	fresh()
	return frappe.db.get_value(ROUND, {"company": COMPANY})


def menu(desk: Desk, group: str, label: str) -> None:
	"""Click what stands in a group of buttons."""
	desk.page.click(f".inner-group-button button:has-text('{group}')")
	desk.page.click(f".inner-group-button .dropdown-menu a:has-text('{label}'):visible")


def add_people(desk: Desk) -> None:
	"""HR counts first, then adds the department."""
	page = desk.page
	menu(desk, "People", "Add People")
	page.wait_for_function("window.cur_dialog?.fields_dict.department")
	page.evaluate("department => cur_dialog.set_value('department', department)", DEPARTMENT)
	page.click(".modal.show .btn-modal-primary")
	page.wait_for_selector("text=5 people would be added.")
	desk.picture("feedback-add-people", whole=False)
	page.click(".modal.show .btn-modal-primary:has-text('Add 5 People')")
	page.wait_for_selector("text=5 people added.")
	page.wait_for_selector("text=Next: add people, then open nominations.")
	desk.settle()


def open_nominations(desk: Desk) -> None:
	"""With a confirmation."""
	page = desk.page
	page.click("button:has-text('Open Nominations')")
	page.wait_for_selector("text=Everybody in the round is reminded")
	page.click(".modal.show .btn-modal-primary")
	page.wait_for_selector("text=Next: people nominate and managers approve")
	desk.settle()


def nominate(desk: Desk) -> None:
	"""On a phone: two colleagues and somebody from outside, then handed in."""
	page = desk.visit("feedback")
	page.click("button:has-text('Nominate')")
	page.wait_for_selector(".tp-found-raters li")
	assert "Budi Santoso" not in page.inner_text(".tp-found-raters")
	desk.picture("feedback-nominate-phone", whole=False)
	for name in ("Siti", "Agus"):
		page.fill("dialog input[type=search]", name)
		page.click(f".tp-found-raters button:has-text('{name}')")
		page.wait_for_function("!document.querySelector('.tp-found-raters li')")
	page.click("text=From outside")
	page.fill("dialog input >> nth=0", "Toko <i>Makmur</i>")
	page.fill("dialog input[type=email]", "nina@makmur.example.com")
	page.click("dialog button[type=submit]")
	page.wait_for_function("document.querySelectorAll('.tp-raters li').length === 3")
	page.click("dialog button[aria-label=Close]")
	assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
	desk.picture("feedback-my-raters-phone", whole=False)
	page.click("button:has-text('Hand In')")
	page.wait_for_selector("text=Waits for approval")
	assert desk.barriers() == []


def approve(desk: Desk) -> None:
	"""The manager takes one out, adds one and agrees."""
	page = desk.visit("feedback")
	page.click(".tp-whose button:has-text('My Team')")
	card = page.locator(".tp-card", has_text="Rina")
	card.get_by_label(re.compile("Take Toko")).click()
	page.wait_for_function("!document.body.innerText.includes('Makmur')")
	card.get_by_role("button", name="Add a Rater").click()
	page.fill("dialog input[type=search]", "Dewi")
	page.click(".tp-found-raters button:has-text('Dewi')")
	page.wait_for_function("!document.querySelector('.tp-found-raters li')")
	page.click("dialog button[aria-label=Close]")
	desk.picture("feedback-team")
	card.get_by_role("button", name="Approve").click()
	page.wait_for_selector("text=Approved. >> visible=true")
	assert desk.barriers() == []


def launch(desk: Desk, round_: str) -> None:
	"""HR looks at who would be asked, approves the rest with it, and the run does it."""
	page = desk.go(f"feedback-round/{round_}")
	page.wait_for_selector("button:has-text('Launch')")
	page.click("button:has-text('Launch')")
	page.wait_for_selector("text=Who Would Be Asked")
	page.wait_for_selector("text=Not approved yet")
	desk.picture("feedback-launch", whole=False)
	page.check(".modal.show input[data-fieldname=approve_rest]")
	page.click(".modal.show .btn-modal-primary:has-text('Launch')")
	page.wait_for_url("**/talent-run/**")
	desk.settle()
	fresh()
	run = frappe.get_last_doc("Talent Run", {"kind": "Launch Feedback Round"}).name
	frappe.set_user("Administrator")
	worker.prepare(run)
	work_chunks(run)
	frappe.db.commit()


def test_a_round_from_the_form_to_the_raters(shop: Shop) -> None:
	with chromium() as browser:
		hr = shop.desk(browser, "hr")
		round_ = make_round(hr)
		add_people(hr)
		open_nominations(hr)
		fresh()
		assert (state_of(ROUND, round_), frappe.db.count(REQUEST, {"round": round_})) == ("Nominating", 5)

		rina = shop.desk(browser, "rina", size=PHONE, has_touch=True)
		nominate(rina)
		fresh()
		request = request_of(round_, shop.of["rina"])
		assert state_of(REQUEST, request) == "Waiting"

		manager = shop.desk(browser, "manager")
		manager.visit()
		assert "Approve the raters of Rina <b>Wulandari</b>" in manager.page.inner_text("main")
		approve(manager)
		fresh()
		assert state_of(REQUEST, request) == "Approved"

		launch(hr, round_)
		page = hr.go(f"feedback-round/{round_}")
		page.wait_for_selector("text=have answered. Who has is told nowhere.")
		hr.picture("feedback-round", whole=False)
		found = raters_of(round_, shop.of["rina"])
		assert found["nina@makmur.example.com"] == ("Other", "Withdrawn")
		asked = {shop.of[who]: found[shop.of[who]] for who in ("siti", "agus", "dewi")}
		assert set(asked.values()) == {("Peer", "Sent")}
		assert frappe.db.get_value(ROUND, round_, "asked") == frappe.db.count(
			INVITATION, {"round": round_, "state": "Sent"}
		)
		hr.page.click(".inner-group-button button:has-text('People')")
		hr.page.click(".inner-group-button .dropdown-menu a:has-text('Workload'):visible")
		hr.page.wait_for_selector("text=of them above the limit")
		hr.page.wait_for_function("getComputedStyle(document.querySelector('.modal.show')).opacity === '1'")
		hr.picture("feedback-workload", whole=False)
		decline_and_replace(shop, browser, round_, request)
		page = hr.go(f"feedback-request/{request}")
		page.wait_for_selector("text=We only met once")
		hr.picture("feedback-request", whole=False)
		assert [*hr.complaints, *rina.complaints, *manager.complaints] == []


def decline_and_replace(shop: Shop, browser: Browser, round_: str, request: str) -> None:
	"""A rater without any role declines; HR sees why, and the person doesn't hear of it."""
	siti = shop.desk(browser, "siti", size=PHONE, has_touch=True)
	page = siti.visit("feedback")
	page.wait_for_selector("text=As a peer")
	siti.picture("feedback-asked-phone", whole=False)
	card = page.locator(".tp-card", has_text="Rina <b>Wulandari</b>")
	card.get_by_role("button", name="Decline").click()
	page.fill("dialog textarea", "We only met once")
	page.click("dialog button[type=submit]")
	page.wait_for_selector("text=Thank you for saying so.")
	assert siti.complaints == []
	fresh()
	found = raters_of(round_, shop.of["rina"])
	assert found[shop.of["siti"]] == ("Peer", "Declined")
	assert frappe.db.get_value(REQUEST, request, "asked") == sum(
		state == "Sent" for _group, state in found.values()
	)
	rina = shop.desk(browser, "rina", size=PHONE, has_touch=True)
	rina.visit("feedback")
	rina.page.click("text=My Raters")
	assert "Declined" not in rina.page.inner_text("main")


def mailed_link(rater: str, about: str) -> str:
	"""The address in the mail that somebody got about somebody, as he would click it."""
	fresh()
	recipient = {"recipient": user_of(rater), "parenttype": "Email Queue"}
	parents = frappe.get_all("Email Queue Recipient", recipient, pluck="parent", order_by="name")
	texts = [plain(frappe.db.get_value("Email Queue", parent, "message")) for parent in parents]
	[mine] = [text for text in texts if about in text and "/feedback-answer" in text]
	return re.search(r"/feedback-answer\S*#[\w-]+", mine)[0]


def plain(message: str) -> str:
	"""What a mail says."""
	return email.message_from_string(message, policy=policy.default).get_body(("plain",)).get_content()


def answer_on_a_phone(shop: Shop, browser: Browser, address: str, level: int, text: str) -> None:
	"""From the mailed link to submitted, by somebody who isn't logged in."""
	visitor = Visitor(browser, shop.site, shop.address, PHONE)
	page = visitor.open(address)
	page.get_by_role("radio").nth(level - 1).check()
	for at in range(page.locator("textarea:visible").count()):
		page.locator("textarea:visible").nth(at).fill(text)
	page.get_by_role("button", name="Submit").click()
	page.get_by_role("button", name="Yes, Submit").click()
	page.get_by_role("heading", name="Your feedback is submitted").wait_for()
	assert visitor.complaints == []
	visitor.close()


def counted_and_done(hr: Desk, round_: str, button: str, kind: str) -> None:
	"""HR looks at the counts of a run first, then starts it for real; the worker does it."""
	page = hr.go(f"feedback-round/{round_}")
	page.click(f"button:has-text('{button}'):visible >> nth=0")
	page.click(".modal.show .btn-primary:visible")
	page.wait_for_url("**/talent-run/**")
	worked_off(kind)
	hr.settle()
	page.reload()
	page.wait_for_selector("button:has-text('Start for Real')")
	hr.picture(f"feedback-{button.lower()}-counts", whole=False)
	page.click("button:has-text('Start for Real')")
	page.wait_for_function("cur_frm?.doctype === 'Talent Run' && !cur_frm.doc.dry_run")
	hr.settle()
	worked_off(kind)


def worked_off(kind: str) -> None:
	"""What the background worker does with the latest run of a kind."""
	fresh()
	run = frappe.get_last_doc("Talent Run", {"kind": kind}).name
	frappe.set_user("Administrator")
	worker.prepare(run)
	work_chunks(run)
	frappe.db.commit()


def test_the_same_round_from_the_mailed_links_to_the_paper(shop: Shop) -> None:
	fresh()
	round_, manager = frappe.db.get_value(ROUND, {"company": COMPANY}), shop.of["manager"]
	with chromium() as browser:
		for at, who in enumerate(("rina", "siti", "agus", "dewi")):
			address = mailed_link(shop.of[who], CALLED["manager"])
			answer_on_a_phone(shop, browser, address, 3 + at % 2, f"Listens, and says why: {who[0]}.")
		hr = shop.desk(browser, "hr")
		counted_and_done(hr, round_, "Close", "Close Feedback Round")
		fresh()
		assert state_of(ROUND, round_) == "Closed" and not keys.file_of(round_).exists()
		boss = shop.desk(browser, "manager")
		boss.visit("feedback-results")
		assert "Direct reports" not in boss.page.inner_text("main"), "sealed until the release"
		counted_and_done(hr, round_, "Release", "Release Feedback Round")
		fresh()
		result = frappe.db.get_value(
			"Feedback Result", {"round": round_, "employee": manager}, ["name", "state"]
		)
		assert result[1] == "Released"
		page = boss.visit(f"feedback-result/{result[0]}")
		assert "Direct reports" in page.inner_text("main") and "3.5" in page.inner_text("main")
		boss.picture("feedback-result-of-the-round")
		path = page.get_attribute("a.tp-button[href*='feedback_result.pdf']", "href")
		said = boss.fetch(path)
		assert said.ok, said.text()
		paper = " ".join(PdfReader(io.BytesIO(said.body())).pages[0].extract_text().split())
		assert "Budi Santoso" in paper and re.search(r"Direct reports: 3[.,]5 \(4\)", paper)
		assert [*hr.complaints, *boss.complaints] == []
