"""What people wrote about somebody: comments as they were written, and summaries of them, where enough have commented.

Comments of one item stand in the order of the alphabet, so that nothing of one place in the list leads to another one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import frappe

from talent_performance.flows.feedback.labels import Words, group_label

RESPONSE, ANSWER = "Feedback Response", "Feedback Answer"
ATTRIBUTED = ("self", "manager")
MERGED, MEMBERS = "colleagues", ("peer", "report", "other")
Row = dict[str, Any]


def comments(request: str, figures: Mapping[str, Any], words: Words) -> list[Row]:
	"""By item: each group's comments, or why none of them are shown; of what is rated only where something is shown."""
	cells = figures.get("comments", [])
	texts = written(request) if any(cell["shown"] for cell in cells) else {}
	found: dict[str, list[Row]] = {}
	for cell in cells:
		said = _cell(cell, texts)
		if said["texts"] or (said["reason"] and cell["group"] not in ATTRIBUTED):
			found.setdefault(cell["item"], []).append(said)
	return [
		{"item": item, "label": words.label(item), "groups": groups}
		for item, groups in found.items()
		if item in words.open or any(group["texts"] for group in groups)
	]


def _cell(cell: Mapping[str, Any], texts: Mapping[tuple[str, str], list[str]]) -> Row:
	group, item = cell["group"], cell["item"]
	members = MEMBERS if group == MERGED else (group,)
	said = [text for member in members for text in texts.get((member, item), [])] if cell["shown"] else []
	return {
		"group": group,
		"label": group_label(group),
		"texts": sorted(said, key=lambda text: (text.casefold(), text)),
		"reason": "" if cell["shown"] else cell["reason"],
	}


def written(request: str) -> dict[tuple[str, str], list[str]]:
	"""What was written for a request, by group and item, in no order that says anything."""
	response, answer = frappe.qb.DocType(RESPONSE), frappe.qb.DocType(ANSWER)
	query = (
		frappe.qb.from_(answer)
		.join(response)
		.on((answer.parent == response.name) & (answer.parenttype == RESPONSE))
		.select(response.rater_group, answer.item, answer.text)
		.where((response.request == request) & (response.state == "Submitted") & (answer.text != ""))
		.orderby(answer.item)
		.orderby(answer.text)
		.orderby(answer.name)
	)
	found: dict[tuple[str, str], list[str]] = {}
	for group, item, text in query.run():
		if text and text.strip():
			found.setdefault((group.lower(), item), []).append(text.strip())
	return found


def summaries(stored: str | None) -> Row:
	"""The summaries as they are shown: each group's, and one of all that may be told."""
	said = json.loads(stored or "{}")
	groups = [_summary(each) for each in said.get("groups", [])]
	overall = said.get("overall") or {}
	return {
		"groups": [each for each in groups if _says_something(each)],
		"overall": _summary({"group": "others", **overall}) if _says_something(overall) else None,
		"made_by": said.get("made_by", ""),
	}


def _says_something(summary: Mapping[str, Any]) -> bool:
	return any(summary.get(key) for key in ("strengths", "growth", "themes"))


def _summary(row: Mapping[str, Any]) -> Row:
	return {
		"group": row["group"],
		"label": group_label(row["group"]),
		"count": row.get("count"),
		"edited": bool(row.get("edited")),
		"strengths": [_sentence(each) for each in row.get("strengths", [])],
		"growth": [_sentence(each) for each in row.get("growth", [])],
		"themes": [{"theme": each["theme"], "count": each["count"]} for each in row.get("themes", [])],
	}


def _sentence(each: Mapping[str, Any]) -> Row:
	return {"text": each["text"], "edited": bool(each.get("edited"))}
