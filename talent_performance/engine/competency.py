"""Competencies: how far people are, how sure that is, how it compares with a role, and how much of a gap has closed.

Effective level   L = Σ w·d·l / Σ w·d over a person's evidence, d = 2^(−age / half-life): age fades the weight of
                  evidence, never the level itself.
Confidence        Σ w·d / Σ w: 1 is all fresh; below the policy's limit the competency should be assessed again.
Fit               Σ w·min(1, actual / required) / Σ w over assessed competencies that the role requires.
Coverage          Σ w assessed / Σ w required: fit is ranked only from the policy's limit on.
On the levels     a rating of an appraisal or of feedback lies on its own scale; it counts as the level that lies at the
                  same place between the competency's lowest and highest level.
Gap closed        (after − before) / (target − before), for a group Σ(after − before) / Σ(target − before).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from talent_performance.engine.frames import days, find, ratio, result, same, take, total, words
from talent_performance.engine.policy import Policy
from talent_performance.engine.reasons import Translate
from talent_performance.engine.rounding import at_least, below
from talent_performance.engine.tables import SOURCES

DAYS_PER_MONTH = 30.4375
# Evidence older than this many half-lives weighs nothing beside newer evidence; going on would underflow to 0,
# and evidence that is all so old would lose its level.
MOST_HALF_LIVES = 500

NO_DESIGNATION = "No designation"
NOTHING_REQUIRED = "The role requires no competency"
ROLE_WEIGHTS_ZERO = "All weights of the role's competencies are 0"
NOTHING_ASSESSED = "None of the required competencies is assessed"
NOT_AGREED_YET = "Agreed after the as-of date"
NO_LEVEL_THEN = "No level that counts when the goal was agreed"
NO_TARGET_LEVEL = "No target level"
TARGET_NOT_ABOVE = "The target was not above the level when the goal was agreed"
NO_LEVEL_SINCE = "Not assessed since the goal was agreed"
OTHER_SOURCES = "Other sources spoke when it was agreed than since: the levels can't be compared"


def first_reason(size: int, rules: Sequence[tuple[Any, str]], translate: Translate = str) -> pd.Categorical:
	"""The sentence of the first rule whose mask holds in a row; null where none does."""
	sentences = list(dict.fromkeys(sentence for _, sentence in rules))
	codes = np.full(size, -1)
	for mask, sentence in reversed(rules):
		codes[np.asarray(mask, dtype=bool)] = sentences.index(sentence)
	return _categories(codes, [translate(s) for s in sentences])


def comma_lists(group: np.ndarray, names: Any, size: int, separator: str = ", ") -> pd.Categorical:
	"""The names of each group number as one text, in the order of the rows; null where a group has none.

	Built once per distinct list: one step per place in a list, none per group.
	"""
	order = np.argsort(group, kind="stable")
	group = np.asarray(group)[order]
	code, distinct = pd.factorize(pd.Series(names).take(order))
	place = np.arange(len(group)) - np.searchsorted(group, group)
	texts: list[str] = [""]
	pattern = np.zeros(size, dtype=np.int64)
	for k in range(int(place.max()) + 1 if len(place) else 0):
		at = place == k
		longer, seen = pd.factorize(pattern[group[at]] * len(distinct) + code[at])
		pattern[group[at]] = len(texts) + longer
		texts += [_appended(texts[s // len(distinct)], distinct[s % len(distinct)], separator) for s in seen]
	return _categories(pattern - 1, texts[1:])


def _appended(text: str, name: str, separator: str) -> str:
	return f"{text}{separator}{name}" if text else str(name)


def _categories(codes: np.ndarray, texts: list[str]) -> pd.Categorical:
	"""Codes as texts, where two codes may mean the same text and not every text is used."""
	used, codes_used = np.unique(codes[codes >= 0], return_inverse=True)
	of_text, distinct = pd.factorize(np.array([texts[u] for u in used], dtype=object))
	final = np.full(len(codes), -1)
	final[codes >= 0] = of_text[codes_used]
	return pd.Categorical.from_codes(final, categories=list(distinct))


def find_pairs(first: Any, second: Any, among_first: Any, among_second: Any) -> np.ndarray:
	"""Position of every (first, second) among unique pairs, −1 where it isn't there."""
	a, firsts = pd.factorize(among_first)
	b, seconds = pd.factorize(among_second)
	return _find_codes(find(first, firsts), find(second, seconds), a, b)


def _find_codes(a: np.ndarray, b: np.ndarray, among_a: np.ndarray, among_b: np.ndarray) -> np.ndarray:
	width = int(among_b.max()) + 1 if len(among_b) else 0
	wanted = np.where((a < 0) | (b < 0), -1, a.astype(np.int64) * width + b)
	return find(wanted, among_a.astype(np.int64) * width + among_b)


@dataclass(frozen=True)
class Voices:
	"""Evidence as arrays: level, day (since 1970), weight, and who spoke as an index into `names`."""

	level: np.ndarray
	day: np.ndarray
	weight: np.ndarray
	speaker: np.ndarray
	names: tuple[str, ...]

	def at(self, rows: np.ndarray) -> Voices:
		"""Some of them."""
		return Voices(self.level[rows], self.day[rows], self.weight[rows], self.speaker[rows], self.names)

	def weighed(
		self, group: np.ndarray, size: int, now: float | np.ndarray, half_life_months: float
	) -> tuple[np.ndarray, np.ndarray]:
		"""Effective level and confidence of each group on a day; null where nothing has a weight."""
		half_lives = (now - self.day) / (DAYS_PER_MONTH * half_life_months)
		faded = self.weight * np.exp2(-np.minimum(half_lives, MOST_HALF_LIVES))
		left = total(group, faded, size)
		# Without the last digits' noise: judgements that agree on 5 make 5, not 4.999999999999999 and an open gap.
		level = np.round(ratio(total(group, faded * self.level, size), left), 12)
		return level, ratio(left, total(group, self.weight, size))

	def who(self, group: np.ndarray, size: int) -> pd.Categorical:
		"""Comma-separated names of who spoke in each group."""
		mask = np.zeros(size, dtype=np.int64)
		for bit in range(len(self.names)):
			mask |= (np.bincount(group[self.speaker == bit], minlength=size) > 0).astype(np.int64) << bit
		return words(mask, self.names)


def effective_levels(evidence: pd.DataFrame, policy: Policy, as_of: pd.Timestamp) -> pd.DataFrame:
	"""Level, confidence and sources of every competency that was assessed on or before a day.

	`evidence` is the table `competency_evidence`; every judgement counts with its own weight, or else with the
	policy's weight of its source. Where all weights are 0 (only a self-assessment, say) level and confidence are
	null, the sources are named and the competency is to be assessed. Returns the table `competency_levels` in the
	order in which people and competencies first appear.
	"""
	now = days([as_of])[0]
	said = _usable(evidence, now)
	voices = _voices(said, policy)
	person, people = pd.factorize(said["employee"])
	skill, skills = pd.factorize(said["competency"])
	pair, pairs = pd.factorize(person.astype(np.int64) * max(len(skills), 1) + skill)
	size = len(pairs)
	level, confidence = voices.weighed(pair, size, now, policy.competency.half_life_months)
	return result(
		"competency_levels",
		{
			"employee": take(people, pairs // max(len(skills), 1)),
			"competency": take(skills, pairs % max(len(skills), 1)),
			"level": level,
			"confidence": confidence,
			"sources": voices.who(pair, size),
			"reassess": ~at_least(confidence, policy.competency.reassess_below),
		},
	)


def on_levels(ratings: pd.DataFrame) -> np.ndarray:
	"""The level that a rating on another scale stands for; the rating itself where the competency has no levels.

	`ratings` has the columns rating, low and high (the ends of its scale), lowest and highest (those of the competency's
	levels, null where it has none). Ratings beyond an end count as that end.
	"""
	rating, low, high, lowest, highest = (
		ratings[column].to_numpy(dtype=float) for column in ("rating", "low", "high", "lowest", "highest")
	)
	place = np.clip(ratio(rating - low, high - low), 0, 1)
	found = np.round(lowest + place * (highest - lowest), 12)
	return np.where(np.isnan(lowest) | np.isnan(highest), rating, found)


def _usable(evidence: pd.DataFrame, now: float) -> pd.DataFrame:
	"""Evidence that names a person, a competency and a level and isn't from the future."""
	named = evidence["employee"].notna() & evidence["competency"].notna() & evidence["level"].notna()
	usable = named.to_numpy(dtype=bool) & (days(evidence["assessed_on"]) <= now)
	return evidence if usable.all() else evidence[usable]


def _voices(said: pd.DataFrame, policy: Policy) -> Voices:
	code, found = pd.factorize(said["source"])
	names = sorted(found, key=lambda s: (SOURCES.index(s) if s in SOURCES else len(SOURCES), s))
	speaker = np.append([names.index(s) for s in found], -1).astype(np.int64)[code]
	of_source = np.array([policy.competency.source_weights.get(s, 0.0) for s in names] + [0.0])
	own = said["weight"].to_numpy(dtype=float)
	return Voices(
		level=said["level"].to_numpy(dtype=float),
		day=days(said["assessed_on"]),
		weight=np.where(np.isnan(own), of_source[speaker], own),
		speaker=speaker,
		names=tuple(names),
	)


def present_roles(employees: pd.DataFrame) -> pd.DataFrame:
	"""Employee and designation of everybody who hasn't left: the pairs for the fit to the present role."""
	return employees.loc[~same(employees["status"], "Left"), ["employee", "designation"]].reset_index(
		drop=True
	)


@dataclass(frozen=True)
class Required:
	"""What every pair's role requires, a line each: row of the pair, row in `asked`, level (null: not assessed)."""

	asked: pd.DataFrame
	pair: np.ndarray
	line: np.ndarray
	level: np.ndarray

	def of(self, column: str) -> np.ndarray:
		"""A column of the requirements, one value a line."""
		return self.asked[column].to_numpy()[self.line]


def _required(pairs: pd.DataFrame, role_competencies: pd.DataFrame, levels: pd.DataFrame) -> Required:
	asked = role_competencies[role_competencies["required_level"].to_numpy(dtype=float) > 0]
	asked = asked.sort_values(["designation", "competency"], kind="stable").reset_index(drop=True)
	code, roles = pd.factorize(asked["designation"])
	role = find(pairs["designation"], roles)
	count = np.append(np.bincount(code, minlength=len(roles)), 0)
	first = np.append(0, np.cumsum(count))[:-1]
	lines = count[role]
	pair = np.repeat(np.arange(len(pairs)), lines)
	place = np.arange(len(pair)) - np.repeat(np.cumsum(lines) - lines, lines)
	line = first[role][pair] + place
	known_person, people = pd.factorize(levels["employee"])
	known_skill, skills = pd.factorize(levels["competency"])
	person, skill = find(pairs["employee"], people)[pair], find(asked["competency"], skills)[line]
	at = _find_codes(person, skill, known_person, known_skill)
	return Required(asked, pair, line, np.append(levels["level"].to_numpy(dtype=float), np.nan)[at])


def gaps(employees: pd.DataFrame, role_competencies: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
	"""What each person's present role requires beside the actual level; people who left are not in it.

	`levels` is the table `competency_levels`. The gap is max(0, required − actual), null where there is no level.
	Returns the table `competency_gaps`.
	"""
	pairs = present_roles(employees)
	lines = _required(pairs, role_competencies, levels)
	return result(
		"competency_gaps",
		{
			"employee": take(pairs["employee"], lines.pair),
			"designation": take(pairs["designation"], lines.pair),
			"competency": take(lines.asked["competency"], lines.line),
			"required_level": lines.of("required_level"),
			"level": lines.level,
			"gap": np.maximum(lines.of("required_level") - lines.level, 0),
			"weight": lines.of("weight"),
			"essential": lines.of("essential"),
		},
	)


# How far a level is from what is required, from the best to what isn't known.
MET, NEAR, FAR, UNKNOWN = "met", "near", "far", "unknown"
NEAR_UP_TO = 1.0


def gap_bands(gaps: pd.DataFrame) -> np.ndarray:
	"""Band of each row of `competency_gaps`: met, near (short of it by less than a level), far, unknown without a level."""
	gap = gaps["gap"].to_numpy(dtype=float)
	found = np.where(below(0, gap), np.where(below(gap, NEAR_UP_TO), NEAR, FAR), MET)
	return np.where(np.isnan(gap), UNKNOWN, found)


def gap_summary(gaps: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
	"""Gaps of groups: how many are asked, how many of them assessed, how many have what is required, and the mean gap.

	`gaps` is the table `competency_gaps`, with further columns where `keys` names them. Returns the keys, people, assessed,
	met, essential_unmet, coverage (assessed of asked) and mean_gap of those assessed, null where nobody is; sorted by the keys.
	"""
	bands = gap_bands(gaps)
	known = bands != UNKNOWN
	counted = gaps[list(keys)].assign(
		people=1,
		assessed=known.astype(int),
		met=(bands == MET).astype(int),
		essential_unmet=(gaps["essential"].to_numpy(dtype=bool) & known & (bands != MET)).astype(int),
		gap=np.where(known, gaps["gap"].to_numpy(dtype=float), 0.0),
	)
	found = counted.groupby(list(keys), dropna=False, observed=True, sort=True).sum().reset_index()
	assessed = found["assessed"].to_numpy(dtype=float)
	return found.drop(columns="gap").assign(
		coverage=ratio(assessed, found["people"].to_numpy(dtype=float)),
		mean_gap=ratio(found["gap"].to_numpy(dtype=float), assessed),
	)


def fit(
	pairs: pd.DataFrame,
	role_competencies: pd.DataFrame,
	levels: pd.DataFrame,
	policy: Policy,
	translate: Translate = str,
) -> pd.DataFrame:
	"""Fit of people to roles: the present one, or a position's.

	`pairs` has the columns employee and designation, `levels` is the table `competency_levels`. Competencies that
	are required at level 0 don't count; those without a level leave the fit and lower the coverage. Essentials
	below the required level, and essentials without a level, are named apart. Returns the table `fit` in the order
	of the pairs.
	"""
	lines = _required(pairs, role_competencies, levels)
	size = len(pairs)
	required, weight = lines.of("required_level").astype(float), lines.of("weight").astype(float)
	essential = lines.of("essential").astype(bool)
	known = ~np.isnan(lines.level)
	met = np.where(known, np.minimum(1, lines.level / required), 0.0)
	whole, assessed = total(lines.pair, weight, size), total(lines.pair, weight * known, size)
	value = ratio(total(lines.pair, weight * met, size), assessed)
	coverage = ratio(assessed, whole)
	reasons = (
		(pairs["designation"].isna(), NO_DESIGNATION),
		(total(lines.pair, None, size) == 0, NOTHING_REQUIRED),
		(whole == 0, ROLE_WEIGHTS_ZERO),
		(np.isnan(value), NOTHING_ASSESSED),
	)
	return result(
		"fit",
		{
			"employee": pairs["employee"].array,
			"designation": pairs["designation"].array,
			"fit": value,
			"coverage": coverage,
			"ranked": at_least(coverage, policy.competency.ranked_from_coverage) & ~np.isnan(value),
			"unmet_essentials": _named(lines, essential & below(lines.level, required), size),
			"unknown_essentials": _named(lines, essential & ~known, size),
			"reason": first_reason(size, reasons, translate),
		},
	)


def _named(lines: Required, which: np.ndarray, size: int) -> pd.Categorical:
	return comma_lists(lines.pair[which], take(lines.asked["competency"], lines.line[which]), size)


def gap_closed(goals: pd.DataFrame, translate: Translate = str) -> pd.DataFrame:
	"""How much of each gap has closed: (after − before)/(target − before), negative where a level fell.

	`goals` has the columns employee, competency, before, target_level, after, sources_before and sources_after
	(comma-separated, in the same order). There is a value only where the target was above the level before and the
	same sources spoke both times. Returns the table `development`.
	"""
	before, target, after = (goals[c].to_numpy(dtype=float) for c in ("before", "target_level", "after"))
	then, since = (
		goals[c].astype(object).where(goals[c].notna(), "") for c in ("sources_before", "sources_after")
	)
	reasons = [
		(np.isnan(before), NO_LEVEL_THEN),
		(np.isnan(target), NO_TARGET_LEVEL),
		(~below(before, target), TARGET_NOT_ABOVE),
		(np.isnan(after), NO_LEVEL_SINCE),
		(then != since, OTHER_SOURCES),
	]
	if "agreed_later" in goals:
		reasons.insert(0, (goals["agreed_later"], NOT_AGREED_YET))
	reason = first_reason(len(goals), reasons, translate)
	with np.errstate(divide="ignore", invalid="ignore"):
		closed = np.where(reason.isna(), (after - before) / (target - before), np.nan)
	return result(
		"development",
		{
			**{c: goals[c].array for c in ("employee", "competency", "before", "target_level", "after")},
			"gap_closed": closed,
			"reason": reason,
		},
	)


def group_gap_closed(closed: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
	"""Gap closed of groups: Σ(after − before)/Σ(target − before) over the goals that can be measured.

	`closed` is the table `development`, with further columns where `keys` names them. Returns the keys, `goals`
	(how many could be measured), `gap` and `moved` (the two sums, in levels) and `gap_closed`, null where no goal of
	the group could be measured.
	"""
	measured = closed["gap_closed"].notna()
	sums = closed[keys].assign(
		goals=measured.astype(float),
		gap=(closed["target_level"] - closed["before"]).where(measured, 0.0),
		moved=(closed["after"] - closed["before"]).where(measured, 0.0),
	)
	sums = sums.groupby(keys, dropna=False, observed=True).sum().reset_index()
	return sums.assign(gap_closed=ratio(sums["moved"].to_numpy(), sums["gap"].to_numpy()))


def development(
	evidence: pd.DataFrame,
	goals: pd.DataFrame,
	policy: Policy,
	as_of: pd.Timestamp,
	translate: Translate = str,
) -> pd.DataFrame:
	"""How much of each development goal's gap has closed by a day.

	Before is the effective level on the day the goal was agreed. After is the effective level now of what has been
	said since that day; with the older evidence in it, a full step up would show as a part of one. Sources whose
	weight is 0 don't speak. `goals` is the table `development_goals`. Returns the table `development`.
	"""
	now = days([as_of])[0]
	said = _usable(evidence, now)
	voices = _voices(said, policy)
	row, goal = _evidence_of_goals(said, goals)
	counts = voices.weight[row] > 0
	row, goal = row[counts], goal[counts]
	agreed = days(goals["agreed_on"])
	older = voices.day[row] <= agreed[goal]
	size, half_life = len(goals), policy.competency.half_life_months
	then, since = voices.at(row[older]), voices.at(row[~older])
	before, _ = then.weighed(goal[older], size, agreed[goal[older]], half_life)
	after, _ = since.weighed(goal[~older], size, now, half_life)
	compared = goals[["employee", "competency", "target_level"]].assign(
		before=before,
		after=after,
		sources_before=then.who(goal[older], size),
		sources_after=since.who(goal[~older], size),
		agreed_later=agreed > now,
	)
	return gap_closed(compared, translate)


def _evidence_of_goals(said: pd.DataFrame, goals: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
	"""Row of the evidence and row of the goal, for every match of person and competency."""
	person, people = pd.factorize(goals["employee"])
	skill, skills = pd.factorize(goals["competency"])
	pair, pairs = pd.factorize(person.astype(np.int64) * max(len(skills), 1) + skill)
	at = _find_codes(
		find(said["employee"], people),
		find(said["competency"], skills),
		pairs // max(len(skills), 1),
		pairs % max(len(skills), 1),
	)
	left = pd.DataFrame({"pair": at, "row": np.arange(len(said))})[at >= 0]
	matched = left.merge(pd.DataFrame({"pair": pair, "goal": np.arange(len(goals))}), on="pair")
	return matched["row"].to_numpy(), matched["goal"].to_numpy()
