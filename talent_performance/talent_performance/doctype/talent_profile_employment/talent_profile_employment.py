from __future__ import annotations

import frappe
from frappe.model.document import Document


class TalentProfileEmployment(Document):
	"""One employee record of a person; the record belongs to no other person."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		company: DF.Link | None
		employee: DF.Link
		from_date: DF.Date | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		status: DF.Literal["Active", "Inactive", "Suspended", "Left"]
		to_date: DF.Date | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Who has several records is found at once: agreements ask it with each list."""
	frappe.db.add_index("Talent Profile Employment", ["idx", "parent"])
