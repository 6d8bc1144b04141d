"""The dates that a cycle of some kind usually has: a proposal that HR changes as it likes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

MID_YEAR, SECOND_LEVEL = "Mid-year Review", "Second-Level Review"


class Usual(NamedTuple):
	"""Days for each step of a kind; `decides_by_end` where the decision must be there when the period ends."""

	goals: int
	mid_year: int
	self_review: int
	manager_review: int
	second_level: int
	calibration: int
	publication: int
	decides_by_end: bool = False


class Phase(NamedTuple):
	"""A step with its first and its last day."""

	phase: str
	start: date
	due: date


USUAL: Mapping[str, Usual] = {
	"Annual": Usual(30, 14, 14, 14, 7, 14, 7),
	"Half-Year": Usual(21, 7, 10, 10, 5, 7, 5),
	"Quarterly": Usual(14, 0, 7, 7, 5, 5, 3),
	"Project": Usual(14, 0, 7, 7, 5, 5, 3),
	"Probation": Usual(14, 0, 7, 7, 3, 3, 1, decides_by_end=True),
	"Contract End": Usual(14, 0, 14, 14, 7, 7, 3, decides_by_end=True),
}


def proposed_phases(
	kind: str, start: date, end: date, today: date, *, mid_year: bool = False, second_level: bool = False
) -> list[Phase]:
	"""Goals from the first day; reviews from the day after the end, or so that all is over on the last day.

	Nothing is proposed for days that have passed: in a period that has begun the goals are set from today, in one that is
	over they are left where they would have been, and the reviews begin today. Steps that the templates don't have are left
	out. Where time is short the goals have half of what is left at most, and reviews begin on the day after they are due at
	the earliest.
	"""
	usual = USUAL[kind]
	first = today if start < today <= end else start
	goals_due = min(first + timedelta(days=usual.goals - 1), first + (end - first) / 2)
	found = [Phase("Goal Setting", first, goals_due)]
	reviews = _reviews(usual, second_level)
	length = sum(days for _phase, days in reviews)
	begin = end + timedelta(days=1 - (length if usual.decides_by_end else 0))
	begin = max(begin, goals_due + timedelta(days=1), today)
	middle = start + (end - start) / 2
	if mid_year and usual.mid_year and goals_due < middle and today <= middle:
		found.append(Phase(MID_YEAR, middle, min(middle + timedelta(days=usual.mid_year - 1), begin)))
	for phase, days in reviews:
		found.append(Phase(phase, begin, begin + timedelta(days=days - 1)))
		begin += timedelta(days=days)
	return found


def _reviews(usual: Usual, second_level: bool) -> list[tuple[str, int]]:
	"""The steps after the goals, with their days."""
	return [
		("Self Review", usual.self_review),
		("Manager Review", usual.manager_review),
		*([(SECOND_LEVEL, usual.second_level)] if second_level else []),
		("Calibration", usual.calibration),
		("Publication", usual.publication),
	]
