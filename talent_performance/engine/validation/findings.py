"""What a check looks at, what it finds, and how that becomes a table of problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from talent_performance.engine.policy import Policy
from talent_performance.engine.tables import INPUTS
from talent_performance.engine.validation.rules import RULES, Rule

COLUMNS = ["severity", "table", "row", "column", "value", "expected", "message", "rule", "other_row"]


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
