"""Working days: where the days of a period end when free days don't count."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

import numpy as np

WEEKEND = (5, 6)  # Monday is 0


def last_day(start: date, days: int, free: Collection[date] | None, until: date | None = None) -> date:
	"""The last of so many working days after `start`, which doesn't count itself.

	`free` are the free days that somebody has written down, up to the day `until`; beyond it, and where nobody has (None),
	Saturday and Sunday are free.

	>>> last_day(date(2026, 1, 2), 10, None)
	datetime.date(2026, 1, 16)
	>>> last_day(date(2026, 1, 2), 1, [date(2026, 1, 3)], date(2026, 12, 31))
	datetime.date(2026, 1, 4)
	"""
	if days <= 0:
		return start
	off = [*(free or ()), *_weekends(start, days + len(free or ()), until if free is not None else None)]
	found = np.busday_offset(start + timedelta(days=1), days - 1, "forward", weekmask="1111111", holidays=off)
	return found.astype(date)


def _weekends(start: date, days: int, known_until: date | None) -> list[date]:
	"""Saturdays and Sundays after the day up to which free days are known, as far as could matter."""
	span = (start + timedelta(days=each) for each in range(1, 2 * days + 15))
	return [day for day in span if day.weekday() in WEEKEND and (known_until is None or day > known_until)]
