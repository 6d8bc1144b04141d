from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from talent_performance.exceptions import InvalidSetup

RATIOS = ("Achievement", "Lower is Better")


class KPI(Document):
	"""A measure in the company's library, ready to become somebody's key result."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		aggregate: DF.Literal["Sum", "Average", "Last", "Max"]
		category: DF.Data | None
		default_target: DF.Float
		default_weight: DF.Float
		description: DF.SmallText | None
		designation: DF.Link | None
		disabled: DF.Check
		kpi_name: DF.Data
		method: DF.Literal[
			"Progress", "Achievement", "Lower is Better", "Range", "Step Table", "Boolean", "Milestones"
		]
		unit: DF.Data | None
	# end: auto-generated types

	def validate(self) -> None:
		self.refuse_negative_weight()
		self.refuse_negative_target_of_a_ratio()

	def refuse_negative_weight(self) -> None:
		"""A weight of 0 counts for nothing; less than nothing makes no sense."""
		if flt(self.default_weight) < 0:
			self.refuse("default_weight", _("found {0}, expected 0 or more").format(self.default_weight))

	def refuse_negative_target_of_a_ratio(self) -> None:
		"""A ratio needs a target above 0; 0 says that each key result names its own."""
		if self.method in RATIOS and flt(self.default_target) < 0:
			self.refuse(
				"default_target",
				_(
					"found {0}, expected more than 0, for {1} divides by the target. Choose Progress for a target below 0."
				).format(self.default_target, _(self.method)),
			)

	def refuse(self, field: str, message: str) -> None:
		"""Raises InvalidSetup."""
		frappe.throw(
			f"{_(self.meta.get_label(field))}: {message}", exc=InvalidSetup, title=_("KPI Can't Be Used")
		)
