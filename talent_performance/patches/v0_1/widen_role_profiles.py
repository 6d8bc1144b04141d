"""For sites on which a Role Competency Profile was of designation and company alone."""

from __future__ import annotations

import frappe

FORMER = "unique_designation_company"


def execute() -> None:
	"""The former limit goes: there may be several for a designation in a company now, by department and level."""
	if frappe.db.has_index("tabRole Competency Profile", FORMER):
		on_table = "" if frappe.db.db_type == "sqlite" else " on `tabRole Competency Profile`"
		frappe.db.sql_ddl(f"drop index `{FORMER}`{on_table}")
