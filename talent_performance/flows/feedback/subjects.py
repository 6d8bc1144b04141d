"""Whom a round is about: people come in by department, branch, designation, cycle or name, all of them at once, and may go again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document

from talent_performance import store
from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.access.feedback import Part, check_part
from talent_performance.access.grades import hidden_from
from talent_performance.access.lines import CURRENT
from talent_performance.flows.feedback import rounds
from talent_performance.flows.feedback.rounds import BEFORE, INVITATION, OPEN, REQUEST, WITHDRAWN
from talent_performance.flows.moving import moving
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch

COLUMNS = ["employee", "employee_name", "company", "manager"]
BY = ("department", "branch", "designation")


class Added(TypedDict):
	"""How many came in, and how many didn't and why."""

	added: int
	left_out: list[tuple[str, int]]


def add(round_: str, chosen: Mapping[str, Any], *, count_only: bool = False) -> Added:
	"""Put people into a round, or only count them. Raises PermissionError, IllegalMove, FeedbackRefused.

	`chosen`: employees, or what they have in common; nothing of it is everybody of the company.
	"""
	document = rounds.writable(round_, lock=not count_only)
	if document.state not in OPEN:
		rounds.not_now(document)
	found = people(document, chosen)
	why = reasons(round_, found)
	new = found[(why == "").to_numpy()]
	if not count_only and len(new):
		insert(document, new)
	left_out = why[why != ""].value_counts().sort_index()
	return {"added": len(new), "left_out": [(reason, int(count)) for reason, count in left_out.items()]}


def people(round_: Document, chosen: Mapping[str, Any]) -> pd.DataFrame:
	"""Who works in the company and is meant, with the manager of today."""
	employee, manager = frappe.qb.DocType("Employee"), frappe.qb.DocType("Employee").as_("manager")
	query = (
		frappe.qb.from_(employee)
		.left_join(manager)
		.on((manager.name == employee.reports_to) & (manager.status == "Active"))
		.select(employee.name, employee.employee_name, employee.company, manager.name)
		.where((employee.company == round_.company) & employee.status.isin(list(CURRENT)))
		.orderby(employee.name)
	)
	if chosen.get("employees"):
		query = query.where(within(employee.name, [str(each) for each in chosen["employees"]]))
	for column in BY:
		if chosen.get(column):
			query = query.where(employee[column] == str(chosen[column]))
	if round_.cycle and chosen.get("in_cycle"):
		appraisal = frappe.qb.DocType("Performance Appraisal")
		taking_part = frappe.qb.from_(appraisal).select(appraisal.employee)
		taking_part = taking_part.where((appraisal.cycle == round_.cycle) & (appraisal.state != "Cancelled"))
		query = query.where(employee.name.isin(taking_part))
	return fetch(query, COLUMNS)


def reasons(round_: str, found: pd.DataFrame) -> pd.Series:
	"""Why somebody doesn't come in; "" where nothing stands in the way."""
	names = list(found["employee"])
	table = frappe.qb.DocType(REQUEST)
	there = frappe.qb.from_(table).select(table.employee).where(table.round == round_).run(pluck=True)
	found_in = {
		_("In the round already"): set(there),
		_("Switched off by an agreement"): practices.off_among(Practice.FEEDBACK, names),
		_("In a grade that is closed to you"): hidden_from(frappe.session.user, names),
	}
	why = pd.Series("", index=found.index, dtype=object)
	for reason, who in reversed(found_in.items()):
		why[found["employee"].isin(list(who))] = reason
	return why


def insert(round_: Document, new: pd.DataFrame) -> None:
	"""A request for each."""
	first = "Nominating" if round_.nominations else "Approved"
	rows = new.reset_index(drop=True).assign(round=round_.name, state=first)
	with moving():
		store.insert(REQUEST, rows)


def locked(request: str, *parts: Part) -> Document:
	"""A request, locked, for whoever has one of these parts in it. Raises PermissionError, PracticeOff."""
	document = frappe.get_doc(REQUEST, request, for_update=True)
	check_part(document.as_dict(), *parts)
	practices.check_on(Practice.FEEDBACK, document.employee)
	return document


def withdraw(request: str) -> None:
	"""Take somebody out of a round that hasn't begun to collect. Raises PermissionError, FeedbackRefused."""
	document = locked(request, Part.HR)
	if frappe.db.get_value(rounds.ROUND, document.round, "state") not in BEFORE:
		rounds.refuse(_("Raters have been asked about {0} already.").format(document.employee_name))
	frappe.db.set_value(INVITATION, {"request": request}, "state", WITHDRAWN)
	write(document, state=WITHDRAWN)


def take_back(request: str) -> None:
	"""Put somebody in again who was taken out. Raises PermissionError, FeedbackRefused."""
	document = locked(request, Part.HR)
	nominations, state = frappe.db.get_value(rounds.ROUND, document.round, ["nominations", "state"])
	if document.state != WITHDRAWN or state not in BEFORE:
		rounds.refuse(_("{0} wasn't taken out of this round.").format(document.employee_name))
	write(document, state="Nominating" if nominations else "Approved")


def name_coach(request: str, coach: str) -> None:
	"""Who sees the result of a development round with the person; empty for nobody. Raises PermissionError, FeedbackRefused."""
	document = locked(request, Part.HR)
	if document.state in ("Closed", "Released", WITHDRAWN):
		rounds.refuse(_("The result is computed already: the coach stays."))
	if coach == document.employee:
		rounds.refuse(_("Nobody coaches himself. Choose somebody else."))
	if coach and frappe.db.get_value("Employee", coach, "status") != "Active":
		rounds.refuse(_("Coach: choose somebody who works here."))
	write(document, coach=coach or None)


def write(request: Document, **values: object) -> None:
	"""Write what only flows write."""
	with moving():
		request.update(values)
		request.save(ignore_permissions=True)
