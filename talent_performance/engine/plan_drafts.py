"""Drafts of development plans: what appraisals, feedback, gaps and the role aimed at suggest for each person, and why.

Gap         a competency below what the present role requires; one without a level is no gap, it isn't known.
Aim         the same for the role that somebody wants, or is known to be a successor for.
Appraisal   a competency whose latest rating lies below the middle of its scale, a person's lowest two; and of the
            objectives that were missed those farthest from what was expected of them.
360         a blind spot: the person sees himself higher than others do, and they see him low. Only what is published counts.
Merged      one suggestion a competency, whoever suggests it: all reasons are told, the highest wanted level counts.
Order       essential in the present role, then essential in the role aimed at, then the rest; of equal ones the larger need.
Need        missing levels times the competency's weight in its role over the role's mean weight; of an objective the share
            that is missing.
Wanted      what a role requires, else the next whole level that there is.
Due         two actions at a time: a kind of plan says after how many days the first two, the next two and the others are due.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from talent_performance.engine.competency import comma_lists, find_pairs
from talent_performance.engine.feedback_figures import BLIND_SPOT, marks
from talent_performance.engine.frames import days, find, from_days, ratio, result, total
from talent_performance.engine.policy import Policy, Scale
from talent_performance.engine.reasons import Translate
from talent_performance.engine.rounding import below, half_up
from talent_performance.engine.tables import LEARNING_TYPES, PLAN_SOURCES

AT_MOST = 5
AT_A_TIME = 2
LOWEST_RATED = 2
# From more than so many missing levels on somebody learns before he practises.
LEARN_FROM = 1.0

# In the order of the sources the reasons of a suggestion are told; the first one is its source.
GAP, SUCCESSION, APPRAISAL, FEEDBACK = PLAN_SOURCES
EXPERIENCE, EXPOSURE, EDUCATION = LEARNING_TYPES
ESSENTIAL_NOW, ESSENTIAL_THEN, OTHERWISE = 0, 1, 2

ROLE_ASKS = "The role {designation} asks for level {wanted}, the level now is {before}."
ROLE_ASKS_ESSENTIALLY = (
	"The role {designation} asks for level {wanted}, the level now is {before}: essential for this role."
)
RATED_LOW = "Rated {rating} on a scale to {high} in the appraisal {period}."
SEEN_LOWER = "Others see {others}, the person {own}, on a scale to {high}: a blind spot of the 360° feedback."
OBJECTIVE_MISSED = "The objective reached {attainment} %, {expected} % was expected."
ACTIONS = {
	EXPERIENCE: "Take on a task that asks for {competency}",
	EXPOSURE: "Ask others about {competency} and talk it over with a mentor",
	EDUCATION: "Learn the basics of {competency}, then use them at work",
}
CATCH_UP = "Work out what it takes to reach: {objective}"
MEASURE = "{competency} reaches level {wanted} when it is assessed again"
MEASURE_OBJECTIVE = "The objective reaches {expected} %"


@dataclass(frozen=True)
class Kind:
	"""How a kind of plan is drafted: what it draws on, after how many days its actions are due, two at a time, and how many
	missed objectives it takes up.
	"""

	sources: tuple[str, ...]
	due_days: tuple[int, int, int]
	objectives: int = 0


KINDS: Mapping[str, Kind] = {
	"growth": Kind(PLAN_SOURCES, (90, 180, 270), 1),
	"succession": Kind((SUCCESSION, GAP), (90, 180, 365)),
	"onboarding": Kind((GAP,), (30, 60, 90)),
	"performance improvement": Kind((APPRAISAL, GAP), (30, 60, 90), 3),
}


def _none(*columns: str) -> pd.DataFrame:
	return pd.DataFrame({name: pd.Series(dtype=object) for name in columns})


@dataclass(frozen=True)
class Facts:
	"""What suggestions are made of, all people together; a table that nobody has stays empty.

	`gaps` is the table `competency_gaps` of the present roles, `aims` the same of the roles aimed at, with a column source
	(gap or succession). `ratings` has employee, competency, rating, low and high (the ends of its scale), level (the
	rating on the competency's levels), rated_on, period; `blind_spots` employee, competency, own, others, high;
	`objectives` employee, objective, attainment and expected (shares); `levels` is the table `competency_levels`; `highest`
	has competency and its highest level; `starts` employee and starts_on, where somebody's plan doesn't start today.
	"""

	gaps: pd.DataFrame = field(default_factory=lambda: _none(*GAP_COLUMNS))
	aims: pd.DataFrame = field(default_factory=lambda: _none(*GAP_COLUMNS, "source"))
	ratings: pd.DataFrame = field(
		default_factory=lambda: _none(
			"employee", "competency", "rating", "low", "high", "level", "rated_on", "period"
		)
	)
	blind_spots: pd.DataFrame = field(
		default_factory=lambda: _none("employee", "competency", "own", "others", "high")
	)
	objectives: pd.DataFrame = field(
		default_factory=lambda: _none("employee", "objective", "attainment", "expected")
	)
	levels: pd.DataFrame = field(default_factory=lambda: _none("employee", "competency", "level"))
	highest: pd.DataFrame = field(default_factory=lambda: _none("competency", "highest"))
	starts: pd.DataFrame = field(default_factory=lambda: _none("employee", "starts_on"))


GAP_COLUMNS = (
	"employee", "designation", "competency", "required_level", "level", "gap", "weight", "essential",
)  # fmt: skip
SIGNAL = ["employee", "competency", "objective", "source", "tier", "before", "wanted", "need", "reason"]


def suggestions(
	facts: Facts,
	as_of: pd.Timestamp,
	kind: str = "growth",
	at_most: int = AT_MOST,
	translate: Translate = str,
) -> pd.DataFrame:
	"""What a plan of this kind might hold for everybody: the table `plan_suggestions`, at most so many a person.

	Sentences pass through `translate`. Deterministic: the order of the rows of `facts` doesn't matter.
	"""
	way = KINDS[kind]
	signals = pd.concat(
		[
			_of_gaps(facts.gaps.assign(source=GAP), ESSENTIAL_NOW, translate),
			_of_gaps(facts.aims, ESSENTIAL_THEN, translate),
			_of_ratings(facts, translate),
			_of_blind_spots(facts, translate),
			_of_objectives(facts.objectives, way.objectives, translate),
		],
		ignore_index=True,
	)
	signals = signals[signals["source"].isin(way.sources)]
	merged = _chosen(_merged(signals), at_most)
	return _drafted(merged, way, _starts(merged, facts.starts, as_of), translate)


def evidence_blind_spots(evidence: pd.DataFrame, policy: Policy, as_of: pd.Timestamp) -> pd.DataFrame:
	"""Blind spots of `competency_evidence`: the latest level that the person said beside the latest that feedback said."""
	said = evidence[days(evidence["assessed_on"]) <= days([as_of])[0]]
	own, others = _latest_of(said, "self"), _latest_of(said, "feedback")
	both = own.merge(others, on=["employee", "competency"], suffixes=("", "_others"))
	scale = policy.rating_scale
	mean = half_up(both["level_others"], policy.feedback.decimals)
	mark = marks(half_up(both["level"].to_numpy(dtype=float) - mean), mean, policy.feedback, scale)
	found = both[["employee", "competency"]].assign(own=both["level"], others=mean, high=scale.high)
	return found[mark == BLIND_SPOT].reset_index(drop=True)


def evidence_ratings(evidence: pd.DataFrame, scale: Scale, as_of: pd.Timestamp) -> pd.DataFrame:
	"""What managers said, as ratings of an appraisal, where only levels are known: on the rating scale."""
	said = evidence[
		(evidence["source"] == "manager").to_numpy(dtype=bool)
		& (days(evidence["assessed_on"]) <= days([as_of])[0])
	]
	return pd.DataFrame(
		{
			"employee": said["employee"].to_numpy(),
			"competency": said["competency"].to_numpy(),
			"rating": said["level"].to_numpy(dtype=float),
			"low": scale.low,
			"high": scale.high,
			"level": said["level"].to_numpy(dtype=float),
			"rated_on": said["assessed_on"].to_numpy(),
			"period": pd.to_datetime(said["assessed_on"]).dt.year.astype(str).to_numpy(),
		}
	)


def _latest_of(said: pd.DataFrame, source: str) -> pd.DataFrame:
	theirs = said[(said["source"] == source).to_numpy(dtype=bool)]
	theirs = theirs.sort_values(["employee", "competency", "assessed_on", "level"], kind="stable")
	return theirs.drop_duplicates(["employee", "competency"], keep="last")[
		["employee", "competency", "level"]
	]


def _of_gaps(gaps: pd.DataFrame, tier: int, translate: Translate) -> pd.DataFrame:
	"""Signals of competencies that a role asks more of."""
	role, _roles = pd.factorize(gaps["employee"].astype(str) + "\n" + gaps["designation"].astype(str))
	weight, size = gaps["weight"].to_numpy(dtype=float), len(gaps)
	mean = ratio(total(role, weight, size), total(role, None, size))[role]
	gap = gaps["gap"].to_numpy(dtype=float)
	before, wanted = half_up(gaps["level"]), gaps["required_level"].to_numpy(dtype=float)
	essential = gaps["essential"].to_numpy(dtype=bool)
	found = pd.DataFrame(
		{
			**{column: gaps[column].to_numpy() for column in ("employee", "competency", "source")},
			"tier": np.where(essential, tier, OTHERWISE),
			"before": before,
			"wanted": wanted,
			"need": gap * np.nan_to_num(ratio(weight, mean)),
			"designation": gaps["designation"].to_numpy(),
			"essential": essential,
		}
	)[below(before, wanted)]
	sentences = [translate(each) for each in (ROLE_ASKS, ROLE_ASKS_ESSENTIALLY)]
	reasons = [
		sentences[bool(each.essential)].format(
			designation=each.designation, wanted=_plain(each.wanted), before=_plain(each.before)
		)
		for each in found.itertuples(index=False)
	]
	return _signals(found, reasons)


def _of_ratings(facts: Facts, translate: Translate) -> pd.DataFrame:
	"""Signals of the competencies that were rated lowest when they were rated last."""
	pair = ["employee", "competency"]
	said = facts.ratings.sort_values([*pair, "rated_on", "rating"], kind="stable")
	said = said.drop_duplicates(pair, keep="last")
	low, high, rating = (said[column].to_numpy(dtype=float) for column in ("low", "high", "rating"))
	said = said.assign(share=ratio(rating - low, high - low))[below(rating, (low + high) / 2)]
	said = said.sort_values(["employee", "share", "competency"], kind="stable").groupby("employee")
	found = _next_level(said.head(LOWEST_RATED), facts)
	sentence = translate(RATED_LOW)
	reasons = [
		sentence.format(rating=_plain(each.rating), high=_plain(each.high), period=each.period)
		for each in found.itertuples(index=False)
	]
	return _signals(found.assign(source=APPRAISAL), reasons)


def _of_blind_spots(facts: Facts, translate: Translate) -> pd.DataFrame:
	"""Signals of what others see lower than the person does."""
	found = _next_level(facts.blind_spots.assign(level=facts.blind_spots["others"]), facts)
	sentence = translate(SEEN_LOWER)
	reasons = [
		sentence.format(others=_plain(each.others), own=_plain(each.own), high=_plain(each.high))
		for each in found.itertuples(index=False)
	]
	return _signals(found.assign(source=FEEDBACK), reasons)


def _of_objectives(objectives: pd.DataFrame, at_most: int, translate: Translate) -> pd.DataFrame:
	"""Signals of the objectives that were missed by most; a person's farthest ones."""
	reached, expected = (objectives[column].to_numpy(dtype=float) for column in ("attainment", "expected"))
	missed = objectives.assign(need=expected - reached)[below(half_up(reached), expected)]
	missed = missed.sort_values(
		["employee", "need", "objective"], ascending=[True, False, True], kind="stable"
	)
	found = missed.groupby("employee").head(at_most)
	sentence = translate(OBJECTIVE_MISSED)
	reasons = [
		sentence.format(attainment=_plain(each.attainment * 100, 0), expected=_plain(each.expected * 100, 0))
		for each in found.itertuples(index=False)
	]
	found = found.assign(source=APPRAISAL, tier=OTHERWISE, before=np.nan, wanted=found["expected"])
	return _signals(found, reasons)


def _next_level(said: pd.DataFrame, facts: Facts) -> pd.DataFrame:
	"""Each with the level now, what is said where nothing else is known, and the next whole one; without those at the top."""
	known, top = facts.levels, facts.highest
	at = find_pairs(said["employee"], said["competency"], known["employee"], known["competency"])
	level = np.append(known["level"].to_numpy(dtype=float), np.nan)[at]
	before = half_up(np.where(np.isnan(level), said["level"].to_numpy(dtype=float), level))
	highest = np.append(top["highest"].to_numpy(dtype=float), np.nan)[
		find(said["competency"], top["competency"])
	]
	wanted = np.fmin(np.floor(before) + 1, highest)
	found = said.assign(before=before, wanted=wanted, need=wanted - before, tier=OTHERWISE)
	return found[below(before, wanted)]


def _signals(found: pd.DataFrame, reasons: list[str]) -> pd.DataFrame:
	return found.assign(reason=reasons).reindex(columns=SIGNAL)


def _merged(signals: pd.DataFrame) -> pd.DataFrame:
	"""One row for each person and competency, or objective: the most pressing of its signals, with all their reasons."""
	order = signals["source"].map({source: at for at, source in enumerate(PLAN_SOURCES)}).to_numpy()
	signals = signals.assign(order=order, about=signals["competency"].fillna(signals["objective"]))
	signals = signals.sort_values(
		["employee", "about", "objective", "order", "tier", "reason"], kind="stable", ignore_index=True
	).drop_duplicates(["employee", "about", "objective", "reason"], ignore_index=True)
	by = signals.groupby(["employee", "about", "objective"], sort=False, dropna=False)
	group, first = by.ngroup().to_numpy(), by.head(1)
	size, spoke = len(first), ~signals.duplicated(["employee", "about", "objective", "source"]).to_numpy()
	return first[["employee", "about", "competency", "objective", "source", "before"]].assign(
		sources=comma_lists(group[spoke], signals["source"][spoke], size),
		tier=by["tier"].min().to_numpy(),
		wanted=by["wanted"].max().to_numpy(),
		need=by["need"].max().to_numpy(),
		reason=comma_lists(group, signals["reason"], size, " "),
	)


def _chosen(merged: pd.DataFrame, at_most: int) -> pd.DataFrame:
	"""The most pressing of each person, with their place from 1 on."""
	order = merged.assign(pressing=-half_up(merged["need"], 6))
	order = order.sort_values(["employee", "tier", "pressing", "about"], kind="stable", ignore_index=True)
	order = order.assign(place=order.groupby("employee").cumcount().to_numpy() + 1)
	return order[order["place"] <= at_most].reset_index(drop=True)


def _starts(chosen: pd.DataFrame, starts: pd.DataFrame, as_of: pd.Timestamp) -> np.ndarray:
	"""The day from which on each plan counts."""
	own = np.append(days(starts["starts_on"]), np.nan)[find(chosen["employee"], starts["employee"])]
	return from_days(np.where(np.isnan(own), days([as_of])[0], own))


def _drafted(chosen: pd.DataFrame, way: Kind, starts: np.ndarray, translate: Translate) -> pd.DataFrame:
	"""Actions with what is learned how, until when, and how one will know."""
	place, objective = chosen["place"].to_numpy(), chosen["objective"].notna().to_numpy()
	step = np.minimum((place - 1) // AT_A_TIME, len(way.due_days) - 1)
	due_days = np.array(way.due_days)[step]
	learned = _learning_types(chosen)
	return result(
		"plan_suggestions",
		{
			**{c: chosen[c].array for c in ("employee", "place", "competency", "objective")},
			"action": _actions(chosen, learned, translate),
			"learning_type": learned,
			"level_before": chosen["before"].to_numpy(dtype=float),
			"level_wanted": np.where(objective, np.nan, chosen["wanted"].to_numpy(dtype=float)),
			"due_days": due_days,
			"due_on": starts + due_days.astype("timedelta64[D]"),
			"success_measure": _measures(chosen, translate),
			"essential": chosen["tier"].to_numpy() != OTHERWISE,
			"source": chosen["source"].array,
			"sources": chosen["sources"].array,
			"reason": chosen["reason"].array,
		},
	)


def _learning_types(chosen: pd.DataFrame) -> np.ndarray:
	"""Far from what is wanted one learns first; what only others see, others can tell; the rest is learned by doing it."""
	missing = (chosen["wanted"] - chosen["before"]).to_numpy(dtype=float)
	seen = (chosen["source"] == FEEDBACK).to_numpy(dtype=bool)
	return np.where(below(LEARN_FROM, missing), EDUCATION, np.where(seen, EXPOSURE, EXPERIENCE)).astype(
		object
	)


def _actions(chosen: pd.DataFrame, learned: np.ndarray, translate: Translate) -> list[str]:
	sentences = {name: translate(sentence) for name, sentence in ACTIONS.items()}
	catch_up = translate(CATCH_UP)
	return [
		sentences[how].format(competency=translate(competency))
		if isinstance(competency, str)
		else catch_up.format(objective=objective)
		for how, competency, objective in zip(learned, chosen["competency"], chosen["objective"], strict=True)
	]


def _measures(chosen: pd.DataFrame, translate: Translate) -> list[str]:
	level, share = translate(MEASURE), translate(MEASURE_OBJECTIVE)
	return [
		level.format(competency=translate(each.competency), wanted=_plain(each.wanted))
		if isinstance(each.competency, str)
		else share.format(expected=_plain(each.wanted * 100, 0))
		for each in chosen.itertuples(index=False)
	]


def _plain(value: float, places: int = 2) -> str:
	return f"{half_up(value, places):g}"
