"""Summaries of comments before they are released: HR reads them, takes sentences out or words them anew, and that is marked.

Only texts are opened here, of groups in which enough have commented: the figures stay sealed for HR too. Themes and counts can
be taken out but not made up. What was taken out is kept nowhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import frappe
from frappe import _
from frappe.utils import now

from talent_performance.access import readings, twins
from talent_performance.access.guards import GUARDS
from talent_performance.exceptions import SummaryRefused
from talent_performance.flows import pasted
from talent_performance.flows.feedback import reading

RESULT = "Feedback Result"
SENTENCES = ("strengths", "growth")
LONGEST = 600
OVERALL = "others"
Row = dict[str, Any]


def of_round(feedback_round: str) -> list[Row]:
	"""The sealed results of a round whose summaries the reader may edit, by name; no text of them yet."""
	fields = ["name", "employee_name", "summary_edited"]
	filters = {"round": feedback_round, "state": "Sealed"}
	found = frappe.get_all(RESULT, filters=filters, fields=fields, order_by="employee_name, name", limit=0)
	mine = twins.within_reach(GUARDS[RESULT], "edit", [row["name"] for row in found])
	return [row for row in found if row["name"] in mine]


def to_edit(result: str) -> Row:
	"""The summaries of one result. Raises PermissionError; the reading is noted down."""
	row = _sealed(result)
	readings.notice_reading(RESULT, row.name, row.employee, row.company)
	return {
		"name": row.name,
		"employee_name": row.employee_name,
		"seen": str(row.modified),
		**reading.summaries(row.summaries),
	}


def save(result: str, groups: Sequence[Mapping[str, Any]], seen: str) -> Row:
	"""Keep other words. Raises PermissionError, and SummaryRefused where they don't fit or somebody else was quicker."""
	row = _sealed(result, lock=True)
	if str(row.modified) != seen:
		_refuse(_("Somebody else has changed these summaries meanwhile. Open them again."))
	stored = json.loads(row.summaries or "{}")
	parts = {each["group"]: each for each in stored.get("groups", [])}
	parts |= {OVERALL: stored["overall"]} if stored.get("overall") else {}
	changed = [_changed(parts, group) for group in groups]
	if any(changed):
		stored["edited"] = {"by": frappe.session.user, "on": now()}
		values = {"summaries": json.dumps(stored), "summary_edited": 1}
		frappe.db.set_value(RESULT, result, values)
	return to_edit(result)


def _sealed(result: str, lock: bool = False) -> frappe._dict:
	"""The row, where the reader may edit its summaries. Raises PermissionError."""
	fields = ["name", "employee", "employee_name", "company", "summaries", "modified"]
	row = frappe.db.get_value(RESULT, result, fields, as_dict=True, for_update=lock)
	if not row or not twins.within_reach(GUARDS[RESULT], "edit", [result]):
		frappe.throw(
			_("Summaries are edited by HR Managers of the company, after the close and before the release."),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)
	return row


def _changed(parts: Mapping[str, Row], group: Mapping[str, Any]) -> bool:
	"""Put what was sent into the stored summary of its group; whether anything of it is new."""
	part = parts.get(str(group.get("group"))) if isinstance(group, dict) else None
	if part is None:
		_refuse(
			_(
				"Each summary names a group of this result: peer, report, other, colleagues, or others for all."
			)
		)
	if any(not isinstance(group.get(key, []), list) for key in (*SENTENCES, "themes")):
		_refuse(_("Strengths, growth areas and themes are lists of texts."))
	before = json.dumps(part, sort_keys=True)
	for key in SENTENCES:
		if key in group:
			part[key] = _sentences(part.get(key, []), group[key])
	if "themes" in group:
		kept = {str(theme) for theme in group["themes"]}
		part["themes"] = [each for each in part.get("themes", []) if each["theme"] in kept]
	changed = json.dumps(part, sort_keys=True) != before
	if changed:
		part["edited"] = True
	return changed


def _sentences(stored: Iterable[Row], sent: Sequence[Any]) -> list[Row]:
	"""The sentences in the order in which they came; those that weren't there are marked."""
	known = {each["text"]: each for each in stored}
	texts = [str(text) if str(text) in known else pasted.plain(str(text)).strip() for text in sent]
	for number, text in enumerate(texts, start=1):
		if len(text) > LONGEST:
			_refuse(_("Sentence {0} is longer than {1} characters. Shorten it.").format(number, LONGEST))
	return [known.get(text) or {"text": text, "edited": True} for text in texts if text]


def _refuse(sentence: str) -> None:
	frappe.throw(sentence, exc=SummaryRefused, title=_("Not Saved"))
