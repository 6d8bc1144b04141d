"""Mentoring as people see it: an offer, a search, a proposal, a meeting noted down on a phone; HR at the desk finds and pairs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

import frappe
from frappe.utils import add_days, today
from frappe.utils.password import update_password

import capable
from browsing import PHONE, Desk, chromium
from harness import Site
from people import make_employee, user_of
from portal_people import without_roles
from talent_performance.access import upkeep
from talent_performance.access.mentoring import PAIR, RATING
from talent_performance.demo import removing
from talent_performance.flows.aspirations import DOCTYPE as ASPIRATION
from web import PASSWORD, served

COMPANY = "Mentoring Testing"
SELLER = "Mn Sales Executive"
SELLING, PLANNING = "Mn Selling", "Mn Planning"
CALLED = {
	"siti": "Siti Rahmawati",
	"budi": "Budi Santoso",
	"rina": "Rina <b>Wulandari</b>",
	"agus": "Agus Pratama",
	"manager": "Hendra Wijaya",
	"talent": "Tara Kusuma",
}
KNOWN = {"siti": {SELLING: 5, PLANNING: 4}, "budi": {SELLING: 4}, "rina": {SELLING: 2}, "agus": {SELLING: 2}}


@dataclass
class Shop:
	"""Employees by what they are."""

	of: dict[str, str] = field(default_factory=dict)

	def user(self, who: str) -> str:
		"""Whose user that is."""
		return user_of(self.of[who])


@pytest.fixture(scope="module")
def shop(site: Site) -> Iterator[Shop]:
	"""Committed, for the web server is another process."""
	frappe.db.rollback()
	frappe.clear_cache()
	frappe.set_user("Administrator")
	clear()
	made = Shop()
	values = {"company_name": COMPANY, "abbr": "MNT", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 5601, "rgt": 5602}).db_insert()
	try:
		hire(made)
		frappe.db.commit()
		yield made
	finally:
		frappe.set_user("Administrator")
		frappe.db.rollback()
		clear()


def clear() -> None:
	"""Everything that this company has, so that nobody else counts it."""
	users = frappe.get_all("Employee", {"company": COMPANY}, pluck="user_id")
	doomed = {
		"Company": [COMPANY],
		"Performance Cycle": [],
		"User": [user for user in users if user],
		"Review Template": [],
	}
	removing.delete_all(removing.doomed({"loaded_at": "", "made": doomed, "series": {}}))
	profiles = frappe.get_all("Role Competency Profile", {"company": COMPANY}, pluck="name")
	for doctype, names in (
		("Role Competency Profile", profiles),
		("Competency", (SELLING, PLANNING)),
		("Designation", (SELLER,)),
	):
		for name in names:
			frappe.delete_doc(doctype, name, force=True, ignore_missing=True)
	frappe.db.commit()


def hire(made: Shop) -> None:
	"""A manager with four people, of whom one is a Website User without roles; a Talent Manager; levels; a plan with an action."""
	frappe.get_doc({"doctype": "Designation", "designation_name": SELLER}).insert()
	capable.make_competencies(SELLING, PLANNING)
	capable.require(SELLER, {SELLING: (4, 3, 1), PLANNING: (3, 1, 0)}, company=COMPANY)
	of, at = made.of, {"company": COMPANY}
	of["manager"] = make_employee("Mnmanager", roles=("Employee",), **at)
	of["talent"] = make_employee(
		"Mntalent", roles=("Employee", "Talent Manager"), create_user_permission=0, **at
	)
	for who in KNOWN:
		of[who] = make_employee(f"Mn{who}", of["manager"], roles=("Employee",), designation=SELLER, **at)
	for who, name in CALLED.items():
		frappe.db.set_value("Employee", of[who], "employee_name", name)
		frappe.db.set_value("User", user_of(of[who]), {"first_name": name, "full_name": name})
		update_password(user_of(of[who]), PASSWORD)
	upkeep.rebuild()
	for who, levels in KNOWN.items():
		capable.assess(of[who], levels, "Test")
	without_roles(user_of(of["rina"]))
	plan = frappe.get_doc(
		{
			"doctype": "Development Plan",
			"employee": of["agus"],
			"kind": "Growth",
			"title": "Sell to large customers",
			"ends_on": add_days(today(), 200),
			"actions": [
				{
					"action": "Sit in on three negotiations",
					"learning_type": "Exposure",
					"competency": SELLING,
					"level_before": 2,
					"level_wanted": 3,
					"due_on": add_days(today(), 90),
					"success_measure": "One negotiation led alone",
					"state": "Planned",
				}
			],
		}
	)
	of["plan"] = plan.insert().name


def stored(shop: Shop, mentee: str) -> frappe._dict | None:
	"""The pair of somebody, as it is on record."""
	frappe.db.rollback()
	name = frappe.db.get_value(PAIR, {"mentee": shop.of[mentee]})
	return frappe.get_doc(PAIR, name) if name else None


def test_two_become_a_pair_and_meet(site: Site, shop: Shop) -> None:
	with served(site) as address, chromium() as browser:
		siti = Desk(browser, site, address, shop.user("siti"))
		offer(siti, shop)
		rina = Desk(browser, site, address, shop.user("rina"), size=PHONE)
		ask(rina, shop)
		agree(siti, shop)
		meet(rina, shop)
		rate(siti, shop)
		for desk in (siti, rina):
			assert desk.complaints == []
			desk.close()
		manager = Desk(browser, site, address, shop.user("manager"))
		manager.visit(f"team/{shop.of['rina']}")
		card = manager.page.locator(".tp-card", has=manager.page.get_by_role("heading", name="Mentoring"))
		assert CALLED["siti"] in card.inner_text()
		assert "Price talks" not in manager.page.locator("main").inner_text()
		manager.picture("mentoring-manager")
		assert manager.complaints == []
		manager.close()


def offer(siti: Desk, shop: Shop) -> None:
	"""Who would like to help says so."""
	page = siti.visit("growth/mentoring")
	page.get_by_text("No pair yet").wait_for()
	page.get_by_label("I would like to help others").check()
	page.get_by_placeholder("Type a competency").fill(SELLING.upper())
	page.get_by_role("button", name="Add", exact=True).click()
	page.get_by_label("How many people at a time?").fill("2")
	assert siti.barriers() == []
	siti.picture("mentoring-offer")
	page.get_by_role("button", name="Save").click()
	page.get_by_text("Saved.").wait_for()
	frappe.db.rollback()
	said = frappe.get_doc(ASPIRATION, {"employee": shop.of["siti"]})
	assert (said.willing_to_mentor, said.mentees_at_most) == (1, 2)
	assert [line.competency for line in said.mentor_competencies] == [SELLING]


def ask(rina: Desk, shop: Shop) -> None:
	"""The learner finds and asks, on a phone; what is typed survives a reload."""
	page = rina.visit(f"growth/mentoring?competency={PLANNING}&wanted=2.5")
	assert page.get_by_label("What would you like to learn?").input_value() == PLANNING
	assert page.get_by_label("Which level do you want to reach?").input_value() == "2.5"
	page.get_by_label("What would you like to learn?").select_option(SELLING)
	assert page.get_by_label("Which level do you want to reach?").input_value() == "4"
	page.get_by_role("button", name="Find Somebody").click()
	row = page.locator(".tp-finder-list li")
	row.wait_for()
	assert row.count() == 1 and CALLED["siti"] in row.inner_text()
	assert "2 of 2 places free" in row.inner_text()
	assert rina.barriers() == []
	rina.picture("mentoring-find-phone")
	page.get_by_role("button", name=f"Ask {CALLED['siti']}").click()
	page.get_by_label("A few words").fill("You closed <i>every</i> deal I watched.")
	page.keyboard.press("Escape")
	page.get_by_role("button", name=f"Ask {CALLED['siti']}").click()
	assert "deal I watched" in page.get_by_label("A few words").input_value()
	page.get_by_label("What shall be different at the end?").fill("I lead a negotiation alone")
	rina.picture("mentoring-ask-phone", whole=False)
	page.get_by_role("dialog").get_by_role("button", name=f"Ask {CALLED['siti']}").click()
	page.get_by_text("Proposed").first.wait_for()
	pair = stored(shop, "rina")
	assert (pair.state, pair.proposed_by, pair.mentor, pair.competency) == (
		"Proposed", "Mentee", shop.of["siti"], SELLING,
	)  # fmt: skip
	assert pair.goals == "I lead a negotiation alone"


def agree(siti: Desk, shop: Shop) -> None:
	"""It waits on the mentor's first page, who says yes."""
	page = siti.visit()
	page.get_by_role("link", name="Mentoring with Rina <b>Wulandari</b>: say whether you agree").click()
	page.get_by_text("You closed <i>every</i> deal").wait_for()
	siti.picture("mentoring-proposal")
	assert siti.barriers() == []
	page.get_by_role("button", name="Agree").click()
	page.get_by_text("You are a pair now.").wait_for()
	assert stored(shop, "rina").state == "Active"


def meet(rina: Desk, shop: Shop) -> None:
	"""A meeting is noted down; an impossible one says why."""
	page = rina.visit("growth/mentoring")
	page.get_by_role("link", name=CALLED["siti"]).click()
	page.get_by_role("button", name="Note a Meeting").click()
	page.get_by_label("What was it about?").fill("Price talks with <b>Maju</b>")
	page.get_by_label("What did you agree on?").fill("Rina leads the next one")
	rina.picture("mentoring-meeting-phone", whole=False)
	page.get_by_role("dialog").get_by_role("button", name="Save").click()
	page.get_by_text("Price talks with").wait_for()
	page.get_by_role("button", name="Change").click()
	page.get_by_label("Days between meetings").fill("14")
	page.get_by_role("dialog").get_by_role("button", name="Save").click()
	page.get_by_text("Every 14 days").wait_for()
	assert rina.barriers() == []
	rina.picture("mentoring-pair-phone")
	pair = stored(shop, "rina")
	assert [(line.topics, line.minutes) for line in pair.meetings] == [("Price talks with <b>Maju</b>", 45)]
	assert (pair.rhythm_days, str(pair.last_met_on)) == (14, today())


def rate(siti: Desk, shop: Shop) -> None:
	"""The mentor reads the meeting, and says how it is; the learner doesn't read that."""
	page = siti.visit(f"growth/mentoring/{stored(shop, 'rina').name}")
	page.get_by_text("Price talks with <b>Maju</b>").wait_for()
	page.get_by_text("Very helpful").click()
	page.get_by_label("In a few words").fill("Learns fast")
	page.locator("form", has_text="Very helpful").get_by_role("button", name="Save").click()
	page.get_by_text("Last said on").wait_for()
	assert siti.barriers() == []
	siti.picture("mentoring-pair")
	frappe.db.rollback()
	ratings = frappe.get_all(RATING, {"employee": shop.of["siti"]}, ["side", "score", "said"])
	assert [tuple(row.values()) for row in ratings] == [("Mentor", 5, "Learns fast")]
	siti.visit("growth/mentoring")
	siti.picture("mentoring-overview")


def test_hr_finds_a_mentor_for_an_action_and_pairs_several(site: Site, shop: Shop) -> None:
	with served(site) as address, chromium() as browser:
		desk = Desk(browser, site, address, shop.user("talent"))
		page = desk.go(f"development-plan/{shop.of['plan']}")
		page.get_by_role("button", name="Find a Mentor").click()
		dialog = page.locator(".modal.show")
		dialog.get_by_role("button", name="Find", exact=True).click()
		dialog.locator(".tp-mentor").first.wait_for()
		text = dialog.inner_text()
		assert CALLED["siti"] in text and "Level 5" in text
		assert "Not a level further than what is wanted" in text  # Rina, who is at two
		desk.picture("mentoring-desk-find", whole=False)
		dialog.locator(".tp-mentor", has_text=CALLED["budi"]).get_by_role("button", name="Propose").click()
		ask_ = page.locator(".modal.show").last
		ask_.locator('[data-fieldname="note"] textarea').fill("Close to her desk")
		ask_.get_by_role("button", name="Propose").click()
		page.wait_for_function("() => !document.querySelector('.modal.show')")
		desk.settle()
		pair = stored(shop, "agus")
		assert (pair.mentor, pair.proposed_by, pair.development_plan) == (
			shop.of["budi"], "HR", shop.of["plan"],
		)  # fmt: skip
		assert frappe.get_doc("Development Plan", shop.of["plan"]).actions[0].mentor == shop.of["budi"]
		desk.go(f"mentoring-pair/{pair.name}")
		page.get_by_text("It waits for the answer").wait_for()
		desk.picture("mentoring-desk-form")
		desk.go("mentoring-pair")
		page.get_by_role("button", name="Pair Several").click()
		several = page.locator(".modal.show")
		several.locator('[data-fieldname="mentees"] .form-control').first.click()
		for who in ("agus", "rina"):
			several.locator('[data-fieldname="mentees"] input').fill(shop.of[who])
			several.locator(f'.selectable-item[data-value="{shop.of[who]}"]').click()
		several.locator('[data-fieldname="competency"] input').fill(SELLING)
		several.locator('[data-fieldname="wanted"] input').fill("3")
		several.locator('[data-fieldname="wanted"] input').press("Tab")
		several.get_by_role("button", name="Suggest").click()
		several.locator("tbody tr").first.wait_for()
		assert several.locator("tbody tr").count() == 2
		desk.picture("mentoring-desk-several", whole=False)
		several.get_by_role("button", name="Propose 2 Pairs").click()
		page.wait_for_function("() => !document.querySelector('.modal.show')")
		desk.settle()
		frappe.db.rollback()
		assert frappe.db.count(PAIR, {"company": COMPANY, "proposed_by": "HR"}) == 3
		desk.picture("mentoring-desk-list")
		assert desk.complaints == []
		desk.close()
