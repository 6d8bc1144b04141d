"""What waits in development plans, for the first page of the portal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypedDict

import frappe
from frappe import _
from frappe.utils import add_days, getdate

from talent_performance.access.development import IMPROVEMENT
from talent_performance.access.people import literal, literals
from talent_performance.access.team import Leading, directly_led
from talent_performance.engine.development import OPEN

KINDS = ("plan_approvals", "plan_returned", "plan_actions", "plan_entrusted", "plan_reviews", "plan_left")
AHEAD = 7
MINE, TEAM = "/growth/plan", "/team/plans"


class Task(TypedDict):
	"""Something that waits: what, of which plan, until when and how late, how many, and where."""

	title: str
	text: str
	due: Any
	days_late: int
	count: int
	to: str


def parts(who: Leading) -> list[str]:
	"""As selects of one union: KINDS, name, title, whom it is about, until when, how many. What HR approves isn't in it."""
	own, until = literals(who.own), literal(str(add_days(getdate(), AHEAD)))
	led = f"plan.`employee` in ({directly_led(who, who.managers)})"
	active, still = "plan.`state` = 'Active'", f"line.`state` in {literals(OPEN)}"
	actions = (
		"`tabDevelopment Action` as line join `tabDevelopment Plan` as plan on plan.`name` = line.`parent`"
	)
	reviews = (
		"`tabDevelopment Review` as line join `tabDevelopment Plan` as plan on plan.`name` = line.`parent`"
	)
	about = "plan.`name`, plan.`title`, plan.`employee_name`, plan.`employee`, ''"
	returned = "select 1 from `tabDevelopment Step` as step where step.`parent` = plan.`name` and step.`step` = 'Returned'"
	return [
		f"select 'plan_approvals', {about}, null, 1 from `tabDevelopment Plan` as plan "
		f"where plan.`state` = 'Awaiting Approval' and plan.`kind` != {literal(IMPROVEMENT)} and {led}",
		f"select 'plan_returned', {about}, null, 1 from `tabDevelopment Plan` as plan where plan.`employee` in {own} "
		f"and plan.`state` = 'Draft' and plan.`kind` != {literal(IMPROVEMENT)} and exists ({returned})",
		f"select 'plan_actions', {about}, line.`due_on`, 1 from {actions} where plan.`employee` in {own} and {active} "
		f"and {still} and line.`due_on` <= {until}",
		f"select 'plan_entrusted', {about}, line.`due_on`, 1 from {actions} where line.`responsible` in {own} "
		f"and plan.`employee` not in {own} and {active} and {still} and line.`due_on` <= {until}",
		f"select 'plan_reviews', {about}, line.`due_on`, 1 from {reviews} where {led} and {active} "
		f"and line.`held_on` is null and line.`due_on` <= {until}",
		f"select 'plan_left', {about}, null, 1 from `tabDevelopment Plan` as plan where plan.`owner_employee` in {own} "
		f"and plan.`employee` not in {own} and plan.`attention` = 'Owner Left'",
	]


def tasks(rows: Sequence[frappe._dict]) -> Iterator[Task]:
	"""The same in words: one line for each kind."""
	of_kind = {kind: [row for row in rows if row.what == kind] for kind in KINDS}
	for kind, found in of_kind.items():
		if found:
			one, more, to = words(kind)
			title = one.format(found[0].about) if len(found) == 1 else more.format(len(found))
			yield task(found, title, to)


def words(kind: str) -> tuple[str, str, str]:
	"""What one of a kind is called, what several are, and where they are."""
	return {
		"plan_approvals": (
			_("Approve the development plan of {0}"),
			_("Approve the development plans of {0} people"),
			TEAM,
		),
		"plan_returned": (
			_("Look over your development plan, which was returned"),
			_("Look over {0} development plans, which were returned"),
			MINE,
		),
		"plan_actions": (
			_("Say how far you are with your development plan"),
			_("Say how far you are with {0} actions of your development plan"),
			MINE,
		),
		"plan_entrusted": (
			_("See to an action in the development plan of {0}"),
			_("See to {0} actions in development plans of others"),
			MINE,
		),
		"plan_reviews": (
			_("Look at the development plan of {0} together"),
			_("Look at development plans together: {0}"),
			TEAM,
		),
		"plan_left": (
			_("Look after the development plan of {0}: its owner has left"),
			_("Look after {0} development plans whose owners have left"),
			TEAM,
		),
	}[kind]


def task(rows: Sequence[frappe._dict], title: str, to: str) -> Task:
	"""A line, by the first of the rows."""
	days = [getdate(row.due) for row in rows if row.due]
	due = min(days) if days else None
	late = max(0, (getdate() - due).days) if due else 0
	return {"title": title, "text": rows[0].said, "due": due, "days_late": late, "count": len(rows), "to": to}
