"""The portal's page on feedback: what the reader is asked for, who is asked about him, who about his people.

A fixed number of queries, whatever the size of the team.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, TypedDict

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import getdate

from talent_performance.access import guarded, practices, team
from talent_performance.access.audience import Practice
from talent_performance.access.feedback import Part, check_part
from talent_performance.access.people import LINE, literal, literals
from talent_performance.engine.feedback_rounds import overloaded
from talent_performance.flows.check_in_book import escaped
from talent_performance.flows.feedback import asked, raters, workload
from talent_performance.flows.feedback.nominating import OF_MANAGER, UNDER_WAY
from talent_performance.flows.feedback.rounds import COLLECTING, INVITATION, REQUEST, ROUND
from talent_performance.store.dialect import within

KINDS = ("give", "nominate", "approve")
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
	"""Something that waits: what, of which round, until when and how late, how many, and where."""

	title: str
	text: str
	due: Any
	days_late: int
	count: int
	to: str


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


def waiting(who: team.Leading) -> list[str]:
	"""What waits in rounds for whoever stands so, as selects of one union: KINDS, name, title, whom it is about, round, until when."""
	own, today = literals(who.own), literal(str(getdate()))
	about = "request.`name`, round_.`title`, request.`employee_name`, request.`employee`, request.`round`"
	joined = "`tabFeedback Request` as request join `tabFeedback Round` as round_ on round_.`name` = request.`round`"
	open_ = f"round_.`state` in {literals(UNDER_WAY)}"
	return [
		f"select 'give', invitation.`name`, {about.partition(', ')[2]}, round_.`deadline`, 1 from {joined} "
		"join `tabFeedback Invitation` as invitation on invitation.`request` = request.`name` "
		f"where invitation.`rater` in {own} and invitation.`state` = 'Sent' and round_.`state` = {literal(COLLECTING)} "
		f"and round_.`deadline` >= {today}",
		f"select 'nominate', {about}, round_.`nominate_until`, 1 from {joined} "
		f"where request.`employee` in {own} and request.`state` = 'Nominating' and {open_} and round_.`nominate_until` >= {today}",
		f"select 'approve', {about}, round_.`nominate_until`, 1 from {joined} where request.`state` = 'Waiting' and {open_} "
		f"and request.`employee` in ({team.directly_led(who, who.managers)})",
	]


def tasks(rows: Sequence[frappe._dict]) -> Iterator[Task]:
	"""The same in words, for the first page of the portal: one for what is to give, one for each of the own rounds, one to approve."""
	off = practices.off_among(Practice.FEEDBACK, [row.employee for row in rows])
	of_kind = {kind: [row for row in rows if row.what == kind and row.employee not in off] for kind in KINDS}
	done = asked.answered({row.name: row.of_round for row in of_kind["give"]})
	to_give = [row for row in of_kind["give"] if row.name not in done]
	if to_give:
		one = _("Give feedback about {0}").format(to_give[0].about)
		more = _("Give feedback about {0} people").format(len(to_give))
		yield task(to_give, one if len(to_give) == 1 else more)
	for row in of_kind["nominate"]:
		yield task([row], _("Nominate your raters"))
	if to_approve := of_kind["approve"]:
		one = _("Approve the raters of {0}").format(to_approve[0].about)
		more = _("Approve the raters of {0} people").format(len(to_approve))
		yield task(to_approve, one if len(to_approve) == 1 else more)


def task(rows: Sequence[frappe._dict], title: str) -> Task:
	"""What waits in rounds, by the first of them."""
	due = rows[0].due
	late = max(0, (getdate() - due).days) if due else 0
	return {
		"title": title, "text": rows[0].said, "due": due, "days_late": late, "count": len(rows), "to": "/feedback"
	}  # fmt: skip
