"""Closing a round and releasing it, as runs. A part of the close computes and seals some people's results; its end unlinks the answers.

A person's request is locked while its result is made, and takes no answer after that: every answer is counted, or refused in
words. A close that is killed goes on where it was, and what it writes doesn't depend on when it was killed.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Count as Counted
from frappe.utils import getdate, now

from talent_performance.access.feedback import RUNNERS
from talent_performance.compat import is_conflict
from talent_performance.engine.feedback_rounds import falls_short
from talent_performance.exceptions import IllegalMove
from talent_performance.flows import insight_texts
from talent_performance.flows.feedback import agreement, frozen, keys, rounds, sealing, sheets, unlinking
from talent_performance.runs.kinds import Arguments, Count, KindOfRun, Work, said
from talent_performance.store.dialect import within

ROUND, REQUEST, INVITATION, RESULT = (
	"Feedback Round", "Feedback Request", "Feedback Invitation", "Feedback Result",
)  # fmt: skip
COLLECTING, CLOSED, SEALED = "Collecting", "Closed", "Sealed"
NEVER_ASKED = ("Nominating", "Waiting", "Approved")
CHUNK = 100


def without_locals(do: Callable[..., Any]) -> Callable[..., Any]:
	"""Whatever breaks in it is told by its kind: the variables around it hold answers, and Frappe writes them down."""

	@wraps(do)
	def told(*arguments: Any) -> Any:
		try:
			return do(*arguments)
		except (frappe.ValidationError, frappe.PermissionError):
			raise
		except Exception as error:
			if is_conflict(error):
				raise
			frames = traceback.extract_tb(error.__traceback__)
			broken = f"{type(error).__name__} ({frames[-1].name}:{frames[-1].lineno})"
		# Out of the except block, so that the error is nobody's context.
		message = _("The answers couldn't be read as they should be: {0}. Nothing was lost or told.").format(
			broken
		)
		return frappe.throw(message, title=_("Not Possible"))

	return told


# Close


def check_close(arguments: Arguments) -> Document:
	"""The round, where it can be closed. Raises PermissionError, IllegalMove."""
	document = rounds.writable(said(arguments, "round"))
	rounds.check_move(document, "close")
	return document


def plan_close(arguments: Arguments) -> list[list[str]]:
	"""Requests whose result isn't made yet, one by one. Raises PermissionError, IllegalMove."""
	return [[request] for request in waiting(check_close(arguments).name)]


def waiting(round_: str, requests: Sequence[str] | None = None, *, lock: bool = False) -> list[str]:
	"""Requests that collect; of these ones, and locked, where that is asked."""
	table = frappe.qb.DocType(REQUEST)
	query = frappe.qb.from_(table).select(table.name).orderby(table.name)
	query = query.where((table.round == round_) & (table.state == COLLECTING))
	if requests is not None:
		query = query.where(within(table.name, requests))
	return (query.for_update() if lock else query).run(pluck=True)


@without_locals
def work_close(asked: Work) -> list[str]:
	"""Seal the results of these; those that have one are left alone."""
	round_ = frappe.db.get_value(
		ROUND, str(asked.arguments["round"]), ["name", "purpose", "cycle"], as_dict=True
	)
	requests = waiting(round_.name, asked.keys, lock=True)
	names = dict(zip(asked.keys, asked.names or (), strict=False))
	reserved = [names[request] for request in requests] if names else None
	return sealing.seal(round_, requests, reserved) if requests else []


@without_locals
def finish_close(arguments: Arguments) -> None:
	"""Unlink the answers, and close. Raises IllegalMove while somebody has no result, or is answered."""
	document = rounds.writable(said(arguments, "round"), lock=True)
	if document.state != COLLECTING:
		return
	left = len(waiting(document.name))
	if left:
		frappe.throw(
			_("{0} people have no result yet, and the reasons stand in the run. Resume it; until then nothing is released.").format(left),
			exc=IllegalMove,
			title=_("Not Closed"),
		)  # fmt: skip
	never_asked(document.name)
	agreed = agreement.of_answers(document.name)
	answered = unlinking.unlink(document.name, document.launched_on)
	move(document, "close", closed_on=now(), answered=answered, agreement=agreed)


def move(document: Document, deed: str, **values: object) -> None:
	"""By the table of moves, past the form: a scale or template deleted meanwhile mustn't keep the answers linked."""
	rounds.check_move(document, deed)
	frappe.db.set_value(ROUND, document.name, {"state": rounds.MOVES[deed][1], **values})


def never_asked(round_: str) -> None:
	"""People whose raters weren't approved in time have no result, and nobody is asked about them any more."""
	table = frappe.qb.DocType(REQUEST)
	here = (table.round == round_) & table.state.isin(NEVER_ASKED)
	frappe.qb.update(table).set(table.state, "Withdrawn").where(here).run()
	table = frappe.qb.DocType(INVITATION)
	here = (table.round == round_) & table.state.isin(("Nominated", "Approved"))
	frappe.qb.update(table).set(table.state, "Withdrawn").where(here).run()


def dry_run_close(arguments: Arguments) -> list[Count]:
	"""What closing would do, in counts: never who has answered."""
	document = check_close(arguments)
	drafts = frappe.db.count(sheets.RESPONSE, {"round": document.name, "state": "Draft"})
	lines = [
		Count(_("Results to make"), len(waiting(document.name))),
		Count(_("Answers submitted"), keys.answered(document.name)),
		Count(_("Raters asked"), frappe.db.count(INVITATION, {"round": document.name, "state": "Sent"})),
		Count(_("Begun and not submitted: these are deleted"), drafts),
		Count(_("Groups of which nothing is shown, for too few have answered"), below(document)),
		Count(_("People whose raters weren't approved: they get no result"), _never_asked(document.name)),
	]
	left = (getdate(document.deadline) - getdate()).days + 1
	extensions = int(left <= 0 and not document.extended_on)
	lines.append(Count(_("Days left to answer, which closing now cuts off"), max(left, 0)))
	lines.append(Count(_("Times that the deadline can still be extended"), extensions))
	return [*lines[:3], *(line for line in lines[3:] if line.count)]


def below(round_: Document) -> int:
	"""Of how many groups enough were asked and too few have answered."""
	thresholds = {key.title(): least for key, least in frozen.of_round(round_.name)["thresholds"].items()}
	asked = _by_cell(INVITATION, {"round": round_.name, "state": "Sent"})
	answered = _by_cell(sheets.RESPONSE, {"round": round_.name, "state": "Submitted"})
	return falls_short(asked, answered, thresholds)


def _by_cell(doctype: str, where: dict[str, str]) -> dict[tuple[str, str], int]:
	"""(request, group) → how many."""
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(table.request, table.rater_group, Counted(table.name))
	for column, value in where.items():
		query = query.where(table[column] == value)
	rows = query.groupby(table.request, table.rater_group).run()
	return {(request, group): count for request, group, count in rows}


def _never_asked(round_: str) -> int:
	return frappe.db.count(REQUEST, {"round": round_, "state": ("in", NEVER_ASKED)})


# Release


def check_release(arguments: Arguments) -> Document:
	"""The round, where it can be released. Raises PermissionError, IllegalMove."""
	document = rounds.writable(said(arguments, "round"))
	rounds.check_move(document, "release")
	return document


def plan_release(arguments: Arguments) -> list[list[str]]:
	"""Sealed results, one by one. Raises PermissionError, IllegalMove."""
	return [[name] for name in sealed(check_release(arguments).name)]


def sealed(round_: str, names: Sequence[str] | None = None) -> list[str]:
	"""Results that nobody reads yet."""
	table = frappe.qb.DocType(RESULT)
	query = frappe.qb.from_(table).select(table.name).orderby(table.name)
	query = query.where((table.round == round_) & (table.state == SEALED))
	if names is not None:
		query = query.where(within(table.name, names))
	return query.run(pluck=True)


def work_release(asked: Work) -> list[str]:
	"""Their readers read these from now on; those that are released are left alone."""
	names = sealed(str(asked.arguments["round"]), asked.keys)
	if not names:
		return []
	result, request = frappe.qb.DocType(RESULT), frappe.qb.DocType(REQUEST)
	chosen = frappe.qb.from_(result).select(result.request).where(within(result.name, names))
	requests = chosen.orderby(result.request).run(pluck=True)
	update = frappe.qb.update(result).set(result.state, "Released").set(result.released_on, now())
	update.where(within(result.name, names)).run()
	frappe.qb.update(request).set(request.state, "Released").where(within(request.name, requests)).run()
	insight_texts.unseal(requests)
	return []


def finish_release(arguments: Arguments) -> None:
	"""The round is released once all its results are."""
	document = rounds.writable(said(arguments, "round"), lock=True)
	if document.state == CLOSED and not sealed(document.name):
		move(document, "release", released_on=now())


def dry_run_release(arguments: Arguments) -> list[Count]:
	"""How many results would be read, and by whom."""
	document = check_release(arguments)
	readers = {
		"Development": _("Read by the person and the coach who is named"),
		"Evaluative": _("Read by the person and the managers above"),
	}
	count = len(sealed(document.name))
	return [Count(_("Results to release"), count), Count(readers[document.purpose], count)]


CLOSE_ROUND = KindOfRun(
	rounds.CLOSE_KIND,
	plan_close,
	work_close,
	dry_run_close,
	RUNNERS,
	names_for=RESULT,
	chunk_size=CHUNK,
	finish=finish_close,
	check=check_close,
)
RELEASE_ROUND = KindOfRun(
	rounds.RELEASE_KIND,
	plan_release,
	work_release,
	dry_run_release,
	RUNNERS,
	finish=finish_release,
	check=check_release,
)
