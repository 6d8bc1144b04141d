"""Development plans: who writes, agrees, works on and ends them, and what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import frappe
from frappe.utils import add_days, getdate, today

import capable
from capable import LEAD, NEGOTIATION, STATISTICS
from harness import Site
from people import COMPANY, change, make_employee
from portal_people import counted
from succession_house import named, seat
from talent_performance.access import upkeep
from talent_performance.engine.reminders import Rules
from talent_performance.exceptions import DevelopmentRefused, IllegalMove, RenameRefused
from talent_performance.flows import home as home_page
from talent_performance.flows import renames
from talent_performance.flows.development import deeds, handing_over, plans
from talent_performance.flows.digests import facts

PLAN = "Development Plan"
IMPROVEMENT = "Performance Improvement"


@pytest.fixture(scope="module")
def house(site: Site) -> Iterator[capable.House]:
	"""Founded once, never committed: upper → manager → siti and budi; a mentor elsewhere; HR below upper."""
	with pytest.MonkeyPatch.context() as patch:
		frappe.db.rollback()
		frappe.clear_cache()
		frappe.set_user("Administrator")
		patch.setattr(frappe.db, "commit", lambda: None)
		made = capable.build(COMPANY, "Dev")
		made.of["mentor"] = make_employee("Devmentor")
		made.of["second hr"] = make_employee("Devhrtwo", roles=("HR Manager",), create_user_permission=0)
		upkeep.update_lines()
		frappe.set_user("Administrator")
		capable.assess(made.of["siti"], {STATISTICS: 2, NEGOTIATION: 3}, on=add_days(today(), -30))
		yield made
		frappe.set_user("Administrator")
		frappe.db.rollback()
		frappe.clear_cache()


@pytest.fixture
def home(house: capable.House) -> Iterator[capable.House]:
	"""What a test changes, it changes for itself."""
	frappe.db.savepoint("test")
	yield house
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="test")
	frappe.clear_cache()


def an_action(**more: Any) -> dict[str, Any]:
	return {
		"action": "Lead the <b>survey</b>",
		"learning_type": "Experience",
		"due_on": add_days(today(), 60),
		**more,
	}


def written(home: capable.House, by: str, who: str = "siti", **more: Any) -> Any:
	"""A draft about somebody by somebody, through the form."""
	frappe.set_user(home.user(by))
	values = {
		"doctype": PLAN,
		"employee": home.of[who],
		"kind": "Growth",
		"ends_on": add_days(today(), 180),
		"actions": [an_action(competency=STATISTICS, level_wanted=4)],
		**more,
	}
	return frappe.get_doc(values).insert()


def agreed(home: capable.House, **more: Any) -> str:
	"""An active plan of siti's."""
	name = written(home, "siti", **more).name
	deeds.submit(name)
	frappe.set_user(home.user("manager"))
	deeds.approve(name, "Go.")
	return name


def state(name: str) -> str:
	return frappe.db.get_value(PLAN, name, "state")


def test_a_person_writes_submits_and_the_manager_approves(home: capable.House) -> None:
	plan = written(home, "siti")
	row = plan.actions[0]
	assert (plan.state, plan.owner_employee, row.state, row.suggested_by) == (
		"Draft",
		home.of["siti"],
		"Planned",
		"Person",
	)
	assert row.level_before == 2
	deeds.submit(plan.name)
	assert frappe.db.get_value(PLAN, plan.name, ["state", "approver"]) == (
		"Awaiting Approval",
		home.of["manager"],
	)
	with pytest.raises(frappe.PermissionError):
		deeds.approve(plan.name)
	assert state(plan.name) == "Awaiting Approval"
	frappe.set_user(home.user("manager"))
	deeds.approve(plan.name, "Go.")
	found = frappe.get_doc(PLAN, plan.name)
	assert (found.state, found.version, found.approved_by) == ("Active", 1, home.user("manager"))
	assert [(step.step, step.note) for step in found.steps] == [("Submitted", ""), ("Approved", "Go.")]


def test_work_on_it_shows_in_its_figures(home: capable.House) -> None:
	name = agreed(home)
	frappe.set_user(home.user("siti"))
	row = frappe.get_doc(PLAN, name).actions[0].name
	second = deeds.add_action(name, an_action(learning_type="Exposure", mentor=home.of["mentor"]))
	view = plans.plan_view(name)
	assert [action["state"] for action in view["actions"]] == ["Planned", "Suggested"]
	assert view["mix"] == {"experience": 50, "exposure": 50, "education": 0}
	frappe.set_user(home.user("manager"))
	deeds.accept(name, [second])
	frappe.set_user(home.user("siti"))
	deeds.report(name, row, 100, "See <b>report</b>")
	table = plans.plans_of([home.of["siti"]]).iloc[0]
	assert (table["actions"], table["done"], table["progress"]) == (2, 1, 0.5)
	assert frappe.db.get_value(PLAN, name, "progress") == 50
	frappe.set_user(home.user("mentor"))
	assert [each["row"] for each in plans.entrusted()] == [second]
	deeds.report(name, second, 40)
	with pytest.raises(frappe.PermissionError):
		deeds.report(name, row, 0)
	assert not frappe.has_permission(PLAN, "read", doc=name)


def test_a_gap_closes_by_the_same_source(home: capable.House) -> None:
	name = agreed(home)
	frappe.db.set_value(PLAN, name, "approved_on", add_days(today(), -10))
	frappe.set_user(home.user("manager"))
	capable.assess(home.of["siti"], {STATISTICS: 3})
	action = plans.plan_view(name)["actions"][0]
	assert (action["level_before"], action["level_wanted"], action["gap_closed"]) == (2, 4, 50)


# Who may


@pytest.mark.parametrize("by", ["siti", "budi", "stranger", "mentor", "talent"])
def test_only_whoever_stands_above_approves(home: capable.House, by: str) -> None:
	name = written(home, "siti").name
	deeds.submit(name)
	frappe.set_user(home.user(by))
	with pytest.raises(frappe.PermissionError):
		deeds.approve(name)
	assert state(name) == "Awaiting Approval"


def test_where_nobody_stands_above_hr_manager_approves_but_not_the_own(home: capable.House) -> None:
	name = written(home, "mentor", "mentor").name
	deeds.submit(name)
	frappe.set_user(home.user("hr"))
	deeds.approve(name)
	assert state(name) == "Active"
	own = written(home, "second hr", "second hr").name
	deeds.submit(own)
	with pytest.raises(frappe.PermissionError):
		deeds.approve(own)
	assert state(own) == "Awaiting Approval"


def test_a_new_manager_reads_it_and_the_former_one_doesnt(home: capable.House) -> None:
	name = agreed(home)
	frappe.set_user("Administrator")
	change(home.of["siti"], reports_to=home.of["mentor"])
	upkeep.update_lines()
	for who, reads in (("mentor", True), ("manager", False), ("budi", False)):
		frappe.set_user(home.user(who))
		assert bool(frappe.has_permission(PLAN, "read", doc=name)) is reads, who
		assert (name in frappe.get_list(PLAN, pluck="name")) is reads, who
	with pytest.raises(frappe.PermissionError):
		plans.plan_view(name)


def test_what_a_form_sends_for_the_servers_fields_counts_for_nothing(home: capable.House) -> None:
	plan = written(home, "siti", state="Active", approved_by=home.user("manager"), outcome="Met", version=9)
	assert plan.state == "Draft"
	assert not any((plan.approved_by, plan.outcome, plan.version))
	plan.actions[0].update({"state": "Done", "progress": 100, "level_after": 5})
	plan.append("steps", {"step": "Approved"})
	plan.save()
	row = plan.actions[0]
	assert (row.state, row.progress, row.level_after, len(plan.steps)) == ("Planned", 0, 0, 0)


def test_what_is_agreed_isnt_changed_by_its_form(home: capable.House) -> None:
	name = agreed(home)
	for who in ("siti", "manager", "hr"):
		frappe.set_user(home.user(who))
		plan = frappe.get_doc(PLAN, name)
		plan.goals = "Another thing"
		with pytest.raises(frappe.PermissionError):
			plan.save()
		with pytest.raises(frappe.PermissionError):
			frappe.delete_doc(PLAN, name)
	assert not frappe.db.get_value(PLAN, name, "goals")


def test_a_manager_suggests_and_the_person_accepts_or_drops(home: capable.House) -> None:
	plan = written(home, "manager", actions=[an_action(), an_action(action="Read")])
	rows = [row.name for row in plan.actions]
	assert {(row.state, row.suggested_by) for row in plan.actions} == {("Suggested", "Manager")}
	with pytest.raises(frappe.PermissionError):
		deeds.accept(plan.name, rows)
	frappe.set_user(home.user("siti"))
	with pytest.raises(DevelopmentRefused):
		deeds.submit(plan.name)
	deeds.accept(plan.name, rows[:1])
	deeds.drop(plan.name, rows[1])
	deeds.submit(plan.name)
	states = frappe.get_all("Development Action", {"parent": plan.name}, pluck="state", order_by="idx")
	assert (states, state(plan.name)) == (["Planned", "Dropped"], "Awaiting Approval")


def test_the_person_changes_a_draft_and_not_what_is_agreed(home: capable.House) -> None:
	plan = written(home, "siti")
	row = plan.actions[0].name
	deeds.change_action(plan.name, row, {"action": "Lead two surveys", "state": "Done", "progress": 100})
	deeds.submit(plan.name)
	frappe.set_user(home.user("manager"))
	deeds.return_to_draft(plan.name, "Too much for one year.")
	frappe.set_user(home.user("siti"))
	assert plans.plan_view(plan.name)["history"][0]["note"] == "Too much for one year."
	deeds.submit(plan.name)
	frappe.set_user(home.user("manager"))
	deeds.approve(plan.name)
	frappe.set_user(home.user("siti"))
	with pytest.raises(frappe.PermissionError):
		deeds.change_action(plan.name, row, {"action": "Nothing"})
	with pytest.raises(frappe.PermissionError):
		deeds.drop(plan.name, row, "No time")
	found = frappe.db.get_value("Development Action", row, ["action", "state", "progress"])
	assert found == ("Lead two surveys", "Planned", 0)


def test_a_plan_that_is_revised_has_the_next_version(home: capable.House) -> None:
	name = agreed(home)
	with pytest.raises(DevelopmentRefused):
		deeds.return_to_draft(name)
	deeds.return_to_draft(name, "Another role.")
	frappe.set_user(home.user("siti"))
	deeds.submit(name)
	frappe.set_user(home.user("manager"))
	deeds.approve(name)
	assert frappe.db.get_value(PLAN, name, ["state", "version"]) == ("Active", 2)


def test_a_review_is_held_by_the_manager_and_the_person_reads_it(home: capable.House) -> None:
	name = agreed(home, reviews=[{"due_on": add_days(today(), 30)}])
	row = frappe.get_doc(PLAN, name).reviews[0].name
	frappe.set_user(home.user("siti"))
	with pytest.raises(frappe.PermissionError):
		deeds.hold_review(name, row, "All well", "On Track")
	frappe.set_user(home.user("manager"))
	deeds.hold_review(name, row, "Slower than we <b>thought</b>.", "At Risk")
	frappe.set_user(home.user("siti"))
	review = plans.plan_view(name)["reviews"][0]
	assert (review["outcome"], review["held_by"]) == ("At Risk", name_of(home.of["manager"]))


def test_it_ends_with_what_came_of_it_and_nothing_is_done_afterwards(home: capable.House) -> None:
	name = agreed(home)
	row = frappe.get_doc(PLAN, name).actions[0].name
	with pytest.raises(DevelopmentRefused):
		deeds.complete(name, "Met", " ")
	deeds.complete(name, "Partly Met", "The survey was led, the report not.")
	assert frappe.db.get_value(PLAN, name, ["state", "outcome", "ended_on"]) == (
		"Completed",
		"Partly Met",
		getdate(),
	)
	with pytest.raises(IllegalMove):
		deeds.report(name, row, 50)
	with pytest.raises(IllegalMove):
		deeds.cancel(name, "Why not")
	assert written(home, "siti").name, "the aim is free for another plan"


# Performance improvement


def improvement(home: capable.House, by: str = "manager", **more: Any) -> str:
	values = {
		"kind": IMPROVEMENT,
		"support_offered": "Two hours a week with a coach.",
		"reviews": [{"due_on": add_days(today(), 14)}],
		"actions": [an_action(success_measure="Three reports without errors")],
		**more,
	}
	return written(home, by, **values).name


def test_an_improvement_is_agreed_by_hr_and_read_by_its_person_from_then_on(home: capable.House) -> None:
	name = improvement(home)
	deeds.submit(name)
	with pytest.raises(frappe.PermissionError):
		deeds.approve(name)
	frappe.set_user(home.user("siti"))
	assert not frappe.has_permission(PLAN, "read", doc=name)
	with pytest.raises(frappe.PermissionError):
		deeds.return_to_draft(name)
	frappe.set_user(home.user("hr"))
	deeds.approve(name)
	frappe.set_user(home.user("siti"))
	view = plans.plan_view(name)
	assert {key for key, able in view["may"].items() if able} == set()
	assert view["actions"][0]["may"] == {"report": True, "change": False, "accept": False, "drop": False}
	deeds.report(name, view["actions"][0]["name"], 50, "Two so far")
	for deed in (lambda: deeds.complete(name, "Met", "Done"), lambda: deeds.cancel(name, "No")):
		with pytest.raises(frappe.PermissionError):
			deed()
	assert state(name) == "Active"


def test_hr_signs_what_another_said_came_of_it(home: capable.House) -> None:
	name = improvement(home, "hr")
	deeds.submit(name)
	deeds.approve(name)
	deeds.complete(name, "Met", "Four reports without errors.")
	with pytest.raises(DevelopmentRefused):
		deeds.sign_off(name)
	frappe.set_user(home.user("manager"))
	with pytest.raises(frappe.PermissionError):
		deeds.sign_off(name)
	frappe.set_user(home.user("second hr"))
	deeds.sign_off(name)
	with pytest.raises(DevelopmentRefused):
		deeds.sign_off(name)
	assert frappe.db.get_value(PLAN, name, "hr_signed_by") == home.user("second hr")


@pytest.mark.parametrize(
	("lack", "told"),
	[
		({"reviews": []}, "Reviews"),
		({"actions": []}, "Actions"),
		({"actions": [{"action": "Try harder"}]}, "success measure"),
	],
)
def test_an_improvement_without_what_makes_it_fair_isnt_submitted(
	home: capable.House, lack: dict[str, Any], told: str
) -> None:
	name = improvement(home, **lack)
	with pytest.raises(DevelopmentRefused, match=told):
		deeds.submit(name)
	assert state(name) == "Draft"


def test_a_draft_that_the_person_hasnt_seen_is_deleted_not_cancelled(home: capable.House) -> None:
	name = improvement(home)
	with pytest.raises(IllegalMove):
		deeds.cancel(name, "Not needed")
	frappe.delete_doc(PLAN, name)
	assert not frappe.db.exists(PLAN, name)


# What can't be


@pytest.mark.parametrize(
	("values", "told"),
	[
		({"ends_on": "2020-01-01"}, "Ends On"),
		({"actions": [{"action": " "}]}, "say what is to be done"),
		({"actions": [{"action": "A", "competency": STATISTICS, "level_wanted": 6}]}, "expected 0 to 5"),
		({"actions": [{"action": "A", "competency": STATISTICS, "level_wanted": 2}]}, "isn't above"),
		({"actions": [{"action": "A", "level_wanted": 2}]}, "name the competency"),
		({"reviews": [{"due_on": "2030-01-01"}] * 2}, "Review 2"),
		({"kind": "Succession"}, "Growth"),
	],
)
def test_what_cant_be_is_refused_with_the_row(home: capable.House, values: dict[str, Any], told: str) -> None:
	with pytest.raises(DevelopmentRefused, match=told):
		written(home, "hr", **values)
	assert not frappe.db.exists(PLAN, {"employee": home.of["siti"]})


def test_two_plans_for_one_aim_are_one_too_many(home: capable.House) -> None:
	first = written(home, "siti")
	with pytest.raises(DevelopmentRefused, match=first.name):
		written(home, "siti")
	with pytest.raises(DevelopmentRefused, match=first.name):
		written(home, "hr")
	other = written(home, "siti", target_designation=LEAD)
	other.target_designation = None
	with pytest.raises(DevelopmentRefused, match=first.name):
		other.save()


def test_a_succession_is_planned_where_the_person_knows_and_its_link_tells_nobody(
	home: capable.House,
) -> None:
	frappe.set_user("Administrator")
	position = seat("Head of Data", designation=LEAD)
	succession = frappe.db.get_value("Succession Plan", {"position": position})
	candidate = named(succession, home.of["siti"])
	with pytest.raises(DevelopmentRefused):
		written(home, "hr", kind="Succession", target_designation=LEAD)
	frappe.set_user("Administrator")
	candidate.person_knows = 1
	candidate.save()
	plan = written(home, "hr", kind="Succession", target_designation=LEAD)
	frappe.db.set_value(candidate.doctype, candidate.name, "development_plan", plan.name)
	frappe.set_user(home.user("siti"))
	view = plans.plan_view(plan.name)
	assert view["target_designation"] == LEAD
	assert not {position, succession, candidate.name, "Head of Data"} & set(map(str, view.values()))
	frappe.delete_doc(PLAN, plan.name)
	assert not frappe.db.get_value(candidate.doctype, candidate.name, "development_plan")


# People come and go


def test_who_saw_to_it_leaves_and_the_manager_takes_it_over(home: capable.House) -> None:
	name = written(home, "hr", owner_employee=home.of["mentor"]).name
	own = written(home, "mentor", "mentor").name
	frappe.set_user("Administrator")
	change(home.of["mentor"], status="Left", relieving_date=today())
	found = frappe.db.get_value(PLAN, name, ["owner_employee", "attention"])
	assert found == (home.of["manager"], "Owner Left")
	assert frappe.db.get_value(PLAN, own, "attention") == "Person Left"
	frappe.set_user(home.user("manager"))
	assert frappe.get_list(PLAN, {"attention": ["is", "set"]}, pluck="name") == [name]
	deeds.hand_over(name, home.of["manager"], "Mine now.")
	assert not frappe.db.get_value(PLAN, name, "attention")
	frappe.set_user("Administrator")
	change(home.of["mentor"], status="Active", relieving_date=None)
	assert not frappe.db.get_value(PLAN, own, "attention")


def test_whoever_leaves_many_plans_behind_takes_as_many_statements(
	home: capable.House, monkeypatch: pytest.MonkeyPatch
) -> None:
	for kind in ("Growth", "Onboarding"):
		for who in ("siti", "budi"):
			written(home, "hr", who, kind=kind, owner_employee=home.of["mentor"])
	frappe.set_user("Administrator")
	gone, counted = frappe.get_doc("Employee", home.of["mentor"]), []
	found = handing_over.open_plans({"owner_employee": gone.name})
	assert len(found) == 4
	for some in (found[:2], found[:2], found):  # the first reads what DocTypes look like
		counted.append(statements(monkeypatch, handing_over.hand_over, some, gone))
	assert counted[1] == counted[2]
	thrice = frappe.get_doc(PLAN, found[0].name)
	assert [row.idx for row in thrice.steps] == [1, 2, 3]
	assert {row.step for row in thrice.steps} == {"Handed Over"}
	assert {frappe.db.get_value(PLAN, row.name, "attention") for row in found} == {"Owner Left"}


def statements(monkeypatch: pytest.MonkeyPatch, do: Callable, *arguments: Any) -> int:
	"""How many statements something takes."""
	asked, run = [], frappe.db.sql

	def counted(*said: Any, **more: Any) -> Any:
		asked.append(said)
		return run(*said, **more)

	with monkeypatch.context() as patch:
		patch.setattr(frappe.db, "sql", counted)
		do(*arguments)
	return len(asked)


def test_a_mentor_who_left_is_replaced(home: capable.House) -> None:
	name = agreed(home, actions=[an_action(mentor=home.of["mentor"])])
	row = frappe.get_doc(PLAN, name).actions[0].name
	frappe.set_user("Administrator")
	change(home.of["mentor"], status="Left", relieving_date=today())
	assert frappe.db.get_value(PLAN, name, "attention") == "Mentor Left"
	frappe.set_user(home.user("manager"))
	deeds.change_action(name, row, {"mentor": home.of["budi"]})
	assert not frappe.db.get_value(PLAN, name, "attention")


def test_an_open_plan_moves_with_its_person_and_an_ended_one_stays(home: capable.House) -> None:
	ended = agreed(home)
	deeds.complete(ended, "Met", "Well done.")
	name = written(home, "siti").name
	frappe.set_user("Administrator")
	change(home.of["siti"], department=make_department())
	assert frappe.db.get_value(PLAN, name, "department") != frappe.db.get_value(PLAN, ended, "department")


def test_two_records_of_one_person_with_plans_for_one_aim_arent_merged(home: capable.House) -> None:
	first, second = written(home, "siti").name, written(home, "budi", "budi").name
	frappe.set_user("Administrator")
	with pytest.raises(RenameRefused, match=first):
		renames.before_employee_rename(
			frappe.get_doc("Employee", home.of["siti"]), "", home.of["siti"], home.of["budi"], merge=True
		)
	assert {state(first), state(second)} == {"Draft"}


# What people hear


def test_what_waits_is_told_to_whom_it_waits_for(home: capable.House) -> None:
	name = written(home, "siti").name
	deeds.submit(name)
	assert told(home, "manager") == {"Development Plans to Approve": 1}
	assert [task["to"] for task in tasks_of(home, "manager")] == ["/team/plans"]
	frappe.set_user(home.user("manager"))
	deeds.approve(name)
	deeds.add_review(name, today())
	row = frappe.get_doc(PLAN, name).actions[0]
	deeds.change_action(name, row.name, {"due_on": add_days(today(), -2), "responsible": home.of["budi"]})
	assert told(home, "siti") == {"Development Review Due": 1, "Development Plan Decided": 1}
	assert told(home, "budi") == {"Development Action Due": 1}
	assert told(home, "manager") == {"Development Review Due": 1}
	found = {task["title"]: (task["days_late"], task["to"]) for task in tasks_of(home, "siti")}
	assert found == {"Say how far you are with your development plan": (2, "/growth/plan")}
	assert [task["title"] for task in tasks_of(home, "budi")] == [
		f"See to an action in the development plan of {name_of(home.of['siti'])}"
	]


def test_the_number_of_queries_doesnt_depend_on_the_number_of_plans(home: capable.House) -> None:
	agreed(home)
	one, _table = counted(lambda: plans.plans_of([home.of["siti"]]))
	for who in ("budi", "stranger", "mentor", "upper"):
		written(home, who, who)
	everybody = [home.of[who] for who in ("siti", "budi", "stranger", "mentor", "upper")]
	many, table = counted(lambda: plans.plans_of(everybody))
	assert (one, len(table)) == (many, 5)


def make_department() -> str:
	values = {"doctype": "Department", "department_name": "Dispatch (Dev)", "company": COMPANY}
	return frappe.get_doc(values).insert().name


def name_of(employee: str) -> str:
	return frappe.db.get_value("Employee", employee, "employee_name")


def told(home: capable.House, who: str) -> dict[str, int]:
	"""Kinds of lines about plans in somebody's digest."""
	frappe.set_user("Administrator")
	users = {home.user(who): home.of[who]}
	day = getdate()
	chunk = facts.chunk_of([home.of[who]], users, day, add_days(day, -1), Rules())
	found = facts.lines(chunk)
	return found[found["kind"].str.startswith("Development")].groupby("kind").size().to_dict()


def tasks_of(home: capable.House, who: str) -> list[dict[str, Any]]:
	"""Lines about plans on somebody's first page."""
	frappe.set_user(home.user(who))
	found = home_page.overview([home.of[who]])["tasks"]
	return [task for task in found if "plan" in task["title"]]
