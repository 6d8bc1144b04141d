from __future__ import annotations

import frappe
from frappe.model.document import Document

from talent_performance.flows.calibration import ledger


class CalibrationMove(Document):
	"""One move in a calibration session. Never changed."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		after_potential: DF.Literal["", "Low", "Mid", "High"]
		after_rating: DF.Float
		at: DF.Datetime
		before_potential: DF.Literal["", "Low", "Mid", "High"]
		before_rating: DF.Float
		by_user: DF.Link
		company: DF.Link | None
		cycle: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		lot: DF.Int
		reason: DF.SmallText
		result: DF.Link | None
		seq: DF.Int
		session: DF.Link
		undoes: DF.Link | None
	# end: auto-generated types

	def validate(self) -> None:
		"""Only a session writes it, once."""
		ledger.refuse_change(self)

	def on_trash(self) -> None:
		"""What was moved stays told."""
		ledger.refuse_deletion(self)


def on_doctype_update() -> None:
	"""One number each within a session; what people and retention are asked by."""
	frappe.db.add_unique("Calibration Move", ["session", "seq"])
	frappe.db.add_index("Calibration Move", ["employee", "at"])
