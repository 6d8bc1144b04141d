"""Internal Mobility at the desk, and Career on a phone: who comes into question, what is within reach, own words kept and withdrawn."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import openpyxl
import pytest

import frappe
from frappe.utils.password import update_password

import capable
from browsing import PHONE, Desk, chromium
from harness import Site
from people import make_employee, user_of
from portal_people import without_roles
from staff import placed
from talent_performance.access import upkeep
from talent_performance.demo import removing
from talent_performance.flows.aspirations import DOCTYPE
from web import PASSWORD, served

COMPANY = "Mobility Testing"
SUPERVISOR, EXECUTIVE, BUYER = "Mo Sales Supervisor", "Mo Sales Executive", "Mo Buyer"
SELLING, LEADING, PLANNING, DATA = "Mo Selling", "Mo Leading People", "Mo Planning", "Mo Data"
CALLED = {
	"siti": "Siti Rahmawati",
	"budi": "Budi Santoso",
	"rina": "Rina <b>Wulandari</b>",
	"agus": "Agus Pratama",
	"dewi": "Dewi Lestari",
	"manager": "Hendra Wijaya",
	"talent": "Tara Kusuma",
}
KNOWN = {
	"siti": {SELLING: 5, LEADING: 4, PLANNING: 3, DATA: 3},
	"budi": {SELLING: 4, LEADING: 4, PLANNING: 4, DATA: 3},
	"rina": {SELLING: 5, LEADING: 3, PLANNING: 4, DATA: 4},
	"agus": {SELLING: 4},
	"dewi": {SELLING: 3, LEADING: 4, PLANNING: 4, DATA: 5},
}
SCORES = {"siti": (4.2, 3.8), "budi": (3.1, 3.4), "rina": (4.6, 4.1), "dewi": (3.8, 3.9)}


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
	values = {"company_name": COMPANY, "abbr": "MBT", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 5301, "rgt": 5302}).db_insert()
	try:
		furnish()
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
		("Competency", (SELLING, LEADING, PLANNING, DATA)),
		("Designation", (SUPERVISOR, EXECUTIVE, BUYER)),
	):
		for name in names:
			frappe.delete_doc(doctype, name, force=True, ignore_missing=True)
	frappe.db.commit()


def furnish() -> None:
	"""Designations, competencies, and what the roles require."""
	for name in (SUPERVISOR, EXECUTIVE, BUYER):
		frappe.get_doc({"doctype": "Designation", "designation_name": name}).insert()
		capable.make_competencies(SELLING, LEADING, PLANNING, DATA)
	asked = {
		SUPERVISOR: {SELLING: (4, 3, 0), LEADING: (4, 5, 1), PLANNING: (4, 2, 0), DATA: (3, 1, 0)},
		EXECUTIVE: {SELLING: (4, 5, 1), PLANNING: (3, 2, 0)},
		BUYER: {PLANNING: (4, 3, 0), DATA: (4, 3, 1), SELLING: (2, 1, 0)},
	}
	for role, required in asked.items():
		capable.require(role, required, company=COMPANY)


def hire(made: Shop) -> None:
	"""manager, a Talent Manager, and five people of whom one is a Website User without roles."""
	of = made.of
	at = {"company": COMPANY}
	of["manager"] = make_employee("Momanager", roles=("Employee",), designation=SUPERVISOR, **at)
	of["talent"] = make_employee("Motalent", roles=("Employee", "Talent Manager"), **at)
	for who in KNOWN:
		role = BUYER if who == "dewi" else EXECUTIVE
		of[who] = make_employee(f"Mo{who}", of["manager"], roles=("Employee",), designation=role, **at)
	for who, name in CALLED.items():
		frappe.db.set_value("Employee", of[who], "employee_name", name)
		frappe.db.set_value("User", user_of(of[who]), {"first_name": name, "full_name": name})
		update_password(user_of(of[who]), PASSWORD)
	upkeep.rebuild()
	for who, levels in KNOWN.items():
		capable.assess(of[who], levels, "Test")
	for who, (performance, potential) in SCORES.items():
		placed(of[who], performance, potential)
	wish = {"doctype": DOCTYPE, "employee": of["siti"], "roles": [{"designation": SUPERVISOR}]}
	words = {"relocate": "To Named Places", "locations": "Bandung", "timeframe": "Within a Year"}
	frappe.get_doc({**wish, **words}).insert()
	without_roles(user_of(of["agus"]))


def stored(shop: Shop, who: str) -> frappe._dict | None:
	"""What somebody has said, as it is on record."""
	frappe.db.rollback()
	name = frappe.db.get_value(DOCTYPE, {"employee": shop.of[who]})
	return frappe.get_doc(DOCTYPE, name) if name else None


def fill(desk: Desk, field: str, value: str) -> None:
	"""Choose in one of the page's fields."""
	desk.page.locator(f'[data-field="{field}"]').select_option(label=value)
	desk.settle()


def test_talent_manager_finds_people_for_a_role(site: Site, shop: Shop) -> None:
	with served(site) as address, chromium() as browser:
		desk = Desk(browser, site, address, shop.user("talent"))
		page = desk.page
		desk.go("internal-mobility")
		page.get_by_text("For which role?").wait_for()
		desk.picture("mobility-empty")
		fill(desk, "company", COMPANY)
		fill(desk, "role", SUPERVISOR)
		ranked = page.locator('[data-standing="ranked"]')
		ranked.wait_for()
		rows = ranked.locator("tbody tr")
		assert [row.split("\n")[0] for row in rows.locator(".tp-mobility-name").all_inner_texts()] == [
			CALLED["budi"], CALLED["siti"], CALLED["dewi"],
		]  # fmt: skip
		unmet = page.locator('[data-standing="essential unmet"]')
		assert CALLED["rina"] in unmet.inner_text()  # the name is text, not markup
		assert f"Below the required level in an essential: {LEADING}" in unmet.inner_text()
		assert CALLED["agus"] in page.locator('[data-standing="not ranked"]').inner_text()
		assert "Bandung" in ranked.inner_text()
		unmet.locator("summary").first.click()
		assert "3 of 4" in unmet.inner_text()
		desk.picture("mobility-people")
		fill(desk, "leading", "Own Wish")
		page.wait_for_function(
			"name => document.querySelector('[data-standing=ranked] .tp-mobility-name')?.innerText.startsWith(name)",
			arg=CALLED["siti"],
		)
		ranked.locator("[data-reach]").first.click()
		page.get_by_text("Levels Missing").wait_for()
		assert BUYER in page.locator(".tp-mobility").inner_text()
		desk.settle()
		desk.picture("mobility-roles")
		page.get_by_label("Name or Number").fill("wulan")
		page.locator("[data-found] button").click()
		desk.settle()
		assert page.locator(".tp-mobility h5").first.inner_text() == CALLED["rina"]
		page.locator("[data-find]", has_text=BUYER).click()
		page.locator('[data-standing="ranked"]').wait_for()
		assert desk.complaints == []
		desk.close()


def test_people_from_outside_are_compared_and_gone(site: Site, shop: Shop) -> None:
	with served(site) as address, chromium() as browser:
		desk = Desk(browser, site, address, shop.user("talent"))
		page = desk.page
		desk.go("internal-mobility")
		fill(desk, "company", COMPANY)
		page.get_by_role("tab", name="People from Outside").click()
		fill(desk, "role", SUPERVISOR)
		page.get_by_text("Nobody from outside yet").wait_for()
		page.get_by_role("button", name="Enter a Candidate").click()
		dialog = page.locator(".modal.show")
		dialog.locator('[data-fieldname="name"] input').fill("Olga <i>Fine</i>")
		for label, level in ((LEADING, "5"), (SELLING, "4")):
			dialog.locator(".frappe-control", has_text=label).locator("input").fill(level)
		dialog.get_by_role("button", name="Compare").click()
		page.locator(".tp-mobility td", has_text="Olga <i>Fine</i>").wait_for()
		assert "100 %" in page.locator(".tp-mobility tbody").inner_text()
		content = desk.fetch(template_of(SUPERVISOR)).body()
		book = openpyxl.load_workbook(io.BytesIO(content))
		book.active.append(["Per Excel", 3, 4, 4, 3])
		filled = io.BytesIO()
		book.save(filled)
		with page.expect_file_chooser() as chosen:
			page.get_by_role("button", name="Load a File").click()
		chosen.value.set_files(
			{"name": "people.xlsx", "mimeType": "application/octet-stream", "buffer": filled.getvalue()}
		)
		page.locator(".tp-mobility td", has_text="Per Excel").wait_for()
		desk.settle()
		desk.picture("mobility-outside")
		assert page.locator(".tp-mobility tbody tr").count() == 2
		page.get_by_role("button", name="Clear").click()
		page.get_by_text("Nobody from outside yet").wait_for()
		assert desk.complaints == []
		desk.close()


def template_of(role: str) -> str:
	"""The address of the workbook."""
	method = "talent_performance.talent_performance.page.internal_mobility.internal_mobility.template"
	return (
		f"/api/method/{method}?designation={role.replace(' ', '%20')}&company={COMPANY.replace(' ', '%20')}"
	)


@pytest.mark.parametrize("who", ["rina", "agus"])
def test_somebody_says_what_he_wants_on_a_phone_and_withdraws_it(site: Site, shop: Shop, who: str) -> None:
	with served(site) as address, chromium() as browser:
		desk = Desk(browser, site, address, shop.user(who), size=PHONE, has_touch=True)
		page = desk.page
		desk.visit("growth")
		page.get_by_role("link", name="Career").click()
		page.get_by_text("Roles within Reach", exact=True).wait_for()
		desk.page.wait_for_function("!document.querySelector('.tp-skeleton')")
		desk.picture(f"career-phone-{who}")
		assert not desk.barriers()
		page.get_by_label("Where do you want to go").fill("I want to lead a <b>team</b>.")
		page.get_by_label("Roles I would like to have").fill(SUPERVISOR)
		page.get_by_role("button", name="Add", exact=True).click()
		page.get_by_label("Roles I would like to have").fill("mo buyer")
		page.get_by_label("Roles I would like to have").press("Enter")
		page.get_by_role("button", name=f"Put {BUYER} first").click()
		page.get_by_label("Would you move for it?").select_option("To Named Places")
		page.get_by_label("Where to?").fill("Bandung")
		page.reload()  # a lost tab loses nothing
		page.get_by_text("Brought back from this device.").wait_for()
		page.get_by_label("My managers may read it").check()
		page.get_by_role("button", name="Save", exact=True).click()
		page.get_by_text("Saved.").wait_for()
		said = stored(shop, who)
		assert said and said.aspiration == "I want to lead a <b>team</b>."
		assert [line.designation for line in said.roles] == [BUYER, SUPERVISOR]
		assert (said.visible_to_manager, said.locations) == (1, "Bandung")
		page.locator(".tp-reach", has_text=BUYER).get_by_text("My wish 1").wait_for()
		page.locator(".tp-reach", has_text=SUPERVISOR).locator("summary").click()
		desk.picture(f"career-phone-said-{who}")
		width = page.evaluate("document.documentElement.scrollWidth")
		assert width <= PHONE["width"]
		page.get_by_role("button", name="Withdraw").click()
		page.get_by_role("dialog").get_by_role("button", name="Withdraw").click()
		page.get_by_text("Withdrawn. Nothing of it is kept.").wait_for()
		assert stored(shop, who) is None
		page.get_by_role("button", name="Undo").click()
		page.get_by_text("Last said on").wait_for()
		again = stored(shop, who)
		assert again and again.locations == "Bandung"
		assert desk.complaints == []
		desk.close()


def test_career_wide(site: Site, shop: Shop) -> None:
	with served(site) as address, chromium() as browser:
		desk = Desk(browser, site, address, shop.user("siti"))
		desk.visit("growth/career")
		desk.page.locator(".tp-reach", has_text=SUPERVISOR).locator("summary").click()
		assert desk.page.get_by_label("Where to?").input_value() == "Bandung"
		assert "My wish 1" in desk.page.locator(".tp-reach", has_text=SUPERVISOR).inner_text()
		desk.picture("career-wide")
		assert not desk.barriers() and desk.complaints == []
		desk.close()


def test_a_manager_reads_what_he_may_at_the_desk(site: Site, shop: Shop) -> None:
	frappe.set_user("Administrator")
	frappe.db.commit()
	with served(site) as address, chromium() as browser:
		desk = Desk(browser, site, address, shop.user("manager"))
		desk.go("career-aspiration")
		shown = desk.page.locator(".result").inner_text()
		assert CALLED["siti"] not in shown  # she hasn't ticked it
		assert stored(shop, "siti").visible_to_manager == 0
		assert desk.complaints == []
		desk.close()
