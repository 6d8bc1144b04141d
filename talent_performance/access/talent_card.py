"""Who opens a talent card: whoever may see talent data of the person. What is on it is asked of the guard of each source.

The card is about a person and not about a row, so its guard asks the Employee record; nobody opens his own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import frappe
from frappe import _

from talent_performance.access import practices, twins
from talent_performance.access.audience import Guard, Practice, Who
from talent_performance.access.guards import BY_TALENT, GUARDS

CARD = Guard("Employee", rules=BY_TALENT, subject="name", company="company")
# Kinds of readers that follow from the person alone, and not from what a row says.
BY_PERSON = (Who.MANAGER, Who.DIRECT_MANAGER, Who.ACTING, Who.HR_USER, Who.HR_MANAGER, Who.TALENT_MANAGER)


def opened(employees: Collection[str]) -> frozenset[str]:
	"""Of these people those whose card the session's user may open: one question for all of them."""
	return twins.within_reach(CARD, "read", tuple(employees))


def condition() -> str:
	"""SQL on `tabEmployee` by which the session's user may open somebody's card; "1=1" for Administrator."""
	return twins.listed(CARD, frappe.session.user) or "1=1"


def check(employee: str) -> None:
	"""Raises PermissionError for whoever may not open a card, PracticeOff where an agreement closes it to everybody."""
	if employee not in opened([employee]):
		frappe.throw(
			_("You may not see talent data of this person."),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)
	practices.check_on(Practice.ANALYTICS, employee)


def about(doctype: str, employees: Collection[str]) -> frozenset[str]:
	"""Of these people those about whom the user reads records of a DocType by what he is to them: for figures made of several."""
	guard = GUARDS[doctype]
	rules = tuple(
		replace(rule, where={}) for rule in guard.rules if rule.who in BY_PERSON and "read" in rule.may
	)
	asked = replace(guard, doctype="Employee", subject="name", company="company", rules=rules, closed_to=())
	return twins.within_reach(asked, "read", tuple(employees))
