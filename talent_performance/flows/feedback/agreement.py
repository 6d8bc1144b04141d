"""How far the raters of a round agreed, for HR: of each competency over everybody in it, made once, at the close."""

from __future__ import annotations

import json
from typing import Any

from frappe import _
from frappe.model.document import Document

from talent_performance.engine import feedback as engine
from talent_performance.engine.feedback_reasons import sentence
from talent_performance.flows.feedback import sealing, sheets
from talent_performance.flows.feedback.labels import Words

# Not the number of ratings: less what is shown of people, it would tell how many a hidden group has.
COLUMNS = ["item", "people", "r_wg", "icc_1", "icc_1k", "reason"]


def of_answers(round_: str) -> str:
	"""The figures as JSON, while the answers are there; "" where nobody has answered."""
	rules, heads = sealing.Rules.of(round_), sheets.heads_of(round_, state=sealing.SUBMITTED)
	if heads.empty:
		return ""
	answers = rules.answers(heads, sheets.lines_of_round(round_)).drop(columns="text")
	items = rules.items(sorted(heads["request"].unique()))
	found = engine.agreement(answers, items, rules.rules, rules.scale)[COLUMNS].astype(object)
	return json.dumps(found.where(found.notna(), None).to_dict("records"))


def shown(round_: Document) -> list[dict[str, Any]]:
	"""The figures with the competencies' names, and why where there is none; nothing before the close."""
	if not round_.agreement:
		return []
	rules = sealing.Rules.of(round_.name)
	words = Words.of(rules.asked)
	rows = json.loads(round_.agreement)
	for row in rows:
		row["label"] = words.label(row.pop("item"))
		if row["reason"]:
			row["reason"] = sentence(row["reason"], rules.rules.agreement_from, _)
	return rows
