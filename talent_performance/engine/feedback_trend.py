"""What has changed since a person's last round, where that tells nothing of single raters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from talent_performance.engine.feedback_cells import (
	ANONYMOUS,
	GROUPS,
	SELF,
	Earlier,
	Raters,
	cell_of,
	raters_of,
)
from talent_performance.engine.feedback_reasons import (
	GROUPS_CHANGED,
	NOT_SHOWN_TWICE,
	QUESTIONS_CHANGED,
	RATERS_CHANGED,
)
from talent_performance.engine.policy import FeedbackRules
from talent_performance.engine.rounding import half_up

Entry = Mapping[str, Any]
UNSEEN = tuple(group for group, anonymous in zip(GROUPS, ANONYMOUS, strict=True) if anonymous)


def with_last_time(
	figures: dict[str, Any], earlier: Earlier, asked: Raters, rules: FeedbackRules
) -> dict[str, Any]:
	"""The report with others then, and the change since, of every item that there was before."""
	then = {each["item"]: each for each in earlier.figures.get("items", ())}
	if not then:
		return figures
	alike = figures["scale"] == earlier.figures["scale"]
	items = [
		{**each, "last": _last(each, then[each["item"]], alike, earlier, asked, rules)}
		if each["item"] in then
		else each
		for each in figures["items"]
	]
	same = alike and list(then) == [each["item"] for each in items]
	overall = figures["overall"]
	last = _last(overall, earlier.figures["overall"], same, earlier, asked, rules)
	hidden = [each["last"] for each in items if each["last"] and each["last"]["reason"]]
	if hidden and not last["reason"]:
		last = hidden[0]
	return {**figures, "items": items, "overall": {**overall, "last": last}}


def _last(
	now: Entry, then: Entry, comparable: bool, earlier: Earlier, asked: Raters, rules: FeedbackRules
) -> dict[str, Any]:
	reason = _reason(now, then, comparable, earlier, asked, rules)
	if reason:
		return {"others": None, "change": None, "reason": reason}
	before = then["others"]["mean"]
	change = float(half_up(now["others"]["mean"] - before, rules.decimals))
	return {"others": before, "change": change, "reason": None}


def _reason(
	now: Entry, then: Entry, comparable: bool, earlier: Earlier, asked: Raters, rules: FeedbackRules
) -> str | None:
	if not comparable:
		return QUESTIONS_CHANGED
	if now["others"]["mean"] is None or then["others"]["mean"] is None:
		return NOT_SHOWN_TWICE
	groups = [group for group in GROUPS if group != SELF and cell_of(now, group)]
	if groups != [group for group in GROUPS if group != SELF and cell_of(then, group)]:
		return GROUPS_CHANGED
	for group in set(groups) & set(UNSEEN):
		counts = cell_of(now, group)["n"], cell_of(then, group)["n"]
		raters = raters_of(asked, group), raters_of(earlier.raters, group)
		if not _far_apart(*counts, *raters, rules):
			return RATERS_CHANGED
	return None


def _far_apart(now: int, then: int, asked: list, asked_then: list, rules: FeedbackRules) -> bool:
	"""Whether two sets of raters are the same for certain, or differ by enough whoever of those asked answered."""
	known = len(asked) >= now and len(asked_then) >= then
	if known and asked == asked_then and now == then == len(asked):
		return True
	both = len(set(asked) & set(asked_then)) if known else max(now, then)
	return now + then - 2 * min(now, then, both) >= rules.trend_difference
