from __future__ import annotations

from frappe.model.document import Document


class CalibrationCycle(Document):
	"""A closed cycle whose ratings a session compares."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		cycle: DF.Link
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		weight: DF.Float
	# end: auto-generated types
