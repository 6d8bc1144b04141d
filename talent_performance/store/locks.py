"""Which keys aren't there yet: the anti-join that makes a piece of work safe to do twice."""

from __future__ import annotations

from collections.abc import Sequence

import frappe

PORTION = 5000


def missing(doctype: str, field: str, keys: Sequence[str], *, lock: bool = False) -> list[str]:
	"""The keys that no row of the DocType has in that field, in their order.

	With `lock`, on MariaDB, the rows and the gaps between them stay locked until the transaction ends: two that ask for
	neighbouring keys then wait for each other, and one gives way. Better hold a lock on what the keys belong to, or let a
	unique index decide; SQLite has one writer anyway.
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
