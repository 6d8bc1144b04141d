"""The page on which a rater answers: nobody is logged in, and the token says which invitation it is.

It comes in the body of a POST and never in an address. Neither it nor what is said reaches a log, whatever breaks.
"""

from typing import Any

import frappe

from talent_performance.flows.feedback import answering, codes
from talent_performance.flows.unlogged import unlogged

TITLE = "Feedback by a link"


@frappe.whitelist(allow_guest=True, methods=["POST"])
def exchange(code: str) -> dict[str, str]:
	"""The token for a code that came by mail; the code is of no use after that."""
	return {"token": unlogged(TITLE, codes.exchange, code)}


@frappe.whitelist(allow_guest=True, methods=["POST"])
def send_again(code: str) -> None:
	"""A new link to the address that this one was sent to."""
	unlogged(TITLE, codes.send_again, code)


@frappe.whitelist(allow_guest=True, methods=["POST"])
def open_feedback(token: str) -> dict[str, Any]:
	"""What is asked, who will see what, and what was written so far."""
	return unlogged(TITLE, answering.opened, token)


@frappe.whitelist(allow_guest=True, methods=["POST"])
def save_draft(token: str, said: dict | str, seen: str = "") -> dict[str, str]:
	"""Keep what is written so far."""
	return unlogged(TITLE, answering.saved, token, said, seen)


@frappe.whitelist(allow_guest=True, methods=["POST"])
def submit(token: str, said: dict | str, seen: str = "") -> dict[str, str]:
	"""Hand it in; until the close it can be handed in again."""
	return unlogged(TITLE, answering.submitted, token, said, seen)


@frappe.whitelist(allow_guest=True, methods=["POST"])
def decline(token: str, reason: str) -> None:
	"""Say that one won't answer, and why."""
	unlogged(TITLE, answering.declined, token, reason)


@frappe.whitelist(methods=["POST"])
def open_invitation(invitation: str) -> dict[str, str]:
	"""The page for an invitation of the session's user, with the token that opens it. Raises PermissionError, EntranceClosed."""
	token = unlogged(TITLE, answering.token_for, invitation, frappe.session.user)
	return {"token": token, "page": f"{codes.PAGE}?_lang={frappe.local.lang}#t.{token}"}
