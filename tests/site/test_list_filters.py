"""Filters that lists come with, number cards and tours: they are there once, hold together, and count what their reader may see."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

import frappe
from frappe.desk.doctype.number_card.number_card import get_result

from harness import Site
from people import OTHER_COMPANY, make_employee, make_other_company, user_of
from reviewed import make_appraisals, make_cycle
from staff import company
from talent_performance.access import upkeep
from talent_performance.flows import list_filters

MODULE = "Talent Performance"
CARDS = (
	"Appraisals Under Way", "Overdue Appraisals", "Reviews Waiting for Me", "Objectives to Approve", "Objectives at Risk",
)  # fmt: skip
TOURS = ("Performance Cycle", "Performance Appraisal", "Objective", "Appraisal Review")
LISTS = ("Performance Appraisal", "Appraisal Review", "Objective", "Talent Run")
SAVED = {"for_user": "", "reference_doctype": ("in", LISTS)}


@pytest.fixture(scope="module")
def office(site: Site) -> Iterator[dict[str, str]]:
	"""A manager with two people, HR of the company and of another one; their appraisals wait."""
	with pytest.MonkeyPatch.context() as patch:
		frappe.db.rollback()
		frappe.clear_cache()
		frappe.set_user("Administrator")
		patch.setattr(frappe.db, "commit", lambda: None)
		try:
			yield build()
		finally:
			frappe.set_user("Administrator")
			frappe.db.rollback()
			frappe.clear_cache()


def build() -> dict[str, str]:
	make_other_company()
	here = {"company": company()}
	manager = make_employee("Lfmanager", **here)
	people = [make_employee(name, manager, **here) for name in ("Lfone", "Lftwo")]
	hr = make_employee("Lfhr", roles=("HR User",), **here)
	abroad = make_employee("Lfabroad", roles=("HR User",), company=OTHER_COMPANY)
	upkeep.update_lines()
	make_cycle("Y2025", 2025)
	make_appraisals("Y2025", people, due_date="2025-02-01")
	return {
		"manager": user_of(manager),
		"person": user_of(people[0]),
		"hr": user_of(hr),
		"abroad": user_of(abroad),
	}


def saved() -> list[dict]:
	return frappe.get_all(
		"List Filter", filters=SAVED, fields=["*"], order_by="reference_doctype, filter_name", limit=0
	)


def test_every_list_has_its_filters_for_everybody(on_site: Site) -> None:
	there = {(row.reference_doctype, row.filter_name) for row in saved()}
	wanted = {(doctype, name) for doctype, named in list_filters.filters("en").items() for name in named}
	assert there == wanted and len(wanted) == 12


@pytest.mark.parametrize("doctype", LISTS)
def test_filters_are_such_that_their_list_understands_them(on_site: Site, doctype: str) -> None:
	meta = frappe.get_meta(doctype)
	for row in [each for each in saved() if each.reference_doctype == doctype]:
		filters = json.loads(row.filters)
		for of, field, operator, value in filters:
			df = meta.get_field(field)
			assert of == doctype and df is not None
			values = value if operator in ("in", "not in") else [value] if operator == "=" else []
			assert set(values) <= set((df.options or "").split("\n")), row.filter_name
		assert isinstance(frappe.get_list(doctype, filters=filters, limit_page_length=5), list)


def test_what_a_company_deletes_or_changes_stays_so(on_site: Site) -> None:
	mine = frappe.get_doc("List Filter", {"reference_doctype": "Objective", "filter_name": "At risk"})
	mine.db_set("filter_name", "Ours")
	frappe.db.delete("List Filter", {"reference_doctype": "Objective", "filter_name": "To approve"})
	list_filters.plant_filters()
	names = {row.filter_name for row in saved() if row.reference_doctype == "Objective"}
	assert "Ours" in names and not names & {"At risk", "To approve"}


def counted(user: str, card: str) -> int:
	"""What a card says to a user; its dynamic filters are the browser's, which knows the day."""
	doc = frappe.get_doc("Number Card", card)
	filters = json.loads(doc.filters_json)
	for of, field, operator, value in json.loads(doc.dynamic_filters_json or "[]"):
		assert value == "frappe.datetime.get_today()"
		filters.append([of, field, operator, frappe.utils.today()])
	frappe.set_user(user)
	try:
		return get_result(doc.as_json(), filters)
	finally:
		frappe.set_user("Administrator")


@pytest.mark.parametrize("card", ["Appraisals Under Way", "Overdue Appraisals"])
def test_a_card_counts_what_its_reader_may_see(office: dict[str, str], card: str) -> None:
	seen = {who: counted(user, card) for who, user in office.items()}
	assert (seen["manager"], seen["person"], seen["abroad"]) == (2, 1, 0)
	assert seen["hr"] >= 2


@pytest.mark.parametrize("card", CARDS)
def test_every_card_can_be_counted(office: dict[str, str], card: str) -> None:
	doc = frappe.get_doc("Number Card", card)
	assert (doc.module, doc.type, doc.is_standard, doc.is_public) == (MODULE, "Document Type", 1, 1)
	assert counted(office["manager"], card) >= 0


@pytest.mark.parametrize("tour", TOURS)
def test_a_tour_names_fields_that_the_form_has(on_site: Site, tour: str) -> None:
	doc = frappe.get_doc("Form Tour", tour)
	meta = frappe.get_meta(doc.reference_doctype)
	for step in doc.steps:
		df = meta.get_field(step.fieldname)
		assert df is not None and (df.label, df.fieldtype) == (step.label, step.fieldtype)
		assert step.title and step.description
	assert (doc.reference_doctype, doc.module, doc.is_standard) == (tour, MODULE, 1)
