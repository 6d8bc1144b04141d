"""A round of feedback in a browser, from the form to the mails: HR at the desk, people and managers in the portal, one on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

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
