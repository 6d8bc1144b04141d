"""Talent cards as HTML for the desk, and as PDF: one A4 page each, with who printed it and when on every one of them.

What doesn't fit at the usual size of letters is set smaller, card by card, until it does: a review projects and hands round
single pages. Nothing is kept: a pack is made for whoever asks, and forgotten.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from pypdf import PdfReader, PdfWriter

import frappe
from frappe import _
from frappe.utils import escape_html, fmt_money, get_fullname, today
from frappe.utils.jinja_globals import is_rtl

from talent_performance.engine.tables import BANDS
from talent_performance.flows.pdf_pages import as_pdf
from talent_performance.flows.talent_card import cards
from talent_performance.store.policy import policy_of

TEMPLATE = "talent_performance/templates/talent_card.html"
PAPER = "talent_performance/templates/talent_card_paper.html"
# Points of the letters, tried one after the other; texts are cut where even the smallest wouldn't do.
SIZES = (9.6, 8.6, 7.6, 6.6)
Row = dict[str, Any]


def as_html(card: Row) -> str:
	"""A card for a screen or a sheet; every text in it escaped."""
	return frappe.render_template(TEMPLATE, {"card": card, **common()})


def common() -> Row:
	"""What every card says besides: whose eyes it is for, since when, and the grid's boxes."""
	boxes = {(box.performance, box.potential): _(box.label) for box in policy_of(None).boxes}
	return {
		"viewer": get_fullname(),
		"printed_on": frappe.utils.formatdate(today()),
		"decimal_point": fmt_money(0.5, precision=1)[1],
		"bands": [band.title() for band in BANDS],
		"boxes": {
			f"{performance} {potential}".title(): label for (performance, potential), label in boxes.items()
		},
	}


def pdf(found: Sequence[Row]) -> bytes:
	"""The cards as one document, a page each."""
	content = printed(found, SIZES[0])
	if len(PdfReader(io.BytesIO(content)).pages) == len(found):
		return content
	writer = PdfWriter()
	for card in found:
		for page in fitted(card).pages:
			writer.add_page(page)
	stream = io.BytesIO()
	writer.write(stream)
	return stream.getvalue()


def fitted(card: Row) -> PdfReader:
	"""One card on one page, in the largest letters that allow it."""
	for size in SIZES:
		read = PdfReader(io.BytesIO(printed([card], size)))
		if len(read.pages) == 1:
			break
	return read


def printed(found: Sequence[Row], size: float) -> bytes:
	"""The cards on paper, in letters of a size."""
	body = [as_html(card) for card in found]
	sheet = {
		"bodies": body,
		"size": size,
		"language": frappe.local.lang,
		"direction": "rtl" if is_rtl() else "ltr",
		"title": escape_html(_("Talent Card")),
		**common(),
	}
	options = {
		"page-size": "A4",
		"margin-left": "0",
		"margin-right": "0",
		"margin-top": "0",
		"margin-bottom": "0",
	}
	return as_pdf(frappe.render_template(PAPER, sheet), options)


def download(employee: str) -> None:
	"""One card as the answer of this request. Raises PermissionError, PracticeOff."""
	card = cards.card(employee)
	answer(pdf([card]), _("Talent card {0}").format(employee))


def download_pack(employees: Sequence[str]) -> None:
	"""A pack as the answer of this request; the reader may open each of them."""
	answer(pdf(cards.cards(employees)), _("Review pack"))


def answer(content: bytes, name: str) -> None:
	frappe.local.response.update({"type": "pdf", "filename": f"{name}.pdf", "filecontent": content})
