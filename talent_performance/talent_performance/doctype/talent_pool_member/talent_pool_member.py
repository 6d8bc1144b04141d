from __future__ import annotations

import frappe
from frappe.model.document import Document


class TalentPoolMember(Document):
	"""A person in a talent pool: suggested, nominated or member, and the progress since. Not shared with the person."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.talent_pool_step.talent_pool_step import (
			TalentPoolStep,
		)

		company: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		ended_on: DF.Date | None
		joined_on: DF.Date | None
		naming_series: DF.Literal["POOL-MEMBER-.#####"]
		nominated_by: DF.Link | None
		nominated_on: DF.Date | None
		pool: DF.Link
		progress: DF.Literal["", "On Track", "Behind", "Ready to Move"]
		reason: DF.SmallText | None
		review_on: DF.Date | None
		status: DF.Literal["Suggested", "Nominated", "Member", "Declined", "Left"]
		steps: DF.Table[TalentPoolStep]
		suggested_on: DF.Date | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""What lists and rules filter by; a person is in a pool once."""
	frappe.db.add_unique("Talent Pool Member", ["pool", "employee"], "pool_employee")
	frappe.db.add_index("Talent Pool Member", ["employee", "status"])
