"""The clock of a personal data request: until when the law wants an answer, and whether it may take longer.

GDPR: Article 12(3), "without undue delay and in any event within one month of receipt of the request", extendable "by two
further months where necessary", the person being told with reasons within the first month. How months are counted says
Regulation (EEC, Euratom) No 1182/71, Article 3: a period of months ends with the last hour of the day that bears the same
number; where the last month has no such day, with that of its last day (2c); where it ends on a Saturday, a Sunday or a public
holiday, with that of the next working day (4).

Indonesia's Law No. 27 of 2022 on Personal Data Protection: access within 3 x 24 hours of receipt (Article 32(2)), the same for
corrections (Article 30(1)); nothing extends it, and no day is left out. For erasure (Articles 8, 43 to 45) the law names no
number of hours; the same clock is kept.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

GDPR = "GDPR"
PDP = "PDP Law"
OWN_DAYS = "Own Days"
LAST_HOUR = time(23, 59, 59)
WEEKEND = (5, 6)  # Monday is 0
SOON = timedelta(days=7)


@dataclass(frozen=True)
class Clock:
	"""How long a law gives: hours or days or months, and months more where it lets itself be extended."""

	hours: int = 0
	months: int = 0
	more_months: int = 0
	moves_off_free_days: bool = False


CLOCKS = {
	GDPR: Clock(months=1, more_months=2, moves_off_free_days=True),
	PDP: Clock(hours=72),
	OWN_DAYS: Clock(),
}
# Where a company has said nothing.
LAW_OF_COUNTRY = {"Indonesia": PDP}


def law_of(country: str | None) -> str:
	"""The law of a company that has chosen none: that of its country, else the GDPR.

	>>> law_of("Indonesia"), law_of("France"), law_of(None)
	('PDP Law', 'GDPR', 'GDPR')
	"""
	return LAW_OF_COUNTRY.get(country or "", GDPR)


def may_be_extended(law: str) -> bool:
	"""Whether the law knows an extension.

	>>> may_be_extended(GDPR), may_be_extended(PDP)
	(True, False)
	"""
	return CLOCKS[law].more_months > 0


def due(
	received: datetime,
	law: str,
	*,
	days: int = 0,
	extended: bool = False,
	free: Collection[date] = (),
) -> datetime:
	"""The last moment for an answer. `days` are a company's own, `free` its public holidays.

	>>> due(datetime(2026, 3, 5, 10), GDPR)
	datetime.datetime(2026, 4, 6, 23, 59, 59)
	>>> due(datetime(2026, 3, 6, 10), PDP)
	datetime.datetime(2026, 3, 9, 10, 0)
	"""
	clock = CLOCKS[law]
	if clock.hours:
		return received + timedelta(hours=clock.hours)
	if not clock.months:
		return datetime.combine(received.date() + timedelta(days=days), LAST_HOUR)
	end = same_day(received.date(), clock.months + (clock.more_months if extended else 0))
	while clock.moves_off_free_days and (end.weekday() in WEEKEND or end in free):
		end += timedelta(days=1)
	return datetime.combine(end, LAST_HOUR)


def same_day(start: date, months: int) -> date:
	"""The day of the same number so many months later, or the last of a month that is too short.

	>>> same_day(date(2026, 1, 31), 1)
	datetime.date(2026, 2, 28)
	"""
	year, month = divmod(start.month - 1 + months, 12)
	year, month = start.year + year, month + 1
	return date(year, month, min(start.day, monthrange(year, month)[1]))


def standing(due_on: datetime, now: datetime, answered_on: datetime | None = None) -> str:
	"""How a request stands to its clock: "On Time", "Due Soon", "Overdue", and once answered "On Time" or "Late".

	>>> (
	...     standing(datetime(2026, 3, 9), datetime(2026, 3, 8)),
	...     standing(datetime(2026, 3, 9), datetime(2026, 3, 10)),
	... )
	('Due Soon', 'Overdue')
	"""
	if answered_on:
		return "Late" if answered_on > due_on else "On Time"
	if now > due_on:
		return "Overdue"
	return "Due Soon" if due_on - now <= SOON else "On Time"


def kept_since(today: date, months: int) -> date:
	"""The first day that a period of so many months, ending today, still keeps: what is older may go.

	>>> kept_since(date(2026, 3, 31), 1), kept_since(date(2026, 1, 15), 24)
	(datetime.date(2026, 2, 28), datetime.date(2024, 1, 15))
	"""
	return same_day(today, -months)
