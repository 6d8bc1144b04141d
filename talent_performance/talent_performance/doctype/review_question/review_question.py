from __future__ import annotations

from frappe.model.document import Document


class ReviewQuestion(Document):
	"""What a reviewer is asked."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		factor: DF.Literal["", "Ability", "Aspiration", "Engagement"]
		kind: DF.Literal["Text", "Rating"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		perspective: DF.Literal[
			"Self Review",
			"Manager Review",
			"Second-Level Review",
			"Handover",
			"Potential Assessment",
			"Feedback",
		]
		question: DF.SmallText
		required: DF.Check
	# end: auto-generated types
