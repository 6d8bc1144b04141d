"""Tables into the database: rows at once, or document by document where somebody listens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

import frappe
from frappe.query_builder.functions import Max

from talent_performance.store import dialect, fitness, listeners, names
from talent_performance.store.rows import Rows, build, build_children, taken

if TYPE_CHECKING:
	pass

Children = Mapping[str, pd.DataFrame]
FEW = 20


class Written(NamedTuple):
	"""The names of the documents, and who listened, if they were written one by one."""

	names: list[str]
	listeners: list[str]


def reasons_for_documents(doctype: str, table: pd.DataFrame, children: Children | None = None) -> list[str]:
	"""Why this table must be written document by document; none where its rows can be written at once."""
	meta = frappe.get_meta(doctype)
	tables = {doctype: table, **{meta.get_field(key).options: each for key, each in (children or {}).items()}}
	special = [fitness.document_only(name, list(each.columns)) for name, each in tables.items()]
	unnamed = [] if names.can_name(doctype) else [meta.autoname]
	return [*listeners.listening(doctype), *filter(None, special), *unnamed]


def insert(
	doctype: str,
	table: pd.DataFrame,
	children: Children | None = None,
	*,
	reserved: Sequence[str] | None = None,
	one_by_one: bool = False,
) -> Written:
	"""Insert documents: one for each row, with children by index label. Raises RowUnfit, or what a document raises."""
	if table.empty:
		return Written([], [])
	reasons = reasons_for_documents(doctype, table, children)
	if reasons or one_by_one:
		return Written(insert_documents(doctype, table, children or {}, reserved), reasons)
	made = build(doctype, table, children, names=reserved)
	for rows in made:
		write(rows)
	told(doctype)
	return Written(made[0].columns["name"], [])


def write(rows: Rows) -> None:
	"""Plain INSERTs of rows that are ready."""
	dialect.insert(f"tab{rows.doctype}", list(rows.columns), list(zip(*rows.columns.values(), strict=True)))


def told(doctype: str) -> None:
	"""Open lists fetch again; they hear nothing but that something has changed."""
	frappe.publish_realtime("list_update", {"doctype": doctype}, after_commit=True)


def insert_documents(
	doctype: str, table: pd.DataFrame, children: Children, reserved: Sequence[str] | None
) -> list[str]:
	"""The document path: everything that listens hears of each. Permissions have been decided before."""
	parents = taken(doctype, table).rows() if len(table.columns) else [{}] * len(table)
	lines = {key: by_label(doctype, key, each) for key, each in children.items()}
	made = []
	for at, (label, row) in enumerate(zip(table.index, parents, strict=True)):
		document = frappe.new_doc(doctype).update(given(row))
		for key, of_label in lines.items():
			document.set(key, [given(line) for line in of_label.get(label, [])])
		document.insert(ignore_permissions=True, set_name=reserved[at] if reserved else None)
		made.append(document.name)
	return made


def given(row: Mapping[str, object]) -> dict[str, object]:
	"""A row's values that are there."""
	return {column: value for column, value in row.items() if value is not None}


def by_label(doctype: str, key: str, table: pd.DataFrame) -> dict[object, list[dict]]:
	"""Children's rows by the label of their parent."""
	rows = taken(frappe.get_meta(doctype).get_field(key).options, table).rows()
	found: dict[object, list[dict]] = {}
	for label, row in zip(table.index, rows, strict=True):
		found.setdefault(label, []).append(row)
	return found


def amend(
	doctype: str,
	table: pd.DataFrame,
	children: Children | None = None,
	*,
	one_by_one: bool = False,
	stamped: bool = True,
) -> Written:
	"""Set fields of existing documents, whose names are the table's index, and append children to them.

	Without `stamped` the documents don't count as modified: for figures that follow from others.
	"""
	children = {key: each for key, each in (children or {}).items() if len(each)}
	if table.empty:
		return Written([], [])
	reasons = reasons_for_documents(doctype, table, children)
	if reasons or one_by_one:
		amend_documents(doctype, table, children, stamped)
		return Written(list(table.index), reasons)
	for key, each in children.items():
		write(build_children(doctype, key, each, last_idx(doctype, key, list(dict.fromkeys(each.index)))))
	set_columns(doctype, table, stamped)
	told(doctype)
	return Written(list(table.index), [])


def set_columns(doctype: str, table: pd.DataFrame, stamped: bool = True) -> None:
	"""Update by a join with the given values; rows in which nothing changes stay untouched."""
	rows = taken(doctype, table)
	columns = ["name", *rows.columns]
	values = list(zip(table.index, *rows.columns.values(), strict=True))
	to = {each: each for each in rows.columns}
	dialect.update_join(doctype, (columns, values), {"name": "name"}, to, stamped=stamped)
	forget(doctype, table.index)


def forget(doctype: str, names: Sequence[str]) -> None:
	"""Documents that Redis remembers are read anew; of many at once all of the DocType's, as frappe.db.set_value does."""
	for name in names if len(names) <= FEW else [None]:
		frappe.clear_document_cache(doctype, name)


def last_idx(doctype: str, key: str, parents: Sequence[str]) -> dict[str, int]:
	"""The last idx of each document's children; 0 where it has none."""
	child = frappe.qb.DocType(frappe.get_meta(doctype).get_field(key).options)
	query = (
		frappe.qb.from_(child)
		.select(child.parent, Max(child.idx))
		.where(
			(child.parenttype == doctype) & (child.parentfield == key) & dialect.within(child.parent, parents)
		)
		.groupby(child.parent)
	)
	return {**dict.fromkeys(parents, 0), **{parent: last or 0 for parent, last in query.run()}}


def amend_documents(doctype: str, table: pd.DataFrame, children: Children, stamped: bool = True) -> None:
	"""The document path of amend."""
	rows = taken(doctype, table).rows() if len(table.columns) else [{}] * len(table)
	lines = {key: by_label(doctype, key, each) for key, each in children.items()}
	for name, row in zip(table.index, rows, strict=True):
		amend_document(doctype, name, row, {key: of.get(name, []) for key, of in lines.items()}, stamped)


def amend_document(
	doctype: str, name: str, row: Mapping, lines: Mapping[str, Sequence[dict]], stamped: bool
) -> None:
	"""Load, set, append, save; unstamped, it counts as changed when it did before."""
	document = frappe.get_doc(doctype, name)
	before = {column: document.get(column) for column in ("modified", "modified_by")}
	document.update(row)
	for key, each in lines.items():
		document.extend(key, [given(line) for line in each])
	document.save(ignore_permissions=True)
	if not stamped:
		frappe.db.set_value(doctype, name, before, update_modified=False)
