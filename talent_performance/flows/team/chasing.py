"""A manager reminds the people whom he leads and who are late: each of them once a day, whoever reminds. Or he gives them more days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypedDict

import pandas as pd

import frappe
from frappe import _
from frappe.utils import add_days, cint, format_date, getdate

from talent_performance.access import team as access
from talent_performance.access.people import literals
from talent_performance.engine import overview as turns
from talent_performance.flows import chasing
from talent_performance.flows.team import gathering
from talent_performance.store.dialect import within

MOST = 500
SECOND_LEVEL = "Second-Level Review"
BY_EMPLOYEE = tuple(state for state, turn in turns.TURNS.items() if turn == turns.EMPLOYEE)


class Outcome(TypedDict):
	"""For whom it was done, and for whom not and why."""

	done: list[str]
	refused: list[dict[str, str]]


def nudge(employees: Sequence[str]) -> Outcome:
	"""Remind these people of what they are late with. Raises PermissionError where one isn't led by the session's user."""
	names = _led(employees)
	late = _latest_cycle(_late_with(list(names)))
	verdicts = judge(list(names), late)
	sent = late[late["actor"].map(verdicts) == ""]
	for cycle, part in sent.groupby("cycle", sort=True):
		chasing.send(part, chasing.Wish("nudge"), frappe.get_doc("Performance Cycle", str(cycle)))
	return outcome(names, verdicts)


def extend(employees: Sequence[str], due_date: str | date, reason: str) -> Outcome:
	"""Give these people more days for what they are late with, once in each step, as far as Talent Settings lets managers.

	Raises PermissionError where one isn't led by the session's user, IllegalMove for a day too far or without a reason.
	"""
	names = _led(employees)
	asked = chasing.Wish("extend", reason.strip(), getdate(due_date) if due_date else None)
	chasing.check_day(asked)
	_check_reach(asked)
	late = _late_with(list(names))
	said = pd.Series("", index=late.index, dtype=object)
	for judged in (_own, chasing.not_dated, chasing.not_later, _extended_before):
		said = said.where(said != "", judged(late, asked))
	for cycle, part in late[said == ""].groupby("cycle", sort=True):
		chasing.extend(part, asked, str(cycle))
	why = said.groupby(late["actor"]).agg(lambda each: "" if (each == "").any() else each.iloc[0]).to_dict()
	return outcome(names, {employee: why.get(employee, nothing_late()) for employee in names})


def extends_until() -> date | None:
	"""The last day that a manager may give today; None where only HR extends."""
	days = cint(frappe.db.get_single_value("Talent Settings", "managers_extend_days"))
	return getdate(add_days(getdate(), days)) if days > 0 else None


def _check_reach(asked: chasing.Wish) -> None:
	"""Raises IllegalMove for a day behind the last one that a manager may give."""
	last = extends_until()
	if last is None:
		chasing.refuse(_("Deadlines are extended by HR."))
	elif asked.due_date and asked.due_date > last:
		chasing.refuse(_("You can extend until {0}. For a later day ask HR.").format(format_date(last)))


def _own(chosen: pd.DataFrame, asked: chasing.Wish) -> pd.Series:
	"""Nobody gives anybody more time for what is about himself."""
	mine = chosen["employee"].isin(access.leading().own)
	return chasing.told(mine, _("This is your own appraisal: somebody else does that."))


def _extended_before(chosen: pd.DataFrame, asked: chasing.Wish) -> pd.Series:
	"""Once in each step is what a manager may give."""
	event = frappe.qb.DocType("Appraisal Event")
	query = frappe.qb.from_(event).select(event.appraisal, event.from_state, event.version)
	query = query.where((event.deed == "extend") & within(event.appraisal, list(chosen.index)))
	before = set(query.orderby(event.name).run())
	again = [row in before for row in zip(chosen.index, chosen["state"], chosen["version"], strict=True)]
	mask = pd.Series(again, index=chosen.index, dtype=bool)
	return chasing.told(mask, _("It was extended in this step already: HR can extend it again."))


def outcome(names: dict[str, str], verdicts: dict[str, str]) -> Outcome:
	"""Names of those for whom it was done, and the others with the reason."""
	return {
		"done": [name for employee, name in names.items() if not verdicts[employee]],
		"refused": [
			{"employee": employee, "employee_name": name, "why": verdicts[employee]}
			for employee, name in names.items()
			if verdicts[employee]
		],
	}


def _led(asked: Sequence[str]) -> dict[str, str]:
	"""What they are called, in the order asked. Raises PermissionError where the session's user doesn't lead one of them."""
	employees = list(dict.fromkeys(asked))
	if len(employees) > MOST:
		chasing.refuse(_("{0} people at once are too many: choose at most {1}.").format(len(employees), MOST))
	rows = frappe.db.sql(
		f"select `name`, `employee_name` from `tabEmployee` where `name` in {literals(employees or [''])} "
		f"and `name` in ({access.led(access.leading())}) order by `name`"
	)
	names = dict(rows)
	for employee in employees:
		if employee not in names:
			access.check_leads(employee)
	return {employee: names[employee] for employee in employees}


def _late_with(employees: list[str]) -> pd.DataFrame:
	"""The overdue appraisals that wait for each of them."""
	stood = gathering.standing(gathering.appraisals_of(literals(employees or [""])))
	return stood[(stood["status"] == turns.OVERDUE) & stood["actor"].isin(employees)]


def _latest_cycle(late: pd.DataFrame) -> pd.DataFrame:
	"""Of each person those of the cycle with which he is latest: one reminder for each."""
	worst = late.sort_values(["days_late", "cycle"], ascending=[False, True]).drop_duplicates("actor")
	return late[late["cycle"] == late["actor"].map(dict(zip(worst["actor"], worst["cycle"], strict=True)))]


def judge(employees: list[str], late: pd.DataFrame) -> dict[str, str]:
	"""Why each isn't reminded; "" where he is."""
	today, said = reminded_today(employees), chasing.unreachable(late, chasing.Wish("nudge"))
	deaf = dict(zip(late["actor"], said, strict=True))
	return {employee: _verdict(employee, today, deaf) for employee in employees}


def _verdict(employee: str, today: set[str], deaf: dict[str, str]) -> str:
	if employee not in deaf:
		return nothing_late()
	return _("A reminder went out today already.") if employee in today else deaf[employee]


def nothing_late() -> str:
	"""Why nothing is done for somebody who is in time."""
	return _("Nothing of what waits for this person is late.")


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
