from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder import Interval
from frappe.query_builder.functions import Now


class TalentDigest(Document):
	"""That somebody got a digest on a day; written by the run that sends it, and never changed."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		by_mail: DF.Check
		by_notification: DF.Check
		company: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		line_count: DF.Int
		on_date: DF.Date
		run: DF.Link | None
		said: DF.JSON | None
		sent_at: DF.Datetime
	# end: auto-generated types

	@staticmethod
	def clear_old_logs(days: int = 180) -> None:
		"""Frappe's Log Settings calls this daily, with the days that the company keeps."""
		table = frappe.qb.DocType("Talent Digest")
		frappe.db.delete(table, filters=(table.sent_at < (Now() - Interval(days=days))))


def on_doctype_update() -> None:
	"""One for each person and day: whoever comes second is refused by the database."""
	frappe.db.add_unique("Talent Digest", ["employee", "on_date"])
