from __future__ import annotations

from frappe.model.document import Document


class ReviewAnswer(Document):
	"""What a reviewer answers."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		answer: DF.Text | None
		kind: DF.Literal["Text", "Rating"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		question: DF.SmallText
		rating: DF.Float
		required: DF.Check
	# end: auto-generated types
