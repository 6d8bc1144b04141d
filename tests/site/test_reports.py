"""The four reports: every number against one recomputed from the tables in plain Python, and who sees what in them."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import openpyxl
import pytest

import frappe
from frappe.desk.query_report import export_query
from frappe.utils import getdate

import reported
from harness import Site
from reported import CYCLE, HOME, TODAY, Readers, line_of, put, read

MATRIX, DISTRIBUTION = "Talent Matrix", "Performance Distribution"
OBJECTIVES, APPRAISALS = "Objective Progress", "Appraisal Progress"
REPORTS = (MATRIX, DISTRIBUTION, OBJECTIVES, APPRAISALS)
STATES = (
	"Goal Setting", "Goals Approved", "Self Review", "Manager Review", "Calibration", "Published", "Acknowledged", "Exempt", "Appealed",
)  # fmt: skip
DUE = (None, "2025-09-30", "2025-11-03", "2025-11-02", "2025-12-31")
TURNS = {"Goal Setting", "Self Review", "Manager Review"}  # of STATES those that wait for employee or manager
DONE = {"Published", "Acknowledged", "Closed without Reply"}


@pytest.fixture(scope="module")
def readers(site: Site) -> Iterator[Readers]:
	with reported.published() as made:
		yield made


@pytest.fixture
def here(readers: Readers) -> Iterator[Readers]:
	"""What a test changes, it changes for itself."""
	frappe.db.savepoint("test")
	yield readers
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="test")
	frappe.clear_cache()


@pytest.fixture
def under_way(here: Readers, monkeypatch: pytest.MonkeyPatch) -> Readers:
	"""The appraisals in all states, with due days around today, some without a manager."""
	from talent_performance.flows import overview

	monkeypatch.setattr(overview, "getdate", lambda: getdate(TODAY))
	names = frappe.get_all(
		"Performance Appraisal", filters={"cycle": CYCLE}, pluck="name", order_by="name", limit=0
	)
	both = [{"state": STATES[at % len(STATES)], "due_date": DUE[at % len(DUE)]} for at in range(45)]
	put("Performance Appraisal", names, both)
	return here


def half_up(value: float, places: int = 2) -> float:
	"""As on paper: a tie that binary numbers miss by a hair is a tie."""
	return float(Decimal(repr(round(value, 9))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def rows_of(doctype: str, **filters: Any) -> list[frappe._dict]:
	return frappe.get_all(doctype, filters=filters, fields=["*"], order_by="name", limit=0)


def by_label(found: frappe._dict) -> dict[str, dict[str, Any]]:
	"""Rows by their first column."""
	labels = [row["label"] for row in found.result]
	assert len(set(labels)) == len(labels)
	return {row["label"]: row for row in found.result}


# Appraisal Progress


def counted_by_hand(rows: list[frappe._dict]) -> dict[str, Any]:
	"""One group of appraisals."""
	count = dict.fromkeys(("total", "not_started", "in_progress", "done", "exempt", "overdue"), 0)
	late = []
	for row in rows:
		if row.state == "Exempt":
			count["exempt"] += 1
			continue
		count["total"] += 1
		kind = (
			"done" if row.state in DONE else "not_started" if row.state == "Goal Setting" else "in_progress"
		)
		count[kind] += 1
		waits = row.state in TURNS and not written(row)
		if waits and row.due_date and row.due_date < date.fromisoformat(TODAY):
			count["overdue"] += 1
			late.append((date.fromisoformat(TODAY) - row.due_date).days)
	return {
		**count,
		"share": half_up(count["done"] / count["total"], 4) * 100 if count["total"] else None,
		"most_late": max(late, default=None),
		"mean_late": half_up(sum(late) / len(late), 1) if late else None,
	}


def written(row: frappe._dict) -> bool:
	"""Whether the manager whose turn it is has submitted his review: then it waits for the cycle's next phase."""
	perspective = {"Manager Review": "Manager", "Second-Level Review": "Second Level"}.get(row.state)
	submitted = {"appraisal": row.name, "perspective": perspective, "segment": "All", "state": "Submitted"}
	return bool(perspective and frappe.db.exists("Appraisal Review", submitted))


@pytest.mark.parametrize("group", ["manager", "department", "state", "template", "company"])
def test_appraisals_are_counted_as_by_hand(under_way: Readers, group: str) -> None:
	rows = rows_of("Performance Appraisal", cycle=CYCLE)
	by_hand = defaultdict(list)
	for row in rows:
		by_hand[row[group] or ""].append(row)
	found = read(under_way, "HR Manager", APPRAISALS, cycle=CYCLE, group_by=group).result
	whole, groups = found[0], found[1:]
	for line, wanted in [(whole, rows), *((each, by_hand[each["scope"]]) for each in groups)]:
		for column, value in counted_by_hand(wanted).items():
			assert line[column] == pytest.approx(value), (line["label"], column)
	assert {each["scope"] for each in groups} == set(by_hand)


def test_the_latest_come_first_and_managers_have_names(under_way: Readers) -> None:
	found = read(under_way, "HR Manager", APPRAISALS, cycle=CYCLE)
	late = [row["overdue"] for row in found.result[1:]]
	assert late == sorted(late, reverse=True) and late[0] > 0
	names = {row.name: row.employee_name for row in rows_of("Employee")}
	assert all(row["label"] == names[row["scope"]] for row in found.result[1:] if row["scope"])
	assert [row["label"] for row in found.result if not row["scope"]] == ["Everybody", "No manager"]
	assert found.chart["data"]["labels"] == [row["label"] for row in found.result[1:16]]
	assert [card["value"] for card in found.report_summary][:2] == [
		found.result[0]["total"],
		found.result[0]["done"],
	]


def test_only_what_is_overdue(under_way: Readers) -> None:
	everything = read(under_way, "HR Manager", APPRAISALS, cycle=CYCLE).result[0]
	late = read(under_way, "HR Manager", APPRAISALS, cycle=CYCLE, overdue_only=1).result[0]
	assert late["total"] == late["overdue"] == everything["overdue"]


def test_a_department_comes_with_all_below_it(under_way: Readers) -> None:
	parent, *below = [
		frappe.get_doc({"doctype": "Department", "department_name": name, "company": HOME}).insert().name
		for name in ("Rabove", "Rbelow")
	]
	frappe.db.set_value("Department", below[0], "parent_department", parent)
	one, other = rows_of("Performance Appraisal", cycle=CYCLE, state="Self Review")[:2]
	frappe.db.set_value("Performance Appraisal", one.name, "department", parent)
	frappe.db.set_value("Performance Appraisal", other.name, "department", below[0])
	found = read(under_way, "HR Manager", APPRAISALS, cycle=CYCLE, department=parent, group_by="department")
	assert {row["scope"] for row in found.result[1:]} == {parent, below[0]}
	assert found.result[0]["total"] == 2


def test_a_manager_comes_with_everybody_below(under_way: Readers) -> None:
	line = line_of(under_way.manager)
	wanted = [row for row in rows_of("Performance Appraisal", cycle=CYCLE) if row.employee in line]
	found = read(under_way, "HR Manager", APPRAISALS, cycle=CYCLE, manager=under_way.manager).result[0]
	assert found["total"] + found["exempt"] == len(wanted) > 19


# Performance Distribution


def guideline_by_hand(
	ratings: list[float], levels: tuple[float, ...], low: int, high: int
) -> tuple[float | None, str]:
	"""Share, and what to do, for "between low and high per cent"."""
	rated = [rating for rating in ratings if rating]
	there = sum(rating in levels for rating in rated)
	share = half_up(there / len(rated), 4) * 100 if rated else None
	if len(rated) < 10:
		return share, "too few people"
	fits = [k for k in range(len(rated) + 1) if low * len(rated) <= 100 * k <= high * len(rated)]
	few, many = min(fits) - there, max(fits) - there
	if few <= 0 <= many:
		return share, "within guideline"
	way = "in" if few > 0 else "out"
	one, other = sorted((abs(few), abs(many)))
	return share, f"move {one} {way}" if one == other else f"move {one} to {other} {way}"


GUIDELINES = (((4.0, 5.0), 15, 35), ((3.0,), 50, 75), ((1.0, 2.0), 5, 15))


@pytest.mark.parametrize("group", ["department", "manager", "template", "company"])
def test_ratings_are_counted_and_compared_as_by_hand(here: Readers, group: str) -> None:
	by_hand = defaultdict(list)
	results = rows_of("Appraisal Result", cycle=CYCLE)
	for row in results:
		by_hand[row[group] or ""].append(row.performance_rating)
	found = read(here, "HR Manager", DISTRIBUTION, cycle=CYCLE, group_by=group).result
	assert {each["scope"] for each in found[1:]} == set(by_hand)
	everybody = [row.performance_rating for row in results]
	for line, ratings in [(found[0], everybody), *((each, by_hand[each["scope"]]) for each in found[1:])]:
		rated = [rating for rating in ratings if rating]
		assert (line["rated"], line["not_rated"]) == (len(rated), len(ratings) - len(rated))
		assert line["mean"] == pytest.approx(half_up(sum(rated) / len(rated)) if rated else None)
		for at in range(5):
			people = sum(rating == at + 1 for rating in rated)
			assert line[f"people_{at}"] == people
			share = half_up(people / len(rated), 4) * 100 if rated else None
			assert line[f"share_{at}"] == pytest.approx(share)
		for at, (levels, low, high) in enumerate(GUIDELINES):
			share, said = guideline_by_hand(ratings, levels, low, high)
			assert (line[f"move_{at}"], line[f"guideline_{at}"]) == (said, pytest.approx(share)), line[
				"label"
			]


def test_groups_of_less_than_ten_say_why_they_are_not_compared(here: Readers) -> None:
	found = read(here, "HR Manager", DISTRIBUTION, cycle=CYCLE, group_by="manager")
	assert {row["move_0"] for row in found.result if row["rated"] < 10} == {"too few people"}
	assert "from 10 rated people" in found.message
	assert "Exceeds expectations, Outstanding: between 15 % and 35 %" in found.message
	data = found.chart["data"]
	assert [each["values"] for each in data["datasets"][1:]] == [[15, 50, 5], [35, 75, 15]]
	assert data["datasets"][0]["values"] == [found.result[0][f"guideline_{at}"] for at in range(3)]


def test_the_guideline_is_the_one_of_the_launch(here: Readers) -> None:
	settings = frappe.get_doc("Talent Settings")
	settings.guidelines = settings.guidelines[:1]
	settings.guidelines[0].low = 100
	settings.guidelines[0].condition = "At Least"
	settings.save()
	kept = read(here, "HR Manager", DISTRIBUTION, cycle=CYCLE).columns
	assert len([each for each in kept if each["fieldname"].startswith("guideline_")]) == 3
	frappe.db.set_value("Performance Cycle", CYCLE, "policy", None)
	todays = read(here, "HR Manager", DISTRIBUTION, cycle=CYCLE).columns
	labels = [each["label"] for each in todays if each["fieldname"].startswith("guideline_")]
	assert labels == ["Exceeds expectations, Outstanding: at least 100 %"]


# Objective Progress


@pytest.fixture
def followed(here: Readers, monkeypatch: pytest.MonkeyPatch) -> Readers:
	"""Objectives with figures as their flow would leave them, some archived, some never updated."""
	from talent_performance.talent_performance.report.objective_progress import objective_progress

	monkeypatch.setattr(objective_progress, "getdate", lambda: getdate(TODAY))
	names = frappe.get_all("Objective", filters={"cycle": CYCLE}, pluck="name", order_by="name", limit=0)
	figures = (
		{"attainment": 85, "grade": "Green", "pace_status": "On Track", "confidence": 8, "updated_on": "2025-10-20"},
		{"attainment": 55.5, "grade": "Amber", "pace_status": "Behind", "confidence": 0, "updated_on": "2025-09-03"},
		{"attainment": 12, "grade": "Red", "pace_status": "At Risk", "confidence": 3, "updated_on": "2025-09-04"},
		{"attainment": 0, "grade": "", "pace_status": "N/A", "confidence": 5, "updated_on": None, "attainment_reason": "No key results"},
		{"attainment": 30, "grade": "Red", "pace_status": "At Risk", "confidence": 9, "updated_on": "2025-10-01", "archived": "Not Approved"},
		{"attainment": 99, "grade": "Green", "pace_status": "On Track", "confidence": 2, "updated_on": "2025-05-01", "archived": "Approved"},
		{"attainment": 70, "grade": "Green", "pace_status": "Too Early", "confidence": 7, "updated_on": "2025-11-03"},
	)  # fmt: skip
	empty = {"attainment_reason": None, "archived": "No", "start_date": None, "due_date": None}
	put("Objective", names, [{**empty, **values} for values in figures])
	return here


def owner_of(row: frappe._dict) -> str:
	place = row.department if row.level == "Department" else row.company
	return row.employee if row.level == "Individual" else place or row.company


def silent_by_hand(row: frappe._dict) -> int:
	return (date.fromisoformat(TODAY) - (row.updated_on or date(2025, 1, 1))).days


def objectives_by_hand(rows: list[frappe._dict]) -> dict[str, Any]:
	alive = [row for row in rows if row.archived != "Approved"]
	progress = []
	for owner in {owner_of(row) for row in alive}:
		own = [row for row in alive if owner_of(row) == owner and not row.attainment_reason]
		weight = sum(row.weight for row in own)
		if weight:
			reached = sum(
				row.weight * (0 if row.archived == "Not Approved" else row.attainment) for row in own
			)
			progress.append(half_up(reached / weight / 100, 4))
	confident = [row.confidence for row in alive if row.confidence]
	return {
		"owners": len({owner_of(row) for row in alive}),
		"objectives": len(alive),
		"progress": half_up(sum(progress) / len(progress), 4) * 100 if progress else None,
		**{grade.lower(): sum(row.grade == grade for row in alive) for grade in ("Red", "Amber", "Green")},
		"no_grade": sum(not row.grade for row in alive),
		"on_track": sum(row.pace_status == "On Track" for row in alive),
		"behind": sum(row.pace_status == "Behind" for row in alive),
		"at_risk": sum(row.pace_status == "At Risk" for row in alive),
		"stale": sum(silent_by_hand(row) > 60 for row in alive),
		"confidence": half_up(sum(confident) / len(confident), 1) if confident else None,
	}


@pytest.mark.parametrize("group", ["person", "department", "manager"])
def test_objectives_are_counted_as_by_hand(followed: Readers, group: str) -> None:
	managers = {row.name: row.reports_to for row in rows_of("Employee") if row.status != "Left"}
	key = {
		"person": owner_of,
		"department": lambda row: row.department or "",
		"manager": lambda row: managers.get(row.employee) or "",
	}[group]
	rows, by_hand = rows_of("Objective", cycle=CYCLE), defaultdict(list)
	for row in rows:
		by_hand[key(row)].append(row)
	found = read(followed, "HR Manager", OBJECTIVES, cycle=CYCLE, group_by=group).result
	assert len(found) == len(by_hand) + 1
	for column, value in objectives_by_hand(rows).items():
		assert found[0][column] == pytest.approx(value), column
	for line in found[1:]:
		if line["scope"]:
			for column, value in objectives_by_hand(by_hand[line["scope"]]).items():
				assert line[column] == pytest.approx(value), (line["label"], column)
	totals = {
		column: sum(each[column] for each in found[1:]) for column in ("objectives", "red", "green", "stale")
	}
	assert totals == {column: found[0][column] for column in totals}


def test_each_objective_says_how_far_and_how_long_ago(followed: Readers) -> None:
	rows = {row.name: row for row in rows_of("Objective", cycle=CYCLE)}
	found = read(followed, "HR Manager", OBJECTIVES, cycle=CYCLE).result
	assert {row["name"] for row in found} == set(rows)
	for line in found:
		row = rows[line["name"]]
		assert line["attainment"] == pytest.approx(None if row.attainment_reason else row.attainment)
		assert (line["grade"] or "", line["pace_status"]) == (row.grade, row.pace_status)
		assert (line["confidence"] or 0, line["silent"]) == (row.confidence, silent_by_hand(row))
		assert (line["updated_on"], line["due_date"]) == (row.updated_on, row.due_date or date(2025, 12, 31))
	assert [row["pace_status"] for row in found[:3]] == ["At Risk"] * 3


def test_filters_of_objectives(followed: Readers) -> None:
	rows = rows_of("Objective", cycle=CYCLE)
	wanted = {
		("grade", "Red"): {row.name for row in rows if row.grade == "Red"},
		("pace_status", "Behind"): {row.name for row in rows if row.pace_status == "Behind"},
		("level", "Company"): {row.name for row in rows if row.level == "Company"},
		("stale_only", 1): {row.name for row in rows if silent_by_hand(row) > 60},
	}
	for (field, value), names in wanted.items():
		found = read(followed, "HR Manager", OBJECTIVES, cycle=CYCLE, **{field: value}).result
		assert {row["name"] for row in found} == names and names, field


@pytest.mark.parametrize(("by", "field"), [("grade", "grade"), ("pace", "pace_status")])
def test_the_chart_counts_objectives(followed: Readers, by: str, field: str) -> None:
	data = read(followed, "HR Manager", OBJECTIVES, cycle=CYCLE, chart_by=by).chart["data"]
	rows = rows_of("Objective", cycle=CYCLE)
	assert data["datasets"][0]["values"] == [
		sum(row[field] == word for row in rows) for word in data["labels"]
	]


# Talent Matrix


BAND = {"Low": 0, "Mid": 1, "High": 2}


def test_everybody_stands_where_the_assessment_says(here: Readers) -> None:
	rows = [row for row in rows_of("Talent Assessment") if row.status != "Left"]
	found = read(here, "HR Manager", MATRIX)
	assert {row["name"] for row in found.result} == {row.name for row in rows}
	known = {row.name: row for row in rows}
	for line in found.result:
		row = known[line["name"]]
		assert (line["box"] or 0, line["reason"] or "") == (row.box, row.reason or "")
		if row.box:
			assert (row.box - 1) == BAND[line["performance_band"]] + 3 * BAND[line["potential_band"]]
	cards = {card["label"]: card["value"] for card in found.report_summary}
	assert cards["People"] == len(rows)
	assert cards["In a Box"] == sum(bool(row.box) for row in rows)
	assert cards["High Potential"] == sum(row.high_potential == "High Potential" for row in rows)
	data = found.chart["data"]
	assert data["datasets"][0]["values"] == [
		sum(row.movement == word for row in rows) for word in data["labels"]
	]


def test_the_grid_counts_and_names_people(here: Readers) -> None:
	rows = [row for row in rows_of("Talent Assessment") if row.status != "Left"]
	grid = read(here, "HR Manager", MATRIX).message
	placed = [row for row in rows if row.box]
	for box in range(1, 10):
		of = sorted(row.employee_name for row in placed if row.box == box)
		cell = grid.partition(f'data-box="{box}"')[2].partition("</button>")[0]
		assert f'<span class="tp-box-count">{len(of)}</span>' in cell
		assert (
			f"{half_up(100 * len(of) / len(placed), 1)} %" in cell
			or half_up(len(of) / len(placed), 4) * 100 % 1
		)
		assert all(name in cell for name in of[:6])
		assert (f"and {len(of) - 6} more" in cell) == (len(of) > 6)
	assert f"In no box: {len(rows) - len(placed)}" in grid


def test_a_box_narrows_the_table_and_not_the_grid(here: Readers) -> None:
	whole = read(here, "HR Manager", MATRIX)
	box = next(row["box"] for row in whole.result if row["box"])
	found = read(here, "HR Manager", MATRIX, box=str(box))
	assert found.result == [row for row in whole.result if row["box"] == box]
	assert found.message.count("tp-box-chosen") == 1
	assert (
		found.message.replace(" tp-box-chosen", "").replace('pressed="true"', 'pressed="false"')
		== whole.message
	)
	nowhere = read(here, "HR Manager", MATRIX, box="Unplaced").result
	assert nowhere == [row for row in whole.result if not row["box"]]
	assert all(row["reason"] for row in nowhere) and nowhere


def test_filters_of_the_matrix(here: Readers) -> None:
	rows = [row for row in rows_of("Talent Assessment") if row.status != "Left"]
	line = line_of(here.manager)
	wanted = {
		("movement", "Up"): {row.name for row in rows if row.movement == "Up"},
		("high_potential_only", 1): {row.name for row in rows if row.high_potential == "High Potential"},
		("company", HOME): {row.name for row in rows if row.company == HOME},
		("designation", rows[0].designation): {
			row.name for row in rows if row.designation == rows[0].designation
		},
		("manager", here.manager): {row.name for row in rows if row.employee in line},
	}
	for (field, value), names in wanted.items():
		found = read(here, "HR Manager", MATRIX, **{field: value}).result
		assert {row["name"] for row in found} == names and names, field


def test_as_the_latest_cycle_left_it_is_as_of_now(here: Readers) -> None:
	now = {row["name"]: row for row in read(here, "HR Manager", MATRIX).result}
	then = read(here, "HR Manager", MATRIX, cycle=CYCLE).result
	appraised = {row.employee for row in rows_of("Appraisal Result", cycle=CYCLE)}
	assert {row["name"] for row in then} == {
		name for name, row in now.items() if row["employee"] in appraised
	}
	assert [row for row in then if row != now[row["name"]]] == []


def test_as_an_earlier_cycle_left_it(here: Readers) -> None:
	"""Performance is that of its results; who has another box today had this one then."""
	earlier = frappe.get_all(
		"Performance Cycle",
		filters={"name": ("!=", CYCLE), "kind": "Annual"},
		pluck="name",
		order_by="end_date desc",
		limit=1,
	)[0]
	scores = {row.employee: row.performance_score for row in rows_of("Appraisal Result", cycle=earlier)}
	found = read(here, "HR Manager", MATRIX, cycle=earlier).result
	assert found and {row["employee"] for row in found} <= set(scores)
	for row in found:
		if row["performance_score"]:
			assert row["performance_score"] == scores[row["employee"]]
			level = min(5, max(1, int(row["performance_score"] + 0.5)))
			assert row["performance_band"] == ("Low", "Low", "Mid", "High", "High")[level - 1]


# Who sees what


def employees_in(readers: Readers, who: str, report: str) -> set[str]:
	"""Whom a report speaks of, however it is grouped."""
	if report == MATRIX:
		return {row["employee"] for row in read(readers, who, report).result}
	if report == OBJECTIVES:
		return {row["employee"] for row in read(readers, who, report, cycle=CYCLE).result if row["employee"]}
	doctype = "Appraisal Result" if report == DISTRIBUTION else "Performance Appraisal"
	found = read(readers, who, report, cycle=CYCLE, group_by="manager").result
	count = sum(
		row.get("total", 0) + row.get("exempt", 0) + row.get("rated", 0) + row.get("not_rated", 0)
		for row in found[1:]
	)
	seen = {row["scope"] for row in found[1:]}
	rows = [
		row
		for row in rows_of(doctype, cycle=CYCLE)
		if (row.manager or "") in seen and row.state != "Cancelled"
	]
	if who in ("manager", "employee"):
		line = line_of(readers.manager)
		rows = [row for row in rows if row.employee in line]
	if who in ("HR of one", "HR User"):
		rows = [row for row in rows if row.company == HOME]
	assert count == len(rows)
	return {row.employee for row in rows}


def everybody_in(report: str) -> dict[str, str]:
	"""Employee → company, of all that a report could speak of."""
	doctype = {
		MATRIX: "Talent Assessment",
		DISTRIBUTION: "Appraisal Result",
		OBJECTIVES: "Objective",
		APPRAISALS: "Performance Appraisal",
	}[report]
	filters = {"status": ("!=", "Left")} if report == MATRIX else {"cycle": CYCLE}
	return {row.employee: row.company for row in rows_of(doctype, **filters) if row.employee}


@pytest.mark.parametrize("report", REPORTS)
def test_hr_sees_its_companies(here: Readers, report: str) -> None:
	everybody = everybody_in(report)
	home = {name for name, company in everybody.items() if company == HOME}
	assert employees_in(here, "HR Manager", report) == set(everybody)
	assert employees_in(here, "Talent Manager", report) == set(everybody)
	assert employees_in(here, "HR of one", report) == home < set(everybody)
	assert employees_in(here, "HR elsewhere", report) == set()


@pytest.mark.parametrize("report", REPORTS)
def test_hr_user_sees_how_far_people_are_and_no_ratings(here: Readers, report: str) -> None:
	home = {name for name, company in everybody_in(report).items() if company == HOME}
	seen = set() if report in (MATRIX, DISTRIBUTION) else home
	assert employees_in(here, "HR User", report) == seen


@pytest.mark.parametrize("report", REPORTS)
def test_a_manager_sees_the_own_line_and_nothing_of_himself(here: Readers, report: str) -> None:
	frappe.db.set_single_value("Talent Settings", "managers_see_talent", 1)
	line = line_of(here.manager) & set(everybody_in(report))
	assert employees_in(here, "manager", report) == line
	assert here.manager not in line and len(line) > 15


@pytest.mark.parametrize("report", REPORTS)
def test_somebody_with_nobody_below_sees_nobody(here: Readers, report: str) -> None:
	frappe.db.set_single_value("Talent Settings", "managers_see_talent", 1)
	found = read(here, "employee", report, cycle=None if report == MATRIX else CYCLE)
	assert found.result == [] and not found.chart and not found.report_summary
	assert "nobody does" in found.message


@pytest.mark.parametrize("report", REPORTS)
def test_who_has_no_role_may_not_open_it(here: Readers, report: str) -> None:
	with pytest.raises(frappe.PermissionError):
		read(here, "stranger", report, cycle=CYCLE)


@pytest.mark.parametrize("cycle", [None, CYCLE])
def test_a_manager_sees_no_box_unless_the_company_says_so(here: Readers, cycle: str | None) -> None:
	frappe.db.set_single_value("Talent Settings", "managers_see_talent", 0)
	found = read(here, "manager", MATRIX, cycle=cycle)
	assert found.result == [] and "keeps potential and box from managers" in found.message
	frappe.db.set_single_value("Talent Settings", "managers_see_talent", 1)
	assert read(here, "manager", MATRIX, cycle=cycle).result


def test_nobody_of_hr_sees_himself_in_the_matrix(here: Readers) -> None:
	frappe.db.set_value("Employee", here.leaf, "user_id", None)
	frappe.db.set_value("Employee", here.leaf, "user_id", here.user["HR Manager"])
	for cycle in (None, CYCLE):
		found = {row["employee"] for row in read(here, "HR Manager", MATRIX, cycle=cycle).result}
		assert found and here.leaf not in found


# What comes out


NASTY = "=1+1<b>"


@pytest.fixture
def nasty(here: Readers) -> Readers:
	"""Names and titles that a spreadsheet would run and a browser would draw."""
	named = (
		("Talent Assessment", "employee_name"),
		("Objective", "title"),
		("Performance Appraisal", "manager_name"),
	)
	for doctype, field in named:
		table = frappe.qb.DocType(doctype)
		frappe.qb.update(table).set(table[field], NASTY).run()
	return here


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("kind", ["Excel", "CSV"])
def test_an_export_holds_values_and_no_formula(nasty: Readers, report: str, kind: str) -> None:
	frappe.set_user(nasty.user["HR Manager"])
	filters = {} if report == MATRIX else {"cycle": CYCLE}
	frappe.local.form_dict = frappe._dict(
		report_name=report,
		file_format_type=kind,
		filters=frappe.as_json(filters),
		visible_idx="[]",
		custom_columns="[]",
	)
	export_query()
	content = frappe.response.filecontent
	if kind == "CSV":
		text = content.decode()
		assert ',"=' not in text and '\n"=' not in text and "tp-box" not in text
		return
	sheet = openpyxl.load_workbook(io.BytesIO(content)).active
	rows = list(sheet.iter_rows())
	assert len(rows) > 3
	assert [cell.coordinate for row in rows for cell in row if cell.data_type == "f"] == []
	texts = [cell.value for row in rows for cell in row if isinstance(cell.value, str)]
	assert not [text for text in texts if "</" in text or "tp-" in text]


def test_what_people_write_is_text_in_the_grid(nasty: Readers) -> None:
	grid = read(nasty, "HR Manager", MATRIX).message
	assert "=1+1&lt;b&gt;" in grid and "<b>" not in grid


@pytest.mark.parametrize("report", REPORTS)
def test_the_number_of_queries_does_not_grow_with_the_people(
	here: Readers, report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
	asked = []
	run = frappe.db.sql

	def counted(*args: Any, **more: Any) -> Any:
		asked.append(args[0])
		return run(*args, **more)

	def queries(**filters: Any) -> int:
		read(here, "HR Manager", report, **filters)
		asked.clear()
		read(here, "HR Manager", report, **filters)
		return len(asked)

	monkeypatch.setattr(frappe.db, "sql", counted)
	cycle = {} if report == MATRIX else {"cycle": CYCLE}
	assert queries(**cycle) <= queries(**cycle, manager=here.manager) <= 40
