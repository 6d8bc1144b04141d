"""A person's first page in the portal: what waits for him, his objectives at a glance, his next dates.

A fixed number of queries, whatever the size of the team or of the history.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, TypedDict

import pandas as pd

import frappe
from frappe import _
from frappe.utils import getdate

from talent_performance.access.delegations import acted_for, reached
from talent_performance.access.people import literals
from talent_performance.access.team import Leading, directly_led
from talent_performance.engine import glance
from talent_performance.engine.overview import EMPLOYEE, MANAGER
from talent_performance.flows import own_objectives, turns
from talent_performance.flows.development import waiting as plans
from talent_performance.flows.feedback import page
from talent_performance.flows.mentoring import page as mentoring
from talent_performance.flows.participants import APPRAISAL, CYCLE
from talent_performance.flows.pools import reviewing
from talent_performance.store.dialect import within
from talent_performance.store.goal_tables import OBJECTIVE

SHOWN = 8
DATES = 6


class Task(TypedDict):
	"""Something that waits: what, of what, until when, and where it is done: in the portal, or at the desk by a whole address."""

	title: str
	text: str
	due: date | None
	days_late: int
	count: int
	to: str


class Overview(TypedDict):
	"""The page."""

	tasks: list[Task]
	more: int
	objectives: list[dict[str, Any]]
	attainment: float | None
	dates: list[dict[str, Any]]


def overview(own: Sequence[str]) -> Overview:
	"""The page of whoever has these Employee records."""
	today = getdate()
	who = Leading(tuple(own), acted_for(own))
	stood = turns.standing(turns.appraisals(who.managers), today)
	found = sorted(
		[
			*own_tasks(stood, own),
			*reviews_to_write(in_hands(stood, who)),
			*waiting(who),
			*pool_reviews(own),
		],
		key=lambda task: (task["due"] is None, task["due"] or today, task["title"]),
	)
	goals = objectives(own)
	return {
		"tasks": found[:SHOWN],
		"more": max(0, len(found) - SHOWN),
		"objectives": goals,
		"attainment": glance.mean_attainment(
			[row["weight"] for row in goals], [row["attainment"] for row in goals]
		),
		"dates": dates(own, today),
	}


def in_hands(stood: pd.DataFrame, who: Leading) -> pd.DataFrame:
	"""Turns of a manager that are the person's: never about himself, nor, where he acts for another, about somebody near him."""
	theirs = stood[(stood["turn"] != EMPLOYEE) & ~stood["employee"].isin(who.own)]
	own = theirs["actor"].isin(who.own)
	if not who.acting_for:
		return theirs[own]
	reach = frappe.db.sql(reached(who.acting_for, who.own), pluck=True)
	return theirs[own | (theirs["actor"].isin(who.acting_for) & theirs["employee"].isin(reach))]


def own_tasks(stood: pd.DataFrame, own: Sequence[str]) -> Iterator[Task]:
	"""What the person does in the own appraisals."""
	wanted = {
		"Goal Setting": _("Set your objectives"),
		"Self Review": _("Write your self review"),
		"Published": _("Read your result and reply"),
	}
	for row in stood[(stood["turn"] == EMPLOYEE) & stood["employee"].isin(list(own))].itertuples():
		to = "/objectives" if row.state == "Goal Setting" else f"/appraisal/{row.appraisal}"
		yield task(wanted.get(row.state, _(row.state)), row.title, row, to)


def reviews_to_write(theirs: pd.DataFrame) -> Iterator[Task]:
	"""What the person does as a manager: one line for a single appraisal, one for all of a state in a cycle."""
	for (state, turn, _cycle), group in theirs.groupby(["state", "turn", "cycle"], sort=True):
		first = next(group.sort_values(["due", "appraisal"]).itertuples())
		if len(group) > 1:
			title = several(state, turn).format(len(group))
			yield task(title, first.title, first, "/team", count=len(group))
		else:
			yield task(
				single(state, turn).format(first.employee_name),
				first.title,
				first,
				f"/appraisal/{first.appraisal}",
			)


def single(state: str, turn: str) -> str:
	"""What is asked about one person, with a place for the name."""
	if state == "Goal Setting":
		return _("Approve the objectives of {0}")
	if state == "Mid-year Review":
		return _("Hold the mid-year review with {0}")
	return _("Write the review of {0}") if turn == MANAGER else _("Look over the review of {0}")


def several(state: str, turn: str) -> str:
	"""What is asked about several, with a place for how many."""
	if state == "Goal Setting":
		return _("Approve the objectives of {0} people")
	if state == "Mid-year Review":
		return _("Hold mid-year reviews with {0} people")
	return _("Write {0} reviews") if turn == MANAGER else _("Look over {0} reviews")


def task(title: str, text: str, row: Any, to: str, count: int = 1) -> Task:
	"""A line about an appraisal."""
	due = None if pd.isna(row.due) else row.due.date()
	return {
		"title": title,
		"text": text,
		"due": due,
		"days_late": int(row.days_late),
		"count": count,
		"to": to,
	}


def waiting(who: Leading) -> Iterator[Task]:
	"""What waits besides appraisals: the person's objectives, his people's, notes that he is asked for, rounds of feedback, development plans. One question for all."""
	own = literals(who.own)
	parts = [
		"select 'returned' as `what`, `name`, `title` as `said`, '' as `about`, '' as `employee`, '' as `of_round`, "
		f"`due_date` as `due`, 1 as `many` from `tabObjective` where `employee` in {own} and `status` = 'Returned' "
		"and `level` = 'Individual'",
		"select 'asked', `name`, `author_name`, '', '', '', null, 1 from `tabFeedback Note` "
		f"where `asked_of` in {own} and `state` = 'Open'",
		"select 'approvals', '', '', '', '', '', null, count(*) from `tabObjective` where `status` = 'Submitted' "
		"and `level` = 'Individual' and `cycle` in (select `name` from `tabPerformance Cycle` where `state` = 'Launched') "
		f"and `employee` in ({directly_led(who, who.managers)})",
		*page.waiting(who),
		mentoring.waiting(who.own),
		*plans.parts(who),
	]
	rows = frappe.db.sql(f"{' union all '.join(parts)} order by `due`, `name`", as_dict=True)
	yield from page.tasks([row for row in rows if row.what in page.KINDS])
	yield from plans.tasks([row for row in rows if row.what in plans.KINDS])
	for row in rows:
		if row.what in TASKS and row.many:
			yield TASKS[row.what](row)


def pool_reviews(own: Sequence[str]) -> Iterator[Task]:
	"""Members of talent pools whom HR has to review; at the desk, where pools are."""
	found = reviewing.of_reader(own)
	if found:
		yield Task(**found)


def returned(row: frappe._dict) -> Task:
	"""An objective that came back."""
	return _waits(row, _("Mend an objective that was returned"), row.said, f"/objectives/{row.name}")


def asked(row: frappe._dict) -> Task:
	"""A colleague wants to hear something."""
	title = _("{0} asks for your feedback").format(row.said)
	return _waits(row, title, _("Praise & Notes"), f"/notes/requests/{row.name}")


def proposed(row: frappe._dict) -> Task:
	"""A pair of which the person is to be one."""
	title = _("{0} with {1}: say whether you agree").format(_(row.employee), row.said)
	return _waits(row, title, _("Mentoring"), f"/growth/mentoring/{row.name}")


def approvals(row: frappe._dict) -> Task:
	"""Objectives of whoever reports to the person, or to somebody for whom he acts, that are handed in."""
	many = row.many > 1
	title = _("Approve {0} objectives").format(row.many) if many else _("Approve an objective")
	return _waits(row, title, _("My Team"), "/team")


def _waits(row: frappe._dict, title: str, text: str, to: str) -> Task:
	return {"title": title, "text": text, "due": row.due, "days_late": 0, "count": row.many, "to": to}


TASKS = {"returned": returned, "asked": asked, "approvals": approvals, "mentoring": proposed}


def objectives(own: Sequence[str]) -> list[dict[str, Any]]:
	"""The person's objectives of cycles under way, with what the last figures say."""
	goal, cycle = frappe.qb.DocType(OBJECTIVE), frappe.qb.DocType(CYCLE)
	query = (
		frappe.qb.from_(goal)
		.join(cycle)
		.on(cycle.name == goal.cycle)
		.select(
			goal.name, goal.title, goal.status, goal.weight, goal.attainment, goal.attainment_reason,
			goal.pace_status, goal.confidence, goal.due_date, goal.updated_on,
		)
		.where(within(goal.employee, own) & (goal.level == "Individual") & (goal.status != "Archived"))
		.where(cycle.state == "Launched")
		.orderby(goal.weight, order=frappe.qb.desc)
		.orderby(goal.name)
	)  # fmt: skip
	return [own_objectives.shown(row) for row in query.run(as_dict=True)]


def dates(own: Sequence[str], today: date) -> list[dict[str, Any]]:
	"""What begins and ends in the person's cycles from today on."""
	phase, cycle = frappe.qb.DocType("Cycle Phase"), frappe.qb.DocType(CYCLE)
	appraisal = frappe.qb.DocType(APPRAISAL)
	mine = frappe.qb.from_(appraisal).select(appraisal.cycle)
	mine = mine.where(within(appraisal.employee, own) & (appraisal.state != "Cancelled"))
	query = (
		frappe.qb.from_(phase)
		.join(cycle)
		.on(cycle.name == phase.parent)
		.select(cycle.title, phase.phase, phase.start_date, phase.due_date)
		.where((cycle.state == "Launched") & cycle.name.isin(mine) & (phase.due_date >= today))
		.orderby(phase.start_date, phase.due_date, phase.idx)
		.limit(DATES)
	)
	return query.run(as_dict=True)
