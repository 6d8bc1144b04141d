from __future__ import annotations

import frappe
from frappe.model.document import Document


class MentoringRating(Document):
	"""How helpful one of a mentoring pair finds it. The other never reads it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		company: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		naming_series: DF.Literal["PAIR-RATE-.#####"]
		other: DF.Link
		pair: DF.Link
		rated_on: DF.Date | None
		said: DF.SmallText | None
		score: DF.Int
		side: DF.Literal["Mentee", "Mentor"]
	# end: auto-generated types


def on_doctype_update() -> None:
	"""One says it once for each pair."""
	frappe.db.add_unique("Mentoring Rating", ["pair", "employee"], "pair_employee")
	frappe.db.add_index("Mentoring Rating", ["employee"])
