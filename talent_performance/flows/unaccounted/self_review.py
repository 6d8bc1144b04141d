"""A self review as somebody without an account sees, saves and submits it: by the flow that everybody's goes through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, flt, format_date, getdate

from talent_performance.access.entrances import Entrance, entered, seen_by_himself
from talent_performance.access.readings import notice_reading
from talent_performance.exceptions import IncompleteCall, ReviewUnfit
from talent_performance.flows import review_lines, reviews
from talent_performance.flows.appraisal_facts import APPRAISAL, REVIEW
from talent_performance.store.policy import policy_of

SELF = "Self"
EVIDENCE_AT_MOST = 60
# What a text column of the database takes, in bytes, with room for what cleaning adds.
LONGEST = 60_000
Said = Mapping[str, Any]


def opened(entrance: Entrance) -> dict[str, Any]:
	"""Everything that the page shows: the review's lines, levels, objectives, and what was written down in the period."""
	with entered(entrance):
		review = frappe.get_doc(REVIEW, reviews.start(entrance.appraisal, SELF))
		notice_reading(REVIEW, review.name, entrance.employee, entrance.company)
		return {**as_shown(review), **beside(entrance)}


def as_shown(review: Document, *, blank: bool = False) -> dict[str, Any]:
	"""The review itself; `blank` without what its author has written so far."""
	line = ("name", "component", "item", "weight", *review_lines.OPEN_COLUMNS["ratings"])
	question = ("name", "question", "kind", "required", *review_lines.OPEN_COLUMNS["answers"])
	shown = {
		"seen": str(review.modified),
		"return_reason": review.return_reason,
		"levels": [[level.value, level.label] for level in policy_of(review.cycle).rating_scale.levels],
		"ratings": [{name: row.get(name) for name in line} for row in review.ratings],
		"answers": [{name: row.get(name) for name in question} for row in review.answers],
		"summary": review.summary,
	}
	if blank:
		for table, columns in review_lines.OPEN_COLUMNS.items():
			for row in shown[table]:
				row.update(dict.fromkeys(columns))
		shown.update(summary=None, return_reason=None)
	return shown


def beside(entrance: Entrance) -> dict[str, Any]:
	"""What stands beside it: whose it is, until when, the own objectives, and evidence that the employee may read."""
	fields = ["employee_name", "cycle", "start_date", "end_date", "due_date", "manager_name"]
	appraisal = frappe.db.get_value(APPRAISAL, entrance.appraisal, fields, as_dict=True)
	return {
		"employee_name": appraisal.employee_name,
		"manager_name": appraisal.manager_name,
		"cycle_title": frappe.db.get_value("Performance Cycle", appraisal.cycle, "title"),
		"period": f"{format_date(appraisal.start_date)} – {format_date(appraisal.end_date)}",
		"due": format_date(appraisal.due_date) if appraisal.due_date else "",
		"objectives": objectives(entrance.employee, appraisal.cycle),
		"evidence": evidence(entrance.employee, appraisal),
	}


def objectives(employee: str, cycle: str) -> list[dict[str, Any]]:
	"""The own objectives of the cycle, with their key results."""
	own = {"employee": employee, "cycle": cycle, "level": "Individual", "archived": 0}
	found = _read("Objective", ["name", "title", "weight"], employee, own, "name")
	wanted = ["objective", "title", "current_value", "target_value", "unit"]
	results = _read("Key Result", wanted, employee, own, "name")
	for objective in found:
		objective["key_results"] = [each for each in results if each["objective"] == objective["name"]]
	return found


def evidence(employee: str, appraisal: Mapping[str, Any]) -> list[dict[str, Any]]:
	"""Check-ins and feedback of the period that the employee reads, the latest first."""
	found = []
	for doctype, fields in (
		("Check-in", ["on_date", "moved", "reply"]),
		("Feedback Note", ["on_date", "note", "author_name"]),
	):
		between = (appraisal["start_date"], min(getdate(appraisal["end_date"]), getdate()))
		rows = _read(
			doctype, fields, employee, {"employee": employee, "on_date": between}, "on_date desc, name"
		)
		found += [
			{
				"kind": _(doctype),
				"on": row["on_date"],
				"day": format_date(row["on_date"]),
				"text": "\n".join(filter(None, (row.get("moved"), row.get("note"), row.get("reply")))),
				"who": row.get("author_name") or "",
			}
			for row in rows
		]
	return sorted(found, key=lambda row: str(row["on"]), reverse=True)[:EVIDENCE_AT_MOST]


def _read(doctype: str, fields: list[str], employee: str, where: Said, order_by: str) -> list[dict[str, Any]]:
	"""Rows that the employee would read with an account."""
	demands = {
		column: f"between %({column}_0)s and %({column}_1)s"
		if isinstance(value, tuple)
		else f"= %({column})s"
		for column, value in where.items()
	}
	values: dict[str, Any] = {}
	for column, value in where.items():
		parts = (
			{f"{column}_{at}": each for at, each in enumerate(value)}
			if isinstance(value, tuple)
			else {column: value}
		)
		values.update(parts)
	conditions = " and ".join(f"`tab{doctype}`.`{column}` {demand}" for column, demand in demands.items())
	columns = ", ".join(f"`{field}`" for field in fields)
	query = (
		f"select {columns} from `tab{doctype}` where {conditions} and {seen_by_himself(doctype, employee)}"
	)
	return frappe.db.sql(f"{query} order by {order_by} limit 500", values, as_dict=True)


def saved(entrance: Entrance, said: Said, seen: str = "") -> dict[str, str]:
	"""Keep a draft; `seen` is what the page was told when it last read or saved. Raises IllegalMove, ReviewUnfit."""
	with entered(entrance):
		return {"seen": str(_keep(entrance.appraisal, said, seen).modified)}


def submitted(entrance: Entrance, said: Said, seen: str = "") -> None:
	"""Keep it and hand it in, as everybody's is. Raises IllegalMove, ReviewUnfit."""
	with entered(entrance):
		reviews.submit(_keep(entrance.appraisal, said, seen).name)


def _keep(appraisal: str, said: Said, seen: str) -> Document:
	review = frappe.get_doc(REVIEW, reviews.start(appraisal, SELF), for_update=True)
	check_seen(review, seen)
	put(review, said)
	review.save(ignore_permissions=True)
	return review


def check_seen(review: Document, seen: str) -> None:
	"""Raises TimestampMismatchError where it was changed meanwhile in another window."""
	if seen and seen != str(review.modified):
		frappe.throw(
			_("This review was changed in another window. Reload the page: it shows what was saved there."),
			exc=frappe.TimestampMismatchError,
			title=_("Changed Meanwhile"),
		)


def put(review: Document, said: Said) -> None:
	"""What was said goes into the lines it names. Raises IncompleteCall for a line that isn't there, ReviewUnfit for too much."""
	for table, columns in review_lines.OPEN_COLUMNS.items():
		lines = {line.name: line for line in review.get(table)}
		for name, values in _mapping(said.get(table)).items():
			if name not in lines:
				_refuse(_("a line of this review"))
			for column in columns:
				if column in _mapping(values):
					lines[name].set(column, _plain(column, values[column]))
	if "summary" in said:
		review.summary = _plain("summary", said["summary"])


def _mapping(value: object) -> Said:
	if value is not None and not isinstance(value, Mapping):
		_refuse(_("a JSON object"))
	return value or {}


def _refuse(expected: str) -> None:
	frappe.throw(_("{0} must be {1}.").format("said", expected), exc=IncompleteCall, title=_("Incomplete"))


def _plain(column: str, value: object) -> object:
	"""A number for a rating, else a text that the database takes."""
	if column == "rating":
		return flt(value)
	text = cstr(value)
	if len(text.encode()) > LONGEST:
		frappe.throw(
			_("One text is longer than {0} characters. Shorten it; nothing is lost in the page.").format(
				f"{LONGEST:,}"
			),
			exc=ReviewUnfit,
			title=_("Too Long"),
		)
	return text


def begun(appraisal: str) -> bool:
	"""Whether the employee has written anything in a draft."""
	name = frappe.db.get_value(REVIEW, {"appraisal": appraisal, "perspective": SELF, "state": "Draft"})
	return bool(name and cint(review_lines.is_begun(frappe.get_doc(REVIEW, name))))
