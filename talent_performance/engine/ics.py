"""Calendars as RFC 5545 writes them: escaped, folded at 75 octets, lines ended by CRLF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

LONGEST = 75  # octets of a line, its end not counted
CONTROLS = {code: None for code in (*range(9), *range(10, 32), 127)}


@dataclass(frozen=True)
class Event:
	"""A whole day, or a time with its zone and minutes; `uid` stays the same for the same event."""

	uid: str
	summary: str
	start: date | datetime
	minutes: int = 0
	url: str = ""


def calendar(title: str, events: Sequence[Event], stamp: datetime) -> str:
	"""A calendar of events; `stamp`: when it was made.

	>>> print(calendar("A", [], datetime(2026, 1, 1, tzinfo=timezone.utc)).replace("\\r", ""))
	BEGIN:VCALENDAR
	VERSION:2.0
	PRODID:-//Talent & Performance//Reminders//EN
	CALSCALE:GREGORIAN
	METHOD:PUBLISH
	X-WR-CALNAME:A
	END:VCALENDAR
	<BLANKLINE>
	"""
	lines = [
		"BEGIN:VCALENDAR",
		"VERSION:2.0",
		"PRODID:-//Talent & Performance//Reminders//EN",
		"CALSCALE:GREGORIAN",
		"METHOD:PUBLISH",
		f"X-WR-CALNAME:{escaped(title)}",
	]
	for event in events:
		lines += written(event, stamp)
	return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def written(event: Event, stamp: datetime) -> Iterator[str]:
	"""The lines of one event. A whole day ends before the next one; times are in UTC, which needs no table of zones."""
	yield from ("BEGIN:VEVENT", f"UID:{escaped(event.uid)}", f"DTSTAMP:{moment(stamp)}")
	if isinstance(event.start, datetime):
		yield f"DTSTART:{moment(event.start)}"
		yield f"DTEND:{moment(event.start + timedelta(minutes=event.minutes))}"
	else:
		yield f"DTSTART;VALUE=DATE:{event.start:%Y%m%d}"
		yield f"DTEND;VALUE=DATE:{event.start + timedelta(days=1):%Y%m%d}"
		yield "TRANSP:TRANSPARENT"
	yield f"SUMMARY:{escaped(event.summary)}"
	if event.url:
		yield f"URL:{event.url.translate(CONTROLS)}"
	yield "END:VEVENT"


def moment(at: datetime) -> str:
	"""A moment with a zone, in UTC.

	>>> moment(datetime(2026, 3, 9, 8, tzinfo=timezone(timedelta(hours=7))))
	'20260309T010000Z'
	"""
	return f"{at.astimezone(timezone.utc):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
	"""A text as a value: what separates values is escaped, a new line written as one, other control characters left out.

	>>> escaped("Goals, mid-year; \\\\o/\\nand more")
	'Goals\\\\, mid-year\\\\; \\\\\\\\o/\\\\nand more'
	"""
	text = text.replace("\r\n", "\n").replace("\r", "\n")
	for old, new in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
		text = text.replace(old, new)
	return text.translate(CONTROLS)


def folded(line: str) -> str:
	"""A line in pieces of at most 75 octets, no character cut in two; each but the first begins with a space."""
	pieces, size = [""], 0
	for character in line:
		octets = len(character.encode())
		if size + octets > LONGEST:
			pieces.append(" ")
			size = 1
		pieces[-1] += character
		size += octets
	return "\r\n".join(pieces)
