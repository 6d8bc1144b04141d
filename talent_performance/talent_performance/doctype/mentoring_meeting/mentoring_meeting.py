from __future__ import annotations

from frappe.model.document import Document


class MentoringMeeting(Document):
	"""A meeting of a mentoring pair: what it was about, and what was agreed."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		agreed: DF.SmallText | None
		held_on: DF.Date
		logged_by: DF.Link | None
		minutes: DF.Int
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		topics: DF.SmallText
	# end: auto-generated types
