from __future__ import annotations

from frappe.model.document import Document


class TalentGrade(Document):
	"""The rank of a grade, and whether of HR only Talent Managers reach what is about its people."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		confidential: DF.Check
		grade: DF.DynamicLink
		grade_type: DF.Literal["Employee Grade", "Designation"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		rank: DF.Int
	# end: auto-generated types
