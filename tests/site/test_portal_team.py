"""My team: who is late and with what, what waits for the manager, and what he may do about it; nobody else sees any of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import frappe
from frappe.utils import add_days, getdate

from goal_setting import TODAY, Company, approved, draft, in_business, measure
from harness import Site
from people import COMPANY, OTHER_COMPANY, make_employee, make_other_company, user_of
from portal_people import counted, without_roles
from talent_performance.access import upkeep
from talent_performance.exceptions import GoalRefused, IllegalMove
from talent_performance.flows import chasing, goals, objective_changes
from talent_performance.portal import check_ins, team

APPRAISAL, EVENT = "Performance Appraisal", "Appraisal Event"


@pytest.fixture(scope="module")
def company(site: Site) -> Iterator[Company]:
	"""Founded once, never committed; a worker who is a Website User, and a manager of another company."""
	with in_business() as made:
		make_other_company()
		made.employee["abroad"] = make_employee("Abroad", roles=("Employee",), company=OTHER_COMPANY)
		made.employee["abroad's"] = make_employee(
			"Abroads", made.employee["abroad"], roles=("Employee",), company=OTHER_COMPANY
		)
		upkeep.update_lines()
		made.user.update({who: user_of(name) for who, name in made.employee.items()})
		yield made


@pytest.fixture(autouse=True)
def in_savepoint(company: Company) -> Iterator[None]:
	"""What a test changes, it changes for itself."""
	frappe.db.savepoint("test")
	yield
	frappe.set_user("Administrator")
	frappe.db.rollback(save_point="test")
	frappe.clear_cache()


@pytest.fixture(params=[False, True], ids=["with a role", "without roles"])
def manager(company: Company, request: pytest.FixtureRequest) -> str:
	"""The manager as a System User with the role Employee, and as a Website User without any."""
	if request.param:
		without_roles(company.user["manager"])
	return "manager"


def act(company: Company, who: str) -> None:
	"""Log somebody in."""
	frappe.set_user(company.user[who])


def appraisal(company: Company, who: str, state: str, due: int, manager: str = "manager", **more: Any) -> str:
	"""An appraisal, due so many days from today."""
	frappe.set_user("Administrator")
	doc = frappe.get_doc(
		{
			"doctype": APPRAISAL,
			"employee": company.employee[who],
			"employee_name": who.title(),
			"company": COMPANY,
			"cycle": company.cycle,
			"state": state,
			"manager": company.employee[manager],
			"due_date": add_days(TODAY, due),
			"end_date": "2026-12-31",
			"version": 1,
			**more,
		}
	)
	doc.set_new_name()
	doc.db_insert()
	return doc.name


def row_of(company: Company, who: str, **asked: Any) -> dict[str, Any] | None:
	"""Somebody's row on the session user's page."""
	rows = {row["employee"]: row for row in team.overview(**asked)["rows"]}
	return rows.get(company.employee[who])


def handed_in(company: Company, who: str = "worker", **values: Any) -> str:
	"""Somebody's objective, submitted by its owner."""
	act(company, who)
	objective = draft(company, who, **values).name
	measure(objective)
	goals.move(objective, "submit")
	return objective


class TestOverview:
	def test_whom_it_holds_and_what_waits(self, company: Company, manager: str) -> None:
		appraisal(company, "worker", "Self Review", -3)
		appraisal(company, "peer", "Manager Review", 5)
		approved(company, "worker", title="Grow")
		frappe.db.set_value("Objective", {"title": "Grow"}, {"pace_status": "At Risk"})
		handed_in(company, "peer", title="Save")
		act(company, "worker")
		page = check_ins.read(check_ins.begin())
		check_ins.share(page["name"], {"moved": "Well"}, page["modified"])
		act(company, manager)
		found = team.overview()
		json.dumps(found, allow_nan=False)
		assert {row["employee"] for row in found["rows"]} == {
			company.employee[who] for who in ("worker", "peer", "without user")
		}
		assert found["totals"] == {
			"people": 3,
			"late": 1,
			"to_approve": 1,
			"to_write": 1,
			"at_risk": 1,
			"check_in_due": 2,
			"to_answer": 1,
		}
		worker, peer = row_of(company, "worker"), row_of(company, "peer")
		assert worker and peer
		assert (worker["late"], worker["days_late"], worker["at_risk"], worker["nudges"]) == (1, 3, 1, True)
		assert (worker["appraisal"]["state"], worker["appraisal"]["turn"]) == ("Self Review", "employee")
		assert worker["last_check_in"]["on"] == TODAY and worker["check_in_due_on"] == "2026-07-15"
		assert (peer["to_approve"], peer["appraisal"]["to_write"], peer["appraisal"]["mine"]) == (
			1,
			"Manager",
			True,
		)
		assert found["rows"][-1]["employee"] == company.employee["without user"], (
			"whom least concerns is last"
		)

	def test_filters_and_search(self, company: Company) -> None:
		appraisal(company, "worker", "Self Review", -3)
		act(company, "manager")
		assert [row["employee"] for row in team.overview(only="late")["rows"]] == [company.employee["worker"]]
		assert team.overview(search="PEE")["total"] == 1
		assert team.overview(search="%")["total"] == 0
		assert team.overview(only="nothing of ours")["total"] == 3

	def test_down_to_the_people_of_a_manager_below(self, company: Company) -> None:
		act(company, "director")
		top = team.overview()
		assert row_of(company, "manager")["people"] == 3
		assert company.employee["worker"] not in {row["employee"] for row in top["rows"]}
		below = team.overview(manager=company.employee["manager"])
		assert row_of(company, "worker", manager=company.employee["manager"])
		assert [each["employee_name"] for each in below["path"]] == ["Manager"]

	def test_a_late_manager_below_is_late(self, company: Company) -> None:
		appraisal(company, "worker", "Manager Review", -4)
		act(company, "director")
		row = row_of(company, "manager")
		assert row and (row["late"], row["days_late"]) == (1, 4)
		[late] = team.member(company.employee["manager"])["late_with"]
		assert (late["employee_name"], late["state"]) == ("Worker", "Manager Review")

	@pytest.mark.parametrize("who", ["worker", "peer", "HR User", "HR Manager", "nobody"])
	def test_nobody_below(self, company: Company, who: str) -> None:
		act(company, who)
		found = team.overview()
		assert (found["leads"], found["rows"], found["totals"]["people"]) == (False, [], 0)

	@pytest.mark.parametrize("who", ["worker", "peer", "stranger", "HR Manager", "abroad", "nobody"])
	def test_others_are_refused(self, company: Company, who: str) -> None:
		name = appraisal(company, "worker", "Self Review", -3)
		objective = handed_in(company)
		worker, below = company.employee["worker"], company.employee["manager"]
		act(company, who)
		for deed in (
			lambda: team.overview(manager=below),
			lambda: team.member(worker),
			lambda: team.nudge([worker]),
			lambda: team.to_approve(manager=below),
		):
			with pytest.raises(frappe.PermissionError):
				deed()
		assert team.to_approve() == []
		if who in ("worker", "HR Manager"):  # who reads it is told why not
			[refused] = team.decide_objectives([objective], 1)["refused"]
			assert refused["objective"] == objective
		else:
			with pytest.raises(frappe.PermissionError, match="no such objective"):
				team.decide_objectives([objective], 1)
		frappe.set_user("Administrator")
		assert frappe.db.get_value("Objective", objective, "status") == "Submitted"
		assert not frappe.db.exists(EVENT, {"appraisal": name})

	def test_whoever_acts_for_the_manager(self, company: Company) -> None:
		delegate(company, "manager", "stranger")
		act(company, "stranger")
		found = team.overview()
		assert found["acting_for"] == ["Manager"]
		assert {row["employee"] for row in found["rows"]} == {
			company.employee[who] for who in ("worker", "peer", "without user")
		}
		assert team.member(company.employee["worker"])["talent"] is None

	def test_what_waits_about_others(self, company: Company) -> None:
		name = appraisal(company, "stranger", "Manager Review", 5, manager="director")
		review = frappe.get_doc(
			{
				"doctype": "Appraisal Review",
				"appraisal": name,
				"employee": company.employee["stranger"],
				"employee_name": "Stranger",
				"company": COMPANY,
				"cycle": company.cycle,
				"perspective": "Handover",
				"segment": "1",
				"reviewer": company.employee["manager"],
				"state": "Draft",
			}
		)
		review.set_new_name()
		review.db_insert()
		act(company, "manager")
		[other] = team.overview()["others"]
		assert (other["review"], other["employee_name"]) == (review.name, "Stranger")
		with pytest.raises(frappe.PermissionError):
			team.member(company.employee["stranger"])

	def test_as_many_queries_with_four_hundred(self, company: Company) -> None:
		approved(company, "worker")
		act(company, "manager")
		few, _found = counted(team.overview)
		frappe.set_user("Administrator")
		hire_many(company, 400)
		act(company, "manager")
		many, found = counted(team.overview)
		assert many <= few
		assert (found["totals"]["people"], len(found["rows"]), found["total"]) == (403, found["page"], 403)
		assert few <= 50, "of which some twenty read the policy of a cycle that hasn't frozen it"
		assert counted(lambda: team.overview(only="late", search="many", start=25))[0] <= many


def delegate(company: Company, manager: str, acting: str) -> None:
	"""In force on the day on which the clock stands."""
	frappe.set_user("Administrator")
	doc = frappe.get_doc(
		{
			"doctype": "Delegation",
			"employee": company.employee[manager],
			"acting": company.employee[acting],
			"company": COMPANY,
			"from_date": TODAY,
			"until_date": add_days(TODAY, 30),
			"reason": "Away",
		}
	)
	doc.set_new_name()
	doc.db_insert()


def hire_many(company: Company, many: int) -> None:
	"""People below the manager with a late appraisal and an objective at risk each, as an import would write them."""
	objective = frappe.get_doc("Objective", draft(company, "worker", title="One of many").name)
	first = frappe.get_doc("Employee", company.employee["worker"])
	sheet = frappe.get_doc(APPRAISAL, appraisal(company, "worker", "Self Review", -1))
	for number in range(many):
		name = f"MANY-{number}"
		one = {"name": name, "employee": name, "employee_name": f"Many {number}", "user_id": None}
		frappe.get_doc({**first.as_dict(), **one}).db_insert()
		frappe.get_doc(
			{
				"doctype": "Reporting Line",
				"name": f"MANY-LINE-{number}",
				"manager": company.employee["manager"],
				"employee": name,
				"depth": 1,
			}
		).db_insert()
		about = {"name": name, "employee": name, "employee_name": one["employee_name"]}
		risky = {"status": "Approved", "pace_status": "At Risk"}
		frappe.get_doc({**objective.as_dict(), **about, **risky}).db_insert()
		frappe.get_doc({**sheet.as_dict(), **about}).db_insert()


class TestMember:
	def test_one_person(self, company: Company, manager: str) -> None:
		appraisal(company, "worker", "Self Review", -3)
		objective, _measures = approved(company, "worker", title="Grow")
		frappe.db.set_value(
			"Objective", objective, {"pace_status": "On Track", "confidence": 1, "updated_on": TODAY}
		)
		change = objective_changes.ask(objective, "Weight", TODAY, "More of it", new_value=3)
		act(company, manager)
		found = team.member(company.employee["worker"])
		json.dumps(found, allow_nan=False)
		[goal] = found["objectives"]
		assert (goal["title"], goal["signs"]) == ("Grow", ["doubtful"])
		[asked] = found["changes"]
		assert (asked["name"], asked["title"], asked["new"], asked["by"]) == (
			change.name,
			"Grow",
			3,
			"Worker",
		)
		assert [each["state"] for each in found["appraisals"]] == ["Self Review"]
		assert team.decide_change(change.name, 1) == "In Force"
		assert frappe.db.get_value("Objective", objective, "weight") == 3

	def test_a_change_is_refused_with_a_reason(self, company: Company) -> None:
		objective, _measures = approved(company, "worker")
		change = objective_changes.ask(objective, "Weight", TODAY, "More of it", new_value=3)
		act(company, "manager")
		with pytest.raises(GoalRefused):
			team.decide_change(change.name, 0)
		assert team.decide_change(change.name, 0, "Not now") == "Refused"

	def test_what_nobody_has_spoken_of_for_long_is_stale(self, company: Company) -> None:
		objective, _measures = approved(company, "worker")
		frappe.db.set_value("Objective", objective, {"updated_on": "2026-03-01", "pace_status": "On Track"})
		act(company, "manager")
		assert team.member(company.employee["worker"])["objectives"][0]["signs"] == ["stale"]

	def test_the_box_only_where_the_company_lets_managers_see_it(self, company: Company) -> None:
		frappe.get_doc(
			{
				"doctype": "Talent Assessment",
				"name": "TALENT-team",
				"employee": company.employee["worker"],
				"company": COMPANY,
				"box": 9,
				"box_label": "Star",
				"movement": "Up",
			}
		).db_insert()
		act(company, "manager")
		assert team.member(company.employee["worker"])["talent"] is None
		frappe.db.set_single_value("Talent Settings", "managers_see_talent", 1)
		assert team.member(company.employee["worker"])["talent"]["box_label"] == "Star"
		agreement = {"doctype": "Works Agreement", "title": "x", "company": COMPANY, "nine_box": 1}
		days = {"agreed_on": "2025-01-01", "valid_from": "2025-01-01"}
		frappe.get_doc({**agreement, **days, "name": "WA-team"}).db_insert()
		frappe.clear_cache()
		assert team.member(company.employee["worker"])["talent"] is None


class TestApproving:
	def test_several_at_once_and_one_that_cannot_be(self, company: Company, manager: str) -> None:
		first, second = handed_in(company, "worker"), handed_in(company, "peer", title="Save")
		unfinished = draft(company, "peer", title="Not handed in").name
		act(company, manager)
		waiting = team.to_approve()
		assert [row["name"] for row in waiting] == [second, first]
		assert waiting[0]["key_results"][0]["title"] == "Revenue"
		found = team.decide_objectives([first, second, unfinished], 1)
		assert found["done"] == [first, second]
		assert [row["objective"] for row in found["refused"]] == [unfinished]
		assert frappe.db.get_value("Objective", first, ["status", "approved_by"]) == (
			"Approved",
			company.user[manager],
		)
		assert frappe.db.get_value("Objective", unfinished, "status") == "Draft"

	def test_returned_with_a_reason(self, company: Company) -> None:
		objective = handed_in(company)
		act(company, "manager")
		assert "reason" in team.decide_objectives([objective], 0)["refused"][0]["why"]
		assert team.decide_objectives([objective], 0, "Too easy")["done"] == [objective]
		stored = frappe.db.get_value("Objective", objective, ["status", "return_reason"])
		assert stored == ("Returned", "Too easy")


class TestReminding:
	def test_each_once_a_day_and_only_who_is_late(self, company: Company, manager: str) -> None:
		late = appraisal(company, "worker", "Self Review", -3)
		appraisal(company, "peer", "Self Review", 3)
		appraisal(company, "without user", "Self Review", -3)
		act(company, manager)
		people = [company.employee[who] for who in ("worker", "peer", "without user")]
		found = team.nudge(people)
		assert found["done"] == ["Worker"]
		why = {row["employee"]: row["why"] for row in found["refused"]}
		assert "late" in why[people[1]] and "e-mail" in why[people[2]]
		[event] = frappe.get_all(EVENT, {"deed": "nudge"}, ["appraisal", "by"], order_by="name")
		assert (event.appraisal, event.by) == (late, company.user[manager])
		told = {"for_user": company.user["worker"], "document_name": late}
		assert frappe.db.count("Notification Log", told) == 1
		assert "today already" in team.nudge(people[:1])["refused"][0]["why"]
		act(company, "director")
		assert team.nudge(people[:1])["done"] == [], "whoever reminds"
		assert frappe.db.count("Notification Log", told) == 1

	def test_a_manager_below_once_for_all_that_waits_for_him(self, company: Company) -> None:
		for who in ("worker", "peer"):
			appraisal(company, who, "Manager Review", -2)
		act(company, "director")
		assert team.nudge([company.employee["manager"]])["done"] == ["Manager"]
		assert frappe.db.count(EVENT, {"deed": "nudge"}) == 2
		assert frappe.db.count("Notification Log", {"for_user": company.user["manager"]}) == 1

	def test_one_stranger_among_them_and_nobody_is_reminded(self, company: Company) -> None:
		appraisal(company, "worker", "Self Review", -3)
		act(company, "manager")
		with pytest.raises(frappe.PermissionError):
			team.nudge([company.employee["worker"], company.employee["stranger"]])
		assert not frappe.db.exists(EVENT, {"deed": "nudge"})


class TestExtending:
	def test_once_in_each_step_and_only_who_is_late(self, company: Company, manager: str) -> None:
		late, day = appraisal(company, "worker", "Self Review", -3), str(getdate(add_days(TODAY, 5)))
		appraisal(company, "peer", "Self Review", 3)
		frappe.db.set_single_value("Talent Settings", "managers_extend_days", 7)
		act(company, manager)
		assert str(team.overview()["extends_until"]) == add_days(TODAY, 7)
		people = [company.employee[who] for who in ("worker", "peer")]
		found = team.extend(people, day, "Back from the fair")
		assert found["done"] == ["Worker"] and "late" in found["refused"][0]["why"]
		assert str(frappe.db.get_value(APPRAISAL, late, "due_date")) == day
		[event] = frappe.get_all(EVENT, {"deed": "extend"}, ["appraisal", "by", "reason"], order_by="name")
		assert tuple(event.values()) == (late, company.user[manager], "Back from the fair")
		frappe.db.set_value(APPRAISAL, late, "due_date", add_days(TODAY, -1))
		again = team.extend(people[:1], day, "Still away")
		assert again["done"] == [] and "HR" in again["refused"][0]["why"]
		assert str(frappe.db.get_value(APPRAISAL, late, "due_date")) == add_days(TODAY, -1)
		frappe.db.set_value(APPRAISAL, late, "state", "Goal Setting")
		assert team.extend(people[:1], day, "Another step")["done"] == ["Worker"]
		assert str(frappe.db.get_value(APPRAISAL, late, "goal_deadline")) == day

	def test_not_without_a_reason_nor_too_far_nor_where_hr_keeps_it(self, company: Company) -> None:
		late = appraisal(company, "worker", "Self Review", -3)
		act(company, "manager")
		for days, due, reason in ((7, 8, "Long"), (7, 5, " "), (7, -1, "Past"), (0, 1, "Off")):
			frappe.db.set_single_value("Talent Settings", "managers_extend_days", days)
			with pytest.raises(IllegalMove):
				team.extend([company.employee["worker"]], add_days(TODAY, due), reason)
		assert team.overview()["extends_until"] is None
		assert str(frappe.db.get_value(APPRAISAL, late, "due_date")) == add_days(TODAY, -3)

	def test_nobody_else_and_never_for_oneself(self, company: Company) -> None:
		frappe.db.set_single_value("Talent Settings", "managers_extend_days", 7)
		appraisal(company, "worker", "Self Review", -3)
		own = appraisal(company, "manager", "Manager Review", -3, "worker")
		act(company, "peer")
		with pytest.raises(frappe.PermissionError):
			team.extend([company.employee["worker"]], add_days(TODAY, 3), "For a friend")
		act(company, "manager")
		assert team.extend([company.employee["worker"]], add_days(TODAY, 3), "Both")["done"] == ["Worker"]
		assert str(frappe.db.get_value(APPRAISAL, own, "due_date")) == add_days(TODAY, -3)

	def test_the_page_of_hr_stays_hrs(self, company: Company) -> None:
		act(company, "manager")
		with pytest.raises(frappe.PermissionError):
			chasing.wish("extend", "More time", str(getdate()))
