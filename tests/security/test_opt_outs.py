"""What an agreement switches off is neither computed nor stored nor reached for its people; the same without it is.

Every test goes through the whole flow twice: with an agreement that holds for Rina's branch, and with one that has ended. In
the same team Budi, whose branch agreed on nothing, is the legitimate neighbour whose numbers stay.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import frappe
from frappe.client import get_value
from frappe.desk import reportview
from frappe.desk.query_report import run as run_report
from frappe.desk.search import search_link
from frappe.utils import add_days, today

from appraised import CYCLE, House, close_all, placements, standing
from people import change, make_employee
from reviewed import make_potential, remember
from talent_performance.access import doors, practices
from talent_performance.access.audience import Practice
from talent_performance.access.guards import GUARDS
from talent_performance.exceptions import AgreementUnfit, OpeningRefused, PracticeOff
from talent_performance.flows import agreements, calibration, close, form_charts, publishing, talent
from talent_performance.flows import standing as standing_panel
from talent_performance.flows.opening import importing
from talent_performance.runs.kinds import Work
from talent_performance.talent_performance.doctype.potential_assessment import potential_assessment

TITLE = "Silence <b>2024</b>"
BRANCH = "Agreed Branch"
TALENT = ("Talent Assessment", "Talent Placement")
POTENTIAL = "Potential Assessment"


def agree(held: bool, *practices: Practice, **scope: object) -> str:
	"""An agreement for Rina's branch that holds today, or that ended yesterday."""
	values = {"title": TITLE, "company": frappe.db.get_value("Employee", {"branch": BRANCH}, "company")}
	until = None if held else add_days(today(), -1)
	checks = {practice.value: 1 for practice in practices}
	days = {"agreed_on": "2024-03-01", "valid_from": "2024-04-01", "valid_until": until}
	branch = {"branch": BRANCH} if not scope else scope
	made = frappe.get_doc({"doctype": "Works Agreement", **values, **days, **branch, **checks})
	return made.insert().name


@pytest.fixture
def team(home: House) -> Iterator[House]:
	"""Rina works in the branch, Budi doesn't; managers may see talent, so that they have something to lose."""
	if not frappe.db.exists("Branch", BRANCH):
		frappe.get_doc({"doctype": "Branch", "branch": BRANCH}).insert()
	frappe.db.set_value("Employee", home.of["rina"], "branch", BRANCH)
	frappe.db.set_single_value("Talent Settings", "managers_see_talent", 1)
	yield home
	frappe.set_user("Administrator")


def as_user(team: House, who: str, what: Callable[[], Any]) -> Any:
	"""What somebody gets."""
	frappe.set_user(team.user(who))
	try:
		return what()
	finally:
		frappe.set_user("Administrator")


def names(team: House, doctype: str, who: str) -> list[str]:
	"""The rows about somebody, past every wall."""
	return frappe.get_all(doctype, {"employee": team.of[who]}, pluck="name", order_by="name")


def reached(team: House, reader: str, doctype: str, about: str) -> set[str]:
	"""The doors through which a reader gets at somebody's rows: list, count, export, report, value, document, children."""
	there = names(team, doctype, about)
	assert there, "There is nothing to reach, so that no wall is tested."
	return as_user(team, reader, lambda: {door for door, found in attempts(doctype, there) if found})


def attempts(doctype: str, there: list[str]) -> Iterator[tuple[str, bool]]:
	"""Each door with whether it gave anything."""
	filters = {"name": ("in", there)}
	yield "list", bool(frappe.get_list(doctype, filters, limit=0))
	yield "count", bool(doors.get_count(doctype, {"name": there[0]}))
	yield "value", bool(get_value(doctype, "employee", {"name": there[0]}))
	yield "document", bool(frappe.has_permission(doctype, "read", doc=there[0]))
	yield "print", bool(frappe.has_permission(doctype, "print", doc=there[0]))
	yield "search", bool(search_link(doctype, there[0], filters={"name": there[0]}))
	yield "report builder", bool(builder(doctype, there[0]))
	for field in frappe.get_meta(doctype).get_table_fields():
		rows = frappe.get_list(field.options, {"parent": ("in", there)}, parent_doctype=doctype, limit=0)
		yield "children", bool(rows)


def builder(doctype: str, name: str) -> object:
	"""What the report builder, and with it the export, reads."""
	asked = {"doctype": doctype, "fields": f'["`tab{doctype}`.`name`"]', "filters": f'{{"name": "{name}"}}'}
	frappe.local.form_dict = frappe._dict(asked)
	return (reportview.get() or {}).get("values")


@pytest.mark.parametrize("held", [True, False], ids=["off", "on"])
@pytest.mark.parametrize("who", ["manager", "HR Manager", "Talent Manager"])
def test_nobodys_potential_is_assessed(team: House, held: bool, who: str) -> None:
	agree(held, Practice.POTENTIAL)
	before = names(team, POTENTIAL, "rina")

	def assess() -> str:
		doc = frappe.get_doc({"doctype": POTENTIAL, "employee": team.of["rina"], "assessed_on": today()})
		return doc.insert().name

	if held:
		for attempt in (assess, lambda: potential_assessment.questions_for(team.of["rina"])):
			with pytest.raises(PracticeOff, match=r"Silence &lt;b&gt;2024&lt;/b&gt; of .*2024"):
				as_user(team, who, attempt)
		assert names(team, POTENTIAL, "rina") == before
		return
	name = as_user(team, who, assess)
	assert as_user(team, who, lambda: potential_assessment.questions_for(team.of["rina"]))
	assert frappe.db.exists(POTENTIAL, name)


def test_not_even_by_administrator_or_with_a_draft_from_before(team: House) -> None:
	draft = frappe.get_doc(
		{"doctype": POTENTIAL, "employee": team.of["rina"], "assessed_on": today()}
	).insert()
	for line in draft.ratings:
		line.rating = 4
	draft.save()
	agree(True, Practice.POTENTIAL)
	with pytest.raises(PracticeOff):
		potential_assessment.submit(draft.name)
	with pytest.raises(PracticeOff):
		frappe.get_doc({"doctype": POTENTIAL, "employee": team.of["rina"]}).insert(ignore_permissions=True)
	assert frappe.db.get_value(POTENTIAL, draft.name, "state") == "Draft"
	frappe.db.set_value("Works Agreement", {"title": TITLE}, "valid_until", add_days(today(), -1))
	potential_assessment.submit(draft.name)
	assert frappe.db.get_value(POTENTIAL, draft.name, "state") == "Submitted"


@pytest.mark.parametrize("reader", ["manager", "head", "HR Manager", "Talent Manager"])
def test_what_is_there_is_reached_by_no_door_while_the_agreement_holds(team: House, reader: str) -> None:
	close_all(team)
	told = {doctype: reached(team, reader, doctype, "rina") for doctype in (POTENTIAL, *TALENT)}
	assert {"list", "count", "document", "print", "report builder", "value"} <= told["Talent Placement"]
	assert all(told.values())
	agreement = agree(True, Practice.POTENTIAL)
	for doctype, doors_before in told.items():
		assert reached(team, reader, doctype, "rina") == set(), doctype
		assert reached(team, reader, doctype, "budi") == doors_before, doctype
	frappe.db.set_value("Works Agreement", agreement, "valid_until", add_days(today(), -1))
	assert {doctype: reached(team, reader, doctype, "rina") for doctype in told} == told


@pytest.mark.parametrize("held", [True, False], ids=["off", "on"])
@pytest.mark.parametrize("practice", [Practice.NINE_BOX, Practice.POTENTIAL])
def test_nobody_is_placed_by_any_flow(team: House, held: bool, practice: Practice) -> None:
	agree(held, practice)
	counted = {each.label: each.count for each in close.dry_run_close({"cycle": CYCLE})}
	assert counted.get("Nine-box switched off by agreement", 0) == int(held)
	assert counted["Would stand in a box"] == len(team.of) - int(held)
	close_all(team)
	result = frappe.db.get_value("Appraisal Result", {"employee": team.of["rina"], "cycle": CYCLE})
	as_user(team, "Talent Manager", lambda: calibration.calibrate(result, 5.0, "More than was asked."))
	publishing.publish(list(team.appraisal.values()))
	talent.refresh([team.of["rina"], team.of["budi"]], "Close")
	change(team.of["rina"], designation=designation())
	assert bool(standing(team, "rina")) is not held
	assert bool(placements(team, "rina")) is not held
	assert standing(team, "budi").box
	assert frappe.db.get_value("Performance Appraisal", team.appraisal["rina"], "rating") == 5.0


def designation() -> str:
	return frappe.get_all("Designation", pluck="name", order_by="name", limit=1)[0]


@pytest.mark.parametrize("held", [True, False], ids=["off", "on"])
def test_the_matrix_of_a_mixed_team_names_the_others_only(team: House, held: bool) -> None:
	close_all(team)
	agree(held, Practice.NINE_BOX)
	for who in ("manager", "HR Manager", "Talent Manager"):
		for filters in ({}, {"cycle": CYCLE}):
			found = as_user(team, who, lambda: run_report("Talent Matrix", filters=filters))  # noqa: B023
			people = {row["employee"] for row in found["result"]}
			assert team.of["budi"] in people
			assert (team.of["rina"] in people) is not held
			assert ("Crina" in str(found)) is not held


@pytest.mark.parametrize("held", [True, False], ids=["off", "on"])
@pytest.mark.parametrize("practice", [Practice.NINE_BOX, Practice.POTENTIAL])
def test_history_brings_neither_potential_nor_a_place(team: House, held: bool, practice: Practice) -> None:
	frappe.db.delete(POTENTIAL, {"employee": team.of["rina"]})
	agree(held, practice)
	refused = held and practice is Practice.POTENTIAL
	rows = [("NIK", "Siklus", "Peringkat", "Potensi"), (team.of["rina"], 2022, "4", "Tinggi")]

	record = {
		"doctype": "Talent Run",
		"title": "x",
		"kind": importing.IMPORT,
		"arguments": "{}",
		"state": "Completed",
	}
	frappe.get_doc(record).insert(set_name="RUN-OPT")

	def come_in() -> None:
		arguments = {"file": upload(rows), "map": "{}"}
		keys = [key for group in importing.plan(arguments) for key in group]
		importing.work(Work("RUN-OPT", arguments, keys))

	if refused:
		with pytest.raises(OpeningRefused):
			as_user(team, "HR Manager", come_in)
		found = as_user(team, "HR Manager", lambda: importing.look_at(upload(rows), {}))
		assert list(found.problems["rule"]) == ["switched_off"]
		rows[1] = (*rows[1][:3], "")
	as_user(team, "HR Manager", come_in)
	assert bool(names(team, "Appraisal Result", "rina"))
	assert bool(names(team, POTENTIAL, "rina")) is not refused
	assert bool(names(team, "Talent Placement", "rina")) is not held
	assert bool(names(team, "Talent Assessment", "rina")) is not held


def upload(rows: list[tuple]) -> str:
	"""A private file of the session's user."""
	text = io.StringIO()
	csv.writer(text).writerows(rows)
	file = {
		"doctype": "File",
		"file_name": "history.csv",
		"content": text.getvalue().encode(),
		"is_private": 1,
	}
	return frappe.get_doc(file).insert(ignore_permissions=True).name


@pytest.mark.parametrize("held", [True, False], ids=["off", "on"])
def test_nobody_is_counted_against_a_guideline(team: House, held: bool) -> None:
	close_all(team)
	results = frappe.get_all("Appraisal Result", {"cycle": CYCLE}, ["name", "employee"])
	for row in results:
		top = 5.0 if row.employee == team.of["rina"] else 3.0
		frappe.db.set_value("Appraisal Result", row.name, "performance_rating", top)
	agree(held, Practice.GUIDELINES)
	found = as_user(
		team, "Talent Manager", lambda: run_report("Performance Distribution", filters={"cycle": CYCLE})
	)
	whole, columns = found["result"][0], found["columns"]
	labels = {column["fieldname"]: column["label"] for column in columns}
	upper = next(name for name, label in labels.items() if name.startswith("guideline") and "5" in label)
	rated = len(results) - 1  # the reader's own isn't his to read
	assert whole["rated"] == rated
	assert whole[upper] == pytest.approx(0 if held else 100 / rated, abs=0.01)
	assert ("1 people" in found["message"]) is held


@pytest.mark.parametrize("held", [True, False], ids=["off", "on"])
def test_nothing_analyses_the_person(team: House, held: bool) -> None:
	objective = {"doctype": "Objective", "title": "North", "level": "Individual", "cycle": CYCLE}
	for who in ("rina", "budi"):
		frappe.get_doc({**objective, "employee": team.of[who]}).insert()
	close_all(team)
	publishing.publish(list(team.appraisal.values()))
	remember("Y2024", team.of["rina"], 4.0, "High")
	agree(held, Practice.ANALYTICS)
	told = as_user(team, "manager", lambda: analysed(team, "rina"))
	assert {part for part, found in told.items() if found} == (set() if held else set(told))
	assert all(as_user(team, "manager", lambda: analysed(team, "budi")).values())
	assert reached(team, "manager", "Performance Appraisal", "rina") >= {"list", "document"}


def analysed(team: House, who: str) -> dict[str, bool]:
	"""What compares somebody with others, or follows him over the years, and whether it says anything."""
	profile = frappe.db.get_value("Talent Profile Employment", {"employee": team.of[who]}, "parent")
	reports = {
		name: run_report(name, filters={"cycle": CYCLE} if name != "Talent Matrix" else {})
		for name in ("Talent Matrix", "Objective Progress")
	}
	by_person = run_report("Objective Progress", filters={"cycle": CYCLE, "group_by": "person"})
	return {
		**{name: team.of[who] in str(found["result"]) for name, found in reports.items()},
		"by person": team.of[who] in str(by_person["result"]),
		"panel": bool(standing_panel.standing(team.of[who])),
		"chart": bool(form_charts.ratings_by_year(profile)["values"]),
	}


def test_who_leaves_the_branch_is_out_of_the_agreement_and_who_comes_is_in_it(team: House) -> None:
	agree(True, Practice.NINE_BOX)
	close_all(team)
	assert not standing(team, "rina")
	change(team.of["rina"], branch=None)
	assert standing(team, "rina").box
	assert reached(team, "manager", "Talent Assessment", "rina")
	change(team.of["budi"], branch=BRANCH)
	assert reached(team, "manager", "Talent Assessment", "budi") == set()
	before = standing(team, "budi")
	make_potential([team.of["budi"]], 1.0, on=today())
	talent.refresh([team.of["budi"]], "Close")
	assert standing(team, "budi") == before


@pytest.mark.parametrize("few", [0, practices.FEW], ids=["one by one", "named"])
def test_few_who_are_left_are_the_same_as_many(
	team: House, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
	close_all(team)
	second = make_employee("Crina", user=False, branch=BRANCH)
	profile = frappe.db.get_value("Talent Profile Employment", {"employee": team.of["budi"]}, "parent")
	monkeypatch.setattr(practices, "FEW", few)

	def listed() -> set[str]:
		rows = as_user(
			team, "HR Manager", lambda: frappe.get_list("Talent Assessment", limit=0, pluck="employee")
		)
		return set(rows) & set(team.of.values())

	everybody = listed()
	assert {team.of["rina"], team.of["budi"]} <= everybody
	agree(True, Practice.NINE_BOX)
	frappe.db.set_value("Employee", team.of["budi"], "branch", None)
	assert listed() == everybody - {team.of["rina"]}
	frappe.db.set_value("Talent Profile Employment", {"employee": second}, {"parent": profile, "idx": 2})
	assert listed() == everybody - {team.of["rina"], team.of["budi"]}
	agree(True, Practice.NINE_BOX, branch=None)
	assert listed() == set()


def test_it_holds_for_another_record_of_the_same_person(team: House) -> None:
	close_all(team)
	second = make_employee("Crina", user=False, branch=BRANCH)
	profile = frappe.db.get_value("Talent Profile Employment", {"employee": team.of["budi"]}, "parent")
	frappe.db.set_value("Talent Profile Employment", {"employee": second}, {"parent": profile, "idx": 2})
	assert reached(team, "manager", "Talent Assessment", "budi")
	agree(True, Practice.NINE_BOX)
	assert reached(team, "manager", "Talent Assessment", "budi") == set()
	frappe.db.set_value("Employee", second, "status", "Left")
	assert reached(team, "manager", "Talent Assessment", "budi")


def test_places_come_back_when_it_has_ended(team: House) -> None:
	agreement = agree(True, Practice.POTENTIAL)
	close_all(team)
	agreements.catch_up()
	assert not frappe.db.exists("Talent Run", {"kind": agreements.KIND})
	frappe.db.set_value("Works Agreement", agreement, "valid_until", add_days(today(), -1))
	agreements.catch_up()
	agreements.catch_up()
	assert frappe.db.count("Talent Run", {"kind": agreements.KIND}) == 1
	arguments = {"agreement": agreement}
	keys = [key for group in agreements.plan(arguments) for key in group]
	assert keys == [team.of["rina"]]
	agreements.work(Work("RUN-1", arguments, keys))
	assert standing(team, "rina").box
	assert placements(team, "rina")[-1].cause == agreements.CAUSE


def test_an_agreement_says_whom_and_what(team: House) -> None:
	with pytest.raises(AgreementUnfit, match="Nine-Box"):
		agree(True)
	with pytest.raises(AgreementUnfit, match="Valid Until"):
		name = agree(True, Practice.NINE_BOX)
		doc = frappe.get_doc("Works Agreement", name)
		doc.valid_until = "2024-01-01"
		doc.save()


def test_one_that_has_held_stays_on_record(team: House) -> None:
	name = agree(True, Practice.NINE_BOX)
	with pytest.raises(AgreementUnfit, match="on record"):
		as_user(team, "HR Manager", lambda: frappe.delete_doc("Works Agreement", name))
	assert frappe.db.exists("Works Agreement", name)
	to_come = frappe.copy_doc(frappe.get_doc("Works Agreement", name))
	to_come.update({"valid_from": "2999-01-01", "valid_until": None})
	to_come.insert()
	as_user(team, "HR Manager", lambda: frappe.delete_doc("Works Agreement", to_come.name))
	assert not frappe.db.exists("Works Agreement", to_come.name)


def test_only_hr_of_the_company_writes_one_and_everybody_there_reads_it(team: House) -> None:
	name = agree(True, Practice.NINE_BOX)
	may = {
		who: [deed for deed in ("read", "write") if frappe.has_permission("Works Agreement", deed, name, user=team.user(who))]
		for who in ("rina", "manager", "HR User", "HR Manager", "Talent Manager")
	}  # fmt: skip
	assert may == {
		"rina": ["read"],
		"manager": ["read"],
		"HR User": ["read"],
		"HR Manager": ["read", "write"],
		"Talent Manager": ["read", "write"],
	}


def test_every_practice_is_a_switch_and_every_switch_a_practice() -> None:
	meta = frappe.get_meta("Works Agreement")
	at = [field.fieldname for field in meta.fields].index("practices_section")
	until = [field.fieldname for field in meta.fields].index("text_section")
	checks = {field.fieldname for field in meta.fields[at:until] if field.fieldtype == "Check"}
	assert checks == {practice.value for practice in Practice}
	guarded = {guard.practice for guard in GUARDS.values() if guard.practice}
	assert guarded == {
		Practice.POTENTIAL, Practice.NINE_BOX, Practice.RISK, Practice.LANGUAGE_MODEL, Practice.FEEDBACK,
	}  # fmt: skip
