"""Where a next step would help most."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent_performance.engine.development import COUNTED, LEARNING, largest_gaps, mix, plan_progress
from tests.unit.cases import name_of, same_text, worked


def item(name: str, gap: float | None, mean: float | None) -> dict[str, Any]:
	return {"item": name, "gap": gap, "others": {"mean": mean, "shown": mean is not None}}


def test_the_largest_gaps_come_first_and_two_are_enough() -> None:
	assert largest_gaps([item("A", 0.4, 3.0), item("B", 1.2, 3.0), item("C", 0.9, 3.0)]) == ["B", "C"]


def test_of_equal_gaps_the_one_whom_others_rate_lower_comes_first() -> None:
	assert largest_gaps([item("A", 1.0, 3.5), item("B", 1.0, 2.5)]) == ["B", "A"]


def test_what_is_hidden_or_no_gap_is_no_next_step() -> None:
	hidden = [item("A", None, None), item("B", 0.0, 3.0), item("C", -1.0, 4.0)]
	assert largest_gaps(hidden) == []


@pytest.mark.parametrize("case", worked("plan_progress"), ids=name_of)
def test_worked_cases_of_progress_and_mix(case: pd.DataFrame) -> None:
	first = case.iloc[0]
	actions = pd.DataFrame(
		{
			"plan": "P",
			"state": case["state"],
			"learning_type": case["learning_type"],
			"progress": pd.to_numeric(case["progress"]),
			"due_on": pd.to_datetime(case["due_on"]),
		}
	)
	far = plan_progress(actions, pd.Timestamp(first["as_of"])).iloc[0]
	assert [far["actions"], far["done"], far["overdue"]] == [
		int(first[column]) for column in ("actions", "done", "overdue")
	]
	assert far["progress"] == pytest.approx(number(first["expected"]), nan_ok=True)
	assert same_text(far["next_due"], pd.to_datetime(first["next_due"]))
	shares = mix(actions).iloc[0]
	expected = [number(first[kind.lower()]) for kind in LEARNING]
	assert [shares[kind.lower()] for kind in LEARNING] == pytest.approx(expected, nan_ok=True)


def number(text: object) -> float:
	return float(text) if text not in (None, "") and not pd.isna(text) else float("nan")


STATES = ("Suggested", "Planned", "In Progress", "Done", "Dropped")
ACTION = st.tuples(
	st.sampled_from("ABC"),
	st.sampled_from(STATES),
	st.sampled_from(LEARNING),
	st.floats(0, 1),
	st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)


@given(st.lists(ACTION, min_size=1, max_size=20))
def test_what_counts_is_between_nothing_and_all_and_the_order_doesnt_matter(rows: list[tuple]) -> None:
	actions = pd.DataFrame(rows, columns=["plan", "state", "learning_type", "progress", "due_on"])
	actions["due_on"] = pd.to_datetime(actions["due_on"])
	day = pd.Timestamp("2026-01-01")
	far = plan_progress(actions, day)
	assert far["actions"].sum() == actions["state"].isin(COUNTED).sum()
	assert far["progress"].isna().eq(far["actions"] == 0).all()
	assert far["progress"].dropna().between(0, 1).all()
	assert (far["done"] + far["overdue"] <= far["actions"]).all()
	again = plan_progress(actions.iloc[::-1], day)
	pd.testing.assert_frame_equal(far, again)
	shares = mix(actions)
	whole = shares[[kind.lower() for kind in LEARNING]].sum(axis=1)
	assert ((whole - 1).abs() < 1e-9).eq(shares["actions"] > 0).all()


def test_no_action_is_no_row_and_not_a_zero() -> None:
	none = pd.DataFrame(columns=["plan", "state", "learning_type", "progress", "due_on"])
	assert plan_progress(none, pd.Timestamp("2026-01-01")).empty
	assert mix(none).empty
