"""When the app goes from a site, everything of it goes: Frappe drops the DocTypes, this the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rq.job import Job

import frappe
from frappe.deferred_insert import queue_prefix
from frappe.utils.background_jobs import get_queues

from talent_performance.custom_fields import remove_custom_fields
from talent_performance.demo import manifest
from talent_performance.flows.first_cycle import KEPT
from talent_performance.store.indexes import drop_employee_indexes

APP = "talent_performance"
MODULE = "Talent Performance"
ROLE = "Talent Manager"
BLOCK = "Cycle at a Glance"
# What Frappe 16 shows of an app outside its modules, users' own copies included; no link says whose they are.
OUTSIDE_MODULES = ("Workspace Sidebar", "Desktop Icon")

# Columns that name a DocType without being a link to it.
ABOUT = {
	"Access Log": "export_from", "Custom DocPerm": "parent", "Deleted Document": "deleted_doctype",
	"List View Settings": "name", "Route History": "route",
}  # fmt: skip
ABOUT_ROLES = {"Has Role": "role", "Custom DocPerm": "role"}


def before_uninstall() -> None:
	"""While the DocTypes are still there: what other tables say about them, their series and waiting jobs, our role."""
	doctypes = frappe.get_all("DocType", filters={"module": MODULE}, pluck="name", order_by="name")
	delete_files(doctypes)
	for doctype, column in [*links_to_doctypes(), *ABOUT.items()]:
		delete_rows(doctype, column, doctypes)
	frappe.db.delete("__UserSettings", {"doctype": ("in", doctypes)})
	frappe.db.delete("__global_search", {"doctype": ("in", doctypes)})
	frappe.db.delete("Singles", {"doctype": ("in", doctypes)})
	frappe.db.delete("Series", {"name": ("in", series_of(doctypes))})
	frappe.db.delete("DefaultValue", {"defkey": KEPT})
	forget_user_settings(doctypes)
	forget_late_inserts(doctypes)
	remove_desk_files()
	remove_role()
	remove_custom_fields()
	drop_employee_indexes()
	manifest.forget()
	drop_jobs()


def delete_files(doctypes: Sequence[str]) -> None:
	"""Attachments, with what lies on the disk."""
	filters = {"attached_to_doctype": ("in", doctypes)}
	for name in frappe.get_all("File", filters=filters, pluck="name", order_by="name"):
		frappe.delete_doc("File", name, force=True, ignore_permissions=True, delete_permanently=True)


def links_to_doctypes() -> Iterator[tuple[str, str]]:
	"""Every table with a column that names a DocType: comments, versions, shares, tasks, notifications, customisations."""
	field, doctype = frappe.qb.DocType("DocField"), frappe.qb.DocType("DocType")
	query = (
		frappe.qb.from_(field)
		.join(doctype)
		.on(field.parent == doctype.name)
		.select(field.parent, field.fieldname)
		.where((field.fieldtype == "Link") & (field.options == "DocType"))
		.where((doctype.issingle == 0) & (doctype.is_virtual == 0) & (doctype.module != MODULE))
		.orderby(field.parent, field.fieldname)
	)
	yield from query.run()


def delete_rows(doctype: str, column: str, values: Sequence[str]) -> None:
	"""Delete what says one of the values in a column, with its own child rows."""
	if not (frappe.db.exists("DocType", doctype) and frappe.db.has_column(doctype, column)):
		return
	found = frappe.get_all(doctype, filters={column: ("in", values)}, pluck="name", order_by="name")
	if not found:
		return
	for table in frappe.get_meta(doctype).get_table_fields():
		frappe.db.delete(table.options, {"parenttype": doctype, "parent": ("in", found)})
	frappe.db.delete(doctype, {"name": ("in", found)})


def forget_late_inserts(doctypes: Sequence[str]) -> None:
	"""Rows that wait in Redis to be inserted."""
	for doctype in doctypes:
		frappe.cache.delete_value(f"{queue_prefix}{doctype}")


def forget_user_settings(doctypes: Sequence[str]) -> None:
	"""What Redis remembers of lists, and would write into the database within the hour."""
	for key in frappe.cache.hkeys("_user_settings"):
		name = key.decode() if isinstance(key, bytes) else key
		if name.split("::")[0] in doctypes:
			frappe.cache.hdel("_user_settings", name)


def remove_desk_files() -> None:
	"""The sidebar, the icon on the desktop and the workspace's block.

	Below their controllers, which in developer mode delete the app's files too.
	"""
	for doctype in OUTSIDE_MODULES:
		delete_rows(doctype, "app", [APP])
	delete_rows("Custom HTML Block", "name", [BLOCK])


def remove_role() -> None:
	"""The role that came with the permissions of our DocTypes, from everybody who has it."""
	for doctype, column in ABOUT_ROLES.items():
		delete_rows(doctype, column, [ROLE])
	frappe.db.delete("Role", {"name": ROLE})


def series_of(doctypes: list[str]) -> list[str]:
	"""The counters that our naming series have used: what stands before their first point."""
	options = frappe.get_all(
		"DocField",
		filters={"parent": ("in", doctypes), "fieldname": "naming_series"},
		pluck="options",
		order_by=None,
	)
	return [line.split(".")[0] for text in options for line in (text or "").split("\n") if line] or [""]


def drop_jobs() -> None:
	"""Background jobs of this app on this site, waiting or remembered."""
	for queue in get_queues():
		registries = (queue.failed_job_registry, queue.finished_job_registry)
		known = [*queue.job_ids, *(job_id for registry in registries for job_id in registry.get_job_ids())]
		for job in Job.fetch_many(known, connection=queue.connection):
			if job and is_ours(job.kwargs):
				job.delete()


def is_ours(arguments: dict) -> bool:
	"""Whether a job of this site calls our code."""
	method = arguments.get("method")
	path = method if isinstance(method, str) else getattr(method, "__module__", "")
	return arguments.get("site") == frappe.local.site and path.startswith(f"{APP}.")


def after_uninstall() -> None:
	"""The scheduler's entries for our hooks, patches done, copies of what was deleted, and everything cached."""
	frappe.db.delete("Scheduled Job Type", {"method": ("like", f"{APP}.%")})
	frappe.db.delete("Patch Log", {"patch": ("like", f"{APP}.%")})
	frappe.db.delete("Deleted Document", {"data": ("like", f'%"module": "{MODULE}"%')})
	frappe.db.delete("Deleted Document", {"deleted_doctype": "Module Def", "deleted_name": MODULE})
	frappe.db.commit()
	frappe.clear_cache()
