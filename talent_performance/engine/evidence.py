"""How evidence lies in a period: whether a rating leans on what happened last."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

RECENT_MONTHS = 3


def recency_share(dates: Sequence[object], last_day: object, months: int = RECENT_MONTHS) -> float | None:
	"""Which share of dated evidence lies in the last months of a period; None without evidence.

	>>> recency_share(["2025-02-01", "2025-10-01", "2025-12-24", "2025-12-31"], "2025-12-31")
	0.75
	"""
	days = pd.to_datetime(pd.Series(list(dates), dtype=object))
	if days.empty:
		return None
	since = pd.Timestamp(last_day).normalize() - pd.DateOffset(months=months)
	return float((days > since).mean())
