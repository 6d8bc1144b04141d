"""Where a cycle stands: whose turn it is, what is open, done and overdue; the dates that a kind of cycle usually has."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talent_performance.engine import overview
from talent_performance.engine.calendar import USUAL, proposed_phases
from tests.unit.cases import first, name_of, same_text, worked

STATES = (*overview.TURNS, "Goals Approved", "Acknowledged", "Closed without Reply", "Exempt", "Cancelled")
TODAY = date(2026, 6, 1)


@pytest.mark.parametrize("lines", worked("turns"), ids=name_of)
def test_turns(lines: pd.DataFrame) -> None:
	asked = lines.assign(appraisal="A", employee="ann", second_manager="head")
	found = first(overview.standing(asked, date.fromisoformat(first(lines)["today"])))
	expected = first(lines)
	assert same_text(found["turn"] or None, expected["expected_turn"])
	assert (found["status"], found["days_late"]) == (
		expected["expected_status"],
		expected["expected_days_late"],
	)


@pytest.mark.parametrize("lines", worked("proposed_phases"), ids=name_of)
def test_proposed_phases(lines: pd.DataFrame) -> None:
	asked = first(lines)
	found = proposed_phases(
		asked["kind"],
		date.fromisoformat(asked["start"]),
		date.fromisoformat(asked["end"]),
		date.fromisoformat(asked["today"]),
		mid_year=bool(asked["mid_year"]),
		second_level=bool(asked["second_level"]),
	)
	expected = lines[["phase", "expected_start", "expected_due"]].itertuples(index=False, name=None)
	assert [(each.phase, str(each.start), str(each.due)) for each in found] == list(expected)


@given(
	st.sampled_from(sorted(USUAL)), st.integers(0, 800), st.integers(-100, 900), st.booleans(), st.booleans()
)
@settings(max_examples=200, deadline=None)
def test_proposals_are_in_order_whatever_the_period(
	kind: str, days: int, later: int, mid_year: bool, second_level: bool
) -> None:
	start = date(2026, 1, 1)
	end = start + timedelta(days=days)
	today = start + timedelta(days=later)
	found = proposed_phases(kind, start, end, today, mid_year=mid_year, second_level=second_level)
	assert all(each.start <= each.due for each in found)
	assert all(one.start <= two.start and one.due <= two.due for one, two in pairwise(found))
	assert found[0].due <= end
	assert all(each.start >= min(today, end) for each in found if today <= end)


def people(states: list[str], due: list[str | None]) -> pd.DataFrame:
	"""Appraisals in these states, two managers in turn, three departments in turn."""
	size = len(states)
	return pd.DataFrame(
		{
			"appraisal": [f"A{at}" for at in range(size)],
			"employee": [f"e{at}" for at in range(size)],
			"employee_name": [f"Person {at}" for at in range(size)],
			"manager": [f"m{at % 2}" for at in range(size)],
			"department": [(None, "East", "West")[at % 3] for at in range(size)],
			"second_manager": "top",
			"state": states,
			"due_date": due,
			"reply_by": due,
			"goals_handed_in": False,
			"manager_in": False,
			"second_in": False,
		}
	)


@given(
	st.lists(
		st.tuples(st.sampled_from(STATES), st.sampled_from([None, "2026-05-30", "2026-06-01"])), max_size=30
	)
)
@settings(max_examples=60, deadline=None)
def test_every_appraisal_counts_once_in_each_table(drawn: list[tuple[str, str | None]]) -> None:
	stood = overview.standing(people([each[0] for each in drawn], [each[1] for each in drawn]), TODAY)
	counted = sum(state != "Cancelled" for state, _due in drawn)
	found = overview.totals(stood)
	assert found["total"] == counted == found["open"] + found["done"] + found["overdue"]
	assert overview.funnel(stood, STATES)["count"].sum() == counted
	for column in ("department", "manager"):
		groups = overview.by_group(stood, column)
		assert groups["total"].sum() == counted
		for status in (overview.OPEN, overview.DONE, overview.OVERDUE):
			assert groups[status].sum() == found[status]


def test_groups_come_with_the_most_overdue_first() -> None:
	states = ["Self Review"] * 4 + ["Acknowledged"]
	stood = overview.standing(people(states, ["2026-05-30", None, "2026-05-22", None, None]), TODAY)
	found = overview.by_group(stood, "department")
	assert list(found["group"]) == ["", "West", "East"]
	assert list(found[["open", "done", "overdue", "total", "days_late"]].iloc[0]) == [1, 0, 1, 2, 2]
	assert list(found["share"]) == [0, 0, 0.5]
	assert list(overview.latest_first(stood)["appraisal"]) == ["A2", "A0"]
	assert overview.totals(stood) == {
		"total": 5,
		"open": 2,
		"done": 1,
		"overdue": 2,
		"late_people": 2,
		"days_late": 10,
		"unnamed": 0,
	}


def test_nobody_at_all() -> None:
	stood = overview.standing(people([], []), TODAY)
	assert overview.totals(stood)["total"] == 0
	assert overview.by_group(stood, "manager").empty
	assert overview.funnel(stood, STATES)["share"].sum() == 0
