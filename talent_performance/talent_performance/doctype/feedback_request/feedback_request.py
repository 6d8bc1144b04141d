from __future__ import annotations

import frappe
from frappe.model.document import Document

from talent_performance.flows.feedback import by_hand


class FeedbackRequest(Document):
	"""One person in a round of feedback: who is asked about the person is in its invitations."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		approved_by: DF.Link | None
		approved_on: DF.Datetime | None
		asked: DF.Int
		coach: DF.Link | None
		company: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		manager: DF.Link | None
		naming_series: DF.Literal["FBQ-.#####"]
		round: DF.Link
		state: DF.Literal[
			"Nominating", "Waiting", "Approved", "Collecting", "Closed", "Released", "Withdrawn"
		]
	# end: auto-generated types

	def validate(self) -> None:
		"""Only flows write one."""
		by_hand.refuse(self)


def on_doctype_update() -> None:
	"""Each person once in a round, and what lists filter by."""
	frappe.db.add_unique("Feedback Request", ["round", "employee"])
	frappe.db.add_index("Feedback Request", ["round", "state"])
