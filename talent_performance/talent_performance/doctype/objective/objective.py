from __future__ import annotations

import frappe
from frappe.model.document import Document


class Objective(Document):
	"""What a company, a department or a person wants to reach, aligned to what stands above."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.objective_expectation.objective_expectation import (
			ObjectiveExpectation,
		)

		approved_by: DF.Link | None
		approved_on: DF.Datetime | None
		archived: DF.Literal["No", "Approved", "Not Approved"]
		attainment: DF.Percent
		attainment_reason: DF.SmallText | None
		commitment: DF.Literal["Committed", "Aspirational"]
		company: DF.Link
		confidence: DF.Int
		contributes: DF.Check
		contribution_weight: DF.Float
		corrective_action: DF.SmallText | None
		corrective_due: DF.Date | None
		corrective_owner: DF.Link | None
		cycle: DF.Link
		department: DF.Link | None
		description: DF.SmallText | None
		due_date: DF.Date | None
		employee: DF.Link | None
		employee_name: DF.Data | None
		expectations: DF.Table[ObjectiveExpectation]
		grade: DF.Literal["", "Red", "Amber", "Green"]
		level: DF.Literal["Company", "Department", "Individual"]
		naming_series: DF.Literal["OBJ-.#####"]
		pace_status: DF.Literal["", "N/A", "Too Early", "On Track", "Behind", "At Risk"]
		parent_objective: DF.Link | None
		post_mortem: DF.SmallText | None
		return_reason: DF.SmallText | None
		segment: DF.Data | None
		start_date: DF.Date | None
		status: DF.Literal["Draft", "Submitted", "Returned", "Approved", "Archived"]
		title: DF.Data
		updated_on: DF.Date | None
		weight: DF.Float
	# end: auto-generated types


def on_doctype_update() -> None:
	"""What lists and rules filter by; what may be there once only."""
	frappe.db.add_index("Objective", ["cycle", "employee"])
	frappe.db.add_index("Objective", ["employee", "status"])
