"""A round of feedback as HR runs it: what it may say, which state follows which, and what is possible now.

States are moved here and by the runs alone. What raters were told when the round was launched holds until its end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, TypedDict

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Count
from frappe.utils import format_date, getdate, now

from talent_performance.engine.feedback_rounds import falls_short
from talent_performance.engine.policy_problems import LEAST_ANONYMOUS
from talent_performance.exceptions import FeedbackRefused, IllegalMove, StateProtected
from talent_performance.flows.cycle_deeds import RUN, SHOWN_AT_MOST
from talent_performance.flows.feedback import agreement, frozen, keys
from talent_performance.flows.moving import is_moving, moving
from talent_performance.runs.kinds import kinds

ROUND, REQUEST, INVITATION = "Feedback Round", "Feedback Request", "Feedback Invitation"
DRAFT, NOMINATING, COLLECTING, CLOSED, RELEASED, CANCELLED = (
	"Draft", "Nominating", "Collecting", "Closed", "Released", "Cancelled",
)  # fmt: skip
WITHDRAWN = "Withdrawn"
BEFORE = (DRAFT, NOMINATING)
OPEN = (*BEFORE, COLLECTING)
# Deed → the states it begins in, and the one it leads to.
MOVES: dict[str, tuple[tuple[str, ...], str]] = {
	"open_nominations": ((DRAFT,), NOMINATING),
	"launch": (BEFORE, COLLECTING),
	"close": ((COLLECTING,), CLOSED),
	"release": ((CLOSED,), RELEASED),
	"cancel": (OPEN, CANCELLED),
}
BY_FLOWS = (
	"state", "extended_on", "asked", "answered", "launched_on", "closed_on", "released_on", "reminded_on", "frozen",
)  # fmt: skip
# What may still be changed after the launch.
LOOSE = ("title", "kept_by", "most_requests", "remind_every")
GROUPS = ("peer", "report", "other")
CLOSE_KIND, RELEASE_KIND = "Close Feedback Round", "Release Feedback Round"


class Standing(TypedDict):
	"""What the form shows: the path, the deeds that are possible, counts, the latest runs, and how far raters agreed."""

	deeds: list[str]
	counts: list[tuple[str, int]]
	runs: list[dict[str, Any]]
	agreement: list[dict[str, Any]]


def validate(round_: Document) -> None:
	"""Raises FeedbackRefused or StateProtected, with what is expected."""
	if is_moving():
		return
	before = round_.get_doc_before_save()
	protect(round_, before)
	check_days(round_)
	check_thresholds(round_)
	check_competencies(round_)


def protect(round_: Document, before: Document | None) -> None:
	"""What flows write stays theirs, and what raters were told stays so."""
	for field in BY_FLOWS:
		round_.set(field, before.get(field) if before else round_.meta.get_field(field).default)
	if before and before.state not in BEFORE:
		changed = [each for each in fields_of(round_) if differs(round_, before, each)]
		if changed:
			refuse_change(round_, changed[0])
	if before and before.company != round_.company and frappe.db.exists(REQUEST, {"round": round_.name}):
		refuse_change(round_, "company")


def fields_of(round_: Document) -> list[str]:
	"""Fields that are frozen at the launch."""
	free = {*LOOSE, *BY_FLOWS}
	return [
		df.fieldname for df in round_.meta.fields if df.fieldname not in free and not df.get("is_virtual")
	]


def differs(round_: Document, before: Document, field: str) -> bool:
	"""Whether a field, or the lines of a table, has another value than before."""
	if round_.meta.get_field(field).fieldtype == "Table":
		return [line.competency for line in round_.get(field)] != [
			line.competency for line in before.get(field)
		]
	return str(round_.get(field) or "") != str(before.get(field) or "")


def refuse_change(round_: Document, field: str) -> NoReturn:
	"""Raises StateProtected."""
	frappe.throw(
		_("{0} stays as it is: the round is {1}, and that is what people were told.").format(
			_(round_.meta.get_label(field)), _(round_.state)
		),
		exc=StateProtected,
		title=_("Not Changeable"),
	)


def check_days(round_: Document) -> None:
	"""Nominations end before the answers do."""
	if not round_.nominations:
		round_.nominate_until = None
	until = round_.nominate_until
	if until and getdate(until) > getdate(round_.deadline):
		refuse(
			_("Nominate Until: {0} lies behind the last day for answers, {1}.").format(
				format_date(until), format_date(round_.deadline)
			)
		)


def check_thresholds(round_: Document) -> None:
	"""Two answers are never a group, for each of the two would know the other's; all others together are at least as many as any one of them."""
	for field in frozen.THRESHOLDS.values():
		if (round_.get(field) or 0) < LEAST_ANONYMOUS:
			refuse(
				_("{0}: at least {1} is expected, otherwise one could read another's answer.").format(
					_(round_.meta.get_label(field)), LEAST_ANONYMOUS
				)
			)
	most = max(round_.peer_threshold, round_.report_threshold, round_.other_threshold)
	if round_.anonymous_threshold < most:
		refuse(
			_("{0}: at least {1} is expected, as many as for one group.").format(
				_(round_.meta.get_label("anonymous_threshold")), most
			)
		)


def check_competencies(round_: Document) -> None:
	"""Each once."""
	seen: dict[str, int] = {}
	for line in round_.competencies:
		first = seen.setdefault(line.competency, line.idx)
		if first != line.idx:
			refuse(
				_("Competencies, row {0}: {1} is in row {2} already. Keep one of them.").format(
					line.idx, line.competency, first
				)
			)


def on_trash(round_: Document) -> None:
	"""Only a round of which nobody has heard goes, with its people. Raises IllegalMove."""
	if round_.state != DRAFT:
		not_now(round_, _("Cancel it instead."))
	frappe.db.delete(INVITATION, {"round": round_.name})
	frappe.db.delete(REQUEST, {"round": round_.name})


# Moving


def writable(round_: str, *, lock: bool = False) -> Document:
	"""The round, for whoever may run it. Raises PermissionError."""
	document = frappe.get_doc(ROUND, round_, for_update=lock)
	document.check_permission("write")
	return document


def ready_for(round_: str, deed: str) -> Document:
	"""The round, locked, for whoever may run it and where the deed is possible. Raises PermissionError, IllegalMove."""
	document = writable(round_, lock=True)
	check_move(document, deed)
	return document


def check_move(round_: Document, deed: str) -> None:
	"""Raises IllegalMove where a deed isn't possible in the round's state."""
	if round_.state not in MOVES[deed][0]:
		not_now(round_)


def move(round_: Document, deed: str, **values: object) -> None:
	"""Do it. Raises IllegalMove."""
	check_move(round_, deed)
	record(round_, state=MOVES[deed][1], **values)


def record(round_: Document, **values: object) -> None:
	"""Write what only flows write."""
	with moving():
		round_.update(values)
		round_.save(ignore_permissions=True)


def open_nominations(round_: str) -> None:
	"""People nominate their raters from now on. Raises PermissionError, IllegalMove, FeedbackRefused."""
	document = ready_for(round_, "open_nominations")
	if not document.nominations:
		refuse(_("In this round nobody nominates: HR chooses the raters. Launch it, or allow nominations."))
	if not frappe.db.exists(REQUEST, {"round": round_, "state": ("!=", WITHDRAWN)}):
		refuse(_("Nobody is in the round yet. Add people first."))
	if not document.nominate_until or getdate(document.nominate_until) < getdate():
		refuse(_("Nominate Until: enter a day from today on."))
	move(document, "open_nominations")


def extend(round_: str, until: str) -> None:
	"""A later last day, once, where too few have answered somewhere. Raises PermissionError, IllegalMove, FeedbackRefused."""
	document = writable(round_, lock=True)
	if document.state != COLLECTING:
		not_now(document)
	if document.extended_on:
		refuse(
			_("The round was extended on {0}; that is possible once.").format(
				format_date(document.extended_on)
			)
		)
	if not until or getdate(until) <= max(getdate(document.deadline), getdate()):
		refuse(_("Answer Until: a day after {0} is expected.").format(format_date(document.deadline)))
	if not is_short(round_):
		refuse(_("Enough have answered everywhere: close the round."))
	record(document, deadline=getdate(until), extended_on=now())


def is_short(round_: str) -> bool:
	"""Whether there is a group of which enough were asked and too few have answered."""
	thresholds = frozen.of_round(round_)["thresholds"]
	asked = _cells(INVITATION, round_, "Sent")
	answered = _cells("Feedback Response", round_, "Submitted")
	return falls_short(asked, answered, {each: thresholds[each] for each in GROUPS}) > 0


def _cells(doctype: str, round_: str, state: str) -> dict[tuple[str, str], int]:
	"""How many rows there are of each person and group."""
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(table.request, table.rater_group, Count(table.name))
	query = query.where((table.round == round_) & (table.state == state))
	rows = query.groupby(table.request, table.rater_group).run()
	return {(request, group.lower()): count for request, group, count in rows}


def cancel(round_: str) -> None:
	"""Nobody is asked any more, and what was answered goes for good. Raises PermissionError, IllegalMove."""
	document = ready_for(round_, "cancel")
	forget_answers(round_)
	for doctype, column in ((INVITATION, "round"), (REQUEST, "round")):
		table = frappe.qb.DocType(doctype)
		query = frappe.qb.update(table).set(table.state, WITHDRAWN).where(table[column] == round_)
		query.run()
	table = frappe.qb.DocType(INVITATION)
	wiped = frappe.qb.update(table).where(table.round == round_)
	for column in ("code_hash", "token_hash", "code_expires"):
		wiped = wiped.set(table[column], None)
	wiped.run()
	move(document, "cancel", answered=0)
	frappe.db.after_commit.add(lambda: keys.destroy(round_))


def forget_answers(round_: str) -> None:
	"""Responses of a round with their answers."""
	answer, response = frappe.qb.DocType("Feedback Answer"), frappe.qb.DocType("Feedback Response")
	of_round = frappe.qb.from_(response).select(response.name).where(response.round == round_)
	frappe.qb.from_(answer).delete().where(answer.parent.isin(of_round)).run()
	frappe.qb.from_(response).delete().where(response.round == round_).run()


# What the form shows


def possible(round_: Document) -> list[str]:
	"""What can be done with the round now, in the order in which one comes to it."""
	known, state = kinds(), round_.state
	holds: dict[str, Callable[[], bool]] = {
		"add_people": lambda: state in OPEN,
		"open_nominations": lambda: state == DRAFT and bool(round_.nominations),
		"assign_peers": lambda: state in BEFORE,
		"launch": lambda: state in BEFORE,
		"ask_more": lambda: state == COLLECTING,
		"extend": lambda: state == COLLECTING and not round_.extended_on,
		"close": lambda: state == COLLECTING and CLOSE_KIND in known,
		"release": lambda: state == CLOSED and RELEASE_KIND in known,
		"cancel": lambda: state in OPEN,
	}
	return [deed for deed, condition in holds.items() if condition()]


def standing(round_: str) -> Standing:
	"""What the user may do with a round now, and how far it is: counts, never who. Raises PermissionError."""
	document = frappe.get_doc(ROUND, round_)
	document.check_permission("read")
	runs = frappe.has_permission(ROUND, "write", doc=document)
	return {
		"deeds": possible(document) if runs else [],
		"counts": by_state(round_),
		"runs": runs_of(round_) if runs else [],
		"agreement": agreement.shown(document),
	}


def by_state(round_: str) -> list[tuple[str, int]]:
	"""How many people stand in which state."""
	table = frappe.qb.DocType(REQUEST)
	query = frappe.qb.from_(table).select(table.state, Count(table.name)).where(table.round == round_)
	return list(query.groupby(table.state).orderby(table.state).run())


def runs_of(round_: str) -> list[dict[str, Any]]:
	"""The latest runs about a round that the user may see, the newest first."""
	return frappe.get_list(
		RUN,
		filters={"arguments": ("like", f'%"round": "{round_}"%')},
		fields=["name", "title", "state", "progress", "dry_run"],
		order_by="creation desc, name desc",
		limit=SHOWN_AT_MOST,
	)


def refuse(message: str) -> NoReturn:
	"""Raises FeedbackRefused."""
	frappe.throw(message, exc=FeedbackRefused, title=_("Not Possible So"))


def not_now(round_: Document, hint: str = "") -> NoReturn:
	"""Raises IllegalMove."""
	frappe.throw(
		_("{0} is {1}: this isn't possible now. {2}").format(round_.title, _(round_.state), hint).strip(),
		exc=IllegalMove,
		title=_("Not Possible Now"),
	)
