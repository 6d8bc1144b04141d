"""How far people have come, counted: worked cases, and what must hold whatever the numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent_performance.engine.distribution import everybody, scope
from talent_performance.engine.policy import Policy
from talent_performance.engine.progress_counts import (
	STAGES,
	count_appraisals,
	count_objectives,
	is_stale,
	silence,
)
from tests.unit.cases import first, name_of, same_number, worked

TODAY = pd.Timestamp("2026-07-01")


@pytest.mark.parametrize("case", worked("appraisal_progress"), ids=name_of)
def test_appraisals_are_counted_as_by_hand(case: pd.DataFrame) -> None:
	late = case["expected_late"].to_numpy(float)
	found = count_appraisals(case["stage"], late, everybody(len(case))).iloc[0]
	expected = first(case)
	columns = ["total", "not_started", "in_progress", "done", "exempt", "overdue", "share", "most_late"]
	for column in [*columns, "mean_late"]:
		assert same_number(found[column], expected[column]), column


@given(
	st.lists(st.tuples(st.sampled_from(STAGES), st.integers(0, 90), st.sampled_from("ABC")), min_size=1),
)
def test_nobody_is_lost_or_counted_twice(people: list[tuple[str, int, str]]) -> None:
	stage, late, team = zip(*people, strict=True)
	late = np.array(
		[days if each in STAGES[:2] else 0 for each, days in zip(stage, late, strict=True)], float
	)
	found = count_appraisals(pd.Series(stage), late, scope(pd.Series(team)))
	assert (found["total"] + found["exempt"]).sum() == len(people)
	assert found["overdue"].sum() == (late > 0).sum()
	assert (found["share"].dropna().between(0, 1)).all()
	assert found["share"].isna().tolist() == (found["total"] == 0).tolist()


@pytest.mark.parametrize("case", worked("objective_groups"), ids=name_of)
def test_objectives_are_counted_as_by_hand(case: pd.DataFrame) -> None:
	owner = scope(case["owner"])
	found = count_objectives(case, owner, everybody(len(case)), Policy()).iloc[0]
	expected = first(case).rename({"confidence": "own", "mean_confidence": "confidence"})
	columns = ["owners", "objectives", "progress", "red", "amber", "green", "no_grade", "on_track"]
	for column in [*columns, "behind", "at_risk", "stale", "confidence"]:
		assert same_number(found[column], expected[column]), column


def test_the_scale_of_weights_moves_no_progress() -> None:
	case = worked("objective_groups")[0]
	tenfold = case.assign(weight=case["weight"] * 10)
	either = [
		count_objectives(each, scope(each["owner"]), everybody(len(each)), Policy())
		for each in (case, tenfold)
	]
	pd.testing.assert_frame_equal(*either)


def test_silence_begins_at_the_start_and_ends_at_the_due_day() -> None:
	dates = {
		"updated": ["2026-06-01", None, "2026-03-01", None, "2026-07-05"],
		"start": ["2026-01-01", "2026-05-01", "2026-01-01", "2026-09-01", "2026-01-01"],
		"due": ["2026-12-31", "2026-12-31", "2026-03-31", "2026-12-31", None],
	}
	found = silence(*(pd.to_datetime(pd.Series(dates[name])) for name in dates), TODAY)
	assert found.tolist() == [30, 61, 30, 0, 0]
	assert is_stale(found, Policy()).tolist() == [False, True, False, False, False]


def test_who_stands_in_no_scope_is_in_none_of_the_counts() -> None:
	found = count_appraisals(pd.Series(["done", "done"]), np.zeros(2), scope(pd.Series(["A", None])))
	assert found["total"].tolist() == [1]
