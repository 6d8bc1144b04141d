from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder import Interval
from frappe.query_builder.functions import Now


class TalentAccessLog(Document):
	"""Somebody has looked at what not everybody may see: who, when, through which door, at what, of whom."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		address: DF.Data | None
		company: DF.Link | None
		document_name: DF.Data | None
		document_type: DF.Link
		door: DF.Literal["Document", "List", "Report", "Export", "Print", "Search", "Count", "Page"]
		employee: DF.Link | None
		employee_name: DF.Data | None
		filters: DF.Code | None
		rows: DF.Int
		seen_at: DF.Datetime
		user: DF.Link
	# end: auto-generated types

	@staticmethod
	def clear_old_logs(days: int = 730) -> None:
		"""Frappe's Log Settings calls this daily, with the days that the company keeps."""
		table = frappe.qb.DocType("Talent Access Log")
		frappe.db.delete(table, filters=(table.seen_at < (Now() - Interval(days=days))))


def on_doctype_update() -> None:
	"""What a data-protection officer asks: who saw this person's, what did this user see."""
	frappe.db.add_index("Talent Access Log", ["employee", "seen_at"])
	frappe.db.add_index("Talent Access Log", ["user", "seen_at"])
