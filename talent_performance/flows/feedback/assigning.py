"""HR fills up everybody's peers by rule: colleagues of the same manager, then of the same department, none of them too often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Count as Rows

from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.access.feedback import RUNNERS
from talent_performance.access.people import LINE
from talent_performance.engine import feedback_raters as engine
from talent_performance.engine.feedback_rounds import too_few
from talent_performance.flows.cycle_deeds import start
from talent_performance.flows.feedback import launching, raters, rounds, workload
from talent_performance.flows.feedback.rounds import BEFORE, INVITATION, REQUEST
from talent_performance.runs.kinds import Arguments, Count, KindOfRun, Work, said
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch

KIND = "Assign Feedback Peers"
CHUNK = 2000
BETWEEN = "\t"
NO_LIMIT = 10**6


def assign(round_: str, *, dry_run: bool = False) -> str:
	"""Start the run, or count. Raises PermissionError, IllegalMove, FeedbackRefused."""
	return start(KIND, {"round": round_}, dry_run)


def check(arguments: Arguments) -> Document:
	"""The round, before its launch. Raises PermissionError, IllegalMove, FeedbackRefused."""
	document = rounds.writable(said(arguments, "round"))
	if document.state not in BEFORE:
		rounds.not_now(document)
	if not document.peers_wanted:
		rounds.refuse(_("Peers: enter how many each person should have."))
	return document


def plan(arguments: Arguments) -> list[list[str]]:
	"""Pairs of a request and a rater, each one key: chosen for all at once, so that the work is even."""
	round_ = check(arguments)
	return [[f"{request}{BETWEEN}{rater}"] for request, rater in pairs(round_)]


def dry_run(arguments: Arguments) -> list[Count]:
	"""How many peers would be chosen, and for whom there still are too few."""
	round_ = check(arguments)
	found = launching.requests_of(round_.name)
	employee = dict(zip(found["request"], found["employee"], strict=True))
	chosen = Counter(dict.fromkeys(found["employee"], 0))
	chosen.update({employee[request]: count for request, count in peers_of(round_.name).items()})
	made = Counter(employee[request] for request, _rater in pairs(round_))
	chosen.update(made)
	few = too_few(chosen, round_.peer_threshold)
	return [
		Count(_("Peers to choose"), sum(made.values())),
		Count(_("People who get peers"), len(made)),
		Count(_("People with fewer peers than are needed to show anything"), len(few), few),
	]


def work(asked: Work) -> list[str]:
	"""Invitations for these pairs, as far as they aren't there."""
	round_ = str(asked.arguments["round"])
	if frappe.db.get_value(rounds.ROUND, round_, "state") not in BEFORE:
		return []
	chosen = pd.DataFrame(
		[key.split(BETWEEN) for key in asked.keys], columns=["request", "rater"], dtype=object
	)
	table = frappe.qb.DocType(REQUEST)
	query = frappe.qb.from_(table).select(table.name, table.round, table.employee, table.company, table.state)
	query = query.where(
		within(table.name, sorted(set(chosen["request"]))) & (table.state != rounds.WITHDRAWN)
	)
	about = fetch(query.orderby(table.name), ["request", "round", "employee", "company", "of_request"])
	rows = chosen.merge(about, on="request")
	rows = rows.assign(rater_key=rows["rater"], rater_name=None, rater_group=raters.PEER)
	for state, waits in (("Approved", launching.READY), ("Nominated", launching.WAITING)):
		part = rows[rows["of_request"].isin(waits)]
		raters.insert(part[raters.COLUMNS], state=state, nominated_by="HR")
	return []


def pairs(round_: Document) -> Iterator[tuple[str, str]]:
	"""Request and rater, for everybody who has fewer peers than wanted."""
	found = launching.requests_of(round_.name)
	requests = dict(zip(found["employee"], found["request"], strict=True))
	there = peers_of(round_.name)
	missing = {
		employee: round_.peers_wanted - there.get(request, 0) for employee, request in requests.items()
	}
	people = staff(round_.company)
	busy = Counter(workload.of(list(people["employee"])))
	never = never_asked(round_.name, list(requests))
	for wanted in sorted({count for count in missing.values() if count > 0}, reverse=True):
		subjects = [employee for employee, count in missing.items() if count == wanted]
		choice = engine.Choice(
			manager=False, reports=False, peers=wanted, limit=round_.most_requests or NO_LIMIT
		)
		chosen = engine.assign(people, subjects, choice, busy=busy, never=never)
		busy.update(chosen["rater"])
		for subject, rater in zip(chosen["subject"], chosen["rater"], strict=True):
			yield requests[subject], rater


def staff(company: str) -> pd.DataFrame:
	"""Who works in the company, for the engine; whoever is switched off is as good as away."""
	table = frappe.qb.DocType("Employee")
	query = frappe.qb.from_(table).select(table.name, table.reports_to, table.department)
	query = query.where((table.company == company) & (table.status == "Active")).orderby(table.name)
	people = fetch(query, ["employee", "manager", "department"])
	off = practices.off_among(Practice.FEEDBACK, people["employee"])
	return people.assign(active=~people["employee"].isin(list(off)))


def peers_of(round_: str) -> dict[str, int]:
	"""Request → how many peers are chosen already."""
	table = frappe.qb.DocType(INVITATION)
	query = frappe.qb.from_(table).select(table.request, Rows(table.name)).groupby(table.request)
	query = query.where((table.round == round_) & (table.rater_group == raters.PEER))
	return dict(query.where(table.state.isin(list(raters.LIVE))).run())


def never_asked(round_: str, employees: list[str]) -> set[tuple[str, str]]:
	"""Pairs of a person and somebody who is a rater already, has declined or was taken out, or stands above at any level."""
	table, line = frappe.qb.DocType(INVITATION), frappe.qb.DocType(LINE)
	query = frappe.qb.from_(table).select(table.employee, table.rater)
	found = set(query.where((table.round == round_) & table.rater.isnotnull()).run())
	query = frappe.qb.from_(line).select(line.employee, line.manager)
	above = query.where(within(line.employee, employees) & (line.depth > 0)).run()
	return found | set(above)


ASSIGN = KindOfRun(
	title=KIND,
	plan=plan,
	work=work,
	dry_run=dry_run,
	may_start=RUNNERS,
	chunk_size=CHUNK,
	check=check,
)
