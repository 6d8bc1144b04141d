from __future__ import annotations

import frappe
from frappe.model.document import Document


class AppraisalReview(Document):
	"""One side of an appraisal: the employee's own, the manager's, the manager's manager's, or a handover."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.review_answer.review_answer import ReviewAnswer
		from talent_performance.talent_performance.doctype.review_rating.review_rating import ReviewRating

		answers: DF.Table[ReviewAnswer]
		appraisal: DF.Link
		company: DF.Link | None
		cycle: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		naming_series: DF.Literal["REVIEW-.#####"]
		overall_rating: DF.Float
		overall_reason: DF.SmallText | None
		perspective: DF.Literal["Self", "Manager", "Second Level", "Handover"]
		ratings: DF.Table[ReviewRating]
		reviewer: DF.Link
		reviewer_name: DF.Data | None
		seen_by_employee: DF.Check
		seen_by_manager: DF.Check
		segment: DF.Data
		state: DF.Literal["Draft", "Submitted"]
		submitted_on: DF.Datetime | None
		summary: DF.Text | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""What lists and rules filter by; what may be there once only."""
	frappe.db.add_unique("Appraisal Review", ["appraisal", "perspective", "segment"])
	frappe.db.add_index("Appraisal Review", ["reviewer", "state"])
