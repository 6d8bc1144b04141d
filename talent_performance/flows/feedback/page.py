"""The portal's page on feedback: what the reader is asked for, who is asked about him, who about his people.

A fixed number of queries, whatever the size of the team.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, TypedDict

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import getdate

from talent_performance.access import guarded, team
from talent_performance.access.feedback import Part, check_part
from talent_performance.access.people import LINE
from talent_performance.engine.feedback_rounds import overloaded
from talent_performance.flows.check_in_book import escaped
from talent_performance.flows.feedback import asked, raters, workload
from talent_performance.flows.feedback.nominating import OF_MANAGER, UNDER_WAY
from talent_performance.flows.feedback.rounds import INVITATION, REQUEST, ROUND
from talent_performance.store.dialect import within

FOUND = 12
MOST = 200
WORKING = ("Nominating", "Waiting", "Approved", "Collecting")
OF_ROUND = (
	"title", "purpose", "nominate_until", "deadline", "peers_wanted", "most_nominated", "peer_threshold", "include_self",
	"include_manager", "include_reports",
)  # fmt: skip


class Page(TypedDict):
	"""The page."""

	asked: list[dict[str, Any]]
	mine: list[dict[str, Any]]
	team: list[dict[str, Any]]


class Task(TypedDict):
	"""Something that waits: what, of which round, until when, how many."""

	title: str
	text: str
	due: Any
	count: int


def page(own: Sequence[str]) -> Page:
	"""Of whoever has these Employee records."""
	return {
		"asked": asked.of_rater(own),
		"mine": with_raters(requests_about(own), of_subject=True),
		"team": with_raters(requests_about(reports()), of_subject=False),
	}


def reports() -> list[str]:
	"""Who reports to the reader, or to a manager for whom he acts."""
	who = team.leading()
	return list(frappe.db.sql(team.directly_led(who, who.managers), pluck=True))


def requests_about(employees: Collection[str]) -> list[dict[str, Any]]:
	"""Requests about these people in rounds that are under way, those that wait first; what the reader may see of them."""
	if not employees:
		return []
	request, round_ = frappe.qb.DocType(REQUEST), frappe.qb.DocType(ROUND)
	query = (
		frappe.qb.from_(request)
		.join(round_)
		.on(round_.name == request.round)
		.select(request.name, request.employee, request.employee_name, request.state)
		.select(*(round_[column] for column in OF_ROUND))
		.where(within(request.employee, list(employees)) & request.state.isin(list(WORKING)))
		.where(round_.state.isin(list(UNDER_WAY)))
		.orderby(round_.deadline, request.employee_name, request.name)
		.limit(MOST)
	)
	rows = query.run(as_dict=True)
	seen = guarded.seen(REQUEST, [row["name"] for row in rows])
	return sorted((row for row in rows if row["name"] in seen), key=lambda row: row["state"] != "Waiting")


def with_raters(requests: list[dict[str, Any]], *, of_subject: bool) -> list[dict[str, Any]]:
	"""With the raters that the reader may see, and whom the round asks anyhow."""
	if not requests:
		return []
	chosen = raters.shown([row["name"] for row in requests], of_subject=of_subject)
	named = named_by_settings({row["employee"] for row in requests})
	today = getdate()
	for row in requests:
		manager, below = named.get(row["employee"], (None, 0))
		row["manager"] = manager if row.pop("include_manager") else None
		row["reports"] = below if row.pop("include_reports") else 0
		row["own_view"] = bool(row.pop("include_self"))
		row["raters"] = [
			each for each in chosen[row["name"]] if each["rater_group"] in (*raters.CHOSEN, raters.REPORT)
		]
		until = row["nominate_until"]
		row["open"] = row["state"] == "Nominating" and (not until or until >= today)
	return requests


def named_by_settings(employees: Collection[str]) -> dict[str, tuple[str | None, int]]:
	"""Employee → the manager's name, and how many report to him."""
	employee, manager = frappe.qb.DocType("Employee"), frappe.qb.DocType("Employee").as_("manager")
	below = frappe.qb.DocType(LINE)
	query = frappe.qb.from_(employee).left_join(manager)
	query = query.on((manager.name == employee.reports_to) & (manager.status == "Active"))
	rows = (
		query.select(employee.name, manager.employee_name).where(within(employee.name, list(employees))).run()
	)
	query = frappe.qb.from_(below).select(below.manager, Count(below.name)).groupby(below.manager)
	counts = dict(query.where(within(below.manager, list(employees)) & (below.depth == 1)).run())
	return {name: (called, counts.get(name, 0)) for name, called in rows}


def candidates(request: str, search: str) -> list[dict[str, Any]]:
	"""Colleagues whose name fits and who aren't raters yet, with how many they are asked about. Raises PermissionError."""
	document = frappe.get_doc(REQUEST, request)
	check_part(document.as_dict(), Part.SUBJECT, *OF_MANAGER)
	employee, there = frappe.qb.DocType("Employee"), frappe.qb.DocType(INVITATION)
	above = frappe.qb.DocType(LINE)
	chosen = frappe.qb.from_(there).select(there.rater)
	chosen = chosen.where((there.request == request) & there.rater.isnotnull() & (there.state != "Withdrawn"))
	line = frappe.qb.from_(above).select(above.manager).where(above.employee == document.employee)
	query = (
		frappe.qb.from_(employee)
		.select(employee.name, employee.employee_name, employee.designation, employee.department)
		.where((employee.company == document.company) & (employee.status == "Active"))
		.where(employee.name.notin(chosen) & employee.name.notin(line))
		.orderby(employee.employee_name, employee.name)
		.limit(FOUND)
	)
	if search.strip():
		query = query.where(employee.employee_name.like(f"%{escaped(search.strip())}%"))
	rows = query.run(as_dict=True)
	loads = workload.of([row["name"] for row in rows])
	busy = dict(overloaded(loads, frappe.db.get_value(ROUND, document.round, "most_requests")))
	for row in rows:
		row["requests"] = loads.get(row["name"], 0)
		row["busy"] = row["name"] in busy
	return rows


def tasks(own: Sequence[str]) -> list[Task]:
	"""What waits for the reader, for the first page of the portal."""
	found = []
	waiting = [row for row in asked.of_rater(own) if not row["answered"]]
	if waiting:
		count = len(waiting)
		title = _("Give feedback about {0}").format(waiting[0]["employee_name"])
		title = title if count == 1 else _("Give feedback about {0} people").format(count)
		found.append(Task(title=title, text=waiting[0]["title"], due=waiting[0]["deadline"], count=count))
	today = getdate()
	for row in requests_about(own):
		until = row["nominate_until"]
		if row["state"] == "Nominating" and until and until >= today:
			found.append(Task(title=_("Nominate your raters"), text=row["title"], due=until, count=1))
	to_approve = [row for row in requests_about(reports()) if row["state"] == "Waiting"]
	if to_approve:
		count, first = len(to_approve), to_approve[0]
		title = _("Approve the raters of {0}").format(first["employee_name"])
		title = title if count == 1 else _("Approve the raters of {0} people").format(count)
		found.append(Task(title=title, text=first["title"], due=first["nominate_until"], count=count))
	return found
