"""Plain pages for people who have no account: one template each, no framework, nothing from elsewhere.

What lets somebody in stands behind the # of an address, and reaches the server in the body of a POST only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import frappe

from talent_performance import __version__

LANGUAGES = (("en", "English"), ("id", "Bahasa Indonesia"))
RIGHT_TO_LEFT = ("ar", "fa", "he", "ps", "ur")
PAGES = ("/personal-review", "/review-kiosk", "/feedback-answer")
METHODS = ("personal_link", "review_kiosk", "feedback_answer")
CALLS = tuple(f"/api/method/talent_performance.portal.{each}." for each in METHODS)
HEADERS = {
	"Cache-Control": "no-store",
	"Referrer-Policy": "no-referrer",
	"X-Robots-Tag": "noindex, nofollow",
	"X-Content-Type-Options": "nosniff",
	"X-Frame-Options": "DENY",
	"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
	"img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}


def prepare(
	context: frappe._dict, title: str, methods: str, words: Mapping[str, str], script: str, style: str = ""
) -> None:
	"""What the template needs; `methods` is the module whose methods the page calls, `words` what it says."""
	lang = frappe.local.lang or "en"
	context.update(
		page_lang=lang,
		page_dir="rtl" if lang.split("-")[0] in RIGHT_TO_LEFT else "ltr",
		page_languages=LANGUAGES,
		page_title=title,
		page_js=script,
		page_css=style,
		asset_version=__version__,
		# A closing tag in a word would end the script that it stands in.
		page_data=json.dumps({"methods": methods, "lang": lang, "words": words}).replace("<", "\\u003c"),
	)


def after_request(response: Any = None, request: Any = None) -> None:
	"""Nobody keeps, frames or refers from these pages and what they ask, and nothing runs in them but what is ours."""
	path = getattr(request, "path", "")
	if response is not None and (path in PAGES or path.startswith(CALLS)):
		response.headers.update(HEADERS)
