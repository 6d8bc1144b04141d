import frappe
from frappe.model.document import Document

from talent_performance.flows import letters


class ResultLetterWording(Document):
	"""What a result letter says, in one language and version."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		body: DF.Text
		for_company: DF.Link | None
		language: DF.Link
		naming_series: DF.Literal["WORDING-.#####"]
		published_by: DF.Link | None
		published_on: DF.Datetime | None
		status: DF.Literal["Draft", "Published"]
		subject: DF.Data
		valid_from: DF.Date
		version: DF.Int
	# end: auto-generated types

	def before_insert(self) -> None:
		"""The next version of its language and company; a draft, whatever was sent."""
		letters.number(self)

	def validate(self) -> None:
		"""It is one of the writer's companies, what was published stays, and placeholders are known."""
		letters.check_company(self)
		letters.protect(self)
		letters.check(self)

	def on_trash(self) -> None:
		"""A published wording stays."""
		letters.refuse_deletion(self)


@frappe.whitelist(methods=["POST"])
def publish(wording: str) -> None:
	"""Letters of appraisals that are published from now on say this."""
	letters.publish(writable(wording))


@frappe.whitelist(methods=["POST"])
def new_version(wording: str) -> str:
	"""A draft that says the same; returns its name."""
	return letters.new_version(writable(wording))


@frappe.whitelist()
def placeholders() -> dict[str, str]:
	"""What a wording may name, and what stands there in the letter. Raises PermissionError."""
	frappe.has_permission("Result Letter Wording", "read", throw=True)
	return letters.placeholders()


def writable(wording: str) -> Document:
	"""The wording, if the user may write it. Raises PermissionError."""
	document = frappe.get_doc("Result Letter Wording", wording)
	document.check_permission("write")
	return document
