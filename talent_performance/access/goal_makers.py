"""Who makes objectives for others, and for whom: HR, within its companies."""

from __future__ import annotations

import frappe
from frappe import _

from talent_performance.access.goal_deeds import HR, refuse
from talent_performance.access.people import hr_companies
from talent_performance.access.twins import ADMINISTRATOR


def companies_to_make_for(user: str | None = None) -> tuple[str, ...] | None:
	"""The companies for whose people and departments a user may make objectives; None for all of them.

	Raises PermissionError for whoever may do so nowhere.
	"""
	user = user or frappe.session.user
	if user == ADMINISTRATOR:
		return None
	companies = hr_companies(user, HR, "Objective")
	if companies == ():
		refuse(
			_("Objectives for others are made by HR User or HR Manager, in the companies where they work.")
		)
	return companies
