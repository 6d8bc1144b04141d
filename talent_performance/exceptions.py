"""Errors of this app that somebody may want to tell apart."""

from __future__ import annotations

import frappe


class UnsupportedSite(frappe.ValidationError):
	"""The site's database or an app on it is one that this app can't work with."""


class ShareRefused(frappe.ValidationError):
	"""A document whose readers follow from reporting lines and HR roles was to be shared."""


class AssignmentRefused(frappe.ValidationError):
	"""A document was to be assigned to somebody who may not see it."""
