"""What came of 360 feedback: one's own, a team's, of those whom one coaches."""

from typing import Any

import frappe

from talent_performance.access.calls import as_start
from talent_performance.flows.feedback import paper, results, shelves


@frappe.whitelist()
def overview() -> dict[str, Any]:
	"""The reader's own results and rounds under way, and where others' stand that he may read."""
	return shelves.overview()


@frappe.whitelist()
def team(start: int | str = 0) -> dict[str, Any]:
	"""Results of evaluative rounds about people whom the reader leads."""
	return shelves.team(as_start(start))


@frappe.whitelist()
def report(feedback_result: str) -> dict[str, Any]:
	"""One result that is released."""
	return results.report(feedback_result)


@frappe.whitelist()
def pdf(feedback_result: str) -> None:
	"""The report as a file."""
	paper.download(feedback_result)
