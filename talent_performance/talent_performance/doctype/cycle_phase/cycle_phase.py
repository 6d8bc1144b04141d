from __future__ import annotations

from frappe.model.document import Document


class CyclePhase(Document):
	"""When a step of a cycle is due."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		due_date: DF.Date
		opened_on: DF.Datetime | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		phase: DF.Literal[
			"Goal Setting",
			"Mid-year Review",
			"Self Review",
			"Manager Review",
			"Second-Level Review",
			"Calibration",
			"Publication",
		]
		start_date: DF.Date | None
	# end: auto-generated types
