"""The writing aid for somebody at the site: who may ask, in which language it answers."""

from __future__ import annotations

from typing import Any

import pandas as pd

import frappe
from frappe import _

from talent_performance.access.pace import check_pace
from talent_performance.access.people import employees_of
from talent_performance.engine.writing import languages, look, rulebook, utf16_places

LONGEST = 50_000
# Somebody who writes without a pause asks about forty times a minute.
TIMES, SECONDS = 120, 60


def look_at(text: str, language: str = "") -> dict[str, Any]:
	"""`findings`, and whether only the beginning was looked at (`cut`). Raises PermissionError, RateLimitExceededError."""
	user = frappe.session.user
	if not employees_of(user):
		frappe.throw(
			_("The writing aid is for people with an Employee record."),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)
	check_pace("writing aid", user, TIMES, SECONDS)
	beginning = text[:LONGEST]
	found = look(pd.DataFrame([{"text_id": "", "text": beginning, "language": language}]))
	starts, ends = (utf16_places(beginning, list(found[column])) for column in ("start", "end"))
	findings = [
		{"start": start, "end": end, "kind": row.kind, **said(row.key, row.language)}
		for start, end, row in zip(starts, ends, found.itertuples(), strict=True)
	]
	return {"findings": findings, "cut": len(text) > LONGEST}


def said(key: str, language: str) -> dict[str, str]:
	"""What is said to the reader in his language, with an example in the language of the text."""
	spoken = str(frappe.local.lang or "").split("-")[0]
	rule = rulebook(spoken if spoken in languages() else language).rules[key]
	return {
		"message": rule.message,
		"suggestion": rule.suggestion,
		"example": rulebook(language).rules[key].example,
	}
