import frappe
from frappe.model.document import Document
from frappe.utils import getdate

from talent_performance.access import practices
from talent_performance.flows import agreements


class WorksAgreement(Document):
	"""An agreement with a works council or union that switches practices off for some people."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		agreed_on: DF.Date
		branch: DF.Link | None
		company: DF.Link
		employment_type: DF.DynamicLink | None
		employment_type_from: DF.Literal["Employment Type"]
		feedback: DF.Check
		file: DF.Attach | None
		grade: DF.DynamicLink | None
		grade_from: DF.Literal["Employee Grade"]
		guidelines: DF.Check
		individual_analytics: DF.Check
		kept_by: DF.Link | None
		language_model: DF.Check
		naming_series: DF.Literal["WORKS-.#####"]
		nine_box: DF.Check
		places_back: DF.Check
		potential: DF.Check
		recognition_wall: DF.Check
		retention_risk: DF.Check
		text: DF.Text | None
		title: DF.Data
		valid_from: DF.Date
		valid_until: DF.Date | None
	# end: auto-generated types

	def validate(self) -> None:
		"""It says whom it is for and what it switches off; extended, it will end once more."""
		agreements.check(self)
		if not self.valid_until or getdate(self.valid_until) >= getdate():
			self.places_back = 0

	def on_update(self) -> None:
		"""What was computed with what is switched off is computed without it."""
		agreements.follow(self)

	def on_trash(self) -> None:
		"""One that has held stays."""
		agreements.refuse_deletion(self)


@frappe.whitelist()
def people(agreement: str) -> int:
	"""How many employees who haven't left it is about. Raises PermissionError."""
	document = frappe.get_doc("Works Agreement", agreement)
	document.check_permission("write")
	return len(practices.fitting(document, at_work=True))


def on_doctype_update() -> None:
	"""What is asked with each list of talent records."""
	frappe.db.add_index("Works Agreement", ["valid_from", "valid_until"])
