"""The writing aid, for whoever writes a review: what is sent is looked at, and neither kept nor logged."""

import frappe

from talent_performance.flows import writing_aid


@frappe.whitelist(methods=["POST"])
def look_at(text: str, language: str = "", review: str = "", line: str = "") -> dict:
	"""Findings with their places in the text as JavaScript counts them; `language` is en or id, else it is found out.

	`review` and its `line` say where the text stands, so that the days of what was written down are looked at too.
	"""
	frappe.local.form_dict.pop("text", None)
	return writing_aid.look_at(text, language, review, line)
