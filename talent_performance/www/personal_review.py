"""The page behind a personal link. It knows nobody: the token stands behind the # and reaches the server in a POST only."""

import frappe

from talent_performance.flows.unaccounted import page

no_cache = 1


def get_context(context: frappe._dict) -> None:
	"""Words in the visitor's language."""
	page.prepare(context, "talent_performance.portal.personal_link")
