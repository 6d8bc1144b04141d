"""All key results of an objective brought up to date at once: what stands there now, and what is recorded, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypedDict

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt, get_last_day, getdate, today

from talent_performance.access import goal_deeds, guarded
from talent_performance.flows import progress, readable
from talent_performance.flows.refusals import refuse
from talent_performance.store.goal_tables import KEY_RESULT, OBJECTIVE

POINT = "quick_progress"
YES_OR_NO = ("Boolean", "Milestones")
MOST_ROWS = 200


class Line(TypedDict):
	"""One value that can be recorded: of a key result, one of its milestones or months."""

	key_result: str
	title: str
	detail: str
	method: str
	unit: str
	kind: str
	milestone: str
	updated_on: str
	yes_or_no: bool
	target: float | None
	current: float | None
	attainment: float | None


class Sheet(TypedDict):
	"""What the dialog shows; `open` says why nothing can be recorded where it is empty."""

	objective: str
	title: str
	confidence: int
	may_record: bool
	may_write: bool
	lines: list[Line]


class Wrong(TypedDict):
	"""Why a row wasn't recorded: its number, from 0."""

	row: int
	message: str


class Saved(TypedDict):
	"""How many updates were recorded; none where something is wrong."""

	recorded: int
	errors: list[Wrong]


def sheet(objective: str) -> Sheet:
	"""What can be brought up to date of an objective, as the session's user may see it. Raises PermissionError."""
	doc = frappe.get_doc(OBJECTIVE, objective)
	guarded.check(doc, "read")
	filters = {"objective": objective, "archived": "No"}
	found = readable.rows(KEY_RESULT, ["name"], "creation, name", filters=filters)
	measures = [frappe.get_doc(KEY_RESULT, row["name"]) for row in found]
	return {
		"objective": doc.name,
		"title": doc.title,
		"confidence": cint(doc.confidence),
		"may_record": doc.status == "Approved" and goal_deeds.may_write(doc),
		"may_write": goal_deeds.may_write(doc),
		"lines": [line for measure in measures for line in lines_of(measure)],
	}


def lines_of(measure: Document) -> Iterator[Line]:
	"""The values of a key result that can be recorded: one, or one for each milestone or month that has begun."""
	if measure.months:
		yield from months_of(measure)
	elif measure.method == "Milestones":
		for row in measure.milestones:
			yield line_of(
				measure,
				kind="Milestone",
				detail=row.milestone,
				milestone=row.milestone,
				current=float(bool(row.done_on)),
			)
	else:
		asked = measure.method not in ("Range", "Step Table")
		target = flt(measure.target_value) if asked and measure.target_value else None
		current = flt(measure.current_value) if measure.started else None
		yield line_of(measure, target=target, current=current)


def months_of(measure: Document) -> Iterator[Line]:
	"""Months that have begun."""
	for row in measure.months:
		if getdate(row.month).replace(day=1) > getdate(today()):
			continue
		day = min(get_last_day(row.month), getdate(today()))
		yield line_of(
			measure,
			kind="Month",
			detail=str(getdate(row.month))[:7],
			updated_on=str(day),
			target=flt(row.target),
			current=flt(row.actual) if row.reported else None,
		)


def line_of(measure: Document, **values: Any) -> Line:
	"""A line with what is common to all of a key result."""
	common = {
		"key_result": measure.name,
		"title": measure.title,
		"detail": "",
		"method": measure.method,
		"unit": measure.unit or "",
		"kind": "Total",
		"milestone": "",
		"updated_on": today(),
		"yes_or_no": measure.method in YES_OR_NO,
		"target": None,
		"current": None,
		"attainment": flt(measure.attainment) if measure.started and not measure.attainment_reason else None,
	}
	return {**common, **values}  # type: ignore[typeddict-item]


def record_all(objective: str, rows: Sequence[dict], confidence: int | None = None) -> Saved:
	"""Record these updates of an objective, and say how confident its owner is; all of it or nothing.

	A row has key_result, value, and if need be kind, milestone, updated_on, note. What is wrong is said row by row.
	Raises PermissionError for whoever may not record at all, GoalRefused where there is nothing to record.
	"""
	doc = frappe.get_doc(OBJECTIVE, objective)
	guarded.check(doc, "read")
	said = confidence is not None and cint(confidence) != cint(doc.confidence)
	if not rows and not said:
		refuse(_("Nothing to record yet: type a new value, or say how confident you are."))
	if len(rows) > MOST_ROWS:
		refuse(_("{0} rows at once are too many: record at most {1}.").format(len(rows), MOST_ROWS))
	frappe.db.savepoint(POINT)
	if said:
		say_confidence(doc, cint(confidence))
	wrong = [{"row": at, "message": why} for at, row in enumerate(rows) if (why := recorded(doc.name, row))]
	if wrong:
		frappe.db.rollback(save_point=POINT)
		return {"recorded": 0, "errors": wrong}
	latest = max((str(row.get("updated_on") or today()) for row in rows), default=None)
	if rows:
		progress.refresh([objective], updated_on=latest)
	return {"recorded": len(rows), "errors": []}


def say_confidence(doc: Document, confidence: int) -> None:
	"""The owner's confidence, as the form would save it."""
	doc.confidence = confidence
	guarded.save(doc)


def recorded(objective: str, row: dict) -> str:
	"""Record one row without its figures; what is wrong with it, empty where nothing is."""
	update = progress.new_update(
		str(row.get("key_result") or ""),
		flt(row.get("value")),
		str(row.get("kind") or "Total"),
		row.get("updated_on"),
		str(row.get("note") or ""),
		str(row.get("milestone") or ""),
	)
	owner = frappe.db.get_value(KEY_RESULT, update.key_result, "objective")
	if owner != objective:
		return _("{0} is no key result of this objective. Open the dialog again.").format(update.key_result)
	if not is_number(row.get("value")):
		return _("“{0}” is not a number; expected one such as 12.5.").format(row.get("value"))
	update.flags.figures_later = True
	said = len(frappe.local.message_log)
	try:
		guarded.save(update)
	except frappe.ValidationError as e:
		del frappe.local.message_log[said:]
		return str(e)
	return ""


def is_number(value: object) -> bool:
	"""Whether somebody typed a finite number."""
	try:
		return abs(float(str(value))) < float("inf")
	except ValueError:
		return False
