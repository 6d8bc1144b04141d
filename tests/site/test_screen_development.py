"""Development plans at the desk in a browser: a person writes one, the manager approves, progress, an improvement and its end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import frappe
from frappe.permissions import add_user_permission
from frappe.utils import add_days, today
from frappe.utils.password import update_password

import capable
from browsing import Desk, chromium
from harness import Site
from people import make_employee, user_of
from staff import drop_profiles
from talent_performance.access import upkeep
from talent_performance.flows import kept_fields
from web import PASSWORD, served

COMPANY = "Growing Testing"
PLAN, ASSESSMENT = "Development Plan", "Competency Assessment"
FORECASTING, COACHING = "Forecasting (Grow)", "Coaching (Grow)"
TITLES = ("Regional lead in two years", "Reports without errors")


@pytest.fixture(scope="module")
def people(site: Site) -> Iterator[dict[str, str]]:
	"""A company of its own, committed for the web server, and taken away again."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	of = build()
	frappe.db.commit()
	try:
		yield of
	finally:
		frappe.db.rollback()
		frappe.set_user("Administrator")
		take_away(of)


def build() -> dict[str, str]:
	"""A manager with three people, HR; what is known of Rina's competencies; plans of others in other states."""
	values = {"company_name": COMPANY, "abbr": "GT", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 3021, "rgt": 3022}).db_insert()
	of = {"hr": hire("Dian Hartono", roles=("HR Manager",), create_user_permission=0)}
	add_user_permission("Company", COMPANY, user_of(of["hr"]), ignore_permissions=True)
	of["manager"] = hire("Maya Kusuma")
	for who, name in (("rina", "Rina Wijaya"), ("budi", "Budi Santoso"), ("sari", "Sari Lestari")):
		of[who] = hire(name, of["manager"])
	upkeep.update_lines()
	capable.make_competencies(FORECASTING, COACHING)
	capable.assess(of["rina"], {FORECASTING: 2, COACHING: 3}, "Test", on=add_days(today(), -40))
	fill(of)
	for who in ("hr", "manager", "rina", "budi"):
		update_password(user_of(of[who]), PASSWORD)
	return of


def hire(name: str, reports_to: str | None = None, **more: Any) -> str:
	"""Somebody whose address nobody else has."""
	employee = make_employee(f"Gt{name.split()[0].lower()}", reports_to, company=COMPANY, **more)
	frappe.db.set_value("Employee", employee, "employee_name", name)
	return employee


def fill(of: dict[str, str]) -> None:
	"""An onboarding that is late, and one that waits for approval."""
	late = {
		"action": "Visit the three largest customers",
		"due_on": add_days(today(), -5),
		"milestone": "30 Days",
	}
	put(of["sari"], "Onboarding", "Active", [{**late, "state": "Planned"}], "Sari's first 90 days")
	wish = {"action": "Shadow the controller at month-end", "learning_type": "Exposure", "state": "Planned"}
	put(of["budi"], "Growth", "Awaiting Approval", [wish], "Towards controlling", approver=of["manager"])


def put(employee: str, kind: str, state: str, actions: list[dict], title: str, **more: Any) -> str:
	values = {
		"employee": employee,
		"kind": kind,
		"state": state,
		"title": title,
		"ends_on": add_days(today(), 85),
	}
	with kept_fields.writing():
		return frappe.get_doc({"doctype": PLAN, **values, "actions": actions, **more}).insert().name


def take_away(of: dict[str, str]) -> None:
	"""Everything that was committed, so that other tests' counts stay true."""
	everybody, users = list(of.values()), [user_of(each) for each in of.values()]
	for doctype in (PLAN, ASSESSMENT):
		names = frappe.get_all(doctype, {"employee": ("in", everybody)}, pluck="name")
		for table in frappe.get_meta(doctype).get_table_fields():
			frappe.db.delete(table.options, {"parent": ("in", names or [""])})
		frappe.db.delete(doctype, {"employee": ("in", everybody)})
	for competency in (FORECASTING, COACHING):
		frappe.delete_doc("Competency", competency, force=True)
	drop_profiles(everybody)
	for column in ("employee", "manager"):
		frappe.db.delete("Reporting Line", {column: ("in", everybody)})
		frappe.db.delete("Reporting Line History", {column: ("in", everybody)})
	frappe.db.delete("User Permission", {"user": ("in", users)})
	frappe.db.delete("Employee", {"name": ("in", everybody)})
	frappe.db.delete("Company", {"name": COMPANY})
	for user in users:
		frappe.delete_doc("User", user, force=True, ignore_permissions=True)
	frappe.db.commit()
	frappe.clear_cache()


@pytest.fixture(scope="module")
def desks(site: Site, people: dict[str, str]) -> Iterator[dict[str, Desk]]:
	"""A browser for each of them."""
	with served(site) as address, chromium() as browser:
		yield {
			who: Desk(browser, site, address, user_of(people[who]))
			for who in ("hr", "manager", "rina", "budi")
		}


@pytest.fixture(autouse=True)
def without_complaints(desks: dict[str, Desk]) -> Iterator[None]:
	for desk in desks.values():
		desk.complaints.clear()
	yield
	assert [said for desk in desks.values() for said in desk.complaints] == []


def form(desk: Desk, name: str) -> Any:
	"""A plan's form, once it is drawn."""
	page = desk.go(f"development-plan/{name}")
	page.wait_for_function("name => cur_frm?.doc?.name === name", arg=name)
	desk.settle()
	return page


def press(desk: Desk, label: str) -> None:
	"""A button of the form, or of its menu."""
	button = desk.page.locator(f"button:visible:text-is('{label}')")
	if not button.count():
		desk.page.click(".inner-group-button:visible button")
		button = desk.page.locator(f".dropdown-menu.show a:text-is('{label}')")
	button.first.click()


def saved(name: str, *fields: str) -> Any:
	frappe.db.rollback()
	return frappe.db.get_value(PLAN, name, list(fields) if len(fields) > 1 else fields[0])


def test_a_person_writes_a_plan_and_the_manager_approves_it(
	desks: dict[str, Desk], people: dict[str, str]
) -> None:
	rina = desks["rina"]
	page = rina.go(f"development-plan/new?employee={people['rina']}")
	page.wait_for_selector("text=About 70 % is learnt by doing the work")
	rina.settle()
	page.fill("input[data-fieldname=title]:visible", TITLES[0])
	page.fill("[data-fieldname=goals] textarea:visible", "I want to run the region's <b>forecast</b>.")
	page.click("[data-fieldname=actions] .grid-add-row")
	row = page.locator("[data-fieldname=actions] .form-in-grid:visible")
	row.locator("[data-fieldname=action] textarea").fill("Lead the forecast of <i>two</i> branches")
	row.locator("input[data-fieldname=competency]").fill(FORECASTING)
	page.click(f".awesomplete [role=option]:visible >> text={FORECASTING}")
	row.locator("input[data-fieldname=level_wanted]").fill("4")
	row.locator("input[data-fieldname=level_wanted]").press("Tab")
	page.keyboard.press("Control+s")
	page.wait_for_function("cur_frm?.doctype === 'Development Plan' && !cur_frm.is_new()")
	rina.settle()
	name = page.evaluate("cur_frm.doc.name")
	rina.picture("plan-draft")
	press(rina, "Submit for Approval")
	page.wait_for_function("cur_frm.doc.state === 'Awaiting Approval'")
	rina.settle()
	assert "Waits for the approval of Maya Kusuma" in page.inner_text(".form-layout, .form-message-container")
	manager = desks["manager"]
	page = form(manager, name)
	page.wait_for_selector("text=Lead the forecast of <i>two</i> branches")
	assert "2 → 4" in page.inner_text(".tp-plan-actions")
	manager.picture("plan-awaiting")
	press(manager, "Approve")
	page.fill(".modal.show textarea", "Start with Bandung.")
	page.click(".modal.show .btn-primary")
	page.wait_for_function("cur_frm.doc.state === 'Active'")
	manager.settle()
	assert saved(name, "state", "approved_by", "title") == ("Active", user_of(people["manager"]), TITLES[0])


def test_progress_is_reported_and_drawn(desks: dict[str, Desk], people: dict[str, str]) -> None:
	name = frappe.db.get_value(PLAN, {"title": TITLES[0]})
	rina = desks["rina"]
	page = form(rina, name)
	page.click("button[data-deed=report]")
	page.fill(".modal.show input[data-fieldname=progress]", "60")
	page.fill(".modal.show [data-fieldname=evidence] textarea", "Bandung is done.")
	page.click(".modal.show .btn-primary")
	page.wait_for_selector("text=Bandung is done.")
	rina.settle()
	assert "60" in page.inner_text(".tp-plan-actions") and saved(name, "progress") == 60
	press(rina, "Add Action")
	page.fill(".modal.show [data-fieldname=action] textarea", "Sit in the planning round")
	page.select_option(".modal.show select[data-fieldname=learning_type]", "Exposure")
	page.click(".modal.show .btn-primary")
	page.wait_for_selector("text=Sit in the planning round")
	rina.settle()
	manager = desks["manager"]
	page = form(manager, name)
	page.click("button[data-deed=accept]")
	page.wait_for_function("!document.querySelector('[data-deed=accept]')")
	manager.settle()
	manager.picture("plan-active")
	states = frappe.get_all("Development Action", {"parent": name}, pluck="state", order_by="idx")
	assert (states, saved(name, "progress")) == (["In Progress", "Planned"], 30)


def test_an_improvement_is_agreed_by_hr_and_ends_with_two_signatures(
	desks: dict[str, Desk], people: dict[str, str]
) -> None:
	step = {
		"action": "Check each report with the list",
		"due_on": add_days(today(), 40),
		"success_measure": "Three in a row",
	}
	frappe.db.rollback()
	name = put(
		people["budi"], "Performance Improvement", "Awaiting Approval", [{**step, "state": "Planned"}], TITLES[1],
		support_offered="Two hours a week with Sari.", reviews=[{"due_on": today()}],
	)  # fmt: skip
	frappe.db.commit()
	hr, manager, budi = desks["hr"], desks["manager"], desks["budi"]
	page = form(hr, name)
	page.wait_for_selector("text=Waits for the approval of an HR Manager")
	press(hr, "Approve")
	page.click(".modal.show .btn-primary")
	page.wait_for_function("cur_frm.doc.state === 'Active'")
	page = form(manager, name)
	press(manager, "Record Review")
	page.select_option(".modal.show select[data-fieldname=outcome]", "On Track")
	page.fill(".modal.show [data-fieldname=said] textarea", "Two of three so far.")
	page.click(".modal.show .btn-primary")
	page.wait_for_selector("text=Two of three so far.")
	manager.settle()
	manager.picture("plan-improvement")
	page = form(budi, name)
	assert "Two of three so far." in page.inner_text(".form-dashboard")
	assert not page.locator("button:visible:text-is('Complete')").count()
	page = form(manager, name)
	press(manager, "Complete")
	page.select_option(".modal.show select[data-fieldname=outcome]", "Met")
	page.fill(".modal.show [data-fieldname=note] textarea", "Three reports in a row.")
	page.click(".modal.show .btn-primary")
	page.wait_for_function("cur_frm.doc.state === 'Completed'")
	page = form(hr, name)
	press(hr, "Sign for HR")
	page.click(".modal.show .btn-primary")
	page.wait_for_function("cur_frm.doc.hr_signed_by")
	hr.settle()
	hr.picture("plan-completed")
	assert saved(name, "outcome", "hr_signed_by") == ("Met", user_of(people["hr"]))


def test_the_list_says_what_is_late_and_what_waits(desks: dict[str, Desk]) -> None:
	manager = desks["manager"]
	page = manager.go("development-plan")
	page.wait_for_selector(".list-row")
	manager.settle()
	said = page.inner_text(".result")
	for text in ("Overdue", "Awaiting Approval", "Sari's first 90 days", "Towards controlling"):
		assert text in said
	manager.picture("plan-list", whole=False)
