"""From a company with employees to a launched cycle, in five steps: what the page calls."""

import frappe
from frappe.utils import cint

from talent_performance.access.calls import as_object
from talent_performance.flows import first_cycle


@frappe.whitelist()
def path() -> first_cycle.Path:
	"""Where the user left off."""
	return first_cycle.path()


@frappe.whitelist(methods=["POST"])
def confirm_scale() -> first_cycle.Path:
	"""Scale and boxes are as wanted."""
	return first_cycle.confirm_scale()


@frappe.whitelist(methods=["POST"])
def choose_template(template: str | None = None, predicates: bool | int | str = False) -> first_cycle.Path:
	"""By which template people are appraised, and what the levels are called."""
	return first_cycle.choose_template(template, bool(cint(predicates)))


@frappe.whitelist()
def proposal(kind: str, start_date: str, end_date: str) -> list[dict]:
	"""The dates that a cycle of this kind usually has."""
	return first_cycle.proposal(kind, start_date, end_date)


@frappe.whitelist(methods=["POST"])
def save_cycle(values: str | dict) -> first_cycle.Path:
	"""Make the cycle, or change its draft."""
	return first_cycle.save_cycle(as_object(values, "values"))


@frappe.whitelist()
def people() -> dict:
	"""Who would take part, who wouldn't and why."""
	return first_cycle.people()


@frappe.whitelist(methods=["POST"])
def confirm_people() -> first_cycle.Path:
	"""Whoever is missing is meant to be."""
	return first_cycle.confirm_people()


@frappe.whitelist(methods=["POST"])
def start() -> first_cycle.Path:
	"""Launch."""
	return first_cycle.start()


@frappe.whitelist(methods=["POST"])
def begin_anew() -> first_cycle.Path:
	"""Forget what was chosen."""
	return first_cycle.begin_anew()
