"""Lists as a reader sees them, for what screens and prints put together out of several DocTypes."""

from __future__ import annotations

from typing import Any

import frappe

from talent_performance.access import guarded


def rows(
	doctype: str, fields: list[str], order_by: str, *, filters: dict[str, Any], limit: int = 0, **more: Any
) -> list[dict[str, Any]]:
	"""What the reader sees of the rows that the filters narrow it to, by the guards and whatever roles he has.

	For few rows, of one person or one appraisal: all that fit the filters are read before the guard is asked.
	"""
	asked = fields if "*" in fields or "name" in fields else [*fields, "name"]
	found = frappe.get_all(doctype, filters=filters, fields=asked, order_by=order_by, limit=0, **more)
	seen = guarded.seen(doctype, [row["name"] for row in found])
	shown = [row for row in found if row["name"] in seen]
	return shown[:limit] if limit else shown


def names_of(doctype: str, field: str, names: object) -> dict[str, str]:
	"""What people call records that are named on something they read: an employee's name, a cycle's title."""
	asked = sorted({name for name in names if name})
	found = frappe.get_all(
		doctype, filters={"name": ("in", asked)}, fields=["name", field], order_by="name", limit=0
	)
	return {row["name"]: row[field] or row["name"] for row in found} if asked else {}
