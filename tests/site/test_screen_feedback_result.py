"""What came of feedback, in a browser: on the portal wide and on a phone, at the desk, and HR's wording of summaries before the release."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PdfReader

import frappe
from frappe.utils import now
from frappe.utils.password import update_password

from browsing import PHONE, WIDE, Desk, chromium
from feedback_house import RATED, SCALE, SUMMARIES, TEMPLATE, House, build, give
from harness import Site
from people import user_of
from portal_people import without_roles
from talent_performance.demo import removing
from web import PASSWORD, served

COMPANY = "Feedback Results Testing"
RESULT = "Feedback Result"
CALLED = {
	"siti": "Siti Rahmawati",
	"manager": "Budi Santoso",
	"coach": "Dewi Kusuma",
	"web": "فاطمة <b>الزهراء</b>",
	"hr": "Ratna Sari",
}
NAMED = {
	"Judgement <b>under</b> pressure": "Judgement under pressure",
	"التعاون بين الفرق": "Working across teams",
}
RATINGS = {NAMED.get(item, item): groups for item, groups in RATED.items()}
SAID = {
	"peer": (
		"Always answers customers within a day.",
		"Listens before deciding, and says why.",
		"Shares what was learned with the other teams.",
		"Calm when a delivery is late.",
	),
	"report": ("Zulu says the meetings are long.", "Yankee wants clearer goals."),
}


@pytest.fixture(scope="module")
def house(site: Site) -> Iterator[House]:
	"""Committed, for the web server is another process."""
	frappe.db.rollback()
	frappe.clear_cache()
	frappe.set_user("Administrator")
	clear()
	values = {"company_name": COMPANY, "abbr": "FRT", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 5401, "rgt": 5402}).db_insert()
	made = build(COMPANY, "Fr", CALLED)
	for who, employee in made.of.items():
		update_password(user_of(employee), PASSWORD)
		named = {"first_name": CALLED[who], "full_name": CALLED[who]} if who in CALLED else {}
		frappe.db.set_value("User", user_of(employee), {"desk_theme": "Light", **named})
	without_roles(made.user("web"))
	more = {"rated": RATINGS, "comments": SAID}
	give(made, "own", "siti", title="Feedback for growth 2026", coach="coach", **more)
	give(made, "judged", "siti", title="Year-end feedback 2025", purpose="Evaluative", **more)
	give(made, "coming", "siti", title="Project feedback", state="Sealed", **more)
	give(made, "web", "web", title="Ramadan <i>round</i>")
	frappe.db.commit()
	frappe.clear_cache()
	yield made
	frappe.set_user("Administrator")
	frappe.db.rollback()
	clear()


def clear() -> None:
	"""Everything that this company has, so that nobody else counts it."""
	users = frappe.get_all("Employee", {"company": COMPANY}, pluck="user_id")
	responses = frappe.get_all(
		"Feedback Response", {"round": ("like", f"FBR-{COMPANY[:4]}-%")}, pluck="name", order_by="name"
	)
	frappe.db.delete("Feedback Answer", {"parent": ("in", responses or [""])})
	frappe.db.delete("Feedback Response", {"name": ("in", responses or [""])})
	made = {
		"Company": [COMPANY],
		"Performance Cycle": [],
		"User": [user for user in users if user],
		"Review Template": [TEMPLATE],
	}
	removing.delete_all(removing.doomed({"loaded_at": "", "made": made, "series": {}}))
	frappe.db.delete("Rating Scale Level", {"parent": SCALE})
	frappe.db.delete("Rating Scale", {"name": SCALE})
	frappe.db.commit()


@pytest.fixture(scope="module")
def address(site: Site, house: House) -> Iterator[str]:
	"""The web server."""
	with served(site) as where:
		yield where


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
	with chromium() as running:
		yield running


def stored(house: House, key: str, field: str) -> Any:
	"""A field of a result as the database has it now."""
	frappe.db.rollback()
	return frappe.db.get_value(RESULT, house.result[key], field)


def test_a_person_reads_the_own_result_and_of_a_round_under_way_only_that_it_is(
	site: Site, house: House, address: str, browser: Any
) -> None:
	desk = Desk(browser, site, address, house.user("siti"))
	page = desk.visit("feedback-results")
	text = page.inner_text("main")
	assert "Project feedback" in page.inner_text(".tp-card:has-text('Under way')")
	assert "Nothing is shown before the release, to nobody." in text
	desk.picture("feedback-results")
	page.click("text=Feedback for growth 2026")
	page.wait_for_selector(".tp-plot")
	text = page.inner_text("main")
	figures = json.loads(stored(house, "own", "figures"))
	assert len(figures["items"]) == page.locator(".tp-plot-rows > li").count() - 1 == 6
	for at, item in enumerate(figures["items"]):
		line = page.locator(".tp-plot-rows > li").nth(at).inner_text()
		peers = next(cell for cell in item["cells"] if cell["group"] == "peer")
		said = f"{peers['band']['from']:.1f} and above" if peers["band"] else f"{peers['mean']:.1f}"
		assert f"Peers: {said} (5)" in line
		assert "Direct reports: Not shown: fewer than 3" in line
	assert "For development: read by the person, Dewi Kusuma as coach and HR. Managers don't read it." in text
	assert "Listens before deciding, and says why." in text
	assert not any(said in page.content() for said in SAID["report"])
	assert page.locator(".tp-radar-picture svg[role=img]").get_attribute("aria-label")
	assert page.locator(".tp-radar-table tbody tr").count() == 6
	assert "Development goal: Judgement under pressure" in text
	assert desk.barriers() == []
	desk.picture("feedback-result")
	path = page.get_attribute("a.tp-button[href*='feedback_result.pdf']", "href")
	answer = desk.fetch(path)
	assert answer.ok and answer.headers["content-type"] == "application/pdf"
	paper = PdfReader(io.BytesIO(answer.body()))
	assert "printed by Siti Rahmawati" in " ".join(paper.pages[-1].extract_text().split())
	desk.visit(f"feedback-result/{house.result['coming']}")
	assert "Nothing to read here" in page.inner_text("main")
	assert not any(said in page.content() for said in SAID["peer"])
	desk.picture("feedback-sealed")
	assert [said for said in desk.complaints if "403" not in said] == []
	desk.close()


def test_on_a_phone_in_indonesian_without_any_role(
	site: Site, house: House, address: str, browser: Any
) -> None:
	user = house.user("web")
	frappe.db.set_value("User", user, "language", "id")
	frappe.db.commit()
	frappe.clear_cache(user=user)
	desk = Desk(browser, site, address, user, size=PHONE, has_touch=True, color_scheme="dark")
	page = desk.visit("feedback-results")
	page.tap("text=Ramadan <i>round</i>")
	page.wait_for_selector(".tp-plot")
	text = page.inner_text("main")
	assert "3,4 (5)" in text
	assert "Judgement <b>under</b> pressure" in text
	assert "فاطمة <b>الزهراء</b>" in text
	assert page.evaluate("document.documentElement.lang") == "id"
	assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
	desk.picture("feedback-result-phone")
	assert desk.complaints == []
	desk.close()


def test_a_coach_and_a_manager_find_what_the_purpose_opens(
	site: Site, house: House, address: str, browser: Any
) -> None:
	for who, shelf, title, other in (
		("coach", "Whom I coach", "Feedback for growth 2026", "Year-end feedback 2025"),
		("manager", "My team", "Year-end feedback 2025", "Feedback for growth 2026"),
	):
		desk = Desk(browser, site, address, house.user(who))
		page = desk.visit("feedback-results")
		assert title in page.inner_text(f".tp-card:has(h2:text-is('{shelf}'))")
		assert other not in page.inner_text("main")
		page.click("text=Siti Rahmawati")
		page.wait_for_selector(".tp-plot")
		assert title in page.inner_text("h1")
		assert desk.complaints == []
		desk.close()


def test_hr_reads_at_the_desk_and_words_summaries_before_the_release(
	site: Site, house: House, address: str, browser: Any
) -> None:
	desk = Desk(browser, site, address, house.user("hr"), size=WIDE)
	page = desk.go(f"feedback-result/{house.result['own']}")
	page.wait_for_selector(".tp-report-rows")
	text = page.inner_text(".tp-report")
	assert "Direct reports: Not shown: fewer than 3" in text
	assert page.locator(".tp-report-rows > li").count() == 7
	desk.picture("feedback-result-desk")
	desk.go(f"feedback-round/{house.round['coming']}")
	page.click("button:has-text('Summaries of Comments')")
	page.click(".modal.show button:has-text('Siti Rahmawati')")
	growth = page.locator(".modal.show [data-fieldname='peer_growth'] textarea")
	growth.wait_for()
	assert growth.input_value() == SUMMARIES["groups"][0]["growth"][0]["text"]
	growth.fill("Goals come late.")
	desk.picture("feedback-summaries", whole=False)
	page.click(".modal.show button:has-text('Save')")
	page.wait_for_selector("text=Saved, and marked as edited.")
	kept = json.loads(stored(house, "coming", "summaries"))
	assert kept["groups"][0]["growth"] == [{"text": "Goals come late.", "edited": True}]
	assert kept["groups"][0]["strengths"] == SUMMARIES["groups"][0]["strengths"]
	assert stored(house, "coming", "state") == "Sealed"
	frappe.db.set_value(RESULT, house.result["coming"], {"state": "Released", "released_on": now()})
	frappe.db.commit()
	desk.go(f"feedback-result/{house.result['coming']}")
	page.wait_for_selector(".tp-report-rows")
	assert "Goals come late. [edited by HR]" in " ".join(page.inner_text(".tp-report").split())
	frappe.db.set_value(RESULT, house.result["coming"], {"state": "Sealed", "released_on": None})
	frappe.db.commit()
	assert desk.complaints == []
	desk.close()
