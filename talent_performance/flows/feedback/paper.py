"""A feedback report as a PDF, for readers of the portal too, who have no print permission of a role.

Each page says at its foot that it is confidential and who printed it. wkhtmltopdf has footers only in builds with a Qt of its
own, which distributions don't package; so they are laid over the pages afterwards.
"""

from __future__ import annotations

import io

from pypdf import PdfReader, PdfWriter

import frappe
from frappe import _
from frappe.utils import escape_html
from frappe.utils.jinja_globals import is_rtl

from talent_performance.access import readings
from talent_performance.flows.feedback import results
from talent_performance.flows.pdf_pages import as_pdf

TEMPLATE = "talent_performance/templates/feedback_report.html"
PAGE = (
	'<!DOCTYPE html><html lang="{}" dir="{}"><head><meta charset="utf-8"><title>{}</title></head>'
	'<body><div class="print-format">{}</div></body></html>'
)
FOOT = (
	'<div style="page-break-after: always; text-align: center; white-space: nowrap;'
	" font-family: 'Noto Sans', 'Noto Sans Arabic', 'DejaVu Sans', sans-serif; font-size: 7.5pt\">{}</div>"
)
STRIP = {"page-height": "10mm", "page-width": "210mm"}
STRIP_MARGINS = "<style>.print-format { margin-top: 1mm; margin-bottom: 1mm; margin-left: 5mm; margin-right: 5mm; }</style>"
RAISED = 14  # points above the lower edge


def as_html(sheet: results.Row) -> str:
	"""The report as a page, without the footer that a print format brings."""
	return _page(frappe.render_template(TEMPLATE, {"sheet": {**sheet, "has_own_feet": True}}), sheet)


def _page(body: str, sheet: results.Row) -> str:
	direction = "rtl" if is_rtl() else "ltr"
	return PAGE.format(frappe.local.lang, direction, escape_html(sheet["round_title"]), body)


def download(result: str) -> None:
	"""The report as the answer of this request. Raises PermissionError."""
	sheet = results.printed(result)
	document = results.readable_result(result)
	content = with_feet(as_pdf(as_html(sheet)), sheet)
	readings.notice_reading(results.RESULT, document.name, document.employee, document.company)
	name = _("Feedback report {0}").format(result)
	frappe.local.response.update({"type": "pdf", "filename": f"{name}.pdf", "filecontent": content})


def with_feet(content: bytes, sheet: results.Row) -> bytes:
	"""The same pages, each with its footer."""
	pages = PdfReader(io.BytesIO(content)).pages
	feet = STRIP_MARGINS + "".join(
		FOOT.format(_foot(sheet, at, len(pages))) for at in range(1, len(pages) + 1)
	)
	strips = PdfReader(io.BytesIO(as_pdf(_page(feet, sheet), dict(STRIP)))).pages
	writer = PdfWriter()
	for page, foot in zip(pages, strips, strict=False):
		page.merge_translated_page(foot, 0, RAISED)
		writer.add_page(page)
	stream = io.BytesIO()
	writer.write(stream)
	return stream.getvalue()


def _foot(sheet: results.Row, page: int, pages: int) -> str:
	said = (
		_("Confidential"),
		sheet["name"],
		_("printed by {0}").format(sheet["printed_by"]),
		f"{page} / {pages}",
	)
	return " · ".join(f"<bdi>{escape_html(each)}</bdi>" for each in said)
