"""The page of a kiosk. It knows nobody until somebody signs in."""

import frappe
from frappe import _

from talent_performance.flows import guest_page
from talent_performance.flows.unaccounted.words import words

no_cache = 1


def get_context(context: frappe._dict) -> None:
	"""Words in the visitor's language."""
	methods = "talent_performance.portal.review_kiosk"
	guest_page.prepare(context, _("Self Review"), methods, words(), "self_review/page.js")
