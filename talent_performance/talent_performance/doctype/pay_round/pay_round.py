import frappe
from frappe.model.document import Document

from talent_performance.flows.reward import rounds


class PayRound(Document):
	"""What a cycle's ratings suggest for pay, within a budget: computed, looked at, then frozen for payroll."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.merit_rule.merit_rule import MeritRule

		budget: DF.Currency
		company: DF.Link
		computed_on: DF.Datetime | None
		content_hash: DF.Data | None
		cycle: DF.Link
		effective_on: DF.Date
		factor: DF.Float
		frozen_by: DF.Link | None
		frozen_on: DF.Datetime | None
		kept_by: DF.Link | None
		least_days: DF.Int
		naming_series: DF.Literal["PAY-ROUND-.#####"]
		pay_file: DF.Attach | None
		places: DF.Int
		prorated: DF.Check
		rules: DF.Table[MeritRule]
		state: DF.Literal["Draft", "Frozen"]
		suggested: DF.Currency
		title: DF.Data
	# end: auto-generated types

	def before_insert(self) -> None:
		"""It begins as a draft, with a rule for each level."""
		rounds.prepare(self)

	def validate(self) -> None:
		"""What a round must be; a frozen one stays."""
		rounds.check(self)

	def on_trash(self) -> None:
		"""A frozen one stays; with a draft go its lines."""
		rounds.remove_lines(self)


@frappe.whitelist(methods=["POST"])
def compute(pay_round: str) -> dict:
	"""What the ratings suggest now; returns how many and how much."""
	document = frappe.get_doc("Pay Round", pay_round)
	document.check_permission("write")
	return rounds.compute(document)


@frappe.whitelist(methods=["POST"])
def freeze(pay_round: str) -> str:
	"""Freeze what was computed for payroll: nothing in it changes any more; returns its hash."""
	document = frappe.get_doc("Pay Round", pay_round)
	document.check_permission("write")
	return rounds.freeze(document)


@frappe.whitelist()
def export(pay_round: str) -> None:
	"""A frozen round as an Excel file, with its hash."""
	document = frappe.get_doc("Pay Round", pay_round)
	document.check_permission("read")
	rounds.export(document)


@frappe.whitelist()
def is_intact(pay_round: str) -> bool:
	"""Whether a frozen round's lines still are what the hash says."""
	document = frappe.get_doc("Pay Round", pay_round)
	document.check_permission("read")
	return rounds.is_intact(document)
