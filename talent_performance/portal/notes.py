"""Praise and notes: what somebody gives, gets and asks for, and the wall of praise that everybody in a company reads."""

from typing import Any

import frappe
from frappe.utils import cint

from talent_performance.access import colleagues
from talent_performance.access.calls import as_list, as_object
from talent_performance.flows import note_book, notes
from talent_performance.portal.shell import refuse_strangers


@frappe.whitelist(methods=["GET"])
def overview() -> dict[str, Any]:
	"""What the reader was asked for, about whom he may ask, and whether he leads somebody."""
	refuse_strangers()
	return note_book.overview()


@frappe.whitelist(methods=["GET"])
def page(view: str, before: str = "") -> note_book.Page:
	"""A page of a list: received, given, asked or team; `before` is the key that the page before ended with."""
	refuse_strangers()
	return note_book.page(view, before)


@frappe.whitelist(methods=["GET"])
def wall(before: str = "", competency: str = "", team: int | str | bool = 0) -> note_book.Page:
	"""A page of what people of the reader's companies are praised for before everybody."""
	refuse_strangers()
	return note_book.wall(before, competency, bool(cint(team)))


@frappe.whitelist(methods=["GET"])
def people(text: str) -> list[dict[str, str]]:
	"""Colleagues whose names hold a text of at least two letters: name and what they do."""
	refuse_strangers()
	return colleagues.find(text)


@frappe.whitelist(methods=["GET"])
def choices(employee: str = "") -> dict[str, Any]:
	"""What a note about somebody can be tied to."""
	refuse_strangers()
	return note_book.choices(employee)


@frappe.whitelist(methods=["POST"])
def give(values: str | dict) -> dict[str, Any]:
	"""Praise or a suggestion about somebody."""
	refuse_strangers()
	return note_book.told(notes.give(as_object(values, "values")))


@frappe.whitelist(methods=["POST"])
def ask_feedback(people: str | list, values: str | dict) -> list[str]:
	"""Ask a few people for feedback; the names of the requests."""
	refuse_strangers()
	asked = [str(each) for each in as_list(people, "people")]
	return notes.ask_several(asked, as_object(values, "values"))


@frappe.whitelist(methods=["POST"])
def answer(feedback: str, values: str | dict) -> dict[str, Any]:
	"""Answer what one was asked for."""
	refuse_strangers()
	return note_book.told(notes.answer(feedback, as_object(values, "values")))


@frappe.whitelist(methods=["POST"])
def decline(feedback: str, take_back: int | str | bool = 0) -> None:
	"""Say that one has nothing to say, or take that back."""
	refuse_strangers()
	notes.decline(feedback, bool(cint(take_back)))


@frappe.whitelist(methods=["POST"])
def change(feedback: str, values: str | dict, modified: str) -> dict[str, Any]:
	"""Put one's own words right; `modified` is what the writer has read last."""
	refuse_strangers()
	return note_book.told(notes.change(feedback, as_object(values, "values"), modified))


@frappe.whitelist(methods=["POST"])
def withdraw(feedback: str) -> None:
	"""Take one's own note away for good."""
	refuse_strangers()
	notes.withdraw(feedback)


@frappe.whitelist(methods=["POST"])
def thank(feedback: str, take_back: int | str | bool = 0) -> None:
	"""Thank for a note about oneself, or take that back."""
	refuse_strangers()
	notes.thank(feedback, bool(cint(take_back)))
