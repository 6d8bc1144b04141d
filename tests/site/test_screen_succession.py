"""The succession map as HR Manager and as Talent Manager, and a candidate through the form, in a browser."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

import frappe
from frappe.utils import add_days, add_months, getdate
from frappe.utils.password import update_password

from browsing import Desk, chromium
from harness import Site
from people import make_employee, make_user, user_of
from talent_performance.access import upkeep
from talent_performance.demo import removing
from web import PASSWORD, served

HERE, ABROAD = "Succession Testing", "Succession Abroad"
POSITION, PLAN, CANDIDATE = "Critical Position", "Succession Plan", "Succession Candidate"
ROLE = "Succession Plant Manager"
SKILLS = {"Succession Leading": 4, "Succession Planning": 3, "Succession Safety": 4}
WHY = "Led the plant <b>for half a year</b> while it was being rebuilt."


@dataclass(frozen=True)
class Staff:
	"""Employees by what they are called, and the Talent Manager of all companies."""

	of: dict[str, str]
	talent: str


def employ(tag: str, first: str, last: str, boss: str | None = None, **more: Any) -> str:
	values = {"company": HERE, "create_user_permission": 0, "designation": None, **more}
	return make_employee(
		f"{first.lower()}{last.lower()}{tag}", boss, first_name=first, last_name=last, **values
	)


def people(tag: str) -> dict[str, str]:
	"""A managing director, the heads below him, successors, HR, and somebody in another company."""
	of = {"director": employ(tag, "Bambang", "Santoso")}
	of["hr"] = employ(tag, "Hana", "Lestari", of["director"], roles=("HR Manager",), create_user_permission=1)
	of["plant"] = employ(tag, "Joko", "Prasetyo", of["director"])
	of["sales"] = employ(tag, "Maya", "Wulandari", of["director"])
	for who, first, last in (
		("ana", "Ana", "Kusuma"),
		("budi", "Budi", "Hartono"),
		("citra", "Citra", "Dewi"),
	):
		of[who] = employ(tag, first, last, of["plant"])
	of["abroad"] = employ(tag, "Wei", "Ling", company=ABROAD)
	return of


def role() -> None:
	"""What the plant's manager has to be able to do."""
	frappe.get_doc({"doctype": "Designation", "designation_name": ROLE}).insert(ignore_if_duplicate=True)
	for skill in SKILLS:
		frappe.get_doc({"doctype": "Competency", "competency_name": skill}).insert(ignore_if_duplicate=True)
	lines = [{"competency": skill, "required_level": level, "weight": 1} for skill, level in SKILLS.items()]
	frappe.get_doc(
		{"doctype": "Role Competency Profile", "designation": ROLE, "company": HERE, "competencies": lines}
	).insert()


def judged(employee: str, level: float, performance: float, potential: float) -> None:
	"""What is known of somebody's competencies, performance and potential."""
	assessment = {"employee": employee, "source": "Manager", "assessed_on": getdate(), "state": "Submitted"}
	doc = frappe.get_doc(
		{"doctype": "Competency Assessment", "name": f"SCT-{employee}", **assessment, "company": HERE}
	)
	doc.extend("ratings", [{"competency": skill, "level": level} for skill in SKILLS])
	doc.db_insert()
	for row in doc.ratings:
		row.parent, row.name = doc.name, frappe.generate_hash(length=10)
		row.db_insert()
	profile = frappe.db.get_value("Talent Profile Employment", {"employee": employee}, "parent")
	values = {
		"profile": profile,
		"employee": employee,
		"performance_score": performance,
		"potential_score": potential,
	}
	frappe.get_doc({"doctype": "Talent Assessment", **values}).insert(ignore_permissions=True)


def seat(title: str, incumbent: str | None, **more: Any) -> str:
	values = {"title": title, "company": HERE, "incumbent": incumbent, "criticality": 4, **more}
	return frappe.get_doc({"doctype": POSITION, **values}).insert().name


def named(position: str, employee: str | None, band: str = "Ready Now", **more: Any) -> str:
	plan = frappe.db.get_value(PLAN, {"position": position})
	values = {
		"plan": plan,
		"employee": employee,
		"readiness_band": band,
		"status": "Confirmed",
		"reason": "Has done it before.",
	}
	return frappe.get_doc({"doctype": CANDIDATE, **values, **more}).insert().name


def furnish(of: dict[str, str]) -> None:
	"""Positions of every colour, one without anybody, two that compete, and one whose holder goes."""
	role()
	for who, level, performance, potential in (
		("ana", 4, 4.4, 4.2),
		("budi", 3, 3.6, 3.5),
		("citra", 2.5, 4.0, 3.0),
	):
		judged(of[who], level, performance, potential)
	plant = seat("Plant Manager", of["plant"], designation=ROLE, criticality=5)
	safety = seat("Head of Safety", None, designation=ROLE)
	sales = seat("Head of Sales", of["sales"], required_band="Ready Now", criticality=3)
	seat("Head of Legal", None, criticality=2)
	named(plant, of["ana"], role_since=add_months(getdate(), -30), emergency_cover=1)
	named(plant, of["abroad"])
	named(safety, of["ana"])
	named(safety, of["budi"], "1-2 years", status="Proposed")
	named(sales, of["citra"], "3-5 years", months_to_ready=40)
	director = seat("Managing Director", of["director"], criticality=5)
	named(director, of["plant"])
	named(director, of["sales"])
	named(seat("Head of Planning", None, designation=ROLE, criticality=3), of["ana"])
	leaver = frappe.get_doc("Employee", of["plant"])
	leaver.update({"resignation_letter_date": getdate(), "relieving_date": add_days(getdate(), 60)}).save()


@pytest.fixture(scope="module")
def staff(site: Site) -> Iterator[Staff]:
	"""Two companies of their own; all of it goes afterwards."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	for number, company in enumerate((HERE, ABROAD)):
		values = {
			"company_name": company,
			"abbr": f"SC{number}",
			"default_currency": "IDR",
			"country": "Indonesia",
		}
		place = {"lft": 3101 + 2 * number, "rgt": 3102 + 2 * number}
		frappe.get_doc({"doctype": "Company", "name": company, **values, **place}).db_insert()
	tag = secrets.token_hex(2)
	of, talent = people(tag), make_user(f"tara{tag}", "Talent Manager")
	upkeep.update_lines()
	furnish(of)
	users = [*(user_of(each) for each in of.values()), talent]
	for user in (user_of(of["hr"]), talent):
		update_password(user, PASSWORD)
	frappe.db.commit()
	yield Staff(of, talent)
	frappe.db.rollback()
	frappe.set_user("Administrator")
	made = {"Company": [HERE, ABROAD], "Performance Cycle": [], "User": users, "Review Template": []}
	profiles = frappe.get_all("Role Competency Profile", {"designation": ROLE}, pluck="name")
	gone = removing.doomed({"loaded_at": "", "made": made, "series": {}})
	removing.delete_all(
		{**gone, "Role Competency Profile": profiles, "Competency": list(SKILLS), "Designation": [ROLE]}
	)
	frappe.db.commit()


def test_hr_reads_the_map_and_names_a_successor_and_a_talent_manager_sees_everybody(
	site: Site, staff: Staff
) -> None:
	with served(site) as address, chromium() as browser:
		hr = Desk(browser, site, address, user_of(staff.of["hr"]))
		reads_the_map(hr)
		name = names_somebody(hr, staff)
		frappe.db.rollback()
		row = frappe.db.get_value(CANDIDATE, name, ["*"], as_dict=True)
		assert (row.employee, row.readiness_band, row.status) == (staff.of["budi"], "1-2 years", "Confirmed")
		assert (row.nominated_by, row.decided_by) == (staff.of["hr"], user_of(staff.of["hr"]))
		assert (row.company, row.on_bench) == (HERE, 1)
		sees_it_on_plan_and_lists(hr, row.plan)
		talent = Desk(browser, site, address, staff.talent)
		sees_everybody(talent)
		assert not hr.complaints and not talent.complaints
		hr.close()
		talent.close()


def reads_the_map(desk: Desk) -> None:
	"""Empty positions first, figures, who counts twice, a masked card, the chain."""
	page = desk.go("succession-map")
	page.locator(".tp-tile", has_text="Covered").get_by_text("4 of 6").wait_for()
	page.locator(".tp-tile", has_text="At Once").get_by_text("3", exact=True).wait_for()
	titles = page.locator("[data-position] h5 a").all_inner_texts()
	assert titles[:2] == ["Head of Legal", "Head of Sales"]
	plant = page.locator("[data-position]", has=page.get_by_text("Plant Manager", exact=True))
	assert plant.get_by_text("resignation").count() and plant.get_by_text("100 %").count()
	plant.get_by_text("A candidate whom you may not see").wait_for()
	assert not page.get_by_text("Wei Ling").count()
	page.locator(".tp-succession-notes").get_by_text("Ana Kusuma").wait_for()
	page.get_by_text("one of Head of Planning, Head of Safety stays empty").first.wait_for()
	desk.picture("succession-map")
	director = page.locator("[data-position]", has=page.get_by_text("Managing Director", exact=True))
	director.get_by_text("Who Fills Whose Place").click()
	director.get_by_text("nobody steps in").wait_for()
	page.get_by_role("button", name="Nobody: 1").click()
	page.wait_for_function("document.querySelectorAll('[data-position]').length === 1")
	page.get_by_role("button", name="Nobody: 1").click()
	page.wait_for_function("document.querySelectorAll('[data-position]').length === 6")
	assert desk.barriers(".tp-succession") == []


def names_somebody(desk: Desk, staff: Staff) -> str:
	"""From the map to the form, filled in as a person does."""
	page = desk.page
	legal = page.locator("[data-position]", has=page.get_by_text("Head of Legal", exact=True))
	legal.get_by_role("button", name="Add Candidate").click()
	field = page.locator(".layout-main-section .form-layout").locator
	box = field("[data-fieldname=employee] input:visible")
	box.click()
	box.press_sequentially(staff.of["budi"])
	page.locator("[data-fieldname=employee] [role=option]", has_text=staff.of["budi"]).first.click()
	desk.settle()
	field("[data-fieldname=status] select").select_option("Confirmed")
	band = field("[data-fieldname=readiness_band] input:visible")
	band.click()
	band.press_sequentially("1-2")
	page.locator("[data-fieldname=readiness_band] .awesomplete li").first.click()
	field("[data-fieldname=reason] textarea").fill(WHY)
	field("[data-fieldname=reason] textarea").press("Tab")
	page.locator(".page-actions .primary-action:visible").click()
	page.wait_for_function("cur_frm && cur_frm.doctype === 'Succession Candidate' && !cur_frm.is_new()")
	desk.settle()
	assert page.evaluate("cur_frm.doc.on_bench") == 1
	desk.picture("succession-candidate")
	return page.evaluate("cur_frm.doc.name")


def sees_it_on_plan_and_lists(desk: Desk, plan: str) -> None:
	"""The plan draws its candidates; lists say how things stand in words."""
	page = desk.go(f"succession-plan/{plan}")
	page.locator(".tp-succession-card").get_by_text("Budi Hartono").wait_for()
	desk.picture("succession-plan")
	page = desk.go("succession-plan")
	row = page.locator(".list-row-container", has_text="Head of Legal")
	row.get_by_text("Ready Later").first.wait_for()
	desk.picture("succession-plans")
	page = desk.go("critical-position")
	page.locator(".list-row-container", has_text="Head of Legal").get_by_text("Vacant").first.wait_for()
	desk.picture("critical-positions")


def sees_everybody(desk: Desk) -> None:
	"""No company's border: the same card has a name."""
	page = desk.go("succession-map")
	plant = page.locator("[data-position]", has=page.get_by_text("Plant Manager", exact=True))
	plant.get_by_text("Wei Ling").wait_for()
	plant.get_by_text("Computed:").first.wait_for()
	director = page.locator("[data-position]", has=page.get_by_text("Managing Director", exact=True))
	director.get_by_text("Who Fills Whose Place").click()
	page.evaluate("window.scrollTo(0, 0)")
	desk.picture("succession-map-talent-manager")
	page.evaluate("document.documentElement.setAttribute('data-theme', 'dark')")
	desk.picture("succession-map-dark")
