"""Potential, the nine-box, high potential, and how people moved since the cycle before."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from talent_performance.engine.frames import complete, days, find, latest, ratio, result, same, take, total
from talent_performance.engine.policy import Policy
from talent_performance.engine.reasons import Reason, Translate, readable
from talent_performance.engine.rounding import half_up
from talent_performance.engine.scales import band_index, bands, level_index, level_values
from talent_performance.engine.tables import BANDS

LOW, MID, HIGH = range(3)
HIGH_POTENTIAL = ("no", "emerging", "high potential")
MOVEMENTS = ("down", "same", "sideways", "up", "new")


def rate_potential(
	potential: pd.DataFrame,
	people: pd.Series,
	policy: Policy,
	as_of: pd.Timestamp,
	known_until: pd.Timestamp | None = None,
) -> pd.DataFrame:
	"""Potential of each person from the latest assessment: mean of the factors plus floor.

	High needs every factor at least mid: (.9, .2, .9) has a high mean and stands at mid. A calibrated band stands in the place
	of what the factors give, also where one of them is missing. Assessments later than the as-of date don't count, unless `known_until` says up to when they do; age is judged on the as-of date. Columns: score
	(two places), band (0 low, 1 mid, 2 high, −1 none), assessed_on, code; in the order of `people`.
	"""
	scale, weights = policy.potential_scale, policy.potential.weights
	row = _latest(potential, people, as_of if known_until is None else known_until)
	factors = np.stack([np.asarray(take(potential[name], row), dtype=float) for name in weights])
	weight = np.array(list(weights.values()))[:, None]
	missing = (np.isnan(factors) & (weight > 0)).any(axis=0)
	score = half_up((np.nan_to_num(factors) * weight).sum(axis=0) / weight.sum())
	score = np.where(missing, np.nan, score)
	band = band_index(level_index(score, scale), scale)
	lowest = np.where(weight > 0, band_index(level_index(half_up(factors), scale), scale), HIGH).min(axis=0)
	band = np.where((band == HIGH) & (lowest < MID), MID, band)
	calibrated = find(pd.Series(take(potential["calibrated_band"], row)), list(BANDS))
	band = np.where(calibrated >= 0, calibrated, band)
	missing &= calibrated < 0
	assessed = pd.Series(take(potential["assessed_on"], row))
	old = (assessed < as_of - pd.DateOffset(months=policy.potential.valid_months)).to_numpy()
	code = np.select(
		[row < 0, missing, old],
		[Reason.NO_POTENTIAL, Reason.POTENTIAL_INCOMPLETE, Reason.POTENTIAL_OUT_OF_DATE],
		Reason.NONE,
	)
	return pd.DataFrame(
		{"score": score, "band": np.where(code == 0, band, -1), "assessed_on": assessed, "code": code}
	)


def _latest(potential: pd.DataFrame, people: pd.Series, as_of: pd.Timestamp) -> np.ndarray:
	"""Row of each person's latest assessment on or before a day, −1 for none; of one day the last row."""
	assessed = days(potential["assessed_on"])
	who = np.where(assessed <= days([as_of])[0], find(potential["employee"], people), -1)
	return latest(who, assessed, len(people))


def factor_means(ratings: pd.DataFrame) -> pd.DataFrame:
	"""Factors of potential assessments from the ratings of their questions: the plain mean of what was rated, two places.

	`ratings` has the columns assessment, factor ("ability", …) and rating (null where not answered). One row an assessment,
	in the order in which they come, and a column for each factor; null where none of its questions was rated.
	"""
	assessment, names = pd.factorize(ratings["assessment"])
	rating = ratings["rating"].to_numpy(dtype=float)
	rated = ~np.isnan(rating)
	factors = list(Policy().potential.weights)
	means = {}
	for factor in factors:
		group = np.where(rated & (ratings["factor"] == factor).to_numpy(), assessment, -1)
		count = total(group, None, len(names))
		means[factor] = half_up(ratio(total(group, np.nan_to_num(rating), len(names)), count))
	return pd.DataFrame({"assessment": names, **means})


def box_numbers(policy: Policy) -> np.ndarray:
	"""Box number by performance band and potential band, as the policy numbers them."""
	grid = np.zeros((3, 3), dtype=int)
	for box in policy.boxes:
		grid[BANDS.index(box.performance), BANDS.index(box.potential)] = box.number
	return grid


def box_of(performance: np.ndarray, potential: np.ndarray, policy: Policy) -> np.ndarray:
	"""Box number of band indices, NaN where either is −1."""
	placed = (performance >= 0) & (potential >= 0)
	return np.where(placed, box_numbers(policy)[performance, potential], np.nan)


def nine_box_cells(box: np.ndarray, policy: Policy) -> pd.DataFrame:
	"""Everybody counted by box: number, label, performance and potential band, people, and their share of all who are placed.

	In the order in which the grid is read: highest potential first, and of one potential the lowest performance first.
	`box` holds box numbers, NaN (or a number that no box has) for people who aren't placed. Without anybody placed shares are null.
	"""
	labels = box_labels(np.array([each.number for each in policy.boxes]), policy).tolist()
	cells = pd.DataFrame(
		[
			(each.number, label, each.performance, each.potential)
			for each, label in zip(policy.boxes, labels, strict=True)
		],
		columns=["box", "label", "performance", "potential"],
	)
	at = find(pd.Series(np.asarray(box, dtype=float)), cells["box"].to_numpy(dtype=float))
	people = total(at, None, len(cells))
	cells = cells.assign(people=people.astype(int), share=half_up(ratio(people, people.sum()), 4))
	rank = [(-BANDS.index(each.potential), BANDS.index(each.performance)) for each in policy.boxes]
	return cells.iloc[sorted(range(len(cells)), key=rank.__getitem__)].reset_index(drop=True)


def box_labels(numbers: np.ndarray, policy: Policy) -> pd.Categorical:
	"""Label of each box number, null for NaN; equal labels are told apart by their number."""
	labels = [box.label for box in policy.boxes]
	if len(set(labels)) < len(labels):
		labels = [f"{box.number} {box.label}" for box in policy.boxes]
	at = np.full(len(numbers), -1, dtype=np.int8)
	for i, box in enumerate(policy.boxes):
		at[numbers == box.number] = i
	return pd.Categorical.from_codes(at, categories=labels)


def earlier_results(
	history: pd.DataFrame,
	cycles: pd.DataFrame,
	people: pd.Series,
	policy: Policy,
	current: str,
	as_of: pd.Timestamp,
) -> list[pd.DataFrame]:
	"""Each person's two latest results before the current cycle, latest first, of cycles that speak about talent.

	Columns: cycle, performance, potential (band indices), aspirational_mean; in the order of `people`.
	"""
	at = find(history["cycle"], cycles["cycle"])
	kinds = list(policy.high_potential.cycle_kinds)
	own_kind = history["cycle_kind"].isna().to_numpy()
	speaks = np.append((find(cycles["kind"], kinds) >= 0) | cycles["kind"].isna().to_numpy(), True)
	relevant = np.where(own_kind, speaks[at], find(history["cycle_kind"], kinds) >= 0)
	closed = days(history["closed_on"])
	closed = np.where(np.isnan(closed), np.append(days(cycles["end_date"]), np.nan)[at], closed)
	who = find(history["employee"], people)
	is_current = find(history["cycle"], [current]) >= 0
	usable = (who >= 0) & relevant & ~is_current & ~(closed > days([as_of])[0])
	when = np.where(np.isnan(closed), -np.inf, closed)
	last = latest(np.where(usable, who, -1), when, len(people))
	usable[last[last >= 0]] = False
	before = latest(np.where(usable, who, -1), when, len(people))
	performance = _history_bands(history, policy)
	potential = find(history["potential_band"], list(BANDS))
	return [
		pd.DataFrame(
			{
				"cycle": take(history["cycle"], row),
				"performance": np.where(row >= 0, np.append(performance, -1)[row], -1),
				"potential": np.where(row >= 0, np.append(potential, -1)[row], -1),
				"aspirational_mean": np.asarray(take(history["aspirational_mean"], row), dtype=float),
				"known": row >= 0,
			}
		)
		for row in (last, before)
	]


def _history_bands(history: pd.DataFrame, policy: Policy) -> np.ndarray:
	given = find(history["performance_band"], list(BANDS))
	score = half_up(history["performance_score"].to_numpy())
	scored = band_index(level_index(score, policy.rating_scale), policy.rating_scale)
	return np.where(given >= 0, given, scored)


def performance_bands(history: pd.DataFrame, policy: Policy) -> pd.Categorical:
	"""Band of each row of `history`: the one that is given, else that of its score."""
	return bands(_history_bands(history, policy))


def boxes_then(history: pd.DataFrame, policy: Policy) -> pd.DataFrame:
	"""Box and its label of each row of `history`, by the bands of that time; null where one of the two wasn't known."""
	performance = _history_bands(history, policy)
	box = box_of(performance, find(history["potential_band"], list(BANDS)), policy)
	return pd.DataFrame({"box": box, "box_label": box_labels(box, policy)}, index=history.index)


def high_potential(
	now: tuple[np.ndarray, np.ndarray], before: tuple[np.ndarray, np.ndarray], has_before: np.ndarray
) -> pd.Categorical:
	"""High potential from the (performance, potential) bands of the two latest closed cycles.

	Performance at least mid in both, potential high in the latest and at least mid before; with one cycle only,
	emerging. Null where a band that decides isn't known.
	"""
	promising = (now[0] >= MID) & (now[1] == HIGH)
	known = (now[0] >= 0) & (now[1] >= 0)
	steady = (before[0] >= MID) & (before[1] >= MID)
	refuted = ((before[0] == LOW) | (before[1] == LOW)) & has_before
	unsure = promising & has_before & ~steady & ~refuted
	code = np.where(promising, np.where(has_before, np.where(steady, 2, 0), 1), 0)
	return pd.Categorical.from_codes(np.where(known & ~unsure, code, -1), categories=list(HIGH_POTENTIAL))


def movement(now: tuple[np.ndarray, np.ndarray], then: tuple[np.ndarray, np.ndarray]) -> pd.Categorical:
	"""Up or down where one axis moved and the other didn't go against it, sideways where they went apart."""
	placed = (now[0] >= 0) & (now[1] >= 0)
	was = (then[0] >= 0) & (then[1] >= 0)
	steps = [np.sign(a - b) for a, b in zip(now, then, strict=True)]
	apart = steps[0] * steps[1] < 0
	code = np.where(apart, 2, np.select([steps[0] + steps[1] > 0, steps[0] + steps[1] < 0], [3, 0], 1))
	code = np.where(was, code, 4)
	return pd.Categorical.from_codes(np.where(placed, code, -1), categories=list(MOVEMENTS))


def talent_table(
	person: Mapping[str, object],
	rated: Mapping[str, np.ndarray],
	potential: pd.DataFrame,
	earlier: list[pd.DataFrame],
	counts_for_talent: bool,
	policy: Policy,
	translate: Translate = str,
) -> pd.DataFrame:
	"""The table `talent`. `counts_for_talent`: whether the current cycle's kind says something about talent."""
	scale = policy.rating_scale
	level = level_index(rated["performance"], scale)
	now = (band_index(level, scale), np.where(rated["code"] == 0, potential["band"], -1))
	box = box_of(*now, policy)
	last, before = ((e["performance"].to_numpy(), e["potential"].to_numpy()) for e in earlier)
	was = earlier[0]["known"].to_numpy()
	if counts_for_talent:
		promise = high_potential(now, last, was)
	else:
		promise = high_potential(last, before, earlier[1]["known"].to_numpy())
	previous = box_of(*last, policy)
	reason = np.where(rated["code"] > 0, rated["code"], potential["code"])
	return result(
		"talent",
		{
			**person,
			"performance_score": rated["performance"],
			"performance_rating": level_values(level, scale),
			"performance_band": bands(now[0]),
			"potential_score": potential["score"],
			"potential_band": bands(potential["band"].to_numpy()),
			"potential_assessed_on": potential["assessed_on"],
			"box": box,
			"box_label": box_labels(box, policy),
			"high_potential": promise,
			"previous_cycle": earlier[0]["cycle"],
			"previous_performance_band": bands(last[0]),
			"previous_potential_band": bands(last[1]),
			"previous_box": previous,
			"movement": movement(now, last),
			"reason": readable(reason, policy, translate),
		},
	)


def standings(
	people: pd.DataFrame,
	tables: Mapping[str, pd.DataFrame],
	policy: Policy,
	cycle: str | None,
	as_of: pd.Timestamp,
	known_until: pd.Timestamp,
	translate: Translate = str,
) -> pd.DataFrame:
	"""The table `talent` from results that are closed: the same rules as in the run of a cycle, without scoring anew.

	`people` has the columns of `employees` and of each person the performance_score and no_rating_reason of `cycle`, the
	latest closed one that speaks about talent (None: there is none yet). `tables` holds potential, history and cycles.
	What was assessed after the as-of date, the cycle's end, counts up to `known_until`. Who has left stands in no box.
	"""
	full = {name: complete(name, tables.get(name)) for name in ("potential", "history", "cycles")}
	staff, score = people["employee"], people["performance_score"].to_numpy(dtype=float)
	left = same(people["status"], "Left")
	unrated = Reason.NO_CLOSED_CYCLE if cycle is None else Reason.NOTHING_RATED
	code = np.select([left, np.isnan(score)], [Reason.LEFT, unrated], Reason.NONE).astype(np.int8)
	rated = {"performance": np.where(code == 0, score, np.nan), "code": code}
	potential = rate_potential(full["potential"], staff, policy, as_of, known_until)
	earlier = earlier_results(full["history"], full["cycles"], staff, policy, cycle or "", as_of)
	kept = ("employee", "employee_name", "company", "department", "designation", "grade")
	person = {**{name: people[name] for name in kept}, "manager": people["reports_to"]}
	table = talent_table(person, rated, potential, earlier, True, policy, translate)
	told = people["no_rating_reason"].astype(object)
	known = (code == Reason.NOTHING_RATED) & told.notna().to_numpy()
	return table.assign(reason=table["reason"].astype(object).where(~known, told.to_numpy()))


def transitions(previous_box: np.ndarray, box: np.ndarray, policy: Policy) -> pd.DataFrame:
	"""From which box to which, for people placed both times; share is of those who were in from_box."""
	numbers = sorted(b.number for b in policy.boxes)
	known = [float(n) for n in numbers]
	start, end = find(pd.Series(previous_box), known), find(pd.Series(box), known)
	pair = np.where((start >= 0) & (end >= 0), start * len(known) + end, -1)
	people = total(pair, None, len(known) ** 2).reshape(len(known), -1)
	row, column = np.nonzero(people)
	return result(
		"transitions",
		{
			"from_box": np.array(known)[row],
			"to_box": np.array(known)[column],
			"people": people[row, column],
			"share": people[row, column] / people.sum(axis=1)[row],
		},
	)
