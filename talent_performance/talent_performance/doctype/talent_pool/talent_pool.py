import frappe
from frappe.model.document import Document

from talent_performance.access import guarded
from talent_performance.access.calls import as_names
from talent_performance.flows.pools import board, criteria, members, suggesting


class TalentPool(Document):
	"""People who are prepared for larger roles: by whom they are suggested, who nominates them, how far they have come."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.talent_pool_criterion.talent_pool_criterion import (
			TalentPoolCriterion,
		)

		company: DF.Link
		criteria: DF.Table[TalentPoolCriterion]
		disabled: DF.Check
		kept_by: DF.Link | None
		match: DF.Literal["All Criteria", "Any Criterion"]
		naming_series: DF.Literal["POOL-.#####"]
		open_to_nominations: DF.Check
		purpose: DF.SmallText | None
		review_months: DF.Int
		suggested_on: DF.Datetime | None
		title: DF.Data
	# end: auto-generated types

	def validate(self) -> None:
		"""Criteria that somebody could meet."""
		criteria.check(self)


@frappe.whitelist()
def people(pool: str) -> dict:
	"""Suggestions, nominations, members and who isn't one any more, as far as the reader may see them."""
	return board.board(pool)


@frappe.whitelist()
def preview(pool: str) -> suggesting.Preview:
	"""How many the criteria suggest."""
	return suggesting.preview(pool)


@frappe.whitelist(methods=["POST"])
def find_suggestions(pool: str) -> str:
	"""Start the run that writes suggestions; returns its name."""
	return suggesting.start(pool)


@frappe.whitelist(methods=["POST"])
def nominate(pool: str, employee: str, reason: str) -> str:
	"""Nominate somebody for a pool that the user keeps."""
	guarded.check(frappe.get_doc("Talent Pool", pool), "write")
	return members.nominate(pool, employee, reason)


@frappe.whitelist(methods=["POST"])
def decide(
	members_of_pool: str | list, deed: str, reason: str, progress: str = "", review_on: str = ""
) -> members.Outcome:
	"""Take people in, decline them, review them or let them go."""
	return members.decide(as_names(members_of_pool, "members_of_pool"), deed, reason, progress, review_on)
