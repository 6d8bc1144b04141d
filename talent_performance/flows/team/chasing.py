"""A manager reminds the people whom he leads and who are late: each of them once a day, whoever reminds; HR extends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

import pandas as pd

import frappe
from frappe import _
from frappe.utils import getdate

from talent_performance.access import team as access
from talent_performance.access.people import literals
from talent_performance.engine import overview as turns
from talent_performance.flows import chasing
from talent_performance.flows.refusals import refuse
from talent_performance.flows.team import gathering

MOST = 500
SECOND_LEVEL = "Second-Level Review"
BY_EMPLOYEE = tuple(state for state, turn in turns.TURNS.items() if turn == turns.EMPLOYEE)


class Outcome(TypedDict):
	"""Who was reminded, and who wasn't and why."""

	done: list[str]
	refused: list[dict[str, str]]


def nudge(employees: Sequence[str]) -> Outcome:
	"""Remind these people of what they are late with. Raises PermissionError where one isn't led by the session's user."""
	chosen = list(dict.fromkeys(employees))
	if len(chosen) > MOST:
		refuse(_("{0} people at once are too many: choose at most {1}.").format(len(chosen), MOST))
	names = _led(chosen)
	late = _late_with(chosen)
	verdicts = judge(chosen, late)
	good = [employee for employee in chosen if not verdicts[employee]]
	sent = late[late["actor"].isin(good)]
	for cycle, part in sent.groupby("cycle", sort=True):
		chasing.send(part, chasing.Wish("nudge"), frappe.get_doc("Performance Cycle", str(cycle)))
	return {
		"done": [names[employee] for employee in good],
		"refused": [
			{"employee": employee, "employee_name": names[employee], "why": verdicts[employee]}
			for employee in chosen
			if verdicts[employee]
		],
	}


def _led(employees: list[str]) -> dict[str, str]:
	"""What they are called. Raises PermissionError where one of them isn't led by the session's user."""
	asked = literals(employees or [""])
	rows = frappe.db.sql(
		f"select `name`, `employee_name` from `tabEmployee` where `name` in {asked} "
		f"and `name` in ({access.led(access.leading())}) order by `name`"
	)
	names = dict(rows)
	for employee in employees:
		if employee not in names:
			access.check_leads(employee)
	return names


def _late_with(employees: list[str]) -> pd.DataFrame:
	"""The overdue appraisals that wait for each of them, of the cycle with which he is latest: one reminder for each."""
	stood = gathering.standing(gathering.appraisals_of(literals(employees or [""])))
	late = stood[(stood["status"] == turns.OVERDUE) & stood["actor"].isin(employees)]
	worst = late.sort_values(["days_late", "cycle"], ascending=[False, True]).drop_duplicates("actor")
	return late[late["cycle"] == late["actor"].map(dict(zip(worst["actor"], worst["cycle"], strict=True)))]


def judge(employees: list[str], late: pd.DataFrame) -> dict[str, str]:
	"""Why each isn't reminded; "" where he is."""
	today, said = reminded_today(employees), chasing.unreachable(late, chasing.Wish("nudge"))
	deaf = dict(zip(late["actor"], said, strict=True))
	return {employee: _verdict(employee, today, deaf) for employee in employees}


def _verdict(employee: str, today: set[str], deaf: dict[str, str]) -> str:
	if employee not in deaf:
		return _("Nothing of what waits for this person is late.")
	return _("A reminder went out today already.") if employee in today else deaf[employee]


def reminded_today(employees: list[str]) -> set[str]:
	"""Who has had a reminder today, by whomever: of his own turn, or as the manager of somebody."""
	event, appraisal = frappe.qb.DocType("Appraisal Event"), frappe.qb.DocType(gathering.APPRAISAL)
	query = (
		frappe.qb.from_(event)
		.join(appraisal)
		.on(appraisal.name == event.appraisal)
		.select(event.from_state, event.employee, appraisal.manager, appraisal.second_manager)
		.where((event.deed == "nudge") & (event.at >= str(getdate())))
		.orderby(event.name)
	)
	asked = list(employees) or [""]
	query = query.where(
		event.employee.isin(asked) | appraisal.manager.isin(asked) | appraisal.second_manager.isin(asked)
	)
	found: set[str] = set()
	for state, employee, manager, second in query.run():
		found |= {second if state == SECOND_LEVEL else manager} if state not in BY_EMPLOYEE else {employee}
		found |= {manager} if state in turns.HANDED_ON and state in BY_EMPLOYEE else set()
	return found
