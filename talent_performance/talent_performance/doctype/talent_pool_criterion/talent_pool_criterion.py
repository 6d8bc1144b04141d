from __future__ import annotations

from frappe.model.document import Document


class TalentPoolCriterion(Document):
	"""One thing that people of a pool have in common."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		fact: DF.Literal[
			"Performance",
			"Performance Band",
			"Potential",
			"Potential Band",
			"Box",
			"High Potential",
			"Learning Agility",
			"Leadership Capability",
			"Fit to Role",
			"Years of Service",
			"Department",
			"Designation",
			"Branch",
			"Grade",
			"Employment Type",
		]
		operator: DF.Literal["is", "is not", "one of", "none of", "at least", "at most"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		value: DF.SmallText
	# end: auto-generated types
