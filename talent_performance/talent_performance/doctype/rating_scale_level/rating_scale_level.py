from __future__ import annotations

from frappe.model.document import Document


class RatingScaleLevel(Document):
	"""One level of a rating scale."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		band: DF.Literal["Low", "Mid", "High"]
		from_score: DF.Float
		label: DF.Data
		meaning: DF.SmallText | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		value: DF.Float
	# end: auto-generated types
