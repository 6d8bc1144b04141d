"""Reporting lines kept true: Employee's events, the job behind them, the nightly rebuild.

What is stored never goes further than what is true. Whoever stops being somebody's manager loses the line in the
transaction of the change; what is to be granted follows from a background job after the commit. A change that no event
tells of (a data import below the ORM, db.set_value) is found by the nightly rebuild.

A change and the job never run side by side: both take store.lines.lock() first. Marks of what waits are stored with the
lines, so that a job that was lost is made up for by the hourly look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import frappe
from frappe import _

from talent_performance.access.lines import CURRENT, closure, difference, standing
from talent_performance.store import lines as store

if TYPE_CHECKING:
	import pandas as pd

	from frappe.model.document import Document

JOB = "talent_performance.reporting_lines"
TELLING = ("reports_to", "status", "employee_name", "talent_erased_on")
REBUILDERS = ("HR Manager", "System Manager")


def employee_saved(doc: Document, method: str | None = None) -> None:
	"""Employee on_update: what ends, ends now; the rest waits for the job.

	A changed user needs nothing here: whose Employee somebody is, is asked anew each time.
	"""
	before = doc.get_doc_before_save()
	if doc.get("talent_erased_on") or (
		before and all(before.get(field) == doc.get(field) for field in TELLING)
	):
		return
	store.lock()
	if before:
		_revoke(doc)
	_update_soon(doc.name, doc.employee_name)


def employee_deleted(doc: Document, method: str | None = None) -> None:
	"""Employee on_trash: nobody has a line to or through him any more."""
	store.lock()
	_cut_off(doc.name)
	store.forget(doc.name)


def employee_to_be_renamed(
	doc: Document, method: str | None, old: str, new: str, merge: bool = False
) -> None:
	"""Employee before_rename: a merge takes the old lines away, which would collide with the new ones."""
	if merge:
		store.lock()
		_cut_off(old)
		store.forget(old)


def employee_renamed(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""Employee after_rename: lines and history follow by their links; after a merge the job draws them anew."""
	if merge:
		store.lock()
		store.forget_lines_to_oneself()
		_update_soon(new, doc.employee_name)


def rebuild() -> dict[str, int]:
	"""Bring all lines up to date; returns how many rows went and came. The nightly job, and the way to do it by hand."""
	return update_lines()


def update_if_waiting() -> None:
	"""The hourly look: make up for a job that got lost."""
	if store.waiting():
		update_lines()


def update_lines() -> dict[str, int]:
	"""Write the difference between the stored lines and the true ones, until nobody waits; returns rows gone and come."""
	done = {"gone": 0, "come": 0}
	while True:
		frappe.db.commit()  # what this connection has seen so far may be out of date
		store.lock()
		gone, come = outstanding()
		store.apply(gone, come)
		store.nobody_waits()
		frappe.db.commit()
		done = {"gone": done["gone"] + len(gone), "come": done["come"] + len(come)}
		if not store.waiting():
			return done


def outstanding() -> tuple[pd.DataFrame, pd.DataFrame]:
	"""What is to go and what is to come, as access.lines.difference tells it."""
	people = store.employees()
	wanted = closure(standing(people))
	names = people.set_index("employee")["employee_name"]
	wanted = wanted.assign(
		manager_name=wanted["manager"].map(names), employee_name=wanted["employee"].map(names)
	)
	return difference(store.lines(), wanted)


def enqueue_update() -> None:
	"""One background job that updates the lines, however often it is asked for."""
	frappe.enqueue(update_lines, queue="long", job_id=JOB, deduplicate=True)


@frappe.whitelist(methods=["POST"])
def rebuild_now() -> None:
	"""The button on the list. Raises PermissionError for anybody but HR Manager and System Manager."""
	frappe.only_for(REBUILDERS)
	enqueue_update()
	frappe.msgprint(
		_("Reporting lines are being rebuilt in the background. Refresh the list in a moment."),
		alert=True,
		indicator="blue",
	)


def _update_soon(employee: str, employee_name: str | None) -> None:
	"""Mark, and ask for the job once the change is committed: only then can it see the change."""
	store.mark(employee, employee_name)
	frappe.db.after_commit.add(enqueue_update)


def _revoke(doc: Document) -> None:
	"""Whoever isn't above him any more loses him and everybody below him."""
	if doc.status not in CURRENT:
		_cut_off(doc.name)
		return
	below = {doc.name, *store.below(doc.name)}
	remain = _above_now(doc.reports_to) if doc.reports_to not in below else set()
	store.cut([manager for manager in store.above(doc.name) if manager not in remain], sorted(below))


def _above_now(manager: str | None) -> set[str]:
	"""A manager and everybody above him; empty where he is none or has left."""
	if not manager or frappe.db.get_value("Employee", manager, "status") not in CURRENT:
		return set()
	return {manager, *store.above(manager)}


def _cut_off(employee: str) -> None:
	"""No line ends at or runs through this Employee any more."""
	store.cut([employee, *store.above(employee)], store.below(employee))
