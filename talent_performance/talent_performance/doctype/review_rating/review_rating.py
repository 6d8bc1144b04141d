from __future__ import annotations

from frappe.model.document import Document


class ReviewRating(Document):
	"""What a reviewer gives one line."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		comment: DF.SmallText | None
		competency: DF.Link | None
		component: DF.Data
		item: DF.Data | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		rating: DF.Float
		reason: DF.SmallText | None
		state: DF.Literal["Rated", "Not Applicable", "Missing"]
		weight: DF.Float
	# end: auto-generated types
