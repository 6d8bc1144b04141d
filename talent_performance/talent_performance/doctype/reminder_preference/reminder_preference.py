import frappe
from frappe.model.document import Document

from talent_performance.flows.digests import preferences


class ReminderPreference(Document):
	"""When and of what somebody wants to be reminded. Nobody else writes it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		calendar_hash: DF.Data | None
		calendar_made_on: DF.Datetime | None
		company: DF.Link | None
		digest_hour: DF.Literal[
			"",
			"00:00",
			"01:00",
			"02:00",
			"03:00",
			"04:00",
			"05:00",
			"06:00",
			"07:00",
			"08:00",
			"09:00",
			"10:00",
			"11:00",
			"12:00",
			"13:00",
			"14:00",
			"15:00",
			"16:00",
			"17:00",
			"18:00",
			"19:00",
			"20:00",
			"21:00",
			"22:00",
			"23:00",
		]
		employee: DF.Link
		employee_name: DF.Data | None
		paused_until: DF.Date | None
		wants_appraisal_to_write: DF.Check
		wants_change_to_agree: DF.Check
		wants_check_in_due: DF.Check
		wants_delegation_given: DF.Check
		wants_feedback_asked: DF.Check
		wants_key_results_to_update: DF.Check
		wants_raters_to_nominate: DF.Check
		wants_nominations_to_approve: DF.Check
		wants_feedback_to_give: DF.Check
		wants_pool_review_due: DF.Check
		wants_succession_task: DF.Check
		wants_development_plans_to_approve: DF.Check
		wants_development_action_due: DF.Check
		wants_development_review_due: DF.Check
		wants_development_plan_to_look_after: DF.Check
		wants_development_plan_decided: DF.Check
		wants_late_in_my_team: DF.Check
		wants_late_in_the_company: DF.Check
		wants_note_received: DF.Check
		wants_objectives_approved: DF.Check
		wants_objectives_returned: DF.Check
		wants_objectives_to_approve: DF.Check
		wants_objectives_to_set: DF.Check
		wants_phase_closing: DF.Check
		wants_phase_opened: DF.Check
		wants_reply_to_a_check_in: DF.Check
		wants_result_to_acknowledge: DF.Check
	# end: auto-generated types

	def validate(self) -> None:
		"""What the calendar link needs is written by its button alone."""
		preferences.keep_calendar(self)


@frappe.whitelist()
def preview() -> str:
	"""What waits for the session's user today, as the digest says it; HTML, empty where nothing does. Raises PermissionError."""
	return preferences.preview(preferences.own_employee())
