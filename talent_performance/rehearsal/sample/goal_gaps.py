"""What goes wrong with objectives in every company: stale, archived, empty, not started, not reported."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import islice

from talent_performance.rehearsal.sample.books import Books, Row
from talent_performance.rehearsal.sample.chance import Chance
from talent_performance.rehearsal.sample.people import YEAR

STALE, NOT_STARTED, UNREPORTED = 110, 18, 20
ARCHIVED, ARCHIVED_UNAPPROVED, EMPTY, WEIGHTLESS = 12, 5, 6, 3
KEY_RESULTS_ARCHIVED, KEY_RESULTS_WEIGHTLESS = 4, 5


def leave_gaps(books: Books, seed: int) -> None:
	"""Spoil some individual objectives and key results that nothing else hangs on; each at most once."""
	chance = Chance(seed, "goal gaps")
	objectives = chance.shuffled(_untouched(books))
	take = _Taker(objectives)
	for row in take(STALE):
		row["updated_on"] = chance.day(date(YEAR, 3, 3), date(YEAR, 9, 30))
	for state, count in (("approved", ARCHIVED), ("not approved", ARCHIVED_UNAPPROVED)):
		for row in take(count):
			row["archived"] = state
	for row in take(WEIGHTLESS):
		row["weight"] = 0
	emptied = {row["objective"] for row in take(EMPTY)}
	books.rows["key_results"] = [r for r in books.rows["key_results"] if r["objective"] not in emptied]
	_spoil_key_results(books, {row["objective"] for row in take(len(objectives))}, chance)
	_lose_reports(books, chance)


class _Taker:
	"""Hands out rows, each once."""

	def __init__(self, rows: list[Row]) -> None:
		self._rows = iter(rows)

	def __call__(self, count: int) -> list[Row]:
		return list(islice(self._rows, count))


def _untouched(books: Books) -> list[Row]:
	"""Individual objectives of the whole year without months, updates, steps, milestones or a cascade."""
	below = ("key_result_updates", "kpi_months", "key_result_steps", "milestones")
	busy = {row["key_result"] for table in below for row in books.rows[table]}
	taken = {
		row["objective"]
		for row in books.rows["key_results"]
		if row["key_result"] in busy or row.get("parent_key_result")
	}
	return [
		row
		for row in books.rows["objectives"]
		if row["level"] == "individual"
		and row["objective"] not in taken
		and not row["segment"]
		and not row["start_date"]
	]


def _spoil_key_results(books: Books, objectives: set[str], chance: Chance) -> None:
	counts = Counter(row["objective"] for row in books.rows["key_results"])
	mine = [row for row in books.rows["key_results"] if row["objective"] in objectives]
	take = _Taker(chance.shuffled([row for row in mine if counts[row["objective"]] == 1]))
	for row in take(NOT_STARTED):
		row["current_value"] = None
	firsts = {row["objective"]: row for row in reversed(mine) if counts[row["objective"]] > 1}
	take = _Taker(chance.shuffled(list(firsts.values())))
	for row in take(KEY_RESULTS_ARCHIVED):
		row["archived"] = "approved"
	for row in take(1):
		row["archived"] = "not approved"
	for row in take(KEY_RESULTS_WEIGHTLESS):
		row["weight"] = 0


def _lose_reports(books: Books, chance: Chance) -> None:
	"""Some months of amounts were never reported; the year's value then lacks them too."""
	sums = {row["key_result"]: row for row in books.rows["key_results"] if row.get("aggregate") == "sum"}
	months = [
		row
		for row in books.rows["kpi_months"]
		if row["key_result"] in sums
		and date(YEAR, 4, 1) <= row["month"] < date(YEAR, 12, 1)
		and row["actual"]
	]
	for row in chance.some(months, UNREPORTED):
		total = sums[row["key_result"]]
		total["current_value"] -= row["actual"]
		row["actual"] = None
