from __future__ import annotations

import frappe
from frappe.model.document import Document


class KeyResultUpdate(Document):
	"""One value of a key result, as it was recorded. Never changed."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		author: DF.Link | None
		company: DF.Link | None
		employee: DF.Link | None
		key_result: DF.Link
		kind: DF.Literal["Total", "Event"]
		level: DF.Literal["Company", "Department", "Individual"]
		new_value: DF.Float
		note: DF.SmallText | None
		objective: DF.Link | None
		old_value: DF.Float
		updated_on: DF.Date
		value: DF.Float
	# end: auto-generated types


def on_doctype_update() -> None:
	"""What lists and rules filter by; what may be there once only."""
	frappe.db.add_index("Key Result Update", ["key_result", "updated_on"])
