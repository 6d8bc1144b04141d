"""Rating scales: a score's level and band. Intervals are half-open, the top one closed: nothing falls between."""

from __future__ import annotations

import numpy as np
import pandas as pd

from talent_performance.engine.policy import Points, Scale
from talent_performance.engine.rounding import TOLERANCE
from talent_performance.engine.tables import BANDS


def level_index(scores: np.ndarray, scale: Scale) -> np.ndarray:
	"""Index of the level that a score (as printed) stands in, −1 for null.

	A score below the first level or above the last stands in that level.
	"""
	found = np.zeros(np.shape(scores), dtype=np.intp)
	for cut in scale.cuts:
		found += scores >= cut - TOLERANCE
	found[np.isnan(scores)] = -1
	return found


def level_values(index: np.ndarray, scale: Scale) -> np.ndarray:
	"""The level's own value, NaN for −1."""
	values = np.array([level.value for level in scale.levels] + [np.nan])
	return values[index]


def level_labels(index: np.ndarray, scale: Scale) -> pd.Categorical:
	"""The level's label, null for −1; levels that share a label are told apart by their value."""
	labels = [level.label for level in scale.levels]
	if len(set(labels)) < len(labels):
		labels = [f"{level.value:g} {level.label}" for level in scale.levels]
	return pd.Categorical.from_codes(index, categories=labels, ordered=True)


def band_index(index: np.ndarray, scale: Scale) -> np.ndarray:
	"""Band of the level as 0 low, 1 mid, 2 high; −1 for −1."""
	bands = np.array([BANDS.index(level.band) for level in scale.levels] + [-1])
	return bands[index]


def bands(index: np.ndarray) -> pd.Categorical:
	"""0, 1, 2 as low, mid, high; null for −1."""
	return pd.Categorical.from_codes(index, categories=list(BANDS), ordered=True)


def as_fraction(scores: np.ndarray, scale: Scale) -> np.ndarray:
	"""(score − lowest)/(highest − lowest): 0 to 1."""
	return (np.asarray(scores, dtype=float) - scale.low) / (scale.high - scale.low)


def along_curve(attainment: np.ndarray, points: Points) -> np.ndarray:
	"""Rating for attainment on a piecewise linear curve, ends clamped; null stays null."""
	xs, ys = zip(*points, strict=True)
	return np.interp(attainment, xs, ys)
