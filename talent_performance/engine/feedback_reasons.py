"""Why a figure of 360 feedback isn't shown: words that a report carries, and the sentences that people read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from talent_performance.engine.reasons import Translate

FEW, FEW_TOGETHER, NONE = "few", "few together", "no answer"
WITHHELD, NO_SELF, HIDDEN_PART = "withheld", "no self rating", "hidden part"
CHANGED_RATERS, NO_EARLIER = "changed raters", "nothing earlier"

SENTENCES: Mapping[str, str] = {
	FEW: "Not shown: fewer than {least}",
	FEW_TOGETHER: "Not shown: fewer than {least} anonymous answers together",
	NONE: "No answer",
	WITHHELD: "Not shown: together with other figures it would tell what fewer than {least} people said",
	NO_SELF: "No self rating to compare with",
	HIDDEN_PART: "Not shown: it would need a figure that isn't shown",
	CHANGED_RATERS: "Not compared with last time: one or two raters may have changed",
	NO_EARLIER: "Not compared with last time: one of the two isn't shown",
}


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
		whole["reason"] = translate(SENTENCES[whole["reason"]]).format(least=thresholds[group])
	return whole
