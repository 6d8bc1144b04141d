"""The two sides of a comparison: where people can stand under each policy, the strongest first."""

from __future__ import annotations

from typing import Any

import pandas as pd

from talent_performance.engine.policy import Policy
from talent_performance.rehearsal.report import formats
from talent_performance.rehearsal.report.messages import Messages
from talent_performance.rehearsal.report.payload import boxes, levels

Places = list[dict[str, Any]]


def sides(
	comparison: pd.DataFrame, policy: Policy, other: Policy | None, messages: Messages
) -> dict[str, Any]:
	"""{"box" and "rating": {"before" and "after": [{key, label}]}}.

	Scales and boxes of the two policies may differ. Where the other policy isn't at hand, its boxes are named as
	the comparison names them and its ratings by their numbers alone: this policy's labels could say something else.
	"""
	return {
		"box": {
			"before": _all(_boxes(policy, messages), comparison["box_before"], messages),
			"after": _all(
				_boxes_after(comparison, policy, other, messages), comparison["box_after"], messages
			),
		},
		"rating": {
			"before": _all(_levels(policy, messages), comparison["rating_before"], messages),
			"after": _all(_levels(other, messages) if other else [], comparison["rating_after"], messages),
		},
	}


def _levels(policy: Policy, messages: Messages) -> Places:
	return [_place(level["value"], level["label"], messages) for level in reversed(levels(policy))]


def _boxes(policy: Policy, messages: Messages) -> Places:
	return [_place(box["number"], box["label"], messages) for box in boxes(policy)]


def _boxes_after(
	comparison: pd.DataFrame, policy: Policy, other: Policy | None, messages: Messages
) -> Places:
	if other or "box_label_after" not in comparison:
		return _boxes(other or policy, messages)
	known = comparison.dropna(subset=["box_after"]).drop_duplicates("box_after")
	named = dict(zip(known["box_after"].astype(float), formats.texts(known["box_label_after"]), strict=True))
	return [_place(box["number"], named.get(box["number"], box["label"]), messages) for box in boxes(policy)]


def _place(key: float, label: str, messages: Messages) -> dict[str, Any]:
	number = formats.plain(key, messages)
	return {"key": int(key) if float(key).is_integer() else key, "label": f"{number}\u00a0{label}".strip()}


def _all(places: Places, found: pd.Series, messages: Messages) -> Places:
	"""These places, and before them those that people stand at although no policy names them."""
	known = {place["key"] for place in places}
	strange = sorted(set(pd.to_numeric(found).dropna()) - known, reverse=True)
	return [_place(float(key), "", messages) for key in strange] + places
