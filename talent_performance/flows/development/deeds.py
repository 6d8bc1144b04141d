"""What people do with development plans: agree on them, work on them, look at them together, end them.

Every deed asks access/development.py which parts the user has, then whether the plan is in a state for it, and leaves a step
with who, when and why. What the client says about who it is counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, flt, now_datetime, today

from talent_performance.access.development import IMPROVEMENT, PLAN, Part, manager_of, parts
from talent_performance.access.people import employees_of
from talent_performance.engine.development import OPEN
from talent_performance.exceptions import IllegalMove
from talent_performance.flows import kept_fields
from talent_performance.flows.development.handing_over import MENTOR_LEFT
from talent_performance.flows.development.saving import (
	ACTIVE,
	AWAITING,
	CANCELLED,
	COMPLETED,
	DONE,
	DRAFT,
	DROPPED,
	IN_PROGRESS,
	ONBOARDING,
	PLANNED,
	SUGGESTED,
	beginning,
	numbered,
	refuse,
)

LEADERS = (Part.MANAGER, Part.HR, Part.OWNER)
OUTCOMES = ("Met", "Partly Met", "Not Met", "Ended")
REVIEWED = ("On Track", "At Risk", "Off Track")
# What may be said of an action; everything else of it follows from deeds.
SAYABLE = (
	"action", "learning_type", "competency", "level_before", "level_wanted", "responsible", "mentor", "starts_on", "due_on",
	"success_measure", "cost", "evidence", "milestone",
)  # fmt: skip


@dataclass(frozen=True)
class Deed:
	"""A deed: what a message calls it, in which states, by whom; `of_person`: also by the plan's subject, but not of an improvement."""

	title: str
	states: tuple[str, ...]
	by: tuple[Part, ...]
	of_person: bool = False


DEEDS: dict[str, Deed] = {
	"submit": Deed("Submit for Approval", (DRAFT,), LEADERS, of_person=True),
	"take_back": Deed("Take Back", (AWAITING,), (), of_person=True),
	"approve": Deed("Approve", (AWAITING,), (Part.APPROVER,)),
	"give_back": Deed("Return", (AWAITING,), (Part.APPROVER,)),
	"revise": Deed("Revise", (ACTIVE,), (Part.APPROVER, Part.MANAGER)),
	"add": Deed("Add Action", (DRAFT, AWAITING, ACTIVE), LEADERS, of_person=True),
	"change": Deed("Change Action", (DRAFT, AWAITING, ACTIVE), LEADERS),
	"plan_own": Deed("Change Action", (DRAFT,), LEADERS, of_person=True),
	"accept": Deed("Accept", (DRAFT, AWAITING, ACTIVE), (), of_person=True),
	"drop": Deed("Drop", (DRAFT, AWAITING, ACTIVE), LEADERS),
	"report": Deed("Report Progress", (ACTIVE,), LEADERS),
	"hold_review": Deed("Record Review", (ACTIVE,), LEADERS),
	"add_review": Deed("Plan Review", (DRAFT, AWAITING, ACTIVE), LEADERS, of_person=True),
	"complete": Deed("Complete", (ACTIVE,), (Part.MANAGER, Part.HR)),
	"cancel": Deed("Cancel Plan", (DRAFT, AWAITING, ACTIVE), (Part.MANAGER, Part.HR)),
	"sign_off": Deed("Sign for HR", (COMPLETED,), (Part.SIGNER,)),
	"hand_over": Deed("Hand Over", (DRAFT, AWAITING, ACTIVE), (Part.MANAGER, Part.HR)),
}


# Agreeing


def submit(name: str) -> None:
	"""A draft that is ready waits for approval. Raises PermissionError, IllegalMove, DevelopmentRefused."""
	plan = begun(name, "submit")
	check_ready(plan)
	plan.approver = None if plan.kind == IMPROVEMENT else manager_of(plan.employee)
	move(plan, AWAITING, "Submitted")


def approve(name: str, note: str = "") -> None:
	"""Both sides hold to it from now on. Raises PermissionError, IllegalMove."""
	plan = begun(name, "approve")
	plan.update(
		{"approved_by": frappe.session.user, "approved_on": now_datetime(), "version": numbered(plan)}
	)
	move(plan, ACTIVE, "Approved", note)


def return_to_draft(name: str, note: str = "") -> None:
	"""A plan to be worked on again: taken back by who submitted it, returned or revised, with a reason, by who approves it."""
	plan = locked(name)
	if plan.state == ACTIVE:
		deed, step = "revise", "Revised"
	else:
		taken_back = Part.APPROVER not in parts(plan.as_dict())
		deed, step = ("take_back", "Taken Back") if taken_back else ("give_back", "Returned")
	check_able(plan, deed)
	move(plan, DRAFT, step, note if deed == "take_back" else needed(note))


def check_ready(plan: Document) -> None:
	"""Raises DevelopmentRefused for what a plan lacks before anybody can approve it."""
	waiting = [str(row.idx) for row in plan.actions if row.state == SUGGESTED]
	if waiting:
		refuse(
			_("Actions {0} are only suggested: accept or drop them before you submit.").format(
				", ".join(waiting)
			)
		)
	planned = [row for row in plan.actions if row.state != DROPPED]
	if not planned:
		refuse(_("Actions: add at least one before you submit."))
	if plan.kind == IMPROVEMENT:
		check_fair(plan, planned)
	if plan.kind == ONBOARDING and (row := next((row for row in planned if not row.milestone), None)):
		refuse(_("Action {0}: say by when, 30, 60 or 90 days.").format(row.idx))


def check_fair(plan: Document, planned: Sequence[Document]) -> None:
	"""Whoever is to improve knows by when, with which support, and when it is looked at."""
	if not cstr(plan.support_offered).strip():
		refuse(_("Support Offered: say what the company does so that the person can succeed."))
	if not plan.reviews:
		refuse(_("Reviews: plan at least one day on which you look at it together."))
	for row in planned:
		if not row.due_on or not cstr(row.success_measure).strip():
			refuse(
				_("Action {0}: give a due date and a success measure, so that both sides can tell.").format(
					row.idx
				)
			)


# Actions


def add_action(name: str, values: Mapping[str, Any]) -> str:
	"""A new action: the person's own is planned, in an active plan suggested until the manager accepts; returns its row."""
	plan = begun(name, "add")
	row = plan.append("actions", {field: values[field] for field in SAYABLE if field in values})
	row.update(beginning(plan))
	if plan.state == ACTIVE:
		row.state = SUGGESTED if Part.PERSON in parts(plan.as_dict()) else PLANNED
	store(plan)
	return row.name


def change_action(name: str, row: str, values: Mapping[str, Any]) -> None:
	"""Change what an action says. In an agreed plan that is for those who lead; the person changes the evidence by reporting."""
	plan = locked(name)
	check_able(plan, "plan_own" if plan.state == DRAFT else "change")
	line = action_of(plan, row)
	check_alive(line, (SUGGESTED, PLANNED, IN_PROGRESS))
	line.update({field: values[field] for field in SAYABLE if field in values})
	plan.attention = settled(plan)
	store(plan)


def settled(plan: Document) -> str:
	"""What still needs attention: nothing, once everybody whom open actions name is there."""
	named = {who for row in plan.actions if row.state in OPEN for who in (row.mentor, row.responsible)}
	gone = {"name": ("in", list(filter(None, named)) or [""]), "status": "Left"}
	still = plan.attention != MENTOR_LEFT or frappe.db.exists("Employee", gone)
	return plan.attention if still else ""


def accept(name: str, rows: Iterable[str]) -> None:
	"""Suggested actions become planned: by the person, in an agreed plan by those who lead."""
	plan = locked(name)
	check_able(plan, "accept" if not is_agreed(plan) else "change")
	for row in rows:
		line = action_of(plan, row)
		check_alive(line, (SUGGESTED,))
		line.state = PLANNED
	store(plan)


def drop(name: str, row: str, reason: str = "") -> None:
	"""An action that isn't done. What was only suggested needs no reason; the person drops what isn't agreed."""
	plan = locked(name)
	line = action_of(plan, row)
	own = line.state == SUGGESTED or plan.state == DRAFT
	check_able(plan, "add" if own else "drop")
	check_alive(line, (SUGGESTED, PLANNED, IN_PROGRESS))
	line.drop_reason = cstr(reason).strip() if line.state == SUGGESTED else needed(reason)
	line.state = DROPPED
	plan.attention = settled(plan)
	store(plan)


def report(name: str, row: str, progress: float, evidence: str | None = None) -> None:
	"""How far an action is, and what shows it: by the person, whoever sees to it, its mentor, and those who lead."""
	plan = locked(name)
	line = action_of(plan, row)
	check_reporter(plan, line)
	check_state(plan, DEEDS["report"])
	check_alive(line, (PLANNED, IN_PROGRESS, DONE))
	share = flt(progress)
	if not 0 <= share <= 100:
		refuse(_("Progress is {0}; expected 0 to 100.").format(progress))
	line.progress = share
	line.state = DONE if share == 100 else IN_PROGRESS if share else PLANNED
	line.done_on = (line.done_on or today()) if line.state == DONE else None
	if evidence is not None:
		line.evidence = cstr(evidence).strip()
	store(plan)


def check_reporter(plan: Document, line: Document) -> None:
	"""Raises PermissionError for whoever has nothing to do with an action."""
	own = employees_of(frappe.session.user)
	if Part.PERSON in parts(plan.as_dict()) or line.responsible in own or line.mentor in own:
		return
	check_able(plan, "report", state=False)


# Looking at it, and ending it


def hold_review(name: str, row: str, said: str, outcome: str) -> None:
	"""What was said on a day of review, by one who leads."""
	plan = begun(name, "hold_review")
	line = next((each for each in plan.reviews if each.name == row), None) or missing(_("Review"), row)
	if outcome not in REVIEWED:
		refuse(_("Outcome is {0}; expected {1}.").format(outcome, " / ".join(_(each) for each in REVIEWED)))
	by = employees_of(frappe.session.user)
	line.update(
		{"said": needed(said), "outcome": outcome, "held_on": today(), "held_by": by[0] if by else None}
	)
	store(plan)


def add_review(name: str, due_on: str) -> str:
	"""Another day on which the plan is looked at together; returns its row."""
	plan = begun(name, "add_review")
	row = plan.append("reviews", {"due_on": due_on})
	store(plan)
	return row.name


def complete(name: str, outcome: str, note: str = "") -> None:
	"""The plan is through, and what came of it: said by a human, whatever the figures are."""
	plan = begun(name, "complete")
	if outcome not in OUTCOMES:
		refuse(_("Outcome is {0}; expected {1}.").format(outcome, " / ".join(_(each) for each in OUTCOMES)))
	end(plan, COMPLETED, outcome, needed(note))
	move(plan, COMPLETED, "Completed", note)


def cancel(name: str, reason: str) -> None:
	"""The plan isn't carried out. The draft of an improvement is deleted instead: its person hasn't seen it."""
	plan = locked(name)
	own_draft = plan.state == DRAFT and Part.PERSON in parts(plan.as_dict())
	if not (own_draft and plan.kind != IMPROVEMENT):
		check_able(plan, "cancel")
	if plan.kind == IMPROVEMENT and plan.state != ACTIVE:
		frappe.throw(
			_("{0} hasn't begun, and the person hasn't seen it. Return it to draft and delete it.").format(
				name
			),
			exc=IllegalMove,
			title=_("Not Possible Now"),
		)
	end(plan, CANCELLED, "Ended", needed(reason))
	move(plan, CANCELLED, "Cancelled", reason)


def end(plan: Document, state: str, outcome: str, note: str) -> None:
	"""What is kept of how a plan ended."""
	plan.update(
		{
			"outcome": outcome,
			"outcome_note": note,
			"outcome_by": frappe.session.user,
			"ended_on": today(),
			"attention": "",
		}
	)


def sign_off(name: str) -> None:
	"""HR signs what came of a performance improvement: another one than who said it."""
	plan = begun(name, "sign_off")
	if plan.kind != IMPROVEMENT or plan.hr_signed_by:
		refuse(_("{0} needs no signature of HR, or has it already.").format(name))
	if plan.outcome_by == frappe.session.user:
		refuse(_("Whoever said what came of it doesn't sign it: another HR Manager does."))
	plan.update({"hr_signed_by": frappe.session.user, "hr_signed_on": now_datetime()})
	move(plan, COMPLETED, "Signed for HR")


def hand_over(name: str, owner: str, note: str = "") -> None:
	"""Somebody else sees from now on that the plan moves."""
	plan = begun(name, "hand_over")
	if frappe.db.get_value("Employee", owner, "status") in (None, "Left"):
		refuse(_("Owner: {0} isn't there. Name somebody who is.").format(owner))
	plan.update({"owner_employee": owner, "attention": ""})
	move(plan, plan.state, "Handed Over", note)


# What all of them do


def begun(name: str, deed: str) -> Document:
	"""The plan, locked, once it is known that the user may and that it is in a state for the deed."""
	plan = locked(name)
	check_able(plan, deed)
	return plan


def locked(name: str) -> Document:
	"""The plan as it is stored now, held until the transaction ends."""
	return frappe.get_doc(PLAN, name, for_update=True)


def may(plan: Mapping[str, Any], deed: str, has: frozenset[Part]) -> bool:
	"""Whether somebody with these parts may do it with a plan as it is now."""
	return plan["state"] in DEEDS[deed].states and is_able(plan, deed, has)


def is_able(plan: Mapping[str, Any], deed: str, has: frozenset[Part]) -> bool:
	"""Whether a deed is for somebody with these parts, whatever state the plan is in."""
	asked = DEEDS[deed]
	himself = asked.of_person and Part.PERSON in has and plan["kind"] != IMPROVEMENT
	return himself or bool(has.intersection(asked.by)) or (deed == "take_back" and bool(has & set(LEADERS)))


def check_able(plan: Document, deed: str, state: bool = True) -> None:
	"""Raises PermissionError for somebody whose deed it isn't, IllegalMove where the state isn't one for it."""
	if not is_able(plan.as_dict(), deed, parts(plan.as_dict())):
		frappe.throw(
			_("“{0}” isn't yours to do with {1}.").format(_(DEEDS[deed].title), plan.name),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)
	if state:
		check_state(plan, DEEDS[deed])


def check_state(plan: Document, deed: Deed) -> None:
	"""Raises IllegalMove."""
	if plan.state not in deed.states:
		frappe.throw(
			_("{0} is {1}. “{2}” is possible while it is {3}.").format(
				plan.name, _(plan.state), _(deed.title), " / ".join(_(each) for each in deed.states)
			),
			exc=IllegalMove,
			title=_("Not Possible Now"),
		)


def check_alive(line: Document, states: tuple[str, ...]) -> None:
	"""Raises IllegalMove for an action in another state."""
	if line.state not in states:
		frappe.throw(
			_("Action {0} is {1}; expected {2}.").format(
				line.idx, _(line.state), " / ".join(_(each) for each in states)
			),
			exc=IllegalMove,
			title=_("Not Possible Now"),
		)


def is_agreed(plan: Document) -> bool:
	"""Whether both sides hold to it."""
	return plan.state == ACTIVE


def action_of(plan: Document, row: str) -> Document:
	"""An action of this plan. Raises DevelopmentRefused."""
	return next((each for each in plan.actions if each.name == row), None) or missing(_("Action"), row)


def missing(what: str, row: str) -> Document:
	"""Raises DevelopmentRefused for a row that another plan has, or that is gone."""
	refuse(_("{0} {1} isn't in this plan any more. Load it again.").format(what, row))


def needed(text: str) -> str:
	"""A reason that was given. Raises DevelopmentRefused."""
	given = cstr(text).strip()
	if not given:
		refuse(_("Say why, or what came of it: others read it later."))
	return given


def move(plan: Document, state: str, step: str, note: str = "") -> None:
	"""Write a state, and the step that led to it."""
	plan.state = state
	plan.append(
		"steps",
		{"step": step, "at": now_datetime(), "by_user": frappe.session.user, "note": cstr(note).strip()},
	)
	store(plan)


def store(plan: Document) -> None:
	"""Save what a deed wrote: who may was asked before."""
	with kept_fields.writing():
		plan.save(ignore_permissions=True)
