import frappe
from frappe.model.document import Document
from frappe.utils import cint

from talent_performance.access.calls import as_names
from talent_performance.flows.unaccounted import codes, handing_over, written


class PersonalCode(Document):
	"""The code of an employee without a user account, for kiosks. The code itself is kept as a digest, beside passwords."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		company: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		expires_on: DF.Datetime
		issued_by: DF.Link
		issued_on: DF.Datetime
		locked_until: DF.Datetime | None
		naming_series: DF.Literal["PCODE-.#####"]
		wrong_tries: DF.Int
	# end: auto-generated types

	def validate(self) -> None:
		"""Only the flow issues codes."""
		written.refuse_by_hand(self)


@frappe.whitelist(methods=["POST"])
def print_codes(appraisals: list | str, days: int | str = codes.DAYS) -> str:
	"""A page with a slip for each, to cut and hand over."""
	return handing_over.printed_codes(as_names(appraisals, "appraisals"), cint(days))


def on_doctype_update() -> None:
	"""One code for each."""
	frappe.db.add_unique("Personal Code", ["employee"])
