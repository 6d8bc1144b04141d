from __future__ import annotations

import frappe
from frappe.model.document import Document

from talent_performance.flows.feedback import by_hand


class FeedbackResponse(Document):
	"""What one rater answered. Nobody reads it; nothing in it leads to the rater once the round is closed."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.feedback_answer.feedback_answer import (
			FeedbackAnswer,
		)

		answers: DF.Table[FeedbackAnswer]
		employee: DF.Link
		rater_group: DF.Literal["Self", "Manager", "Peer", "Report", "Other"]
		request: DF.Link
		respondent_key: DF.Data | None
		round: DF.Link
		state: DF.Literal["Draft", "Submitted"]
	# end: auto-generated types

	def validate(self) -> None:
		"""Only flows write one."""
		by_hand.refuse(self)


def on_doctype_update() -> None:
	"""Each key once in a round; the key is null once the round is closed, and nulls are never the same."""
	frappe.db.add_unique("Feedback Response", ["round", "respondent_key"])
