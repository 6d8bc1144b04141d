"""Who starts runs and who sees them: the person who started one, and those who may start its kind for every company.

A run's refusals name people. A person whose access is limited to some companies therefore sees own runs only.
"""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe import _

from talent_performance.access.companies import permitted_companies
from talent_performance.runs.kinds import kind_of_run, kinds

DOCTYPE = "Talent Run"
EMPLOYMENT = "Talent Profile Employment"
READS = ("read", "select", "report", "print", "delete")


def check_may_start(roles: Sequence[str], user: str | None = None) -> None:
	"""Raises PermissionError where the user has none of the roles."""
	if not may_start(roles, user or frappe.session.user):
		frappe.throw(
			_("Only {0} may do this.").format(", ".join(_(role) for role in roles)),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)


def may_start(roles: Sequence[str], user: str) -> bool:
	"""Whether the user has one of the roles that a kind asks for."""
	return user == "Administrator" or bool(set(roles) & set(frappe.get_roles(user)))


def startable_kinds(user: str) -> list[str]:
	"""The kinds that the user may start."""
	return [name for name in kinds() if may_start(kind_of_run(name).may_start, user)]


def records_of_readers(roles: Sequence[str]) -> set[str]:
	"""Employee records of everybody who can read runs that these roles may start, other records of the same persons included."""
	employee, held = frappe.qb.DocType("Employee"), frappe.qb.DocType("Has Role")
	line, other = frappe.qb.DocType(EMPLOYMENT), frappe.qb.DocType(EMPLOYMENT).as_("other")
	users = frappe.qb.from_(held).select(held.parent)
	users = users.where((held.parenttype == "User") & held.role.isin(list(roles)))
	query = (
		frappe.qb.from_(employee)
		.left_join(line)
		.on(line.employee == employee.name)
		.left_join(other)
		.on(other.parent == line.parent)
		.select(employee.name, other.employee)
		.where(employee.user_id.isin(users))
		.orderby(employee.name, other.employee)
	)
	return {record for row in query.run() for record in row if record}


def permission_query(user: str | None = None) -> str:
	"""The rows of the list; twin of has_permission."""
	user = user or frappe.session.user
	if user == "Administrator":
		return "(1=1)"
	own = f"`tabTalent Run`.`started_by` = {frappe.db.escape(user)}"
	kinds_of_user = [] if permitted_companies(user, DOCTYPE) is not None else startable_kinds(user)
	if not kinds_of_user:
		return f"({own})"
	names = ", ".join(frappe.db.escape(name) for name in kinds_of_user)
	return f"({own} or `tabTalent Run`.`kind` in ({names}))"


def has_permission(doc: object, ptype: str = "read", user: str | None = None) -> bool:
	"""One run; twin of permission_query. Runs are written by code only."""
	user = user or frappe.session.user
	if user == "Administrator":
		return True
	if ptype not in READS:
		return False
	if doc.started_by == user:
		return True
	return permitted_companies(user, DOCTYPE) is None and doc.kind in startable_kinds(user)
