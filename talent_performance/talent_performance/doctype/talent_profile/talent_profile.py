import frappe
from frappe.model.document import Document

from talent_performance.flows import form_charts, standing, talent_profiles


class TalentProfile(Document):
	"""A person, through all employments."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.talent_profile_employment.talent_profile_employment import (
			TalentProfileEmployment,
		)

		company: DF.Link | None
		employee: DF.Link
		employments: DF.Table[TalentProfileEmployment]
		naming_series: DF.Literal["TALENT-.#####"]
		person_name: DF.Data
		status: DF.Literal["Active", "Inactive", "Suspended", "Left"]
		user: DF.Link | None
	# end: auto-generated types

	def validate(self) -> None:
		"""What the employments say about the person."""
		talent_profiles.describe(self)


@frappe.whitelist()
def ratings_by_year(profile: str) -> dict:
	"""For the form's chart: published scores, as far as the user reads them."""
	return form_charts.ratings_by_year(profile)


@frappe.whitelist()
def where_stands(employee: str) -> dict:
	"""For the form of Employee: where the person stands, as far as the user may know."""
	return standing.standing(employee)
