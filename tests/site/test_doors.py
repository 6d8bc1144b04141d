"""Doors of Frappe that lead past lists and documents: child tables and counts give nobody more than the document does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import frappe

from harness import Site
from people import COMPANY, make_employee, user_of
from talent_performance.access import doors, upkeep
from talent_performance.access.guards import PARENTS


@pytest.fixture(scope="module")
def people(site: Site) -> Iterator[dict[str, str]]:
	"""A manager, a report with an appraisal and a review, and a peer; never committed."""
	frappe.db.rollback()
	frappe.clear_cache()
	frappe.set_user("Administrator")
	with pytest.MonkeyPatch.context() as patch:
		patch.setattr(frappe.db, "commit", lambda: None)
		yield build()
	frappe.set_user("Administrator")
	frappe.db.rollback()
	frappe.clear_cache()


def build() -> dict[str, str]:
	"""Who is who."""
	boss = make_employee("Doorboss")
	asti, peer = make_employee("Doorasti", boss), make_employee("Doorpeer", boss)
	upkeep.update_lines()
	fill(asti, boss)
	return {"asti": user_of(asti), "boss": user_of(boss), "peer": user_of(peer), "employee": asti}


def fill(employee: str, manager: str) -> None:
	"""Rows as flows leave them, with a child each."""
	cycle = stored("Performance Cycle", title="Doors", start_date="2025-01-01", end_date="2025-12-31")
	stored(
		"Cycle Company",
		parent=cycle,
		parenttype="Performance Cycle",
		parentfield="companies",
		company=COMPANY,
	)
	about = {"employee": employee, "company": COMPANY, "cycle": cycle}
	appraisal = stored("Performance Appraisal", state="Manager Review", manager=manager, **about)
	stored(
		"Appraisal Segment",
		parent=appraisal, parenttype="Performance Appraisal", parentfield="segments", segment="1",
		start_date="2025-01-01", end_date="2025-12-31",
	)  # fmt: skip
	review = stored(
		"Appraisal Review",
		appraisal=appraisal, perspective="Manager", segment="All", reviewer=manager, state="Submitted",
		seen_by_manager=1, **about,
	)  # fmt: skip
	stored(
		"Review Rating",
		parent=review, parenttype="Appraisal Review", parentfield="ratings", component="Competencies", rating=2,
	)  # fmt: skip


def stored(doctype: str, **values: object) -> str:
	"""A row, past its controller."""
	doc = frappe.get_doc({"doctype": doctype, **values})
	doc.set_new_name()
	doc.db_insert()
	return doc.name


def rows_seen(user: str, child: str) -> int:
	"""How many rows of a child table a user's list holds."""
	frappe.set_user(user)
	try:
		return len(frappe.get_list(child, parent_doctype=PARENTS[child], limit=0))
	except frappe.PermissionError:
		return 0
	finally:
		frappe.set_user("Administrator")


@pytest.mark.parametrize("child", list(PARENTS))
def test_somebody_without_an_employee_lists_no_child_rows(people: dict[str, str], child: str) -> None:
	assert rows_seen("Guest", child) == 0


def test_child_rows_are_seen_with_their_document_and_not_without(people: dict[str, str]) -> None:
	assert rows_seen("Administrator", "Appraisal Segment") >= 1
	seen = {who: rows_seen(people[who], "Appraisal Segment") for who in ("asti", "boss", "peer")}
	assert seen == {"asti": 1, "boss": 1, "peer": 0}


def test_ratings_of_the_managers_review_are_not_its_subjects(people: dict[str, str]) -> None:
	seen = {who: rows_seen(people[who], "Review Rating") for who in ("asti", "boss", "peer")}
	assert seen == {"asti": 0, "boss": 1, "peer": 0}


def counted(user: str, doctype: str, **filters: object) -> int:
	"""What a user is told of how many there are."""
	frappe.set_user(user)
	try:
		return doors.get_count(doctype, filters)
	finally:
		frappe.set_user("Administrator")


def test_a_count_holds_what_the_list_holds(people: dict[str, str]) -> None:
	filters = {"employee": people["employee"]}
	seen = {who: counted(people[who], "Performance Appraisal", **filters) for who in ("asti", "boss", "peer")}
	assert seen == {"asti": 1, "boss": 1, "peer": 0}
	assert counted(people["asti"], "Appraisal Review", **filters) == 0
	assert counted(people["boss"], "Appraisal Review", **filters) == 1


def test_nobody_counts_child_rows(people: dict[str, str]) -> None:
	with pytest.raises(frappe.PermissionError):
		counted(people["boss"], "Review Rating", rating=2)


def test_other_doctypes_are_counted_as_before(people: dict[str, str]) -> None:
	assert counted(people["boss"], "Employee", name=people["employee"]) == 1


def test_frappe_is_told_of_the_door(people: dict[str, str]) -> None:
	hooked = frappe.get_hooks("override_whitelisted_methods")["frappe.client.get_count"]
	assert hooked[-1] == "talent_performance.access.doors.get_count"
