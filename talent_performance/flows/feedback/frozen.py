"""What a round asks and from how many answers on it shows something, kept with the round from its launch on.

`frozen` is JSON: items (key, kind, text), scale, thresholds, what is shown, and the policy's section. Keys are the same in
every round: a competency's name, and for a question a digest of its words, so that rounds can be compared.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, TypedDict

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, strip_html

from talent_performance.exceptions import FeedbackRefused

FEEDBACK = "Feedback"
THRESHOLDS = {
	"peer": "peer_threshold",
	"report": "report_threshold",
	"other": "other_threshold",
	"anonymous": "anonymous_threshold",
}


class Item(TypedDict):
	"""Something that a rater is asked."""

	item: str
	kind: str
	text: str
	help: str
	required: bool
	competency: str


class Level(TypedDict):
	"""A level of the scale."""

	value: float
	label: str
	meaning: str


def of_round(round_: str) -> dict[str, Any]:
	"""What was frozen. Raises FeedbackRefused for a round that wasn't launched."""
	kept = frappe.db.get_value("Feedback Round", round_, "frozen")
	if not kept:
		frappe.throw(
			_("The round {0} isn't launched yet.").format(round_), exc=FeedbackRefused, title=_("Not Yet")
		)
	return json.loads(kept)


def freeze(round_: Document) -> str:
	"""What holds from now on, as JSON."""
	kept = {
		"title": round_.title,
		"purpose": round_.purpose,
		"small_groups": str(round_.small_groups).lower(),
		"comments_shown": round_.comments_shown,
		"thresholds": {group: round_.get(field) for group, field in THRESHOLDS.items()},
		"scale": scale_of(round_.rating_scale),
		"items": items_of(round_),
		"policy": policy_section(),
	}
	return json.dumps(kept, indent=1, ensure_ascii=False)


def policy_section() -> dict[str, Any]:
	"""The policy's section on feedback, as it is today."""
	from talent_performance.store.policy import freeze, policy_from_settings

	return json.loads(freeze(policy_from_settings())).get("feedback", {})


def items_of(round_: Document) -> list[Item]:
	"""Competencies first, then questions, each once."""
	found = [*_competencies(round_), *_questions(round_)]
	return list({each["item"]: each for each in found}.values())


def _competencies(round_: Document) -> list[Item]:
	names = [line.competency for line in round_.competencies]
	rows = frappe.get_all(
		"Competency", {"name": ("in", names or [""])}, ["name", "description"], order_by="name", limit=0
	)
	said = {row.name: strip_html(row.description or "") for row in rows}
	return [
		Item(item=name, kind="Rating", text=name, help=said.get(name, ""), required=False, competency=name)
		for name in names
	]


def _questions(round_: Document) -> list[Item]:
	rows = frappe.get_all(
		"Review Question",
		filters={"parent": round_.review_template, "parenttype": "Review Template", "perspective": FEEDBACK},
		fields=["question", "kind", "required"],
		order_by="idx, name",
		limit=0,
	)
	return [
		Item(
			item=key_of(row.question),
			kind=row.kind,
			text=row.question,
			help="",
			required=bool(row.required),
			competency="",
		)
		for row in rows
	]


def key_of(question: str) -> str:
	"""The key of a question: the same words have the same one in every round.

	>>> key_of("What works well?") == key_of(" What  works well? ")
	True
	"""
	return "Q-" + hashlib.sha256(" ".join(question.split()).encode()).hexdigest()[:10]


def scale_of(name: str) -> dict[str, Any]:
	"""A rating scale with its levels, from low to high."""
	rows = frappe.get_all(
		"Rating Scale Level",
		filters={"parent": name, "parenttype": "Rating Scale"},
		fields=["value", "label", "meaning"],
		order_by="value, name",
		limit=0,
	)
	levels = [Level(value=flt(row.value), label=row.label or "", meaning=row.meaning or "") for row in rows]
	values = [level["value"] for level in levels]
	return {"name": name, "low": min(values, default=0), "high": max(values, default=0), "levels": levels}
