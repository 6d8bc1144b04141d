from __future__ import annotations

import frappe
from frappe.model.document import Document


class ReportingLine(Document):
	"""Who stands above an employee, at any level. Derived from Employee.reports_to by access/upkeep."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		depth: DF.Int
		employee: DF.Link
		employee_name: DF.Data | None
		manager: DF.Link
		manager_name: DF.Data | None
		waiting: DF.Check
	# end: auto-generated types


def on_doctype_update() -> None:
	"""One row per manager and employee; lists ask by manager, upkeep by employee."""
	frappe.db.add_unique("Reporting Line", ["manager", "employee"])
	frappe.db.add_index("Reporting Line", ["employee", "depth", "manager"])
