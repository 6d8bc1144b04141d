import frappe
from frappe.model.document import Document

from talent_performance.flows import calibration


class AppraisalResult(Document):
	"""Calculated score, rating of record and calibrated rating, side by side."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		aim_higher: DF.Check
		appraisal: DF.Link | None
		arithmetic: DF.JSON | None
		aspirational_mean: DF.Percent
		calculated_score: DF.Float
		calibrated_by: DF.Link | None
		calibrated_on: DF.Datetime | None
		calibrated_rating: DF.Float
		calibration_reason: DF.SmallText | None
		closed_on: DF.Date | None
		company: DF.Link | None
		coverage: DF.Percent
		cycle: DF.Link
		department: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		engine_version: DF.Data | None
		manager: DF.Link | None
		manager_rating: DF.Float
		manager_reason: DF.SmallText | None
		naming_series: DF.Literal["RESULT-.#####"]
		needs_reason: DF.Check
		objectives_attainment: DF.Percent
		performance_band: DF.Literal["", "Low", "Mid", "High"]
		performance_label: DF.Data | None
		performance_rating: DF.Float
		performance_score: DF.Float
		performance_source: DF.Literal["", "Calibrated", "Manager", "Calculated"]
		policy_fingerprint: DF.Data | None
		profile: DF.Link | None
		reason: DF.SmallText | None
		scored_on: DF.Datetime | None
		service_days: DF.Int
		state: DF.Literal["Open", "Final", "Published"]
		template: DF.Link | None
	# end: auto-generated types


@frappe.whitelist(methods=["POST"])
def calibrate(result: str, rating: float, reason: str) -> None:
	"""Set the calibrated rating; 0 takes it back."""
	calibration.calibrate(result, rating, reason)


def on_doctype_update() -> None:
	"""What lists and rules filter by; what may be there once only."""
	frappe.db.add_unique("Appraisal Result", ["cycle", "employee"])
	frappe.db.add_index("Appraisal Result", ["cycle", "performance_band"])
	frappe.db.add_index("Appraisal Result", ["profile", "closed_on"])
