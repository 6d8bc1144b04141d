"""Two runs side by side: whose rating or box another policy would change."""

from __future__ import annotations

import numpy as np
import pandas as pd

from talent_performance.engine.frames import TableError
from talent_performance.engine.pipeline import Results

WHO = ["employee", "employee_name", "company", "department", "manager", "designation"]


def compare(before: Results, after: Results) -> pd.DataFrame:
	"""One row a person with score, rating, box and reason before and after, and whether anything that counts moved.

	`moved` is about rating and box, gained or lost ones included; a changed score alone isn't a move. Both runs must
	be of the same people. Raises TableError otherwise.
	"""
	left, right = before.tables["talent"], after.tables["talent"]
	if len(left) != len(right) or not (left["employee"].to_numpy() == right["employee"].to_numpy()).all():
		raise TableError("the two runs are not of the same people")
	columns = {c: left[c] for c in WHO}
	sources = {
		"score": "performance_score",
		"rating": "performance_rating",
		"box": "box",
		"box_label": "box_label",
	}
	for name, source in {**sources, "reason": "reason"}.items():
		columns[f"{name}_before"] = left[source].array
		columns[f"{name}_after"] = right[source].array
	moved = _differs(left["performance_rating"], right["performance_rating"]) | _differs(
		left["box"], right["box"]
	)
	return pd.DataFrame({**columns, "moved": moved})


def _differs(left: pd.Series, right: pd.Series) -> np.ndarray:
	a, b = left.to_numpy(dtype=float), right.to_numpy(dtype=float)
	return ~((a == b) | (np.isnan(a) & np.isnan(b)))
