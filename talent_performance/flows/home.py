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
from frappe.query_builder.functions import Count
from frappe.utils import getdate

from talent_performance.access.delegations import acted_for
from talent_performance.access.people import LINE
from talent_performance.engine import glance
from talent_performance.engine.overview import EMPLOYEE, MANAGER
from talent_performance.flows import turns
from talent_performance.flows.feedback import page
from talent_performance.flows.participants import APPRAISAL, CYCLE
from talent_performance.store.dialect import within
from talent_performance.store.goal_tables import OBJECTIVE

SHOWN = 8
DATES = 6


class Task(TypedDict):
	"""Something that waits: what, of what, until when, and where in the portal it is done."""

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
	instead = [name for name in acted_for(own) if name not in own]
	stood = turns.standing(turns.appraisals([*own, *instead]), today)
	mine = stood[stood["actor"].isin([*own, *instead]) & ~is_strange(stood, own)]
	found = sorted(
		[
			*own_tasks(mine),
			*reviews_to_write(mine),
			*approvals([*own, *instead], own),
			*returned(own),
			*feedback(own, today),
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


def is_strange(stood: pd.DataFrame, own: Sequence[str]) -> pd.Series:
	"""Turns of a manager in the reader's own appraisal, which he never has."""
	return (stood["turn"] != EMPLOYEE) & stood["employee"].isin(list(own))


def own_tasks(mine: pd.DataFrame) -> Iterator[Task]:
	"""What the person does in the own appraisals."""
	wanted = {
		"Goal Setting": _("Set your objectives"),
		"Self Review": _("Write your self review"),
		"Published": _("Read your result and reply"),
	}
	for row in mine[mine["turn"] == EMPLOYEE].itertuples():
		to = "/objectives" if row.state == "Goal Setting" else f"/appraisal/{row.appraisal}"
		yield task(wanted.get(row.state, _(row.state)), row.title, row, to)


def reviews_to_write(mine: pd.DataFrame) -> Iterator[Task]:
	"""What the person does as a manager: one line for a single appraisal, one for all of a state in a cycle."""
	theirs = mine[mine["turn"] != EMPLOYEE]
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


def approvals(managers: Sequence[str], own: Sequence[str]) -> Iterator[Task]:
	"""Objectives of whoever reports to them that wait outside of a cycle's goal setting, or beside it."""
	goal, line = frappe.qb.DocType(OBJECTIVE), frappe.qb.DocType(LINE)
	query = (
		frappe.qb.from_(line)
		.join(goal)
		.on(goal.employee == line.employee)
		.select(Count(goal.name).distinct())
		.where(within(line.manager, managers) & (line.depth == 1))
		.where((goal.status == "Submitted") & (goal.level == "Individual") & goal.employee.notin(list(own)))
	)
	count = query.run()[0][0]
	if count:
		title = _("Approve {0} objectives").format(count) if count > 1 else _("Approve an objective")
		yield {
			"title": title,
			"text": _("My Team"),
			"due": None,
			"days_late": 0,
			"count": count,
			"to": "/team",
		}


def returned(own: Sequence[str]) -> Iterator[Task]:
	"""Objectives that came back."""
	goal = frappe.qb.DocType(OBJECTIVE)
	query = frappe.qb.from_(goal).select(goal.name, goal.title, goal.due_date)
	query = query.where(
		within(goal.employee, own) & (goal.status == "Returned") & (goal.level == "Individual")
	)
	for name, title, due in query.orderby(goal.due_date, goal.name).limit(SHOWN).run():
		yield {
			"title": _("Mend an objective that was returned"),
			"text": title,
			"due": due,
			"days_late": 0,
			"count": 1,
			"to": f"/objectives/{name}",
		}


def feedback(own: Sequence[str], today: date) -> Iterator[Task]:
	"""What rounds of feedback wait for."""
	for row in page.tasks(own):
		late = max(0, (today - row["due"]).days) if row["due"] else 0
		yield {**row, "days_late": late, "to": "/feedback"}


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
	found = query.run(as_dict=True)
	for row in found:
		known = row.pop("attainment_reason") is None and row["status"] == "Approved"
		row["attainment"] = row["attainment"] if known else None
	return found


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
