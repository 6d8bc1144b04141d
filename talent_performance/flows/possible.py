"""What a user may do now with an appraisal, by the same tables that decide when he does it."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

import frappe
from frappe.utils import getdate

from talent_performance.access.actors import Actor
from talent_performance.access.deeds import actors as actors_in
from talent_performance.access.deeds import took_part
from talent_performance.flows import appraisal_states as states
from talent_performance.flows.appraisal_facts import REVIEW, facts_of
from talent_performance.flows.appraisal_states import Need
from talent_performance.flows.moves import label
from talent_performance.flows.reviews import SIDES

Deed = dict[str, object]
CALENDARS = ("lapse",)  # nobody has to press a button for what the calendar does


def possible_deeds(appraisal: str) -> list[Deed]:
	"""Deeds that the user may do now: `deed`, `label`, whether it needs a `reason`, and a `signature`."""
	facts = facts_of([appraisal], lock=False)
	parts = actors_in(facts.iloc[0])
	return [
		described(deed, row, signature)
		for deed in states.DEEDS
		if deed not in CALENDARS
		for row, signature in [_row(facts, deed, parts)]
		if row >= 0 and not (deed == "decide_appeal" and took_part(facts.iloc[0]))
	]


def _row(facts: pd.DataFrame, deed: str, parts: frozenset[Actor]) -> tuple[int, bool]:
	"""The row of the table that applies, and whether it applies with a signature only."""
	for given in ((), (Need.SIGNED,)):
		row = int(states.choose(facts, deed, getdate(), actors=parts, given=given)["row"].iloc[0])
		if row >= 0:
			return row, bool(given)
	return -1, False


def described(deed: str, row: int, signature: bool) -> Deed:
	"""A deed as the form wants it."""
	return {
		"deed": deed,
		"label": label(deed),
		"reason": states.TRANSITIONS[row].reason,
		"on_behalf": states.TRANSITIONS[row].on_behalf,
		"signature": signature,
	}


def possible_reviews(appraisal: str) -> list[Deed]:
	"""Perspectives from which the user may write now, and the review if it is there."""
	facts = facts_of([appraisal], lock=False).iloc[0]
	parts = actors_in(facts)
	there = dict(
		frappe.get_all(
			REVIEW,
			filters={"appraisal": appraisal, "segment": "All", "state": "Draft"},
			fields=["perspective", "name"],
			order_by="name",
			as_list=True,
		)
	)
	return [
		{"perspective": perspective, "review": there.get(perspective)}
		for perspective in _written_now(facts, parts)
	]


def _written_now(facts: pd.Series, parts: frozenset[Actor]) -> Iterator[str]:
	"""Perspectives that are this user's part, in their state, asked for, and not submitted."""
	columns = {
		"Self": "self_review_state",
		"Manager": "manager_review_state",
		"Second Level": "second_review_state",
	}
	for perspective, side in SIDES.items():
		mine = side.actor in parts and facts["state"] in side.begins
		if mine and (not side.step or facts[side.step]) and facts[columns[perspective]] != "Submitted":
			yield perspective
