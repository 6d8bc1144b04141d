"""Indexes on ERPNext's Employee that our rules need, in the words of each database."""

from __future__ import annotations

import frappe

# Whose Employee a user is, who belongs to a company, and whom an agreement for a branch leaves, is asked with lists. Two
# columns each, for Frappe takes an index on one column away at migrate where the DocType doesn't ask for it.
INDEXES = {
	"talent_performance_user": ["user_id", "status"],
	"talent_performance_place": ["company", "branch"],
}


def index_employees() -> None:
	"""Index Employee by user, and by company and branch, where that isn't done yet."""
	for name, columns in INDEXES.items():
		frappe.db.add_index("Employee", columns, name)


def drop_employee_indexes() -> None:
	"""Leave Employee as it was."""
	on_table = "" if frappe.db.db_type == "sqlite" else " on `tabEmployee`"
	for name in INDEXES:
		if frappe.db.has_index("tabEmployee", name):
			statement = f"drop index `{name}`{on_table}"
			frappe.db.sql_ddl(statement)
