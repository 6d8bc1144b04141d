from __future__ import annotations

import frappe
from frappe.model.document import Document


class PotentialAssessment(Document):
	"""What an assessor thinks of somebody's ability, aspiration and engagement for a larger role."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.potential_rating.potential_rating import (
			PotentialRating,
		)

		ability: DF.Float
		aspiration: DF.Float
		assessed_on: DF.Date
		assessor: DF.Link | None
		company: DF.Link | None
		cycle: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		engagement: DF.Float
		evidence: DF.Text | None
		naming_series: DF.Literal["POTENTIAL-.#####"]
		ratings: DF.Table[PotentialRating]
		state: DF.Literal["Draft", "Submitted"]
	# end: auto-generated types


def on_doctype_update() -> None:
	"""What lists and rules filter by; what may be there once only."""
	frappe.db.add_index("Potential Assessment", ["employee", "assessed_on"])
