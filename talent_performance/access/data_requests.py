"""Who may file, review and confirm personal data requests: never the person himself, nor the same person twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import frappe
from frappe import _

from talent_performance.access.deeds import records_of
from talent_performance.access.people import employees_of, hr_companies
from talent_performance.access.twins import ADMINISTRATOR

REQUEST = "Personal Data Request"
REVIEWERS = ("Talent Manager",)
FILERS = ("HR Manager", "Talent Manager")

Request = Mapping[str, object]


def covers(user: str, roles: tuple[str, ...], companies: Iterable[str]) -> bool:
	"""Whether a user works in one of these roles in every one of these companies."""
	if user == ADMINISTRATOR:
		return True
	mine = hr_companies(user, roles, REQUEST)
	return mine is None or (bool(mine) and set(companies) <= set(mine))


def is_person(user: str, records: Iterable[str]) -> bool:
	"""Whether the user is the person of these Employee records, by whichever of them."""
	return bool(set(records) & (records_of(user) | set(employees_of(user))))


def check_may_review(records: Iterable[str], companies: Iterable[str]) -> None:
	"""Raises PermissionError unless the user is a Talent Manager of all the person's companies, and somebody else."""
	_check(REVIEWERS, records, companies)


def check_may_confirm(request: Request, records: Iterable[str], companies: Iterable[str]) -> None:
	"""Raises PermissionError for whoever isn't HR of all the companies, is the person, or is who proposed the erasure."""
	_check(FILERS, records, companies)
	user, first = frappe.session.user, str(request["proposed_by"])
	same_person = records_of(user) & records_of(first) if ADMINISTRATOR not in (user, first) else ()
	if user == first or same_person:
		refuse(_("You proposed this erasure: a second person confirms it."))


def may(check: Callable[..., None], *arguments: object) -> bool:
	"""Whether one of the checks above passes, for the buttons of a form."""
	try:
		check(*arguments)
	except frappe.PermissionError:
		frappe.clear_last_message()
		return False
	return True


def check_is_person(records: Iterable[str]) -> None:
	"""Raises PermissionError unless the user is the person."""
	if not set(records) & set(employees_of(frappe.session.user)):
		refuse(_("Only the person whom this is about may do this."))


def check_may_file(employee: str, company: str | None) -> bool:
	"""Whether the user files for somebody else, as HR. Raises PermissionError for whoever may do neither."""
	user = frappe.session.user
	if employee in employees_of(user):
		return False
	if not covers(user, FILERS, [company or ""]):
		refuse(
			_(
				"Everybody asks for himself; HR Manager and Talent Manager record what somebody asked on paper."
			)
		)
	return True


def _check(roles: tuple[str, ...], records: Iterable[str], companies: Iterable[str]) -> None:
	user = frappe.session.user
	if user != ADMINISTRATOR and is_person(user, records):
		refuse(_("This request is about yourself: a colleague deals with it."))
	if not covers(user, roles, companies):
		refuse(
			_("Only {0} of every company that the person has worked for may do this: {1}.").format(
				" / ".join(_(role) for role in roles), ", ".join(sorted(companies))
			)
		)


def refuse(message: str) -> None:
	"""Raises PermissionError."""
	frappe.throw(message, exc=frappe.PermissionError, title=_("Not Permitted"))
