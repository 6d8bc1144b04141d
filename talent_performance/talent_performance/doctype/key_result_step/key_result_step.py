from __future__ import annotations

from frappe.model.document import Document


class KeyResultStep(Document):
	"""The attainment that holds from a value on."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		attainment: DF.Percent
		from_value: DF.Float
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
	# end: auto-generated types
