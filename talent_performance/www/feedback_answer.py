"""The page on which a rater answers. It knows nobody: what lets somebody in stands behind the #, and is sent in a POST only."""

import frappe
from frappe import _

from talent_performance.flows import guest_page
from talent_performance.flows.feedback.words import words

no_cache = 1


def get_context(context: frappe._dict) -> None:
	"""Words in the rater's language."""
	guest_page.prepare(
		context,
		_("Feedback"),
		"talent_performance.portal.feedback_answer",
		words(),
		"feedback_answer/page.js",
		"feedback_answer/page.css",
	)
