from __future__ import annotations

import frappe
from frappe.model.document import Document


class ObjectiveChange(Document):
	"""A target, a weight or an archiving changed after approval: asked for, agreed by both sides, in force from a day."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		changes: DF.Literal["Target", "Weight", "Archive"]
		company: DF.Link | None
		decision_reason: DF.SmallText | None
		effective_from: DF.Date
		employee: DF.Link | None
		employee_agreed_by: DF.Link | None
		employee_agreed_on: DF.Datetime | None
		employee_name: DF.Data | None
		key_result: DF.Link | None
		manager_agreed_by: DF.Link | None
		manager_agreed_on: DF.Datetime | None
		naming_series: DF.Literal["CHANGE-.#####"]
		new_value: DF.Float
		objective: DF.Link
		old_value: DF.Float
		reason: DF.SmallText
		requested_by: DF.Link | None
		state: DF.Literal["Waiting", "In Force", "Refused", "Withdrawn"]
	# end: auto-generated types


def on_doctype_update() -> None:
	"""What lists and rules filter by; what may be there once only."""
	frappe.db.add_index("Objective Change", ["objective", "state"])
