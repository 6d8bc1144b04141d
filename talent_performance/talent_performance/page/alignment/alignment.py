"""What the page Alignment asks: a level of the tree, its health, a search. What may be seen is decided in the flow's queries."""

import frappe

from talent_performance.flows import alignment_view
from talent_performance.flows.alignment_view import Group, Health, Page, Scope


@frappe.whitelist()
def level(cycle: str, company: str = "", department: str = "", parent: str = "", start: int = 0) -> Page:
	"""What hangs on an objective; without one, what of companies and departments stands at the top."""
	return alignment_view.level(scope_of(cycle, company, department), parent, start)


@frappe.whitelist()
def groups(cycle: str, company: str = "", department: str = "") -> list[Group]:
	"""Departments with people's objectives that hang on nothing that is seen."""
	return alignment_view.groups(scope_of(cycle, company, department))


@frappe.whitelist()
def loose(cycle: str, place: str, company: str = "", department: str = "", start: int = 0) -> Page:
	"""Such objectives of one department."""
	return alignment_view.loose(scope_of(cycle, company, department), place, start)


@frappe.whitelist()
def health(cycle: str, company: str = "", department: str = "") -> Health:
	"""The counts of the summary line."""
	return alignment_view.health(scope_of(cycle, company, department))


@frappe.whitelist()
def ailing(cycle: str, issue: str, company: str = "", department: str = "", start: int = 0) -> Page:
	"""The objectives that have a problem."""
	return alignment_view.ailing(scope_of(cycle, company, department), issue, start)


@frappe.whitelist()
def search(cycle: str, text: str, company: str = "", department: str = "") -> list[dict]:
	"""Objectives by title or owner."""
	return alignment_view.search(scope_of(cycle, company, department), text)


@frappe.whitelist()
def branch(cycle: str, objective: str, company: str = "", department: str = "") -> list[dict]:
	"""The way down to an objective, from the highest that is seen."""
	return alignment_view.branch(scope_of(cycle, company, department), objective)


@frappe.whitelist()
def cycles() -> list[dict]:
	"""Cycles to choose from: those under way first, the newest first."""
	found = frappe.get_list(
		"Performance Cycle",
		{"state": ("!=", "Cancelled")},
		["name", "title", "state", "start_date", "end_date"],
		order_by="start_date desc, name desc",
		limit=50,
	)
	return sorted(found, key=lambda cycle: cycle.state != "Launched")


def scope_of(cycle: str, company: str, department: str) -> Scope:
	"""What is looked at. Raises PermissionError for a cycle that the session's user may not see."""
	frappe.get_doc("Performance Cycle", cycle).check_permission("read")
	return Scope(cycle, company, department)
