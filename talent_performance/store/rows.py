"""The one row builder: tables become rows that equal, column by column, what Document.insert would have written.

Names, owner and times, defaults (user defaults and permissions, fields' defaults, customers' custom fields and property
setters), fetched values, children. What a document would refuse raises RowUnfit. The controller's own methods don't run:
whoever writes rows at once computes for the table what the controller computes for one document.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pandas as pd

import frappe
from frappe.model import child_table_fields, datetime_fields, default_fields, float_like_fields
from frappe.utils import cint, cstr, flt

from talent_performance.store import fitness, links, markup
from talent_performance.store.names import names_for, random_names


@dataclass
class Rows:
	"""Rows of one DocType on their way: column → values, every column as long as `size`."""

	doctype: str
	size: int
	columns: dict[str, list] = field(default_factory=dict)
	parentfield: str = ""

	@property
	def meta(self) -> Any:
		"""The DocType's meta, with custom fields and property setters."""
		return frappe.get_meta(self.doctype)

	def fill(self, column: str, value: object) -> None:
		"""Put a value where a column has none."""
		values = self.columns.get(column)
		if values is None:
			self.columns[column] = [value] * self.size
		elif None in values:
			self.columns[column] = [value if old is None else old for old in values]

	def put(self, column: str, value: object) -> None:
		"""The same value in every row."""
		self.columns[column] = [value] * self.size

	def row(self, position: int) -> dict[str, object]:
		"""One row as a dict."""
		return {column: values[position] for column, values in self.columns.items()}

	def rows(self) -> list[dict[str, object]]:
		"""All rows as dicts."""
		names = list(self.columns)
		return [dict(zip(names, values, strict=True)) for values in zip(*self.columns.values(), strict=True)]


def build(
	doctype: str,
	table: pd.DataFrame,
	children: Mapping[str, pd.DataFrame] | None = None,
	*,
	names: Sequence[str] | None = None,
) -> list[Rows]:
	"""Rows of a DocType and of its children, ready to be written; the parents first. Raises RowUnfit.

	A child's row belongs to the parent that has its index label. `names`: from names.reserve, one for each row.
	"""
	parents = taken(doctype, table)
	stamp(parents)
	add_defaults(parents)
	families = [
		family(parents, table.index, key, each) for key, each in (children or {}).items() if len(each)
	]
	for rows in (parents, *(child for child, _position in families)):
		links.follow(rows)
	parents.columns["name"] = list(names or names_for(doctype, parents.rows()))
	for child, position in families:
		child.columns["parent"] = [parents.columns["name"][at] for at in position]
		child.columns["name"] = random_names(child.doctype, child.size)
	made = [parents, *(child for child, _position in families)]
	for rows in made:
		fitness.check(rows)
		settle(rows)
	fitness.check_tables(parents, {child.parentfield: position for child, position in families})
	return made


def build_children(doctype: str, parentfield: str, table: pd.DataFrame, last: Mapping[str, int]) -> Rows:
	"""Child rows for documents that exist, whose names are the table's index; `last` is each document's last idx."""
	parents = Rows(doctype, len(last), {"name": list(last), "doctype": [doctype] * len(last)})
	stamp(parents)
	child, position = family(parents, pd.Index(list(last)), parentfield, table)
	child.columns["idx"] = [
		idx + last[parents.columns["name"][at]]
		for idx, at in zip(child.columns["idx"], position, strict=True)
	]
	child.columns["parent"] = [parents.columns["name"][at] for at in position]
	child.columns["name"] = random_names(child.doctype, child.size)
	links.follow(child)
	fitness.check(child)
	settle(child)
	return child


def taken(doctype: str, table: pd.DataFrame) -> Rows:
	"""The given values as plain Python ones, nulls of any sort as None. Raises ValueError for a column that isn't a field."""
	meta = frappe.get_meta(doctype)
	unknown = [column for column in table.columns if not meta.has_field(column)]
	if unknown:
		raise ValueError(f"{doctype} has no field {', '.join(map(str, unknown))}.")
	return Rows(
		doctype, len(table), {column: plain(table[column], meta.get_field(column)) for column in table}
	)


def plain(column: pd.Series, df: Any) -> list:
	"""A column's values as documents hold them."""
	values = column.astype(object).where(column.notna(), None).tolist()
	if df.fieldtype in ("Date", "Datetime"):
		return [
			python_time(value, df.fieldtype) if isinstance(value, pd.Timestamp) else value for value in values
		]
	if df.fieldtype == "JSON":
		return [
			json.dumps(value, separators=(",", ":")) if isinstance(value, dict) else value for value in values
		]
	if df.fieldtype in markup.TEXTS:
		return [markup.safe(value) if isinstance(value, str) else value for value in values]
	return values


def python_time(value: pd.Timestamp, fieldtype: str) -> date | datetime:
	"""A table's moment as Python's own: SQLite takes no other."""
	return value.date() if fieldtype == "Date" else value.to_pydatetime()


def stamp(rows: Rows) -> None:
	"""Owner and times, as Document.set_user_and_timestamp."""
	now = frappe.utils.now()
	for column in ("creation", "modified"):
		rows.put(column, now)
	for column in ("owner", "modified_by"):
		rows.put(column, frappe.session.user)
	rows.put("docstatus", 0)
	rows.put("idx", 0)


def add_defaults(rows: Rows, template: Mapping[str, object] | None = None) -> None:
	"""Defaults as Document._set_defaults finds them, by the same function of Frappe, asked once for all rows."""
	template = template or frappe.new_doc(rows.doctype, as_dict=True)
	for column, value in template.items():
		if (
			value is not None
			and column not in ("doctype", "parent", "parenttype", "parentfield")
			and column[0] != "_"
		):
			rows.fill(column, value)


def family(parents: Rows, labels: pd.Index, parentfield: str, table: pd.DataFrame) -> tuple[Rows, list[int]]:
	"""Children's rows with their defaults, and for each the position of its parent. Raises ValueError for an orphan."""
	rows = taken(parents.meta.get_field(parentfield).options, table)
	rows.parentfield = parentfield
	position = labels.get_indexer_for(table.index).tolist()
	if -1 in position or len(position) != len(table):
		raise ValueError(f"{parentfield}: a row belongs to no parent, or to several.")
	for column in ("creation", "modified", "owner", "modified_by", "docstatus"):
		rows.put(column, parents.columns[column][0])
	rows.put("parenttype", parents.doctype)
	rows.put("parentfield", parentfield)
	rows.columns["idx"] = (table.groupby(level=0, sort=False).cumcount() + 1).tolist()
	default_by_parent(rows, parents, position)
	return rows, position


def default_by_parent(rows: Rows, parents: Rows, position: Sequence[int]) -> None:
	"""Children's defaults; those that name another DocType (":Company") look at the parent, once for each value there."""
	template = frappe.new_doc(rows.doctype, parentfield=rows.parentfield, as_dict=True)
	looking = [df for df in rows.meta.fields if cstr(df.default).startswith(":")]
	for df in looking:
		template.pop(df.fieldname, None)
		reference = df.default[1:]
		of_parent = parents.columns.get(frappe.scrub(reference), [None] * parents.size)
		asked = {value for value in of_parent if value}
		found = links.values_of(reference, asked, [df.fieldname])
		given = rows.columns.get(df.fieldname, [None] * rows.size)
		rows.columns[df.fieldname] = [
			found.get(of_parent[at], {}).get(df.fieldname) if old is None else old
			for old, at in zip(given, position, strict=True)
		]
	add_defaults(rows, template)


def settle(rows: Rows) -> None:
	"""Every column of the table, in the form in which Document.db_insert writes it."""
	made = {column: settled(rows, column) for column in columns_of(rows.meta)}
	rows.columns = made


def columns_of(meta: Any) -> list[str]:
	"""The columns of a DocType's table that a document writes."""
	virtual = {df.fieldname for df in meta.fields if df.get("is_virtual")}
	return [column for column in dict.fromkeys(meta.get_valid_columns()) if column not in virtual]


def settled(rows: Rows, column: str) -> list:
	"""One column as it is written."""
	values = rows.columns.get(column) or [None] * rows.size
	df = rows.meta.get_field(column)
	if df is None or column in default_fields or column in child_table_fields:
		return values
	settle_one = settling(df)
	if settle_one is None:
		return values
	different = {value: settle_one(value) for value in set(values)}
	return [different[value] for value in values]


def settling(df: Any) -> Callable[[object], object] | None:
	"""How a field's value is written; None where just as it is."""
	if df.fieldtype == "Check":
		return lambda value: 1 if cint(value) else 0
	if df.fieldtype == "Int":
		return cint
	if df.fieldtype in float_like_fields:
		return flt
	if df.fieldtype in datetime_fields:
		return lambda value: None if value is None or value == "" else str(value)
	if df.unique:
		return lambda value: None if cstr(value).strip() == "" else value
	return None
