"""Leadership assessments: evidence for somebody's potential, from one's own people or outside instruments.

They decide nothing: whoever assesses potential reads them beside the questions, and a pool's criteria may ask for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, format_date, getdate, today

from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.access.calibration import check_not_upwards
from talent_performance.access.people import employees_of
from talent_performance.engine.leadership import overall, shares
from talent_performance.exceptions import IllegalMove, RatingRefused
from talent_performance.flows import readable
from talent_performance.store import frames
from talent_performance.store.dialect import within

DOCTYPE, LINE = "Leadership Assessment", "Leadership Rating"
OUTSIDE = "Outside Instrument"
ON_A_SCALE = ("result", "low", "high")
SHOWN = ("name", "employee", "kind", "instrument", "provider", "assessed_on", "summary")
Row = dict[str, Any]


def prepare(document: Document) -> None:
	"""For the controller: whoever writes it down is named, and it begins as a draft. Raises PracticeOff."""
	practices.check_on(Practice.POTENTIAL, document.employee)
	own = employees_of(frappe.session.user)
	document.assessor = own[0] if own else None
	document.state = "Draft"


def check(document: Document) -> None:
	"""For the controller. Raises PermissionError, PracticeOff, IllegalMove, RatingRefused for what can't be saved."""
	practices.check_on(Practice.POTENTIAL, document.employee)
	before = document.get_doc_before_save()
	if (before and before.state == "Submitted") or (
		document.state == "Submitted" and not document.flags.submitting
	):
		frappe.throw(
			_("This assessment is submitted and stays as it is. A correction is a new one."),
			exc=IllegalMove,
			title=_("Already Submitted"),
		)
	if before:
		document.assessor = before.assessor
	check_not_upwards(document.employee)
	for line in document.lines:
		check_line(line)


def check_line(line: Document) -> None:
	"""Raises RatingRefused for a scale that goes nowhere, and for a result beside it."""
	if not (flt(line.low) or flt(line.high)):
		return
	if flt(line.low) >= flt(line.high):
		refuse(
			_("Row {0}, Scale: it goes from {1} to {2}; its end must be above its beginning.").format(
				line.idx, f"{flt(line.low):g}", f"{flt(line.high):g}"
			)
		)
	if not flt(line.low) <= flt(line.result) <= flt(line.high):
		refuse(
			_("Row {0}, Result: {1} was given, and the scale goes from {2} to {3}.").format(
				line.idx, f"{flt(line.result):g}", f"{flt(line.low):g}", f"{flt(line.high):g}"
			)
		)


def submit(document: Document) -> None:
	"""Submit an assessment that the user may write; nobody changes it any more. Raises RatingRefused for an incomplete one."""
	if not document.lines and not (document.summary or "").strip():
		refuse(_("Results: add at least one result, or say in the summary what came of it."))
	if document.kind == OUTSIDE and not (document.instrument or "").strip():
		refuse(_("Instrument: say which one it was."))
	if getdate(document.assessed_on) > getdate(today()):
		refuse(_("Assessed On: {0} hasn't come yet.").format(format_date(document.assessed_on)))
	document.state = "Submitted"
	document.flags.submitting = True
	document.save(ignore_permissions=True)


def refuse(message: str) -> NoReturn:
	"""Raises RatingRefused."""
	frappe.throw(message, exc=RatingRefused, title=_("This Assessment Isn't Complete"))


def submitted(employees: Sequence[str]) -> pd.DataFrame:
	"""Submitted assessments of these people, oldest first: assessment, employee, kind, assessed_on, share. Asks no guard."""
	table = frappe.qb.DocType(DOCTYPE)
	columns = ["assessment", "employee", "kind", "assessed_on"]
	query = (
		frappe.qb.from_(table)
		.select(table.name, table.employee, table.kind, table.assessed_on)
		.where(within(table.employee, list(employees)) & (table.state == "Submitted"))
		.orderby(table.assessed_on, table.name)
	)
	found = frames.fetch(query, columns)
	return found.assign(share=overall(lines_of(found["assessment"]), found["assessment"]))


def lines_of(assessments: Sequence[str]) -> pd.DataFrame:
	"""The results of these assessments in their order; a line without a scale has none."""
	table = frappe.qb.DocType(LINE)
	columns = ["assessment", "dimension", *ON_A_SCALE, "remark"]
	query = (
		frappe.qb.from_(table)
		.select(table.parent, table.dimension, *(table[each] for each in ON_A_SCALE), table.remark)
		.where(within(table.parent, list(assessments)) & (table.parenttype == DOCTYPE))
		.orderby(table.parent, table.idx, table.name)
	)
	return frames.numbers(frames.fetch(query, columns), ON_A_SCALE)


def seen_of(employees: Sequence[str]) -> dict[str, list[Row]]:
	"""By employee the submitted assessments that the reader may see, the latest first, each with its results."""
	filters = {"employee": ("in", list(employees) or [""]), "state": "Submitted"}
	rows = readable.rows(DOCTYPE, list(SHOWN), "assessed_on desc, name desc", filters=filters)
	lines = lines_of([row["name"] for row in rows])
	lines = lines.assign(share=shares(lines))
	of = {name: told(part) for name, part in lines.groupby("assessment", sort=False)}
	found: dict[str, list[Row]] = {}
	for row in rows:
		found.setdefault(row["employee"], []).append({**row, "lines": of.get(row["name"], [])})
	return found


def told(lines: pd.DataFrame) -> list[Row]:
	"""Results as a screen shows them; without a scale, a figure only where one was given."""
	return [
		{
			"dimension": row["dimension"],
			"result": row["result"] if row["high"] > row["low"] or row["result"] else None,
			"low": row["low"],
			"high": row["high"],
			"share": None if pd.isna(row["share"]) else row["share"],
			"remark": row["remark"] or "",
		}
		for row in lines.to_dict("records")
	]
