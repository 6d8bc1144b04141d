"""The policy in words and drawings: weights, the curve, the scale's cut points, guidelines, thresholds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from talent_performance.engine.distribution import describe
from talent_performance.engine.policy import Points, Policy, Scale
from talent_performance.rehearsal.report import formats
from talent_performance.rehearsal.report.messages import Messages
from talent_performance.rehearsal.report.payload import levels

WIDTH, HEIGHT, MARGIN = 640.0, 300.0, 44.0


@dataclass(frozen=True)
class Chart:
	"""A conversion curve as SVG coordinates, with ticks: (position, label)."""

	lines: list[dict[str, Any]]
	across: list[tuple[float, str]]
	up: list[tuple[float, str]]
	meets: float


def view(policy: Policy, messages: Messages) -> dict[str, Any]:
	"""What the template of the policy section shows."""
	return {
		"name": policy.name,
		"version": policy.version,
		"fingerprint": policy.fingerprint,
		"templates": [_template(name, policy, messages) for name in policy.templates],
		"rules": [_rule(r, messages) for r in policy.template_rules],
		"chart": chart(policy, messages),
		"scale": _scale(policy, messages),
		"guidelines": [formats.tight(describe(rule, policy)) for rule in policy.distribution.guidelines],
		"readiness": _shares(policy.succession.weights, messages),
		"bands": [(b.label, formats.percent(b.from_value, messages)) for b in policy.succession.bands],
		"settings": list(_settings(policy, messages)),
	}


def _template(name: str, policy: Policy, messages: Messages) -> dict[str, Any]:
	template = policy.templates[name]
	return {
		"name": name,
		"shares": _shares(template.weights, messages),
		"missing": messages[f"missing.{template.missing}"],
		"is_default": name == policy.appraisal.default_template,
	}


def _shares(weights: Mapping[str, float], messages: Messages) -> list[dict[str, Any]]:
	total = sum(weights.values())
	return [
		{
			"name": k,
			"label": messages.value(k),
			"width": 100 * w / total,
			"text": formats.share_of(w, total, messages),
		}
		for k, w in weights.items()
	]


def _rule(rule: Any, messages: Messages) -> str:
	field = messages[f"field.{rule.field}"]
	return messages.say("policy.rule", field=field, values=", ".join(rule.values), template=rule.template)


def chart(policy: Policy, messages: Messages) -> Chart:
	"""Both curves on one pair of axes; attainment runs from 0 to the cap, ratings over the whole scale."""
	cap, scale = policy.goals.cap, policy.rating_scale
	lines = [
		{"key": key, "path": _path(points, cap, scale), "dots": _dots(points, cap, scale, messages)}
		for key, points in (
			("committed", policy.curves.committed),
			("aspirational", policy.curves.aspirational),
		)
	]
	ticks = [t / 5 for t in range(int(cap * 5 + 1e-9) + 1)]
	return Chart(
		lines,
		[(_across(t, cap), formats.percent(t, messages)) for t in ticks],
		[(_up(level.value, scale), formats.plain(level.value, messages)) for level in scale.levels],
		_across(1.0, cap),
	)


def _path(points: Points, cap: float, scale: Scale) -> str:
	"""The curve as an SVG path, its last point carried to the cap."""
	ends = (*points, (max(cap, points[-1][0]), points[-1][1]))
	return "M" + " L".join(f"{_across(min(x, cap), cap):.1f},{_up(y, scale):.1f}" for x, y in ends)


def _dots(points: Points, cap: float, scale: Scale, messages: Messages) -> list[tuple[float, float, str]]:
	return [
		(
			_across(x, cap),
			_up(y, scale),
			messages.say(
				"policy.point", attainment=formats.percent(x, messages), rating=formats.plain(y, messages)
			),
		)
		for x, y in points
		if x <= cap
	]


def _across(attainment: float, cap: float) -> float:
	return MARGIN + (WIDTH - 2 * MARGIN) * attainment / cap


def _up(rating: float, scale: Scale) -> float:
	return HEIGHT - MARGIN - (HEIGHT - 1.5 * MARGIN) * (rating - scale.low) / (scale.high - scale.low)


def _scale(policy: Policy, messages: Messages) -> list[dict[str, Any]]:
	"""Every level with the interval of scores that stand in it."""
	scale = policy.rating_scale
	return [
		{
			"value": formats.plain(level["value"], messages),
			"label": level["label"],
			"band": level["band"],
			"tone": level["tone"],
			"from": formats.number(start, 2, messages),
			"to": formats.number(end, 2, messages),
			"last": end == scale.high,
		}
		for level, start, end in zip(
			levels(policy), (scale.low, *scale.cuts), (*scale.cuts, scale.high), strict=True
		)
	]


_SETTINGS: tuple[tuple[str, str, str], ...] = (
	("appraisal", "min_coverage", "percent"),
	("appraisal", "min_service_days", "days"),
	("appraisal", "calculated_counts", "flag"),
	("goals", "cap", "percent"),
	("goals", "green_from", "percent"),
	("goals", "red_below", "percent"),
	("goals", "aspirational_success", "percent"),
	("goals", "on_track_from", "percent"),
	("goals", "behind_from", "percent"),
	("goals", "stale_after_days", "days"),
	("goals", "overloaded_above", "number"),
	("potential", "valid_months", "months"),
	("distribution", "min_people", "number"),
	("severity", "min_people", "number"),
	("competency", "half_life_months", "months"),
	("competency", "reassess_below", "percent"),
	("competency", "ranked_from_coverage", "percent"),
	("succession", "base_leaver_rate", "percent"),
	("workforce", "min_person_years", "number"),
)


def _settings(policy: Policy, messages: Messages) -> Iterator[tuple[str, str]]:
	"""Thresholds as (what, value)."""
	for section, key, kind in _SETTINGS:
		value = getattr(getattr(policy, section), key)
		yield messages[f"setting.{section}.{key}"], _setting(value, kind, messages)


def _setting(value: Any, kind: str, messages: Messages) -> str:
	if kind == "flag":
		return messages["yes" if value else "no"]
	if kind == "percent":
		return formats.percent(value, messages)
	plain = formats.plain(value, messages)
	return plain if kind == "number" else messages.say(f"format.{kind}", n=plain)
