from __future__ import annotations

from frappe.model.document import Document


class TalentAssessment(Document):
	"""Where a person stands now: performance, potential, box, and where the person came from. Not shared with the person."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		as_of: DF.Date | None
		box: DF.Int
		box_label: DF.Data | None
		company: DF.Link | None
		cycle: DF.Link | None
		department: DF.Link | None
		designation: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		engine_version: DF.Data | None
		high_potential: DF.Literal["", "No", "Emerging", "High Potential"]
		manager: DF.Link | None
		movement: DF.Literal["", "Up", "Down", "Same", "Sideways", "New"]
		naming_series: DF.Literal["TALENT-ASMT-.#####"]
		performance_band: DF.Literal["", "Low", "Mid", "High"]
		performance_rating: DF.Float
		performance_score: DF.Float
		policy_fingerprint: DF.Data | None
		potential_assessed_on: DF.Date | None
		potential_band: DF.Literal["", "Low", "Mid", "High"]
		potential_score: DF.Float
		previous_box: DF.Int
		previous_cycle: DF.Link | None
		previous_performance_band: DF.Literal["", "Low", "Mid", "High"]
		previous_potential_band: DF.Literal["", "Low", "Mid", "High"]
		profile: DF.Link
		reason: DF.SmallText | None
		status: DF.Literal["Active", "Inactive", "Suspended", "Left"]
	# end: auto-generated types
