from __future__ import annotations

from typing import Any

import frappe
from frappe.model.document import Document

from talent_performance.flows import conversations, notes


class FeedbackNote(Document):
	"""Praise, a suggestion or a request for feedback, seen by whom its author chose."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		answers: DF.Link | None
		asked_of: DF.Link | None
		asked_of_name: DF.Data | None
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
		shared_on: DF.Datetime | None
		state: DF.Literal["", "Open", "Answered", "Declined"]
		thanked_on: DF.Datetime | None
		visibility: DF.Literal["Only Me", "Manager", "Employee and Manager", "Everybody"]
	# end: auto-generated types

	def insert(self, *args: Any, **kwargs: Any) -> Document:
		"""Who writes it is known before anybody asks whether he may."""
		conversations.set_author(self)
		return super().insert(*args, **kwargs)

	def before_insert(self) -> None:
		"""Nobody floods others with notes."""
		notes.before_insert(self)

	def validate(self) -> None:
		"""Its author stays; about oneself one writes for oneself; what others have read for a while stays."""
		notes.validate(self)

	def on_trash(self) -> None:
		"""Its author withdraws it while he may."""
		notes.on_trash(self)

	def after_delete(self) -> None:
		"""Nothing of it is kept."""
		notes.after_delete(self)


def on_doctype_update() -> None:
	"""What lists and rules filter by; what may be there once only."""
	frappe.db.add_index("Feedback Note", ["employee", "on_date"])
	frappe.db.add_index("Feedback Note", ["on_date", "employee"])
	frappe.db.add_index("Feedback Note", ["asked_of", "state"])
	frappe.db.add_index("Feedback Note", ["company", "visibility", "shared_on"])
