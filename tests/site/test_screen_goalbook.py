"""Goals at the desk: the list with quick progress, the page Alignment, a number carried down, library and file."""

from __future__ import annotations

import datetime
import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import frappe
from frappe.utils.password import update_password

from browsing import PHONE, Desk, chromium
from harness import Site
from people import make_employee, user_of
from talent_performance.access import upkeep
from talent_performance.flows import alignment_view, goals, objective_file, progress
from talent_performance.flows.alignment_view import Scope
from web import PASSWORD, served, working

COMPANY = "Goalbook Testing"
YEAR = datetime.date.today().year
HOSTILE = "<b>Grow</b> the business"
SELLER = "Goalbook Account Manager"
GOALS = ("Key Result Update", "Objective Change", "Key Result", "Objective")
WAIT_SECONDS = 60


class Place:
	"""The company's people by what they are, its cycle and goals, and desks to sit down at."""

	def __init__(self, site: Site, address: str, browser: Any) -> None:
		self.site, self.address, self.browser = site, address, browser
		self.employee: dict[str, str] = {}
		self.goal: dict[str, str] = {}
		self.cycle = ""
		self.desks: list[Desk] = []

	def sit(self, who: str, **more: Any) -> Desk:
		"""Somebody logs in."""
		desk = Desk(self.browser, self.site, self.address, user_of(self.employee[who]), **more)
		self.desks.append(desk)
		return desk


@pytest.fixture(scope="module")
def place(site: Site) -> Iterator[Place]:
	"""Committed, for web server and worker are to see it; taken away afterwards."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	clear()
	with served(site) as address, working(site), chromium() as browser:
		made = Place(site, address, browser)
		try:
			found(made)
			frappe.db.commit()
			yield made
		finally:
			frappe.set_user("Administrator")
			frappe.db.rollback()
			clear()


@pytest.fixture(autouse=True)
def no_complaints(place: Place) -> Iterator[None]:
	"""The browser's console stays clean, and nobody stays logged in."""
	yield
	complaints = [each for desk in place.desks for each in desk.complaints]
	for desk in place.desks:
		desk.close()
	place.desks.clear()
	frappe.db.rollback()
	assert complaints == []


def clear() -> None:
	"""Whatever an earlier run has left."""
	people = frappe.get_all("Employee", {"company": COMPANY}, ["name", "user_id"], order_by="name")
	names, users = (
		[each.name for each in people] or [""],
		[each.user_id for each in people if each.user_id] or [""],
	)
	for doctype in GOALS:
		frappe.db.delete(doctype, {"company": COMPANY})
	profiles = frappe.get_all("Talent Profile Employment", {"employee": ("in", names)}, pluck="parent") or [
		""
	]
	frappe.db.delete("Talent Profile Employment", {"employee": ("in", names)})
	frappe.db.delete("Talent Profile", {"name": ("in", profiles)})
	for column in ("employee", "manager"):
		frappe.db.delete("Reporting Line", {column: ("in", names)})
		frappe.db.delete("Reporting Line History", {column: ("in", names)})
	frappe.db.delete("User Permission", {"user": ("in", users)})
	frappe.db.delete("Has Role", {"parent": ("in", users)})
	frappe.db.delete("Employee", {"company": COMPANY})
	frappe.db.delete("User", {"name": ("in", users)})
	frappe.db.delete("Talent Run", {"started_by": ("in", users)})
	cycles = frappe.get_all("Cycle Company", {"company": COMPANY}, pluck="parent") or [""]
	frappe.db.delete("Cycle Company", {"parent": ("in", cycles)})
	frappe.db.delete("Performance Cycle", {"name": ("in", cycles)})
	frappe.db.delete("KPI", {"designation": SELLER})
	frappe.db.delete("Designation", {"name": SELLER})
	frappe.db.delete("Department", {"company": COMPANY})
	frappe.db.delete("Company", {"name": COMPANY})
	frappe.db.commit()
	frappe.clear_cache()


def found(place: Place) -> None:
	"""A company of eight with a year's goals: agreed ones, drafts, one that hangs on nothing, one that is stale."""
	row = {
		"doctype": "Company",
		"name": COMPANY,
		"company_name": COMPANY,
		"abbr": "GT",
		"default_currency": "IDR",
	}
	frappe.get_doc({**row, "country": "Indonesia", "lft": 5001, "rgt": 5002}).db_insert()
	for name in ("Sales", "Service"):
		department = {
			"doctype": "Department",
			"name": f"{name} - GT",
			"department_name": name,
			"company": COMPANY,
		}
		frappe.get_doc(department).db_insert()
	frappe.get_doc({"doctype": "Designation", "designation_name": SELLER}).insert()
	hire_everybody(place.employee)
	place.cycle = make_cycle()
	set_goals(place)


def hire_everybody(of: dict[str, str]) -> None:
	"""head → boss → three sellers; head → HR."""
	staff = ("Employee",)
	of["head"] = hire("Gwen Head", roles=staff, department="Service - GT")
	of["boss"] = hire("Gita Boss", of["head"], roles=staff, department="Sales - GT")
	for who, name in (("asti", "Asti Putri"), ("bima", "Bima Sakti"), ("citra", "Citra Dewi")):
		of[who] = hire(name, of["boss"], roles=staff, department="Sales - GT", designation=SELLER)
	of["hr"] = hire("Hana Personnel", of["head"], roles=(*staff, "HR Manager"), department="Service - GT")
	upkeep.update_lines()
	for each in of.values():
		update_password(user_of(each), PASSWORD)


def hire(name: str, boss: str | None = None, **more: Any) -> str:
	"""Somebody of the company."""
	first, last = name.split()
	return make_employee(f"gb.{first}", boss, company=COMPANY, first_name=first, last_name=last, **more)


def make_cycle() -> str:
	"""A cycle of the year, under way."""
	template = frappe.get_all("Review Template", pluck="name", order_by="name", limit=1)[0]
	doc = frappe.get_doc(
		{
			"doctype": "Performance Cycle",
			"title": f"Goalbook {YEAR}",
			"kind": "Annual",
			"employment_status": "Active",
			"start_date": f"{YEAR}-01-01",
			"end_date": f"{YEAR}-12-31",
			"default_template": template,
			"companies": [{"company": COMPANY}],
		}
	).insert()
	frappe.db.set_value("Performance Cycle", doc.name, {"state": "Launched"})
	return doc.name


def set_goals(place: Place) -> None:
	"""The company's, the department's and people's objectives."""
	top = common(place, HOSTILE, "Company", [("Revenue", 1000)])
	middle = common(
		place,
		"Win Java",
		"Department",
		[("New customers", 40)],
		parent_objective=top,
		contributes=1,
		contribution_weight=2,
	)
	place.goal |= {"top": top, "middle": middle}
	place.goal["asti"] = personal(place, "asti", "Sell to banks", [("Orders", 100), ("Margin", 20)], middle)
	place.goal["bima"] = personal(place, "bima", "Open Surabaya", [("Shops", 5)], None)
	record(place, "asti", "Sell to banks", [80, 12])
	record(place, "bima", "Open Surabaya", [1], day=f"{YEAR}-02-01")
	for who in ("citra", "bima"):
		frappe.set_user(user_of(place.employee[who]))
		name = draft(place, title="Serve better", employee=place.employee[who], parent_objective=middle)
		measure(name, "Complaints", 4, method="Lower is Better")
		goals.move(name, "submit")
		place.goal[f"{who} submitted"] = name
	frappe.set_user("Administrator")


def draft(place: Place, **values: Any) -> str:
	"""An objective of somebody."""
	values = {
		"doctype": "Objective",
		"level": "Individual",
		"company": COMPANY,
		"cycle": place.cycle,
		**values,
	}
	return frappe.get_doc(values).insert().name


def measure(objective: str, title: str, target: float, **more: Any) -> str:
	"""A key result."""
	values = {
		"objective": objective,
		"title": title,
		"method": "Achievement",
		"target_value": target,
		"unit": "M",
		**more,
	}
	return frappe.get_doc({"doctype": "Key Result", **values}).insert().name


def common(place: Place, title: str, level: str, measures: list, **more: Any) -> str:
	"""An approved objective of the company or a department."""
	department = "Sales - GT" if level == "Department" else None
	name = draft(place, title=title, level=level, department=department, **more)
	for each, target in measures:
		measure(name, each, target)
	goals.move(name, "submit")
	goals.move(name, "approve")
	return name


def personal(place: Place, who: str, title: str, measures: list, above: str | None) -> str:
	"""An approved objective of a person."""
	frappe.set_user("Administrator")
	more = {"parent_objective": above, "contributes": 1, "contribution_weight": 3} if above else {}
	name = draft(place, title=title, employee=place.employee[who], **more)
	for each, target in measures:
		measure(name, each, target)
	goals.move(name, "submit")
	goals.move(name, "approve")
	return name


def record(place: Place, who: str, title: str, values: list[float], day: str | None = None) -> None:
	"""What its owner has reached."""
	frappe.set_user(user_of(place.employee[who]))
	owned = {"employee": place.employee[who], "objective_title": title}
	for name, value in zip(
		frappe.get_all("Key Result", owned, pluck="name", order_by="name"), values, strict=True
	):
		progress.record(name, value, updated_on=day)
	frappe.set_user("Administrator")


def wait_for(what: str, ask: Callable[[], Any]) -> Any:
	"""Until the database says so."""
	end = time.monotonic() + WAIT_SECONDS
	while True:
		frappe.db.rollback()
		if said := ask():
			return said
		assert time.monotonic() < end, f"{what} didn't come."
		time.sleep(0.3)


def measures_of(objective: str) -> list[str]:
	"""The names of its key results."""
	return frappe.get_all("Key Result", {"objective": objective}, pluck="name", order_by="name")


def test_a_person_brings_an_objective_up_to_date_from_the_list(place: Place) -> None:
	desk = place.sit("asti")
	page = desk.go("objective")
	row = page.locator(".list-row-container", has_text="Sell to banks")
	row.get_by_text("70 %").wait_for()
	assert not page.get_by_text("Open Surabaya").count()
	desk.picture("objective-list")
	row.get_by_role("button", name="Update").click()
	dialog = page.get_by_role("dialog")
	dialog.get_by_text("Orders").wait_for()
	values = dialog.locator("input.tp-value")
	values.nth(0).fill("90")
	values.nth(1).fill("lots")
	dialog.locator("input.tp-note").nth(0).fill("Two banks signed")
	dialog.get_by_role("button", name="Save All").click()
	dialog.get_by_text("is not a number").wait_for()
	desk.picture("update-progress-wrong", whole=False)
	frappe.db.rollback()
	assert frappe.db.get_value("Key Result", measures_of(place.goal["asti"])[0], "current_value") == 80
	values.nth(1).fill("16")
	dialog.locator("input[data-fieldname=confidence]").fill("8")
	desk.picture("update-progress", whole=False)
	dialog.get_by_role("button", name="Save All").click()
	page.get_by_text("2 updates recorded").wait_for()
	row.get_by_text("85 %").wait_for()
	frappe.db.rollback()
	found = frappe.get_doc("Objective", place.goal["asti"])
	assert (found.attainment, found.confidence) == (85, 8)


def test_a_manager_approves_a_selection_and_reads_what_was_refused(place: Place) -> None:
	desk = place.sit("boss")
	page = desk.go("objective")
	page.get_by_text("Serve better").first.wait_for()
	for title in ("Serve better", "Sell to banks"):
		for row in page.locator(".list-row-container", has_text=title).all():
			row.locator("input.list-row-checkbox").check()
	page.get_by_role("button", name="Actions").click()
	page.locator(".actions-btn-group").get_by_text("Approve", exact=True).click()
	page.get_by_role("button", name="Yes").click()
	page.get_by_text("2 approved.").wait_for()
	page.get_by_text("1 Refused").wait_for()
	desk.picture("bulk-approve", whole=False)
	wait_for(
		"approval",
		lambda: frappe.db.get_value("Objective", place.goal["citra submitted"], "status") == "Approved",
	)
	assert frappe.db.get_value("Objective", place.goal["bima submitted"], "approved_by") == user_of(
		place.employee["boss"]
	)


def test_hr_walks_down_the_tree_and_mends_what_hangs_on_nothing(place: Place) -> None:
	desk = place.sit("hr")
	page = desk.go("alignment")
	page.get_by_label("Performance Cycle").or_(
		page.locator("select[data-fieldname=cycle]")
	).first.select_option(place.cycle)
	tree = page.get_by_role("tree")
	tree.get_by_text(HOSTILE).wait_for()
	page.get_by_role("button", name="Aligned to nothing 1").wait_for()
	top = tree.locator(f"[data-name={place.goal['top']}]")
	top.locator(".tp-toggle").click()
	middle = tree.locator(f"[data-name={place.goal['middle']}]")
	middle.get_by_text("counts with weight 2").wait_for()
	middle.locator(".tp-toggle").click()
	tree.get_by_text("Asti Putri").wait_for()
	tree.locator(".tp-group").locator(".tp-toggle").click()
	tree.get_by_text("Open Surabaya").wait_for()
	desk.picture("alignment")
	page.get_by_role("button", name="Aligned to nothing 1").click()
	page.get_by_role("button", name="Whole tree").wait_for()
	lost = tree.locator(f"[data-name={place.goal['bima']}]")
	lost.get_by_role("button", name="What can be done with").click()
	lost.get_by_role("menuitem", name="Align to…").click()
	dialog = page.get_by_role("dialog")
	field = dialog.locator("input[data-fieldname=parent]")
	field.fill("Win Java")
	dialog.locator("[role=option]", has_text="Win Java").click()
	dialog.get_by_text("Counts in It").wait_for()
	desk.picture("align-to", whole=False)
	dialog.get_by_role("button", name="Align", exact=True).click()
	page.get_by_role("button", name="Aligned to nothing 0").wait_for()
	wait_for(
		"the parent",
		lambda: (
			frappe.db.get_value("Objective", place.goal["bima"], "parent_objective") == place.goal["middle"]
		),
	)


def test_a_search_leads_to_a_person_and_keys_open_and_close(place: Place) -> None:
	desk = place.sit("hr")
	page = desk.go("alignment")
	page.locator("select[data-fieldname=cycle]").select_option(place.cycle)
	page.get_by_role("tree").get_by_text(HOSTILE).wait_for()
	page.locator("input[data-fieldname=search]").fill("Asti")
	page.locator(".tp-hit", has_text="Sell to banks").click()
	page.locator(".tp-sought").wait_for()
	assert page.locator(".tp-node:visible").count() == 3
	desk.picture("alignment-search")
	page.get_by_role("button", name="Whole tree").click()
	top = page.locator(f"[data-name={place.goal['top']}]")
	top.wait_for()
	top.focus()
	page.keyboard.press("ArrowRight")
	page.locator(f"[data-name={place.goal['middle']}]").wait_for()
	page.keyboard.press("ArrowLeft")
	page.locator(f"[data-name={place.goal['middle']}]").wait_for(state="hidden")


def test_an_employee_sees_the_companys_goals_and_the_own_ones(place: Place) -> None:
	desk = place.sit("citra", size=PHONE)
	page = desk.go("alignment")
	page.locator("select[data-fieldname=cycle]").select_option(place.cycle)
	tree = page.get_by_role("tree")
	tree.get_by_text(HOSTILE).wait_for()
	tree.locator(f"[data-name={place.goal['top']}] .tp-toggle").click()
	tree.locator(f"[data-name={place.goal['middle']}] .tp-toggle").click()
	tree.get_by_text("Serve better").wait_for()
	desk.picture("alignment-phone")
	assert not tree.get_by_text("Sell to banks").count()
	frappe.set_user(user_of(place.employee["citra"]))
	assert place.goal["asti"] not in alignment_view.names_in(Scope(place.cycle))
	frappe.set_user("Administrator")


def test_hr_carries_a_number_down_with_the_sum_in_sight(place: Place) -> None:
	desk = place.sit("hr")
	(whole,) = measures_of(place.goal["top"])
	page = desk.go(f"key-result/{whole}")
	page.get_by_role("button", name="Cascade", exact=True).click()
	dialog = page.get_by_role("dialog")
	dialog.get_by_text("Service").wait_for()
	dialog.locator("select[data-fieldname=how]").select_option("Typed")
	for at, target in enumerate(("600", "350")):
		line = dialog.locator(f"tr[data-at='{at}']")
		line.locator(".tp-chosen").check()
		line.locator(".tp-target").fill(target)
	dialog.get_by_text("Parts cover 950 of 1.000").wait_for()
	desk.picture("cascade", whole=False)
	dialog.locator("tr[data-at='1'] .tp-target").fill("400")
	dialog.get_by_text("Parts cover 1.000 of 1.000").wait_for()
	dialog.get_by_role("button", name="Create Drafts").click()
	page.get_by_text("Parts cover 1.000 of 1.000").wait_for()
	page.get_by_text("Carried by").wait_for()
	desk.settle()
	desk.picture("key-result")
	frappe.db.rollback()
	parts = frappe.get_all(
		"Key Result", {"parent_key_result": whole}, ["target_value", "cascade", "level"], order_by="name"
	)
	assert [tuple(each.values()) for each in parts] == [
		(600, "Split", "Department"),
		(400, "Split", "Department"),
	]


def test_hr_gives_everybody_of_a_designation_the_librarys_kpis(place: Place) -> None:
	frappe.set_user("Administrator")
	for name, weight, target in (
		("Goalbook Visits", 60, 200),
		("Goalbook Training", 40, 5),
		("Goalbook Open", 10, 0),
	):
		values = {"kpi_name": name, "designation": SELLER, "method": "Achievement", "default_weight": weight}
		frappe.get_doc({"doctype": "KPI", **values, "default_target": target}).insert()
	frappe.db.commit()
	desk = place.sit("hr")
	page = desk.go("objective")
	page.get_by_role("button", name="Create Many").click()
	page.locator(".dropdown-item", has_text="From the KPI Library").first.click()
	dialog = page.get_by_role("dialog")
	dialog.locator("input[data-fieldname=cycle]").fill(place.cycle)
	page.wait_for_timeout(600)
	dialog.locator("input[data-fieldname=cycle]").press("Enter")
	dialog.locator("[data-fieldname=designations] .multiselect-list").click()
	dialog.locator("[data-fieldname=designations] input").first.fill("Goalbook")
	dialog.locator(".selectable-item", has_text=SELLER).click()
	dialog.get_by_text("Goalbook Open is left out").wait_for()
	dialog.locator("input[data-fieldname=leave_out_heavy]").uncheck()
	dialog.get_by_text("They get objectives (3)").wait_for()
	dialog.get_by_text("They get objectives (3)").click()
	desk.picture("kpi-library", whole=False)
	dialog.get_by_role("button", name="Create Objectives").click()
	page.get_by_text("made in the background").wait_for()
	wait_for("six objectives", lambda: frappe.db.count("Key Result", {"kpi": ("like", "Goalbook%")}) == 6)
	owners = frappe.get_all("Key Result", {"kpi": "Goalbook Visits"}, pluck="employee", order_by="employee")
	assert owners == sorted(place.employee[who] for who in ("asti", "bima", "citra"))


def filled_in(tmp_path: Path, name: str, rows: list[dict[str, Any]]) -> Path:
	"""The template with rows in it, as a file."""
	book = openpyxl.load_workbook(io.BytesIO(objective_file.template()))
	for at, row in enumerate(rows, start=2):
		for place, column in enumerate(objective_file.LAYOUT.columns, start=1):
			book["Objectives"].cell(at, place, row.get(column.name))
	book.save(tmp_path / name)
	return tmp_path / name


def test_hr_brings_objectives_from_excel_once_nothing_is_wrong(place: Place, tmp_path: Path) -> None:
	asti, bima = place.employee["asti"], place.employee["bima"]
	right = [
		{"employee": asti, "objective": "Know the product", "key_result": "Exam", "target_value": 80},
		{"employee": bima, "objective": "Know the product", "key_result": "Exam", "target_value": 80},
	]
	wrong = [right[0], {**right[1], "target_value": "lots"}, {**right[1], "employee": "HR-EMP-NONE"}]
	desk = place.sit("hr")
	page = desk.go("objective")
	page.get_by_role("button", name="Create Many").click()
	page.locator(".dropdown-item", has_text="From Excel").first.click()
	dialog = page.get_by_role("dialog")
	field = dialog.locator("input[data-fieldname=cycle]")
	field.fill(place.cycle)
	page.wait_for_timeout(600)
	field.press("Enter")
	dialog.locator("#tp-file").set_input_files(filled_in(tmp_path, "wrong.xlsx", wrong))
	dialog.get_by_text("2 problems in 3 rows").wait_for()
	desk.settle()
	desk.picture("import-problems", whole=False)
	assert dialog.get_by_role("button", name="Create Objectives").is_disabled()
	dialog.locator("#tp-file").set_input_files(filled_in(tmp_path, "right.xlsx", right))
	dialog.get_by_text("Nothing is wrong with this file").wait_for()
	desk.settle()
	desk.picture("import-fine", whole=False)
	dialog.get_by_role("button", name="Create Objectives").click()
	page.get_by_text("2 objectives with 2 key results made").wait_for()
	frappe.db.rollback()
	made = frappe.get_all("Objective", {"title": "Know the product", "company": COMPANY}, pluck="employee")
	assert sorted(made) == sorted([asti, bima])


def test_forms_say_what_measures_an_objective_and_what_can_be_done(place: Place) -> None:
	desk = place.sit("bima")
	page = desk.go(f"objective/{place.goal['bima']}")
	page.get_by_role("button", name="Update Progress").wait_for()
	page.get_by_text("Shops").first.wait_for()
	page.get_by_text("At risk: write down").wait_for()
	desk.picture("objective-form")
	page.get_by_role("button", name="Actions").click()
	page.locator(".dropdown-item", has_text="Ask for a Change").first.click()
	dialog = page.get_by_role("dialog")
	dialog.get_by_text("Now: 5").wait_for()
	dialog.locator("input[data-fieldname=new_value]").fill("4")
	dialog.locator("input[data-fieldname=new_value]").press("Tab")
	page.wait_for_timeout(700)  # the dialog takes the number over, faster than anybody types
	dialog.locator("textarea[data-fieldname=reason]").fill("One shop has burnt down")
	desk.picture("ask-for-a-change", whole=False)
	dialog.get_by_role("button", name="Ask", exact=True).click()
	page.get_by_text("Asked. The other side agrees or refuses.").wait_for()
	frappe.db.rollback()
	(change,) = frappe.get_all(
		"Objective Change", {"objective": place.goal["bima"]}, ["name", "state", "new_value"]
	)
	assert (change.state, change.new_value) == ("Waiting", 4)
	manager = place.sit("boss")
	shown = manager.go(f"objective/{place.goal['bima']}")
	shown.get_by_text("Shops").first.wait_for()
	shown.get_by_role("button", name="Save", exact=True).wait_for(state="hidden")
	manager.settle()
	assert not shown.get_by_role("dialog").count()
	assert not shown.get_by_role("button", name="Update Progress").count()
	manager.picture("objective-form-manager")
	shown = manager.go(f"objective-change/{change.name}")
	shown.get_by_role("button", name="Agree").click()
	wait_for("agreement", lambda: frappe.db.get_value("Objective Change", change.name, "state") == "In Force")
	manager.settle()
	manager.picture("objective-change")
	assert frappe.db.get_value("Key Result", measures_of(place.goal["bima"])[0], "target_value") == 4


def test_an_update_begun_from_the_connections_is_asked_for_in_the_dialog(place: Place) -> None:
	(measure_of,) = measures_of(place.goal["bima"])
	desk = place.sit("bima")
	page = desk.go(f"key-result/{measure_of}")
	page.locator("[data-doctype='Key Result Update'] .btn-new").click()
	dialog = page.get_by_role("dialog")
	dialog.get_by_text("Shops").wait_for()
	desk.picture("update-from-connections", whole=False)
	before = frappe.db.count("Key Result Update", {"key_result": measure_of})
	dialog.locator("input.tp-value").fill("3")
	dialog.get_by_role("button", name="Save All").click()
	wait_for(
		"update",
		lambda: frappe.db.count("Key Result Update", {"key_result": measure_of}) == before + 1,
	)
	page.wait_for_url(f"**/key-result/{measure_of}")
	assert frappe.db.get_value("Key Result", measure_of, "current_value") == 3
