"""From a person's form to what it looks like in ratings and in attainment.

These are the sample's own ways of drawing believable figures, not rules of the product.
"""

from __future__ import annotations

import itertools

LEVELS_FROM = (-1.85, -1.22, 0.62, 1.75)
LOWEST, HIGHEST = -3.4, 3.2
LOOKS_LIKE = {
	"committed": ((1.0, 0.25), (2.0, 0.72), (3.0, 1.0), (4.0, 1.1), (5.0, 1.2)),
	"aspirational": ((1.0, 0.1), (2.0, 0.4), (3.0, 0.7), (4.0, 0.9), (5.0, 1.05)),
}


def level(form: float) -> int:
	"""The level of five that a year in this form deserves."""
	return 1 + sum(form >= limit for limit in LEVELS_FROM)


def merit(form: float, spread: float = 0.3) -> float:
	"""The same on a continuous scale, at most `spread` away from the level, so that levels stay recognisable."""
	edges = (LOWEST, *LEVELS_FROM, HIGHEST)
	number = level(form)
	low, high = edges[number - 1], edges[number]
	place = (max(low, min(high, form)) - low) / (high - low)
	return max(1.0, min(5.0, number - spread + 2 * spread * place))


def attainment(deserved: float, commitment: str) -> float:
	"""The attainment that people of this merit usually reach: linear between the points of LOOKS_LIKE."""
	points = LOOKS_LIKE[commitment]
	for (x0, y0), (x1, y1) in itertools.pairwise(points):
		if deserved <= x1:
			return y0 + (y1 - y0) * (deserved - x0) / (x1 - x0)
	return points[-1][1]


def on_scale(value: float, low: int = 1, high: int = 5) -> int:
	"""The nearest whole number of the scale."""
	return max(low, min(high, int(value + 0.5)))
