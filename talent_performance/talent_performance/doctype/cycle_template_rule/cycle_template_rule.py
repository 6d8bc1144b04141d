from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from talent_performance.exceptions import CycleMisfit
from talent_performance.flows.participants import OPTIONAL


class CycleTemplateRule(Document):
	"""Who takes part, and with which template. The first rule that fits somebody decides."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		attribute: DF.Literal[
			"Company", "Department", "Branch", "Designation", "Employee Grade", "Employment Type"
		]
		effect: DF.Literal["Use Template", "Leave Out", "Only These"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		template: DF.Link | None
		value: DF.DynamicLink
	# end: auto-generated types

	def refuse_unknown_attribute(self) -> None:
		"""Does this site say that of its employees at all? Raises CycleMisfit."""
		field = OPTIONAL.get(frappe.scrub(self.attribute or "").removeprefix("employee_"))
		if field and not frappe.get_meta("Employee").has_field(field):
			frappe.throw(
				_(
					"Rules, row {0}: employees have no {1} on this site. Install Frappe HR, or choose another attribute."
				).format(self.idx, _(self.attribute)),
				exc=CycleMisfit,
				title=_("No Such Field"),
			)
