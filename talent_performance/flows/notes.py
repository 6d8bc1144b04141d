"""What a feedback note may be: about whom, asked of whom, seen by whom, and how long its author may still change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, cstr, get_datetime, getdate, now

from talent_performance.access import colleagues, guarded, practices
from talent_performance.access.audience import Practice
from talent_performance.access.delegations import leads
from talent_performance.access.pace import check_pace
from talent_performance.access.people import employees_of
from talent_performance.exceptions import IllegalMove
from talent_performance.flows import conversations, kept_fields
from talent_performance.flows.refusals import refuse
from talent_performance.store.goal_tables import OBJECTIVE

NOTE = conversations.NOTE
PRAISE, SUGGESTION, REQUEST = "Praise", "Suggestion", "Request"
ONLY_ME, MANAGER, BOTH, EVERYBODY = "Only Me", "Manager", "Employee and Manager", "Everybody"
OPEN, ANSWERED, DECLINED = "Open", "Answered", "Declined"
# What the server writes, whatever a client sends.
KEPT = ("state", "answers", "shared_on", "thanked_on")
LONGEST = 5000
# A week is long enough to put words right, and short enough that a review rests on what stays.
DAYS_TO_CHANGE = 7
ASKED_AT_ONCE = 5
# Nobody writes a note every two minutes for an hour.
TIMES, SECONDS = 30, 3600


def before_insert(note: Document) -> None:
	"""Raises RateLimitExceededError for somebody who writes more than one can mean."""
	check_pace("notes", frappe.session.user, TIMES, SECONDS)


def validate(note: Document) -> None:
	"""For the controller. Raises GoalRefused, IllegalMove or PracticeOff."""
	kept_fields.restore(note, KEPT)
	before = note.get_doc_before_save()
	if before:
		check_may_change(note, before)
	else:
		check_people(note)
	check_text(note)
	if note.kind == REQUEST:
		set_request(note, before)
	else:
		note.asked_of = note.asked_of_name = None
		check_own(note)
	check_objective(note, before)
	check_wall(note, before)
	set_shared(note, before)


def check_may_change(note: Document, before: Document) -> None:
	"""Author and kind stay; what others have read for a week stays as it is. Raises GoalRefused or IllegalMove."""
	note.author = before.author
	if REQUEST in (note.kind, before.kind) and note.kind != before.kind:
		refuse(_("A request stays a request, and a note a note. Write another one."))
	if kept_fields.is_writing() or not kept_fields.changed(note, KEPT):
		return
	if before.state in (ANSWERED, DECLINED):
		_not_now(_("{0} has replied to this request. Write another one.").format(before.asked_of_name))
	refuse_if_settled(before)


def refuse_if_settled(note: Document) -> None:
	"""Raises IllegalMove once others have been able to read it for a week."""
	if not may_change(note.shared_on):
		_not_now(
			_("Others have read this for more than {0} days, so it stays as it is.").format(DAYS_TO_CHANGE)
		)


def may_change(shared_on: object) -> bool:
	"""Whether its author may still change or withdraw what others read since then."""
	return not shared_on or get_datetime(now()) <= add_days(get_datetime(shared_on), DAYS_TO_CHANGE)


def check_people(note: Document) -> None:
	"""Of a new note. An answer is about whom the request says, who may be anybody the one who asks may ask about."""
	if kept_fields.is_writing():
		return
	colleagues.check_within_reach(note.employee)


def check_text(note: Document) -> None:
	"""Raises GoalRefused for what is empty or too long, or happens tomorrow."""
	length = len(note.note or "")
	if not (note.note or "").strip():
		refuse(_("The note is empty."))
	if length > LONGEST:
		refuse(_("A note has at most {0} characters; this one has {1}.").format(LONGEST, length))
	if getdate(note.on_date) > getdate():
		refuse(
			_("{0} lies ahead. A note is about what has been.").format(frappe.format(note.on_date, "Date"))
		)


def check_own(note: Document) -> None:
	"""A note about oneself is for oneself. Raises GoalRefused."""
	own = employees_of(frappe.db.get_value("Employee", note.author, "user_id"))
	if note.employee in (note.author, *own) and note.visibility != ONLY_ME:
		refuse(_("A note about oneself is seen by oneself: set Seen By to “{0}”.").format(_(ONLY_ME)))


def set_request(note: Document, before: Document | None) -> None:
	"""A request is between who asks and who is asked, about himself or somebody whom he leads. Raises GoalRefused."""
	note.visibility = ONLY_ME
	if before:
		return
	own = employees_of(frappe.session.user)
	if not note.asked_of:
		refuse(_("Asked Of: say whom you ask for feedback."))
	if note.asked_of in (*own, note.employee):
		refuse(_("Ask somebody else: a request goes neither to oneself nor to whom it is about."))
	if note.employee not in own and not leads(frappe.session.user, note.employee):
		refuse(_("One asks for feedback about oneself, or about somebody whom one leads."))
	colleagues.check_within_reach(note.asked_of)
	note.state = OPEN


def check_objective(note: Document, before: Document | None) -> None:
	"""Raises GoalRefused for an objective of somebody else, or one that the author may not see."""
	if not note.objective or kept_fields.is_writing() or (before and before.objective == note.objective):
		return
	if not guarded.seen(OBJECTIVE, [note.objective]):
		refuse(_("{0} isn't an objective that you may see.").format(note.objective))
	conversations.check_about(note)


def check_wall(note: Document, before: Document | None) -> None:
	"""Raises PracticeOff where an agreement keeps somebody from being praised before everybody."""
	if note.visibility == EVERYBODY and not (before and before.visibility == EVERYBODY):
		practices.check_on(Practice.WALL, note.employee)


def set_shared(note: Document, before: Document | None) -> None:
	"""Since when others read it."""
	shared = note.visibility != ONLY_ME or note.kind == REQUEST
	note.shared_on = ((before and before.shared_on) or now()) if shared else None


def on_trash(note: Document) -> None:
	"""Withdrawn by its author: the request that it answers is open again. Raises IllegalMove."""
	if note.state == ANSWERED:
		_not_now(_("{0} has answered this request: it stays with the answer.").format(note.asked_of_name))
	refuse_if_settled(note)
	if note.answers:
		set_state(note.answers, OPEN)


def after_delete(note: Document) -> None:
	"""What Frappe keeps of deleted documents is a name without a word."""
	for field in note.meta.get("fields", {"fieldname": ("!=", "naming_series")}):
		note.set(field.fieldname, None)


# Deeds


def give(values: Mapping[str, object]) -> Document:
	"""A new note of the session's user. Raises PermissionError, GoalRefused, PracticeOff, RateLimitExceededError."""
	if values.get("kind") not in (PRAISE, SUGGESTION):
		refuse(_("Kind: expected “{0}” or “{1}”.").format(_(PRAISE), _(SUGGESTION)))
	return guarded.save(_new(values))


def ask(values: Mapping[str, object]) -> Document:
	"""A request for feedback by the session's user, about himself where nobody else is named. Raises as `give`."""
	about = cstr(values.get("employee")) or conversations.author_of(frappe.session.user)
	return guarded.save(_new({**values, "employee": about, "kind": REQUEST, "visibility": ONLY_ME}))


def ask_several(people: Sequence[str], values: Mapping[str, object]) -> list[str]:
	"""The same of a few people, each by himself: nobody sees who else was asked. Raises as `give`."""
	asked = list(dict.fromkeys(people))
	if not 0 < len(asked) <= ASKED_AT_ONCE:
		refuse(_("Choose between 1 and {0} people to ask.").format(ASKED_AT_ONCE))
	return [ask({**values, "asked_of": each}).name for each in asked]


def answer(request: str, values: Mapping[str, object]) -> Document:
	"""A note of whoever was asked, about whom the request says. Raises PermissionError, IllegalMove, GoalRefused."""
	asked = _asked_of_me(request)
	if asked.state != OPEN:
		_not_now(_("This request isn't open any more: {0}.").format(_(asked.state)))
	if values.get("kind") not in (PRAISE, SUGGESTION):
		refuse(_("Kind: expected “{0}” or “{1}”.").format(_(PRAISE), _(SUGGESTION)))
	if values.get("visibility") not in readers_of_answer(asked.author, asked.employee):
		refuse(_("Seen By: whoever asked has to be able to read the answer."))
	about = {"employee": asked.employee, "competency": asked.competency, "objective": asked.objective}
	with kept_fields.writing():
		said = guarded.save(_new({**values, **about, "answers": asked.name}))
	set_state(asked.name, ANSWERED)
	return said


def readers_of_answer(asker: str, employee: str) -> tuple[str, ...]:
	"""By whom an answer may be seen, so that whoever asked reads it."""
	return (BOTH, EVERYBODY) if asker == employee else (MANAGER, BOTH, EVERYBODY)


def decline(request: str, take_back: bool = False) -> None:
	"""Whoever was asked says that he has nothing to say, or takes that back. Raises PermissionError, IllegalMove."""
	asked = _asked_of_me(request)
	if asked.state != (DECLINED if take_back else OPEN):
		_not_now(_("This request isn't open any more: {0}.").format(_(asked.state)))
	set_state(request, OPEN if take_back else DECLINED)


def change(name: str, values: Mapping[str, object], modified: str) -> Document:
	"""Other words of one's own. Raises PermissionError, TimestampMismatchError, GoalRefused, IllegalMove."""
	note = frappe.get_doc(NOTE, name, for_update=True)
	guarded.check(note, "write")
	if str(note.modified) != modified:
		conversations.refuse_stale()
	fields = ("kind", "note", "visibility", "competency", "objective")
	note.update({field: cstr(values[field]) or None for field in fields if field in values})
	if note.answers and note.visibility not in _readers_of_answer_to(note.answers):
		refuse(_("Seen By: whoever asked has to be able to read the answer."))
	return guarded.save(note)


def withdraw(name: str) -> None:
	"""One's own note away, without a trace of its text. Raises PermissionError, IllegalMove."""
	guarded.check(frappe.get_doc(NOTE, name), "delete")
	frappe.delete_doc(NOTE, name, ignore_permissions=True, delete_permanently=True)


def thank(name: str, take_back: bool = False) -> None:
	"""Whom a note is about thanks its author, once, or takes that back. Raises PermissionError."""
	note = frappe.get_doc(NOTE, name)
	guarded.check(note)
	own = employees_of(frappe.session.user)
	if note.employee not in own or note.author in own or note.kind == REQUEST:
		_refuse_access(_("Only whom a note is about says thanks for it."))
	_keep(name, {"thanked_on": None if take_back else note.thanked_on or now()})


def set_state(request: str, state: str) -> None:
	"""Where a request stands now."""
	_keep(request, {"state": state})


def _keep(name: str, values: Mapping[str, object]) -> None:
	# What others do with a note is no change of its author's: the form that he has open stays good.
	frappe.db.set_value(NOTE, name, values, update_modified=False)


def _new(values: Mapping[str, object]) -> Document:
	fields = ("employee", "kind", "note", "visibility", "competency", "objective", "asked_of", "answers")
	said = {field: cstr(values.get(field)) or None for field in fields}
	note = frappe.get_doc({"doctype": NOTE, **said, "on_date": getdate()})
	conversations.set_author(note)
	return note


def _asked_of_me(request: str) -> Document:
	"""A request, locked until the commit so that who presses twice answers once. Raises PermissionError."""
	asked = frappe.get_doc(NOTE, request, for_update=True)
	guarded.check(asked)
	if asked.kind != REQUEST or asked.asked_of not in employees_of(frappe.session.user):
		_refuse_access(_("You weren't asked for this."))
	return asked


def _readers_of_answer_to(request: str) -> tuple[str, ...]:
	asker, employee = frappe.db.get_value(NOTE, request, ["author", "employee"])
	return readers_of_answer(asker, employee)


def _not_now(message: str) -> None:
	frappe.throw(message, exc=IllegalMove, title=_("Not Possible Now"))


def _refuse_access(message: str) -> None:
	frappe.throw(message, exc=frappe.PermissionError, title=_("Not Permitted"))
