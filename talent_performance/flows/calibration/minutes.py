"""The minutes of a session: who met about whom, every move with who, when, whom, from where to where and why. As a page and a PDF."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html, format_datetime, formatdate, now_datetime

from talent_performance.flows.calibration import board, moves, people, sessions
from talent_performance.flows.calibration.people import Scope
from talent_performance.flows.pdf_pages import as_pdf

TEMPLATE = "talent_performance/templates/calibration_minutes.html"
PAGE = '<!doctype html><html lang="{0}" dir="{1}"><head><meta charset="utf-8"><title>{2}</title></head><body>{3}</body></html>'


def download(session: str) -> None:
	"""The minutes as the answer of this request. Raises PermissionError."""
	content = as_pdf(as_html(session), {"orientation": "Landscape"})
	name = _("Minutes of {0}").format(session)
	frappe.local.response.update({"type": "pdf", "filename": f"{name}.pdf", "filecontent": content})


def as_html(session: str) -> str:
	"""The minutes as a page. Raises PermissionError."""
	scope = people.scope_of(sessions.readable(session))
	body = frappe.render_template(TEMPLATE, {"minutes": told(scope)})
	direction = "rtl" if frappe.local.lang in ("ar", "he", "fa", "ps", "ur") else "ltr"
	return PAGE.format(frappe.local.lang, direction, escape_html(scope.session.title), body)


def told(scope: Scope) -> dict[str, Any]:
	"""What stands in the minutes, of the people whom the reader sees."""
	session = scope.session
	found = people.seen(scope)
	lines = [{**line, "when": format_datetime(line["at"])} for line in moves.lines(scope)]
	return {
		"title": session.title,
		"name": session.name,
		"state": _(session.state),
		"facts": facts(scope),
		"participants": participants(scope),
		"agenda": (session.agenda or "").splitlines(),
		"people": len(found),
		"hidden": people.hidden(scope, len(found)),
		"moved": len({line["employee"] for line in lines if line["kept"]}),
		"taken_back": sum(1 for line in lines if line["undoes"]),
		"guidelines": board.guidelines(scope, found),
		"moves": lines,
		"printed_by": sessions.name_of(frappe.session.user),
		"printed_on": format_datetime(now_datetime()),
	}


def facts(scope: Scope) -> list[tuple[str, str]]:
	"""Label and text of what the session was."""
	session = scope.session
	cycles = ", ".join(cycle.title for cycle in scope.cycles)
	kept = [
		(_("Company"), session.company),
		(_("Department"), session.department),
		(_("Level"), session.level),
		(_("Cycles"), f"{cycles} ({_(session.combination)})" if len(scope.cycles) > 1 else cycles),
		(_("Facilitator"), sessions.name_of(session.facilitator)),
		(_("Met On"), format_datetime(session.scheduled_on) if session.scheduled_on else ""),
		(_("Decide Until"), formatdate(session.deadline) if session.deadline else ""),
		(_("Opened On"), format_datetime(session.opened_on) if session.opened_on else ""),
		(_("Closed On"), format_datetime(session.closed_on) if session.closed_on else ""),
		(_("Closed By"), sessions.name_of(session.closed_by)),
	]
	return [(label, text) for label, text in kept if text]


def participants(scope: Scope) -> list[tuple[str, str]]:
	"""Who was asked, and what he may."""
	lines = scope.session.participants
	names = sessions.names_of([line.user for line in lines])
	return [(names.get(line.user, line.user), _(line.role)) for line in lines]
