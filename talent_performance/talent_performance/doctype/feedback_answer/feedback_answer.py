from __future__ import annotations

from frappe.model.document import Document


class FeedbackAnswer(Document):
	"""What a rater answered to one question."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		item: DF.Data
		not_applicable: DF.Check
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		text: DF.LongText | None
		value: DF.Float
	# end: auto-generated types
