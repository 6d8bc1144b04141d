"""The report of 360 feedback: what is shown, what is hidden and why."""

from __future__ import annotations

from typing import Any

import pandas as pd

from talent_performance.engine import feedback
from talent_performance.engine.policy import FIVE_POINTS, FeedbackRules

RULES = FeedbackRules()


def answers_of(
	values: dict[str, list[float | None]], item: str = "C-1", subject: str = "A"
) -> list[dict[str, Any]]:
	"""One item's answers, by group; None is not applicable."""
	return [
		{
			"subject": subject,
			"response": f"{group} {i}",
			"group": group,
			"item": item,
			"kind": "rating",
			"value": value,
			"not_applicable": value is None,
			"has_text": False,
		}
		for group, given in values.items()
		for i, value in enumerate(given)
	]


def report_of(rows: list[dict[str, Any]], rules: FeedbackRules = RULES, **more: Any) -> dict[str, Any]:
	"""The report of the one person that the answers are about."""
	answers = pd.DataFrame(rows)
	items = answers[["subject", "item", "kind"]].drop_duplicates()
	(found,) = feedback.report(answers, items, rules, FIVE_POINTS, **more).values()
	return found


def test_a_hidden_group_is_in_no_figure() -> None:
	found = report_of(answers_of({"manager": [4], "peer": [3, 4, 3, 4], "report": [2, 2]}))
	cells = {cell["group"]: cell for cell in found["items"][0]["cells"]}
	assert cells["peer"]["mean"] == 3.5
	assert (cells["report"]["mean"], cells["report"]["n"], cells["report"]["reason"]) == (None, None, "few")
	assert found["component"] == {"score": 3.75, "reason": None}
