import frappe
from frappe.model.document import Document

from talent_performance.flows import conversations


class Checkin(Document):
	"""What moved since last time, what is in the way, what help is needed; and what the manager says to it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		blockers: DF.LongText | None
		company: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		help_needed: DF.LongText | None
		moved: DF.LongText | None
		naming_series: DF.Literal["CHECKIN-.#####"]
		objective: DF.Link | None
		on_date: DF.Date
		replied_by: DF.Link | None
		replied_on: DF.Datetime | None
		reply: DF.LongText | None
		status: DF.Literal["Draft", "Shared"]
	# end: auto-generated types

	def validate(self) -> None:
		"""What was shared stays shared; the reply is the manager's."""
		conversations.validate_check_in(self)

	def on_trash(self) -> None:
		"""Only what nobody else has read."""
		conversations.delete_check_in(self)


def on_doctype_update() -> None:
	"""What lists and rules filter by; what may be there once only."""
	frappe.db.add_index("Check-in", ["employee", "on_date"])
	frappe.db.add_index("Check-in", ["on_date", "employee"])


@frappe.whitelist(methods=["POST"])
def share(check_in: str) -> str:
	"""Let the manager read it; returns the status."""
	return conversations.share(check_in).status


@frappe.whitelist(methods=["POST"])
def reply(check_in: str, text: str) -> None:
	"""Reply to a shared check-in, as somebody who stands above."""
	conversations.reply(check_in, text)


@frappe.whitelist()
def may_reply(check_in: str) -> bool:
	"""Whether the session's user may reply: for the button of the form."""
	return conversations.may_reply(check_in)
