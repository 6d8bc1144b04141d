import frappe
from frappe.model.document import Document

from talent_performance.access.calls import as_list
from talent_performance.flows.feedback import by_hand, results, summaries


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

	def sheet(self) -> dict:
		"""What the print format Feedback Report prints, as far as the session's user reads it. Raises PermissionError."""
		return results.printed(self.name)


@frappe.whitelist()
def sheet(feedback_result: str) -> dict:
	"""Everything that the form draws. Raises PermissionError."""
	return results.report(feedback_result)


@frappe.whitelist()
def summaries_of(feedback_round: str) -> list[dict]:
	"""The sealed results of a round whose summaries the user may edit."""
	return summaries.of_round(feedback_round)


@frappe.whitelist()
def summary_to_edit(feedback_result: str) -> dict:
	"""The summaries of one of them. Raises PermissionError."""
	return summaries.to_edit(feedback_result)


@frappe.whitelist(methods=["POST"])
def save_summary(feedback_result: str, groups: str | list, seen: str) -> dict:
	"""Keep other words, marked as edited. Raises PermissionError, SummaryRefused."""
	return summaries.save(feedback_result, as_list(groups, "groups"), seen)


def on_doctype_update() -> None:
	"""One for each person in a round, and what an appraisal asks for."""
	frappe.db.add_unique("Feedback Result", ["request"])
	frappe.db.add_index("Feedback Result", ["employee", "state"])
