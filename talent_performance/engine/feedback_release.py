"""Which sums may be published together, so that nobody can work out what few people said.

Published figures are sums of unknowns: what a rater answered to an item. Whoever has several may add and subtract them, so
what matters is every combination. Where one is left that only few raters are in, the sum that made it possible is
withheld. Means count as sums, for the number of raters stands beside them. All of it is reckoned in whole numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from math import lcm

from talent_performance.engine.feedback_cells import COLLEAGUES, GROUPS, MANAGER, SELF, thresholds
from talent_performance.engine.policy import FeedbackRules

Answer = tuple[Hashable, Hashable]
Row = tuple[int, ...]
ATTRIBUTED = (SELF, MANAGER)
# More sets of raters than these aren't looked through: what can't be shown to be safe is withheld.
MOST_SETS = 20_000


@dataclass(frozen=True)
class Sum:
	"""A figure that is to be published: the answers in it, each (rater, item), with its weight.

	`public`: it is out already, in an earlier round for instance, and can't be withheld any more.
	"""

	key: Hashable
	answers: Mapping[Answer, int | Fraction]
	public: bool = False


@dataclass(frozen=True)
class Isolation:
	"""Why a sum is withheld: with those before it, it would single out so many raters, where `least` are asked for.

	`raters` is None where there are too many combinations to look through.
	"""

	raters: int | None
	least: int


@dataclass(frozen=True)
class _System:
	"""Equations, the last one being the one in question; a column is an answer of raters who appear in the same ones.

	`owners`: for each column the class of raters it belongs to; `sizes` and `groups` of each class.
	"""

	rows: tuple[Row, ...]
	owners: Row
	sizes: Row
	groups: tuple[tuple[str, ...], ...]


def plain(key: Hashable, raters: Collection[Hashable], item: Hashable, *, public: bool = False) -> Sum:
	"""The sum of what some raters answered to one item."""
	return Sum(key, {(rater, item): 1 for rater in raters}, public)


def check(
	sums: Sequence[Sum], groups: Mapping[Hashable, str], rules: FeedbackRules
) -> dict[Hashable, Isolation]:
	"""Which of the sums to withhold, by key, and why: those that, with the ones before them, single out too few raters.

	The first come first: what matters most stands in front, and sums that are out already count before all others.
	`groups` says as what each rater was asked. Raters who answer under their name, self and manager, are known and hide
	nobody. A combination must leave as many raters of a group as its threshold says, and of several groups as many as the
	threshold for all together.
	"""
	least = tuple(thresholds(rules).values())
	kept, found = [], {}
	for each in sorted(sums, key=lambda each: not each.public):
		unknown = _unknown(each, groups)
		if not unknown:
			continue
		isolation = None if each.public else _isolation(_connected(kept, unknown), unknown, groups, least)
		if isolation:
			found[each.key] = isolation
		else:
			kept.append(unknown)
	return found


def _unknown(each: Sum, groups: Mapping[Hashable, str]) -> dict[Answer, int]:
	"""The anonymous answers in a sum, with whole weights."""
	weights = {
		answer: Fraction(weight)
		for answer, weight in each.answers.items()
		if weight and groups[answer[0]] not in ATTRIBUTED
	}
	whole = lcm(*(weight.denominator for weight in weights.values()))
	return {answer: int(weight * whole) for answer, weight in weights.items()}


def _connected(kept: list[dict[Answer, int]], unknown: Mapping[Answer, int]) -> list[dict[Answer, int]]:
	"""The sums that share an answer with this one, directly or by others between them: no other can be of use with it."""
	reached, rest, found = set(unknown), list(kept), []
	while True:
		touching = [each for each in rest if not reached.isdisjoint(each)]
		if not touching:
			return found
		found += touching
		rest = [each for each in rest if reached.isdisjoint(each)]
		reached.update(*touching)


def _isolation(
	before: list[dict[Answer, int]],
	unknown: dict[Answer, int],
	groups: Mapping[Hashable, str],
	least: Row,
) -> Isolation | None:
	return _isolated(_system([*before, unknown], groups), least)


def _system(sums: list[dict[Answer, int]], groups: Mapping[Hashable, str]) -> _System:
	"""With raters who stand in the same sums with the same weights taken together: no combination tells them apart."""
	blocks: dict[Hashable, dict[Hashable, list[int]]] = {}
	for number, each in enumerate(sums):
		for (rater, item), weight in each.items():
			blocks.setdefault(rater, {}).setdefault(item, [0] * len(sums))[number] = weight
	classes: dict[frozenset[tuple[Hashable, Row]], list[str]] = {}
	for rater, columns in blocks.items():
		block = frozenset((item, tuple(column)) for item, column in columns.items())
		classes.setdefault(block, []).append(groups[rater])
	numbered = sorted(
		(tuple(sorted(column for _item, column in block)), tuple(sorted(members)))
		for block, members in classes.items()
	)
	columns = [(column, owner) for owner, (block, _) in enumerate(numbered) for column in block]
	return _System(
		rows=tuple(zip(*(column for column, _owner in columns), strict=True)),
		owners=tuple(owner for _column, owner in columns),
		sizes=tuple(len(members) for _block, members in numbered),
		groups=tuple(tuple(sorted(set(members))) for _block, members in numbered),
	)


@lru_cache(maxsize=8192)
def _isolated(system: _System, least: Row) -> Isolation | None:
	"""The fewest raters that the last equation newly singles out, if they are too few."""
	full, before = _rank(system.rows), _rank(system.rows[:-1])
	if full == before:
		return None
	limits = dict(zip(GROUPS, least, strict=True))
	alone: list[frozenset[int]] = []
	for looked, chosen in enumerate(_sets(system.sizes, max(least))):
		if looked >= MOST_SETS:
			return Isolation(None, max(least))
		if any(each <= chosen for each in alone):
			continue
		rest = [i for i, owner in enumerate(system.owners) if owner not in chosen]
		rows = [tuple(row[i] for i in rest) for row in system.rows]
		if _rank(rows) == full:
			continue
		alone.append(chosen)
		asked = {group for each in chosen for group in system.groups[each]}
		limit = limits[asked.pop() if len(asked) == 1 else COLLEAGUES]
		raters = sum(system.sizes[each] for each in chosen)
		if raters < limit and _rank(rows[:-1]) == before:
			return Isolation(raters, limit)
	return None


def _sets(sizes: Row, below: int) -> Iterator[frozenset[int]]:
	"""Every choice of classes with fewer raters than `below` together, those of few classes first."""
	small = [i for i, size in enumerate(sizes) if size < below]
	for number in range(1, below):
		any_fits = False
		for chosen in combinations(small, number):
			if sum(sizes[i] for i in chosen) < below:
				any_fits = True
				yield frozenset(chosen)
		if not any_fits:
			return


def _rank(rows: Sequence[Row]) -> int:
	"""How many of the rows don't follow from the others, without fractions and so without rounding (Bareiss)."""
	matrix = [list(row) for row in rows]
	rank, last = 0, 1
	for column in range(len(matrix[0]) if matrix else 0):
		pivot = next((i for i in range(rank, len(matrix)) if matrix[i][column]), None)
		if pivot is None:
			continue
		matrix[rank], matrix[pivot] = matrix[pivot], matrix[rank]
		top = matrix[rank]
		for row in matrix[rank + 1 :]:
			factor = row[column]
			for i in range(column, len(row)):
				row[i] = (row[i] * top[column] - top[i] * factor) // last
		last = top[column]
		rank += 1
	return rank
