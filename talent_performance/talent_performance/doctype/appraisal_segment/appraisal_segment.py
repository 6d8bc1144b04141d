from __future__ import annotations

from frappe.model.document import Document


class AppraisalSegment(Document):
	"""A part of the period under one manager, template, department and company."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		company: DF.Link | None
		days_excluded: DF.Int
		department: DF.Link | None
		designation: DF.Link | None
		end_date: DF.Date
		manager: DF.Link | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		segment: DF.Data
		start_date: DF.Date
		template: DF.Link | None
	# end: auto-generated types
