"""What somebody was rated, year by year: results that the reader reads, and what was published to its subject."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from talent_performance.access.published import RESULT
from talent_performance.flows import readable

APPRAISAL = "Performance Appraisal"
Row = dict[str, Any]


def ratings(person: Mapping[str, Any], *, before: object = None, at_most: int = 0) -> list[Row]:
	"""Published ratings of whom the filters name, the latest cycle first; those of cycles that ended `before` a day, if told."""
	results = readable.rows(
		RESULT,
		["cycle", "performance_score as score", "performance_label as label", "reason"],
		"name",
		filters={**person, "state": "Published"},
	)
	published = readable.rows(
		APPRAISAL,
		["cycle", "score", "rating_label as label", "no_rating_reason as reason"],
		"name",
		filters={**person, "published_on": ("is", "set")},
	)
	known = {row["cycle"]: row for row in [*published, *results]}
	cycles = readable.rows(
		"Performance Cycle",
		["name", "title", "end_date"],
		"end_date desc, name",
		filters={"name": ("in", list(known) or [""]), "end_date": ("<", before or "9999-12-31")},
		limit=at_most,
	)
	return [
		{**known[cycle["name"]], "title": cycle["title"], "end_date": cycle["end_date"]} for cycle in cycles
	]
