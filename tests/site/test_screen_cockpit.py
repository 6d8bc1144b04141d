"""The first cycle and the cycle's overview in a browser: HR walks from employees to a launched cycle, and chases who is late."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

import frappe
from frappe.utils import add_days, getdate
from frappe.utils.background_jobs import get_queues
from frappe.utils.password import update_password

from browsing import Desk, chromium
from doctype_cache import doctypes_kept
from harness import Site
from people import make_employee, user_of
from reviewed import drop
from talent_performance.access import upkeep
from talent_performance.flows import overview
from talent_performance.flows.first_cycle import KEPT
from talent_performance.flows.participants import APPRAISAL, CYCLE
from web import PASSWORD, served, working

COMPANY = "Cockpit Testing"
HOSTILE = "<b>Lia</b>"
TEAM = ("Kasti", "Kbima", "Kcitra", "Kdewi")


@dataclass(frozen=True)
class Office:
	"""Who is who, and two of them at the desk."""

	of: dict[str, str]
	hr: Desk
	manager: Desk
	employee: Desk

	@property
	def cycle(self) -> str | None:
		"""The cycle that HR has made."""
		frappe.db.rollback()
		return frappe.db.get_value("Cycle Company", {"company": COMPANY}, "parent")

	def sheet(self, who: str, *fields: str) -> object:
		"""What somebody's appraisal says."""
		frappe.db.rollback()
		return frappe.db.get_value(
			APPRAISAL, {"cycle": self.cycle, "employee": self.of[who]}, list(fields) or "name"
		)


@pytest.fixture(scope="module")
def office(site: Site) -> Iterator[Office]:
	frappe.db.rollback()
	frappe.set_user("Administrator")
	of = make_people()
	frappe.db.commit()
	for queue in get_queues():
		queue.empty()  # what other tests and migrations have left would come first
	try:
		with served(site) as address, working(site), chromium() as browser:
			desks = [Desk(browser, site, address, user_of(of[who])) for who in ("hr", "manager", "Kasti")]
			yield Office(of, *desks)
			for desk in desks:
				desk.close()
	finally:
		clean_up(of)


def make_people() -> dict[str, str]:
	"""A company, a head, a manager with his team, HR."""
	company = {"doctype": "Company", "name": COMPANY, "company_name": COMPANY, "abbr": "CPT"}
	currency = {"default_currency": "IDR", "country": "Indonesia", "lft": 2001, "rgt": 2002}
	frappe.get_doc({**company, **currency}).db_insert()
	of = {"head": make_employee("Khead", company=COMPANY)}
	sales, support = make_department("Sales"), make_department("Support")
	of["manager"] = make_employee("Kmanager", of["head"], company=COMPANY, department=sales)
	for name in TEAM:
		more = {"user": name != "Kdewi", "department": sales}
		of[name] = make_employee(name, of["manager"], company=COMPANY, **more)
	of[HOSTILE] = make_employee(HOSTILE, of["head"], company=COMPANY, user=False, department=support)
	of["leaver"] = make_employee(
		"Kleaver", company=COMPANY, user=False, status="Left", relieving_date="2020-06-30"
	)
	of["hr"] = make_employee("Khr", of["head"], company=COMPANY, roles=("HR Manager",))
	for who in ("hr", "manager", "Kasti"):
		update_password(user_of(of[who]), PASSWORD)
	upkeep.rebuild()
	return of


def make_department(name: str) -> str:
	"""A department of the company."""
	values = {"doctype": "Department", "name": f"{name} - CPT", "department_name": name, "company": COMPANY}
	frappe.get_doc(values).db_insert()
	return values["name"]


@doctypes_kept()
def clean_up(of: dict[str, str]) -> None:
	"""Other tests count what is on the site."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	users = [user for user in (user_of(each) for each in of.values()) if user]
	cycles = frappe.get_all("Cycle Company", filters={"company": COMPANY}, pluck="parent") or [""]
	for cycle in cycles:
		runs = frappe.get_all("Talent Run", filters={"arguments": ("like", f'%"{cycle}"%')}, pluck="name")
		frappe.db.delete("Talent Run Chunk", {"parent": ("in", runs or [""])})
		frappe.db.delete("Talent Run", {"name": ("in", runs or [""])})
	frappe.db.delete("Cycle Phase", {"parent": ("in", cycles)})
	drop(cycles, list(of.values()))
	for employee in of.values():
		frappe.db.set_value("Employee", employee, "reports_to", None)
	for employee in of.values():
		frappe.delete_doc("Employee", employee, force=True)
	for user in users:
		frappe.db.delete("Notification Log", {"for_user": user})
		frappe.db.delete("DefaultValue", {"parent": user, "defkey": KEPT})
		frappe.delete_doc("User", user, force=True)
	frappe.db.delete("Department", {"company": COMPANY})
	frappe.db.delete("Company", {"name": COMPANY})
	upkeep.rebuild()
	frappe.db.commit()


def until(desk: Desk, text: str) -> None:
	"""A worker of a busy machine takes its time. What was there instead is in a picture."""
	try:
		desk.page.get_by_text(text, exact=False).first.wait_for(timeout=90_000)
	except Exception:
		desk.picture("instead")
		raise


def press(desk: Desk, name: str) -> None:
	"""A button of the page that is shown."""
	desk.page.locator(".page-container:visible").get_by_role("button", name=name, exact=True).first.click()
	desk.settle()


def test_hr_walks_from_employees_to_a_launched_cycle(office: Office) -> None:
	desk, begun, marks = office.hr, time.monotonic(), []

	def mark(step: str) -> None:
		marks.append((step, round(time.monotonic() - begun)))
		desk.picture(f"first-cycle-{len(marks)}")

	desk.go("first-cycle")
	until(desk, "Meets expectations")
	mark("scale")
	press(desk, "That Is Fine")
	until(desk, "70 % Objectives")
	chosen = desk.page.locator('input[name="template"]:checked')
	assert chosen.get_attribute("value") == "Supervisors"
	mark("template")
	press(desk, "Continue")
	until(desk, "When each step begins and is due")
	mark("cycle")
	assert desk.page.get_by_label("Goal Setting: From").input_value() == getdate().strftime("%d-%m-%Y")
	press(desk, "Save and Continue")
	until(desk, "Without a manager")
	mark("people")
	assert desk.page.locator(".tp-tile-number").all_text_contents()[1].strip() == "1"  # who has left
	press(desk, "These Take Part")
	until(desk, "The policy of this moment")
	mark("launch")
	desk.go(f"cycle-overview/{office.cycle}")
	until(desk, "Nobody has an appraisal yet")
	desk.go("first-cycle")
	until(desk, "The policy of this moment")
	press(desk, "Launch")
	until(desk, "Where to go on")
	mark("launched")
	cycle = office.cycle
	frappe.db.rollback()
	found = frappe.db.get_value(CYCLE, cycle, ["state", "kind", "default_template"])
	assert found == ("Launched", "Annual", "Supervisors")
	assert frappe.db.count(APPRAISAL, {"cycle": cycle}) == len(office.of) - 1
	assert time.monotonic() - begun < 600, marks
	assert desk.complaints == []


def test_the_path_is_taken_up_where_it_was_left(office: Office) -> None:
	desk = office.hr
	desk.go("first-cycle")
	until(desk, "Where to go on")
	press(desk, "Cycle Overview")
	until(desk, "What to Do Next")
	assert desk.complaints == []


# Phase → its first and last day, counted from today.
PHASES = {"Goal Setting": (-90, -60), "Self Review": (-30, -9), "Manager Review": (-8, 3)}
# Who → the state of the appraisal, and in how many days it is due. The others' self reviews are nine days late.
STANDING = {
	"head": ("Goals Approved", -60),
	"hr": ("Manager Review", 3),
	"Kbima": ("Manager Review", -2),
	"Kcitra": ("Manager Review", 3),
}


def late(office: Office) -> None:
	"""The managers' reviews are due in three days; some self reviews are late, and so is one of the managers'."""
	cycle = office.cycle
	for phase, (start, due) in PHASES.items():
		days = {"start_date": add_days(getdate(), start), "due_date": add_days(getdate(), due)}
		opened = {"opened_on": f"{days['start_date']} 08:00:00"}
		frappe.db.set_value("Cycle Phase", {"parent": cycle, "phase": phase}, {**days, **opened})
	for who, employee in office.of.items():
		state, due = STANDING.get(who, ("Self Review", -9))
		filters = {"cycle": cycle, "employee": employee}
		frappe.db.set_value(APPRAISAL, filters, {"state": state, "due_date": add_days(getdate(), due)})
	frappe.clear_document_cache(CYCLE, cycle)
	frappe.db.commit()


def overdue_names(desk: Desk) -> set[str]:
	rows = desk.page.locator('[data-part="overdue"] tbody tr td:nth-child(3)')
	return {text.strip() for text in rows.all_text_contents()}


def test_hr_sees_who_is_late_and_extends_one(office: Office) -> None:
	late(office)
	desk = office.hr
	desk.go(f"cycle-overview/{office.cycle}")
	until(desk, "Overdue appraisals: 5. People who hold them up: 4. Up to 9 days late.")
	until(desk, "Manager Review is due in 3 days")
	desk.picture("cycle-overview")
	assert overdue_names(desk) == {HOSTILE, "Kasti", "Kdewi", "Kbima", "Kmanager"}
	tiles = [text.strip() for text in desk.page.locator(".tp-tile-number").all_text_contents()]
	assert tiles == ["8", "1", "2", "5", "4"]
	desk.page.get_by_label(HOSTILE).check()
	desk.page.locator('[data-deed="extend"]').click()
	dialog = desk.page.locator(".modal:visible")
	day = add_days(getdate(), 5)
	dialog.locator('[data-fieldname="due_date"] input').fill(day.strftime("%d-%m-%Y"))
	dialog.locator('[data-fieldname="reason"] textarea').fill("In hospital.")
	desk.picture("cycle-overview-extend", whole=False)
	dialog.locator(".btn-primary:visible").click()
	until(desk, "Overdue appraisals: 4.")
	assert office.sheet(HOSTILE, "due_date") == day
	assert desk.complaints == []


def test_tables_sort_and_lead_to_the_names(office: Office) -> None:
	desk = office.hr
	desk.go(f"cycle-overview/{office.cycle}")
	until(desk, "By Manager")
	first = desk.page.locator('[data-part="manager"] tbody tr td:first-child').first
	assert first.text_content().strip() == "Kmanager"
	desk.page.locator('[data-part="manager"] th[data-key="label"]').press("Enter")
	assert first.text_content().strip() != "Kmanager"
	desk.page.locator('[data-part="manager"] [data-group]', has_text="Kmanager").click()
	until(desk, "Overdue: Kmanager")
	desk.settle()
	assert overdue_names(desk) == {"Kasti", "Kbima", "Kdewi"}
	assert desk.complaints == []


def test_a_manager_reminds_the_own_people(office: Office) -> None:
	desk = office.manager
	desk.go(f"cycle-overview/{office.cycle}")
	until(desk, "Appraisals that wait for yourself: 2.")
	desk.picture("cycle-overview-manager")
	assert overdue_names(desk) == {"Kasti", "Kbima", "Kdewi"}
	assert desk.page.locator('[data-deed="exempt"]').count() == 0
	desk.page.locator('[data-deed="nudge"]').click()
	desk.page.locator(".modal:visible .btn-primary:visible").click()
	until(desk, "Not Done: 2")
	desk.picture("cycle-overview-reminded", whole=False)
	shown = desk.page.locator(".modal:visible").inner_text()
	assert re.search(r"Kdewi\s+Kdewi has neither a user nor an e-mail address", shown)
	assert re.search(r"Kbima\s+It waits for yourself.", shown)
	frappe.db.rollback()
	log = {"for_user": user_of(office.of["Kasti"]), "document_name": office.sheet("Kasti")}
	assert frappe.db.count("Notification Log", log) == 1
	assert frappe.db.count("Appraisal Event", {"cycle": office.cycle, "deed": "nudge"}) == 1
	assert desk.complaints == []


def test_an_employee_finds_nothing_to_look_after(office: Office) -> None:
	desk = office.employee
	desk.go(f"cycle-overview/{office.cycle}")
	until(desk, "aren't yours to look after")
	assert "Kbima" not in desk.page.locator(".page-container:visible").inner_text()


def test_an_employees_workspace_has_no_cycle_to_look_after(office: Office) -> None:
	desk = office.employee
	desk.complaints.clear()
	desk.go("talent-&-performance")
	until(desk, "Start Here")
	desk.settle()
	assert desk.page.locator(".tp-glance").count() == 0
	assert desk.complaints == []


def test_a_dry_run_shows_reasons_with_numbers_and_names(office: Office) -> None:
	desk = office.hr
	desk.complaints.clear()
	desk.go(f"performance-cycle/{office.cycle}")
	desk.page.get_by_role("button", name="Close", exact=True).click()
	desk.page.locator(".modal:visible").get_by_role("button", name="Count First").click()
	until(desk, "Start for Real")
	until(desk, "Of them, without a submitted manager review")
	reasons = desk.page.locator('[data-fieldname="refusals_html"]')
	reasons.get_by_text("Kdewi").first.wait_for()
	desk.picture("dry-run")
	assert HOSTILE in reasons.inner_text()
	assert "Khr" not in reasons.inner_text()  # nobody reads what would become of himself
	frappe.db.rollback()
	assert frappe.db.get_value(CYCLE, office.cycle, "state") == "Launched"
	assert desk.complaints == []


def test_the_workspace_says_what_to_do_and_leads_there(office: Office) -> None:
	desk = office.hr
	desk.complaints.clear()
	desk.go("talent-&-performance")
	glance = desk.page.locator(".tp-glance")
	glance.get_by_text("Next Dates").wait_for()
	frappe.set_user(user_of(office.of["hr"]))
	board = overview.glance()
	frappe.set_user("Administrator")
	for said in (board["cycle"]["title"], board["steps"][0]["text"], board["funnel"][0]["state"]):
		assert said in glance.inner_text()
	desk.picture("workspace")
	glance.locator("[data-whole]").click()
	until(desk, "As of")
	assert desk.page.url.endswith(board["cycle"]["name"])
	desk.go("talent-&-performance")
	desk.page.locator(".shortcut-widget-box", has_text="Cycle Overview").click()
	until(desk, "What to Do Next")
	assert desk.complaints == []
