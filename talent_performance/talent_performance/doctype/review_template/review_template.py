from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from talent_performance.exceptions import InvalidPolicy
from talent_performance.flows import setup
from talent_performance.store.policy import component_key


class ReviewTemplate(Document):
	"""What an appraisal is made of: components with weights, questions, curves and steps."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.conversion_point.conversion_point import (
			ConversionPoint,
		)
		from talent_performance.talent_performance.doctype.review_component.review_component import (
			ReviewComponent,
		)
		from talent_performance.talent_performance.doctype.review_question.review_question import (
			ReviewQuestion,
		)

		aspirational: DF.Literal["Curve", "Leave Out"]
		aspirational_curve: DF.Table[ConversionPoint]
		committed_curve: DF.Table[ConversionPoint]
		components: DF.Table[ReviewComponent]
		description: DF.SmallText | None
		disabled: DF.Check
		mid_year_review: DF.Check
		missing: DF.Literal["Renormalise", "Zero", "Block"]
		questions: DF.Table[ReviewQuestion]
		second_level_review: DF.Check
		self_review: DF.Check
		self_side_visible: DF.Literal["When Submitted", "When Both Submitted"]
		template_name: DF.Data
		versions: DF.Literal["In Force", "Time-Weighted"]
	# end: auto-generated types

	def validate(self) -> None:
		self.refuse_no_components()
		self.refuse_double_components()
		self.refuse_factors_outside_potential()
		setup.check_policy(self)

	def on_update(self) -> None:
		setup.tell_who_keeps_the_old(self)

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		if merge:
			setup.refuse_merge(self.doctype, old, new)

	def after_rename(self, old: str, new: str, merge: bool = False) -> None:
		setup.follow_rename(self.doctype, old, new)

	def refuse_no_components(self) -> None:
		"""Nothing can be computed of nothing. Frappe asks for rows too, but not where mandatory fields are ignored."""
		if not self.components:
			self.refuse(_("Components: there is no row, expected at least one with a weight above 0."))

	def refuse_double_components(self) -> None:
		"""Each component once: two weights for one would leave out one of them."""
		seen: dict[str, int] = {}
		for line in self.components:
			first = seen.setdefault(component_key(line.component), line.idx)
			if first != line.idx:
				self.refuse(
					_("Components, row {0}: {1} is in row {2} already. Keep one of them.").format(
						line.idx, line.component, first
					)
				)

	def refuse_factors_outside_potential(self) -> None:
		"""A factor of potential says something for a question about potential only."""
		for line in self.questions:
			if line.factor and line.perspective != "Potential Assessment":
				self.refuse(
					_("Questions, row {0}, Factor: leave it empty, or ask the question in {1}.").format(
						line.idx, _("Potential Assessment")
					)
				)

	def refuse(self, message: str) -> None:
		"""Raises InvalidPolicy."""
		frappe.throw(message, exc=InvalidPolicy, title=_("Template Can't Be Used"))
