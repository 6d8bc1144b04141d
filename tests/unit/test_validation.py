"""Every rule of the check is broken once, on purpose, and must be named at the right place."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent_performance.engine.policy import AppraisalRules, Curves, Policy
from talent_performance.engine.tables import INPUTS
from talent_performance.engine.validation import (
	COLUMNS,
	RULES,
	Found,
	Rule,
	as_frame,
	find_loops,
	find_problems,
)

AS_OF = pd.Timestamp("2025-12-31")


def table(name: str, **columns: list) -> pd.DataFrame:
	"""A table with the types that a reader gives it."""
	kinds = {c.name: c.kind for c in INPUTS[name].columns}
	frame = pd.DataFrame({key: pd.Series(values, dtype=object) for key, values in columns.items()})
	for key in columns:
		if kinds[key] == "number":
			frame[key] = frame[key].astype(float)
		elif kinds[key] == "date":
			frame[key] = pd.to_datetime(frame[key])
		elif kinds[key] == "flag":
			frame[key] = frame[key].astype(bool)
	return frame


def company() -> dict[str, pd.DataFrame]:
	"""A small company in which nothing is wrong."""
	return {
		"employees": table(
			"employees",
			employee=["E1", "E2", "E3"],
			employee_name=["Ann", "Bob", "Cid"],
			reports_to=[None, "E1", "E1"],
			date_of_joining=["2020-01-01", "2021-01-01", "2022-01-01"],
		),
		"cycles": table(
			"cycles",
			cycle=["2024", "2025"],
			start_date=["2024-01-01", "2025-01-01"],
			end_date=["2024-12-31", "2025-12-31"],
			is_current=[False, True],
		),
	}


def problems(**tables: pd.DataFrame) -> pd.DataFrame:
	return find_problems({**company(), **tables}, Policy(), AS_OF)


def people(**columns: list) -> pd.DataFrame:
	"""The company's employees with some columns replaced or added."""
	frame = company()["employees"]
	return frame.assign(**table("employees", **columns).to_dict("series"))


def objectives(**columns: list) -> pd.DataFrame:
	size = len(next(iter(columns.values())))
	given = {"objective": [f"O{i}" for i in range(size)], "employee": ["E2"] * size}
	return table("objectives", **{**given, **columns})


def key_results(**columns: list) -> dict[str, pd.DataFrame]:
	"""Key results of one objective, with what the column at hand doesn't need to be wrong."""
	size = len(next(iter(columns.values())))
	given = {
		"key_result": [f"K{i}" for i in range(size)],
		"objective": ["O0"] * size,
		"target_value": [10] * size,
	}
	return {"objectives": objectives(weight=[1]), "key_results": table("key_results", **{**given, **columns})}


def segments(**columns: list) -> dict[str, pd.DataFrame]:
	size = len(next(iter(columns.values())))
	given = {
		"employee": ["E2"] * size,
		"segment": [f"S{i}" for i in range(size)],
		"start_date": ["2025-01-01", "2025-07-01"][:size],
		"end_date": ["2025-06-30", "2025-12-31"][:size],
	}
	return {"segments": table("segments", **{**given, **columns})}


def ratings(**columns: list) -> dict[str, pd.DataFrame]:
	size = len(next(iter(columns.values())))
	given = {"employee": ["E2"] * size, "component": ["competencies"] * size, "rating": [3] * size}
	given["item"] = [f"I{i}" for i in range(size)]
	return {"component_ratings": table("component_ratings", **{**given, **columns})}


def succession(**columns: list) -> dict[str, pd.DataFrame]:
	size = len(next(iter(columns.values())))
	given = {"position": ["P1"] * size, "employee": ["E2"] * size, "readiness_band": ["Ready Now"] * size}
	return {
		"positions": table("positions", position=["P1"], incumbent=["E1"]),
		"candidates": table("candidates", **{**given, **columns}),
	}


# rule: (tables, table of the problem, row, column); row None is the table as a whole.
def merit(**columns: list) -> dict[str, pd.DataFrame]:
	rules = table("merit_rules", **columns).assign(pay_round="M")
	return {
		"pay_rounds": table("pay_rounds", pay_round=["M"], effective_on=["2026-01-01"]), "merit_rules": rules,
	}  # fmt: skip


CASES: dict[str, tuple[dict[str, pd.DataFrame], str, int | None, str]] = {
	"missing_column": (
		{"cycles": table("cycles", cycle=["2025"], end_date=["2025-12-31"])}, "cycles", None, "start_date",
	),
	"missing_table": (
		{"candidates": succession(status=["proposed"])["candidates"]}, "candidates", None, "position",
	),
	"empty": ({"employees": people(employee=["E1", "E2", None])}, "employees", 2, "employee"),
	"not_finite": ({"objectives": objectives(weight=[1, np.inf])}, "objectives", 1, "weight"),
	"choice": ({"employees": people(status=["Active", "Gone", None])}, "employees", 1, "status"),
	"too_low": ({"objectives": objectives(confidence=[5, 0.5])}, "objectives", 1, "confidence"),
	"too_high": ({"objectives": objectives(confidence=[5, 10.5])}, "objectives", 1, "confidence"),
	"negative_weight": ({"objectives": objectives(weight=[1, -0.5])}, "objectives", 1, "weight"),
	"zero_weights": ({"objectives": objectives(weight=[0, 0])}, "objectives", 0, "weight"),
	"unknown_manager": ({"employees": people(reports_to=[None, "E1", "E9"])}, "employees", 2, "reports_to"),
	"unknown_reference": ({"objectives": objectives(employee=["E2", "E9"])}, "objectives", 1, "employee"),
	"refers_to_itself": ({"employees": people(reports_to=[None, "E2", "E1"])}, "employees", 1, "reports_to"),
	"loop": ({"employees": people(reports_to=[None, "E3", "E2"])}, "employees", 1, "reports_to"),
	"duplicate": ({"employees": people(employee=["E1", "E2", "E2"])}, "employees", 2, "employee"),
	"same_name": ({"employees": people(employee_name=["Ann", "Bob Ray", " bob  RAY"])}, "employees", 2, "employee_name"),
	"dates_out_of_order": (
		{"employees": people(relieving_date=[None, None, "2021-12-31"], status=[None, None, "Left"])},
		"employees", 2, "relieving_date",
	),
	"dates_unusual": ({"employees": people(role_since=[None, "2020-12-31", None])}, "employees", 1, "role_since"),
	"after_as_of": (
		{"potential": table("potential", employee=["E2"], assessed_on=["2026-01-01"], ability=[3])},
		"potential", 0, "assessed_on",
	),
	"overlap": (segments(start_date=["2025-01-01", "2025-06-30"]), "segments", 1, "start_date"),
	"leave_overlaps": (
		{
			"absences": table(
				"absences", employee=["E2", "E2"], start_date=["2025-03-01", "2025-02-01"],
				end_date=["2025-03-10", "2025-03-01"],
			)
		},
		"absences", 0, "start_date",
	),
	"too_many_days": (segments(days_excluded=[181, 185]), "segments", 1, "days_excluded"),
	"outside_cycle": (segments(start_date=["2024-01-01"], end_date=["2024-12-31"]), "segments", 0, "start_date"),
	"current_cycle": (
		{"cycles": company()["cycles"].assign(is_current=False)}, "cycles", None, "is_current",
	),
	"before_cycle": (
		{"cycles": company()["cycles"].assign(start_date=pd.to_datetime(["2024-01-01", "2026-01-01"]))},
		"cycles", 1, "start_date",
	),
	"unknown_template": ({"employees": people(template=[None, "stuff", "staff"])}, "employees", 1, "template"),
	"unknown_component": (ratings(component=["competencies", "charm"]), "component_ratings", 1, "component"),
	"unknown_segment": ({**segments(days_excluded=[0]), **ratings(segment=["S0", "S9"])}, "component_ratings", 1, "segment"),
	"unknown_cycle": (
		{"history": table("history", employee=["E2"], cycle=["2023"], performance_score=[3])}, "history", 0, "cycle",
	),
	"cycle_not_listed": (
		{
			"history": table(
				"history", employee=["E2"], cycle=["2023"], performance_score=[3], closed_on=["2023-12-31"]
			)
		},
		"history", 0, "cycle",
	),
	"outside_scale": (ratings(rating=[5, 5.01]), "component_ratings", 1, "rating"),
	"rating_empty": (ratings(rating=[3, None]), "component_ratings", 1, "rating"),
	"no_reason": (ratings(state=["rated", "not applicable"]), "component_ratings", 1, "reason"),
	"nothing_said": (
		{"potential": table("potential", employee=["E2"], assessed_on=["2025-01-01"])},
		"potential", 0, "ability, aspiration, engagement",
	),
	"no_owner": ({"objectives": objectives(employee=["E2", None])}, "objectives", 1, "employee"),
	"no_place": (
		{"objectives": objectives(employee=[None], level=["department"])}, "objectives", 0, "department",
	),
	"no_parent": ({"objectives": objectives(contributes=[True])}, "objectives", 0, "parent_objective"),
	"no_target": (key_results(target_value=[10, None]), "key_results", 1, "target_value"),
	"target_equals_start": (key_results(start_value=[0, 10]), "key_results", 1, "target_value"),
	"target_not_positive": (
		key_results(method=["achievement", "lower is better"], target_value=[1, 0]), "key_results", 1, "target_value",
	),
	"no_range": (key_results(method=["range"], range_low=[None], range_high=[2]), "key_results", 0, "range_low"),
	"range_reversed": (key_results(method=["range"], range_low=[3], range_high=[2]), "key_results", 0, "range_high"),
	"no_detail": (key_results(method=["progress", "milestones"]), "key_results", 1, "method"),
	"falling": (
		{
			"objectives": objectives(weight=[1]),
			"target_profiles": table(
				"target_profiles", objective=["O0", "O0"], on_date=["2025-06-30", "2025-03-31"], expected=[0.4, 0.5]
			),
		},
		"target_profiles", 0, "expected",
	),
	"no_manager": ({"employees": people(reports_to=[None, "E1", None])}, "employees", 2, "reports_to"),
	"no_managers": ({"employees": people(reports_to=[None, None, None])}, "employees", None, "reports_to"),
	"left_without_date": ({"employees": people(status=["Active", "Left", "Active"])}, "employees", 1, "relieving_date"),
	"no_leaving_dates": ({"employees": people(status=["Active", "Left", "Left"])}, "employees", None, "relieving_date"),
	"still_active": (
		{"employees": people(relieving_date=[None, "2025-12-31", None])}, "employees", 1, "relieving_date",
	),
	"left_but_named": (
		{**succession(employee=["E3"]), "employees": people(status=[None, None, "Left"])}, "candidates", 0, "employee",
	),
	"nobody_named": (succession(employee=["E2", None], candidate_name=[None, None]), "candidates", 1, "employee"),
	"unknown_band": (succession(readiness_band=["Ready Now", "soon"], employee=["E2", "E3"]), "candidates", 1, "readiness_band"),
	"own_successor": (succession(employee=["E2", "E1"]), "candidates", 1, "employee"),
	"more_leavers": (
		{"leaver_rates": table("leaver_rates", risk_band=["low"], people=[10], leavers=[11])},
		"leaver_rates", 0, "leavers",
	),
	"empty_range": (
		{"pay": table("pay", employee=["E1", "E2"], salary=[5, 5], range_low=[1, 6], range_high=[9, 6])}, "pay", 1, "range_high",
	),
	"no_level": (merit(rating=[4, 4.5], percent=[2, 3]), "merit_rules", 1, "rating"),
}  # fmt: skip


def test_nothing_is_wrong_with_a_sound_company() -> None:
	found = problems()
	assert found.empty
	assert list(found.columns) == COLUMNS


def test_every_rule_has_a_case() -> None:
	assert set(CASES) == set(RULES)


@pytest.mark.parametrize("rule", CASES)
def test_the_broken_rule_is_named_where_it_is_broken(rule: str) -> None:
	tables, name, row, column = CASES[rule]
	found = problems(**tables)
	mine = found[found["rule"] == rule]
	assert len(mine) == 1, found[["rule", "table", "row", "column", "message"]]
	one = mine.iloc[0]
	assert (one["table"], one["column"], one["severity"]) == (name, column, RULES[rule].severity)
	assert pd.isna(one["row"]) if row is None else one["row"] == row
	assert "{" not in one["message"] + one["expected"]


def test_only_employees_is_needed() -> None:
	assert find_problems({"employees": company()["employees"]}, Policy()).empty


def test_values_at_the_ends_of_a_scale_are_inside() -> None:
	assert problems(**ratings(rating=[1, 5])).empty


def test_a_number_just_outside_by_float_noise_is_inside() -> None:
	assert problems(**ratings(rating=[5 + 1e-12, 1 - 1e-12])).empty


def test_all_three_hundred_of_three_hundred_are_listed() -> None:
	size = 300
	frame = table(
		"employees", employee=[f"E{i}" for i in range(size)], reports_to=[f"X{i}" for i in range(size)]
	)
	found = find_problems({"employees": frame}, Policy(), AS_OF)
	assert sorted(found.loc[found["rule"] == "unknown_manager", "row"]) == list(range(size))


def test_a_loop_is_told_once_with_all_its_members() -> None:
	frame = table(
		"employees", employee=["A", "B", "C", "D", "T", "U"], reports_to=["B", "C", "A", "A", "U", "T"]
	)
	found = find_problems({"employees": frame}, Policy(), AS_OF)
	loops = found[found["rule"] == "loop"]
	assert list(loops["message"]) == [
		"reports_to goes in a circle: A → B → C → A",
		"reports_to goes in a circle: T → U → T",
	]


def test_a_long_loop_shows_its_first_members_and_says_how_many_there_are() -> None:
	size = 500
	frame = table(
		"employees",
		employee=[f"E{i}" for i in range(size)],
		reports_to=[f"E{(i + 1) % size}" for i in range(size)],
	)
	message = find_problems({"employees": frame}, Policy(), AS_OF)["message"].iloc[0]
	assert "E0 → E1 → E2" in message and message.endswith("(500 in all)")


def test_loops_of_objectives_and_key_results_are_found_too() -> None:
	found = problems(
		objectives=objectives(parent_objective=["O1", "O0"]),
		key_results=key_results(parent_key_result=["K1", "K0"])["key_results"],
	)
	assert list(found.loc[found["rule"] == "loop", "table"]) == ["objectives", "key_results"]


@given(st.lists(st.integers(-1, 11), min_size=1, max_size=12))
def test_loops_agree_with_walking_up_from_everybody(parents: list[int]) -> None:
	parent = [p if p < len(parents) and p != i else -1 for i, p in enumerate(parents)]
	walked = set()
	for start in range(len(parent)):
		at, seen = start, []
		while at >= 0 and at not in seen:
			seen.append(at)
			at = parent[at]
		if at == start:
			walked.add(frozenset(seen))
	found = find_loops(np.array(parent))
	assert {frozenset(loop) for loop in found} == walked
	assert all(parent[a] == b for loop in found for a, b in zip(loop, [*loop[1:], loop[0]], strict=True))


def test_a_near_key_is_suggested() -> None:
	found = problems(employees=people(employee=["001", "E2", "e3"], reports_to=[None, "1.0", "e 2"]))
	assert list(found.loc[found["rule"] == "unknown_manager", "expected"]) == [
		"an employee number of this table; did you mean '001'?",
		"an employee number of this table; did you mean 'E2'?",
	]


def test_a_duplicate_points_at_the_first_row() -> None:
	found = problems(employees=people(employee=["E1", "E2", "E2"]))
	assert found.loc[found["rule"] == "duplicate", "other_row"].tolist() == [1]


def test_a_key_of_several_columns_counts_its_empty_parts() -> None:
	twice = ratings(item=[None, None])
	apart = ratings(item=[None, "I1"])
	assert list(problems(**twice)["rule"]) == ["duplicate"]
	assert problems(**apart).empty


def test_two_days_of_one_month_are_the_same_month() -> None:
	months = table("kpi_months", key_result=["K0", "K0"], month=["2025-03-01", "2025-03-31"], target=[1, 1])
	assert list(problems(**key_results(weight=[1]), kpi_months=months)["rule"]) == ["duplicate"]


def test_monthly_targets_stand_in_for_a_target() -> None:
	tables = key_results(method=["achievement"], target_value=[None])
	months = table("kpi_months", key_result=["K0", "K0"], month=["2025-01-31", "2025-02-28"], target=[0, 5])
	assert problems(**tables, kpi_months=months).empty
	nothing = months.assign(target=[0.0, 0.0])
	assert set(problems(**tables, kpi_months=nothing)["rule"]) == {"target_not_positive"}


def test_an_unknown_choice_is_not_also_an_empty_one() -> None:
	rates = table("leaver_rates", risk_band=["odd"], people=[10], leavers=[1])
	assert list(problems(leaver_rates=rates)["rule"]) == ["choice"]
	assert list(problems(**succession(readiness_band=[None]))["rule"]) == ["empty"]


def test_an_unknown_choice_hides_no_other_problem() -> None:
	found = problems(employees=people(status=["Gone", None, None], reports_to=[None, "E1", "E9"]))
	assert list(found["rule"]) == ["choice", "unknown_manager"]


def test_a_falling_metric_is_fine() -> None:
	assert problems(**key_results(start_value=[20], target_value=[10])).empty


def test_weights_of_archived_or_other_cycles_objectives_need_not_count() -> None:
	frame = objectives(weight=[0, 1, 0], archived=["approved", "no", "no"], cycle=[None, None, "2024"])
	assert problems(objectives=frame).empty


def test_a_contributing_child_is_weight_enough_for_a_parent() -> None:
	tables = key_results(weight=[0])
	child = objectives(weight=[1, 1], parent_objective=[None, "O0"], contributes=[False, True])
	assert problems(key_results=tables["key_results"], objectives=child).empty
	assert "zero_weights" in set(problems(**tables)["rule"])


def test_each_company_may_have_one_top() -> None:
	frame = table(
		"employees",
		employee=["A", "B", "C", "D"],
		company=["X", "X", "Y", "Y"],
		reports_to=[None, "A", None, "C"],
	)
	assert find_problems({"employees": frame}, Policy(), AS_OF).empty
	one_company = frame.assign(company="X")
	assert list(find_problems({"employees": one_company}, Policy(), AS_OF)["row"]) == [0, 2]


def test_one_cycle_is_the_current_one_without_saying_so() -> None:
	assert problems(cycles=company()["cycles"].iloc[[1]].assign(is_current=False)).empty


def test_two_current_cycles_are_both_listed() -> None:
	found = problems(cycles=company()["cycles"].assign(is_current=True))
	assert list(found["row"]) == [0, 1]


def test_a_table_that_is_broken_does_not_make_others_look_broken() -> None:
	tables = key_results(weight=[1])
	found = problems(
		objectives=tables["objectives"].drop(columns="objective"), key_results=tables["key_results"]
	)
	assert list(found["rule"]) == ["missing_column"]


def test_without_an_as_of_date_nothing_is_compared_with_it() -> None:
	frame = people(date_of_joining=["2020-01-01", "2031-01-01", "2022-01-01"])
	assert find_problems({"employees": frame}, Policy()).empty
	assert list(find_problems({"employees": frame}, Policy(), AS_OF)["rule"]) == ["after_as_of"]


def test_the_tables_are_not_changed() -> None:
	tables = {**company(), **key_results(weight=[-1]), **ratings(rating=[99])}
	before = {name: frame.copy() for name, frame in tables.items()}
	find_problems(tables, Policy(), AS_OF)
	for name, frame in tables.items():
		pd.testing.assert_frame_equal(frame, before[name])


def test_problems_are_the_same_whatever_the_order_of_rows() -> None:
	frame = table(
		"employees",
		employee=["A", "B", "C", "D"],
		reports_to=["B", "A", "Z", "D"],
		status=["x", None, None, None],
	)
	turned = frame.iloc[::-1].reset_index(drop=True)
	found, again = (find_problems({"employees": f}, Policy(), AS_OF) for f in (frame, turned))
	told = found[found["rule"] != "loop"]
	told_again = again[again["rule"] != "loop"]
	assert set(zip(told["rule"], told["row"], strict=True)) == set(
		zip(told_again["rule"], 3 - told_again["row"], strict=True)
	)
	assert (found["rule"] == "loop").sum() == (again["rule"] == "loop").sum() == 1


def test_sentences_can_be_in_another_language() -> None:
	rules = {"empty": Rule("error", "Kosong", "{column} kosong", "{doc}")}
	found = as_frame(
		[Found("empty", "employees", np.array([4]), "employee", [None], more={"doc": "Nomor"})], rules
	)
	assert found.loc[0, ["message", "expected"]].tolist() == ["employee kosong", "Nomor"]


def test_a_policy_with_another_scale_moves_the_bounds() -> None:
	curve = ((0, 1), (1, 4))
	policy = Policy(
		appraisal=AppraisalRules(scale="four"), curves=Curves(committed=curve, aspirational=curve)
	)
	found = find_problems({**company(), **ratings(rating=[4, 5])}, policy, AS_OF)
	assert found[["rule", "row", "expected"]].to_numpy().tolist() == [
		["outside_scale", 1, "1 to 4 (scale 'four')"]
	]
