"""Objectives and key results: attainment, grade, pace, alignment health, cascades, and any value as it stood on a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from talent_performance.engine.frames import (
	days,
	find,
	ratio,
	result,
	same,
	take,
	total,
	words,
)
from talent_performance.engine.policy import Policy
from talent_performance.engine.reasons import Reason, Translate, readable
from talent_performance.engine.rounding import TOLERANCE, at_least, below, half_up

ISSUES = ("orphan", "stale", "no key results", "overloaded", "loop")
GRADES = ("red", "amber", "green")
PACES = ("n/a", "too early", "on track", "behind", "at risk")


@dataclass(frozen=True)
class Lines:
	"""Key results of one method: the columns of all key results, of which only what a method asks for is looked up."""

	columns: Mapping[str, np.ndarray]
	rows: np.ndarray

	def __getitem__(self, name: str) -> np.ndarray:
		return self.columns[name][self.rows]


Scored = tuple[np.ndarray, list[tuple[np.ndarray, Reason]]]


def progress(start: np.ndarray, target: np.ndarray, actual: np.ndarray) -> np.ndarray:
	"""(actual − start)/(target − start): rising and falling metrics alike; unclamped, null where target = start."""
	with np.errstate(divide="ignore", invalid="ignore"):
		return np.where(np.abs(target - start) > TOLERANCE, (actual - start) / (target - start), np.nan)


def _by_progress(x: Lines) -> Scored:
	start, target = x["start"], x["target"]
	start = np.where(np.isnan(start), 0.0, start)
	return progress(start, target, x["actual"]), [
		(np.isnan(target), Reason.NO_TARGET),
		(np.abs(target - start) <= TOLERANCE, Reason.TARGET_EQUALS_START),
	]


def _without_positive(target: np.ndarray) -> list[tuple[np.ndarray, Reason]]:
	return [(np.isnan(target), Reason.NO_TARGET), (target <= 0, Reason.TARGET_NOT_POSITIVE)]


def _by_achievement(x: Lines) -> Scored:
	target = x["target"]
	return ratio(x["actual"], target), _without_positive(target)


def _by_lower_is_better(x: Lines) -> Scored:
	target = x["target"]
	return 2 - ratio(x["actual"], target), _without_positive(target)


def _by_range(x: Lines) -> Scored:
	low, high, tolerance, actual = x["low"], x["high"], x["tolerance"], x["actual"]
	outside = np.fmax(np.fmax(low - actual, actual - high), 0)
	falling = np.where(tolerance > 0, 1 - outside / np.where(tolerance > 0, tolerance, 1), 0)
	inside = np.where(outside <= TOLERANCE, 1.0, falling)
	no_range = np.isnan(low) | np.isnan(high) | (low > high)
	return np.where(np.isnan(actual), np.nan, inside), [(no_range, Reason.NO_RANGE)]


def _by_steps(x: Lines) -> Scored:
	attainment = x["step"]
	return attainment, [(np.isnan(attainment), Reason.NO_STEPS)]


def _by_boolean(x: Lines) -> Scored:
	target, actual = x["target"], x["actual"]
	wanted = np.where(np.isnan(target), 1.0, target)
	return np.where(np.isnan(actual), np.nan, at_least(actual, wanted)), []


def _by_milestones(x: Lines) -> Scored:
	attainment = x["milestone"]
	return attainment, [(np.isnan(attainment), Reason.NO_MILESTONES)]


METHOD_RULES: dict[str, Callable[[Lines], Scored]] = {
	"progress": _by_progress,
	"achievement": _by_achievement,
	"lower is better": _by_lower_is_better,
	"range": _by_range,
	"step table": _by_steps,
	"boolean": _by_boolean,
	"milestones": _by_milestones,
}


def score_key_results(
	tables: Mapping[str, pd.DataFrame],
	policy: Policy,
	as_of: pd.Timestamp,
	active_share: np.ndarray | None = None,
	translate: Translate = str,
) -> pd.DataFrame:
	"""Attainment of every key result on a day, clamped to 0 … cap.

	`tables` holds `key_results` and, where used, `key_result_updates`, `kpi_months`, `key_result_steps` and
	`milestones`. `active_share` (one number a key result, 1 = no leave) lowers the targets of the methods progress
	and achievement that allow it, so that leave never lowers attainment. A value that isn't there means not started
	and counts 0. Returns the table `key_results`.
	"""
	krs = tables["key_results"]
	actual = values_as_of(krs, tables.get("key_result_updates"), as_of)
	target, actual = _with_months(
		krs, tables.get("kpi_months"), krs["target_value"].to_numpy(), actual, as_of
	)
	target = _prorated(krs, target, active_share)
	columns = {
		"start": krs["start_value"].to_numpy(),
		"target": target,
		"actual": actual,
		"low": krs["range_low"].to_numpy(),
		"high": krs["range_high"].to_numpy(),
		"tolerance": krs["range_tolerance"].to_numpy(),
		"step": _step_attainment(krs, actual, tables.get("key_result_steps")),
		"milestone": _milestone_attainment(krs, tables.get("milestones"), as_of),
	}
	attainment, codes = _attainment(krs["method"], columns, policy.goals.cap)
	if active_share is not None:
		codes[(active_share <= 0) & (codes != Reason.NONE)] = Reason.AWAY_ALL_PERIOD
	return result(
		"key_results",
		{
			**{c: krs[c] for c in ("key_result", "objective", "title", "method", "weight")},
			"target": target,
			"actual": actual,
			"attainment": attainment,
			"reason": readable(codes, policy, translate),
		},
	)


def _attainment(
	methods: pd.Series, columns: Mapping[str, np.ndarray], cap: float
) -> tuple[np.ndarray, np.ndarray]:
	attainment = np.full(len(methods), np.nan)
	codes = np.zeros(len(methods), dtype=np.int8)
	for method, rule in METHOD_RULES.items():
		rows = np.flatnonzero(same(methods, method))
		if not len(rows):
			continue
		value, refusals = rule(Lines(columns, rows))
		value = np.clip(np.where(np.isnan(value), 0.0, value), 0, cap)
		refused = np.zeros(len(rows), dtype=np.int8)
		for where, reason in refusals:
			refused[where & (refused == 0)] = reason
		attainment[rows] = np.where(refused == 0, value, np.nan)
		codes[rows] = refused
	return attainment, codes


def _prorated(krs: pd.DataFrame, target: np.ndarray, share: np.ndarray | None) -> np.ndarray:
	"""Targets that shrink with leave: towards the start for progress, towards 0 for a positive ratio."""
	if share is None or (share >= 1).all():
		return target
	start = np.where(np.isnan(krs["start_value"]), 0.0, krs["start_value"])
	allowed = krs["prorate"].to_numpy() & (share < 1)
	by_progress = allowed & same(krs["method"], "progress")
	by_ratio = allowed & same(krs["method"], "achievement") & (target > 0)
	lower = np.where(by_progress, start + (target - start) * share, target)
	return np.where(by_ratio, target * share, lower)


def values_as_of(key_results: pd.DataFrame, updates: pd.DataFrame | None, as_of: pd.Timestamp) -> np.ndarray:
	"""Every key result's value on a day, rebuilt from its updates; without updates the current value.

	The last running total on or before the day, or the start where there was none yet, plus the events after it;
	updates of one day count in the order of their rows. A key result whose updates all lie later isn't started.
	"""
	current = key_results["current_value"].to_numpy()
	if updates is None or updates.empty:
		return current
	group = find(updates["key_result"], key_results["key_result"])
	day = days(updates["updated_on"])
	order = np.lexsort((np.arange(len(day)), day, group))
	order = order[group[order] >= 0]
	known = order[day[order] <= days([as_of])[0]]
	size = len(key_results)
	value = updates["value"].to_numpy()
	is_total = same(updates["kind"], "total")
	last_total = np.full(size, -1)
	place = np.arange(len(known))
	totals = is_total[known]
	last_total[group[known][totals]] = place[totals]
	start = np.where(np.isnan(key_results["start_value"]), 0.0, key_results["start_value"])
	base = np.where(last_total >= 0, value[known[last_total]] if len(known) else 0.0, start)
	later = (~totals) & (place > last_total[group[known]])
	events = total(group[known][later], value[known][later], size)
	has_any = total(group, None, size) > 0
	has_known = total(group[known], None, size) > 0
	return np.where(has_known, base + events, np.where(has_any, np.nan, current))


def _with_months(
	krs: pd.DataFrame,
	months: pd.DataFrame | None,
	target: np.ndarray,
	actual: np.ndarray,
	as_of: pd.Timestamp,
) -> tuple[np.ndarray, np.ndarray]:
	"""Target and actual to date for key results with monthly values; a month counts once it is over."""
	if months is None or months.empty:
		return target, actual
	group = find(months["key_result"], krs["key_result"])
	over = (months["month"] + pd.offsets.MonthEnd(0)).to_numpy() <= np.datetime64(as_of)
	monthly = total(group, None, len(krs)) > 0
	order = np.argsort(months["month"].to_numpy(), kind="stable")
	sides = []
	for column in ("target", "actual"):
		value = months[column].to_numpy()
		known = order[(over & (group >= 0) & ~np.isnan(value))[order]]
		sides.append(_aggregate(krs["aggregate"], group[known], value[known], len(krs)))
	return np.where(monthly, sides[0], target), np.where(monthly, sides[1], actual)


def _aggregate(rule: pd.Series, group: np.ndarray, value: np.ndarray, size: int) -> np.ndarray:
	"""Sum, average, last or max per group, values given in the order of time; null for an empty group."""
	count = total(group, None, size)
	added = total(group, value, size)
	last = np.full(size, np.nan)
	last[group] = value
	highest = np.full(size, -np.inf)
	np.maximum.at(highest, group, value)
	chosen = np.select(
		[same(rule, "average"), same(rule, "last"), same(rule, "max")],
		[ratio(added, count), last, highest],
		added,
	)
	return np.where(count > 0, chosen, np.nan)


def _of_method(details: pd.DataFrame, krs: pd.DataFrame, method: str) -> np.ndarray:
	"""Row of each detail's key result, −1 where that has another method."""
	rows = np.flatnonzero(same(krs["method"], method))
	return np.append(rows, -1)[find(details["key_result"], krs["key_result"].take(rows))]


def _step_attainment(krs: pd.DataFrame, actual: np.ndarray, steps: pd.DataFrame | None) -> np.ndarray:
	"""Attainment of the highest step that the value has reached, 0 below the first; null without steps."""
	found = np.full(len(krs), np.nan)
	if steps is None or steps.empty:
		return found
	group = _of_method(steps, krs, "step table")
	found[group[group >= 0]] = 0.0
	order = np.argsort(steps["from_value"].to_numpy(), kind="stable")
	order = order[group[order] >= 0]
	reached = order[at_least(actual[group[order]], steps["from_value"].to_numpy()[order])]
	found[group[reached]] = steps["attainment"].to_numpy()[reached]
	return found


def _milestone_attainment(
	krs: pd.DataFrame, milestones: pd.DataFrame | None, as_of: pd.Timestamp
) -> np.ndarray:
	"""Done weight over total weight on a day; null without milestones."""
	if milestones is None or milestones.empty:
		return np.full(len(krs), np.nan)
	group = _of_method(milestones, krs, "milestones")
	weight = milestones["weight"].to_numpy()
	done = (milestones["done_on"] <= as_of).to_numpy()
	return ratio(total(group, weight * done, len(krs)), total(group, weight, len(krs)))


def score_objectives(
	objectives: pd.DataFrame,
	key_results: pd.DataFrame,
	scored: pd.DataFrame,
	profiles: pd.DataFrame,
	policy: Policy,
	as_of: pd.Timestamp,
	period: tuple[pd.Timestamp, pd.Timestamp],
	translate: Translate = str,
	rows: tuple[np.ndarray, np.ndarray] | None = None,
) -> pd.DataFrame:
	"""Attainment Σ w·p / Σ w, grade, pace and alignment health of every objective on a day.

	`key_results` and `scored` (what `score_key_results` made of it) stand in the same order; `period` gives the days
	of objectives that have none of their own. A contributing child is one more line of its parent, counted once.
	Archived with approval is left out of the parent, without approval it counts 0. `rows` may give, where
	they are known already, the row of each key result's objective and a number for each objective's owner (−1 none).
	Returns the table `objectives`.
	"""
	parent = find(objectives["parent_objective"], objectives["objective"])
	group, owner = rows or (
		find(key_results["objective"], objectives["objective"]),
		pd.factorize(objectives["employee"])[0],
	)
	attainment, codes = _objective_attainment(objectives, key_results, scored, parent, group)
	printed = half_up(attainment)
	aspirational = same(objectives["commitment"], "aspirational")
	due = _filled(objectives["due_date"], period[1])
	succeeded = at_least(printed, np.where(aspirational, policy.goals.aspirational_success, 1.0))
	missed = ~aspirational & ~succeeded & ~np.isnan(printed) & (due <= days([as_of])[0])
	kept = ["objective", "title", "level", "employee", "company", "department", "parent_objective"]
	kept += ["contributes", "commitment", "weight", "archived", "confidence"]
	return result(
		"objectives",
		{
			**{c: objectives[c] for c in kept},
			"attainment": attainment,
			"grade": grades(printed, policy),
			"succeeded": succeeded,
			"needs_post_mortem": missed & ~same(objectives["archived"], "approved"),
			**_pace(objectives, printed, profiles, policy, as_of, period),
			"issues": _issues(objectives, group, parent, owner, policy, as_of, due),
			"reason": readable(codes, policy, translate),
		},
	)


def _objective_attainment(
	objectives: pd.DataFrame,
	key_results: pd.DataFrame,
	scored: pd.DataFrame,
	parent: np.ndarray,
	group: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
	size = len(objectives)
	weight = key_results["weight"].to_numpy()
	value = scored["attainment"].to_numpy()
	in_force = ~same(key_results["archived"], "approved")
	value = np.where(same(key_results["archived"], "not approved"), 0.0, value)
	usable = in_force & ~np.isnan(value)
	lines = total(group, in_force.astype(float), size)
	known = total(group, usable.astype(float), size)
	part = total(group, np.where(usable, weight * value, 0.0), size)
	whole = total(group, np.where(usable, weight, 0.0), size)
	feeds = objectives["contributes"].to_numpy() & (parent >= 0)
	attainment, settled = _add_children(objectives, parent, feeds, part, whole, lines, known)
	codes = np.zeros(size, dtype=np.int8)
	empty = np.isnan(attainment)
	codes[empty] = Reason.WEIGHTS_ALL_ZERO
	codes[empty & (known == 0)] = Reason.NOTHING_SCORABLE
	codes[empty & (lines == 0)] = Reason.NO_KEY_RESULTS
	codes[~settled] = Reason.ALIGNMENT_LOOP
	return attainment, codes


def _add_children(
	objectives: pd.DataFrame,
	parent: np.ndarray,
	feeds: np.ndarray,
	part: np.ndarray,
	whole: np.ndarray,
	lines: np.ndarray,
	known: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
	"""Settle objectives from the leaves upwards; what is left over stands in a loop or above one.

	Adds to `part`, `whole`, `lines` and `known` in place. Returns attainment and which ones were settled.
	"""
	weight = objectives["contribution_weight"].to_numpy()
	unapproved = same(objectives["archived"], "not approved")
	out = same(objectives["archived"], "approved")
	if not feeds.any():
		return np.where(unapproved, 0.0, ratio(part, whole)), np.ones(len(parent), dtype=bool)
	attainment = np.full(len(parent), np.nan)
	settled = np.zeros(len(parent), dtype=bool)
	waiting = total(parent[feeds], None, len(parent))
	front = np.flatnonzero(waiting == 0)
	while len(front):
		settled[front] = True
		attainment[front] = np.where(unapproved[front], 0.0, ratio(part[front], whole[front]))
		children = front[feeds[front]]
		above = parent[children]
		np.subtract.at(waiting, above, 1)
		counted = ~out[children]
		usable = counted & ~np.isnan(attainment[children])
		np.add.at(lines, above[counted], 1)
		np.add.at(known, above[usable], 1)
		np.add.at(part, above[usable], (weight * attainment)[children[usable]])
		np.add.at(whole, above[usable], weight[children[usable]])
		touched = np.unique(above)
		front = touched[(waiting[touched] == 0) & ~settled[touched]]
	return attainment, settled


def grades(printed: np.ndarray, policy: Policy) -> pd.Categorical:
	"""Red, amber or green of attainment as printed (two places)."""
	codes = np.where(
		below(printed, policy.goals.red_below), 0, np.where(below(printed, policy.goals.green_from), 1, 2)
	)
	return pd.Categorical.from_codes(
		np.where(np.isnan(printed), -1, codes), categories=list(GRADES), ordered=True
	)


def _filled(dates: pd.Series, default: pd.Timestamp) -> np.ndarray:
	values = days(dates)
	return np.where(np.isnan(values), days([default])[0], values)


def _pace(
	objectives: pd.DataFrame,
	printed: np.ndarray,
	profiles: pd.DataFrame,
	policy: Policy,
	as_of: pd.Timestamp,
	period: tuple[pd.Timestamp, pd.Timestamp],
) -> dict[str, object]:
	"""Expected share, pace and its status; nothing moves any more after the due day."""
	rules = policy.goals
	start, due = _filled(objectives["start_date"], period[0]), _filled(objectives["due_date"], period[1])
	today = np.minimum(days([as_of])[0], due)
	elapsed = np.where(due > start, (today - start) / np.where(due > start, due - start, 1), 1.0)
	expected = np.clip(_profiled(objectives, profiles, elapsed, start, today), 0, 1)
	pace = half_up(ratio(printed, np.where(elapsed < 0, 0, expected)))
	early = below(elapsed, rules.too_early_below) | (expected <= 0)
	status = np.select(
		[
			np.isnan(printed) | (elapsed < 0),
			early,
			at_least(pace, rules.on_track_from),
			at_least(pace, rules.behind_from),
		],
		[0, 1, 2, 3],
		4,
	)
	confidence = objectives["confidence"].to_numpy()
	disagrees = ((status == 4) & (confidence >= rules.confident_from)) | (
		(status == 2) & (confidence <= rules.doubtful_to)
	)
	return {
		"expected": np.where(elapsed < 0, np.nan, expected),
		"pace": np.where(status >= 2, pace, np.nan),
		"pace_status": pd.Categorical.from_codes(status, categories=list(PACES)),
		"confidence_disagrees": disagrees,
	}


def _profiled(
	objectives: pd.DataFrame,
	profiles: pd.DataFrame,
	elapsed: np.ndarray,
	start: np.ndarray,
	today: np.ndarray,
) -> np.ndarray:
	"""Expected share: linear between the profile's days, from 0 at the start; plain elapsed time without one."""
	if profiles.empty:
		return elapsed
	group = find(profiles["objective"], objectives["objective"])
	day, share = days(profiles["on_date"]), profiles["expected"].to_numpy()
	order = np.lexsort((day, group))
	order = order[group[order] >= 0]
	group, day, share = group[order], day[order], share[order]
	size = len(objectives)
	past = day <= today[group]
	before_day, before_share = start.copy(), np.zeros(size)
	before_day[group[past]], before_share[group[past]] = day[past], share[past]
	after_day, after_share = np.full(size, np.nan), np.full(size, np.nan)
	ahead = np.flatnonzero(~past)[::-1]
	after_day[group[ahead]], after_share[group[ahead]] = day[ahead], share[ahead]
	way = ratio(today - before_day, after_day - before_day)
	between = np.where(np.isnan(after_day), before_share, before_share + way * (after_share - before_share))
	profiled = total(group, None, size) > 0
	return np.where(profiled, between, elapsed)


def alignment_issues(
	objectives: pd.DataFrame,
	key_results: pd.DataFrame,
	policy: Policy,
	as_of: pd.Timestamp,
	last: pd.Timestamp,
) -> pd.Categorical:
	"""Alignment health alone, for those who don't need the figures: comma-separated ISSUES, null where all is well.

	Of key results only `objective` is read; `last` is the due day of objectives that have none of their own.
	"""
	return _issues(
		objectives,
		find(key_results["objective"], objectives["objective"]),
		find(objectives["parent_objective"], objectives["objective"]),
		pd.factorize(objectives["employee"])[0],
		policy,
		as_of,
		_filled(objectives["due_date"], last),
	)


def count_issues(issues: pd.Series) -> dict[str, int]:
	"""How many objectives have each of ISSUES, and how many any (“any”) or none (“none”)."""
	lists = issues.astype(object).dropna().str.split(", ")
	found = lists.explode().value_counts()
	counts = {issue: int(found.get(issue, 0)) for issue in ISSUES}
	return {**counts, "any": len(lists), "none": len(issues) - len(lists)}


def _issues(
	objectives: pd.DataFrame,
	group: np.ndarray,
	parent: np.ndarray,
	owner: np.ndarray,
	policy: Policy,
	as_of: pd.Timestamp,
	due: np.ndarray,
) -> pd.Categorical:
	"""Alignment health: what a look at the list should bring up."""
	size = len(objectives)
	alive = ~same(objectives["archived"], "approved")
	top = same(objectives["level"], "company")
	orphan = alive & ~top & (parent < 0) & top.any()
	age = np.minimum(days([as_of])[0], due) - days(objectives["updated_on"])
	stale = alive & (age > policy.goals.stale_after_days)
	children = total(parent[objectives["contributes"].to_numpy() & (parent >= 0)], None, size)
	lines = total(group, None, size)
	bare = alive & (lines + children == 0)
	crowded = alive & (_owned(owner, alive) > policy.goals.overloaded_above)
	flags = (orphan, stale, bare, crowded, in_loop(parent))
	mask = sum(flag.astype(np.int64) << i for i, flag in enumerate(flags))
	return words(np.asarray(mask), ISSUES)


def _owned(owner: np.ndarray, alive: np.ndarray) -> np.ndarray:
	"""How many objectives alive the owner of each one has; 0 where nobody owns it."""
	counts = total(np.where(alive, owner, -1), None, int(owner.max(initial=-1)) + 1)
	return np.where(owner >= 0, np.append(counts, 0)[owner], 0)


def in_loop(parent: np.ndarray) -> np.ndarray:
	"""True for members of a loop, given every row's parent row (−1 for none)."""
	alive = np.ones(len(parent), dtype=bool)
	if _all_reach_the_top(parent):
		return ~alive
	children = total(parent, None, len(parent))
	front = np.flatnonzero(children == 0)
	while len(front):
		alive[front] = False
		above = parent[front]
		above = above[above >= 0]
		np.subtract.at(children, above, 1)
		above = np.unique(above)
		front = above[(children[above] == 0) & alive[above]]
	return alive


def _all_reach_the_top(parent: np.ndarray) -> bool:
	"""Whether following the parents ends everywhere: each round looks twice as far up as the one before."""
	above = np.append(parent, -1)
	for _ in range(len(parent).bit_length()):
		if (above < 0).all():
			return True
		above = above[above]
	return bool((above < 0).all())


def check_cascades(key_results: pd.DataFrame, translate: Translate = str) -> pd.DataFrame:
	"""Numbers that were split over departments or people: do the split parts add up to the parent's target?

	Shared targets repeat the number and are left out. Returns the table `cascade`.
	"""
	split = same(key_results["cascade"], "split") & ~same(key_results["archived"], "approved")
	parent = find(key_results["parent_key_result"], key_results["key_result"])
	parent = np.where(split, parent, -1)
	size = len(key_results)
	parts = total(parent, None, size)
	rows = np.flatnonzero(parts > 0)
	covered = total(parent, np.nan_to_num(key_results["target_value"].to_numpy()), size)[rows]
	target = key_results["target_value"].to_numpy()[rows]
	difference = np.round(covered - target, 9) + 0.0
	sentence = translate("children cover {covered} of {target}")
	return result(
		"cascade",
		{
			"key_result": take(key_results["key_result"], rows),
			"title": take(key_results["title"], rows),
			"target": target,
			"children_total": covered,
			"children": parts[rows],
			"difference": difference,
			"message": [
				sentence.format(covered=f"{c:,.10g}", target=f"{t:,.10g}")
				for c, t in zip(covered, target, strict=True)
			],
		},
	)
