from __future__ import annotations

from frappe.model.document import Document


class RoleCompetency(Document):
	"""A competency that a role requires."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		competency: DF.Link
		essential: DF.Check
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		required_level: DF.Float
		weight: DF.Float
	# end: auto-generated types
