from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from talent_performance.exceptions import NeverChanged


class PersonalDataAnswer(Document):
	"""What went out in answer to a request; only the person reads it, once it is given."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.withheld_line.withheld_line import WithheldLine

		company: DF.Link | None
		content: DF.LongText | None
		employee: DF.Link
		employee_name: DF.Data | None
		given_on: DF.Datetime | None
		naming_series: DF.Literal["PDA-.#####"]
		request: DF.Link
		state: DF.Literal["Draft", "Given"]
		withheld: DF.Table[WithheldLine]
	# end: auto-generated types

	def validate(self) -> None:
		"""What was given stays as it was given."""
		before = self.get_doc_before_save()
		if before and before.state == "Given":
			frappe.throw(_("This answer has been given: it doesn't change any more."), exc=NeverChanged)


def on_doctype_update() -> None:
	"""What retention filters by."""
	frappe.db.add_index("Personal Data Answer", ["given_on", "employee"])
