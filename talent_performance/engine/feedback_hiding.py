"""The release check, applied to the cells of a round: which of them to withhold, and which totals over all raters.

Within a round the groups have no rater in common, so a total or an earlier round is needed before anything can be worked
out. Rounds without either need no check.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from talent_performance.engine.feedback_cells import (
	ANONYMOUS,
	GROUPS,
	Cells,
	Earlier,
	Raters,
	cell_of,
	raters_of,
)
from talent_performance.engine.feedback_release import Sum, check, plain
from talent_performance.engine.policy import FeedbackRules

TOTAL, ITEM = "all raters", "item"
Members = Mapping[int, Sequence[Hashable]]
COLUMNS = tuple(np.flatnonzero(ANONYMOUS).tolist())


@dataclass(frozen=True)
class Hidden:
	"""Cells that are withheld, and totals that are; rows as in Cells."""

	cells: np.ndarray
	totals: np.ndarray


@dataclass(frozen=True)
class _Past:
	"""Sums of one item that are out already, and as what each of their raters was asked."""

	sums: list[Sum] = field(default_factory=list)
	groups: dict[Hashable, str] = field(default_factory=dict)


def hide(
	cells: Cells,
	enough: np.ndarray,
	rules: FeedbackRules,
	previous: Mapping[Hashable, Sequence[Earlier]],
	asked: Mapping[Hashable, Raters],
) -> Hidden:
	"""What mustn't be shown although there are enough raters."""
	hidden = Hidden(np.zeros_like(enough), np.zeros(len(enough), dtype=bool))
	recent = {
		person: rounds
		for person, each in enumerate(cells.people)
		if (rounds := _recent(previous.get(each, ()), rules))
	}
	if rules.all_raters != "no":
		_hide_by_counts(cells, enough, rules, hidden, ~np.isin(cells.person, list(recent)))
	for person, members in _members(cells, recent).items():
		known = _identified(members, recent[person], asked.get(cells.people[person], {}))
		for row, here in known.items():
			past = _past(cells.items[row], recent[person], here, asked.get(cells.people[person]), known)
			_hide_row(row, here, enough[row], past, rules, hidden)
	return hidden


def _recent(rounds: Sequence[Earlier], rules: FeedbackRules) -> list[Earlier]:
	return [each for each in rounds if each.months_ago is None or each.months_ago < rules.same_answers_months]


def _hide_by_counts(
	cells: Cells, enough: np.ndarray, rules: FeedbackRules, hidden: Hidden, rows: np.ndarray
) -> None:
	"""Where nothing is out yet, all that counts is how many there are of each group: few patterns, looked at once each."""
	at = np.flatnonzero(rows & cells.rated)
	patterns, which = np.unique(
		np.hstack([cells.count[at], enough[at]]).astype(int), axis=0, return_inverse=True
	)
	for number, pattern in enumerate(patterns):
		members = {c: [(c, i) for i in range(pattern[c])] for c in COLUMNS}
		first = at[np.ravel(which) == number]
		_hide_row(first, members, pattern[len(GROUPS) :].astype(bool), _Past(), rules, hidden)


def _hide_row(
	rows: Any, members: Members, enough: np.ndarray, past: _Past, rules: FeedbackRules, hidden: Hidden
) -> None:
	everybody = [rater for column in COLUMNS for rater in members.get(column, ())]
	largest = sorted(members, key=lambda column: (-len(members[column]), column))
	sums = [plain(column, members[column], ITEM) for column in largest if enough[column]]
	if rules.all_raters != "no" and len(everybody) >= rules.anonymous_threshold:
		total = plain(TOTAL, everybody, ITEM)
		sums = [total, *sums] if rules.all_raters == "hide a second group" else [*sums, total]
	groups = {**past.groups, **{r: GROUPS[column] for column in members for r in members[column]}}
	for key in check([*past.sums, *sums], groups, rules):
		if key == TOTAL:
			hidden.totals[rows] = True
		else:
			hidden.cells[rows, key] = True


def _members(cells: Cells, people: Mapping[int, Any]) -> dict[int, dict[int, dict[int, list[int]]]]:
	"""The anonymous responses of some people by item and group: person, row, column."""
	found: dict[int, dict[int, dict[int, list[int]]]] = {}
	wanted = np.flatnonzero(np.isin(cells.person[cells.row], list(people)) & ANONYMOUS[cells.group])
	for row, column, response in zip(
		cells.row[wanted].tolist(), cells.group[wanted].tolist(), cells.response[wanted].tolist(), strict=True
	):
		of_row = found.setdefault(int(cells.person[row]), {}).setdefault(row, {})
		of_row.setdefault(column, []).append(response)
	return found


def _identified(
	members: dict[int, dict[int, list[int]]], rounds: Sequence[Earlier], asked: Raters
) -> dict[int, dict[int, list[Hashable]]]:
	"""With a rater in the place of each response: nobody knows which, so as many as can be are those of earlier rounds."""
	responses: dict[int, dict[int, int]] = {}
	for of_row in members.values():
		for column, here in of_row.items():
			for response in here:
				times = responses.setdefault(column, {})
				times[response] = times.get(response, 0) + 1
	name: dict[tuple[int, int], Hashable] = {}
	for column, times in responses.items():
		order = sorted(times, key=lambda response: (-times[response], response))
		raters = _candidates(column, len(order), rounds, asked)
		name.update({(column, response): rater for response, rater in zip(order, raters, strict=True)})
	return {
		row: {column: [name[column, each] for each in here] for column, here in of_row.items()}
		for row, of_row in members.items()
	}


def _candidates(column: int, wanted: int, rounds: Sequence[Earlier], asked: Raters) -> list[Hashable]:
	group = GROUPS[column]
	before = {rater for each in rounds for raters in each.raters.values() for rater in raters}
	raters = sorted(raters_of(asked, group), key=lambda rater: rater not in before)
	if len(raters) < wanted:
		raters = _once([r for each in rounds for r in raters_of(each.raters, group)])
	return [*raters, *((group, number) for number in range(wanted))][:wanted]


def _once(raters: Sequence[Hashable]) -> list[Hashable]:
	return list(dict.fromkeys(raters))


def _past(
	item: Hashable,
	rounds: Sequence[Earlier],
	here: Members,
	asked: Raters | None,
	known: Mapping[int, Members],
) -> _Past:
	"""What earlier rounds published of an item. Who answered isn't known any more: the nearest to this round's raters."""
	past = _Past()
	for number, earlier in enumerate(rounds):
		entry = next((each for each in earlier.figures.get("items", ()) if each["item"] == item), None)
		if entry is None:
			continue
		everybody: list[Hashable] = []
		for column in COLUMNS:
			answered = {r for of_row in known.values() for r in of_row.get(column, ())}
			whole = asked is not None and len(raters_of(asked, GROUPS[column])) == len(answered)
			raters = _then(entry, earlier, column, here, whole, number)
			past.groups.update(dict.fromkeys(raters, GROUPS[column]))
			everybody += raters
			if cell_of(entry, GROUPS[column]):
				past.sums.append(plain((number, column), raters, ITEM, public=True))
		if (entry.get("all_raters") or {}).get("shown"):
			past.sums.append(plain((number, TOTAL), _once(everybody), ITEM, public=True))
	return past


def _then(
	entry: Mapping[str, Any], earlier: Earlier, column: int, here: Members, whole: bool, number: int
) -> list[Hashable]:
	"""Who may have been behind a group's figure: of those asked, as many as answered, those of this round first."""
	asked = raters_of(earlier.raters, GROUPS[column])
	cell = cell_of(entry, GROUPS[column])
	if cell is None:
		there = any(each["group"] == GROUPS[column] for each in entry["cells"])
		return (asked or list(here.get(column, ()))) if there else []
	n, now = cell["n"], list(here.get(column, ()))
	anybody = {rater for raters in here.values() for rater in raters}
	certain = whole and len(asked) == n
	if len(asked) < n:
		asked = _once([*now, *asked, *(("earlier", number, column, i) for i in range(n))])
	chosen = sorted(asked, key=lambda rater: (rater not in now, rater not in anybody))[:n]
	if not certain and set(chosen) in (set(now), anybody):
		# As many of the same people, but perhaps one of them was another.
		chosen[-1] = ("earlier", number, column)
	return chosen
