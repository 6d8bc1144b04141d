from __future__ import annotations

import frappe
from frappe.model.document import Document


class Checkin(Document):
	"""What moved since last time, what is in the way, what help is needed; and what the manager says to it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		blockers: DF.Text | None
		company: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		help_needed: DF.Text | None
		moved: DF.Text | None
		naming_series: DF.Literal["CHECKIN-.#####"]
		objective: DF.Link | None
		on_date: DF.Date
		replied_by: DF.Link | None
		replied_on: DF.Datetime | None
		reply: DF.Text | None
		status: DF.Literal["Draft", "Shared"]
	# end: auto-generated types


def on_doctype_update() -> None:
	"""What lists and rules filter by; what may be there once only."""
	frappe.db.add_index("Check-in", ["employee", "on_date"])
