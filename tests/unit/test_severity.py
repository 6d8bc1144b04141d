"""Managers who rate high or low: worked cases, an independent implementation, and what must never matter."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talent_performance.engine.pipeline import run_cycle
from talent_performance.engine.policy import Policy
from talent_performance.engine.rounding import half_up
from talent_performance.engine.severity import Variance, kpi_anchors, residuals, severity, shrunk, variances
from talent_performance.rehearsal.sample_company import AS_OF, make
from tests.unit.cases import first, name_of, same_number, worked

POLICY = Policy()


@pytest.mark.parametrize("case", worked("severity"), ids=name_of)
def test_how_much_of_a_mean_is_believed(case: pd.DataFrame) -> None:
	line = first(case)
	variance = Variance(line["within"], line["between"])
	(found,), (half,) = shrunk(np.array([line["mean"]]), np.array([float(line["people"])]), variance)
	expected = zip(
		half_up([found, found - half, found + half]), line[["severity", "low", "high"]], strict=True
	)
	assert all(same_number(one, other) for one, other in expected)


def company(
	seed: int, managers: int = 12, bias: float = 0.0, people: int = 9
) -> tuple[pd.DataFrame, pd.DataFrame]:
	"""Managers of whom the first rates `bias` higher; ratings and measured results."""
	random = np.random.default_rng(seed)
	of = np.repeat(np.arange(managers), people)
	value = random.normal(3, 0.7, len(of))
	rating = (
		value
		+ np.where(of == 0, bias, 0)
		+ random.normal(0, 0.25, len(of))
		+ random.normal(0, 0.1, managers)[of]
	)
	names = [f"E{number}" for number in range(len(of))]
	ratings = pd.DataFrame(
		{"employee": names, "manager": [f"M{number:02}" for number in of], "rating": rating}
	)
	return ratings, pd.DataFrame({"employee": names, "kind": "kpi", "value": value})


def by_hand(ratings: pd.DataFrame, anchors: pd.DataFrame) -> dict[str, float]:
	"""The same, manager by manager, with numpy's own line."""
	table = ratings.merge(anchors, on="employee")
	left = {}
	for manager, own in table.groupby("manager"):
		others = table[table["manager"] != manager]
		beta, alpha = np.polyfit(others["value"], others["rating"], 1)
		left[manager] = (own["rating"] - (alpha + beta * own["value"])).to_numpy()
	everybody = np.concatenate(list(left.values()))
	n = np.array([len(each) for each in left.values()])
	mean = np.array([each.mean() for each in left.values()])
	within = sum(((each - each.mean()) ** 2).sum() for each in left.values()) / (n.sum() - len(n))
	among = (n * (mean - everybody.mean()) ** 2).sum() / (len(n) - 1)
	between = max(0.0, (among - within) / ((n.sum() - (n**2).sum() / n.sum()) / (len(n) - 1)))
	if not between:
		return dict.fromkeys(left, 0.0)
	return {
		manager: size / (size + within / between) * each
		for manager, size, each in zip(left, n, mean, strict=True)
	}


@given(st.integers(0, 10_000), st.floats(-1, 1))
@settings(max_examples=30, deadline=None)
def test_it_is_what_one_finds_manager_by_manager(seed: int, bias: float) -> None:
	ratings, anchors = company(seed, bias=bias)
	found = severity(ratings, anchors, POLICY).set_index("manager")["severity"]
	for manager, expected in by_hand(ratings, anchors).items():
		assert same_number(found[manager], float(half_up(expected)), 0.0101)


def test_who_rates_far_higher_is_noted_and_nobody_else() -> None:
	found = severity(*company(3, bias=1.2), POLICY).set_index("manager")
	assert found.index[found["shown"]].tolist() == ["M00"]
	line = found.loc["M00"]
	assert line["message"].startswith(
		f"Rates 9 people {line['severity']:.2f} higher than their measured results"
	)
	assert set(found.loc[~found["shown"], "message"]) == {"Rater and team can't be told apart."}


def test_of_few_people_nothing_is_said() -> None:
	found = severity(*company(3, bias=1.2, people=2), POLICY)
	assert not found["shown"].any() and found["message"].isna().all()


def test_a_better_team_isnt_a_milder_manager() -> None:
	ratings, anchors = company(5)
	better = ratings["manager"] == "M00"
	ratings.loc[better, "rating"] += 1
	anchors.loc[better, "value"] += 1
	assert not severity(ratings, anchors, POLICY)["shown"].any()


def test_without_anchors_or_other_managers_nothing_is_said() -> None:
	ratings, anchors = company(1)
	assert severity(ratings, anchors.iloc[:0], POLICY).empty
	one = severity(ratings[ratings["manager"] == "M00"], anchors, POLICY)
	assert not one["shown"].any()
	same = severity(ratings, anchors.assign(value=3.0), POLICY)
	assert not same["shown"].any()


def test_the_anchor_that_most_people_have_counts() -> None:
	ratings, anchors = company(2)
	more = anchors.assign(kind="last rating")
	found = severity(ratings, pd.concat([anchors.iloc[3:], more]), POLICY).set_index("manager")
	assert (found.loc["M00", "anchor"], found.loc["M01", "anchor"]) == ("last rating", "kpi")


@given(st.integers(0, 1000), st.floats(0.1, 10), st.floats(-5, 5))
@settings(max_examples=20, deadline=None)
def test_the_anchors_scale_and_the_order_of_rows_dont_matter(seed: int, factor: float, offset: float) -> None:
	ratings, anchors = company(seed, bias=0.8)
	expected = severity(ratings, anchors, POLICY)
	turned = anchors.assign(value=anchors["value"] * factor + offset).iloc[::-1]
	found = severity(ratings.sample(frac=1, random_state=seed), turned, POLICY)
	assert found["manager"].tolist() == expected["manager"].tolist()
	assert np.allclose(found["severity"], expected["severity"], atol=0.0101)


def test_a_manager_doesnt_move_the_line_he_is_measured_by() -> None:
	ratings, anchors = company(4)
	table = ratings.merge(anchors, on="employee")
	group = pd.factorize(table["manager"])[0]
	before = residuals(table["rating"].to_numpy(), table["value"].to_numpy(), group)
	raised = table["rating"].to_numpy() + np.where(group == 0, 1.0, 0)
	after = residuals(raised, table["value"].to_numpy(), group)
	assert np.allclose((after - before)[group == 0], 1.0)


def test_variance_between_is_never_below_nothing() -> None:
	assert variances(np.array([1.0, -1.0, 1.0, -1.0]), np.array([0, 0, 1, 1])).between == 0
	assert variances(np.array([]), np.array([], dtype=int)) == Variance(0.0, 0.0)


@pytest.mark.parametrize("case", worked("fed_objectives"), ids=name_of)
def test_what_erp_alone_measures_is_an_anchor(case: pd.DataFrame) -> None:
	objectives = case.drop_duplicates("objective")[["objective", "weight", "attainment"]].assign(employee="A")
	lines = case[["objective"]].assign(weight=case["line_weight"], fed=case["fed"] == "yes")
	found = kpi_anchors(objectives.reset_index(drop=True), lines)
	expected = first(case)["expected"]
	assert len(found) == (0 if pd.isna(expected) else 1)
	assert not len(found) or same_number(found["value"].iloc[0], expected)


def test_a_cycle_takes_what_is_fed_where_no_other_figures_are_given() -> None:
	tables = make()
	steps = ("Objectives", "Appraisals", "Distribution")
	given = run_cycle(tables, POLICY, AS_OF, steps=steps).tables["severity"]
	measures = tables["key_results"]
	fed = {
		**tables,
		"rating_anchors": tables["rating_anchors"].iloc[:0],
		"key_results": measures.assign(fed=True),
	}
	found = run_cycle(fed, POLICY, AS_OF, steps=steps).tables["severity"]
	assert set(found["anchor"]) == {"kpi"} and found["people"].sum() > 100
	assert not found["mean_residual"].equals(given["mean_residual"])
	again = run_cycle({**fed, "rating_anchors": tables["rating_anchors"]}, POLICY, AS_OF, steps=steps).tables
	pd.testing.assert_frame_equal(again["severity"], given)
	by_hand = {**fed, "key_results": measures.assign(fed=False)}
	assert run_cycle(by_hand, POLICY, AS_OF, steps=steps).tables["severity"].empty


def test_an_objective_to_which_a_reported_one_contributes_is_no_anchor() -> None:
	objectives = pd.DataFrame({"objective": ["O"], "employee": ["A"], "weight": [1.0], "attainment": [0.8]})
	own = pd.DataFrame({"objective": ["O"], "weight": [1.0], "fed": [True]})
	child = pd.DataFrame({"objective": ["O"], "weight": [0.5], "fed": [False]})
	assert len(kpi_anchors(objectives, own)) == 1
	assert kpi_anchors(objectives, pd.concat([own, child], ignore_index=True)).empty
