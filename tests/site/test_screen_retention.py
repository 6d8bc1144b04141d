"""Retention Overview and its forms in a browser, as HR and as a manager; and the card on a member's page of the portal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import pytest

import frappe
from frappe.permissions import add_user_permission
from frappe.utils import add_days, nowdate
from frappe.utils.password import update_password

from browsing import Desk, chromium
from harness import Site
from people import make_employee, user_of
from sample_site import into
from staff import drop_profiles, import_employees
from talent_performance.access import upkeep
from talent_performance.flows.talent_profiles import give_profiles
from web import PASSWORD, served

COMPANY, SALES, PLANT = "Leaving Testing", "Sales - LT", "Plant - LT"
NAMES = (
	"Adi Nugroho", "Ayu Lestari", "Bagus Santoso", "Bella Maharani", "Cahya Wibowo", "Citra Dewi", "Dimas Pratama", "Dewi Anggraini",
	"Eka Saputra", "Endah Puspita", "Fajar Hidayat", "Fitri Rahayu", "Galih Setiawan", "<b>Lia</b> Utami",
)  # fmt: skip
LEVELS = ("Low", "Medium", "High")
# Risk and impact by person; the last two aren't judged.
JUDGED = ((3, 3), (3, 3), (2, 3), (1, 1), (1, 2), (2, 2), (3, 1), (1, 3), (2, 2), (2, 1), (1, 1), (3, 2))
ASSESSMENT, PLAN, SCORE = "Retention Assessment", "Stay Plan", "Retention Score"
DOCTYPES = (ASSESSMENT, PLAN, SCORE)


@dataclass(frozen=True)
class Place:
	"""Users, and who they are."""

	hr: str
	manager: str
	people: list[str]
	chief: str


@pytest.fixture(scope="module")
def place(site: Site) -> Iterator[Place]:
	"""A company of its own, committed for the web server, and taken away again."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	seen = frappe.db.get_single_value("Talent Settings", "managers_see_talent")
	made = build()
	frappe.db.commit()
	try:
		yield made
	finally:
		frappe.db.rollback()
		frappe.set_user("Administrator")
		take_away(made, seen)


def build() -> Place:
	"""HR, a manager with all of the people below, of whom most are judged."""
	values = {"company_name": COMPANY, "abbr": "LT", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 3011, "rgt": 3012}).db_insert()
	for name in (SALES, PLANT):
		row = {"name": name, "department_name": name.split(" - ")[0], "company": COMPANY}
		frappe.get_doc({"doctype": "Department", **row, "lft": 1, "rgt": 2}).db_insert()
	hr = make_employee("Lthr", roles=("HR Manager",), company=COMPANY, create_user_permission=0)
	add_user_permission("Company", COMPANY, user_of(hr), ignore_permissions=True)
	chief = make_employee("Ltmanager", company=COMPANY)
	people = import_employees(len(NAMES), "LTP")
	for at, name in enumerate(people):
		row = {"employee_name": NAMES[at], "first_name": NAMES[at], "reports_to": chief, "company": COMPANY}
		department = (SALES, PLANT)[at % 2]
		frappe.db.set_value(
			"Employee", name, {**row, "department": department, "status": "Active", "relieving_date": None}
		)
	give_profiles(people)
	upkeep.rebuild()
	fill(people, chief)
	frappe.db.set_single_value("Talent Settings", "managers_see_talent", 1)
	for employee in (hr, chief):
		update_password(user_of(employee), PASSWORD)
	return Place(user_of(hr), user_of(chief), [*people, chief, hr], chief)


def fill(people: list[str], chief: str) -> None:
	"""Judgements of other days, the oldest of them out of date, and two plans of which one is late."""
	number = pd.Series(range(len(JUDGED)))
	who = {
		"employee": people[: len(JUDGED)],
		"employee_name": NAMES[: len(JUDGED)],
		"company": COMPANY,
		"assessor": chief,
	}
	into(
		ASSESSMENT,
		pd.DataFrame(
			{
				**who,
				"risk": [LEVELS[risk - 1] for risk, _impact in JUDGED],
				"impact": [LEVELS[impact - 1] for _risk, impact in JUDGED],
				"reasons": "Asked twice about a place in Surabaya.",
				"assessed_on": number.map(lambda at: add_days(nowdate(), -45 * at)),
				"state": "Submitted",
			}
		),
	)
	due = [add_days(nowdate(), -4), add_days(nowdate(), 20)]
	into(
		PLAN,
		pd.DataFrame(
			{
				"employee": [people[0], people[2]],
				"employee_name": [NAMES[0], NAMES[2]],
				"company": COMPANY,
				"owner_employee": chief,
				"owner_name": "Ltmanager",
				"due_date": due,
				"actions": "A larger area, and a talk about pay in March.",
				"state": "Open",
			}
		),
	)


def take_away(place: Place, seen: object) -> None:
	"""Everything that was committed, so that other tests' counts stay true."""
	users = [place.hr, place.manager]
	for doctype in DOCTYPES:
		frappe.db.delete(doctype, {"employee": ("in", place.people)})
	frappe.db.delete("Talent Access Log", {"user": ("in", users)})
	drop_profiles(place.people)
	for column in ("employee", "manager"):
		frappe.db.delete("Reporting Line", {column: ("in", place.people)})
		frappe.db.delete("Reporting Line History", {column: ("in", place.people)})
	frappe.db.delete("User Permission", {"user": ("in", users)})
	frappe.db.delete("Employee", {"name": ("in", place.people)})
	frappe.db.delete("Department", {"company": COMPANY})
	frappe.db.delete("Company", {"name": COMPANY})
	frappe.db.set_single_value("Talent Settings", "managers_see_talent", seen or 0)
	for user in users:
		frappe.delete_doc("User", user, force=True, ignore_permissions=True)
	frappe.db.commit()
	frappe.clear_cache()


@pytest.fixture(scope="module")
def desks(site: Site, place: Place) -> Iterator[dict[str, Desk]]:
	"""HR and a manager, each in a browser of their own."""
	with served(site) as address, chromium() as browser:
		yield {who: Desk(browser, site, address, getattr(place, who)) for who in ("hr", "manager")}


@pytest.fixture
def hr(desks: dict[str, Desk]) -> Iterator[Desk]:
	yield from without_complaints(desks["hr"])


@pytest.fixture
def manager(desks: dict[str, Desk]) -> Iterator[Desk]:
	yield from without_complaints(desks["manager"])


def without_complaints(desk: Desk) -> Iterator[Desk]:
	desk.complaints.clear()
	yield desk
	assert desk.complaints == []


def overview(desk: Desk) -> str:
	"""What the page says, once it is drawn."""
	page = desk.go("retention-overview")
	page.wait_for_selector(".tp-retention .tp-tile")
	desk.settle()
	return page.inner_text(".tp-retention")


def test_hr_sees_the_grid_people_by_exposure_and_plans(hr: Desk) -> None:
	said = overview(hr)
	for text in ("Risk and Impact", "Stay Plans Due", "Adi Nugroho", "4 days late", "Out of date"):
		assert text in said
	assert "12 of 15" in said  # fourteen people and their manager; not HR itself
	assert hr.page.inner_text('[data-cell="high|high"]') == "2"
	rows = hr.page.locator(".tp-retention tbody tr b").all_inner_texts()
	assert rows[:3] == ["Adi Nugroho", "Ayu Lestari", "Bagus Santoso"]
	hr.picture("retention-overview")


def test_a_cell_narrows_the_people_by_keyboard_too(hr: Desk) -> None:
	overview(hr)
	hr.page.focus('[data-cell="mid|mid"]')
	hr.page.keyboard.press("Enter")
	hr.page.wait_for_selector('[data-cell="mid|mid"][aria-pressed="true"]')
	assert set(hr.page.locator(".tp-retention-deeds").all_inner_texts()) != set()
	assert hr.page.locator(".tp-retention tbody tr b").all_inner_texts() == ["Citra Dewi", "Eka Saputra"]
	hr.page.click('[data-cell="mid|mid"]')
	hr.page.wait_for_function("!document.querySelector('[aria-pressed=\"true\"][data-cell]')")


def test_hr_judges_and_submits(hr: Desk, place: Place) -> None:
	name = place.people[13]
	page = hr.go(f"retention-assessment/new?employee={name}")
	page.wait_for_selector(".form-layout:visible")
	hr.settle()
	for field, value in (("risk", "High"), ("impact", "High")):
		page.select_option(f"select[data-fieldname={field}]:visible", value)
	page.fill("[data-fieldname=reasons] textarea:visible", "An offer, he said <b>openly</b>.")
	page.keyboard.press("Control+s")
	page.wait_for_function("cur_frm?.doctype === 'Retention Assessment' && !cur_frm.is_new()")
	hr.settle()
	page.click("button:visible:has-text('Submit')")
	page.click(".modal.show .btn-primary")
	page.wait_for_function("cur_frm.doc.state === 'Submitted'")
	hr.settle()
	hr.picture("retention-assessment")
	frappe.db.rollback()
	row = frappe.db.get_value(ASSESSMENT, {"employee": name}, ["risk", "impact", "state"])
	assert row == ("High", "High", "Submitted")
	overview(hr)
	assert hr.page.inner_text('[data-cell="high|high"]') == "3"


def test_the_manager_ends_his_plan(manager: Desk, place: Place) -> None:
	plan = frappe.db.get_value(PLAN, {"employee": place.people[0]})
	page = manager.go(f"stay-plan/{plan}")
	page.wait_for_selector("button:visible:has-text('End Plan')")
	manager.settle()
	manager.picture("stay-plan")
	page.click("button:visible:has-text('End Plan')")
	page.fill(".modal.show textarea", "Stays until the launch.")
	page.click(".modal.show .btn-primary")
	page.wait_for_function("cur_frm.doc.state === 'Done'")
	frappe.db.rollback()
	assert frappe.db.get_value(PLAN, plan, ["state", "outcome"]) == ("Done", "Stays until the launch.")
	assert "4 days late" not in overview(manager)


def test_a_manager_judges_on_the_portal(manager: Desk, place: Place) -> None:
	name = place.people[12]
	page = manager.page
	page.goto(f"{manager.address}/talent/team/{name}")
	page.click("button:has-text('Judge')")
	dialog = page.locator("dialog, [role=dialog]")
	for at, level in enumerate(("Medium", "High")):
		dialog.locator("select").nth(at).select_option(level)
	dialog.locator("textarea").fill("The project ends in May.")
	manager.picture("retention-portal-judge")
	dialog.locator("button[type=submit]").click()
	page.wait_for_selector("text=The project ends in May.")
	manager.picture("retention-portal")
	frappe.db.rollback()
	row = frappe.db.get_value(ASSESSMENT, {"employee": name}, ["risk", "impact", "state", "assessor"])
	assert row == ("Medium", "High", "Submitted", place.chief)
