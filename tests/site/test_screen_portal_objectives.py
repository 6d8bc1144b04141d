"""Objectives in the portal, in a browser: written, handed in, approved and brought up to date in two taps; the company's picture."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any

import pytest

import frappe
from frappe.utils.password import update_password

from browsing import PHONE, Desk, chromium
from harness import Site, wait_until
from people import make_employee, user_of
from talent_performance.access import upkeep
from talent_performance.demo import removing
from talent_performance.flows import goals, progress
from web import PASSWORD, served

COMPANY = "Portal Goals Testing"
YEAR = datetime.date.today().year
HOSTILE = f"<b>Year</b> {YEAR - 1}"
KPI = "Net promoter score of Portal Goals"


class Place:
	"""The company's people by what they are, its cycles and goals, and devices to sit down at."""

	def __init__(self, site: Site, address: str, browser: Any) -> None:
		self.site, self.address, self.browser = site, address, browser
		self.employee: dict[str, str] = {}
		self.goal: dict[str, str] = {}
		self.cycle = self.over = ""
		self.desks: list[Desk] = []

	def sit(self, who: str, **more: Any) -> Desk:
		"""Somebody logs in."""
		desk = Desk(self.browser, self.site, self.address, self.user(who), **more)
		self.desks.append(desk)
		return desk

	def user(self, who: str) -> str:
		"""Somebody's user."""
		return user_of(self.employee[who])

	def of(self, who: str, title: str) -> Any:
		"""Somebody's objective of that title, as it is stored."""
		frappe.db.rollback()
		name = frappe.db.get_value("Objective", {"employee": self.employee[who], "title": title})
		return name and frappe.get_doc("Objective", name)


@pytest.fixture(scope="module")
def place(site: Site) -> Iterator[Place]:
	"""Committed, for the web server is another process; taken away afterwards."""
	frappe.db.rollback()
	frappe.clear_cache()
	frappe.set_user("Administrator")
	clear()
	with served(site) as address, chromium() as browser:
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
	frappe.set_user("Administrator")
	frappe.db.rollback()
	assert complaints == []


def clear() -> None:
	"""Everything that this company has, so that nobody else counts it."""
	users = frappe.get_all("Employee", {"company": COMPANY}, pluck="user_id", order_by="name")
	cycles = frappe.get_all("Cycle Company", {"company": COMPANY}, pluck="parent", order_by="name")
	made = {
		"Company": [COMPANY],
		"Performance Cycle": sorted(set(cycles)),
		"User": [user for user in users if user],
		"Review Template": [],
	}
	removing.delete_all(removing.doomed({"loaded_at": "", "made": made, "series": {}}))
	frappe.db.delete("KPI", {"kpi_name": KPI})
	frappe.db.commit()
	frappe.clear_cache()


def found(place: Place) -> None:
	"""boss → {asti, who is a Website User without roles, and bima}; the company's goals, and bima's."""
	row = {"doctype": "Company", "name": COMPANY, "company_name": COMPANY, "abbr": "PGT"}
	frappe.get_doc(
		{**row, "default_currency": "IDR", "country": "Indonesia", "lft": 5201, "rgt": 5202}
	).db_insert()
	department = {"doctype": "Department", "name": "Sales - PGT", "department_name": "Sales"}
	frappe.get_doc({**department, "company": COMPANY}).db_insert()
	place.employee["boss"] = hire("Gita Boss")
	place.employee["asti"] = hire("Asti Putri", place.employee["boss"])
	place.employee["bima"] = hire("Bima Sakti", place.employee["boss"])
	place.employee["new"] = hire("Nina Baru", place.employee["boss"])
	visitor = frappe.get_doc("User", place.user("asti"))
	visitor.roles, visitor.user_type = [], "Website User"
	visitor.language = "id"
	visitor.save()
	upkeep.update_lines()
	for employee in place.employee.values():
		update_password(user_of(employee), PASSWORD)
	place.cycle = make_cycle(f"Year {YEAR}", YEAR)
	place.over = make_cycle(HOSTILE, YEAR - 1, "Closed")
	kpi = {"doctype": "KPI", "kpi_name": KPI, "method": "Achievement", "unit": "points", "default_target": 40}
	frappe.get_doc(kpi).insert()
	set_goals(place)


def hire(name: str, boss: str | None = None) -> str:
	"""Somebody of the company."""
	first, last = name.split()
	more = {"company": COMPANY, "first_name": first, "last_name": last, "department": "Sales - PGT"}
	return make_employee(f"pg.{first}", boss, roles=("Employee",), **more)


def make_cycle(title: str, year: int, state: str = "Launched") -> str:
	"""A cycle of a year."""
	template = frappe.get_all("Review Template", pluck="name", order_by="name", limit=1)[0]
	values = {
		"doctype": "Performance Cycle",
		"title": title,
		"kind": "Annual",
		"employment_status": "Active",
		"start_date": f"{year}-01-01",
		"end_date": f"{year}-12-31",
		"default_template": template,
		"companies": [{"company": COMPANY}],
	}
	name = frappe.get_doc(values).insert().name
	frappe.db.set_value("Performance Cycle", name, "state", state)
	return name


def set_goals(place: Place) -> None:
	"""Company, department, and bima with an agreed objective and a draft that nothing measures."""
	top = agreed(place, {"title": "Lead the market", "level": "Company"}, [("Revenue", 1000)])
	unit = {"title": "Win Java", "level": "Department", "department": "Sales - PGT", "parent_objective": top}
	middle = agreed(place, unit, [("New customers", 40)])
	own = {"level": "Individual", "employee": place.employee["bima"]}
	shops = {**own, "title": "Open Surabaya", "parent_objective": middle, "weight": 3}
	place.goal = {
		"top": top,
		"middle": middle,
		"bima": agreed(place, shops, [("Shops opened", 5), ("Staff hired", 40)]),
	}
	frappe.get_doc(objective(place, {**own, "title": "Learn to lead", "weight": 1})).insert()
	frappe.set_user(place.user("bima"))
	progress.record(shops_of(place), 1, note="The first one, on the square")
	frappe.set_user("Administrator")


def shops_of(place: Place) -> str:
	"""The key result that counts bima's shops."""
	return frappe.db.get_value("Key Result", {"objective": place.goal["bima"], "title": "Shops opened"})


def objective(place: Place, values: dict[str, Any]) -> dict[str, Any]:
	"""An objective's fields."""
	return {"doctype": "Objective", "company": COMPANY, "cycle": place.cycle, **values}


def agreed(place: Place, values: dict[str, Any], measures: list[tuple[str, float]]) -> str:
	"""An approved objective."""
	name = frappe.get_doc(objective(place, values)).insert().name
	for title, target in measures:
		row = {"doctype": "Key Result", "objective": name, "title": title, "method": "Achievement"}
		frappe.get_doc({**row, "target_value": target}).insert()
	goals.move(name, "submit")
	goals.move(name, "approve")
	return name


def shot(desk: Desk, name: str, whole: bool = True) -> None:
	"""A screenshot; of the whole page as if the screen were that high, for what is fixed to it would stand in the middle."""
	size = desk.page.viewport_size
	if whole:
		height = desk.page.evaluate("document.documentElement.scrollHeight")
		desk.page.set_viewport_size({**size, "height": max(height, size["height"])})
	desk.picture(name, whole=whole)
	desk.page.set_viewport_size(size)


def fits(desk: Desk) -> bool:
	"""Whether nothing has to be scrolled sideways."""
	return desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_written_handed_in_approved_and_updated_in_two_taps(place: Place) -> None:
	phone = place.sit("asti", size=PHONE, has_touch=True)
	page = phone.visit("objectives")
	assert page.get_attribute("html", "lang") == "id"
	shot(phone, "portal-objectives-empty-phone")
	page.locator(".tp-empty a").tap()
	page.locator(".tp-field input").first.fill("Jual lebih banyak")
	page.locator(".tp-field textarea").first.fill("Karena pasar tumbuh")
	add, library = page.locator(".tp-card").nth(1).locator("> .tp-row button").all()
	add.tap()
	result = page.locator(".tp-keyresult").first
	result.locator("input").nth(0).fill("Pendapatan")
	result.locator("input[type=number]").first.fill("100")
	library.tap()
	page.locator(".tp-parents button", has_text=KPI).tap()
	page.locator(".tp-keyresult").nth(1).wait_for()
	page.wait_for_function("document.body.innerText.includes('50%')")
	assert fits(phone)
	shot(phone, "portal-objective-form-phone")
	page.reload()
	page.locator(".tp-keyresult").nth(1).wait_for()
	assert page.locator(".tp-field input").first.input_value() == "Jual lebih banyak"
	assert not place.of("asti", "Jual lebih banyak")
	page.locator(".tp-objective-save .tp-main-button").tap()
	page.wait_for_url(re.compile(r"/objectives/OBJ-"))
	doc = place.of("asti", "Jual lebih banyak")
	assert (doc.status, doc.description, doc.company) == ("Submitted", "Karena pasar tumbuh", COMPANY)
	assert frappe.db.count("Key Result", {"objective": doc.name}) == 2

	boss = place.sit("boss")
	page = boss.visit(f"objectives/{doc.name}")
	assert "Asti Putri" in page.inner_text("main")
	shot(boss, "portal-objective-approve")
	page.get_by_role("button", name="Approve").click()
	page.locator(".tp-toast", has_text="Approved.").wait_for()
	assert place.of("asti", doc.title).approved_by == place.user("boss")

	page = phone.visit(f"objectives/{doc.name}")
	page.locator(".tp-value-opener").first.tap()
	page.keyboard.type("80")
	shot(phone, "portal-objective-update-phone", whole=False)
	page.locator(".tp-value-enter .tp-main-button").tap()
	page.locator(".tp-objective-history").wait_for()
	assert place.of("asti", doc.title).attainment == 40
	page.locator(".tp-confidence button").nth(3).tap()
	page.locator(".tp-confidence button").nth(3).and_(page.locator("[aria-pressed=true]")).wait_for()
	wait_until(lambda: place.of("asti", doc.title).confidence == 8, "The confidence in the database")
	assert fits(phone)
	shot(phone, "portal-objective-phone")
	phone.visit("objectives")
	assert "Jual lebih banyak" in page.inner_text("main")
	shot(phone, "portal-objectives-phone")


def test_a_failed_update_puts_the_old_value_back_and_undo_is_an_update(place: Place) -> None:
	desk = place.sit("bima")
	page = desk.visit(f"objectives/{place.goal['bima']}")
	line = page.locator(".tp-value").first
	page.route("**/*objectives.record", lambda route: route.abort())
	line.locator(".tp-value-opener").click()
	page.keyboard.type("4")
	page.keyboard.press("Enter")
	line.get_by_text("Not saved, the old value stands").wait_for()
	assert line.locator(".tp-value-figure strong").inner_text() == "1"
	assert page.locator(".tp-value-enter input").input_value() == "4"
	shot(desk, "portal-objective-failed")
	page.unroute("**/*objectives.record")
	desk.complaints[:] = [each for each in desk.complaints if "ERR_FAILED" not in each]
	page.keyboard.press("Enter")
	line.get_by_role("button", name="Undo").wait_for()
	frappe.db.rollback()
	measure = shops_of(place)
	assert frappe.db.get_value("Key Result", measure, "current_value") == 4
	line.get_by_role("button", name="Undo").click()
	page.get_by_text("Correction: the update before was a mistake.").wait_for()
	frappe.db.rollback()
	assert frappe.db.get_value("Key Result", measure, "current_value") == 1
	assert frappe.db.count("Key Result Update", {"key_result": measure}) == 3


def test_the_company_as_a_picture_walked_with_the_keyboard(place: Place) -> None:
	desk = place.sit("bima")
	page = desk.visit("objectives")
	said = page.inner_text("main")
	assert "Open Surabaya" in said and "Nothing measures" in said and "75%" in said
	shot(desk, "portal-objectives")
	page.get_by_role("tab", name="Company").click()
	top = page.get_by_role("treeitem").filter(has_text="the market")
	top.wait_for()
	top.focus()
	page.keyboard.press("ArrowRight")
	page.get_by_role("treeitem").filter(has_text="Win Java").wait_for()
	page.keyboard.press("ArrowDown")
	page.keyboard.press("ArrowRight")
	mine = page.get_by_role("treeitem").filter(has_text="Open Surabaya")
	mine.wait_for()
	assert mine.get_attribute("aria-level") == "3"
	page.get_by_role("button", name="Show Mine").click()
	page.get_by_role("treeitem").filter(has_text="Learn to lead").wait_for()
	shot(desk, "portal-alignment")
	mine.focus()
	page.keyboard.press("Enter")
	page.wait_for_url(f"**/objectives/{place.goal['bima']}")
	page.get_by_role("heading", name="Open Surabaya").wait_for()
	phone = place.sit("bima", size=PHONE, has_touch=True)
	page = phone.visit("objectives?tab=company")
	page.locator(".tp-tree .tp-button").tap()
	page.get_by_role("treeitem").filter(has_text="Open Surabaya").wait_for()
	assert fits(phone)
	shot(phone, "portal-alignment-phone")


def test_a_change_and_a_corrective_action(place: Place) -> None:
	frappe.db.set_value("Objective", place.goal["bima"], "pace_status", "At Risk")
	frappe.db.commit()
	desk = place.sit("bima")
	page = desk.visit(f"objectives/{place.goal['bima']}")
	page.get_by_role("button", name="Add a Corrective Action").click()
	page.get_by_label("What will be done?").fill("Rent two more rooms")
	page.get_by_label("By whom").select_option(label="Gita Boss")
	page.get_by_label("Until when").fill(f"{YEAR}-12-15")
	page.get_by_role("button", name="Save", exact=True).click()
	page.get_by_text("Rent two more rooms").wait_for()
	page.get_by_role("button", name="Ask for a Change").click()
	dialog = page.get_by_role("dialog")
	dialog.get_by_label("New value").fill("4")
	dialog.get_by_label("Why?").fill("One site has no permit")
	shot(desk, "portal-objective-change", whole=False)
	dialog.get_by_role("button", name="Ask for a Change").click()
	page.get_by_text("One site has no permit").wait_for()
	shot(desk, "portal-objective")
	doc = place.of("bima", "Open Surabaya")
	assert (doc.corrective_action, doc.corrective_owner) == ("Rent two more rooms", place.employee["boss"])
	change = frappe.get_all("Objective Change", {"objective": doc.name}, ["name", "state", "new_value"])
	assert [(each.state, each.new_value) for each in change] == [("Waiting", 4)]
	boss = place.sit("boss")
	page = boss.visit(f"objectives/{place.goal['bima']}")
	page.get_by_role("button", name="Agree").click()
	page.get_by_text("In Force", exact=True).wait_for()
	frappe.db.rollback()
	assert frappe.db.get_value("Objective Change", change[0].name, "state") == "In Force"


def test_a_form_says_what_is_wrong_where_it_is(place: Place) -> None:
	desk = place.sit("bima")
	page = desk.visit(f"objectives/new?cycle={place.cycle}")
	page.get_by_label("What do you want to achieve?").fill("Save costs")
	page.get_by_role("button", name="Key Result", exact=True).click()
	page.get_by_label("What is measured?").fill("Costs")
	page.get_by_label("How?").select_option("Range")
	assert page.get_by_label("This far outside it is 0%").count() and not page.get_by_label("Target").count()
	page.get_by_label("How?").select_option("Achievement")
	page.get_by_role("button", name="Align").click()
	page.get_by_role("dialog").get_by_role("button", name="Win Java").click()
	page.get_by_text("Aligned to “Win Java”").wait_for()
	page.get_by_role("button", name="Save as a Draft").click()
	page.get_by_text("Nothing is saved yet").wait_for()
	assert page.get_by_label("Target").get_attribute("aria-invalid") == "true"
	shot(desk, "portal-objective-form")
	assert not place.of("bima", "Save costs")
	page.get_by_label("Target").fill("12")
	page.get_by_role("button", name="Save as a Draft").click()
	page.get_by_role("heading", name="Save costs").wait_for()
	doc = place.of("bima", "Save costs")
	assert (doc.status, doc.parent_objective) == ("Draft", place.goal["middle"])
	page.on("dialog", lambda asked: asked.accept())
	page.get_by_role("button", name="Delete").click()
	page.wait_for_url("**/objectives")
	assert not place.of("bima", "Save costs")


def test_empty_pages_say_what_to_do(place: Place) -> None:
	desk = place.sit("new")
	page = desk.visit("objectives")
	assert "What do you want to achieve?" in page.inner_text("main")
	shot(desk, "portal-objectives-empty")
	page.get_by_label("Cycle").select_option(label=HOSTILE)
	page.get_by_text("You had no objectives in this cycle").wait_for()
	assert f"{HOSTILE} is over: nothing in it changes any more" in page.inner_text("main")
	assert not page.get_by_text("New Objective").count()
	shot(desk, "portal-objectives-over")
