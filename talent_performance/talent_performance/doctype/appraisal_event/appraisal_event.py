from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from talent_performance.exceptions import StateProtected


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
		came_by: DF.Literal["", "Personal Link", "Kiosk", "In Person", "On Paper", "By Phone"]
		company: DF.Link | None
		cycle: DF.Link | None
		deed: DF.Data
		employee: DF.Link
		employee_name: DF.Data | None
		from_state: DF.Data | None
		on_behalf: DF.Check
		reason: DF.SmallText | None
		snapshot: DF.JSON | None
		summary: DF.SmallText | None
		to_state: DF.Data | None
		version: DF.Int
	# end: auto-generated types

	def validate(self) -> None:
		"""What has happened stays as it was written."""
		if not self.is_new():
			self.refuse()

	def on_trash(self) -> None:
		"""What has happened isn't taken out."""
		self.refuse()

	def refuse(self) -> None:
		"""Raises StateProtected."""
		frappe.throw(
			_("Events of an appraisal are never changed. What was wrong is put right by another move."),
			exc=StateProtected,
			title=_("Not Changeable"),
		)
