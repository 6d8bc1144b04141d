"""Objectives that another system measures, as the engine's anchors ask for them: a fixed number of queries for all people."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

import frappe

from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch
from talent_performance.store.goal_tables import FED, KEY_RESULT, OBJECTIVE, UPDATE, contributors

APPRAISAL, LINE = "Performance Appraisal", "Appraisal Objective"
MEASURED = ["objective", "employee", "weight", "attainment"]
LINES = ["objective", "weight", "fed"]


def fed_objectives(cycle: str, employees: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
	"""Objectives of these people's appraisals in a cycle with a value from ERP, and every line that moves them.

	What `engine.severity.kpi_anchors` asks for. Nothing more is read where ERP feeds nothing.
	"""
	names = _touched(cycle, employees)
	if not names:
		return pd.DataFrame(columns=MEASURED), pd.DataFrame(columns=LINES)
	below = contributors(names)
	besides = pd.DataFrame(
		{"objective": below["parent_objective"], "weight": below["contribution_weight"], "fed": False}
	)
	besides = besides[(below["archived"] != "approved").to_numpy(dtype=bool)]
	return _snapshots(cycle, names), pd.concat([_key_results(names), besides], ignore_index=True)


def _touched(cycle: str, employees: Sequence[str]) -> list[str]:
	"""Objectives of these people in the cycle with at least one value from ERP."""
	update, objective = frappe.qb.DocType(UPDATE), frappe.qb.DocType(OBJECTIVE)
	query = (
		frappe.qb.from_(update)
		.join(objective)
		.on(objective.name == update.objective)
		.select(objective.name)
		.distinct()
		.where((update.source == FED) & (objective.cycle == cycle) & within(objective.employee, employees))
		.orderby(objective.name)
	)
	return [row[0] for row in query.run()]


def _snapshots(cycle: str, names: Sequence[str]) -> pd.DataFrame:
	"""What the appraisals say of them."""
	line, appraisal = frappe.qb.DocType(LINE), frappe.qb.DocType(APPRAISAL)
	query = (
		frappe.qb.from_(line)
		.join(appraisal)
		.on((line.parent == appraisal.name) & (line.parenttype == APPRAISAL))
		.select(line.objective, appraisal.employee, line.weight, line.attainment, line.reason)
		.where((appraisal.cycle == cycle) & within(line.objective, names))
		.orderby(appraisal.employee, line.idx, line.name)
	)
	found = fetch(query, [*MEASURED, "reason"])
	attainment = found["attainment"].astype(float) / 100
	unknown = found["reason"].notna() & (found["reason"] != "")
	return found[MEASURED].assign(
		weight=found["weight"].astype(float), attainment=attainment.where(~unknown, np.nan)
	)


def _key_results(names: Sequence[str]) -> pd.DataFrame:
	"""Their key results, and whether ERP alone has given values of each."""
	measure, update = frappe.qb.DocType(KEY_RESULT), frappe.qb.DocType(UPDATE)
	query = (
		frappe.qb.from_(measure)
		.select(measure.name, measure.objective, measure.weight)
		.where(within(measure.objective, names) & (measure.archived != "Approved"))
		.orderby(measure.objective, measure.name)
	)
	found = fetch(query, ["name", "objective", "weight"])
	sources = (
		frappe.qb.from_(update)
		.select(update.key_result, update.source)
		.distinct()
		.where(within(update.objective, names))
		.orderby(update.key_result, update.source)
	)
	said = fetch(sources, ["key_result", "source"]).groupby("key_result")["source"].agg(set)
	fed = found["name"].map(said).map(lambda each: each == {FED})
	return found[["objective"]].assign(weight=found["weight"].astype(float), fed=fed.to_numpy(dtype=bool))
