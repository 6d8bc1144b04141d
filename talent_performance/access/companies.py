"""Company borders: which companies a user's User Permissions allow."""

from __future__ import annotations

from frappe.core.doctype.user_permission.user_permission import get_user_permissions


def permitted_companies(user: str, doctype: str) -> set[str] | None:
	"""The companies whose records of a DocType the user may see; None where no User Permission draws a border."""
	entries = [
		entry
		for entry in get_user_permissions(user).get("Company", [])
		if entry.get("applicable_for") in (None, "", doctype)
	]
	return {entry.get("doc") for entry in entries} if entries else None
