from __future__ import annotations

import frappe
from frappe.model.document import Document


class InsightLog(Document):
	"""A question to a language model and its answer; written by the flow that asks, and never changed."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		about: DF.Data | None
		answer: DF.Code | None
		asked_on: DF.Datetime
		company: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		host: DF.Data | None
		input_hash: DF.Data | None
		model: DF.Data | None
		outcome: DF.Literal[
			"Used",
			"Unfit Answer",
			"Timed Out",
			"Unreachable",
			"Error",
			"Redirected",
			"Too Large",
			"Address Refused",
			"Too Long",
			"Failed",
		]
		prompt: DF.Code | None
		reason: DF.SmallText | None
		seconds: DF.Float
		state: DF.Literal["Sealed", "Open"]
		taken: DF.Code | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""What is asked before each question: whether it was answered already."""
	frappe.db.add_index("Insight Log", ["about", "input_hash"])
