"""What is wrong with a cycle's tables: every problem, not the first one.

Checks are tables of rules with an interpreter each, so that one can be added, translated or read without reading
code. They work on whole columns: a million rows cost a few passes. Rows are positions in the table, from 0; whoever
read the table from a file knows the file and the row there.

An "error" is a row that can't be used as it stands; a "warning" is used, and said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from talent_performance.engine.frames import complete
from talent_performance.engine.policy import Policy
from talent_performance.engine.tables import INPUTS
from talent_performance.engine.validation import columns, dates, goals, people, ratings, references
from talent_performance.engine.validation.columns import without_unknown_choices
from talent_performance.engine.validation.dates import current_cycle
from talent_performance.engine.validation.findings import COLUMNS, Data, Found, as_frame, as_text
from talent_performance.engine.validation.references import find_loops
from talent_performance.engine.validation.rules import RULES, Rule

__all__ = [
	"COLUMNS",
	"RULES",
	"Found",
	"Rule",
	"as_frame",
	"as_text",
	"current_cycle",
	"find_loops",
	"find_problems",
	"without_unknown_choices",
]


CHECKS: tuple[Callable[[Data], Iterator[Found]], ...] = (
	columns.check_columns,
	references.check_references,
	references.check_keys,
	references.check_loops,
	dates.check_date_order,
	dates.check_as_of,
	dates.check_overlaps,
	dates.check_segments,
	dates.check_cycles,
	dates.check_history,
	ratings.check_zero_weights,
	ratings.check_scales,
	ratings.check_nothing_said,
	ratings.check_templates,
	ratings.check_component_ratings,
	ratings.check_pay,
	references.check_segment_names,
	goals.check_objectives,
	goals.check_key_results,
	goals.check_months,
	goals.check_profiles,
	people.check_names,
	people.check_managers,
	people.check_status,
	people.check_succession,
	people.check_leaver_rates,
)


def find_problems(
	tables: Mapping[str, pd.DataFrame], policy: Policy, as_of: pd.Timestamp | None = None
) -> pd.DataFrame:
	"""Every problem of a cycle's input tables.

	`tables` is keyed by the names of `tables.INPUTS`; absent tables and columns are fine unless another one needs
	them. Without `as_of` nothing is compared with that day. Columns of the answer: severity, table, row (position,
	null for the table as a whole), column, value, expected, message, rule (key of RULES), other_row (the row it
	clashes with, where there is one). Sorted by table and row.
	"""
	frames, found = {}, []
	for name in INPUTS:
		if tables.get(name) is None:
			continue
		missing = list(columns.missing_columns(name, tables[name]))
		found += missing
		if not missing:
			found += columns.check_choices(name, tables[name])
			frames[name] = complete(name, without_unknown_choices(name, tables[name]))
	data = Data(frames, policy, as_of)
	broken = {f.table for f in found if f.rule == "missing_column"}
	found += [f for check in CHECKS for f in check(data) if f.more.get("other") not in broken]
	return as_frame(found)
