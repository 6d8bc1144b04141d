from __future__ import annotations

from frappe.model.document import Document


class RetentionPeriod(Document):
	"""How long a kind of record is kept."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		kind: DF.Literal[
			"Objectives",
			"Check-ins",
			"Check-in Notes",
			"Feedback Notes",
			"Appraisals",
			"360 Feedback",
			"Career Aspirations",
			"Potential Assessments",
			"Competency Assessments",
			"Pay Round Lines",
			"Retention Assessments",
			"Retention Scores",
			"Stay Plans",
			"Succession Candidates",
			"Development Plans",
			"Talent Placements",
			"Calibration Moves",
			"Leadership Assessments",
			"Talent Pool Members",
			"Reporting Line History",
			"Answers to Requests",
			"Insight Logs",
			"Talent Runs",
		]
		months: DF.Int
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
	# end: auto-generated types

	pass
