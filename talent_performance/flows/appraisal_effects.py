"""What a move brings with it besides the state: dates, reasons, counters, and what the event keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pandas as pd

import frappe
from frappe.utils import now_datetime

from talent_performance.access.entrances import entrance_to
from talent_performance.flows import review_sides, talent
from talent_performance.flows.appraisal_facts import APPRAISAL, answer_until
from talent_performance.flows.published_ratings import changes, snapshots

UNPUBLISHED = dict.fromkeys(
	(
		"rating_label", "no_rating_reason", "published_on", "reply_by", "appeal_by", "acknowledged_on", "acknowledge_comment",
		"acknowledged_by_way", "acknowledge_recorded_by",
		"letter_wording",
	)
)  # fmt: skip
ZERO = dict.fromkeys(("rating", "score"), 0)


@dataclass(frozen=True)
class Brought:
	"""Fields of the appraisal, and fields of the event, which is asked for once the appraisal is written; a column each."""

	values: dict[str, object] = field(default_factory=dict)
	event: Callable[[], dict[str, object]] = dict


Effect = Callable[[pd.DataFrame, pd.Series, str], Brought]


def effects(deed: str, facts: pd.DataFrame, targets: pd.Series, reason: str) -> Brought:
	"""What a deed brings with it, for appraisals that go to these states."""
	effect = EFFECTS.get(deed)
	return effect(facts, targets, reason.strip()) if effect else Brought()


def _publish(facts: pd.DataFrame, targets: pd.Series, reason: str) -> Brought:
	"""The days to reply and to appeal begin; a later version says what differs from the one before."""
	values = {
		"published_on": now_datetime(),
		"reply_by": answer_until(facts, "acknowledge_days"),
		"appeal_by": answer_until(facts, "appeal_days"),
	}
	return Brought(values, lambda: {"summary": changes(facts)})


def _acknowledge(facts: pd.DataFrame, targets: pd.Series, reason: str) -> Brought:
	how = [entrance_to(row) for row in facts[["name", "employee"]].to_dict("records")]
	way = pd.Series([each.way if each else None for each in how], index=facts.index, dtype=object)
	by = pd.Series([each.by if each else None for each in how], index=facts.index, dtype=object)
	return Brought(
		{"acknowledged_on": now_datetime(), "acknowledged_by_way": way, "acknowledge_recorded_by": by}
	)


def _appeal(facts: pd.DataFrame, targets: pd.Series, reason: str) -> Brought:
	decided = dict.fromkeys(("appeal_decision", "appeal_decided_by", "appeal_decided_on", "appeal_answer"))
	return Brought({"appealed_on": now_datetime(), "appeal_reason": reason, **decided})


def _decide(facts: pd.DataFrame, targets: pd.Series, reason: str) -> Brought:
	"""Upheld ratings are replied to anew; what is to change becomes another version and is published again."""
	changed = targets == "Calibration"
	decision = {
		"appeal_decision": changed.map({True: "Changed", False: "Upheld"}),
		"appeal_answer": reason,
		"appeal_decided_by": frappe.session.user,
		"appeal_decided_on": now_datetime(),
	}
	if changed.all():
		again = _withdrawn(facts)
		return Brought({**decision, **again.values}, again.event)
	return Brought({**decision, "reply_by": answer_until(facts, "acknowledge_days")})


def _reopen(facts: pd.DataFrame, targets: pd.Series, reason: str) -> Brought:
	again = _withdrawn(facts)
	return Brought({"reopen_reason": reason, **again.values}, again.event)


def _withdrawn(facts: pd.DataFrame) -> Brought:
	"""Another version: what was published is kept in the event and taken off the appraisal."""
	return Brought(
		{"version": facts["version"] + 1, **UNPUBLISHED, **ZERO}, lambda: {"snapshot": snapshots(facts)}
	)


def _taken_back(facts: pd.DataFrame) -> dict[str, object]:
	"""The reason for the state that is left; who was exempt before he was cancelled stays exempt for his reason."""
	exempt = facts["exempt_reason"].where(facts["state"] != "Exempt", None)
	return {"exempt_reason": exempt, "cancel_reason": None}


EFFECTS: dict[str, Effect] = {
	"publish": _publish,
	"acknowledge": _acknowledge,
	"appeal": _appeal,
	"decide_appeal": _decide,
	"reopen": _reopen,
	"exempt": lambda facts, targets, reason: Brought({"exempt_reason": reason}),
	"include": lambda facts, targets, reason: Brought(_taken_back(facts)),
	"cancel": lambda facts, targets, reason: Brought({"cancel_reason": reason}),
}


def after(deed: str, appraisals: Sequence[str], targets: pd.Series, reason: str) -> None:
	"""What follows a move in other documents: who sees the reviews, how final the results are, what talent says of it."""
	if deed == "publish":
		review_sides.show_to_employee(appraisals)
	elif deed == "hold_for_calibration":
		review_sides.set_results(appraisals, "Final")
	elif deed == "reopen":
		review_sides.hide_from_employee(appraisals)
		review_sides.return_managers_reviews(appraisals)
		review_sides.set_results(appraisals, "Open")
		refresh_talent(appraisals, "Reopening", reason)
	elif deed == "decide_appeal" and (targets == "Calibration").all():
		review_sides.set_results(appraisals, "Final")
		refresh_talent(appraisals, "Appeal", reason)


def refresh_talent(appraisals: Sequence[str], cause: str, reason: str) -> None:
	"""What stands downstream on ratings that aren't published any more is worked out anew."""
	table = frappe.qb.DocType(APPRAISAL)
	query = frappe.qb.from_(table).select(table.employee).where(table.name.isin(list(appraisals)))
	source = (APPRAISAL, appraisals[0]) if len(appraisals) == 1 else None
	talent.refresh(query.orderby(table.employee).run(pluck=True), cause, reason=reason, source=source)
