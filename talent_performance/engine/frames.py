"""Bringing a table into the shape the rules expect, and the few array operations that they share."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from talent_performance.engine.tables import INPUTS, OUTPUTS, Column


class TableError(ValueError):
	"""A table that the rules can't read; the message names table and column."""


def complete(name: str, frame: pd.DataFrame | None) -> pd.DataFrame:
	"""The named input table with all its columns, in order and with the right types.

	Absent columns and empty cells get the column's default. Ids and texts keep the type they come in, null where
	empty; choices become categoricals. Raises TableError where a required column is absent or a cell holds something
	that its column can't.
	"""
	spec = INPUTS[name]
	if frame is None or not len(frame):
		return _empty(name).copy()
	missing = [c.name for c in spec.columns if c.required and c.default is None and c.name not in frame]
	if missing:
		raise TableError(f"{name}: column {', '.join(missing)} is missing")
	size = len(frame)
	columns = {}
	for c in spec.columns:
		try:
			columns[c.name] = _typed(frame[c.name] if c.name in frame else None, c, size)
		except (ValueError, TypeError) as e:
			raise TableError(f"{name}.{c.name}: {e}") from e
	return pd.DataFrame(columns, index=pd.RangeIndex(size), copy=False)


@cache
def _empty(name: str) -> pd.DataFrame:
	columns = {c.name: _typed(None, c, 0) for c in INPUTS[name].columns}
	return pd.DataFrame(columns, index=pd.RangeIndex(0))


def _typed(values: pd.Series | None, column: Column, size: int) -> Any:
	if values is None:
		return _absent(column, size)
	if column.kind == "number":
		numbers = pd.to_numeric(values).to_numpy(dtype=float, na_value=np.nan)
		return numbers if column.default is None else np.where(np.isnan(numbers), column.default, numbers)
	if column.kind == "date":
		stamps = values if values.dtype.kind == "M" else pd.to_datetime(values)
		return stamps.to_numpy(dtype="datetime64[ns]")
	if column.kind == "flag":
		if values.dtype == bool:
			return values.to_numpy()
		return np.where(values.isna(), bool(column.default), values).astype(bool)
	if column.kind == "choice":
		return _chosen(values, column)
	if column.default is not None and values.isna().any():
		return values.fillna(column.default).array
	return values.array


def _chosen(values: pd.Series, column: Column) -> pd.Categorical:
	codes = _codes(values, column)
	absent = codes < 0
	if absent.any():
		unknown = values[absent].dropna()
		if len(unknown):
			raise TableError(f"found {unknown.iloc[0]!r}, expected one of {', '.join(column.choices)}")
		if column.default is not None:
			codes = np.where(absent, np.int8(column.choices.index(column.default)), codes)
	return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(list(column.choices)))


def _codes(values: pd.Series, column: Column) -> np.ndarray:
	"""Position of each value among the column's choices, −1 for anything else."""
	choices = list(column.choices)
	if not isinstance(values.dtype, pd.CategoricalDtype):
		return find(values, choices).astype(np.int8)
	theirs, codes = list(values.cat.categories), values.cat.codes.to_numpy()
	if theirs == choices:
		return codes
	known = np.array(
		[*(choices.index(name) if name in choices else -1 for name in theirs), -1], dtype=np.int8
	)
	return known[codes]


def _absent(column: Column, size: int) -> Any:
	if column.kind == "number":
		return np.full(size, np.nan if column.default is None else column.default, dtype=float)
	if column.kind == "date":
		return np.full(size, np.datetime64("NaT", "ns"))
	if column.kind == "flag":
		return np.full(size, bool(column.default))
	known = list(column.choices) or ([] if column.default is None else [column.default])
	code = -1 if column.default is None else known.index(column.default)
	return pd.Categorical.from_codes(np.full(size, code, dtype=np.int8), categories=known)


def result(name: str, columns: dict[str, Any]) -> pd.DataFrame:
	"""The named output table from its columns, in the documented order; absent ones are null."""
	spec = OUTPUTS[name]
	unknown = set(columns) - set(spec.by_name)
	if unknown:
		raise TableError(f"{name}: {', '.join(sorted(unknown))} is not a column of it")
	size = len(next(iter(columns.values()))) if columns else 0
	filled = {c: columns[c] if c in columns else np.full(size, np.nan) for c in spec.names}
	return pd.DataFrame(filled, index=pd.RangeIndex(size), copy=False)


CHUNK = 1 << 15


def find(keys: Any, among: Any) -> np.ndarray:
	"""Position of every key among unique keys, −1 where it isn't there or is null.

	Files come in order: people, then their objectives in the order of the people. Runs of equal keys are looked up
	once, and a run is first sought just behind the one before it, so that the cost of a row doesn't grow with the
	size of the table. Rows in any other order are found all the same.
	"""
	known = _plain(among)
	if isinstance(getattr(keys, "dtype", None), pd.CategoricalDtype):
		coded = pd.Categorical(keys)
		return np.append(_find_plain(_plain(coded.categories), known), -1)[coded.codes]
	wanted = _plain(keys)
	if len(wanted) < CHUNK or not len(known):
		return _find_plain(wanted, known)
	if _are_all(wanted, known):
		return np.arange(len(known))
	starts = np.flatnonzero(np.append(True, wanted[1:] != wanted[:-1]))
	runs = wanted[starts]
	found = np.arange(len(known)) if _are_all(runs, known) else _find_in_order(runs, known)
	return np.repeat(found, np.diff(np.append(starts, len(wanted))))


def _are_all(wanted: np.ndarray, known: np.ndarray) -> bool:
	"""Whether the keys are all that is known, in the same order, and none is null."""
	return len(wanted) == len(known) and (wanted == known).all() and not np.equal(known, None).any()


def _plain(values: Any) -> np.ndarray:
	"""Values as a numpy array: numbers as they are, everything else as objects."""
	array = np.asarray(values)
	return array if array.dtype.kind in "iuf" else array.astype(object, copy=False)


def _find_plain(wanted: np.ndarray, known: np.ndarray) -> np.ndarray:
	if not len(known) or not len(wanted):
		return np.full(len(wanted), -1, dtype=np.intp)
	positions = _look_up(wanted, known)
	if pd.isna(known).any():
		positions[pd.isna(wanted)] = -1
	return positions


def _look_up(wanted: np.ndarray, known: np.ndarray) -> np.ndarray:
	return pd.Index(known, dtype=known.dtype).get_indexer(pd.Index(wanted, dtype=wanted.dtype))


def _find_in_order(wanted: np.ndarray, known: np.ndarray) -> np.ndarray:
	"""Pass over the keys in order as long as that finds many; what is left then is sought everywhere."""
	if len(known) <= 2 * CHUNK:
		return _find_plain(wanted, known)
	found = np.full(len(wanted), -1, dtype=np.intp)
	rest, at = np.flatnonzero(pd.notna(wanted)), 0
	while len(rest):
		near = _find_near(wanted[rest], known, at)
		hit = near >= 0
		if hit.sum() * 4 < len(rest):
			found[rest] = (_find_few if len(rest) < len(known) else _look_up)(wanted[rest], known)
			break
		found[rest[hit]] = near[hit]
		rest, at = rest[~hit], int(near.max()) + 1
	return found


def _find_few(wanted: np.ndarray, known: np.ndarray) -> np.ndarray:
	"""Among many more keys than are wanted: the known ones are sought in the small table of the wanted.

	Filling a hash table costs several times what looking into one does.
	"""
	number, distinct = pd.factorize(wanted)
	at = _look_up(known, distinct)
	rows = np.flatnonzero(at >= 0)
	if len(rows) and np.bincount(at[rows]).max() > 1:
		raise pd.errors.InvalidIndexError("keys occur twice among the known ones")
	row = np.full(len(distinct) + 1, -1)
	row[at[rows]] = rows
	return row[number]


def _find_near(wanted: np.ndarray, known: np.ndarray, at: int) -> np.ndarray:
	"""Look keys up chunk by chunk just behind where the last one was found, from position `at` on."""
	found = np.full(len(wanted), -1, dtype=np.intp)
	for start in range(0, len(wanted), CHUNK):
		chunk = wanted[start : start + CHUNK]
		window = known[at : at + len(chunk)]
		if len(window) == len(chunk) and (window == chunk).all():
			found[start : start + len(chunk)] = np.arange(at, at + len(chunk))
			at += len(chunk)
			continue
		near = _find_few(chunk, known[at : at + 2 * CHUNK])
		hit = near >= 0
		found[start : start + len(chunk)][hit] = near[hit] + at
		at = at + int(near.max()) + 1 if hit.any() else at
	return found


def take(values: Any, positions: np.ndarray) -> Any:
	"""Values at positions, null where a position is −1."""
	return pd.Series(values).array.take(positions, allow_fill=True)


def total(groups: np.ndarray, weights: np.ndarray | None, size: int) -> np.ndarray:
	"""Sum of weights per group number; groups of −1 are left out. No weights: how many."""
	inside = groups >= 0
	if inside.all():
		return np.bincount(groups, weights, size).astype(float)
	return np.bincount(groups[inside], None if weights is None else weights[inside], size).astype(float)


def latest(group: np.ndarray, when: np.ndarray, size: int) -> np.ndarray:
	"""Row with the latest `when` of every group, −1 for none; of equal ones the last row. Groups of −1 are left out."""
	found = np.full(size, -1)
	rows = np.flatnonzero(group >= 0)
	if len(rows) and np.bincount(group[rows]).max() > 1:
		rows = rows[np.argsort(when[rows], kind="stable")]
	found[group[rows]] = rows
	return found


def ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
	"""part / whole, null where whole is 0."""
	with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
		return np.where(whole > 0, part / whole, np.nan)


def same(values: pd.Series, text: str) -> np.ndarray:
	"""True where a text or choice equals `text`; null is False."""
	if isinstance(values.dtype, pd.CategoricalDtype):
		coded = values.array
		at = coded.categories.get_indexer([text])[0]
		return coded.codes == at if at >= 0 else np.zeros(len(values), dtype=bool)
	return (values == text).fillna(False).to_numpy(dtype=bool) if len(values) else np.zeros(0, dtype=bool)


def days(values: Any) -> np.ndarray:
	"""Dates as whole days since 1970 in floats; null is NaN."""
	stamps = np.asarray(values, dtype="datetime64[ns]")
	numbers = stamps.astype("datetime64[D]").astype(float)
	return np.where(np.isnat(stamps), np.nan, numbers)


def from_days(values: np.ndarray) -> np.ndarray:
	"""Whole days since 1970 as dates; NaN is null."""
	known = (
		np.where(np.isnan(values), 0, values).astype("int64").astype("datetime64[D]").astype("datetime64[ns]")
	)
	return np.where(np.isnan(values), np.datetime64("NaT", "ns"), known)


def words(mask: np.ndarray, names: tuple[str, ...]) -> pd.Categorical:
	"""A bit mask as comma-separated names: bit 0 is names[0]. Null where no bit is set."""
	used = np.flatnonzero(np.bincount(mask, minlength=1))
	used = used[used > 0]
	code = np.full(1 << len(names), -1)
	code[used] = np.arange(len(used))
	texts = [", ".join(n for i, n in enumerate(names) if int(m) >> i & 1) for m in used]
	return pd.Categorical.from_codes(code[mask], categories=texts)
