"""Development plans: the own one, those of people whom one leads or helps, and the team's."""

from typing import Any

import frappe
from frappe.utils import flt

from talent_performance.access import team as access
from talent_performance.access.calls import as_names, as_object, as_start
from talent_performance.flows.competency_page import as_employee
from talent_performance.flows.development import deeds
from talent_performance.flows.development import page as flow
from talent_performance.portal.shell import refuse_strangers


@frappe.whitelist(methods=["GET"])
def page(plan: str = "", employee: str = "") -> dict[str, Any]:
	"""The named plan, else the one under way of somebody, else the own, with those beside it. Raises PermissionError."""
	refuse_strangers()
	return flow.page(as_employee(employee), plan)


@frappe.whitelist(methods=["GET"])
def of(employee: str) -> dict[str, Any]:
	"""The plans of somebody whom the reader leads, in short. Raises PermissionError."""
	refuse_strangers()
	return flow.of_person(employee)


@frappe.whitelist(methods=["GET"])
def team(manager: str = "", only: str = "", start: int | str = 0) -> dict[str, Any]:
	"""Plans of the people who report to the reader, or to `manager` below him. Raises PermissionError."""
	refuse_strangers()
	who = access.leading()
	if manager:
		access.check_may_drill(who, manager)
	led = access.directly_led(who, (manager,) if manager else who.managers)
	return flow.of_team(led, only, as_start(start))


@frappe.whitelist(methods=["GET"])
def choices(plan: str) -> dict[str, Any]:
	"""Competencies that an action of the plan may build, and roles to which it may lead. Raises PermissionError."""
	refuse_strangers()
	return flow.choices(plan)


@frappe.whitelist(methods=["POST"])
def start(kind: str, employee: str = "") -> str:
	"""Begin an empty plan, of oneself or of somebody whom one leads; returns its name."""
	refuse_strangers()
	return flow.begin(as_employee(employee), kind)


@frappe.whitelist(methods=["POST"])
def suggest(kind: str, employee: str = "") -> str:
	"""A plan with what appraisal, feedback and gaps suggest; returns its name."""
	refuse_strangers()
	return flow.suggest(as_employee(employee), kind)


@frappe.whitelist(methods=["POST"])
def describe(plan: str, values: str | dict) -> dict[str, Any]:
	"""Say what a draft is for and how long it runs."""
	refuse_strangers()
	flow.describe(plan, as_object(values, "values"))
	return flow.shown(plan)


@frappe.whitelist(methods=["POST"])
def add(plan: str, values: str | dict) -> dict[str, Any]:
	"""Add an action."""
	refuse_strangers()
	deeds.add_action(plan, as_object(values, "values"))
	return flow.shown(plan)


@frappe.whitelist(methods=["POST"])
def change(plan: str, row: str, values: str | dict) -> dict[str, Any]:
	"""Change what an action says."""
	refuse_strangers()
	deeds.change_action(plan, row, as_object(values, "values"))
	return flow.shown(plan)


@frappe.whitelist(methods=["POST"])
def accept(plan: str, rows: str | list) -> dict[str, Any]:
	"""Take suggestions into the plan."""
	refuse_strangers()
	deeds.accept(plan, as_names(rows, "rows"))
	return flow.shown(plan)


@frappe.whitelist(methods=["POST"])
def drop(plan: str, row: str, reason: str = "") -> dict[str, Any]:
	"""Leave an action out; one that is agreed with a reason."""
	refuse_strangers()
	deeds.drop(plan, row, reason)
	return flow.shown(plan)


@frappe.whitelist(methods=["POST"])
def report(
	plan: str, row: str, progress: float | int | str, evidence: str | None = None
) -> dict[str, Any] | None:
	"""Say how far an action is and what shows it; the plan then, as far as the reader sees it."""
	refuse_strangers()
	deeds.report(plan, row, flt(progress), evidence)
	return flow.reported(plan)


@frappe.whitelist(methods=["POST"])
def submit(plan: str) -> dict[str, Any]:
	"""Hand a draft in for approval."""
	refuse_strangers()
	deeds.submit(plan)
	return flow.shown(plan)


@frappe.whitelist(methods=["POST"])
def approve(plan: str, note: str = "") -> dict[str, Any]:
	"""Approve what waits for it."""
	refuse_strangers()
	deeds.approve(plan, note)
	return flow.shown(plan)


@frappe.whitelist(methods=["POST"])
def give_back(plan: str, note: str = "") -> dict[str, Any]:
	"""Back to a draft: taken back by who handed it in, or returned or opened again, with a word, by who approves."""
	refuse_strangers()
	deeds.return_to_draft(plan, note)
	return flow.shown(plan)


@frappe.whitelist(methods=["POST"])
def review(plan: str, row: str, said: str, outcome: str) -> dict[str, Any]:
	"""Write down what was said on a day of review; without a row, today."""
	refuse_strangers()
	flow.hold_review(plan, row, said, outcome)
	return flow.shown(plan)


@frappe.whitelist(methods=["POST"])
def complete(plan: str, outcome: str, note: str = "") -> dict[str, Any]:
	"""Say that the plan is through, and what came of it."""
	refuse_strangers()
	deeds.complete(plan, outcome, note)
	return flow.shown(plan)


@frappe.whitelist(methods=["POST"])
def cancel(plan: str, reason: str) -> dict[str, Any]:
	"""End a plan that isn't carried out."""
	refuse_strangers()
	deeds.cancel(plan, reason)
	return flow.shown(plan)
