"""Critical positions, their candidates and the people in them as the engine's tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

import frappe
from frappe.query_builder.functions import Coalesce, Count, Max

from talent_performance.store.dialect import within
from talent_performance.store.frames import among, fetch, numbers, words

POSITION, PLAN, CANDIDATE = "Critical Position", "Succession Plan", "Succession Candidate"
ASSESSMENT, EMPLOYMENT = "Talent Assessment", "Talent Profile Employment"
SEAT = ("title", "company", "department", "designation", "grade", "incumbent", "criticality", "required_band")
NOMINATION = (
	"name", "plan", "position", "employee", "candidate_name", "readiness_band", "status", "emergency_cover", "emergency_only",
	"role_since",
)  # fmt: skip
PERSON = (
	"employee_name", "status", "company", "department", "designation", "date_of_joining", "resignation_letter_date",
	"relieving_date", "date_of_retirement", "contract_end_date",
)  # fmt: skip
FLAGS = ("emergency_cover", "emergency_only")


def positions_of(names: Sequence[str] | None = None) -> pd.DataFrame:
	"""The table `positions` of these critical positions, or of all; with the successor needed and the plan beside."""
	position, plan = frappe.qb.DocType(POSITION), frappe.qb.DocType(PLAN)
	query = (
		frappe.qb.from_(position)
		.left_join(plan)
		.on(plan.position == position.name)
		.select(position.name, *(position[field] for field in SEAT), plan.name.as_("plan"))
		.where((position.disabled == 0) & among(position.name, names))
		.orderby(position.name)
	)
	found = numbers(fetch(query, ["position", *SEAT, "plan"]), ["criticality"])
	return found if has_grade() else found.assign(grade=found["designation"])


def candidates_of(
	positions: Sequence[str] | None = None, people: Sequence[str] | None = None
) -> pd.DataFrame:
	"""The table `candidates` of positions in use whose plan is active, or of some people alone; withdrawn ones are left out."""
	candidate, plan, position = (frappe.qb.DocType(name) for name in (CANDIDATE, PLAN, POSITION))
	query = (
		frappe.qb.from_(candidate)
		.join(plan)
		.on(plan.name == candidate.plan)
		.join(position)
		.on(position.name == candidate.position)
		.select(*(candidate[field] for field in NOMINATION))
		.where((candidate.status != "Withdrawn") & (plan.status == "Active") & (position.disabled == 0))
		.where(among(candidate.position, positions))
		.orderby(candidate.position, candidate.name)
	)
	if people is not None:
		query = query.where(within(candidate.employee, people))
	found = words(fetch(query, list(NOMINATION)), ["status"])
	found = found.assign(**{flag: found[flag].astype(float).fillna(0) != 0 for flag in FLAGS})
	return found.assign(external=found["employee"].isna())


def has_grade() -> bool:
	"""Whether this site's Employees have a grade, which Frappe HR brings."""
	return bool(frappe.get_meta("Employee").has_field("grade"))


def people_of(employees: Sequence[str]) -> pd.DataFrame:
	"""The table `employees`. Without Frappe HR a person's grade is the designation."""
	table = frappe.qb.DocType("Employee")
	query = frappe.qb.from_(table).select(table.name, *(table[field] for field in PERSON))
	query = query.select(table.grade if has_grade() else table.designation.as_("grade"))
	query = query.where(within(table.name, employees)).orderby(table.name)
	found = fetch(query, ["employee", *PERSON, "grade"])
	return found.assign(role_since=roles_since(employees).reindex(found["employee"]).to_numpy())


def roles_since(employees: Sequence[str]) -> pd.Series:
	"""Since when each of these people has been in the present role, as the Employee's work history says: by employee."""
	line = frappe.qb.DocType("Employee Internal Work History")
	query = (
		frappe.qb.from_(line)
		.select(line.parent, Max(Coalesce(line.to_date, line.from_date)))
		.where(within(line.parent, employees) & (line.parenttype == "Employee"))
		.groupby(line.parent)
		.orderby(line.parent)
	)
	return fetch(query, ["employee", "since"]).set_index("employee")["since"]


def talent_of(employees: Sequence[str]) -> pd.DataFrame:
	"""Performance and potential of these people as their Talent Assessment says them; a score of 0 is none."""
	own, assessment = frappe.qb.DocType(EMPLOYMENT), frappe.qb.DocType(ASSESSMENT)
	scores = ["performance_score", "potential_score"]
	query = (
		frappe.qb.from_(own)
		.join(assessment)
		.on(assessment.profile == own.parent)
		.select(own.employee, *(assessment[score] for score in scores))
		.where(within(own.employee, employees))
		.orderby(own.employee, assessment.name)
	)
	found = fetch(query, ["employee", *scores]).drop_duplicates("employee")
	return numbers(found, scores, none=0).reset_index(drop=True)


def newest_facts(employees: pd.DataFrame, candidates: pd.DataFrame) -> pd.DataFrame:
	"""The table `employees` with the day since when somebody is in the present role, where a nomination says it."""
	said = candidates.dropna(subset=["employee", "role_since"])
	latest = pd.to_datetime(said["role_since"]).groupby(said["employee"]).max()
	given = latest.reindex(employees["employee"]).to_numpy()
	known = pd.to_datetime(employees["role_since"]).to_numpy()
	return employees.assign(role_since=np.where(np.isnat(given), known, given))


def confirmed_for(employee: str) -> int:
	"""For how many positions in use somebody is confirmed."""
	candidate, plan, position = (frappe.qb.DocType(name) for name in (CANDIDATE, PLAN, POSITION))
	query = (
		frappe.qb.from_(candidate)
		.join(plan)
		.on(plan.name == candidate.plan)
		.join(position)
		.on(position.name == candidate.position)
		.select(Count(candidate.position).distinct())
		.where((candidate.employee == employee) & (candidate.status == "Confirmed"))
		.where((plan.status == "Active") & (position.disabled == 0))
	)
	return int(query.run()[0][0])
