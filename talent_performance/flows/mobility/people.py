"""The people among whom the reader searches, and what he may know of them: each fact by the guard of its own record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

import frappe
from frappe.utils import today

from talent_performance.access import guarded, mobility, practices
from talent_performance.access.audience import Practice
from talent_performance.access.people import literals
from talent_performance.engine import mobility as rules
from talent_performance.engine.eligibility import within as within_department
from talent_performance.flows import aspirations, talent
from talent_performance.flows.participants import departments
from talent_performance.flows.reporting import seen
from talent_performance.store.frames import numbers, table_of
from talent_performance.store.policy import policy_of
from talent_performance.store.succession_tables import has_grade, roles_since

COLUMNS = ("name", "employee_name", "company", "department", "branch", "designation", "date_of_joining")
LEFT = "Left"
FEWEST_LETTERS, PROPOSED = 2, 10
FACTS = ("employee", "performance_score", "performance_band", "potential_score", "potential_band")


@dataclass(frozen=True)
class Asked:
	"""Among whom: of a company, a department with all below it, a level; these alone; `but` somebody."""

	company: str = ""
	department: str = ""
	level: str = ""
	only: tuple[str, ...] = field(default_factory=tuple)
	but: str = ""


def found(asked: Asked) -> pd.DataFrame:
	"""The people at work among whom the reader searches: employee, employee_name, company, department, branch, designation,
	date_of_joining, level. Who is left out by an agreement on individual analytics isn't in it.
	"""
	level = "`grade`" if has_grade() else "`designation`"
	columns = ", ".join(f"`{column}`" for column in COLUMNS)
	narrowed = " and ".join([mobility.condition(), "`status` <> %(left)s", *_narrowed(asked, level)])
	statement = f"select {columns}, {level} from `tabEmployee` where {narrowed} order by `name`"
	rows = frappe.db.sql(statement, {"left": LEFT, **vars(asked)})
	table = table_of(rows, ["employee", *COLUMNS[1:], "level"])
	off = practices.off_among(Practice.ANALYTICS, table["employee"])
	return table[~table["employee"].isin(off)].reset_index(drop=True)


def _narrowed(asked: Asked, level: str) -> list[str]:
	wanted = []
	if asked.company:
		wanted.append("`company` = %(company)s")
	if asked.level:
		wanted.append(f"{level} = %(level)s")
	if asked.but:
		wanted.append("`name` <> %(but)s")
	if asked.only:
		wanted.append(f"`name` in {literals(asked.only)}")
	if asked.department:
		below = within_department(departments(), asked.department)
		wanted.append(f"`department` in {literals(sorted(below))}")
	return wanted


def places() -> dict[str, list[Any]]:
	"""By what the people can be narrowed: companies, departments with their company, levels."""
	level = "`grade`" if has_grade() else "`designation`"
	within = f"{mobility.condition()} and `status` <> %(left)s"
	statement = f"select distinct `company`, `department`, {level} from `tabEmployee` where {within}"
	table = table_of(frappe.db.sql(statement, {"left": LEFT}), ["company", "department", "level"])
	departments = table.dropna(subset=["department"]).drop_duplicates("department").sort_values("department")
	return {
		"companies": sorted(table["company"].dropna().unique()),
		"departments": departments[["department", "company"]].to_dict("records"),
		"levels": sorted(table["level"].dropna().unique()),
	}


def named_like(text: str) -> list[dict[str, Any]]:
	"""The first people whose name or number holds a text of at least two letters."""
	reached = mobility.condition()
	if len(text.strip()) < FEWEST_LETTERS:
		return []
	columns = "`name` as employee, `employee_name`, `designation`, `company`"
	like = "(`employee_name` like %(text)s or `name` like %(text)s)"
	within = f"{reached} and `status` <> %(left)s and {like}"
	statement = f"select {columns} from `tabEmployee` where {within} order by `employee_name`, `name` limit {PROPOSED}"
	escaped = text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
	return frappe.db.sql(statement, {"left": LEFT, "text": f"%{escaped}%"}, as_dict=True)


def with_facts(people: pd.DataFrame, grade: str | None = None) -> pd.DataFrame:
	"""What decides between people besides the fit, as far as the reader may know it; see `engine.mobility.facts_of`."""
	since = roles_since(list(people["employee"])).reindex(people["employee"]).to_numpy()
	known = people.assign(role_since=since, grade=people["level"])
	return rules.facts_of(dated(known), talent_seen(), policy_of(), pd.Timestamp(today()), grade)


def dated(people: pd.DataFrame) -> pd.DataFrame:
	"""With days as the engine knows them."""
	return people.assign(
		**{column: pd.to_datetime(people[column]) for column in ("role_since", "date_of_joining")}
	)


def talent_seen() -> pd.DataFrame:
	"""Performance and potential of everybody whose Talent Assessment the reader sees; a score of 0 is none."""
	table = seen(talent.ASSESSMENT, FACTS, {})
	return numbers(table, ["performance_score", "potential_score"], none=0).drop_duplicates("employee")


def wishes_seen(employees: Sequence[str]) -> pd.DataFrame:
	"""What these people wish for, as far as the reader may read their aspirations: see `aspirations.of`."""
	said = aspirations.of(employees)
	return said[said["employee"].isin(readable(said["employee"]))].reset_index(drop=True)


def wished_roles(employees: Sequence[str]) -> pd.DataFrame:
	"""The roles that these people wish for, likewise: employee, designation, place."""
	lines = aspirations.roles_of(employees)
	return lines[lines["employee"].isin(readable(lines["employee"]))].reset_index(drop=True)


def readable(employees: pd.Series) -> frozenset[str]:
	"""Of these people those whose aspiration the reader may read: one question for all of them."""
	names = sorted(set(employees))
	if not names:
		return frozenset()
	condition = guarded.condition_of(aspirations.DOCTYPE, frappe.session.user) or "(1=1)"
	table = f"`tab{aspirations.DOCTYPE}`"
	asked = f"select `employee` from {table} where {table}.`employee` in {literals(names)} and {condition}"
	return frozenset(row[0] for row in frappe.db.sql(asked))


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
	"""A row as a client gets it: nothing that isn't a number, a text or nothing."""
	return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
	if isinstance(value, (list, dict, bool, str)) or value is None:
		return value
	if pd.isna(value):
		return None
	return value.item() if isinstance(value, np.generic) else value
