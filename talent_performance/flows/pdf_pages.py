"""Pages as PDF, by the program that Frappe uses."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils.pdf import get_pdf

MISSING = "No wkhtmltopdf executable found"


def as_pdf(html: str, options: dict[str, Any] | None = None) -> bytes:
	"""A page as PDF. Raises ValidationError where the server lacks the program for it."""
	try:
		return get_pdf(html, options)
	except OSError as error:
		if MISSING not in str(error):
			raise
	frappe.throw(
		_(
			"This server can't make PDFs: wkhtmltopdf isn't installed on it. Ask whoever looks after the server to install it."
		),
		title=_("No PDF"),
	)
