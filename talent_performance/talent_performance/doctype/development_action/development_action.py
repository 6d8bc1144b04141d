from __future__ import annotations

from frappe.model.document import Document


class DevelopmentAction(Document):
	"""One thing that somebody does to develop: on the job, with others, or in a course."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		action: DF.SmallText
		competency: DF.Link | None
		cost: DF.Currency
		done_on: DF.Date | None
		drop_reason: DF.SmallText | None
		due_on: DF.Date | None
		evidence: DF.Text | None
		learning_type: DF.Literal["Experience", "Exposure", "Education"]
		level_after: DF.Float
		level_before: DF.Float
		level_wanted: DF.Float
		mentor: DF.Link | None
		mentor_name: DF.Data | None
		milestone: DF.Literal["", "30 Days", "60 Days", "90 Days"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		progress: DF.Percent
		reason: DF.SmallText | None
		responsible: DF.Link | None
		responsible_name: DF.Data | None
		starts_on: DF.Date | None
		state: DF.Literal["Suggested", "Planned", "In Progress", "Done", "Dropped"]
		success_measure: DF.SmallText | None
		suggested_by: DF.Literal["", "Appraisal", "360", "Gap", "Succession", "Manager", "Person"]
	# end: auto-generated types
