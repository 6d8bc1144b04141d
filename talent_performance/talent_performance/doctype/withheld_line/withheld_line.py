from __future__ import annotations

from frappe.model.document import Document


class WithheldLine(Document):
	"""What a reviewer keeps back from an answer, and on what ground."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		document_name: DF.Data | None
		document_type: DF.Link
		fieldname: DF.Data | None
		ground: DF.SmallText
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
	# end: auto-generated types

	pass
