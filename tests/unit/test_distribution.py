"""Guideline counts and messages."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent_performance.engine.distribution import (
	allowed_counts,
	compare_with_guideline,
	count_ratings,
	everybody,
	rating_table,
	scope,
)
from talent_performance.engine.policy import Guideline, Policy, policy_from
from tests.unit.cases import first, name_of, same_number, worked


def with_rule(condition: str, low: float | None, high: float | None) -> Policy:
	rule = {"levels": [5], "condition": condition}
	rule.update({k: v for k, v in (("low", low), ("high", high)) if pd.notna(v)})
	return policy_from({"distribution": {"guidelines": [rule]}})


@pytest.mark.parametrize("case", worked("guideline"), ids=name_of)
def test_how_many_to_move(case: pd.DataFrame) -> None:
	line = first(case)
	policy = with_rule(line["condition"], line["low"], line["high"])
	ratings = np.array([5.0] * line["people"] + [3.0] * (line["rated"] - line["people"]) + [np.nan] * 2)
	found = compare_with_guideline(ratings, {"all": everybody(len(ratings))}, policy).iloc[0]
	for column in ("allowed_low", "allowed_high", "move_low", "move_high"):
		assert same_number(found[column], line[column]), column
	assert found["message"] == line["message"]
	assert found["rated"] == line["rated"]


SHARES = st.integers(0, 100)


@given(
	st.integers(1, 400),
	SHARES,
	SHARES,
	st.sampled_from(["exactly", "less than", "at most", "more than", "at least", "between"]),
)
def test_allowed_counts_equal_exact_fractions(n: int, one: int, other: int, condition: str) -> None:
	low, high = sorted((Fraction(one, 100), Fraction(other, 100)))
	meets = {
		"exactly": lambda s: s == low,
		"less than": lambda s: s < high,
		"at most": lambda s: s <= high,
		"more than": lambda s: s > low,
		"at least": lambda s: s >= low,
		"between": lambda s: low <= s <= high,
	}[condition]
	ends = {
		"exactly": (low, low),
		"less than": (high, high),
		"at most": (high, high),
		"more than": (low, low),
		"at least": (low, low),
		"between": (low, high),
	}[condition]
	allowed = [k for k in range(n + 1) if meets(Fraction(k, n))]
	if not allowed:
		distance = {k: max(ends[0] * n - k, k - ends[1] * n) for k in range(n + 1)}
		allowed = [k for k, d in distance.items() if d == min(distance.values())]
	rule = Guideline((5,), condition, float(low), float(high))
	found = allowed_counts(np.array([n]), rule)
	assert (found[0][0], found[1][0]) == (min(allowed), max(allowed))


def test_each_scope_is_counted_once_and_nobody_is_lost() -> None:
	ratings = np.array([5, 5, 3, np.nan, 1, 3.0])
	scopes = {"all": everybody(6), "department": scope(pd.Series(["A", "A", "B", "B", None, "B"]))}
	counts = count_ratings(ratings, scopes, Policy())
	by_scope = counts.groupby(["scope_kind", "scope"])["people"].sum()
	assert counts["people"][counts["scope_kind"] == "all"].sum() == 6
	assert (by_scope["department", "A"], by_scope["department", "B"]) == (2, 3)
	not_rated = counts[counts["rating"].isna() & (counts["scope"] == "B")]
	assert not_rated["people"].tolist() == [1] and pd.isna(not_rated["label"].iloc[0])


def test_a_scope_without_rated_people_is_not_compared() -> None:
	found = compare_with_guideline(
		np.array([np.nan, 3.0]), {"department": scope(pd.Series(["A", "B"]))}, Policy()
	)
	assert set(found["scope"]) == {"B"}


def test_a_row_for_each_scope_with_counts_shares_and_what_to_move() -> None:
	"""By hand: A has 12 rated, 5 of them at 4 or 5 (41.67 %, 15 to 35 % are 2 to 4: one out); B has 2, which are too few."""
	ratings = np.array([5.0] * 2 + [4.0] * 3 + [3.0] * 6 + [1.0] + [3.0, 2.0] + [np.nan])
	team = pd.Series(["A"] * 12 + ["B"] * 3)
	table, against = rating_table(ratings, scope(team), Policy())
	assert table[["scope", "rated", "not_rated", "mean"]].values.tolist() == [
		["A", 12, 0, 3.42],
		["B", 2, 1, 2.5],
	]
	assert table[[f"people_{level}" for level in range(5)]].values.tolist() == [
		[1, 0, 6, 3, 2],
		[0, 1, 1, 0, 0],
	]
	assert table["share_2"].tolist() == [0.5, 0.5] and table["share_3"].tolist() == [0.25, 0]
	top = against[0]
	assert top["share"].tolist() == [0.4167, 0]
	assert top[["allowed_low", "allowed_high", "move_low", "move_high"]].iloc[0].tolist() == [2, 4, -3, -1]
	assert top["message"].tolist() == ["move 1 to 3 out", "too few people"]


def test_rows_equal_the_long_tables() -> None:
	ratings = np.array([1.0, 2, 3, 3, 4, 5, np.nan] * 5)
	where = scope(pd.Series(list("AB") * 17 + ["A"]))
	table, against = rating_table(ratings, where, Policy())
	long = count_ratings(ratings, {"team": where}, Policy())
	wide = table.set_index("scope")[[*(f"people_{level}" for level in range(5)), "not_rated"]]
	assert wide.loc["A"].tolist() == long.loc[long["scope"] == "A", "people"].tolist()
	compared = compare_with_guideline(ratings, {"team": where}, Policy())
	messages = [part["message"].iloc[0] for part in against]
	assert messages == compared.loc[compared["scope"] == "A", "message"].tolist()
