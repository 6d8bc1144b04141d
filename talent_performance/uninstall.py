"""When the app goes from a site, everything of it goes: Frappe drops the DocTypes, this the rest."""

from __future__ import annotations

from rq.job import Job

import frappe
from frappe.utils.background_jobs import get_queues

from talent_performance.store.indexes import drop_employee_indexes

APP = "talent_performance"
MODULE = "Talent Performance"

# Where Frappe keeps rows about documents of any DocType, and the column that names the DocType.
ABOUT = {
	"Notification Log": "document_type", "Comment": "reference_doctype", "Version": "ref_doctype",
	"DocShare": "share_doctype", "ToDo": "reference_type", "File": "attached_to_doctype",
	"Activity Log": "reference_doctype", "View Log": "reference_doctype", "Document Follow": "ref_doctype",
	"Tag Link": "document_type", "List Filter": "reference_doctype", "Communication": "reference_doctype",
	"User Permission": "applicable_for", "Custom DocPerm": "parent", "Property Setter": "doc_type",
	"Custom Field": "dt", "Error Log": "reference_doctype", "Access Log": "export_from",
	"List View Settings": "name", "Route History": "route",
}  # fmt: skip


def before_uninstall() -> None:
	"""While the DocTypes are still there: what other tables say about their documents, series, waiting jobs."""
	doctypes = frappe.get_all("DocType", filters={"module": MODULE}, pluck="name", order_by="name")
	for doctype, column in ABOUT.items():
		if frappe.db.exists("DocType", doctype) and frappe.db.has_column(doctype, column):
			frappe.db.delete(doctype, {column: ("in", doctypes)})
	frappe.db.delete("__UserSettings", {"doctype": ("in", doctypes)})
	frappe.db.delete("Series", {"name": ("in", series_of(doctypes))})
	drop_employee_indexes()
	drop_jobs()


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
	"""The scheduler's entries for our hooks, and everything cached."""
	frappe.db.delete("Scheduled Job Type", {"method": ("like", f"{APP}.%")})
	frappe.db.commit()
	frappe.clear_cache()
