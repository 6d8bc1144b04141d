"""What people recorded in the course of the year, ending at the key result's present value."""

from __future__ import annotations

from datetime import date

from talent_performance.rehearsal.sample.books import Books, Row
from talent_performance.rehearsal.sample.chance import Chance
from talent_performance.rehearsal.sample.goal_kinds import Measure
from talent_performance.rehearsal.sample.measures import Owner
from talent_performance.rehearsal.sample.people import YEAR

QUARTERS = (date(YEAR, 3, 31), date(YEAR, 6, 30), date(YEAR, 9, 30))
NOTES = (
	"Quarterly figures",
	"After the stock count",
	"Corrected by Finance",
	"From the field report",
	None,
	None,
)
KEEPERS = 0.28  # the share of people's key results that somebody keeps a record of


def write_updates(
	books: Books, chance: Chance, row: Row, measure: Measure, owner: Owner, last_day: date
) -> None:
	"""Totals at quarter ends, or single events for things that are counted; the last one on `last_day`."""
	if measure.method not in ("progress", "achievement") or measure.monthly:
		return
	if owner.level == "individual" and not chance.happens(KEEPERS):
		return
	first = row.get("start_value") or 0.0
	now = row["current_value"]
	days = [day for day in QUARTERS if owner.start < day < last_day] + [last_day]
	shares = [_elapsed(owner, day) * chance.between(0.8, 1.1) for day in days[:-1]] + [1.0]
	values = [round(first + min(share, 1.0) * (now - first), measure.places) for share in shares[:-1]] + [now]
	counted = measure.places == 0 and measure.unit != "%" and now > first and first == int(first)
	if counted and chance.happens(0.4):
		_events(books, chance, row, owner, days, values, first)
		return
	for day, value in zip(days, values, strict=True):
		_record(books, chance, row, owner, day, "total", value)


def _elapsed(owner: Owner, day: date) -> float:
	return (day - owner.start).days / (owner.end - owner.start).days


def _events(
	books: Books, chance: Chance, row: Row, owner: Owner, days: list[date], values: list[float], first: float
) -> None:
	"""The opening total, then what was added each time."""
	_record(books, chance, row, owner, owner.start, "total", first)
	before = first
	for day, value in zip(days, values, strict=True):
		if value > before:
			_record(books, chance, row, owner, day, "event", value - before)
			before = value


def _record(books: Books, chance: Chance, row: Row, owner: Owner, day: date, kind: str, value: float) -> None:
	books.add(
		"key_result_updates",
		key_result=row["key_result"],
		updated_on=day,
		kind=kind,
		value=value,
		author=owner.author,
		note=chance.pick(NOTES),
	)
