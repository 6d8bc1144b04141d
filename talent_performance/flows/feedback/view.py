"""The raters of one person, as the form of a request draws them: names, groups and states, and what the reader may do."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.model.document import Document

from talent_performance.access.deeds import records_of
from talent_performance.access.feedback import Part, parts_in
from talent_performance.flows.feedback import launching, raters, rounds
from talent_performance.flows.feedback.nominating import OF_MANAGER, UNDER_WAY


def of_request(request: str) -> dict[str, Any]:
	"""Raters and deeds. Raises PermissionError."""
	document = frappe.get_doc(rounds.REQUEST, request)
	document.check_permission("read")
	parts = parts_in(document.as_dict())
	subject = document.employee in records_of(frappe.session.user)
	rows = raters.shown([request], of_subject=subject)[request]
	if not parts & set(OF_MANAGER):
		for row in rows:
			row["decline_reason"] = None
	return {"rows": rows, "deeds": deeds(document, parts)}


def deeds(request: Document, parts: frozenset[Part]) -> list[str]:
	"""What the reader may do with a request now."""
	state = frappe.db.get_value(rounds.ROUND, request.round, "state")
	hr, leads = Part.HR in parts, bool(parts & set(OF_MANAGER))
	working = request.state in (*launching.WAITING, *launching.READY)
	holds = {
		"add_rater": leads and working and (state in UNDER_WAY or (hr and state in rounds.BEFORE)),
		"approve": leads and request.state in launching.WAITING and state in UNDER_WAY,
		"name_coach": hr and working,
		"withdraw": hr and working and state in rounds.BEFORE,
		"take_back": hr and request.state == rounds.WITHDRAWN and state in rounds.BEFORE,
	}
	return [deed for deed, may in holds.items() if may]
