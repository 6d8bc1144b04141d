"""What the reports on competencies share: the people whom the reader may see, with gaps of their present roles."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

import frappe

from talent_performance.engine.eligibility import within as within_department
from talent_performance.flows import competency_map
from talent_performance.flows.participants import departments
from talent_performance.flows.reporting import Filters, analysed, names_of, seen
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch

# Whose competencies somebody reads, he knows by the person's profile: the person, the line above, HR of the company.
PROFILE = "Talent Profile"
OF_EMPLOYEE = ["employee", "employee_name", "company", "department", "designation", "reports_to"]


class Asked(NamedTuple):
	"""People, a line for each competency that their roles ask for, and the fit of each."""

	people: pd.DataFrame
	lines: pd.DataFrame
	fit: pd.DataFrame


def asked_for(filters: Filters) -> Asked:
	"""People at work whom the reader may see and has asked for, with what their roles ask and where they stand."""
	people = people_of(filters)
	lines, found = competency_map.of_employees(people["employee"].tolist())
	lines = lines.merge(people, on="employee", suffixes=("_asked", ""))
	for column in ("competency", "category"):
		if filters.get(column):
			lines = lines[with_category(lines)[column] == filters[column]]
	return Asked(people, lines.reset_index(drop=True), found.fit)


def people_of(filters: Filters) -> pd.DataFrame:
	"""People at work whom the reader may see and has asked for, by name."""
	known = seen(PROFILE, ["name", "employee", "company"], filters, [["status", "!=", "Left"]])
	known = analysed(known[known["employee"].notna()])
	employee = frappe.qb.DocType("Employee")
	query = (
		frappe.qb.from_(employee)
		.select(employee.name, *(employee[column] for column in OF_EMPLOYEE[1:]))
		.where(within(employee.name, known["employee"].tolist()) & (employee.status != "Left"))
		.orderby(employee.employee_name, employee.name)
	)
	people = fetch(query, OF_EMPLOYEE)
	if filters.get("designation"):
		people = people[people["designation"] == filters["designation"]]
	if filters.get("department"):
		below = within_department(departments(), filters["department"])
		people = people[people["department"].isin(below)]
	people = people.assign(manager_name=people["reports_to"].map(names_of(people["reports_to"])))
	return people.reset_index(drop=True)


def with_category(lines: pd.DataFrame) -> pd.DataFrame:
	"""With the category of each competency."""
	competency = frappe.qb.DocType("Competency")
	query = frappe.qb.from_(competency).select(competency.name, competency.category).orderby(competency.name)
	return lines.assign(category=lines["competency"].map(dict(query.run())))
