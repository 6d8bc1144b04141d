from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from talent_performance.exceptions import InvalidPolicy
from talent_performance.flows import setup


class RatingScale(Document):
	"""The levels in which people are rated, and the band in which each stands."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.conversion_point.conversion_point import (
			ConversionPoint,
		)
		from talent_performance.talent_performance.doctype.rating_scale_level.rating_scale_level import (
			RatingScaleLevel,
		)

		aspirational_curve: DF.Table[ConversionPoint]
		committed_curve: DF.Table[ConversionPoint]
		description: DF.SmallText | None
		levels: DF.Table[RatingScaleLevel]
		scale_name: DF.Data
	# end: auto-generated types

	def validate(self) -> None:
		self.refuse_values_of_nothing()
		setup.check_policy(self)

	def on_update(self) -> None:
		setup.tell_who_keeps_the_old(self)

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		if merge:
			setup.refuse_merge(self.doctype, old, new)

	def after_rename(self, old: str, new: str, merge: bool = False) -> None:
		setup.follow_rename(self.doctype, old, new)

	def refuse_values_of_nothing(self) -> None:
		"""A rating of 0 says that there is none, so levels begin above it."""
		for line in self.levels:
			if not flt(line.value) > 0:
				frappe.throw(
					_(
						"Levels, row {0}, Rating: found {1}, expected more than 0, which stands for no rating."
					).format(line.idx, f"{flt(line.value):g}"),
					exc=InvalidPolicy,
					title=_("Value Too Low"),
				)
