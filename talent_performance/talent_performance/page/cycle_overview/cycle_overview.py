"""How a cycle stands, and what is done about those who are late: what the page calls."""

import frappe
from frappe.utils import cint

from talent_performance.access.calls import as_list, as_object
from talent_performance.flows import chasing, overview


@frappe.whitelist()
def cycles() -> list[dict]:
	"""The cycles that the reader may choose from, the nearest first."""
	return overview.cycles()


@frappe.whitelist()
def board(cycle: str) -> overview.Board:
	"""Counts, tables, dates and what to do next."""
	return overview.board(cycle)


@frappe.whitelist()
def glance() -> overview.Board | dict | None:
	"""The same for the workspace: the cycle that is nearest; {} where there is none and the reader may begin one, else nothing."""
	return overview.glance()


@frappe.whitelist()
def overdue(cycle: str, start: int | str = 0, group: str | dict | None = None) -> dict:
	"""A page of those who are late."""
	return overview.overdue(cycle, max(0, cint(start)), group_of(group))


@frappe.whitelist(methods=["POST"])
def chase(
	cycle: str,
	deed: str,
	names: str | list | None = None,
	group: str | dict | None = None,
	reason: str | None = None,
	due_date: str | None = None,
	to: str | None = None,
) -> chasing.Outcome:
	"""Remind, extend, reassign or exempt: these appraisals, or all who are late of a department or manager."""
	asked = chasing.wish(deed, reason, due_date, to)
	if names is None:
		return chasing.chase_late(cycle, asked, group_of(group))
	return chasing.chase(cycle, asked, [str(name) for name in as_list(names, "names")])


def group_of(said: str | dict | None) -> dict[str, str]:
	"""Which department, manager or person, as the page says it."""
	return {str(column): str(value or "") for column, value in as_object(said, "group").items()}
