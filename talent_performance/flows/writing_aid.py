"""The writing aid for somebody at the site: who may ask, in which language it answers."""

from __future__ import annotations

from typing import Any

import pandas as pd

import frappe
from frappe import _

from talent_performance.access import guarded
from talent_performance.access.pace import check_pace
from talent_performance.access.people import employees_of
from talent_performance.engine.writing import languages, look, rulebook, utf16_places
from talent_performance.flows import sheet_evidence
from talent_performance.flows.appraisal_facts import APPRAISAL, REVIEW

LONGEST = 50_000
# Somebody who writes without a pause asks about forty times a minute.
TIMES, SECONDS = 120, 60


def look_at(text: str, language: str = "", review: str = "", line: str = "") -> dict[str, Any]:
	"""`findings`, and whether only the beginning was looked at (`cut`). Raises PermissionError, RateLimitExceededError.

	`review` is the Appraisal Review that the text stands in, `line` the name of its rated line: then it is looked at too how
	what was written down lies in the period, of the line's competency or of all.
	"""
	user = frappe.session.user
	if not employees_of(user):
		frappe.throw(
			_("The writing aid is for people with an Employee record."),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)
	check_pace("writing aid", user, TIMES, SECONDS)
	beginning = text[:LONGEST]
	period, days = _written_down(review, line) if review else ({}, [])
	found = look(
		pd.DataFrame([{"text_id": "", "text": beginning, "language": language, **period}]),
		pd.DataFrame({"text_id": "", "on": days}),
	)
	starts, ends = (utf16_places(beginning, list(found[column])) for column in ("start", "end"))
	findings = [
		{"start": start, "end": end, "kind": row.kind, **said(row.key, row.language)}
		for start, end, row in zip(starts, ends, found.itertuples(), strict=True)
	]
	return {"findings": findings, "cut": len(text) > LONGEST}


def _written_down(review: str, line: str) -> tuple[dict[str, object], list[object]]:
	"""The part of the period that has come, and the days of evidence that the writer may read. Raises PermissionError."""
	document = frappe.get_doc(REVIEW, review)
	guarded.check(document)
	appraisal = frappe.get_doc(APPRAISAL, document.appraisal)
	found, until = sheet_evidence.pieces(appraisal)
	rated = next((each for each in document.ratings if each.name == line), None)
	if rated and rated.competency:
		found = sheet_evidence.about(found, rated.competency)
	return {"period_start": appraisal.start_date, "period_end": until}, [each["on"] for each in found]


def said(key: str, language: str) -> dict[str, str]:
	"""What is said to the reader in his language, with an example in the language of the text."""
	spoken = str(frappe.local.lang or "").split("-")[0]
	rule = rulebook(spoken if spoken in languages() else language).rules[key]
	return {
		"message": rule.message,
		"suggestion": rule.suggestion,
		"example": rulebook(language).rules[key].example,
	}
