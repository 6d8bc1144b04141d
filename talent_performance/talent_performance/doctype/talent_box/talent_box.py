from __future__ import annotations

from frappe.model.document import Document


class TalentBox(Document):
	"""One box of the nine-box grid."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		advice: DF.SmallText | None
		label: DF.Data
		number: DF.Int
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		performance: DF.Literal["Low", "Mid", "High"]
		potential: DF.Literal["Low", "Mid", "High"]
	# end: auto-generated types
