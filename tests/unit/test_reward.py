"""The reward view: eligibility, prorating, and merit within a budget, to the last unit of money."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talent_performance.engine import reward
from talent_performance.engine.pipeline import SCORING, run_cycle
from talent_performance.engine.policy import Policy, Template
from talent_performance.rehearsal.sample_company import AS_OF, make
from tests.unit.cases import first, name_of, same_number, same_text, worked

START, END = pd.Timestamp("2026-01-01"), pd.Timestamp("2026-12-31")
RULES = pd.DataFrame(
	[
		(5.0, "lower", Decimal(8)), (5.0, "any", Decimal(6)), (4.0, "any", Decimal(4)), (3.0, "any", Decimal("2.5")),
		(1.0, "any", Decimal(0)),
	],
	columns=["rating", "third", "percent"],
)  # fmt: skip


def table(*rows: tuple) -> pd.DataFrame:
	people = pd.DataFrame(rows, columns=["employee", "salary", "rating", "third", "share"])
	return people.assign(reason=None)


@pytest.mark.parametrize("lines", worked("merit"), ids=name_of)
def test_merit_by_hand(lines: pd.DataFrame) -> None:
	line = first(lines)
	third = reward.third(reward.position([line["salary"]], [line["low"]], [line["high"]]))[0]
	share = reward.share_of_period(pd.to_datetime([line["joined"]]), pd.to_datetime([None]), START, END)[0]
	assert same_text(third, line["expected_third"])
	people = table(("A", Decimal(int(line["salary"])), line["rating"], third, share))
	others = table(("B", Decimal(10_000_000), 4.0, None, 1.0)) if line["other"] == "yes" else table()
	budget = None if pd.isna(line["budget"]) else Decimal(int(line["budget"]))
	found, _factor = reward.suggest(pd.concat([people, others], ignore_index=True), RULES, budget)
	row = found.iloc[0]
	assert same_number(np.nan if row["merit"] is None else float(row["merit"]), line["expected_merit"])
	assert same_text(row["reason"], line["expected_reason"])


people = st.lists(
	st.tuples(
		st.integers(1, 90_000_000),
		st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0]),
		st.sampled_from(["lower", "middle", "upper", None]),
		st.floats(0, 1),
	),
	max_size=30,
)


@given(people, st.integers(0, 50_000_000), st.integers(0, 2))
@settings(max_examples=120, deadline=None)
def test_the_sum_never_exceeds_the_budget_and_uses_it_up(rows: list, budget: int, places: int) -> None:
	asked = table(*((f"E{at}", Decimal(pay), *rest) for at, (pay, *rest) in enumerate(rows)))
	found, factor = reward.suggest(asked, RULES, Decimal(budget), places)
	free, _one = reward.suggest(asked, RULES, None, places)
	whole = sum((each for each in found["merit"] if each is not None), Decimal(0))
	wanted = sum((each for each in free["merit"] if each is not None), Decimal(0))
	assert whole <= budget
	assert 0 <= factor <= 1
	assert whole == budget if factor < 1 else abs(whole - wanted) <= len(rows)
	for one, other in zip(found["merit"], free["merit"], strict=True):
		assert (one is None) == (other is None)
		assert one is None or 0 <= one <= other + 1
	for row in found.itertuples():
		assert (row.merit is None) == (row.reason is not None)


def test_who_takes_no_part_and_why() -> None:
	on = pd.Timestamp("2027-01-01")
	rows = pd.DataFrame(
		{
			"status": ["Active", "Left", "Active", "Active", "Active", "Active", "Active"],
			"joined": pd.to_datetime(["2020-01-01"] * 3 + ["2026-11-01", None, "2020-01-01", "2020-01-01"]),
			"resigned_on": pd.to_datetime([None, None, "2026-12-01", None, None, None, None]),
			"rating": [4.0, 4.0, 4.0, 4.0, 4.0, None, 4.0],
			"salary": [1, 1, 1, 1, 1, 1, None],
		}
	)
	short = reward.SERVICE.format(least=90, on="2027-01-01")
	assert reward.eligibility(rows, on, 90).tolist() == [
		None, reward.LEFT, reward.LEFT, short, short, reward.NO_RATING, reward.NO_SALARY,
	]  # fmt: skip


def test_neither_feedback_nor_aspirational_objectives_are_in_the_pay_policy() -> None:
	mixed = {"objectives": 50.0, "feedback": 50.0}
	policy = Policy(
		templates={**Policy().templates, "mixed": Template(mixed), "all": Template({"feedback": 1.0})}
	)
	found = reward.pay_policy(policy)
	assert dict(found.templates["mixed"].weights) == {"objectives": 50.0}
	assert dict(found.templates["all"].weights) == {"objectives": 1.0}
	assert {template.aspirational for template in found.templates.values()} == {"leave out"}
	assert found.rating_scale == policy.rating_scale


def test_neither_of_them_changes_what_pay_hears_of() -> None:
	"""The sample's cycle with the calculated score as the rating: other answers to 360 feedback, and aspirational goals missed."""
	mixed = {"objectives": 60.0, "competencies": 20.0, "feedback": 20.0}
	default = Policy()
	templates = {name: Template(mixed) for name in default.templates}
	policy = replace(
		default, templates=templates, appraisal=replace(default.appraisal, calculated_counts=True)
	)
	tables = {**make(), "overall_ratings": make()["overall_ratings"].iloc[:0]}
	lines = tables["component_ratings"]
	first_ = lines.drop_duplicates("employee").assign(component="feedback", item=None, segment=None)
	other = with_feedback(tables, first_, 5.0), with_feedback(tables, first_, 1.0)
	missed = missing_aspirational(other[1])
	usual = [rating_of(each, policy) for each in (*other, missed)]
	assert not usual[0].equals(usual[1]) and not usual[1].equals(usual[2])
	pay = [rating_of(each, reward.pay_policy(policy)) for each in (*other, missed)]
	pd.testing.assert_series_equal(pay[0], pay[1])
	pd.testing.assert_series_equal(pay[0], pay[2])
	assert pay[0].notna().any()


def with_feedback(tables: dict, lines: pd.DataFrame, rating: float) -> dict:
	lines = lines.assign(rating=rating, state="rated", reason=None)
	return {**tables, "component_ratings": pd.concat([tables["component_ratings"], lines], ignore_index=True)}


def missing_aspirational(tables: dict) -> dict:
	objectives, key_results = tables["objectives"], tables["key_results"]
	aspirational = objectives.loc[objectives["commitment"] == "aspirational", "objective"]
	hit = key_results["objective"].isin(aspirational)
	moved = key_results.assign(
		current_value=key_results["current_value"].where(~hit, key_results["start_value"])
	)
	updates = tables["key_result_updates"]
	kept = updates[~updates["key_result"].isin(key_results.loc[hit, "key_result"])]
	return {**tables, "key_results": moved, "key_result_updates": kept}


def rating_of(tables: dict, policy: Policy) -> pd.Series:
	found = run_cycle(tables, policy, AS_OF, steps=SCORING).tables["appraisals"]
	return found.set_index("employee")["performance_score"]


@pytest.fixture(scope="module")
def sample() -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
	tables = make()
	return tables, run_cycle(tables, Policy(), AS_OF).tables


def test_the_sample_has_a_round_with_a_budget_that_binds_and_one_without(sample: tuple) -> None:
	_tables, found = sample
	totals, merit = found["merit_totals"].set_index("pay_round"), found["merit"]
	first_, second = totals.loc["MERIT-BOGA"], totals.loc["MERIT-NIAGA"]
	assert first_["suggested"] == first_["budget"] < first_["guideline"] and 0 < first_["factor"] < 1
	assert np.isnan(second["budget"]) and second["factor"] == 1
	for name, rows in merit.groupby("pay_round"):
		assert rows["merit"].sum() == totals.loc[name, "suggested"]
		assert (rows["merit"].isna() == rows["reason"].notna()).all()
		assert (len(rows), rows["reason"].notna().sum()) == tuple(totals.loc[name, ["people", "without"]])
	assert set(merit["third"].dropna()) == set(reward.THIRDS)
	assert merit["reason"].nunique() == 4


def test_a_round_of_everybody_and_a_rule_that_is_missing(sample: tuple) -> None:
	tables, found = sample
	rules = tables["merit_rules"]
	asked = {
		**tables,
		"pay_rounds": tables["pay_rounds"].iloc[:1].assign(company=None, budget=None),
		"merit_rules": rules[(rules["pay_round"] == "MERIT-BOGA") & (rules["rating"] != 3)],
	}
	told = run_cycle(asked, Policy(), AS_OF).tables["merit"]
	assert len(told) == len(found["merit"]) and set(told["pay_round"]) == {"MERIT-BOGA"}
	without = told[told["rating"] == 3]
	assert without["merit"].isna().all() and (without["reason"] == reward.NO_RULE).any()
	assert (told["rating"] == 4).any() and told.loc[told["rating"] == 4, "merit"].notna().any()


def test_without_a_round_nothing_is_suggested_and_nobody_is_rated_twice() -> None:
	tables = {name: table for name, table in make().items() if name != "pay_rounds"}
	found = run_cycle(tables, Policy(), AS_OF).tables
	assert found["merit"].empty and found["merit_totals"].empty
	assert list(found["merit"].columns)[:2] == ["pay_round", "employee"]


def test_who_is_exempt_or_has_left_is_in_no_round(sample: tuple) -> None:
	tables, found = sample
	exempt = tables["overall_ratings"].set_index("employee")["exempt_reason"].dropna().index
	assert len(exempt) and not set(exempt) & set(found["merit"]["employee"])
	left = tables["employees"].loc[tables["employees"]["status"] == "Left", "employee"]
	assert len(left) and not set(left) & set(found["merit"]["employee"])
