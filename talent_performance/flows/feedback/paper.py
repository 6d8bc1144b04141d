"""A feedback report as a PDF, for readers of the portal too, who have no print permission of a role."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils.jinja_globals import is_rtl
from frappe.utils.pdf import get_pdf

from talent_performance.access import readings
from talent_performance.flows.feedback import results

TEMPLATE = "talent_performance/templates/feedback_report.html"
PAGE = '<!DOCTYPE html><html lang="{}" dir="{}"><head><meta charset="utf-8"><title>{}</title></head><body><div class="print-format">{}</div></body></html>'


def as_html(result: str) -> str:
	"""The report as a page. Raises PermissionError."""
	sheet = results.printed(result)
	body = frappe.render_template(TEMPLATE, {"sheet": sheet})
	direction = "rtl" if is_rtl() else "ltr"
	return PAGE.format(frappe.local.lang, direction, frappe.utils.escape_html(sheet["round_title"]), body)


def download(result: str) -> None:
	"""The report as the answer of this request. Raises PermissionError."""
	document = results.readable_result(result)
	content = get_pdf(as_html(result))
	readings.notice_reading(results.RESULT, document.name, document.employee, document.company)
	name = _("Feedback report {0}").format(result)
	frappe.local.response.update({"type": "pdf", "filename": f"{name}.pdf", "filecontent": content})
