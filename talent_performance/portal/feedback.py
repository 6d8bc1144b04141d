"""Rounds of feedback: what the reader is asked for, his raters, and those of his people."""

from typing import Any

import frappe

from talent_performance.flows.feedback import asked, nominating, page
from talent_performance.portal.shell import refuse_strangers


@frappe.whitelist(methods=["GET"])
def overview() -> page.Page:
	"""What the reader is asked for, who is asked about him, and who about his people."""
	return page.page(refuse_strangers())


@frappe.whitelist(methods=["GET"])
def candidates(about: str, search: str = "") -> list[dict[str, Any]]:
	"""Colleagues who could be raters, with how many they are asked about already."""
	return page.candidates(about, search)


@frappe.whitelist(methods=["POST"])
def nominate(about: str, rater: str = "", name: str = "", email: str = "") -> str:
	"""Propose a colleague, or somebody from outside by name and e-mail, as a rater of oneself."""
	return nominating.nominate(about, rater=rater, name=name, email=email)


@frappe.whitelist(methods=["POST"])
def take_back(invitation: str) -> None:
	"""Take an own proposal back."""
	nominating.take_back(invitation)


@frappe.whitelist(methods=["POST"])
def hand_in(about: str) -> None:
	"""Hand the proposals to the manager."""
	nominating.hand_in(about)


@frappe.whitelist(methods=["POST"])
def add(about: str, rater: str = "", name: str = "", email: str = "", group: str = "Peer") -> str:
	"""Add a rater of somebody whom the reader leads."""
	return nominating.add(about, rater=rater, name=name, email=email, group=group)


@frappe.whitelist(methods=["POST"])
def take_out(invitation: str) -> None:
	"""Take out a rater who wasn't asked yet, of somebody whom the reader leads."""
	nominating.take_out(invitation)


@frappe.whitelist(methods=["POST"])
def approve(about: str) -> None:
	"""Agree to the raters of somebody whom the reader leads."""
	nominating.approve(about)


@frappe.whitelist(methods=["POST"])
def return_to_person(about: str) -> None:
	"""Let somebody whom the reader leads nominate again."""
	nominating.return_(about)


@frappe.whitelist(methods=["POST"])
def substitute(invitation: str, rater: str = "", name: str = "", email: str = "") -> str:
	"""Ask somebody else instead of a rater who declined."""
	return nominating.substitute(invitation, rater=rater, name=name, email=email)


@frappe.whitelist(methods=["POST"])
def decline(invitation: str, reason: str) -> None:
	"""Say that one won't give feedback, and why; the manager and HR read it."""
	asked.decline(invitation, reason)
