"""A figure isn't rounded by the way it is displayed."""

from __future__ import annotations

import json
from pathlib import Path

DOCTYPES = Path(__file__).resolve().parents[2] / "talent_performance" / "talent_performance" / "doctype"
# Ratings and scores are rounded to two decimals by the engine, or are typed with as many.
ROUNDED = ("rating", "score", "level", "value", "factor")
NEITHER = {("Appraisal Objective", "rating")}


def test_only_what_is_rounded_anyway_has_a_precision() -> None:
	"""From Frappe 17 on MariaDB's column has that many decimals: what has more would be stored as another figure."""
	found = [
		(doctype["name"], field["fieldname"], field["precision"])
		for doctype in (json.loads(file.read_text()) for file in DOCTYPES.glob("*/*.json"))
		for field in doctype["fields"]
		if field.get("precision")
	]
	assert found
	rounding = [
		each for each in found if not each[1].endswith(ROUNDED) or each[:2] in NEITHER or each[2] != "2"
	]
	assert rounding == []
