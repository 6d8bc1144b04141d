from __future__ import annotations

from frappe.model.document import Document


class ConversionPoint(Document):
	"""One point of a curve from attainment to rating."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		attainment: DF.Percent
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		rating: DF.Float
	# end: auto-generated types
