from __future__ import annotations

from frappe.model.document import Document


class AppraisalAbsence(Document):
	"""Long leave within the period. It prorates targets and never lowers a score."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		end_date: DF.Date
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		source: DF.Data | None
		start_date: DF.Date
	# end: auto-generated types
