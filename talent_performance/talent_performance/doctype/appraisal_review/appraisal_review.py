import frappe
from frappe.model.document import Document

from talent_performance.access import guarded
from talent_performance.flows import review_lines, reviews
from talent_performance.flows.moving import is_moving


class AppraisalReview(Document):
	"""One side of an appraisal: the employee's own, the manager's, the manager's manager's, or a handover."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.review_answer.review_answer import ReviewAnswer
		from talent_performance.talent_performance.doctype.review_rating.review_rating import ReviewRating

		acting_for: DF.Link | None
		acting_for_name: DF.Data | None
		answers: DF.Table[ReviewAnswer]
		appraisal: DF.Link
		came_by: DF.Literal["", "Personal Link", "Kiosk", "In Person", "On Paper", "By Phone"]
		company: DF.Link | None
		cycle: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		naming_series: DF.Literal["REVIEW-.#####"]
		overall_rating: DF.Float
		overall_reason: DF.SmallText | None
		perspective: DF.Literal["Self", "Manager", "Second Level", "Handover"]
		ratings: DF.Table[ReviewRating]
		recorded_by: DF.Link | None
		recorded_on: DF.Datetime | None
		return_reason: DF.SmallText | None
		reviewer: DF.Link
		reviewer_name: DF.Data | None
		seen_by_employee: DF.Check
		seen_by_manager: DF.Check
		segment: DF.Data
		state: DF.Literal["Draft", "Submitted"]
		submitted_on: DF.Datetime | None
		summary: DF.Text | None
	# end: auto-generated types

	def validate(self) -> None:
		"""A reviewer changes what he writes, and nothing else."""
		if not is_moving():
			review_lines.protect(self)
		review_lines.tidy(self)
		review_lines.check_levels(self, reviews.levels_of(self.cycle))


@frappe.whitelist(methods=["POST"])
def submit_review(review: str) -> None:
	"""The reviewer is done."""
	reviews.submit(readable(review).name)


@frappe.whitelist(methods=["POST"])
def return_review(review: str, reason: str) -> None:
	"""HR makes a submitted review a draft again."""
	reviews.give_back(readable(review).name, reason)


@frappe.whitelist()
def options(review: str) -> dict:
	"""What the form offers: the levels of the scale, and what this user may do with the review."""
	return reviews.options(readable(review))


def readable(review: str) -> Document:
	"""The review, if the user may read it. Raises PermissionError."""
	document = frappe.get_doc("Appraisal Review", review)
	guarded.check(document, "read")
	return document


def on_doctype_update() -> None:
	"""What lists and rules filter by; what may be there once only."""
	frappe.db.add_unique("Appraisal Review", ["appraisal", "perspective", "segment"])
	frappe.db.add_index("Appraisal Review", ["reviewer", "state"])
