"""Who looks at a cycle as a whole, and whom he may chase: HR and Talent Manager in their companies, managers their line."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe import _

from talent_performance.access.deeds import records_of
from talent_performance.access.people import LINE, employees_of, hr_companies
from talent_performance.access.twins import ADMINISTRATOR
from talent_performance.store.dialect import within

APPRAISAL = "Performance Appraisal"
HR = ("HR User", "HR Manager", "Talent Manager")


def works_in_hr(user: str) -> bool:
	"""Whether a role of HR reaches any company for this user."""
	return user == ADMINISTRATOR or hr_companies(user, HR, APPRAISAL) != ()


def left_out(user: str) -> tuple[str, ...]:
	"""Records that a table of others doesn't hold: a manager's own. HR counts everybody."""
	return () if works_in_hr(user) else employees_of(user)


def looks_after(user: str, has_people: bool) -> bool:
	"""Whether a cycle is a user's to look after: who works in HR, or has people in it."""
	return has_people or works_in_hr(user)


def refuse_outsider(user: str, has_people: bool) -> None:
	"""Raises PermissionError for whoever neither works in HR nor has people in the cycle."""
	if not looks_after(user, has_people):
		frappe.throw(
			_("This is for HR, and for managers whose people take part in the cycle."),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)


def leads_people(user: str) -> bool:
	"""Whether somebody reports to this user."""
	own = employees_of(user)
	return bool(own and frappe.db.exists(LINE, {"manager": ("in", own), "depth": (">", 0)}))


def companies_with(user: str, *roles: str) -> tuple[str, ...] | None:
	"""The companies in which one of these roles lets a user act on appraisals; None for all of them."""
	return None if user == ADMINISTRATOR else hr_companies(user, roles, APPRAISAL)


def below(user: str, employees: Sequence[str]) -> set[str]:
	"""Those of these employees who stand below a user."""
	own = employees_of(user)
	if not own or not len(employees):
		return set()
	line = frappe.qb.DocType(LINE)
	query = frappe.qb.from_(line).select(line.employee).distinct()
	query = query.where(line.manager.isin(own) & (line.depth > 0) & within(line.employee, employees))
	return set(query.run(pluck=True)) - set(own)


def himself(user: str) -> frozenset[str]:
	"""Every record of the person behind a user; nobody is Administrator."""
	return frozenset() if user == ADMINISTRATOR else records_of(user)
