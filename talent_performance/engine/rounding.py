"""Rounding and comparing as people do it on paper: half-up, and a tie is a tie.

Binary floats can't hold most decimal fractions: 2.675 is stored a little below itself and Python's `round` makes
2.67 of it. A number within 1e-9 of a tie is therefore taken for the tie, which is what decimal arithmetic on the
printed number does; a property test holds this equal to `decimal.ROUND_HALF_UP`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

TOLERANCE = 1e-9


def half_up(values: Any, places: int = 2) -> np.ndarray:
	"""Round half away from zero to `places` decimals; null stays null.

	>>> half_up([2.495, 2.675, -0.125])
	array([ 2.5 ,  2.68, -0.13])
	"""
	x = np.asarray(values, dtype=float)
	scale = 10.0**places
	return np.copysign(np.floor(np.abs(x) * scale + 0.5 + TOLERANCE * scale) / scale, x) + 0.0


def at_least(values: Any, limit: Any) -> np.ndarray:
	"""True where a value is no less than the limit, float noise forgiven; null is False.

	>>> at_least([0.1 + 0.2], 0.3)
	array([ True])
	"""
	return np.asarray(values, dtype=float) >= np.asarray(limit, dtype=float) - TOLERANCE


def below(values: Any, limit: Any) -> np.ndarray:
	"""True where a value is less than the limit, float noise forgiven; null is False."""
	return np.asarray(values, dtype=float) < np.asarray(limit, dtype=float) - TOLERANCE
