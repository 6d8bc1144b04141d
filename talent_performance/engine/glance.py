"""Small figures of one form at a glance: a mean by weight, how many there are of each kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd


def mean_attainment(weights: Sequence[float], attainments: Sequence[float | None]) -> float | None:
	"""Σ w·x / Σ w over what has a value; None where nothing that weighs something has one.

	>>> mean_attainment([3, 1, 5], [100, 60, None])
	90.0
	"""
	value = np.asarray([np.nan if each is None else each for each in attainments], dtype=float)
	weight = np.where(np.isnan(value), 0.0, np.asarray(weights, dtype=float))
	if not weight.sum() > 0:
		return None
	return float((weight * np.nan_to_num(value)).sum() / weight.sum())


def counts(values: Iterable[str], order: Sequence[str]) -> list[tuple[str, int]]:
	"""How often each kind is there, in an order; kinds that aren't there are left out.

	>>> counts(["b", "a", "b"], ["a", "b", "c"])
	[('a', 1), ('b', 2)]
	"""
	found = pd.Series(list(values), dtype=object).value_counts()
	return [(kind, int(found[kind])) for kind in order if kind in found]
