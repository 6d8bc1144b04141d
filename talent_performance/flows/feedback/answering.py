"""A rater answers: by a token that says which invitation it is, and nothing that the browser says about who is there.

Draft and answer are the same row, found by the round's secret. It can be changed until the round is closed; then nobody finds
it any more, its author included.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import pandas as pd

import frappe
from frappe import _
from frappe.utils import cint, cstr, flt, format_date, getdate, strip

from talent_performance.access.calls import as_object
from talent_performance.access.pace import check_pace
from talent_performance.access.people import employees_of
from talent_performance.exceptions import FeedbackRefused, IncompleteCall
from talent_performance.flows.feedback import asked, codes, frozen, keys, promises, sheets
from talent_performance.flows.tokens import close_door, digest, new_token
from talent_performance.store import markup

INVITATION, REQUEST, ROUND = "Feedback Invitation", "Feedback Request", "Feedback Round"
DRAFT, SUBMITTED = "Draft", "Submitted"
# What a text column of the database takes, in bytes, with room for what cleaning adds.
LONGEST = 60_000
A_MINUTE = (60, 60)
# Answers of about this size come in the same number of bytes, for logs note how long an answer of the server was.
BLOCK = 8192
Said = Mapping[str, Any]


def prove(token: str) -> frappe._dict:
	"""Whose token it is: the invitation with its request and round. Raises EntranceClosed, RateLimitExceededError."""
	found = of_invitation(token_hash=digest(token))
	if not found or not hmac.compare_digest(found.token_hash, digest(token)):
		close_door(codes.unknown())
	check_pace("feedback", found.token_hash, *A_MINUTE)
	check_open(found)
	return found


def of_invitation(**where: str) -> frappe._dict | None:
	"""An invitation, with what of its request, round and rater decides whether it can be answered."""
	invitation, request = frappe.qb.DocType(INVITATION), frappe.qb.DocType(REQUEST)
	round_, employee = frappe.qb.DocType(ROUND), frappe.qb.DocType("Employee")
	query = frappe.qb.from_(invitation).join(request).on(request.name == invitation.request)
	query = query.join(round_).on(round_.name == invitation.round)
	query = query.left_join(employee).on(employee.name == invitation.rater)
	query = query.select(
		*(
			invitation[column]
			for column in (
				"name",
				"request",
				"round",
				"employee",
				"rater",
				"rater_group",
				"token_hash",
				"state",
			)
		),
		*(request[column] for column in ("employee_name", "coach")),
		*(round_[column] for column in ("title", "deadline", "launched_on")),
		request.state.as_("request_state"),
		round_.state.as_("round_state"),
		employee.status.as_("rater_status"),
	)
	for column, value in where.items():
		query = query.where(invitation[column] == value)
	return next(iter(query.limit(1).run(as_dict=True)), None)


def closed_because(found: Said) -> str:
	"""Why an invitation can't be answered, in words for the rater; empty where it can."""
	until = format_date(getdate(found["deadline"]))
	reasons: dict[Callable[[], bool], str] = {
		lambda: found["state"] == "Declined": _(
			"You have declined to give this feedback. If that has changed, tell HR."
		),
		lambda: found["round_state"] == "Cancelled": _(
			"This round was cancelled, and what was answered is deleted."
		),
		lambda: "Withdrawn" in (found["state"], found["request_state"]): _(
			"You aren't asked for this feedback any more. There is nothing to do."
		),
		lambda: found["rater_status"] in ("Left", "Inactive", "Suspended"): _(
			"You don't work here any more, so this feedback isn't asked of you."
		),
		lambda: (
			found["request_state"] in ("Closed", "Released") or found["round_state"] in ("Closed", "Released")
		): _("The round is closed. Thank you to everybody who answered."),
		lambda: found["round_state"] != "Collecting" or found["state"] != "Sent": _(
			"The round hasn't begun yet."
		),
		lambda: getdate(found["deadline"]) < getdate(): _("The last day to answer was {0}.").format(until),
	}
	return next((words for holds, words in reasons.items() if holds()), "")


def check_open(found: Said) -> None:
	"""Raises EntranceClosed where it can't be answered."""
	reason = closed_because(found)
	if reason:
		close_door(reason)


def token_for(invitation: str, user: str) -> str:
	"""A token for a rater who has logged in, for an invitation of his own. Raises PermissionError, EntranceClosed."""
	found = of_invitation(name=invitation)
	if not found or not found.rater or found.rater not in employees_of(user):
		frappe.throw(_("This invitation isn't yours."), exc=frappe.PermissionError, title=_("Not Permitted"))
	check_open(found)
	keys.ensure(found.round)
	return codes.hand_over(invitation)


# What is asked


def opened(token: str) -> dict[str, Any]:
	"""Everything that the page shows: about whom, what is asked, who will see what, and what was written so far."""
	found = prove(token)
	kept_with, (head, answers) = frozen.of_round(found.round), kept(found)
	return of_even_length(
		{
			"subject": found.employee_name,
			"myself": found.rater_group == "Self",
			"named": found.rater_group in promises.ATTRIBUTED,
			"title": found.title,
			"until": format_date(getdate(found.deadline)),
			"promises": promises.of_round(kept_with, found),
			"items": kept_with["items"],
			"levels": [
				[level["value"], level["label"], level["meaning"]] for level in kept_with["scale"]["levels"]
			],
			"answers": answers,
			"submitted": bool(head) and head.state == SUBMITTED,
			"seen": stamp_of(answers),
		}
	)


def kept(found: Said, *, lock: bool = False) -> tuple[frappe._dict | None, dict[str, dict[str, Any]]]:
	"""The response to an invitation, and its answers by item. Raises KeyIsGone."""
	filters = {"round": found["round"], "respondent_key": keys.respondent_key(found["round"], found["name"])}
	head = frappe.db.get_value(
		sheets.RESPONSE, filters, ["name", "state"], as_dict=True, order_by=None, for_update=lock
	)
	lines = sheets.lines_of([head.name]) if head else pd.DataFrame(columns=sheets.LINE)
	return head, {
		line.item: {
			"value": flt(line.value),
			"not_applicable": cint(line.not_applicable),
			"text": line.text if isinstance(line.text, str) else "",
		}
		for line in lines.itertuples()
	}


def stamp_of(answers: Said) -> str:
	"""What two windows compare: times of change aren't kept."""
	return hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()[:16]


def of_even_length(said: dict[str, Any]) -> dict[str, Any]:
	"""The same with as many characters more as make its length a multiple of BLOCK."""
	size = len(json.dumps(said, separators=(",", ":"), default=str))
	missing = -size % BLOCK
	noise = "".join(new_token() for _part in range(missing // 43 + 1))
	return {**said, "padding": noise[:missing]}


# Answering


def saved(token: str, said: dict | str, seen: str = "") -> dict[str, str]:
	"""Keep a draft; `seen` is what the page was told when it last read or saved. Raises EntranceClosed, FeedbackRefused."""
	found = prove(token)
	return {"seen": write(found, as_object(said, "said"), seen, DRAFT)}


def submitted(token: str, said: dict | str, seen: str = "") -> dict[str, str]:
	"""Hand it in, or what was handed in again in other words. Raises EntranceClosed, FeedbackRefused."""
	found = prove(token)
	return {"seen": write(found, as_object(said, "said"), seen, SUBMITTED)}


def write(found: frappe._dict, said: Said, seen: str, state: str) -> str:
	"""What was said takes the place of what was there."""
	answers = fit(frozen.of_round(found.round), said, whole=state == SUBMITTED)
	check_collecting(found)
	head, before = kept(found, lock=True)
	if head and head.state == SUBMITTED and state == DRAFT:
		refuse(
			_(
				"You have submitted already. Submit again to change your answers; until then the earlier ones count."
			)
		)
	check_seen(before, seen)
	if head:
		sheets.delete([head.name])
	put(found, answers, state)
	return stamp_of(answers)


def check_collecting(found: Said) -> None:
	"""Lock the request: its answers are either counted at the close, or refused here. Raises EntranceClosed."""
	state = frappe.db.get_value(REQUEST, found["request"], "state", for_update=True)
	check_open({**found, "request_state": state})


def check_seen(before: Said, seen: str) -> None:
	"""Raises TimestampMismatchError where it was changed meanwhile in another window."""
	if seen and seen != stamp_of(before):
		frappe.throw(
			_("This was changed in another window. Reload the page: it shows what was saved there."),
			exc=frappe.TimestampMismatchError,
			title=_("Changed Meanwhile"),
		)


def put(found: frappe._dict, answers: Mapping[str, Said], state: str) -> None:
	"""A row for the response and one for each answer."""
	[name] = sheets.new_names(1)
	head = {column: found[column] for column in ("round", "request", "employee", "rater_group")}
	key = keys.respondent_key(found.round, found.name)
	heads = pd.DataFrame([{**head, "name": name, "state": state, "respondent_key": key}], dtype=object)
	lines = [
		{"parent": name, "idx": idx, "item": item, **values}
		for idx, (item, values) in enumerate(answers.items(), 1)
	]
	sheets.insert(heads, pd.DataFrame(lines, columns=sheets.LINE, dtype=object), found.launched_on)


def fit(asked: Said, said: Said, *, whole: bool) -> dict[str, dict[str, Any]]:
	"""Answers as they are stored, those that say something. Raises FeedbackRefused, IncompleteCall."""
	items = {each["item"]: each for each in asked["items"]}
	strange = [item for item in said if item not in items]
	if strange:
		incomplete(_("answers to what is asked here"))
	levels = {flt(level["value"]) for level in asked["scale"]["levels"]}
	answers = {item: answer_to(items[item], said[item], levels) for item in items if item in said}
	answers = {item: each for item, each in answers.items() if any(each.values())}
	if whole:
		check_whole(items, answers)
	return answers


def answer_to(item: Said, said: object, levels: set[float]) -> dict[str, Any]:
	"""One answer. Raises FeedbackRefused, IncompleteCall."""
	if not isinstance(said, Mapping):
		incomplete(_("a JSON object"))
	rated = item["kind"] == "Rating"
	none = int(rated and bool(cint(said.get("not_applicable"))))
	value = flt(said.get("value")) if rated and not none else 0.0
	if value and value not in levels:
		refuse(_("{0}: choose one of the levels that are shown.").format(item["text"]))
	text = markup.safe(strip(cstr(said.get("text"))))
	if len(text.encode()) > LONGEST:
		refuse(
			_("{0}: at most {1} characters. Shorten it; nothing is lost on this page.").format(
				item["text"], f"{LONGEST:,}"
			)
		)
	return {"value": value, "not_applicable": none, "text": text}


def check_whole(items: Mapping[str, Said], answers: Mapping[str, Said]) -> None:
	"""Raises FeedbackRefused that names the first that lacks an answer."""
	lacking = [
		each["text"]
		for item, each in items.items()
		if each["required"] and not answered(each, answers.get(item))
	]
	if lacking:
		refuse(_("An answer is required: {0}").format(lacking[0]))
	if not answers:
		refuse(_("Answer at least one question, or decline at the end of the page."))


def answered(item: Said, answer: Said | None) -> bool:
	"""Whether an answer says what was asked: a rating or that it doesn't apply, a text."""
	if not answer:
		return False
	return (
		bool(answer["value"] or answer["not_applicable"])
		if item["kind"] == "Rating"
		else bool(answer["text"])
	)


def declined(token: str, reason: str) -> None:
	"""Say that one won't answer, and why; a draft goes. Raises EntranceClosed, FeedbackRefused."""
	found = prove(token)
	check_collecting(found)
	asked.decline_row(frappe.db.get_value(INVITATION, found.name, "*", as_dict=True), reason)


def incomplete(expected: str) -> NoReturn:
	"""Raises IncompleteCall."""
	frappe.throw(_("{0} must be {1}.").format("said", expected), exc=IncompleteCall, title=_("Incomplete"))


def refuse(message: str) -> NoReturn:
	"""Raises FeedbackRefused."""
	frappe.throw(message, exc=FeedbackRefused, title=_("Not Possible So"))
