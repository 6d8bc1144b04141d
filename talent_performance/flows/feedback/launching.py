"""A round is launched: what was set is frozen, whoever the settings name becomes a rater, and everybody approved is asked.

By a run, some hundred people at a time and the same few statements for all of them. Safe to do twice: who was asked isn't
asked again. The same work asks later for whom it has become ready meanwhile: late approvals, substitutes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypedDict

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Count
from frappe.utils import cint, format_date, getdate, now

from talent_performance import store
from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.access.feedback import RUNNERS
from talent_performance.engine.feedback_rounds import overloaded, too_few
from talent_performance.flows.cycle_deeds import start
from talent_performance.flows.feedback import codes, frozen, raters, rounds, workload
from talent_performance.flows.feedback.rounds import (
	BEFORE,
	COLLECTING,
	INVITATION,
	REQUEST,
	ROUND,
	WITHDRAWN,
)
from talent_performance.runs.kinds import Arguments, KindOfRun, Work, said
from talent_performance.runs.kinds import Count as Counted
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch

KIND = "Launch Feedback Round"
READY, WAITING = ("Approved", "Collecting"), ("Nominating", "Waiting")
CHUNK = 200


class Preview(TypedDict):
	"""What a launch would do, and what stands in its way."""

	counts: list[tuple[str, int]]
	problems: list[str]


def launch(round_: str, *, approve_rest: bool = False, dry_run: bool = False) -> str:
	"""Start the run, or count. Raises PermissionError, IllegalMove, FeedbackRefused."""
	return start(KIND, {"round": round_, "approve_rest": cint(approve_rest)}, dry_run)


def check(arguments: Arguments) -> Document:
	"""The round, where it can be launched or goes on asking. Raises PermissionError, IllegalMove, FeedbackRefused, InvalidPolicy."""
	document = rounds.writable(said(arguments, "round"))
	if document.state not in (*BEFORE, COLLECTING):
		rounds.not_now(document)
	found = list(problems(document))
	if found:
		rounds.refuse("<br>".join(found))
	if document.state in BEFORE:
		frozen.freeze(document)  # what the policy has against it is said now, and not by the run
	return document


def problems(round_: Document) -> Iterator[str]:
	"""What stands in the way, each with what to do about it."""
	if getdate(round_.deadline) < getdate():
		yield _("Answer Until: {0} is over. Enter a later day.").format(format_date(round_.deadline))
	if round_.state not in BEFORE:
		return
	if not frozen.items_of(round_):
		yield _(
			"Nothing would be asked: choose competencies, or a template with questions asked in {0}."
		).format(_(frozen.FEEDBACK))
	if not frozen.scale_of(round_.rating_scale)["levels"]:
		yield _("The rating scale {0} has no levels.").format(round_.rating_scale)
	if not frappe.db.exists(REQUEST, {"round": round_.name, "state": ("!=", WITHDRAWN)}):
		yield _("Nobody is in the round yet. Add people first.")


def preview(round_: str) -> Preview:
	"""Counts and problems; writes nothing. Raises PermissionError."""
	document = rounds.writable(round_)
	counted = counts_of(document, approve_rest=False)
	return {
		"counts": [(each.label, each.count) for each in counted],
		"problems": list(problems(document)),
	}


def dry_run(arguments: Arguments) -> list[Counted]:
	"""The same in numbers, with who is left out. Raises what a launch would raise."""
	return counts_of(check(arguments), approve_rest=bool(arguments.get("approve_rest")))


def counts_of(round_: Document, *, approve_rest: bool) -> list[Counted]:
	"""Who would be asked about whom."""
	found = requests_of(round_.name)
	off = practices.off_among(Practice.FEEDBACK, found["employee"])
	wanted = (*READY, *WAITING) if approve_rest else READY
	taken = found[found["state"].isin(wanted) & ~found["employee"].isin(list(off))]
	waits = found[found["state"].isin(WAITING)]["employee"]
	asked = would_be_asked(round_, list(taken["request"]))
	peers = asked[asked["rater_group"] == raters.PEER].groupby("employee").size()
	few = too_few(peers.reindex(taken["employee"], fill_value=0).to_dict(), round_.peer_threshold)
	loads = workload.of(sorted(set(asked["rater"].dropna())))
	busy = [name for name, _count in overloaded(loads, round_.most_requests)]
	unreached = asked[asked["rater_email"].isna() & asked["user"].isna()]
	by_group = asked.groupby("rater_group").size()
	lines = [
		Counted(_("People about whom raters are asked"), len(taken)),
		Counted(_("Raters to ask"), len(asked)),
		*(Counted(_("of them: {0}").format(_(group)), int(count)) for group, count in by_group.items()),
		Counted(
			_("Raters without an account or an address"), len(unreached), sorted(unreached["rater"].dropna())
		),
		Counted(_("People with fewer peers than are needed to show anything"), len(few), few),
		Counted(_("Raters with more requests than the limit"), len(busy), busy),
		Counted(_("Not approved yet"), len(waits), sorted(waits)),
		Counted(_("Switched off by an agreement"), len(off), sorted(off)),
	]
	return [*lines[:2], *(line for line in lines[2:] if line.count)]


def requests_of(round_: str) -> pd.DataFrame:
	"""request, employee and state of whoever is in the round."""
	table = frappe.qb.DocType(REQUEST)
	query = frappe.qb.from_(table).select(table.name, table.employee, table.state)
	query = query.where((table.round == round_) & (table.state != WITHDRAWN)).orderby(table.name)
	return fetch(query, ["request", "employee", "state"])


def would_be_asked(round_: Document, requests: Sequence[str]) -> pd.DataFrame:
	"""Chosen and named by the settings, as far as they weren't asked yet: employee, rater, rater_group, rater_email, user."""
	table = frappe.qb.DocType(INVITATION)
	query = frappe.qb.from_(table).select(
		table.request,
		table.employee,
		table.rater,
		table.rater_key,
		table.rater_group,
		table.rater_email,
		table.state,
	)
	columns = ["request", "employee", "rater", "rater_key", "rater_group", "rater_email", "state"]
	there = fetch(query.where(within(table.request, list(requests))).orderby(table.name), columns)
	named = raters.by_rule(round_, requests)
	both = pd.concat([there, named.assign(state="Approved", rater_email=None)], ignore_index=True)
	both = both.drop_duplicates(["request", "rater_key"])
	off = practices.off_among(Practice.FEEDBACK, both["rater"].dropna())
	both = both[both["state"].isin(["Nominated", "Approved"]) & ~both["rater"].isin(list(off))]
	reached = raters.reach(sorted(set(both["rater"].dropna())))
	mail = both["rater"].map(reached["mail"].to_dict())
	return both.assign(
		rater_email=mail.where(mail.notna(), both["rater_email"]),
		user=both["rater"].map(reached["user"].to_dict()),
	)


# The run


def plan(arguments: Arguments) -> list[list[str]]:
	"""The people about whom somebody is still to be asked; from here on the round is frozen and collects."""
	round_ = check(arguments)
	if round_.state in BEFORE:
		begin(round_.name)
	wanted = (*READY, *WAITING) if arguments.get("approve_rest") else READY
	found = requests_of(round_.name)
	return [[request] for request in found[found["state"].isin(wanted)]["request"]]


def begin(round_: str) -> None:
	"""Frozen, and collecting."""
	document = frappe.get_doc(ROUND, round_, for_update=True)
	if document.state in BEFORE:
		rounds.move(document, "launch", frozen=frozen.freeze(document), launched_on=now())


def work(asked: Work) -> list[str]:
	"""Ask about these people."""
	round_ = frappe.get_doc(ROUND, str(asked.arguments["round"]))
	if round_.state == COLLECTING:
		if asked.arguments.get("approve_rest"):
			approve(asked.keys)
		ask(round_, asked.keys)
	return []


def finish(arguments: Arguments) -> None:
	"""How many were asked in all."""
	recount(str(arguments["round"]))


def approve(requests: Sequence[str]) -> None:
	"""Whoever waits is approved, and so are the nominated raters."""
	waits = within_states(requests, WAITING)
	table = frappe.qb.DocType(INVITATION)
	query = frappe.qb.update(table).set(table.state, "Approved")
	query.where(within(table.request, waits) & (table.state == "Nominated")).run()
	table = frappe.qb.DocType(REQUEST)
	query = frappe.qb.update(table).set(table.state, "Approved")
	query = query.set(table.approved_by, frappe.session.user).set(table.approved_on, now())
	query.where(within(table.name, waits)).run()


def within_states(requests: Sequence[str], states: Sequence[str]) -> list[str]:
	"""Those of the requests that are in one of the states, locked."""
	table = frappe.qb.DocType(REQUEST)
	query = frappe.qb.from_(table).select(table.name).where(within(table.name, list(requests)))
	return query.where(table.state.isin(list(states))).orderby(table.name).for_update().run(pluck=True)


def ask(round_: Document, requests: Sequence[str]) -> None:
	"""Everybody who is to be asked about these people and wasn't yet. The same statements however many they are."""
	off = _switched_off(requests)
	names = [each for each in within_states(requests, READY) if each not in off]
	if not names:
		return
	raters.insert(raters.by_rule(round_, names), state="Approved", nominated_by="Rule")
	leave_out_leavers(names)
	table = frappe.qb.DocType(INVITATION)
	query = frappe.qb.from_(table).select(table.name).orderby(table.name)
	ready = query.where(within(table.request, names) & (table.state == "Approved")).run(pluck=True)
	codes.invite(ready)
	count_asked(names)


def _switched_off(requests: Sequence[str]) -> set[str]:
	"""Requests about people for whom feedback is switched off meanwhile."""
	table = frappe.qb.DocType(REQUEST)
	about = dict(
		frappe.qb.from_(table)
		.select(table.name, table.employee)
		.where(within(table.name, list(requests)))
		.run()
	)
	off = practices.off_among(Practice.FEEDBACK, about.values())
	return {request for request, employee in about.items() if employee in off}


def leave_out_leavers(requests: Sequence[str]) -> None:
	"""Who has left since being chosen, or may not be asked any more, isn't asked."""
	table, employee = frappe.qb.DocType(INVITATION), frappe.qb.DocType("Employee")
	query = frappe.qb.from_(table).join(employee).on(employee.name == table.rater)
	query = query.select(table.name, table.rater, employee.status).where(table.state == "Approved")
	rows = query.where(within(table.request, list(requests))).orderby(table.name).run()
	off = practices.off_among(Practice.FEEDBACK, {rater for _name, rater, _status in rows})
	gone = [name for name, rater, status in rows if status == "Left" or rater in off]
	if gone:
		update = frappe.qb.update(table).set(table.state, WITHDRAWN)
		update.where(within(table.name, gone)).run()


def count_asked(requests: Sequence[str]) -> None:
	"""How many are asked about each of these people, who are now being answered. Who changed it, a rater who declined say, isn't told."""
	table = frappe.qb.DocType(INVITATION)
	query = frappe.qb.from_(table).select(table.request, Count(table.name)).groupby(table.request)
	asked = dict(query.where(within(table.request, list(requests)) & (table.state == "Sent")).run())
	values = [(request, asked.get(request, 0), "Collecting") for request in requests]
	source = (("name", "asked", "state"), values)
	to = {"asked": "asked", "state": "state"}
	store.update_join(REQUEST, source, {"name": "name"}, to, stamped=False)


def recount(round_: str) -> None:
	"""How many were asked in a round."""
	count = frappe.db.count(INVITATION, {"round": round_, "state": "Sent"})
	frappe.db.set_value(ROUND, round_, "asked", count, update_modified=False)


def ask_now(request: str) -> None:
	"""Whoever became ready for one person, where the round collects already."""
	round_ = frappe.get_doc(ROUND, str(frappe.db.get_value(REQUEST, request, "round")))
	if round_.state == COLLECTING and getdate(round_.deadline) >= getdate():
		ask(round_, [request])
		recount(round_.name)


LAUNCH = KindOfRun(
	title=KIND,
	plan=plan,
	work=work,
	dry_run=dry_run,
	may_start=RUNNERS,
	chunk_size=CHUNK,
	finish=finish,
	check=check,
)
