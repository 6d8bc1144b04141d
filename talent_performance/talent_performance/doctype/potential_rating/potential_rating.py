from __future__ import annotations

from frappe.model.document import Document


class PotentialRating(Document):
	"""One question about potential and its rating."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		comment: DF.SmallText | None
		factor: DF.Literal["Ability", "Aspiration", "Engagement"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		question: DF.SmallText | None
		rating: DF.Float
	# end: auto-generated types
