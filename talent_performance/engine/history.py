"""A company's own past in our words: ratings by value or label, bands of potential as factors."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from talent_performance.engine.policy import Scale
from talent_performance.engine.rounding import TOLERANCE

NUMBER = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*(?:[-–:.]\s*\D.*)?")


def rating_of(texts: pd.Series, scale: Scale) -> pd.Series:
	"""The level's value that each text names: by its value, by its label, or by both; null where none does.

	>>> from talent_performance.engine.policy import FIVE_POINTS
	>>> rating_of(
	...     pd.Series(["4", "meets  expectations", "5 - Outstanding", "3,0", "6", None]), FIVE_POINTS
	... ).tolist()
	[4.0, 3.0, 5.0, 3.0, nan, nan]
	"""
	labels: dict[str, float] = {}
	for level in scale.levels:
		plain = _plain(level.label)
		labels[plain] = (
			np.nan if plain in labels else level.value
		)  # a label that two levels share names neither
	values = [level.value for level in scale.levels]
	known = {text: _level(str(text), labels, values) for text in texts.dropna().unique()}
	return texts.map(known).astype(float)


def _level(text: str, labels: dict[str, float], values: list[float]) -> float:
	"""One text's level."""
	named = labels.get(_plain(text))
	if named is not None:
		return named
	found = NUMBER.fullmatch(text)
	number = float(found[1].replace(",", ".")) if found else np.nan
	return next((value for value in values if abs(value - number) < TOLERANCE), np.nan)


def _plain(text: str) -> str:
	return " ".join(text.casefold().split())


def factors_of_band(bands: pd.Series, scale: Scale) -> pd.Series:
	"""The level that stands for each factor where only the band of potential is known: of a band's levels the one nearest to the
	middle of the scale, for nothing says that it was more. Null where there is no band.

	>>> from talent_performance.engine.policy import FIVE_POINTS
	>>> factors_of_band(pd.Series(["low", "mid", "high", None]), FIVE_POINTS).tolist()
	[2.0, 3.0, 4.0, nan]
	"""
	middle = (scale.low + scale.high) / 2
	nearest = {
		band: min(
			(level.value for level in scale.levels if level.band == band),
			key=lambda value: abs(value - middle),
			default=np.nan,
		)
		for band in ("low", "mid", "high")
	}
	return bands.map(nearest).astype(float)
