"""What somebody reads of a person's feedback once it is released: figures with their drawing, comments, and what could come next.

The engine worked the figures out at the close and left out what may not be told; nothing is computed here. Words are found in
the reader's language, drawings come from `drawing`. One report takes the same number of queries whatever the round's size.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, fmt_money, get_url_to_form

from talent_performance.access import guarded
from talent_performance.access.people import employees_of
from talent_performance.engine.development import largest_gaps
from talent_performance.engine.feedback_reasons import readable as with_reasons
from talent_performance.flows import readable
from talent_performance.flows.feedback import drawing, reading
from talent_performance.flows.feedback.labels import (
	BLIND_SPOT,
	HIDDEN_STRENGTH,
	Words,
	group_label,
	mark_label,
	purpose_sentence,
)

RESULT, ROUND, PLAN = "Feedback Result", "Feedback Round", "Development Plan"
IN_RADAR = (drawing.SELF, drawing.OTHERS)
Row = dict[str, Any]


def report(name: str) -> Row:
	"""The whole report, for form and portal. Raises PermissionError."""
	document = readable_result(name)
	figures = with_reasons(json.loads(document.figures), _)
	frozen = json.loads(frappe.db.get_value(ROUND, document.round, "frozen"))
	words, as_written = Words.of(frozen), frozen["comments_shown"] == "As Written"
	return {
		**heading(document, frozen["title"]),
		**drawn(figures, words),
		"comments": reading.comments(document.request, figures, words) if as_written else [],
		"summaries": reading.summaries(document.summaries),
		"summary_edited": bool(document.summary_edited),
		"next_steps": next_steps(document, figures.get("items", []), words),
	}


def printed(name: str) -> Row:
	"""The report on paper: with the name of whoever prints it. Raises PermissionError."""
	return {
		**report(name),
		"printed_by": frappe.utils.get_fullname(),
		"decimal_point": fmt_money(0.5, precision=1)[1],
	}


def readable_result(name: str) -> Document:
	"""The result, if the reader may see it and it is released. Raises PermissionError."""
	document = frappe.get_doc(RESULT, name)
	guarded.check(document, "read")
	if document.state != "Released":
		frappe.throw(
			_("This feedback is sealed until its round is released."),
			exc=frappe.PermissionError,
			title=_("Not Released Yet"),
		)
	return document


def heading(document: Document, title: str) -> Row:
	"""Whose, of which round, and who else reads it."""
	people = readable.names_of("Employee", "employee_name", [document.manager, document.coach])
	return {
		"name": document.name,
		"round": document.round,
		"round_title": title,
		"employee": document.employee,
		"employee_name": document.employee_name or document.employee,
		"company": document.company,
		"purpose": document.purpose,
		"released_on": document.released_on,
		"mine": document.employee in employees_of(frappe.session.user),
		"coach_name": people.get(document.coach, ""),
		"readers": purpose_sentence(document.purpose, people.get(document.coach, "")),
	}


def drawn(figures: Mapping[str, Any], words: Words) -> Row:
	"""The figures with words and drawings."""
	scale = scale_of(figures)
	items = [item_of(each, words.label(each["item"]), scale) for each in figures.get("items", [])]
	overall = figures.get("overall")
	return {
		"scale": {"low": scale.low, "high": scale.high},
		"axis": drawing.axis(scale),
		"groups": [_group(each) for each in figures.get("groups", [])],
		"others_shape": drawing.shape(drawing.OTHERS),
		"items": items,
		"overall": item_of(overall, _("Overall"), scale) if overall else None,
		"radar": radar_of(items, scale),
		"blind_spots": [each["label"] for each in items if each["mark"] == BLIND_SPOT],
		"hidden_strengths": [each["label"] for each in items if each["mark"] == HIDDEN_STRENGTH],
	}


def scale_of(figures: Mapping[str, Any]) -> drawing.Scale:
	"""From where to where the round rates."""
	scale = figures.get("scale") or {}
	return drawing.Scale(float(scale.get("low") or 0), float(scale.get("high") or 0))


def _group(row: Mapping[str, Any]) -> Row:
	"""A group of the legend: its sign, and how many answered or why nothing of it is told."""
	return {
		"group": row["group"],
		"label": group_label(row["group"]),
		"shape": drawing.shape(row["group"]),
		"n": row["n"] if row["shown"] else None,
		"shown": bool(row["shown"]),
		"reason": "" if row["shown"] else row["reason"],
	}


def item_of(row: Mapping[str, Any], label: str, scale: drawing.Scale) -> Row:
	"""A competency: what each group's figure is, in a drawing and for words."""
	cells = [_cell(each) for each in row.get("cells", [])]
	others = _cell({"group": drawing.OTHERS, **row["others"]})
	mark = row.get("mark") or ""
	return {
		"item": row.get("item", ""),
		"label": label,
		"cells": cells,
		"others": others,
		"all_raters": row.get("all_raters"),
		"gap": row.get("gap"),
		"mark": mark,
		"mark_label": mark_label(mark),
		"last": row.get("last"),
		"svg": drawing.strip([_mark(each) for each in [*cells, others] if _is_drawn(each)], scale),
	}


def _cell(row: Mapping[str, Any]) -> Row:
	"""One group's figure. What isn't shown is no number here, whatever came with it."""
	shown, spread = bool(row["shown"]), row.get("spread") or {}
	return {
		"group": row["group"],
		"label": group_label(row["group"]),
		"shown": shown,
		"mean": row.get("mean") if shown else None,
		"n": row.get("n") if shown else None,
		"band": row.get("band") if shown else None,
		"sd": spread.get("sd") if shown else None,
		"r_wg": spread.get("r_wg") if shown else None,
		"reason": "" if shown else row["reason"],
	}


def _is_drawn(cell: Row) -> bool:
	return cell["shown"] and (cell["mean"] is not None or cell["band"] is not None)


def _mark(cell: Row) -> drawing.Mark:
	band = cell["band"] or {}
	return drawing.Mark(cell["group"], cell["mean"], band.get("from"), band.get("to"))


def radar_of(items: Sequence[Row], scale: drawing.Scale) -> Row:
	"""Self and all others around a centre, and the same as rows."""
	rows = [
		{
			"number": at,
			"label": each["label"],
			**{
				group: next((cell["mean"] for cell in [*each["cells"], each["others"]] if cell["group"] == group), None)
				for group in IN_RADAR
			},
		}
		for at, each in enumerate(items, start=1)
	]  # fmt: skip
	label = _("Self and all others around a centre; the figures stand in the table beside it.")
	series = {group: [row[group] for row in rows] for group in IN_RADAR}
	return {"svg": drawing.radar(series, scale, escape_html(label)), "rows": rows}


def next_steps(document: Document, items: Sequence[Mapping[str, Any]], words: Words) -> Row:
	"""The competencies in which a next step would help most, as text to take along; and a plan's form where there is one."""
	chosen = [words.label(item) for item in largest_gaps(items)]
	lines = [_("Development goal: {0}").format(label) for label in chosen]
	has_plans = bool(frappe.db.exists("DocType", PLAN, cache=True))
	return {
		"items": chosen,
		"text": "\n".join(lines),
		"plan": get_url_to_form(PLAN, "new") if has_plans and chosen else "",
	}
