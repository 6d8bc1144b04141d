from __future__ import annotations

import frappe
from frappe.model.document import Document


class ReportingLineHistory(Document):
	"""Who stood above an employee, from when to when. Written by access/upkeep."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		depth: DF.Int
		employee: DF.Link
		employee_name: DF.Data | None
		from_date: DF.Date
		manager: DF.Link
		manager_name: DF.Data | None
		to_date: DF.Date | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Asked by pair when a line ends, and by employee when somebody asks who stood above him."""
	frappe.db.add_index("Reporting Line History", ["manager", "employee"])
	frappe.db.add_index("Reporting Line History", ["employee", "from_date"])
	frappe.db.add_index("Reporting Line History", ["to_date", "employee"])
