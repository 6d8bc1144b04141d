"""Who sees a Talent Profile: the person it is about, and HR within the companies that it may see.

The person reads the own profile and writes nothing in it, in HR too.
"""

from __future__ import annotations

import frappe
from frappe.utils import cstr

from talent_performance.access.companies import permitted_companies

DOCTYPE = "Talent Profile"
HR_ROLES = {"HR User", "HR Manager", "Talent Manager"}
OWN = ("read", "select", "print")
READS = (*OWN, "report", "export", "email")


def permission_query(user: str | None = None) -> str:
	"""The rows of the list; twin of has_permission."""
	user = user or frappe.session.user
	if user == "Administrator":
		return "(1=1)"
	own = f"`tabTalent Profile`.`user` = {frappe.db.escape(user)}"
	return f"({own} or {_hr_rows(user)})" if is_hr(user) else f"({own})"


def _hr_rows(user: str) -> str:
	companies = permitted_companies(user, DOCTYPE)
	if companies is None:
		return "1=1"
	names = ", ".join(frappe.db.escape(company) for company in sorted(companies))
	return f"`tabTalent Profile`.`company` in ({names})"


def has_permission(doc: object, ptype: str = "read", user: str | None = None) -> bool:
	"""One profile; twin of permission_query."""
	user = user or frappe.session.user
	if user == "Administrator":
		return True
	if cstr(doc.user) == user:
		return ptype in (READS if is_hr(user) else OWN)
	if not is_hr(user):
		return False
	companies = permitted_companies(user, DOCTYPE)
	return companies is None or doc.company in companies


def is_hr(user: str) -> bool:
	"""Whether the user has a role that looks after people's profiles."""
	return bool(HR_ROLES & set(frappe.get_roles(user)))
