"""What Document._validate would refuse or clean, for many rows at once, and what only a document can do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import frappe
from frappe import _
from frappe.utils import cint, cstr, flt, sanitize_html, split_emails, strip_html, validate_email_address

from talent_performance.exceptions import RowUnfit

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
	return _("Title of {0}").format(_(doctype)) if meta.title_field == "title" else ""


def is_special(df: Any) -> bool:
	"""Whether only a document can store the field."""
	return df is not None and df.fieldtype in DOCUMENT_ONLY


def check(rows: Rows) -> None:
	"""Mandatory fields, options, signs, lengths, kinds of data; HTML made safe. Raises RowUnfit for the first misfit."""
	for df in rows.meta.fields:
		values = rows.columns.get(df.fieldname)
		if df.reqd and df.fieldtype not in frappe.model.table_fields:
			check_mandatory(df, values or [None] * rows.size)
		if values:
			check_select(rows, df)
			check_sign(df, values)
			check_length(df, values)
			check_data(df, values)
			rows.columns[df.fieldname] = sanitized(df, rows.columns[df.fieldname])


def check_tables(parents: Rows, positions: Mapping[str, Sequence[int]]) -> None:
	"""Mandatory tables have rows. Raises RowUnfit."""
	for df in parents.meta.get_table_fields():
		lonely = sorted(set(range(parents.size)) - set(positions.get(df.fieldname, ())))
		if df.reqd and lonely:
			message = _("Data missing in table") + f": {_(df.label, context=df.parent)}"
			raise RowUnfit(message, lonely[0], df.fieldname)


def check_mandatory(df: Any, values: Sequence[object]) -> None:
	"""Raises RowUnfit where there is no content."""
	for at, value in enumerate(values):
		if value is None or (isinstance(value, str) and not strip_html(value).strip()):
			message = _("Value missing for {0}: {1}").format(_(df.parent), _(df.label, context=df.parent))
			raise RowUnfit(message, at, df.fieldname)


def check_select(rows: Rows, df: Any) -> None:
	"""Only what the options offer; blanks around it go. Raises RowUnfit."""
	if (
		df.fieldtype != "Select"
		or df.fieldname == "naming_series"
		or df.options in ("[Select]", "Loading...")
	):
		return
	options = cstr(df.options).split("\n")
	if not any(options):
		return
	values = [cstr(value).strip() if value else value for value in rows.columns[df.fieldname]]
	rows.columns[df.fieldname] = values
	for wrong in {value for value in values if value} - set(options):
		message = _('{0} cannot be "{1}". It should be one of "{2}"').format(
			_(df.label, context=df.parent), wrong, '", "'.join(_(each) for each in options)
		)
		raise RowUnfit(message, values.index(wrong), df.fieldname)


def check_sign(df: Any, values: Sequence[object]) -> None:
	"""Raises RowUnfit for a negative number where none may be."""
	if not df.non_negative or df.fieldtype not in NUMBERS:
		return
	for at, value in enumerate(values):
		if flt(value) < 0:
			message = _("Value cannot be negative for {0}: {1}").format(
				_(df.parent), _(df.label, context=df.parent)
			)
			raise RowUnfit(message, at, df.fieldname)


def check_length(df: Any, values: Sequence[object]) -> None:
	"""Raises RowUnfit for a text that is longer than its column; on SQLite columns have no length."""
	kind, length = frappe.db.type_map.get(df.fieldtype, (None, None))
	if kind != "varchar":
		return
	most = cint(df.length) or cint(length)
	for at, value in enumerate(values):
		if value is not None and len(cstr(value)) > most:
			message = _("{0} has more than {1} characters").format(_(df.label, context=df.parent), most)
			raise RowUnfit(message, at, df.fieldname)


def check_data(df: Any, values: Sequence[object]) -> None:
	"""Addresses, names, numbers and URLs are such. Raises RowUnfit."""
	validate = KINDS_OF_DATA.get(df.options) if df.fieldtype == "Data" else None
	if validate is None:
		return
	for value in {each for each in values if each}:
		try:
			validate(value)
		except frappe.ValidationError as e:
			raise RowUnfit(str(e), list(values).index(value), df.fieldname) from e


def sanitized(df: Any, values: list) -> list:
	"""HTML made safe, as Document._sanitize_content."""
	mail = df.fieldtype in ("Data", "Small Text", "Text") and df.options == "Email"
	if df.ignore_xss_filter or mail:
		return values
	return [
		sanitize_html(value) if isinstance(value, str) and ("<" in value or ">" in value) else value
		for value in values
	]
