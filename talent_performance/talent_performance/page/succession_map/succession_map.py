"""Critical positions and who could succeed: what the page calls."""

import frappe
from frappe.utils import cint

from talent_performance.flows.succession import figures, overview
from talent_performance.runs import control


@frappe.whitelist()
def overview_of(
	company: str | None = None, department: str | None = None, colour: str | None = None, start: int | str = 0
) -> dict:
	"""Figures, notes and a page of positions, as far as the reader may see their plans."""
	frappe.has_permission("Succession Plan", "write", throw=True)
	return overview.overview(company, department, colour, max(0, cint(start)))


@frappe.whitelist(methods=["POST"])
def refresh() -> str:
	"""Compute again what lists and forms show; returns the run."""
	return control.start(figures.KIND, {})
