from __future__ import annotations

from frappe.model.document import Document


class RatingScale(Document):
	"""The levels in which people are rated, and the band in which each stands."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.rating_scale_level.rating_scale_level import (
			RatingScaleLevel,
		)

		description: DF.SmallText | None
		levels: DF.Table[RatingScaleLevel]
		scale_name: DF.Data
	# end: auto-generated types
