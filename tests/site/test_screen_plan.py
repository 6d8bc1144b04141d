"""Development plans in the portal in a browser: begun and reported on a phone, approved by the manager, and what is stored then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page

import frappe
from frappe.utils import add_days, today
from frappe.utils.password import update_password

import capable
from browsing import PHONE, Desk, chromium
from harness import Site
from people import make_employee, user_of
from portal_people import without_roles
from talent_performance.access import upkeep
from talent_performance.demo import removing
from talent_performance.flows.development import deeds
from web import PASSWORD, served

COMPANY = "Plans Testing"
PLAN, ACTION = "Development Plan", "Development Action"
GROWTH, ONBOARDING, IMPROVEMENT = "Growth", "Onboarding", "Performance Improvement"
CALLED = {
	"manager": "Budi Santoso",
	"siti": "Siti Rahmawati",
	"rina": "Rina <b>Wulandari</b>",
	"agus": "Agus Pratama",
	"ratna": "Ratna Kusuma",
	"hr": "Dewi Lestari",
}
NEGOTIATING, FIGURES, WRITING = "Negotiating Contracts", "Reading Figures", "Writing Clearly"
PARTNERS, HEAD = "Partner Manager", "Head of Partnerships"


@dataclass(frozen=True)
class Crew:
	"""Employees by what they are."""

	of: dict[str, str]

	def user(self, who: str) -> str:
		"""Whose user that is."""
		return user_of(self.of[who])


@pytest.fixture(scope="module")
def crew(site: Site) -> Iterator[Crew]:
	"""Committed, for the web server is another process: manager → {siti, rina, agus, ratna}, and HR."""
	frappe.db.rollback()
	frappe.clear_cache()
	frappe.set_user("Administrator")
	clear()
	values = {"company_name": COMPANY, "abbr": "PLT", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 5401, "rgt": 5402}).db_insert()
	for designation in (PARTNERS, HEAD):
		frappe.get_doc({"doctype": "Designation", "designation_name": designation}).insert()
	capable.make_competencies(NEGOTIATING, FIGURES, WRITING)
	capable.require(PARTNERS, {NEGOTIATING: (4, 5, 1), FIGURES: (3, 3, 0), WRITING: (4, 2, 1)})
	capable.require(HEAD, {NEGOTIATING: (5, 5, 1), FIGURES: (4, 3, 0)})
	made = Crew(hire())
	capable.assess(made.of["siti"], {NEGOTIATING: 2, FIGURES: 3, WRITING: 3}, on=add_days(today(), -30))
	frappe.db.commit()
	yield made
	frappe.set_user("Administrator")
	frappe.db.rollback()
	clear()


def clear() -> None:
	"""Everything that this company has and that was made for it."""
	users = [each for each in frappe.get_all("Employee", {"company": COMPANY}, pluck="user_id") if each]
	made = {"Company": [COMPANY], "Performance Cycle": [], "User": users, "Review Template": []}
	plans = frappe.get_all(PLAN, {"company": COMPANY}, pluck="name")
	removing.delete_with_children(PLAN, plans)
	removing.delete_all(removing.doomed({"loaded_at": "", "made": made, "series": {}}))
	profiles = {"designation": ("in", [PARTNERS, HEAD])}
	removing.delete_with_children(
		"Role Competency Profile", frappe.get_all("Role Competency Profile", profiles, pluck="name")
	)
	removing.delete_with_children("Competency", [NEGOTIATING, FIGURES, WRITING])
	frappe.db.delete("Designation", {"name": ("in", [PARTNERS, HEAD])})
	frappe.db.commit()


def hire() -> dict[str, str]:
	"""People saved as HR saves them; Siti has no role at all."""
	at = {"company": COMPANY}
	of = {"manager": make_employee("Plmanager", roles=("Employee",), designation=HEAD, **at)}
	for who in ("siti", "rina", "agus", "ratna"):
		of[who] = make_employee(f"Pl{who}", of["manager"], roles=("Employee",), designation=PARTNERS, **at)
	of["hr"] = make_employee("Plhr", roles=("HR Manager", "HR User"), create_user_permission=0, **at)
	frappe.permissions.add_user_permission("Company", COMPANY, user_of(of["hr"]), ignore_permissions=True)
	for who, name in CALLED.items():
		frappe.db.set_value("Employee", of[who], "employee_name", name)
		frappe.db.set_value("User", user_of(of[who]), {"first_name": name, "full_name": name})
		update_password(user_of(of[who]), PASSWORD)
	upkeep.rebuild()
	without_roles(user_of(of["siti"]))
	return of


@pytest.fixture(scope="module")
def address(site: Site, crew: Crew) -> Iterator[str]:
	"""The web server."""
	with served(site) as where:
		yield where


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
	"""One for all."""
	with chromium() as running:
		yield running


def stored(doctype: str, filters: dict, field: str) -> object:
	"""What the database says now."""
	frappe.db.rollback()
	return frappe.db.get_value(doctype, filters, field)


def own_plan(crew: Crew, who: str = "siti", kind: str = GROWTH) -> str:
	"""The plan of somebody."""
	return stored(PLAN, {"employee": crew.of[who], "kind": kind}, "name")


def pick(where: Page | Locator, label: str, name: str) -> None:
	"""Choose a colleague in a picker."""
	where.get_by_label(label).fill(name)
	where.locator(".tp-picker-found button").first.click()


def fits(desk: Desk) -> bool:
	"""Nothing of the page lies beyond the phone's edge."""
	return desk.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def near(desk: Desk, place: str, name: str) -> None:
	"""A screenshot of what a phone shows there."""
	desk.page.evaluate(
		"place => scrollTo(0, document.querySelector(place).getBoundingClientRect().top + scrollY - 90)",
		place,
	)
	desk.picture(name, whole=False)


def test_a_plan_is_suggested_and_handed_in_on_a_phone(
	site: Site, crew: Crew, address: str, browser: Browser
) -> None:
	siti = Desk(browser, site, address, crew.user("siti"), size=PHONE, has_touch=True)
	view = siti.visit("growth/plan")
	assert "You have no plan yet" in view.inner_text("main")
	siti.picture("plan-empty-phone")
	assert siti.barriers() == []
	view.click("text=Suggest a Plan")
	view.wait_for_selector(".tp-suggestions li")
	name = own_plan(crew)
	assert view.url.endswith(f"/talent/growth/plan/{name}")
	rows = view.locator(".tp-suggestions > li")
	many = rows.count()
	assert many >= 2 and fits(siti)
	near(siti, ".tp-suggestions", "plan-suggestions-phone")
	assert siti.barriers() == []
	rows.last.get_by_role("button", name="Leave Out").click()
	view.wait_for_function(f"document.querySelectorAll('.tp-suggestions > li').length === {many - 1}")
	rows.first.get_by_role("button", name="Edit").click()
	change(view)
	view.locator(".tp-suggestions + .tp-row .tp-main-button").click()
	view.wait_for_selector(".tp-suggestions", state="detached")
	assert stored(ACTION, {"parent": name, "action": ("like", "Lead the talks%")}, "state") == "Planned"
	add_one(siti)
	view.get_by_role("button", name="Ask for Approval").click()
	view.wait_for_selector("text=It waits for the approval of Budi Santoso")
	assert stored(PLAN, {"name": name}, "state") == "Awaiting Approval"
	siti.picture("plan-waiting-phone")
	assert siti.complaints == [] and siti.barriers() == []
	siti.close()


def change(view: Page) -> None:
	"""A suggestion in one's own words."""
	form = view.locator("dialog[open]")
	form.get_by_label("What will be done?").fill("Lead the talks with the <b>northern</b> distributor")
	form.get_by_text("By Doing").click()
	form.get_by_label("Done well when (optional)").fill("The contract is signed at our price")
	form.get_by_role("button", name="Save").click()
	view.wait_for_selector("dialog[open]", state="detached")


def add_one(siti: Desk) -> None:
	"""An action with a mentor; what was typed survives a reload."""
	view = siti.page
	view.get_by_role("button", name="Add an Action From Others").click()
	form = view.locator("dialog[open]")
	form.get_by_label("What will be done?").fill("Shadow Ratna in two talks and speak about them")
	form.get_by_label("Which competency does it build?").select_option(NEGOTIATING)
	view.wait_for_selector("dialog[open] .tp-levels")
	siti.picture("plan-action-phone", whole=False)
	assert siti.barriers() == []
	view.reload()
	view.wait_for_selector(".tp-plan-board")
	view.get_by_role("button", name="Add an Action From Others").click()
	assert form.get_by_label("What will be done?").input_value().startswith("Shadow Ratna")
	form.get_by_label("Until when").fill(add_days(today(), 90))
	pick(form, "Mentor or coach (optional)", "Ratna")
	form.get_by_role("button", name="Add", exact=True).click()
	view.wait_for_selector("dialog[open]", state="detached")
	view.wait_for_selector(".tp-plan-action:has-text('Shadow Ratna')")


def test_the_manager_approves_where_it_stands(site: Site, crew: Crew, address: str, browser: Browser) -> None:
	name = own_plan(crew)
	budi = Desk(browser, site, address, crew.user("manager"))
	view = budi.visit()
	view.locator("main a[href$='/team/plans']").click()
	view.wait_for_selector("h1:text-is('Development Plans of My Team')")
	view.wait_for_selector(".tp-team-plans-people")
	assert "Rina <b>Wulandari</b>" in view.inner_text("main")
	view.click("text=What stands in it")
	view.wait_for_selector(".tp-plan-approval-actions li")
	assert "Lead the talks with the <b>northern</b> distributor" in view.inner_text("main")
	budi.picture("team-plans")
	assert budi.barriers() == []
	view.get_by_role("button", name="Give Back … Siti Rahmawati").click()
	view.get_by_label("Reason").fill("Say how we see that it worked.")
	view.locator("dialog[open] .tp-main-button").click()
	view.wait_for_selector("text=Given back, with your note")
	assert stored(PLAN, {"name": name}, "state") == "Draft"
	siti = Desk(browser, site, address, crew.user("siti"))
	theirs = siti.visit("growth/plan")
	assert "Say how we see that it worked." in theirs.inner_text(".tp-plan-summary-note")
	siti.picture("plan-returned")
	theirs.get_by_role("button", name="Ask for Approval").click()
	theirs.wait_for_selector("text=It waits for the approval of")
	siti.close()
	budi.visit("team/plans")
	view.get_by_role("button", name="Approve Siti Rahmawati").click()
	view.wait_for_selector("text=Approved. Siti Rahmawati sees it now.")
	assert stored(PLAN, {"name": name}, "state") == "Active"
	assert budi.complaints == []
	budi.close()


def test_progress_in_two_taps_and_what_came_of_it(
	site: Site, crew: Crew, address: str, browser: Browser
) -> None:
	name = own_plan(crew)
	about = {"parent": name, "action": ("like", "Lead the talks%")}
	siti = Desk(browser, site, address, crew.user("siti"), size=PHONE, has_touch=True)
	view = siti.visit("growth/plan")
	card = view.locator(".tp-plan-action:has-text('Lead the talks')")
	card.get_by_role("button", name="Report").tap()
	card.get_by_role("button", name="50%").tap()
	view.wait_for_selector("text=Noted: 50%.")
	assert stored(ACTION, about, ["progress", "state"]) == (50, "In Progress")
	view.get_by_role("button", name="Undo").tap()
	view.wait_for_function(
		"!document.querySelector('.tp-plan-action [aria-pressed=true]')?.innerText.includes('50')"
	)
	assert stored(ACTION, about, "progress") == 0
	card.get_by_role("button", name="75%").tap()
	view.wait_for_selector("text=Noted: 75%.")
	card.get_by_label("What came of it (optional)").fill(
		"Three of four points agreed; minutes in the folder."
	)
	view.reload()
	view.wait_for_selector("text=Brought back from this device")
	card.get_by_role("button", name="Save").tap()
	view.wait_for_function("!document.querySelector('.tp-plan-progress-form .tp-main-button')")
	assert stored(ACTION, about, ["progress", "evidence"]) == (
		75,
		"Three of four points agreed; minutes in the folder.",
	)
	assert fits(siti)
	near(siti, ".tp-plan-board", "plan-phone")
	assert siti.barriers() == []
	view.emulate_media(color_scheme="dark")
	siti.picture("plan-phone-dark", whole=False)
	assert siti.barriers() == [] and siti.complaints == []
	siti.close()
	wide = Desk(browser, site, address, crew.user("siti"))
	wide.visit("growth/plan")
	wide.picture("plan")
	assert wide.barriers() == [] and wide.complaints == []
	wide.close()


def test_a_mentor_reports_on_the_own_part_alone(
	site: Site, crew: Crew, address: str, browser: Browser
) -> None:
	ratna = Desk(browser, site, address, crew.user("ratna"))
	view = ratna.visit("growth/plan")
	said = view.inner_text("main")
	assert "Shadow Ratna" in said and "Lead the talks" not in said
	view.locator(".tp-plan-helped").get_by_role("button", name="Report").click()
	view.locator(".tp-plan-helped").get_by_role("button", name="25%").click()
	view.wait_for_selector("text=Noted: 25%.")
	assert stored(ACTION, {"parent": own_plan(crew), "action": ("like", "Shadow%")}, "progress") == 25
	ratna.picture("plan-mentor")
	assert ratna.complaints == [] and ratna.barriers() == []
	ratna.close()


def test_somebody_new_has_30_60_and_90_days(site: Site, crew: Crew, address: str, browser: Browser) -> None:
	budi = Desk(browser, site, address, crew.user("manager"))
	view = budi.visit(f"growth/plan/of/{crew.of['agus']}")
	view.click("text=Begin an Onboarding Plan")
	view.wait_for_selector(".tp-plan-columns")
	name = own_plan(crew, "agus", ONBOARDING)
	for place, text in (
		("First 30 Days", "Meet the five largest distributors with Siti"),
		("Up to 60 Days", "Take over the western region"),
		("Up to 90 Days", "Close the first contract alone"),
	):
		view.get_by_role("button", name=f"Add an Action {place}").click()
		form = view.locator("dialog[open]")
		form.get_by_label("What will be done?").fill(text)
		form.get_by_label("Until when").fill(add_days(today(), 30))
		form.get_by_role("button", name="Add", exact=True).click()
		view.wait_for_selector("dialog[open]", state="detached")
	view.get_by_role("button", name="Ask for Approval").click()
	view.get_by_role("button", name="Approve …").click()
	view.locator("dialog[open] .tp-main-button").click()
	view.wait_for_selector("text=It is agreed and under way.")
	assert stored(PLAN, {"name": name}, "state") == "Active"
	budi.visit(f"growth/plan/{name}")
	budi.picture("plan-onboarding")
	assert budi.barriers() == [] and budi.complaints == []
	budi.visit(f"team/{crew.of['agus']}")
	view.wait_for_selector(".tp-member-plans")
	budi.picture("plan-member")
	assert budi.barriers() == []
	budi.close()


def test_an_improvement_is_plain_and_fair(site: Site, crew: Crew, address: str, browser: Browser) -> None:
	budi = Desk(browser, site, address, crew.user("manager"))
	view = budi.visit(f"growth/plan/of/{crew.of['rina']}")
	view.click("text=Begin a Performance Improvement Plan")
	view.wait_for_selector(".tp-plan-help")
	view.get_by_role("button", name="Aim and Dates").click()
	form = view.locator("dialog[open]")
	form.get_by_label("What has to get better").fill(
		"Offers leave within two working days; in May it was six."
	)
	form.get_by_label("Support offered").fill("A template for offers, and an hour with Ratna each week.")
	form.get_by_label("Days on which you look at it together").fill(add_days(today(), 14))
	budi.picture("plan-improvement-form", whole=False)
	assert budi.barriers() == []
	form.get_by_role("button", name="Save").click()
	view.wait_for_selector("dialog[open]", state="detached")
	view.get_by_role("button", name="Add an Action By Doing").click()
	form.get_by_label("What will be done?").fill("Send each offer within two working days")
	form.get_by_label("Until when").fill(add_days(today(), 60))
	form.get_by_label("Done well when").fill("Nine of ten in time, by the list of offers")
	form.get_by_role("button", name="Add", exact=True).click()
	view.wait_for_selector("dialog[open]", state="detached")
	view.get_by_role("button", name="Ask for Approval").click()
	view.wait_for_selector("text=It waits for the approval of HR.")
	name = own_plan(crew, "rina", IMPROVEMENT)
	assert budi.complaints == []
	rina = Desk(browser, site, address, crew.user("rina"))
	assert "You have no plan yet" in rina.visit("growth/plan").inner_text("main")
	frappe.set_user(crew.user("hr"))
	deeds.approve(name)
	frappe.db.commit()
	frappe.set_user("Administrator")
	view.reload()
	view.get_by_role("button", name="Write Down the Review").click()
	form.get_by_text("On Track").click()
	form.get_by_label("What was said").fill("Four of five in time. The template helps.")
	form.get_by_role("button", name="Save").click()
	view.wait_for_selector("text=Noted. You both read it.")
	assert stored("Development Review", {"parent": name}, "outcome") == "On Track"
	budi.close()
	theirs = rina.visit("growth/plan")
	said = theirs.inner_text("main")
	assert "This plan isn't a formal warning." in said and "The template helps." in said
	rina.picture("plan-improvement")
	assert rina.barriers() == [] and rina.complaints == []
	rina.close()
	budi = Desk(browser, site, address, crew.user("manager"))
	budi.visit("team/plans")
	budi.picture("team-plans-later")
	budi.close()
	phone = Desk(browser, site, address, crew.user("manager"), size=PHONE, has_touch=True)
	phone.visit("team/plans")
	assert fits(phone)
	phone.picture("team-plans-phone")
	assert phone.barriers() == [] and phone.complaints == []
	phone.close()
