"""Whom a report is about: everybody whom HR reaches, for a manager the people below, for anybody else nobody."""

from __future__ import annotations

import frappe

from talent_performance.access.audience import ROLES
from talent_performance.access.guards import GUARDS
from talent_performance.access.people import below, employees_of, hr_companies

DEPTH_OF_REPORTS = "> 0"


def reached(doctype: str, user: str | None = None) -> frozenset[str] | None:
	"""The employees about whom a report on a DocType speaks to a user; None where its guard alone decides, for HR.

	A guard opens more than a report is for: one's own appraisal, one's company's objectives.
	"""
	user = user or frappe.session.user
	if user == "Administrator" or works_as_hr(doctype, user):
		return None
	return people_below(employees_of(user))


def works_as_hr(doctype: str, user: str) -> bool:
	"""Whether a rule of the DocType's guard reaches people because of a role of the user's."""
	kinds = {rule.who for rule in GUARDS[doctype].rules} & ROLES.keys()
	return any(hr_companies(user, ROLES[kind], doctype) != () for kind in kinds)


def people_below(managers: tuple[str, ...]) -> frozenset[str]:
	"""Everybody below these employees at any level, themselves not."""
	if not managers:
		return frozenset()
	return frozenset(frappe.db.sql(below(managers, DEPTH_OF_REPORTS), pluck=True)) - set(managers)
