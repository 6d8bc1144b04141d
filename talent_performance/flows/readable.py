"""Lists as a reader sees them, for what screens and prints put together out of several DocTypes."""

from __future__ import annotations

from typing import Any

import frappe


def rows(doctype: str, fields: list[str], order_by: str, **more: Any) -> list[dict[str, Any]]:
	"""What the user's own list holds; nothing where the DocType isn't open to the user at all."""
	of_parent = more.get("parent_doctype") or doctype
	if not frappe.has_permission(of_parent, "read"):
		return []
	return frappe.get_list(doctype, fields=fields, order_by=order_by, **{"limit": 0, **more})


def names_of(doctype: str, field: str, names: object) -> dict[str, str]:
	"""What people call records that are named on something they read: an employee's name, a cycle's title."""
	asked = sorted({name for name in names if name})
	found = frappe.get_all(
		doctype, filters={"name": ("in", asked)}, fields=["name", field], order_by="name", limit=0
	)
	return {row["name"]: row[field] or row["name"] for row in found} if asked else {}
