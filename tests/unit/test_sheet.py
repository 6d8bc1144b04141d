"""A sheet's figures are made of each other, and lead to the score."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talent_performance.engine.evidence import is_recent_heavy, recency_share, recent_count
from talent_performance.engine.policy import Policy
from talent_performance.engine.rounding import half_up
from talent_performance.engine.sheet import PLACES, Shown, shown


def lines(*rows: tuple) -> pd.DataFrame:
	"""Segment, component, weight, rating, attainment, commitment."""
	return pd.DataFrame(
		rows, columns=["segment", "component", "weight", "rating", "attainment", "commitment"]
	)


def components(*rows: tuple) -> pd.DataFrame:
	return pd.DataFrame(rows, columns=["segment", "component", "weight", "rating", "state"])


def segments(*rows: tuple, template: str = "staff") -> pd.DataFrame:
	return pd.DataFrame(rows, columns=["segment", "days", "score"]).assign(template=template)


def test_by_hand() -> None:
	"""(50 × 2.5 + 50 × 3) / 100 = 2.75; 60 × 2.75 / 100 + 40 × 4 / 100 = 1.65 + 1.60 = 3.25."""
	found = shown(
		lines(
			(0, "objectives", 50, None, 0.85, "committed"),
			(0, "objectives", 50, None, 1.0, "committed"),
			(0, "competencies", 1, 4.0, None, None),
		),
		components((0, "objectives", 60, 2.75, "rated"), (0, "competencies", 40, 4.0, "rated")),
		segments((0, 365, 3.25)),
		3.25,
		Policy(),
	)
	assert list(found.lines["rating"]) == [2.5, 3, 4]
	assert list(found.lines["weighted"]) == [1.25, 1.5, 4]
	assert list(found.components["rating"]) == [2.75, 4]
	assert list(found.components["weighted"]) == [1.65, 1.6]
	assert (found.total, found.places, found.exact) == (3.25, 2, True)


def test_two_segments_by_days() -> None:
	"""120 × 3 / 365 + 245 × 4 / 365 = .99 + 2.68 = 3.67."""
	found = shown(
		lines((0, "competencies", 1, 3.0, None, None), (1, "competencies", 1, 4.0, None, None)),
		components((0, "competencies", 40, 3.0, "rated"), (1, "competencies", 40, 4.0, "rated")),
		segments((0, 120, 3.0), (1, 245, 4.0)),
		3.67,
		Policy(),
	)
	assert list(found.segments["weighted"]) == [0.99, 2.68]
	assert found.total == 3.67


def test_a_segment_without_score_counts_no_days() -> None:
	found = shown(
		lines((0, "competencies", 1, 4.0, None, None)),
		components((0, "competencies", 40, 4.0, "rated"), (1, "competencies", 40, None, "missing")),
		segments((0, 300, 4.0), (1, 65, None)),
		4.0,
		Policy(),
	)
	assert found.total == 4.0
	assert math.isnan(found.segments["score"][1]) and math.isnan(found.components["rating"][1])


def test_what_is_missing_counts_as_nothing_where_the_template_says_so() -> None:
	"""40 × 4 / 100 = 1.60 instead of 4."""
	plain = Policy()
	policy = replace(plain, templates={"staff": replace(plain.templates["staff"], missing="zero")})
	parts = components((0, "objectives", 60, None, "missing"), (0, "competencies", 40, 4.0, "rated"))
	line = lines((0, "competencies", 1, 4.0, None, None))
	assert shown(line, parts, segments((0, 365, 1.6)), 1.6, policy).total == 1.6
	assert shown(line, parts, segments((0, 365, 4.0)), 4.0, Policy()).total == 4.0


def test_a_component_whose_lines_are_not_all_there_stands_as_it_was_calculated() -> None:
	found = shown(
		lines((0, "competencies", 1, 5.0, None, None)),
		components((0, "competencies", 40, 4.333333, "rated")),
		segments((0, 365, 4.333333)),
		4.33,
		Policy(),
	)
	assert list(found.components["itemised"]) == [False]
	assert (found.components["rating"][0], found.total) == (4.33, 4.33)


def test_without_a_score_there_is_no_total() -> None:
	found = shown(
		lines((0, "objectives", 1, None, None, "committed")),
		components((0, "objectives", 60, None, "missing"), (0, "competencies", 40, None, "missing")),
		segments((0, 365, None)),
		np.nan,
		Policy(),
	)
	assert math.isnan(found.total) and found.exact


def test_a_short_part_with_a_score_makes_no_total_where_the_year_has_none() -> None:
	"""100 of 365 days are scored: the person isn't rated, though a segment has its score."""
	found = shown(
		lines((0, "competencies", 1, 4.0, None, None)),
		components((0, "competencies", 40, 4.0, "rated"), (1, "competencies", 40, None, "missing")),
		segments((0, 100, 4.0), (1, 265, None)),
		np.nan,
		Policy(),
	)
	assert math.isnan(found.total) and found.exact
	assert list(found.segments["score"].dropna()) == [4.0]


def test_figures_that_lead_nowhere_say_so() -> None:
	found = shown(
		lines((0, "competencies", 1, 4.0, None, None)),
		components((0, "competencies", 40, 4.0, "rated")),
		segments((0, 365, 4.0)),
		3.0,
		Policy(),
	)
	assert not found.exact


@settings(max_examples=150, deadline=None)
@given(
	st.lists(st.tuples(st.integers(1, 40), st.integers(0, 1_300_000)), min_size=1, max_size=60),
	st.lists(st.tuples(st.integers(1, 9), st.sampled_from([1.0, 2.0, 3.5, 5.0])), min_size=1, max_size=8),
)
def test_every_sheet_can_be_worked_out_again(
	goals: list[tuple[int, int]], skills: list[tuple[int, float]]
) -> None:
	"""Decimals, as a person with a calculator, from the shown figures to the score."""
	policy = Policy()
	curve = policy.curves.committed
	xs, ys = zip(*curve, strict=True)
	attained = np.array([value / 1e6 for _weight, value in goals])
	of_goals = np.average(np.interp(attained, xs, ys), weights=[weight for weight, _value in goals])
	of_skills = np.average(
		[rating for _weight, rating in skills], weights=[weight for weight, _rating in skills]
	)
	score = 0.6 * of_goals + 0.4 * of_skills
	official = float(half_up([score])[0])
	found = shown(
		lines(
			*(
				(0, "objectives", weight, None, value, "committed")
				for (weight, _v), value in zip(goals, attained, strict=True)
			),
			*((0, "competencies", weight, rating, None, None) for weight, rating in skills),
		),
		components((0, "objectives", 60, of_goals, "rated"), (0, "competencies", 40, of_skills, "rated")),
		segments((0, 365, score)),
		official,
		policy,
	)
	assert found.places in PLACES
	at_a_tie = abs(score * 100 % 1 - 0.5) < 1e-3
	assert found.exact or at_a_tie
	assert not found.exact or worked_out(found) == Decimal(repr(official))


def worked_out(found: Shown) -> Decimal:
	"""From weights and ratings as they are printed."""

	def rounded(value: Decimal, places: int = found.places) -> Decimal:
		return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)

	def printed(value: float) -> Decimal:
		return rounded(Decimal(repr(float(value))))

	total = Decimal(0)
	for name, weight in (("objectives", 60), ("competencies", 40)):
		own = found.lines[found.lines["component"] == name]
		whole = sum(Decimal(int(each)) for each in own["weight"])
		parts = [
			rounded(Decimal(int(w)) * printed(r) / whole)
			for w, r in zip(own["weight"], own["rating"], strict=True)
		]
		assert parts == [printed(each) for each in own["weighted"]]
		total += rounded(weight * sum(parts) / Decimal(100))
	return rounded(total, 2)


@pytest.mark.parametrize(
	("dates", "expected"),
	[
		([], None),
		(["2025-09-30"], 0.0),
		(["2025-10-01"], 1.0),
		(["2025-01-01", "2025-12-31"], 0.5),
	],
)
def test_the_share_of_what_happened_last(dates: list[str], expected: float | None) -> None:
	assert recency_share(dates, "2025-12-31") == expected


@pytest.mark.parametrize(
	("recent", "older", "heavy"),
	[(0, 0, False), (3, 0, False), (4, 0, True), (2, 2, False), (3, 2, True), (6, 2, True), (0, 9, False)],
)
def test_recent_evidence_is_counted_and_weighs_heavily_from_more_than_half(
	recent: int, older: int, heavy: bool
) -> None:
	dates = ["2025-12-01"] * recent + ["2025-09-30"] * older
	assert recent_count(dates, "2025-12-31") == recent
	assert is_recent_heavy(dates, "2025-12-31") is heavy
	assert recency_share(dates, "2025-12-31") == (recent / len(dates) if dates else None)
