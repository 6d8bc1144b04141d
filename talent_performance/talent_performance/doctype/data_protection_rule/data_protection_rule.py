from __future__ import annotations

from frappe.model.document import Document


class DataProtectionRule(Document):
	"""By which law a company answers personal data requests."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		for_company: DF.Link | None
		law: DF.Literal["GDPR", "PDP Law", "Own Days"]
		own_days: DF.Int
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
	# end: auto-generated types

	pass
