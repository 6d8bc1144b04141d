from __future__ import annotations

import frappe
from frappe.model.document import Document

from talent_performance.flows import progress


class KeyResultUpdate(Document):
	"""One value of a key result, as it was recorded. Never changed."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		author: DF.Link | None
		company: DF.Link | None
		employee: DF.Link | None
		key_result: DF.Link
		kind: DF.Literal["Total", "Event", "Month", "Milestone"]
		level: DF.Literal["Company", "Department", "Individual"]
		milestone: DF.Data | None
		new_value: DF.Float
		note: DF.SmallText | None
		objective: DF.Link | None
		old_value: DF.Float
		reference: DF.Data | None
		source: DF.Literal["Reported", "ERP"]
		updated_on: DF.Date
		value: DF.Float
	# end: auto-generated types

	def validate(self) -> None:
		"""It can be true, and says what it changes."""
		progress.prepare(self)

	def after_insert(self) -> None:
		"""The figures that follow from it."""
		progress.follow(self)

	def on_trash(self) -> None:
		"""What was recorded stays."""
		progress.refuse_change(self)


def on_doctype_update() -> None:
	"""What lists and rules filter by; what may be there once only."""
	frappe.db.add_index("Key Result Update", ["key_result", "updated_on"])
