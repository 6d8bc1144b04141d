"""Retention Overview: what the page calls."""

import frappe

from talent_performance.access.calls import as_start
from talent_performance.flows.retention import overview, scoring, testing


@frappe.whitelist()
def board(company: str = "", department: str = "", cell: str = "", start: int | str = 0) -> dict:
	"""The grid, people by exposure, and plans by due date, as far as the reader sees them."""
	return overview.board(company, department, cell, as_start(start))


@frappe.whitelist(methods=["POST"])
def score() -> str:
	"""Start the run that computes scores, or takes them away where they were switched off; returns its name."""
	return scoring.start()


@frappe.whitelist(methods=["POST"])
def back_test() -> dict:
	"""How good the score would have been: AUC, lift and calibration on the company's own leavers, or why there are none."""
	return testing.report()


@frappe.whitelist(methods=["POST"])
def audit() -> dict:
	"""Whether groups of people are scored high more often than others: the four-fifths check, for Talent Manager."""
	return testing.audit()
