"""What employees and managers agreed to change after approval: some targets, a few weights, one objective dropped.

The books hold what came of it; here that becomes the last version, and what was first approved goes in its place.
"""

from __future__ import annotations

from datetime import date

from talent_performance.rehearsal.sample.books import Books, Row
from talent_performance.rehearsal.sample.chance import Chance
from talent_performance.rehearsal.sample.people import YEAR

TARGETS, WEIGHTS, DROPPED = 24, 10, 6
FIRST, LAST = date(YEAR, 3, 1), date(YEAR, 10, 15)


def write_agreements(books: Books, seed: int) -> None:
	"""Take some targets, weights and archivings of individual objectives for changes of the year."""
	chance = Chance(seed, "agreements")
	mine = {row["objective"]: row for row in books.rows["objectives"] if row["level"] == "individual"}
	for row in chance.some(_with_plain_target(books, mine), TARGETS):
		day = chance.day(FIRST, LAST)
		books.add(
			"key_result_versions",
			key_result=row["key_result"],
			effective_from=day,
			target_value=row["target_value"],
		)
		row["target_value"] += round(row["target_value"] * chance.pick((0.05, 0.1, 0.2)))
	kept = [row for row in mine.values() if row["weight"] and not row.get("archived") and not row["segment"]]
	for row in chance.some(kept, WEIGHTS):
		day = chance.day(FIRST, LAST)
		books.add("objective_versions", objective=row["objective"], effective_from=day, weight=row["weight"])
		row["weight"] += 5
	for row in [row for row in mine.values() if row.get("archived") == "approved"][:DROPPED]:
		day = chance.day(FIRST, LAST)
		books.add("objective_versions", objective=row["objective"], effective_from=day, archived="approved")
		row["archived"] = "no"


def _with_plain_target(books: Books, mine: dict[str, Row]) -> list[Row]:
	"""Individual key results with one target of some size, that isn't the sum of months nor a part of a cascade."""
	monthly = {row["key_result"] for row in books.rows["kpi_months"]}
	return [
		row
		for row in books.rows["key_results"]
		if row["objective"] in mine
		and row["method"] in ("progress", "achievement")
		and row["key_result"] not in monthly
		and not row.get("parent_key_result")
		and row["target_value"] >= 20
		and row["target_value"] > (row.get("start_value") or 0)
	]
