"""Whitelisted methods of Frappe that ask whether somebody may open a DocType at all, and then read any row of it.

Each stands here under its own name, and hooks.py puts it in front of Frappe's. For DocTypes that aren't ours nothing
changes. For ours the rows are those of the user's own list; what can't be asked that way is refused.
"""

from typing import Any

import frappe
from frappe import _
from frappe.desk import listview, query_report, search
from frappe.desk.doctype.dashboard_chart import dashboard_chart
from frappe.desk.doctype.tag import tag as tags
from frappe.desk.form import utils as form_utils
from frappe.utils import global_search, goal
from frappe.workflow.doctype.workflow import workflow

from talent_performance.access.guards import NOT_SHARED, OURS, PARENTS

Link = list[Any] | None
# What Frappe keeps about any record → the column with its DocType, and the columns with whose it is.
AROUND: dict[str, tuple[str, tuple[str, ...]]] = {
	"Comment": ("reference_doctype", ("owner",)),
	"Communication": ("reference_doctype", ("owner",)),
	"Deleted Document": ("deleted_doctype", ()),
	"File": ("attached_to_doctype", ("owner",)),
	"Tag Link": ("document_type", ("owner",)),
	"ToDo": ("reference_type", ("owner", "allocated_to", "assigned_by")),
	"Version": ("ref_doctype", ()),
}
NAMED_BY = {
	"attached_to_doctype": "attached_to_name", "deleted_doctype": "deleted_name", "document_type": "document_name",
	"ref_doctype": "docname", "reference_doctype": "reference_name", "reference_type": "reference_name",
}  # fmt: skip


@frappe.whitelist()
def search_link(doctype: str, txt: str, **more: Any) -> Link:
	"""What a link field proposes. Frappe 15 ignores all rules, and not only User Permissions, where a client asks it to."""
	return frappe.call(search.search_link, doctype=doctype, txt=txt, **_by_the_rules(doctype, more))


@frappe.whitelist()
def search_widget(doctype: str, txt: str, **more: Any) -> Link:
	"""The same behind the search of a link field."""
	return frappe.call(search.search_widget, doctype=doctype, txt=txt, **_by_the_rules(doctype, more))


@frappe.whitelist()
def get_link_title(doctype: str, docname: str | int) -> str | int | None:
	"""The title behind a name; of a row that the user's list doesn't hold, the name."""
	if doctype in OURS and not listed_of(doctype, [docname]):
		return docname
	return search.get_link_title(doctype, docname)


@frappe.whitelist()
def search_everything(text: str, start: int | str = 0, limit: int | str = 20, doctype: str = "") -> list:
	"""Search in everything: an index of titles that knows no reader."""
	found = frappe.call(global_search.search, text=text, start=start, limit=limit, doctype=doctype)
	ours: dict[str, list[str]] = {}
	for each in found:
		if each.doctype in OURS:
			ours.setdefault(each.doctype, []).append(each.name)
	seen = {of: listed_of(of, names) for of, names in ours.items()}
	return [each for each in found if each.doctype not in seen or each.name in seen[each.doctype]]


@frappe.whitelist()
def get_group_by_count(doctype: str, current_filters: str, field: str) -> list[dict]:
	"""The groups of a list; of those whom rows are assigned to, Frappe counts any rows."""
	if doctype in OURS and field == "assigned_to":
		filters = frappe.parse_json(current_filters)
		seen = frappe.has_permission(doctype, "read")
		names = frappe.get_list(doctype, filters=filters, pluck="name", limit_page_length=0) if seen else []
		current_filters = frappe.as_json([[doctype, "name", "in", names or [""]]])
	return listview.get_group_by_count(doctype, current_filters, field)


@frappe.whitelist()
def get_next(doctype: str, value: str, prev: int | str, **more: Any) -> str | None:
	"""The next one in an order: of a row that the user doesn't see, where it stands in the order would tell what is in it."""
	if doctype in NOT_SHARED and not listed_of(doctype, [value]):
		raise frappe.PermissionError
	return frappe.call(form_utils.get_next, doctype=doctype, value=value, prev=prev, **more)


@frappe.whitelist()
def get_workflow_state_count(
	doctype: str, workflow_state_field: str, states: str | list
) -> list[dict] | None:
	"""How many rows there are of each value of any column. Ours follow no workflow of Frappe's."""
	_refuse(doctype)
	return workflow.get_workflow_state_count(doctype, workflow_state_field, states)


@frappe.whitelist()
def get_tagged_docs(doctype: str, tag: str) -> list:
	"""The names of rows with a tag."""
	found = tags.get_tagged_docs(doctype, tag)
	if doctype not in NOT_SHARED:
		return found
	seen = listed_of(doctype, [row[0] for row in found])
	return [row for row in found if row[0] in seen]


@frappe.whitelist()
def get_chart(**asked: Any) -> dict | None:
	"""A chart: anybody can describe one, and a calendar of days is summed over any rows."""
	chart = asked.get("chart") or {}
	if asked.get("chart_name"):
		chart = frappe.get_doc("Dashboard Chart", asked["chart_name"]).as_dict()
	chart = frappe._dict(frappe.parse_json(chart))
	if chart.type == "Heatmap":
		_refuse(chart.document_type)
	return frappe.call(dashboard_chart.get, **asked)


@frappe.whitelist()
def get_monthly_goal_graph_data(goal_doctype: str, **more: Any) -> dict:
	"""Sums of any column by month, over any rows."""
	_refuse(goal_doctype)
	return frappe.call(goal.get_monthly_goal_graph_data, goal_doctype=goal_doctype, **more)


@frappe.whitelist()
def run_report(report_name: str, **more: Any) -> dict:
	"""A report, always anew for who asks: a prepared one is handed to everybody who may open the report."""
	never_prepared(report_name)
	return frappe.call(query_report.run, report_name=report_name, **more)


@frappe.whitelist()
def export_report(**_more: Any) -> None:
	"""The same as a file; Frappe reads what is asked for from the request."""
	never_prepared(str(frappe.local.form_dict.get("report_name") or ""))
	query_report.export_query()


def never_prepared(report_name: str) -> None:
	"""Take back what Frappe switches on by itself where a report has once taken long."""
	if is_ours(report_name) and frappe.db.get_value("Report", report_name, "prepared_report"):
		frappe.db.set_value("Report", report_name, "prepared_report", 0, update_modified=False)


def refuse_prepared(doc: Any, method: str | None = None) -> None:
	"""Prepared Report before_insert. Raises PermissionError for a report on rows with rules."""
	if is_ours(doc.report_name):
		frappe.throw(
			_("{0} isn't prepared for others: it shows each reader something else. Run it yourself.").format(
				_(doc.report_name)
			),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)


def is_ours(report_name: str) -> bool:
	"""Whether a report speaks of rows with rules."""
	return frappe.db.get_value("Report", report_name, "ref_doctype") in OURS


def around_seen(user: str | None, doctype: str) -> str:
	"""Permission query of what Frappe keeps about any record: of ours it lists what the user wrote himself.

	The form shows all of it to whoever reads the form.
	"""
	user = user or frappe.session.user
	if user == "Administrator":
		return ""
	about, own = AROUND[doctype]
	ours = ", ".join(frappe.db.escape(name) for name in sorted(NOT_SHARED))
	reasons = [f"ifnull(`tab{doctype}`.`{about}`, '') not in ({ours})"]
	reasons += [f"`tab{doctype}`.`{column}` = {frappe.db.escape(user)}" for column in own]
	return f"({' or '.join(reasons)})"


def may_see_around(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	"""Twin of around_seen, and whoever may read the record that it is about."""
	user = user or frappe.session.user
	about, own = AROUND[doc.doctype]
	if user == "Administrator" or doc.get(about) not in NOT_SHARED:
		return True
	if any(doc.get(column) == user for column in own):
		return True
	name = doc.get(NAMED_BY[about])
	there = bool(name) and bool(frappe.db.exists(doc.get(about), name))
	return there and bool(frappe.has_permission(doc.get(about), "read", doc=name, user=user))


def listed_of(doctype: str, names: list) -> set[str]:
	"""Of these rows those that the user's list holds."""
	if not names or not frappe.has_permission(doctype, "read"):
		return set()
	filters = {"name": ("in", [str(name) for name in names])}
	return set(frappe.get_list(doctype, filters=filters, pluck="name", limit_page_length=0))


def _by_the_rules(doctype: str, more: dict[str, Any]) -> dict[str, Any]:
	"""Our links to people and companies ignore User Permissions anyway; the rules of a guard nobody ignores."""
	if doctype in NOT_SHARED or doctype in PARENTS:
		more.pop("ignore_user_permissions", None)
	return more


def _refuse(doctype: str | None) -> None:
	"""Raises PermissionError for what is ours."""
	if doctype in NOT_SHARED or doctype in PARENTS:
		frappe.throw(
			_("{0} isn't counted this way. Use its list, or one of the reports.").format(_(doctype)),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)
