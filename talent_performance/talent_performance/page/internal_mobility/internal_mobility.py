"""Internal mobility: people for a role, roles for a person, people from outside beside a role; what the page calls."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from talent_performance.access import mobility
from talent_performance.access.calls import as_file, as_list, as_start
from talent_performance.flows.mobility import outside, roles, searching
from talent_performance.flows.mobility.people import Asked, named_like


@frappe.whitelist()
def choices() -> dict[str, Any]:
	"""The roles to compare with, and by what people can be narrowed. Raises PermissionError."""
	return searching.choices()


@frappe.whitelist()
def find(text: str) -> list[dict[str, Any]]:
	"""People whose name or number holds a text. Raises PermissionError."""
	return named_like(text)


@frappe.whitelist()
def people(
	designation: str = "",
	position: str = "",
	company: str = "",
	department: str = "",
	level: str = "",
	leading: str = "fit",
	start: int | str = 0,
	holders: int | str | bool = 0,
) -> searching.Answer:
	"""A page of the people who come into question for a role. Raises PermissionError, SearchMisfit."""
	role = searching.role_of(designation, position, company)
	asked = Asked(company=company, department=department, level=level)
	return searching.ranked(role, asked, leading, as_start(start), bool(cint(holders)))


@frappe.whitelist()
def reach(employee: str) -> dict[str, Any]:
	"""The roles within somebody's reach, with gaps. Raises PermissionError."""
	return roles.for_employee(employee)


@frappe.whitelist()
def required(designation: str = "", position: str = "", company: str = "") -> list[dict[str, Any]]:
	"""What a role requires, for a form to enter candidates. Raises PermissionError, SearchMisfit."""
	return searching.asked_of(searching.role_of(designation, position, company))


@frappe.whitelist(methods=["POST"])
def compare(
	people: str | list, designation: str = "", position: str = "", company: str = ""
) -> list[dict[str, Any]]:
	"""People from outside in the order of their fit; nothing of them is kept. Raises PermissionError, SearchMisfit."""
	return outside.compare(searching.role_of(designation, position, company), as_list(people, "people"))


@frappe.whitelist(methods=["POST"])
def read_file(file: str) -> list[dict[str, Any]]:
	"""The people of a filled-in template, which comes as base64. Raises PermissionError, SearchMisfit."""
	mobility.condition()
	return outside.read(as_file(file, "file"))


@frappe.whitelist()
def template(designation: str = "", position: str = "", company: str = "") -> None:
	"""The workbook to fill in. Raises PermissionError, SearchMisfit."""
	content = outside.template(searching.role_of(designation, position, company))
	frappe.response.update({"filename": f"{_('Candidates')}.xlsx", "filecontent": content, "type": "binary"})
