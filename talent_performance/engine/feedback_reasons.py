"""Why a figure of 360 feedback isn't shown: words that a report carries, and the sentences that people read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from talent_performance.engine.reasons import Translate

FEW, FEW_TOGETHER, NONE = "few", "few together", "no answer"
WITHHELD, FEW_PEOPLE, NO_DIFFERENCE = "withheld", "few people", "no difference"
RATERS_CHANGED, GROUPS_CHANGED, QUESTIONS_CHANGED = "raters changed", "groups changed", "questions changed"
NOT_SHOWN_TWICE = "not shown twice"

SENTENCES: Mapping[str, str] = {
	FEW: "Not shown: fewer than {least}",
	FEW_TOGETHER: "Not shown: fewer than {least} anonymous answers together",
	NONE: "No answer",
	WITHHELD: "Not shown: together with other figures it would tell what fewer than {least} people said",
	FEW_PEOPLE: "Not shown: fewer than {least} people with two raters each",
	NO_DIFFERENCE: "Everybody was rated the same, so nothing can be told apart",
	RATERS_CHANGED: "Not compared with last time: only one or two raters may have changed",
	GROUPS_CHANGED: "Not compared with last time: other groups are shown now",
	QUESTIONS_CHANGED: "Not compared with last time: questions or scale have changed",
	NOT_SHOWN_TWICE: "Not compared with last time: one of the two figures isn't shown",
}


def sentence(reason: str, least: int, translate: Translate = str) -> str:
	"""What a person reads instead of a reason's word.

	>>> sentence(FEW, 3)
	'Not shown: fewer than 3'
	"""
	return translate(SENTENCES[reason]).format(least=least)


def readable(figures: Mapping[str, Any], translate: Translate = str) -> dict[str, Any]:
	"""A report with the sentence of every reason in its place, in the reader's language."""
	return _readable(figures, figures["thresholds"], "colleagues", translate)


def _readable(part: Any, thresholds: Mapping[str, int], group: str, translate: Translate) -> Any:
	if isinstance(part, list):
		return [_readable(each, thresholds, group, translate) for each in part]
	if not isinstance(part, Mapping):
		return part
	group = part.get("group", group)
	whole = {key: _readable(each, thresholds, group, translate) for key, each in part.items()}
	if whole.get("reason"):
		whole["reason"] = sentence(whole["reason"], thresholds[group], translate)
	return whole
