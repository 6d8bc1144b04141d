from __future__ import annotations

from frappe.model.document import Document


class KeyResultMonth(Document):
	"""Target and actual of one month."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		actual: DF.Float
		month: DF.Date
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		reported: DF.Check
		target: DF.Float
	# end: auto-generated types
