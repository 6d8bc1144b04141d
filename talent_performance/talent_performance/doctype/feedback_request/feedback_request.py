from typing import Any

import frappe
from frappe.model.document import Document

from talent_performance.flows.feedback import by_hand, nominating, subjects, view


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


@frappe.whitelist()
def raters(about: str) -> dict[str, Any]:
	"""Who is asked about the person, as far as the reader may see it, and what he may do."""
	return view.of_request(about)


@frappe.whitelist(methods=["POST"])
def add_rater(about: str, rater: str = "", name: str = "", email: str = "", group: str = "Peer") -> str:
	"""One more rater."""
	return nominating.add(about, rater=rater, name=name, email=email, group=group)


@frappe.whitelist(methods=["POST"])
def take_out(invitation: str) -> None:
	"""Take out a rater who wasn't asked yet."""
	nominating.take_out(invitation)


@frappe.whitelist(methods=["POST"])
def substitute(invitation: str, rater: str = "", name: str = "", email: str = "") -> str:
	"""Somebody instead of a rater who declined."""
	return nominating.substitute(invitation, rater=rater, name=name, email=email)


@frappe.whitelist(methods=["POST"])
def approve(about: str) -> None:
	"""Agree to the raters as they are."""
	nominating.approve(about)


@frappe.whitelist(methods=["POST"])
def withdraw(about: str) -> None:
	"""Take the person out of the round."""
	subjects.withdraw(about)


@frappe.whitelist(methods=["POST"])
def take_back(about: str) -> None:
	"""Put the person in again."""
	subjects.take_back(about)


@frappe.whitelist(methods=["POST"])
def name_coach(about: str, coach: str = "") -> None:
	"""Who sees the result of a development round with the person."""
	subjects.name_coach(about, coach)


def on_doctype_update() -> None:
	"""Each person once in a round, and what lists filter by."""
	frappe.db.add_unique("Feedback Request", ["round", "employee"])
	frappe.db.add_index("Feedback Request", ["round", "state"])
