"""What can't be used in a policy, one by one: where it stands, what was found, what was expected."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from talent_performance.engine.tables import SOURCES

if TYPE_CHECKING:
	from talent_performance.engine.policy import (
		CompetencyRules,
		Guideline,
		Level,
		Points,
		Policy,
		ReadinessBand,
		RetentionRules,
		Scale,
		SuccessionRules,
	)

BANDS = ("low", "mid", "high")
_MUST_RISE = "values must rise, found {found:g} after {before:g}"
_AT_LEAST = "found {found}, expected {least} or more"
_AT_MOST = "found {found}, expected {most} or less"
_SHARE = "found {found}, expected a share from {least} to {most}"


@dataclass(frozen=True)
class Problem:
	"""What can't be used: where it stands, and a sentence with places for values, so that a site can translate it."""

	where: tuple[str | int, ...]
	text: str
	values: Mapping[str, Any] = field(default_factory=dict)

	def __str__(self) -> str:
		path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.where)
		return f"{path.lstrip('.')}: {self.text.format(**self.values)}"


def problems_of(policy: Policy) -> Iterator[Problem]:
	"""What can't be used, a sentence each."""
	for name, scale in policy.scales.items():
		yield from _scale_problems(name, scale)
	for section in ("appraisal", "potential"):
		key = getattr(policy, section).scale
		if key not in policy.scales:
			yield Problem(
				(section, "scale"),
				"{found!r} is not a scale; known are {known}",
				{"found": key, "known": ", ".join(policy.scales)},
			)
	yield from _template_problems(policy)
	for name in ("committed", "aspirational"):
		yield from _curve_problems(("curves", name), getattr(policy.curves, name), policy)
	yield from _box_problems(policy)
	for i, rule in enumerate(policy.distribution.guidelines):
		yield from _guideline_problems(("distribution", "guidelines", i), rule)
	yield from _source_problems(policy.competency)
	yield from _succession_problems(policy.succession)
	yield from _retention_problems(policy.retention)
	yield from _range_problems(policy)


def _scale_problems(name: str, scale: Scale) -> Iterator[Problem]:
	where = ("scales", name, "levels")
	if len(scale.levels) < 2:
		yield Problem(where, "needs at least two levels")
		return
	first = scale.levels[0]
	if first.from_score != first.value:
		yield Problem(
			(*where, 0, "from_score"),
			"the first level begins at its own value {value:g}, found {found:g}",
			{"value": first.value, "found": first.from_score},
		)
	for i, (before, level) in enumerate(itertools.pairwise(scale.levels), start=1):
		yield from _level_problems((*where, i), before, level)


def _level_problems(where: tuple[str | int, ...], before: Level, level: Level) -> Iterator[Problem]:
	"""What is wrong with a level, seen from the one below it."""
	if level.value <= before.value:
		yield Problem((*where, "value"), _MUST_RISE, {"found": level.value, "before": before.value})
	elif level.from_score <= before.from_score:
		yield Problem(
			(*where, "from_score"), _MUST_RISE, {"found": level.from_score, "before": before.from_score}
		)
	elif not before.value < level.from_score <= level.value:
		yield Problem(
			(*where, "from_score"),
			"must lie above the level before, {before:g}, and not above its own value, {value:g}; found {found:g}",
			{"before": before.value, "value": level.value, "found": level.from_score},
		)
	if BANDS.index(level.band) < BANDS.index(before.band):
		yield Problem((*where, "band"), "bands must go from low to high")


def _template_problems(policy: Policy) -> Iterator[Problem]:
	if policy.appraisal.default_template not in policy.templates:
		yield Problem(
			("appraisal", "default_template"),
			"{found!r} is not a template",
			{"found": policy.appraisal.default_template},
		)
	for name, template in policy.templates.items():
		yield from _weight_problems(("templates", name, "weights"), template.weights)
		for key in ("committed_curve", "aspirational_curve"):
			if getattr(template, key):
				yield from _curve_problems(("templates", name, key), getattr(template, key), policy)
	for i, rule in enumerate(policy.template_rules):
		if rule.template not in policy.templates:
			yield Problem(
				("template_rules", i, "template"), "{found!r} is not a template", {"found": rule.template}
			)


def _weight_problems(where: tuple[str | int, ...], weights: Mapping[str, float]) -> Iterator[Problem]:
	for key, weight in weights.items():
		if weight < 0:
			yield Problem((*where, key), _AT_LEAST, {"found": weight, "least": 0})
	if not sum(weights.values()) > 0:
		yield Problem(where, "all weights are 0, expected at least one above 0")


def _curve_problems(where: tuple[str | int, ...], points: Points, policy: Policy) -> Iterator[Problem]:
	if len(points) < 2:
		yield Problem(where, "needs at least two points")
		return
	for i, (before, point) in enumerate(itertools.pairwise(points), start=1):
		if point[0] <= before[0]:
			yield Problem(
				(*where, i, "attainment"),
				"attainment must rise from point to point, found {found:g} after {before:g}",
				{"found": point[0], "before": before[0]},
			)
		if point[1] < before[1]:
			yield Problem(
				(*where, i, "rating"),
				"the rating must not fall while attainment rises, found {found:g} after {before:g}",
				{"found": point[1], "before": before[1]},
			)
	scale = policy.scales.get(policy.appraisal.scale)
	if scale and scale.levels:
		yield from _outside_scale(where, points, scale, policy.appraisal.scale)


def _outside_scale(
	where: tuple[str | int, ...], points: Points, scale: Scale, name: str
) -> Iterator[Problem]:
	for i, (_attainment, rating) in enumerate(points):
		if not scale.low <= rating <= scale.high:
			yield Problem(
				(*where, i, "rating"),
				"the curve gives a rating of {found:g}, but the scale {scale!r} from {low:g} to {high:g}",
				{"found": rating, "scale": name, "low": scale.low, "high": scale.high},
			)


def _box_problems(policy: Policy) -> Iterator[Problem]:
	seen: dict[tuple[str, str], int] = {}
	numbers: dict[int, int] = {}
	for i, box in enumerate(policy.boxes):
		first = seen.setdefault((box.performance, box.potential), i)
		if first != i:
			yield Problem(
				("boxes", i, "performance"),
				"performance {performance} and potential {potential} have a box already; "
				"every combination needs exactly one box",
				{"performance": box.performance, "potential": box.potential},
			)
		if numbers.setdefault(box.number, i) != i:
			yield Problem(
				("boxes", i, "number"),
				"the number {found} is taken; each box needs one of its own",
				{"found": box.number},
			)
	if len(seen) < 9:
		yield Problem(
			("boxes",),
			"every combination of performance and potential band needs exactly one box; {missing} of 9 have none",
			{"missing": 9 - len(seen)},
		)


# Condition of a guideline → the shares that it asks for.
ENDS = {
	"exactly": ("low",),
	"less than": ("high",),
	"at most": ("high",),
	"more than": ("low",),
	"at least": ("low",),
	"between": ("low", "high"),
}


def _guideline_problems(where: tuple[str | int, ...], rule: Guideline) -> Iterator[Problem]:
	if not rule.levels:
		yield Problem(where, "names no level of the rating scale")
	for key in ENDS[rule.condition]:
		share = getattr(rule, key)
		if share is None or not 0 <= share <= 1:
			yield Problem(
				(*where, key),
				"found {found}, expected a share from 0 to 1 for {condition!r}",
				{"found": share, "condition": rule.condition},
			)
			return
	if rule.condition == "between" and rule.low > rule.high:
		yield Problem((*where, "low"), "low {low} is above high {high}", {"low": rule.low, "high": rule.high})


def _source_problems(rules: CompetencyRules) -> Iterator[Problem]:
	where = ("competency", "source_weights")
	yield from _weight_problems(where, rules.source_weights)
	for key in rules.source_weights:
		if key not in SOURCES:
			yield Problem((*where, key), "unknown source; known are {known}", {"known": ", ".join(SOURCES)})


def _succession_problems(rules: SuccessionRules) -> Iterator[Problem]:
	yield from _weight_problems(("succession", "weights"), rules.weights)
	known = ("fit", "performance", "potential", "time")
	for key in rules.weights:
		if key not in known:
			yield Problem(
				("succession", "weights", key), "unknown part; known are {known}", {"known": ", ".join(known)}
			)
	yield from _band_problems(rules.bands)
	labels = [band.label for band in rules.bands]
	if rules.essential_caps_at not in labels:
		yield Problem(
			("succession", "essential_caps_at"),
			"{found!r} is not one of the bands; known are {known}",
			{"found": rules.essential_caps_at, "known": ", ".join(labels)},
		)


def _retention_problems(rules: RetentionRules) -> Iterator[Problem]:
	yield from _weight_problems(("retention", "weights"), rules.weights)
	for key in rules.weights:
		if key not in rules.curves:
			yield Problem(
				("retention", "weights", key),
				"unknown driver; known are {known}",
				{"known": ", ".join(rules.curves)},
			)
	mid, high = rules.cuts
	if not 0 < mid < high <= 100:
		yield Problem(
			("retention", "cuts"),
			"found {mid:g} and {high:g}, expected two rising scores from above 0 to 100",
			{"mid": mid, "high": high},
		)
	for name, points in rules.curves.items():
		if len(points) < 2 or any(point[0] <= before[0] for before, point in itertools.pairwise(points)):
			yield Problem(("retention", "curves", name), "needs at least two points, values rising")
		if any(not 0 <= driver <= 1 for _value, driver in points):
			yield Problem(("retention", "curves", name), "a driver goes from 0 to 1")


def _band_problems(bands: tuple[ReadinessBand, ...]) -> Iterator[Problem]:
	where = ("succession", "bands")
	for i, (before, band) in enumerate(itertools.pairwise(bands), start=1):
		if band.from_value >= before.from_value:
			yield Problem(
				(*where, i, "from_value"),
				"the value from which a band holds must fall from band to band, found {found:g} after {before:g}",
				{"found": band.from_value, "before": before.from_value},
			)
	for i, band in enumerate(bands):
		for key in ("from_value", "factor"):
			if not 0 <= getattr(band, key) <= 1:
				yield Problem((*where, i, key), _SHARE, {"found": getattr(band, key), "least": 0, "most": 1})
		if band.label in [other.label for other in bands[:i]]:
			yield Problem((*where, i, "label"), "{found!r} is there twice", {"found": band.label})


_POSITIVE = (
	("goals", "cap"),
	("competency", "half_life_months"),
	("succession", "full_time_months"),
	("potential", "valid_months"),
	("retention", "valid_months"),
)
_SHARES = (
	("retention", "min_coverage"),
	("appraisal", "min_coverage"),
	("competency", "reassess_below"),
	("competency", "ranked_from_coverage"),
	("succession", "base_leaver_rate"),
	("goals", "too_early_below"),
)
# Of two raters each knows the other's answer, so an anonymous group begins at three.
LEAST_ANONYMOUS = 3
# The least that a number can be. Of four numbers a standard deviation tells too much; two reports that one rater parts
# tell what that rater said.
_LEAST = (
	("goals", "cap", 1),
	("distribution", "min_people", 1),
	("feedback", "self_threshold", 1),
	("feedback", "manager_threshold", 1),
	("feedback", "peer_threshold", LEAST_ANONYMOUS),
	("feedback", "report_threshold", LEAST_ANONYMOUS),
	("feedback", "other_threshold", LEAST_ANONYMOUS),
	("feedback", "anonymous_threshold", LEAST_ANONYMOUS),
	("feedback", "dispersion_from", 5),
	("feedback", "decimals", 0),
	("feedback", "trend_difference", 3),
	("feedback", "same_answers_months", 0),
	("feedback", "gap", 0),
	("feedback", "others", 1),
	("feedback", "agreement_from", 2),
)
_MOST = (("feedback", "decimals", 1), ("feedback", "gap", 4), ("feedback", "others", 5))


def _range_problems(policy: Policy) -> Iterator[Problem]:
	yield from _bound_problems(policy)
	if not policy.goals.red_below <= policy.goals.green_from:
		yield Problem(
			("goals", "red_below"),
			"found {found}, but green begins at {green} already",
			{"found": policy.goals.red_below, "green": policy.goals.green_from},
		)
	if not policy.goals.behind_from <= policy.goals.on_track_from:
		yield Problem(
			("goals", "behind_from"),
			"found {found}, but on track begins at {on_track} already",
			{"found": policy.goals.behind_from, "on_track": policy.goals.on_track_from},
		)
	yield from _weight_problems(("potential", "weights"), policy.potential.weights)


def _bound_problems(policy: Policy) -> Iterator[Problem]:
	"""Single numbers outside what they can be."""
	for section, key in _POSITIVE:
		value = getattr(getattr(policy, section), key)
		if not value > 0:
			yield Problem((section, key), "found {found}, expected more than 0", {"found": value})
	for section, key in _SHARES:
		value = getattr(getattr(policy, section), key)
		if not 0 <= value <= 1:
			yield Problem((section, key), _SHARE, {"found": value, "least": 0, "most": 1})
	for section, key, least in _LEAST:
		value = getattr(getattr(policy, section), key)
		if value < least:
			yield Problem((section, key), _AT_LEAST, {"found": value, "least": least})
	yield from _excess_problems(policy)


def _excess_problems(policy: Policy) -> Iterator[Problem]:
	for section, key, most in _MOST:
		value = getattr(getattr(policy, section), key)
		if value > most:
			yield Problem((section, key), _AT_MOST, {"found": value, "most": most})
