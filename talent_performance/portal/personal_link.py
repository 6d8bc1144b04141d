"""The page behind a personal link: nobody is logged in, and the token says who is there.

It comes in the body of a POST and never in an address, and is forgotten before anything else is done, so that no log can hold it.
"""

import frappe

from talent_performance.access.calls import as_object
from talent_performance.flows.tokens import forget_sent
from talent_performance.flows.unaccounted import links, self_review


@frappe.whitelist(allow_guest=True, methods=["POST"])
def open_review(token: str) -> dict:
	"""The self review that the link is for, and what stands beside it."""
	forget_sent()
	entrance = links.prove(token)
	links.note_use(entrance.reference)
	frappe.local.form_dict["link"] = entrance.reference
	return self_review.opened(entrance)


@frappe.whitelist(allow_guest=True, methods=["POST"])
def save_draft(token: str, said: dict | str, seen: str = "") -> dict:
	"""Keep what is written so far."""
	forget_sent()
	return self_review.saved(links.prove(token), as_object(said, "said"), seen)


@frappe.whitelist(allow_guest=True, methods=["POST"])
def submit(token: str, said: dict | str, seen: str = "") -> None:
	"""Hand it in; the link is of no use after that."""
	forget_sent()
	self_review.submitted(links.prove(token), as_object(said, "said"), seen)
