"""Texts that people write, without what would run where they are shown.

Frappe cleans HTML when a document is saved, but not what looks like JSON: `["<img onerror=…>"]` is stored as it came, and its forms show
it as HTML. Ours is cleaned whatever it looks like, and on the way past documents too. A text without a tag stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bs4 import BeautifulSoup

from frappe.utils import sanitize_html

if TYPE_CHECKING:
	from frappe.model.document import Document

TEXTS = ("Data", "Small Text", "Text", "Text Editor")


def safe(text: str) -> str:
	"""The text with tags that only format it."""
	if "<" not in text or not BeautifulSoup(text, "html.parser").find():
		return text
	return sanitize_html(text, always_sanitize=True)


def clean_document(doc: Document, method: str | None = None) -> None:
	"""before_validate of DocTypes of ours: every text of the document and its rows."""
	for each in (doc, *doc.get_all_children()):
		for df in each.meta.get("fields", {"fieldtype": ("in", TEXTS)}):
			said = each.get(df.fieldname)
			if isinstance(said, str) and "<" in said:
				each.set(df.fieldname, safe(said))
