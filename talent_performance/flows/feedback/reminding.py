"""Raters without an account hear of a round by mail alone: at most every so many days, whether they have answered or not.

A reminder to those who haven't answered would leave in the mail queue, and in every backup of it, who has.
"""

from __future__ import annotations

from datetime import timedelta

import frappe
from frappe.utils import cint, getdate

from talent_performance.flows.feedback import codes
from talent_performance.flows.feedback.rounds import COLLECTING, INVITATION, ROUND


def every_day() -> None:
	"""Mail again where it is time."""
	today = getdate()
	filters = {"state": COLLECTING, "deadline": (">=", today), "remind_every": (">", 0)}
	columns = ["name", "reminded_on", "launched_on", "remind_every"]
	for round_ in frappe.get_all(ROUND, filters=filters, fields=columns, order_by="name"):
		if is_time(round_):
			codes.invite(without_account(round_.name), again=True)
			frappe.db.set_value(ROUND, round_.name, "reminded_on", today, update_modified=False)


def is_time(round_: frappe._dict) -> bool:
	"""Whether the last mail is so many days ago."""
	last = getdate(round_.reminded_on or round_.launched_on)
	return getdate() >= last + timedelta(days=cint(round_.remind_every))


def without_account(round_: str) -> list[str]:
	"""Invitations of raters who don't log in here."""
	invitation, employee, user = (frappe.qb.DocType(each) for each in (INVITATION, "Employee", "User"))
	query = (
		frappe.qb.from_(invitation)
		.left_join(employee)
		.on(employee.name == invitation.rater)
		.left_join(user)
		.on((user.name == employee.user_id) & (user.enabled == 1))
		.select(invitation.name)
		.where((invitation.round == round_) & (invitation.state == "Sent") & user.name.isnull())
		.orderby(invitation.name)
	)
	return query.run(pluck=True)
