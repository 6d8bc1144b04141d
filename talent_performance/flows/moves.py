"""Moves of appraisals: many at once by the table of states, or one by somebody who is asked who he is.

Only what happens here, and in the flows that call this, changes a state; every move leaves an Appraisal Event.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

import frappe
from frappe import _
from frappe.utils import getdate, now_datetime

from talent_performance import store
from talent_performance.access.actors import Actor
from talent_performance.access.deeds import actors as actors_in
from talent_performance.access.entrances import entrance_to
from talent_performance.exceptions import IllegalMove
from talent_performance.flows import appraisal_states as states
from talent_performance.flows.appraisal_effects import after, effects
from talent_performance.flows.appraisal_facts import APPRAISAL, EVENT, before, due_dates, facts_of
from talent_performance.flows.appraisal_states import Need
from talent_performance.flows.moving import moving

DEEDS = states.DEEDS
NAMED_AT_MOST = 10


def move_many(
	appraisals: Sequence[str],
	deed: str,
	*,
	reason: str = "",
	values: pd.DataFrame | None = None,
	one_by_one: bool = False,
	given: Collection[Need] = (),
) -> list[str]:
	"""Move appraisals by a deed, without asking who: runs, the calendar, and flows that have asked.

	`values` are more fields to set, by the appraisals' names. Returns who listened, if documents were written one by one.
	Raises IllegalMove naming those whose state or circumstances forbid it; then none of them has moved.
	"""
	if not len(appraisals):
		return []
	facts = facts_of(appraisals)
	rows = settled(facts, deed, reason, given=given)
	return write(facts, rows, reason, values, one_by_one=one_by_one)


def move(
	appraisal: str,
	deed: str,
	reason: str = "",
	values: pd.DataFrame | None = None,
	given: Collection[Need] = (),
) -> list[str]:
	"""Move one appraisal as the user of the session. Raises PermissionError, IllegalMove."""
	facts = facts_of([appraisal])
	rows = permitted(facts, deed, reason, given=given)
	return write(facts, rows, reason, values)


def permitted(
	facts: pd.DataFrame, deed: str, reason: str, *, given: Collection[Need] = (), user: str | None = None
) -> pd.Series:
	"""The row of the table by which a user may do it with one appraisal. Raises PermissionError, IllegalMove."""
	appraisal = facts.iloc[0]
	parts = actors_in(appraisal, user)
	if not states.may_ever(deed, parts):
		refuse_person(appraisal, parts)
	return settled(facts, deed, reason, actors=parts, given=given)


def refuse_person(appraisal: pd.Series, parts: Collection[Actor]) -> None:
	"""Raises PermissionError with what stands in the way of this user."""
	message = (
		_("This is your own appraisal: somebody else does that.")
		if Actor.EMPLOYEE in parts
		else _("You have no part in appraisal {0} that lets you do that.").format(appraisal["name"])
	)
	frappe.throw(message, exc=frappe.PermissionError, title=_("Not Permitted"))


def settled(
	facts: pd.DataFrame,
	deed: str,
	reason: str,
	*,
	actors: Collection[Actor] | None = None,
	given: Collection[Need] = (),
) -> pd.Series:
	"""For each appraisal its row of the table. Raises IllegalMove where there is none, or where a reason is missing."""
	if deed not in states.DEEDS:
		frappe.throw(
			_("There is no deed {0}; known are {1}.").format(deed, ", ".join(states.DEEDS)),
			exc=IllegalMove,
			title=_("Not Possible Now"),
		)
	found = states.choose(facts, deed, getdate(), actors=actors, given=given)
	rows = found["row"]
	if (rows < 0).any():
		refuse(facts[rows < 0], deed, found.loc[rows < 0, "unmet"])
	if not reason.strip() and any(states.TRANSITIONS[row].reason for row in rows.unique()):
		frappe.throw(
			_("{0} needs a reason. Write why, and try again.").format(label(deed)),
			exc=IllegalMove,
			title=_("Reason Missing"),
		)
	return rows


def refuse(facts: pd.DataFrame, deed: str, unmet: pd.Series) -> None:
	"""Raises IllegalMove that names the appraisals, their states, and what would have to hold."""
	lines = [
		f"{name}: {_wanting(need) if need else _('it is in {0}').format(_(state))}"
		for name, state, need in zip(facts.index[:NAMED_AT_MOST], facts["state"], unmet, strict=False)
	]
	if len(facts) > NAMED_AT_MOST:
		lines.append(_("and {0} more").format(len(facts) - NAMED_AT_MOST))
	frappe.throw(
		_("{0} isn't possible now. {1}.").format(label(deed), "; ".join(lines)),
		exc=IllegalMove,
		title=_("Not Possible Now"),
	)


def write(
	facts: pd.DataFrame,
	rows: pd.Series,
	reason: str,
	values: pd.DataFrame | None = None,
	*,
	one_by_one: bool = False,
) -> list[str]:
	"""Write states, dates, what the deed brings with it, one event each, and what follows. Returns who listened."""
	deed = states.TRANSITIONS[rows.iloc[0]].deed
	targets = rows.map({number: each.target for number, each in enumerate(states.TRANSITIONS)})
	back = targets == states.BEFORE
	if back.any():
		targets[back] = before(list(targets.index[back]), states.ASIDE).fillna(states.WORKING[0])
	table = pd.DataFrame(
		{"state": targets, "state_since": getdate(), "due_date": due_dates(facts, targets)}, index=facts.index
	)
	brought = effects(deed, facts, targets, reason)
	more = dict(values.items()) if values is not None else {}
	for column, each in {**brought.values, **more}.items():
		table[column] = each
	with moving():
		listeners = store.amend(APPRAISAL, table.astype(object), one_by_one=one_by_one).listeners
		events = _events(facts, rows, targets, reason).assign(**brought.event())
		events["version"] = table["version"] if "version" in table else facts["version"]
		listeners += store.insert(EVENT, events, one_by_one=one_by_one).listeners
		after(deed, list(facts.index), targets, reason)
	return list(dict.fromkeys(listeners))


def _events(facts: pd.DataFrame, rows: pd.Series, targets: pd.Series, reason: str) -> pd.DataFrame:
	"""One event for each appraisal."""
	on_behalf = rows.map({number: int(each.on_behalf) for number, each in enumerate(states.TRANSITIONS)})
	ways = [entrance_to(row) for row in facts[["name", "employee"]].to_dict("records")]
	recorded = np.array([bool(way and way.by) for way in ways], dtype=int)
	return pd.DataFrame(
		{
			"appraisal": facts.index,
			"employee": facts["employee"],
			"company": facts["company"],
			"cycle": facts["cycle"],
			"deed": states.TRANSITIONS[rows.iloc[0]].deed,
			"from_state": facts["state"],
			"to_state": targets,
			"at": now_datetime(),
			"by": frappe.session.user,
			"on_behalf": on_behalf | recorded,
			"came_by": [way.way if way else None for way in ways],
			"reason": reason.strip() or None,
		},
		index=facts.index,
	).astype(object)


def label(deed: str) -> str:
	"""A deed in words, as on the button."""
	return {
		"approve_goals": _("Approve Goals"),
		"open_mid_year": _("Open Mid-year Review"),
		"open_self_review": _("Open Self Review"),
		"open_manager_review": _("Open Manager Review"),
		"open_second_level": _("Open Second-Level Review"),
		"hold_for_calibration": _("Hold for Calibration"),
		"publish": _("Publish"),
		"acknowledge": _("Acknowledge Receipt"),
		"lapse": _("Close without Reply"),
		"appeal": _("Appeal"),
		"decide_appeal": _("Decide Appeal"),
		"reopen": _("Reopen"),
		"exempt": _("Exempt"),
		"include": _("Include Again"),
		"cancel": _("Cancel Appraisal"),
	}[deed]


def _wanting(need: Need) -> str:
	"""What would have to hold, as a person is told."""
	return {
		Need.MID_YEAR: _("its template has no mid-year review"),
		Need.SELF_REVIEW: _("its template has no self review"),
		Need.SECOND_LEVEL: _("its template has no second-level review, or it has no manager's manager"),
		Need.SELF_IN: _("the self review isn't submitted"),
		Need.SELF_IN_OR_LATE: _("the self review isn't submitted, and its day hasn't passed"),
		Need.MANAGER_IN: _("the manager's review isn't submitted"),
		Need.REPLY_OVER: _("the time to reply isn't over"),
		Need.APPEAL_OPEN: _("the time to appeal is over"),
		Need.NOT_APPEALED: _("it has been appealed already, and the appeal is decided"),
		Need.NOT_EXPORTED: _("it has been exported for pay; an HR Manager signs for a change after that"),
		Need.SIGNED: _("it has been exported for pay; an HR Manager signs for a change after that"),
		Need.CHANGED: _("the appeal leads to no change"),
	}[need]
