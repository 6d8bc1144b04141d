"""One row of a DocType for each key: written where there is none, changed where it says something else, else left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

import frappe
from frappe.utils import cint, cstr, flt

from talent_performance.store.dialect import within
from talent_performance.store.writing import amend, insert

NUMBERS = {
	"Int": cint,
	"Check": cint,
	"Float": lambda value: flt(value, 6),
	"Percent": lambda value: flt(value, 6),
}


class Changes(NamedTuple):
	"""Which rows of the table were new, which changed, their names, and who listened."""

	new: np.ndarray
	changed: np.ndarray
	names: pd.Series
	listeners: list[str]


def stored(doctype: str, key: str, keys: Sequence[str], fields: Sequence[str], **where: str) -> pd.DataFrame:
	"""What is there: name and fields by key."""
	table = frappe.qb.DocType(doctype)
	columns = list(dict.fromkeys(["name", *fields]))
	query = frappe.qb.from_(table).select(table[key].as_("key"), *(table[column] for column in columns))
	query = query.where(within(table[key], keys)).orderby(table.name)
	for field, value in where.items():
		query = query.where(table[field] == value)
	found = pd.DataFrame(list(query.run()), columns=["key", *columns], dtype=object)
	return found.drop_duplicates("key").set_index("key")


def write_changes(
	doctype: str,
	table: pd.DataFrame,
	known: pd.DataFrame,
	*,
	stamps: Mapping[str, object] | None = None,
	one_by_one: bool = False,
) -> Changes:
	"""Write a table by key beside what `stored` found. `stamps` are set where something is written, and never are a reason to."""
	stamps = stamps or {}
	names = known["name"].reindex(table.index)
	new = names.isna().to_numpy()
	changed = ~new
	changed[changed] = differing(doctype, table[~new], known.reindex(table.index[~new]))
	stamped = table.assign(**stamps)
	made = insert(doctype, stamped[new], one_by_one=one_by_one)
	again = amend(doctype, stamped[changed].set_axis(names[changed].to_numpy()), one_by_one=one_by_one)
	names[new] = made.names
	return Changes(new, changed, names, [*made.listeners, *again.listeners])


def differing(doctype: str, table: pd.DataFrame, known: pd.DataFrame) -> np.ndarray:
	"""Which rows say something else than what is there, as the database holds it."""
	found = np.zeros(len(table), dtype=bool)
	if table.empty:
		return found
	meta = frappe.get_meta(doctype)
	for column in table:
		plain = NUMBERS.get(meta.get_field(column).fieldtype, cstr)
		there, given = known[column].astype(object), table[column].astype(object)
		there, given = there.where(there.notna(), None), given.where(given.notna(), None)
		found |= np.array([plain(a) != plain(b) for a, b in zip(there, given, strict=True)], dtype=bool)
	return found
