"""HR writes an agreement at the desk, and from then on no door over HTTP leads to what it switches off; in a browser."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

import frappe
from frappe.utils import today
from frappe.utils.password import update_password

from browsing import Desk, chromium
from harness import Site
from people import make_employee, user_of
from talent_performance.access import upkeep
from talent_performance.demo import removing
from web import PASSWORD, Person, Refused, served

COMPANY = "Agreement Testing"
BRANCHES = ("Surabaya Plant", "Jakarta Office")
TITLE = "Works Agreement 2026/3"
TEXT = "No potential is assessed, and nobody stands in a nine-box, at the plant."
ASSESSED, PLACED = "Potential Assessment", "Talent Assessment"


@pytest.fixture(scope="module")
def staff(site: Site) -> Iterator[dict[str, str]]:
	"""A manager, one of his people in each branch, and HR; all of it, with a place for each, goes afterwards."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	values = {"company_name": COMPANY, "abbr": "AG", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 3001, "rgt": 3002}).db_insert()
	for branch in BRANCHES:
		frappe.get_doc({"doctype": "Branch", "branch": branch}).insert(ignore_if_duplicate=True)
	here = {"company": COMPANY, "create_user_permission": 0}
	of = {"hr": make_employee(f"Ahr{secrets.token_hex(2)}", roles=("HR Manager",), **here)}
	for who, branch in zip(("rina", "budi"), BRANCHES, strict=True):
		of[who] = make_employee(f"A{who}", of["hr"], user=False, branch=branch, **here)
	upkeep.update_lines()
	for who in ("rina", "budi"):
		assess(of[who])
	user = user_of(of["hr"])
	frappe.permissions.add_user_permission("Company", COMPANY, user, ignore_permissions=True)
	update_password(user, PASSWORD)
	frappe.db.commit()
	yield of
	frappe.db.rollback()
	frappe.set_user("Administrator")
	agreements = frappe.get_all("Works Agreement", {"company": COMPANY}, pluck="name")
	made = {"Company": [COMPANY], "Performance Cycle": [], "User": [user], "Review Template": []}
	removing.delete_all(
		{**removing.doomed({"loaded_at": "", "made": made, "series": {}}), "Works Agreement": agreements}
	)
	removing.delete_with_children("Branch", BRANCHES)
	frappe.db.commit()


def assess(employee: str) -> None:
	"""Somebody's potential, as Administrator says it; the place in the nine-box follows."""
	doc = frappe.get_doc({"doctype": ASSESSED, "employee": employee, "assessed_on": today()}).insert()
	for line in doc.ratings:
		line.rating = 4
	frappe.get_attr("talent_performance.flows.potential.submit")(doc)


def reached(person: Person, employee: str) -> dict[str, int]:
	"""How much of somebody each door gives: lists, a count, a report."""
	only = f'[["employee", "=", "{employee}"]]'
	lists = {
		doctype: len(person.list(doctype, filters=only)) for doctype in (ASSESSED, PLACED, "Talent Placement")
	}
	count = person.ask("frappe.client.get_count", doctype=PLACED, filters=f'{{"employee": "{employee}"}}')
	report = person.ask("frappe.desk.query_report.run", report_name="Talent Matrix", filters="{}")
	named = sum(row.get("employee") == employee for row in report["result"])
	exported = person.export(PLACED, {"employee": employee}).decode().count("\n") - 1
	return {**lists, "count": count, "report": named, "export": exported}


def test_hr_writes_an_agreement_and_every_door_closes(site: Site, staff: dict[str, str]) -> None:
	hr, rina, budi = user_of(staff["hr"]), staff["rina"], staff["budi"]
	with served(site) as address, chromium() as browser:
		person = Person(address, site, hr)
		before = reached(person, rina)
		assert all(before.values())
		documents = {
			doctype: frappe.db.get_value(doctype, {"employee": rina}) for doctype in (ASSESSED, PLACED)
		}
		assert all(person.read(doctype, name) for doctype, name in documents.items())
		desk = Desk(browser, site, address, hr)
		write_agreement(desk)
		frappe.db.rollback()
		kept = frappe.db.get_value("Works Agreement", {"title": TITLE}, ["*"], as_dict=True)
		assert (kept.company, kept.branch, kept.potential, kept.nine_box) == (COMPANY, BRANCHES[0], 1, 1)
		assert (kept.guidelines, kept.individual_analytics) == (0, 0)
		assert not any(reached(person, rina).values())
		assert reached(person, budi) == before
		for doctype, name in documents.items():
			with pytest.raises(Refused) as refusal:
				person.read(doctype, name)
			assert refusal.value.status == 403
		for attempt in (assess_over_http, ask_over_http):
			with pytest.raises(Refused, match=TITLE) as refusal:
				attempt(person, rina)
			assert (refusal.value.status, refusal.value.kind) == (417, "PracticeOff")
		assert assess_over_http(person, budi)["name"]
		assert desk.complaints == []
		desk.close()
	frappe.db.rollback()
	assert frappe.db.count(ASSESSED, {"employee": rina}) == 1


def write_agreement(desk: Desk) -> None:
	"""As HR does it: a new form, whom it is for, what it switches off, the text."""
	page = desk.go("works-agreement/new")
	field = page.locator(".layout-main-section .form-layout").locator
	field("[data-fieldname=title] input").fill(TITLE)
	page.evaluate(
		"([company, branch]) => cur_frm.set_value({ company, branch, agreed_on: '2026-03-02', valid_from: '2026-04-01' })",
		[COMPANY, BRANCHES[0]],
	)
	field("input[data-fieldname=potential]").check()
	field("[data-fieldname=text] textarea").fill(TEXT)
	field("[data-fieldname=title] input").focus()
	page.locator(".page-actions .primary-action:visible").click()
	page.locator(".form-message:has-text('People whom it is about today: 1')").wait_for()
	assert page.locator(".page-head .indicator-pill:has-text('In Force')").count()
	desk.settle()
	page.locator(".desk-alert .close").click()
	page.locator(".desk-alert").wait_for(state="detached")
	desk.picture("works-agreement")
	desk.go("works-agreement/view/list")
	page.locator(f".list-row:has-text('{TITLE}') .indicator-pill:has-text('In Force')").first.wait_for()
	desk.picture("works-agreement-list", whole=False)


def assess_over_http(person: Person, employee: str) -> dict:
	return person.add(ASSESSED, employee=employee, assessed_on=today())


def ask_over_http(person: Person, employee: str) -> object:
	path = "talent_performance.talent_performance.doctype.potential_assessment.potential_assessment.questions_for"
	return person.call(path, employee=employee)
