"""Talent pools on the page of one person whom a manager leads, where the company lets managers see talent data."""

from typing import Any

import frappe

from talent_performance.access import team as access
from talent_performance.flows.pools import members


@frappe.whitelist()
def of_member(employee: str) -> dict[str, Any] | None:
	"""The person's pools, and those for which the reader may nominate; nothing where he may not see talent data."""
	access.check_leads(employee)
	return members.of_person(employee)


@frappe.whitelist(methods=["POST"])
def put_forward(employee: str, pool: str, reason: str) -> None:
	"""Nominate a person whom the reader leads for a pool that is open to nominations."""
	access.check_leads(employee)
	members.nominate(pool, employee, reason)
