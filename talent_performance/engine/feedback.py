"""What a person's 360 feedback says, and what of it may be shown: docs/feedback-figures.md describes the report.

Only the means of a group for an item come from answers. Every other figure is made of means as they are shown: it can't
tell more than they do. What may be shown together is decided in feedback_release.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from talent_performance.engine.feedback_cells import (
	ANONYMOUS,
	COLLEAGUES,
	GROUPS,
	MERGED,
	OTHERS,
	SELF,
	Cells,
	count,
	thresholds,
)
from talent_performance.engine.feedback_reasons import (
	FEW,
	FEW_TOGETHER,
	NONE,
	WITHHELD,
)
from talent_performance.engine.frames import ratio
from talent_performance.engine.policy import FeedbackRules, Scale
from talent_performance.engine.rounding import at_least, below, half_up

Raters = Mapping[str, Collection[Hashable]]
FIVE_POINTS_LOW, FIVE_POINTS_RANGE = 1, 4


@dataclass(frozen=True)
class Earlier:
	"""A person's report of an earlier round, and who was asked then, by group; `months_ago` is None where nobody knows."""

	figures: Mapping[str, Any]
	raters: Raters = field(default_factory=dict)
	months_ago: float | None = None


@dataclass(frozen=True)
class _Shown:
	"""What is shown of the cells: rows as in Cells, columns GROUPS. `used` is what a cell counts with in other figures."""

	shown: np.ndarray
	withheld: np.ndarray
	mean: np.ndarray
	band_from: np.ndarray
	band_to: np.ndarray
	used: np.ndarray
	sd: np.ndarray
	r_wg: np.ndarray


@dataclass(frozen=True)
class _Others:
	"""Everybody but the person, and how the person's own view lies to it."""

	mean: np.ndarray
	exact: np.ndarray
	reason: np.ndarray
	gap: np.ndarray
	mark: np.ndarray


def report(
	answers: pd.DataFrame,
	subject_items: pd.DataFrame,
	rules: FeedbackRules,
	scale: Scale,
	previous: Mapping[Hashable, Sequence[Earlier]] | None = None,
	asked: Mapping[Hashable, Raters] | None = None,
) -> dict[Hashable, dict[str, Any]]:
	"""Everybody's report, by subject: plain dicts, lists, numbers and texts, as docs/feedback-figures.md describes them.

	`answers` has a row for each item of a response: subject, response (any key, unique within a subject), group (self,
	manager, peer, report or other), item, kind (rating or text), value, not_applicable and has_text. `subject_items` has
	subject, item and kind, in the order in which items are shown. `previous` holds a person's earlier rounds, the latest
	first; `asked` who may have answered this time, with the same ids. Raises TableError.
	"""
	cells = count(answers, subject_items, rules, scale)
	shown = _shown(cells, rules, scale)
	items = _others(shown.used, shown.shown, cells.count, rules, scale)
	used, there = _overall(cells, shown, rules)
	whole = _others(used, there, cells.responses, rules, scale)
	rows = _item_rows(cells, shown, items)
	comments = _comment_rows(cells, rules)
	overall = _overall_rows(cells, used, there, whole, rules)
	return {
		person: {
			"scale": {"low": scale.low, "high": scale.high},
			"small_groups": rules.small_groups,
			"thresholds": thresholds(rules),
			"groups": [
				{k: cell[k] for k in ("group", "n", "shown", "reason")} for cell in overall[i]["cells"]
			],
			"items": rows[i],
			"overall": overall[i],
			"comments": comments[i],
			"component": {"score": _number(half_up(whole.exact)[i]), "reason": whole.reason[i]},
		}
		for i, person in enumerate(cells.people)
	}


def _shown(cells: Cells, rules: FeedbackRules, scale: Scale) -> _Shown:
	enough = cells.rated[:, None] & (cells.count >= list(thresholds(rules).values()))
	withheld = np.zeros_like(enough)
	shown = enough & ~withheld
	mean = np.where(shown, cells.mean, np.nan)
	band_from, band_to = _bands(mean, scale)
	banded = ~np.isnan(band_from)
	printed = half_up(np.where(banded, np.nan, mean), rules.decimals)
	told = shown & ~banded & (cells.count >= rules.dispersion_from)
	variance = np.where(told, cells.variance, np.nan)
	return _Shown(
		shown=shown,
		withheld=withheld,
		mean=printed,
		band_from=band_from,
		band_to=band_to,
		used=np.where(banded, (band_from + band_to) / 2, printed),
		sd=half_up(np.sqrt(variance), rules.decimals),
		r_wg=half_up(r_wg(variance, scale), rules.decimals),
	)


def _bands(mean: np.ndarray, scale: Scale) -> tuple[np.ndarray, np.ndarray]:
	"""Ends of the band of every mean of an anonymous group that lies within half a level of an end of the scale.

	A mean at the very end says what each rater said. A band for that mean alone would say so too, so it holds for every
	mean in it.
	"""
	values = [level.value for level in scale.levels]
	top, bottom = (values[-2] + values[-1]) / 2, (values[0] + values[1]) / 2
	high, low = ANONYMOUS & at_least(mean, top), ANONYMOUS & at_least(-mean, -bottom)
	band_from = np.where(high, top, np.where(low, values[0], np.nan))
	return band_from, np.where(high, values[-1], np.where(low, bottom, np.nan))


def r_wg(variance: np.ndarray, scale: Scale) -> np.ndarray:
	"""Agreement within a group: 1 less its variance over that of answers at random, which is (A² − 1)/12; no less than 0."""
	at_random = np.var([level.value for level in scale.levels])
	return np.maximum(1 - np.asarray(variance) / at_random, 0)


def _others(
	used: np.ndarray, shown: np.ndarray, count: np.ndarray, rules: FeedbackRules, scale: Scale
) -> _Others:
	"""Everybody but the person: the groups that are shown, each with the same weight."""
	behind = (count * (shown & ANONYMOUS)).sum(axis=1)
	exact = ratio(np.nansum(np.where(shown & OTHERS, used, np.nan), axis=1), (shown & OTHERS).sum(axis=1))
	exact = np.where(behind >= rules.anonymous_threshold, exact, np.nan)
	mean = half_up(exact, rules.decimals)
	gap = half_up(used[:, GROUPS.index(SELF)] - mean)
	return _Others(
		mean=mean,
		exact=exact,
		reason=np.where(np.isnan(mean), FEW_TOGETHER, None),
		gap=gap,
		mark=_marks(gap, mean, rules, scale),
	)


def _marks(gap: np.ndarray, others: np.ndarray, rules: FeedbackRules, scale: Scale) -> np.ndarray:
	"""Blind spots and hidden strengths; limits stated on five points hold at the same fractions of other scales."""
	stretch = (scale.high - scale.low) / FIVE_POINTS_RANGE
	limit = scale.low + (rules.others - FIVE_POINTS_LOW) * stretch
	blind = at_least(gap, rules.gap * stretch) & below(others, limit)
	hidden = at_least(-gap, rules.gap * stretch) & at_least(others, limit)
	return np.where(blind, "blind spot", np.where(hidden, "hidden strength", None))


def _overall(cells: Cells, shown: _Shown, rules: FeedbackRules) -> tuple[np.ndarray, np.ndarray]:
	"""Each group's mean over the items that are shown of it, and whether there is one; a row a person."""
	size = (len(cells.people), len(GROUPS))
	number, total = np.zeros(size), np.zeros(size)
	np.add.at(number, cells.person, shown.shown)
	np.add.at(total, cells.person, np.nan_to_num(shown.used))
	return half_up(ratio(total, number), rules.decimals), number > 0


def _number(value: float) -> float | None:
	return None if np.isnan(value) else float(value)


def _columns(cells: Cells, person: int) -> list[int]:
	"""The groups that a person's report names: who answered, with colleagues in the place of those merged."""
	here = cells.present[person] > 0
	here = np.where(cells.merged[person] & MERGED, False, here)
	here[GROUPS.index(COLLEAGUES)] = cells.merged[person]
	return np.flatnonzero(here).tolist()


def _reason(column: int, n: int, shown: bool, withheld: bool) -> str | None:
	if shown:
		return None
	if withheld:
		return WITHHELD
	return FEW if ANONYMOUS[column] else NONE


def _item_rows(cells: Cells, shown: _Shown, others: _Others) -> list[list[dict[str, Any]]]:
	found: list[list[dict[str, Any]]] = [[] for _ in cells.people]
	columns = [_columns(cells, person) for person in range(len(cells.people))]
	for row in np.flatnonzero(cells.rated):
		person = cells.person[row]
		each = {
			"item": cells.items[row],
			"cells": [_cell(cells, shown, row, column) for column in columns[person]],
		}
		found[person].append({**each, **_against(others, row)})
	return found


def _cell(cells: Cells, shown: _Shown, row: int, column: int) -> dict[str, Any]:
	seen = bool(shown.shown[row, column])
	n = int(cells.count[row, column])
	band = spread = None
	if not np.isnan(shown.band_from[row, column]):
		band = {"from": float(shown.band_from[row, column]), "to": float(shown.band_to[row, column])}
	if not np.isnan(shown.sd[row, column]):
		spread = {"sd": float(shown.sd[row, column]), "r_wg": float(shown.r_wg[row, column])}
	return {
		"group": GROUPS[column],
		"n": n if seen else None,
		"mean": _number(shown.mean[row, column]),
		"band": band,
		"spread": spread,
		"shown": seen,
		"reason": _reason(column, n, seen, bool(shown.withheld[row, column])),
	}


def _against(others: _Others, row: int) -> dict[str, Any]:
	mean = _number(others.mean[row])
	return {
		"others": {"mean": mean, "shown": mean is not None, "reason": others.reason[row]},
		"all_raters": None,
		"gap": _number(others.gap[row]),
		"mark": others.mark[row],
		"last": None,
	}


def _overall_rows(
	cells: Cells, used: np.ndarray, there: np.ndarray, others: _Others, rules: FeedbackRules
) -> list[dict[str, Any]]:
	enough = cells.responses >= list(thresholds(rules).values())
	return [
		{
			"cells": [
				{
					"group": GROUPS[column],
					"n": int(cells.responses[person, column]) if enough[person, column] else None,
					"mean": _number(used[person, column]),
					"band": None,
					"spread": None,
					"shown": bool(there[person, column]),
					"reason": _reason(column, 0, bool(there[person, column]), False),
				}
				for column in _columns(cells, person)
			],
			**_against(others, person),
		}
		for person in range(len(cells.people))
	]


def _comment_rows(cells: Cells, rules: FeedbackRules) -> list[list[dict[str, Any]]]:
	found: list[list[dict[str, Any]]] = [[] for _ in cells.people]
	enough = cells.commenters >= list(thresholds(rules).values())
	for row, person in enumerate(cells.person):
		for column in _columns(cells, person):
			seen = bool(enough[row, column])
			reason = _reason(column, 0, seen, False)
			found[person].append(
				{"group": GROUPS[column], "item": cells.items[row], "shown": seen, "reason": reason}
			)
	return found
