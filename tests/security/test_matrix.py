"""What stands in matrix.md is what the site does: nothing more through any door, and nothing less."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from asking import Visitor
from doors import COUNTERS, DOORS, by_doctype
from planted import ROWS, SINGLES, SWITCHED, Garden, Row, document, letters, planted
from written import DOORS as WRITTEN
from written import MASTERS, MATRIX, OWN, PEOPLE, RIGHT_OF

import frappe
from frappe.desk.doctype.global_search_settings import global_search_settings

from harness import Site


@pytest.fixture(scope="module")
def garden(site: Site) -> Iterator[Garden]:
	"""Everything planted once."""
	frappe.db.rollback()
	frappe.clear_cache()
	with planted() as garden:
		with pytest.MonkeyPatch.context() as patch:
			patch.setattr(frappe.db, "commit", lambda: None)
			patch.setattr("frappe.utils.print_format.get_pdf", lambda html, *_args, **_more: html)
			patch.setattr(global_search_settings, "get_doctypes_for_global_search", lambda: garden.doctypes)
			yield garden


def judged(garden: Garden, who: str, switched: str = "") -> list[Row]:
	"""The rows of which the table says what somebody may do with them."""
	return [row for row in garden.rows if letters(row, who, switched) is not None]


def opened(row: Row, who: str, takes: str, switched: str = "") -> bool:
	"""Whether a door that takes so much opens to a row."""
	needed, *more = takes.removeprefix("at most ").removesuffix(" of people").split()
	may = needed in (letters(row, who, switched) or "")
	return may and all(roles_of(who) & RIGHT_OF[row.doctype][right] for right in more)


def roles_of(who: str) -> set[str]:
	"""The roles that somebody of PEOPLE has, of those that give rights."""
	if who in ("System Manager", "Website User", "Guest", "self-service"):
		return set()
	role = {"HR abroad": "HR Manager", "Talent Manager abroad": "Talent Manager"}.get(who, who)
	return {"Employee", role}


def about(takes: str, rows: list[Row]) -> list[Row]:
	"""Without masters, where a door is about people only."""
	return [row for row in rows if not (takes.endswith("of people") and row.doctype in MASTERS)]


def told_wrongly(takes: str, expected: set[Row], found: set[Row]) -> dict[str, list[str]]:
	"""What was told too much, and what was kept back."""
	kept = set() if takes.startswith("at most") else expected - found
	wrong = {"TOO MUCH": found - expected, "kept back": kept}
	return {what: sorted(f"{row.line} of {row.subject}" for row in rows) for what, rows in wrong.items() if rows}


@pytest.mark.parametrize("name", list(DOORS))
def test_a_door_tells_what_the_table_says(garden: Garden, name: str) -> None:
	takes = WRITTEN[name][0]
	wrong: dict[str, Any] = {}
	for who in PEOPLE:
		rows = about(takes, judged(garden, who))
		found = DOORS[name](Visitor(garden.users[who]), rows)
		known = {row for row in rows if opened(row, who, takes)}
		if name == "title of a link":
			known = {row for row in known if frappe.get_meta(row.doctype).show_title_field_in_link}
		wrong[who] = told_wrongly(takes, known, found)
	frappe.set_user("Administrator")
	assert not {who: each for who, each in wrong.items() if each}


@pytest.mark.parametrize("name", list(COUNTERS))
def test_whoever_counts_counts_what_his_list_holds(garden: Garden, name: str) -> None:
	wrong = {}
	for who in PEOPLE:
		visitor = Visitor(garden.users[who])
		for doctype, rows in by_doctype(judged(garden, who)).items():
			expected = sum(opened(row, who, WRITTEN[name][0]) for row in rows)
			found = COUNTERS[name](visitor, doctype, rows)
			if set(found) != {expected}:
				wrong[who, doctype] = (expected, found, [str(each)[-150:] for each in visitor.refusals[-2:]])
	frappe.set_user("Administrator")
	assert not wrong
