"""What is wrong with a cycle's tables: every problem, not the first one.

Checks are tables of rules with an interpreter each, so that one can be added, translated or read without reading
code. They work on whole columns: a million rows cost a few passes. Rows are positions in the table, from 0; whoever
read the table from a file knows the file and the row there.

An "error" is a row that can't be used as it stands; a "warning" is used, and said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from talent_performance.engine.frames import complete, same
from talent_performance.engine.policy import Policy
from talent_performance.engine.rounding import TOLERANCE
from talent_performance.engine.tables import INPUTS, NOT_READY, Column

COLUMNS = ["severity", "table", "row", "column", "value", "expected", "message", "rule", "other_row"]
MEMBERS_SHOWN = 100


@dataclass(frozen=True)
class Rule:
	"""One kind of problem: how bad it is, its heading, and the sentences with {placeholders}."""

	severity: Literal["error", "warning", "info"]
	title: str
	message: str
	expected: str = ""


RULES: dict[str, Rule] = {
	"missing_column": Rule("error", "Column missing", "the column {column} is missing", "a column {column}: {doc}"),
	"missing_table": Rule(
		"error", "Table missing", "{column} names rows of {other}, but there is no table {other}", "a table {other}"
	),
	"empty": Rule("error", "Required value empty", "{column} is empty", "{doc}"),
	"not_finite": Rule("error", "Not a finite number", "{column} is not a finite number", "a finite number"),
	"choice": Rule("error", "Unknown choice", "{column} can't be {value!r}", "one of {choices}"),
	"too_low": Rule("error", "Number too low", "{column} is {value}", "{low} or more"),
	"too_high": Rule("error", "Number too high", "{column} is {value}", "{high} or less"),
	"negative_weight": Rule("error", "Negative weight", "the weight is {value}", "0 or more"),
	"zero_weights": Rule(
		"error", "Weights all zero", "all weights of {group} are 0 (rows: {count})", "at least one weight above 0"
	),
	"unknown_manager": Rule(
		"error", "Unknown manager", "nobody has the number {value!r}", "an employee number of this table{hint}"
	),
	"unknown_reference": Rule(
		"error", "Unknown reference", "there is no {key} {value!r} in {other}", "a {key} that is in {other}{hint}"
	),
	"refers_to_itself": Rule("error", "Refers to itself", "{value!r} names itself as {column}", "another one, or empty"),
	"loop": Rule("error", "Loop", "{column} goes in a circle: {members}", "a chain that ends at the top"),
	"duplicate": Rule("error", "Duplicate", "{key} {value!r} occurs {count} times", "each {key} once"),
	"same_name": Rule(
		"warning", "Same name twice", "{value!r} is the name of {count} people", "two people, or one person twice?"
	),
	"dates_out_of_order": Rule(
		"error", "Dates out of order", "{column} {value} lies before {other} {other_value}", "{other_value} or later"
	),
	"dates_unusual": Rule(
		"warning", "Dates unusual", "{column} {value} lies before {other} {other_value}", "{other_value} or later"
	),
	"after_as_of": Rule(
		"warning", "After the as-of date", "{column} {value} lies after {as_of}: doesn't count yet", "{as_of} or earlier"
	),
	"overlap": Rule(
		"error", "Periods overlap", "begins {value}, but an earlier one of {group} ends {other_value}", "no overlap"
	),
	"leave_overlaps": Rule(
		"warning", "Leave overlaps", "begins {value}, but other leave of {group} ends {other_value}", "days count once"
	),
	"too_many_days": Rule("error", "More leave than days", "{value} days of leave in {days} days", "{days} or less"),
	"outside_cycle": Rule(
		"warning", "Outside the cycle", "no day from {value} on lies in the cycle {cycle}", "days of {cycle}"
	),
	"current_cycle": Rule(
		"error", "Current cycle not clear", "{count} cycles are marked as current", "is_current yes in exactly one row"
	),
	"before_cycle": Rule(
		"warning", "As-of date before the cycle", "the cycle begins {value}, after {as_of}", "a day of the cycle"
	),
	"unknown_template": Rule(
		"error", "Unknown template", "the policy has no template {value!r}", "one of {choices}, or empty"
	),
	"unknown_component": Rule(
		"warning", "Component not counted", "no template of the policy weighs {value!r}", "one of {choices}"
	),
	"unknown_segment": Rule(
		"error", "Unknown segment", "{group} has no segment {value!r}", "a segment of that person, or empty"
	),
	"unknown_cycle": Rule(
		"error",
		"Unknown cycle",
		"there is no cycle {value!r}, and the row says no closed_on",
		"a cycle that is in cycles, or a date in closed_on{hint}",
	),
	"cycle_not_listed": Rule(
		"warning", "Cycle not listed", "there is no cycle {value!r}: closed_on decides", "a cycle that is in cycles{hint}"
	),
	"outside_scale": Rule(
		"error", "Rating outside the scale", "{column} is {value}", "{low} to {high} (scale {scale!r})"
	),
	"rating_empty": Rule("warning", "Rated without a rating", "counts as missing", "a rating, or the state missing"),
	"no_reason": Rule("warning", "No reason given", "not applicable, but no reason", "a reason"),
	"nothing_said": Rule("warning", "Nothing said", "the row holds none of {column}", "at least one of them"),
	"no_owner": Rule("error", "Objective without owner", "an individual objective of nobody", "an employee number"),
	"no_place": Rule("warning", "Objective without a place", "a {level} objective of no {level}", "a {level}"),
	"no_parent": Rule("warning", "Contributes to nothing", "contributes, but has no parent", "a parent_objective"),
	"no_target": Rule("error", "No target", "method {method!r} has no target", "target_value, or monthly targets"),
	"target_equals_start": Rule(
		"error", "Target equals start", "start and target are both {value}: no progress can be measured",
		"a target other than {value}",
	),
	"target_not_positive": Rule(
		"error", "Target not above 0", "method {method!r} divides by the target {value}", "a target above 0"
	),
	"no_range": Rule("error", "No range", "method 'range' needs range_low and range_high", "both ends"),
	"range_reversed": Rule("error", "Range reversed", "range_high {value} is below range_low {low}", "{low} or more"),
	"no_detail": Rule("error", "Method without its table", "method {method!r} has no row in {other}", "rows in {other}"),
	"falling": Rule("warning", "Share falls over time", "{value} after {other_value} before", "{other_value} or more"),
	"no_manager": Rule(
		"warning", "No manager", "{who} is active, but reports to nobody", "an employee number; only the top has none"
	),
	"no_managers": Rule(
		"warning", "No managers at all", "nobody has a manager: nothing is shown by manager", "reports_to for all but the top"
	),
	"left_without_date": Rule("warning", "Left without a date", "{who} left, but no last working day", "a relieving_date"),
	"no_leaving_dates": Rule(
		"warning", "Left without a date", "{count} people left, none with a last working day", "relieving_date for those who left"
	),
	"still_active": Rule(
		"warning", "Active after leaving", "{who} is active, but the last working day {value} has passed", "status Left"
	),
	"left_but_named": Rule("warning", "Names a leaver", "{value!r} has left", "somebody who is employed"),
	"nobody_named": Rule("error", "Nobody nominated", "neither employee nor candidate_name", "one of them"),
	"unknown_band": Rule("error", "Unknown readiness band", "{value!r} is not a readiness band of the policy", "{bands}"),
	"own_successor": Rule(
		"warning", "Own successor", "{value!r} holds this position already: doesn't count", "another person"
	),
	"more_leavers": Rule("error", "More leavers than people", "{value} leavers of {people} people", "{people} or less"),
}  # fmt: skip


@dataclass(frozen=True)
class Found:
	"""Problems of one rule in one column. `rows` None means the table as a whole; `more` fills the templates."""

	rule: str
	table: str
	rows: np.ndarray | None
	column: str = ""
	values: Any = None
	other_rows: np.ndarray | None = None
	more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Data:
	"""What the checks look at: complete tables, which of them were given, the policy and the as-of date."""

	frames: Mapping[str, pd.DataFrame]
	policy: Policy
	as_of: pd.Timestamp | None

	def __contains__(self, name: str) -> bool:
		return name in self.frames

	def column(self, table: str, column: str) -> pd.Series:
		"""One column of a table that is there."""
		return self.frames[table][column]

	def rows(self, table: str, mask: Any) -> np.ndarray:
		"""Positions where a mask holds; null is not."""
		return np.flatnonzero(np.asarray(pd.Series(mask).fillna(False), dtype=bool))

	def found(self, rule: str, table: str, mask: Any, column: str, **more: Any) -> Iterator[Found]:
		"""The rows where a mask holds as problems, with their values; nothing if there are none."""
		rows = self.rows(table, mask)
		if len(rows):
			picked = {k: v.iloc[rows] if isinstance(v, pd.Series) else v for k, v in more.items()}
			yield Found(rule, table, rows, column, self.column(table, column).iloc[rows], more=picked)


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
		missing = list(_missing_columns(name, tables[name]))
		found += missing
		if not missing:
			found += _check_choices(name, tables[name])
			frames[name] = complete(name, without_unknown_choices(name, tables[name]))
	data = Data(frames, policy, as_of)
	broken = {f.table for f in found if f.rule == "missing_column"}
	found += [f for check in CHECKS for f in check(data) if f.more.get("other") not in broken]
	return as_frame(found)


def without_unknown_choices(name: str, frame: pd.DataFrame) -> pd.DataFrame:
	"""The table with those choices left empty that aren't any of the column's."""
	masks = {c.name: _unknown_choice(c, frame[c.name]) for c in _choice_columns(name, frame)}
	return frame.assign(
		**{c: frame[c].astype(object).mask(mask, None) for c, mask in masks.items() if mask.any()}
	)


def _check_choices(name: str, frame: pd.DataFrame) -> Iterator[Found]:
	for column in _choice_columns(name, frame):
		values = frame[column.name]
		rows = np.flatnonzero(_unknown_choice(column, values))
		if len(rows):
			more = {"choices": ", ".join(column.choices)}
			yield Found("choice", name, rows, column.name, values.iloc[rows], more=more)
		rows = np.flatnonzero(values.isna())
		if len(rows) and column.required and column.default is None:
			yield Found("empty", name, rows, column.name, more={"doc": column.doc})


def _choice_columns(name: str, frame: pd.DataFrame) -> list[Column]:
	return [c for c in INPUTS[name].columns if c.kind == "choice" and c.name in frame]


def _unknown_choice(column: Column, values: pd.Series) -> np.ndarray:
	return (values.notna() & ~values.isin(column.choices)).to_numpy(dtype=bool)


def _missing_columns(name: str, frame: pd.DataFrame) -> Iterator[Found]:
	for column in INPUTS[name].columns:
		if column.required and column.default is None and column.name not in frame:
			yield Found("missing_column", name, None, column.name, more={"doc": column.doc})


def as_frame(found: Sequence[Found], rules: Mapping[str, Rule] = RULES) -> pd.DataFrame:
	"""Problems as a table with their sentences filled in."""
	parts = [_rendered(f, rules[f.rule]) for f in found]
	if not parts:
		return pd.DataFrame({c: pd.Series(dtype="Int64" if c.endswith("row") else object) for c in COLUMNS})
	frame = pd.concat(parts, ignore_index=True)
	order = {name: i for i, name in enumerate(INPUTS)}
	keys = pd.DataFrame({"table": frame["table"].map(order), "row": frame["row"]})
	return frame.loc[
		keys.sort_values(["table", "row"], kind="stable", na_position="first").index
	].reset_index(drop=True)


def _rendered(found: Found, rule: Rule) -> pd.DataFrame:
	size = 1 if found.rows is None else len(found.rows)
	values = [""] * size if found.values is None else as_text(found.values)
	more = {
		k: as_text(v) if isinstance(v, pd.Series | np.ndarray | list) else [v] * size
		for k, v in found.more.items()
	}
	more = {"column": [found.column] * size, "value": values, **more}
	filled = [dict(zip(more, row, strict=True)) for row in zip(*more.values(), strict=True)]
	rows = pd.array([pd.NA] if found.rows is None else found.rows, dtype="Int64")
	return pd.DataFrame(
		{
			"severity": rule.severity,
			"table": found.table,
			"row": rows,
			"column": found.column,
			"value": pd.Series(values, dtype=object),
			"expected": pd.Series([rule.expected.format(**f) for f in filled], dtype=object),
			"message": pd.Series([rule.message.format(**f) for f in filled], dtype=object),
			"rule": found.rule,
			"other_row": pd.array(
				[pd.NA] * size if found.other_rows is None else found.other_rows, dtype="Int64"
			),
		}
	)


def as_text(values: Any) -> list[str]:
	"""Values as they are shown in a problem: dates ISO, numbers without needless zeros, empty for null."""
	series = pd.Series(values)
	if pd.api.types.is_datetime64_any_dtype(series):
		return series.dt.strftime("%Y-%m-%d").fillna("").tolist()
	if pd.api.types.is_float_dtype(series):
		return ["" if v != v else f"{v:.10g}" for v in series.to_numpy(dtype=float, na_value=np.nan)]
	return ["" if pd.isna(v) else str(v) for v in series.astype(object)]


# Columns on their own -----------------------------------------------------------------------------------------------


def _check_columns(data: Data) -> Iterator[Found]:
	for name, frame in data.frames.items():
		for column in INPUTS[name].columns:
			yield from _check_empty(data, name, column, frame[column.name])
			if column.kind == "number":
				yield from _check_number(data, name, column, frame[column.name])


def _check_empty(data: Data, table: str, column: Column, values: pd.Series) -> Iterator[Found]:
	if column.required and column.kind != "choice":
		yield from data.found("empty", table, values.isna(), column.name, doc=column.doc)


def _check_number(data: Data, table: str, column: Column, values: pd.Series) -> Iterator[Found]:
	yield from data.found("not_finite", table, np.isinf(values), column.name)
	if column.low is not None:
		rule = "negative_weight" if column.name.endswith("weight") and column.low == 0 else "too_low"
		low = (values < column.low - TOLERANCE) & ~np.isinf(values)
		yield from data.found(rule, table, low, column.name, low=f"{column.low:g}")
	if column.high is not None:
		high = (values > column.high + TOLERANCE) & ~np.isinf(values)
		yield from data.found("too_high", table, high, column.name, high=f"{column.high:g}")


# References, keys and loops ------------------------------------------------------------------------------------------

MANAGERS = {("employees", "reports_to"), ("segments", "manager")}
LOOPS = (
	("employees", "employee", "reports_to"),
	("objectives", "objective", "parent_objective"),
	("key_results", "key_result", "parent_key_result"),
)


def _check_references(data: Data) -> Iterator[Found]:
	for name, frame in data.frames.items():
		for column in INPUTS[name].columns:
			if column.refers and frame[column.name].notna().any():
				yield from _check_reference(data, name, column)


def _check_reference(data: Data, table: str, column: Column) -> Iterator[Found]:
	other, key = column.refers.split(".")
	if other not in data:
		yield Found("missing_table", table, None, column.name, more={"other": other})
		return
	values, known = data.column(table, column.name), data.column(other, key)
	wrong = values.notna() & ~values.isin(known.dropna())
	rule = "unknown_manager" if (table, column.name) in MANAGERS else "unknown_reference"
	hint = _hints(values[wrong], known).reindex(values.index)
	yield from data.found(rule, table, wrong, column.name, key=key, other=other, hint=hint)


def _hints(wrong: pd.Series, known: pd.Series) -> pd.Series:
	"""`; did you mean …?` where a known key differs only in case, spaces, leading zeros or a trailing .0."""
	if wrong.empty:
		return pd.Series(dtype=object)
	plain = dict(zip(_plain(known.dropna()), known.dropna(), strict=True))
	near = [plain.get(key) for key in _plain(wrong)]
	return pd.Series(
		["" if n is None else f"; did you mean {str(n)!r}?" for n in near], index=wrong.index, dtype=object
	)


def _plain(keys: pd.Series) -> list[str]:
	texts = keys.astype(object).astype(str).str.casefold()
	return texts.str.replace(r"[\s_-]", "", regex=True).str.replace(r"\.0$|^0+(?=.)", "", regex=True).tolist()


def _check_keys(data: Data) -> Iterator[Found]:
	for name, frame in data.frames.items():
		keys = [k for k in INPUTS[name].key if k in frame]
		if keys:
			yield from _check_key(name, keys, frame)


def _check_key(table: str, keys: list[str], frame: pd.DataFrame) -> Iterator[Found]:
	"""Rows that repeat an earlier row's key; empty parts of a longer key are equal, months count as months."""
	parts = {k: frame[k].dt.to_period("M") if k == "month" else frame[k] for k in keys}
	usable = frame[keys[0]].notna().to_numpy()
	codes = pd.DataFrame({k: pd.factorize(v, use_na_sentinel=True)[0] for k, v in parts.items()})
	repeated = codes.duplicated(keys).to_numpy() & usable
	rows = np.flatnonzero(repeated)
	if not len(rows):
		return
	group = codes.groupby(keys, sort=False).ngroup().to_numpy()
	first = pd.Series(np.arange(len(group))).groupby(group).transform("first").to_numpy()
	shown = pd.Series(
		[" / ".join(filter(None, t)) for t in zip(*(as_text(frame[k].iloc[rows]) for k in keys), strict=True)]
	)
	more = {"key": " / ".join(keys), "count": np.bincount(group)[group[rows]]}
	yield Found("duplicate", table, rows, keys[0], shown, first[rows], more)


def _check_loops(data: Data) -> Iterator[Found]:
	for table, key, column in LOOPS:
		if table in data:
			yield from _check_loop(data, table, key, column)


def _check_loop(data: Data, table: str, key: str, column: str) -> Iterator[Found]:
	frame = data.frames[table]
	own = frame[key].notna() & (frame[key] == frame[column])
	yield from data.found("refers_to_itself", table, own, column)
	parent = np.where(own, -1, positions(frame[column], frame[key]))
	loops = find_loops(parent)
	if not loops:
		return
	names = _called(frame, key)
	members = [_circle([names[i] for i in loop]) for loop in loops]
	first = np.array([loop[0] for loop in loops])
	yield Found("loop", table, first, column, frame[column].iloc[first], more={"members": members})


def _called(frame: pd.DataFrame, key: str) -> list[str]:
	"""Every row's key, with the person's name where it has one."""
	keys = as_text(frame[key])
	if "employee_name" not in frame:
		return keys
	return [f"{k} {n}".strip() for k, n in zip(keys, as_text(frame["employee_name"]), strict=True)]


def positions(keys: Any, among: Any) -> np.ndarray:
	"""Position of every key among others, the first one where a key repeats; −1 where it isn't there or is null."""
	index = pd.Index(among)
	first = np.flatnonzero(~index.duplicated() & ~index.isna())
	wanted = pd.Index(keys)
	if not len(first) or not len(wanted):
		return np.full(len(wanted), -1, dtype=np.intp)
	found = index[first].get_indexer(wanted)
	return np.where((found < 0) | wanted.isna(), -1, first[found])


def find_loops(parent: np.ndarray) -> list[list[int]]:
	"""Every loop as its members' positions in the order of the chain, given each row's parent row (−1 for none)."""
	child = np.flatnonzero(parent >= 0)
	graph = csr_matrix((np.ones(len(child), dtype=np.int8), (child, parent[child])), shape=(len(parent),) * 2)
	_, label = connected_components(graph, directed=True, connection="strong")
	inside = (
		np.flatnonzero(np.bincount(label, minlength=1)[label] > 1) if len(parent) else np.zeros(0, dtype=int)
	)
	_, firsts = np.unique(label[inside], return_index=True)
	return [_chain(int(first), parent) for first in np.sort(inside[firsts])]


def _chain(first: int, parent: np.ndarray) -> list[int]:
	chain, at = [first], int(parent[first])
	while at != first:
		chain.append(at)
		at = int(parent[at])
	return chain


def _circle(names: list[str]) -> str:
	if len(names) > MEMBERS_SHOWN:
		return " → ".join(names[:MEMBERS_SHOWN]) + f" → … ({len(names)} in all)"
	return " → ".join([*names, names[0]])


# Dates ---------------------------------------------------------------------------------------------------------------

DATE_ORDER = (
	("employees", "date_of_joining", "relieving_date", "dates_out_of_order"),
	("employees", "date_of_joining", "contract_end_date", "dates_out_of_order"),
	("employees", "date_of_joining", "date_of_retirement", "dates_out_of_order"),
	("employees", "date_of_joining", "resignation_letter_date", "dates_unusual"),
	("employees", "date_of_joining", "role_since", "dates_unusual"),
	("employees", "resignation_letter_date", "relieving_date", "dates_unusual"),
	("cycles", "start_date", "end_date", "dates_out_of_order"),
	("objectives", "start_date", "due_date", "dates_out_of_order"),
	("segments", "start_date", "end_date", "dates_out_of_order"),
	("absences", "start_date", "end_date", "dates_out_of_order"),
)
NOT_AFTER_AS_OF = (
	("employees", "date_of_joining"),
	("employees", "role_since"),
	("potential", "assessed_on"),
	("history", "closed_on"),
	("competency_evidence", "assessed_on"),
	("development_goals", "agreed_on"),
)
NO_OVERLAP = (("segments", "overlap"), ("absences", "leave_overlaps"))


def _check_date_order(data: Data) -> Iterator[Found]:
	for table, early, late, rule in DATE_ORDER:
		if table in data:
			first, last = data.column(table, early), data.column(table, late)
			yield from data.found(rule, table, last < first, late, other=early, other_value=first)


def _check_as_of(data: Data) -> Iterator[Found]:
	if data.as_of is None:
		return
	shown = f"{data.as_of:%Y-%m-%d}"
	for table, column in NOT_AFTER_AS_OF:
		if table in data:
			later = data.column(table, column) > data.as_of
			yield from data.found("after_as_of", table, later, column, as_of=shown)
	if "cycles" in data:
		frame, current = data.frames["cycles"], _current(data)
		early = (frame["start_date"] > data.as_of) & (
			frame.index == (-1 if current is None else current.name)
		)
		yield from data.found("before_cycle", "cycles", early, "start_date", as_of=shown)


def _check_overlaps(data: Data) -> Iterator[Found]:
	for table, rule in NO_OVERLAP:
		if table in data:
			yield from _check_overlap(data.frames[table], table, rule)


def _check_overlap(frame: pd.DataFrame, table: str, rule: str) -> Iterator[Found]:
	usable = frame[["employee", "start_date", "end_date"]].notna().all(axis=1) & (
		frame["start_date"] <= frame["end_date"]
	)
	part = frame[usable].sort_values(["employee", "start_date"], kind="stable")
	person = pd.Series(pd.factorize(part["employee"])[0], index=part.index)
	reached = part["end_date"].groupby(person).cummax().groupby(person).shift()
	clash = part.index[(part["start_date"] <= reached).to_numpy()].sort_values()
	if len(clash):
		more = {"group": frame["employee"].loc[clash], "other_value": reached.loc[clash]}
		yield Found(rule, table, clash.to_numpy(), "start_date", frame["start_date"].loc[clash], more=more)


def _check_segments(data: Data) -> Iterator[Found]:
	if "segments" not in data:
		return
	frame = data.frames["segments"]
	length = (frame["end_date"] - frame["start_date"]).dt.days + 1
	more_leave = (frame["days_excluded"] > length) & (length > 0)
	yield from data.found("too_many_days", "segments", more_leave, "days_excluded", days=length.astype(float))
	own = frame["manager"].notna() & (frame["manager"] == frame["employee"])
	yield from data.found("refers_to_itself", "segments", own, "manager")
	current = _current(data)
	if current is not None:
		outside = (frame["end_date"] < current["start_date"]) | (frame["start_date"] > current["end_date"])
		yield from data.found("outside_cycle", "segments", outside, "start_date", cycle=current["cycle"])


# Cycles --------------------------------------------------------------------------------------------------------------


def _current(data: Data) -> pd.Series | None:
	"""The row of the current cycle: the one marked so, or the only one; None where it isn't clear."""
	return current_cycle(data.frames["cycles"]) if "cycles" in data else None


def current_cycle(cycles: pd.DataFrame) -> pd.Series | None:
	"""The row of a complete table `cycles` that is the current one: marked so, or the only one; None if unclear."""
	rows = cycles[cycles["is_current"]] if len(cycles) > 1 else cycles
	return rows.iloc[0] if len(rows) == 1 else None


def _check_cycles(data: Data) -> Iterator[Found]:
	if "cycles" not in data or len(data.frames["cycles"]) <= 1:
		return
	marked = data.column("cycles", "is_current")
	if marked.sum() == 0:
		yield Found("current_cycle", "cycles", None, "is_current", more={"count": "no"})
	elif marked.sum() > 1:
		yield from data.found("current_cycle", "cycles", marked, "is_current", count=f"{marked.sum()}")


def _check_history(data: Data) -> Iterator[Found]:
	if "history" not in data:
		return
	frame = data.frames["history"]
	known = data.column("cycles", "cycle").dropna() if "cycles" in data else pd.Series(dtype=object)
	unknown = frame["cycle"].notna() & ~frame["cycle"].isin(known)
	hint = _hints(frame["cycle"][unknown], known).reindex(frame.index)
	yield from data.found("unknown_cycle", "history", unknown & frame["closed_on"].isna(), "cycle", hint=hint)
	if "cycles" in data:
		yield from data.found(
			"cycle_not_listed", "history", unknown & frame["closed_on"].notna(), "cycle", hint=hint
		)


# Weights and ratings -------------------------------------------------------------------------------------------------


def _individual(data: Data, frame: pd.DataFrame) -> pd.Series:
	current = _current(data)
	here = frame["cycle"].isna() | (frame["cycle"] == (current["cycle"] if current is not None else None))
	return (frame["level"] == "individual") & (frame["archived"] != "approved") & here


def _scored_alone(data: Data, frame: pd.DataFrame) -> pd.Series:
	"""Key results in force of objectives that no child contributes to: a contribution is one more weight."""
	fed = pd.Series(dtype=object)
	if "objectives" in data:
		goals = data.frames["objectives"]
		fed = goals["parent_objective"][goals["contributes"] & (goals["contribution_weight"] > 0)].dropna()
	return (frame["archived"] != "approved") & ~frame["objective"].isin(fed)


ZERO_WEIGHTS: tuple[tuple[str, tuple[str, ...], Callable[[Data, pd.DataFrame], Any]], ...] = (
	("objectives", ("employee",), _individual),
	("key_results", ("objective",), _scored_alone),
	("milestones", ("key_result",), lambda data, frame: True),
	("component_ratings", ("employee", "component"), lambda data, frame: frame["state"] != "not applicable"),
	("role_competencies", ("designation",), lambda data, frame: frame["required_level"] > 0),
)


def _check_zero_weights(data: Data) -> Iterator[Found]:
	for table, keys, counts in ZERO_WEIGHTS:
		if table not in data:
			continue
		frame = data.frames[table]
		part = frame[
			pd.Series(counts(data, frame), index=frame.index) & frame[list(keys)].notna().all(axis=1)
		]
		yield from _zero_weights(table, keys, part)


def _zero_weights(table: str, keys: tuple[str, ...], part: pd.DataFrame) -> Iterator[Found]:
	group = part.groupby(list(keys), sort=False, observed=True).ngroup().to_numpy()
	heaviest = pd.Series(part["weight"].abs().to_numpy()).groupby(group).max()
	zero = heaviest.index[heaviest <= 0].to_numpy()
	if not len(zero):
		return
	inside = np.flatnonzero(np.isin(group, zero))
	codes, at = np.unique(group[inside], return_index=True)
	first = part.iloc[inside[at]]
	names = [" / ".join(t) for t in zip(*(as_text(first[k]) for k in keys), strict=True)]
	more = {"group": names, "count": np.bincount(group)[codes]}
	yield Found("zero_weights", table, first.index.to_numpy(), "weight", first["weight"], more=more)


SCALES = (
	("component_ratings", "rating", "appraisal"),
	("overall_ratings", "manager_rating", "appraisal"),
	("overall_ratings", "calibrated_rating", "appraisal"),
	("history", "performance_score", "appraisal"),
	("potential", "ability", "potential"),
	("potential", "aspiration", "potential"),
	("potential", "engagement", "potential"),
)
NOTHING_SAID = (
	("potential", ("ability", "aspiration", "engagement")),
	("history", ("performance_score", "performance_band", "potential_band", "aspirational_mean")),
)


def _check_scales(data: Data) -> Iterator[Found]:
	for table, column, section in SCALES:
		if table not in data:
			continue
		name = getattr(data.policy, section).scale
		scale = data.policy.scales[name]
		values = data.column(table, column)
		outside = (values < scale.low - TOLERANCE) | (values > scale.high + TOLERANCE)
		more = {"low": f"{scale.low:g}", "high": f"{scale.high:g}", "scale": name}
		yield from data.found("outside_scale", table, outside & ~np.isinf(values), column, **more)


def _check_nothing_said(data: Data) -> Iterator[Found]:
	for table, columns in NOTHING_SAID:
		if table in data:
			rows = data.rows(table, data.frames[table][list(columns)].isna().all(axis=1))
			if len(rows):
				yield Found("nothing_said", table, rows, ", ".join(columns))


def _check_templates(data: Data) -> Iterator[Found]:
	known = list(data.policy.templates)
	for table in ("employees", "segments"):
		if table in data:
			values = data.column(table, "template")
			wrong = values.notna() & ~values.isin(known)
			yield from data.found("unknown_template", table, wrong, "template", choices=", ".join(known))


def _check_component_ratings(data: Data) -> Iterator[Found]:
	if "component_ratings" not in data:
		return
	frame = data.frames["component_ratings"]
	names = dict.fromkeys(n for t in data.policy.templates.values() for n in t.weights if n != "objectives")
	unknown = frame["component"].notna() & ~frame["component"].isin(list(names))
	yield from data.found(
		"unknown_component", "component_ratings", unknown, "component", choices=", ".join(names)
	)
	empty = same(frame["state"], "rated") & frame["rating"].isna()
	yield from data.found("rating_empty", "component_ratings", empty, "rating")
	silent = same(frame["state"], "not applicable") & frame["reason"].isna()
	yield from data.found("no_reason", "component_ratings", silent, "reason")


def _check_segment_names(data: Data) -> Iterator[Found]:
	for table in ("objectives", "component_ratings"):
		if table not in data:
			continue
		frame = data.frames[table]
		named = frame["segment"].notna() & frame["employee"].notna()
		if not named.any():
			continue
		known = (
			data.frames["segments"] if "segments" in data else pd.DataFrame(columns=["employee", "segment"])
		)
		pairs = pd.MultiIndex.from_arrays([known["employee"].astype(str), known["segment"].astype(str)])
		wanted = pd.MultiIndex.from_arrays([frame["employee"].astype(str), frame["segment"].astype(str)])
		wrong = named & ~wanted.isin(pairs)
		yield from data.found("unknown_segment", table, wrong, "segment", group=frame["employee"])


# Objectives and key results ------------------------------------------------------------------------------------------


def _check_objectives(data: Data) -> Iterator[Found]:
	if "objectives" not in data:
		return
	frame = data.frames["objectives"]
	ownerless = same(frame["level"], "individual") & frame["employee"].isna()
	yield from data.found("no_owner", "objectives", ownerless, "employee")
	for level in ("company", "department"):
		nowhere = same(frame["level"], level) & frame[level].isna()
		yield from data.found("no_place", "objectives", nowhere, level, level=level)
	lost = frame["contributes"] & frame["parent_objective"].isna()
	yield from data.found("no_parent", "objectives", lost, "parent_objective")


RATIOS = ("achievement", "lower is better")
DETAILS = (("step table", "key_result_steps"), ("milestones", "milestones"))


def _check_key_results(data: Data) -> Iterator[Found]:
	if "key_results" not in data:
		return
	frame = data.frames["key_results"]
	method, target = frame["method"], frame["target_value"]
	monthly = _has_rows(data, "kpi_months", frame["key_result"])
	ratios = method.isin(RATIOS)
	untargeted = (ratios | (method == "progress")) & target.isna() & ~monthly
	yield from data.found("no_target", "key_results", untargeted, "target_value", method=method)
	flat = (method == "progress") & ~monthly & ((target - frame["start_value"].fillna(0)).abs() <= TOLERANCE)
	yield from data.found("target_equals_start", "key_results", flat, "target_value")
	low = ratios & (target <= 0) & ~monthly
	yield from data.found("target_not_positive", "key_results", low, "target_value", method=method)
	yield from _check_details(data, frame)


def _check_details(data: Data, frame: pd.DataFrame) -> Iterator[Found]:
	ranged, low, high = frame["method"] == "range", frame["range_low"], frame["range_high"]
	yield from data.found("no_range", "key_results", ranged & (low.isna() | high.isna()), "range_low")
	yield from data.found("range_reversed", "key_results", ranged & (high < low), "range_high", low=low)
	for method, other in DETAILS:
		bare = (frame["method"] == method) & ~_has_rows(data, other, frame["key_result"])
		yield from data.found("no_detail", "key_results", bare, "method", method=method, other=other)


def _has_rows(data: Data, table: str, keys: pd.Series) -> pd.Series:
	if table not in data:
		return pd.Series(False, index=keys.index)
	return keys.isin(data.column(table, "key_result").dropna())


def _check_months(data: Data) -> Iterator[Found]:
	"""Monthly targets of a ratio must not add up to 0 or less; a single month may be 0."""
	if "kpi_months" not in data or "key_results" not in data:
		return
	months, krs = data.frames["kpi_months"], data.frames["key_results"]
	row = positions(months["key_result"], krs["key_result"])
	ratio = (
		(row >= 0) & krs["method"].isin(RATIOS).to_numpy()[row]
		if len(krs)
		else np.zeros(len(months), dtype=bool)
	)
	known = months[ratio & months["target"].notna()]
	highest = known["target"].groupby(known["key_result"].astype(str)).transform("max")
	wrong = (months["target"] < 0) & ratio | (highest <= 0).reindex(months.index, fill_value=False)
	method = pd.Series(krs["method"].to_numpy(dtype=object)[row] if len(krs) else None, index=months.index)
	yield from data.found("target_not_positive", "kpi_months", wrong, "target", method=method)


def _check_profiles(data: Data) -> Iterator[Found]:
	if "target_profiles" not in data:
		return
	frame = data.frames["target_profiles"]
	order = frame.sort_values(["objective", "on_date"], kind="stable")
	group = pd.Series(pd.factorize(order["objective"])[0], index=order.index)
	before = order["expected"].groupby(group).shift().reindex(frame.index)
	falls = frame["expected"] < before - TOLERANCE
	yield from data.found("falling", "target_profiles", falls, "expected", other_value=before)


# People --------------------------------------------------------------------------------------------------------------


def _check_names(data: Data) -> Iterator[Found]:
	if "employees" not in data:
		return
	frame = data.frames["employees"]
	here = frame["employee_name"].notna() & ~same(frame["status"], "Left")
	names = frame["employee_name"][here].astype(str).str.split().str.join(" ").str.casefold()
	repeated = names.index[names.duplicated()].to_numpy()
	if not len(repeated):
		return
	first = pd.Series(names.index, index=names.index).groupby(names).transform("first")
	count = names.groupby(names).transform("size")
	shown = frame["employee_name"].loc[repeated]
	more = {"count": count.loc[repeated].to_numpy()}
	yield Found(
		"same_name", "employees", repeated, "employee_name", shown, first.loc[repeated].to_numpy(), more
	)


def _check_managers(data: Data) -> Iterator[Found]:
	"""Active people without a manager, apart from each company's one top: somebody whom others report to."""
	if "employees" not in data:
		return
	frame = data.frames["employees"]
	active = ~same(frame["status"], "Left")
	if frame["reports_to"].isna().all():
		if active.sum() > 1:
			yield Found("no_managers", "employees", None, "reports_to")
		return
	alone = frame["reports_to"].isna() & active
	leads = frame["employee"].isin(frame["reports_to"].dropna())
	tops = (alone & leads).groupby(frame["company"].astype(object).fillna("")).transform("sum")
	yield from data.found(
		"no_manager", "employees", alone & (~leads | (tops > 1)), "reports_to", who=frame["employee"]
	)


def _check_status(data: Data) -> Iterator[Found]:
	if "employees" not in data:
		return
	frame = data.frames["employees"]
	left = same(frame["status"], "Left")
	undated = left & frame["relieving_date"].isna()
	if undated.sum() > 1 and frame["relieving_date"].isna().all():
		yield Found(
			"no_leaving_dates", "employees", None, "relieving_date", more={"count": f"{undated.sum()}"}
		)
	else:
		yield from data.found(
			"left_without_date", "employees", undated, "relieving_date", who=frame["employee"]
		)
	if data.as_of is not None:
		gone = ~left & (frame["relieving_date"] <= data.as_of)
		yield from data.found("still_active", "employees", gone, "relieving_date", who=frame["employee"])


LEAVERS = (("positions", "incumbent"), ("candidates", "employee"))


def _check_succession(data: Data) -> Iterator[Found]:
	if "employees" in data:
		left = data.column("employees", "employee")[same(data.column("employees", "status"), "Left")]
		for table, column in LEAVERS:
			if table in data:
				values = data.column(table, column)
				yield from data.found("left_but_named", table, values.notna() & values.isin(left), column)
	if "candidates" not in data:
		return
	frame = data.frames["candidates"]
	nobody = frame["employee"].isna() & frame["candidate_name"].isna()
	yield from data.found("nobody_named", "candidates", nobody, "employee")
	bands = [*(band.label for band in data.policy.succession.bands), NOT_READY]
	unknown = frame["readiness_band"].notna() & ~frame["readiness_band"].isin(bands)
	yield from data.found("unknown_band", "candidates", unknown, "readiness_band", bands=", ".join(bands))
	if "positions" in data:
		at = positions(frame["position"], data.column("positions", "position"))
		held = data.column("positions", "incumbent").astype(object).reindex(at).to_numpy()
		own = frame["employee"].notna() & (frame["employee"].astype(object) == held)
		yield from data.found("own_successor", "candidates", own, "employee")


def _check_leaver_rates(data: Data) -> Iterator[Found]:
	if "leaver_rates" in data:
		frame = data.frames["leaver_rates"]
		more = frame["leavers"] > frame["people"]
		yield from data.found("more_leavers", "leaver_rates", more, "leavers", people=frame["people"])


CHECKS: tuple[Callable[[Data], Iterator[Found]], ...] = (
	_check_columns,
	_check_references,
	_check_keys,
	_check_loops,
	_check_date_order,
	_check_as_of,
	_check_overlaps,
	_check_segments,
	_check_cycles,
	_check_history,
	_check_zero_weights,
	_check_scales,
	_check_nothing_said,
	_check_templates,
	_check_component_ratings,
	_check_segment_names,
	_check_objectives,
	_check_key_results,
	_check_months,
	_check_profiles,
	_check_names,
	_check_managers,
	_check_status,
	_check_succession,
	_check_leaver_rates,
)
