"""Columns on their own: missing or empty ones, unknown choices, numbers out of bounds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from talent_performance.engine.rounding import TOLERANCE
from talent_performance.engine.tables import INPUTS, Column
from talent_performance.engine.validation.findings import Data, Found


def without_unknown_choices(name: str, frame: pd.DataFrame) -> pd.DataFrame:
	"""The table with those choices left empty that aren't any of the column's."""
	masks = {c.name: _unknown_choice(c, frame[c.name]) for c in _choice_columns(name, frame)}
	return frame.assign(
		**{c: frame[c].astype(object).mask(mask, None) for c, mask in masks.items() if mask.any()}
	)


def check_choices(name: str, frame: pd.DataFrame) -> Iterator[Found]:
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


def missing_columns(name: str, frame: pd.DataFrame) -> Iterator[Found]:
	for column in INPUTS[name].columns:
		if column.required and column.default is None and column.name not in frame:
			yield Found("missing_column", name, None, column.name, more={"doc": column.doc})


def check_columns(data: Data) -> Iterator[Found]:
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
