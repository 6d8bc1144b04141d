from __future__ import annotations

import frappe
from frappe.model.document import Document

from talent_performance.flows import aspirations


class CareerAspiration(Document):
	"""Where an employee wants to go, in his own words: his alone to write and to withdraw."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.aspired_role.aspired_role import AspiredRole
		from talent_performance.talent_performance.doctype.offered_competency.offered_competency import (
			OfferedCompetency,
		)

		aspiration: DF.LongText | None
		employee: DF.Link
		employee_name: DF.Data | None
		locations: DF.SmallText | None
		mentees_at_most: DF.Int
		mentor_competencies: DF.Table[OfferedCompetency]
		naming_series: DF.Literal["ASPIRE-.#####"]
		relocate: DF.Literal["", "Yes", "To Named Places", "No"]
		roles: DF.Table[AspiredRole]
		timeframe: DF.Literal["", "Now", "Within a Year", "1-2 Years", "3-5 Years", "No Hurry"]
		travel: DF.Literal["", "No", "Now and Then", "Up to Half of the Time", "Most of the Time"]
		updated_on: DF.Datetime | None
		visible_to_manager: DF.Check
		willing_to_mentor: DF.Check
	# end: auto-generated types

	def validate(self) -> None:
		"""Something is said, each role once; since when it stands is the server's to say."""
		aspirations.validate(self)

	def after_delete(self) -> None:
		"""Nothing of it is kept."""
		aspirations.after_delete(self)


def on_doctype_update() -> None:
	"""What lists and rules filter by."""
	frappe.db.add_index("Career Aspiration", ["visible_to_manager", "employee"])
