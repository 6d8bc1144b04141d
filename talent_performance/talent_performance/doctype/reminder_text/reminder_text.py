import frappe
from frappe.model.document import Document

from talent_performance.flows.digests import texts


class ReminderText(Document):
	"""What a digest says of one kind of reminder, in one language."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		kind: DF.Literal[
			"Subject",
			"Opening",
			"Closing",
			"Objectives to Set",
			"Objectives to Approve",
			"Appraisal to Write",
			"Result to Acknowledge",
			"Check-in Due",
			"Key Results to Update",
			"Raters to Nominate",
			"Nominations to Approve",
			"Feedback to Give",
			"Pool Review Due",
			"Succession Task",
			"Development Plans to Approve",
			"Development Action Due",
			"Development Review Due",
			"Development Plan to Look After",
			"Feedback Asked",
			"Change to Agree",
			"Delegation Given",
			"Late in My Team",
			"Late in the Company",
			"Result Published",
			"Appeal Decided",
			"Objectives Returned",
			"Objectives Approved",
			"Development Plan Decided",
			"Reply to a Check-in",
			"Note Received",
			"Phase Opened",
			"Phase Closing",
		]
		language: DF.Link
		problem: DF.SmallText | None
		text: DF.SmallText
	# end: auto-generated types

	def validate(self) -> None:
		"""It can be filled in."""
		texts.check(self)


@frappe.whitelist()
def preview(text: str) -> str:
	"""A text with examples filled in, as HTML. Raises PermissionError, WordingRefused."""
	frappe.has_permission("Reminder Text", "read", throw=True)
	return frappe.utils.escape_html(texts.preview(text))
