from __future__ import annotations

import frappe
from frappe.model.document import Document


class TalentPlacement(Document):
	"""One move in the nine-box: who was where, is where, since when and why. Never changed."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		after_box: DF.Int
		after_performance_band: DF.Literal["", "Low", "Mid", "High"]
		after_potential_band: DF.Literal["", "Low", "Mid", "High"]
		after_rating: DF.Float
		before_box: DF.Int
		before_performance_band: DF.Literal["", "Low", "Mid", "High"]
		before_potential_band: DF.Literal["", "Low", "Mid", "High"]
		before_rating: DF.Float
		cause: DF.Literal[
			"Close",
			"Publication",
			"Potential Assessment",
			"Calibration",
			"Appeal",
			"Reopening",
			"Opening History",
			"Leaving",
			"Agreement Ended",
		]
		company: DF.Link | None
		cycle: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		engine_version: DF.Data | None
		no_box_reason: DF.SmallText | None
		performance_score: DF.Float
		placed_by: DF.Link | None
		placed_on: DF.Datetime
		policy_fingerprint: DF.Data | None
		profile: DF.Link
		reason: DF.SmallText | None
		source_name: DF.DynamicLink | None
		source_type: DF.Link | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""What lists and rules filter by; what may be there once only."""
	frappe.db.add_index("Talent Placement", ["profile", "placed_on"])
	frappe.db.add_index("Talent Placement", ["employee", "cycle"])
	frappe.db.add_index("Talent Placement", ["placed_on", "employee"])
