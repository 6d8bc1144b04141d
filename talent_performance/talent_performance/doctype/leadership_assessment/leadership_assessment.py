import frappe
from frappe.model.document import Document

from talent_performance.flows import leadership


class LeadershipAssessment(Document):
	"""Evidence for somebody's potential: learning agility, leadership capability, results of outside instruments."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.leadership_rating.leadership_rating import (
			LeadershipRating,
		)

		assessed_on: DF.Date
		assessor: DF.Link | None
		company: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		instrument: DF.Data | None
		kind: DF.Literal["Learning Agility", "Leadership Capability", "Outside Instrument"]
		lines: DF.Table[LeadershipRating]
		naming_series: DF.Literal["LEADER-.#####"]
		provider: DF.Data | None
		state: DF.Literal["Draft", "Submitted"]
		summary: DF.Text | None
	# end: auto-generated types

	def before_insert(self) -> None:
		"""Who writes it down, and that it begins as a draft."""
		leadership.prepare(self)

	def validate(self) -> None:
		"""What an assessment must be."""
		leadership.check(self)


@frappe.whitelist(methods=["POST"])
def submit_assessment(leadership_assessment: str) -> None:
	"""Submit an assessment; nobody changes it any more."""
	document = frappe.get_doc("Leadership Assessment", leadership_assessment)
	document.check_permission("write")
	leadership.submit(document)


@frappe.whitelist()
def evidence_for(employee: str) -> list[dict]:
	"""What is on record for somebody's potential, as far as the reader may see it; for the form of Potential Assessment."""
	return leadership.seen_of([employee]).get(employee, [])


def on_doctype_update() -> None:
	"""What lists and rules filter by."""
	frappe.db.add_index("Leadership Assessment", ["employee", "assessed_on"])
	frappe.db.add_index("Leadership Assessment", ["assessed_on", "employee"])
