from __future__ import annotations

from frappe.model.document import Document


class TalentSettings(Document):
	"""The company's policy: weights, cut points, curves and who sees what."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.conversion_point.conversion_point import (
			ConversionPoint,
		)
		from talent_performance.talent_performance.doctype.readiness_band.readiness_band import ReadinessBand
		from talent_performance.talent_performance.doctype.talent_box.talent_box import TalentBox

		ability_weight: DF.Float
		acknowledge_days: DF.Int
		aim_higher_above: DF.Percent
		appeal_days: DF.Int
		aspiration_weight: DF.Float
		aspirational_curve: DF.Table[ConversionPoint]
		aspirational_success: DF.Percent
		behind_from: DF.Percent
		boxes: DF.Table[TalentBox]
		calculated_counts: DF.Check
		cap: DF.Percent
		committed_curve: DF.Table[ConversionPoint]
		confident_from: DF.Int
		default_template: DF.Link | None
		doubtful_to: DF.Int
		engagement_weight: DF.Float
		essential_caps_at: DF.Data | None
		goal_days_for_joiners: DF.Int
		green_from: DF.Percent
		managers_see_talent: DF.Check
		min_coverage: DF.Percent
		min_service_days: DF.Int
		on_track_from: DF.Percent
		overloaded_above: DF.Int
		policy_version: DF.Data | None
		potential_scale: DF.Link | None
		rating_scale: DF.Link | None
		readiness_bands: DF.Table[ReadinessBand]
		red_below: DF.Percent
		stale_after_days: DF.Int
		too_early_below: DF.Percent
		valid_months: DF.Int
	# end: auto-generated types
