"""Who may do what with mentoring: the two of a pair by their side, HR by the guard; who looks for whom, and who sees levels then.

A pair is read by the two and by HR. Who leads somebody hears that there is a pair, from flows, and nothing of what is said in it.
"""

from __future__ import annotations

from collections.abc import Mapping

import frappe
from frappe import _

from talent_performance.access.delegations import leads
from talent_performance.access.mobility import SEARCHED
from talent_performance.access.people import employees_of, literals
from talent_performance.access.twins import NOTHING, listed

PAIR, RATING = "Mentoring Pair", "Mentoring Rating"
MENTEE, MENTOR, MANAGER, HR = "Mentee", "Mentor", "Manager", "HR"


def side_of(pair: Mapping[str, str]) -> str:
	"""On which side of a pair the session's user stands; "" on none."""
	own = employees_of(frappe.session.user)
	if pair.get("mentee") in own:
		return MENTEE
	return MENTOR if pair.get("mentor") in own else ""


def check_side(pair: Mapping[str, str]) -> str:
	"""The user's side. Raises PermissionError for whoever isn't one of the two."""
	side = side_of(pair)
	if not side:
		refuse(_("Only the two of a pair do this."))
	return side


def proposes_as(mentee: str, mentor: str) -> str:
	"""As what the session's user proposes a pair: one of the two, who leads the learner, or HR. Raises PermissionError."""
	side = side_of({"mentee": mentee, "mentor": mentor})
	if side:
		return side
	if leads(frappe.session.user, mentee):
		return MANAGER
	if searches_for(mentee):
		return HR
	return refuse(_("You propose a mentor for yourself, for people whom you lead, or yourself as one."))


def searched() -> str | None:
	"""The Employee records whose levels the session's user may compare, as SQL; None for who compares nobody."""
	found = listed(SEARCHED, frappe.session.user)
	return None if found == NOTHING else found or "(1=1)"


def searches_for(employee: str) -> bool:
	"""Whether the session's user compares people for this one, as HR does."""
	within = searched()
	if within is None:
		return False
	asked = f"select `name` from `tabEmployee` where `name` in {literals([employee])} and {within}"
	return bool(frappe.db.sql(asked))


def check_may_look(employee: str) -> bool:
	"""Whether the user looks as HR, and sees levels. Raises PermissionError for who looks for nobody of the kind."""
	if searches_for(employee):
		return True
	user = frappe.session.user
	if employee not in employees_of(user) and not leads(user, employee):
		refuse(_("You look for a mentor for yourself, and for people whom you lead."))
	return False


def check_leads_or_searches(employee: str) -> None:
	"""Raises PermissionError for whoever neither leads somebody nor looks as HR."""
	if not leads(frappe.session.user, employee) and not searches_for(employee):
		refuse(_("Who leads somebody hears of the pairs."))


def refuse(message: str) -> str:
	"""Raises PermissionError."""
	frappe.throw(message, exc=frappe.PermissionError, title=_("Not Permitted"))
