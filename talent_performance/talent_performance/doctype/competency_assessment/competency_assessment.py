import frappe
from frappe.model.document import Document

from talent_performance.flows import competency_assessments
from talent_performance.flows.development import following


class CompetencyAssessment(Document):
	"""Which levels of competencies somebody has, as one source judged it on one day."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.competency_rating.competency_rating import (
			CompetencyRating,
		)

		assessed_on: DF.Date
		assessor: DF.Link | None
		company: DF.Link | None
		cycle: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		justification: DF.Text | None
		naming_series: DF.Literal["COMP-ASMT-.#####"]
		ratings: DF.Table[CompetencyRating]
		source: DF.Literal["Self", "Manager", "360", "Test", "Certificate"]
		state: DF.Literal["Draft", "Submitted"]
		taken_from: DF.Data | None
	# end: auto-generated types

	def before_insert(self) -> None:
		"""Who assesses, and what is asked."""
		competency_assessments.prepare(self)

	def validate(self) -> None:
		"""What a judgement must be."""
		competency_assessments.check(self)

	def on_update(self) -> None:
		"""Plans follow what is found out."""
		following.on_assessment(self)


@frappe.whitelist(methods=["POST"])
def competencies_for(employee: str, source: str = "Manager") -> list[dict[str, str | float]]:
	"""What somebody whom the user may assess is asked about: the competencies of the role, with level required and level now."""
	asked = frappe.new_doc("Competency Assessment").update({"employee": employee, "source": source})
	asked.company = frappe.db.get_value("Employee", employee, "company")
	asked.check_permission("create")
	return competency_assessments.competencies_for(employee)


@frappe.whitelist(methods=["POST"])
def submit(assessment: str) -> None:
	"""Submit an assessment; nobody changes it any more."""
	document = frappe.get_doc("Competency Assessment", assessment)
	document.check_permission("write")
	competency_assessments.submit(document)


def on_doctype_update() -> None:
	"""What lists and rules filter by; what may be there once only."""
	frappe.db.add_index("Competency Assessment", ["employee", "assessed_on"])
	frappe.db.add_index("Competency Assessment", ["assessed_on", "employee"])
