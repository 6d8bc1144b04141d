from __future__ import annotations

import frappe
from frappe.model.document import Document


class PayRoundLine(Document):
	"""What a Pay Round suggests for one person."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		company: DF.Link | None
		department: DF.Link | None
		designation: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		guideline: DF.Currency
		merit: DF.Currency
		naming_series: DF.Literal["PAY-LINE-.#######"]
		new_salary: DF.Currency
		pay_round: DF.Link
		percent: DF.Percent
		position: DF.Percent
		range_high: DF.Currency
		range_low: DF.Currency
		rating: DF.Float
		rating_label: DF.Data | None
		reason: DF.SmallText | None
		salary: DF.Currency
		share: DF.Percent
		state: DF.Literal["Draft", "Frozen"]
	# end: auto-generated types


def on_doctype_update() -> None:
	"""A person stands in a round once."""
	frappe.db.add_unique("Pay Round Line", ["pay_round", "employee"])
