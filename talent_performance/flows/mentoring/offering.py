"""Who would like to help others says it here: it stands with the other things that a person says of himself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe.utils import cint, cstr

from talent_performance.access import guarded
from talent_performance.engine.mentoring import PLACES
from talent_performance.flows import aspirations


def offered() -> dict[str, Any]:
	"""What the session's user has offered: willing, competencies (none: all), places."""
	document = own()
	willing = bool(document and document.willing_to_mentor)
	return {
		"willing": willing,
		"competencies": [line.competency for line in document.mentor_competencies] if willing else [],
		"places": cint(document.mentees_at_most) if willing else PLACES,
	}


def offer(values: Mapping[str, Any]) -> None:
	"""Say it anew, or take it back. Raises PermissionError, AspirationRefused."""
	document = own(for_update=True)
	if document is None:
		document = frappe.new_doc(aspirations.DOCTYPE)
		document.employee = aspirations.own_record()
	document.willing_to_mentor = cint(values.get("willing"))
	document.mentees_at_most = cint(values.get("places"))
	named = values.get("competencies")
	named = named if isinstance(named, list) else []
	document.set("mentor_competencies", [{"competency": cstr(each)} for each in named])
	if not aspirations.says_nothing(document):
		guarded.save(document)
	elif not document.is_new():
		aspirations.withdraw()


def own(for_update: bool = False) -> Any:
	"""What the session's user has said of himself, or None. Raises PermissionError without an Employee record."""
	name = frappe.db.get_value(aspirations.DOCTYPE, {"employee": aspirations.own_record()})
	if not name:
		return None
	document = frappe.get_doc(aspirations.DOCTYPE, name, for_update=for_update)
	guarded.check(document)
	return document
