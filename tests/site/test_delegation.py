"""Somebody of HR acts for a manager who is away: what it opens, to whom, for how long, and what it leaves closed."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import frappe
from frappe.utils import add_days, getdate

from appraised import House, close_all
from people import change
from reviewed import TEMPLATE, make_cycle
from talent_performance.access import upkeep
from talent_performance.access.deeds import actors, took_part
from talent_performance.access.goal_deeds import may_approve
from talent_performance.engine import overview as engine
from talent_performance.exceptions import DelegationRefused, IllegalMove
from talent_performance.flows import appraisal_sheet, chasing, delegations, launch, reviews, scoring

APPRAISAL, REVIEW, RESULT = "Performance Appraisal", "Appraisal Review", "Appraisal Result"
RUNNING = "Away"
WHY = "Parental leave"


@pytest.fixture
def running(home: House) -> str:
	"""Rina's appraisal of a cycle under way, in her manager's hands."""
	make_cycle(RUNNING, getdate().year)
	frappe.db.set_value("Performance Cycle", RUNNING, "default_template", TEMPLATE)
	launch.include(RUNNING, [home.of["rina"]])
	name = frappe.db.get_value(APPRAISAL, {"cycle": RUNNING, "employee": home.of["rina"]})
	frappe.db.set_value(APPRAISAL, name, "state", "Manager Review")
	return name


def delegate(home: House, manager: str = "manager", acting: str = "HR User", **more: Any) -> str:
	"""HR Manager names who acts, from today for thirty days; days are counted from today."""
	frappe.set_user(home.user(more.pop("by", "HR Manager")))
	values = {"doctype": "Delegation", "employee": home.of[manager], "acting": home.of[acting], "reason": WHY}
	days = {
		name: add_days(getdate(), days) for name, days in {"from_date": 0, "until_date": 30, **more}.items()
	}
	name = frappe.get_doc({**values, **days}).insert().name
	frappe.set_user("Administrator")
	return name


def reads(home: House, who: str, doctype: str, name: str) -> bool:
	"""Whether somebody reads a document, the list and the document asked."""
	frappe.set_user(home.user(who))
	allowed = bool(frappe.has_permission(doctype, "read", doc=frappe.get_doc(doctype, name)))
	assert bool(frappe.get_list(doctype, filters={"name": name})) is allowed
	frappe.set_user("Administrator")
	return allowed


def begins(home: House, who: str, appraisal: str) -> str:
	"""Somebody begins the manager's review."""
	frappe.set_user(home.user(who))
	try:
		return reviews.start(appraisal, "Manager")
	finally:
		frappe.set_user("Administrator")


def test_who_acts_reads_and_writes_what_the_manager_would_and_it_says_for_whom(
	home: House, running: str
) -> None:
	scoring.score([running])
	result = frappe.db.get_value(RESULT, {"appraisal": running})
	assert not reads(home, "HR User", RESULT, result)
	with pytest.raises(frappe.PermissionError):
		begins(home, "HR User", running)
	delegate(home)
	assert reads(home, "HR User", RESULT, result)
	review = begins(home, "HR User", running)
	found = frappe.db.get_value(REVIEW, review, ["reviewer", "acting_for", "acting_for_name"])
	assert found == (home.of["HR User"], home.of["manager"], "Cmanager")
	goal = frappe._dict(level="Individual", employee=home.of["rina"], company="x")
	assert may_approve(goal, home.user("HR User"))
	assert not may_approve(goal, home.user("Talent Manager"))


def test_the_day_after_and_once_ended_nothing_is_left_but_the_own_review(home: House, running: str) -> None:
	scoring.score([running])
	result = frappe.db.get_value(RESULT, {"appraisal": running})
	name = delegate(home)
	review = begins(home, "HR User", running)
	frappe.db.set_value(
		"Delegation", name, {"from_date": add_days(getdate(), -9), "until_date": add_days(getdate(), -1)}
	)
	assert not reads(home, "HR User", RESULT, result)
	assert reads(home, "HR User", REVIEW, review)
	frappe.set_user(home.user("HR User"))
	with pytest.raises(frappe.PermissionError):
		reviews.submit(review)
	frappe.db.set_value("Delegation", name, "until_date", getdate())
	assert reads(home, "HR User", RESULT, result)
	frappe.set_user(home.user("manager"))
	delegations.end(name, "Back already")
	assert not reads(home, "HR User", RESULT, result)
	with pytest.raises(DelegationRefused, match="over already"):
		delegations.end(name, "Again")


def test_potential_and_box_are_not_delegated(home: House) -> None:
	close_all(home)
	frappe.db.set_single_value("Talent Settings", "managers_see_talent", 1)
	box = frappe.db.get_value("Talent Assessment", {"employee": home.of["rina"]})
	assert reads(home, "manager", "Talent Assessment", box)
	delegate(home)
	assert not reads(home, "HR User", "Talent Assessment", box)
	new = frappe.get_doc(
		{"doctype": "Potential Assessment", "employee": home.of["rina"], "assessor": home.of["HR User"]}
	)
	assert not frappe.has_permission("Potential Assessment", "create", doc=new, user=home.user("HR User"))
	assert frappe.has_permission("Potential Assessment", "create", doc=new, user=home.user("manager"))


def test_nobody_acts_upon_himself_or_people_above_himself(home: House) -> None:
	delegate(home)
	change(home.of["HR User"], reports_to=home.of["budi"])
	upkeep.update_lines()
	of = {who: frappe.db.get_value(RESULT, {"employee": home.of[who]}) for who in ("rina", "budi", "HR User")}
	if not all(of.values()):
		close_all(home)
		of = {who: frappe.db.get_value(RESULT, {"employee": home.of[who]}) for who in of}
	seen = {who: reads(home, "HR User", RESULT, name) for who, name in of.items()}
	assert seen == {"rina": True, "budi": False, "HR User": False}
	sheet = frappe.db.get_value(APPRAISAL, home.appraisal["budi"], "*", as_dict=True)
	assert not actors(sheet, home.user("HR User"))


def test_who_acts_decides_no_appeal(home: House) -> None:
	sheet = frappe.db.get_value(APPRAISAL, home.appraisal["rina"], "*", as_dict=True)
	assert not took_part(sheet, home.user("HR User"))
	delegate(home)
	assert took_part(sheet, home.user("HR User"))


@pytest.mark.parametrize(
	("more", "said"),
	[
		({"from_date": -1}, "today or later is expected"),
		({"until_date": -1}, "lies before"),
		({"until_date": 400}, "a year at most"),
		({"acting": "manager"}, "Nobody acts for himself"),
		({"acting": "budi"}, "reports to the manager"),
		({"manager": "rina"}, "Nobody reports to"),
		({"acting": "HR Manager", "manager": "budi"}, "can't name yourself"),
	],
)
def test_hr_reads_what_is_expected(home: House, more: dict, said: str) -> None:
	if more.get("manager") == "budi":
		change(home.of["rina"], reports_to=home.of["budi"])
		upkeep.update_lines()
	with pytest.raises(DelegationRefused, match=said):
		delegate(home, **more)
	assert not frappe.db.exists("Delegation", {"reason": WHY})


def test_one_acts_at_a_time_and_it_is_never_edited(home: House) -> None:
	name = delegate(home)
	with pytest.raises(DelegationRefused, match="in force in these days"):
		delegate(home, acting="Talent Manager")
	frappe.set_user(home.user("HR Manager"))
	document = frappe.get_doc("Delegation", name)
	document.until_date = add_days(getdate(), 300)
	with pytest.raises(DelegationRefused, match="isn't changed"):
		document.save()
	frappe.set_user(home.user("HR Manager"))
	delegations.end(name, "Somebody else")
	delegate(home, acting="Talent Manager")


@pytest.mark.parametrize("who", ["manager", "HR User", "rina", "Talent Manager"])
def test_hr_manager_alone_names_who_acts(home: House, who: str) -> None:
	with pytest.raises(frappe.PermissionError):
		delegate(home, acting="Talent Manager" if who == "HR User" else "HR User", by=who)
	name = delegate(home)
	frappe.set_user(home.user("rina"))
	with pytest.raises(frappe.PermissionError):
		delegations.end(name, "I want it")


def test_the_team_reads_who_acts_and_until_when_but_not_why(home: House, running: str) -> None:
	name = delegate(home)
	frappe.set_user(home.user("rina"))
	acting = appraisal_sheet.sheet(running)["acting"]
	assert len(acting) == 1
	assert acting[0].startswith("Chu acts for Cmanager until ")
	assert not frappe.get_list("Delegation", filters={"name": name})
	frappe.set_user(home.user("manager"))
	assert frappe.get_list("Delegation", filters={"name": name}, pluck="reason") == [WHY]


def test_both_hear_of_it(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
	heard: list[list[str]] = []
	monkeypatch.setattr(delegations, "enqueue_create_notification", lambda users, doc: heard.append(users))
	delegate(home)
	assert sorted(heard[0]) == sorted([home.user("manager"), home.user("HR User")])


def test_a_draft_of_the_manager_is_never_wiped_out_by_who_acts(home: House, running: str) -> None:
	review = begins(home, "manager", running)
	frappe.db.set_value(REVIEW, review, "summary", "A good year")
	delegate(home)
	with pytest.raises(IllegalMove, match="has begun this review"):
		begins(home, "HR User", running)
	assert frappe.db.get_value(REVIEW, review, "summary") == "A good year"
	frappe.db.set_value(REVIEW, review, "summary", None)
	assert begins(home, "HR User", running) == review
	assert frappe.db.get_value(REVIEW, review, ["reviewer", "acting_for"]) == (
		home.of["HR User"],
		home.of["manager"],
	)
	assert begins(home, "manager", running) == review
	assert frappe.db.get_value(REVIEW, review, ["reviewer", "acting_for"]) == (home.of["manager"], None)


def test_reminders_go_to_who_acts_but_not_what_the_manager_owes_as_an_employee(home: House) -> None:
	delegate(home)
	manager = home.of["manager"]
	waits = pd.DataFrame(
		{"turn": ["the manager", engine.EMPLOYEE], "actor": [manager] * 2, "actor_name": ["Cmanager"] * 2}
	)
	found = chasing.with_stand_ins(waits)
	assert list(found["actor"]) == [home.of["HR User"], manager]
	assert list(found["actor_name"]) == ["Chu", "Cmanager"]
