from __future__ import annotations

from frappe.model.document import Document


class CycleTemplateRule(Document):
	"""Who takes part, and with which template. The first rule that fits somebody decides."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		attribute: DF.Literal[
			"Company", "Department", "Branch", "Designation", "Employee Grade", "Employment Type"
		]
		effect: DF.Literal["Use Template", "Leave Out", "Only These"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		template: DF.Link | None
		value: DF.DynamicLink
	# end: auto-generated types
