"""The four reports in a browser, as HR and as a manager: what they show, what a click on a figure leads to, and the tours."""

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
from reviewed import drop
from sample_site import into, profiles
from staff import drop_profiles, import_employees
from talent_performance.access import upkeep
from talent_performance.engine.policy import Policy
from talent_performance.flows.talent_profiles import give_profiles
from talent_performance.store.policy import policy_from_settings
from web import PASSWORD, served

COMPANY, CYCLE, SALES, PLANT = "Report Testing", "CYCLE-REPORTS", "Sales - RT", "Plant - RT"
PEOPLE = 24
NAMES = (
	"Adi Nugroho", "Ayu Lestari", "Bagus Santoso", "Bella Maharani", "Cahya Wibowo", "Citra Dewi", "Dimas Pratama", "Dewi Anggraini",
	"Eka Saputra", "Endah Puspita", "Fajar Hidayat", "Fitri Rahayu", "Galih Setiawan", "Gita Permata", "Hadi Kusuma", "Hana Safitri",
	"Indra Wijaya", "Intan Sari", "Joko Susilo", "Juli Astuti", "Kevin Halim", "Kartika Putri", "Lukman Hakim", "<b>Lia</b> Utami",
)  # fmt: skip
# Box by person, from the first name on; 0 for none.
BOXES = (9, 6, 5, 5, 8, 3, 5, 2, 5, 6, 1, 5, 4, 8, 5, 6, 5, 2, 9, 5, 3, 0, 0, 5)
BANDS = ("Low", "Mid", "High")


@dataclass(frozen=True)
class Place:
	"""Users, and who they are."""

	hr: str
	manager: str
	people: list[str]


@pytest.fixture(scope="module")
def place(site: Site) -> Iterator[Place]:
	"""A company of its own with a cycle under way, committed for the web server, and taken away again."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	seen = frappe.db.get_single_value("Talent Settings", "managers_see_talent")
	made = build()
	frappe.db.commit()
	try:
		yield made
	finally:
		frappe.db.rollback()
		take_away(made, seen)


def build() -> Place:
	"""HR, a manager with half of the people below, another one with the other half."""
	values = {"company_name": COMPANY, "abbr": "RT", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 3001, "rgt": 3002}).db_insert()
	for name in (SALES, PLANT):
		row = {"name": name, "department_name": name.split(" - ")[0], "company": COMPANY}
		frappe.get_doc({"doctype": "Department", **row, "lft": 1, "rgt": 2}).db_insert()
	hr = make_employee("Rthr", roles=("HR Manager",), company=COMPANY, create_user_permission=0)
	add_user_permission("Company", COMPANY, user_of(hr), ignore_permissions=True)
	managers = [make_employee(name, company=COMPANY) for name in ("Rtmanager", "Rtother")]
	people = import_employees(PEOPLE, "RTP")
	for at, name in enumerate(people):
		row = {
			"employee_name": NAMES[at],
			"first_name": NAMES[at],
			"reports_to": managers[at % 2],
			"company": COMPANY,
		}
		department = (SALES, PLANT)[at % 2]
		frappe.db.set_value(
			"Employee", name, {**row, "department": department, "status": "Active", "relieving_date": None}
		)
	give_profiles(people)
	upkeep.rebuild()
	fill(people, managers)
	frappe.db.set_single_value("Talent Settings", "managers_see_talent", 1)
	place = Place(user_of(hr), user_of(managers[0]), [*people, *managers, hr])
	for user in (place.hr, place.manager):
		update_password(user, PASSWORD)
	return place


def fill(people: list[str], managers: list[str]) -> None:
	"""A cycle with appraisals, results, places in the nine-box and objectives, as their flows would have left them."""
	lines = pd.DataFrame({"company": [COMPANY]}, index=[CYCLE])
	row = {
		"title": "Year of Reports",
		"kind": "Annual",
		"start_date": add_days(nowdate(), -300),
		"end_date": add_days(nowdate(), 60),
		"state": "Launched",
	}
	into("Performance Cycle", pd.DataFrame([row], index=[CYCLE]), {"companies": lines}, reserved=[CYCLE])
	number = pd.Series(range(PEOPLE))
	department = number.map(lambda at: (SALES, PLANT)[at % 2])
	who = {
		"employee": people,
		"employee_name": NAMES,
		"company": COMPANY,
		"department": department,
		"manager": number.map(lambda at: managers[at % 2]),
		"cycle": CYCLE,
	}
	state = number.map(lambda at: ("Manager Review", "Self Review", "Published", "Manager Review")[at % 4])
	late = number.map(lambda at: add_days(nowdate(), -at if at % 3 else 10))
	names = dict(frappe.get_all("Employee", fields=["name", "employee_name"], as_list=True, limit=0))
	chief = who["manager"].map(names)
	table = pd.DataFrame({**who, "state": state, "due_date": late, "manager_name": chief})
	into("Performance Appraisal", table)
	given = policy_from_settings().rating_scale.levels
	box = pd.Series(BOXES)
	performance, potential = (box - 1) % 3, (box - 1) // 3
	level = performance.where(box > 0, 1).map({0: 1, 1: 2, 2: 3})
	rating = level.map(lambda at: given[at].value)
	into(
		"Appraisal Result",
		pd.DataFrame({**who, "performance_rating": rating, "performance_score": rating, "state": "Open"}),
	)
	label = {each.number: each.label for each in Policy().boxes}
	into(
		"Talent Assessment",
		pd.DataFrame(
			{
				**who,
				"profile": [profiles()[name] for name in people],
				"status": "Active",
				"box": box,
				"box_label": box.map(label),
				"performance_band": performance.where(box > 0).map(dict(enumerate(BANDS))),
				"potential_band": potential.where(box > 0).map(dict(enumerate(BANDS))),
				"performance_score": rating,
				"potential_score": potential.where(box > 0).map({0: 2.0, 1: 3.33, 2: 4.67}),
				"movement": number.map(lambda at: ("Up", "Same", "Down", "Same", "New")[at % 5]),
				"high_potential": box.map(
					lambda each: "High Potential" if each == 9 else "Emerging" if each == 8 else "No"
				),
				"reason": box.map(lambda each: None if each else "Potential out of date"),
			}
		),
	)
	reached = number.map(lambda at: (95.0, 40.0, 72.5, 10.0)[at % 4])
	into(
		"Objective",
		pd.DataFrame(
			{
				**{key: who[key] for key in ("employee", "employee_name", "company", "department", "cycle")},
				"title": [f"Objective of {name}" for name in NAMES],
				"level": "Individual",
				"status": "Approved",
				"weight": 1.0,
				"attainment": reached,
				"grade": number.map(lambda at: ("Green", "Amber", "Green", "Red")[at % 4]),
				"pace_status": number.map(lambda at: ("On Track", "Behind", "On Track", "At Risk")[at % 4]),
				"confidence": number.map(lambda at: 3 + at % 7),
				"updated_on": number.map(lambda at: add_days(nowdate(), -5 * at)),
			}
		),
	)


def take_away(place: Place, seen: object) -> None:
	"""Everything that was committed, so that other tests' counts stay true."""
	users = [place.hr, place.manager, "rtother@people.example.com"]
	frappe.db.delete("Objective", {"cycle": CYCLE})
	drop([CYCLE], place.people)
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


def opened(desk: Desk, report: str, **filters: str) -> str:
	"""What a report says, once it is drawn."""
	asked = "&".join(f"{key}={value}" for key, value in filters.items())
	page = desk.go(f"query-report/{report}?{asked}".replace(" ", "%20"))
	page.wait_for_selector(".report-wrapper .datatable .dt-row-0, .msg-box:visible")
	desk.settle()
	return page.inner_text(".page-body:visible")


def cards(desk: Desk) -> dict[str, str]:
	"""The cards above a report."""
	found = desk.page.query_selector_all(".report-summary .summary-item")
	texts = [each.inner_text().split("\n") for each in found]
	return {text[0]: text[-1] for text in texts}


def listed(desk: Desk, count: int) -> set[str]:
	"""The names in the list that is open, once there are so many."""
	desk.page.wait_for_function(
		f"window.cur_list?.data?.length === {count} && frappe.get_route()[0] === 'List'"
	)
	return set(desk.page.evaluate("cur_list.data.map(each => each.name)"))


def said_as(number: float) -> str:
	"""A number with one place as the site writes it."""
	return frappe.format_value(number, {"fieldtype": "Float", "precision": 1})


def first_column(desk: Desk, at: int = 1) -> list[str]:
	"""The texts of a column of the table, as far as they are drawn."""
	return [each.inner_text() for each in desk.page.query_selector_all(f".dt-scrollable .dt-cell--col-{at}")]


def test_the_matrix_of_hr(hr: Desk) -> None:
	said = opened(hr, "Talent Matrix", company=COMPANY)
	assert cards(hr)["People"] == str(PEOPLE) and cards(hr)["In No Box"] == "2"
	for text in ("Core player", "Potential", "Performance", "In no box: 2", "and 3 more"):
		assert text in said
	core = hr.page.inner_text('.tp-box[data-box="5"]')
	assert str(BOXES.count(5)) in core and f"{said_as(100 * BOXES.count(5) / 22)} %" in core
	assert hr.page.query_selector(".tp-nine-box b") is None
	hr.picture("talent-matrix")


def test_a_click_on_a_box_shows_who_stands_in_it(hr: Desk) -> None:
	opened(hr, "Talent Matrix", company=COMPANY)
	stars = sorted(name for name, box in zip(NAMES, BOXES, strict=True) if box == 9)
	hr.page.click('.tp-box[data-box="9"]')
	hr.page.wait_for_selector('.tp-box[data-box="9"].tp-box-chosen')
	hr.settle()
	assert sorted(first_column(hr)) == stars
	assert "22" not in first_column(hr) and hr.page.inner_text('.tp-box[data-box="5"]').startswith(
		"5 Core player"
	)
	hr.picture("talent-matrix-box")
	hr.page.click(".tp-box-unplaced")
	hr.page.wait_for_selector(".tp-box-unplaced.tp-box-chosen")
	hr.settle()
	assert "Potential out of date" in hr.page.inner_text(".datatable")
	hr.page.click(".tp-box-unplaced")
	hr.page.wait_for_function("!document.querySelector('.tp-box-chosen')")
	hr.settle()
	assert len(first_column(hr)) > 10


def test_the_matrix_of_a_manager_holds_the_own_line(manager: Desk) -> None:
	said = opened(manager, "Talent Matrix")
	assert cards(manager)["People"] == str(PEOPLE // 2)
	assert "Ayu Lestari" not in said and "Adi Nugroho" in said
	manager.picture("talent-matrix-manager")


def test_the_distribution_of_hr(hr: Desk) -> None:
	said = opened(hr, "Performance Distribution", company=COMPANY)
	assert hr.page.evaluate("frappe.query_report.get_filter_value('cycle')") == CYCLE
	high = sum(box % 3 == 0 for box in BOXES if box)
	assert cards(hr)["Rated"] == str(PEOPLE)
	assert said_as(100 * high / PEOPLE) in said
	for text in ("Everybody", SALES, PLANT, "To Move"):
		assert text in said
	hr.picture("performance-distribution")
	rows = frappe.get_all("Appraisal Result", filters={"cycle": CYCLE, "department": SALES}, pluck="name")
	hr.page.click(f'a[data-drill][data-scope="{SALES}"]')
	assert listed(hr, len(rows)) == set(rows) and len(rows) == PEOPLE // 2


def test_the_appraisals_of_hr_and_who_is_late(hr: Desk) -> None:
	said = opened(hr, "Appraisal Progress", company=COMPANY)
	late = frappe.get_all(
		"Performance Appraisal",
		filters={
			"cycle": CYCLE,
			"state": ("in", ("Manager Review", "Self Review")),
			"due_date": ("<", nowdate()),
		},
		fields=["name", "manager"],
		limit=0,
	)
	assert cards(hr)["Overdue"] == str(len(late)) and "Rtmanager" in said
	hr.picture("appraisal-progress")
	chief = max({each.manager for each in late}, key=[each.manager for each in late].count)
	mine = [each.name for each in late if each.manager == chief]
	hr.page.click(f'a[data-drill="overdue"][data-scope="{chief}"]')
	assert listed(hr, len(mine)) == set(mine)


def test_a_managers_appraisals(manager: Desk) -> None:
	opened(manager, "Appraisal Progress")
	assert cards(manager)["Appraisals"] == str(PEOPLE // 2)
	assert first_column(manager) == ["Everybody", "Rtmanager"]


def test_the_objectives_of_hr(hr: Desk) -> None:
	said = opened(hr, "Objective Progress", company=COMPANY)
	assert cards(hr)["Objectives"] == str(PEOPLE) and cards(hr)["At Risk"] == str(PEOPLE // 4)
	assert "Objective of <b>Lia</b> Utami" in said
	hr.picture("objective-progress")
	opened(hr, "Objective Progress", company=COMPANY, group_by="department")
	assert first_column(hr)[0] == "Everything" and set(first_column(hr)[1:]) == {SALES, PLANT}
	hr.picture("objective-progress-departments")
	hr.page.click(f'a[data-drill="label"][data-scope="{PLANT}"]')
	there = frappe.get_all("Objective", filters={"cycle": CYCLE, "department": PLANT}, pluck="name", limit=0)
	assert listed(hr, len(there)) == set(there)


def test_a_managers_objectives_are_those_of_the_own_line(manager: Desk) -> None:
	said = opened(manager, "Objective Progress", group_by="manager")
	assert cards(manager)["Owners"] == str(PEOPLE // 2)
	assert "Rtother" not in said


def test_saved_filters_and_shortcuts_of_the_list(hr: Desk) -> None:
	page = hr.go(f"performance-appraisal?cycle={CYCLE}")
	page.wait_for_selector(".list-row-container")
	page.click(".inner-group-button:has-text('Show') button")
	page.click(".inner-group-button .dropdown-item:has-text('Overdue')")
	hr.settle()
	late = {
		"state": ("in", ("Manager Review", "Self Review")),
		"due_date": ("<", nowdate()),
		"company": COMPANY,
	}
	wanted = frappe.get_all("Performance Appraisal", filters=late, pluck="name", limit=0)
	assert listed(hr, len(wanted)) == set(wanted)
	saved = page.evaluate(
		"frappe.db.get_list('List Filter', {fields: ['filter_name'], limit: 0}).then(found => found.map(each => each.filter_name))"
	)
	assert {"Open", "Appealed", "Waiting for me", "At risk", "With refusals"} <= set(saved)


@pytest.mark.parametrize(
	("doctype", "title"),
	[
		("Performance Cycle", "A Name That People Know"),
		("Performance Appraisal", "How It Adds Up"),
		("Objective", "What Will Be Different"),
	],
)
def test_a_tour_leads_through_the_form(hr: Desk, doctype: str, title: str) -> None:
	name = frappe.get_all(
		doctype,
		filters={"name": CYCLE} if doctype == "Performance Cycle" else {"cycle": CYCLE},
		pluck="name",
		order_by="name",
		limit=1,
	)[0]
	page = hr.go(f"{frappe.scrub(doctype).replace('_', '-')}/{name}")
	page.wait_for_selector(".form-layout:visible")
	page.click(".menu-btn-group:visible button")
	page.click(".menu-btn-group .dropdown-item:has-text('Show Tour'):visible")
	page.wait_for_selector("#driver-popover-item:visible")
	assert page.inner_text(".driver-popover-title") == title
	hr.picture(f"tour-{frappe.scrub(doctype)}", whole=False)
	steps = 1
	while page.inner_text(".driver-next-btn:visible") != "Done":
		page.click(".driver-next-btn:visible")
		page.wait_for_timeout(400)
		steps += 1
		assert page.inner_text(".driver-popover-description").strip()
	page.click(".driver-next-btn:visible")
	assert steps >= 3
