"""What was written down in an appraisal's period, and may be read by whoever asks: check-ins, feedback, recorded progress."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from talent_performance.engine.evidence import RECENT_MONTHS, is_recent_heavy, recency_share, recent_count
from talent_performance.flows import readable

Row = dict[str, Any]
SHOWN_AT_MOST = 100


def evidence(appraisal: Document) -> Row:
	"""The latest first, how many of each kind, and how many lie in the last months of the period up to today."""
	found, last = pieces(appraisal)
	days = [each["on"] for each in found]
	kinds = {kind: sum(each["kind"] == kind for each in found) for kind in _kinds()}
	return {
		"rows": found[:SHOWN_AT_MOST],
		"more": max(len(found) - SHOWN_AT_MOST, 0),
		"counts": [{"kind": kind, "label": words, "count": kinds[kind]} for kind, words in _kinds().items()],
		"recent_share": recency_share(days, last),
		"recent_months": RECENT_MONTHS,
		"until": last,
		"said": in_words(days, last),
		"heavy": is_recent_heavy(days, last),
	}


def pieces(appraisal: Document) -> tuple[list[Row], date]:
	"""Everything that the reader may read, the latest first; and the last day of the period that has come."""
	first = getdate(appraisal.start_date) if appraisal.start_date else getdate("1900-01-01")
	last = min(getdate(appraisal.end_date or None), getdate())
	about = appraisal.employee
	found = [*_check_ins(about, first, last), *_notes(about, first, last), *_updates(about, first, last)]
	found.sort(key=lambda each: (str(each["on"]), each["name"]), reverse=True)
	return found, last


def about(found: Sequence[Row], competency: str | None) -> list[Row]:
	"""The pieces of evidence that are about a competency."""
	return [each for each in found if competency and each.get("competency") == competency]


def in_words(days: Sequence[object], last: date) -> str:
	"""How evidence lies in the period, in a sentence; "" where there is none."""
	count, recent = len(days), recent_count(days, last)
	if not count:
		return ""
	if count == 1:
		said = (
			_("The one piece of evidence is from the last {0} months.")
			if recent
			else _("The one piece of evidence is older than {0} months.")
		)
		return said.format(RECENT_MONTHS)
	return _("{0} of {1} pieces of evidence are from the last {2} months.").format(
		recent, count, RECENT_MONTHS
	)


def _kinds() -> dict[str, str]:
	return {
		"Check-in": _("Check-ins"),
		"Feedback Note": _("Feedback Notes"),
		"Key Result Update": _("Progress Updates"),
	}


def _of(employee: str, column: str, first: object, last: object) -> list[list[object]]:
	return [["employee", "=", employee], [column, "between", [first, last]]]


def _check_ins(employee: str, first: object, last: object) -> Iterator[Row]:
	fields = ["name", "on_date", "employee_name", "moved", "blockers", "help_needed", "reply"]
	filters = [*_of(employee, "on_date", first, last), ["status", "=", "Shared"]]
	for row in readable.rows("Check-in", fields, "on_date, name", filters=filters):
		said = [row["moved"], row["blockers"], row["help_needed"]]
		if row["reply"]:
			said.append(_("Reply: {0}").format(row["reply"]))
		yield _row("Check-in", row["name"], row["on_date"], _("Check-in"), said, row["employee_name"])


def _notes(employee: str, first: object, last: object) -> Iterator[Row]:
	fields = ["name", "on_date", "kind", "note", "author_name", "competency"]
	# A request says nothing about anybody; what answers it does.
	filters = [*_of(employee, "on_date", first, last), ["kind", "!=", "Request"]]
	for row in readable.rows("Feedback Note", fields, "on_date, name", filters=filters):
		title = " · ".join(filter(None, (_(row["kind"]), row["competency"])))
		yield {
			**_row("Feedback Note", row["name"], row["on_date"], title, [row["note"]], row["author_name"]),
			"competency": row["competency"] or "",
		}


def _updates(employee: str, first: object, last: object) -> Iterator[Row]:
	fields = ["name", "updated_on", "key_result", "old_value", "new_value", "note", "author"]
	filters = _of(employee, "updated_on", first, last)
	found = readable.rows("Key Result Update", fields, "updated_on, name", filters=filters)
	measures = _measures([row["key_result"] for row in found])
	people = readable.names_of("User", "full_name", [row["author"] for row in found])
	for row in found:
		measure = measures.get(row["key_result"], {})
		moved = f"{_plain(row['old_value'])} → {_plain(row['new_value'])} {measure.get('unit') or ''}"
		who = people.get(row["author"], row["author"])
		title = measure.get("title") or row["key_result"]
		yield _row(
			"Key Result Update", row["name"], row["updated_on"], title, [moved.strip(), row["note"]], who
		)


def _measures(key_results: Sequence[str]) -> dict[str, Row]:
	"""Titles and units of key results that the reader reads."""
	filters = {"name": ("in", sorted(set(key_results)) or [""])}
	found = readable.rows("Key Result", ["name", "title", "unit"], "name", filters=filters)
	return {row["name"]: row for row in found}


def _row(kind: str, name: str, on: object, title: str, said: Sequence[str | None], who: str | None) -> Row:
	text = "\n".join(part.strip() for part in said if part)
	return {"kind": kind, "name": name, "on": on, "title": title, "text": text, "who": who or ""}


def _plain(value: float | None) -> str:
	return f"{value or 0:,.10g}"
