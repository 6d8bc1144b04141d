"""Links of many rows at once: that they lead somewhere, and what is fetched along them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import frappe
from frappe import _
from frappe.model.meta import get_default_df
from frappe.utils import strip_html
from frappe.utils.html_utils import unescape_html

from talent_performance.exceptions import RowUnfit
from talent_performance.store.dialect import within

if TYPE_CHECKING:
	from talent_performance.store.rows import Rows

PORTION = 5000
PLAIN_TEXT = ("Small Text", "Text", "Data")


def follow(rows: Rows) -> None:
	"""Check every link and fetch along it, field by field as Document._validate_links does. Raises RowUnfit."""
	for df in rows.meta.get_link_fields():
		follow_to(rows, df, df.options, range(rows.size))
	for df in rows.meta.get_dynamic_link_fields():
		kinds = rows.columns.get(df.options) or []
		for kind in {each for each in kinds if each}:
			follow_to(rows, df, kind, [at for at, each in enumerate(kinds) if each == kind])


def follow_to(rows: Rows, df: Any, doctype: str, positions: Iterable[int]) -> None:
	"""One link field to one DocType, for some of the rows."""
	values = rows.columns.get(df.fieldname)
	positions = [at for at in positions if values and values[at]]
	if not positions:
		return
	fetched = rows.meta.get_fields_to_fetch(df.fieldname)
	sources = [each.fetch_from.split(".")[-1] for each in fetched]
	found = values_of(doctype, {values[at] for at in positions}, sources)
	for at in positions:
		if values[at] not in found:
			message = _("Could not find {0}").format(f"{_(df.label, context=df.parent)}: {values[at]}")
			raise RowUnfit(message, at, df.fieldname)
	for each, source in zip(fetched, sources, strict=True):
		fetch(
			rows,
			each,
			positions,
			[plain(found[values[at]][source], each, doctype, source) for at in positions],
		)
	rows.columns[df.fieldname] = list(values)
	for at in positions:
		rows.columns[df.fieldname][at] = found[values[at]]["name"]


def fetch(rows: Rows, df: Any, positions: Sequence[int], fetched: Sequence[object]) -> None:
	"""Put fetched values in their places, by fetch_if_empty only where there is nothing yet."""
	column = list(rows.columns.get(df.fieldname) or [None] * rows.size)
	for at, value in zip(positions, fetched, strict=True):
		if not (df.get("fetch_if_empty") and column[at]):
			column[at] = value
	rows.columns[df.fieldname] = column


def plain(value: object, df: Any, doctype: str, source: str) -> object:
	"""Text without its markup where it comes from a text editor."""
	if not value or df.fieldtype not in PLAIN_TEXT:
		return value
	origin = get_default_df(source) or frappe.get_meta(doctype).get_field(source)
	return unescape_html(strip_html(value)) if origin and origin.fieldtype == "Text Editor" else value


def values_of(doctype: str, names: Iterable[str], fields: Sequence[str]) -> dict[str, dict]:
	"""Fields of documents by name, whatever the case in which the name is written; none for a name that isn't there."""
	asked = list(names)
	if frappe.get_meta(doctype).issingle:
		return {name: {"name": doctype, **_single(doctype, fields)} for name in asked}
	wanted = list(dict.fromkeys(["name", *fields]))
	table, found = frappe.qb.DocType(doctype), dict[str, dict]()
	for start in range(0, len(asked), PORTION):
		query = (
			frappe.qb.from_(table).select(*wanted).where(within(table.name, asked[start : start + PORTION]))
		)
		found.update((row["name"], row) for row in query.run(as_dict=True))
	folded = {str(name).casefold(): row for name, row in found.items()}
	hits = {name: found.get(name) or folded.get(str(name).casefold()) for name in asked}
	return {name: row for name, row in hits.items() if row}


def _single(doctype: str, fields: Sequence[str]) -> dict:
	document = frappe.get_cached_doc(doctype)
	return {each: document.get(each) for each in fields}
