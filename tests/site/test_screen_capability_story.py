"""Capability from end to end in a browser: O*NET comes in, three people are assessed, one of them writes a plan, keeps it and is assessed anew.

Level, fit, gap closed and readiness move with it, in the portal and at the desk, and so does the bench of a critical position.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

import frappe
from frappe.utils import add_days, add_months, today
from frappe.utils.password import update_password

from browsing import PHONE, Desk, chromium
from competency_pages import add_occupation, choose_files, import_now
from harness import REPOSITORY, Site
from people import make_employee, user_of
from portal_people import without_roles
from succession_house import named, seat
from talent_performance.access import upkeep
from talent_performance.demo import removing
from talent_performance.flows import capability
from talent_performance.flows.succession import figures
from web import PASSWORD, served

COMPANY = "Voyage Testing"
ONET = REPOSITORY / "fixtures" / "onet"
FILES = ("Skills", "Knowledge", "Abilities", "Work Activities", "Occupation Data", "Content Model Reference")
ENGINEER = "Voyage Fleet Engineer"
OCCUPATIONS = {
	"Marine Engineers and Naval Architects": ("naval", ENGINEER),
	"Chief Executives": ("chief", "Voyage Director"),
	"Medical and Clinical Laboratory Technologists": ("clinical", "Voyage Water Analyst"),
	"Farm Equipment Mechanics and Service Technicians": ("49-3041", "Voyage Crane Mechanic"),
	"Bus Drivers, School": ("bus", "Voyage Crew Driver"),
}
DESIGNATIONS = [designation for _word, designation in OCCUPATIONS.values()]
INFORMATION, MONITORING, IDENTIFYING, INSPECTING = ASKED = (
	"Getting Information",
	"Monitoring Processes, Materials, or Surroundings",
	"Identifying Objects, Actions, and Events",
	"Inspecting Equipment, Structures, or Materials",
)
CALLED = {
	"manager": "Budi Santoso",
	"siti": "Siti Rahmawati",
	"rina": "Rina <b>Wulandari</b>",
	"agus": "Agus Pratama",
	"hr": "Dewi Lestari",
}
FIRST = {"siti": (4, 4, 4, 3), "rina": (6, 4, 5, 5), "agus": (3, 3, 4, 2)}
AGAIN = (6, 4, 5, 5)
HALF_LIFE, DAYS_LATER = 12, 270
POSITION = "Fleet Engineer of the Northern Line"
PLAN, ACTION, ASSESSMENT, CANDIDATE = (
	"Development Plan", "Development Action", "Competency Assessment", "Succession Candidate",
)  # fmt: skip


@dataclass(frozen=True)
class Crew:
	"""Employees by what they are, and who is named for the position."""

	of: dict[str, str]
	candidate: str

	def user(self, who: str) -> str:
		"""Whose user that is."""
		return user_of(self.of[who])


@pytest.fixture(scope="module")
def crew(site: Site) -> Iterator[Crew]:
	"""Committed, for the web server is another process: manager → {siti, rina, agus}, HR, and a position for which Siti is named."""
	frappe.db.rollback()
	frappe.clear_cache()
	frappe.set_user("Administrator")
	clear()
	values = {"company_name": COMPANY, "abbr": "VOY", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 5601, "rgt": 5602}).db_insert()
	for designation in DESIGNATIONS:
		frappe.get_doc({"doctype": "Designation", "designation_name": designation}).insert()
	half_life(HALF_LIFE)
	of = hire()
	frappe.db.commit()
	yield Crew(of, nominated(of))
	frappe.set_user("Administrator")
	frappe.db.rollback()
	clear()
	half_life(24)
	frappe.db.commit()


def half_life(months: int) -> None:
	"""How fast the company lets judgements age."""
	settings = frappe.get_doc("Talent Settings")
	settings.half_life_months = months
	settings.save()


def clear() -> None:
	"""Everything that this company has and that was imported for it."""
	users = [each for each in frappe.get_all("Employee", {"company": COMPANY}, pluck="user_id") if each]
	made = {"Company": [COMPANY], "Performance Cycle": [], "User": users, "Review Template": []}
	removing.delete_with_children(PLAN, frappe.get_all(PLAN, {"company": COMPANY}, pluck="name"))
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


def hire() -> dict[str, str]:
	"""People saved as HR saves them; Siti has no role at all."""
	at = {"company": COMPANY}
	of = {"manager": make_employee("Vymanager", roles=("Employee",), **at)}
	for who in ("siti", "rina", "agus"):
		of[who] = make_employee(f"Vy{who}", of["manager"], roles=("Employee",), designation=ENGINEER, **at)
	of["hr"] = make_employee("Vyhr", roles=("HR Manager", "HR User"), create_user_permission=0, **at)
	frappe.permissions.add_user_permission("Company", COMPANY, user_of(of["hr"]), ignore_permissions=True)
	for who, name in CALLED.items():
		frappe.db.set_value("Employee", of[who], "employee_name", name)
		frappe.db.set_value("User", user_of(of[who]), {"first_name": name, "full_name": name})
		update_password(user_of(of[who]), PASSWORD)
	upkeep.rebuild()
	without_roles(user_of(of["siti"]))
	return of


def nominated(of: Mapping[str, str]) -> str:
	"""A vacant position for which Siti is named: what is known of her besides, and the nomination."""
	profile = frappe.db.get_value("Talent Profile Employment", {"employee": of["siti"]}, "parent")
	known = {"profile": profile, "employee": of["siti"], "performance_score": 4.2, "potential_score": 4.0}
	frappe.get_doc({"doctype": "Talent Assessment", **known}).insert(ignore_permissions=True)
	position = seat(POSITION, company=COMPANY, designation=ENGINEER)
	plan = frappe.db.get_value("Succession Plan", {"position": position})
	since = add_months(today(), -30)
	found = named(plan, of["siti"], readiness_band="1-2 years", role_since=since).name
	frappe.db.commit()
	return found


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


def stored(doctype: str, filters: dict | str, field: str | list[str]) -> object:
	"""What the database says now."""
	frappe.db.rollback()
	return frappe.db.get_value(doctype, filters, field)


def levels(employee: str) -> dict[str, float]:
	"""Effective levels by competency."""
	frappe.db.rollback()
	found = capability.levels([employee])
	return dict(zip(found["competency"], found["level"].round(2), strict=True))


def fit(employee: str) -> float:
	"""Fit to the present role, in percent."""
	frappe.db.rollback()
	return round(float(capability.fit(capability.present_roles([employee]))["fit"].iloc[0]) * 100, 1)


def a_night_passes() -> None:
	"""What is computed each night of critical positions."""
	frappe.db.rollback()
	figures.refresh()
	frappe.db.commit()


def months_pass(crew: Crew) -> None:
	"""All that has been said and agreed so far lies nine months back."""
	back = -DAYS_LATER
	for name, day in frappe.get_all(ASSESSMENT, {"company": COMPANY}, ["name", "assessed_on"], as_list=True):
		frappe.db.set_value(ASSESSMENT, name, "assessed_on", add_days(day, back), update_modified=False)
	for name, start, agreed in frappe.get_all(
		PLAN, {"company": COMPANY}, ["name", "starts_on", "approved_on"], as_list=True
	):
		then = {"starts_on": add_days(start, back), "approved_on": add_days(agreed, back)}
		frappe.db.set_value(PLAN, name, then, update_modified=False)
	frappe.db.commit()


def assess(manager: Desk, employee: str, judged: tuple[int, ...], why: str, picture: str = "") -> None:
	"""The manager's judgement, in the portal."""
	page = manager.visit(f"growth/of/{employee}")
	page.click(".tp-main-button")
	page.wait_for_selector(".tp-levels-row")
	for competency, level in zip(ASKED, judged, strict=True):
		card = page.locator(".tp-card", has=page.locator(f"h2:text-is('{competency}')"))
		card.locator(".tp-levels-row label").nth(level - 1).click()
	page.fill("textarea >> nth=-1", why)
	if picture:
		manager.picture(picture, whole=False)
	page.click("button:text-is('Submit')")
	page.wait_for_selector("text=Fit to the Role")


def test_1_hr_imports_five_occupations(site: Site, crew: Crew, address: str, browser: Browser) -> None:
	hr = Desk(browser, site, address, crew.user("hr"))
	page = hr.go("competency-import")
	choose_files(hr, [ONET / f"{name}.txt" for name in FILES])
	for title, (word, designation) in OCCUPATIONS.items():
		add_occupation(hr, word, title, designation)
	page.locator("[name=importance_from]").fill("2")
	page.locator("[name=importance_from]").press("Tab")
	page.locator(".ci-verdict:has-text('Nothing is wrong')").wait_for()
	hr.settle()
	assert not stored("Role Competency Profile", {"designation": ENGINEER}, "name")
	hr.picture("story-import", whole=False)
	import_now(hr)
	profile = stored("Role Competency Profile", {"designation": ENGINEER}, "name")
	lines = frappe.get_all(
		"Role Competency", {"parent": profile}, ["competency", "required_level"], as_list=True, order_by="idx"
	)
	assert dict(lines) == dict(zip(ASKED, (5.17, 3.94, 5.0, 4.35), strict=True))
	assert frappe.db.count("Role Competency Profile", {"designation": ("in", DESIGNATIONS)}) == 5
	assert hr.complaints == []
	hr.close()


def test_2_three_people_are_assessed(site: Site, crew: Crew, address: str, browser: Browser) -> None:
	budi = Desk(browser, site, address, crew.user("manager"))
	for who, judged in FIRST.items():
		picture = "story-assess" if who == "siti" else ""
		assess(budi, crew.of[who], judged, "The dry dock in March, and the reports since.", picture)
	page = budi.visit("team/competencies")
	said = page.inner_text("main")
	assert all(CALLED[who] in said for who in FIRST)
	assert page.locator(".tp-map-far").count() and page.locator(".tp-map-met").count()
	budi.picture("story-team")
	assert budi.barriers() == [] and budi.complaints == []
	budi.close()
	frappe.db.rollback()
	assert frappe.db.count(ASSESSMENT, {"company": COMPANY, "state": "Submitted"}) == 3
	assert levels(crew.of["siti"]) == dict(zip(ASKED, FIRST["siti"], strict=True))
	a_night_passes()
	fields = ["computed_band", "capped", "readiness_band"]
	assert stored(CANDIDATE, crew.candidate, fields) == ("1-2 years", 1, "1-2 years")
	hr = Desk(browser, site, address, crew.user("hr"))
	page = hr.go(f"query-report/Competency Gap?company={COMPANY}")
	page.wait_for_selector(".dt-cell .tp-gap-cell")
	assert INFORMATION in page.inner_text(".page-body:visible")
	hr.picture("story-gap-before", whole=False)
	page = hr.go("succession-map")
	place = page.locator("[data-position]", has=page.get_by_text(POSITION, exact=True))
	place.get_by_text(CALLED["siti"]).first.wait_for()
	hr.picture("story-succession-before", whole=False)
	assert hr.complaints == []
	hr.close()


def test_3_a_plan_is_drafted_and_agreed(site: Site, crew: Crew, address: str, browser: Browser) -> None:
	siti = Desk(browser, site, address, crew.user("siti"))
	view = siti.visit("growth")
	assert "81" in view.inner_text("main") and fit(crew.of["siti"]) == 80.7
	siti.picture("story-growth-before")
	siti.visit("growth/plan")
	view.click("text=Suggest a Plan")
	view.wait_for_selector(".tp-suggestions li")
	rows = view.locator(".tp-suggestions > li")
	said = view.inner_text(".tp-suggestions")
	assert all(name in said for name in (INFORMATION, IDENTIFYING, INSPECTING)) and MONITORING not in said
	siti.picture("story-suggestions")
	rows.filter(has_text=INFORMATION).get_by_role("button", name="Edit").click()
	form = view.locator("dialog[open]")
	form.get_by_label("What will be done?").fill(
		"Lead the survey of two ships, from the first question to the report"
	)
	form.locator(".tp-levels-row label").nth(5).click()
	siti.picture("story-edit", whole=False)
	form.get_by_role("button", name="Save").click()
	view.wait_for_selector("dialog[open]", state="detached")
	view.locator(".tp-suggestions + .tp-row .tp-main-button").click()
	view.wait_for_selector(".tp-suggestions", state="detached")
	view.get_by_role("button", name="Ask for Approval").click()
	view.wait_for_selector("text=It waits for the approval of Budi Santoso")
	assert siti.barriers() == [] and siti.complaints == []
	siti.close()
	budi = Desk(browser, site, address, crew.user("manager"))
	view = budi.visit("team/plans")
	view.get_by_role("button", name="Approve Siti Rahmawati").click()
	view.wait_for_selector("text=Approved. Siti Rahmawati sees it now.")
	assert budi.complaints == []
	budi.close()
	plan = stored(PLAN, {"employee": crew.of["siti"]}, ["state", "name"])
	assert plan[0] == "Active"
	wanted = {"parent": plan[1], "competency": INFORMATION}
	assert stored(ACTION, wanted, ["level_before", "level_wanted", "state"]) == (4, 6, "Planned")


def test_4_the_actions_are_done(site: Site, crew: Crew, address: str, browser: Browser) -> None:
	months_pass(crew)
	name = stored(PLAN, {"employee": crew.of["siti"]}, "name")
	siti = Desk(browser, site, address, crew.user("siti"), size=PHONE, has_touch=True)
	view = siti.visit("growth/plan")
	for competency in (INFORMATION, IDENTIFYING, INSPECTING):
		card = view.locator(".tp-plan-action", has=view.locator(f"b:text-is('{competency}')"))
		card.get_by_role("button", name="Report").tap()
		card.get_by_role("button", name="Done", exact=True).tap()
		card.locator("header .tp-chip:text-is('Done')").wait_for()
	siti.picture("story-done-phone")
	frappe.db.rollback()
	states = frappe.get_all(ACTION, {"parent": name}, pluck="state")
	assert len(states) == 3 and set(states) == {"Done"}
	assert siti.barriers() == [] and siti.complaints == []
	siti.close()


def test_5_level_fit_gap_and_readiness_have_moved(
	site: Site, crew: Crew, address: str, browser: Browser
) -> None:
	budi = Desk(browser, site, address, crew.user("manager"))
	assess(budi, crew.of["siti"], AGAIN, "Both surveys, and the yard's own word on them.")
	assert budi.complaints == []
	budi.close()
	faded = 2 ** (-DAYS_LATER / (30.4375 * HALF_LIFE))
	expected = {
		name: round((faded * before + after) / (faded + 1), 2)
		for name, before, after in zip(ASKED, FIRST["siti"], AGAIN, strict=True)
	}
	assert levels(crew.of["siti"]) == expected and expected[INFORMATION] > 5.17
	assert fit(crew.of["siti"]) == 97.5
	siti = Desk(browser, site, address, crew.user("siti"))
	view = siti.visit("growth")
	assert "Essential and not reached yet" not in view.inner_text("main")
	siti.picture("story-growth-after")
	assert siti.barriers() == []
	view = siti.visit("growth/plan")
	said = view.inner_text("main")
	assert said.count("100% of the gap closed") == 2 and "148% of the gap closed" in said
	siti.picture("story-plan-after")
	assert siti.barriers() == [] and siti.complaints == []
	siti.close()
	assert stored(ACTION, {"competency": INFORMATION, "state": "Done"}, "level_after") == pytest.approx(6)


def test_6_the_desk_says_the_same(site: Site, crew: Crew, address: str, browser: Browser) -> None:
	a_night_passes()
	before = stored("Succession Plan", {"company": COMPANY}, ["bench", "ready_now"])
	assert before == ("Future", 0)
	band, capped, disagrees = stored(CANDIDATE, crew.candidate, ["computed_band", "capped", "disagrees"])
	assert (band, capped, disagrees) == ("Ready Now", 0, 1)
	hr = Desk(browser, site, address, crew.user("hr"))
	page = hr.go(f"query-report/Competency Gap?company={COMPANY}")
	page.wait_for_selector(".dt-cell .tp-gap-cell")
	hr.picture("story-gap-after", whole=False)
	page = hr.go(f"query-report/Development Progress?company={COMPANY}")
	page.wait_for_selector(f".dt-cell :text('{CALLED['siti']}')")
	hr.picture("story-progress", whole=False)
	name = stored(PLAN, {"employee": crew.of["siti"]}, "name")
	page = hr.go(f"development-plan/{name}")
	page.wait_for_selector("text=Gap closed: 100")
	hr.picture("story-plan-desk")
	page = hr.go(f"succession-candidate/{crew.candidate}")
	page.wait_for_function("cur_frm?.doc?.computed_band === 'Ready Now'")
	hr.settle()
	hr.picture("story-candidate")
	page.evaluate("cur_frm.set_value('readiness_band', 'Ready Now').then(() => cur_frm.save())")
	page.wait_for_function("!cur_frm.is_dirty() && cur_frm.doc.readiness_band === 'Ready Now'")
	hr.settle()
	after = stored("Succession Plan", {"company": COMPANY}, ["bench", "ready_now"])
	assert after == ("Ready Now", 1)
	page = hr.go("succession-map")
	place = page.locator("[data-position]", has=page.get_by_text(POSITION, exact=True))
	place.get_by_text(CALLED["siti"]).first.wait_for()
	hr.picture("story-succession-after", whole=False)
	assert hr.complaints == []
	hr.close()
