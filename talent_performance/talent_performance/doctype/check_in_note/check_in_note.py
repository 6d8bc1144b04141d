import frappe
from frappe.model.document import Document

from talent_performance.flows import check_in_notes


class CheckinNote(Document):
	"""What somebody notes about a 1:1 for himself: nobody else reads it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		author: DF.Link | None
		check_in: DF.Link | None
		employee: DF.Link
		naming_series: DF.Literal["CHECKIN-NOTE-.#####"]
		note: DF.LongText
		on_date: DF.Date
		written_by: DF.Literal["Employee", "Manager"]
	# end: auto-generated types

	def validate(self) -> None:
		"""Its author stays, and what it is about."""
		check_in_notes.validate(self)


def on_doctype_update() -> None:
	"""What the portal filters by."""
	frappe.db.add_index("Check-in Note", ["owner", "employee"])
