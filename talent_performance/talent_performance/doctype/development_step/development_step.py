from __future__ import annotations

from frappe.model.document import Document


class DevelopmentStep(Document):
	"""What was done with a development plan, by whom and why."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		at: DF.Datetime | None
		by_user: DF.Link | None
		note: DF.SmallText | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		step: DF.Literal[
			"Submitted",
			"Taken Back",
			"Returned",
			"Approved",
			"Revised",
			"Completed",
			"Cancelled",
			"Signed for HR",
			"Handed Over",
			"Needs Attention",
		]
	# end: auto-generated types
