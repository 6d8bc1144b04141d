"""HR names who acts for a manager, through the form; the manager and who acts find it there, and end it; in a browser."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

import frappe
from frappe.utils import add_days, getdate
from frappe.utils.password import update_password

from browsing import Desk, chromium
from harness import Site
from people import make_employee, user_of
from talent_performance.access import upkeep
from talent_performance.demo import removing
from web import PASSWORD, served

COMPANY = "Delegation Testing"
WHY = "Parental leave"
BACK = "Back earlier <b>than planned</b>"


@pytest.fixture(scope="module")
def staff(site: Site) -> Iterator[dict[str, str]]:
	"""A manager with one report, HR who names, HR who acts, and a colleague; all of it goes afterwards."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	values = {"company_name": COMPANY, "abbr": "DT", "default_currency": "IDR", "country": "Indonesia"}
	frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 3001, "rgt": 3002}).db_insert()
	tag, here = secrets.token_hex(2), {"company": COMPANY, "create_user_permission": 0}
	of = {"head": make_employee(f"Dhead{tag}", **here)}
	of["manager"] = make_employee(
		f"dm.{tag}", of["head"], first_name="Maya", last_name="Putri", roles=("Employee",), **here
	)
	of["report"] = make_employee(f"dr.{tag}", of["manager"], first_name="Rizal", roles=("Employee",), **here)
	of["names"] = make_employee(f"dn.{tag}", of["head"], first_name="Hana", roles=("HR Manager",), **here)
	of["acts"] = make_employee(
		f"da.{tag}", of["head"], first_name="Hadi", last_name="Wijaya", roles=("Employee", "HR User"), **here
	)
	upkeep.update_lines()
	users = [user_of(each) for each in of.values()]
	for user in users:
		update_password(user, PASSWORD)
	frappe.db.commit()
	yield of
	frappe.db.rollback()
	frappe.set_user("Administrator")
	made = {"Company": [COMPANY], "Performance Cycle": [], "User": users, "Review Template": []}
	delegations = frappe.get_all("Delegation", {"company": COMPANY}, pluck="name")
	removing.delete_all(
		{**removing.doomed({"loaded_at": "", "made": made, "series": {}}), "Delegation": delegations}
	)
	frappe.db.commit()


def test_a_delegation_is_filled_in_found_and_ended_at_the_desk(site: Site, staff: dict[str, str]) -> None:
	with served(site) as address, chromium() as browser:
		sit = {who: Desk(browser, site, address, user_of(staff[who])) for who in staff if who != "head"}
		name = written(sit["names"], staff)
		kept = frappe.db.get_value("Delegation", name, ["*"], as_dict=True)
		assert (kept.employee, kept.acting, kept.reason) == (staff["manager"], staff["acts"], WHY)
		assert (kept.from_date, kept.until_date) == (getdate(), getdate(add_days(getdate(), 30)))
		assert (kept.company, kept.owner, kept.ended_on) == (COMPANY, user_of(staff["names"]), None)
		refused_a_new_one(sit["acts"])
		found(sit["acts"], name)
		hidden(sit["report"], name)
		ended(sit["manager"], name)
		frappe.db.rollback()
		kept = frappe.db.get_value("Delegation", name, ["*"], as_dict=True)
		assert (kept.ended_by, kept.end_reason) == (user_of(staff["manager"]), BACK)
		assert kept.ended_on
		over(sit["acts"], name)
		refusals = sit["report"].complaints
		assert refusals and all("403" in each or "PermissionError" in each for each in refusals)
		for who, desk in sit.items():
			assert who == "report" or not desk.complaints, who
			desk.close()


def written(desk: Desk, staff: dict[str, str]) -> str:
	"""HR Manager types a new form, as a person does: nothing is set for him."""
	page = desk.go("delegation/new")
	field = page.locator(".layout-main-section .form-layout").locator
	for fieldname in ("employee", "acting"):
		who = staff["manager" if fieldname == "employee" else "acts"]
		box = field(f"[data-fieldname={fieldname}] input:visible")
		box.click()
		box.press_sequentially(who)
		page.locator(f"[data-fieldname={fieldname}] [role=option]", has_text=who).first.click()
		desk.settle()
	field("[data-fieldname=employee_name]").get_by_text("Maya Putri").wait_for()
	until = frappe.utils.formatdate(add_days(getdate(), 30), "dd-mm-yyyy")
	page.evaluate("day => cur_frm.fields_dict.until_date.$input.val(day).trigger('change')", until)
	field("[data-fieldname=reason] textarea").fill(WHY)
	field("[data-fieldname=reason] textarea").press("Tab")
	page.locator(".page-actions .primary-action:visible").click()
	page.get_by_role("button", name="End Now").wait_for()
	desk.settle()
	assert not field("textarea:visible").count(), "What is written is never changed."
	page.locator(".desk-alert .close").click()
	page.locator(".desk-alert").wait_for(state="detached")
	page.mouse.move(0, 0)
	desk.picture("delegation")
	frappe.db.rollback()
	return page.evaluate("cur_frm.doc.name")


def refused_a_new_one(desk: Desk) -> None:
	"""HR User reads, and writes none."""
	page = desk.go("delegation")
	page.locator(".list-row-container", has_text="Maya Putri").get_by_text("Hadi Wijaya").wait_for()
	assert not page.locator(".page-actions .primary-action:visible").count()
	desk.picture("delegation-list", whole=False)


def found(desk: Desk, name: str) -> None:
	"""Who acts finds it by its notification, with its reason, and could end it."""
	page = desk.go(f"delegation/{name}")
	page.get_by_text(WHY).first.wait_for()
	page.get_by_role("button", name="End Now").wait_for()
	assert not page.get_by_role("button", name="Save", exact=True).is_visible()
	desk.picture("delegation-acting")


def hidden(desk: Desk, name: str) -> None:
	"""Nobody of the team reads why."""
	page = desk.go(f"delegation/{name}")
	page.get_by_text("Not permitted", exact=False).first.wait_for()
	assert not page.get_by_text(WHY).count()


def ended(desk: Desk, name: str) -> None:
	"""The manager is back before the time."""
	page = desk.go("delegation")
	page.locator(".list-row-container", has_text="Maya Putri").locator("a.ellipsis").first.click()
	page.get_by_role("button", name="End Now").click()
	dialog = page.get_by_role("dialog")
	dialog.locator("textarea").fill(BACK)
	desk.picture("delegation-end", whole=False)
	dialog.get_by_role("button", name="End Now").click()
	page.locator(".section-head:visible", has_text="Ended Early").wait_for()
	desk.settle()
	assert not page.get_by_role("button", name="End Now").count()
	desk.picture("delegation-ended")


def over(desk: Desk, name: str) -> None:
	"""It can't be ended twice; who acted still reads what it was."""
	page = desk.go(f"delegation/{name}")
	page.locator(".section-head:visible", has_text="Ended Early").wait_for()
	desk.settle()
	assert not page.get_by_role("button", name="End Now").count()
