"""How many people each rater is asked about, in all rounds that aren't over: shown to whoever chooses raters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

import frappe
from frappe.query_builder.functions import Count

from talent_performance.engine.feedback_rounds import overloaded
from talent_performance.flows.feedback import rounds
from talent_performance.flows.feedback.raters import LIVE, SELF
from talent_performance.flows.feedback.rounds import INVITATION, OPEN, ROUND
from talent_performance.store.dialect import within

SHOWN = 20


class Workload(TypedDict):
	"""Those who are asked most, and how many are asked more than the round would like."""

	rows: list[dict[str, Any]]
	most: int
	above: int
	raters: int


def of(raters: Sequence[str]) -> dict[str, int]:
	"""Rater → how many others he is asked about."""
	if not raters:
		return {}
	table, round_ = frappe.qb.DocType(INVITATION), frappe.qb.DocType(ROUND)
	query = (
		frappe.qb.from_(table)
		.join(round_)
		.on(round_.name == table.round)
		.select(table.rater, Count(table.name))
		.where(within(table.rater, list(raters)) & table.state.isin(list(LIVE)))
		.where(round_.state.isin(list(OPEN)) & (table.rater_group != SELF))
		.groupby(table.rater)
	)
	return dict(query.run())


def of_round(round_: str) -> dict[str, int]:
	"""Rater → requests, of everybody who is a rater in a round."""
	table = frappe.qb.DocType(INVITATION)
	query = frappe.qb.from_(table).select(table.rater).distinct().orderby(table.rater)
	query = query.where((table.round == round_) & table.rater.isnotnull() & table.state.isin(list(LIVE)))
	return of(query.run(pluck=True))


def overview(round_: str) -> Workload:
	"""For whoever runs the round. Raises PermissionError."""
	document = rounds.writable(round_)
	requests = of_round(round_)
	above = dict(overloaded(requests, document.most_requests))
	first = sorted(requests.items(), key=lambda each: (-each[1], each[0]))[:SHOWN]
	table = frappe.qb.DocType("Employee")
	query = frappe.qb.from_(table).select(table.name, table.employee_name, table.department)
	known = {row[0]: row for row in query.where(within(table.name, [name for name, _ in first])).run()}
	rows = [
		{
			"rater": name,
			"name": known[name][1],
			"department": known[name][2] or "",
			"requests": count,
			"above": name in above,
		}
		for name, count in first
		if name in known
	]
	return {"rows": rows, "most": document.most_requests, "above": len(above), "raters": len(requests)}
