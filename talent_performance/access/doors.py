"""Doors of Frappe that lead past its own rules, and what stands in front of them for DocTypes of ours.

Frappe 15 counts for anybody, any rows, by any filter: `frappe.client.get_count`. Who counts the rows of a person in a
box knows the box. And every version counts the connections of a form without asking who reads them: `get_open_count`. A search leaves every rule out
where the client says so; a heatmap never asks one; a saved chart may come out of a cache that goes by its name; titles, likes and neighbours are told to anybody.
"""

import inspect
import json
from collections import Counter
from typing import Any

import frappe
from frappe import _
from frappe.client import get_count as count_anything
from frappe.desk import like, listview, notifications, query_report, reportview, search
from frappe.desk.doctype.dashboard_chart import dashboard_chart
from frappe.desk.doctype.tag import tag as tags
from frappe.desk.form import document_follow, linked_with
from frappe.desk.form import utils as forms
from frappe.utils import get_safe_filters, global_search, goal
from frappe.workflow.doctype.workflow import workflow as workflows

from talent_performance.access.copies import OURS, is_ours, may_read
from talent_performance.access.guards import NOT_SHARED, PARENTS, SEARCHED
from talent_performance.compat import link_check
from talent_performance.exceptions import DoorClosed

COUNTED_AT_MOST = 100
GROUPS_AT_MOST = 50


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
	if doctype not in SEARCHED:
		return count_anything(doctype, filters, debug, cache)
	frappe.local.form_dict = frappe._dict(doctype=doctype, filters=get_safe_filters(filters))
	return reportview.get_count()


@frappe.whitelist()
def search_link(doctype: str, **asked: Any) -> list:
	"""What a link field offers: of ours what the user's list holds, whatever the client wants ignored."""
	return frappe.call(search.search_link, doctype=doctype, **_honest(doctype, asked))


@frappe.whitelist()
def search_widget(doctype: str, **asked: Any) -> Any:
	"""What the search box of a link field offers: of ours what the user's list holds."""
	return frappe.call(search.search_widget, doctype=doctype, **_honest(doctype, asked))


def _honest(doctype: str, asked: dict[str, Any]) -> dict[str, Any]:
	"""Without the words that switch rules off: on Frappe 15 they are the client's to say."""
	return {
		key: value for key, value in asked.items() if doctype not in OURS or key != "ignore_user_permissions"
	}


@frappe.whitelist()
def get_link_title(doctype: str, docname: str) -> str | None:
	"""The title of a document, for whoever's list holds it; for others its name."""
	if doctype in SEARCHED and not listed_of(doctype, [docname]):
		return docname
	return search.get_link_title(doctype, docname)


@frappe.whitelist()
def validate_link(doctype: str, docname: str, **asked: Any) -> dict[str, Any]:
	"""What a form fetches from a document: of ours nothing, not even that it is there, for whoever may not read it."""
	if doctype in OURS and not may_read(doctype, docname, frappe.session.user):
		return {}
	return frappe.call(link_check(), doctype=doctype, docname=docname, **asked)


@frappe.whitelist()
def search_everything(text: str, **asked: Any) -> list:
	"""Global search, an index of titles that knows no reader: of ours what the user's list holds."""
	found = frappe.call(global_search.search, text=text, **asked)
	names: dict[str, list[str]] = {}
	for each in found:
		if each["doctype"] in SEARCHED:
			names.setdefault(each["doctype"], []).append(each["name"])
	seen = {doctype: listed_of(doctype, some) for doctype, some in names.items()}
	return [row for row in found if row["doctype"] not in seen or row["name"] in seen[row["doctype"]]]


@frappe.whitelist()
def get_chart(**asked: Any) -> dict[str, Any] | None:
	"""A dashboard chart: one over ours is counted anew for each reader, out of his own list. Raises PermissionError."""
	saved = asked.get("chart_name")
	chart = (
		frappe.get_doc("Dashboard Chart", saved)
		if saved
		else frappe._dict(frappe.parse_json(asked.get("chart")))
	)
	if chart.document_type not in OURS:
		return frappe.call(dashboard_chart.get, **asked)
	if saved:
		chart.check_permission("read")
	if chart.type == "Heatmap":
		frappe.throw(
			_(
				"A heatmap counts rows without asking who reads it, so there is none of {0}. Choose another type of chart."
			).format(_(chart.document_type)),
			exc=DoorClosed,
			title=_("Not Permitted"),
		)
	return frappe.call(inspect.unwrap(dashboard_chart.get), **asked)


@frappe.whitelist()
def run_report(report_name: str, **asked: Any) -> dict[str, Any]:
	"""A report: one over ours always runs, and never shows what it gave to somebody else."""
	_never_prepared(report_name)
	return frappe.call(query_report.run, report_name=report_name, **asked)


@frappe.whitelist()
def export_report(**_asked: Any) -> None:
	"""The same as a file; Frappe reads what is asked for from the request."""
	_never_prepared(str(frappe.local.form_dict.get("report_name") or ""))
	query_report.export_query()


def _never_prepared(report_name: str) -> None:
	"""Take back what Frappe switches on by itself where a report has once taken long."""
	if is_ours(report_name) and frappe.db.get_value("Report", report_name, "prepared_report"):
		frappe.db.set_value("Report", report_name, "prepared_report", 0, update_modified=False)


@frappe.whitelist()
def get_group_by_count(doctype: str, current_filters: str, field: str) -> list:
	"""The sidebar's groups of a list: of ours those of the user's own list, by assignment too."""
	if doctype not in SEARCHED or field != "assigned_to":
		return listview.get_group_by_count(doctype, current_filters, field)
	if not frappe.has_permission(doctype, "read"):
		return []
	names = frappe.get_list(doctype, filters=frappe.parse_json(current_filters), pluck="name", limit=0)
	tasks = {
		"reference_type": doctype,
		"reference_name": ("in", names or [""]),
		"status": ("!=", "Cancelled"),
	}
	held = frappe.get_all("ToDo", tasks, pluck="allocated_to", order_by="name", limit=0)
	return [{"name": user, "count": count} for user, count in Counter(held).most_common(GROUPS_AT_MOST)]


@frappe.whitelist()
def get_workflow_state_count(
	doctype: str, workflow_state_field: str, states: str | list
) -> list[dict] | None:
	"""How many rows there are of each value of any column. Ours follow no workflow of Frappe's."""
	_refuse(doctype)
	return workflows.get_workflow_state_count(doctype, workflow_state_field, states)


@frappe.whitelist()
def get_tagged_docs(doctype: str, tag: str) -> list:
	"""The names of rows with a tag."""
	found = tags.get_tagged_docs(doctype, tag)
	if doctype not in NOT_SHARED:
		return found
	seen = listed_of(doctype, [row[0] for row in found])
	return [row for row in found if row[0] in seen]


@frappe.whitelist()
def get_monthly_goal_graph_data(goal_doctype: str, **more: Any) -> dict:
	"""Sums of any column by month, over any rows."""
	_refuse(goal_doctype)
	return frappe.call(goal.get_monthly_goal_graph_data, goal_doctype=goal_doctype, **more)


@frappe.whitelist()
def toggle_like(doctype: str, name: str, add: str | bool = False) -> None:
	"""Like a document that one may read. Raises PermissionError."""
	_check(doctype, name)
	like.toggle_like(doctype, name, add)


# Frappe takes what refuses the Tag Link behind a tag for a database's error, and fails over it: so it is refused here.
@frappe.whitelist()
def add_tag(tag: str, dt: str, dn: str, color: str | None = None) -> str:
	"""Tag a document, which isn't done with ours. Raises PermissionError."""
	_refuse_tags(dt)
	return tags.add_tag(tag, dt, dn, color)


@frappe.whitelist()
def add_tags(tags: str | list, dt: str, docs: str | list, **more: Any) -> None:
	"""Tag documents, which isn't done with ours. Raises PermissionError."""
	_refuse_tags(dt)
	frappe.call("frappe.desk.doctype.tag.tag.add_tags", tags=tags, dt=dt, docs=docs, **more)


@frappe.whitelist()
def get_linked(doctype: str, docname: str) -> dict[str, Any]:
	"""What links to a document: of ours what the user's lists hold. Later versions of Frappe say how much else there is, to anybody."""
	found = frappe.call(linked_with.get, doctype=doctype, docname=docname)
	for ours in OURS.intersection(found):
		if isinstance(found[ours], dict):
			found[ours]["hidden_count"] = 0
			if not found[ours]["docs"]:
				del found[ours]
	return found


@frappe.whitelist()
def get_next(doctype: str, value: str, **asked: Any) -> str | None:
	"""The next document of a list, from one that the user may read. Raises PermissionError."""
	_check(doctype, value)
	return frappe.call(forms.get_next, doctype=doctype, value=value, **asked)


@frappe.whitelist()
def get_follow_users(doctype: str, doc_name: str) -> list:
	"""Who follows a document that the user may read. Raises PermissionError."""
	_check(doctype, doc_name)
	return document_follow.get_follow_users(doctype, doc_name)


def _check(doctype: str, name: str) -> None:
	if doctype in OURS and not may_read(doctype, name, frappe.session.user):
		raise frappe.PermissionError


def _refuse_tags(doctype: str) -> None:
	if doctype in OURS:
		message = _("{0} can't be tagged: everybody would see the tag and its title.").format(_(doctype))
		frappe.throw(message, exc=DoorClosed, title=_("Not Permitted"))


def listed_of(doctype: str, names: list) -> set[str]:
	"""Of these rows those that the user's list holds."""
	if not names or not frappe.has_permission(doctype, "read"):
		return set()
	filters = {"name": ("in", [str(name) for name in names])}
	return set(frappe.get_list(doctype, filters=filters, pluck="name", limit_page_length=0))


def _refuse(doctype: str | None) -> None:
	"""Raises PermissionError for what is ours."""
	if doctype in NOT_SHARED or doctype in PARENTS:
		frappe.throw(
			_("{0} isn't counted this way. Use its list, or one of the reports.").format(_(doctype)),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)


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
