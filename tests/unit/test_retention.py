"""The risk of leaving: worked cases, properties, and the back-test on a public table against a logistic regression."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from talent_performance.engine import backtest, retention
from talent_performance.engine.pipeline import run_cycle
from talent_performance.engine.policy import Policy, PolicyError, RetentionRules
from talent_performance.engine.tables import OUTPUTS
from talent_performance.rehearsal.sample_company import AS_OF as SAMPLE_DAY
from talent_performance.rehearsal.sample_company import make
from tests.unit.cases import first, name_of, same_number, same_text, worked

POLICY = Policy()
NAMES = list(POLICY.retention.weights)
AS_OF = pd.Timestamp("2026-06-30")
IBM = Path(__file__).parents[2] / "fixtures" / "attrition" / "ibm_attrition.csv"
CASE = ("promotion", "pay", "managers", "tenure")
BANDS = ("low", "mid", "high")


@pytest.mark.parametrize("lines", worked("retention_score"), ids=name_of)
def test_the_score_by_hand(lines: pd.DataFrame) -> None:
	line = first(lines)
	rules = replace(POLICY.retention, weights={name: line[f"{name}_weight"] for name in CASE})
	drivers = pd.DataFrame({"employee": ["A"], **{name: [line[name]] for name in CASE}})
	found = retention.score(drivers, replace(POLICY, retention=rules)).iloc[0]
	assert same_number(found["score"], line["expected_score"])
	assert same_number(found["coverage"], line["expected_coverage"])
	assert same_text(found["reason"], line["expected_reason"])
	exposure = retention.exposure([found["score"]], [line["impact"]])[0]
	assert same_number(exposure, line["expected_exposure"])


shares = st.one_of(st.none(), st.floats(0, 1))
people = st.lists(st.tuples(*[shares] * len(NAMES)), min_size=1, max_size=12)


def drivers_of(rows: list[tuple]) -> pd.DataFrame:
	table = pd.DataFrame(rows, columns=NAMES, dtype=float)
	return table.assign(employee=[f"E{at}" for at in range(len(rows))])


@given(people)
@settings(max_examples=60, deadline=None)
def test_a_score_lies_in_its_bounds_and_follows_its_drivers(rows: list[tuple]) -> None:
	table = drivers_of(rows)
	found = retention.score(table, POLICY)
	assert found["score"].dropna().between(0, 100).all()
	assert (found["score"].isna() == found["reason"].notna()).all()
	higher = table.assign(**{name: (table[name] + 0.2).clip(upper=1) for name in NAMES})
	more = retention.score(higher, POLICY)["score"]
	assert ((more >= found["score"]) | found["score"].isna()).all()
	shuffled = retention.score(table.iloc[::-1].reset_index(drop=True), POLICY)
	assert shuffled["score"].iloc[::-1].tolist() == pytest.approx(found["score"].tolist(), nan_ok=True)


@given(people, st.floats(0.1, 9))
@settings(max_examples=30, deadline=None)
def test_only_the_proportion_of_weights_counts(rows: list[tuple], by: float) -> None:
	table, rules = drivers_of(rows), POLICY.retention
	scaled = replace(rules, weights={name: weight * by for name, weight in rules.weights.items()})
	same = retention.score(table, replace(POLICY, retention=scaled))
	assert same["score"].tolist() == pytest.approx(
		retention.score(table, POLICY)["score"].tolist(), nan_ok=True
	)


def test_parts_of_a_score_add_up_to_it() -> None:
	table = drivers_of([(1, 0.5, None, 0.7, 0.2, None), (None,) * 6])
	parts = retention.strongest(table, POLICY).sum(axis=1)
	assert parts.iloc[0] == pytest.approx(retention.score(table, POLICY)["score"].iloc[0], abs=0.5)


def assessments(*rows: tuple) -> pd.DataFrame:
	return pd.DataFrame(rows, columns=["employee", "assessed_on", "risk", "impact"]).assign(
		assessed_on=lambda table: pd.to_datetime(table["assessed_on"])
	)


def scores(*rows: tuple) -> pd.DataFrame:
	table = pd.DataFrame(rows, columns=["employee", "as_of", "score", "band"])
	return table.assign(as_of=pd.to_datetime(table["as_of"]), score=table["score"].astype(float))


def test_the_latest_judgement_counts_and_the_score_only_where_nobody_judged() -> None:
	judged = assessments(
		("A", "2026-05-01", "high", "high"),
		("A", "2026-05-01", "mid", "mid"),
		("A", "2026-01-01", "low", "low"),
		("B", "2025-01-01", "high", "high"),
		("D", "2026-07-01", "high", "high"),
	)
	computed = scores(("A", "2026-06-01", 90, "high"), ("C", "2026-06-01", 57, "mid"))
	table = retention.standing(pd.Series(["A", "B", "C", "D"]), judged, computed, POLICY, AS_OF)
	told = table[["risk", "impact", "exposure", "source"]].astype(object)
	assert told.where(told.notna(), None).values.tolist() == [
		["mid", "mid", 44, "Assessment"],
		["high", "high", 100, "Assessment"],
		["mid", None, None, "Score"],
		[None, None, None, None],
	]
	assert table["stale"].tolist() == [False, True, False, False]
	assert table["score_exposure"].tolist()[0] == 60
	counts = retention.totals(table, pd.Series(["X"]), 6)
	assert counts == {
		"people": 6, "judged": 2, "not_judged": 4, "stale": 1, "high_risk": 1, "pressing": 1, "without_plan": 1,
	}  # fmt: skip
	assert retention.totals(table, pd.Series(["B"]), 6)["without_plan"] == 0
	grid = retention.grid(table)
	assert grid["people"].sum() == 2
	assert grid.loc[(grid["risk"] == "high") & (grid["impact"] == "high"), "people"].item() == 1


def test_curves_run_between_their_points_and_unknown_stays_unknown() -> None:
	facts = pd.DataFrame({"employee": ["A", "B"], "promotion": [36, np.nan], "tenure": [0, 240]})
	found = retention.drivers(facts, POLICY)
	assert found["promotion"].tolist() == pytest.approx([0.5, np.nan], nan_ok=True)
	assert found["tenure"].tolist() == [1.0, 0.1]
	assert found["pay"].isna().all()


@pytest.mark.parametrize(
	("rules", "said"),
	[
		({"weights": {"mood": 1.0}}, "unknown driver"),
		({"weights": {"pay": 0.0}}, "all weights are 0"),
		({"weights": {"pay": -1.0, "tenure": 2.0}}, "0 or more"),
		({"cuts": (60, 40)}, "two rising scores"),
		({"curves": {**POLICY.retention.curves, "pay": ((0, 1), (0, 2))}}, "values rising"),
		({"curves": {**POLICY.retention.curves, "pay": ((0, 1), (1, 2))}}, "from 0 to 1"),
		({"min_coverage": 1.5}, "share"),
	],
)
def test_rules_that_cannot_be_used_are_refused(rules: dict, said: str) -> None:
	with pytest.raises(PolicyError, match=said):
		Policy(retention=RetentionRules(**rules))


# ---- the back-test


def test_auc_is_the_share_of_pairs_in_the_right_order() -> None:
	rng = np.random.default_rng(3)
	score, left = rng.integers(0, 6, 40), rng.random(40) < 0.3
	pairs = itertools.product(score[left], score[~left])
	brute = [1.0 if one > other else 0.5 if one == other else 0.0 for one, other in pairs]
	assert backtest.auc(score, left) == pytest.approx(np.mean(brute))
	assert np.isnan(backtest.auc(score, np.zeros(40)))


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_lift_loses_nobody_and_doesnt_depend_on_the_order_of_equals(rows: list[tuple]) -> None:
	score, left = zip(*rows, strict=True)
	found = backtest.lift(score, left)
	assert found["people"].sum() == len(rows)
	assert found["leavers"].sum() == pytest.approx(sum(left))
	again = backtest.lift(score[::-1], left[::-1])
	assert again["leavers"].tolist() == pytest.approx(found["leavers"].tolist())


def snapshots(leavers: int, days: int = 4) -> pd.DataFrame:
	dates = pd.date_range("2022-01-01", periods=days, freq="YS")
	rows = [(day, f"E{at}", float(at % 100), at < leavers) for day in dates for at in range(60)]
	return pd.DataFrame(rows, columns=["as_of", "employee", "score", "left"])


def test_too_few_leavers_is_said_and_nothing_else() -> None:
	found = backtest.report(snapshots(4), POLICY)
	assert found["reason"] == "Too few leavers to test the score: 8 with a score, and 10 are needed"
	assert "auc" not in found
	assert backtest.report(snapshots(0).iloc[:0], POLICY)["leavers"] == 0
	assert backtest.report(snapshots(60), POLICY)["reason"] == backtest.NOBODY_STAYED


def test_the_later_half_is_tested_and_bands_are_compared_with_the_earlier() -> None:
	found = backtest.report(snapshots(12), POLICY)
	assert (found["people"], found["leavers"], found["earlier_leavers"], found["days"]) == (120, 24, 24, 4)
	assert found["auc"] == 0  # who left had the lowest scores
	bands = found["calibration"].set_index("band")
	assert bands.loc["low", ["earlier_people", "later_people"]].tolist() == [80, 80]
	assert bands.loc["low", "later_rate"] == pytest.approx(24 / 80)


def test_four_fifths_only_of_groups_of_ten() -> None:
	group = ["A"] * 20 + ["B"] * 20 + ["C"] * 9 + [None]
	flagged = [True] * 10 + [False] * 10 + [True] * 7 + [False] * 13 + [True] * 9 + [True]
	found = backtest.four_fifths(flagged, group).set_index("group")
	assert found.loc["A", ["share", "ratio", "under"]].tolist() == [0.5, 1.0, False]
	assert found.loc["B", ["share", "ratio", "under"]].tolist() == [0.35, 0.7, True]
	assert np.isnan(found.loc["C", "share"]) and found.loc["C", "people"] == 9


def ibm() -> pd.DataFrame:
	return pd.read_csv(IBM)


def facts_of(table: pd.DataFrame) -> pd.DataFrame:
	"""The columns that a company may use, as the facts that the drivers are made of."""
	times = table["TrainingTimesLastYear"]
	return pd.DataFrame(
		{
			"employee": table.index.astype(str),
			"promotion": table["YearsSinceLastPromotion"] * 12.0,
			"pay": table.groupby("JobLevel")["MonthlyIncome"].rank(pct=True),
			"managers": table["YearsWithCurrManager"] * 12.0,
			"tenure": table["YearsAtCompany"] * 12.0,
			"training": np.where(times > 0, 12 / times.clip(lower=1), 24.0),
		}
	)


def regression(drivers: np.ndarray, left: np.ndarray) -> np.ndarray:
	"""Coefficients of a logistic regression, the constant first."""
	design = np.column_stack([np.ones(len(drivers)), drivers])

	def loss(b: np.ndarray) -> float:
		return float(np.mean(np.logaddexp(0, design @ b) - left * (design @ b)))

	def slope(b: np.ndarray) -> np.ndarray:
		return design.T @ (1 / (1 + np.exp(-design @ b)) - left) / len(left)

	return minimize(loss, np.zeros(design.shape[1]), jac=slope, method="BFGS").x


@pytest.mark.parametrize("curved", [True, False], ids=["on drivers", "on the columns"])
def test_ranks_leavers_as_well_as_a_logistic_regression(curved: bool) -> None:
	table = ibm()
	left = (table["Attrition"] == "Yes").to_numpy(dtype=float)
	facts = facts_of(table)
	known = retention.drivers(facts, POLICY)
	score = retention.score(known, POLICY)["score"].to_numpy()
	assert not np.isnan(score).any()
	given_ = (known if curved else facts).drop(columns=["employee", *(["objectives"] if curved else [])])
	columns = ((given_ - given_.mean()) / given_.std()).to_numpy(dtype=float)
	ours, theirs = [], []
	for seed in range(10):
		order = np.random.default_rng(seed).permutation(len(table))
		train, test = order[: len(order) // 2], order[len(order) // 2 :]
		fitted = regression(columns[train], left[train])
		ours.append(backtest.auc(score[test], left[test]))
		theirs.append(backtest.auc(fitted[0] + columns[test] @ fitted[1:], left[test]))
	assert np.mean(ours) > np.mean(theirs) - 0.03
	assert np.mean(ours) > 0.6


def test_changing_a_protected_attribute_changes_nothing() -> None:
	table = ibm()
	other = table.assign(Age=100 - table["Age"], Gender=np.where(table["Gender"] == "Male", "Female", "Male"))
	found, again = (
		retention.score(
			retention.drivers(facts_of(each).assign(Age=each["Age"], Gender=each["Gender"]), POLICY), POLICY
		)
		for each in (table, other)
	)
	pd.testing.assert_frame_equal(found, again)
	audit = backtest.four_fifths(found["band"] == "high", table["Gender"])
	assert audit["people"].sum() == len(table)


def test_the_rehearsal_says_the_same_of_files() -> None:
	tables = make()
	staff = tables["employees"]
	facts = pd.DataFrame(
		{"employee": [staff["employee"].iloc[0]], "promotion": [60.0], "tenure": [24.0], "pay": [0.5]}
	)
	found = run_cycle({**tables, "retention_facts": facts}, POLICY, SAMPLE_DAY).tables["retention"]
	assert list(found) == OUTPUTS["retention"].names
	assert len(found) == (staff["status"] != "Left").sum()
	row = found.set_index("employee").loc[facts["employee"].iloc[0]]
	# (.2·1 + .2·.7 + .2·.5) / .6 = .733
	assert (row["score"], row["coverage"], row["score_band"]) == (73, pytest.approx(0.6), "high")
	judged = found[found["risk"].notna() & found["impact"].notna()]
	assert retention.grid(found)["people"].sum() == len(judged) > 0
	assert judged["exposure"].between(11, 100).all()
	without = run_cycle({**tables, "retention_facts": facts.iloc[:0]}, POLICY, SAMPLE_DAY).tables["retention"]
	assert without["score"].isna().all() and without["reason"].isna().all()
