"""Tables in the shape the page reads: a list a column, texts as a dictionary of codes where that is shorter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from talent_performance.rehearsal.report import formats
from talent_performance.rehearsal.report.messages import Messages

Kind = Literal["text", "number", "percent", "flag", "date"]


@dataclass(frozen=True)
class Field:
	"""A column of the page: its name there, how it is written, and the result column it comes from."""

	name: str
	kind: Kind
	places: int = 0
	source: str = ""


def encode(frame: pd.DataFrame, fields: Sequence[Field], messages: Messages) -> dict[str, Any]:
	"""The frame's columns as the page reads them: {"rows": n, "columns": {name: values}}."""
	columns = {f.name: _column(frame[f.source or f.name], f, messages) for f in fields}
	return {"rows": len(frame), "columns": columns}


def _column(values: pd.Series, field: Field, messages: Messages) -> Any:
	if field.kind == "number":
		return formats.rounded(_numbers(values), field.places)
	if field.kind == "percent":
		return formats.rounded(_numbers(values) * 100, field.places)
	if field.kind == "flag":
		return [1 if v else 0 for v in values.where(values.notna(), False).tolist()]
	if field.kind == "date":
		return _shorter(formats.days(values, messages))
	return _shorter(formats.texts(values))


def _numbers(values: pd.Series) -> np.ndarray:
	return pd.to_numeric(values).to_numpy(dtype=float, na_value=np.nan)


def _shorter(values: list[str | None]) -> Any:
	"""Texts that repeat become codes into a list of the distinct ones; −1 is empty."""
	codes, distinct = pd.factorize(np.array(values, dtype=object))
	if len(distinct) * 2 > len(values):
		return values
	return {"texts": distinct.tolist(), "codes": codes.tolist()}
