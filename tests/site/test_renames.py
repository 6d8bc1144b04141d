"""What happens to our rows when records of ERPNext are renamed or merged, and when somebody comes back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import frappe

from harness import Site
from people import COMPANY, OTHER_COMPANY, change, make_employee, make_other_company, user_of
from staff import profile_of
from talent_performance.exceptions import RenameRefused
from talent_performance.flows import renames
from talent_performance.store.policy import freeze, policy_from_settings, policy_of

Document = frappe.model.document.Document
APPRAISAL, RESULT, REVIEW = "Performance Appraisal", "Appraisal Result", "Appraisal Review"
CONTENT = (APPRAISAL, RESULT, REVIEW, "Appraisal Event", "Objective", "Talent Placement", "Talent Assessment")


@pytest.fixture(scope="module")
def house(site: Site) -> Iterator[dict[str, str]]:
	"""Two records of one person, a manager, a cycle; never committed."""
	with pytest.MonkeyPatch.context() as patch:
		frappe.db.rollback()
		frappe.clear_cache()
		frappe.set_user("Administrator")
		patch.setattr(frappe.db, "commit", lambda: None)
		boss = make_employee("Boss")
		made = {
			"boss": boss,
			"kept": make_employee("Kept", boss),
			"double": make_employee("Double", boss, user=False),
		}
		yield {**made, "cycle": row("Performance Cycle", **CYCLE).name}
		frappe.set_user("Administrator")
		frappe.db.rollback()
		frappe.clear_cache()


@pytest.fixture(autouse=True)
def in_savepoint(house: dict[str, str]) -> Iterator[None]:
	"""What a test changes, it changes for itself."""
	frappe.db.savepoint("test")
	yield
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="test")
	frappe.clear_cache()


CYCLE = {
	"title": "Year 2025",
	"kind": "Annual",
	"start_date": "2025-01-01",
	"end_date": "2025-12-31",
	"state": "Launched",
}


def row(doctype: str, **values: Any) -> Document:
	"""A row as a flow of another day has written it."""
	doc = frappe.get_doc({"doctype": doctype, **values})
	doc.set_new_name()
	doc.db_insert()
	for child in doc.get_all_children():
		child.parent = doc.name
		child.db_insert()
	return doc


def appraisal(house: dict[str, str], of: str, state: str = "Goal Setting", **values: Any) -> Document:
	"""An appraisal as the launch leaves it, with a line and an event."""
	doc = row(
		APPRAISAL, employee=house[of], cycle=house["cycle"], company=COMPANY, state=state, version=1,
		profile=profile_of(house[of]).name, manager=house["boss"],
		competencies=[{"component": "Competencies", "item": "Teamwork"}], **values,
	)  # fmt: skip
	row(
		"Appraisal Event", appraisal=doc.name, employee=house[of], deed="launch", to_state="Goal Setting",
		at="2025-01-01", by="Administrator",
	)  # fmt: skip
	return doc


def review(doc: Document, perspective: str = "Self") -> Document:
	"""A review with a rating."""
	return row(
		REVIEW, appraisal=doc.name, employee=doc.employee, perspective=perspective, segment="All",
		reviewer=doc.employee, ratings=[{"component": "Competencies", "rating": 3}],
	)  # fmt: skip


def result(doc: Document, **values: Any) -> Document:
	"""A result."""
	return row(
		RESULT, appraisal=doc.name, employee=doc.employee, cycle=doc.cycle, profile=doc.profile, **values
	)


def merge(house: dict[str, str], old: str = "double", new: str = "kept") -> None:
	"""What HR does with a record that is there twice."""
	frappe.rename_doc("Employee", house[old], house[new], merge=True, show_alert=False)


def everything() -> dict[str, list]:
	"""What is there, row by row."""
	return {
		doctype: frappe.get_all(doctype, fields=["*"], order_by="name", as_list=True) for doctype in CONTENT
	}


def remaining(house: dict[str, str]) -> list[str]:
	"""The appraisals of the cycle."""
	return frappe.get_all(APPRAISAL, {"cycle": house["cycle"]}, pluck="name", order_by="name")


def test_links_follow_a_renamed_employee(house: dict[str, str]) -> None:
	doc = appraisal(house, "kept")
	review(doc)
	row(
		"Objective",
		title="Grow",
		level="Individual",
		employee=house["kept"],
		company=COMPANY,
		cycle=doc.cycle,
	)
	frappe.rename_doc("Employee", house["kept"], "RENAMED", show_alert=False)
	frappe.rename_doc("Employee", house["boss"], "RENAMED-BOSS", show_alert=False)
	doc.reload()
	assert (doc.employee, doc.manager, doc.profile) == ("RENAMED", "RENAMED-BOSS", profile_of("RENAMED").name)
	for doctype, column in ((REVIEW, "reviewer"), ("Objective", "employee"), ("Appraisal Event", "employee")):
		assert frappe.get_all(doctype, {column: "RENAMED"}), doctype
		assert not frappe.get_all(doctype, {column: house["kept"]}), doctype


def test_an_untouched_appraisal_gives_way_to_the_one_with_content(house: dict[str, str]) -> None:
	empty, full = appraisal(house, "kept"), appraisal(house, "double")
	review(full)
	merge(house)
	assert remaining(house) == [full.name]
	full.reload()
	assert (full.employee, full.profile) == (house["kept"], profile_of(house["kept"]).name)
	assert not frappe.get_all("Appraisal Competency", {"parent": empty.name})
	assert not frappe.get_all("Appraisal Event", {"appraisal": empty.name})


def test_of_two_untouched_ones_that_of_the_record_that_stays_stays(house: dict[str, str]) -> None:
	kept, _double = appraisal(house, "kept"), appraisal(house, "double")
	merge(house)
	assert remaining(house) == [kept.name]


TRACES = {
	"a review": lambda doc: review(doc),
	"a result": lambda doc: result(doc),
	"a move": lambda doc: row(
		"Appraisal Event", appraisal=doc.name, employee=doc.employee, deed="approve_goals",
		from_state="Goal Setting", to_state="Goals Approved", at="2025-02-01", by="Administrator",
	),
	"an absence": lambda doc: row(
		"Appraisal Absence", parent=doc.name, parenttype=APPRAISAL, parentfield="absences",
		start_date="2025-01-01", end_date="2025-02-01",
	),
	"a state": lambda doc: doc.db_set("state", "Self Review"),
	"a version": lambda doc: doc.db_set("version", 2),
}  # fmt: skip


@pytest.mark.parametrize("trace", TRACES.values(), ids=list(TRACES))
def test_two_with_content_refuse_the_merge_before_anything_changes(house: dict[str, str], trace: Any) -> None:
	docs = [appraisal(house, "kept"), appraisal(house, "double")]
	for doc in docs:
		trace(doc)
	before = everything()
	with pytest.raises(RenameRefused) as caught:
		merge(house)
	frappe.clear_messages()
	assert all(doc.name in str(caught.value) for doc in docs)
	assert "Year 2025" in str(caught.value)
	assert everything() == before
	assert profile_of(house["double"]).name != profile_of(house["kept"]).name
	assert frappe.get_all("Reporting Line", {"employee": house["double"]})


def test_once_the_wrong_one_is_cancelled_the_merge_goes_through(house: dict[str, str]) -> None:
	kept, double = appraisal(house, "kept"), appraisal(house, "double", state="Cancelled")
	result(kept)
	result(double)
	gone = review(double)
	review(kept)
	merge(house)
	assert remaining(house) == [kept.name]
	assert frappe.get_all(RESULT, {"cycle": house["cycle"]}, pluck="appraisal") == [kept.name]
	assert not frappe.get_all("Review Rating", {"parent": gone.name})


def test_results_without_their_appraisals_refuse_too(house: dict[str, str]) -> None:
	docs = [appraisal(house, "kept"), appraisal(house, "double")]
	names = [result(doc).name for doc in docs]
	renames.drop(APPRAISAL, [docs[0].name])
	with pytest.raises(RenameRefused, match=names[1]):
		merge(house)
	frappe.clear_messages()
	assert set(names) == set(frappe.get_all(RESULT, {"cycle": house["cycle"]}, pluck="name"))


def test_nobody_becomes_the_own_manager(house: dict[str, str]) -> None:
	doc = appraisal(house, "double")
	doc.db_set("manager", house["kept"])
	made = result(doc, manager=house["kept"])
	merge(house)
	assert frappe.db.get_value(APPRAISAL, doc.name, ["employee", "manager"]) == (house["kept"], None)
	assert frappe.db.get_value(RESULT, made.name, "manager") is None
	assert not frappe.has_permission(RESULT, "read", doc=made.name, user=user_of(house["kept"]))


def assessment(house: dict[str, str], of: str, as_of: str) -> Document:
	"""A Talent Assessment."""
	return row("Talent Assessment", profile=profile_of(house[of]).name, employee=house[of], as_of=as_of)


@pytest.mark.parametrize(
	("kept", "double", "stays"), [("2025-06-30", "2024-12-31", 0), ("2024-12-31", "2025-06-30", 1)]
)
def test_of_two_assessments_the_later_stays_and_the_ledger_keeps_both(
	house: dict[str, str], kept: str, double: str, stays: int
) -> None:
	made = [assessment(house, "kept", kept), assessment(house, "double", double)]
	for of in ("kept", "double"):
		row(
			"Talent Placement",
			profile=profile_of(house[of]).name,
			employee=house[of],
			placed_on=kept,
			cause="Close",
		)
	merge(house)
	profile = profile_of(house["kept"]).name
	assert frappe.get_all("Talent Assessment", {"profile": profile}, pluck="name") == [made[stays].name]
	kept_of_both = {"profile": profile, "employee": house["kept"], "cause": "Close"}
	assert len(frappe.get_all("Talent Placement", kept_of_both)) == 2


def test_the_history_of_somebody_who_comes_back_stays_with_the_person(house: dict[str, str]) -> None:
	doc, user = appraisal(house, "kept", state="Acknowledged"), user_of(house["kept"])
	change(house["kept"], status="Left", relieving_date="2026-01-31")
	again = make_employee("Keptagain", house["boss"], user=False, user_id=user, date_of_joining="2026-06-01")
	profile = profile_of(again)
	assert profile.name == doc.profile
	assert profile.employee == again
	assert frappe.get_all(APPRAISAL, {"profile": profile.name}, pluck="employee") == [house["kept"]]
	frappe.set_user(user)
	assert doc.name in frappe.get_list(APPRAISAL, pluck="name")


# Companies, departments, designations, branches


def master(doctype: str, name: str) -> str:
	"""A Designation, Department or Branch."""
	if doctype == "Company":
		return make_other_company()
	key = {"Department": "department_name", "Designation": "designation_name", "Branch": "branch"}[doctype]
	more = {"company": COMPANY} if doctype == "Department" else {}
	return frappe.get_doc({"doctype": doctype, key: name, **more}).insert().name


COLUMNS = {"Company": "company", "Department": "department", "Designation": "designation", "Branch": "branch"}


@pytest.mark.parametrize("doctype", list(COLUMNS))
def test_our_links_and_rules_follow_a_renamed_master(house: dict[str, str], doctype: str) -> None:
	old = master(doctype, "Before")
	frozen = policy_from_settings()
	rule = {"effect": "Leave Out", "attribute": doctype, "value": old}
	cycle = row("Performance Cycle", **CYCLE, companies=[{"company": COMPANY}], rules=[rule])
	cycle.db_set("policy", freeze(frozen))
	frappe.local.dynamic_link_map = None  # as in a request of its own
	doc = appraisal(house, "kept")
	doc.db_set(COLUMNS[doctype], old)
	new = frappe.rename_doc(doctype, old, "After", show_alert=False)
	assert frappe.db.get_value(APPRAISAL, doc.name, COLUMNS[doctype]) == new != old
	assert frappe.get_all("Cycle Template Rule", {"parent": cycle.name}, pluck="value") == [new]
	assert policy_of(cycle.name) == frozen


def requires(designation: str | None, company: str | None) -> Document:
	"""What a role requires."""
	return row(ROLE_PROFILE, designation=designation, company=company, title="x")


ROLE_PROFILE = renames.ROLE_PROFILE


def test_two_roles_that_require_something_each_are_not_merged(house: dict[str, str]) -> None:
	old, new = master("Designation", "Old Role"), master("Designation", "New Role")
	made = [requires(old, COMPANY), requires(new, COMPANY)]
	with pytest.raises(RenameRefused) as caught:
		frappe.rename_doc("Designation", old, new, merge=True, show_alert=False)
	frappe.clear_messages()
	assert all(doc.name in str(caught.value) for doc in made)
	assert frappe.db.exists("Designation", old)
	made[0].delete(force=True)
	frappe.rename_doc("Designation", old, new, merge=True, show_alert=False)
	assert not frappe.db.exists("Designation", old)


def test_a_role_s_title_follows_its_designation(house: dict[str, str]) -> None:
	old, new = master("Designation", "Old Role"), master("Designation", "New Role")
	made = requires(old, COMPANY)
	requires(new, None)
	frappe.rename_doc("Designation", old, new, merge=True, show_alert=False)
	assert frappe.db.get_value(ROLE_PROFILE, made.name, "title") == f"New Role, {COMPANY}"


def test_a_cycle_of_two_companies_that_become_one_names_it_once(house: dict[str, str]) -> None:
	other = make_other_company()
	cycle = row("Performance Cycle", **CYCLE, companies=[{"company": COMPANY}, {"company": other}])
	alone = row("Performance Cycle", **CYCLE, companies=[{"company": other}])
	renames.before_role_rename(frappe.get_doc("Company", other), "", other, COMPANY, merge=True)
	of = {
		doc.name: frappe.get_all("Cycle Company", {"parent": doc.name}, pluck="company")
		for doc in (cycle, alone)
	}
	assert of == {cycle.name: [COMPANY], alone.name: [OTHER_COMPANY]}
