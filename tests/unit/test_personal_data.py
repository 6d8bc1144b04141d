"""The clock of a personal data request, by cases that were worked out with a calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent_performance.engine import personal_data as clock
from tests.unit.cases import first, name_of, worked


@pytest.mark.parametrize("lines", worked("data_request_clocks"), ids=name_of)
def test_a_request_is_due_when_the_law_says(lines: pd.DataFrame) -> None:
	case = first(lines)
	free = [] if pd.isna(case["holidays"]) else [date.fromisoformat(case["holidays"])]
	found = clock.due(
		datetime.fromisoformat(case["received"]),
		case["law"],
		days=0 if pd.isna(case["days"]) else int(case["days"]),
		extended=case["extended"] == 1,
		free=free,
	)
	assert found.replace(second=0) == datetime.fromisoformat(case["due"])


MOMENTS = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1))


@given(MOMENTS)
def test_a_month_is_never_less_than_28_days_nor_more_than_a_long_weekend_beyond_31(
	received: datetime,
) -> None:
	days = (clock.due(received, clock.GDPR).date() - received.date()).days
	assert 28 <= days <= 33


@given(MOMENTS)
def test_an_extension_never_shortens(received: datetime) -> None:
	for law in clock.CLOCKS:
		assert clock.due(received, law, days=5, extended=True) >= clock.due(received, law, days=5)


@given(MOMENTS)
def test_the_pdp_law_counts_hours(received: datetime) -> None:
	assert clock.due(received, clock.PDP) - received == timedelta(hours=72)


@pytest.mark.parametrize(
	("now", "answered", "expected"),
	[
		("2026-03-01", None, "On Time"),
		("2026-03-08", None, "Due Soon"),
		("2026-03-10", None, "Due Soon"),
		("2026-03-11", None, "Overdue"),
		("2026-03-11", "2026-03-10", "On Time"),
		("2026-03-11", "2026-03-11", "Late"),
	],
)
def test_how_a_request_stands(now: str, answered: str | None, expected: str) -> None:
	moment = datetime.fromisoformat(answered) if answered else None
	assert clock.standing(datetime(2026, 3, 10), datetime.fromisoformat(now), moment) == expected


def test_what_is_kept_for_no_time_begins_today() -> None:
	assert clock.kept_since(date(2026, 3, 31), 0) == date(2026, 3, 31)
	assert clock.kept_since(date(2026, 3, 31), 13) == date(2025, 2, 28)
