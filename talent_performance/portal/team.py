"""My team: who is late, what waits for the manager, and what he does about it."""

from typing import Any

import frappe
from frappe.utils import cint

from talent_performance.access import team as access
from talent_performance.access.calls import as_list, as_start
from talent_performance.flows import goal_deeds_of_many, objective_changes
from talent_performance.flows.retention import member as leaving
from talent_performance.flows.team import board, chasing


@frappe.whitelist()
def overview(manager: str = "", only: str = "", search: str = "", start: int | str = 0) -> dict[str, Any]:
	"""The people who report to the reader, or to `manager` below him: counts, and a page of those whom it concerns."""
	return board.overview(manager, only, search, as_start(start))


@frappe.whitelist()
def member(employee: str) -> dict[str, Any]:
	"""One person whom the reader leads."""
	return board.member(employee)


@frappe.whitelist(methods=["POST"])
def nudge(employees: str | list) -> chasing.Outcome:
	"""Remind people whom the reader leads of what they are late with; each once a day."""
	return chasing.nudge([str(each) for each in as_list(employees, "employees")])


@frappe.whitelist(methods=["POST"])
def extend(employees: str | list, due_date: str, reason: str) -> chasing.Outcome:
	"""Give people whom the reader leads more days for what they are late with, as far as Talent Settings lets managers."""
	return chasing.extend([str(each) for each in as_list(employees, "employees")], due_date, reason)


@frappe.whitelist(methods=["POST"])
def decide_objectives(objectives: str | list, approve: int | str | bool, reason: str = "") -> dict[str, Any]:
	"""Approve objectives that are handed in, or return them with a reason; which couldn't be, and why."""
	chosen = [str(each) for each in as_list(objectives, "objectives")]
	return goal_deeds_of_many.move_many(chosen, "approve" if cint(approve) else "return", reason)


@frappe.whitelist(methods=["POST"])
def decide_change(change: str, approve: int | str | bool, reason: str = "") -> str:
	"""Agree to a change of an approved objective for the manager's side, or refuse it with a reason; returns the state."""
	if cint(approve):
		return objective_changes.agree(change).state
	return objective_changes.turn_down(change, reason).state


@frappe.whitelist()
def to_approve(manager: str = "") -> list[dict[str, Any]]:
	"""Objectives that wait for the reader's approval, of the people who report to him or to `manager` below him."""
	who = access.leading()
	if manager:
		access.check_may_drill(who, manager)
	return board.to_approve(access.directly_led(who, (manager,) if manager else who.managers))


@frappe.whitelist(methods=["POST"])
def judge_risk(employee: str, risk: str, impact: str, reasons: str) -> str:
	"""Risk of leaving and impact of the loss of somebody whom the reader leads, where the company lets managers judge."""
	access.check_leads(employee)
	return leaving.judge(employee, risk, impact, reasons)


@frappe.whitelist(methods=["POST"])
def plan_to_keep(employee: str, actions: str, due_date: str) -> str:
	"""A stay plan to which the reader sees, for somebody whom he leads."""
	access.check_leads(employee)
	return leaving.plan(employee, actions, due_date)
