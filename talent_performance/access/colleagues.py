"""Whom somebody may write about or ask: people of a company that he works in, and those above and below him wherever they are.

A search tells what any colleague knows: a name, and what the person does. It lists nobody for whom no letters were typed.
"""

from __future__ import annotations

import frappe
from frappe import _

from talent_performance.access.pace import check_pace
from talent_performance.access.people import LINE, below, employees_of, literals
from talent_performance.exceptions import GoalRefused

SHOWN, SHORTEST = 8, 2
# Somebody who types without a pause asks about three times a second.
TIMES, SECONDS = 120, 60
LEFT = "Left"


def works_in(user: str) -> tuple[str, ...]:
	"""The companies of those of a user's Employee records that haven't ended."""
	own = employees_of(user)
	table = frappe.qb.DocType("Employee")
	query = frappe.qb.from_(table).select(table.company).distinct().orderby(table.company)
	query = query.where(table.name.isin(list(own)) & (table.status != LEFT))
	return tuple(query.run(pluck=True)) if own else ()


def find(text: str) -> list[dict[str, str]]:
	"""The first colleagues of the session's user whose names hold a text. Raises RateLimitExceededError."""
	user, sought = frappe.session.user, text.strip()
	check_pace("colleagues", user, TIMES, SECONDS)
	circles = _circles(user)
	if len(sought) < SHORTEST or not circles:
		return []
	columns = "`name`, `employee_name`, `designation`, `department`"
	still = f"`status` <> '{LEFT}' and `employee_name` like %(sought)s escape '!' and `name` not in {literals(employees_of(user))}"
	found = " union ".join(
		f"select {columns} from `tabEmployee` where {each} and {still}" for each in circles
	)
	asked = f"select {columns} from ({found}) as found order by `employee_name`, `name` limit {SHOWN}"
	return frappe.db.sql(asked, {"sought": f"%{_plain(sought)}%"}, as_dict=True)


def check_within_reach(employee: str) -> None:
	"""Raises GoalRefused for somebody who has left, or whom the session's user has nothing to do with."""
	circles = _circles(frappe.session.user)
	there = " union ".join(f"select `name` from `tabEmployee` where {each}" for each in circles)
	asked = f"select `status` from `tabEmployee` where `name` = %(employee)s and `name` in ({there})"
	found = frappe.db.sql(asked, {"employee": employee}) if circles else ()
	# To somebody out of reach it isn't told whether there is such a person.
	if not found:
		_refuse(_("{0} isn't somebody of your company or of your line.").format(employee))
	if found[0][0] == LEFT:
		_refuse(_("{0} has left. Notes are for people who work here.").format(employee))


def _circles(user: str) -> list[str]:
	"""Conditions on Employee: of the same company, below, above. None for a user who works nowhere any more."""
	companies, own = works_in(user), employees_of(user)
	if not companies:
		return []
	above = f"select `manager` from `tab{LINE}` where `employee` in {literals(own)}"
	return [f"`company` in {literals(companies)}", f"`name` in ({below(own)})", f"`name` in ({above})"]


def _plain(text: str) -> str:
	"""A text in which LIKE sees no wildcards, with ! as its escape."""
	return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _refuse(message: str) -> None:
	frappe.throw(message, exc=GoalRefused, title=_("Not Possible So"))
