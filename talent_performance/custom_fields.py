"""Fields of ours on ERPNext's DocTypes: as few as possible, made and taken away from this one place."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields

MODULE = "Talent Performance"
HR_ONLY = "eval:['HR User', 'HR Manager', 'Talent Manager'].some(role => frappe.user_roles.includes(role))"

CUSTOM_FIELDS: dict[str, list[dict[str, Any]]] = {
	"Employee": [
		{
			"fieldname": "review_template",
			"label": "Review Template",
			"fieldtype": "Link",
			"options": "Review Template",
			"insert_after": "reports_to",
			"description": "For this person alone. Empty: the rules of the cycle decide.",
			"depends_on": HR_ONLY,
			"ignore_user_permissions": 1,
			"no_copy": 1,
			"print_hide": 1,
			"report_hide": 1,
			"translatable": 0,
			"module": MODULE,
		},
		{
			"fieldname": "talent_erased_on",
			"label": "Talent Data Erased On",
			"fieldtype": "Date",
			"insert_after": "review_template",
			"description": "What was held about this person for performance and talent was erased, and isn't collected anew. Empty it to begin again.",
			"depends_on": "eval:doc.talent_erased_on && ['HR Manager', 'Talent Manager'].some(role => frappe.user_roles.includes(role))",
			"no_copy": 1,
			"print_hide": 1,
			"report_hide": 1,
			"translatable": 0,
			"module": MODULE,
		},
	]
}


def make_custom_fields() -> None:
	"""Make them, or bring them up to date."""
	create_custom_fields(CUSTOM_FIELDS, ignore_validate=True)


def remove_custom_fields() -> None:
	"""Take them away, with what customers set about them, and their columns."""
	for doctype, fields in CUSTOM_FIELDS.items():
		names = [field["fieldname"] for field in fields]
		frappe.db.delete("Custom Field", {"dt": doctype, "fieldname": ("in", names)})
		frappe.db.delete("Property Setter", {"doc_type": doctype, "field_name": ("in", names)})
		for name in names:
			if frappe.db.has_column(doctype, name):
				frappe.db.sql_ddl(f"alter table `tab{doctype}` drop column `{name}`")
		frappe.clear_cache(doctype=doctype)
