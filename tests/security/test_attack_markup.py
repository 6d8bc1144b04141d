"""HTML and script in texts of ours: whichever door they come by, what is stored can't run."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from stage import Stage

import frappe

from talent_performance.store import writing as store
from talent_performance.store.markup import safe

PAYLOADS = {
	"plain": "Look <img src=x onerror=alert(1)>",
	"script": "Grow<script>alert(1)</script>",
	"like JSON": '["<img src=x onerror=alert(1)>"]',
	"a JSON text": '"<svg onload=alert(1)>"',
	"an object of JSON": '{"a": "<a href=javascript:alert(1)>x</a>"}',
}


@pytest.mark.parametrize("kind", list(PAYLOADS))
def test_no_door_stores_it(stage: Stage, kind: str) -> None:
	"""By a document, by a method, and past documents, many at once."""
	said, budi = PAYLOADS[kind], stage("budi")
	cycle = stage.row("everybody", "Performance Cycle")
	mine = budi.add(
		"Objective",
		title="A goal",
		level="Individual",
		employee=stage.of["budi"],
		cycle=cycle,
		corrective_action=said,
	)
	budi.change(
		"Objective", mine["name"], description=said, expectations=[{"on_date": "2025-02-01", "expected": 5}]
	)
	note = budi.add(
		"Feedback Note", employee=stage.of["rina"], kind="Praise", visibility="Everybody", note=said
	)
	review = stage.row("budi", "Self Review")
	line = budi.read("Appraisal Review", review)["ratings"][0]
	budi.change("Appraisal Review", review, summary=said, ratings=[{**line, "comment": said}])
	table = pd.DataFrame([{"appeal_reason": said}], index=[stage.row("budi", "Performance Appraisal")])
	frappe.db.rollback()
	store.set_columns("Performance Appraisal", table)
	rows = [
		("Objective", mine["name"]),
		("Feedback Note", note["name"]),
		("Appraisal Review", review),
		("Performance Appraisal", table.index[0]),
	]
	kept = json.dumps([frappe.get_doc(*row).as_dict() for row in rows], default=str).lower()
	frappe.db.rollback()
	assert not [bad for bad in ("onerror", "<script", "onload", "javascript:") if bad in kept]


def test_what_formats_a_text_and_what_is_no_tag_stays(stage: Stage) -> None:
	text = "<b>Well</b> done, 3 < 4 and 5 > 4"
	stage("budi").change("Appraisal Review", stage.row("budi", "Self Review"), summary="3 < 4, a <- b")
	assert stage.stored("budi", "Self Review", "summary") == "3 < 4, a <- b"
	assert safe(text).startswith("<b>Well</b> done")
