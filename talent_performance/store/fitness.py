"""What Document._validate would refuse or clean, for many rows at once, and what only a document can do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import frappe
from frappe import _
from frappe.utils import cint, cstr, flt, sanitize_html, split_emails, strip_html, validate_email_address

from talent_performance.exceptions import RowUnfit
from talent_performance.store.markup import TEXTS, safe

if TYPE_CHECKING:
	from talent_performance.store.rows import Rows

# Values in these go through code that works on one document: secrets, files, images in texts, stars, templates.
DOCUMENT_ONLY = {
	"Attach", "Attach Image", "Barcode", "Code", "HTML Editor", "Markdown Editor", "Password", "Phone", "Rating",
	"Signature", "Text Editor",
}  # fmt: skip
NUMBERS = {"Int", "Float", "Currency"}
KINDS_OF_DATA: dict[str, Callable[[str], object]] = {
	"Email": lambda text: [validate_email_address(each, throw=True) for each in split_emails(text)],
	"Name": lambda text: frappe.utils.validate_name(text, throw=True),
	"Phone": lambda text: frappe.utils.validate_phone_number(text, throw=True),
	"URL": lambda text: frappe.utils.validate_url(text, throw=True),
}


def document_only(doctype: str, given: Sequence[str]) -> str:
	"""Why rows with these fields must be written as documents; empty where they needn't."""
	meta = frappe.get_meta(doctype)
	defaults = [df.fieldname for df in meta.fields if df.default]
	special = [each for each in {*given, *defaults} if is_special(meta.get_field(each))]
	if special:
		return _("Field {0} of {1}").format(", ".join(sorted(special)), _(doctype))
	return _("Title of {0}").format(_(doctype)) if makes_title(meta) else ""


def makes_title(meta: Any) -> bool:
	"""Whether a document makes its title of a pattern, as Document.set_title_field does."""
	title = meta.get_field("title") if meta.title_field == "title" else None
	return bool(title and (title.options or title.default))


def is_special(df: Any) -> bool:
	"""Whether only a document can store the field."""
	return df is not None and df.fieldtype in DOCUMENT_ONLY


def check(rows: Rows) -> None:
	"""Mandatory fields, options, signs, lengths, kinds of data; HTML made safe. Raises RowUnfit for a misfit.

	Different values are looked at once, however many rows have them.
	"""
	for df in rows.meta.fields:
		values = rows.columns.get(df.fieldname) or [None] * rows.size
		distinct = dict.fromkeys(values)
		for misfit in (missing, unoffered, negative, too_long, not_such_data):
			for value, message in misfit(df, distinct):
				raise RowUnfit(message, values.index(value), df.fieldname)
		cleaned = {value: clean(df, value) for value in distinct if isinstance(value, str)}
		if any(value != clean for value, clean in cleaned.items()):
			rows.columns[df.fieldname] = [cleaned.get(value, value) for value in values]


Misfits = Iterator[tuple[object, str]]


def check_tables(parents: Rows, positions: Mapping[str, Sequence[int]]) -> None:
	"""Mandatory tables have rows. Raises RowUnfit."""
	for df in parents.meta.get_table_fields():
		lonely = sorted(set(range(parents.size)) - set(positions.get(df.fieldname, ())))
		if df.reqd and lonely:
			message = _("Data missing in table") + f": {_(df.label, context=df.parent)}"
			raise RowUnfit(message, lonely[0], df.fieldname)


def missing(df: Any, distinct: Iterable) -> Misfits:
	"""No content where some must be."""
	if not df.reqd or df.fieldtype in frappe.model.table_fields:
		return
	for value in distinct:
		if value is None or (isinstance(value, str) and not strip_html(value).strip()):
			yield value, _("Value missing for {0}: {1}").format(_(df.parent), _(df.label, context=df.parent))


def unoffered(df: Any, distinct: Iterable) -> Misfits:
	"""Not among the options."""
	if (
		df.fieldtype != "Select"
		or df.fieldname == "naming_series"
		or df.options in ("[Select]", "Loading...")
	):
		return
	options = cstr(df.options).split("\n")
	for value in distinct:
		if value and any(options) and cstr(value).strip() not in options:
			yield (
				value,
				_('{0} cannot be "{1}". It should be one of "{2}"').format(
					_(df.label, context=df.parent), value, '", "'.join(_(each) for each in options)
				),
			)


def negative(df: Any, distinct: Iterable) -> Misfits:
	"""Below zero where that makes no sense."""
	if not df.non_negative or df.fieldtype not in NUMBERS:
		return
	for value in distinct:
		if flt(value) < 0:
			yield (
				value,
				_("Value cannot be negative for {0}: {1}").format(
					_(df.parent), _(df.label, context=df.parent)
				),
			)


def too_long(df: Any, distinct: Iterable) -> Misfits:
	"""Longer than the column; on SQLite columns have no length."""
	kind, length = frappe.db.type_map.get(df.fieldtype, (None, None))
	if kind != "varchar":
		return
	most = cint(df.length) or cint(length)
	for value in distinct:
		if value is not None and len(cstr(value)) > most:
			yield value, _("{0} has more than {1} characters").format(_(df.label, context=df.parent), most)


def not_such_data(df: Any, distinct: Iterable) -> Misfits:
	"""Not the address, name, number or URL that the field is for."""
	validate = KINDS_OF_DATA.get(df.options) if df.fieldtype == "Data" else None
	for value in distinct if validate else ():
		try:
			if value:
				validate(value)
		except frappe.ValidationError as e:
			yield value, str(e)


def clean(df: Any, value: str) -> str:
	"""HTML made safe as a document's is, blanks around an option gone."""
	if df.fieldtype == "Select":
		return value.strip()
	mail = df.fieldtype in ("Data", "Small Text", "Text") and df.options == "Email"
	if df.ignore_xss_filter or mail or ("<" not in value and ">" not in value):
		return value
	return safe(value) if df.fieldtype in TEXTS else sanitize_html(value)
