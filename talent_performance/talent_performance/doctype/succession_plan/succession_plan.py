import frappe
from frappe.model.document import Document

from talent_performance.flows.succession import overview, plans


class SuccessionPlan(Document):
	"""Who could succeed to a critical position. One for each; closed to whoever holds it and to its candidates."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		as_of: DF.Date | None
		bench: DF.Literal["", "None", "Future", "Ready Now"]
		company: DF.Link | None
		department: DF.Link | None
		emergency_cover: DF.Check
		engine_version: DF.Data | None
		future: DF.Int
		incumbent: DF.Link | None
		incumbent_name: DF.Data | None
		loss_probability: DF.Percent
		loss_reason: DF.SmallText | None
		naming_series: DF.Literal["SUCC-.#####"]
		notes: DF.Text | None
		owner_employee: DF.Link | None
		owner_name: DF.Data | None
		policy_fingerprint: DF.Data | None
		position: DF.Link
		position_title: DF.Data | None
		ready_now: DF.Int
		reviewed_on: DF.Date | None
		role_risk: DF.Percent
		shared_bench: DF.Float
		status: DF.Literal["Active", "Closed"]
	# end: auto-generated types

	def validate(self) -> None:
		"""One for each position, and an owner who may open it."""
		plans.check(self)

	def on_update(self) -> None:
		"""Figures follow."""
		plans.follow(self)


@frappe.whitelist()
def candidates(succession_plan: str) -> dict:
	"""Position, candidates and chain, as far as the reader may see them."""
	return overview.plan_cards(succession_plan)


def on_doctype_update() -> None:
	"""What the bench joins by."""
	frappe.db.add_index("Succession Plan", ["status", "position"])
