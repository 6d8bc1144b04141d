import frappe
from frappe.model.document import Document

from talent_performance.flows.succession import positions


class CriticalPosition(Document):
	"""A position that mustn't stay empty. Closed to whoever holds it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		company: DF.Link
		criticality: DF.Int
		department: DF.Link | None
		designation: DF.Link | None
		disabled: DF.Check
		grade: DF.Data | None
		incumbent: DF.Link | None
		incumbent_name: DF.Data | None
		naming_series: DF.Literal["CRIT-.#####"]
		reason: DF.SmallText | None
		required_band: DF.Autocomplete | None
		reviewed_on: DF.Date | None
		title: DF.Data
		vacant_since: DF.Date | None
	# end: auto-generated types

	def validate(self) -> None:
		"""What can be used, and since when it is vacant."""
		positions.check(self)

	def after_insert(self) -> None:
		"""It has a plan from the start."""
		positions.begin(self)

	def on_update(self) -> None:
		"""Plan, candidates and figures follow."""
		positions.follow(self)

	def on_trash(self) -> None:
		"""A plan that nobody stands on goes along."""
		positions.drop_empty_plan(self)


@frappe.whitelist()
def bands() -> list[str]:
	"""What a judgement of readiness may be."""
	frappe.has_permission("Succession Candidate", "write", throw=True)
	return positions.bands()


def on_doctype_update() -> None:
	"""What lists and the map filter by."""
	frappe.db.add_index("Critical Position", ["company", "disabled"])
