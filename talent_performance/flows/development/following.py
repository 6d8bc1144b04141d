"""Plans follow what is found out later: a new assessment says which level the actions on its competencies have led to."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

import frappe
from frappe.model.document import Document

from talent_performance import store
from talent_performance.access.development import PLAN
from talent_performance.engine.development import COUNTED
from talent_performance.engine.rounding import half_up
from talent_performance.flows.development.plans import ACTION, gaps_closed, goals_of
from talent_performance.flows.development.saving import ACTIVE
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch

SUBMITTED = "Submitted"


def on_assessment(assessment: Document) -> None:
	"""For the controller: a judgement that has just been submitted."""
	before = assessment.get_doc_before_save()
	if assessment.state == SUBMITTED and (before is None or before.state != SUBMITTED):
		write_levels([assessment.employee])


def write_levels(employees: Sequence[str]) -> None:
	"""The level since approval into the actions of these people's active plans: the engine's `after`, set-based."""
	plans = frappe.get_all(
		PLAN,
		{"employee": ("in", list(employees) or [""]), "state": ACTIVE},
		pluck="name",
		order_by="name",
		limit=0,
	)
	goals = goals_of(plans)
	if goals.empty:
		return
	found = gaps_closed(goals)
	after = found[found["after"].notna()][["plan", "competency", "after"]]
	lines = lines_of(plans).merge(after, on=["plan", "competency"])
	lines = lines.assign(after=half_up(lines["after"]))
	lines = lines[lines["after"] != pd.to_numeric(lines["level_after"])]
	if len(lines):
		rows = list(lines[["row", "after"]].itertuples(index=False, name=None))
		store.update_join(
			ACTION, (["name", "level_after"], rows), {"name": "name"}, {"level_after": "level_after"}
		)
		for plan in lines["plan"].unique():
			frappe.clear_document_cache(PLAN, plan)


def lines_of(plans: Sequence[str]) -> pd.DataFrame:
	"""The actions of these plans that count: row, plan, competency, level_after."""
	line = frappe.qb.DocType(ACTION)
	query = (
		frappe.qb.from_(line)
		.select(line.name, line.parent, line.competency, line.level_after)
		.where(within(line.parent, list(plans)) & line.state.isin(COUNTED))
		.where((line.parenttype == PLAN) & line.competency.isnotnull())
		.orderby(line.parent, line.idx, line.name)
	)
	return fetch(query, ["row", "plan", "competency", "level_after"])
