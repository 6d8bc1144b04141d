"""Rating counts and guidelines of every scope: all, companies, departments, managers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from talent_performance.engine.distribution import describe
from talent_performance.engine.policy import Guideline, Policy
from talent_performance.rehearsal.report import formats
from talent_performance.rehearsal.report.columns import Field, encode
from talent_performance.rehearsal.report.formats import texts
from talent_performance.rehearsal.report.messages import Messages

_GUIDELINE = (
	Field("guideline", "text"),
	Field("rated", "number"),
	Field("people", "number"),
	Field("allowed_low", "number"),
	Field("allowed_high", "number"),
	Field("move_low", "number"),
	Field("move_high", "number"),
	Field("message", "text"),
)


def scopes(
	tables: Mapping[str, pd.DataFrame], people: pd.DataFrame, policy: Policy, messages: Messages
) -> list[dict[str, Any]]:
	"""A dict a scope, in the order of the results: kind, name, people per level, and its guidelines.

	`counts` is a list of [level or None, people]; a guideline's `state` is within, in, out, either or few.
	"""
	short = {describe(rule, policy): _short(rule, messages) for rule in policy.distribution.guidelines}
	names = dict(zip(texts(people["employee"]), texts(people["employee_name"]), strict=True))
	found: dict[tuple[str, str], dict[str, Any]] = {}
	for row in _rows(
		tables["rating_counts"], (Field("rating", "number", 2), Field("people", "number")), messages
	):
		_scope(found, row, names)["counts"].append([row["rating"], row["people"] or 0])
	for row in _rows(tables["distribution"], _GUIDELINE, messages):
		_scope(found, row, names)["guidelines"].append({**row, **_words(row, short)})
	return list(found.values())


def _rows(frame: pd.DataFrame, fields: tuple[Field, ...], messages: Messages) -> list[dict[str, Any]]:
	values = {f.name: _plain(encode(frame, (f,), messages)["columns"][f.name]) for f in fields}
	values |= {"kind": texts(frame["scope_kind"]), "scope": texts(frame["scope"])}
	return [dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)]


def _plain(column: Any) -> list[Any]:
	if isinstance(column, list):
		return column
	return [column["texts"][c] if c >= 0 else None for c in column["codes"]]


def _scope(
	found: dict[tuple[str, str], dict[str, Any]], row: dict[str, Any], names: Mapping[Any, Any]
) -> dict[str, Any]:
	kind, scope = row.pop("kind"), row.pop("scope")
	name = (names.get(scope) or scope) if kind == "manager" else scope
	fresh = {"kind": kind, "scope": scope, "name": name, "counts": [], "guidelines": []}
	return found.setdefault((kind, scope), fresh)


def _words(row: dict[str, Any], short: Mapping[str, str]) -> dict[str, str]:
	found = short.get(row["guideline"], row["guideline"])
	return {
		"title": formats.tight(row["guideline"]),
		"short": found,
		"state": state(row["move_low"], row["move_high"]),
	}


def _short(rule: Guideline, messages: Messages) -> str:
	"""The levels of a guideline alone: "4, 5"."""
	return ", ".join(formats.plain(level, messages) for level in rule.levels)


def state(low: float | None, high: float | None) -> str:
	"""What the numbers to move say: within, in (more are wanted), out (fewer), or few people."""
	if low is None or high is None:
		return "few"
	if low <= 0 <= high:
		return "within"
	return "in" if low > 0 else "out"
