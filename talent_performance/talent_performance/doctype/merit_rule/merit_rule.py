from __future__ import annotations

from frappe.model.document import Document


class MeritRule(Document):
	"""A rule of a Pay Round: what a rating suggests, for pay of some part of its range."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		percent: DF.Percent
		rating: DF.Float
		third: DF.Literal["Any", "Lower", "Middle", "Upper"]
	# end: auto-generated types
