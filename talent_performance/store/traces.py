"""Rows away below the ORM: documents with their tables, and whatever Frappe keeps about them beside the documents.

No event, and no copy in Deleted Document. What has been decided before is done here in a few statements per table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import frappe

from talent_performance.store.dialect import within

PORTION = 5000
MODULE = "Talent Performance"
FILE = "File"
# Tables that name a document without a Dynamic Link: table, the column of the DocType, the column of the name.
ABOUT = (
	("Version", "ref_doctype", "docname"),
	("DocShare", "share_doctype", "share_name"),
	("__global_search", "doctype", "name"),
	("View Log", "reference_doctype", "reference_name"),
	("Notification Log", "document_type", "document_name"),
	("Email Queue", "reference_doctype", "reference_name"),
	("Error Log", "reference_doctype", "reference_name"),
	("Energy Point Log", "reference_doctype", "reference_name"),
	("Milestone", "reference_type", "reference_name"),
	("Access Log", "export_from", "reference_document"),
	("Webhook Request Log", "reference_doctype", "reference_document"),
	("Deleted Document", "deleted_doctype", "deleted_name"),
)


def our_doctypes() -> list[str]:
	"""Every DocType of ours that has a table, children's included."""
	filters = {"module": MODULE, "issingle": 0, "is_virtual": 0}
	return frappe.get_all("DocType", filters=filters, pluck="name", order_by="name")


def columns_about() -> Iterator[tuple[str, str, str]]:
	"""Columns that name a document of any DocType: table, the column of the DocType, the column of the name."""
	yield from (each for each in ABOUT if there(each[0], each[1:]))
	field, doctype = frappe.qb.DocType("DocField"), frappe.qb.DocType("DocType")
	query = (
		frappe.qb.from_(field)
		.join(doctype)
		.on(field.parent == doctype.name)
		.select(field.parent, field.options, field.fieldname)
		.where((field.fieldtype == "Dynamic Link") & (doctype.issingle == 0) & (doctype.is_virtual == 0))
		.orderby(field.parent, field.fieldname)
	)
	yield from (row for row in query.run() if row not in ABOUT)


def there(table: str, columns: Iterable[str]) -> bool:
	"""Whether the site has a table of Frappe's with these columns: not every version has each."""
	if table.startswith("__"):
		return True
	known = frappe.db.exists("DocType", table, cache=True)
	return bool(known) and all(frappe.db.has_column(table, column) for column in columns)


def kinds_in(doctype: str, column: str) -> set[str]:
	"""The DocTypes that a table speaks of."""
	table = table_of(doctype)
	return set(frappe.qb.from_(table).select(table[column]).distinct().run(pluck=True))


def table_of(doctype: str) -> Any:
	"""A DocType's table, or one of Frappe's own."""
	return frappe.qb.Table(doctype) if doctype.startswith("__") else frappe.qb.DocType(doctype)


def names_where(doctype: str, column: str, values: Sequence[str]) -> list[str]:
	"""Rows whose column says one of the values."""
	table = frappe.qb.DocType(doctype)
	found = []
	for part in portions(values):
		query = (
			frappe.qb.from_(table).select(table.name).where(within(table[column], part)).orderby(table.name)
		)
		found += query.run(pluck=True)
	return found


def delete_documents(found: Mapping[str, Sequence[str]]) -> list[str]:
	"""Documents by DocType with their tables and what is said about them; returns the files that nobody needs any more."""
	files = delete_traces(found)
	for doctype, names in found.items():
		delete_with_children(doctype, names)
	return files


def delete_traces(found: Mapping[str, Sequence[str]]) -> list[str]:
	"""What Frappe keeps about documents, their attachments included; returns the files on the disk."""
	about = [(*columns, kinds_in(*columns[:2])) for columns in columns_about()]
	files = []
	for doctype, names in found.items():
		columns = [(table, kind, column) for table, kind, column, kinds in about if doctype in kinds]
		for part in portions(names):
			files += delete_files(doctype, part)
			for table, kind, column in columns:
				delete_about(table, column, part, {kind: doctype})
	return files


def delete_about(table: str, column: str, names: Sequence[str], more: Mapping[str, str]) -> None:
	"""Rows that name documents, with their own tables; a child table's rows are left to their document."""
	if table.startswith("__"):
		return delete_where(table, column, names, more)
	meta = frappe.get_meta(table)
	if meta.istable:
		return delete_where(table, column, names, more)
	source = frappe.qb.DocType(table)
	query = frappe.qb.from_(source).select(source.name).where(within(source[column], names))
	for other, value in more.items():
		query = query.where(source[other] == value)
	return delete_with_children(table, query.orderby(source.name).run(pluck=True))


def delete_files(doctype: str, names: Sequence[str]) -> list[str]:
	"""The records of attachments; returns where they lie on the disk, but for what another record still needs."""
	table = frappe.qb.DocType(FILE)
	mine = (table.attached_to_doctype == doctype) & within(table.attached_to_name, names)
	rows = frappe.qb.from_(table).select(table.name, table.file_url).where(mine).orderby(table.name).run()
	delete_with_children(FILE, [name for name, _url in rows])
	return [url for _name, url in rows if url]


def remove_files(urls: Iterable[str]) -> int:
	"""Files from the disk, once what spoke of them is gone for good; returns how many there were."""
	removed = 0
	for url in urls:
		path = _path(url)
		if path and path.is_file() and not frappe.db.exists(FILE, {"file_url": url}):
			path.unlink()
			removed += 1
	return removed


def _path(url: str) -> Path | None:
	"""Where a file of this site lies; None for what is elsewhere."""
	private = url.startswith("/private/files/")
	if not (private or url.startswith("/files/")):
		return None
	folder = Path(frappe.get_site_path("private" if private else "public", "files")).resolve()
	path = (folder / url.partition("files/")[2]).resolve()
	return path if path.is_relative_to(folder) else None


def delete_with_children(doctype: str, names: Sequence[str]) -> None:
	"""Documents with the rows of their tables."""
	for part in portions(names):
		for field in frappe.get_meta(doctype).get_table_fields():
			delete_where(field.options, "parent", part, {"parenttype": doctype})
		delete_where(doctype, "name", part)


def delete_where(
	doctype: str, column: str, values: Sequence[str], more: Mapping[str, str] | None = None
) -> None:
	"""Rows whose column says one of the values."""
	table = table_of(doctype)
	query = frappe.qb.from_(table).delete().where(within(table[column], values))
	for other, value in (more or {}).items():
		query = query.where(table[other] == value)
	query.run()


def portions(values: Iterable[str]) -> Iterator[list[str]]:
	"""So many at a time that one statement takes them."""
	found = list(values)
	yield from (found[start : start + PORTION] for start in range(0, len(found), PORTION))
