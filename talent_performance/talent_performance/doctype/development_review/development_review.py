from __future__ import annotations

from frappe.model.document import Document


class DevelopmentReview(Document):
	"""A day on which a development plan is looked at together, and what was said."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		due_on: DF.Date
		held_by: DF.Link | None
		held_by_name: DF.Data | None
		held_on: DF.Date | None
		outcome: DF.Literal["", "On Track", "At Risk", "Off Track"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		said: DF.Text | None
	# end: auto-generated types
