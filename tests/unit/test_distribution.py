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
