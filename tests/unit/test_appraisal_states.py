"""The table of an appraisal's states against the list of moves that was written by hand, and the days that go with it."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from talent_performance.access.actors import Actor
from talent_performance.engine.workdays import last_day
from talent_performance.flows import appraisal_states as states
from talent_performance.flows.appraisal_states import Need
from tests.unit.cases import FOLDER, first, name_of, worked

TODAY = date(2026, 3, 10)
WHO = {
	"employee": {Actor.EMPLOYEE},
	"manager": {Actor.MANAGER},
	"upper": {Actor.MANAGER, Actor.SECOND_LEVEL},
	"hr": {Actor.HR_MANAGER},
	"talent": {Actor.TALENT_MANAGER},
	"nobody": set(),
}
LAW = pd.read_csv(FOLDER / "appraisal_moves.csv")
EVERYTHING_HOLDS = {
	"mid_year_review": 1,
	"self_review": 1,
	"second_level_review": 1,
	"second_manager": "E-9",
	"self_review_state": "Submitted",
	"manager_review_state": "Submitted",
	"due_date": "2026-03-01",
	"reply_by": "2026-03-09",
	"appeal_by": "2026-03-10",
	"published_on": "2026-02-20 10:00:00",
	"appealed_on": None,
	"pay_exported_on": None,
}


def facts(state: str, **different: object) -> pd.DataFrame:
	"""An appraisal for which every condition holds, but for what is different."""
	return pd.DataFrame([{"state": state, **EVERYTHING_HOLDS, **different}], index=["A"])


def outcome(table: pd.DataFrame, deed: str, who: str | None, given: tuple = ()) -> object:
	"""The state it leads to; the need that is unmet; or None where the state forbids it."""
	actors = None if who is None else WHO[who]
	found = states.choose(table, deed, TODAY, actors=actors, given=given).iloc[0]
	return states.TRANSITIONS[found["row"]].target if found["row"] >= 0 else found["unmet"]


@pytest.mark.parametrize("deed", states.DEEDS)
@pytest.mark.parametrize("state", states.STATES)
def test_who_may_do_what_where_is_what_was_written_by_hand(state: str, deed: str) -> None:
	law = LAW[(LAW["state"] == state) & (LAW["deed"] == deed)]
	allowed = set(law["who"].iloc[0].split()) if len(law) else set()
	for who in WHO:
		expected = law["to"].iloc[0] if who in allowed else None
		assert outcome(facts(state), deed, who) == expected, who
	assert outcome(facts(state), deed, None) == (law["to"].iloc[0] if len(law) else None)


def test_the_law_speaks_of_states_and_deeds_that_there_are() -> None:
	assert set(LAW["state"]) == set(states.STATES)
	assert set(LAW["deed"]) == set(states.DEEDS)
	assert set(LAW["to"]) <= {*states.STATES, states.BEFORE}
	assert set(" ".join(LAW["who"]).split()) == set(WHO) - {"nobody"}


@pytest.mark.parametrize(
	("state", "deed", "who", "different", "need"),
	[
		("Goals Approved", "open_mid_year", "manager", {"mid_year_review": 0}, Need.MID_YEAR),
		("Goals Approved", "open_self_review", "hr", {"self_review": 0}, Need.SELF_REVIEW),
		("Self Review", "open_manager_review", "employee", {"self_review_state": "Draft"}, Need.SELF_IN),
		(
			"Self Review",
			"open_manager_review",
			"manager",
			{"self_review_state": "", "due_date": "2026-03-10"},
			Need.SELF_IN_OR_LATE,
		),
		("Manager Review", "open_second_level", "hr", {"second_level_review": 0}, Need.SECOND_LEVEL),
		("Manager Review", "open_second_level", "hr", {"second_manager": None}, Need.SECOND_LEVEL),
		("Manager Review", "open_second_level", "hr", {"manager_review_state": "Draft"}, Need.MANAGER_IN),
		("Published", "lapse", None, {"reply_by": "2026-03-10"}, Need.REPLY_OVER),
		("Published", "appeal", "employee", {"appeal_by": "2026-03-09"}, Need.APPEAL_OPEN),
		("Published", "appeal", "employee", {"appeal_by": None}, Need.APPEAL_OPEN),
		("Published", "appeal", "employee", {"appealed_on": "2026-02-25 09:00:00"}, Need.NOT_APPEALED),
		("Published", "reopen", "talent", {"pay_exported_on": "2026-03-01 00:00:00"}, Need.NOT_EXPORTED),
	],
)
def test_a_condition_that_does_not_hold_is_named(
	state: str, deed: str, who: str | None, different: dict[str, object], need: Need
) -> None:
	assert outcome(facts(state, **different), deed, who) is need


@pytest.mark.parametrize(
	("state", "deed", "who", "different", "given", "to"),
	[
		# a self review that is missing holds up nobody: its day has passed, or HR opens, or the calendar
		("Self Review", "open_manager_review", "manager", {"self_review_state": ""}, (), "Manager Review"),
		("Self Review", "open_manager_review", "hr", {"self_review_state": "", "due_date": None}, (), "Manager Review"),
		("Self Review", "hold_for_calibration", None, {"self_review_state": "", "due_date": None}, (), "Calibration"),
		("Goals Approved", "open_manager_review", "manager", {"self_review": 0, "self_review_state": ""}, (), "Manager Review"),
		# an appeal of an earlier version doesn't count
		("Acknowledged", "appeal", "employee", {"appealed_on": "2026-02-01 09:00:00"}, (), "Appealed"),
		("Appealed", "decide_appeal", "hr", {}, (Need.CHANGED,), "Calibration"),
		("Published", "reopen", "hr", {"pay_exported_on": "2026-03-01"}, (Need.SIGNED,), "Manager Review"),
		("Published", "reopen", None, {"pay_exported_on": "2026-03-01"}, (Need.SIGNED,), "Manager Review"),
	],
)  # fmt: skip
def test_what_is_possible_all_the_same(
	state: str, deed: str, who: str | None, different: dict[str, object], given: tuple, to: str
) -> None:
	assert outcome(facts(state, **different), deed, who, given) == to


def test_a_signature_is_an_hr_managers() -> None:
	table = facts("Published", pay_exported_on="2026-03-01")
	assert outcome(table, "reopen", "talent", (Need.SIGNED,)) is Need.NOT_EXPORTED


def test_many_are_judged_each_by_itself() -> None:
	table = pd.concat([facts("Published"), facts("Calibration"), facts("Published", appeal_by="2026-01-01")])
	found = states.choose(table.set_axis(["A", "B", "C"]), "appeal", TODAY)
	assert (found["row"] >= 0).tolist() == [True, False, False]
	assert found["unmet"].tolist() == [None, None, Need.APPEAL_OPEN]


def test_every_state_can_be_reached_and_left() -> None:
	sources = {state for each in states.TRANSITIONS for state in each.sources}
	targets = {each.target for each in states.TRANSITIONS} - {states.BEFORE}
	assert set(states.STATES) == sources
	assert set(states.STATES) - targets == {"Goal Setting"}


def test_whoever_takes_something_away_says_why() -> None:
	explained = {each.deed for each in states.TRANSITIONS if each.reason}
	always = explained - {each.deed for each in states.TRANSITIONS if not each.reason}
	assert always == {"appeal", "decide_appeal", "reopen", "exempt", "include", "cancel"}
	assert all(each.reason for each in states.TRANSITIONS if each.on_behalf)


@pytest.mark.parametrize("lines", worked("working_days"), ids=name_of)
def test_working_days_are_counted_as_by_hand(lines: pd.DataFrame) -> None:
	case = first(lines)
	free = None
	if pd.notna(case["until"]):
		free = [date.fromisoformat(day) for day in str(case["free"]).split()]
	until = date.fromisoformat(case["until"]) if free is not None else None
	found = last_day(date.fromisoformat(case["start"]), int(case["days"]), free, until)
	assert found == date.fromisoformat(case["expected"])


def test_the_guide_shows_the_table_as_it_is() -> None:
	guide = (FOLDER.parents[1] / "docs" / "appraisals.md").read_text(encoding="utf-8")
	rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in guide.splitlines()]
	shown = [row for row in rows if len(row) == 4 and row[0] in states.STATES]
	parts = {"employee": "employee", "manager": "manager", "above him": "upper", "HR Manager": "hr"}
	names = {**parts, "Talent Manager": "talent"}
	found = [
		[state, to, " ".join(names[each] for each in who.split(", "))] for state, _deed, to, who in shown
	]
	assert found == LAW[["state", "to", "who"]].to_numpy().tolist()
