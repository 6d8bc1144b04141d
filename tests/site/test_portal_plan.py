"""Development plans in the portal: the own, those of people whom one leads or helps, the team's; with a role and without any."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

import frappe
from frappe.utils import add_days, today

import capable
from capable import LEAD, NEGOTIATION, STATISTICS, House
from harness import Site
from people import COMPANY, make_employee
from portal_people import counted, without_roles
from talent_performance.access import upkeep
from talent_performance.exceptions import DevelopmentRefused, IllegalMove
from talent_performance.portal import plan as portal

PLAN = "Development Plan"
GROWTH, ONBOARDING, IMPROVEMENT = "Growth", "Onboarding", "Performance Improvement"
BARE = ("siti", "manager", "mentor")
DUE = str(date.today() + timedelta(60))


@pytest.fixture(scope="module")
def built(site: Site) -> Iterator[House]:
	"""Founded once, never committed: upper → manager → siti and budi; a mentor elsewhere. Some of them are Website Users."""
	with pytest.MonkeyPatch.context() as patch:
		frappe.db.rollback()
		frappe.clear_cache()
		frappe.set_user("Administrator")
		patch.setattr(frappe.db, "commit", lambda: None)
		made = capable.build(COMPANY, "Plan")
		made.of["mentor"] = make_employee("Planmentor")
		upkeep.update_lines()
		for who in BARE:
			without_roles(made.user(who))
		frappe.set_user("Administrator")
		capable.assess(made.of["siti"], {STATISTICS: 2, NEGOTIATION: 3}, on=add_days(today(), -30))
		yield made
		frappe.set_user("Administrator")
		frappe.db.rollback()
		frappe.clear_cache()


@pytest.fixture
def house(built: House) -> Iterator[House]:
	"""What a test changes, it changes for itself."""
	frappe.db.savepoint("planning")
	yield built
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="planning")
	frappe.clear_cache()


@pytest.fixture(params=[True, False], ids=["with a role", "without roles"])
def as_user(house: House, request: pytest.FixtureRequest) -> House:
	"""Siti, the manager and the mentor as System Users, and as Website Users without any role."""
	if request.param:
		for who in BARE:
			user = frappe.get_doc("User", house.user(who))
			user.user_type = "System User"
			user.append("roles", {"role": "Employee"})
			user.save(ignore_permissions=True)
		frappe.clear_cache()
	return house


def act(house: House, who: str) -> None:
	"""Log somebody in."""
	frappe.set_user(house.user(who))


def action(**more: Any) -> dict[str, Any]:
	"""An action as the form sends it."""
	return {"action": "Lead the <b>survey</b>", "learning_type": "Experience", "due_on": DUE, **more}


def begun(house: House, who: str = "siti", *actions: dict[str, Any]) -> str:
	"""Somebody's own draft with actions."""
	act(house, who)
	name = portal.start(GROWTH)
	for each in actions or (action(competency=STATISTICS, level_wanted=4),):
		portal.add(name, json.dumps(each))
	return name


def agreed(house: House, *actions: dict[str, Any]) -> str:
	"""An active plan of siti's, who is logged in again."""
	name = begun(house, "siti", *actions)
	portal.submit(name)
	act(house, "manager")
	portal.approve(name)
	act(house, "siti")
	return name


def stored(name: str, field: str = "state") -> Any:
	"""What the database says."""
	return frappe.db.get_value(PLAN, name, field)


class TestMine:
	def test_from_nothing_to_what_is_agreed(self, as_user: House) -> None:
		act(as_user, "siti")
		empty = portal.page()
		assert (empty["mine"], empty["plan"], empty["open"], empty["past"]) == (True, None, [], [])
		assert empty["starts"] == [{"kind": GROWTH, "suggest": True}]
		name = portal.start(GROWTH)
		described = {"title": "Towards the lead", "goals": "Lead a team", "target_designation": LEAD}
		days = {"starts_on": today(), "ends_on": add_days(today(), 200)}
		plan = portal.describe(name, json.dumps({**described, **days, "state": "Active"}))
		assert (plan["title"], plan["state"], plan["target_label"]) == ("Towards the lead", "Draft", LEAD)
		plan = portal.add(name, json.dumps(action(competency=STATISTICS, level_wanted=4, state="Done")))
		[row] = plan["actions"]
		assert (row["state"], row["level_before"], row["level_wanted"], row["top"]) == ("Planned", 2, 4, 5)
		plan = portal.change(name, row["name"], json.dumps({"success_measure": "It is read"}))
		assert plan["actions"][0]["success_measure"] == "It is read"
		plan = portal.submit(name)
		assert (plan["state"], plan["approver_name"]) == ("Awaiting Approval", "Planmanager")
		with pytest.raises(frappe.PermissionError):
			portal.approve(name)
		assert portal.give_back(name)["state"] == "Draft"
		portal.submit(name)
		act(as_user, "manager")
		plan = portal.approve(name, "Go.")
		assert (plan["state"], plan["mine"], plan["history"][0]["note"]) == ("Active", False, "Go.")
		act(as_user, "siti")
		plan = portal.report(name, row["name"], 50, "Two of four")
		assert plan and (plan["progress"], plan["actions"][0]["evidence"]) == (50, "Two of four")
		page = portal.page()
		json.dumps(page, allow_nan=False)
		assert page["plan"]["name"] == name and page["starts"] == []
		assert frappe.db.get_value("Development Action", row["name"], ["state", "progress"]) == (
			"In Progress",
			50,
		)

	def test_what_comes_back_says_why(self, house: House) -> None:
		name = begun(house)
		portal.submit(name)
		act(house, "manager")
		with pytest.raises(DevelopmentRefused):
			portal.give_back(name, " ")
		assert stored(name) == "Awaiting Approval"
		portal.give_back(name, "Add a <b>date</b>")
		act(house, "siti")
		back = portal.page()["plan"]["returned"]
		assert (back["note"], back["by"]) == ("Add a <b>date</b>", "Planmanager")
		portal.submit(name)
		assert portal.page()["plan"]["returned"] is None

	def test_what_is_added_to_what_is_agreed_waits_for_the_manager(self, house: House) -> None:
		name = agreed(house)
		plan = portal.add(name, json.dumps(action(action="A course", learning_type="Education")))
		added = plan["actions"][1]
		assert (added["state"], added["may"]["accept"], added["may"]["drop"]) == ("Suggested", False, True)
		with pytest.raises(frappe.PermissionError):
			portal.accept(name, json.dumps([added["name"]]))
		act(house, "manager")
		plan = portal.accept(name, json.dumps([added["name"]]))
		assert [row["state"] for row in plan["actions"]] == ["Planned", "Planned"]
		with pytest.raises(DevelopmentRefused):
			portal.drop(name, added["name"])
		plan = portal.drop(name, added["name"], "No budget")
		assert (plan["actions"][1]["state"], plan["actions"][1]["drop_reason"]) == ("Dropped", "No budget")

	def test_a_second_one_for_the_same_aim_is_refused(self, house: House) -> None:
		name = begun(house)
		with pytest.raises(DevelopmentRefused, match="open plan of this kind"):
			portal.start(GROWTH)
		assert frappe.get_all(PLAN, {"employee": house.of["siti"]}, pluck="name", order_by="name") == [name]

	def test_past_plans_stand_apart_with_what_came_of_them(self, house: House) -> None:
		name = agreed(house)
		act(house, "manager")
		portal.complete(name, "Met", "Done and seen")
		act(house, "siti")
		page = portal.page()
		assert (page["plan"], page["open"]) == (None, [])
		assert [(each["name"], each["outcome"]) for each in page["past"]] == [(name, "Met")]
		assert page["starts"] == [{"kind": GROWTH, "suggest": True}]
		assert portal.page(name)["plan"]["outcome_note"] == "Done and seen"

	def test_a_draft_of_ones_own_can_be_cancelled(self, house: House) -> None:
		name = begun(house)
		assert portal.cancel(name, "Another year")["state"] == "Cancelled"
		assert [each["name"] for each in portal.page()["past"]] == [name]

	def test_what_an_action_may_build(self, house: House) -> None:
		name = begun(house)
		found = {each["competency"]: each for each in portal.choices(name)["competencies"]}
		assert (found[STATISTICS]["level"], found[STATISTICS]["required"]) == (2, 4)
		assert (found[STATISTICS]["suggested"], found[NEGOTIATION]["suggested"]) == (4, 0)
		assert [each["value"] for each in found[STATISTICS]["levels"]] == [1, 2, 3, 4, 5]
		days = {"starts_on": today(), "ends_on": DUE}
		portal.describe(name, json.dumps({**days, "target_designation": LEAD}))
		found = {each["competency"]: each for each in portal.choices(name)["competencies"]}
		assert (found[STATISTICS]["required"], found[NEGOTIATION]["suggested"]) == (5, 5)
		assert LEAD in portal.choices(name)["roles"]

	def test_a_role_that_is_none_and_days_that_lack_are_refused(self, house: House) -> None:
		name = begun(house)
		for wrong in ({"target_designation": "<b>Pope</b>"}, {"ends_on": ""}):
			with pytest.raises(DevelopmentRefused):
				portal.describe(name, json.dumps(wrong))
		assert stored(name, "target_designation") is None and stored(name, "ends_on")


class TestOthers:
	@pytest.mark.parametrize("who", ["budi", "stranger", "mentor"])
	def test_nobody_else_reads_or_touches_it(self, house: House, who: str) -> None:
		name = begun(house)
		[row] = portal.page()["plan"]["actions"]
		row, siti = row["name"], house.of["siti"]
		act(house, who)
		for deed in (
			lambda: portal.page(name),
			lambda: portal.page("", siti),
			lambda: portal.of(siti),
			lambda: portal.choices(name),
			lambda: portal.start(GROWTH, siti),
			lambda: portal.suggest(GROWTH, siti),
			lambda: portal.describe(name, "{}"),
			lambda: portal.add(name, json.dumps(action())),
			lambda: portal.change(name, row, "{}"),
			lambda: portal.accept(name, [row]),
			lambda: portal.drop(name, row, "So"),
			lambda: portal.report(name, row, 100),
			lambda: portal.submit(name),
			lambda: portal.approve(name),
			lambda: portal.give_back(name, "So"),
			lambda: portal.review(name, "", "So", "On Track"),
			lambda: portal.complete(name, "Met", "So"),
			lambda: portal.cancel(name, "So"),
			lambda: portal.team(house.of["manager"]),
		):
			with pytest.raises(frappe.PermissionError):
				deed()
		frappe.set_user("Administrator")
		assert stored(name) == "Draft"
		assert frappe.db.count(PLAN, {"employee": siti}) == 1
		assert frappe.db.get_value("Development Action", row, "state") == "Planned"

	def test_a_mentor_sees_the_own_actions_and_reports_on_them(self, as_user: House) -> None:
		name = agreed(as_user, action(), action(action="Shadow", mentor=as_user.of["mentor"]))
		act(as_user, "mentor")
		[helped] = portal.page()["helped"]
		assert (helped["action"], helped["employee_name"], helped["mentors"]) == ("Shadow", "Plansiti", True)
		json.dumps(helped, default=str)
		assert portal.report(name, helped["row"], 75) is None
		assert frappe.db.get_value("Development Action", helped["row"], "progress") == 75

	def test_guests_and_people_without_a_record(self, house: House) -> None:
		for user in ("Guest", "Administrator"):
			frappe.set_user(user)
			with pytest.raises(frappe.PermissionError):
				portal.page()
			with pytest.raises(frappe.PermissionError):
				portal.team()


class TestManagers:
	def test_onboarding_is_planned_by_30_60_and_90_days(self, house: House) -> None:
		act(house, "manager")
		siti = house.of["siti"]
		assert {each["kind"] for each in portal.page("", siti)["starts"]} == {GROWTH, ONBOARDING, IMPROVEMENT}
		name = portal.start(ONBOARDING, siti)
		plan = portal.add(name, json.dumps(action(milestone="30 Days")))
		assert (plan["actions"][0]["state"], plan["actions"][0]["milestone"]) == ("Planned", "30 Days")
		portal.submit(name)
		assert portal.approve(name)["state"] == "Active"
		act(house, "siti")
		assert portal.page()["plan"]["kind"] == ONBOARDING

	def test_an_improvement_is_seen_by_its_person_once_hr_has_approved_it(self, house: House) -> None:
		act(house, "manager")
		siti = house.of["siti"]
		name = portal.start(IMPROVEMENT, siti)
		portal.add(name, json.dumps(action(success_measure="No complaint in a month")))
		with pytest.raises(DevelopmentRefused, match="Support Offered"):
			portal.submit(name)
		days = {"starts_on": today(), "ends_on": add_days(today(), 90)}
		looked = {"reviews": [add_days(today(), 14), add_days(today(), 28)]}
		plan = portal.describe(name, json.dumps({**days, **looked, "support_offered": "A coach, weekly"}))
		assert [each["due_on"] for each in plan["reviews"]] == looked["reviews"]
		portal.submit(name)
		with pytest.raises(frappe.PermissionError):
			portal.approve(name)
		act(house, "siti")
		assert portal.page()["open"] == []
		with pytest.raises(frappe.PermissionError):
			portal.page(name)
		act(house, "hr")
		portal.approve(name)
		act(house, "siti")
		plan = portal.page()["plan"]
		assert (plan["name"], plan["support_offered"]) == (name, "A coach, weekly")
		assert not plan["may"]["describe"] and not plan["may"]["hold_review"]
		with pytest.raises(frappe.PermissionError):
			portal.review(name, plan["reviews"][0]["name"], "All is well", "On Track")
		act(house, "manager")
		plan = portal.review(name, plan["reviews"][0]["name"], "Better <b>mails</b>", "On Track")
		assert (plan["reviews"][0]["said"], plan["reviews"][0]["held_on"]) == ("Better <b>mails</b>", today())
		plan = portal.review(name, "", "Once more", "At Risk")
		assert [each["outcome"] for each in plan["reviews"]] == ["On Track", "", "At Risk"]

	def test_the_team_at_a_glance(self, as_user: House) -> None:
		waiting = begun(as_user)
		portal.submit(waiting)
		act(as_user, "manager")
		found = portal.team()
		json.dumps(found, allow_nan=False)
		assert found["totals"] == {"people": 2, "waiting": 1, "overdue": 0, "without": 1, "active": 0}
		rows = {row["employee"]: row["plans"] for row in found["rows"]}
		assert rows[as_user.of["budi"]] == []
		[plan] = rows[as_user.of["siti"]]
		assert (plan["name"], plan["may_approve"], plan["actions"]) == (waiting, True, 1)
		assert [row["employee"] for row in portal.team(only="waiting")["rows"]] == [as_user.of["siti"]]
		portal.approve(waiting)
		frappe.db.set_value(
			"Development Action", {"parent": waiting}, "due_on", add_days(today(), -2), update_modified=False
		)
		found = portal.team()
		assert (found["totals"]["overdue"], found["totals"]["active"]) == (1, 1)
		assert portal.of(as_user.of["siti"])["open"][0]["overdue"] == 1
		act(as_user, "siti")
		assert portal.team()["totals"]["people"] == 0

	def test_down_the_line(self, house: House) -> None:
		name = begun(house)
		portal.submit(name)
		act(house, "upper")
		assert house.of["siti"] not in {row["employee"] for row in portal.team()["rows"]}
		below = portal.team(house.of["manager"])
		assert house.of["siti"] in {row["employee"] for row in below["rows"]}
		assert portal.approve(name)["state"] == "Active"

	def test_not_twice_nor_out_of_turn(self, house: House) -> None:
		name = agreed(house)
		act(house, "manager")
		with pytest.raises(IllegalMove):
			portal.approve(name)
		assert portal.give_back(name, "More of it")["state"] == "Draft"
		assert stored(name, "version") == 1


def test_suggestions_are_taken_changed_or_left_out(house: House) -> None:
	act(house, "siti")
	name = portal.suggest(GROWTH)
	plan = portal.page(name)["plan"]
	rows = [row for row in plan["actions"] if row["state"] == "Suggested"]
	assert rows and all(row["reason"] and row["suggested_by"] for row in rows)
	assert portal.suggest(GROWTH) == name, "the plan that is there, not another one"
	with pytest.raises(DevelopmentRefused, match="only suggested"):
		portal.submit(name)
	portal.change(name, rows[0]["name"], json.dumps({"action": "In my own words"}))
	plan = portal.accept(name, json.dumps([rows[0]["name"]]))
	for row in rows[1:]:
		plan = portal.drop(name, row["name"])
	states = {row["name"]: (row["state"], row["action"]) for row in plan["actions"]}
	assert states[rows[0]["name"]] == ("Planned", "In my own words")
	assert portal.submit(name)["state"] == "Awaiting Approval"


def test_questions_do_not_follow_the_size_of_the_plan_or_the_team(house: House) -> None:
	name = agreed(house)
	one, _page = counted(lambda: portal.page())
	act(house, "manager")
	few, _found = counted(lambda: portal.team())
	for _turn in range(4):
		portal.add(name, json.dumps(action(competency=NEGOTIATION, level_wanted=5)))
	other = begun(house, "budi")
	portal.submit(other)
	act(house, "manager")
	assert counted(lambda: portal.team())[0] <= few
	act(house, "siti")
	assert counted(lambda: portal.page())[0] <= one
