"""Drafts of development plans in a browser: HR drafts for many, reads what is suggested and why, and how far plans are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import frappe
from frappe.utils import add_days, today
from frappe.utils.password import update_password

import capable
from browsing import Desk, chromium
from harness import Site
from people import make_employee, user_of
from talent_performance.access import upkeep
from talent_performance.demo import removing
from talent_performance.flows import kept_fields
from talent_performance.runs import ledger, worker
from web import PASSWORD, served

COMPANY, PLAN = "Drafting Testing", "Development Plan"
AGENT, LEAD = "Drafting Service Agent", "Drafting Service Lead"
LISTENING, SERVICE, SPEAKING = "Active Listening (Draft)", "Service Orientation (Draft)", "Speaking (Draft)"
CALLED = {
	"manager": "Budi Santoso", "siti": "Siti Rahmawati", "rina": "Rina <b>Wulandari</b>", "agus": "Agus Pratama", "putu": "Putu Ayu",
	"hr": "Dewi Lestari",
}  # fmt: skip
Crew = dict[str, str]


@pytest.fixture(scope="module")
def crew(site: Site) -> Iterator[Crew]:
	"""Committed, for the web server is another process: the manager → {siti, rina, agus, putu}, and HR."""
	frappe.db.rollback()
	frappe.clear_cache()
	frappe.set_user("Administrator")
	clear()
	values = {"company_name": COMPANY, "abbr": "DRT", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 5401, "rgt": 5402}).db_insert()
	for designation in (AGENT, LEAD):
		frappe.get_doc({"doctype": "Designation", "designation_name": designation}).insert()
	capable.make_competencies(LISTENING, SERVICE, SPEAKING)
	capable.require(AGENT, {LISTENING: (4, 3, 1), SERVICE: (4, 2, 0), SPEAKING: (3, 1, 0)})
	of = hire()
	for who, levels in {"siti": (2, 3, 3), "rina": (4, 1, 2), "manager": (4, 4, 4)}.items():
		capable.assess(
			of[who],
			dict(zip((LISTENING, SERVICE, SPEAKING), levels, strict=True)),
			on=add_days(today(), -100),
		)
	begin_plan(of["agus"], progress=60, days=-3)
	begin_plan(of["putu"], progress=80, days=30)
	frappe.db.commit()
	yield of
	frappe.set_user("Administrator")
	frappe.db.rollback()
	clear()


def clear() -> None:
	"""Everything that this company has and that was made for it."""
	plans = frappe.get_all(PLAN, {"company": COMPANY}, pluck="name")
	removing.delete_with_children(PLAN, plans)
	users = [each for each in frappe.get_all("Employee", {"company": COMPANY}, pluck="user_id") if each]
	runs = frappe.get_all(ledger.RUN, {"started_by": ("in", users or [""])}, pluck="name")
	removing.delete_with_children(ledger.RUN, runs)
	made = {"Company": [COMPANY], "Performance Cycle": [], "User": users, "Review Template": []}
	removing.delete_all(removing.doomed({"loaded_at": "", "made": made, "series": {}}))
	profiles = frappe.get_all("Role Competency Profile", {"designation": AGENT}, pluck="name")
	removing.delete_with_children("Role Competency Profile", profiles)
	removing.delete_with_children("Competency", [LISTENING, SERVICE, SPEAKING])
	frappe.db.delete("Designation", {"name": ("in", (AGENT, LEAD))})
	frappe.db.commit()


def hire() -> Crew:
	"""People saved as HR saves them."""
	at = {"company": COMPANY}
	of = {"manager": make_employee("Drmanager", roles=("Employee",), designation=LEAD, **at)}
	for who in ("siti", "rina", "agus", "putu"):
		of[who] = make_employee(f"Dr{who}", of["manager"], roles=("Employee",), designation=AGENT, **at)
	of["hr"] = make_employee("Drhr", roles=("HR Manager", "HR User"), create_user_permission=0, **at)
	frappe.permissions.add_user_permission("Company", COMPANY, user_of(of["hr"]), ignore_permissions=True)
	for who, name in CALLED.items():
		frappe.db.set_value("Employee", of[who], "employee_name", name)
		frappe.db.set_value("User", user_of(of[who]), {"first_name": name, "full_name": name})
		update_password(user_of(of[who]), PASSWORD)
	upkeep.rebuild()
	return of


def begin_plan(employee: str, progress: int, days: int) -> None:
	"""A plan that is agreed and under way, and an assessment since."""
	capable.assess(employee, {LISTENING: 2, SERVICE: 3}, on=add_days(today(), -100))
	lines = [
		{
			"action": "Take the evening shift's calls",
			"competency": LISTENING,
			"level_wanted": 4,
			"progress": progress,
		},
		{"action": "Sit in on complaints", "learning_type": "Exposure", "state": "Done", "progress": 100},
		{"action": "Course on hard calls", "learning_type": "Education", "due_on": add_days(today(), days)},
	]
	common = {"learning_type": "Experience", "state": "In Progress", "due_on": add_days(today(), 40)}
	values = {
		"doctype": PLAN, "employee": employee, "kind": "Growth", "state": "Active", "owner_employee": employee,
		"starts_on": add_days(today(), -90), "ends_on": add_days(today(), 90), "approved_on": add_days(today(), -60),
		"actions": [{**common, **line} for line in lines],
	}  # fmt: skip
	with kept_fields.writing():
		frappe.get_doc(values).insert()
	capable.assess(employee, {LISTENING: 3})


@pytest.fixture(scope="module")
def address(site: Site, crew: Crew) -> Iterator[str]:
	"""The web server."""
	with served(site) as where:
		yield where


def drafts_of(crew: Crew) -> dict[str, str]:
	"""Employee → plan that is a draft, as the database says now."""
	frappe.db.rollback()
	filters = {"company": COMPANY, "state": "Draft"}
	rows = frappe.get_all(PLAN, filters, ["employee", "name"], order_by="name")
	return {row.employee: row.name for row in rows}


def test_hr_drafts_for_many_and_reads_why(site: Site, crew: Crew, address: str) -> None:
	with chromium() as browser:
		hr = Desk(browser, site, address, user_of(crew["hr"]))
		page = hr.go("List/Development Plan")
		page.locator(
			".inner-group-button:has-text('Draft for Many'), .btn:text-is('Draft for Many')"
		).first.click()
		page.wait_for_selector(".modal.show td:has-text('Suggested actions')")
		hr.settle()
		said = page.inner_text(".modal.show")
		assert "Have an open plan of this kind: left alone" in said
		numbers = dict(line.rsplit("\t", 1) for line in said.splitlines() if "\t" in line)
		assert (numbers["New drafts"].strip(), numbers["Suggested actions"].strip()) == ("2", "4")
		hr.picture("draft-for-many", whole=False)
		assert drafts_of(crew) == {}
		page.locator(".modal.show .modal-footer .btn-primary").click()
		page.wait_for_selector(".modal.show", state="detached")
		frappe.db.rollback()
		run = frappe.get_all(
			ledger.RUN, {"kind": "Draft Development Plans"}, pluck="name", order_by="creation desc"
		)
		worker.work_off(run[0])
		frappe.db.commit()
		made = drafts_of(crew)
		assert set(made) == {crew["siti"], crew["rina"]}
		page = hr.go(f"development-plan/{made[crew['siti']]}")
		page.wait_for_selector("text=The role Drafting Service Agent asks for level 4")
		hr.settle()
		assert "essential for this role" in page.inner_text(".page-body:visible")
		hr.picture("drafted-plan")
		page.locator(".btn:text-is('Suggest Actions')").first.click()
		hr.settle()
		assert len(frappe.get_all("Development Action", {"parent": made[crew["siti"]]})) == 2
		assert hr.complaints == []
		hr.close()


def test_how_far_plans_are(site: Site, crew: Crew, address: str) -> None:
	with chromium() as browser:
		manager = Desk(browser, site, address, user_of(crew["manager"]))
		page = manager.go("query-report/Development Progress")
		page.wait_for_selector(".dt-cell :text('Agus Pratama')")
		manager.settle()
		said = page.inner_text(".page-body:visible")
		assert "50" in said and "Overdue" in said
		manager.picture("development-progress", whole=False)
		page = manager.go("query-report/Development Progress?rows=Department&state=")
		page.wait_for_selector(".dt-row")
		manager.settle()
		manager.picture("development-progress-departments", whole=False)
		assert manager.complaints == []
		manager.close()
