"""Numbers cut into parts, the KPI library's plan, and alignment health without figures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent_performance.engine.frames import complete
from talent_performance.engine.goal_planning import plan_library, split_number, weigh
from talent_performance.engine.goals import (
	alignment_issues,
	count_issues,
	score_key_results,
	score_objectives,
)
from talent_performance.engine.policy import Policy
from tests.unit.cases import first, name_of, same_number, worked

TODAY, LAST = pd.Timestamp("2026-07-01"), pd.Timestamp("2026-12-31")


@pytest.mark.parametrize("lines", worked("cascade_split"), ids=name_of)
def test_worked_parts(lines: pd.DataFrame) -> None:
	parts = split_number(first(lines)["whole"], lines["weight"].to_numpy())
	assert all(same_number(a, b) for a, b in zip(parts, lines["part"], strict=True)), parts


def test_weights_become_shares_that_add_up() -> None:
	assert weigh([50, 30, 20]) == (100.0, [50.0, 30.0, 20.0])
	assert weigh([1, 1, 1]) == (3.0, [33.34, 33.33, 33.33])
	assert weigh([2, 0]) == (2.0, [100.0, 0.0])
	assert weigh([0, 0]) == (0.0, [None, None])
	assert weigh([]) == (0.0, [])


@given(
	st.decimals(min_value=-(10**6), max_value=10**6, places=2),
	st.lists(st.integers(min_value=0, max_value=50), min_size=1, max_size=40),
)
def test_parts_add_up_and_none_is_off_by_more_than_a_hundredth(whole: object, weights: list[int]) -> None:
	parts = split_number(float(whole), np.array(weights))  # type: ignore[arg-type]
	if not any(weights):
		assert np.isnan(parts).all()
		return
	assert round(float(parts.sum()), 2) == float(whole)  # type: ignore[arg-type]
	exact = float(whole) * np.array(weights) / sum(weights)  # type: ignore[arg-type]
	assert (np.abs(parts - exact) < 0.01 + 1e-6).all()


def library() -> tuple[pd.DataFrame, pd.DataFrame]:
	people = pd.DataFrame({"employee": ["A", "B", "C"], "designation": ["Sales", "Sales", "Clerk"]})
	kpis = pd.DataFrame(
		{
			"kpi": ["Revenue", "Visits", "Files"],
			"designation": ["Sales", "Sales", "Clerk"],
			"weight": [60, 40, 50],
		}
	)
	return people, kpis


def test_everybody_gets_the_kpis_of_the_designation() -> None:
	plan = plan_library(*library(), pd.DataFrame({"employee": [], "kpi": []}), pd.Series(dtype=float), 100)
	assert plan[["employee", "kpi", "status"]].to_numpy().tolist() == [
		["A", "Revenue", "new"],
		["A", "Visits", "new"],
		["B", "Revenue", "new"],
		["B", "Visits", "new"],
		["C", "Files", "new"],
	]
	assert plan["total"].tolist() == [100, 100, 100, 100, 50]


def test_what_is_there_isnt_planned_again_and_its_weight_counts_once() -> None:
	held = pd.DataFrame({"employee": ["A"], "kpi": ["Revenue"]})
	plan = plan_library(*library(), held, pd.Series({"A": 60.0, "C": 51.0}), 100)
	by = plan.set_index(["employee", "kpi"])
	assert by.loc[("A", "Revenue"), "status"] == "already there"
	assert (by.loc[("A", "Visits"), "status"], by.loc[("A", "Visits"), "total"]) == ("new", 100)
	assert (by.loc[("C", "Files"), "status"], by.loc[("C", "Files"), "total"]) == ("too heavy", 101)


def test_nobody_to_plan_for() -> None:
	people, kpis = library()
	plan = plan_library(
		people[:0], kpis, pd.DataFrame({"employee": [], "kpi": []}), pd.Series(dtype=float), 100
	)
	assert plan.empty


def goals() -> tuple[pd.DataFrame, pd.DataFrame]:
	objectives = pd.DataFrame(
		{
			"objective": ["TOP", "HANGS", "ALONE", "STALE", "X", "Y"],
			"level": ["company", *["individual"] * 5],
			"employee": [None, "A", "A", "B", "C", "C"],
			"parent_objective": [None, "TOP", None, "TOP", "Y", "X"],
			"updated_on": [None, "2026-06-30", None, "2026-04-01", None, None],
		}
	)
	return complete("objectives", objectives), complete(
		"key_results",
		pd.DataFrame(
			{"key_result": list("abcdef"), "objective": objectives["objective"], "method": "boolean"}
		),
	)


def test_health_alone_says_what_health_beside_the_figures_says() -> None:
	objectives, key_results = goals()
	alone = alignment_issues(objectives, key_results, Policy(), TODAY, LAST)
	scored = score_key_results({"key_results": key_results}, Policy(), TODAY)
	profiles = complete("target_profiles", None)
	period = (pd.Timestamp("2026-01-01"), LAST)
	beside = score_objectives(objectives, key_results, scored, profiles, Policy(), TODAY, period)
	assert list(alone.astype(object)) == list(beside["issues"].astype(object))
	named = dict(zip(objectives["objective"], alone.astype(object), strict=True))
	assert {name: issue for name, issue in named.items() if isinstance(issue, str)} == {
		"ALONE": "orphan",
		"STALE": "stale",
		"X": "loop",
		"Y": "loop",
	}


def test_problems_are_counted_each_for_itself() -> None:
	counts = count_issues(pd.Series(["orphan", "orphan, stale", None, "overloaded"]))
	assert counts == {
		"orphan": 2, "stale": 1, "no key results": 0, "overloaded": 1, "loop": 0, "any": 3, "none": 1,
	}  # fmt: skip
	assert count_issues(pd.Series([None], dtype=object))["none"] == 1
