"""What stands in matrix.md is what the site does: nothing more through any door, and nothing less."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from asking import Caller, Visitor, Watched
from doors import COUNTERS, DOORS, by_doctype
from methods import METHODS, short
from planted import ABROAD, SINGLES, SWITCHED, Garden, Row, document, letters, planted
from test_names_of_others import arguments_of
from walls import SAMPLE, Wall, walls, without
from written import DOORS as WRITTEN
from written import (
	EVERYBODY,
	MASTERS,
	MATRIX,
	PAGES,
	PEOPLE,
	READINGS,
	REPORTS,
	RIGHT_OF,
	ROLES,
	people,
)
from written import METHODS as WHO_CALLS

import frappe
from frappe.desk.doctype.global_search_settings import global_search_settings

from harness import Site
from talent_performance.access import guarded
from talent_performance.access.companies import permitted_companies
from talent_performance.access.guards import GUARDS
from talent_performance.access.people import hr_companies
from talent_performance.compat import is_sqlite
from talent_performance.engine.policy import Policy
from talent_performance.flows.mobility import promotion
from web import served

NO = (frappe.PermissionError, frappe.DoesNotExistError)


@pytest.fixture(scope="module")
def garden(site: Site) -> Iterator[Garden]:
	"""Everything planted once."""
	frappe.db.rollback()
	frappe.clear_cache()
	with planted() as garden:
		with pytest.MonkeyPatch.context() as patch:
			patch.setattr(frappe.db, "commit", lambda: None)
			patch.setattr("frappe.utils.print_format.get_pdf", lambda html, *_args, **_more: html)
			patch.setattr("frappe.core.doctype.report.report.enable_prepared_report", lambda *_args: None)
			patch.setattr(global_search_settings, "get_doctypes_for_global_search", lambda: garden.doctypes)
			yield garden


# DocType → the line whose row a method is called with, where there are several.
CALLED_WITH = (
	"Objective, own draft", "Appraisal Review, manager's", "Appraisal Result, open", "Check-in, shared",
	"Performance Cycle, launched", "Potential Assessment, submitted", "Leadership Assessment, submitted", "Key Result, own", "Talent Run, HR Manager's",
	"Delegation", "Personal Data Request", "Legal Hold",
	"Feedback Result, evaluative", "Mentoring Pair, active",
)  # fmt: skip


@pytest.fixture(scope="module")
def given(garden: Garden) -> dict[str, str]:
	"""The names with which methods are called: the subject's, one of each DocType."""
	rows = [row for row in garden.rows if row.subject == "subject"]
	rows.sort(key=lambda row: row.line in CALLED_WITH)
	return {row.doctype: row.name for row in rows} | {"Employee": str(garden.of["subject"])}


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


def expected_at(door: str, rows: list[Row], who: str, takes: str) -> set[Row]:
	"""The rows to which a door opens; only some DocTypes have links that show a title."""
	known = {row for row in rows if opened(row, who, takes)}
	if door != "title of a link":
		return known
	return {row for row in known if frappe.get_meta(row.doctype).show_title_field_in_link}


def told_wrongly(takes: str, expected: set[Row], found: set[Row]) -> dict[str, list[str]]:
	"""What was told too much, and what was kept back."""
	kept = set() if takes.startswith("at most") else expected - found
	wrong = {"TOO MUCH": found - expected, "kept back": kept}
	return {
		what: sorted(f"{row.line} of {row.subject}" for row in rows) for what, rows in wrong.items() if rows
	}


def deeds(row: Row, new: Any, user: str, seen: dict[str, set[str]]) -> str:
	"""The letters of what the session's user may do."""
	doc = frappe.get_doc(row.doctype, row.name)
	may = {
		"l": row.name in seen[row.doctype],
		"r": frappe.has_permission(row.doctype, "read", doc=doc, user=user),
		"w": frappe.has_permission(row.doctype, "write", doc=doc, user=user),
		"c": frappe.has_permission(row.doctype, "create", doc=new, user=user),
		"d": frappe.has_permission(row.doctype, "delete", doc=doc, user=user),
		"i": row.doctype in GUARDS and guarded.may(doc, "issue"),
		"e": row.doctype in GUARDS and guarded.may(doc, "edit"),
	}
	return "".join(letter for letter, allowed in may.items() if allowed) or "-"


def listed(doctype: str) -> set[str]:
	"""What the session's user finds in a list."""
	try:
		return set(frappe.get_list(doctype, pluck="name", limit=0))
	except frappe.PermissionError:
		return set()


def disagreements(garden: Garden, who: str, rows: list[Row], switched: str = "") -> dict[str, tuple]:
	"""Where the site lets somebody do something else than the table does: what it says, and what is so."""
	frappe.set_user(garden.users[who])
	seen = {doctype: listed(doctype) for doctype in by_doctype(rows)}
	found = {
		row: deeds(row, document(garden, row.line, row.subject), garden.users[who], seen) for row in rows
	}
	frappe.set_user("Administrator")
	said = {row: str(letters(row, who, switched)) for row in rows}
	return {
		f"{row.line} of {row.subject}": (said[row], found[row]) for row in rows if said[row] != found[row]
	}


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_may_do_what_the_table_says(garden: Garden, who: str) -> None:
	assert disagreements(garden, who, judged(garden, who)) == {}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("switch", sorted({switch for _line, switch in SWITCHED.values()}))
def test_what_the_company_switches_on_opens_what_the_table_says(
	garden: Garden, who: str, switch: str
) -> None:
	lines = {line for line, of in SWITCHED.values() if of == switch}
	rows = [row for row in judged(garden, who, switch) if row.line in lines]
	with switched_on(switch):
		assert disagreements(garden, who, rows, switch) == {}
		takes = WRITTEN["document"][0]
		known = {row for row in rows if opened(row, who, takes, switch)}
		assert told_wrongly(takes, known, DOORS["document"](Visitor(garden.users[who]), rows)) == {}


@contextlib.contextmanager
def switched_on(switch: str) -> Iterator[None]:
	"""A Check of Talent Settings, for a while."""
	before = frappe.db.get_single_value("Talent Settings", switch)
	frappe.db.set_single_value("Talent Settings", switch, 1)
	try:
		yield
	finally:
		frappe.set_user("Administrator")
		frappe.db.set_single_value("Talent Settings", switch, before)


@pytest.mark.parametrize("single", SINGLES)
def test_settings_are_read_and_written_by_whom_the_table_names(garden: Garden, single: str) -> None:
	deed = {"r": "read", "w": "write"}
	found = {
		who: "".join(
			letter for letter, right in deed.items() if frappe.has_permission(single, right, user=user)
		)
		for who, user in garden.users.items()
	}
	assert {who: may or "-" for who, may in found.items() if who in PEOPLE} == MATRIX[single]


def test_borders_are_read_in_one_place(garden: Garden) -> None:
	who = garden.users["Talent Manager"]
	assert (permitted_companies(who, "Talent Profile"), hr_companies(who)) == (None, None)
	frappe.db.savepoint("border")
	frappe.permissions.add_user_permission("Company", ABROAD, who, applicable_for="Employee")
	assert permitted_companies(who, "Talent Profile") == {ABROAD}
	assert hr_companies(who, doctype="Talent Profile") == (ABROAD,)
	frappe.db.rollback(save_point="border")
	frappe.clear_cache(user=who)


@pytest.mark.parametrize("name", list(DOORS))
def test_a_door_tells_what_the_table_says(garden: Garden, name: str) -> None:
	takes = WRITTEN[name][0]
	if name == "search" and is_sqlite():  # its index isn't the table that was planted in
		takes = f"at most {takes}"
	wrong: dict[str, Any] = {}
	for who in EVERYBODY:
		rows = about(takes, judged(garden, who))
		visitor = Visitor(garden.users[who])
		found = DOORS[name](visitor, rows)
		known = expected_at(name, rows, who, takes)
		if each := told_wrongly(takes, known, found):
			wrong[who] = (each, visitor.refusals[:1])
	frappe.set_user("Administrator")
	assert not wrong


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


# Reports that the planted rows are enough for, and people who have nobody in them.
SHOWN = ("Appraisal Progress", "Objective Progress", "Performance Distribution")
OUTSIDE = (
	"peer",
	"former",
	"matrix",
	"HR abroad",
	"Talent Manager abroad",
	"System Manager",
	"self-service",
	"Guest",
)


def holders(cell: str) -> set[str]:
	"""The roles that a cell names, as in "E HM"."""
	return {ROLES[each] for each in cell.split()}


@pytest.mark.parametrize("page", list(PAGES))
def test_a_page_opens_to_the_roles_that_the_table_names(garden: Garden, page: str) -> None:
	open_to = {who for who in PEOPLE if roles_of(who) & holders(PAGES[page][0])}
	found = {
		who
		for who in PEOPLE
		if not Visitor(garden.users[who]).call("frappe.desk.desk_page.getpage", name=page).refused
	}
	assert found == open_to


@pytest.mark.parametrize("report", list(REPORTS))
def test_a_report_tells_nothing_that_its_reader_may_not_see(
	garden: Garden, given: dict[str, str], report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
	monkeypatch.setattr(promotion, "policy_of", Policy)  # what is planted is no setup of a company
	roles, tells = REPORTS[report]
	wrong: dict[str, Any] = {}
	readers = set()
	for who in PEOPLE:
		visitor = Visitor(garden.users[who])
		rows = judged(garden, who)
		asked = {"report_name": report, "filters": {"cycle": given["Performance Cycle"]}}
		said = [
			visitor.call("frappe.desk.query_report.run", **asked),
			visitor.call(
				"frappe.desk.query_report.export_query", file_format_type="CSV", visible_idx=[], **asked
			),
		]
		found = {row for row in rows for each in said if row.told_in(each, named=False)}
		known = {row for row in rows if row.doctype in tells and opened(row, who, "l")}
		allowed = bool(roles_of(who) & holders(roles))
		lines = said[0].message.get("result") if isinstance(said[0].message, dict) else []
		readers |= {who} if lines else set()
		if found - known or said[0].refused == allowed or (lines and who in OUTSIDE and report in SHOWN):
			wrong[who] = (sorted(row.line for row in found - known), allowed, lines, visitor.refusals[:1])
	frappe.set_user("Administrator")
	assert not wrong
	assert readers or report not in SHOWN


PORTAL = "talent_performance.portal."
# What colleagues read, with a role or without.
FOR_COLLEAGUES = ("Feedback Note, everybody",)


def own_in_portal(garden: Garden, row: Row, who: str) -> bool:
	"""Whether somebody without a role reads it as the employee whom it is about, or whose company has it: the portal asks none."""
	if who not in ("self-service", "Website User"):
		return False
	alike = [each for each in garden.rows if each.line == row.line and each.subject == "subject"]
	if row.line in FOR_COLLEAGUES:
		return opened(row, "peer", "r")
	return (
		row.subject in (who, "subject")
		and any(opened(each, "subject", "r") for each in alike)
		and (row.subject == who or "employee" not in frappe.get_meta(row.doctype).get_valid_columns())
	)


def test_no_report_is_prepared_for_others(garden: Garden, given: dict[str, str]) -> None:
	visitor = Visitor(garden.users["HR Manager"])
	path = "frappe.core.doctype.prepared_report.prepared_report.make_prepared_report"
	assert isinstance(visitor.call(path, report_name="Talent Matrix").refusal, frappe.PermissionError)
	frappe.set_user("Administrator")
	frappe.db.set_value("Report", "Talent Matrix", "prepared_report", 1)
	asked = {"report_name": "Talent Matrix", "filters": {"cycle": given["Performance Cycle"]}}
	said = visitor.call("frappe.desk.query_report.run", **asked)
	frappe.db.rollback()
	assert not said.refused, said
	assert "prepared_report" not in said.message


# Each method is called by every second kind of person, the next one by the others: by all with TALENT_MATRIX=whole.
WHOLE = os.environ.get("TALENT_MATRIX") == "whole"


@pytest.mark.parametrize("path", list(METHODS), ids=short)
def test_a_method_serves_whom_the_table_names(garden: Garden, given: dict[str, str], path: str) -> None:
	said = WHO_CALLS.get(short(path))
	assert said, (
		f"matrix.md, ```methods: add a line for {short(path)}: who may call it, and of what it tells."
	)
	verb = frappe.allowed_http_methods_for_whitelisted_func[METHODS[path]][0]
	served, wrong = set(), {}
	callers = PEOPLE if WHOLE else PEOPLE[list(METHODS).index(path) % 2 :: 2]
	for who in callers:
		visitor = Visitor(garden.users[who])
		answer = visitor.call(path, verb=verb, **arguments_of(METHODS[path], given))
		if not isinstance(answer.refusal, NO):
			served.add(who)
		rows = judged(garden, who)
		tells = {row for row in rows if row.told_in(answer, named=False)}
		told = said[1].split(", ")
		known = {row for row in rows if row.doctype in told and opened(row, who, "r")}
		if who in people(said[0]):
			marks = "*" if who == "subject" else "*^"
			known |= {row for row in rows if any(f"{row.doctype}{mark}" in told for mark in marks)}
		if path.startswith(PORTAL):
			known |= {row for row in rows if own_in_portal(garden, row, who)}
		wrong |= {who: sorted(row.line for row in tells - known)} if tells - known else {}
	frappe.set_user("Administrator")
	assert not wrong
	named = people(said[0]) & set(callers)
	assert served <= named and (served == named or said[0].startswith("at most")), sorted(served)


# Who knocks where a door is tried without its wall.
STRANGERS = ("peer", "subject", "HR abroad", "System Manager", "self-service")


def hr_user_of_another_company(garden: Garden) -> str:
	"""A wall that nobody of the table stands behind: an HR User with a border elsewhere reads the agreements of there."""
	who = garden.users["HR User"]
	frappe.db.savepoint("elsewhere")
	frappe.permissions.add_user_permission("Company", ABROAD, who, ignore_permissions=True)
	values = {"title": "x", "company": ABROAD, "valid_from": "2999-01-01"}
	doc = frappe.get_doc({"doctype": "Works Agreement", "name": "NQ9998Q", **values})
	doc.db_insert()
	reads = frappe.has_permission("Works Agreement", "read", doc=doc, user=who)
	frappe.db.rollback(save_point="elsewhere")
	frappe.clear_cache(user=who)
	return "" if reads else "HR User with a border elsewhere doesn't read the agreement of there"


def in_the_portal(line: str, column: str) -> Callable[[Garden], str]:
	"""A row without a door at the desk: in the portal it is read by whom the column names."""

	def asked(garden: Garden) -> str:
		frappe.db.savepoint("portal")
		row = next(row for row in garden.rows if row.line == line)
		value = garden.users["named"] if column == "owner" else garden.of["named"]
		frappe.db.set_value(row.doctype, row.name, column, value)
		frappe.set_user(garden.users["named"])
		reads = guarded.may(frappe.get_doc(row.doctype, row.name))
		frappe.set_user("Administrator")
		frappe.db.rollback(save_point="portal")
		return "" if reads else f"in the portal whom the {column} names doesn't read it"

	return asked


# Walls that the table's people don't stand behind, and who is asked instead.
BESIDES = {
	"Works Agreement: rule 2, HR_USER read: gone": hr_user_of_another_company,
	"Check-in Note: rule 1, AUTHOR create/delete/read/write: gone": in_the_portal("Check-in Note", "owner"),
	"Feedback Invitation: rule 1, NAMED read: gone": in_the_portal("Feedback Invitation", "rater"),
}


def noticed(garden: Garden, wall: Wall) -> str:
	"""What the matrix finds wrong without a wall: the first thing, or nothing."""
	if wall.name in BESIDES:
		return BESIDES[wall.name](garden)
	for who in EVERYBODY if wall.doctype else ():
		rows = [row for row in judged(garden, who) if row.doctype == wall.doctype]
		wrong = disagreements(garden, who, rows) or switched_wrongly(garden, who, wall.doctype)
		for row, (said, found) in wrong.items():
			return f"{who}: {row} is {found} where the table says {said}"
	for who in STRANGERS if wall.door else ():
		if wrong := wrong_at(garden, wall.door, who):
			return f"{who}, {wall.door}: {wrong}"
	return ""


def switched_wrongly(garden: Garden, who: str, doctype: str) -> dict[str, tuple]:
	"""The same with each switch on."""
	wrong: dict[str, tuple] = {}
	for switch in {switch for _line, switch in SWITCHED.values()}:
		lines = {line for line, of in SWITCHED.values() if of == switch}
		rows = [row for row in judged(garden, who, switch) if row.line in lines and row.doctype == doctype]
		if rows and not wrong:
			with switched_on(switch):
				wrong = disagreements(garden, who, rows, switch)
	return wrong


def wrong_at(garden: Garden, door: str, who: str, visitor: Visitor | None = None) -> dict[str, Any]:
	"""What a door tells somebody wrongly."""
	takes = WRITTEN[door][0]
	rows, visitor = about(takes, judged(garden, who)), visitor or Visitor(garden.users[who])
	if door in DOORS:
		return told_wrongly(takes, expected_at(door, rows, who, takes), DOORS[door](visitor, rows))
	counted = {of: COUNTERS[door](visitor, of, those) for of, those in by_doctype(rows).items()}
	expected = {of: sum(opened(row, who, takes) for row in those) for of, those in by_doctype(rows).items()}
	return {of: (expected[of], found) for of, found in counted.items() if set(found) != {expected[of]}}


@pytest.mark.skipif(
	not frappe.__version__.startswith("15."), reason="Later versions keep hooks where no test takes one away."
)
@pytest.mark.parametrize("wall", [wall for wall in walls() if wall.name in SAMPLE], ids=str)
def test_a_wall_is_missed(garden: Garden, wall: Wall) -> None:
	assert noticed(garden, wall) == ""
	with without(wall):
		assert noticed(garden, wall)
	frappe.set_user("Administrator")


def test_the_sample_of_walls_is_there() -> None:
	assert {wall.name for wall in walls()} >= {*SAMPLE, *BESIDES}


@pytest.fixture(scope="module")
def address(site: Site, garden: Garden) -> Iterator[str]:
	"""The site as a browser meets it."""
	with served(site) as address:
		yield address


@pytest.mark.parametrize("who", ["subject", "direct", "peer", "HR abroad", "System Manager", "self-service"])
def test_the_web_server_tells_no_more_than_its_functions(
	site: Site, garden: Garden, address: str, who: str
) -> None:
	frappe.db.rollback()  # SQLite has one writer
	caller = Caller(address, site, garden.users[who])
	wrong = {door: wrong_at(garden, door, who, caller) for door in OVER_HTTP}
	assert not {door: each for door, each in wrong.items() if each}


# Doors that are tried over HTTP too: what isn't a method of ours or of the desk, and what hooks stand in front of.
OVER_HTTP = ("REST", "REST list", "link field", "sums of one's own making", "field through a link", "count")


def test_nobody_gets_in_without_a_login(site: Site, garden: Garden, address: str) -> None:
	caller = Caller(address, site, None)
	assert not {door: each for door in OVER_HTTP if (each := wrong_at(garden, door, "Guest", caller))}


def test_each_door_leaves_the_lines_that_the_table_says(garden: Garden) -> None:
	"""One row about the subject, at every door; who may not read it leaves no line."""
	(row,) = (each for each in garden.rows if each.line == "Talent Assessment" and each.subject == "subject")
	left: dict[str, dict[str, set[str]]] = {"Talent Manager": {}, "peer": {}}
	for who, found in left.items():
		for name in WRITTEN:
			visitor = Watched(garden.users[who])
			if name in DOORS:
				DOORS[name](visitor, [row])
			else:
				COUNTERS[name](visitor, row.doctype, [row])
			mine = [each for each in visitor.lines if each["document_type"] == row.doctype]
			assert {each.get("document_name", row.name) for each in mine} <= {row.name}
			found[name] = {each["door"] for each in mine}
	later = not frappe.__version__.startswith("15.")  # its search asks for each document too
	assert left["Talent Manager"] == {**READINGS, **({"search": {"Document", "Search"}} if later else {})}
	assert not [name for name, doors in left["peer"].items() if doors & {"Document", "Print"}]
