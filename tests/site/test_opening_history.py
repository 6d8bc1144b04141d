"""A company's past comes in from a file: who may bring it, everything that is wrong with it, what is written, and back again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

import pytest

import frappe

from harness import Site
from people import make_employee, user_of
from staff import company, import_employees
from talent_performance.exceptions import OpeningRefused
from talent_performance.flows.opening import importing
from talent_performance.flows.opening.check import Checked
from talent_performance.runs.kinds import Work

HEAD = ("NIK", "Siklus", "Peringkat", "Skor", "Potensi")
TOUCHED = (
	"Performance Cycle", "Performance Appraisal", "Appraisal Result", "Potential Assessment", "Potential Rating", "Talent Assessment",
	"Talent Placement", "Cycle Company",
)  # fmt: skip


@pytest.fixture(scope="module")
def folk(site: Site, hushed: None) -> Iterator[dict[str, str]]:
	"""Two people to import, HR of their company, and somebody without a role; set up once, never committed."""
	with pytest.MonkeyPatch.context() as patch:
		frappe.db.rollback()
		frappe.clear_cache()
		frappe.set_user("Administrator")
		patch.setattr(frappe.db, "commit", lambda: None)
		wide = {"create_user_permission": 0}
		of = {"rina": make_employee("Orina"), "budi": make_employee("O<b>Budi</b>", user=False)}
		of["hr"] = make_employee("Ohr", roles=("HR Manager",), **wide)
		of["talent"] = make_employee("Otalent", roles=("Talent Manager",), **wide)
		of["user"] = make_employee("Ouser", roles=("HR User",), **wide)
		frappe.db.set_value("Employee", of["rina"], "employee_name", "Rina Wati")
		yield of
		frappe.set_user("Administrator")
		frappe.db.rollback()
		frappe.clear_cache()


@pytest.fixture
def who(folk: dict[str, str]) -> Iterator[dict[str, str]]:
	"""What a test changes, it changes for itself."""
	frappe.db.savepoint("test")
	yield folk
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="test")
	frappe.clear_cache()


def upload(rows: Sequence[Sequence[object]], head: Sequence[str] = HEAD) -> str:
	"""A private file of the session's user."""
	text = io.StringIO()
	csv.writer(text).writerows([head, *rows])
	content = text.getvalue().encode()
	file = frappe.get_doc(
		{"doctype": "File", "file_name": "history.csv", "content": content, "is_private": 1}
	).insert(ignore_permissions=True)
	return file.name


def looked(rows: Sequence[Sequence[object]], head: Sequence[str] = HEAD) -> Checked:
	return importing.look_at(upload(rows, head), {})


def imported(rows: Sequence[Sequence[object]], run: str = "RUN-1", head: Sequence[str] = HEAD) -> Checked:
	"""What the run does, as its starter."""
	arguments = {"file": upload(rows, head), "map": "{}"}
	found = importing.faultless(arguments)
	keys = [key for group in importing.plan(arguments) for key in group]
	make_run(run, importing.IMPORT)
	importing.work(Work(run, arguments, keys))
	return found


def make_run(name: str, kind: str) -> None:
	"""The record of a run that is through."""
	record = {"doctype": "Talent Run", "title": kind, "kind": kind, "arguments": "{}", "state": "Completed"}
	frappe.get_doc({**record, "finished_at": frappe.utils.now()}).insert(
		ignore_permissions=True, set_name=name
	)


def taken_back(run: str) -> None:
	arguments = {"import": run}
	keys = [key for group in importing.plan_back(arguments) for key in group]
	make_run("RUN-BACK", importing.BACK)
	importing.work_back(Work("RUN-BACK", arguments, keys))
	importing.finish_back(arguments)


def rules(found: Checked) -> list[tuple[int, str]]:
	"""Row and rule of every error."""
	errors = found.problems[found.problems["severity"] == "error"]
	return [(int(row), rule) for row, rule in zip(errors["row"], errors["rule"], strict=True)]


def counts(found: Checked) -> dict[str, int]:
	return {each.label: each.count for each in found.counts}


def picture() -> dict[str, int]:
	"""How much there is of everything that an import touches."""
	return {doctype: frappe.db.count(doctype) for doctype in TOUCHED}


def as_user(who: dict[str, str], name: str) -> None:
	frappe.set_user(user_of(who[name]))


THREE = ((2023, "3", "", "Sedang"), (2024, "4", "3.85", "Tinggi"))


def test_ratings_potential_and_places_come_in(who: dict[str, str]) -> None:
	as_user(who, "hr")
	before = picture()
	rows = [(who[name], *row) for name in ("rina", "budi") for row in THREE]
	found = imported(rows)
	assert counts(found)["People"] == 2
	assert counts(found)["New cycles"] == 2
	assert counts(found)["Potential assessments"] == 4
	cycles = frappe.get_all(
		"Performance Cycle",
		{"imported": 1},
		["name", "title", "state", "start_date", "end_date"],
		order_by="end_date",
	)
	assert [(each.title, each.state, str(each.end_date)) for each in cycles] == [
		("Annual review 2023", "Published", "2023-12-31"),
		("Annual review 2024", "Published", "2024-12-31"),
	]
	appraisal = frappe.get_all(
		"Performance Appraisal",
		{"employee": who["rina"]},
		["state", "rating", "rating_label", "score", "cycle"],
		order_by="cycle",
	)
	assert [(each.state, each.rating, each.rating_label) for each in appraisal] == [
		("Closed without Reply", 3, "Meets expectations"),
		("Closed without Reply", 4, "Exceeds expectations"),
	]
	result = frappe.get_all(
		"Appraisal Result",
		{"employee": who["rina"]},
		["state", "performance_score", "calculated_score", "performance_band"],
		order_by="cycle",
	)
	assert [tuple(each.values()) for each in result] == [
		("Published", 3, 0, "Mid"),
		("Published", 4, 3.85, "High"),
	]
	places = frappe.get_all(
		"Talent Placement",
		{"employee": who["rina"]},
		["before_box", "after_box", "after_potential_band", "cause", "source_name"],
		order_by="placed_on, creation",
	)
	assert [
		(each.before_box, each.after_potential_band, each.cause, each.source_name) for each in places
	] == [
		(0, "Mid", "Opening History", "RUN-1"),
		(0, "High", "Opening History", "RUN-1"),
	]
	assert places[0].after_box == 5
	standing = frappe.db.get_value(
		"Talent Assessment",
		{"employee": who["rina"]},
		["previous_box", "previous_potential_band", "performance_band"],
		as_dict=True,
	)
	assert standing == {"previous_box": 5, "previous_potential_band": "Mid", "performance_band": "High"}
	after = picture()
	assert before["Appraisal Result"] + 4 == after["Appraisal Result"]


def test_twice_changes_nothing_and_back_is_as_before(who: dict[str, str]) -> None:
	as_user(who, "hr")
	before = picture()
	rows = [(who[name], *row) for name in ("rina", "budi") for row in THREE]
	imported(rows)
	once = picture()
	found = imported(rows, "RUN-2")
	assert counts(found)["There already, unchanged"] == 4
	assert counts(found)["People"] == 0
	assert picture() == once
	with pytest.raises(OpeningRefused):
		imported([(who["rina"], 2024, "2", "", "")], "RUN-3")
	assert picture() == once
	taken_back("RUN-1")
	assert picture() == before


def test_an_import_that_was_reopened_stays(who: dict[str, str]) -> None:
	as_user(who, "hr")
	imported([(who["rina"], *THREE[0])])
	name = frappe.db.get_value("Performance Appraisal", {"employee": who["rina"]})
	frappe.db.set_value("Performance Appraisal", name, "state", "Manager Review")
	with pytest.raises(OpeningRefused, match=name):
		importing.may_go({"import": "RUN-1"})


@pytest.mark.parametrize("run", ["APPR", "%", "RESULT", "TALENT-RUN-%", ""])
def test_nothing_but_an_import_is_taken_back(who: dict[str, str], run: str) -> None:
	"""What goes is found by the name of the run: a name that fits other documents takes nothing along."""
	as_user(who, "hr")
	imported([(who["rina"], *THREE[0])])
	before = picture()
	with pytest.raises(frappe.PermissionError):
		importing.start_back(run)
	with pytest.raises(frappe.PermissionError):
		importing.plan_back({"import": run})
	assert picture() == before


def test_nobody_takes_his_own_history_back(who: dict[str, str]) -> None:
	as_user(who, "talent")
	imported([(who["hr"], *THREE[0])])
	as_user(who, "hr")
	with pytest.raises(frappe.PermissionError):
		importing.may_go({"import": "RUN-1"})
	found = looked([(who["hr"], 2023, "5", "", "")])
	assert "there_otherwise" not in set(found.problems["rule"])
	as_user(who, "talent")
	assert importing.may_go({"import": "RUN-1"}) == [who["hr"]]


def test_ones_own_rows_are_left_out(who: dict[str, str]) -> None:
	as_user(who, "hr")
	found = imported([(who["hr"], *THREE[0]), (who["rina"], *THREE[0])])
	assert counts(found)["About yourself, left out"] == 1
	assert found.problems["message"].str.contains("your own rating is imported by a colleague").sum() == 1
	assert not frappe.db.exists("Appraisal Result", {"employee": who["hr"]})
	as_user(who, "talent")
	imported([(who["hr"], *THREE[0])], "RUN-2")
	assert frappe.db.exists("Appraisal Result", {"employee": who["hr"]})


@pytest.mark.parametrize("name", ["rina", "user"])
def test_others_may_not(who: dict[str, str], name: str) -> None:
	as_user(who, name)
	file = upload([(who["budi"], *THREE[0])])
	with pytest.raises(frappe.PermissionError):
		importing.look_at(file, {})
	with pytest.raises(frappe.PermissionError):
		importing.start(file, {})
	with pytest.raises(frappe.PermissionError):
		importing.imports()
	with pytest.raises(frappe.PermissionError):
		importing.start_back("RUN-1")


def test_nobody_reads_somebody_elses_file(who: dict[str, str]) -> None:
	as_user(who, "hr")
	file = upload([(who["rina"], *THREE[0])])
	as_user(who, "talent")
	with pytest.raises(frappe.PermissionError):
		importing.look_at(file, {})


def test_hr_of_another_company_finds_nobody(who: dict[str, str]) -> None:
	frappe.permissions.add_user_permission(
		"Company", company(), user_of(who["talent"]), ignore_permissions=True
	)
	other = frappe.db.get_value("Employee", who["rina"], "company")
	assert other == company()
	frappe.db.set_value("Employee", who["rina"], "company", "Elsewhere")
	as_user(who, "talent")
	found = looked([(who["rina"], *THREE[0]), (who["budi"], *THREE[0])])
	assert rules(found) == [(2, "unknown")]


WRONG = {
	"unknown rating": (("2024", "Brilliant", "", ""), "no_level"),
	"no level": (("2024", "6", "", ""), "no_level"),
	"score outside": (("2024", "", "7", ""), "off_scale"),
	"no band": (("2024", "", "", "enormous"), "no_band"),
	"nothing": (("2024", "", "", ""), "nothing"),
	"no days": (("Our old scheme", "4", "", ""), "no_days"),
	"two years": (("2023/2024", "4", "", ""), "no_days"),
	"not over": (("2099", "4", "", ""), "not_over"),
	"before joining": (("2018", "4", "", ""), "not_yet"),
	"no cycle": (("", "4", "", ""), "no_cycle"),
	"a formula": (("=cmd|' /C calc'!A0", "4", "", ""), "formula_text"),
	"no number": (("2024", "4", "four", ""), "not_a_number"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said(who: dict[str, str], case: str) -> None:
	as_user(who, "hr")
	row, rule = WRONG[case]
	before = picture()
	found = looked([(who["rina"], *row)])
	assert (2, rule) in rules(found)
	problem = found.problems[found.problems["rule"] == rule].iloc[0]
	assert problem["column"] in HEAD
	assert problem["message"]
	assert problem["expected"]
	with pytest.raises(OpeningRefused):
		importing.start(upload([(who["rina"], *row)]), {})
	assert picture() == before


def test_whom_a_row_is_about(who: dict[str, str]) -> None:
	"""By number, address or name; a name that two have needs the company or the number."""
	as_user(who, "hr")
	rows = [(each, "2024", "4", "", "") for each in (who["rina"].lower(), user_of(who["rina"]), "Wati, Rina")]
	for row in rows:
		assert set(looked([row]).new["who"]) == {who["rina"]}
	assert [rule for _row, rule in rules(looked(rows))] == ["twice", "twice"]
	frappe.set_user("Administrator")
	make_employee("Orina2", user=False)
	frappe.db.set_value("Employee", {"first_name": "Orina2"}, "employee_name", "Rina Wati")
	as_user(who, "hr")
	found = looked([rows[2]])
	assert rules(found) == [(2, "several")]
	assert who["rina"] in found.problems["message"].iloc[0]


def test_leavers(who: dict[str, str]) -> None:
	frappe.db.set_value("Employee", who["budi"], {"status": "Left", "relieving_date": "2024-03-31"})
	as_user(who, "hr")
	found = looked([(who["budi"], "2023", "4", "", ""), (who["budi"], "2025", "4", "", "")])
	assert rules(found) == [(3, "no_more")]
	assert "has_left" in set(found.problems["rule"])


def test_a_cycle_that_was_run_here_takes_nobody_in(who: dict[str, str]) -> None:
	cycle = {
		"doctype": "Performance Cycle",
		"title": "Own 2024",
		"start_date": "2024-01-01",
		"end_date": "2024-12-31",
	}
	frappe.get_doc({**cycle, "companies": [{"company": company()}]}).insert()
	as_user(who, "hr")
	assert rules(looked([(who["rina"], "own 2024", "4", "", "")])) == [(2, "not_imported")]


def test_a_missing_heading_is_told_once(who: dict[str, str]) -> None:
	as_user(who, "hr")
	found = looked([(who["rina"], "4")] * 50, ("Employee", "Rating"))
	assert list(found.problems.query("severity == 'error'")["rule"]) == ["missing_column"]
	mapped = importing.look_at(
		upload([(who["rina"], "4", "2024")], ("Who", "Mark", "When")),
		{"columns": {"employee": "Who", "rating": "Mark", "cycle": "When"}},
	)
	assert mapped.errors == 0
	with pytest.raises(OpeningRefused, match="Whom"):
		importing.look_at(
			upload([(who["rina"], "4")], ("Who", "Mark")), {"columns": {"employee": "Whom", "cycle": "Mark"}}
		)


def test_five_thousand_rows_of_which_three_hundred_are_wrong(who: dict[str, str]) -> None:
	names = import_employees(1000, "OPEN")
	frappe.db.set_value("Employee", {"name": ("in", names)}, {"status": "Active", "relieving_date": None})
	rows = [(name, year, "4", "3.9", "High") for name in names for year in range(2021, 2026)]
	for at in range(300):
		row = rows[at * 16]
		rows[at * 16] = [("Nobody", *row[1:]), (row[0], row[1], "9", *row[3:]), (*row[:3], "0.2", row[4])][
			at % 3
		]
	as_user(who, "hr")
	before = picture()
	found = looked(rows)
	assert found.errors == 300
	assert sorted(row for row, _rule in rules(found)) == [2 + at * 16 for at in range(300)]
	with pytest.raises(OpeningRefused, match="300"):
		importing.start(upload(rows), {})
	assert picture() == before
