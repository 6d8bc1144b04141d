from __future__ import annotations

from frappe.model.document import Document


class CompetencyLevel(Document):
	"""What somebody does at a level of a competency."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		indicators: DF.SmallText | None
		label: DF.Data
		level: DF.Float
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
	# end: auto-generated types
