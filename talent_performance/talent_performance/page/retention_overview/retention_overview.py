"""Retention Overview: what the page calls."""

import frappe

from talent_performance.access.calls import as_start
from talent_performance.flows.retention import overview


@frappe.whitelist()
def board(company: str = "", department: str = "", cell: str = "", start: int | str = 0) -> dict:
	"""The grid, people by exposure, and plans by due date, as far as the reader sees them."""
	return overview.board(company, department, cell, as_start(start))
