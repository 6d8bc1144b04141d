"""What a person's 360 feedback says, and what of it may be shown: docs/feedback-figures.md describes the report.

Only the means of a group for an item come from answers, and totals over all raters where a policy demands them. Every
other figure is made of those as they are shown: it can't tell more than they do. What may be shown together is decided
in feedback_release. Here is also the door to what goes with it: agreement among raters, and who rates whom.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from talent_performance.engine import feedback_figures
from talent_performance.engine.feedback_agreement import agreement
from talent_performance.engine.feedback_cells import (
	ANONYMOUS,
	COLLEAGUES,
	GROUPS,
	MERGED,
	Cells,
	Earlier,
	Raters,
	count,
	thresholds,
)
from talent_performance.engine.feedback_figures import Against, Means, Overall, Shown, Totals
from talent_performance.engine.feedback_raters import Choice, assign, workload
from talent_performance.engine.feedback_reasons import FEW, FEW_TOGETHER, NONE, WITHHELD
from talent_performance.engine.feedback_trend import with_last_time
from talent_performance.engine.policy import FeedbackRules, Scale
from talent_performance.engine.rounding import half_up

__all__ = ["Choice", "Earlier", "Raters", "agreement", "assign", "report", "workload"]


@dataclass(frozen=True)
class _Found:
	"""All figures of a round."""

	cells: Cells
	shown: Shown
	totals: Totals
	against: Against
	overall: Overall
	comments: np.ndarray
	enough: np.ndarray
	asked: Mapping[Hashable, Raters]
	rules: FeedbackRules


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
	previous, asked = previous or {}, asked or {}
	found = _found(count(answers, subject_items, rules, scale), rules, scale, previous, asked)
	rows = _rows_of(found.cells)
	reports = {
		person: {"scale": {"low": scale.low, "high": scale.high}, **_report(found, number, rows[number])}
		for number, person in enumerate(found.cells.people)
	}
	for person in reports.keys() & previous.keys():
		for latest in previous[person][:1]:
			reports[person] = with_last_time(reports[person], latest, asked.get(person, {}), rules)
	return reports


def _found(
	cells: Cells,
	rules: FeedbackRules,
	scale: Scale,
	previous: Mapping[Hashable, Sequence[Earlier]],
	asked: Mapping[Hashable, Raters],
) -> _Found:
	least = list(thresholds(rules).values())
	shown, totals = feedback_figures.seen(cells, rules, scale, previous, asked)
	return _Found(
		cells=cells,
		shown=shown,
		totals=totals,
		against=feedback_figures.against(shown.means.used, shown.shown, cells.count, rules, scale),
		overall=feedback_figures.overall(cells, shown, totals, rules, scale),
		comments=cells.commenters >= least,
		enough=cells.responses >= least,
		asked=asked,
		rules=rules,
	)


def _rows_of(cells: Cells) -> list[list[int]]:
	"""The rows of each person's items."""
	found: list[list[int]] = [[] for _ in cells.people]
	for row, person in enumerate(cells.person.tolist()):
		found[person].append(row)
	return found


def _report(found: _Found, person: int, rows: list[int]) -> dict[str, Any]:
	columns = _columns(found, person)
	rated = [row for row in rows if found.cells.rated[row]]
	return {
		"small_groups": found.rules.small_groups,
		"thresholds": thresholds(found.rules),
		"groups": [_group(found, person, rows, column) for column in columns],
		"items": [
			{
				"item": found.cells.items[row],
				"cells": [_cell(found, row, column) for column in columns],
				**_against(found.against, found.totals, row, found.rules),
			}
			for row in rated
		],
		"overall": {
			"cells": [_overall_cell(found, person, column) for column in columns],
			**_against(found.overall.against, found.overall.totals, person, found.rules),
		},
		"comments": [_comments(found, row, column) for row in rows for column in columns],
		"component": _component(found.overall.against.exact[person]),
	}


def _columns(found: _Found, person: int) -> list[int]:
	"""The groups that a person's report names, whether they were asked or answered; colleagues instead of those merged."""
	cells = found.cells
	asked = found.asked.get(cells.people[person], {})
	here = (cells.present[person] > 0) | [bool(asked.get(group)) for group in GROUPS]
	if cells.merged[person]:
		here &= ~MERGED
		here[GROUPS.index(COLLEAGUES)] = True
	return np.flatnonzero(here).tolist()


def _group(found: _Found, person: int, rows: list[int], column: int) -> dict[str, Any]:
	something = found.overall.shown[person, column] or found.comments[rows, column].any()
	shown = bool(found.enough[person, column] and something)
	return {
		"group": GROUPS[column],
		"n": int(found.cells.responses[person, column]) if shown else None,
		"shown": shown,
		"reason": _reason(column, shown, found.overall.withheld[person, column]),
	}


def _cell(found: _Found, row: int, column: int) -> dict[str, Any]:
	shown, means = bool(found.shown.shown[row, column]), found.shown.means
	sd, r_wg = _number(found.shown.sd[row, column]), _number(found.shown.r_wg[row, column])
	return {
		"group": GROUPS[column],
		"n": int(found.cells.count[row, column]) if shown else None,
		"mean": _number(means.mean[row, column]),
		"band": _band(means, (row, column)),
		"spread": None if sd is None else {"sd": sd, "r_wg": r_wg},
		"shown": shown,
		"reason": _reason(column, shown, found.shown.withheld[row, column]),
	}


def _overall_cell(found: _Found, person: int, column: int) -> dict[str, Any]:
	shown = bool(found.overall.shown[person, column])
	return {
		"group": GROUPS[column],
		"n": int(found.cells.responses[person, column]) if shown else None,
		"mean": _number(found.overall.mean[person, column]),
		"band": None,
		"spread": None,
		"shown": shown,
		"reason": _reason(column, shown, found.overall.withheld[person, column]),
	}


def _comments(found: _Found, row: int, column: int) -> dict[str, Any]:
	shown = bool(found.comments[row, column])
	reason = _reason(column, shown, False)
	return {"group": GROUPS[column], "item": found.cells.items[row], "shown": shown, "reason": reason}


def _reason(column: int, shown: bool, withheld: bool) -> str | None:
	if shown:
		return None
	if withheld:
		return WITHHELD
	return FEW if ANONYMOUS[column] else NONE


def _against(against: Against, totals: Totals, row: int, rules: FeedbackRules) -> dict[str, Any]:
	mean = _number(against.mean[row])
	reason = FEW_TOGETHER if mean is None else None
	return {
		"others": {"mean": mean, "shown": mean is not None, "reason": reason},
		"all_raters": None if rules.all_raters == "no" else _total(totals, row),
		"gap": _number(against.gap[row]),
		"mark": against.mark[row],
		"last": None,
	}


def _total(totals: Totals, row: int) -> dict[str, Any]:
	shown = not np.isnan(totals.means.used[row])
	n = _number(totals.n[row])
	reason = WITHHELD if totals.withheld[row] else FEW_TOGETHER
	return {
		"n": None if n is None else int(n),
		"mean": _number(totals.means.mean[row]),
		"band": _band(totals.means, row),
		"shown": shown,
		"reason": None if shown else reason,
	}


def _component(exact: float) -> dict[str, Any]:
	score = _number(half_up(exact))
	return {"score": score, "reason": FEW_TOGETHER if score is None else None}


def _band(means: Means, at: Any) -> dict[str, float] | None:
	if np.isnan(means.band_from[at]):
		return None
	return {"from": float(means.band_from[at]), "to": float(means.band_to[at])}


def _number(value: Any) -> float | None:
	return None if np.isnan(value) else float(value)
