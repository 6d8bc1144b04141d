"""Reminders in a browser: a person chooses what to hear and makes a calendar link, HR rewrites a text and sends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

import frappe
from frappe.utils import add_days, getdate
from frappe.utils.background_jobs import get_queues
from frappe.utils.password import update_password

import cycles
from browsing import Desk, chromium
from doctype_cache import doctypes_kept
from harness import Site
from people import make_employee, user_of
from staff import drop_runs
from talent_performance.access import upkeep
from talent_performance.flows.digests import calendar as feeds
from talent_performance.flows.digests import sending, texts
from talent_performance.flows.participants import APPRAISAL, CYCLE
from talent_performance.runs import ledger
from web import PASSWORD, served, working

COMPANY, NAME, HOLIDAYS = "Reminder Testing", "CYCLE-REMINDER-SCREEN", "Reminder Testing Days"
PREFERENCE = "Reminder Preference"


@dataclass(frozen=True)
class Office:
	"""HR and an employee at the desk."""

	of: dict[str, str]
	hr: Desk
	employee: Desk


@pytest.fixture(scope="module")
def office(site: Site) -> Iterator[Office]:
	frappe.db.rollback()
	frappe.set_user("Administrator")
	runs = set(frappe.get_all(ledger.RUN, pluck="name"))
	of = make_people()
	frappe.db.commit()
	for queue in get_queues():
		queue.empty()  # what other tests and migrations have left would come first
	try:
		with served(site) as address, working(site), chromium() as browser:
			desks = [Desk(browser, site, address, user_of(of[who])) for who in ("hr", "employee")]
			yield Office(of, *desks)
			for desk in desks:
				desk.close()
	finally:
		clean_up(of, runs)


def make_people() -> dict[str, str]:
	"""A company that works every day, somebody for whom a self review waits, HR."""
	span = {"from_date": "2020-01-01", "to_date": "2099-12-31"}
	cycles.put("Holiday List", HOLIDAYS, holiday_list_name=HOLIDAYS, **span)
	company = {"company_name": COMPANY, "abbr": "RMT", "default_currency": "IDR", "country": "Indonesia"}
	cycles.put("Company", COMPANY, default_holiday_list=HOLIDAYS, lft=3001, rgt=3002, **company)
	of = {"hr": make_employee("Rhr", company=COMPANY, roles=("HR Manager",))}
	of["employee"] = make_employee("Rani", of["hr"], company=COMPANY)
	dates = {"start_date": getdate(), "end_date": add_days(getdate(), 90)}
	cycles.put(CYCLE, NAME, title="Annual <b>2026</b>", state="Launched", **dates)
	mine = {"employee": of["employee"], "company": COMPANY, "cycle": NAME, "state": "Self Review"}
	cycles.put(APPRAISAL, "APPR-REMINDER-SCREEN", due_date=add_days(getdate(), 1), **mine)
	for employee in of.values():
		with doctypes_kept():
			update_password(user_of(employee), PASSWORD)
	frappe.db.set_single_value("Talent Settings", {"reminders_on": 1, "reminders_since": getdate()})
	frappe.clear_document_cache("Talent Settings", "Talent Settings")
	upkeep.update_lines()
	return of


def clean_up(of: dict[str, str], runs: set[str]) -> None:
	"""Other tests count what is on the site."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	frappe.db.set_single_value("Talent Settings", {"reminders_on": 0, "reminders_since": None})
	frappe.clear_document_cache("Talent Settings", "Talent Settings")
	opening = {"kind": "Opening", "language": "en"}
	frappe.db.set_value(texts.TEXT, opening, "text", texts.TEXTS["en"]["Opening"])
	drop_runs(set(frappe.get_all(ledger.RUN, pluck="name")) - runs)
	for doctype in ("Talent Digest", PREFERENCE):
		frappe.db.delete(doctype, {"company": COMPANY})
	frappe.db.delete(APPRAISAL, {"cycle": NAME})
	frappe.db.set_value("Employee", of["employee"], "reports_to", None)
	for employee in of.values():
		user = user_of(employee)
		frappe.delete_doc("Employee", employee, force=True)
		frappe.db.delete("Notification Log", {"for_user": user})
		frappe.delete_doc("User", user, force=True)
	for doctype, name in ((CYCLE, NAME), ("Company", COMPANY), ("Holiday List", HOLIDAYS)):
		frappe.db.delete(doctype, {"name": name})
	upkeep.rebuild()
	frappe.db.commit()


def press(desk: Desk, name: str) -> None:
	"""A button of the page that is shown."""
	desk.page.locator(".page-container:visible").get_by_role("button", name=name).first.click()
	desk.settle()


def test_somebody_chooses_what_to_hear_and_makes_a_calendar_link(office: Office) -> None:
	desk, page = office.employee, office.employee.go("reminder-preference/new")
	page.get_by_text("Self Review in Annual <b>2026</b>: 1 to write").wait_for()
	page.get_by_role("checkbox", name="Phase Closing").uncheck()
	page.locator("select[data-fieldname=digest_hour]").select_option("09:00")
	press(desk, "Save")
	page.wait_for_function("!cur_frm.is_new()")
	frappe.db.rollback()
	said = frappe.get_doc(PREFERENCE, {"employee": office.of["employee"]})
	assert (said.digest_hour, said.wants_phase_closing, said.wants_phase_opened) == ("09:00", 0, 1)
	page.get_by_text("Self Review in Annual <b>2026</b>: 1 to write").wait_for()
	desk.picture("preference")
	page.locator(".page-container:visible").get_by_role("button", name="Calendar").first.click()
	page.get_by_text("Make a Calendar Link").first.click()
	link = page.locator(".modal:visible input").input_value()
	desk.picture("calendar_link")
	frappe.db.rollback()
	kept = frappe.db.get_value(PREFERENCE, said.name, "calendar_hash")
	assert feeds.hashed(link.rpartition("=")[2]) == kept
	assert desk.complaints == []


def test_hr_rewrites_a_text_and_sees_it_filled_in(office: Office) -> None:
	name = frappe.db.get_value(texts.TEXT, {"kind": "Opening", "language": "en"})
	desk, page = office.hr, office.hr.go(f"reminder-text/{name}")
	page.get_by_text("Hello Rina, this is what waits for you").wait_for()
	field = page.locator("textarea[data-fieldname=text]:visible")
	field.fill("Good morning {{ name }}.")
	field.blur()
	page.get_by_text("Good morning Rina.").last.wait_for()
	desk.picture("text")
	press(desk, "Save")
	page.wait_for_function("!cur_frm.is_dirty()")
	frappe.db.rollback()
	assert frappe.db.get_value(texts.TEXT, name, "text") == "Good morning {{ name }}."
	assert desk.complaints == []


def test_hr_counts_first_and_then_sends(office: Office) -> None:
	desk, page = office.hr, office.hr.go("talent-digest")
	press(desk, "Count What Would Be Sent")
	page.get_by_text("Would get a digest").first.wait_for(timeout=90_000)
	desk.picture("dry_run")
	desk.go("talent-digest")
	press(desk, "Send Now")
	page.locator(".modal:visible").get_by_role("button", name="Yes").click()
	page.wait_for_function("cur_frm?.doc?.state?.startsWith('Completed')", timeout=90_000)
	frappe.db.rollback()
	run = frappe.get_last_doc(ledger.RUN, {"kind": sending.KIND, "dry_run": 0})
	assert json.loads(run.arguments) == {} and run.state == "Completed"
	rows = frappe.get_all("Talent Digest", {"company": COMPANY}, ["employee", "line_count"])
	assert {row.employee: row.line_count for row in rows}[office.of["employee"]] == 1
	page = desk.go("talent-digest")
	page.locator(".list-row").get_by_text("Rani").first.wait_for()
	desk.picture("digests")
	assert desk.complaints == []
