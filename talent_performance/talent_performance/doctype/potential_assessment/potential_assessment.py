import frappe
from frappe.model.document import Document

from talent_performance.flows import potential


class PotentialAssessment(Document):
	"""What an assessor thinks of somebody's ability, aspiration and engagement for a larger role."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.potential_rating.potential_rating import (
			PotentialRating,
		)

		ability: DF.Float
		aspiration: DF.Float
		assessed_on: DF.Date
		assessor: DF.Link | None
		calibrated_band: DF.Literal["", "Low", "Mid", "High"]
		calibrated_by: DF.Link | None
		calibrated_on: DF.Datetime | None
		calibration_reason: DF.SmallText | None
		company: DF.Link | None
		cycle: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		engagement: DF.Float
		evidence: DF.Text | None
		naming_series: DF.Literal["POTENTIAL-.#####"]
		ratings: DF.Table[PotentialRating]
		state: DF.Literal["Draft", "Submitted"]
	# end: auto-generated types

	def before_insert(self) -> None:
		"""Who assesses, and what is asked."""
		potential.prepare(self)

	def validate(self) -> None:
		"""What a judgement must be, and the factors that follow from it."""
		potential.check(self)
		potential.calculate(self)


@frappe.whitelist(methods=["POST"])
def questions_for(employee: str, cycle: str | None = None) -> list[dict[str, str]]:
	"""What is asked about somebody whom the user may assess."""
	asked = frappe.new_doc("Potential Assessment").update({"employee": employee, "cycle": cycle})
	asked.company = frappe.db.get_value("Employee", employee, "company")
	asked.check_permission("create")
	return potential.questions_for(employee, cycle)


@frappe.whitelist(methods=["POST"])
def submit(name: str) -> None:
	"""Submit an assessment; nobody changes it any more."""
	document = frappe.get_doc("Potential Assessment", name)
	document.check_permission("write")
	potential.submit(document)


def on_doctype_update() -> None:
	"""What lists and rules filter by; what may be there once only."""
	frappe.db.add_index("Potential Assessment", ["employee", "assessed_on"])
	frappe.db.add_index("Potential Assessment", ["assessed_on", "employee"])
