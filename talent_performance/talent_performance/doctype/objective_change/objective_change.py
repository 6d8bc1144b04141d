import frappe
from frappe.model.document import Document

from talent_performance.flows import objective_changes


class ObjectiveChange(Document):
	"""A target, a weight or an archiving changed after approval: asked for, agreed by both sides, in force from a day."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		changes: DF.Literal["Target", "Weight", "Archive"]
		company: DF.Link | None
		decided_on: DF.Datetime | None
		decision_reason: DF.SmallText | None
		effective_from: DF.Date
		employee: DF.Link | None
		employee_agreed_by: DF.Link | None
		employee_agreed_on: DF.Datetime | None
		employee_name: DF.Data | None
		key_result: DF.Link | None
		manager_agreed_by: DF.Link | None
		manager_agreed_on: DF.Datetime | None
		naming_series: DF.Literal["CHANGE-.#####"]
		new_value: DF.Float
		objective: DF.Link
		old_value: DF.Float
		reason: DF.SmallText
		requested_by: DF.Link | None
		state: DF.Literal["Waiting", "Agreed", "In Force", "Refused", "Withdrawn"]
	# end: auto-generated types

	def validate(self) -> None:
		"""It can be agreed on, and says who asks."""
		objective_changes.prepare(self)

	def after_insert(self) -> None:
		"""Where one speaks for both sides it is in force at once."""
		objective_changes.follow(self)

	def on_trash(self) -> None:
		"""What was asked for stays."""
		objective_changes.refuse_change(self)


def on_doctype_update() -> None:
	"""What lists and rules filter by; what may be there once only."""
	frappe.db.add_index("Objective Change", ["objective", "state"])


@frappe.whitelist(methods=["POST"])
def agree(change: str) -> str:
	"""Agree for the side that hasn't yet; returns the state."""
	return objective_changes.agree(change).state


@frappe.whitelist(methods=["POST"])
def turn_down(change: str, reason: str) -> str:
	"""Refuse it with the reason, as the side that hasn't agreed; returns the state."""
	return objective_changes.turn_down(change, reason).state


@frappe.whitelist(methods=["POST"])
def withdraw(change: str, reason: str) -> str:
	"""Take back what one has asked for; returns the state."""
	return objective_changes.withdraw(change, reason).state


@frappe.whitelist()
def possible_deeds(change: str) -> list[str]:
	"""What the session's user may do with a change now: for the buttons of the form."""
	return objective_changes.possible(change)
