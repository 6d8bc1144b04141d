import frappe
from frappe.model.document import Document

from talent_performance.flows.retention import plans


class StayPlan(Document):
	"""What is done so that somebody stays: by whom, until when, and what came of it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		actions: DF.Text
		company: DF.Link | None
		due_date: DF.Date
		employee: DF.Link
		employee_name: DF.Data | None
		ended_on: DF.Date | None
		naming_series: DF.Literal["STAY-.#####"]
		outcome: DF.Text | None
		owner_employee: DF.Link
		owner_name: DF.Data | None
		state: DF.Literal["Open", "Done", "Dropped"]
	# end: auto-generated types

	def before_insert(self) -> None:
		"""It begins open."""
		plans.prepare(self)

	def validate(self) -> None:
		"""Somebody else sees to it, and what has ended stays."""
		plans.check(self)


@frappe.whitelist(methods=["POST"])
def end(stay_plan: str, state: str, outcome: str) -> None:
	"""A plan is done, or dropped, and what came of it."""
	document = frappe.get_doc("Stay Plan", stay_plan)
	document.check_permission("write")
	plans.end(document, state, outcome)


def on_doctype_update() -> None:
	"""What lists and the overview filter by."""
	frappe.db.add_index("Stay Plan", ["employee", "due_date"])
	frappe.db.add_index("Stay Plan", ["state", "due_date"])
