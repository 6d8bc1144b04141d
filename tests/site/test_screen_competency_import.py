"""Import Competencies in a browser: published lines of O*NET for five occupations, looked at first, mapped in the dialog, written once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import frappe
from frappe.utils.password import update_password

from browsing import Desk, chromium
from competency_pages import add_occupation, choose_files, import_now
from harness import REPOSITORY, Site
from people import make_employee, user_of
from talent_performance.access import upkeep
from talent_performance.demo import removing
from web import PASSWORD, served

COMPANY = "Atlas Testing"
ONET = REPOSITORY / "fixtures" / "onet"
IMPORTED = (
	"Skills",
	"Knowledge",
	"Abilities",
	"Work Activities",
	"Occupation Data",
	"Content Model Reference",
)
OCCUPATIONS = {
	"Chief Executives": ("chief", "Atlas Managing Director"),
	"Marine Engineers and Naval Architects": ("naval", "Atlas Ship Engineer"),
	"Medical and Clinical Laboratory Technologists": ("clinical", "Atlas Laboratory Technologist"),
	"Farm Equipment Mechanics and Service Technicians": ("49-3041", "Atlas Farm Mechanic"),
	"Bus Drivers, School": ("bus", "Atlas Bus Driver"),
}
DESIGNATIONS = [designation for _word, designation in OCCUPATIONS.values()]


@pytest.fixture(scope="module")
def hr(site: Site) -> Iterator[str]:
	"""An HR Manager of the company; committed, for the web server is another process."""
	frappe.db.rollback()
	frappe.clear_cache()
	frappe.set_user("Administrator")
	clear()
	values = {"company_name": COMPANY, "abbr": "ATL", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 5501, "rgt": 5502}).db_insert()
	for designation in DESIGNATIONS:
		frappe.get_doc({"doctype": "Designation", "designation_name": designation}).insert()
	employee = make_employee(
		"Atlashr", roles=("HR Manager", "HR User"), create_user_permission=0, company=COMPANY
	)
	user = user_of(employee)
	frappe.permissions.add_user_permission("Company", COMPANY, user, ignore_permissions=True)
	update_password(user, PASSWORD)
	upkeep.rebuild()
	frappe.db.commit()
	yield user
	frappe.set_user("Administrator")
	frappe.db.rollback()
	clear()


def clear() -> None:
	"""What this file leaves."""
	users = [each for each in frappe.get_all("Employee", {"company": COMPANY}, pluck="user_id") if each]
	made = {"Company": [COMPANY], "Performance Cycle": [], "User": users, "Review Template": []}
	removing.delete_all(removing.doomed({"loaded_at": "", "made": made, "series": {}}))
	profiles = frappe.get_all("Role Competency Profile", {"designation": ("in", DESIGNATIONS)}, pluck="name")
	lines = frappe.get_all("Role Competency", {"parent": ("in", [*profiles, ""])}, pluck="competency")
	removing.delete_with_children("Role Competency Profile", profiles)
	removing.delete_with_children("Competency", sorted(set(lines)))
	removing.delete_with_children(
		"File", frappe.get_all("File", {"owner": ("in", users or [""])}, pluck="name")
	)
	frappe.db.delete("Designation", {"name": ("in", DESIGNATIONS)})
	frappe.db.commit()


def profiles() -> dict[str, int]:
	"""Designation → how many competencies its profile requires, as the database has it now."""
	frappe.db.rollback()
	found = frappe.get_all(
		"Role Competency Profile", {"designation": ("in", DESIGNATIONS)}, ["name", "designation"]
	)
	return {row.designation: frappe.db.count("Role Competency", {"parent": row.name}) for row in found}


def test_five_occupations_come_in(site: Site, hr: str) -> None:
	with served(site) as address, chromium() as browser:
		desk = Desk(browser, site, address, hr)
		page = desk.go("competency-import")
		page.locator(".ci-look .tp-empty").wait_for()
		choose_files(desk, [ONET / f"{name}.txt" for name in (*IMPORTED, "Work Styles")])
		assert "Work Styles" in page.locator(".ci-table").inner_text()
		assert page.locator(".ci-import").is_disabled()
		desk.picture("import-other-file", whole=False)
		page.locator(".menu-btn-group .btn:visible").click()
		page.locator(".menu-btn-group .dropdown-item:visible", has_text="Begin Again").click()
		page.locator(".ci-look .tp-empty").wait_for()
		choose_files(desk, [ONET / f"{name}.txt" for name in IMPORTED])
		for title, (word, designation) in OCCUPATIONS.items():
			picture = "import-dialog" if word == "naval" else ""
			add_occupation(desk, word, title, designation, picture)
		said = page.locator(".ci-look").inner_text()
		assert "Nothing would be required of Atlas Laboratory Technologist" in said
		assert page.locator(".ci-import").is_disabled() and profiles() == {}
		page.locator("[name=importance_from]").fill("2")
		page.locator("[name=importance_from]").press("Tab")
		page.locator(".ci-verdict:has-text('Nothing is wrong')").wait_for()
		desk.settle()
		desk.picture("import-five", whole=False)
		import_now(desk)
		assert profiles() == dict(zip(DESIGNATIONS, (8, 4, 2, 4, 4), strict=True))
		level = frappe.db.get_value(
			"Role Competency",
			{"competency": "Getting Information"},
			["required_level", "weight", "essential"],
		)
		assert level == (5.17, 4.22, 1)
		assert desk.complaints == []
		desk.close()
