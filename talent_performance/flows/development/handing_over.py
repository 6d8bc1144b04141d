"""People move, leave and come back: plans say where they are now, and one whose owner is gone gets another and is shown as a problem."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, now_datetime

from talent_performance.access.development import IMPROVEMENT, PLAN, managers_of
from talent_performance.engine.development import OPEN
from talent_performance.flows import readable
from talent_performance.flows.development.saving import OPEN_STATES
from talent_performance.store.frames import in_site_language
from talent_performance.store.rows import build_children
from talent_performance.store.writing import last_idx, set_columns, write

ACTION = "Development Action"
COPIED = ("employee_name", "company", "department")
FOLLOWED = ("status", *COPIED)
# What the list shows, the gravest first.
PERSON_LEFT, OWNER_LEFT, MENTOR_LEFT = "Person Left", "Owner Left", "Mentor Left"


def on_changed_employee(employee: Document, _event: str | None = None) -> None:
	"""Employee on_update: copies follow at once; who leaves is followed by plans that name him."""
	before = employee.get_doc_before_save()
	if before is None or all(before.get(field) == employee.get(field) for field in FOLLOWED):
		return
	copy(employee)
	if before.status != "Left" and employee.status == "Left":
		leave(employee)
	elif before.status == "Left" and employee.status != "Left":
		come_back(employee.name)


def copy(employee: Document) -> None:
	"""What open plans say of somebody is what the Employee says; plans that have ended stay where they were."""
	asked = {"employee": employee.name, "state": ("in", OPEN_STATES)}
	said = {field: employee.get(field) for field in COPIED}
	frappe.db.set_value(PLAN, asked, said, update_modified=False)


def leave(employee: Document) -> None:
	"""Somebody has left: his own plans wait to be ended, those to which he saw go to the person's manager, his actions lose their mentor."""
	hand_over(open_plans({"owner_employee": employee.name, "employee": ("!=", employee.name)}), employee)
	own = open_plans({"employee": employee.name})
	mark([plan.name for plan in own], PERSON_LEFT, employee)
	helped = open_plans({"name": ("in", mentored_by(employee.name) or [""])})
	mark([plan.name for plan in helped if not plan.attention], MENTOR_LEFT, employee)


def open_plans(filters: dict[str, Any]) -> list[frappe._dict]:
	"""Open plans that fit."""
	return frappe.get_all(
		PLAN,
		filters={**filters, "state": ("in", OPEN_STATES)},
		fields=["name", "employee", "kind", "attention"],
		order_by="name",
		limit=0,
	)


def mentored_by(employee: str) -> list[str]:
	"""Plans with open actions in which somebody is mentor or sees to it, but for his own."""
	line, plan = frappe.qb.DocType(ACTION), frappe.qb.DocType(PLAN)
	query = (
		frappe.qb.from_(line)
		.join(plan)
		.on(line.parent == plan.name)
		.select(plan.name)
		.distinct()
		.where(((line.mentor == employee) | (line.responsible == employee)) & (plan.employee != employee))
		.where(line.state.isin(OPEN) & plan.state.isin(OPEN_STATES))
		.orderby(plan.name)
	)
	return query.run(pluck=True)


def hand_over(plans: Sequence[frappe._dict], gone: Document) -> None:
	"""The person's manager sees to each from now on; of a performance improvement without one, HR decides."""
	if not plans:
		return
	managers = managers_of([plan.employee for plan in plans])
	owners = [
		managers.get(plan.employee) or (None if plan.kind == IMPROVEMENT else plan.employee) for plan in plans
	]
	called = readable.names_of("Employee", "employee_name", owners)
	names = [plan.name for plan in plans]
	said = {"owner_employee": owners, "owner_name": [called.get(owner) for owner in owners]}
	table = pd.DataFrame(said, names, dtype=object)
	set_columns(PLAN, table, stamped=False)
	mark(names, OWNER_LEFT, gone)


def mark(plans: Sequence[str], problem: str, gone: Document) -> None:
	"""Plans that somebody has to look at, and why."""
	if not plans:
		return
	set_columns(PLAN, pd.DataFrame({"attention": problem}, plans), stamped=False)
	step = {
		"step": "Handed Over" if problem == OWNER_LEFT else "Needs Attention",
		"at": now_datetime(),
		"by_user": frappe.session.user,
		"note": in_site_language("{0} has left.").format(gone.employee_name),
	}
	steps = pd.DataFrame(step, plans)
	write(build_children(PLAN, "steps", steps, last_idx(PLAN, "steps", plans)))


def come_back(employee: str) -> None:
	"""Whoever is back goes on with his plans."""
	asked = {"employee": employee, "attention": PERSON_LEFT}
	frappe.db.set_value(PLAN, asked, "attention", "", update_modified=False)


# Two records of one person become one


def twice_open(old: str, new: str) -> Iterator[tuple[str, str, str]]:
	"""Open plans of two records for the same aim: the one that goes, the one that stays, and what both are for."""
	found = frappe.get_all(
		PLAN,
		filters={"employee": ("in", (old, new)), "state": ("in", OPEN_STATES)},
		fields=["name", "employee", "kind", "target_designation"],
		order_by="name",
		limit=0,
	)
	kept = {aim(row): row.name for row in found if row.employee == new}
	yield from (
		(row.name, kept[aim(row)], " ".join(filter(None, (_(row.kind), row.target_designation))))
		for row in found
		if row.employee == old and aim(row) in kept
	)


def aim(row: frappe._dict) -> tuple[str, str]:
	"""For what there is one open plan."""
	return row.kind, cstr(row.target_designation)


def after_merge(employee: str) -> None:
	"""Nobody approves or mentors himself, which two records of one person could have come to."""
	own = {"employee": employee, "approver": employee}
	frappe.db.set_value(PLAN, own, {"approver": None, "approver_name": None}, update_modified=False)
	line, plan = frappe.qb.DocType(ACTION), frappe.qb.DocType(PLAN)
	own_plans = frappe.qb.from_(plan).select(plan.name).where(plan.employee == employee)
	query = frappe.qb.update(line).set(line.mentor, None).set(line.mentor_name, None)
	query.where((line.mentor == employee) & line.parent.isin(own_plans)).run()
