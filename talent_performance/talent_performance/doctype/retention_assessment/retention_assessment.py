import frappe
from frappe.model.document import Document

from talent_performance.flows.retention import assessing


class RetentionAssessment(Document):
	"""How likely it is that somebody leaves, and what that would mean: a judgement with its reasons."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		assessed_on: DF.Date
		assessor: DF.Link | None
		company: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		impact: DF.Literal["", "Low", "Medium", "High"]
		naming_series: DF.Literal["RISK-.#####"]
		reasons: DF.Text | None
		risk: DF.Literal["", "Low", "Medium", "High"]
		state: DF.Literal["Draft", "Submitted"]
	# end: auto-generated types

	def before_insert(self) -> None:
		"""Who judges."""
		assessing.prepare(self)

	def validate(self) -> None:
		"""What a judgement must be."""
		assessing.check(self)


@frappe.whitelist(methods=["POST"])
def submit(retention_assessment: str) -> None:
	"""Submit an assessment; nobody changes it any more."""
	document = frappe.get_doc("Retention Assessment", retention_assessment)
	document.check_permission("write")
	assessing.submit(document)


def on_doctype_update() -> None:
	"""What lists and rules filter by."""
	frappe.db.add_index("Retention Assessment", ["employee", "assessed_on"])
	frappe.db.add_index("Retention Assessment", ["assessed_on", "employee"])
