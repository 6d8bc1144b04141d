"""Of whom somebody is asked for feedback: his list, declining with a reason, and nothing about other raters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from talent_performance.access import guarded
from talent_performance.access.feedback import check_rater
from talent_performance.exceptions import KeyIsGone
from talent_performance.flows.feedback import frozen, keys, launching, rounds
from talent_performance.flows.feedback.rounds import COLLECTING, INVITATION, REQUEST, ROUND
from talent_performance.store.dialect import within
from talent_performance.store.markup import safe

RESPONSE = "Feedback Response"
LONGEST = 500


def of_rater(own: Sequence[str]) -> list[dict[str, Any]]:
	"""What somebody with these Employee records is asked for in rounds that collect; the next deadline first."""
	invitation, round_, request = (frappe.qb.DocType(each) for each in (INVITATION, ROUND, REQUEST))
	query = (
		frappe.qb.from_(invitation)
		.join(round_)
		.on(round_.name == invitation.round)
		.join(request)
		.on(request.name == invitation.request)
		.select(invitation.name, invitation.rater_group, invitation.round, request.employee_name)
		.select(round_.title, round_.purpose, round_.deadline, round_.small_groups)
		.select(*(round_[field].as_(group) for group, field in frozen.THRESHOLDS.items()))
		.where(within(invitation.rater, list(own)) & (invitation.state == "Sent"))
		.where((round_.state == COLLECTING) & (round_.deadline >= getdate()))
		.orderby(round_.deadline, request.employee_name, invitation.name)
	)
	rows = query.run(as_dict=True)
	seen = guarded.seen(INVITATION, [row["name"] for row in rows])
	shown = [row for row in rows if row["name"] in seen]
	done = answered({row["name"]: row["round"] for row in shown})
	for row in shown:
		row["answered"] = row["name"] in done
		row.pop("round")
	return shown


def answered(rounds_of: dict[str, str]) -> set[str]:
	"""Of a rater's own invitations those that he has answered: asked anew each time, and for himself alone."""
	by_key: dict[str, str] = {}
	for round_ in sorted(set(rounds_of.values())):
		own = [name for name, of in rounds_of.items() if of == round_]
		try:
			by_key.update(keys.keys_of(round_, own))
		except KeyIsGone:
			frappe.clear_last_message()
	if not by_key:
		return set()
	table = frappe.qb.DocType(RESPONSE)
	query = frappe.qb.from_(table).select(table.respondent_key)
	query = query.where(within(table.respondent_key, list(by_key)) & (table.state == "Submitted"))
	return {by_key[key] for key in query.run(pluck=True)}


def decline(invitation: str, reason: str) -> None:
	"""A rater with an account won't answer. Raises PermissionError, FeedbackRefused."""
	found = frappe.db.get_value(INVITATION, invitation, "*", as_dict=True, for_update=True)
	if not found:
		frappe.throw(
			_("There is no such request any more."), exc=frappe.DoesNotExistError, title=_("Not Found")
		)
	check_rater(found)
	decline_row(found, reason)


def decline_row(invitation: frappe._dict, reason: str) -> None:
	"""A rater, whoever he is by the caller's word, won't answer: manager and HR read why. Raises FeedbackRefused."""
	reason = safe((reason or "").strip())[:LONGEST]
	if not reason:
		rounds.refuse(_("Reason: say in a few words why; the manager and HR read it."))
	if invitation.state != "Sent" or frappe.db.get_value(ROUND, invitation.round, "state") != COLLECTING:
		rounds.refuse(_("This can't be declined any more."))
	if answered({invitation.name: invitation.round}):
		rounds.refuse(_("You have answered already. Thank you."))
	forget_draft(invitation.round, invitation.name)
	values = {"state": "Declined", "decline_reason": reason, "code_hash": None}
	frappe.db.set_value(INVITATION, invitation.name, values)
	launching.count_asked([invitation.request])
	launching.recount(invitation.round)


def forget_draft(round_: str, invitation: str) -> None:
	"""What was begun goes."""
	key = next(iter(keys.keys_of(round_, [invitation])))
	for name in frappe.get_all(
		RESPONSE, {"round": round_, "respondent_key": key}, pluck="name", order_by="name"
	):
		frappe.db.delete("Feedback Answer", {"parent": name})
		frappe.db.delete(RESPONSE, {"name": name})
