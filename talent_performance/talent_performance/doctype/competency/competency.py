from __future__ import annotations

import itertools

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from talent_performance.exceptions import InvalidSetup


class Competency(Document):
	"""An ability that roles require and appraisals rate."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.competency_level.competency_level import (
			CompetencyLevel,
		)

		category: DF.Data | None
		competency_name: DF.Data
		description: DF.SmallText | None
		disabled: DF.Check
		levels: DF.Table[CompetencyLevel]
	# end: auto-generated types

	def validate(self) -> None:
		self.refuse_levels_that_do_not_rise()
		self.refuse_less_than_roles_require()

	def refuse_levels_that_do_not_rise(self) -> None:
		"""From the lowest to the highest, above 0, which stands for not assessed."""
		if self.levels and not flt(self.levels[0].level) > 0:
			self.refuse(
				_("Levels, row 1: found {0}, expected more than 0.").format(f"{flt(self.levels[0].level):g}")
			)
		for before, line in itertools.pairwise(self.levels):
			if flt(line.level) <= flt(before.level):
				self.refuse(
					_("Levels, row {0}: found {1}, expected more than {2} in the row above.").format(
						line.idx, f"{flt(line.level):g}", f"{flt(before.level):g}"
					)
				)

	def refuse_less_than_roles_require(self) -> None:
		"""The top level stays within reach of what roles ask for."""
		if not self.levels or self.is_new():
			return
		top = flt(self.levels[-1].level)
		above = frappe.get_all(
			"Role Competency",
			filters={"competency": self.name, "required_level": (">", top)},
			fields=["parent", "required_level"],
			order_by="parent, idx, name",
		)
		if above:
			asked = ", ".join(f"{line.parent} ({line.required_level:g})" for line in above)
			self.refuse(
				_("Levels end at {0}, but roles require more: {1}. Change those profiles first.").format(
					f"{top:g}", asked
				)
			)

	def refuse(self, message: str) -> None:
		"""Raises InvalidSetup."""
		frappe.throw(message, exc=InvalidSetup, title=_("Competency Can't Be Used"))
