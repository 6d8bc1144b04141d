"""Weights that add up to nothing, ratings outside their scale, and what a template doesn't know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from talent_performance.engine.frames import same
from talent_performance.engine.rounding import TOLERANCE
from talent_performance.engine.validation.dates import cycle_of
from talent_performance.engine.validation.findings import Data, Found, as_text


def _individual(data: Data, frame: pd.DataFrame) -> pd.Series:
	current = cycle_of(data)
	here = frame["cycle"].isna() | (frame["cycle"] == (current["cycle"] if current is not None else None))
	return (frame["level"] == "individual") & (frame["archived"] != "approved") & here


def _scored_alone(data: Data, frame: pd.DataFrame) -> pd.Series:
	"""Key results in force of objectives that no child contributes to: a contribution is one more weight."""
	fed = pd.Series(dtype=object)
	if "objectives" in data:
		goals = data.frames["objectives"]
		fed = goals["parent_objective"][goals["contributes"] & (goals["contribution_weight"] > 0)].dropna()
	return (frame["archived"] != "approved") & ~frame["objective"].isin(fed)


ZERO_WEIGHTS: tuple[tuple[str, tuple[str, ...], Callable[[Data, pd.DataFrame], Any]], ...] = (
	("objectives", ("employee",), _individual),
	("key_results", ("objective",), _scored_alone),
	("milestones", ("key_result",), lambda data, frame: True),
	("component_ratings", ("employee", "component"), lambda data, frame: frame["state"] != "not applicable"),
	("role_competencies", ("designation",), lambda data, frame: frame["required_level"] > 0),
)


def check_zero_weights(data: Data) -> Iterator[Found]:
	for table, keys, counts in ZERO_WEIGHTS:
		if table not in data:
			continue
		frame = data.frames[table]
		part = frame[
			pd.Series(counts(data, frame), index=frame.index) & frame[list(keys)].notna().all(axis=1)
		]
		yield from _zero_weights(table, keys, part)


def _zero_weights(table: str, keys: tuple[str, ...], part: pd.DataFrame) -> Iterator[Found]:
	group = part.groupby(list(keys), sort=False, observed=True).ngroup().to_numpy()
	heaviest = pd.Series(part["weight"].abs().to_numpy()).groupby(group).max()
	zero = heaviest.index[heaviest <= 0].to_numpy()
	if not len(zero):
		return
	inside = np.flatnonzero(np.isin(group, zero))
	codes, at = np.unique(group[inside], return_index=True)
	first = part.iloc[inside[at]]
	names = [" / ".join(t) for t in zip(*(as_text(first[k]) for k in keys), strict=True)]
	more = {"group": names, "count": np.bincount(group)[codes]}
	yield Found("zero_weights", table, first.index.to_numpy(), "weight", first["weight"], more=more)


SCALES = (
	("component_ratings", "rating", "appraisal"),
	("overall_ratings", "manager_rating", "appraisal"),
	("overall_ratings", "calibrated_rating", "appraisal"),
	("history", "performance_score", "appraisal"),
	("potential", "ability", "potential"),
	("potential", "aspiration", "potential"),
	("potential", "engagement", "potential"),
)
NOTHING_SAID = (
	("potential", ("ability", "aspiration", "engagement")),
	("history", ("performance_score", "performance_band", "potential_band", "aspirational_mean")),
)


def check_scales(data: Data) -> Iterator[Found]:
	for table, column, section in SCALES:
		if table not in data:
			continue
		name = getattr(data.policy, section).scale
		scale = data.policy.scales[name]
		values = data.column(table, column)
		outside = (values < scale.low - TOLERANCE) | (values > scale.high + TOLERANCE)
		more = {"low": f"{scale.low:g}", "high": f"{scale.high:g}", "scale": name}
		yield from data.found("outside_scale", table, outside & ~np.isinf(values), column, **more)


def check_nothing_said(data: Data) -> Iterator[Found]:
	for table, columns in NOTHING_SAID:
		if table in data:
			rows = data.rows(table, data.frames[table][list(columns)].isna().all(axis=1))
			if len(rows):
				yield Found("nothing_said", table, rows, ", ".join(columns))


def check_templates(data: Data) -> Iterator[Found]:
	known = list(data.policy.templates)
	for table in ("employees", "segments"):
		if table in data:
			values = data.column(table, "template")
			wrong = values.notna() & ~values.isin(known)
			yield from data.found("unknown_template", table, wrong, "template", choices=", ".join(known))


def check_component_ratings(data: Data) -> Iterator[Found]:
	if "component_ratings" not in data:
		return
	frame = data.frames["component_ratings"]
	names = dict.fromkeys(n for t in data.policy.templates.values() for n in t.weights if n != "objectives")
	unknown = frame["component"].notna() & ~frame["component"].isin(list(names))
	yield from data.found(
		"unknown_component", "component_ratings", unknown, "component", choices=", ".join(names)
	)
	empty = same(frame["state"], "rated") & frame["rating"].isna()
	yield from data.found("rating_empty", "component_ratings", empty, "rating")
	silent = same(frame["state"], "not applicable") & frame["reason"].isna()
	yield from data.found("no_reason", "component_ratings", silent, "reason")


def check_pay(data: Data) -> Iterator[Found]:
	if "pay" in data:
		low, high = data.column("pay", "range_low"), data.column("pay", "range_high")
		yield from data.found("empty_range", "pay", high <= low, "range_high", low=low)
	if "merit_rules" in data:
		levels = [level.value for level in data.policy.rating_scale.levels]
		values = data.column("merit_rules", "rating")
		wrong = values.notna() & ~values.isin(levels)
		choices = ", ".join(f"{level:g}" for level in levels)
		yield from data.found("no_level", "merit_rules", wrong, "rating", choices=choices)
