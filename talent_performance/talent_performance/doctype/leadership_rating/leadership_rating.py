from __future__ import annotations

from frappe.model.document import Document


class LeadershipRating(Document):
	"""One result of a leadership assessment, on its own scale."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		dimension: DF.Data
		high: DF.Float
		low: DF.Float
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		remark: DF.SmallText | None
		result: DF.Float
	# end: auto-generated types
