"""My appraisal, and the writing of reviews."""

import frappe

from talent_performance.access.calls import as_object
from talent_performance.flows import appraisal_sheet, own_appraisals, review_drafts, review_page, reviews


@frappe.whitelist()
def mine() -> dict:
	"""The user's appraisals: under way, and past."""
	return own_appraisals.mine()


@frappe.whitelist()
def sheet(appraisal: str) -> dict:
	"""One appraisal, as far as the user may see it."""
	return own_appraisals.sheet(appraisal)


@frappe.whitelist(methods=["POST"])
def acknowledge(appraisal: str, comment: str = "") -> None:
	"""Received."""
	own_appraisals.acknowledge(appraisal, comment)


@frappe.whitelist(methods=["POST"])
def appeal(appraisal: str, reason: str) -> None:
	"""Ask for another look at the rating."""
	own_appraisals.appeal(appraisal, reason)


@frappe.whitelist(methods=["POST"])
def open(appraisal: str, perspective: str) -> str:
	"""The user's review from a perspective, begun if need be; returns its name."""
	return reviews.start(appraisal_sheet.readable_appraisal(appraisal).name, perspective)


@frappe.whitelist()
def review(review: str) -> dict:
	"""Everything to write a side, or to read it."""
	return review_page.page(review)


@frappe.whitelist(methods=["POST"])
def save_draft(review: str, values: dict | str, seen: str) -> dict:
	"""Keep what was changed in a page that last saw the review at `seen`."""
	return review_drafts.save(review, as_object(values, "values"), seen)


@frappe.whitelist(methods=["POST"])
def submit(review: str) -> dict:
	"""The reviewer is done."""
	return review_drafts.submit(review)
