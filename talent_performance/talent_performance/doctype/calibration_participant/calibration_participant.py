from __future__ import annotations

import frappe
from frappe.model.document import Document


class CalibrationParticipant(Document):
	"""Somebody who takes part in a calibration session."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		role: DF.Literal["Move", "Read"]
		user: DF.Link
	# end: auto-generated types


def on_doctype_update() -> None:
	"""What the rules of a session ask for."""
	frappe.db.add_index("Calibration Participant", ["user", "parent"])
