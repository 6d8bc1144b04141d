"""Evidence for potential from leadership assessments: results on different scales as shares of their own scale.

Instruments don't share a scale, and their results aren't added up: each line is told as it was given, and besides as how far
along its scale it lies, which is what criteria and bars compare.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from talent_performance.engine.frames import days, latest, ratio, total
from talent_performance.engine.rounding import half_up


def shares(lines: pd.DataFrame) -> np.ndarray:
	"""How far along its scale each result lies, in percent with two places; null without a result or a scale.

	`lines` has the columns result, low and high.

	>>> shares(
	...     pd.DataFrame({"result": [4, 30, None, 3], "low": [1, 0, 1, 5], "high": [5, 60, 5, 5]})
	... ).tolist()
	[75.0, 50.0, nan, nan]
	"""
	result, low, high = (lines[name].to_numpy(dtype=float) for name in ("result", "low", "high"))
	return half_up(np.clip(ratio(result - low, high - low), 0, 1) * 100)


def overall(lines: pd.DataFrame, assessments: pd.Series) -> np.ndarray:
	"""The plain mean of each assessment's shares, two places; null where no line has one.

	`lines` has the columns assessment, result, low and high; in the order of `assessments`, whose names are unique.
	"""
	share = shares(lines)
	at = pd.Index(assessments).get_indexer(lines["assessment"])
	at = np.where(np.isnan(share), -1, at)
	return half_up(
		ratio(total(at, np.nan_to_num(share), len(assessments)), total(at, None, len(assessments)))
	)


def latest_of(
	assessments: pd.DataFrame, people: pd.Series, kind: str, as_of: pd.Timestamp, valid_months: int
) -> pd.DataFrame:
	"""Each person's latest assessment of a kind that isn't older than it is valid; in the order of `people`.

	`assessments` has the columns employee, kind, assessed_on and share. Columns: share and assessed_on, null where there is none.
	"""
	since = as_of - pd.DateOffset(months=valid_months)
	day = pd.to_datetime(assessments["assessed_on"])
	usable = ((assessments["kind"] == kind) & (day > since) & (day <= as_of)).to_numpy(dtype=bool)
	at = np.where(usable, pd.Index(people).get_indexer(assessments["employee"]), -1)
	row = latest(at, days(day), len(people))
	share = np.append(assessments["share"].to_numpy(dtype=float), np.nan)[row]
	when = pd.Series(day.to_numpy()).array.take(row, allow_fill=True)
	return pd.DataFrame({"share": share, "assessed_on": when})
