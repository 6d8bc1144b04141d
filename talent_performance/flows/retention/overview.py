"""Who might leave, and what is done about it, as far as the reader sees it: a grid, people by exposure, plans by due date."""

from __future__ import annotations

from typing import Any

import pandas as pd

import frappe
from frappe.utils import date_diff, today

from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.access.people import employees_of, hr_companies
from talent_performance.access.reach import reached
from talent_performance.engine import retention as engine
from talent_performance.engine.eligibility import within as within_department
from talent_performance.flows.participants import departments
from talent_performance.flows.reporting import seen
from talent_performance.flows.retention.latest import ASSESSMENT, SCORE, SETTINGS, TO_FORM, standing_of
from talent_performance.flows.retention.plans import DOCTYPE as PLAN
from talent_performance.store.dialect import within
from talent_performance.store.frames import table_of
from talent_performance.store.policy import policy_of

PAGE = 25
ROLES = ("HR Manager", "Talent Manager")
Row = dict[str, Any]


def board(company: str = "", department: str = "", cell: str = "", start: int = 0) -> Row:
	"""Everything that the page draws. `cell` narrows the people to one of the grid, as in "high|mid"."""
	people = people_in_reach(company, department)
	table, plans = standing_of_seen(people), open_plans(people)
	chosen = in_cell(table, cell).sort_values(
		["exposure", "score", "employee_name", "employee"],
		ascending=[False, False, True, True],
		na_position="last",
		kind="stable",
	)
	page = chosen.iloc[start : start + PAGE]
	of_person = plans.drop_duplicates("employee").set_index("employee")["name"].to_dict()
	return {
		"grid": engine.grid(table).to_dict("records"),
		"totals": engine.totals(table, plans["employee"], len(people)),
		"rows": [person_row(row, of_person) for row in page.to_dict("records")],
		"total": len(chosen),
		"start": start,
		"page": PAGE,
		"plans": plan_rows(plans),
		"overdue": int((pd.to_datetime(plans["due_date"]) < pd.Timestamp(today())).sum()),
		"score_on": bool(frappe.db.get_single_value(SETTINGS, "retention_score_on")),
		"scored_on": scored_on(),
		"hr": works_as_hr(),
		"companies": companies(),
	}


def people_in_reach(company: str = "", department: str = "") -> pd.DataFrame:
	"""The people who haven't left and whom the reader's part reaches, himself left out."""
	fields = ("name", "employee_name", "designation", "department", "company")
	table = frappe.qb.DocType("Employee")
	query = frappe.qb.from_(table).select(*(table[each] for each in fields)).where(table.status != "Left")
	below = reached(ASSESSMENT)
	companies_ = hr_companies(frappe.session.user, ROLES, ASSESSMENT) if below is None else None
	if below is not None:
		query = query.where(within(table.name, sorted(below) or [""]))
	elif companies_ is not None:
		query = query.where(table.company.isin(companies_ or [""]))
	if company:
		query = query.where(table.company == company)
	if department:
		query = query.where(table.department.isin(sorted(within_department(departments(), department))))
	own = employees_of(frappe.session.user)
	if own:
		query = query.where(table.name.notin(own))
	found = table_of(query.orderby(table.employee_name, table.name).run(), fields)
	off = practices.off_among(Practice.RISK, found["name"])
	return found[~found["name"].isin(off)].rename(columns={"name": "employee"}).reset_index(drop=True)


def standing_of_seen(people: pd.DataFrame) -> pd.DataFrame:
	"""What the reader may see of them, by the guards of assessments and scores."""
	assessments = seen(
		ASSESSMENT,
		("employee", "assessed_on", "risk", "impact", "creation", "name"),
		{},
		[["state", "=", "Submitted"]],
	)
	assessments = assessments.sort_values(["assessed_on", "creation", "name"], kind="stable")
	assessments = assessments.assign(assessed_on=pd.to_datetime(assessments["assessed_on"]))
	table = standing_of(people["employee"], assessments, scores_seen(), policy_of())
	return table.merge(people, on="employee", how="left")


def scores_seen() -> pd.DataFrame:
	"""The scores that the reader may see; none while they are switched off."""
	fields = ("employee", "as_of", "score", "band")
	if not frappe.db.get_single_value(SETTINGS, "retention_score_on"):
		return table_of([], fields)
	found = seen(SCORE, fields, {})
	said = found["band"].notna()
	return found.assign(as_of=pd.to_datetime(found["as_of"]), score=found["score"].astype(float).where(said))


def scored_on() -> str | None:
	"""When a score was computed last, of whomever."""
	latest = frappe.get_all(SCORE, pluck="as_of", order_by="as_of desc, name", limit=1)
	return str(latest[0]) if latest else None


def in_cell(table: pd.DataFrame, cell: str) -> pd.DataFrame:
	"""The people of one cell; without one, all of whom something is said."""
	if not cell:
		return table[table["source"].notna()]
	risk, _between, impact = cell.partition("|")
	return table[(table["risk"] == risk) & (table["impact"] == impact)]


def person_row(row: Row, plan_of: dict[str, str]) -> Row:
	"""A person as the page shows him."""
	return {
		**{field: row[field] or "" for field in ("employee", "employee_name", "designation", "department")},
		"risk": TO_FORM.get(row["risk"], ""),
		"impact": TO_FORM.get(row["impact"], ""),
		"exposure": whole(row["exposure"]),
		"score": whole(row["score"]),
		"score_exposure": whole(row["score_exposure"]),
		"source": row["source"] or "",
		"on": "" if pd.isna(row["assessed_on"]) else str(row["assessed_on"].date()),
		"stale": bool(row["stale"]),
		"plan": plan_of.get(row["employee"], ""),
	}


def whole(value: Any) -> int | None:
	"""A number as it is printed."""
	return None if pd.isna(value) else int(value)


def open_plans(people: pd.DataFrame) -> pd.DataFrame:
	"""Open plans that the reader sees, the first due first: of people in reach, and those that he sees to."""
	fields = ("name", "employee", "employee_name", "owner_employee", "owner_name", "due_date")
	rows = frappe.get_list(
		PLAN,
		fields=list(fields),
		filters={"state": "Open"},
		order_by="due_date, name",
		as_list=True,
		limit_page_length=0,
	)
	found = table_of(rows, fields)
	own = employees_of(frappe.session.user)
	return found[found["employee"].isin(people["employee"]) | found["owner_employee"].isin(own)]


def plan_rows(plans: pd.DataFrame) -> list[Row]:
	"""The plans that are due first, as the page shows them."""
	return [
		{
			**{field: row[field] or "" for field in ("name", "employee", "employee_name", "owner_name")},
			"due": str(row["due_date"]),
			"days_late": max(0, date_diff(today(), row["due_date"])),
		}
		for row in plans.head(PAGE).to_dict("records")
	]


def works_as_hr() -> bool:
	"""Whether the reader is HR Manager or Talent Manager."""
	return frappe.session.user == "Administrator" or bool(set(ROLES) & set(frappe.get_roles()))


def companies() -> list[str]:
	"""What HR may narrow the page to."""
	if not works_as_hr():
		return []
	found = hr_companies(frappe.session.user, ROLES, ASSESSMENT)
	filters = {} if found is None else {"name": ("in", found or [""])}
	return frappe.get_all("Company", filters, pluck="name", order_by="name")
