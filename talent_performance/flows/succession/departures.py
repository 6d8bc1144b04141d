"""Somebody goes: figures of every plan that he is in, or whose position he holds, follow at once, and the plans' owners get a task."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html, formatdate, getdate, today

from talent_performance.access.copies import may_read
from talent_performance.flows.succession import figures
from talent_performance.store.succession_tables import CANDIDATE, PLAN, POSITION

FOLLOWED = (
	"status", "employee_name", "company", "department", "designation", "resignation_letter_date", "relieving_date",
	"date_of_retirement", "contract_end_date", "grade",
)  # fmt: skip
GOING = ("resignation_letter_date", "relieving_date")
COPIED = ("company", "department", "designation")
TASK = "ToDo"


def on_changed_employee(employee: Document, _event: str | None = None) -> None:
	"""Employee on_update: copies and figures follow; a departure opens tasks, one that is taken back closes them."""
	if employee.get_doc_before_save() is None or not any(map(employee.has_value_changed, FOLLOWED)):
		return
	held, named = positions_held(employee.name), positions_named(employee.name)
	if not (held or named):
		return
	copy(employee)
	mark_vacant(employee)
	figures.refresh(sorted({*held, *named}), [employee.name])
	if begins_to_go(employee):
		for plan, message in tasks(employee, held, named):
			open_task(plan, employee.name, message)
	elif not is_going(employee):
		close_tasks(employee.name, [*held, *named])


def positions_held(employee: str) -> list[str]:
	"""Critical positions in use that somebody holds."""
	asked = {"incumbent": employee, "disabled": 0}
	return frappe.get_all(POSITION, filters=asked, pluck="name", order_by="name", limit=0)


def positions_named(employee: str) -> list[str]:
	"""Positions for which somebody is named and hasn't been withdrawn."""
	asked = {"employee": employee, "status": ("!=", "Withdrawn")}
	return frappe.get_all(CANDIDATE, filters=asked, pluck="position", order_by="position", limit=0)


def copy(employee: Document) -> None:
	"""What our records say of somebody is what the Employee says."""
	said = {field: employee.get(field) for field in COPIED}
	named = {"candidate_name": employee.employee_name, **said}
	frappe.db.set_value(CANDIDATE, {"employee": employee.name}, named, update_modified=False)
	for doctype in (POSITION, PLAN):
		said = {"incumbent_name": employee.employee_name}
		frappe.db.set_value(doctype, {"incumbent": employee.name}, said, update_modified=False)


def mark_vacant(employee: Document) -> None:
	"""Whoever has left leaves the seat empty from the last day on; who is back holds it again."""
	since = getdate(employee.relieving_date or today()) if employee.status == "Left" else None
	asked = {"incumbent": employee.name}
	frappe.db.set_value(POSITION, asked, "vacant_since", since, update_modified=False)


def is_going(employee: Document) -> bool:
	"""Whether somebody has left, has resigned, or has a last day."""
	return employee.status == "Left" or any(employee.get(field) for field in GOING)


def begins_to_go(employee: Document) -> bool:
	"""Whether this change says that somebody goes, or another day."""
	changed = [field for field in (*GOING, "status") if employee.has_value_changed(field)]
	return is_going(employee) and bool(changed)


def tasks(employee: Document, held: list[str], named: list[str]) -> Iterator[tuple[Document, str]]:
	"""Plan and what its owner is told: a position loses its holder, a plan a candidate."""
	for plan in plans_of(held):
		yield (
			plan,
			_("{0}: {1} goes, {2}. Ready now: {3}, ready later: {4}.").format(
				plan.position_title,
				employee.employee_name,
				when(employee),
				cint(plan.ready_now),
				cint(plan.future),
			),
		)
	for plan in plans_of(named):
		yield (
			plan,
			_("{0}: the candidate {1} goes, {2}. Still ready now: {3}, ready later: {4}.").format(
				plan.position_title,
				employee.employee_name,
				when(employee),
				cint(plan.ready_now),
				cint(plan.future),
			),
		)


def plans_of(positions: list[str]) -> list[frappe._dict]:
	"""Active plans of these positions, with their owner's user."""
	found = frappe.get_all(
		PLAN,
		filters={"position": ("in", positions or [""]), "status": "Active"},
		fields=["name", "position_title", "ready_now", "future", "owner_employee"],
		order_by="name",
		limit=0,
	)
	owners = [plan.owner_employee for plan in found if plan.owner_employee]
	rows = frappe.get_all(
		"Employee",
		filters={"name": ("in", owners or [""])},
		fields=["name", "user_id"],
		order_by="name",
		limit=0,
	)
	users = {row.name: row.user_id for row in rows}
	return [plan.update({"user": users.get(plan.owner_employee)}) for plan in found]


def when(employee: Document) -> str:
	"""When somebody goes, as far as it is known."""
	if employee.relieving_date:
		return _("last day {0}").format(formatdate(employee.relieving_date))
	return _("last day not known")


def task_name(plan: str, employee: str) -> str:
	"""The one task about somebody's going from a plan: by it the task is found again, whatever it says and in which language."""
	return hashlib.sha256(f"{plan}/{employee}".encode()).hexdigest()[:20]


def open_task(plan: frappe._dict, employee: str, message: str) -> None:
	"""A task for the plan's owner, one about each person who goes; nobody whom the plan is closed to hears of it."""
	if not plan.user or not may_read(PLAN, plan.name, plan.user):
		return
	said = {
		"allocated_to": plan.user,
		"reference_type": PLAN,
		"reference_name": plan.name,
		"description": escape_html(message),
	}
	name = task_name(plan.name, employee)
	if not frappe.db.exists(TASK, name):
		task = frappe.get_doc({"doctype": TASK, **said, "date": today(), "priority": "High"})
		task.insert(ignore_permissions=True, set_name=name)
	elif not frappe.db.exists(TASK, {"name": name, **said, "status": ("!=", "Cancelled")}):
		frappe.get_doc(TASK, name).update({**said, "status": "Open"}).save(ignore_permissions=True)


def close_tasks(employee: str, positions: list[str]) -> None:
	"""Whoever stays after all leaves nothing to do."""
	plans = frappe.get_all(
		PLAN, filters={"position": ("in", positions)}, pluck="name", order_by="name", limit=0
	)
	own = [task_name(plan, employee) for plan in plans]
	asked = {"name": ("in", own or [""]), "status": "Open"}
	for name in frappe.get_all(TASK, filters=asked, pluck="name", order_by="name", limit=0):
		frappe.get_doc(TASK, name).update({"status": "Cancelled"}).save(ignore_permissions=True)
