from __future__ import annotations

from frappe.model.document import Document


class ReviewTemplate(Document):
	"""What an appraisal is made of: components with weights, questions, curves and steps."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.conversion_point.conversion_point import (
			ConversionPoint,
		)
		from talent_performance.talent_performance.doctype.review_component.review_component import (
			ReviewComponent,
		)
		from talent_performance.talent_performance.doctype.review_question.review_question import (
			ReviewQuestion,
		)

		aspirational: DF.Literal["Curve", "Leave Out"]
		aspirational_curve: DF.Table[ConversionPoint]
		committed_curve: DF.Table[ConversionPoint]
		components: DF.Table[ReviewComponent]
		description: DF.SmallText | None
		disabled: DF.Check
		mid_year_review: DF.Check
		missing: DF.Literal["Renormalise", "Zero", "Block"]
		questions: DF.Table[ReviewQuestion]
		second_level_review: DF.Check
		self_review: DF.Check
		self_side_visible: DF.Literal["When Submitted", "When Both Submitted"]
		template_name: DF.Data
		versions: DF.Literal["In Force", "Time-Weighted"]
	# end: auto-generated types
