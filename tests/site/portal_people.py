"""For tests of the portal: people without any role, and how many queries something takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import frappe


def without_roles(user: str) -> None:
	"""A user becomes a Website User whom no DocPerm of a role lets in."""
	doc = frappe.get_doc("User", user)
	doc.set("roles", [])
	doc.user_type = "Website User"
	doc.save(ignore_permissions=True)
	frappe.clear_cache(user=user)
	assert frappe.db.get_value("User", user, "user_type") == "Website User"
	assert not {"Employee", "HR User", "HR Manager"} & set(frappe.get_roles(user))


def counted(call: Callable[[], Any]) -> tuple[int, Any]:
	"""How many queries it takes with warm caches, and what it answers."""
	call()
	said = 0
	ask = frappe.db.sql

	def sql(*arguments: Any, **more: Any) -> Any:
		nonlocal said
		said += 1
		return ask(*arguments, **more)

	frappe.db.sql = sql
	try:
		answer = call()
	finally:
		frappe.db.sql = ask
	return said, answer
