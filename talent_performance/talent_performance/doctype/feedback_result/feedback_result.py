from __future__ import annotations

import frappe
from frappe.model.document import Document

from talent_performance.flows.feedback import by_hand


class FeedbackResult(Document):
	"""What a person's feedback came to: computed at the close, sealed until release."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		coach: DF.Link | None
		company: DF.Link | None
		component_score: DF.Float
		cycle: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		figures: DF.LongText | None
		manager: DF.Link | None
		naming_series: DF.Literal["FBX-.#####"]
		purpose: DF.Literal["Development", "Evaluative"]
		released_on: DF.Datetime | None
		request: DF.Link
		round: DF.Link
		state: DF.Literal["Sealed", "Released"]
		summaries: DF.LongText | None
		summary_edited: DF.Check
	# end: auto-generated types

	def validate(self) -> None:
		"""Only flows write one."""
		by_hand.refuse(self)


def on_doctype_update() -> None:
	"""One for each person in a round, and what an appraisal asks for."""
	frappe.db.add_unique("Feedback Result", ["request"])
	frappe.db.add_index("Feedback Result", ["employee", "state"])
