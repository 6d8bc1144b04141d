"""Appeals: the employee asks, somebody independent decides. Whoever reviewed, calibrated or stands above decides nothing."""

from __future__ import annotations

import pandas as pd

import frappe
from frappe import _
from frappe.utils import flt

from talent_performance import store
from talent_performance.access.deeds import took_part
from talent_performance.exceptions import IllegalMove
from talent_performance.flows import scoring
from talent_performance.flows.appraisal_facts import facts_of
from talent_performance.flows.appraisal_states import Need
from talent_performance.flows.moves import move, permitted, write
from talent_performance.flows.reviews import levels_of

RESULT = "Appraisal Result"
UPHELD, CHANGED = "Upheld", "Changed"


def appeal(appraisal: str, reason: str) -> None:
	"""The employee wants the rating looked at again. Raises PermissionError, IllegalMove."""
	move(appraisal, "appeal", reason)


def decide(appraisal: str, decision: str, answer: str, rating: float = 0) -> None:
	"""Upheld: the rating stands and is replied to anew. Changed: `rating` counts from now on, and is published again.

	Raises PermissionError for whoever took part, IllegalMove.
	"""
	if decision not in (UPHELD, CHANGED):
		raise ValueError(f"A decision is {UPHELD} or {CHANGED}, not {decision!r}.")
	changed = decision == CHANGED
	facts = facts_of([appraisal])
	rows = permitted(facts, "decide_appeal", answer, given=(Need.CHANGED,) if changed else ())
	check_independent(facts.iloc[0])
	if changed:
		set_rating(facts.iloc[0], rating, answer)
	write(facts, rows, answer)


def check_independent(appraisal: pd.Series) -> None:
	"""Raises PermissionError for somebody who reviewed, calibrated or stands above."""
	if took_part(appraisal):
		frappe.throw(
			_(
				"You reviewed or calibrated this appraisal, or stand above the employee. Somebody who didn't take part decides the appeal."
			),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)


def set_rating(appraisal: pd.Series, rating: float, reason: str) -> None:
	"""The rating that the appeal leads to stands in the result as the calibrated one. Raises IllegalMove."""
	levels = levels_of(appraisal["cycle"])
	result = frappe.db.get_value(RESULT, {"appraisal": appraisal["name"]}, ["name", "performance_rating"])
	if flt(rating) not in levels or not result or flt(result[1]) == flt(rating):
		expected = ", ".join(f"{level:g}" for level in levels if not result or level != flt(result[1]))
		frappe.throw(
			_("A changed appraisal needs another rating than before: one of {0}.").format(expected),
			exc=IllegalMove,
			title=_("Rating Missing"),
		)
	values = {"calibrated_rating": flt(rating), "calibration_reason": reason}
	store.amend(RESULT, pd.DataFrame(values, index=[result[0]]))
	scoring.score([appraisal["name"]])
