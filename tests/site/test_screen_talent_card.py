"""A pool is filled, a manager nominates, and a talent review opens the card and its paper: in a browser, with what is stored afterwards."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator

import pytest
from pypdf import PdfReader

import frappe
from frappe.utils import today
from frappe.utils.password import update_password

import talent_cards
from browsing import Desk, chromium
from harness import Site
from people import make_employee, user_of
from reviewed import make_potential
from sample_site import profiles
from talent_performance.access import upkeep
from talent_performance.demo import removing
from web import PASSWORD, served, working

COMPANY = "Review Testing"
TITLE = "Store leaders of tomorrow"
WHY = "Ran two stores <b>at once</b>"
CALLED = {
	"head": "Diah Anggraini",
	"manager": "Budi Santoso",
	"rina": "Rina <b>Wulandari</b>",
	"agus": "Agus Pratama",
	"hr": "Hana Lestari",
}
MEMBER = "Talent Pool Member"
MASTERS = {"Competency": talent_cards.COMPETENCIES, "Designation": (talent_cards.DESIGNATION,)}


@pytest.fixture(scope="module")
def crew(site: Site) -> Iterator[dict[str, str]]:
	"""Committed, for the web server is another process: head → manager → {rina, agus}, and HR; all of it goes afterwards."""
	frappe.db.rollback()
	frappe.clear_cache()
	frappe.set_user("Administrator")
	clear()
	values = {"company_name": COMPANY, "abbr": "RVT", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 5401, "rgt": 5402}).db_insert()
	tag, here = secrets.token_hex(2), {"company": COMPANY, "create_user_permission": 0}
	of = {"head": make_employee(f"Rvh{tag}", **here)}
	of["manager"] = make_employee(f"Rvm{tag}", of["head"], roles=("Employee",), **here)
	of["rina"] = make_employee(f"Rvr{tag}", of["manager"], roles=("Employee",), **here)
	of["agus"] = make_employee(f"Rva{tag}", of["manager"], roles=("Employee",), **here)
	of["hr"] = make_employee(f"Rvx{tag}", of["head"], roles=("Employee", "HR Manager"), **here)
	for who, name in CALLED.items():
		frappe.db.set_value("Employee", of[who], "employee_name", name)
		frappe.db.set_value("User", user_of(of[who]), {"first_name": name, "full_name": name})
		update_password(user_of(of[who]), PASSWORD)
	upkeep.rebuild()
	write(of)
	frappe.db.set_single_value("Talent Settings", "managers_see_talent", 1)
	frappe.db.commit()
	yield of
	frappe.set_user("Administrator")
	frappe.db.rollback()
	clear()


def write(of: dict[str, str]) -> None:
	"""Boxes, potential, a full card for Rina, and a pool whose criteria she meets."""
	talent_cards.make_role(COMPANY)
	make_potential([of["rina"], of["agus"]])
	known = profiles()
	for who, box, label, score in (("rina", 9, "Star", 4.2), ("agus", 5, "Core player", 3.0)):
		band = "High" if box == 9 else "Mid"
		row = {
			"employee": of[who], "profile": known[of[who]], "employee_name": CALLED[who], "company": COMPANY, "status": "Active",
			"box": box, "box_label": label, "performance_score": score, "performance_band": band, "potential_band": band,
			"high_potential": "Emerging" if box == 9 else "No", "as_of": today(),
		}  # fmt: skip
		talent_cards.put("Talent Assessment", **row)
	talent_cards.fill(of["rina"], of["manager"])
	talent_cards.fill(of["agus"], of["manager"], said="")
	talent_cards.rated(of["agus"], {2025: (3.4, "Meets expectations"), 2024: (4.1, "Exceeds expectations")})
	frappe.db.delete("Talent Pool Member", {"company": COMPANY})
	frappe.db.delete("Talent Pool", {"company": COMPANY})
	frappe.get_doc(
		{
			"doctype": "Talent Pool",
			"title": TITLE,
			"company": COMPANY,
			"purpose": "People who could run a store within two years.",
			"criteria": [
				{"fact": "Performance", "operator": "at least", "value": "3.5"},
				{"fact": "Potential Band", "operator": "at least", "value": "Mid"},
			],
		}
	).insert()


def clear() -> None:
	"""Everything that this company has, so that nobody else counts it."""
	users = [user for user in frappe.get_all("Employee", {"company": COMPANY}, pluck="user_id") if user]
	made = {"Company": [COMPANY], "Performance Cycle": [], "User": users, "Review Template": []}
	profiles_ = frappe.get_all("Role Competency Profile", {"company": COMPANY}, pluck="name")
	removing.delete_all(removing.doomed({"loaded_at": "", "made": made, "series": {}}))
	frappe.db.delete("Role Competency", {"parent": ("in", profiles_ or [""])})
	for doctype, names in MASTERS.items():
		frappe.db.delete(doctype, {"name": ("in", names)})
	frappe.db.set_single_value("Talent Settings", "managers_see_talent", 0)
	frappe.db.commit()


def test_a_pool_is_filled_and_a_card_is_opened(site: Site, crew: dict[str, str]) -> None:
	with served(site) as address, working(site), chromium() as browser:
		hr = Desk(browser, site, address, user_of(crew["hr"]))
		manager = Desk(browser, site, address, user_of(crew["manager"]))
		suggested(hr, crew)
		nominated(manager, crew)
		taken_in(hr, crew)
		card(hr, crew)
		choosing(hr)
		closed(manager, crew)
		for desk in (hr, manager):
			refusals = [
				each for each in desk.complaints if "403" not in each and "PermissionError" not in each
			]
			assert not refusals
			desk.close()


def status(crew: dict[str, str], who: str) -> str | None:
	"""Where somebody is in the pool, as another process has committed it."""
	frappe.db.rollback()
	return frappe.db.get_value(MEMBER, {"employee": crew[who]}, "status")


def suggested(desk: Desk, crew: dict[str, str]) -> None:
	"""HR counts first, and has the suggestions written down by a run."""
	page = desk.go(f"talent-pool/{frappe.db.get_value('Talent Pool', {'title': TITLE})}")
	page.get_by_text("Nobody is in this pool yet").wait_for()
	page.get_by_role("button", name="Find Suggestions").click()
	dialog = page.get_by_role("dialog")
	dialog.get_by_text("Meet the criteria").wait_for()
	desk.picture("pool-preview", whole=False)
	dialog.get_by_role("button", name="Yes").click()
	row = page.locator("[data-part=suggestion] tbody tr", has_text="Rina <b>Wulandari</b>")
	row.wait_for()
	assert status(crew, "rina") == "Suggested"
	assert status(crew, "agus") is None
	assert "Performance, Potential Band" in row.inner_text()


def nominated(desk: Desk, crew: dict[str, str]) -> None:
	"""The manager nominates Agus from the self-service pages, with a reason."""
	page = desk.visit(f"team/{crew['agus']}")
	page.get_by_role("button", name="Nominate …").click()
	dialog = page.get_by_role("dialog")
	dialog.get_by_text("People who could run a store").wait_for()
	dialog.locator("textarea").fill(WHY)
	desk.picture("pool-nominate", whole=False)
	dialog.get_by_role("button", name="Nominate Agus Pratama").click()
	page.get_by_text("Agus Pratama is nominated.").wait_for()
	page.locator(".tp-member-line", has_text=TITLE).get_by_text("Nominated").wait_for()
	assert status(crew, "agus") == "Nominated"


def taken_in(desk: Desk, crew: dict[str, str]) -> None:
	"""HR takes Rina in and sees the nomination with its reason."""
	page = desk.go(f"talent-pool/{frappe.db.get_value('Talent Pool', {'title': TITLE})}")
	page.locator("[data-part=nomination]", has_text=WHY).wait_for()
	page.locator("[data-part=suggestion] [data-deed=Joined]").click()
	dialog = page.get_by_role("dialog")
	dialog.locator("textarea").fill("Agreed in the talent review")
	dialog.get_by_role("button", name="Take into the Pool").click()
	page.locator("[data-part=member]", has_text="Rina <b>Wulandari</b>").wait_for()
	desk.settle()
	page.locator(".desk-alert .close").first.click()
	page.evaluate("window.scrollTo(0, 0)")
	desk.picture("talent-pool")
	assert status(crew, "rina") == "Member"


def card(desk: Desk, crew: dict[str, str]) -> None:
	"""From the pool to the card, and to its paper."""
	desk.page.locator("[data-part=member] [data-talent-card]").click()
	page = desk.page
	page.locator(".tc").wait_for()
	desk.settle()
	for said in ("Confidential", "for Hana Lestari", "9 Star", "Regional Head 0", "lead a region", TITLE):
		page.locator(".tc").get_by_text(said).first.wait_for()
	assert page.locator(".tc svg polygon").count() > 4
	assert not page.evaluate("window.hurt")
	desk.picture("talent-card-hostile")
	page.evaluate("document.documentElement.setAttribute('data-theme', 'dark')")
	desk.picture("talent-card-dark")
	page.evaluate("document.documentElement.setAttribute('data-theme', 'light')")
	method = "talent_performance.talent_performance.page.talent_card.talent_card.pdf"
	answer = desk.fetch(f"/api/method/{method}?employee={crew['rina']}")
	assert answer.ok
	(sheet,) = PdfReader(io.BytesIO(answer.body())).pages
	assert "for Hana Lestari" in " ".join(sheet.extract_text().split())


def choosing(desk: Desk) -> None:
	"""Without a name: whose card one may open, by name."""
	page = desk.go("talent-card")
	page.locator(".tp-card-people [data-talent-card]", has_text="Agus Pratama").wait_for()
	page.locator("input[data-fieldname=search]").press_sequentially("rina")
	page.locator(".tp-card-people li", has_text="Agus Pratama").wait_for(state="detached")
	page.get_by_role("button", name="Review Pack: 1").wait_for()
	page.locator("input[data-fieldname=search]").fill("")
	page.locator(".tp-card-people [data-talent-card]", has_text="Agus Pratama").wait_for()
	desk.picture("talent-cards", whole=False)
	page.locator(".tp-card-people [data-talent-card]", has_text="Agus Pratama").click()
	page.locator(".tc").get_by_text("Meets expectations").wait_for()
	desk.picture("talent-card")


def closed(desk: Desk, crew: dict[str, str]) -> None:
	"""The manager opens none of somebody above."""
	page = desk.go(f"talent-card/{crew['head']}")
	page.get_by_text("This card isn't open to you").wait_for()
	if page.locator(".modal.show").count():
		page.keyboard.press("Escape")
