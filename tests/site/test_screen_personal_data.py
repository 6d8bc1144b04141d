"""Somebody asks what is held, a Talent Manager answers, two people erase somebody who has left; in a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

import frappe
from frappe.utils.password import update_password

from browsing import Desk, chromium
from harness import Site, wait_until
from people import make_employee, user_of
from reviewed import make_potential
from talent_performance.demo import removing
from talent_performance.flows.personal_data import erasing
from web import PASSWORD, served

COMPANY = "Privacy Testing"
REQUEST = "Personal Data Request"


@pytest.fixture(scope="module")
def staff(site: Site, hushed: None) -> Iterator[dict[str, str]]:
	"""People of a company of their own with records about them, committed; all of it goes afterwards."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	values = {"company_name": COMPANY, "abbr": "PVT", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 3001, "rgt": 3002}).db_insert()
	wide = {"company": COMPANY, "create_user_permission": 0}
	of = {
		"rina": make_employee("Vrina", company=COMPANY, last_name="Wijaya"),
		"budi": make_employee(
			"Vbudi", company=COMPANY, user=False, status="Left", relieving_date="2026-01-31"
		),
		"tm": make_employee("Vtalent", roles=("Talent Manager",), **wide),
		"hr": make_employee("Vhr", roles=("HR Manager",), **wide),
	}
	users = [user_of(of[who]) for who in ("rina", "tm", "hr")]
	for user in users:
		update_password(user, PASSWORD)
	for who in ("rina", "budi"):
		check_in(of[who], f"The <b>north</b> is open, says V{who}.")
	make_potential([of["rina"], of["budi"]])
	frappe.db.commit()
	yield of
	frappe.db.rollback()
	frappe.set_user("Administrator")
	made = {"Company": [COMPANY], "Performance Cycle": [], "User": users, "Review Template": []}
	removing.delete_all(removing.doomed({"loaded_at": "", "made": made, "series": {}}))
	frappe.db.commit()


def check_in(employee: str, moved: str) -> None:
	"""A check-in that the manager may read."""
	values = {"employee": employee, "on_date": "2026-01-05", "moved": moved, "status": "Shared"}
	frappe.get_doc({"doctype": "Check-in", **values}).insert()


def button(desk: Desk, label: str) -> None:
	"""A button of the form."""
	desk.page.locator(f".page-head button:visible:has-text('{label}')").first.click()


def say(desk: Desk, **texts: str) -> None:
	"""Fill in the dialog, and send it."""
	box = desk.page.locator(".modal.show")
	for fieldname, text in texts.items():
		box.locator(f"[data-fieldname={fieldname}] textarea").fill(text)
	box.locator(".btn-primary:visible").last.click()
	box.wait_for(state="hidden")
	desk.settle()


def test_somebody_asks_and_is_answered(site: Site, staff: dict[str, str]) -> None:
	with served(site) as address, chromium() as browser:
		desk = Desk(browser, site, address, user_of(staff["rina"]))
		page = desk.go("personal-data-request/new")
		page.locator("[data-fieldname=details] textarea:visible").fill("Everything, please")
		page.keyboard.press("Tab")
		wait_until(lambda: page.evaluate("cur_frm.doc.employee") == staff["rina"], "The own employee record")
		desk.picture("request-new")
		button(desk, "Save")
		page.wait_for_function("!cur_frm.is_new()")
		desk.settle()
		name = page.evaluate("cur_frm.doc.name")
		page.locator(".form-message:has-text('The answer is due on')").first.wait_for()
		assert desk.complaints == []
		desk.close()

		desk = Desk(browser, site, address, user_of(staff["tm"]))
		page = desk.go(f"personal-data-request/{name}")
		button(desk, "Take Up")
		frame = page.frame_locator("iframe.tp-answer")
		frame.locator("h1").wait_for()
		assert "Vrina Wijaya" in frame.locator("h1").inner_text()
		assert "The <b>north</b> is open, says Vrina." in frame.locator("body").inner_text()
		button(desk, "Withhold")
		page.locator(".modal.show select[data-fieldname=document_type]").select_option("Potential Assessment")
		page.locator(".modal.show select[data-fieldname=fieldname]").select_option("engagement")
		say(desk, ground="The words give the author away")
		page.locator("text=Withheld by You").wait_for()
		frame.locator("text=The words give the author away").wait_for()
		page.locator("iframe.tp-answer").scroll_into_view_if_needed()
		desk.picture("request-review", whole=False)
		button(desk, "Answer")
		say(desk)
		page.wait_for_function("cur_frm.doc.state === 'Answered'")
		assert desk.complaints == []
		desk.close()

		desk = Desk(browser, site, address, user_of(staff["rina"]))
		page = desk.go(f"personal-data-request/{name}")
		with page.expect_download() as coming:
			button(desk, "Download for Machines")
		told = json.loads(coming.value.path().read_text())
		assert told["data"]["Check-in"][0]["moved"] == "The <b>north</b> is open, says Vrina."
		assert "engagement" not in told["data"]["Potential Assessment"][0]
		assert desk.complaints == []
		desk.close()


def test_two_people_erase_somebody_who_has_left(site: Site, staff: dict[str, str]) -> None:
	with served(site) as address, chromium() as browser:
		desk = Desk(browser, site, address, user_of(staff["tm"]))
		values = {"doctype": REQUEST, "employee": staff["budi"], "kind": "Erasure"}
		name = frappe.get_doc(values).insert().name
		frappe.db.commit()
		page = desk.go(f"personal-data-request/{name}")
		button(desk, "Take Up")
		page.wait_for_function("cur_frm.doc.state === 'In Review'")
		button(desk, "Propose Erasure")
		say(desk, ground="No longer needed (Article 17(1)(a))")
		page.locator("h6:has-text('Deleted')").wait_for()
		assert "Potential Assessment" in page.locator("[data-fieldname=counts_table]").inner_text()
		desk.picture("erasure-proposed")
		assert page.locator(".page-head button:visible:has-text('Confirm Erasure')").count() == 0
		assert desk.complaints == []
		desk.close()
		desk = Desk(browser, site, address, user_of(staff["hr"]))
		page = desk.go(f"personal-data-request/{name}")
		button(desk, "Confirm Erasure")
		page.locator(".modal.show .btn-primary:visible, .modal.show .btn-danger:visible").last.click()
		wait_until(lambda: confirmed(name), "The confirmation")
		erasing.work(name)  # as a worker does
		assert not frappe.db.exists("Potential Assessment", {"employee": staff["budi"]})
		assert not frappe.db.exists("Check-in", {"employee": staff["budi"]})
		assert frappe.db.get_value(REQUEST, name, ["state", "employee"]) == ("Answered", None)
		page = desk.go("personal-data-request")
		assert "Vbudi" not in page.locator(".frappe-list").inner_text()
		desk.picture("request-list")
		assert desk.complaints == []
		desk.close()


def confirmed(name: str) -> bool:
	"""Whether the erasure has been handed to a worker."""
	frappe.db.rollback()
	return frappe.db.get_value(REQUEST, name, "state") == "Erasing"
