"""What a talent review looks at about a person, on one page: what the page calls."""

import frappe

from talent_performance.access.calls import as_start
from talent_performance.flows.talent_card import cards, packs, paper


@frappe.whitelist()
def people(
	company: str = "", department: str = "", manager: str = "", search: str = "", start: int | str = 0
) -> dict:
	"""A page of people whose card the reader may open."""
	return packs.people(packs.Asked(company, department, manager, search), as_start(start))


@frappe.whitelist()
def card(employee: str) -> dict[str, str]:
	"""One card, as it is shown."""
	found = cards.card(employee)
	return {"employee": employee, "employee_name": found["employee_name"], "html": paper.as_html(found)}


@frappe.whitelist()
def pdf(employee: str) -> None:
	"""One card on one A4 page."""
	paper.download(employee)


@frappe.whitelist()
def pack(company: str = "", department: str = "", manager: str = "", search: str = "") -> None:
	"""The cards of everybody who fits and whom the reader may open: a page each, in one file."""
	paper.download_pack(packs.pack(packs.Asked(company, department, manager, search)))
