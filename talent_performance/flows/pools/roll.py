"""In which pools people are, for lists of people: as far as the reader sees it."""

from __future__ import annotations

from collections.abc import Sequence

import frappe

from talent_performance.flows import readable
from talent_performance.flows.pools.criteria import POOL
from talent_performance.flows.pools.members import IN, MEMBER, NOMINATED


def pools_of(employees: Sequence[str]) -> dict[str, str]:
	"""By employee the titles of the pools in which somebody is a member or nominated: three queries."""
	names = [name for name in dict.fromkeys(employees) if name]
	rows = frappe.get_list(
		MEMBER,
		fields=["employee", "pool"],
		filters={"employee": ("in", names or [""]), "status": ("in", (IN, NOMINATED))},
		order_by="employee asc, name asc",
		limit_page_length=0,
	)
	titles = readable.names_of(POOL, "title", [row.pool for row in rows])
	found: dict[str, list[str]] = {}
	for row in rows:
		found.setdefault(row.employee, []).append(titles.get(row.pool, row.pool))
	return {name: ", ".join(sorted(pools)) for name, pools in found.items()}
