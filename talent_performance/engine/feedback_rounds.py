"""How far a round of feedback reaches: which groups are large enough, who is asked too often, who has too few raters."""

from __future__ import annotations

from collections.abc import Mapping

Cell = tuple[str, str]


def falls_short(
	asked: Mapping[Cell, int], answered: Mapping[Cell, int], thresholds: Mapping[str, int]
) -> int:
	"""In how many cells (person, group) enough people were asked, but too few have answered to be shown.

	>>> falls_short({("A", "peer"): 4, ("A", "report"): 2}, {("A", "peer"): 2}, {"peer": 3, "report": 3})
	1
	"""
	return sum(
		1
		for cell, count in asked.items()
		if cell[1] in thresholds and answered.get(cell, 0) < thresholds[cell[1]] <= count
	)


def too_few(chosen: Mapping[str, int], threshold: int) -> list[str]:
	"""The people of whom fewer peers are chosen than have to answer, in order.

	>>> too_few({"B": 2, "A": 3, "C": 0}, 3)
	['B', 'C']
	"""
	return sorted(person for person, count in chosen.items() if count < threshold)


def overloaded(requests: Mapping[str, int], most: int) -> list[tuple[str, int]]:
	"""The raters who are asked about more people than `most`, the most asked first; 0 is no limit.

	>>> overloaded({"A": 9, "B": 3, "C": 12}, 8)
	[('C', 12), ('A', 9)]
	"""
	if not most:
		return []
	found = [(rater, count) for rater, count in requests.items() if count > most]
	return sorted(found, key=lambda each: (-each[1], each[0]))
