"""Calendars: every line within 75 octets, texts that come back as they went in, days and moments."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talent_performance.engine.ics import Event, calendar, escaped, folded

STAMP = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=300)


def lines_of(text: str) -> list[str]:
	"""The lines again, unfolded as section 3.1 says."""
	assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
	assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
	return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def unescaped(value: str) -> str:
	"""A value again, as section 3.3.11 says."""
	return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_a_text_comes_back(text: str) -> None:
	events = [Event("a@b", text, date(2026, 3, 9))]
	(summary,) = (line for line in lines_of(calendar("T", events, STAMP)) if line.startswith("SUMMARY:"))
	found = unescaped(summary.removeprefix("SUMMARY:"))
	expected = text.replace("\r\n", "\n").replace("\r", "\n")
	assert found == "".join(
		each for each in expected if each in "\n\t" or not (ord(each) < 32 or ord(each) == 127)
	)


def test_nobody_adds_an_event_by_a_title() -> None:
	events = [
		Event("a@b", "x\r\nEND:VEVENT\r\nBEGIN:VEVENT", date(2026, 3, 9), url="http://x/\r\nATTENDEE:y")
	]
	lines = lines_of(calendar("T\nBEGIN:VEVENT", events, STAMP))
	assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
	assert not any(line.startswith("ATTENDEE") for line in lines)


def test_a_whole_day_ends_before_the_next_one() -> None:
	lines = lines_of(calendar("T", [Event("a@b", "x", date(2026, 12, 31))], STAMP))
	assert {"DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101", "UID:a@b"} <= set(lines)


@pytest.mark.parametrize(
	("zone", "day", "expected"),
	[
		("Europe/Berlin", date(2026, 3, 28), "20260328T070000Z"),
		("Europe/Berlin", date(2026, 3, 29), "20260329T060000Z"),  # summer time has begun
		("Asia/Jayapura", date(2026, 3, 9), "20260308T230000Z"),
	],
)
def test_a_moment_of_a_zone(zone: str, day: date, expected: str) -> None:
	start = datetime.combine(day, datetime.min.time(), ZoneInfo(zone)) + timedelta(hours=8)
	lines = lines_of(calendar("T", [Event("a@b", "x", start, 30)], STAMP))
	assert f"DTSTART:{expected}" in lines
	assert f"DTEND:{expected.replace('0000Z', '3000Z')}" in lines


def test_no_character_is_cut_in_two() -> None:
	pieces = folded("SUMMARY:" + "漢" * 100).split("\r\n")
	assert "".join(piece.removeprefix(" ") for piece in pieces) == "SUMMARY:" + "漢" * 100
	assert max(len(piece.encode()) for piece in pieces) <= 75


def test_another_parser_reads_the_same() -> None:
	"""icalendar of PyPI, where the environment has it."""
	icalendar = pytest.importorskip("icalendar")
	summary = "Tujuan, tengah tahun; \\o/ – " + "panjang " * 30
	start = datetime(2026, 3, 9, 8, tzinfo=ZoneInfo("Asia/Makassar"))
	events = [Event("a@b", summary, date(2026, 3, 9), url="http://x/talent"), Event("c@b", "x\ny", start, 30)]
	found = icalendar.Calendar.from_ical(calendar("Kalender", events, STAMP))
	day, moment = found.walk("VEVENT")
	assert (str(day["SUMMARY"]), day.decoded("DTSTART"), str(day["URL"])) == (
		summary, date(2026, 3, 9), "http://x/talent"
	)  # fmt: skip
	assert (str(moment["SUMMARY"]), moment.decoded("DTSTART")) == ("x\ny", start)
	assert str(found["X-WR-CALNAME"]) == "Kalender"


def test_what_separates_values_is_escaped() -> None:
	assert escaped("a,b;c\\d\ne") == "a\\,b\\;c\\\\d\\ne"
