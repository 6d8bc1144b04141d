"""Who else listens when a document of a DocType is inserted or saved.

Rows written at once run no hooks. Where another app, or something that a customer set up in the desk, waits for such an
event, the work takes the document path instead, and says because of whom.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar

import frappe
from frappe import _

from talent_performance import compat

APP = "talent_performance"
MODULE = "Talent Performance"
EVENTS = (
	"before_insert", "before_naming", "autoname", "before_validate", "validate", "before_save", "after_insert",
	"on_update", "before_change", "on_change",
)  # fmt: skip
SCRIPT_EVENTS = ("Before Insert", "After Insert", "Before Validate", "Before Save", "After Save")
WEBHOOK_EVENTS = ("after_insert", "on_update", "on_change")

# Hooks for every DocType that come with Frappe and ERPNext, and why rows written at once need none of them.
# Where the reason holds only while something isn't set up, `configured` below looks for just that.
NEEDLESS = {
	"frappe.desk.notifications.clear_doctype_notifications": "Open counts of the desk; cleared once after the rows.",
	"frappe.workflow.doctype.workflow_action.workflow_action.process_workflow_actions": "Acts where a Workflow is active, which is looked for.",
	"frappe.core.doctype.file.utils.attach_files_to_document": "Acts on Attach fields with a value, which go by the document path.",
	"frappe.automation.doctype.assignment_rule.assignment_rule.apply": "Acts where an Assignment Rule is enabled, which is looked for.",
	"frappe.automation.doctype.assignment_rule.assignment_rule.update_due_date": "As above.",
	"frappe.core.doctype.user_type.user_type.apply_permissions_for_non_standard_user_type": "Acts on the DocTypes that a User Type's limits are tied to; ours are none.",
	"frappe.social.doctype.energy_point_rule.energy_point_rule.process_energy_points": "Acts where an Energy Point Rule is enabled, which is looked for.",
	"frappe.automation.doctype.milestone_tracker.milestone_tracker.evaluate_milestone": "Acts where a Milestone Tracker is enabled, which is looked for.",
	"frappe.core.doctype.permission_log.permission_log.make_perm_log": "Acts on documents whose class keeps such a log; ours keep none.",
	"frappe.search.sqlite_search.update_doc_index": "Acts on DocTypes that an app has given to a search index; ours are in none.",
	"erpnext.support.doctype.service_level_agreement.service_level_agreement.apply": "Acts where a Service Level Agreement covers the DocType, which is looked for.",
	"erpnext.setup.doctype.transaction_deletion_record.transaction_deletion_record.check_for_running_deletion_job": "Refuses while a company's transactions are deleted, which touches DocTypes of ERPNext's choice; ours have no ledger.",
}

DOCTYPE = "{0}"
# DocType of the listener → what makes it one, DOCTYPE being the one it listens to.
CONFIGURED: Mapping[str, Mapping[str, object]] = {
	"Server Script": {"script_type": "DocType Event", "disabled": 0, "reference_doctype": DOCTYPE, "doctype_event": ("in", SCRIPT_EVENTS)},
	"Webhook": {"enabled": 1, "webhook_doctype": DOCTYPE, "webhook_docevent": ("in", WEBHOOK_EVENTS)},
	"Assignment Rule": {"disabled": 0, "document_type": DOCTYPE},
	"Milestone Tracker": {"disabled": 0, "document_type": DOCTYPE},
	"Energy Point Rule": {"enabled": 1, "reference_doctype": DOCTYPE},
	"Workflow": {"is_active": 1, "document_type": DOCTYPE},
	"Document Naming Rule": {"disabled": 0, "document_type": DOCTYPE},
	"Service Level Agreement": {"enabled": 1, "document_type": DOCTYPE},
	"Notification": {"enabled": 1, "document_type": DOCTYPE, "event": ("in", ("New", "Save", "Value Change", "Method", "Custom"))},
}  # fmt: skip


Answers = dict[tuple[str, str], list]
_remembered: ContextVar[Answers | None] = ContextVar("talent_listeners", default=None)
_unheard: ContextVar[bool] = ContextVar("talent_unheard", default=False)


@contextlib.contextmanager
def remembered() -> Iterator[None]:
	"""Within this, ask everything only once: in one transaction the answer shouldn't change."""
	token = _remembered.set({})
	try:
		yield
	finally:
		_remembered.reset(token)


@contextlib.contextmanager
def unheard() -> Iterator[None]:
	"""Within this nobody listens: for records of people who don't exist, of which no webhook is to tell."""
	token = _unheard.set(True)
	try:
		yield
	finally:
		_unheard.reset(token)


def listening(doctype: str) -> list[str]:
	"""Sentences, one for each listener to inserts and saves of the DocType; none means that rows can be written at once."""
	if _unheard.get():
		return []
	return once(
		("listening", doctype), lambda: [*hooked(doctype), *overriding(doctype), *configured(doctype)]
	)


def once(question: tuple[str, str], ask: Callable[[], list]) -> list:
	"""The answer to a question, asked anew where nothing is remembered."""
	known = _remembered.get()
	if known is None:
		return ask()
	if question not in known:
		known[question] = ask()
	return known[question]


def hooked(doctype: str) -> Iterator[str]:
	"""Hooks of other apps on this DocType, and those on every DocType of which nobody has written why they're needless."""
	events = frappe.get_doc_hooks()
	needless = {**NEEDLESS, **harmless_by_hook()}
	own, every = events.get(doctype, {}), events.get("*", {})
	for event in EVENTS:
		foreign = [path for path in own.get(event, []) if path.split(".")[0] != APP]
		unknown = [path for path in every.get(event, []) if path not in needless]
		for path in [*foreign, *unknown]:
			yield _("Hook {0} on {1}").format(path, event)


def harmless_by_hook() -> dict[str, str]:
	"""What a customer's app declares needless, with its reason: talent_needless_listeners = {"dotted.path": "reason"}."""
	return {path: reasons[-1] for path, reasons in frappe.get_hooks("talent_needless_listeners", {}).items()}


def overriding(doctype: str) -> Iterator[str]:
	"""Classes that other apps put in the place of the DocType's own."""
	for path in compat.class_overrides(doctype):
		if path.split(".")[0] != APP:
			yield _("Class {0}").format(path)


def configured(doctype: str) -> Iterator[str]:
	"""What somebody set up in the desk; a Notification of this app's own module doesn't count."""
	for kind in CONFIGURED:
		for found in once(("enabled", kind), lambda kind=kind: enabled(kind)):
			if found.listens_to == doctype and found.get("module") != MODULE:
				yield f"{_(kind)} {found.name}"


def enabled(kind: str) -> list:
	"""Everything of a kind that is enabled, with the DocType that it listens to."""
	if not compat.doctype_exists(kind):
		return []
	(listens_to,) = (field for field, value in CONFIGURED[kind].items() if value == DOCTYPE)
	filters = {field: value for field, value in CONFIGURED[kind].items() if value != DOCTYPE}
	fields = ["name", f"{listens_to} as listens_to", *(["module"] if kind == "Notification" else [])]
	return frappe.get_all(kind, filters=filters, fields=fields, order_by="name")
