"""Which keys aren't there yet, asked so that nobody can add them meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

import frappe

PORTION = 5000


def missing(doctype: str, field: str, keys: Sequence[str], *, lock: bool = True) -> list[str]:
	"""The keys that no row of the DocType has in that field, in their order.

	On MariaDB the rows and the gaps between them stay locked until the transaction ends; SQLite has one writer anyway.
	"""
	table = frappe.qb.DocType(doctype)
	there: set[str] = set()
	for start in range(0, len(keys), PORTION):
		query = (
			frappe.qb.from_(table)
			.select(table[field])
			.where(table[field].isin(list(keys[start : start + PORTION])))
		)
		there.update(row[0] for row in (query.for_update() if lock else query).run())
	return [key for key in keys if key not in there]
