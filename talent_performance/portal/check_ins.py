"""Check-ins: one's own, and those that the people whom one leads have shared."""

from typing import Any

import frappe
from frappe.utils import cint

from talent_performance.access.calls import as_object, as_start
from talent_performance.flows import check_in_book, check_in_notes


@frappe.whitelist()
def mine(start: int | str = 0) -> check_in_book.Book:
	"""A page of one's own check-ins, when the next one is due, and the one that is being written."""
	return check_in_book.mine(as_start(start))


@frappe.whitelist()
def of_people(start: int | str = 0, search: str = "", waiting: int | str | bool = 0) -> check_in_book.Book:
	"""A page of what the people whom one leads have shared; `waiting`: without a reply yet."""
	return check_in_book.of_people(as_start(start), search, bool(cint(waiting)))


@frappe.whitelist(methods=["POST"])
def begin() -> str:
	"""The name of the check-in to write now: the draft that is there, or a new one."""
	return check_in_book.begin()


@frappe.whitelist()
def read(check_in: str) -> dict[str, Any]:
	"""One check-in with what moved since the last one, and what the reader may do."""
	return check_in_book.page_of(check_in)


@frappe.whitelist(methods=["POST"])
def save(check_in: str, values: str | dict, modified: str) -> dict[str, Any]:
	"""Write into one's own draft; `modified` is what the writer has read last."""
	return check_in_book.save(check_in, as_object(values, "values"), modified)


@frappe.whitelist(methods=["POST"])
def share(check_in: str, values: str | dict, modified: str) -> dict[str, Any]:
	"""Write and share: from then on it stays shared."""
	return check_in_book.share(check_in, as_object(values, "values"), modified)


@frappe.whitelist(methods=["POST"])
def remove(check_in: str) -> None:
	"""Take a draft away for good."""
	check_in_book.remove(check_in)


@frappe.whitelist(methods=["POST"])
def reply(check_in: str, text: str, replied_on: str = "") -> dict[str, Any]:
	"""Reply to a shared check-in as somebody above."""
	return check_in_book.reply(check_in, text, replied_on)


@frappe.whitelist(methods=["POST"])
def keep_note(note: str, modified: str = "", check_in: str = "", employee: str = "") -> check_in_notes.Note:
	"""The own private note about a check-in, or about somebody in general."""
	return check_in_book.keep_note(note, modified, check_in, employee)
