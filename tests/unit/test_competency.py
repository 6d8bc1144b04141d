"""Effective levels, fit to a role, and how much of a gap has closed."""

from __future__ import annotations

import itertools
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talent_performance.engine import competency
from talent_performance.engine.frames import complete
from talent_performance.engine.policy import CompetencyRules, Policy
from talent_performance.engine.rounding import half_up
from talent_performance.engine.tables import OUTPUTS, SOURCES
from tests.unit.cases import first, name_of, same_number, same_text, worked

POLICY = Policy()
AS_OF = pd.Timestamp("2025-12-31")


def half_life(months: float) -> Policy:
	return Policy(competency=CompetencyRules(half_life_months=months))


def evidence_of(rows: list[dict[str, Any]]) -> pd.DataFrame:
	"""Evidence by age in days; person and competency are P and Skill where a row doesn't say."""
	usual = {"employee": "P", "competency": "Skill", "source": "manager", "weight": None, "age_days": 0}
	table = pd.DataFrame([{**usual, **row} for row in rows], columns=[*usual, "level"])
	table["assessed_on"] = AS_OF - pd.to_timedelta(table.pop("age_days").astype(float), unit="D")
	return complete("competency_evidence", table)


def levels_of(rows: list[tuple[str, str, float]]) -> pd.DataFrame:
	return pd.DataFrame(rows, columns=["employee", "competency", "level"])


def fit_of(case: pd.DataFrame, policy: Policy = POLICY) -> pd.Series:
	"""Fit of one person to one role: a line per competency with required_level, weight, essential and level."""
	required = complete(
		"role_competencies",
		case[["competency", "required_level", "weight", "essential"]].assign(designation="Role"),
	)
	levels = case.loc[case["level"].notna(), ["competency", "level"]].assign(employee="P")
	pairs = pd.DataFrame({"employee": ["P"], "designation": ["Role"]})
	return competency.fit(pairs, required, levels, policy).iloc[0]


@pytest.mark.parametrize("case", worked("competency_levels"), ids=name_of)
def test_effective_level(case: pd.DataFrame) -> None:
	line = first(case)
	evidence = evidence_of(case[["source", "level", "weight", "age_days"]].to_dict("records"))
	found = competency.effective_levels(evidence, half_life(line["half_life_months"]), AS_OF)
	assert list(found.columns) == OUTPUTS["competency_levels"].names
	assert len(found) == 1
	assert same_number(half_up(found["level"][0]), line["expected_level"])
	assert same_number(half_up(found["confidence"][0]), line["expected_confidence"])
	assert found["sources"][0] == line["expected_sources"]
	assert found["reassess"][0] == (line["expected_reassess"] == "yes")


@pytest.mark.parametrize("case", worked("competency_fit"), ids=name_of)
def test_fit(case: pd.DataFrame) -> None:
	line = first(case)
	found = fit_of(case.assign(essential=case["essential"] == "yes"))
	assert same_number(half_up(found["fit"], 3), line["expected_fit"])
	assert same_number(half_up(found["coverage"]), line["expected_coverage"])
	assert found["ranked"] == (line["expected_ranked"] == "yes")
	assert same_text(found["unmet_essentials"], line["expected_unmet"])
	assert same_text(found["unknown_essentials"], line["expected_unknown"])
	assert same_text(found["reason"], line["expected_reason"])


@pytest.mark.parametrize("case", worked("gap_closed"), ids=name_of)
def test_gap_closed(case: pd.DataFrame) -> None:
	goals = case.assign(employee=[f"P{i}" for i in case.index], competency="Skill")
	found = competency.gap_closed(goals)
	assert list(found.columns) == OUTPUTS["development"].names
	for i, line in case.iterrows():
		assert same_number(half_up(found["gap_closed"][i]), line["expected"])
		assert same_text(found["reason"][i], line["expected_reason"])
	group = competency.group_gap_closed(found.assign(department="D"), ["department"])
	assert same_number(half_up(group["gap_closed"][0]), first(case)["expected_group"])
	assert group["goals"][0] == case["expected"].notna().sum()


@pytest.mark.parametrize("case", worked("ratings_as_levels"), ids=name_of)
def test_ratings_on_levels(case: pd.DataFrame) -> None:
	columns = ["rating", "low", "high", "lowest", "highest"]
	assert competency.on_levels(case[columns].astype(float)).tolist() == pytest.approx(
		case["expected_level"].astype(float).tolist()
	)


@pytest.mark.parametrize("case", worked("gap_summary"), ids=name_of)
def test_gaps_of_a_group(case: pd.DataFrame) -> None:
	required, level = case["required_level"].astype(float), case["level"].astype(float)
	gaps = pd.DataFrame(
		{
			"group": "G",
			"employee": case["employee"],
			"gap": (required - level).clip(lower=0).where(level.notna()),
			"essential": case["essential"] == "yes",
		}
	)
	assert competency.gap_bands(gaps).tolist() == case["band"].tolist()
	[found] = competency.gap_summary(gaps, ["group"]).to_dict("records")
	line = first(case)
	for column in ("people", "assessed", "met", "short", "essential_unmet", "coverage", "mean_gap"):
		assert same_number(found[column], line[column], 5e-5)


@given(st.lists(st.tuples(st.floats(0, 5), st.booleans()), min_size=1, max_size=20))
def test_groups_of_gaps_add_up_to_the_whole(rows: list[tuple[float, bool]]) -> None:
	gaps = pd.DataFrame(rows, columns=["gap", "essential"]).assign(
		one=1, side=[at % 2 for at in range(len(rows))]
	)
	[whole] = competency.gap_summary(gaps, ["one"]).to_dict("records")
	parts = competency.gap_summary(gaps, ["side"])
	for column in ("people", "assessed", "met", "short", "essential_unmet"):
		assert parts[column].sum() == whole[column]
	assert whole["met"] + whole["short"] == whole["assessed"]
	assert parts["mean_gap"].min() - 1e-9 <= whole["mean_gap"] <= parts["mean_gap"].max() + 1e-9


def test_each_judgement_may_carry_its_own_weight() -> None:
	rows = [{"source": "self", "level": 5, "weight": 1.0}, {"source": "manager", "level": 3, "weight": 0.0}]
	found = competency.effective_levels(evidence_of(rows), POLICY, AS_OF)
	assert found["level"].tolist() == [5.0]


def test_a_source_that_the_policy_leaves_out_weighs_nothing() -> None:
	policy = Policy(competency=CompetencyRules(source_weights=MappingProxyType({"test": 1.0})))
	rows = [{"source": "manager", "level": 1}, {"source": "test", "level": 4}]
	assert competency.effective_levels(evidence_of(rows), policy, AS_OF)["level"].tolist() == [4.0]


def test_a_judgement_of_a_hundred_years_ago_still_has_its_level() -> None:
	found = competency.effective_levels(
		evidence_of([{"level": 3, "age_days": 36_525}]), half_life(0.5), AS_OF
	)
	assert found["level"].tolist() == [3.0]
	assert found["reassess"].tolist() == [True]


def test_judgements_that_agree_leave_no_noise_behind() -> None:
	ages = itertools.product((0, 100, 1000), (37, 411, 2003))
	rows = [
		{"employee": f"{a}-{b}", "level": 5, "age_days": age, "source": source}
		for a, b in ages
		for age, source in ((a, "manager"), (b, "test"), (b + 5, "feedback"))
	]
	found = competency.effective_levels(evidence_of(rows), POLICY, AS_OF)
	assert found["level"].tolist() == [5.0] * 9


def test_evidence_without_a_level_or_a_day_says_nothing() -> None:
	table = pd.DataFrame(
		{
			"employee": ["A", "B", None],
			"competency": ["Skill"] * 3,
			"level": [np.nan, 3.0, 3.0],
			"assessed_on": [AS_OF, pd.NaT, AS_OF],
		}
	)
	assert competency.effective_levels(complete("competency_evidence", table), POLICY, AS_OF).empty


def test_gaps_show_required_beside_actual_and_leave_out_who_left() -> None:
	employees = complete(
		"employees",
		pd.DataFrame(
			{
				"employee": ["A", "B", "C"],
				"designation": ["Cook", "Cook", None],
				"status": ["Active", "Left", "Active"],
			}
		),
	)
	required = complete(
		"role_competencies",
		pd.DataFrame(
			{
				"designation": ["Cook"] * 4,
				"competency": ["Taste", "Hygiene", "Speed", "Singing"],
				"required_level": [4, 3, 2, 0],
				"essential": [False, True, False, False],
			}
		),
	)
	found = competency.gaps(
		employees, required, levels_of([("A", "Taste", 3), ("A", "Speed", 5), ("B", "Taste", 1)])
	)
	assert list(found.columns) == OUTPUTS["competency_gaps"].names
	assert found["employee"].tolist() == ["A", "A", "A"]
	assert found.set_index("competency")["gap"].to_dict() == pytest.approx(
		{"Hygiene": np.nan, "Speed": 0.0, "Taste": 1.0}, nan_ok=True
	)
	assert found.set_index("competency")["essential"].to_dict() == {
		"Hygiene": True,
		"Speed": False,
		"Taste": False,
	}


def test_a_person_can_be_compared_with_another_role() -> None:
	required = complete(
		"role_competencies",
		pd.DataFrame(
			{"designation": ["Cook", "Chef"], "competency": ["Taste"] * 2, "required_level": [2, 4]}
		),
	)
	pairs = pd.DataFrame({"employee": ["A", "A", "A", "B"], "designation": ["Chef", "Cook", None, "Chef"]})
	found = competency.fit(pairs, required, levels_of([("A", "Taste", 3)]), POLICY)
	assert found["fit"].tolist() == pytest.approx([0.75, 1.0, np.nan, np.nan], nan_ok=True)
	assert found["designation"].tolist()[:2] == ["Chef", "Cook"]
	assert found["reason"].tolist()[2:] == [competency.NO_DESIGNATION, competency.NOTHING_ASSESSED]


def test_development_compares_the_day_of_the_goal_with_what_was_said_since() -> None:
	rows = [
		{"employee": "up", "level": 2, "age_days": 400},
		{"employee": "up", "level": 3, "age_days": 10},
		{"employee": "silent", "level": 2, "age_days": 400},
		{"employee": "other", "level": 2, "age_days": 400},
		{"employee": "other", "level": 4, "age_days": 10, "source": "test"},
		{"employee": "boast", "level": 2, "age_days": 400},
		{"employee": "boast", "level": 3, "age_days": 20},
		{"employee": "boast", "level": 5, "age_days": 10, "source": "self"},
	]
	people = ["up", "silent", "other", "boast", "new"]
	goals = pd.DataFrame({"employee": people, "competency": "Skill", "target_level": 4})
	goals["agreed_on"] = AS_OF - pd.Timedelta(days=365)
	found = competency.development(evidence_of(rows), complete("development_goals", goals), POLICY, AS_OF)
	found = found.set_index("employee")
	assert found["gap_closed"].to_dict() == pytest.approx(
		{"up": 0.5, "silent": np.nan, "other": np.nan, "boast": 0.5, "new": np.nan}, nan_ok=True
	)
	assert found.loc["up", ["before", "after"]].tolist() == [2, 3]
	assert found.loc["silent", "reason"] == competency.NO_LEVEL_SINCE
	assert found.loc["other", "reason"] == competency.OTHER_SOURCES
	assert found.loc["new", "reason"] == competency.NO_LEVEL_THEN


def test_a_goal_that_is_agreed_later_is_not_measured_yet() -> None:
	goals = pd.DataFrame({"employee": ["P"], "competency": ["Skill"], "target_level": [4.0]})
	goals["agreed_on"] = AS_OF + pd.Timedelta(days=1)
	found = competency.development(
		evidence_of([{"level": 2}]), complete("development_goals", goals), POLICY, AS_OF
	)
	assert found["gap_closed"].isna().all()
	assert found["reason"].tolist() == [competency.NOT_AGREED_YET]


def test_groups_without_a_measurable_goal_have_no_figure() -> None:
	closed = pd.DataFrame(
		{
			"department": ["A", "A", "B"],
			"before": [3.0, 1.0, np.nan],
			"target_level": [4.0, 4.0, 4.0],
			"after": [4.0, 1.0, 3.0],
			"gap_closed": [1.0, 0.0, np.nan],
		}
	)
	found = competency.group_gap_closed(closed, ["department"]).set_index("department")
	assert found["gap_closed"].to_dict() == pytest.approx({"A": 0.25, "B": np.nan}, nan_ok=True)
	assert found["goals"].to_dict() == {"A": 2, "B": 0}


def test_sentences_can_be_translated() -> None:
	pairs = pd.DataFrame({"employee": ["A"], "designation": ["Cook"]})
	found = competency.fit(pairs, complete("role_competencies", None), levels_of([]), POLICY, str.upper)
	assert found["reason"].tolist() == [competency.NOTHING_REQUIRED.upper()]


def test_empty_tables_give_empty_results() -> None:
	evidence, goals = complete("competency_evidence", None), complete("development_goals", None)
	levels = competency.effective_levels(evidence, POLICY, AS_OF)
	required = complete("role_competencies", None)
	employees = complete("employees", None)
	assert list(levels.columns) == OUTPUTS["competency_levels"].names and levels.empty
	assert competency.gaps(employees, required, levels).empty
	assert competency.fit(competency.present_roles(employees), required, levels, POLICY).empty
	assert competency.development(evidence, goals, POLICY, AS_OF).empty


def test_nothing_that_is_passed_in_changes() -> None:
	rows = [{"source": s, "level": i + 1, "age_days": 500 - 100 * i} for i, s in enumerate(SOURCES)]
	evidence = evidence_of(rows)
	goals = pd.DataFrame({"employee": ["P"], "competency": ["Skill"], "target_level": [4.0]})
	goals = complete("development_goals", goals.assign(agreed_on=AS_OF - pd.Timedelta(days=250)))
	before = evidence.copy(deep=True), goals.copy(deep=True)
	competency.effective_levels(evidence, POLICY, AS_OF)
	competency.development(evidence, goals, POLICY, AS_OF)
	pd.testing.assert_frame_equal(evidence, before[0])
	pd.testing.assert_frame_equal(goals, before[1])


EVIDENCE = st.lists(
	st.fixed_dictionaries(
		{
			"employee": st.sampled_from("AB"),
			"competency": st.sampled_from(["Skill", "Craft"]),
			"source": st.sampled_from(SOURCES),
			"level": st.integers(0, 10).map(lambda x: x / 2),
			"weight": st.sampled_from([None, 0.0, 0.2, 1.0, 7.0]),
			"age_days": st.integers(-400, 4000),
		}
	),
	max_size=14,
)


def by_hand(rows: list[dict[str, Any]], policy: Policy) -> dict[tuple[str, str], tuple[float, float, str]]:
	"""Level, confidence and sources, one judgement after the other."""
	found = {}
	for pair in {(r["employee"], r["competency"]) for r in rows if r["age_days"] >= 0}:
		said = [r for r in rows if (r["employee"], r["competency"]) == pair and r["age_days"] >= 0]
		top = under = whole = 0.0
		for r in said:
			w = policy.competency.source_weights[r["source"]] if r["weight"] is None else r["weight"]
			faded = w * 0.5 ** (r["age_days"] / 30.4375 / policy.competency.half_life_months)
			top, under, whole = top + faded * r["level"], under + faded, whole + w
		sources = ", ".join(s for s in SOURCES if s in {r["source"] for r in said})
		found[pair] = (top / under, under / whole, sources) if whole else (np.nan, np.nan, sources)
	return found


def as_dict(levels: pd.DataFrame) -> dict[tuple[str, str], tuple[float, float, str]]:
	keys = zip(levels["employee"], levels["competency"], strict=True)
	return dict(
		zip(keys, zip(levels["level"], levels["confidence"], levels["sources"], strict=True), strict=True)
	)


def assert_same_levels(found: dict, expected: dict) -> None:
	assert found.keys() == expected.keys()
	for pair, (level, confidence, sources) in expected.items():
		assert same_number(found[pair][0], level) and same_number(found[pair][1], confidence)
		assert found[pair][2] == sources


@settings(deadline=None)
@given(EVIDENCE)
def test_levels_equal_the_sum_written_out(rows: list[dict[str, Any]]) -> None:
	found = competency.effective_levels(evidence_of(rows), POLICY, AS_OF)
	assert not found.duplicated(["employee", "competency"]).any()
	assert_same_levels(as_dict(found), by_hand(rows, POLICY))


@settings(deadline=None)
@given(EVIDENCE)
def test_a_level_lies_between_the_lowest_and_the_highest_judgement(rows: list[dict[str, Any]]) -> None:
	found = as_dict(competency.effective_levels(evidence_of(rows), POLICY, AS_OF))
	for pair, (level, confidence, _) in found.items():
		said = [r["level"] for r in rows if (r["employee"], r["competency"]) == pair and r["age_days"] >= 0]
		assert np.isnan(level) or min(said) - 1e-9 <= level <= max(said) + 1e-9
		assert np.isnan(confidence) or 0 <= confidence <= 1 + 1e-9


@settings(deadline=None)
@given(st.integers(0, 90_000), st.integers(0, 50).map(lambda x: x / 10), st.sampled_from(["manager", "test"]))
def test_age_never_changes_the_level_of_a_single_judgement(age: int, level: float, source: str) -> None:
	row = {"source": source, "level": level, "age_days": age}
	found = competency.effective_levels(evidence_of([row]), POLICY, AS_OF)
	assert found["level"].tolist() == [level]


@settings(deadline=None)
@given(EVIDENCE, st.sampled_from([1e-3, 3.0, 1000.0]), st.randoms())
def test_row_order_and_the_scale_of_the_weights_change_nothing(
	rows: list, factor: float, random: Any
) -> None:
	expected = as_dict(competency.effective_levels(evidence_of(rows), POLICY, AS_OF))
	weights = POLICY.competency.source_weights
	other = [
		{**r, "weight": factor * (weights[r["source"]] if r["weight"] is None else r["weight"])} for r in rows
	]
	random.shuffle(other)
	assert_same_levels(as_dict(competency.effective_levels(evidence_of(other), POLICY, AS_OF)), expected)


ROLE = st.lists(
	st.fixed_dictionaries(
		{
			"required_level": st.integers(0, 5),
			"weight": st.sampled_from([0.0, 0.5, 1.0, 2.0, 5.0]),
			"essential": st.booleans(),
			"level": st.one_of(st.none(), st.integers(0, 5)),
		}
	),
	min_size=1,
	max_size=6,
)


def role_lines(rows: list[dict[str, Any]]) -> pd.DataFrame:
	table = pd.DataFrame(rows).astype({"level": float})
	return table.assign(competency=[f"C{i}" for i in table.index])


@settings(deadline=None)
@given(ROLE)
def test_fit_and_coverage_equal_the_sums_written_out(rows: list[dict[str, Any]]) -> None:
	found = fit_of(role_lines(rows))
	asked = [r for r in rows if r["required_level"] > 0]
	known = [r for r in asked if r["level"] is not None]
	whole, assessed = (sum(r["weight"] for r in some) for some in (asked, known))
	top = sum(r["weight"] * min(1, r["level"] / r["required_level"]) for r in known)
	assert same_number(found["fit"], top / assessed if assessed else np.nan)
	assert same_number(found["coverage"], assessed / whole if whole else np.nan)
	assert pd.isna(found["fit"]) != pd.isna(found["reason"])
	essential = {f"C{i}": r for i, r in enumerate(rows) if r["essential"] and r["required_level"] > 0}
	unmet = [c for c, r in essential.items() if r["level"] is not None and r["level"] < r["required_level"]]
	unknown = [c for c, r in essential.items() if r["level"] is None]
	assert same_text(found["unmet_essentials"], ", ".join(unmet) or None)
	assert same_text(found["unknown_essentials"], ", ".join(unknown) or None)


@settings(deadline=None)
@given(ROLE, st.integers(0, 5), st.integers(1, 3))
def test_fit_lies_in_0_to_1_and_never_falls_when_a_level_rises(rows: list, which: int, step: int) -> None:
	lower = fit_of(role_lines(rows))["fit"]
	line = rows[which % len(rows)]
	raised = line["level"] if line["level"] is None else line["level"] + step
	higher = fit_of(role_lines([{**r, "level": raised} if r is line else r for r in rows]))["fit"]
	assert np.isnan(lower) == np.isnan(higher)
	assert np.isnan(lower) or -1e-9 <= lower <= higher + 1e-9 <= 1 + 2e-9


@settings(deadline=None)
@given(ROLE, st.sampled_from([1e-3, 3.0, 1000.0]), st.randoms())
def test_fit_is_the_same_in_any_order_and_on_any_scale_of_weights(
	rows: list, factor: float, random: Any
) -> None:
	expected = fit_of(role_lines(rows))
	lines = role_lines([{**r, "weight": r["weight"] * factor} for r in rows])
	order = list(lines.index)
	random.shuffle(order)
	found = fit_of(lines.loc[order].reset_index(drop=True))
	for column in ("fit", "coverage"):
		assert same_number(found[column], expected[column])
	for column in ("ranked", "unmet_essentials", "unknown_essentials", "reason"):
		assert same_text(found[column], expected[column])


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from("xyz")), max_size=20))
def test_comma_lists_keep_the_order_of_the_rows(rows: list[tuple[int, str]]) -> None:
	groups = np.array([g for g, _ in rows], dtype=np.int64)
	found = competency.comma_lists(groups, np.array([n for _, n in rows], dtype=object), 6)
	for group in range(6):
		assert same_text(found[group], ", ".join(n for g, n in rows if g == group) or None)
