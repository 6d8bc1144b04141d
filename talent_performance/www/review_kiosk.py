"""The page of a kiosk. It knows nobody until somebody signs in."""

import frappe

from talent_performance.flows.unaccounted import page

no_cache = 1


def get_context(context: frappe._dict) -> None:
	"""Words in the visitor's language."""
	page.prepare(context, "talent_performance.portal.review_kiosk")
