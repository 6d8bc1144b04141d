"""Whom a search for people reaches: everybody of the companies in which HR Manager or Talent Manager works, oneself never.

A search puts people side by side by what is computed about them. So it goes by a guard of its own on Employee, which knows companies
and confidential grades as every other; performance, potential and wishes come in by the guards of their own records besides.
"""

from __future__ import annotations

import frappe
from frappe import _

from talent_performance.access import practices
from talent_performance.access.audience import READ, Guard, Practice, Rule, Who
from talent_performance.access.people import literals
from talent_performance.access.twins import NOTHING, listed

SEARCHED = Guard(
	"Employee",
	rules=(Rule(Who.HR_MANAGER, READ), Rule(Who.TALENT_MANAGER, READ)),
	subject="name",
	company="company",
)


def condition() -> str:
	"""The Employee records that the session's user searches among, as SQL. Raises PermissionError for who searches among none."""
	found = listed(SEARCHED, frappe.session.user)
	if found == NOTHING:
		frappe.throw(
			_("HR Manager and Talent Manager look for people here. You have neither role in any company."),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)
	return found or "(1=1)"


def check_reaches(employee: str) -> None:
	"""Raises PermissionError where the session's user doesn't search among records with this one."""
	asked = f"select `name` from `tabEmployee` where `name` in {literals([employee])} and {condition()}"
	if not frappe.db.sql(asked) or practices.is_off(Practice.ANALYTICS, employee):
		frappe.throw(
			_("{0} isn't among the people whom you compare with roles.").format(employee),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)
