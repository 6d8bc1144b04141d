"""References to other rows, keys that repeat, and chains that go in a circle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from talent_performance.engine.tables import INPUTS, Column
from talent_performance.engine.validation.findings import Data, Found, as_text

MEMBERS_SHOWN = 100
MANAGERS = {("employees", "reports_to"), ("segments", "manager")}
LOOPS = (
	("employees", "employee", "reports_to"),
	("objectives", "objective", "parent_objective"),
	("key_results", "key_result", "parent_key_result"),
)


def check_references(data: Data) -> Iterator[Found]:
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
	hint = hints(values[wrong], known).reindex(values.index)
	yield from data.found(rule, table, wrong, column.name, key=key, other=other, hint=hint)


def hints(wrong: pd.Series, known: pd.Series) -> pd.Series:
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


def check_keys(data: Data) -> Iterator[Found]:
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


def check_loops(data: Data) -> Iterator[Found]:
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


def check_segment_names(data: Data) -> Iterator[Found]:
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
