"""Errors of this app that somebody may want to tell apart."""

from __future__ import annotations

import frappe


class UnsupportedSite(frappe.ValidationError):
	"""The site's database or an app on it is one that this app can't work with."""
