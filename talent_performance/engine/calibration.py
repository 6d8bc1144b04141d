"""Calibration: where moves lead to, ratings of several cycles as one, and the box of a rating and a band.

Moves are a ledger that only grows: one taken back stays in it, beside the one that took it back. What anybody stands at is
what the last of his moves says; before the first one, what that says he stood at. So a ledger can be replayed to any point.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from talent_performance.engine.frames import find, ratio
from talent_performance.engine.policy import Policy
from talent_performance.engine.rounding import half_up
from talent_performance.engine.scales import band_index, level_index, level_values
from talent_performance.engine.tables import BANDS
from talent_performance.engine.talent import box_of

MOVE_COLUMNS = (
	"move", "seq", "employee", "by", "undoes", "before_rating", "after_rating", "before_potential", "after_potential",
)  # fmt: skip
STATE = ("rating", "potential", "before_rating", "before_potential", "seq")


def replay(moves: pd.DataFrame, until: int | None = None) -> pd.DataFrame:
	"""Where the moved people stand after the move with the number `until`; without one after all of them.

	`moves` has MOVE_COLUMNS: ratings as level values (null: none), potential as "low", "mid", "high" or null. One row a
	person who was moved by then, by employee: rating, potential, where both began, and the number of the last move. A move
	without potential, of somebody who may not see it, leaves it as it is.

	>>> moves = pd.DataFrame(
	...     [
	...         ("a", 1, "E1", "x", None, 3.0, 4.0, "mid", "mid"),
	...         ("b", 2, "E1", "y", "a", 4.0, 3.0, "mid", "mid"),
	...     ],
	...     columns=list(MOVE_COLUMNS),
	... )
	>>> replay(moves, 1).loc["E1", ["before_rating", "rating"]].tolist(), replay(moves).loc["E1", "rating"]
	([3.0, 4.0], 3.0)
	"""
	told = moves.sort_values("seq", kind="stable")
	told = told if until is None else told[told["seq"] <= until]
	first, last = (
		told.drop_duplicates("employee", keep=end).set_index("employee") for end in ("first", "last")
	)
	last = last.loc[first.index]
	potential = told.groupby("employee", sort=False)[["before_potential", "after_potential"]]
	began, stands = potential.first().loc[first.index], potential.last().loc[first.index]
	return pd.DataFrame(
		{
			"rating": last["after_rating"].astype(float),
			"potential": stands["after_potential"],
			"before_rating": first["before_rating"].astype(float),
			"before_potential": began["before_potential"],
			"seq": last["seq"].astype(int),
		},
		columns=list(STATE),
	)


def kept(moves: pd.DataFrame) -> pd.DataFrame:
	"""The moves that still count, in their order: those that were taken back, and the taking back, left out."""
	told = moves.sort_values("seq", kind="stable")
	taken_back = told["undoes"].notna()
	return told[~taken_back & ~told["move"].isin(told.loc[taken_back, "undoes"])]


def last_kept(moves: pd.DataFrame) -> pd.DataFrame:
	"""Of each person the move that can be taken back: the last one that still counts."""
	return kept(moves).drop_duplicates("employee", keep="last")


def combined(scores: np.ndarray, weights: Sequence[float]) -> np.ndarray:
	"""Scores of several cycles as one, two places: Σ w·x / Σ w over the cycles in which somebody has one.

	`scores` has a row a person and a column a cycle, NaN for none; whoever has none at all, or only of weight 0, gets NaN.

	>>> combined(np.array([[3.0, 4.0], [np.nan, 5.0], [np.nan, np.nan]]), [1, 3]).tolist()
	[3.75, 5.0, nan]
	"""
	known = ~np.isnan(scores)
	weight = np.asarray(weights, dtype=float)
	return half_up(ratio(np.nan_to_num(scores) @ weight, known @ weight))


def as_levels(scores: np.ndarray, policy: Policy) -> np.ndarray:
	"""Scores as values of the scale's levels; NaN stays."""
	scale = policy.rating_scale
	return level_values(level_index(half_up(scores), scale), scale)


def boxes(rating: np.ndarray, potential: pd.Series, policy: Policy) -> np.ndarray:
	"""Box numbers of level values and potential bands; NaN where either is unknown."""
	scale = policy.rating_scale
	performance = band_index(level_index(np.asarray(rating, dtype=float), scale), scale)
	return box_of(performance, find(potential, list(BANDS)), policy)


def performance_bands(rating: np.ndarray, policy: Policy) -> np.ndarray:
	"""Bands of level values as "low", "mid", "high"; null where there is no rating."""
	scale = policy.rating_scale
	names = np.array([*BANDS, None], dtype=object)
	return names[band_index(level_index(np.asarray(rating, dtype=float), scale), scale)]


def months_between(start: pd.Series, end: pd.Timestamp) -> np.ndarray:
	"""Whole months from days to a day, never below 0; NaN where there is no day.

	>>> months_between(pd.to_datetime(pd.Series(["2025-01-31", None])), pd.Timestamp("2026-03-30")).tolist()
	[13.0, nan]
	"""
	begun = pd.to_datetime(start).dt
	months = (end.year - begun.year) * 12 + (end.month - begun.month) - (begun.day > end.day)
	return np.maximum(months.to_numpy(dtype=float), 0.0)
