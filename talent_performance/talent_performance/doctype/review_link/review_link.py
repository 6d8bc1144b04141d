import frappe
from frappe.model.document import Document
from frappe.utils import cint

from talent_performance.access.calls import as_names
from talent_performance.flows.unaccounted import handing_over, links, written


class ReviewLink(Document):
	"""A way for an employee without a user account to the own self review. Only a digest of its token is kept."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		appraisal: DF.Link
		channel: DF.Literal["E-mail", "Printed Sheet"]
		company: DF.Link | None
		cycle: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		expires_on: DF.Datetime
		issued_by: DF.Link
		issued_on: DF.Datetime
		last_used_on: DF.Datetime | None
		naming_series: DF.Literal["REVLINK-.#####"]
		revoked: DF.Check
		revoked_by: DF.Link | None
		token_hash: DF.Data
		used_count: DF.Int
	# end: auto-generated types

	def validate(self) -> None:
		"""Only the flow issues links."""
		written.refuse_by_hand(self)


@frappe.whitelist(methods=["POST"])
def revoke(link: str) -> None:
	"""Nobody comes in by it any more."""
	links.revoke(link)


@frappe.whitelist()
def waiting(cycle: str, department: str = "", company: str = "") -> list:
	"""Appraisals whose self review waits for somebody without an account."""
	return handing_over.waiting(cycle, department, company)


@frappe.whitelist(methods=["POST"])
def mail_links(appraisals: list | str, days: int | str = links.DAYS) -> dict:
	"""Send each a link."""
	return handing_over.by_mail(as_names(appraisals, "appraisals"), cint(days))


@frappe.whitelist(methods=["POST"])
def print_links(appraisals: list | str, days: int | str = links.DAYS) -> str:
	"""A page with a sheet for each, to print and hand over."""
	return handing_over.printed_links(as_names(appraisals, "appraisals"), cint(days))


def on_doctype_update() -> None:
	"""What is looked up."""
	frappe.db.add_index("Review Link", ["appraisal", "revoked"])
