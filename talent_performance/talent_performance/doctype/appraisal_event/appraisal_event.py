from __future__ import annotations

from frappe.model.document import Document


class AppraisalEvent(Document):
	"""One move of an appraisal: who, when, why. Never changed."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		appraisal: DF.Link
		at: DF.Datetime
		by: DF.Link
		company: DF.Link | None
		cycle: DF.Link | None
		deed: DF.Data
		employee: DF.Link
		employee_name: DF.Data | None
		from_state: DF.Data | None
		on_behalf: DF.Check
		reason: DF.SmallText | None
		to_state: DF.Data | None
	# end: auto-generated types
