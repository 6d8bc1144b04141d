"""Publishing: the results are copied to the appraisals, their subjects see them, and talent follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

import frappe
from frappe import _

from talent_performance import store
from talent_performance.exceptions import IllegalMove
from talent_performance.flows import letters, talent
from talent_performance.flows.appraisal_facts import EVENT, facts_of
from talent_performance.flows.moves import move_many, permitted
from talent_performance.flows.moving import moving
from talent_performance.store.cycle_tables import APPRAISAL, RESULT
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch

HELD = "Calibration"
# The cause of a move by the deed that makes another version.
LED_TO = {"reopen": "Reopening", "decide_appeal": "Appeal"}


def publish(
	appraisals: Sequence[str], cause: str = "Publication", reason: str = "", *, one_by_one: bool = False
) -> list[str]:
	"""Show the closed results of appraisals to their subjects. Returns who listened. Safe to do twice.

	Appraisals that are held for calibration move to Published, and the manager's side opens with that. Those that were published before get the new numbers: after a
	changed appeal, with cause "Appeal", say. Without a closed result nothing happens.
	"""
	known = closed(appraisals)
	if known.empty:
		return []
	causes = led_to_new_version(known["appraisal"])
	heard = show(known, reason, one_by_one)
	results = pd.DataFrame({"state": "Published"}, index=known["name"].to_numpy())
	heard += store.amend(
		RESULT, results[(known["state"] != "Published").to_numpy()], one_by_one=one_by_one
	).listeners
	owners = dict(zip(known["appraisal"], known["employee"], strict=True))
	for why, employees in by_cause(owners, causes, cause).items():
		heard += talent.refresh(employees, why, reason, one_by_one=one_by_one)
	return list(dict.fromkeys(heard))


def by_cause(employees: Mapping[str, str], causes: Mapping[str, str], first: str) -> dict[str, list[str]]:
	"""Employees of appraisals by what moves them: a new version's own cause, or that of a `first` one."""
	found: dict[str, list[str]] = {}
	for appraisal, employee in employees.items():
		found.setdefault(causes.get(appraisal, first), []).append(employee)
	return found


def led_to_new_version(appraisals: Sequence[str]) -> dict[str, str]:
	"""Of appraisals whose present version isn't published yet, what led to it: the cause that the ledger knows."""
	event = frappe.qb.DocType(EVENT)
	changed = (event.deed == "decide_appeal") & (event.to_state == HELD)
	query = (
		frappe.qb.from_(event)
		.select(event.appraisal, event.deed)
		.where(event.appraisal.isin(list(appraisals) or [""]))
		.where(event.deed.isin(("publish", "reopen")) | changed)
		.orderby(event.at, event.creation, event.name)
	)
	latest = dict(query.run())
	return {name: LED_TO[deed] for name, deed in latest.items() if deed in LED_TO}


def publish_one(appraisal: str) -> None:
	"""Publish one appraisal as the user of the session: the results are copied over, and the state moves with them.

	Raises PermissionError, IllegalMove.
	"""
	permitted(facts_of([appraisal]), "publish", "")
	publish([appraisal])
	if frappe.db.get_value(APPRAISAL, appraisal, "state") != "Published":
		frappe.throw(
			_("Appraisal {0} has no final result yet. Close the cycle for it first.").format(appraisal),
			exc=IllegalMove,
			title=_("Not Possible Now"),
		)


def closed(appraisals: Sequence[str]) -> pd.DataFrame:
	"""Closed results of appraisals, with the appraisal's state."""
	result, appraisal = frappe.qb.DocType(RESULT), frappe.qb.DocType(APPRAISAL)
	fields = [
		"name",
		"appraisal",
		"employee",
		"state",
		"performance_rating",
		"performance_label",
		"performance_score",
		"reason",
	]
	query = (
		frappe.qb.from_(result)
		.join(appraisal)
		.on(result.appraisal == appraisal.name)
		.select(*(result[field] for field in fields), appraisal.state)
		.where(within(result.appraisal, appraisals) & result.state.isin(("Final", "Published")))
		.orderby(result.employee, result.name)
	)
	return fetch(query, [*fields, "appraisal_state"])


def show(known: pd.DataFrame, reason: str, one_by_one: bool) -> list[str]:
	"""Copy the results, and move those that are held."""
	values = as_shown(known)
	held = (known["appraisal_state"] == HELD).to_numpy()
	with moving():
		heard = store.amend(APPRAISAL, values[~held], one_by_one=one_by_one).listeners
	if held.any():
		names = list(values.index[held])
		shown = values[held].assign(letter_wording=pd.Series(letters.wordings_for(names), dtype=object))
		heard = [*heard, *move_many(names, "publish", reason=reason, values=shown, one_by_one=one_by_one)]
	return heard


def as_shown(known: pd.DataFrame) -> pd.DataFrame:
	"""What the subject reads, by appraisal."""
	numbers = known[["performance_rating", "performance_score"]].astype(float).fillna(0.0)
	return pd.DataFrame(
		{
			"rating": numbers["performance_rating"].to_numpy(),
			"rating_label": known["performance_label"].to_numpy(),
			"score": numbers["performance_score"].to_numpy(),
			"no_rating_reason": known["reason"].to_numpy(),
		},
		index=known["appraisal"].to_numpy(),
	)
