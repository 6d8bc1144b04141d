"""Mentoring: one's own mentors and the people whom one helps; finding somebody; what a manager hears of it."""

from typing import Any

import frappe
from frappe.utils import cint, flt

from talent_performance.access.calls import as_object
from talent_performance.flows import aspirations
from talent_performance.flows.mentoring import deeds, finding, offering, page
from talent_performance.portal.shell import refuse_strangers


@frappe.whitelist(methods=["GET"])
def overview() -> dict[str, Any]:
	"""The reader's pairs, his offer, and the competencies in which one can look for help."""
	refuse_strangers()
	return page.overview()


@frappe.whitelist(methods=["GET"])
def pair(pair: str) -> dict[str, Any]:
	"""One of the reader's pairs."""
	refuse_strangers()
	return page.pair(pair)


@frappe.whitelist(methods=["GET"])
def find(competency: str, wanted: float | int | str, kind: str = "Mentoring") -> list[dict]:
	"""Who could help the reader with a competency."""
	refuse_strangers()
	return finding.find(aspirations.own_record(), competency, flt(wanted), kind)


@frappe.whitelist(methods=["POST"])
def propose(pair_values: str | dict) -> str:
	"""Ask somebody to help the reader; returns the pair's name."""
	refuse_strangers()
	values = as_object(pair_values, "pair_values")
	return deeds.propose({**values, "mentee": aspirations.own_record()})


@frappe.whitelist(methods=["POST"])
def answer(pair: str, agrees: bool | int | str, reason: str = "") -> dict[str, Any]:
	"""Agree to a proposal, or decline it."""
	refuse_strangers()
	deeds.answer(pair, bool(cint(agrees)), reason)
	return page.pair(pair)


@frappe.whitelist(methods=["POST"])
def end(pair: str, reason: str) -> dict[str, Any]:
	"""End a pair, or take a proposal back."""
	refuse_strangers()
	page.pair(pair)
	deeds.end(pair, reason)
	return page.pair(pair)


@frappe.whitelist(methods=["POST"])
def note_meeting(pair: str, meeting: str | dict) -> dict[str, Any]:
	"""Note down a meeting that was held."""
	refuse_strangers()
	deeds.note_meeting(pair, as_object(meeting, "meeting"))
	return page.pair(pair)


@frappe.whitelist(methods=["POST"])
def drop_meeting(pair: str, row: str) -> dict[str, Any]:
	"""Take back a meeting that the reader has noted down."""
	refuse_strangers()
	deeds.drop_meeting(pair, row)
	return page.pair(pair)


@frappe.whitelist(methods=["POST"])
def agree_on(pair: str, pair_values: str | dict) -> dict[str, Any]:
	"""Change goals, rhythm and days."""
	refuse_strangers()
	deeds.agree_on(pair, as_object(pair_values, "pair_values"))
	return page.pair(pair)


@frappe.whitelist(methods=["POST"])
def rate(pair: str, score: int | str, said: str = "") -> dict[str, Any]:
	"""Say how helpful it is; the other side never reads it."""
	refuse_strangers()
	deeds.rate(pair, cint(score), said)
	return page.pair(pair)


@frappe.whitelist(methods=["POST"])
def offer(offered: str | dict) -> dict[str, Any]:
	"""Say in what the reader would like to help others, or take it back."""
	refuse_strangers()
	offering.offer(as_object(offered, "offered"))
	return page.overview()


@frappe.whitelist(methods=["GET"])
def of_member(employee: str) -> list[dict]:
	"""For whoever leads somebody: that there are pairs, with whom and about what."""
	refuse_strangers()
	return page.known_of(employee)


@frappe.whitelist(methods=["GET"])
def find_for(
	employee: str, competency: str, wanted: float | int | str, kind: str = "Mentoring"
) -> list[dict]:
	"""Who could help somebody whom the reader leads."""
	refuse_strangers()
	return finding.find(employee, competency, flt(wanted), kind)
