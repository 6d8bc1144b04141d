"""No list tells what stands in a record that another one links to.

Frappe lets a list ask for a column of a linked record, `objective.title`, and filter and sort by it, and looks only whether
the reader may open the linked DocType at all. A row that he sees can link to one that he doesn't. So what a client asks for
through a link to a guarded DocType is refused; what our own pages show of linked records, they ask of the access rules.
"""

from __future__ import annotations

import re
from typing import Any

import frappe
from frappe import _

from talent_performance.access.guards import NOT_SHARED

DOTTED = re.compile(r"(\w+)`?\s*\.\s*`?[a-z_]")
# Parameters that hold what people wrote, and not what they ask for.
WRITTEN = ("data", "docs", "content", "cmd", "value", "text", "args", "message", "subject", "csrf_token")
DESCRIBED = ("doc", "chart")
PATH = re.compile(r"^/api/(?:v1/)?(?:resource|v2/document)/([^/]+)")


def before_request() -> None:
	"""Raises PermissionError for a column of a linked record that is guarded."""
	form = frappe.local.form_dict
	described = [each for each in map(_description, (form.get(key) for key in DESCRIBED)) if each]
	for asked in [_list_of(form), *described]:
		doctype = asked.pop("doctype", None)
		dotted = DOTTED.findall(" ".join(map(str, asked.values()))) if doctype else []
		if dotted and _leads_to_guarded(str(doctype), set(dotted)):
			frappe.throw(
				_(
					"A list doesn't show columns of linked records of this kind. Open the linked record instead."
				),
				exc=frappe.PermissionError,
				title=_("Not Permitted"),
			)


def _list_of(form: dict[str, Any]) -> dict[str, Any]:
	"""What a request asks of a list, with its DocType, which REST says in the address."""
	asked = {key: value for key, value in form.items() if key not in (*WRITTEN, *DESCRIBED)}
	path = PATH.match(frappe.local.request.path)
	return {**asked, "doctype": path[1]} if path else asked


def _description(sent: Any) -> dict[str, Any] | None:
	"""A number card or a chart that a client describes."""
	try:
		described = frappe.parse_json(sent)
	except ValueError:
		return None
	if not isinstance(described, dict) or not described.get("document_type"):
		return None
	return {**described, "doctype": described["document_type"]}


def _leads_to_guarded(doctype: str, fields: set[str]) -> bool:
	"""Whether one of these fields links to a DocType whose rows have rules; of child tables too."""
	if not frappe.db.exists("DocType", doctype, cache=True):
		return False
	meta = frappe.get_meta(doctype)
	metas = [meta, *(frappe.get_meta(table.options) for table in meta.get_table_fields())]
	links = (df for each in metas for df in each.get_link_fields() if df.fieldname in fields)
	return any(df.options in NOT_SHARED for df in links)
