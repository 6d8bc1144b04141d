"""Rows of child tables are listed to whoever may list their document.

Frappe asks of a list of child rows only whether its user may open the parent's DocType at all. So each child table of
a guarded DocType has a permission query of its own, which is its parent's.
"""

from __future__ import annotations

from collections.abc import Callable

from talent_performance.access import performance_cycle, talent_run
from talent_performance.access.guards import GUARDS, PARENTS
from talent_performance.access.people import literal
from talent_performance.access.twins import listed

OWN: dict[str, Callable[[str | None], str]] = {
	"Performance Cycle": performance_cycle.permission_query,
	"Talent Run": talent_run.permission_query,
}


def permission_query(user: str | None, doctype: str) -> str:
	"""Which rows of a child table a user's list holds."""
	parent = PARENTS[doctype]
	condition = OWN[parent](user) if parent in OWN else listed(GUARDS[parent], user)
	if not condition:
		return ""
	documents = f"select `name` from `tab{parent}` where {condition}"
	return f"(`tab{doctype}`.`parenttype` = {literal(parent)} and `tab{doctype}`.`parent` in ({documents}))"
