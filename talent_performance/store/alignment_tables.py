"""What the engine needs to judge how objectives hang together: a few columns, of some objectives and their surroundings, or all.

Unlike the tables of scores these hold every state: a draft can hang in the air, and somebody can have too many drafts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

import frappe

from talent_performance.engine.frames import complete
from talent_performance.store import frames
from talent_performance.store.dialect import within
from talent_performance.store.goal_tables import KEY_RESULT, OBJECTIVE

COLUMNS = {
	"name": "objective",
	"level": "level",
	"employee": "employee",
	"parent_objective": "parent_objective",
	"contributes": "contributes",
	"archived": "archived",
	"updated_on": "updated_on",
	"due_date": "due_date",
}
MANY = 5000  # more names than that, and the whole cycle is read quicker

Where = Callable[[Any], Any]


def alignment_tables(cycle: str, names: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
	"""Objectives and their key results (which objective they measure, no more), enough to judge these names.

	Beside them stand those above them, what contributes to them, what else their owners have, and one objective of the
	company, for without any nothing needs to be aligned.
	"""
	objectives = _whole(cycle) if len(names) > MANY else _around(cycle, list(names))
	measured = _measured(cycle, objectives["objective"])
	return complete("objectives", _in_words(objectives)), complete("key_results", measured)


def _whole(cycle: str) -> pd.DataFrame:
	return _read(lambda table: table.cycle == cycle)


def _around(cycle: str, names: list[str]) -> pd.DataFrame:
	own = _read(lambda table: within(table.name, names))
	owners = sorted(set(own["employee"].dropna()))
	found = [
		own,
		_read(lambda table: (table.cycle == cycle) & within(table.employee, owners)),
		_read(lambda table: (table.contributes == 1) & within(table.parent_objective, names)),
		_read(lambda table: (table.cycle == cycle) & (table.level == "Company"), most=1),
		*_above(own),
	]
	together = pd.concat([part for part in found if len(part)] or [own], ignore_index=True)
	return together.drop_duplicates("objective", ignore_index=True)


def _above(objectives: pd.DataFrame) -> list[pd.DataFrame]:
	"""Whatever stands above, one query a level."""
	found, known = [], set(objectives["objective"])
	front = set(objectives["parent_objective"].dropna()) - known
	while front:
		asked = sorted(front)
		found.append(_read(lambda table, asked=asked: within(table.name, asked)))
		known |= front
		front = set(found[-1]["parent_objective"].dropna()) - known
	return found


def _read(where: Where, most: int = 0) -> pd.DataFrame:
	table = frappe.qb.DocType(OBJECTIVE)
	query = frappe.qb.from_(table).select(*(table[field] for field in COLUMNS)).where(where(table))
	query = query.orderby(table.name)
	return frames.fetch(query.limit(most) if most else query, list(COLUMNS.values()))


def _measured(cycle: str, objectives: pd.Series) -> pd.DataFrame:
	"""A row for each objective that something measures, shaped like a key result."""
	table = frappe.qb.DocType(KEY_RESULT)
	query = frappe.qb.from_(table).select(table.objective).distinct().orderby(table.objective)
	few = len(objectives) <= MANY
	query = query.where(within(table.objective, list(objectives)) if few else table.cycle == cycle)
	found = frames.fetch(query, ["objective"])
	return found.assign(key_result=found["objective"], method="boolean")


def _in_words(objectives: pd.DataFrame) -> pd.DataFrame:
	worded = frames.words(objectives, ["level", "archived"])
	return worded.assign(contributes=worded["contributes"].fillna(0).astype(bool))
