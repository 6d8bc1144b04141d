"""Whom somebody leads: the people below him, and those for whose manager he acts today. HR's roles open nothing here."""

from __future__ import annotations

from dataclasses import dataclass

import frappe
from frappe import _

from talent_performance.access.delegations import acted_for, leads, reached
from talent_performance.access.people import below, employees_of, literals

NOBODY = "select `name` as `employee` from `tabEmployee` where 1=0"


@dataclass(frozen=True)
class Leading:
	"""A user's own Employee records, and the managers for whom he acts."""

	own: tuple[str, ...]
	acting_for: tuple[str, ...]

	@property
	def managers(self) -> tuple[str, ...]:
		"""In whose place he stands: his own, and theirs."""
		return (*self.own, *self.acting_for)


def leading(user: str | None = None) -> Leading:
	"""In whose place a user stands today."""
	own = employees_of(user or frappe.session.user)
	return Leading(own, acted_for(own))


def led(who: Leading) -> str:
	"""SQL that selects everybody whom he leads, at any level; himself never."""
	if not who.own:
		return NOBODY
	himself = f" and `employee` not in {literals(who.own)}"
	sides = [below(who.own, "> 0") + himself]
	if who.acting_for:
		sides.append(reached(who.acting_for, who.own) + himself)
	return " union ".join(sides)


def directly_led(who: Leading, managers: tuple[str, ...]) -> str:
	"""SQL that selects those of them who report to one of these managers."""
	if not managers:
		return NOBODY
	return f"{below(managers, '= 1')} and `employee` in (select `employee` from ({led(who)}) as led)"


def check_leads(employee: str) -> None:
	"""Raises PermissionError where the session's user doesn't lead somebody."""
	if not leads(frappe.session.user, employee):
		frappe.throw(
			_("{0} doesn't report to you.").format(employee),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)


def check_may_drill(who: Leading, manager: str) -> None:
	"""Raises PermissionError where it is nobody in whose place the user stands, and nobody whom he leads."""
	if manager not in who.managers:
		check_leads(manager)
