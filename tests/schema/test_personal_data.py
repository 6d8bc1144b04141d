"""Every DocType of ours says what of a person goes out and what stays back, and no column with somebody else's name slips through."""

from __future__ import annotations

from typing import Any

import pytest

from talent_performance.access.guards import GUARDS
from talent_performance.access.personal_data import CATALOGUE, HOUSEKEEPING, RECORDS, Goes, Ground, Held
from test_access import DOCTYPES

PEOPLE = ("Employee", "User")
ANSWERED = [held for held in RECORDS if held.goes in (Goes.WHOLE, Goes.PART)]


def fields(doctype: str) -> dict[str, dict[str, Any]]:
	"""Field → what its DocType's file says of it."""
	return {field["fieldname"]: field for field in DOCTYPES[doctype]["fields"]}


def tables(doctype: str) -> dict[str, str]:
	"""Table field → child DocType."""
	return {
		name: field["options"] for name, field in fields(doctype).items() if field["fieldtype"] == "Table"
	}


def of_others(held: Held) -> set[str]:
	"""Columns that go out, its tables' included, and may name somebody else."""
	columns = {
		name
		for name, field in fields(held.doctype).items()
		if field["fieldtype"] == "Link" and field["options"] in PEOPLE and name != held.subject
	}
	for table, child in tables(held.doctype).items():
		named = (name for name, field in fields(child).items() if field.get("options") in PEOPLE)
		columns |= {f"{table}.{name}" for name in named}
	return columns


def test_every_doctype_is_classified() -> None:
	children = {name for name, doc in DOCTYPES.items() if doc.get("istable")}
	assert set(CATALOGUE) == set(DOCTYPES) - children
	assert children == {child for name in CATALOGUE for child in tables(name).values()}


@pytest.mark.parametrize("held", ANSWERED, ids=lambda held: held.doctype)
def test_every_column_that_may_name_somebody_else_is_decided(held: Held) -> None:
	assert of_others(held) == set(held.known) | (set(held.left_out) & of_others(held))
	assert not set(held.known) & set(held.left_out)


@pytest.mark.parametrize("held", ANSWERED, ids=lambda held: held.doctype)
def test_a_name_goes_with_the_link_along_which_it_came(held: Held) -> None:
	fetched = {
		name: field["fetch_from"].split(".")[0]
		for name, field in fields(held.doctype).items()
		if field.get("fetch_from")
	}
	slipping = [name for name, link in fetched.items() if link in held.left_out and name not in held.left_out]
	assert slipping == []


@pytest.mark.parametrize("held", RECORDS, ids=lambda held: held.doctype)
def test_what_the_catalogue_names_is_there(held: Held) -> None:
	named = {*filter(None, (held.subject, held.by, held.decided_with)), *held.left_out}
	named |= {column for condition in (*held.only, *held.private) for column in condition}
	assert named <= set(fields(held.doctype))
	assert {column.split(".")[0] for column in held.known} <= set(fields(held.doctype))


def test_what_a_guard_calls_about_somebody_can_be_asked_for() -> None:
	about = [name for name in GUARDS if CATALOGUE[name].goes is not Goes.NOTHING]
	assert {name for name in about if CATALOGUE[name].subject != GUARDS[name].subject} == set()


def test_whatever_is_kept_back_has_a_ground() -> None:
	for held in RECORDS:
		assert isinstance(held.otherwise, Ground)
		assert all(isinstance(ground, Ground) for ground in held.left_out.values())
		assert held.goes is not Goes.WHOLE or not (held.left_out or held.only)
		assert held.goes is not Goes.NOTHING


def test_housekeeping_hides_no_words() -> None:
	kinds = {
		field["fieldtype"]
		for doctype in CATALOGUE
		for name, field in fields(doctype).items()
		if name in HOUSEKEEPING and not name.endswith("_hash")
	}
	assert kinds <= {"Select", "Long Text"}


def test_a_new_doctype_and_a_new_column_are_noticed() -> None:
	assert "No Such DocType" not in CATALOGUE
	assert of_others(Held("Appraisal Result", Goes.WHOLE)) == {"manager", "calibrated_by"}
