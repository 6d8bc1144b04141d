from __future__ import annotations

from frappe.model.document import Document


class AppraisalCompetency(Document):
	"""A line that reviewers rate."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		competency: DF.Link | None
		component: DF.Data
		item: DF.Data | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		required_level: DF.Float
		weight: DF.Float
	# end: auto-generated types
