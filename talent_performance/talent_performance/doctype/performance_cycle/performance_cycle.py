from __future__ import annotations

from frappe.model.document import Document


class PerformanceCycle(Document):
	"""A period in which people set goals and are appraised."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.cycle_company.cycle_company import CycleCompany
		from talent_performance.talent_performance.doctype.cycle_phase.cycle_phase import CyclePhase
		from talent_performance.talent_performance.doctype.cycle_template_rule.cycle_template_rule import (
			CycleTemplateRule,
		)

		closed_on: DF.Datetime | None
		companies: DF.Table[CycleCompany]
		default_template: DF.Link | None
		employment_status: DF.Literal["Active", "Active and Inactive", "Active, Inactive and Suspended"]
		end_date: DF.Date
		engine_version: DF.Data | None
		joined_from: DF.Date | None
		joined_until: DF.Date | None
		kind: DF.Literal["Annual", "Half-Year", "Quarterly", "Project", "Probation", "Contract End"]
		launched_by: DF.Link | None
		launched_on: DF.Datetime | None
		naming_series: DF.Literal["CYCLE-.#####"]
		phases: DF.Table[CyclePhase]
		policy: DF.Code | None
		policy_fingerprint: DF.Data | None
		project: DF.Link | None
		published_on: DF.Datetime | None
		rating_scale: DF.Link | None
		rules: DF.Table[CycleTemplateRule]
		snapshot_on: DF.Date | None
		start_date: DF.Date
		state: DF.Literal["Draft", "Launched", "Closed", "Published", "Cancelled"]
		title: DF.Data
	# end: auto-generated types
