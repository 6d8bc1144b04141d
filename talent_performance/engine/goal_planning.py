"""Goals before they are there: a number cut into parts, and who gets which KPI of the library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from talent_performance.engine.frames import find
from talent_performance.engine.rounding import TOLERANCE, below

NEW, THERE, TOO_HEAVY = "new", "already there", "too heavy"
MOST_PLACES = 6


class Weighed(NamedTuple):
	"""What weights come to: their sum, and the share of each in percent; no shares where all are 0."""

	total: float
	shares: list[float | None]


def weigh(weights: Sequence[float]) -> Weighed:
	"""Weights as shares of a whole that add up to 100 exactly.

	>>> weigh([1, 1, 1])
	Weighed(total=3.0, shares=[33.34, 33.33, 33.33])
	"""
	given = np.asarray(weights, dtype=float)
	shares = split_number(100.0, given)
	return Weighed(float(given.sum()), [None if np.isnan(each) else float(each) for each in shares])


def split_number(whole: float, weights: np.ndarray, places: int = 2) -> np.ndarray:
	"""Parts of a number by weight that add up to it exactly; null where no weight is above 0.

	What rounding leaves over goes, one unit each, to the parts that lost most by it; of equal ones the first. A whole
	with more decimals than `places` keeps them.

	>>> split_number(100, np.array([1, 1, 1]))
	array([33.34, 33.33, 33.33])
	"""
	weights = np.asarray(weights, dtype=float)
	if not (weights > 0).any():
		return np.full(len(weights), np.nan)
	unit = 10.0 ** places_of(whole, places)
	exact = abs(whole) * unit * weights / weights.sum()
	cut = np.floor(exact + TOLERANCE * unit)
	left = round(abs(whole) * unit) - int(cut.sum())
	cut[np.argsort(cut - exact, kind="stable")[:left]] += 1
	return np.copysign(cut / unit, whole) + 0.0


def places_of(number: float, least: int) -> int:
	"""How many decimals a number is written with, at least `least`."""
	return next(
		(places for places in range(least, MOST_PLACES) if abs(number - round(number, places)) < TOLERANCE),
		MOST_PLACES,
	)


def plan_library(
	people: pd.DataFrame, kpis: pd.DataFrame, held: pd.DataFrame, weights: pd.Series, most: float
) -> pd.DataFrame:
	"""Who would get which KPI: one row for each person and KPI of that person's designation.

	`people`: employee, designation. `kpis`: kpi, designation, weight. `held`: employee, kpi of what is there already.
	`weights`: what each employee's objectives weigh so far. Returns employee, kpi, weight, status (new, already there, or
	too heavy: with the new ones this person's objectives would weigh more than `most`) and total, that new whole.
	"""
	plan = people[["employee", "designation"]].merge(kpis[["kpi", "designation", "weight"]], on="designation")
	plan = plan.sort_values(["employee", "kpi"], kind="stable", ignore_index=True)
	there = find(_pairs(plan), _pairs(held.drop_duplicates(["employee", "kpi"]))) >= 0
	added = plan["weight"].astype(float).where(~there, 0.0).groupby(plan["employee"]).transform("sum")
	total = added + plan["employee"].map(weights).astype(float).fillna(0.0)
	heavy = ~there & below(most, total.to_numpy())
	status = np.select([there, heavy], [THERE, TOO_HEAVY], NEW)
	return plan[["employee", "kpi", "weight"]].assign(status=status, total=total)


def _pairs(table: pd.DataFrame) -> pd.Series:
	return table["employee"].astype(str) + "\0" + table["kpi"].astype(str)
