"""What a talent card picks out of longer tables: strengths and gaps against a role, what others see most and least."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from talent_performance.engine.rounding import at_least

AT_MOST = 3
SPOKES = 8
YEARS = 3


def strengths_and_gaps(lines: pd.DataFrame, at_most: int = AT_MOST) -> tuple[pd.DataFrame, pd.DataFrame]:
	"""Of one person's lines of `competency_gaps`: where the role's level is reached, and where it isn't.

	Strengths by how far they go beyond the role, gaps with essential ones first and then by size; of equals the heavier, then by
	name. Competencies without a level are neither, and so is what the role requires at level 0.

	>>> lines = pd.DataFrame(
	...     {
	...         "competency": ["A", "B", "C", "D"],
	...         "required_level": [3, 3, 4, 2],
	...         "level": [5.0, 2.0, None, 1.0],
	...         "gap": [0.0, 1.0, None, 1.0],
	...         "weight": [1, 1, 1, 1],
	...         "essential": [False, False, False, True],
	...     }
	... )
	>>> [part["competency"].tolist() for part in strengths_and_gaps(lines)]
	[['A'], ['D', 'B']]
	"""
	known = lines[lines["level"].notna() & (lines["required_level"].astype(float) > 0)]
	beyond = known["level"].astype(float) - known["required_level"].astype(float)
	reached = at_least(known["level"], known["required_level"])
	strong = known.assign(beyond=beyond)[reached]
	strong = strong.sort_values(["beyond", "weight", "competency"], ascending=[False, False, True])
	weak = known.assign(first=known["essential"].astype(bool))[~reached]
	weak = weak.sort_values(["first", "gap", "weight", "competency"], ascending=[False, False, False, True])
	return strong.head(at_most), weak.head(at_most)


def heaviest(lines: pd.DataFrame, at_most: int = SPOKES) -> pd.DataFrame:
	"""The competencies that weigh most in a role, essential ones first; in their own order, for a drawing that has room for so many."""
	asked = lines[lines["required_level"].astype(float) > 0]
	order = asked.assign(first=asked["essential"].astype(bool), at=np.arange(len(asked)))
	chosen = order.sort_values(["first", "weight", "at"], ascending=[False, False, True]).head(at_most)
	return chosen.sort_values("at").drop(columns=["first", "at"])


def highest_and_lowest(
	items: Sequence[Mapping[str, Any]], at_most: int = AT_MOST
) -> tuple[list[str], list[str]]:
	"""The items that others rate highest and lowest, out of those of which a mean is told; none is both.

	`items` are a feedback report's, each with item and others. Fewer than two can't be told apart: none.

	>>> tell = lambda item, mean: {"item": item, "others": {"mean": mean, "shown": mean is not None}}
	>>> highest_and_lowest([tell("A", 3.0), tell("B", 4.5), tell("C", None), tell("D", 2.0)])
	(['B'], ['D'])
	"""
	told = [
		(each["others"]["mean"], -at, each["item"])
		for at, each in enumerate(items)
		if each["others"]["shown"] and each["others"]["mean"] is not None
	]
	ranked = [item for *_order, item in sorted(told, reverse=True)]
	number = min(at_most, len(ranked) // 2)
	return ranked[:number], ranked[::-1][:number]


def recent(history: pd.DataFrame, as_of: pd.Timestamp, at_most: int, years: int = YEARS) -> pd.DataFrame:
	"""Results of cycles that ended in the last years, the latest first; so many of each person at most.

	`history` has the columns employee, closed_on and cycle.
	"""
	since = as_of - pd.DateOffset(years=years)
	closed = pd.to_datetime(history["closed_on"])
	found = history.assign(closed_on=closed)[(closed > since) & (closed <= as_of)]
	found = found.sort_values(["employee", "closed_on", "cycle"], ascending=[True, False, True])
	return found.groupby("employee", sort=False).head(at_most).reset_index(drop=True)
