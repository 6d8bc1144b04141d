"""Fields of a linked document, asked for through a list: only what Frappe itself shows there, its title.

Frappe joins `manager.date_of_birth` to a list of appraisals and asks whether the reader may open Employees at all, not whether he
may open this one. A former manager would read the new rating of an appraisal through the review he once wrote, and anybody the
record of his own manager.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import frappe
from frappe import _

from talent_performance.access.copies import OURS
from talent_performance.exceptions import DoorClosed

# What a request calls the columns it asks for, and where a made-up chart or card says its own.
ASKED_IN = ("fields", "fieldname", "field", "filter_fields", "stats", "group_by", "order_by")
MADE_UP = ("chart", "doc")
THROUGH = re.compile(r"(?<![\w`'\".])`?(\w+)`?\.`?(\w+)`?")
BY_PATH = re.compile(r"/(?:resource|document)/([^/]+)/?$")


def before_request() -> None:
	"""Refuse to read another document through one of ours. Raises DoorClosed."""
	form = frappe.local.form_dict
	for doctype, text in asked_columns(form, frappe.local.request.path):
		if doctype in OURS:
			refuse_through(doctype, text)


def asked_columns(form: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
	"""DocType and column, for all that a request asks for."""
	named = BY_PATH.search(path)
	doctype = form.get("doctype") or (unquote(named[1]) if named else "")
	for key in ASKED_IN:
		yield from ((str(doctype), text) for text in texts(parsed(form.get(key))))
	for key in MADE_UP:
		made = parsed(form.get(key))
		if isinstance(made, dict) and made.get("document_type"):
			yield from (
				(str(made["document_type"]), text)
				for name in made
				if name.endswith("based_on")
				for text in texts(made[name])
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
	"""Every text in it, however deep."""
	if isinstance(said, str):
		yield said
	elif isinstance(said, dict):
		yield from (text for pair in said.items() for each in pair for text in texts(each))
	elif isinstance(said, list | tuple):
		yield from (text for each in said for text in texts(each))


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
