"""Company borders: which companies a user's User Permissions allow."""

from __future__ import annotations

from frappe.core.doctype.user_permission.user_permission import get_user_permissions

# What a User Permission may be applicable for to count for our records, which are about people, besides their DocType.
ABOUT_PEOPLE = (None, "", "Employee")


def permitted_companies(user: str, doctype: str | None = None) -> set[str] | None:
	"""The companies whose records of a DocType the user may see; None where no User Permission draws a border."""
	entries = [
		entry
		for entry in get_user_permissions(user).get("Company", [])
		if entry.get("applicable_for") in (*ABOUT_PEOPLE, doctype)
	]
	return {entry.get("doc") for entry in entries} if entries else None
