"""Many objectives with their key results at once, as drafts: from the library, from a file, from a number that is split.

Rows at once run no controller; what those would check of each document is asked of the tables here, by the same rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

import frappe
from frappe import _

from talent_performance import store
from talent_performance.engine.frames import complete
from talent_performance.engine.goals import score_key_results
from talent_performance.engine.policy import Policy
from talent_performance.flows.refusals import CYCLE, refuse_if_over
from talent_performance.store.goal_tables import KEY_RESULT, OBJECTIVE

FAR = pd.Timestamp("2200-01-01")
LIBRARY = ("method", "unit", "aggregate")
LONGEST_TITLE = 140


class Made(NamedTuple):
	"""The names of the new objectives, and who listened, where documents were written one by one."""

	objectives: list[str]
	listeners: list[str]


def create(
	cycle: str, objectives: pd.DataFrame, key_results: pd.DataFrame, *, one_by_one: bool = False
) -> Made:
	"""Insert drafts: a row each, and key results under the index label of their objective. Columns are fields.

	Nobody else makes objectives of the cycle this way meanwhile. Raises CycleOver, RowUnfit.
	"""
	refuse_if_over(cycle)
	written = store.insert(OBJECTIVE, objectives.assign(cycle=cycle), one_by_one=one_by_one)
	named = dict(zip(objectives.index, written.names, strict=True))
	measures = key_results.assign(objective=[named[label] for label in key_results.index])
	under = store.insert(KEY_RESULT, measures.reset_index(drop=True), one_by_one=one_by_one)
	return Made(written.names, [*written.listeners, *under.listeners])


def wait_for(cycle: str) -> None:
	"""Wait for whoever makes objectives of a cycle, and make others wait until this transaction ends."""
	table = frappe.qb.DocType(CYCLE)
	frappe.qb.from_(table).select(table.name).where(table.name == cycle).for_update().run()


def why_unmeasurable(key_results: pd.DataFrame) -> list[str]:
	"""Of each key result why it can't be measured, as the engine says; empty where it can."""
	method = key_results["method"].str.lower()
	targets = pd.to_numeric(key_results["target_value"]).astype(float)
	starts = pd.to_numeric(_column(key_results, "start_value")).astype(float).fillna(0.0)
	asked = pd.DataFrame(
		{
			"key_result": np.arange(len(key_results)).astype(str),
			"objective": "O",
			"method": method,
			"target_value": targets.where(~((method == "boolean") & ~(targets > 0)), np.nan),
			"start_value": starts.where(method == "progress"),
		}
	)
	if asked.empty:
		return []
	tables = {"key_results": complete("key_results", asked)}
	reasons = score_key_results(tables, Policy(), FAR, translate=_)["reason"]
	return [reason if isinstance(reason, str) else "" for reason in reasons]


def _column(table: pd.DataFrame, name: str) -> pd.Series:
	return table[name] if name in table else pd.Series(np.nan, index=table.index)


def library(kpis: Mapping[str, object]) -> dict[str, dict]:
	"""What the library says of these KPIs, by name; disabled ones too."""
	table = frappe.qb.DocType("KPI")
	fields = ("name", *LIBRARY, "designation", "default_weight", "default_target", "disabled", "description")
	query = frappe.qb.from_(table).select(*(table[field] for field in fields))
	rows = query.where(table.name.isin(list(kpis) or [""])).orderby(table.name).run(as_dict=True)
	return {row["name"]: row for row in rows}
