"""Errors of this app that somebody may want to tell apart."""

from __future__ import annotations

import frappe


class UnsupportedSite(frappe.ValidationError):
	"""The site's database or an app on it is one that this app can't work with."""


class ShareRefused(frappe.ValidationError):
	"""A document whose readers follow from reporting lines and HR roles was to be shared."""


class AssignmentRefused(frappe.ValidationError):
	"""A document was to be assigned to somebody who may not see it."""


class RowUnfit(frappe.ValidationError):
	"""A row that a document of that DocType would refuse: which row, which field, and why."""

	def __init__(self, message: str, row: int = 0, field: str = "") -> None:
		super().__init__(message)
		self.row = row
		self.field = field


class IllegalMove(frappe.ValidationError):
	"""What somebody asked of a record isn't possible in the state it is in."""


class UnknownKindOfRun(frappe.ValidationError):
	"""No app on this site offers a run of that name."""


class ClaimLost(Exception):
	"""Somebody else has taken over the chunk of a run meanwhile: what was done in this transaction mustn't land."""


class RatingRefused(frappe.ValidationError):
	"""A rating that its scale doesn't have, that isn't complete, or that nobody gave a reason for."""
