"""A frozen pay round in a browser: the report that HR looks at, the check of its hash, and the file for payroll."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import pytest

import frappe
from frappe.permissions import add_user_permission
from frappe.utils import now, nowdate
from frappe.utils.password import update_password

from browsing import Desk, chromium
from harness import Site
from people import make_employee, user_of
from sample_site import into
from talent_performance.flows.reward import rounds
from web import PASSWORD, served

COMPANY, CYCLE, ROUND = "Merit Testing", "CYCLE-MERIT", "PAY-TESTING"
NAMES = (
	"Adi Nugroho", "Ayu Lestari", "Bagus Santoso", "Bella Maharani", "Cahya Wibowo", "Citra Dewi", "Dimas Pratama", "<b>Lia</b> Utami",
)  # fmt: skip
RATINGS = (5, 4, 4, 3, 3, 3, 2, 0)
LABELS = {5: "Outstanding", 4: "Exceeds expectations", 3: "Meets expectations", 2: "Below expectations"}
PERCENT = {5: 6.0, 4: 4.0, 3: 2.5, 2: 0.0}
FACTOR = 0.8


@dataclass(frozen=True)
class Place:
	"""HR's user, and the Employee records."""

	hr: str
	people: list[str]


@pytest.fixture(scope="module")
def place(site: Site) -> Iterator[Place]:
	"""A company of its own, committed for the web server, and taken away again."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	made = build()
	frappe.db.commit()
	try:
		yield made
	finally:
		frappe.db.rollback()
		frappe.set_user("Administrator")
		take_away(made)


def build() -> Place:
	"""HR, and a round with a line for each of eight people."""
	values = {"company_name": COMPANY, "abbr": "MT", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 3021, "rgt": 3022}).db_insert()
	hr = make_employee("Mthr", roles=("HR Manager",), company=COMPANY, create_user_permission=0)
	add_user_permission("Company", COMPANY, user_of(hr), ignore_permissions=True)
	update_password(user_of(hr), PASSWORD)
	people = [make_employee(f"Mt{at}", user=False, company=COMPANY) for at in range(len(NAMES))]
	companies = pd.DataFrame({"company": [COMPANY]}, index=[CYCLE])
	row = {"title": "Year of Merit", "kind": "Annual", "start_date": "2025-01-01", "end_date": "2025-12-31"}
	table = pd.DataFrame([{**row, "state": "Published"}], index=[CYCLE])
	into("Performance Cycle", table, {"companies": companies}, reserved=[CYCLE])
	fill(people)
	return Place(user_of(hr), [*people, hr])


def fill(people: list[str]) -> None:
	"""The round as computing and freezing leave it."""
	salary = pd.Series([9_000_000.0 + 750_000 * at for at in range(len(people))])
	rating = pd.Series(RATINGS, dtype=float)
	guideline = salary * rating.map(PERCENT).fillna(0) / 100
	merit = (guideline * FACTOR).round()
	lines = pd.DataFrame(
		{
			"pay_round": ROUND, "employee": people, "employee_name": NAMES, "company": COMPANY, "rating": rating,
			"rating_label": rating.map(LABELS), "share": 100.0, "state": "Frozen", "salary": salary, "range_low": 8_000_000.0,
			"range_high": 16_000_000.0, "position": (salary - 8_000_000) / 80_000, "percent": rating.map(PERCENT).fillna(0),
			"guideline": guideline, "merit": merit, "new_salary": salary + merit,
			"reason": rating.map(lambda each: None if each else "No rating in this cycle"),
		}
	)  # fmt: skip
	about = {
		"title": "Merit 2026", "cycle": CYCLE, "company": COMPANY, "state": "Draft", "effective_on": nowdate(), "factor": FACTOR,
		"budget": float(merit.sum()), "suggested": float(merit.sum()), "least_days": 90, "prorated": 1, "computed_on": now(),
	}  # fmt: skip
	rules = [{"rating": each, "third": "Any", "percent": PERCENT[each]} for each in sorted(PERCENT)]
	doc = frappe.get_doc({"doctype": rounds.DOCTYPE, "name": ROUND, **about, "rules": rules})
	doc.db_insert()
	for line in doc.rules:
		line.parent = ROUND
		line.db_insert()
	into(rounds.LINE, lines)
	doc.reload()
	frozen = {
		"state": "Frozen",
		"frozen_on": now(),
		"frozen_by": "Administrator",
		"content_hash": rounds.content_hash(doc),
	}
	frappe.db.set_value(rounds.DOCTYPE, ROUND, frozen)


def take_away(place: Place) -> None:
	"""Everything that was committed, so that other tests' counts stay true."""
	frappe.db.delete(rounds.LINE, {"pay_round": ROUND})
	frappe.db.delete("Merit Rule", {"parent": ROUND})
	frappe.db.delete(rounds.DOCTYPE, {"name": ROUND})
	frappe.db.delete("Cycle Company", {"parent": CYCLE})
	frappe.db.delete("Performance Cycle", {"name": CYCLE})
	frappe.db.delete("Talent Access Log", {"user": place.hr})
	frappe.db.delete("User Permission", {"user": place.hr})
	for doctype in (
		"Talent Profile Employment",
		"Talent Profile",
		"Reporting Line",
		"Reporting Line History",
	):
		frappe.db.delete(doctype, {"employee": ("in", place.people)})
	frappe.db.delete("Employee", {"name": ("in", place.people)})
	frappe.db.delete("Company", {"name": COMPANY})
	frappe.delete_doc("User", place.hr, force=True, ignore_permissions=True)
	frappe.db.commit()
	frappe.clear_cache()


@pytest.fixture(scope="module")
def desk(site: Site, place: Place) -> Iterator[Desk]:
	"""HR in a browser."""
	with served(site) as address, chromium() as browser:
		yield Desk(browser, site, address, place.hr)


@pytest.fixture
def hr(desk: Desk) -> Iterator[Desk]:
	desk.complaints.clear()
	yield desk
	assert desk.complaints == []


def side(desk: Desk, label: str) -> str:
	"""On which side a column of the report stands."""
	heading = desk.page.locator(".dt-cell--header .dt-cell__content", has_text=label).first
	return heading.evaluate("cell => getComputedStyle(cell).textAlign")


def test_the_report_shows_merit_and_why_there_is_none(hr: Desk) -> None:
	page = hr.go(f"query-report/Merit%20Proposal?pay_round={ROUND}")
	page.wait_for_selector(".report-wrapper .datatable .dt-row-0")
	hr.settle()
	said = page.inner_text(".page-body:visible")
	for text in ("Outstanding", "Budget", "All Scaled By", "Without a Suggestion", "Adi Nugroho"):
		assert text in said
	assert page.query_selector(".datatable b") is None
	assert side(hr, "Department") == side(hr, "Level") == "left" and side(hr, "Salary") == "right"
	hr.picture("merit-proposal")


def test_a_frozen_round_is_checked_and_goes_to_payroll(hr: Desk) -> None:
	page = hr.go(f"pay-round/{ROUND}")
	page.wait_for_selector("button:visible:has-text('Check the Hash')")
	hr.settle()
	hr.picture("pay-round")
	page.click("button:visible:has-text('Check the Hash')")
	page.wait_for_selector(".modal.show:has-text('The lines are those that were frozen.')")
	page.click(".modal.show .btn-modal-close")
	page.wait_for_selector(".modal.show", state="hidden")
	with page.expect_download() as download:
		page.click("button:visible:has-text('Excel for Payroll')")
	assert download.value.suggested_filename == f"{ROUND}.xlsx"
	frappe.db.rollback()
	assert frappe.db.get_value(rounds.DOCTYPE, ROUND, "state") == "Frozen"
