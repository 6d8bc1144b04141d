"""Rows like a document that was just written, but for some columns: for DocTypes that only a document can store, such as mail."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

import frappe

from talent_performance.store import dialect
from talent_performance.store.names import random_names


def insert_like(
	doctype: str, name: str, table: pd.DataFrame, children: Mapping[str, pd.DataFrame] | None = None
) -> list[str]:
	"""One more row like the document of that name for each row of the table, with its values; returns their names.

	`children`: for a table field a row for each row of `table`, in its order, each like the document's first child there. Names
	are random, times and owner the document's. Nothing is checked or cleaned: what is given must be as Frappe writes it.
	"""
	names = random_names(doctype, len(table))
	_write(doctype, {"name": name}, table.assign(name=names))
	for field, rows in (children or {}).items():
		child = frappe.get_meta(doctype).get_field(field).options
		own = rows.assign(name=random_names(child, len(rows)), parent=names)
		_write(child, {"parent": name, "parenttype": doctype, "parentfield": field, "idx": 1}, own)
	return names


def _write(doctype: str, like: Mapping[str, object], table: pd.DataFrame) -> None:
	"""The stored row that is meant, as many times as the table has rows."""
	stored = frappe.db.get_value(doctype, dict(like), "*", as_dict=True)
	same = {column: [value] * len(table) for column, value in stored.items()}
	columns = {**same, **{column: list(table[column]) for column in table}}
	rows = list(zip(*columns.values(), strict=True))
	dialect.insert(f"tab{doctype}", list(columns), rows)
