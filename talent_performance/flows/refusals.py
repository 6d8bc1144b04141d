"""What flows of goals say when something can't be."""

from __future__ import annotations

from typing import NoReturn

import frappe
from frappe import _

from talent_performance.exceptions import CycleOver, GoalRefused

CYCLE = "Performance Cycle"
OVER = ("Closed", "Published", "Cancelled")


def refuse_if_over(cycle: str) -> None:
	"""Raises CycleOver where a cycle is closed, published or cancelled."""
	state = frappe.db.get_value(CYCLE, cycle, "state")
	if state in OVER:
		frappe.throw(
			_("The cycle {0} is {1}: nothing in it changes any more.").format(cycle, _(state)),
			exc=CycleOver,
			title=_("Cycle Is Over"),
		)


def refuse(message: str) -> NoReturn:
	"""Raises GoalRefused."""
	frappe.throw(message, exc=GoalRefused, title=_("Not Possible So"))
