import frappe
from frappe import _
from frappe.model.document import Document

from talent_performance.exceptions import NeverChanged
from talent_performance.flows.personal_data import holds


class LegalHold(Document):
	"""While it is in force nothing about the person is erased or runs out."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		company: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		from_date: DF.Date
		lift_reason: DF.SmallText | None
		lifted_by: DF.Link | None
		lifted_on: DF.Datetime | None
		naming_series: DF.Literal["HOLD-.#####"]
		placed_by: DF.Link | None
		placed_on: DF.Datetime | None
		reason: DF.SmallText
		state: DF.Literal["In Force", "Lifted"]
		until_date: DF.Date | None
	# end: auto-generated types

	def before_insert(self) -> None:
		"""Who places it, and when."""
		holds.prepare(self)

	def validate(self) -> None:
		"""A hold is lifted, not edited."""
		if not self.is_new():
			frappe.throw(_("A hold isn't edited: lift it, and place another."), exc=NeverChanged)

	def on_trash(self) -> None:
		"""A hold is lifted, not deleted."""
		frappe.throw(_("A hold isn't deleted: lift it."), exc=NeverChanged)


def on_doctype_update() -> None:
	"""What erasure and retention ask."""
	frappe.db.add_index("Legal Hold", ["employee", "state"])


@frappe.whitelist(methods=["POST"])
def lift(hold: str, reason: str) -> None:
	"""End a hold before its time."""
	holds.lift(hold, reason)
