"""What is known for mentoring, as the engine's tables: who offers to help, who is paired with whom, sites and languages."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

import frappe

from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch

PAIR, ASPIRATION, OFFERED, LINE = (
	"Mentoring Pair", "Career Aspiration", "Offered Competency", "Reporting Line",
)  # fmt: skip
OPEN = ("Proposed", "Active")


def offers_of(employees: Sequence[str] | None = None, companies: Sequence[str] | None = None) -> pd.DataFrame:
	"""Who would like to help: employee, competency (null: in any), places. Of these people, or of these companies, at work."""
	said, line, employee = (frappe.qb.DocType(each) for each in (ASPIRATION, OFFERED, "Employee"))
	query = (
		frappe.qb.from_(said)
		.join(employee)
		.on((employee.name == said.employee) & (employee.status == "Active"))
		.left_join(line)
		.on((line.parent == said.name) & (line.parenttype == ASPIRATION))
		.select(said.employee, line.competency, said.mentees_at_most)
		.where(said.willing_to_mentor == 1)
		.orderby(said.employee, line.idx, line.name)
	)
	if employees is not None:
		query = query.where(within(said.employee, list(employees)))
	if companies is not None:
		query = query.where(employee.company.isin(list(companies) or [""]))
	found = fetch(query, ["employee", "competency", "places"])
	return found.assign(places=found["places"].astype(float))


def pairs_of(people: Sequence[str]) -> pd.DataFrame:
	"""Open pairs of which one of these people is a side: mentor, mentee, and whether it is active."""
	table = frappe.qb.DocType(PAIR)
	query = frappe.qb.from_(table).select(table.mentor, table.mentee, table.state).orderby(table.name)
	query = query.where(within(table.mentor, list(people)) | within(table.mentee, list(people)))
	found = fetch(query.where(table.state.isin(OPEN)), ["mentor", "mentee", "state"])
	return found.assign(active=found["state"] == "Active")


def lines_above(employees: Sequence[str]) -> pd.DataFrame:
	"""Who stands above these people, at any height: employee, manager."""
	table = frappe.qb.DocType(LINE)
	query = frappe.qb.from_(table).select(table.employee, table.manager).orderby(table.name)
	query = query.where(within(table.employee, list(employees)) & (table.depth > 0))
	return fetch(query, ["employee", "manager"])


def people_of(employees: Sequence[str]) -> pd.DataFrame:
	"""How these people are called and where they are: employee, employee_name, designation, department, site, language."""
	employee, user = frappe.qb.DocType("Employee"), frappe.qb.DocType("User")
	query = (
		frappe.qb.from_(employee)
		.left_join(user)
		.on(user.name == employee.user_id)
		.select(
			employee.name, employee.employee_name, employee.designation, employee.department, employee.branch, user.language
		)
		.where(within(employee.name, list(employees)))
		.orderby(employee.name)
	)  # fmt: skip
	return fetch(query, ["employee", "employee_name", "designation", "department", "site", "language"])
