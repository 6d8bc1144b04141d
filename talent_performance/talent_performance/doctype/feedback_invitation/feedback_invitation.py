from __future__ import annotations

import frappe
from frappe.model.document import Document

from talent_performance.flows.feedback import by_hand


class FeedbackInvitation(Document):
	"""One rater who is asked about one person. It never tells whether the rater has answered."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		code_expires: DF.Datetime | None
		code_hash: DF.Data | None
		company: DF.Link | None
		decline_reason: DF.SmallText | None
		employee: DF.Link
		naming_series: DF.Literal["FBI-.#####"]
		nominated_by: DF.Literal["Employee", "Manager", "HR", "Rule"]
		rater: DF.Link | None
		rater_email: DF.Data | None
		rater_group: DF.Literal["Self", "Manager", "Peer", "Report", "Other"]
		rater_key: DF.Data
		rater_name: DF.Data | None
		request: DF.Link
		round: DF.Link
		state: DF.Literal["Nominated", "Approved", "Sent", "Declined", "Withdrawn"]
		substitute_for: DF.Link | None
		token_hash: DF.Data | None
	# end: auto-generated types

	def validate(self) -> None:
		"""Only flows write one."""
		by_hand.refuse(self)


def on_doctype_update() -> None:
	"""Each rater once about a person, and what is looked up."""
	frappe.db.add_unique("Feedback Invitation", ["request", "rater_key"])
	frappe.db.add_index("Feedback Invitation", ["round", "state"])
	frappe.db.add_index("Feedback Invitation", ["rater", "state"])
