"""Doors of Frappe that lead past its own rules, and what stands in front of them for DocTypes of ours.

Frappe 15 counts for anybody, any rows, by any filter: `frappe.client.get_count`. Who counts the rows of a person in a
box knows the box. And every version counts the connections of a form without asking who reads them: `get_open_count`.
"""

import json
from typing import Any

import frappe
from frappe import _
from frappe.client import get_count as count_anything
from frappe.desk import notifications, reportview
from frappe.utils import get_safe_filters

from talent_performance.access.guards import NOT_SHARED, OURS, PARENTS

COUNTED_AT_MOST = 100


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
	if doctype not in OURS:
		return count_anything(doctype, filters, debug, cache)
	frappe.local.form_dict = frappe._dict(doctype=doctype, filters=get_safe_filters(filters))
	return reportview.get_count()


@frappe.whitelist()
def get_open_count(doctype: str, name: str, items: str | list | None = None) -> dict[str, Any]:
	"""How many connections a form has: of ours only those that the user's lists hold. Raises PermissionError."""
	links = frappe.get_meta(doctype).get_dashboard_data()
	asked = _connections(items, links)
	ours = [item for item in asked if item in NOT_SHARED and item not in (links.internal_links or {})]
	found = notifications.get_open_count(doctype, name, [item for item in asked if item not in ours])
	if ours and isinstance(found.get("count"), dict):
		found["count"]["external_links_found"] += [_connected(item, name, links) for item in ours]
	return found


def _connections(items: str | list | None, links: dict[str, Any]) -> list[str]:
	"""The DocTypes that are asked for, all of them if none is named. Raises ValidationError for what isn't a list of names."""
	if items is None:
		return [item for group in links["transactions"] for item in group.get("items")]
	try:
		asked = json.loads(items) if isinstance(items, str) else items
	except ValueError:
		asked = None
	if not isinstance(asked, list) or not all(isinstance(item, str) for item in asked):
		frappe.throw(_("A list of DocTypes was expected."), title=_("Not Possible"))
	return asked


def _connected(doctype: str, name: str, links: dict[str, Any]) -> dict[str, Any]:
	"""As Frappe counts, up to as many, but in the user's own list."""
	field = (links.get("non_standard_fieldnames") or {}).get(doctype, links.get("fieldname"))
	seen = frappe.has_permission(doctype, "read")
	rows = frappe.get_list(doctype, filters={field: name}, limit=COUNTED_AT_MOST) if seen else []
	return {"doctype": doctype, "count": len(rows), "open_count": 0}
