"""What the flows have just done, on the day on which it would have been done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import frappe

EVENT = "Appraisal Event"
NOON = "12:00:00"


def set_values(doctype: str, filters: Mapping[str, object], **values: object) -> None:
	"""Set fields of every row that fits; a day where a moment is asked for is its noon."""
	meta = frappe.get_meta(doctype)
	moments = {
		column: f"{value} {NOON}" if meta.get_field(column).fieldtype == "Datetime" else value
		for column, value in values.items()
	}
	frappe.db.set_value(doctype, dict(filters), moments, update_modified=False)


def set_events(cycle: str, days: Mapping[str, date]) -> None:
	"""The events of a cycle, by deed."""
	for deed, day in days.items():
		set_values(EVENT, {"cycle": cycle, "deed": deed}, at=day)
