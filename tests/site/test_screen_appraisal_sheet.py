"""The sheet at the desk: HR checks and publishes it, the manager reads sixty lines, the employee waits for the result."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

import frappe
from frappe.utils.password import update_password

from browsing import Desk, chromium
from harness import Site
from people import user_of
from reviewed import drop, make_potential
from sheets import ARABIC, CYCLE, EARLIER, HOSTILE, Sheets, build, close_and_publish
from talent_performance.flows import close, seeds
from web import PASSWORD, served

COMPANY = "Sheet Testing"
CALLED = {
	"siti": "Siti Rahayu",
	"many": ARABIC,
	"manager": "Bambang Wijaya",
	"upper": "Dewi Kusuma",
	"hr": "Ratna Sari",
}
STORED = frappe.utils.sanitize_html(HOSTILE)  # as a form stores it
WHY = "Carried more than was planned."
ABOUT_THEM = (
	"Objective",
	"Key Result",
	"Key Result Update",
	"Check-in",
	"Feedback Note",
	"Talent Assessment",
)


@pytest.fixture(scope="module")
def house(site: Site, hushed: None) -> Iterator[Sheets]:
	"""Committed, for the web server is another process; the appraisals are closed and wait for publication."""
	frappe.db.rollback()
	frappe.clear_cache()
	frappe.set_user("Administrator")
	clear()
	values = {"company_name": COMPANY, "abbr": "SHT", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 3001, "rgt": 3002}).db_insert()
	seeds.plant_wordings()
	made = build(COMPANY, "Sc", CALLED)
	make_potential([made.of["siti"]])
	for employee in made.of.values():
		update_password(user_of(employee), PASSWORD)
	close.close(CYCLE, list(made.appraisal.values()))
	make_presentable(made)
	frappe.db.commit()
	yield made
	frappe.set_user("Administrator")
	frappe.db.rollback()
	clear()


def make_presentable(made: Sheets) -> None:
	"""Siti's appraisal as a company would have it, for the pictures; the others keep their hostile texts."""
	for name, title in ((CYCLE, "Year 2025"), (EARLIER, "Year 2024")):
		frappe.db.set_value("Performance Cycle", name, "title", title)
	sheet = {"appraisal": made.appraisal["siti"], "perspective": "Manager"}
	said = "The region grew, and complaints are down. Next year: delegate more."
	frappe.db.set_value("Appraisal Review", sheet, {"summary": said, "overall_reason": WHY})
	frappe.db.set_value("Appraisal Result", {"appraisal": sheet["appraisal"]}, "manager_reason", WHY)
	for doctype in ("Appraisal Objective", "Objective"):
		frappe.db.set_value(doctype, {"title": ("like", "%sales%")}, "title", "Margin of new products")
	frappe.db.set_value(
		"Check-in", {"employee": made.of["siti"], "on_date": "2025-03-05"}, "moved", "Opened two shops."
	)
	first = {"parent": made.appraisal["many"], "idx": 1}
	frappe.db.set_value("Appraisal Objective", first, "title", STORED)
	for at, attainment in enumerate((97.5, 111.0, 73.7, 83.3)):
		grade = "Green" if attainment >= 80 else "Amber"
		name = f"{made.of['siti']}-O{at:02d}"
		frappe.db.set_value("Objective", name, {"attainment": attainment, "grade": grade})


def clear() -> None:
	"""Everything that this company has, so that nobody else counts it."""
	people = frappe.get_all("Employee", {"company": COMPANY}, ["name", "user_id"], order_by="name")
	names, users = ([each[field] for each in people] or [""] for field in ("name", "user_id"))
	for doctype in ABOUT_THEM:
		frappe.db.delete(doctype, {"employee": ("in", names)})
	drop([CYCLE, EARLIER], names)
	profiles = frappe.get_all("Talent Profile Employment", {"employee": ("in", names)}, pluck="parent") or [
		""
	]
	frappe.db.delete("Talent Profile Employment", {"employee": ("in", names)})
	frappe.db.delete("Talent Profile", {"name": ("in", profiles)})
	for column in ("employee", "manager"):
		frappe.db.delete("Reporting Line", {column: ("in", names)})
		frappe.db.delete("Reporting Line History", {column: ("in", names)})
	for doctype, column in (("User Permission", "user"), ("Has Role", "parent"), ("User", "name")):
		frappe.db.delete(doctype, {column: ("in", users)})
	for doctype, column in (
		("Employee", "company"),
		("Result Letter Wording", "for_company"),
		("Company", "name"),
	):
		frappe.db.delete(doctype, {column: COMPANY})
	frappe.db.commit()
	frappe.clear_cache()


@pytest.fixture(scope="module")
def desks(site: Site, house: Sheets) -> Iterator[dict[str, Desk]]:
	"""Everybody at the desk in the same browser."""
	with served(site) as address, chromium() as browser:
		people = {who: Desk(browser, site, address, house.user(who)) for who in ("hr", "manager", "siti")}
		for desk in people.values():
			desk.page.on("dialog", partial(note_dialog, desk))
		yield people
		for desk in people.values():
			desk.close()


def note_dialog(desk: Desk, dialog: Any) -> None:
	"""Markup in a text that was run."""
	desk.complaints.append(f"dialog: {dialog.message}")
	dialog.dismiss()


def open_sheet(desk: Desk, house: Sheets, who: str) -> str:
	"""The form of somebody's appraisal; returns what the sheet says."""
	desk.go(f"performance-appraisal/{house.appraisal[who]}")
	desk.page.wait_for_selector(".tp-facts")
	desk.settle()
	return desk.page.inner_text(".tp-appraisal")


def test_before_publication_the_employee_reads_the_own_side(house: Sheets, desks: dict[str, Desk]) -> None:
	desk = desks["siti"]
	said = open_sheet(desk, house, "siti")
	assert "This is your own side" in said and "Revenue of the region" in said
	for secret in ("Three Ratings", "Carried", "Calculated Score"):
		assert secret not in said
	desk.picture("own-side")
	assert desk.complaints == []


def test_the_manager_reads_sixty_lines(house: Sheets, desks: dict[str, Desk]) -> None:
	desk = desks["manager"]
	said = open_sheet(desk, house, "many")
	assert "Objective number 60 of many" in said and "Preliminary" in said
	assert ARABIC in said and STORED in said
	assert desk.page.locator("table[aria-label='Objectives'] tbody tr").count() == 60
	assert desk.page.evaluate("document.documentElement.scrollWidth") <= 1400
	desk.picture("sixty")
	assert desk.complaints == []


def test_hr_checks_the_sheet_and_publishes_it(house: Sheets, desks: dict[str, Desk]) -> None:
	desk, page = desks["hr"], desks["hr"].page
	said = open_sheet(desk, house, "siti")
	for expected in ("Siti Rahayu", "Three Ratings", "Counts", "From Components to the Score", "rounded to two places", "Earlier Ratings"):  # fmt: skip
		assert expected in said
	score = frappe.db.get_value(
		"Appraisal Result", {"appraisal": house.appraisal["siti"]}, "calculated_score"
	)
	assert f"{score:.2f}".replace(".", ",") in page.inner_text(".tp-total .tp-rating-figure").replace(
		".", ","
	)
	page.focus("details.tp-how summary")
	page.keyboard.press("Enter")
	assert "70 %" in page.inner_text("details.tp-how")
	page.evaluate("window.scrollTo(0, 0)")
	desk.picture("sheet")
	page.evaluate("document.documentElement.setAttribute('data-theme', 'dark')")
	desk.picture("sheet-dark")
	page.evaluate("document.documentElement.setAttribute('data-theme', 'light')")
	page.click(".form-tabs >> text=Evidence")
	page.wait_for_selector("text=Signed the contract.")
	assert "pieces of evidence are from the last 3 months" in page.inner_text(".tab-pane.active")
	desk.picture("evidence")
	page.click(".form-tabs >> text=History")
	page.wait_for_selector(".tp-appraisal >> text=Hold for Calibration")
	desk.picture("history")
	page.click("button:has-text('Publish')")
	page.click(".modal.show .btn-primary")
	page.wait_for_selector(".indicator-pill:has-text('Published')")
	desk.settle()
	frappe.db.rollback()
	state, wording = frappe.db.get_value(
		"Performance Appraisal", house.appraisal["siti"], ["state", "letter_wording"]
	)
	assert state == "Published" and frappe.db.get_value("Result Letter Wording", wording, "language") == "en"
	assert desk.complaints == []


def test_published_the_employee_reads_how_it_came(house: Sheets, desks: dict[str, Desk]) -> None:
	close_and_publish(house, "siti")
	frappe.db.commit()
	desk = desks["siti"]
	said = open_sheet(desk, house, "siti")
	assert "What counts" in said and "Calculated Score" in said and "Carried" in said
	desk.picture("published")
	assert desk.complaints == []


@pytest.mark.skipif(
	not shutil.which("wkhtmltopdf"), reason="NOT TESTED: the PDF, for there is no wkhtmltopdf."
)
def test_hr_downloads_the_signed_sheet(site: Site, house: Sheets, desks: dict[str, Desk]) -> None:
	close_and_publish(house, "siti")
	frappe.db.commit()
	address = desks["hr"].address.replace(site.name, "127.0.0.1")
	answer = desks["hr"].context.request.get(
		f"{address}/api/method/frappe.utils.print_format.download_pdf",
		params={
			"doctype": "Performance Appraisal",
			"name": house.appraisal["siti"],
			"format": "Appraisal Sheet",
		},
		headers={"X-Frappe-Site-Name": site.name},
	)
	assert answer.ok, answer.text()
	said = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.body())).pages)
	assert "Bambang" in said and "Signatures" in said
	if directory := os.environ.get("PICTURES"):
		Path(directory).mkdir(parents=True, exist_ok=True)
		(Path(directory) / "sheet.pdf").write_bytes(answer.body())


def test_employees_form_shows_where_the_person_stands(house: Sheets, desks: dict[str, Desk]) -> None:
	for who, boxed in (("hr", True), ("siti", False)):
		desk = desks[who]
		desk.go(f"employee/{house.of['siti']}")
		desk.page.wait_for_selector("text=Latest Rating")
		said = desk.page.inner_text(".tp-standing")
		assert "Exceeds expectations" in said and "Objectives: 4" in said
		assert ("Nine-Box" in said) is boxed
		desk.picture(f"employee-{who}")
		assert desk.complaints == []


def test_forms_have_small_charts(house: Sheets, desks: dict[str, Desk]) -> None:
	profile = frappe.db.get_value("Performance Appraisal", house.appraisal["siti"], "profile")
	routes = {
		"objective": f"objective/{house.of['siti']}-O00",
		"cycle": f"performance-cycle/{CYCLE}",
		"profile": f"talent-profile/{profile}",
	}
	for name, route in routes.items():
		desks["hr"].go(route)
		desks["hr"].page.wait_for_selector(".tp-chart svg")
		desks["hr"].settle()
		desks["hr"].picture(f"chart-{name}")
	assert desks["hr"].complaints == []


def test_hr_writes_a_wording(house: Sheets, desks: dict[str, Desk]) -> None:
	desk, page = desks["hr"], desks["hr"].page
	made = frappe.get_doc(
		{"doctype": "Result Letter Wording", "language": "en", "for_company": COMPANY, "valid_from": "2020-01-01", "subject": "Your result", "body": "Dear"}
	).insert()  # fmt: skip
	frappe.db.commit()
	desk.go(f"result-letter-wording/{made.name}")
	page.wait_for_selector("button[data-name='rating_label']")
	page.fill("[data-fieldname='body'] textarea", "Dear {employe_name},")
	page.keyboard.press("Tab")
	page.keyboard.press("Control+s")
	page.wait_for_selector("text=Did you mean {employee_name}?")
	desk.picture("wording-refused")
	page.click(".modal.show .btn-modal-close")
	page.wait_for_selector(".modal.show", state="hidden")
	page.fill("[data-fieldname='body'] textarea", "Dear {employee_name}, your result: ")
	page.click("button[data-name='rating_label']")
	page.keyboard.press("Control+s")
	desk.settle()
	page.click("button:has-text('Publish')")
	page.click(".modal.show .btn-primary")
	page.wait_for_selector("button:has-text('New Version')")
	desk.picture("wording")
	frappe.db.rollback()
	stored = frappe.get_doc("Result Letter Wording", made.name)
	assert (stored.status, stored.body) == ("Published", "Dear {employee_name}, your result: {rating_label}")
