"""Bringing a table into the shape the rules expect, and the few array operations that they share."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from talent_performance.engine.tables import INPUTS, OUTPUTS, Column


class TableError(ValueError):
	"""A table that the rules can't read; the message names table and column."""


def complete(name: str, frame: pd.DataFrame | None) -> pd.DataFrame:
	"""The named input table with all its columns, in order and with the right types.

	Absent columns and empty cells get the column's default. Ids and texts keep the type they come in, null where
	empty. Raises TableError where a required column is absent.
	"""
	spec = INPUTS[name]
	frame = pd.DataFrame(columns=spec.names) if frame is None else frame
	missing = [c.name for c in spec.columns if c.required and c.default is None and c.name not in frame]
	if missing:
		raise TableError(f"{name}: column {', '.join(missing)} is missing")
	size = len(frame)
	columns = {c.name: _typed(frame[c.name] if c.name in frame else None, c, size) for c in spec.columns}
	return pd.DataFrame(columns, index=pd.RangeIndex(size), copy=False)


def _typed(values: pd.Series | None, column: Column, size: int) -> Any:
	if values is None:
		return _absent(column, size)
	if column.kind == "number":
		numbers = pd.to_numeric(values).to_numpy(dtype=float, na_value=np.nan)
		return numbers if column.default is None else np.where(np.isnan(numbers), column.default, numbers)
	if column.kind == "date":
		return pd.to_datetime(values).to_numpy(dtype="datetime64[ns]")
	if column.kind == "flag":
		if values.dtype == bool:
			return values.to_numpy()
		return np.where(values.isna(), bool(column.default), values).astype(bool)
	if column.default is not None and values.isna().any():
		return values.fillna(column.default).array
	return values.array


def _absent(column: Column, size: int) -> Any:
	if column.kind == "number":
		return np.full(size, np.nan if column.default is None else column.default, dtype=float)
	if column.kind == "date":
		return np.full(size, np.datetime64("NaT", "ns"))
	if column.kind == "flag":
		return np.full(size, bool(column.default))
	return pd.Categorical.from_codes(
		np.full(size, -1 if column.default is None else 0, dtype=np.int8),
		categories=[] if column.default is None else [column.default],
	)


def result(name: str, columns: dict[str, Any]) -> pd.DataFrame:
	"""The named output table from its columns, in the documented order; absent ones are null."""
	spec = OUTPUTS[name]
	unknown = set(columns) - set(spec.by_name)
	if unknown:
		raise TableError(f"{name}: {', '.join(sorted(unknown))} is not a column of it")
	size = len(next(iter(columns.values()))) if columns else 0
	filled = {c: columns[c] if c in columns else np.full(size, np.nan) for c in spec.names}
	return pd.DataFrame(filled, index=pd.RangeIndex(size), copy=False)


def find(keys: Any, among: Any) -> np.ndarray:
	"""Position of every key among unique keys, −1 where it isn't there or is null."""
	index = among if isinstance(among, pd.Index) else pd.Index(among)
	wanted = pd.Index(keys)
	if not len(index) or not len(wanted):
		return np.full(len(wanted), -1, dtype=np.intp)
	positions = index.get_indexer(wanted)
	return np.where(wanted.isna(), -1, positions)


def take(values: Any, positions: np.ndarray) -> Any:
	"""Values at positions, null where a position is −1."""
	return pd.Series(values).array.take(positions, allow_fill=True)


def total(groups: np.ndarray, weights: np.ndarray | None, size: int) -> np.ndarray:
	"""Sum of weights per group number; groups of −1 are left out. No weights: how many."""
	inside = groups >= 0
	if inside.all():
		return np.bincount(groups, weights, size).astype(float)
	return np.bincount(groups[inside], None if weights is None else weights[inside], size).astype(float)


def ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
	"""part / whole, null where whole is 0."""
	with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
		return np.where(whole > 0, part / whole, np.nan)


def same(values: pd.Series, text: str) -> np.ndarray:
	"""True where a text or choice equals `text`; null is False."""
	return (values == text).fillna(False).to_numpy(dtype=bool) if len(values) else np.zeros(0, dtype=bool)


def days(values: Any) -> np.ndarray:
	"""Dates as whole days since 1970 in floats; null is NaN."""
	stamps = np.asarray(values, dtype="datetime64[ns]")
	numbers = stamps.astype("datetime64[D]").astype(float)
	return np.where(np.isnat(stamps), np.nan, numbers)


def from_days(values: np.ndarray) -> np.ndarray:
	"""Whole days since 1970 as dates; NaN is null."""
	known = np.where(np.isnan(values), 0, values).astype("int64").astype("datetime64[D]").astype("datetime64[ns]")
	return np.where(np.isnan(values), np.datetime64("NaT", "ns"), known)


def words(mask: np.ndarray, names: tuple[str, ...]) -> pd.Categorical:
	"""A bit mask as comma-separated names: bit 0 is names[0]. Null where no bit is set."""
	used, codes = np.unique(mask, return_inverse=True)
	texts = [", ".join(n for i, n in enumerate(names) if int(m) >> i & 1) for m in used]
	if len(used) and not used[0]:
		return pd.Categorical.from_codes(codes - 1, categories=texts[1:])
	return pd.Categorical.from_codes(codes, categories=texts)
