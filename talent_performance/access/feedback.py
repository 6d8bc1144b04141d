"""The parts that somebody has in a round of feedback. Whoever a request is about has no other part in it, whatever roles he holds."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, NoReturn

import frappe
from frappe import _

from talent_performance.access.deeds import records_of
from talent_performance.access.delegations import leads
from talent_performance.access.grades import is_hidden_from
from talent_performance.access.people import employees_of, hr_companies
from talent_performance.access.twins import ADMINISTRATOR

ROUND = "Feedback Round"
RUNNERS = ("HR Manager", "Talent Manager")


class Part(Enum):
	"""What somebody is to a request."""

	SUBJECT = "the person whom it is about"
	MANAGER = "whoever stands above the person, or acts for one who does"
	HR = "HR Manager or Talent Manager of the company"


def parts_in(request: Mapping[str, Any], user: str | None = None) -> frozenset[Part]:
	"""The parts of a user in a request, of which employee and company are asked."""
	user = user or frappe.session.user
	if user == ADMINISTRATOR:
		return frozenset({Part.MANAGER, Part.HR})
	employee = str(request["employee"])
	if employee in records_of(user):
		return frozenset({Part.SUBJECT} if employee in employees_of(user) else ())
	found = {Part.MANAGER} if leads(user, employee) else set()
	if runs_rounds_of(str(request["company"]), user) and not is_hidden_from(user, employee):
		found.add(Part.HR)
	return frozenset(found)


def runs_rounds_of(company: str, user: str | None = None) -> bool:
	"""Whether somebody may run rounds of feedback in a company."""
	user = user or frappe.session.user
	companies = hr_companies(user, RUNNERS, ROUND)
	return user == ADMINISTRATOR or companies is None or company in companies


def check_part(request: Mapping[str, Any], *wanted: Part) -> frozenset[Part]:
	"""The user's parts. Raises PermissionError where none of the wanted ones is among them."""
	found = parts_in(request)
	if not found & set(wanted):
		# Without a name: whoever asks knows no more of the request than what it is called.
		refuse(_("This part of the feedback isn't yours."))
	return found


def check_rater(invitation: Mapping[str, Any]) -> None:
	"""Raises PermissionError for whoever isn't the rater that an invitation names."""
	if not invitation["rater"] or invitation["rater"] not in employees_of(frappe.session.user):
		refuse(_("You weren't asked for this feedback."))


def refuse(message: str) -> NoReturn:
	"""Raises PermissionError."""
	frappe.throw(message, exc=frappe.PermissionError, title=_("Not Permitted"))
