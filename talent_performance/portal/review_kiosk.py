"""The page of a kiosk: the device has a token of its own, and whoever signs in gets another one for some minutes."""

import frappe

from talent_performance.access.calls import as_object
from talent_performance.flows.tokens import forget_sent
from talent_performance.flows.unaccounted import kiosks, self_review


@frappe.whitelist(allow_guest=True, methods=["POST"])
def open_kiosk(token: str) -> dict:
	"""What stands on the tablet while nobody is signed in; `token` is the device's."""
	forget_sent()
	return kiosks.shown(kiosks.prove(token))


@frappe.whitelist(allow_guest=True, methods=["POST"])
def sign_in(token: str, number: str, secret: str) -> dict:
	"""A token of who is signed in, or `refused` with the reason; `token` is the device's."""
	forget_sent()
	return kiosks.sign_in(kiosks.prove(token), number, secret)


@frappe.whitelist(allow_guest=True, methods=["POST"])
def open_review(token: str) -> dict:
	"""The self review of whoever is signed in."""
	forget_sent()
	entrance = kiosks.prove_signed_in(token)
	frappe.local.form_dict["kiosk"] = entrance.reference
	return self_review.opened(entrance)


@frappe.whitelist(allow_guest=True, methods=["POST"])
def save_draft(token: str, said: dict | str, seen: str = "") -> dict:
	"""Keep what is written so far."""
	forget_sent()
	return self_review.saved(kiosks.prove_signed_in(token), as_object(said, "said"), seen)


@frappe.whitelist(allow_guest=True, methods=["POST"])
def submit(token: str, said: dict | str, seen: str = "") -> None:
	"""Hand it in, and sign off."""
	forget_sent()
	self_review.submitted(kiosks.prove_signed_in(token), as_object(said, "said"), seen)
	kiosks.sign_out(token)


@frappe.whitelist(allow_guest=True, methods=["POST"])
def sign_out(token: str) -> None:
	"""Sign off."""
	forget_sent()
	kiosks.sign_out(token)
