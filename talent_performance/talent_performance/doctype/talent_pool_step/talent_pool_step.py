from __future__ import annotations

from frappe.model.document import Document


class TalentPoolStep(Document):
	"""What happened to somebody in a talent pool, and why."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		at: DF.Datetime | None
		note: DF.SmallText | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		progress: DF.Literal["", "On Track", "Behind", "Ready to Move"]
		step: DF.Literal["Suggested", "Nominated", "Joined", "Declined", "Reviewed", "Left"]
	# end: auto-generated types
