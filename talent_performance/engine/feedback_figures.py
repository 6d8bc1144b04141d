"""The figures of 360 feedback as arrays: what is shown of each cell, and everything that is made of what is shown."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from talent_performance.engine.feedback_cells import (
	ANONYMOUS,
	GROUPS,
	OTHERS,
	SELF,
	Cells,
	Earlier,
	Raters,
	thresholds,
)
from talent_performance.engine.feedback_hiding import hide
from talent_performance.engine.frames import ratio
from talent_performance.engine.policy import FeedbackRules, Scale
from talent_performance.engine.rounding import at_least, below, half_up

FIVE_POINTS_LOW, FIVE_POINTS_RANGE = 1, 4
BLIND_SPOT, HIDDEN_STRENGTH = "blind spot", "hidden strength"


@dataclass(frozen=True)
class Means:
	"""Means as they are shown: as a number, or as a band; `used` is what each counts with in other figures."""

	mean: np.ndarray
	band_from: np.ndarray
	band_to: np.ndarray
	used: np.ndarray


@dataclass(frozen=True)
class Shown:
	"""What is shown of the cells: rows as in Cells, columns GROUPS."""

	shown: np.ndarray
	withheld: np.ndarray
	means: Means
	sd: np.ndarray
	r_wg: np.ndarray


@dataclass(frozen=True)
class Totals:
	"""One mean over all raters, a row an item or a person; `n` only where no group is hidden."""

	means: Means
	n: np.ndarray
	few: np.ndarray
	withheld: np.ndarray


@dataclass(frozen=True)
class Against:
	"""Everybody but the person, a row an item or a person, and how the person's own view lies to it."""

	exact: np.ndarray
	mean: np.ndarray
	gap: np.ndarray
	mark: np.ndarray


@dataclass(frozen=True)
class Overall:
	"""Over all items, a row a person and columns GROUPS."""

	shown: np.ndarray
	withheld: np.ndarray
	mean: np.ndarray
	totals: Totals
	against: Against


def seen(
	cells: Cells,
	rules: FeedbackRules,
	scale: Scale,
	previous: Mapping[Hashable, Sequence[Earlier]],
	asked: Mapping[Hashable, Raters],
) -> tuple[Shown, Totals]:
	"""The cells that may be shown, and the totals over all raters."""
	enough = cells.rated[:, None] & (cells.count >= list(thresholds(rules).values()))
	hidden = hide(cells, enough, rules, previous, asked)
	shown = enough & ~hidden.cells
	means = _means(np.where(shown, cells.mean, np.nan), ANONYMOUS, rules, scale)
	told = shown & np.isnan(means.band_from) & (cells.count >= rules.dispersion_from)
	variance = np.where(told, cells.variance, np.nan)
	return Shown(
		shown=shown,
		withheld=hidden.cells,
		means=means,
		sd=half_up(np.sqrt(variance), rules.decimals),
		r_wg=half_up(r_wg(variance, scale), rules.decimals),
	), _totals(cells, shown, hidden.totals, rules, scale)


def _means(mean: np.ndarray, anonymous: Any, rules: FeedbackRules, scale: Scale) -> Means:
	"""With a band for means of anonymous groups within half a level of an end of the scale.

	A mean at the very end says what each rater said. A band for that mean alone would say so too, so it holds for every
	mean in it.
	"""
	values = [level.value for level in scale.levels]
	top, bottom = (values[-2] + values[-1]) / 2, (values[0] + values[1]) / 2
	high, low = anonymous & at_least(mean, top), anonymous & at_least(-mean, -bottom)
	band_from = np.where(high, top, np.where(low, values[0], np.nan))
	band_to = np.where(high, values[-1], np.where(low, bottom, np.nan))
	printed = np.where(high | low, np.nan, half_up(mean, rules.decimals))
	return Means(printed, band_from, band_to, np.where(high | low, (band_from + band_to) / 2, printed))


def r_wg(variance: np.ndarray, scale: Scale) -> np.ndarray:
	"""Agreement within a group: 1 less its variance over that of answers at random, (A² − 1)/12; no less than 0.

	>>> from talent_performance.engine.policy import FIVE_POINTS
	>>> r_wg([0.5, 3.0], FIVE_POINTS)
	array([0.75, 0.  ])
	"""
	at_random = np.var([level.value for level in scale.levels])
	return np.maximum(1 - np.asarray(variance, dtype=float) / at_random, 0)


def _totals(
	cells: Cells, shown: np.ndarray, withheld: np.ndarray, rules: FeedbackRules, scale: Scale
) -> Totals:
	n = (cells.count * OTHERS).sum(axis=1)
	few = (cells.count * ANONYMOUS).sum(axis=1) < rules.anonymous_threshold
	mean = ratio(np.where(OTHERS, np.nan_to_num(cells.mean) * cells.count, 0).sum(axis=1), n)
	hides = ((cells.count > 0) & ANONYMOUS & ~shown).any(axis=1)
	return Totals(
		means=_means(np.where(few | withheld, np.nan, mean), True, rules, scale),
		n=np.where(hides | few | withheld, np.nan, n),
		few=few,
		withheld=withheld,
	)


def against(
	used: np.ndarray, shown: np.ndarray, count: np.ndarray, rules: FeedbackRules, scale: Scale
) -> Against:
	"""Everybody but the person: the groups that are shown, each with the same weight, if enough raters are behind them."""
	behind = (count * (shown & ANONYMOUS)).sum(axis=1)
	here = shown & OTHERS
	exact = ratio(np.where(here, used, 0).sum(axis=1), here.sum(axis=1))
	exact = np.where(behind >= rules.anonymous_threshold, exact, np.nan)
	mean = half_up(exact, rules.decimals)
	gap = half_up(used[:, GROUPS.index(SELF)] - mean)
	return Against(exact, mean, gap, marks(gap, mean, rules, scale))


def marks(gap: np.ndarray, others: np.ndarray, rules: FeedbackRules, scale: Scale) -> np.ndarray:
	"""Blind spots and hidden strengths; limits stated on five points hold at the same fractions of other scales."""
	stretch = (scale.high - scale.low) / FIVE_POINTS_RANGE
	limit = scale.low + (rules.others - FIVE_POINTS_LOW) * stretch
	blind = at_least(gap, rules.gap * stretch) & below(others, limit)
	hidden = at_least(-gap, rules.gap * stretch) & at_least(others, limit)
	return np.where(blind, BLIND_SPOT, np.where(hidden, HIDDEN_STRENGTH, None))


def overall(cells: Cells, shown: Shown, totals: Totals, rules: FeedbackRules, scale: Scale) -> Overall:
	"""Each group's mean over the items that are shown of it, then everything as for an item."""
	mean, there = _over_items(cells, shown.means.used, rules)
	total, total_there = _over_items(cells, totals.means.used[:, None], rules)
	nothing = np.full(len(cells.people), np.nan)
	return Overall(
		shown=there,
		withheld=_any(cells, shown.withheld),
		mean=mean,
		totals=Totals(
			means=Means(total[:, 0], nothing, nothing, total[:, 0]),
			n=nothing,
			few=~total_there[:, 0],
			withheld=_any(cells, totals.withheld[:, None])[:, 0],
		),
		against=against(mean, there, cells.responses, rules, scale),
	)


def _over_items(cells: Cells, used: np.ndarray, rules: FeedbackRules) -> tuple[np.ndarray, np.ndarray]:
	number, total = np.zeros((len(cells.people), used.shape[1])), np.zeros((len(cells.people), used.shape[1]))
	np.add.at(number, cells.person, ~np.isnan(used))
	np.add.at(total, cells.person, np.nan_to_num(used))
	return half_up(ratio(total, number), rules.decimals), number > 0


def _any(cells: Cells, flags: np.ndarray) -> np.ndarray:
	found = np.zeros((len(cells.people), flags.shape[1]), dtype=bool)
	np.logical_or.at(found, cells.person, flags)
	return found
