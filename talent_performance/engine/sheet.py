"""The arithmetic of one appraisal as it is printed: every figure is worked out from figures that are printed too.

Who redoes it with a pocket calculator gets each of them, and in the end the score that counts. Two places are enough for most
sheets; one with many lines takes as many more as its total needs. Where no number of places leads there, `exact` says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from talent_performance.engine.appraisal import OBJECTIVES, curves_of
from talent_performance.engine.frames import ratio, total
from talent_performance.engine.policy import Policy
from talent_performance.engine.rounding import TOLERANCE, half_up
from talent_performance.engine.scales import along_curve

PLACES = (2, 3, 4, 5, 6)
AS_GOOD_AS_EQUAL = 1e-4


@dataclass(frozen=True)
class Shown:
	"""What is printed: `places` decimals everywhere but in the total, which has two.

	`lines` have rating and weighted, `components` rating and weighted, `segments` score and weighted; null where nothing is
	rated. `base` is the weight by which the parts below are divided. A component that isn't `itemised` doesn't follow from its lines: not all of them are on this sheet.
	"""

	lines: pd.DataFrame
	components: pd.DataFrame
	segments: pd.DataFrame
	total: float
	places: int
	exact: bool


def shown(
	lines: pd.DataFrame, components: pd.DataFrame, segments: pd.DataFrame, calculated: float, policy: Policy
) -> Shown:
	"""The figures of a sheet with as few places as lead to the calculated score.

	`lines`: segment, component, weight, and attainment (of objectives, a fraction), commitment or rating (of all others); null
	where nothing is rated. `components`: segment, component, weight, rating as it was calculated. `segments`: segment,
	template, days, score as it was calculated. Segments are numbered by their position.

	>>> lines = pd.DataFrame(
	...     {
	...         "segment": [0],
	...         "component": ["skills"],
	...         "weight": [1.0],
	...         "rating": [4.0],
	...         "attainment": [None],
	...         "commitment": [None],
	...     }
	... )
	>>> components = pd.DataFrame({"segment": [0], "component": ["skills"], "weight": [1.0], "rating": [4.0]})
	>>> segments = pd.DataFrame({"segment": [0], "template": ["staff"], "days": [365], "score": [4.0]})
	>>> shown(lines, components, segments, 4.0, Policy()).total
	4.0
	"""
	lines = lines.reset_index(drop=True)
	belongs = _belonging(lines, components)
	itemised = _itemised(lines, belongs, components, segments, policy)
	for places in PLACES:
		found = _with_places(places, lines, belongs, itemised, components, segments, policy)
		if np.isnan(calculated):
			return replace(found, total=np.nan)  # what is rated is too little for a score
		if _leads_to(calculated, found, components):
			return found
	few = _with_places(PLACES[0], lines, belongs, itemised, components, segments, policy)
	return replace(few, exact=False)


def _belonging(lines: pd.DataFrame, components: pd.DataFrame) -> np.ndarray:
	"""Row of each line's component; absent for a line of a component that has no weight."""
	known = pd.MultiIndex.from_frame(components[["segment", "component"]])
	return known.get_indexer(pd.MultiIndex.from_frame(lines[["segment", "component"]]))


def _itemised(
	lines: pd.DataFrame,
	belongs: np.ndarray,
	components: pd.DataFrame,
	segments: pd.DataFrame,
	policy: Policy,
) -> np.ndarray:
	"""Which components follow from their lines, as they stand on the sheet."""
	rating = _ratings(lines, segments, policy, None)
	weight = np.where(np.isnan(rating), 0.0, lines["weight"].to_numpy(dtype=float))
	size = len(components)
	made = ratio(total(belongs, weight * np.nan_to_num(rating), size), total(belongs, weight, size))
	given = components["rating"].to_numpy(dtype=float)
	return np.abs(made - given) < AS_GOOD_AS_EQUAL


def _ratings(lines: pd.DataFrame, segments: pd.DataFrame, policy: Policy, places: int | None) -> np.ndarray:
	"""Rating of each line: an objective's by its segment's curve, from its attainment in percent as it is printed."""
	rating = lines["rating"].to_numpy(dtype=float)
	percent = lines["attainment"].to_numpy(dtype=float) * 100
	percent = percent if places is None else half_up(percent, places)
	templates = segments.set_index("segment")["template"].reindex(lines["segment"]).to_numpy()
	measured = (lines["component"] == OBJECTIVES).to_numpy()
	aspirational = (lines["commitment"] == "aspirational").to_numpy()
	for name in set(templates[measured]):
		for rows, curve in zip((~aspirational, aspirational), curves_of(name, policy), strict=True):
			here = measured & (templates == name) & rows
			rating = np.where(here, along_curve(percent / 100, curve), rating)
	return rating if places is None else half_up(rating, places)


def _with_places(
	places: int,
	lines: pd.DataFrame,
	belongs: np.ndarray,
	itemised: np.ndarray,
	components: pd.DataFrame,
	segments: pd.DataFrame,
	policy: Policy,
) -> Shown:
	"""Every step from the figures of the one before, rounded to so many places."""
	ratings = _ratings(lines, segments, policy, places)
	weight = np.where(np.isnan(ratings), 0.0, lines["weight"].to_numpy(dtype=float))
	beside = total(belongs, weight, len(components))
	weighted = half_up(ratio(weight * ratings, np.append(beside, np.nan)[belongs]), places)
	sums = total(belongs, np.nan_to_num(weighted), len(components))
	given = half_up(components["rating"].to_numpy(dtype=float), places)
	rated = np.where(itemised, half_up(sums, places), given)
	base = _base(components, segments, policy)
	position = components["segment"].to_numpy(dtype=int)
	part = half_up(ratio(components["weight"].to_numpy(dtype=float) * rated, base[position]), places)
	made = half_up(total(position, np.nan_to_num(part), len(segments)), places)
	score = np.where(np.isnan(segments["score"].to_numpy(dtype=float)), np.nan, made)
	days = np.where(np.isnan(score), 0.0, segments["days"].to_numpy(dtype=float))
	by_days = half_up(ratio(days * score, np.full(len(days), days.sum())), places)
	value = float(half_up([np.nansum(by_days) if days.sum() > 0 else np.nan])[0])
	return Shown(
		lines.assign(rating=ratings, weighted=weighted),
		components.assign(rating=rated, weighted=part, itemised=itemised, base=beside),
		segments.assign(score=score, weighted=by_days, base=base),
		value,
		places,
		exact=True,
	)


def _base(components: pd.DataFrame, segments: pd.DataFrame, policy: Policy) -> np.ndarray:
	"""By what the components of each segment are divided: the weights that are rated, or all where a missing one is 0."""
	rated = components["rating"].notna()
	position = components["segment"].to_numpy(dtype=int)
	applicable = components["state"] != "not applicable" if "state" in components else True
	weight = components["weight"].to_numpy(dtype=float)
	known = total(position, np.where(rated, weight, 0.0), len(segments))
	whole = total(position, np.where(applicable, weight, 0.0), len(segments))
	zero = [policy.templates[name].missing == "zero" for name in segments["template"]]
	return np.where(zero, whole, known)


def _leads_to(calculated: float, found: Shown, components: pd.DataFrame) -> bool:
	"""Whether the printed figures give the score, and every component its own to two places."""
	off = np.abs(found.components["rating"] - components["rating"].astype(float))
	return abs(found.total - calculated) < TOLERANCE and not (off > 0.005 + TOLERANCE).any()
