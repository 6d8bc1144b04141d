"""Succession: who fills whose place when somebody goes, circles of successors, and benches that are short of what is needed.

Chain     the first successor of a position is the ready-now one with the highest computed readiness, ties by employee number.
          If that person holds a critical position, it falls empty, and its own first successor steps in, and so on.
Circle    positions whose holders are each other's successors, directly or through others: when they all go, nobody new comes.
Needed    a position says how near a successor has to be; without a word it is the nearest band.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from talent_performance.engine.competency import comma_lists
from talent_performance.engine.frames import find
from talent_performance.engine.policy import Policy
from talent_performance.engine.reasons import Translate
from talent_performance.engine.succession import by_label, position_labels, those_that_count

FILLED, EMPTY, ROUND = "filled", "empty", "comes round"
CIRCLE = "A circle of successors: {positions}. When their holders go, nobody new comes in."
COLUMNS = ("position", "step", "seat", "employee", "next_seat", "ending")


def chain(positions: pd.DataFrame, nominations: pd.DataFrame, policy: Policy) -> pd.DataFrame:
	"""For each position what follows when its holder goes, step by step.

	A row a step: `seat` falls empty, `employee` steps in (null where nobody is ready now) and leaves `next_seat` (null
	where he holds no critical position). `ending` is given on the last step of each position: filled, empty, or comes
	round, where the chain leads back to a seat that it has passed.
	"""
	successor, holds = _first_successors(positions, nominations, policy)
	size, names = len(positions), positions["position"].to_numpy(dtype=object)
	passed = np.zeros((size, size), dtype=bool)
	start, seat, found = np.arange(size), np.arange(size), []
	for step in range(size):
		if not len(start):
			break
		passed[start, seat] = True
		after = np.where(successor[seat] == None, -1, holds[seat])  # noqa: E711
		again = (after >= 0) & passed[start, after]
		last = (after < 0) | again
		ending = np.select([~last, again, successor[seat] == None], [None, ROUND, EMPTY], FILLED)  # noqa: E711
		parts = (names[start], step + 1, names[seat], successor[seat], np.append(names, None)[after], ending)
		found.append(pd.DataFrame(dict(zip(COLUMNS, parts, strict=True))))
		start, seat = start[~last], after[~last]
	table = pd.concat(found) if found else pd.DataFrame(columns=list(COLUMNS))
	order = find(table["position"], positions["position"])
	return table.assign(at=order).sort_values(["at", "step"]).drop(columns="at").reset_index(drop=True)


def _first_successors(
	positions: pd.DataFrame, nominations: pd.DataFrame, policy: Policy
) -> tuple[np.ndarray, np.ndarray]:
	"""Who steps in first into each position, None where nobody is ready, and the position that he leaves, −1 for none."""
	ready = those_that_count(_ranked(nominations), positions, policy)
	ready = ready[ready["band"] == 0].drop_duplicates("seat")
	successor = np.full(len(positions), None, dtype=object)
	successor[ready["seat"].to_numpy()] = ready["employee"].to_numpy(dtype=object)
	return successor, _held_by(successor, positions)


def _ranked(nominations: pd.DataFrame) -> pd.DataFrame:
	"""The highest computed readiness first; without one last; ties by employee."""
	return nominations.sort_values(
		["readiness", "employee"], ascending=[False, True], na_position="last", kind="stable"
	)


def _held_by(people: np.ndarray, positions: pd.DataFrame) -> np.ndarray:
	"""Row of the position that each of these people holds, −1 for none."""
	held = find(pd.Series(people, dtype=object), positions["incumbent"].dropna().astype(object))
	rows = np.flatnonzero(positions["incumbent"].notna().to_numpy())
	return np.append(rows, -1)[held]


def circles(
	positions: pd.DataFrame, nominations: pd.DataFrame, policy: Policy, translate: Translate = str
) -> np.ndarray:
	"""For each position of a circle of successors the sentence that names the circle; null for the others."""
	counting = those_that_count(nominations, positions, policy)
	counting = counting[counting["band"].between(0, len(policy.succession.bands) - 1)]
	seat = counting["seat"].to_numpy()
	held = _held_by(counting["employee"].to_numpy(dtype=object), positions)
	inside, size = held >= 0, len(positions)
	graph = csr_matrix((np.ones(inside.sum()), (seat[inside], held[inside])), shape=(size, size))
	_, part = connected_components(graph, directed=True, connection="strong")
	group = np.where(np.bincount(part, minlength=size)[part] > 1, part, -1)
	members = comma_lists(*by_label(group, position_labels(positions)), size)
	texts = [
		None if not isinstance(names, str) else translate(CIRCLE).format(positions=names) for names in members
	]
	return np.array([*texts, None], dtype=object)[group]


def short_of_need(positions: pd.DataFrame, nominations: pd.DataFrame, policy: Policy) -> np.ndarray:
	"""True where nobody on the bench is as near as the column `required_band` of the position says."""
	labels = [band.label for band in policy.succession.bands]
	counting = those_that_count(nominations, positions, policy)
	best = np.full(len(positions), len(labels))
	np.minimum.at(best, counting["seat"].to_numpy(), counting["band"].to_numpy())
	needed = find(positions["required_band"], labels)
	return best > np.where(needed < 0, 0, needed)
