"""How evidence lies in a period: whether a rating leans on what happened last."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

RECENT_MONTHS = 3
# So many pieces say something about how they lie, and a larger part than this is worth a word.
ENOUGH, HEAVY = 4, 0.5


def recent_count(dates: Sequence[object], last_day: object, months: int = RECENT_MONTHS) -> int:
	"""How many pieces of dated evidence lie in the last months of a period.

	>>> recent_count(["2025-02-01", "2025-10-01", "2025-12-24", "2025-12-31"], "2025-12-31")
	3
	"""
	days = pd.to_datetime(pd.Series(list(dates), dtype=object))
	since = pd.Timestamp(last_day).normalize() - pd.DateOffset(months=months)
	return int((days > since).sum())


def recency_share(dates: Sequence[object], last_day: object, months: int = RECENT_MONTHS) -> float | None:
	"""Which share of dated evidence lies in the last months of a period; None without evidence.

	>>> recency_share(["2025-02-01", "2025-10-01", "2025-12-24", "2025-12-31"], "2025-12-31")
	0.75
	"""
	return recent_count(dates, last_day, months) / len(dates) if len(dates) else None


def is_recent_heavy(dates: Sequence[object], last_day: object) -> bool:
	"""Whether so much of enough evidence is recent that a rating may forget the rest of the period.

	>>> is_recent_heavy(["2025-02-01", "2025-10-01", "2025-12-24", "2025-12-31"], "2025-12-31")
	True
	"""
	return len(dates) >= ENOUGH and recent_count(dates, last_day) > HEAVY * len(dates)
