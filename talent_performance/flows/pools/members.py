"""What becomes of people in a pool: nominated, taken in or declined, reviewed, let go. Each step names a human and a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, NoReturn, TypedDict

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_months, cint, getdate, now_datetime, today

from talent_performance.access import guarded
from talent_performance.access.calibration import check_not_upwards
from talent_performance.access.people import employees_of
from talent_performance.exceptions import IllegalMove, IncompleteCall
from talent_performance.flows import readable
from talent_performance.flows.pools.criteria import POOL

MEMBER = "Talent Pool Member"
SUGGESTED, NOMINATED, IN, DECLINED, LEFT = "Suggested", "Nominated", "Member", "Declined", "Left"
REVIEWED = "Reviewed"
PROGRESS = ("On Track", "Behind", "Ready to Move")
MOST = 200
POINT = "one_of_many_members"
REFUSALS = (frappe.ValidationError, frappe.PermissionError)


class Move(NamedTuple):
	"""A step that somebody may take with a person in a pool: out of which states, and into which."""

	out_of: tuple[str, ...]
	into: str


MOVES = {
	"Nominated": Move(("", SUGGESTED, DECLINED, LEFT), NOMINATED),
	"Joined": Move((SUGGESTED, NOMINATED), IN),
	"Declined": Move((SUGGESTED, NOMINATED), DECLINED),
	REVIEWED: Move((IN,), IN),
	"Left": Move((IN,), LEFT),
}
DECIDED = tuple(step for step in MOVES if step != "Nominated")


class Outcome(TypedDict):
	"""For whom it was done, and for whom not and why."""

	done: list[str]
	refused: list[dict[str, str]]


def nominate(pool: str, employee: str, reason: str) -> str:
	"""Nominate somebody; returns the record. Whoever keeps the pool may, and managers where it is open to them.

	Raises PermissionError, IllegalMove, IncompleteCall.
	"""
	check_reason(reason)
	member = member_of(pool, employee)
	check_may_nominate(pool, member)
	own = employees_of(frappe.session.user)
	member.update({"nominated_by": own[0] if own else None, "nominated_on": today(), "ended_on": None})
	return step(member, "Nominated", reason).name


def member_of(pool: str, employee: str) -> Document:
	"""The record of somebody in a pool, locked; a new one where there is none."""
	name = frappe.db.get_value(MEMBER, {"pool": pool, "employee": employee})
	if name:
		return frappe.get_doc(MEMBER, name, for_update=True)
	known = frappe.db.get_value("Employee", employee, ["employee_name", "company"], as_dict=True) or {}
	return frappe.get_doc({"doctype": MEMBER, "pool": pool, "employee": employee, "status": "", **known})


def check_may_nominate(pool: str, member: Document) -> None:
	"""Raises PermissionError for whom the reader may not see as talent, and for a pool that isn't open to him.

	Whoever may not see the pool learns nothing of it, not even whether there is one.
	"""
	open_to = frappe.db.get_value(POOL, pool, ["company", "open_to_nominations", "disabled"], as_dict=True)
	seen = bool(member.company) and guarded.may(member, "read")
	keeps = bool(open_to) and guarded.may(frappe.get_doc(POOL, pool), "write")
	offered = bool(open_to) and open_to.open_to_nominations and open_to.company == member.company
	if not seen or not open_to or open_to.disabled or not (keeps or offered):
		not_permitted(_("You can't nominate this person for this pool."))
	check_not_upwards(member.employee)
	if frappe.db.get_value("Employee", member.employee, "status") == "Left":
		impossible(_("{0} has left.").format(member.employee_name))


def decide(
	members: Sequence[str], deed: str, reason: str, progress: str = "", review_on: str = ""
) -> Outcome:
	"""Take a step with these people of pools that the user keeps; one who is refused holds back no other."""
	check_asked(members, deed, reason, progress)
	outcome: Outcome = {"done": [], "refused": []}
	seen = guarded.seen(MEMBER, members)
	for name in dict.fromkeys(members):
		why = one(name, deed, reason, progress, review_on) if name in seen else unseen()
		if why:
			outcome["refused"].append(
				{"member": name, "name": called(name) if name in seen else name, "why": why}
			)
		else:
			outcome["done"].append(name)
	return outcome


def check_asked(members: Sequence[str], deed: str, reason: str, progress: str) -> None:
	"""Raises IncompleteCall for what can't be done with anybody."""
	if deed not in DECIDED:
		incomplete(_("{0} isn't a step; expected one of {1}.").format(deed, ", ".join(DECIDED)))
	if len(members) > MOST:
		incomplete(_("{0} people at once are too many: choose at most {1}.").format(len(members), MOST))
	if deed == REVIEWED and progress not in PROGRESS:
		incomplete(_("Progress: expected one of {0}.").format(", ".join(_(each) for each in PROGRESS)))
	check_reason(reason)


def check_reason(reason: str) -> None:
	"""Raises IncompleteCall without one: no decision follows from a score alone."""
	if not (reason or "").strip():
		incomplete(_("Reason: say why. Whoever looks at it in a year will want to know."))


def one(name: str, deed: str, reason: str, progress: str, review_on: str) -> str:
	"""Do it with one; why that can't be, empty where it was done."""
	said = len(frappe.local.message_log)
	frappe.db.savepoint(POINT)
	try:
		member = frappe.get_doc(MEMBER, name, for_update=True)
		pool = frappe.get_doc(POOL, member.pool)
		guarded.check(pool, "write")
		check_not_upwards(member.employee)
		step(member, deed, reason, progress, pool=pool, review_on=review_on)
	except REFUSALS as e:
		frappe.db.rollback(save_point=POINT)
		del frappe.local.message_log[said:]
		return str(e) or _("You may not do this.")
	return ""


def step(
	member: Document,
	deed: str,
	reason: str,
	progress: str = "",
	*,
	pool: Document | None = None,
	review_on: str = "",
) -> Document:
	"""Take a step with one person. Raises IllegalMove where it isn't possible from where the person is."""
	move = MOVES[deed]
	if member.status not in move.out_of:
		impossible(
			_("{0} is {1}: {2} isn't possible from there.").format(
				member.employee_name, _(member.status), _(deed)
			)
		)
	if pool:
		member.update(dates_of(member, deed, cint(pool.review_months), review_on))
	member.status, member.reason = move.into, reason.strip()
	member.progress = progress or member.progress
	member.append("steps", {"step": deed, "at": now_datetime(), "note": reason.strip(), "progress": progress})
	return member.insert(ignore_permissions=True) if member.is_new() else member.save(ignore_permissions=True)


def dates_of(member: Document, deed: str, months: int, review_on: str) -> dict[str, Any]:
	"""The days that a step sets: since when, until when, and when the next look is due."""
	if deed in ("Declined", "Left"):
		return {"ended_on": today(), "review_on": None}
	next_one = getdate(review_on) if review_on else getdate(add_months(today(), months)) if months else None
	if next_one and next_one <= getdate(today()):
		impossible(_("Next Review: {0} isn't ahead.").format(frappe.format(next_one, "Date")))
	joined = {"joined_on": today(), "progress": "", "ended_on": None} if deed == "Joined" else {}
	return {**joined, "review_on": next_one}


def called(name: str) -> str:
	"""How a person in a pool is called."""
	return frappe.db.get_value(MEMBER, name, "employee_name") or name


def unseen() -> str:
	return _("There is no such person in a pool, or you may not see it.")


def not_permitted(message: str) -> NoReturn:
	"""Raises PermissionError."""
	frappe.throw(message, exc=frappe.PermissionError, title=_("Not Permitted"))


def impossible(message: str) -> NoReturn:
	"""Raises IllegalMove."""
	frappe.throw(message, exc=IllegalMove, title=_("Not Possible Now"))


def incomplete(message: str) -> NoReturn:
	"""Raises IncompleteCall."""
	frappe.throw(message, exc=IncompleteCall, title=_("Incomplete"))


# ---- what a manager sees of pools in the portal


def of_person(employee: str) -> dict[str, Any] | None:
	"""Pools in which somebody is, and those for which the reader may nominate him; None for who may not see talent data."""
	known = frappe.db.get_value("Employee", employee, ["employee_name", "company", "status"], as_dict=True)
	if not known or not guarded.may(hypothetical(employee, known.company), "read"):
		return None
	there = readable.rows(
		MEMBER,
		["pool", "status", "joined_on", "review_on", "progress", "reason"],
		"status, name",
		filters={"employee": employee},
	)
	titles = readable.names_of(POOL, "title", [row["pool"] for row in there])
	taken = {row["pool"] for row in there if row["status"] in (NOMINATED, IN)}
	offered = open_pools(known.company) if known.status != "Left" else []
	return {
		"rows": [
			{**row, "title": titles.get(row["pool"], row["pool"])}
			for row in there
			if row["status"] != SUGGESTED
		],
		"open": [row for row in offered if row["name"] not in taken],
	}


def hypothetical(employee: str, company: str) -> Document:
	"""A record about somebody that isn't stored: for asking the guard about the person and not about a row."""
	return frappe.get_doc({"doctype": MEMBER, "employee": employee, "company": company})


def open_pools(company: str) -> list[dict[str, Any]]:
	"""Pools of a company for which managers may nominate: what they are called and for."""
	filters = {"company": company, "open_to_nominations": 1, "disabled": 0}
	return frappe.get_all(POOL, filters, ["name", "title", "purpose"], order_by="title, name", limit=0)
