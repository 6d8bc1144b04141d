"""Doors of Frappe that lead past its own rules, and what stands in front of them for DocTypes of ours.

Frappe 15 counts for anybody, any rows, by any filter: `frappe.client.get_count`. Who counts the rows of a person in a
box knows the box.
"""

from typing import Any

import frappe
from frappe.client import get_count as count_anything
from frappe.desk import reportview
from frappe.utils import get_safe_filters

from talent_performance.access.guards import NOT_SHARED, PARENTS


@frappe.whitelist()
def get_count(
	doctype: str,
	filters: str | list | dict[str, Any] | None = None,
	debug: bool | int | str = False,
	cache: bool | int | str = False,
) -> int:
	"""How many rows a filter finds: of ours only those that the user's list holds. Raises PermissionError."""
	if doctype in PARENTS:
		raise frappe.PermissionError
	if doctype not in NOT_SHARED:
		return count_anything(doctype, filters, debug, cache)
	frappe.local.form_dict = frappe._dict(doctype=doctype, filters=get_safe_filters(filters))
	return reportview.get_count()
