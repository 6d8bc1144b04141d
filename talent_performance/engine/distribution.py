"""How ratings spread over the scale, and how many would have to move to meet a guideline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from talent_performance.engine.frames import ratio, result, total
from talent_performance.engine.policy import Guideline, Policy
from talent_performance.engine.reasons import Translate
from talent_performance.engine.rounding import TOLERANCE, half_up
from talent_performance.engine.scales import level_labels

Scope = tuple[np.ndarray, np.ndarray]
Scopes = Mapping[str, Scope]


def scope(values: Any) -> Scope:
	"""Everybody's group number (−1 for none) and the groups' names."""
	group, names = pd.factorize(pd.Series(values))
	return group, np.asarray(names, dtype=object)


def everybody(size: int) -> Scope:
	"""One group of all, without a name."""
	return np.zeros(size, dtype=np.intp), np.array([None], dtype=object)


def allowed_counts(rated: np.ndarray, rule: Guideline) -> tuple[np.ndarray, np.ndarray]:
	"""Fewest and most of `rated` people that meet the condition; where no whole number does, the nearest ones.

	15 % of 23 is 3.45: exactly 15 % allows 3. 7 % of 100 is 7, although binary floats make 7.000000000000001 of it.
	"""
	n = np.asarray(rated, dtype=float)
	from_, to = _bounds(n, rule)
	low = np.clip(np.ceil(from_ - TOLERANCE), 0, n)
	high = np.clip(np.floor(to + TOLERANCE), 0, n)
	if rule.condition == "less than":
		high = np.clip(np.ceil(to - TOLERANCE) - 1, 0, n)
	if rule.condition == "more than":
		low = np.clip(np.floor(from_ + TOLERANCE) + 1, 0, n)
	none = low > high
	below, above = np.floor(from_ + TOLERANCE), np.ceil(to - TOLERANCE)
	to_below, to_above = from_ - below, above - to
	nearest_low = np.where(to_below <= to_above + TOLERANCE, below, above)
	nearest_high = np.where(to_above <= to_below + TOLERANCE, above, below)
	return np.where(none, nearest_low, low), np.where(none, nearest_high, high)


def guideline_shares(rule: Guideline) -> tuple[float, float]:
	"""The lowest and the highest share that a guideline is about; an open end is 0 or 1."""
	low, high = _bounds(np.array([1.0]), rule)
	return float(np.ravel(low)[0]), float(np.ravel(high)[0])


def _bounds(n: np.ndarray, rule: Guideline) -> tuple[np.ndarray, np.ndarray]:
	if rule.condition == "exactly":
		return n * rule.low, n * rule.low
	low = 0.0 if rule.condition in ("less than", "at most") else rule.low
	high = 1.0 if rule.condition in ("more than", "at least") else rule.high
	return n * low, n * high


def describe(rule: Guideline, policy: Policy, translate: Translate = str) -> str:
	"""The guideline in words: "Levels 4, 5: between 15 % and 35 %"."""
	shares = {"low": f"{(rule.low or 0) * 100:g}", "high": f"{(rule.high or 0) * 100:g}"}
	sentence = {
		"exactly": "exactly {low} %",
		"less than": "less than {high} %",
		"at most": "at most {high} %",
		"more than": "more than {low} %",
		"at least": "at least {low} %",
		"between": "between {low} % and {high} %",
	}[rule.condition]
	labels = {level.value: level.label for level in policy.rating_scale.levels}
	names = ", ".join(labels.get(value, f"{value:g}") for value in rule.levels)
	return f"{names}: {translate(sentence).format(**shares)}"


def compare_with_guideline(
	ratings: np.ndarray, scopes: Scopes, policy: Policy, translate: Translate = str
) -> pd.DataFrame:
	"""Every scope against every guideline: allowed counts and how many would have to move in or out.

	`ratings` are level values, NaN for people not rated; `scopes` gives each kind of scope as `scope` and `everybody`
	make them. Returns the table `distribution`.
	"""
	levels = _levels(policy)
	parts = []
	for kind, counts in _spread(ratings, scopes, policy).items():
		names, in_scope = scopes[kind][1], counts[:, :-1].sum(axis=1)
		for rule in policy.distribution.guidelines:
			here = counts[:, :-1][:, np.isin(levels, rule.levels)].sum(axis=1)
			part = _against(in_scope, here, rule, policy, translate)
			parts.append(
				part.assign(scope_kind=kind, scope=names, guideline=describe(rule, policy, translate))
			)
	if not parts:
		return result("distribution", {})
	table = pd.concat(parts, ignore_index=True)
	table = table[table["rated"] > 0].reset_index(drop=True)
	return result("distribution", {c: table[c] for c in table})


def rating_table(
	ratings: np.ndarray, where: Scope, policy: Policy, translate: Translate = str
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
	"""One kind of scope, a row each: its people, and what each guideline says of them.

	The first table has scope, rated, not_rated, mean (two places), the people at each level (`people_0` for the lowest) and
	their share of the rated (`share_0`). The others, one a guideline, have people, share, allowed and move as in `distribution`.
	"""
	counts = _spread(ratings, {"": where}, policy)[""]
	levels = _levels(policy)
	at, rated = counts[:, :-1], counts[:, :-1].sum(axis=1)
	table = {"scope": where[1], "rated": rated, "not_rated": counts[:, -1]}
	table["mean"] = half_up(ratio(at @ levels, rated))
	for level in range(len(levels)):
		table[f"people_{level}"] = at[:, level]
		table[f"share_{level}"] = half_up(ratio(at[:, level], rated), 4)
	against = [
		_against(rated, at[:, np.isin(levels, rule.levels)].sum(axis=1), rule, policy, translate)
		for rule in policy.distribution.guidelines
	]
	return pd.DataFrame(table), against


def level_names(policy: Policy) -> list[str]:
	"""What the levels of the scale are called, the lowest first; equal labels are told apart by their value."""
	return list(level_labels(np.array([], dtype=int), policy.rating_scale).categories)


def _levels(policy: Policy) -> np.ndarray:
	return np.array([level.value for level in policy.rating_scale.levels])


def _spread(ratings: np.ndarray, scopes: Scopes, policy: Policy) -> dict[str, np.ndarray]:
	"""People of every group (rows) at every level of the scale (columns); the last column is for those not rated."""
	levels = _levels(policy)
	width = len(levels) + 1
	at = np.where(np.isnan(ratings), len(levels), np.searchsorted(levels, ratings))
	found = {}
	for kind, (group, names) in scopes.items():
		cell = group * width + at
		cell[group < 0] = -1
		found[kind] = total(cell, None, len(names) * width).reshape(-1, width)
	return found


def _against(
	rated: np.ndarray, people: np.ndarray, rule: Guideline, policy: Policy, translate: Translate
) -> pd.DataFrame:
	low, high = allowed_counts(rated, rule)
	enough = rated >= policy.distribution.min_people
	low, high = np.where(enough, low, np.nan), np.where(enough, high, np.nan)
	move_low, move_high = low - people, high - people
	with np.errstate(divide="ignore", invalid="ignore"):
		share = half_up(people / rated, 4)
	return pd.DataFrame(
		{
			"rated": rated,
			"people": people,
			"share": share,
			"allowed_low": low,
			"allowed_high": high,
			"move_low": move_low,
			"move_high": move_high,
			"message": _messages(move_low, move_high, translate),
		}
	)


def _messages(low: np.ndarray, high: np.ndarray, translate: Translate) -> np.ndarray:
	"""A sentence for each interval; each different one is made once."""
	at, first = pd.factorize(pd.Series(np.nan_to_num(low, nan=-1e9) * 1e6 + np.nan_to_num(high, nan=-1e9)))
	where = np.zeros(len(first), dtype=np.intp)
	where[at[::-1]] = np.arange(len(at))[::-1]
	texts = [move_message(low[i], high[i], translate) for i in where]
	return np.array(texts, dtype=object)[at]


def move_message(low: float, high: float, translate: Translate = str) -> str:
	"""[−5, −2] → "move 2 to 5 out"; an interval that contains 0 is within the guideline; null is too few people."""
	if np.isnan(low):
		return translate("too few people")
	if low <= 0 <= high:
		return translate("within guideline")
	few, many = sorted((abs(int(low)), abs(int(high))))
	one, more = (
		("move {few} in", "move {few} to {many} in")
		if low > 0
		else ("move {few} out", "move {few} to {many} out")
	)
	return translate(one if few == many else more).format(few=few, many=many)


def count_ratings(ratings: np.ndarray, scopes: Scopes, policy: Policy) -> pd.DataFrame:
	"""People per level and scope, not rated ones included. Returns the table `rating_counts`."""
	scale = policy.rating_scale
	values = _levels(policy)
	width = len(values) + 1
	parts = []
	for kind, counts in _spread(ratings, scopes, policy).items():
		names = scopes[kind][1]
		at = np.tile(np.arange(width), len(names))
		parts.append(
			pd.DataFrame(
				{
					"scope_kind": kind,
					"scope": np.repeat(names, width),
					"rating": np.append(values, np.nan)[at],
					"label": level_labels(np.where(at == len(values), -1, at), scale),
					"people": counts.ravel(),
				}
			)
		)
	table = pd.concat(parts, ignore_index=True)
	return result("rating_counts", {c: table[c] for c in table})
