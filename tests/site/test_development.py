"""Development plans: who writes, agrees, works on and ends them, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import frappe
from frappe.utils import add_days, today

import capable
from capable import NEGOTIATION, STATISTICS
from harness import Site
from people import COMPANY, make_employee
from talent_performance.access import upkeep
from talent_performance.flows.development import deeds, plans

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
