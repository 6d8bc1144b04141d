from __future__ import annotations

from frappe.model.document import Document


class KPI(Document):
	"""A measure in the company's library, ready to become somebody's key result."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		aggregate: DF.Literal["Sum", "Average", "Last", "Max"]
		category: DF.Data | None
		default_target: DF.Float
		default_weight: DF.Float
		description: DF.SmallText | None
		designation: DF.Link | None
		disabled: DF.Check
		kpi_name: DF.Data
		method: DF.Literal[
			"Progress", "Achievement", "Lower is Better", "Range", "Step Table", "Boolean", "Milestones"
		]
		unit: DF.Data | None
	# end: auto-generated types
