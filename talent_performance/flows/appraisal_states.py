"""The states of an appraisal: one table says from where, what, to where, who, on which conditions, with or without a reason.

Nothing of Frappe is needed here. `choose` reads the table for many appraisals at once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from enum import Enum

import numpy as np
import pandas as pd

from talent_performance.access.actors import Actor

WORKING = (
	"Goal Setting", "Goals Approved", "Mid-year Review", "Self Review", "Manager Review", "Second-Level Review", "Calibration",
)  # fmt: skip
OUT = ("Published", "Acknowledged", "Closed without Reply")
ASIDE = ("Exempt", "Cancelled")
STATES = (*WORKING, *OUT, "Appealed", *ASIDE)
BEFORE = "where it was before"


class Need(Enum):
	"""What must hold for a move, beyond the state."""

	MID_YEAR = "the template has a mid-year review"
	SELF_REVIEW = "the template has a self review"
	SECOND_LEVEL = "the template has a second-level review, and there is a manager's manager"
	SELF_IN = "the self review is submitted"
	SELF_IN_OR_LATE = "the self review is submitted, isn't asked for, or its day has passed"
	MANAGER_IN = "the manager's review is submitted"
	REPLY_OVER = "the time to reply is over"
	APPEAL_OPEN = "the time to appeal isn't over"
	NOT_APPEALED = "it hasn't been appealed since it was published"
	NOT_EXPORTED = "it hasn't been exported for pay"
	SIGNED = "an HR Manager signs for the change after the export for pay"
	CHANGED = "the appeal leads to a change"


@dataclass(frozen=True)
class Transition:
	"""From any of `sources` by `deed` to `target`; `who` may do it where all of `needs` hold."""

	deed: str
	sources: tuple[str, ...]
	target: str
	who: tuple[Actor, ...]
	needs: tuple[Need, ...] = ()
	reason: bool = False
	on_behalf: bool = False


LEADERS = (Actor.MANAGER, Actor.HR_MANAGER)
HR = (Actor.HR_MANAGER,)
JUDGES = (Actor.HR_MANAGER, Actor.TALENT_MANAGER)
HIMSELF = (Actor.EMPLOYEE,)
BEFORE_SELF = ("Goal Setting", "Goals Approved", "Mid-year Review")
BEFORE_MANAGER = (*BEFORE_SELF, "Self Review")
APPEALABLE = (Need.APPEAL_OPEN, Need.NOT_APPEALED)

# Of the rows that fit, the first counts. Nobody's part in a cycle waits for a self review that doesn't come.
TRANSITIONS = (
	Transition("approve_goals", ("Goal Setting",), "Goals Approved", LEADERS),
	Transition("open_mid_year", ("Goals Approved",), "Mid-year Review", LEADERS, (Need.MID_YEAR,)),
	Transition("open_mid_year", ("Goal Setting",), "Mid-year Review", HR, (Need.MID_YEAR,)),
	Transition("open_self_review", BEFORE_SELF[1:], "Self Review", LEADERS, (Need.SELF_REVIEW,)),
	Transition("open_self_review", ("Goal Setting",), "Self Review", HR, (Need.SELF_REVIEW,)),
	Transition("open_manager_review", ("Self Review",), "Manager Review", HIMSELF, (Need.SELF_IN,)),
	Transition(
		"open_manager_review",
		BEFORE_MANAGER[1:],
		"Manager Review",
		(Actor.MANAGER,),
		(Need.SELF_IN_OR_LATE,),
	),
	Transition("open_manager_review", BEFORE_MANAGER, "Manager Review", HR),
	Transition(
		"open_manager_review", ("Second-Level Review", "Calibration"), "Manager Review", HR, reason=True
	),
	Transition(
		"open_second_level",
		("Manager Review",),
		"Second-Level Review",
		LEADERS,
		(Need.SECOND_LEVEL, Need.MANAGER_IN),
	),
	Transition("hold_for_calibration", WORKING[:-1], "Calibration", JUDGES),
	Transition("publish", ("Calibration",), "Published", JUDGES),
	Transition("acknowledge", ("Published",), "Acknowledged", HIMSELF),
	Transition("acknowledge", ("Published",), "Acknowledged", HR, reason=True, on_behalf=True),
	Transition("lapse", ("Published",), "Closed without Reply", HR, (Need.REPLY_OVER,)),
	Transition("appeal", OUT, "Appealed", HIMSELF, APPEALABLE, reason=True),
	Transition("appeal", OUT, "Appealed", HR, APPEALABLE, reason=True, on_behalf=True),
	Transition("decide_appeal", ("Appealed",), "Calibration", JUDGES, (Need.CHANGED,), reason=True),
	Transition("decide_appeal", ("Appealed",), "Published", JUDGES, reason=True),
	Transition("reopen", OUT, "Manager Review", JUDGES, (Need.NOT_EXPORTED,), reason=True),
	Transition("reopen", OUT, "Manager Review", HR, (Need.SIGNED,), reason=True),
	Transition("exempt", WORKING, "Exempt", HR, reason=True),
	Transition("include", ASIDE, BEFORE, HR, reason=True),
	Transition("cancel", (*WORKING, "Exempt"), "Cancelled", HR, reason=True),
)
DEEDS = tuple(dict.fromkeys(each.deed for each in TRANSITIONS))

Holds = Callable[[pd.DataFrame, date], pd.Series]


def _over(column: str) -> Holds:
	"""The last day on which something could be done has passed."""
	return lambda facts, today: _day(facts[column]) < pd.Timestamp(today)


def _day(dates: pd.Series) -> pd.Series:
	return pd.to_datetime(dates)


def _self_in(facts: pd.DataFrame, today: date) -> pd.Series:
	return facts["self_review_state"] == "Submitted"


def _self_in_or_late(facts: pd.DataFrame, today: date) -> pd.Series:
	asked = facts["self_review"].astype(bool)
	late = (facts["state"] == "Self Review") & _over("due_date")(facts, today)
	return ~asked | late | _self_in(facts, today)


def _second_level(facts: pd.DataFrame, today: date) -> pd.Series:
	return facts["second_level_review"].astype(bool) & facts["second_manager"].fillna("").ne("")


def _appeal_open(facts: pd.DataFrame, today: date) -> pd.Series:
	return facts["appeal_by"].notna() & ~_over("appeal_by")(facts, today)


def _not_appealed(facts: pd.DataFrame, today: date) -> pd.Series:
	return ~(_day(facts["appealed_on"]) >= _day(facts["published_on"]))


HOLDS: dict[Need, Holds] = {
	Need.MID_YEAR: lambda facts, today: facts["mid_year_review"].astype(bool),
	Need.SELF_REVIEW: lambda facts, today: facts["self_review"].astype(bool),
	Need.SECOND_LEVEL: _second_level,
	Need.SELF_IN: _self_in,
	Need.SELF_IN_OR_LATE: _self_in_or_late,
	Need.MANAGER_IN: lambda facts, today: facts["manager_review_state"] == "Submitted",
	Need.REPLY_OVER: _over("reply_by"),
	Need.APPEAL_OPEN: _appeal_open,
	Need.NOT_APPEALED: _not_appealed,
	Need.NOT_EXPORTED: lambda facts, today: facts["pay_exported_on"].isna(),
}


def choose(
	facts: pd.DataFrame,
	deed: str,
	today: date,
	*,
	actors: Collection[Actor] | None = None,
	given: Collection[Need] = (),
) -> pd.DataFrame:
	"""For each appraisal the row of the table that applies: `row` (−1: none) and `unmet`, the need that stood in the way.

	`actors` None is the system: a run or the calendar, of which nobody's part is asked. `given` are needs that the caller
	vouches for: what isn't written in the appraisal. An appraisal with neither a row nor an unmet need is in a wrong state.
	"""
	rows = np.full(len(facts), -1)
	unmet = np.full(len(facts), None, dtype=object)
	for number, each in enumerate(TRANSITIONS):
		if each.deed != deed or (actors is not None and not set(actors) & set(each.who)):
			continue
		open_ = facts["state"].isin(each.sources).to_numpy() & (rows < 0)
		for need in each.needs:
			held = _held(need, facts, today, given)
			unmet[open_ & ~held & pd.isna(unmet)] = need
			open_ &= held
		rows[open_] = number
	unmet[rows >= 0] = None
	return pd.DataFrame({"row": rows, "unmet": unmet}, index=facts.index)


def _held(need: Need, facts: pd.DataFrame, today: date, given: Collection[Need]) -> np.ndarray:
	"""Whether a need holds, for each appraisal."""
	if need in given or need not in HOLDS:
		return np.full(len(facts), need in given)
	return HOLDS[need](facts, today).to_numpy(dtype=bool)


def may_ever(deed: str, actors: Collection[Actor]) -> bool:
	"""Whether people in these parts may do a deed in any state."""
	return any(each.deed == deed and set(actors) & set(each.who) for each in TRANSITIONS)
