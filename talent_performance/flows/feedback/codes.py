"""How a rater comes in: a one-time code by mail, behind the # of an address, which the browser exchanges for a token.

Of both only digests are kept. Nothing that is kept tells whether a code was used: who doesn't know it can't look that up, and
a token's digest is there from the beginning, of a token that nobody has.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import Any, NamedTuple

import pandas as pd

import frappe
from frappe import _
from frappe.utils import format_date, get_datetime, get_url, getdate, now_datetime

from talent_performance import store
from talent_performance.access.pace import check_pace
from talent_performance.flows.digests import mail
from talent_performance.flows.feedback import keys, promises
from talent_performance.flows.tokens import close_door, digest, kept_out_of_logs, new_token
from talent_performance.store.dialect import within

INVITATION, ROUND, REQUEST, QUEUE = "Feedback Invitation", "Feedback Round", "Feedback Request", "Email Queue"
PAGE = "/feedback-answer"
REACHED = ("Approved", "Sent")
USED = "used "
AT_ONCE = (3, 3600)
REDACTED = "(what stood here let somebody in, and was deleted)"


class Invited(NamedTuple):
	"""Who got a mail, and who has no address or wants none: they answer when they log in."""

	mailed: list[str]
	unmailed: list[str]


def invite(invitations: Sequence[str], *, again: bool = False) -> Invited:
	"""A new code to each, by mail as far as there is an address. Codes sent before are of no use any more; whoever is in stays in.

	`again`: as a reminder, which goes also to whoever has answered.

	Raises KeyIsGone.
	"""
	rows = addressed(invitations)
	for round_ in dict.fromkeys(row.round for row in rows):
		keys.ensure(round_)
	codes = {row.name: new_token() for row in rows}
	with kept_out_of_logs():
		put(rows, codes)
		sent = list(mailed(rows, codes, again))
	return Invited(sent, [row.name for row in rows if row.name not in set(sent)])


def addressed(invitations: Sequence[str]) -> list[frappe._dict]:
	"""Invitations that can be sent, with whom they are about, until when, and in whose language."""
	invitation, round_ = frappe.qb.DocType(INVITATION), frappe.qb.DocType(ROUND)
	request, employee, user = (frappe.qb.DocType(each) for each in (REQUEST, "Employee", "User"))
	query = frappe.qb.from_(invitation).join(round_).on(round_.name == invitation.round)
	query = query.join(request).on(request.name == invitation.request)
	query = query.left_join(employee).on(employee.name == invitation.rater)
	query = query.left_join(user).on(user.name == employee.user_id)
	query = query.select(
		*(
			invitation[name]
			for name in ("name", "round", "rater_name", "rater_email", "rater_group", "token_hash")
		),
		request.employee_name,
		round_.title,
		round_.deadline,
		user.language,
	)
	wanted = within(invitation.name, invitations) & invitation.state.isin(REACHED)
	return query.where(wanted).orderby(invitation.name).run(as_dict=True)


def put(rows: Sequence[frappe._dict], codes: dict[str, str]) -> None:
	"""The digests, until when they hold, and that the invitations are sent."""
	columns = ("name", "code_hash", "code_expires", "token_hash", "state")
	values = [
		(
			row.name,
			digest(codes[row.name]),
			last_moment(row.deadline),
			row.token_hash or digest(new_token()),
			"Sent",
		)
		for row in rows
	]
	if values:
		to = {column: column for column in columns[1:]}
		store.update_join(INVITATION, (columns, values), {"name": "name"}, to, stamped=False)


def last_moment(day: Any) -> datetime:
	"""The end of a day."""
	return datetime.combine(getdate(day), time(23, 59, 59))


def mailed(rows: Sequence[frappe._dict], codes: dict[str, str], again: bool = False) -> Iterator[str]:
	"""Queue a letter to each who has an address; yields the invitations whose letter is in the queue."""
	for round_ in dict.fromkeys(row.round for row in rows):
		own = [row for row in rows if row.round == round_ and row.rater_email]
		table = pd.DataFrame(
			{
				"mail": [row.rater_email for row in own],
				"letter": [letter(row, codes[row.name], again) for row in own],
			},
			dtype=object,
		)
		put_there = mail.queue(table, about=(ROUND, round_))
		yield from (row.name for row, queued in zip(own, put_there, strict=True) if queued)


def letter(row: frappe._dict, code: str, again: bool = False) -> mail.Letter:
	"""An invitation in the rater's language."""
	language = row.language or frappe.db.get_default("lang") or "en"
	who, until = row.employee_name, format_date(getdate(row.deadline))
	said = [
		_("It takes about ten minutes, works on a phone, and needs no account.", language),
		_("Please answer by {0}. What you have begun is kept.", language).format(until),
		_("The link works once and is yours alone: don't pass it on.", language),
	]
	if row.rater_group not in promises.ATTRIBUTED:
		said.append(
			_("Once the round is closed, nobody can tell any more which answers were yours.", language)
		)
	if again:
		said.insert(0, _("If you have answered, there is nothing more to do: nobody sees who has.", language))
	return mail.Letter(
		_("Your feedback on {0}", language).format(who),
		_("Hello {0}, you are asked for feedback on {1}.", language).format(row.rater_name or "", who),
		[mail.Section(row.title, said)],
		_("Does the link not work any more? Open it all the same: the page sends you a new one.", language),
		f"{get_url(PAGE)}?_lang={language}#{code}",
		_("Give Feedback", language),
	)


def exchange(code: str) -> str:
	"""A token for a code, which is used up by that. Raises EntranceClosed."""
	found = of_code(code)
	if used(found, code):
		close_door(
			_(
				"This link was opened before, and a link opens once. Continue where you opened it, or have a new one sent."
			)
		)
	until = max(
		get_datetime(found.code_expires), last_moment(frappe.db.get_value(ROUND, found.round, "deadline"))
	)
	if until < now_datetime():
		close_door(
			_("This link expired on {0}: the time to answer is over.").format(format_date(until.date()))
		)
	return hand_over(found.name, {"code_hash": digest(USED + digest(code))})


def of_code(code: str) -> frappe._dict:
	"""The invitation that a code was made for, used or not, locked until the transaction ends. Raises EntranceClosed."""
	known = [digest(code), digest(USED + digest(code))]
	fields = ["name", "round", "state", "code_hash", "code_expires"]
	found = frappe.db.get_value(
		INVITATION, {"code_hash": ("in", known)}, fields, as_dict=True, for_update=True
	)
	if not found or not any(hmac.compare_digest(found.code_hash, each) for each in known):
		close_door(unknown())
	return found


def used(found: frappe._dict, code: str) -> bool:
	"""Whether a code was exchanged already."""
	return hmac.compare_digest(found.code_hash, digest(USED + digest(code)))


def unknown() -> str:
	"""What whoever comes with something that isn't known is told: after the close nothing is known any more, on purpose."""
	return _(
		"This link isn't known. Either it isn't complete, or its round is closed: then all links are forgotten, so that nobody can tell who gave which answer."
	)


def hand_over(invitation: str, values: dict[str, Any] | None = None) -> str:
	"""A new token for an invitation; an earlier one is of no use any more."""
	token = new_token()
	changed = {**(values or {}), "token_hash": digest(token)}
	frappe.db.set_value(INVITATION, invitation, changed, update_modified=False)
	return token


def send_again(code: str) -> None:
	"""A new code to the address that this one was sent to. Raises EntranceClosed, RateLimitExceededError."""
	found = of_code(code)
	check_pace("feedback mail", found.name, *AT_ONCE)
	if found.state not in REACHED or not invite([found.name]).mailed:
		close_door(_("No new link can be sent. Ask HR, who sent the first one."))


def redact(round_: str | None = None) -> None:
	"""Of mails that have left nothing stays that lets somebody in; at a round's close, of none at all."""
	queue = frappe.qb.DocType(QUEUE)
	rounds = [round_] if round_ else collecting()
	of_rounds = (queue.reference_doctype == ROUND) & within(queue.reference_name, rounds)
	names = frappe.qb.from_(queue).select(queue.name).where(of_rounds).orderby(queue.name).run(pluck=True)
	if not names:
		return
	left = within(queue.name, names) & (queue.message != REDACTED)
	update = frappe.qb.update(queue).set(queue.message, REDACTED).set(queue.error, None)
	update.where(left if round_ else left & (queue.status == "Sent")).run()
	if round_:
		withhold(names)
	redact_errors(names)


def collecting() -> list[str]:
	"""Rounds that are being answered."""
	return frappe.get_all(ROUND, filters={"state": "Collecting"}, pluck="name", order_by="name")


def withhold(names: Sequence[str]) -> None:
	"""Mails that haven't left by the close don't leave any more: what they say isn't true any more."""
	queue = frappe.qb.DocType(QUEUE)
	waiting = within(queue.name, names) & queue.status.notin(("Sent", "Error"))
	frappe.qb.update(queue).set(queue.status, "Error").where(waiting).run()


def redact_errors(names: Sequence[str]) -> None:
	"""What Frappe wrote down where a mail couldn't be sent holds the mail."""
	log = frappe.qb.DocType("Error Log")
	of_mails = (log.reference_doctype == QUEUE) & within(log.reference_name, names)
	frappe.qb.update(log).set(log.error, REDACTED).where(of_mails).run()


def upkeep() -> None:
	"""Every ten minutes, by the scheduler."""
	redact()
	keys.sweep()
