"""Who may see how far somebody is: the person, whoever leads that person, and HR of the company; the guard of the evidence says it."""

from __future__ import annotations

import frappe
from frappe import _

from talent_performance.access.guards import GUARDS
from talent_performance.access.people import employees_of
from talent_performance.access.twins import allowed

DOCTYPE = "Competency Assessment"


def check_may_see(employee: str) -> None:
	"""Raises PermissionError where the session's user may not read a submitted assessment of somebody."""
	if not may_see(employee):
		frappe.throw(
			_("You have no access to the competencies of {0}.").format(employee),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)


def may_see(employee: str) -> bool:
	"""Whether the session's user may read what was submitted about somebody."""
	return _may(employee, "read", "Submitted")


def may_assess(employee: str) -> bool:
	"""Whether the session's user may judge somebody, or is that person."""
	return employee in employees_of(frappe.session.user) or _may(employee, "create", "Draft")


def _may(employee: str, ptype: str, state: str) -> bool:
	company = frappe.db.get_value("Employee", employee, "company")
	asked = frappe.new_doc(DOCTYPE).update({"employee": employee, "company": company, "state": state})
	asked.assessor = None
	return bool(company) and allowed(GUARDS[DOCTYPE], asked, ptype, None)
