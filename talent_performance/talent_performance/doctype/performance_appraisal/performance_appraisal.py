from __future__ import annotations

import frappe
from frappe.model.document import Document


class PerformanceAppraisal(Document):
	"""What somebody may always see of the own appraisal; what others wrote comes when it is published."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.appraisal_absence.appraisal_absence import (
			AppraisalAbsence,
		)
		from talent_performance.talent_performance.doctype.appraisal_competency.appraisal_competency import (
			AppraisalCompetency,
		)
		from talent_performance.talent_performance.doctype.appraisal_objective.appraisal_objective import (
			AppraisalObjective,
		)
		from talent_performance.talent_performance.doctype.appraisal_segment.appraisal_segment import (
			AppraisalSegment,
		)

		absences: DF.Table[AppraisalAbsence]
		acknowledge_comment: DF.SmallText | None
		acknowledged_on: DF.Datetime | None
		appeal_answer: DF.SmallText | None
		appeal_decided_by: DF.Link | None
		appeal_decided_on: DF.Datetime | None
		appeal_decision: DF.Literal["", "Upheld", "Changed"]
		appeal_reason: DF.SmallText | None
		appealed_on: DF.Datetime | None
		branch: DF.Link | None
		cancel_reason: DF.SmallText | None
		company: DF.Link | None
		competencies: DF.Table[AppraisalCompetency]
		cycle: DF.Link
		department: DF.Link | None
		designation: DF.Link | None
		due_date: DF.Date | None
		employee: DF.Link
		employee_name: DF.Data | None
		end_date: DF.Date | None
		exempt_reason: DF.SmallText | None
		goal_deadline: DF.Date | None
		grade: DF.Data | None
		manager: DF.Link | None
		manager_name: DF.Data | None
		naming_series: DF.Literal["APPR-.#####"]
		no_rating_reason: DF.SmallText | None
		objectives: DF.Table[AppraisalObjective]
		pay_exported_on: DF.Datetime | None
		profile: DF.Link | None
		published_on: DF.Datetime | None
		rating: DF.Float
		rating_label: DF.Data | None
		reopen_reason: DF.SmallText | None
		reply_by: DF.Date | None
		score: DF.Float
		second_manager: DF.Link | None
		segments: DF.Table[AppraisalSegment]
		start_date: DF.Date | None
		state: DF.Literal[
			"Goal Setting",
			"Goals Approved",
			"Mid-year Review",
			"Self Review",
			"Manager Review",
			"Second-Level Review",
			"Calibration",
			"Published",
			"Acknowledged",
			"Closed without Reply",
			"Appealed",
			"Exempt",
			"Cancelled",
		]
		state_since: DF.Date | None
		template: DF.Link | None
		version: DF.Int
	# end: auto-generated types


def on_doctype_update() -> None:
	"""What lists and rules filter by; what may be there once only."""
	frappe.db.add_unique("Performance Appraisal", ["cycle", "employee"])
	frappe.db.add_index("Performance Appraisal", ["cycle", "state"])
	frappe.db.add_index("Performance Appraisal", ["manager", "state"])
