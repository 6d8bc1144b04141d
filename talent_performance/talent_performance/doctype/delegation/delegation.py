import frappe
from frappe.model.document import Document

from talent_performance.flows import delegations


class Delegation(Document):
	"""Somebody acts for a manager who is away, for some days. It is written once; it can only be ended earlier."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		acting: DF.Link
		acting_name: DF.Data | None
		company: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		end_reason: DF.SmallText | None
		ended_by: DF.Link | None
		ended_on: DF.Datetime | None
		from_date: DF.Date
		naming_series: DF.Literal["DELEG-.#####"]
		reason: DF.SmallText
		until_date: DF.Date
	# end: auto-generated types

	def validate(self) -> None:
		"""Who may act for whom, and when."""
		delegations.check(self)

	def after_insert(self) -> None:
		"""The two people hear of it."""
		delegations.announce(self)


def on_doctype_update() -> None:
	"""What rules filter by."""
	frappe.db.add_index("Delegation", ["acting", "until_date"])
	frappe.db.add_index("Delegation", ["employee", "until_date"])


@frappe.whitelist(methods=["POST"])
def end(delegation: str, reason: str) -> None:
	"""End it now."""
	delegations.end(delegation, reason)


@frappe.whitelist()
def may_end(delegation: str) -> bool:
	"""Whether the user may end it now."""
	return delegations.may_end(delegation)
