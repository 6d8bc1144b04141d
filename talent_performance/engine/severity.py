"""Managers who rate high or low: told from their people by an anchor that they don't control, and shrunk towards nothing.

A team can be better than others, and then high ratings are right. So ratings are compared with what else speaks of the same
people: a figure that another system feeds, the rating by another manager before, the others' feedback. What is left over is
the manager's, as far as his people agree in it. A note for whoever calibrates, never applied.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import pandas as pd

from talent_performance.engine.frames import find, ratio, result, total
from talent_performance.engine.policy import Policy
from talent_performance.engine.reasons import Translate
from talent_performance.engine.rounding import TOLERANCE, half_up
from talent_performance.engine.tables import ANCHORS

SAYS = {
	"kpi": "their measured results",
	"last rating": "their last rating by another manager",
	"feedback": "the feedback of others",
}


class Variance(NamedTuple):
	"""Within managers, and between them."""

	within: float
	between: float

	@property
	def shrinkage(self) -> float:
		"""λ: infinite where managers don't differ."""
		return self.within / self.between if self.between > 0 else np.inf


def severity(
	ratings: pd.DataFrame, anchors: pd.DataFrame, policy: Policy, translate: Translate = str
) -> pd.DataFrame:
	"""Every manager whose people have an anchor. Returns the table `severity`.

	`ratings` has employee, manager and rating, `anchors` the columns of `rating_anchors`. Of several anchors the one counts that
	most of a manager's people have; of as many the first of kpi, last rating, feedback.
	"""
	parts = [_against(ratings, anchors, kind, policy, translate) for kind in ANCHORS]
	table = pd.concat(parts, ignore_index=True)
	if table.empty:
		return result("severity", {})
	order = table.assign(kind=find(table["anchor"], list(ANCHORS)), name=table["manager"].astype(str))
	order = order.sort_values(["name", "people", "kind"], ascending=[True, False, True], kind="stable")
	chosen = table.loc[order.drop_duplicates("manager").index].reset_index(drop=True)
	return result("severity", {column: chosen[column] for column in chosen})


def kpi_anchors(objectives: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
	"""The anchor "kpi" of people: Σ w·attainment / Σ w over objectives that another system alone measures.

	`objectives` has objective, employee, weight and attainment; `lines` every key result and contributing objective that moves
	one of them: objective, weight and fed. An objective counts where all its lines are fed, those of weight 0 apart. Returns
	employee, kind and value of those for whom there is one.
	"""
	moves = lines["weight"].to_numpy(dtype=float) > 0
	at = find(lines["objective"], objectives["objective"])
	by_hand = moves & ~lines["fed"].to_numpy(dtype=bool)
	size = len(objectives)
	measured = (total(np.where(moves, at, -1), None, size) > 0) & (
		total(np.where(by_hand, at, -1), None, size) == 0
	)
	value = objectives["attainment"].to_numpy(dtype=float)
	weight = np.where(measured & ~np.isnan(value), objectives["weight"].to_numpy(dtype=float), 0.0)
	who, people = pd.factorize(objectives["employee"])
	mean = ratio(total(who, weight * np.nan_to_num(value), len(people)), total(who, weight, len(people)))
	found = pd.DataFrame({"employee": people, "kind": "kpi", "value": mean})
	return found.dropna(subset=["value"]).reset_index(drop=True)


def _against(
	ratings: pd.DataFrame, anchors: pd.DataFrame, kind: str, policy: Policy, translate: Translate
) -> pd.DataFrame:
	"""The same against one kind of anchor."""
	own = anchors[(anchors["kind"] == kind).to_numpy(dtype=bool)]
	both = ratings.dropna(subset=["manager", "rating"]).merge(own[["employee", "value"]], on="employee")
	both = both.dropna(subset=["value"])
	group, managers = pd.factorize(both["manager"])
	rating, value = both["rating"].to_numpy(dtype=float), both["value"].to_numpy(dtype=float)
	people = total(group, None, len(managers))
	residual = residuals(rating, value, group)
	mean = ratio(total(group, residual, len(managers)), people)
	variance = variances(residual, group)
	found, half = shrunk(mean, people, variance, policy.severity.interval)
	spread = float(np.std(rating, ddof=1)) if len(rating) > 1 else np.nan
	enough = people >= policy.severity.min_people
	far = np.abs(found) > policy.severity.min_deviations * spread + TOLERANCE
	shown = enough & far & (np.abs(found) > half)
	low, severe, high = (half_up(each) for each in (found - half, found, found + half))
	return pd.DataFrame(
		{
			"manager": managers,
			"anchor": kind,
			"people": people,
			"mean_residual": half_up(mean),
			"shrinkage": variance.shrinkage if np.isfinite(variance.shrinkage) else np.nan,
			"severity": severe,
			"low": low,
			"high": high,
			"shown": shown,
			"message": [
				_message(*each, kind, policy, translate)
				for each in zip(enough, shown, people, severe, low, high, strict=True)
			],
		}
	)


def residuals(rating: np.ndarray, anchor: np.ndarray, group: np.ndarray) -> np.ndarray:
	"""Ratings less what a line through everybody else's managers' people lets expect: e = y − (α + βa), without this manager.

	NaN where nobody else is left, or the anchor of the others is always the same.
	"""
	size = int(group.max()) + 1 if len(group) else 0
	sums = [
		total(group, each, size) for each in (np.ones(len(group)), anchor, rating, anchor**2, anchor * rating)
	]
	n, a, y, aa, ay = (each.sum() - each for each in sums)
	spread = n * aa - a * a
	with np.errstate(divide="ignore", invalid="ignore"):
		beta = np.where(spread > TOLERANCE * np.maximum(n * aa, 1), (n * ay - a * y) / spread, np.nan)
		alpha = (y - beta * a) / n
	return rating - (alpha[group] + beta[group] * anchor)


def variances(residual: np.ndarray, group: np.ndarray) -> Variance:
	"""Variance within and between managers by moments; between is never below 0.

	MS within = Σ(e − mean)²/(N − k); between = (MS between − MS within)/n₀ with n₀ = (N − Σn²/N)/(k − 1).
	"""
	known = ~np.isnan(residual)
	e, (code, _names) = residual[known], pd.factorize(group[known])
	size = int(code.max()) + 1 if len(code) else 0
	if size < 2 or len(e) <= size:
		return Variance(0.0, 0.0)
	n = total(code, None, size)
	mean = total(code, e, size) / n
	within = float(((e - mean[code]) ** 2).sum() / (len(e) - size))
	among = float((n * (mean - e.mean()) ** 2).sum() / (size - 1))
	each = (len(e) - (n**2).sum() / len(e)) / (size - 1)
	return Variance(within, max(0.0, (among - within) / each))


def shrunk(
	mean: np.ndarray, people: np.ndarray, variance: Variance, interval: float = 0.90
) -> tuple[np.ndarray, np.ndarray]:
	"""n/(n + λ) · mean, and half the width of its interval; 0 where managers don't differ.

	>>> found, half = shrunk(np.array([0.30]), np.array([8.0]), Variance(0.4, 0.1))
	>>> float(found[0].round(2)), float(half[0].round(2))
	(0.2, 0.3)
	"""
	if not variance.between > 0:
		return np.where(np.isnan(mean), np.nan, 0.0), np.zeros(len(mean))
	believed = people / (people + variance.shrinkage)
	error = np.sqrt(variance.between * (1 - believed))
	return believed * mean, NormalDist().inv_cdf((1 + interval) / 2) * error


def _message(
	enough: bool,
	shown: bool,
	people: float,
	severe: float,
	low: float,
	high: float,
	kind: str,
	policy: Policy,
	translate: Translate,
) -> str | None:
	"""The note; nothing for too few people."""
	if not enough:
		return None
	if not shown:
		return translate("Rater and team can't be told apart.")
	sentence = (
		"Rates {people} people {value} higher than {anchor} would suggest ({share} % interval {low} to {high})."
		if severe > 0
		else "Rates {people} people {value} lower than {anchor} would suggest ({share} % interval {low} to {high})."
	)
	return translate(sentence).format(
		people=int(people),
		value=f"{abs(severe):.2f}",
		anchor=translate(SAYS[kind]),
		share=f"{policy.severity.interval * 100:g}",
		low=f"{low:+.2f}",
		high=f"{high:+.2f}",
	)
