"""Who may calibrate, and who may judge somebody's potential: HR and, for potential, whoever stands above; never oneself or one's own chain."""

from __future__ import annotations

import frappe
from frappe import _

from talent_performance.access.people import LINE, employees_of

JUDGES = ("HR Manager", "Talent Manager")


def check_may_calibrate(employee: str) -> None:
	"""Raises PermissionError unless the user is HR Manager or Talent Manager, and the person isn't himself or above him.

	Whether the person is of a company of his, the guard of Appraisal Result has said when the document was read.
	"""
	if frappe.session.user == "Administrator":
		return
	if not set(JUDGES) & set(frappe.get_roles()):
		refuse(_("Only HR Manager and Talent Manager calibrate ratings."))
	check_not_upwards(employee)


def check_not_upwards(employee: str) -> None:
	"""Raises PermissionError where somebody would judge himself or somebody above him."""
	own = employees_of(frappe.session.user)
	if employee in own:
		refuse(_("This is about yourself: somebody else has to judge it."))
	if own and stands_above(employee, own):
		refuse(_("{0} stands above you: somebody else has to judge it.").format(name_of(employee)))


def stands_above(employee: str, own: tuple[str, ...]) -> bool:
	"""Whether the employee is in the chain above any of these records."""
	table = frappe.qb.DocType(LINE)
	query = frappe.qb.from_(table).select(table.name)
	query = query.where((table.manager == employee) & table.employee.isin(own) & (table.depth > 0))
	return bool(query.limit(1).run())


def name_of(employee: str) -> str:
	"""How somebody is called."""
	return frappe.db.get_value("Employee", employee, "employee_name") or employee


def refuse(message: str) -> None:
	"""Raises PermissionError."""
	frappe.throw(message, exc=frappe.PermissionError, title=_("Not Permitted"))
