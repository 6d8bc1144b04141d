"""What people type about a plan or an action, as it can be kept: days are days, levels are numbers, people and competencies exist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils import cstr, escape_html, getdate

from talent_performance.flows.development.saving import refuse

DAYS = {"starts_on": "Starts On", "ends_on": "Ends On", "due_on": "Due On"}
NUMBERS = {"level_before": "Level Before", "level_wanted": "Level Wanted", "cost": "Cost"}
LINKS = {
	"competency": "Competency",
	"mentor": "Employee",
	"responsible": "Employee",
	"target_designation": "Designation",
}


def taken(values: Mapping[str, Any]) -> dict[str, Any]:
	"""The values, each as its field keeps it. Raises DevelopmentRefused for what can't be one."""
	return {field: one(field, value) for field, value in values.items()}


def one(field: str, value: Any) -> Any:
	"""One value. Raises DevelopmentRefused."""
	if isinstance(value, dict | list):
		refuse(_("{0}: expected a text or a number.").format(escape_html(cstr(field))))
	if field in DAYS:
		return day(value, DAYS[field])
	if field in NUMBERS:
		return number(value, NUMBERS[field])
	return known(value, LINKS[field]) if field in LINKS else cstr(value).strip()


def day(value: Any, label: str) -> str | None:
	"""A day as it is stored; None for none."""
	text = cstr(value).strip()
	if not text:
		return None
	try:
		return str(getdate(text))
	except Exception:  # what Frappe raises for it differs from version to version
		refuse(_("{0}: “{1}” isn't a day.").format(_(label), escape_html(text)))


def number(value: Any, label: str) -> float:
	"""A number of 0 or more; 0 for none."""
	try:
		found = float(value or 0)
	except (TypeError, ValueError):
		found = -1.0
	if not 0 <= found < float("inf"):
		refuse(_("{0}: “{1}” isn't a number of 0 or more.").format(_(label), escape_html(cstr(value))))
	return found


def known(value: Any, doctype: str) -> str | None:
	"""The name of something that is there; None for none."""
	name = cstr(value).strip()
	if name and not frappe.db.exists(doctype, name):
		refuse(_("Choose from the list: “{0}” isn't there.").format(escape_html(name)))
	return name or None
