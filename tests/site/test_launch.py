"""A cycle is checked, launched and opened phase by phase: who takes part, with what, and who may do it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pandas as pd
import pytest

import frappe
from frappe.utils import add_days, getdate

import cycles
from cycles import (
	EMPTY,
	LEADERS,
	POLICY,
	STAFF,
	Firm,
	appraisal_of,
	cycle,
	day,
	dept,
	has_appraisal,
	launched,
)
from harness import Site
from people import COMPANY, OTHER_COMPANY, make_employee
from talent_performance.engine import ENGINE_VERSION
from talent_performance.exceptions import CycleMisfit, EligibilityHookMisfit, IllegalMove, LaunchRefused
from talent_performance.flows import launch, participants, phases, snapshot, transfers
from talent_performance.flows.participants import APPRAISAL, CYCLE
from talent_performance.runs import control, ledger, worker
from talent_performance.store.policy import freeze, policy_of
from talent_performance.talent_performance.doctype.performance_cycle import performance_cycle as desk


@pytest.fixture(scope="module")
def firm(site: Site) -> Iterator[Firm]:
	"""Set up once in a transaction that is never committed; each test works in a savepoint."""
	yield from cycles.firm()


@pytest.fixture(autouse=True)
def in_savepoint(firm: Firm) -> Iterator[None]:
	"""What a test changes, it changes for itself."""
	yield from cycles.savepoint()


def counts(name: str) -> dict[str, int]:
	"""What a preview counts."""
	return dict(desk.preview_launch(name)["counts"])


def problems(name: str) -> str:
	"""What a preview finds in the way."""
	return " ".join(desk.preview_launch(name)["problems"])


def record(run: str) -> frappe._dict:
	"""A run as it is now."""
	return frappe.db.get_value(ledger.RUN, run, "*", as_dict=True)


def rule(effect: str, attribute: str, value: str, template: str | None = None) -> dict:
	"""One rule of a cycle."""
	return {"effect": effect, "attribute": attribute, "value": value, "template": template}


# What a cycle must be like


@pytest.mark.parametrize(
	("values", "told"),
	[
		(lambda: {"end_date": day(-1)}, "before the start date"),
		(lambda: {"joined_from": day(20), "joined_until": day(10)}, "is before joined from"),
		(lambda: {"joined_from": day(400)}, "Nobody who joined from"),
		(lambda: {"kind": "Probation"}, "fill Joined From and Joined Until"),
		(lambda: {"kind": "Project"}, "choose the project"),
		(
			lambda: {"companies": [{"company": COMPANY}, {"company": COMPANY}]},
			"row 2: Nusantara Testing is there already",
		),
		(
			lambda: {"phases": [{"phase": "Self Review", "start_date": day(9), "due_date": day(8)}]},
			"due before it begins",
		),
		(lambda: {"phases": [{"phase": "Self Review", "due_date": day(-9)}]}, "due before the cycle begins"),
		(lambda: {"phases": [{"phase": "Goal Setting", "due_date": day(365)}]}, "goals are due after"),
		(
			lambda: {
				"phases": [
					{"phase": "Manager Review", "due_date": day(300)},
					{"phase": "Self Review", "due_date": day(310)},
				]
			},
			"row 2: Manager Review comes after Self Review",
		),
		(
			lambda: {
				"phases": [
					{"phase": "Self Review", "due_date": day(300)},
					{"phase": "Self Review", "due_date": day(310)},
				]
			},
			"Self Review is there already",
		),
		(
			lambda: {"rules": [rule("Use Template", "Designation", "Launch Clerk")]},
			"row 1: choose the template",
		),
	],
)
def test_what_does_not_fit_together_is_refused_with_its_row(values: Callable[[], dict], told: str) -> None:
	with pytest.raises(CycleMisfit, match=told):
		cycle(**values())
	assert not frappe.db.exists(CYCLE, {"title": "Launched in a test"})


def test_a_rule_for_something_that_is_not_there_is_refused() -> None:
	with pytest.raises(frappe.LinkValidationError, match="Nobody's Desk"):
		cycle(rules=[rule("Leave Out", "Designation", "Nobody's Desk")])


def test_a_rule_for_a_field_that_employees_lack_says_so() -> None:
	if frappe.get_meta("Employee").has_field("grade"):
		pytest.skip("Employees have grades on this site.")
	with pytest.raises(CycleMisfit, match="row 1: employees have no Employee Grade"):
		cycle(rules=[rule("Leave Out", "Employee Grade", "M1")])


def test_a_disabled_template_is_refused() -> None:
	frappe.db.set_value("Review Template", LEADERS, "disabled", 1)
	with pytest.raises(CycleMisfit, match="row 1: template Launch Leaders is disabled"):
		cycle(rules=[rule("Use Template", "Designation", "Launch Lead", LEADERS)])
	with pytest.raises(CycleMisfit, match="Default template Launch Leaders"):
		cycle(default_template=LEADERS)


def test_phases_are_sorted() -> None:
	made = cycle(
		phases=[
			{"phase": "Manager Review", "due_date": day(330)},
			{"phase": "Goal Setting", "due_date": day(30)},
		]
	)
	assert [line.phase for line in frappe.get_doc(CYCLE, made).phases] == ["Goal Setting", "Manager Review"]


@pytest.mark.parametrize("field", ["state", "policy", "launched_on", "policy_fingerprint"])
def test_what_the_launch_writes_is_not_written_by_hand(firm: Firm, field: str) -> None:
	name = cycle()
	frappe.set_user(firm.users["hr"])
	document = frappe.get_doc(CYCLE, name)
	document.set(field, "Launched" if field == "state" else "2026-01-01 00:00:00")
	with pytest.raises(IllegalMove):
		document.save()
	assert frappe.db.get_value(CYCLE, name, "state") == "Draft"


def test_hr_makes_a_cycle_for_its_company_only(firm: Firm) -> None:
	frappe.set_user(firm.users["hr"])
	assert cycle()
	with pytest.raises(frappe.PermissionError):
		cycle(companies=[{"company": COMPANY}, {"company": OTHER_COMPANY}])
	for kind in ("hr clerk", "manager"):
		frappe.set_user(firm.users[kind])
		with pytest.raises(frappe.PermissionError):
			cycle()


def test_once_there_are_appraisals_dates_and_companies_stay() -> None:
	name = launched()
	for values in ({"end_date": day(300)}, {"kind": "Quarterly"}):
		document = frappe.get_doc(CYCLE, name).update(values)
		with pytest.raises(IllegalMove, match="can't be changed any more"):
			document.save()
	document = frappe.get_doc(CYCLE, name).update({"companies": [{"company": OTHER_COMPANY}]})
	with pytest.raises(IllegalMove, match="Companies"):
		document.save()
	frappe.get_doc(CYCLE, name).update({"title": "Another title", "default_template": LEADERS}).save()
	assert frappe.db.get_value(CYCLE, name, ["title", "kind"]) == ("Another title", "Annual")


# Dry run, refusals


def test_a_preview_counts_by_template_and_reason(firm: Firm) -> None:
	name = cycle(
		rules=[
			rule("Use Template", "Designation", "Launch Lead", LEADERS),
			rule("Leave Out", "Department", dept("Sales")),
		]
	)
	make_employee("Launchlate", user=False, date_of_joining=day(365))
	found = counts(name)
	assert found[f"{LEADERS}: take part"] == 2
	assert found["Left out by rule 2"] == 1  # the clerk: East is below Sales; the manager has rule 1 before
	assert found[f"Joined after {frappe.utils.format_date(day(364))}"] == 1
	assert found["Status Left"] >= 1
	assert found["New appraisals"] == found[f"{LEADERS}: take part"] + found[f"{STAFF}: take part"]
	assert not frappe.db.exists(APPRAISAL, {"cycle": name})


def test_a_dry_run_gives_the_same_counts(firm: Firm) -> None:
	name = cycle()
	run = control.start(launch.KIND, {"cycle": name}, dry_run=True)
	worker.prepare(run)
	assert dict(json.loads(record(run).counts)) == counts(name)
	assert frappe.db.get_value(CYCLE, name, ["state", "policy"]) == ("Draft", None)


@pytest.mark.parametrize(
	("values", "told"),
	[
		({"rules": [rule("Leave Out", "Company", COMPANY)]}, "Nobody would take part"),
		({"default_template": EMPTY}, "Launch Weightless: all weights are 0"),
		({"default_template": None}, "No default template"),
	],
)
def test_a_launch_that_cannot_be_is_refused_before_anything_is_written(values: dict, told: str) -> None:
	frappe.db.set_single_value("Talent Settings", "default_template", None)
	name = cycle(**values)
	assert told in problems(name)
	runs = frappe.db.count(ledger.RUN)
	with pytest.raises(LaunchRefused, match=told):
		desk.launch_cycle(name)
	assert frappe.db.count(ledger.RUN) == runs
	assert frappe.db.get_value(CYCLE, name, ["state", "policy"]) == ("Draft", None)
	run = control.start(launch.KIND, {"cycle": name})
	worker.prepare(run)
	assert record(run).state == "Failed"
	assert told in record(run).error


def test_a_template_disabled_meanwhile_refuses_the_launch() -> None:
	name = cycle()
	frappe.db.set_value("Review Template", STAFF, "disabled", 1)
	with pytest.raises(LaunchRefused, match="Launch Staff is disabled"):
		desk.launch_cycle(name)


def test_a_default_template_of_talent_settings_will_do() -> None:
	frappe.db.set_single_value("Talent Settings", "default_template", STAFF)
	name = cycle(default_template=None)
	assert problems(name) == ""
	assert counts(name)[f"{STAFF}: take part"] > 3


# Launch


def test_a_launch_makes_appraisals_and_the_cycle_is_launched(firm: Firm) -> None:
	name = cycle(
		phases=[
			{"phase": "Goal Setting", "due_date": day(50)},
			{"phase": "Manager Review", "due_date": day(350)},
		]
	)
	frappe.set_user(firm.users["hr"])
	run = cycles.launch_now(name)
	document = frappe.get_doc(CYCLE, name)
	assert (record(run).state, record(run).rows_refused) == ("Completed", 0)
	assert (document.state, document.launched_by, document.policy) == ("Launched", firm.users["hr"], POLICY)
	assert document.launched_on
	assert [bool(line.opened_on) for line in document.phases] == [True, False]
	clerk = appraisal_of(firm.of["clerk"], name)
	assert (clerk.state, clerk.version, clerk.template, clerk.company) == ("Goal Setting", 1, STAFF, COMPANY)
	assert (clerk.manager, clerk.manager_name) == (firm.of["manager"], "Launchmanager")
	assert (clerk.second_manager, clerk.department) == (firm.of["boss"], dept("East"))
	assert (str(clerk.start_date), str(clerk.end_date)) == (day(0), day(364))
	assert (str(clerk.goal_deadline), str(clerk.due_date)) == (day(50), day(50))
	assert clerk.profile == frappe.db.get_value("Talent Profile", {"employee": firm.of["clerk"]})
	assert clerk.owner == firm.users["hr"]
	[segment] = clerk.segments
	assert (segment.segment, segment.manager, segment.template) == ("S1", firm.of["manager"], STAFF)
	assert (str(segment.start_date), str(segment.end_date)) == (day(0), day(364))


def test_who_is_not_of_the_cycle_gets_none(firm: Firm) -> None:
	name = launched()
	for kind in ("leaver", "abroad", "hr abroad"):
		assert not has_appraisal(firm.of[kind], name)
	for kind in ("boss", "clerk", "joiner", "hr"):
		assert has_appraisal(firm.of[kind], name)


def test_lines_come_from_the_closest_role(firm: Firm) -> None:
	name = launched(rules=[rule("Use Template", "Designation", "Launch Lead", LEADERS)])

	def lines(kind: str) -> list[tuple]:
		found = appraisal_of(firm.of[kind], name).competencies
		return [(line.component, line.item, line.weight, line.required_level) for line in found]

	assert lines("clerk") == [
		("Competencies", "Launch Counting", 2, 2),
		("Competencies", "Launch Courage", 3, 3),
	]
	assert lines("seller") == [("Competencies", "Launch Care", 2, 2)]
	assert lines("manager") == [("Competencies", "Launch Courage", 2, 2), ("Values", "Values", 1, 0)]


def test_without_any_role_the_component_is_one_line(firm: Firm) -> None:
	frappe.db.delete("Role Competency Profile")
	name = launched()
	[line] = appraisal_of(firm.of["clerk"], name).competencies
	assert (line.component, line.item, line.competency) == ("Competencies", "Competencies", None)


def test_a_joiner_has_an_own_goal_deadline(firm: Firm) -> None:
	name = launched(phases=[{"phase": "Goal Setting", "due_date": day(50)}])
	joiner = appraisal_of(firm.of["joiner"], name)
	days = frappe.get_cached_doc("Talent Settings").goal_days_for_joiners
	assert str(joiner.start_date) == day(40)
	assert str(joiner.goal_deadline) == day(40 + days)
	assert str(joiner.segments[0].start_date) == day(40)


def test_a_second_launch_finds_nothing_and_changes_nothing(firm: Firm) -> None:
	name = launched()
	before = frappe.db.get_values(APPRAISAL, {"cycle": name}, ["name", "modified"], order_by="name")
	run = cycles.launch_now(name)
	assert (record(run).state, record(run).rows_total) == ("Completed", 0)
	assert frappe.db.get_values(APPRAISAL, {"cycle": name}, ["name", "modified"], order_by="name") == before


def test_a_chunk_done_twice_makes_nobody_a_second_appraisal(firm: Firm) -> None:
	name = launched()
	people = [firm.of["clerk"], firm.of["seller"]]
	assert launch.include(name, people) == []
	assert frappe.db.count(APPRAISAL, {"cycle": name, "employee": ("in", people)}) == 2


def test_a_second_click_starts_no_second_run() -> None:
	name = cycle()
	frappe.db.set_value(CYCLE, name, "policy", POLICY)
	assert desk.launch_cycle(name) == desk.launch_cycle(name)


@pytest.mark.parametrize("kind", ["colleague", "manager", "hr clerk", "hr abroad"])
def test_who_may_not_launch(firm: Firm, kind: str) -> None:
	name = cycle()
	frappe.set_user(firm.users[kind])
	for deed in (desk.preview_launch, desk.launch_cycle, desk.open_next_phase, desk.take_objectives):
		with pytest.raises(frappe.PermissionError):
			deed(name)
	frappe.set_user("Administrator")
	assert frappe.db.get_value(CYCLE, name, "state") == "Draft"


def test_a_run_started_past_the_form_asks_for_the_cycle_too(firm: Firm) -> None:
	name = cycle()
	frappe.set_user(firm.users["hr abroad"])
	runs = frappe.db.count("Talent Run")
	with pytest.raises(frappe.PermissionError):
		control.start(launch.KIND, {"cycle": name})
	frappe.set_user("Administrator")
	assert frappe.db.count("Talent Run") == runs
	assert not frappe.db.exists(APPRAISAL, {"cycle": name})


@pytest.mark.parametrize("kind", ["hr", "talent"])
def test_who_may_launch(firm: Firm, kind: str) -> None:
	name = cycle()
	frappe.set_user(firm.users[kind])
	cycles.launch_now(name)
	assert frappe.db.get_value(CYCLE, name, "state") == "Launched"


def test_a_run_that_cannot_be_finished_says_so_and_can_be_resumed(
	firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
	def refuses(_arguments: object) -> None:
		raise frappe.ValidationError("The cycle is being edited")

	name = cycle()
	with monkeypatch.context() as once:
		once.setattr(launch, "LAUNCH_CYCLE", replace(launch.LAUNCH_CYCLE, finish=refuses))
		run = cycles.launch_now(name)
	assert (record(run).state, record(run).error) == ("Failed", "The cycle is being edited")
	assert frappe.db.get_value(CYCLE, name, "state") == "Draft"
	assert has_appraisal(firm.of["clerk"], name)
	control.resume(run)
	cycles.work_off(run)
	worker.settle(run)
	assert record(run).state == "Completed"
	assert frappe.db.get_value(CYCLE, name, "state") == "Launched"


@pytest.mark.parametrize("state", ["Closed", "Published", "Cancelled"])
def test_a_cycle_that_is_over_takes_nobody_in(state: str) -> None:
	name = launched()
	frappe.db.set_value(CYCLE, name, "state", state)
	with pytest.raises(IllegalMove):
		desk.launch_cycle(name)


def test_refused_rows_leave_the_cycle_launched_and_land_with_the_next_run(firm: Firm) -> None:
	frappe.db.set_value("Employee", firm.of["seller"], "branch", "No Such Branch")
	name = cycle()
	run = cycles.launch_now(name)
	assert (record(run).state, record(run).rows_refused) == ("Completed with Refusals", 1)
	assert frappe.db.get_value(CYCLE, name, "state") == "Launched"
	frappe.db.set_value("Employee", firm.of["seller"], "branch", None)
	cycles.launch_now(name)
	assert has_appraisal(firm.of["seller"], name)


# Cancelling


def test_a_cycle_is_cancelled_with_its_appraisals(firm: Firm) -> None:
	name = launched()
	frappe.set_user(firm.users["hr"])
	cycles.work_off(desk.cancel_cycle(name, "Launched by mistake"))
	frappe.set_user("Administrator")
	clerk = appraisal_of(firm.of["clerk"], name)
	assert (clerk.state, clerk.cancel_reason) == ("Cancelled", "Launched by mistake")
	assert frappe.db.get_value(CYCLE, name, "state") == "Cancelled"
	with pytest.raises(IllegalMove, match="while a cycle is launched"):
		desk.cancel_cycle(name, "Once more")


def test_a_cycle_is_not_cancelled_without_a_reason_or_after_a_publication(firm: Firm) -> None:
	name = launched()
	with pytest.raises(IllegalMove, match="needs a reason"):
		desk.cancel_cycle(name, " ")
	cycles.move(appraisal_of(firm.of["clerk"], name).name, "Acknowledged")
	with pytest.raises(IllegalMove, match="have been published"):
		desk.cancel_cycle(name, "Too late")
	frappe.set_user(firm.users["hr abroad"])
	with pytest.raises(frappe.PermissionError):
		desk.cancel_cycle(name, "Not mine")
	frappe.set_user("Administrator")
	assert frappe.db.get_value(CYCLE, name, "state") == "Launched"


# The policy


def test_the_policy_is_frozen_by_the_launch(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
	frappe.delete_doc("Review Template", EMPTY, force=True)
	name = cycle()
	expected = policy_of(name)
	cycles.work_off(desk.launch_cycle(name))
	found = frappe.get_doc(CYCLE, name)
	assert (found.policy, found.policy_fingerprint) == (freeze(expected), expected.fingerprint)
	assert (found.engine_version, found.state) == (ENGINE_VERSION, "Launched")
	monkeypatch.setattr(launch, "freeze", lambda policy: pytest.fail("It is frozen already."))
	cycles.work_off(desk.launch_cycle(name))


def test_a_late_joiner_gets_no_template_that_the_frozen_policy_does_not_know(firm: Firm) -> None:
	frappe.delete_doc("Review Template", EMPTY, force=True)
	name = cycle()
	cycles.work_off(desk.launch_cycle(name))
	cycles.template("Newer Template", [("Objectives", 100)])
	frappe.db.set_value(CYCLE, name, "default_template", "Newer Template")
	late = make_employee("Latecomer", date_of_joining=day(10))
	launch.include(name, [late])
	assert not cycles.has_appraisal(late, name)
	assert "Newer Template came after the launch" in str(launch.preview(name)["counts"])
	frappe.db.set_value(CYCLE, name, "default_template", STAFF)
	launch.include(name, [late])
	assert cycles.has_appraisal(late, name)


# Kinds


def test_a_project_cycle_takes_the_projects_users(firm: Firm) -> None:
	project = frappe.get_doc({"doctype": "Project", "name": "LAUNCH-PROJECT", "project_name": "Launch"})
	project.db_insert()
	line = frappe.get_doc(
		{
			"doctype": "Project User",
			"user": firm.users["colleague"],
			"parent": project.name,
			"parenttype": "Project",
			"parentfield": "users",
		}
	)
	line.db_insert()
	name = launched(kind="Project", project=project.name)
	assert frappe.get_all(APPRAISAL, filters={"cycle": name}, pluck="employee") == [firm.of["colleague"]]


def test_a_probation_cycle_takes_who_joined_in_its_days(firm: Firm) -> None:
	name = launched(kind="Probation", joined_from=day(30), joined_until=day(60))
	assert frappe.get_all(APPRAISAL, filters={"cycle": name}, pluck="employee") == [firm.of["joiner"]]


def test_a_contract_end_cycle_goes_to_the_end_of_the_contract(firm: Firm) -> None:
	frappe.db.set_value("Employee", firm.of["seller"], "contract_end_date", day(200))
	name = launched(kind="Contract End")
	assert frappe.get_all(APPRAISAL, filters={"cycle": name}, pluck="employee") == [firm.of["seller"]]
	found = appraisal_of(firm.of["seller"], name)
	assert (str(found.end_date), str(found.segments[0].end_date)) == (day(200), day(200))


def test_only_these_rules_keep_everybody_else_out(firm: Firm) -> None:
	name = launched(rules=[rule("Only These", "Department", dept("Sales"))])
	found = set(frappe.get_all(APPRAISAL, filters={"cycle": name}, pluck="employee"))
	assert found == {firm.of["manager"], firm.of["clerk"]}


# A customer's hook


def hooked(monkeypatch: pytest.MonkeyPatch, function: object) -> None:
	"""As if another app offered the function."""
	asked = frappe.get_hooks

	def get_hooks(name: str | None = None, *more: object, **named: object) -> object:
		return ["their_app.eligibility"] if name == participants.HOOK else asked(name, *more, **named)

	found = frappe.get_attr
	monkeypatch.setattr(participants.frappe, "get_hooks", get_hooks)
	monkeypatch.setattr(
		participants.frappe,
		"get_attr",
		lambda path: function if path == "their_app.eligibility" else found(path),
	)


def test_a_customers_hook_has_the_last_word(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
	def only_the_clerk(table: pd.DataFrame, _cycle: str) -> pd.DataFrame:
		clerk = table["employee"] == firm.of["clerk"]
		return table.assign(
			takes_part=clerk, template=LEADERS, reason=table["reason"].where(clerk, "Not in the pilot")
		)

	hooked(monkeypatch, only_the_clerk)
	name = cycle()
	assert counts(name)["New appraisals"] == 1
	assert counts(name)["Not in the pilot"] > 3
	cycles.launch_now(name)
	assert appraisal_of(firm.of["clerk"], name).template == LEADERS


@pytest.mark.parametrize(
	("answer", "told"),
	[
		(lambda table, _cycle: None, "must return a table"),
		(lambda table, _cycle: table[["employee", "takes_part"]], "lacks template, rule, reason"),
		(lambda table, _cycle: table.iloc[1:], "same employees"),
		(lambda table, _cycle: table.assign(takes_part=False, reason=None), "a reason not to"),
		(lambda table, _cycle: table.assign(takes_part=True, template=None), "needs a template"),
	],
)
def test_a_hook_that_returns_something_else_is_named(
	monkeypatch: pytest.MonkeyPatch, answer: object, told: str
) -> None:
	name = cycle()
	hooked(monkeypatch, answer)
	with pytest.raises(EligibilityHookMisfit, match=told):
		desk.preview_launch(name)


# Rows at once equal documents


def test_rows_written_at_once_equal_documents(firm: Firm) -> None:
	name = cycle(rules=[rule("Use Template", "Designation", "Launch Lead", LEADERS)])
	people = frappe.get_all("Employee", filters={"company": COMPANY}, pluck="name", order_by="name")
	launch.include(name, people)
	at_once = cycles.written(name)
	frappe.db.delete(APPRAISAL, {"cycle": name})
	launch.include(name, people, one_by_one=True)
	assert len(at_once[APPRAISAL]) > 8
	assert cycles.written(name) == at_once


def test_a_launch_asks_the_database_the_same_number_of_times_for_few_and_for_many(firm: Firm) -> None:
	name = cycle()
	people = frappe.get_all(
		"Employee", filters={"company": COMPANY, "status": "Active"}, pluck="name", order_by="name"
	)
	launch.include(name, people)  # what Frappe looks up once is known from here on
	frappe.db.delete(APPRAISAL, {"cycle": name})
	two = [firm.of["manager"], firm.of["clerk"]]
	few = statements(lambda: launch.include(name, two))
	many = statements(lambda: launch.include(name, people))
	assert frappe.db.count(APPRAISAL, {"cycle": name}) == len(people) > 7
	assert many <= few


def statements(deed: object) -> int:
	"""How many statements something takes."""
	asked, count = frappe.db.sql, [0]

	def counting(*given: object, **named: object) -> object:
		count[0] += 1
		return asked(*given, **named)

	frappe.db.sql = counting
	try:
		deed()
	finally:
		frappe.db.sql = asked
	return count[0]


# Late joiners


def test_who_joins_later_takes_part_by_himself_with_time_for_goals(firm: Firm) -> None:
	name = launched(phases=[{"phase": "Goal Setting", "due_date": day(50)}])
	late = make_employee("Launchnew", firm.of["manager"], user=False, date_of_joining=day(100))
	found = appraisal_of(late, name)
	days = frappe.get_cached_doc("Talent Settings").goal_days_for_joiners
	assert (str(found.start_date), str(found.goal_deadline)) == (day(100), day(100 + days))
	assert (found.manager, found.second_manager) == (firm.of["manager"], firm.of["boss"])


def test_who_is_hired_again_under_a_new_record_is_a_new_participant(firm: Firm) -> None:
	name = launched()
	first = make_employee(
		"Launchagain", user=False, personal_email="again@mail.example", date_of_joining=day(10)
	)
	frappe.get_doc("Employee", first).update({"status": "Left", "relieving_date": day(60)}).save()
	second = make_employee(
		"Launchagain", user=False, personal_email="again@mail.example", date_of_joining=day(90)
	)
	assert appraisal_of(first, name).state == "Cancelled"
	assert appraisal_of(second, name).state == "Goal Setting"
	assert appraisal_of(second, name).profile == appraisal_of(first, name).profile


def test_an_import_below_the_orm_is_found_by_the_daily_look(firm: Firm) -> None:
	name = launched(rules=[rule("Leave Out", "Designation", "Launch Seller")])
	assert not has_appraisal(firm.of["seller"], name)
	frappe.db.set_value("Employee", firm.of["seller"], "designation", "Launch Clerk")
	transfers.catch_up()
	run = frappe.get_last_doc(ledger.RUN, {"kind": launch.KIND}).name
	cycles.work_off(run)
	assert has_appraisal(firm.of["seller"], name)


# Phases


def phased() -> str:
	"""A launched cycle with phases."""
	return launched(
		rules=[rule("Use Template", "Designation", "Launch Lead", LEADERS)],
		phases=[
			{"phase": "Goal Setting", "start_date": day(0), "due_date": day(50)},
			{"phase": "Mid-year Review", "start_date": day(180), "due_date": day(200)},
			{"phase": "Self Review", "start_date": day(300), "due_date": day(310)},
			{"phase": "Manager Review", "start_date": day(311), "due_date": day(330)},
			{"phase": "Calibration", "start_date": day(331), "due_date": day(340)},
			{"phase": "Publication", "due_date": day(350)},
		],
	)


def states(name: str, firm: Firm, *kinds: str) -> list[str]:
	"""The states of some people's appraisals."""
	return [appraisal_of(firm.of[kind], name).state for kind in kinds]


def test_hr_opens_phases_in_their_order(firm: Firm) -> None:
	name = phased()
	frappe.set_user(firm.users["hr"])
	cycles.work_off(desk.open_next_phase(name))
	frappe.set_user("Administrator")
	assert states(name, firm, "manager", "clerk") == ["Mid-year Review", "Goal Setting"]
	cycles.work_off(desk.open_next_phase(name))
	cycles.work_off(desk.open_next_phase(name))
	assert states(name, firm, "manager", "clerk") == ["Manager Review", "Manager Review"]
	opened = [line.phase for line in frappe.get_doc(CYCLE, name).phases if line.opened_on]
	assert opened == ["Goal Setting", "Mid-year Review", "Self Review", "Manager Review"]


def test_calibration_waits_for_the_managers_review(firm: Firm) -> None:
	name = phased()
	clerk, seller = (appraisal_of(firm.of[kind], name) for kind in ("clerk", "seller"))
	for each in (clerk, seller):
		cycles.move(each.name, "Manager Review")
	review = {"appraisal": clerk.name, "employee": clerk.employee, "perspective": "Manager", "segment": "All"}
	frappe.get_doc(
		{
			"doctype": "Appraisal Review",
			"name": "LAUNCH-REVIEW",
			"reviewer": clerk.manager,
			"state": "Submitted",
			**review,
		}
	).db_insert()
	assert phases.movable(name, "Calibration") == [clerk.name]
	assert phases.movable(name, "Calibration", [seller.name]) == []


def test_after_the_last_phase_closing_comes_next(firm: Firm) -> None:
	name = launched()
	with pytest.raises(IllegalMove, match="Every phase"):
		desk.open_next_phase(name)
	draft = cycle()
	with pytest.raises(IllegalMove, match="while a cycle is launched"):
		desk.open_next_phase(draft)


def test_a_phase_opens_on_its_day(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
	name = phased()
	phases.open_due()
	assert not frappe.db.exists(ledger.RUN, {"kind": phases.KIND})
	monkeypatch.setattr(phases, "getdate", lambda value=None: getdate(value or day(305)))
	phases.open_due()
	cycles.work_off(frappe.get_last_doc(ledger.RUN, {"kind": phases.KIND}).name)
	assert states(name, firm, "clerk") == ["Self Review"]
	runs = frappe.db.count(ledger.RUN)
	phases.open_due()
	assert frappe.db.count(ledger.RUN) == runs
	cycles.move(appraisal_of(firm.of["clerk"], name).name, "Goals Approved")
	phases.open_due()
	assert frappe.db.count(ledger.RUN) == runs + 1


def test_changed_dates_reach_who_had_the_cycles_own(firm: Firm) -> None:
	name = phased()
	own = appraisal_of(firm.of["joiner"], name).goal_deadline
	seller = appraisal_of(firm.of["seller"], name).name
	frappe.db.set_value(APPRAISAL, seller, {"state": "Manager Review", "due_date": day(330)})
	document = frappe.get_doc(CYCLE, name)
	document.phases[0].due_date = day(60)
	document.phases[3].due_date = day(335)
	document.phases[4].due_date = day(345)
	document.save()
	clerk = appraisal_of(firm.of["clerk"], name)
	assert (str(clerk.goal_deadline), str(clerk.due_date)) == (day(60), day(60))
	assert str(frappe.db.get_value(APPRAISAL, seller, "due_date")) == day(335)
	assert appraisal_of(firm.of["joiner"], name).goal_deadline == own


# Objectives


def objective(employee: str, name: str, title: str, status: str = "Approved", **values: object) -> str:
	"""An individual objective as it is stored."""
	document = frappe.get_doc(
		{
			"doctype": "Objective", "name": f"LAUNCH-{employee}-{title}", "title": title, "level": "Individual", "employee": employee,
			"company": COMPANY, "cycle": name, "status": status, "commitment": "Committed", "weight": 2, "archived": "No", **values,
		}
	)  # fmt: skip
	document.db_insert()
	return document.name


def measure(of: str, title: str, **values: object) -> None:
	"""One of its key results."""
	frappe.get_doc(
		{
			"doctype": "Key Result",
			"name": f"{of}-{title}",
			"title": title,
			"objective": of,
			"archived": "No",
			**values,
		}
	).db_insert()


def taken(employee: str, name: str) -> list[tuple]:
	"""What an appraisal says of its objectives."""
	return [(line.title, line.weight, line.target) for line in appraisal_of(employee, name).objectives]


def test_objectives_are_taken_as_they_were_agreed(firm: Firm) -> None:
	name, clerk = launched(), firm.of["clerk"]
	sell = objective(clerk, name, "Sell")
	measure(sell, "Revenue", method="Achievement", target_value=1250000, unit="IDR")
	serve = objective(clerk, name, "Serve", weight=1)
	measure(serve, "Answered", method="Range", range_low=90, range_high=95.5, unit="%")
	measure(serve, "Survey", method="Boolean", target_value=1)
	objective(clerk, name, "Draft", status="Draft")
	objective(clerk, name, "Given up", archived="Approved", status="Archived")
	objective(clerk, name, "Dropped", archived="Not Approved", status="Archived")
	frappe.set_user(firm.users["hr"])
	cycles.work_off(desk.take_objectives(name))
	frappe.set_user("Administrator")
	sell, serve, dropped = taken(clerk, name)
	assert (sell, serve) == (("Sell", 2, "1,250,000 IDR"), ("Serve", 1, "Answered: 90 – 95.5 %; Survey"))
	assert dropped[0] == "Dropped"  # it counts as 0, so it stands on the sheet
	assert frappe.db.get_value(CYCLE, name, "snapshot_on") == getdate()


def test_taken_again_they_are_brought_up_to_date_and_scores_stay(firm: Firm) -> None:
	name, clerk = launched(), firm.of["clerk"]
	keep, drop = objective(clerk, name, "Keep"), objective(clerk, name, "Drop")
	own = appraisal_of(clerk, name).name
	snapshot.take([own])
	frappe.db.set_value("Appraisal Objective", {"parent": own, "objective": keep}, "rating", 4)
	frappe.db.set_value("Objective", keep, "weight", 7)
	frappe.db.set_value("Objective", drop, "status", "Returned")
	objective(clerk, name, "New")
	for _time in range(2):
		snapshot.take([own])
	found = appraisal_of(clerk, name).objectives
	assert [(line.title, line.weight, line.rating) for line in found] == [("Keep", 7, 4), ("New", 2, 0)]


def test_a_goal_deadline_that_has_passed_takes_them_by_itself(firm: Firm) -> None:
	name, clerk, seller = launched(), firm.of["clerk"], firm.of["seller"]
	for each in (clerk, seller):
		objective(each, name, "Sell")
	frappe.db.set_value(APPRAISAL, {"cycle": name}, "goal_deadline", getdate())
	frappe.db.set_value(APPRAISAL, appraisal_of(clerk, name).name, "goal_deadline", add_days(getdate(), -1))
	snapshot.take_due()
	run = frappe.get_last_doc(ledger.RUN, {"kind": snapshot.KIND}).name
	cycles.work_off(run)
	assert (len(taken(clerk, name)), len(taken(seller, name))) == (1, 0)
	assert frappe.db.get_value(CYCLE, name, "snapshot_on") is None
	assert snapshot.due(name) == []
