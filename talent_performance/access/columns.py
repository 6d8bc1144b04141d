"""What a request may name as a column: no query within it, and nothing behind a link but what Frappe itself shows there, the title.

Frappe 15 looks for a query within a query where a column is named, but not in the name that it is given: `name as x, (select …)` reads
any table through any list. And it joins `manager.date_of_birth` to a list of appraisals and asks whether the reader may open
Employees at all, not whether he may open this one. A former manager would read the new rating of an appraisal through the review he once wrote, and anybody the
record of his own manager.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import frappe
from frappe import _
from frappe.utils import escape_html

from talent_performance.access.copies import OURS
from talent_performance.exceptions import DoorClosed

if TYPE_CHECKING:
	from frappe.model.document import Document

# What a request calls the columns it asks for, and where a made-up chart or card says its own.
ASKED_IN = (
	"fields", "fieldname", "field", "fields_to_fetch", "filter_fields", "stats", "group_by", "order_by",
)  # fmt: skip
MADE_UP = ("chart", "doc", "custom_columns")
QUERY = re.compile(
	r"\bselect\b|\bunion\b|/\*|--|\b(?:sleep|benchmark|get_lock|load_file|extractvalue|updatexml)\s*\(",
	re.IGNORECASE,
)
THROUGH = re.compile(r"(?<![\w`'\".])`?(\w+)`?\.`?(\w+)`?")
BY_PATH = re.compile(r"/(?:resource|document)/([^/]+)/?$")


def before_request() -> None:
	"""Refuse to read another table within a column, and another document through one of ours. Raises DoorClosed."""
	form = frappe.local.form_dict
	for doctype, text in asked_columns(form, frappe.local.request.path):
		refuse_query(text)
		if doctype in OURS:
			refuse_through(doctype, text)


def asked_columns(form: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
	"""DocType and column, for all that a request asks for."""
	named = BY_PATH.search(path)
	doctype = str(form.get("doctype") or (unquote(named[1]) if named else ""))
	for key in ASKED_IN:
		yield from ((doctype, text) for text in texts(parsed(form.get(key))))
	for key in MADE_UP:
		yield from made_up(parsed(form.get(key)))


def made_up(said: Any) -> Iterator[tuple[str, str]]:
	"""DocType and column of a chart or card that the client makes up, and of columns that it adds to a report."""
	for made in said if isinstance(said, list) else [said]:
		if isinstance(made, dict) and made.get("document_type"):
			asked = (made[key] for key in made if key.endswith("based_on"))
			yield from ((str(made["document_type"]), text) for each in asked for text in texts(each))
		elif isinstance(made, dict) and made.get("fieldname"):
			yield str(made.get("doctype")), str(made["fieldname"])


def check_saved(doc: Document, method: str | None = None) -> None:
	"""Dashboard Chart and Number Card before_validate: anybody may make one on Frappe, with any column. Raises DoorClosed."""
	for doctype, text in made_up(doc.as_dict()):
		refuse_query(text)
		if doctype in OURS:
			refuse_through(doctype, text)


def refuse_query(text: str) -> None:
	"""Raises DoorClosed where a column holds a query of its own."""
	if QUERY.search(text):
		frappe.throw(
			_("A column was expected, and not a query: {0}").format(escape_html(text[:140])),
			exc=DoorClosed,
			title=_("Not Permitted"),
		)


def parsed(said: Any) -> Any:
	"""What a text of JSON says; any other text stays as it is."""
	if not isinstance(said, str):
		return said
	try:
		return frappe.parse_json(said)
	except ValueError:
		return said


def texts(said: Any) -> Iterator[str]:
	"""Every text in it. What has keys holds values or describes a field; in a list it is a function over columns, from Frappe 16 on."""
	if isinstance(said, str):
		yield said
	elif isinstance(said, list | tuple):
		for each in said:
			yield from texts(list(each.values()) if isinstance(each, dict) else each)


def refuse_through(doctype: str, text: str) -> None:
	"""Raises DoorClosed where a column goes through a link of the DocType to anything but the title behind it."""
	meta = frappe.get_meta(doctype)
	for link, column in THROUGH.findall(text):
		df = meta.get_field(link)
		if df and df.fieldtype == "Link" and column not in ("name", frappe.get_meta(df.options).title_field):
			frappe.throw(
				_("{0} of {1} is read in {1} itself, not through {2}.").format(
					column, _(df.options), _(doctype)
				),
				exc=DoorClosed,
				title=_("Not Permitted"),
			)
