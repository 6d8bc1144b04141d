from __future__ import annotations

from typing import Any

import frappe
from frappe.model.document import Document

from talent_performance.flows import conversations


class FeedbackNote(Document):
	"""Praise, a suggestion or a request about somebody, seen by whom its author chose."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		author: DF.Link | None
		author_name: DF.Data | None
		company: DF.Link | None
		competency: DF.Link | None
		employee: DF.Link
		employee_name: DF.Data | None
		kind: DF.Literal["Praise", "Suggestion", "Request"]
		naming_series: DF.Literal["NOTE-.#####"]
		note: DF.Text
		objective: DF.Link | None
		on_date: DF.Date
		visibility: DF.Literal["Only Me", "Manager", "Employee and Manager", "Everybody"]
	# end: auto-generated types

	def insert(self, *args: Any, **kwargs: Any) -> Document:
		"""Who writes it is known before anybody asks whether he may."""
		conversations.set_author(self)
		return super().insert(*args, **kwargs)

	def validate(self) -> None:
		"""Its author stays; about oneself one writes for oneself."""
		conversations.validate_note(self)


def on_doctype_update() -> None:
	"""What lists and rules filter by; what may be there once only."""
	frappe.db.add_index("Feedback Note", ["employee", "on_date"])
	frappe.db.add_index("Feedback Note", ["on_date", "employee"])
