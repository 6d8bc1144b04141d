"""Who may record somebody's long leave: HR of the company, and nobody for himself."""

from __future__ import annotations

import frappe
from frappe import _

from talent_performance.access.people import employees_of, hr_companies

RECORDERS = ("HR User", "HR Manager")


def check_may_record(appraisal: frappe._dict | None) -> None:
	"""Raises PermissionError, also where there is no such appraisal: who may not see it needn't learn that."""
	user = frappe.session.user
	if appraisal and (user == "Administrator" or may_record(user, appraisal.employee, appraisal.company)):
		return
	frappe.throw(
		_("Long leave is recorded by HR of the company, for somebody else who takes part in the cycle."),
		exc=frappe.PermissionError,
		title=_("Not Permitted"),
	)


def may_record(user: str, employee: str, company: str) -> bool:
	"""Whether the user is HR of the company and not the employee."""
	work = hr_companies(user, RECORDERS, "Performance Appraisal")
	return (work is None or company in work) and employee not in employees_of(user)
