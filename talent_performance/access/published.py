"""What publication opens to the subject of an appraisal, whom the guard of Appraisal Result never lets in.

Calibration's reason and who calibrated stay closed; the figures and how they came are what he is to sign for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe

from talent_performance.access.people import employees_of

if TYPE_CHECKING:
	from frappe.model.document import Document

RESULT = "Appraisal Result"
OPENED = (
	"state", "calculated_score", "manager_rating", "manager_reason", "calibrated_rating", "performance_score",
	"performance_rating", "performance_label", "performance_source", "reason", "service_days", "coverage", "arithmetic",
	"needs_reason",
)  # fmt: skip
CLOSED = ("calibration_reason", "calibrated_by", "calibrated_on", "performance_band")


def is_subject(appraisal: Document) -> bool:
	"""Whether the session's user is whom the appraisal is about."""
	return appraisal.employee in employees_of(frappe.session.user)


def published_result(appraisal: Document) -> frappe._dict | None:
	"""What the subject may know of the own result: nothing before publication, and nothing while it is reopened."""
	if not appraisal.published_on or not is_subject(appraisal):
		return None
	stands = {"appraisal": appraisal.name, "employee": appraisal.employee, "state": "Published"}
	return frappe.db.get_value(RESULT, stands, OPENED, as_dict=True)
