"""Who rates whom: a choice for many people at once that asks nobody too often, and how often each is asked."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from talent_performance.engine.feedback_cells import MANAGER, PEER, REPORT

PEOPLE = ("employee", "manager", "department", "active")
PAIRS = ("subject", "rater", "group")
Pair = tuple[Hashable, Hashable]


@dataclass(frozen=True)
class Choice:
	"""Who is asked about each person. Above `limit` requests somebody is only asked if nobody else is left."""

	manager: bool = True
	reports: bool = True
	peers: int = 4
	limit: int = 10


@dataclass
class _Staff:
	"""Active people and what each is asked so far; the least busy of a team or department stands first in its heap."""

	manager: dict[Hashable, Hashable]
	reports: dict[Hashable, list[Hashable]]
	pools: dict[Hashable, list[Pair]]
	order: dict[Hashable, int]
	load: Counter = field(default_factory=Counter)
	heaps: dict[Pair, list[tuple[int, int, Hashable]]] = field(default_factory=dict)

	def change(self, rater: Hashable, by: int) -> None:
		"""One request more or less."""
		self.load[rater] += by
		for pool in self.pools.get(rater, ()):
			self._push(pool, rater)

	def _push(self, pool: Pair, rater: Hashable) -> None:
		heapq.heappush(self.heaps.setdefault(pool, []), (self.load[rater], self.order[rater], rater))

	def least_busy(self, pool: Pair, without: Collection[Hashable]) -> Hashable | None:
		"""Who of a team or department is asked least, the first one of equals."""
		heap, aside, found = self.heaps.get(pool, []), [], None
		while heap and found is None:
			load, order, rater = heapq.heappop(heap)
			if load != self.load[rater] or (aside and aside[-1][2] == rater):
				continue
			aside.append((load, order, rater))
			found = None if rater in without else rater
		for each in aside:
			heapq.heappush(heap, each)
		return found


def assign(
	people: pd.DataFrame,
	subjects: Iterable[Hashable],
	choice: Choice,
	*,
	busy: Mapping[Hashable, int] | None = None,
	never: Collection[Pair] = (),
) -> pd.DataFrame:
	"""Raters for many people: subject, rater, group, in the order of the subjects; the same people give the same choice.

	`people` has employee, manager, department and active, each employee once. The manager and all reports are asked
	whatever else they have to do; then peers, from the same manager first, then from the department, and of those the
	least busy. `busy` says how many requests somebody has from elsewhere, `never` holds pairs (subject, rater) that aren't
	to be asked. Nobody rates himself, and who isn't active neither rates nor is rated.
	"""
	staff = _staff(people, busy or {})
	rated = [subject for subject in dict.fromkeys(subjects) if subject in staff.order]
	never = set(never)
	fixed = {subject: _fixed(subject, staff, choice, never) for subject in rated}
	for raters in fixed.values():
		for rater in raters:
			staff.change(rater, 1)
	chosen = _peers(rated, fixed, staff, choice, never)
	rows = [
		(subject, rater, group)
		for subject in rated
		for rater, group in [*fixed[subject].items(), *((rater, PEER) for rater in chosen[subject])]
	]
	return pd.DataFrame(rows, columns=list(PAIRS))


def _staff(people: pd.DataFrame, busy: Mapping[Hashable, int]) -> _Staff:
	active = people[people["active"].astype(bool)]
	names = active["employee"].tolist()
	managers = [None if pd.isna(each) else each for each in active["manager"]]
	departments = [None if pd.isna(each) else each for each in active["department"]]
	order = {employee: number for number, employee in enumerate(names)}
	staff = _Staff(
		manager={e: m for e, m in zip(names, managers, strict=True) if m in order and m != e},
		reports={},
		pools={
			e: [(kind, whose) for kind, whose in (("team", m), ("department", d)) if whose is not None]
			for e, m, d in zip(names, managers, departments, strict=True)
		},
		order=order,
		load=Counter({employee: number for employee, number in busy.items() if employee in order}),
	)
	for employee, manager in staff.manager.items():
		staff.reports.setdefault(manager, []).append(employee)
	for employee in names:
		staff.change(employee, 0)
	return staff


def _fixed(subject: Hashable, staff: _Staff, choice: Choice, never: Collection[Pair]) -> dict[Hashable, str]:
	raters: dict[Hashable, str] = {}
	if choice.reports:
		raters.update(dict.fromkeys(staff.reports.get(subject, ()), REPORT))
	if choice.manager and subject in staff.manager:
		raters[staff.manager[subject]] = MANAGER
	return {
		rater: group
		for rater, group in sorted(
			raters.items(), key=lambda each: (each[1] != MANAGER, staff.order[each[0]])
		)
		if (subject, rater) not in never
	}


def _peers(
	rated: list[Hashable],
	fixed: Mapping[Hashable, Mapping[Hashable, str]],
	staff: _Staff,
	choice: Choice,
	never: set[Pair],
) -> dict[Hashable, list[Hashable]]:
	barred: dict[Hashable, set[Hashable]] = {subject: _no_peers(subject, staff) for subject in rated}
	for subject, rater in never:
		if subject in barred:
			barred[subject].add(rater)
	chosen: dict[Hashable, list[Hashable]] = {subject: [] for subject in rated}
	pools: dict[Pair, Pair] = {}
	for subject in sorted(rated, key=lambda each: _team_size(each, staff)):
		for _ in range(choice.peers):
			rater, pool = _next(subject, staff, choice, barred[subject])
			if rater is None:
				break
			chosen[subject].append(rater)
			barred[subject].add(rater)
			pools[subject, rater] = pool
			staff.change(rater, 1)
	_even_out(chosen, pools, barred, staff)
	return {subject: sorted(raters, key=staff.order.__getitem__) for subject, raters in chosen.items()}


def _no_peers(subject: Hashable, staff: _Staff) -> set[Hashable]:
	"""Who is no peer: oneself, the manager, the reports."""
	return {subject, staff.manager.get(subject), *staff.reports.get(subject, ())}


def _team_size(subject: Hashable, staff: _Staff) -> int:
	return len(staff.reports.get(staff.manager.get(subject), ()))


def _next(
	subject: Hashable, staff: _Staff, choice: Choice, barred: set[Hashable]
) -> tuple[Hashable | None, Pair]:
	"""The next peer: of the team, else of the department; beyond the limit only where nobody else is left."""
	found = [(staff.least_busy(pool, barred), pool) for pool in staff.pools[subject]]
	found = [(rater, pool) for rater, pool in found if rater is not None]
	free = [each for each in found if staff.load[each[0]] < choice.limit]
	if free:
		return free[0]
	return min(found, key=lambda each: staff.load[each[0]], default=(None, ("", None)))


def _even_out(
	chosen: dict[Hashable, list[Hashable]],
	pools: dict[Pair, Pair],
	barred: dict[Hashable, set[Hashable]],
	staff: _Staff,
) -> None:
	"""Let somebody take over from whoever has two requests more, as long as there is anybody; each time evens it out."""
	again = True
	while again:
		again = False
		for subject, raters in chosen.items():
			for at, rater in enumerate(raters):
				pool = pools.get((subject, rater))
				other = pool and staff.least_busy(pool, barred[subject])
				if other is None or staff.load[rater] - staff.load[other] < 2:
					continue
				raters[at], again = other, True
				barred[subject] ^= {rater, other}
				pools[subject, other] = pool
				staff.change(rater, -1)
				staff.change(other, 1)


def workload(pairs: pd.DataFrame, limit: int) -> pd.DataFrame:
	"""How often each rater is asked, the busiest first: rater, asked, over (beyond the limit, 0 if not)."""
	asked = pairs.groupby("rater", sort=True).size().sort_values(ascending=False, kind="stable")
	return pd.DataFrame(
		{
			"rater": asked.index.to_numpy(),
			"asked": asked.to_numpy(),
			"over": np.maximum(asked.to_numpy() - limit, 0),
		}
	)
