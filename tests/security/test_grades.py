"""Grades: a confidential one is the Talent Manager's alone in HR, and an HR User reads no rating of people above the own grade.

Rina is the director, or above the HR User; Budi stays an ordinary colleague whose rows HR reads as before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import frappe
from frappe.desk.query_report import run as run_report

from appraised import CYCLE, House, close_all
from talent_performance.access import deeds, doors, grades, process
from talent_performance.access.actors import Actor
from talent_performance.exceptions import InvalidPolicy
from talent_performance.flows import close, form_charts, overview, publishing
from talent_performance.flows.objective_import import people as people_to_import
from talent_performance.flows.opening.people import staff

APPRAISAL, REVIEW, EVENT = "Performance Appraisal", "Appraisal Review", "Appraisal Event"
RATED = (APPRAISAL, REVIEW, EVENT)
DIRECTOR, HEAD, OFFICER, CLERK = "Gdirector", "Ghead", "Gofficer", "Gclerk"


@pytest.fixture
def team(home: House) -> Iterator[House]:
	"""The cycle is closed and published; nobody has a grade yet."""
	for designation in (DIRECTOR, HEAD, OFFICER, CLERK):
		if not frappe.db.exists("Designation", designation):
			frappe.get_doc({"doctype": "Designation", "designation_name": designation}).insert()
	close_all(home)
	publishing.publish(list(home.appraisal.values()))
	yield home
	frappe.set_user("Administrator")


def give(team: House, **designations: str | None) -> None:
	"""People get designations: `HR_User` is HR User."""
	for who, designation in designations.items():
		frappe.db.set_value("Employee", team.of[who.replace("_", " ")], "designation", designation)


def grade(*rows: tuple[str, int, int]) -> None:
	"""Talent Settings name designations with rank and confidentiality."""
	settings = frappe.get_doc("Talent Settings")
	keys = ("grade", "rank", "confidential")
	settings.set(
		"grades", [{"grade_type": "Designation", **dict(zip(keys, row, strict=True))} for row in rows]
	)
	settings.flags.ignore_mandatory = True
	settings.save()


def ranked() -> None:
	grade((HEAD, 5, 0), (OFFICER, 3, 0), (CLERK, 1, 0))


def as_user(team: House, who: str, what: Callable[[], Any]) -> Any:
	"""What somebody gets."""
	frappe.set_user(team.user(who))
	try:
		return what()
	finally:
		frappe.set_user("Administrator")


def about(team: House, reader: str, doctype: str, **filters: object) -> set[str]:
	"""Whom of the team the rows are about that a reader lists; the site may have others."""
	known = {name: who for who, name in team.of.items()}
	rows = as_user(team, reader, lambda: frappe.get_list(doctype, filters, ["employee"], limit=0))
	return {known[row.employee] for row in rows if row.employee in known}


@pytest.mark.parametrize("doctype", [*RATED, "Talent Profile", "Objective"])
def test_of_hr_only_the_talent_manager_reaches_the_director(team: House, doctype: str) -> None:
	frappe.get_doc(
		{"doctype": "Objective", "title": "North", "level": "Individual", "cycle": CYCLE, "employee": team.of["rina"]}
	).insert()  # fmt: skip
	give(team, rina=DIRECTOR)
	readers = ("HR User", "HR Manager", "Talent Manager", "manager", "rina")
	if doctype != EVENT:
		assert all("rina" in about(team, reader, doctype) for reader in readers)
	grade((DIRECTOR, 0, 1))
	seen = {
		reader: "rina" in about(team, reader, doctype)
		for reader in ("HR User", "HR Manager", "Talent Manager")
	}
	assert seen == {"HR User": False, "HR Manager": False, "Talent Manager": True}
	if doctype != EVENT:
		assert all("rina" in about(team, reader, doctype) for reader in ("manager", "rina"))
		assert doctype == "Objective" or "budi" in about(team, "HR Manager", doctype)


def test_a_document_of_the_director_is_closed_too_and_so_is_every_deed(team: House) -> None:
	give(team, rina=DIRECTOR)
	name = team.appraisal["rina"]
	facts = frappe.db.get_value(APPRAISAL, name, ["name", "employee", "company", "manager"], as_dict=True)
	hr, above = team.user("HR Manager"), team.user("Talent Manager")
	assert frappe.has_permission(APPRAISAL, "read", name, user=hr)
	assert Actor.HR_MANAGER in deeds.actors(facts, hr)
	grade((DIRECTOR, 0, 1))
	assert not frappe.has_permission(APPRAISAL, "read", name, user=hr)
	assert frappe.has_permission(APPRAISAL, "read", name, user=above)
	assert Actor.HR_MANAGER not in deeds.actors(facts, hr)
	assert Actor.TALENT_MANAGER in deeds.actors(facts, above)


def test_the_director_is_nobody_to_imports_of_hr(team: House) -> None:
	give(team, rina=DIRECTOR)
	grade((DIRECTOR, 0, 1))
	for who, there in (("HR Manager", False), ("Talent Manager", True)):
		found = as_user(team, who, lambda: staff(frappe.session.user))
		assert (team.of["rina"] in found.index) is there
	given = frappe.get_all("Employee", {"name": ("in", list(team.of.values()))}, pluck="name")
	import pandas as pd

	found = as_user(team, "HR Manager", lambda: people_to_import(pd.Series(given)))
	assert team.of["rina"] not in found
	assert team.of["budi"] in found


def test_a_run_names_no_director_to_all_who_read_it(team: House) -> None:
	frappe.db.delete(REVIEW, {"employee": ("in", [team.of["rina"], team.of["budi"]])})
	frappe.db.delete("Appraisal Result", {"cycle": CYCLE})
	frappe.db.set_value(APPRAISAL, {"cycle": CYCLE}, "state", "Manager Review")
	give(team, rina=DIRECTOR)
	grade((DIRECTOR, 0, 1))
	counts = close.dry_run_close({"cycle": CYCLE})
	named = {name for each in counts for name in each.who}
	assert team.of["budi"] in named
	assert team.of["rina"] not in named


@pytest.mark.parametrize("doctype", [APPRAISAL, REVIEW])
@pytest.mark.parametrize(
	("own", "theirs", "reads"),
	[(OFFICER, HEAD, False), (OFFICER, OFFICER, True), (OFFICER, CLERK, True), (OFFICER, None, False), (None, CLERK, False)],
)  # fmt: skip
def test_an_hr_user_reads_ratings_up_to_the_own_grade(
	team: House, doctype: str, own: str | None, theirs: str | None, reads: bool
) -> None:
	give(team, HR_User=own, rina=theirs)
	assert "rina" in about(team, "HR User", doctype)
	ranked()
	assert ("rina" in about(team, "HR User", doctype)) is reads
	assert "rina" in about(team, "HR Manager", doctype)


def test_who_has_two_jobs_counts_by_the_lower_one(team: House) -> None:
	give(team, HR_User=HEAD, rina=OFFICER)
	ranked()
	assert "rina" in about(team, "HR User", APPRAISAL)
	frappe.db.set_value("Employee", team.of["budi"], {"user_id": team.user("HR User"), "designation": CLERK})
	assert "rina" not in about(team, "HR User", APPRAISAL)


def test_no_filter_sort_or_count_tells_a_rating_from_above(team: House) -> None:
	give(team, HR_User=OFFICER, rina=HEAD, budi=CLERK)
	ranked()
	frappe.db.set_value(APPRAISAL, team.appraisal["rina"], "rating", 5.0)
	assert about(team, "HR User", APPRAISAL, rating=(">=", 5)) == set()
	assert about(team, "HR Manager", APPRAISAL, rating=(">=", 5)) == {"rina"}
	count = lambda: doors.get_count(APPRAISAL, {"employee": team.of["rina"], "rating": (">", 0)})  # noqa: E731
	assert as_user(team, "HR User", count) == 0
	assert as_user(team, "HR Manager", count) == 1
	order = as_user(
		team, "HR User", lambda: frappe.get_list(APPRAISAL, pluck="employee", order_by="rating desc, name")
	)
	assert team.of["rina"] not in order
	assert team.of["budi"] in order
	lines = {"parenttype": APPRAISAL, "parent": team.appraisal["rina"]}
	seen = as_user(
		team, "HR User", lambda: frappe.get_list("Appraisal Objective", lines, parent_doctype=APPRAISAL)
	)
	assert seen == []


def test_he_still_sees_how_far_everybody_is(team: House) -> None:
	give(team, HR_User=OFFICER, rina=HEAD)
	ranked()
	stood = as_user(team, "HR User", lambda: overview.standing(CYCLE))
	assert team.of["rina"] in set(stood["employee"])
	assert not {"rating", "score", "rating_label"} & set(stood.columns)
	board = as_user(team, "HR User", lambda: overview.board(CYCLE))
	assert sum(each["count"] for each in board["funnel"]) == len(team.of)
	progress = as_user(team, "HR User", lambda: run_report("Appraisal Progress", filters={"cycle": CYCLE}))
	assert progress["result"][0]["total"] == len(team.of)
	chart = as_user(team, "HR User", lambda: form_charts.appraisals_by_state(CYCLE))
	assert sum(chart["values"]) == len(team.of)
	grade((HEAD, 5, 1), (OFFICER, 3, 0))
	stood = as_user(team, "HR User", lambda: overview.standing(CYCLE))
	assert team.of["rina"] not in set(stood["employee"])


def test_nothing_but_the_process_is_read_as_the_process(team: House) -> None:
	for asked in ((["rating"], []), (["name"], [["rating", ">", 4]]), (["score"], [["cycle", "=", CYCLE]])):
		with pytest.raises(ValueError, match="No column of the process"):
			as_user(team, "HR User", lambda: process.rows(*asked))  # noqa: B023
	assert process.guard_of(APPRAISAL).rated


def test_a_manager_who_works_in_hr_keeps_his_own_people(team: House) -> None:
	give(team, rina=HEAD, HR_User=CLERK)
	frappe.get_doc("User", team.user("manager")).add_roles("HR User")
	grade((HEAD, 5, 1), (CLERK, 1, 0))
	assert {"rina", "budi"} <= about(team, "manager", APPRAISAL)
	assert "head" not in about(team, "manager", APPRAISAL)


def test_only_a_talent_manager_says_what_is_closed(team: House) -> None:
	grade((DIRECTOR, 0, 1))
	with pytest.raises(frappe.PermissionError):
		as_user(team, "HR Manager", lambda: grade((DIRECTOR, 0, 0)))
	assert grades.listed_grades() == [("designation", DIRECTOR, 0, 1)]
	as_user(team, "Talent Manager", lambda: grade((DIRECTOR, 0, 0)))
	assert grades.listed_grades() == [("designation", DIRECTOR, 0, 0)]


def test_a_grade_that_nobody_can_have_or_twice_is_refused(team: House) -> None:
	with pytest.raises(InvalidPolicy, match="row 2"):
		grade((DIRECTOR, 0, 1), (DIRECTOR, 4, 0))


def test_a_grade_follows_when_its_designation_is_renamed(team: House) -> None:
	give(team, rina=DIRECTOR)
	grade((DIRECTOR, 0, 1))
	frappe.local.dynamic_link_map = (
		None  # known for as long as a request lasts, and a test process outlives many
	)
	frappe.rename_doc("Designation", DIRECTOR, "Gpresident", show_alert=False)
	assert grades.listed_grades() == [("designation", "Gpresident", 0, 1)]
	assert "rina" not in about(team, "HR Manager", APPRAISAL)
