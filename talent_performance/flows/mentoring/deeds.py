"""What people do with pairs: propose, answer, note a meeting down, agree on goals, say how helpful it is, end it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, getdate, today

from talent_performance.access import guarded
from talent_performance.access.mentoring import (
	HR,
	MENTEE,
	MENTOR,
	PAIR,
	RATING,
	check_side,
	proposes_as,
	side_of,
)
from talent_performance.access.mentoring import (
	refuse as not_permitted,
)
from talent_performance.exceptions import IllegalMove
from talent_performance.flows import kept_fields
from talent_performance.flows.development import deeds as plan_deeds
from talent_performance.flows.mentoring.saving import (
	ACTIVE,
	DECLINED,
	ENDED,
	LONGEST,
	PLAN,
	PROPOSED,
	check_room,
	refuse,
)

SAID = ("mentee", "mentor", "kind", "competency", "note", "goals", "starts_on", "ends_on", "development_plan")
AGREED = ("goals", "rhythm_days", "starts_on", "ends_on")
FLAGS = {MENTEE: "mentee_agreed", MENTOR: "mentor_agreed"}
WORST, BEST = 1, 5
LONGEST_MEETING = 24 * 60
MOST = 200
POINT = "one_of_many_pairs"
REFUSALS = (frappe.ValidationError, frappe.PermissionError)


def propose(values: Mapping[str, Any]) -> str:
	"""Propose a pair; returns its name. `action` is the row of the plan's action that the mentor is to help with.

	Raises PermissionError, MentoringRefused.
	"""
	mentee, mentor = (cstr(values.get(field)) for field in ("mentee", "mentor"))
	missing = [each for each in (mentee, mentor) if not frappe.db.exists("Employee", each)]
	by = proposes_as(mentee, mentor)
	if missing:
		refuse(_("Say who learns, and who helps."))
	check_one_company(mentee, mentor, by)
	pair = frappe.get_doc({"doctype": PAIR, **as_texts(values, SAID)})
	pair.kind = pair.kind or "Mentoring"
	pair.rhythm_days = cint(values.get("rhythm_days", 30))
	pair.update({"state": PROPOSED, "proposed_by": by})
	if by in FLAGS:
		pair.set(FLAGS[by], 1)
	if pair.development_plan:
		guarded.check(frappe.get_doc(PLAN, pair.development_plan))
	with kept_fields.writing():
		pair.insert(ignore_permissions=True)
	if pair.development_plan and values.get("action"):
		plan_deeds.change_action(pair.development_plan, cstr(values["action"]), {"mentor": mentor})
	return pair.name


def check_one_company(mentee: str, mentor: str, by: str) -> None:
	"""Across companies HR proposes: nobody else learns who works there. Raises PermissionError."""
	companies = frappe.get_all(
		"Employee", filters={"name": ("in", (mentee, mentor))}, pluck="company", order_by="name"
	)
	if by != HR and len(set(companies)) > 1:
		not_permitted(_("The two work for different companies. Ask HR to propose the pair."))


def answer(name: str, agrees: bool, reason: str = "") -> None:
	"""Agree to a proposal, or decline it with a reason. Once both agree the pair is active.

	Raises PermissionError, IllegalMove, MentoringRefused.
	"""
	pair, side = own(name, (PROPOSED,))
	if pair.get(FLAGS[side]):
		not_now(_("You have agreed already; the other side is asked."))
	if not agrees:
		end_as(pair, DECLINED, reason)
		return
	pair.set(FLAGS[side], 1)
	if pair.mentee_agreed and pair.mentor_agreed:
		check_room(pair)
		pair.update({"state": ACTIVE, "starts_on": pair.starts_on or today()})
	store(pair)


def end(name: str, reason: str) -> None:
	"""End a pair, or take a proposal back; either of the two may, and HR. Raises PermissionError, IllegalMove, MentoringRefused."""
	pair = locked(name)
	check_state(pair, (PROPOSED, ACTIVE))
	if not side_of(pair.as_dict()) and not guarded.may(pair, "write"):
		not_permitted(_("Only the two of a pair do this."))
	end_as(pair, ENDED if pair.state == ACTIVE else DECLINED, reason)


def end_as(pair: Document, state: str, reason: str) -> None:
	"""The last state, and why."""
	pair.update({"state": state, "ended_on": today(), "ended_reason": needed(reason, _("Reason"))})
	store(pair)


def note_meeting(name: str, values: Mapping[str, Any]) -> str:
	"""Note down a meeting that was held; returns its row. Raises PermissionError, IllegalMove, MentoringRefused."""
	pair, side = own(name, (ACTIVE,))
	held_on, minutes = getdate(cstr(values.get("held_on")) or today()), cint(values.get("minutes"))
	if held_on > getdate(today()):
		refuse(_("Held On: {0} is still to come. Note a meeting down once it was held.").format(held_on))
	if not 0 <= minutes <= LONGEST_MEETING:
		refuse(_("Minutes: 0 to {0}, {1} was given.").format(LONGEST_MEETING, minutes))
	row = pair.append(
		"meetings",
		{
			"held_on": held_on,
			"minutes": minutes,
			"topics": needed(values.get("topics"), _("Topics")),
			"agreed": short(values.get("agreed"), _("Agreed")),
			"logged_by": pair.mentee if side == MENTEE else pair.mentor,
		},
	)
	store(pair)
	return row.name


def drop_meeting(name: str, row: str) -> None:
	"""Take back a meeting that one has noted down oneself. Raises PermissionError, IllegalMove, MentoringRefused."""
	pair, side = own(name, (ACTIVE,))
	line = next((each for each in pair.meetings if each.name == row), None)
	if line is None:
		refuse(_("There is no such meeting any more. Load the page again."))
	if line.logged_by != (pair.mentee if side == MENTEE else pair.mentor):
		not_permitted(_("Who has noted a meeting down takes it back."))
	pair.remove(line)
	store(pair)


def agree_on(name: str, values: Mapping[str, Any]) -> None:
	"""Change goals, rhythm and days of an active pair; either of the two may. Raises PermissionError, IllegalMove, MentoringRefused."""
	pair, _side = own(name, (ACTIVE,))
	pair.update(as_texts(values, [field for field in AGREED if field in values]))
	store(pair)


def rate(name: str, score: int, said: str = "") -> None:
	"""Say how helpful the pair is, from 1 to 5, or say it anew. The other side never reads it.

	Raises PermissionError, IllegalMove, MentoringRefused.
	"""
	pair, side = own(name, (ACTIVE, ENDED))
	if not WORST <= score <= BEST:
		refuse(_("How Helpful: {0} to {1}, {2} was given.").format(WORST, BEST, score))
	who, other = (pair.mentee, pair.mentor) if side == MENTEE else (pair.mentor, pair.mentee)
	known = frappe.db.get_value(RATING, {"pair": pair.name, "employee": who})
	rating = frappe.get_doc(RATING, known) if known else frappe.new_doc(RATING)
	rating.update({"pair": pair.name, "employee": who, "other": other, "side": side, "company": pair.company})
	rating.update({"score": score, "said": short(said, _("In Words")), "rated_on": today()})
	rating.save(ignore_permissions=True)


def own(name: str, states: tuple[str, ...]) -> tuple[Document, str]:
	"""A pair of which the user is one, locked, in one of these states, and on which side. Raises PermissionError, IllegalMove."""
	pair = locked(name)
	side = check_side(pair.as_dict())
	check_state(pair, states)
	return pair, side


def locked(name: str) -> Document:
	"""A pair that the user reads. Raises PermissionError."""
	if not frappe.db.exists(PAIR, name):
		not_permitted(_("You have no access to {0} {1}.").format(_(PAIR), name))
	pair = frappe.get_doc(PAIR, name, for_update=True)
	guarded.check(pair)
	return pair


def check_state(pair: Document, states: tuple[str, ...]) -> None:
	"""Raises IllegalMove in another state."""
	if pair.state not in states:
		not_now(
			_("The pair is {0}: this is for a pair that is {1}.").format(
				_(pair.state), ", ".join(_(state) for state in states)
			)
		)


def as_texts(values: Mapping[str, Any], fields: Sequence[str]) -> dict[str, str | None]:
	"""What is said in these fields, whatever kind of thing came; nothing is None."""
	return {field: cstr(values.get(field)).strip() or None for field in fields}


def not_now(message: str) -> None:
	"""Raises IllegalMove."""
	frappe.throw(message, exc=IllegalMove, title=_("Not Possible Now"))


def needed(text: object, label: str) -> str:
	"""A text that says something. Raises MentoringRefused."""
	said = short(text, label)
	return said or refuse(_("{0}: say it in a few words.").format(label))


def short(text: object, label: str) -> str:
	"""A text without blanks around it, that has room. Raises MentoringRefused."""
	said = cstr(text).strip()
	if len(said) > LONGEST:
		refuse(_("{0}: at most {1} characters, {2} were given.").format(label, LONGEST, len(said)))
	return said


def store(pair: Document) -> None:
	"""Save what a deed has written."""
	held = [getdate(line.held_on) for line in pair.meetings]
	pair.last_met_on = max(held) if held else None
	with kept_fields.writing():
		pair.save(ignore_permissions=True)


def propose_many(pairs: list[Any]) -> dict[str, list]:
	"""Propose pairs one by one, each with the same rules; who was refused and why. Raises MentoringRefused for too many."""
	if len(pairs) > MOST:
		refuse(_("At most {0} pairs at a time; {1} were given.").format(MOST, len(pairs)))
	done: list[str] = []
	refused: list[dict[str, str]] = []
	for values in pairs:
		frappe.db.savepoint(POINT)
		try:
			done.append(propose(values if isinstance(values, dict) else {}))
		except REFUSALS as refusal:
			frappe.db.rollback(save_point=POINT)
			frappe.clear_last_message()
			refused.append(
				{
					"mentee": cstr(values.get("mentee")) if isinstance(values, dict) else "",
					"why": cstr(refusal),
				}
			)
	return {"done": done, "refused": refused}


def parts_in(name: str) -> dict[str, str | bool]:
	"""For the form: the user's side, whether his answer is waited for, and whether he may end it. Raises PermissionError."""
	pair = locked(name)
	side = side_of(pair.as_dict())
	return {
		"side": side,
		"asked": bool(side) and pair.state == PROPOSED and not pair.get(FLAGS[side]),
		"may_end": pair.state in (PROPOSED, ACTIVE) and (bool(side) or guarded.may(pair, "write")),
		"may_rate": bool(side) and pair.state in (ACTIVE, ENDED),
	}
