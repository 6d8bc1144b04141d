from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from talent_performance.access import grades
from talent_performance.exceptions import InvalidPolicy
from talent_performance.flows import insight_model, setup
from talent_performance.flows.digests import preferences as reminded
from talent_performance.flows.personal_data import settings as personal_data

DAYS = (
	"min_service_days", "goal_days_for_joiners", "acknowledge_days", "appeal_days", "managers_extend_days", "stale_after_days",
	"remind_days_before", "remind_again_after", "check_in_every_days", "escalate_to_manager_after", "escalate_to_hr_after",
)  # fmt: skip


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
		from talent_performance.talent_performance.doctype.data_protection_rule.data_protection_rule import (
			DataProtectionRule,
		)
		from talent_performance.talent_performance.doctype.distribution_guideline.distribution_guideline import (
			DistributionGuideline,
		)
		from talent_performance.talent_performance.doctype.readiness_band.readiness_band import ReadinessBand
		from talent_performance.talent_performance.doctype.retention_period.retention_period import (
			RetentionPeriod,
		)
		from talent_performance.talent_performance.doctype.talent_box.talent_box import TalentBox
		from talent_performance.talent_performance.doctype.talent_grade.talent_grade import TalentGrade

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
		certificate_says_weight: DF.Float
		check_in_every_days: DF.Int
		committed_curve: DF.Table[ConversionPoint]
		confident_from: DF.Int
		data_laws: DF.Table[DataProtectionRule]
		default_template: DF.Link | None
		digest_hour: DF.Int
		doubtful_to: DF.Int
		engagement_weight: DF.Float
		escalate_to_hr_after: DF.Int
		escalate_to_manager_after: DF.Int
		essential_caps_at: DF.Data | None
		feedback_says_weight: DF.Float
		goal_days_for_joiners: DF.Int
		grades: DF.Table[TalentGrade]
		green_from: DF.Percent
		guidelines: DF.Table[DistributionGuideline]
		half_life_months: DF.Int
		judgement_months: DF.Int
		leaving_coverage: DF.Percent
		leaving_high_from: DF.Int
		leaving_mid_from: DF.Int
		manager_says_weight: DF.Float
		managers_extend_days: DF.Int
		managers_see_talent: DF.Check
		managers_weight: DF.Float
		min_coverage: DF.Percent
		min_people: DF.Int
		min_service_days: DF.Int
		model_key: DF.Password | None
		model_most_characters: DF.Int
		model_name: DF.Data | None
		model_on: DF.Check
		model_seconds: DF.Int
		model_url: DF.Data | None
		objectives_weight: DF.Float
		on_track_from: DF.Percent
		overloaded_above: DF.Int
		pay_weight: DF.Float
		policy_version: DF.Data | None
		potential_scale: DF.Link | None
		promotion_weight: DF.Float
		quiet_from: DF.Int
		quiet_until: DF.Int
		ranked_from_coverage: DF.Percent
		rating_scale: DF.Link | None
		readiness_bands: DF.Table[ReadinessBand]
		reassess_below: DF.Percent
		red_below: DF.Percent
		remind_again_after: DF.Int
		remind_days_before: DF.Int
		reminders_on: DF.Check
		reminders_since: DF.Date | None
		retention: DF.Table[RetentionPeriod]
		retention_on: DF.Check
		retention_score_on: DF.Check
		self_says_weight: DF.Float
		stale_after_days: DF.Int
		tenure_weight: DF.Float
		test_says_weight: DF.Float
		too_early_below: DF.Percent
		training_weight: DF.Float
		valid_months: DF.Int
	# end: auto-generated types

	def validate(self) -> None:
		self.refuse_negative_days()
		self.refuse_confidence_outside_ten()
		self.refuse_other_hours()
		reminded.note_since(self)
		personal_data.check(self)
		insight_model.check(self)
		self.check_grades()
		if not self.is_being_relinked():
			setup.check_policy(self)

	def on_update(self) -> None:
		if not self.is_being_relinked():
			setup.tell_who_keeps_the_old(self)

	def is_being_relinked(self) -> bool:
		"""Whether a scale or template is being renamed: Frappe then sets one link after the other, and nothing else."""
		return bool(self.flags.ignore_links)

	def refuse_negative_days(self) -> None:
		"""Spans of time have a length."""
		for field in DAYS:
			if self.get(field) is not None and self.get(field) < 0:
				self.refuse(field, _("found {0}, expected 0 or more").format(self.get(field)))

	def refuse_confidence_outside_ten(self) -> None:
		"""Confidence goes from 1 to 10, and doubtful lies below confident."""
		if not 1 <= cint(self.doubtful_to) < cint(self.confident_from) <= 10:
			self.refuse(
				"confident_from",
				_("found {0}, expected a number above {1} ({2}) and up to 10").format(
					self.confident_from, self.doubtful_to, _(self.meta.get_label("doubtful_to"))
				),
			)

	def refuse_other_hours(self) -> None:
		"""A day has hours from 0 to 23."""
		for field in ("digest_hour", "quiet_from", "quiet_until"):
			if not 0 <= cint(self.get(field)) <= 23:
				self.refuse(field, _("found {0}, expected an hour from 0 to 23").format(self.get(field)))

	def check_grades(self) -> None:
		"""Each grade once, of a kind that an Employee here has; only Talent Managers say what is closed to the rest of HR."""
		for row, problem in grades.problems(self.grades):
			self.refuse("grades", _("row {0}: {1}").format(row.idx, problem))
		before = self.get_doc_before_save()
		if before and grades.said(before.grades) != grades.said(self.grades):
			grades.check_may_change()

	def refuse(self, field: str, message: str) -> None:
		"""Raises InvalidPolicy."""
		frappe.throw(
			f"{_(self.meta.get_label(field))}: {message}",
			exc=InvalidPolicy,
			title=_("These Settings Can't Be Used"),
		)


@frappe.whitelist(methods=["POST"])
def try_model() -> dict[str, object]:
	"""How the language model answers about invented comments. Raises PermissionError, RateLimitExceededError, InvalidPolicy."""
	return insight_model.try_it()
