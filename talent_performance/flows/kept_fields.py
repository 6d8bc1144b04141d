"""Fields that the server keeps: whatever a client sends in them is put back.

A read-only field of a form is still writable through the API. So a controller restores what its flows write, unless a
flow is writing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import frappe
from frappe.model.document import Document
from frappe.utils import cstr, flt

_writing: ContextVar[bool] = ContextVar("a flow of goals is writing", default=False)
NUMBERS = ("Float", "Percent", "Int", "Check", "Currency")
TABLES = ("Table", "Table MultiSelect")
NO_VALUE = ("Section Break", "Column Break", "Tab Break", "HTML", "Button", "Heading", "Fold")


@contextmanager
def writing() -> Iterator[None]:
	"""Within this a flow writes, and nothing is put back."""
	token = _writing.set(True)
	try:
		yield
	finally:
		_writing.reset(token)


def is_writing() -> bool:
	"""Whether a flow is writing."""
	return _writing.get()


def restore(doc: Document, fields: Iterable[str]) -> None:
	"""Put back what is stored; into a new document what an empty one has."""
	if is_writing():
		return
	stored = doc.get_doc_before_save() or frappe.new_doc(doc.doctype)
	for field in fields:
		doc.set(field, stored.get(field))


def changed(doc: Document, but: Iterable[str] = ()) -> list[str]:
	"""Fields, tables too, in which a document differs from what is stored; none of a new one."""
	before = doc.get_doc_before_save()
	if before is None:
		return []
	left_out = {*but, *(df.fieldname for df in doc.meta.fields if df.fieldtype in NO_VALUE or df.fetch_from)}
	fields = [df for df in doc.meta.fields if df.fieldname not in left_out]
	return [df.fieldname for df in fields if _plain(df, before) != _plain(df, doc)]


def _plain(df: frappe._dict, doc: Document) -> object:
	value = doc.get(df.fieldname)
	if df.fieldtype in TABLES:
		meta = frappe.get_meta(df.options)
		return [[_plain(each, row) for each in meta.fields] for row in value or ()]
	return flt(value) if df.fieldtype in NUMBERS else cstr(value)
