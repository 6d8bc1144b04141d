"""Pools follow the people: who leaves the company leaves them, who moves within the group is seen by the other company's HR."""

from __future__ import annotations

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime, today

from talent_performance import store
from talent_performance.flows.pools.members import IN, LEFT, MEMBER, NOMINATED, SUGGESTED
from talent_performance.store.dialect import within

OPEN = (SUGGESTED, NOMINATED, IN)


def on_saved_employee(employee: Document, _event: str | None = None) -> None:
	"""Employee on_update."""
	before = employee.get_doc_before_save()
	if before and all(
		before.get(field) == employee.get(field) for field in ("status", "company", "employee_name")
	):
		return
	follow([employee.name])


def catch_up() -> None:
	"""Daily: what no event told of, after an import say."""
	follow(None)


def follow(employees: list[str] | None) -> None:
	"""Bring the records of these employees, or everybody's, up to the employee records: three statements, however many."""
	rows = differing(employees)
	leave([row.name for row in rows if row.status == "Left" and row.stands in OPEN])
	moved = [row for row in rows if (row.company, row.employee_name) != (row.in_company, row.called)]
	if moved:
		values = [(row.company, row.employee_name) for row in moved]
		table = pd.DataFrame(values, columns=["company", "employee_name"], index=[row.name for row in moved])
		store.amend(MEMBER, table, stamped=False)


def differing(employees: list[str] | None) -> list[frappe._dict]:
	"""Records that say something else than the employee records, or of people who have left: few, whatever the company's size."""
	member, employee = frappe.qb.DocType(MEMBER), frappe.qb.DocType("Employee")
	query = (
		frappe.qb.from_(member)
		.join(employee)
		.on(employee.name == member.employee)
		.select(member.name, member.status.as_("stands"), member.company.as_("in_company"))
		.select(member.employee_name.as_("called"), employee.status, employee.company, employee.employee_name)
		.where(
			((employee.status == "Left") & member.status.isin(list(OPEN)))
			| (employee.company != member.company)
			| (employee.employee_name != member.employee_name)
		)
		.orderby(member.name)
	)
	if employees is not None:
		query = query.where(within(member.employee, employees))
	return query.run(as_dict=True)


def leave(members: list[str]) -> None:
	"""Leavers aren't in their pools any more."""
	if not members:
		return
	why = _("Left the company")
	table = pd.DataFrame(
		{"status": LEFT, "ended_on": today(), "review_on": None, "reason": why}, index=members
	)
	steps = pd.DataFrame({"step": LEFT, "at": now_datetime(), "note": why}, index=members)
	store.amend(MEMBER, table, {"steps": steps})


def before_employee_merge(old: str, new: str) -> None:
	"""Two records of one person become one: in each pool the one stays that got furthest."""
	order = (IN, NOMINATED, LEFT, "Declined", SUGGESTED)
	rows = frappe.get_all(
		MEMBER, {"employee": ("in", (old, new))}, ["name", "pool", "status"], order_by="joined_on desc, name"
	)
	rows.sort(key=lambda row: order.index(row.status))
	seen: set[str] = set()
	for row in rows:
		if row.pool in seen:
			frappe.db.delete("Talent Pool Step", {"parenttype": MEMBER, "parent": row.name})
			frappe.db.delete(MEMBER, {"name": row.name})
		seen.add(row.pool)
