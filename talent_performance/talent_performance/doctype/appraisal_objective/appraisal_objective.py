from __future__ import annotations

from frappe.model.document import Document


class AppraisalObjective(Document):
	"""An objective as it stood when goals were taken, and what came of it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		actual: DF.Data | None
		attainment: DF.Percent
		commitment: DF.Literal["Committed", "Aspirational"]
		objective: DF.Link
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		rating: DF.Float
		reason: DF.SmallText | None
		segment: DF.Data | None
		target: DF.Data | None
		title: DF.Data | None
		weight: DF.Float
		weighted: DF.Float
	# end: auto-generated types
