"""Objectives and key results against the worked cases, and what must hold for all of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent_performance.engine.frames import complete
from talent_performance.engine.goals import (
	METHOD_RULES,
	check_cascades,
	in_loop,
	score_key_results,
	score_objectives,
	values_as_of,
)
from talent_performance.engine.policy import Policy, policy_from
from talent_performance.engine.tables import METHODS
from tests.unit.cases import first, name_of, same_number, same_text, worked

POLICY = Policy()
AS_OF = pd.Timestamp("2025-12-31")
YEAR = (pd.Timestamp("2025-01-01"), AS_OF)


def key_results(**columns: object) -> pd.DataFrame:
	size = max((len(v) for v in columns.values() if isinstance(v, list)), default=1)
	ids = {"key_result": [f"KR{i}" for i in range(size)], "objective": ["O"] * size}
	return complete("key_results", pd.DataFrame({**ids, **columns}))


def scored_objectives(
	objectives: dict,
	krs: pd.DataFrame,
	policy: Policy = POLICY,
	as_of: pd.Timestamp = AS_OF,
	profiles: dict | None = None,
) -> pd.DataFrame:
	scored = score_key_results({"key_results": krs}, policy, as_of)
	return score_objectives(
		complete("objectives", pd.DataFrame(objectives)),
		krs,
		scored,
		complete("target_profiles", pd.DataFrame(profiles) if profiles else None),
		policy,
		as_of,
		YEAR,
	)


@pytest.mark.parametrize("case", worked("key_results"), ids=name_of)
def test_attainment_by_method(case: pd.DataFrame) -> None:
	line = first(case)
	krs = key_results(
		method=[line["method"]],
		start_value=[line["start"]],
		target_value=[line["target"]],
		current_value=[line["actual"]],
		range_low=[line["range_low"]],
		range_high=[line["range_high"]],
		range_tolerance=[line["range_tolerance"]],
	)
	found = score_key_results({"key_results": krs}, POLICY, AS_OF).iloc[0]
	assert same_number(found["attainment"], line["expected"])
	assert same_text(found["reason"], line["reason"])


def test_every_method_has_a_rule() -> None:
	assert tuple(METHOD_RULES) == METHODS


def test_step_table_and_milestones() -> None:
	krs = key_results(
		method=["step table"] * 3 + ["milestones"] * 2, current_value=[94.0, 80.0, 100.0, None, None]
	)
	steps = pd.DataFrame(
		{
			"key_result": ["KR0", "KR0", "KR1", "KR1", "KR2"],
			"from_value": [90.0, 95.0, 90.0, 95.0, 100.0],
			"attainment": [0.5, 1.0, 0.5, 1.0, 1.2],
		}
	)
	milestones = pd.DataFrame(
		{
			"key_result": ["KR3", "KR3", "KR3"],
			"milestone": ["design", "build", "launch"],
			"weight": [1.0, 2.0, 1.0],
			"done_on": ["2025-02-01", "2025-12-31", "2026-01-10"],
		}
	)
	tables = {
		"key_results": krs,
		"key_result_steps": complete("key_result_steps", steps),
		"milestones": complete("milestones", milestones),
	}
	found = score_key_results(tables, POLICY, AS_OF)
	assert found["attainment"].tolist()[:4] == [0.5, 0.0, 1.2, 0.75]
	assert np.isnan(found["attainment"][4]) and found["reason"][4] == "No milestones with a weight"


@pytest.mark.parametrize("case", worked("objectives"), ids=name_of)
def test_objective_is_the_weighted_mean(case: pd.DataFrame) -> None:
	krs = key_results(
		weight=case["weight"].tolist(),
		archived=case["archived"].tolist(),
		start_value=[0.0] * len(case),
		target_value=[1.0] * len(case),
		current_value=case["progress"].tolist(),
	)
	found = scored_objectives({"objective": ["O"]}, krs).iloc[0]
	assert same_number(found["attainment"], first(case)["expected"])
	assert same_text(found["grade"], first(case)["grade"])
	assert pd.isna(found["reason"]) == pd.notna(found["attainment"])


@pytest.mark.parametrize("case", worked("contributing_children"), ids=name_of)
def test_contributing_children(case: pd.DataFrame) -> None:
	krs = key_results(
		weight=case["own_weight"].tolist(),
		start_value=[0.0] * len(case),
		target_value=[1.0] * len(case),
		current_value=case["own_progress"].tolist(),
	)
	krs["objective"] = case["objective"].to_numpy()
	objectives = {
		"objective": case["objective"],
		"parent_objective": case["parent"],
		"contributes": case["contributes"] == "yes",
		"contribution_weight": case["contribution_weight"],
	}
	found = scored_objectives(objectives, krs)
	assert np.allclose(found["attainment"], case["expected"], equal_nan=True)
	if first(case)["case"] == "loop":
		assert found["reason"].tolist() == ["Aligned in a loop"] * 2
		assert found["issues"].str.contains("loop").all()


@pytest.mark.parametrize("case", worked("kpi_months"), ids=name_of)
def test_monthly_values_to_date(case: pd.DataFrame) -> None:
	line = first(case)
	krs = key_results(method=["achievement"], aggregate=[line["aggregate"]], target_value=[1.0])
	months = pd.DataFrame(
		{
			"key_result": "KR0",
			"month": case["month"],
			"target": case["month_target"],
			"actual": case["month_actual"],
		}
	)
	found = score_key_results(
		{"key_results": krs, "kpi_months": complete("kpi_months", months)},
		POLICY,
		pd.Timestamp(line["as_of"]),
	).iloc[0]
	assert [found["target"], found["actual"]] == [line["target"], line["actual"]]
	assert same_number(found["attainment"], line["expected"])


@pytest.mark.parametrize("case", worked("values_as_of"), ids=name_of)
def test_value_rebuilt_as_of_a_day(case: pd.DataFrame) -> None:
	line = first(case)
	krs = key_results(start_value=[float(line["start"])], current_value=[float(line["current"])])
	updates = complete("key_result_updates", case[["updated_on", "kind", "value"]].assign(key_result="KR0"))
	assert same_number(values_as_of(krs, updates, pd.Timestamp(line["as_of"]))[0], line["expected"])


@pytest.mark.parametrize("case", worked("pace"), ids=name_of)
def test_pace(case: pd.DataFrame) -> None:
	line = first(case)
	krs = key_results(start_value=[0.0], target_value=[1.0], current_value=[line["attainment"]])
	profile = None
	if pd.notna(line["profile_day"]):
		profile = {"objective": ["O"], "on_date": [line["profile_day"]], "expected": [line["profile_share"]]}
	objectives = {"objective": ["O"], "start_date": [line["start"]], "due_date": [line["due"]]}
	found = scored_objectives(objectives, krs, as_of=pd.Timestamp(line["as_of"]), profiles=profile).iloc[0]
	assert same_number(found["expected"], line["expected"], 1e-4)
	assert same_number(found["pace"], line["pace"])
	assert found["pace_status"] == line["status"]


def test_confidence_that_disagrees_is_flagged() -> None:
	krs = key_results(start_value=[0.0] * 3, target_value=[1.0] * 3, current_value=[0.1, 1.0, 1.0])
	krs["objective"] = ["A", "B", "C"]
	found = scored_objectives({"objective": ["A", "B", "C"], "confidence": [9, 2, 9]}, krs)
	assert found["confidence_disagrees"].tolist() == [True, True, False]


def test_a_missed_commitment_asks_for_a_post_mortem_and_an_aspiration_does_not() -> None:
	krs = key_results(start_value=[0.0] * 3, target_value=[1.0] * 3, current_value=[0.9, 0.7, 1.0])
	krs["objective"] = ["A", "B", "C"]
	kinds = ["committed", "aspirational", "committed"]
	found = scored_objectives({"objective": ["A", "B", "C"], "commitment": kinds}, krs)
	assert found["succeeded"].tolist() == [False, True, True]
	assert found["needs_post_mortem"].tolist() == [True, False, False]


def test_health_names_orphans_stale_bare_and_crowded() -> None:
	objectives = {
		"objective": ["TOP", "ORPHAN", "STALE", "BARE", *(f"X{i}" for i in range(8))],
		"level": ["company"] + ["individual"] * 11,
		"employee": [None, "E1", "E2", "E3", *["E4"] * 8],
		"parent_objective": [None, None, "TOP", "TOP", *["TOP"] * 8],
		"updated_on": ["2025-12-01", "2025-12-01", "2025-06-01", "2025-12-01", *["2025-12-01"] * 8],
	}
	krs = key_results(start_value=[0.0] * 12, target_value=[1.0] * 12, current_value=[1.0] * 12)
	krs["objective"] = objectives["objective"]
	krs = krs[krs["objective"] != "BARE"].reset_index(drop=True)
	issues = scored_objectives(objectives, krs).set_index("objective")["issues"]
	assert pd.isna(issues["TOP"])
	assert issues[["ORPHAN", "STALE", "BARE"]].tolist() == ["orphan", "stale", "no key results"]
	assert set(issues[[f"X{i}" for i in range(8)]]) == {"overloaded"}


def test_cascade_says_what_the_children_cover() -> None:
	krs = complete(
		"key_results",
		pd.DataFrame(
			{
				"key_result": ["TOP", "A", "B", "SHARED"],
				"objective": ["O"] * 4,
				"title": ["Revenue", "North", "South", "Everybody"],
				"target_value": [100, 60, 35, 100],
				"parent_key_result": [None, "TOP", "TOP", "TOP"],
				"cascade": [None, "split", "split", "shared"],
			}
		),
	)
	found = check_cascades(krs).iloc[0]
	assert found["message"] == "children cover 95 of 100"
	assert [found["children"], found["difference"]] == [2, -5]


def test_leave_lowers_the_target_and_never_the_attainment() -> None:
	krs = key_results(
		method=["progress", "progress", "achievement", "lower is better", "achievement"],
		start_value=[0.0, 40.0, None, None, None],
		target_value=[100.0, 20.0, 100.0, 4.0, 100.0],
		current_value=[60.0, 30.0, 60.0, 5.0, 60.0],
		prorate=[True, True, True, True, False],
	)
	before = score_key_results({"key_results": krs}, POLICY, AS_OF)
	after = score_key_results({"key_results": krs}, POLICY, AS_OF, np.full(5, 0.75))
	assert after["target"].tolist() == [75, 25, 75, 4, 100]
	assert np.allclose(after["attainment"], [0.8, 30 / 45 * 0 + 10 / 15, 0.8, 0.75, 0.6])
	assert (after["attainment"] >= before["attainment"]).all()


def test_away_all_period_has_a_reason() -> None:
	krs = key_results(start_value=[0.0], target_value=[10.0], current_value=[0.0])
	found = score_key_results({"key_results": krs}, POLICY, AS_OF, np.zeros(1)).iloc[0]
	assert np.isnan(found["attainment"]) and found["reason"] == "On leave for the whole period"


def test_policy_moves_the_cap() -> None:
	krs = key_results(start_value=[0.0], target_value=[10.0], current_value=[20.0])
	policy = policy_from({"goals": {"cap": 1.5}})
	assert score_key_results({"key_results": krs}, policy, AS_OF)["attainment"][0] == 1.5


NUMBERS = st.floats(-1e6, 1e6)


@given(st.sampled_from(METHODS), NUMBERS, NUMBERS, NUMBERS)
def test_attainment_is_null_with_a_reason_or_within_bounds(
	method: str, start: float, target: float, actual: float
) -> None:
	krs = key_results(method=[method], start_value=[start], target_value=[target], current_value=[actual])
	found = score_key_results({"key_results": krs}, POLICY, AS_OF).iloc[0]
	if pd.isna(found["attainment"]):
		assert pd.notna(found["reason"])
	else:
		assert pd.isna(found["reason"]) and 0 <= found["attainment"] <= POLICY.goals.cap


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=2, max_size=2, unique=True), NUMBERS, NUMBERS)
def test_progress_is_monotone_towards_the_target(ends: list, one: float, other: float) -> None:
	(start, _), (target, _) = ends
	sign = 1 if target > start else -1
	nearer, farther = (max(one, other), min(one, other)) if sign > 0 else (min(one, other), max(one, other))
	krs = key_results(start_value=[start] * 2, target_value=[target] * 2, current_value=[farther, nearer])
	found = score_key_results({"key_results": krs}, POLICY, AS_OF)["attainment"]
	assert np.isnan(found).all() or found[0] <= found[1]


@given(
	st.lists(st.tuples(st.floats(0, 100), st.floats(0, 1.2)), min_size=1, max_size=8),
	st.floats(0.01, 100),
	st.randoms(use_true_random=False),
)
def test_scaling_weights_and_row_order_change_nothing(lines: list, factor: float, random: object) -> None:
	def attainment(rows: list, scale: float) -> float:
		krs = key_results(
			weight=[w * scale for w, _ in rows],
			start_value=[0.0] * len(rows),
			target_value=[1.0] * len(rows),
			current_value=[p for _, p in rows],
		)
		return scored_objectives({"objective": ["O"]}, krs)["attainment"][0]

	lines = [(0.0 if w < 1e-6 else w, p) for w, p in lines]
	shuffled = list(lines)
	random.shuffle(shuffled)
	assert same_number(attainment(lines, 1), attainment(shuffled, factor), 1e-7)


@given(st.lists(st.integers(-1, 9), min_size=10, max_size=10))
def test_loops_are_exactly_those_who_meet_themselves_again(parents: list) -> None:
	def meets_itself(row: int) -> bool:
		at = row
		for _ in parents:
			at = parents[at]
			if at < 0:
				return False
			if at == row:
				return True
		return False

	assert in_loop(np.array(parents)).tolist() == [meets_itself(i) for i in range(10)]
