"""What the table of states asks about appraisals, read for many at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

import frappe
from frappe.query_builder.functions import Max
from frappe.utils import getdate

from talent_performance.compat import is_sqlite
from talent_performance.engine.workdays import last_day
from talent_performance.store.dialect import within

APPRAISAL, REVIEW, EVENT = "Performance Appraisal", "Appraisal Review", "Appraisal Event"
PORTION = 5000
COLUMNS = (
	"name", "employee", "company", "cycle", "state", "version", "template", "manager", "second_manager", "end_date", "due_date",
	"goal_deadline", "rating", "rating_label", "score", "published_on", "reply_by", "appeal_by", "appealed_on", "pay_exported_on",
	"exempt_reason",
)  # fmt: skip
STEPS = ("mid_year_review", "self_review", "second_level_review", "self_side_visible")
SIDES = {
	"Self": "self_review_state",
	"Manager": "manager_review_state",
	"Second Level": "second_review_state",
}


def facts_of(appraisals: Sequence[str], *, lock: bool = True) -> pd.DataFrame:
	"""One row per appraisal in the order given, by name; with `lock` nobody else moves them until the transaction ends.

	Raises DoesNotExistError.
	"""
	names = list(dict.fromkeys(appraisals))
	rows = [
		row for start in range(0, len(names), PORTION) for row in _rows(names[start : start + PORTION], lock)
	]
	facts = pd.DataFrame(rows, columns=COLUMNS).set_index("name", drop=False).reindex(names)
	absent = facts.index[facts["name"].isna()]
	if len(absent):
		frappe.throw(
			frappe._("There is no {0} {1}.").format(frappe._(APPRAISAL), ", ".join(absent[:10])),
			exc=frappe.DoesNotExistError,
			title=frappe._("Not Found"),
		)
	return with_sides(with_steps(facts.astype(object).where(facts.notna(), None)))


def _rows(names: Sequence[str], lock: bool) -> Sequence[Sequence[object]]:
	table = frappe.qb.DocType(APPRAISAL)
	query = frappe.qb.from_(table).select(*COLUMNS).where(within(table.name, names)).orderby(table.name)
	return (query.for_update() if lock and not is_sqlite() else query).run()


def with_steps(facts: pd.DataFrame) -> pd.DataFrame:
	"""The steps that each appraisal's template has; without a template it is the plain way: self, then manager."""
	table = frappe.qb.DocType("Review Template")
	templates = [each for each in facts["template"].dropna().unique()]
	query = frappe.qb.from_(table).select(table.name, *STEPS).where(table.name.isin(templates or [""]))
	steps = pd.DataFrame(query.run(), columns=["template", *STEPS]).set_index("template")
	plain = {
		"mid_year_review": 0,
		"self_review": 1,
		"second_level_review": 0,
		"self_side_visible": "When Submitted",
	}
	found = steps.reindex(facts["template"]).set_axis(facts.index)
	return facts.join(found.astype(object).fillna(plain).infer_objects())


def with_sides(facts: pd.DataFrame) -> pd.DataFrame:
	"""The state of each side's review; "" where nobody has begun it."""
	table = frappe.qb.DocType(REVIEW)
	found: list[tuple] = []
	for start in range(0, len(facts), PORTION):
		names = list(facts.index[start : start + PORTION])
		query = frappe.qb.from_(table).select(table.appraisal, table.perspective, table.state)
		found += query.where(within(table.appraisal, names) & (table.segment == "All")).run()
	reviews = pd.DataFrame(found, columns=["appraisal", "perspective", "state"]).set_index("appraisal")
	for perspective, column in SIDES.items():
		states = reviews.loc[reviews["perspective"] == perspective, "state"]
		facts[column] = states.reindex(facts.index).fillna("")
	return facts


def due_dates(facts: pd.DataFrame, states: pd.Series) -> pd.Series:
	"""Until when each appraisal's step is due, by its cycle; a leaver's steps are due on his last day at the latest."""
	cycle, phase = frappe.qb.DocType("Performance Cycle"), frappe.qb.DocType("Cycle Phase")
	cycles = sorted(facts["cycle"].dropna().unique()) or [""]
	query = (
		frappe.qb.from_(phase)
		.select(phase.parent, phase.phase, phase.due_date)
		.orderby(phase.idx, phase.name)
	)
	known = {(parent, step): due for parent, step, due in query.where(phase.parent.isin(cycles)).run()}
	ends = dict(
		frappe.qb.from_(cycle).select(cycle.name, cycle.end_date).where(cycle.name.isin(cycles)).run()
	)
	return pd.Series(
		[
			_due(known.get((of, state)), end, ends.get(of), own if state == "Goal Setting" else None)
			for of, state, end, own in zip(
				facts["cycle"], states, facts["end_date"], facts["goal_deadline"], strict=True
			)
		],
		index=facts.index,
		dtype=object,
	)


def _due(phase: date | None, end: date | None, cycle_end: date | None, own: date | None) -> date | None:
	"""The own deadline, else the phase's; never after the last day of somebody who leaves before the cycle ends."""
	due = own or phase
	return min(due, end) if due and end and cycle_end and end < cycle_end else due


def before(appraisals: Sequence[str], states: Sequence[str]) -> pd.Series:
	"""The state in which each appraisal was before it last came into one of these."""
	event = frappe.qb.DocType(EVENT)
	there = event.appraisal.isin(list(appraisals) or [""]) & event.to_state.isin(states)
	last = frappe.qb.from_(event).select(event.appraisal, Max(event.at).as_("at")).where(there)
	last = last.groupby(event.appraisal).as_("last")
	query = frappe.qb.from_(event).join(last).on((event.appraisal == last.appraisal) & (event.at == last.at))
	rows = query.select(event.appraisal, event.from_state).where(there).orderby(event.name).run()
	return pd.Series(dict(rows), dtype=object).reindex(list(appraisals))


def answer_until(facts: pd.DataFrame, setting: str) -> pd.Series:
	"""The last day of a period of working days from today, by each company's Holiday List; `setting` says how many."""
	days = frappe.utils.cint(settings().get(setting))
	until = {of: _answer_until(of, days) for of in facts["company"].unique()}
	return facts["company"].map(until)


def settings() -> frappe.model.document.Document:
	"""Talent Settings; what nobody has saved yet has its default."""
	return frappe.get_cached_doc("Talent Settings")


def _answer_until(company: str | None, days: int) -> date:
	"""Free days are those of the company's Holiday List, as far as it reaches."""
	name = frappe.get_cached_value("Company", company, "default_holiday_list") if company else None
	if not name:
		return last_day(getdate(), days, None)
	rows = frappe.get_all(
		"Holiday", filters={"parent": name}, pluck="holiday_date", order_by="holiday_date, name"
	)
	return last_day(getdate(), days, rows, getdate(frappe.get_cached_value("Holiday List", name, "to_date")))
