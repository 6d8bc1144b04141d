from __future__ import annotations

from frappe.model.document import Document


class DistributionGuideline(Document):
	"""How large a share of the rated people should stand at some levels of the scale."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		condition: DF.Literal["Exactly", "Less Than", "At Most", "More Than", "At Least", "Between"]
		from_level: DF.Float
		high: DF.Percent
		low: DF.Percent
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		to_level: DF.Float
	# end: auto-generated types
