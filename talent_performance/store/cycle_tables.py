"""A cycle of the site as the engine's input tables, for everybody or for some: the numbers are the same.

A person is an appraisal that isn't cancelled, with what the appraisal says of company, department, manager and template. Whoever
owns an objective that contributes to one of theirs comes along, because that person's leave moves the number.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

import frappe
from frappe.query_builder import Order
from frappe.query_builder.functions import Coalesce

from talent_performance.store.frames import among, fetch, numbers, words
from talent_performance.store.goal_tables import goal_tables
from talent_performance.store.talent_history import cycles_of, employments_of, history_of, potential_of

APPRAISAL, REVIEW, RESULT = "Performance Appraisal", "Appraisal Review", "Appraisal Result"
CANCELLED, EXEMPT = "Cancelled", "Exempt"
WHOLE = "All"
RATERS = ("Manager", "Handover")
PERSON = {
	"employee": "employee",
	"company": "company",
	"department": "department",
	"branch": "branch",
	"designation": "designation",
	"grade": "grade",
	"manager": "reports_to",
	"template": "template",
	"state": "state",
	"exempt_reason": "exempt_reason",
}
STAFF = {
	"employee_name": "employee_name",
	"status": "status",
	"date_of_joining": "date_of_joining",
	"relieving_date": "relieving_date",
}


def cycle_tables(cycle: str, employees: Sequence[str] | None = None) -> dict[str, pd.DataFrame]:
	"""The engine's input tables of a cycle for these employees, or for everybody with an appraisal in it."""
	asked = people_of(cycle, employees)
	goals = goal_tables(cycle, None if employees is None else list(asked["employee"]))
	everyone = pd.concat([asked, owners_besides(cycle, asked, goals["objectives"])], ignore_index=True)
	names = None if employees is None else list(everyone["employee"])
	records = employments_of(list(asked["employee"]))
	history = history_of(records, besides=cycle)
	return {
		**goals,
		"employees": everyone.drop(columns=["state", "exempt_reason"]),
		"cycles": current_and_earlier(cycle, history),
		"segments": segments_of(cycle, names, everyone),
		"absences": absences_of(cycle, names),
		"component_ratings": ratings_of(cycle, names),
		"overall_ratings": overall_of(cycle, asked),
		"potential": potential_of(records),
		"history": history,
	}


def people_of(cycle: str, employees: Sequence[str] | None) -> pd.DataFrame:
	"""The table `employees`, from the appraisals of a cycle. Whose appraisal stands is rated, though he has left since."""
	appraisal, employee = frappe.qb.DocType(APPRAISAL), frappe.qb.DocType("Employee")
	query = (
		frappe.qb.from_(appraisal)
		.join(employee)
		.on(employee.name == appraisal.employee)
		.select(*(appraisal[field] for field in PERSON), *(employee[field] for field in STAFF))
		.where((appraisal.cycle == cycle) & (appraisal.state != CANCELLED))
		.where(among(appraisal.employee, employees))
		.orderby(appraisal.employee)
	)
	table = fetch(query, [*PERSON.values(), *STAFF.values()])
	return table.assign(status=table["status"].replace("Left", "Active"))


def owners_besides(cycle: str, asked: pd.DataFrame, objectives: pd.DataFrame) -> pd.DataFrame:
	"""Owners of contributing objectives who weren't asked for; those without an appraisal as their Employee says."""
	owners = sorted(set(objectives["employee"].dropna()) - set(asked["employee"]))
	if not owners:
		return asked.iloc[:0]
	appraised = people_of(cycle, owners)
	rest = sorted(set(owners) - set(appraised["employee"]))
	if not rest:
		return appraised
	employee = frappe.qb.DocType("Employee")
	own = ("name", "company", "department", "branch", "designation", "reports_to")
	query = (
		frappe.qb.from_(employee)
		.select(*(employee[field] for field in own), *(employee[field] for field in STAFF))
		.where(employee.name.isin(rest))
		.orderby(employee.name)
	)
	others = fetch(query, ["employee", *own[1:], *STAFF.values()])
	return pd.concat([appraised, others.reindex(columns=asked.columns, fill_value=None)], ignore_index=True)


def current_and_earlier(cycle: str, history: pd.DataFrame) -> pd.DataFrame:
	"""The table `cycles`: this one, and those that the history names."""
	table = cycles_of([cycle, *history["cycle"].unique()])
	return table.assign(is_current=table["cycle"] == cycle)


def _of_appraisals(child: str, fields: Sequence[str], cycle: str, employees: Sequence[str] | None) -> object:
	"""Children of a cycle's appraisals, with the employee first."""
	appraisal, line = frappe.qb.DocType(APPRAISAL), frappe.qb.DocType(child)
	return (
		frappe.qb.from_(line)
		.join(appraisal)
		.on((line.parent == appraisal.name) & (line.parenttype == APPRAISAL))
		.select(appraisal.employee, *(line[field] for field in fields))
		.where((appraisal.cycle == cycle) & (appraisal.state != CANCELLED))
		.where(among(appraisal.employee, employees))
		.orderby(appraisal.employee, line.idx, line.name)
	)


def segments_of(cycle: str, employees: Sequence[str] | None, people: pd.DataFrame) -> pd.DataFrame:
	"""The table `segments`. An only segment that says nothing of its own is left out: the person has one period."""
	fields = [
		"segment", "start_date", "end_date", "days_excluded", "company", "department", "designation", "manager", "template",
	]  # fmt: skip
	table = fetch(_of_appraisals("Appraisal Segment", fields, cycle, employees), ["employee", *fields])
	if table.empty:
		return table
	period = frappe.db.get_value("Performance Cycle", cycle, ["start_date", "end_date"])
	return table[~_needless(table, people, period)].reset_index(drop=True)


def _needless(segments: pd.DataFrame, people: pd.DataFrame, period: Sequence[object]) -> pd.Series:
	"""Which segments are the only one of a person and repeat the person's days, manager and template."""
	of = people.set_index("employee").reindex(segments["employee"]).reset_index(drop=True)
	first, last = pd.Timestamp(period[0]), pd.Timestamp(period[1])
	joined = pd.to_datetime(of["date_of_joining"]).clip(lower=first).fillna(first)
	gone = pd.to_datetime(of["relieving_date"]).clip(upper=last).fillna(last)
	start = pd.to_datetime(segments["start_date"]).clip(lower=joined)
	end = pd.to_datetime(segments["end_date"]).clip(upper=gone)
	same = (start == joined) & (end == gone) & (pd.to_numeric(segments["days_excluded"]).fillna(0) == 0)
	for column, own in (("manager", "reports_to"), ("template", "template")):
		same &= segments[column].isna() | (segments[column] == of[own])
	return same & ~segments["employee"].duplicated(keep=False)


def absences_of(cycle: str, employees: Sequence[str] | None) -> pd.DataFrame:
	"""The table `absences`."""
	fields = ["start_date", "end_date"]
	return fetch(_of_appraisals("Appraisal Absence", fields, cycle, employees), ["employee", *fields])


def ratings_of(cycle: str, employees: Sequence[str] | None) -> pd.DataFrame:
	"""The table `component_ratings`: what managers submitted, and outgoing managers for their segment."""
	return rated_lines(cycle, employees).drop(columns=["perspective", "review"])


def rated_lines(cycle: str, employees: Sequence[str] | None) -> pd.DataFrame:
	"""The lines that count, with the review that each comes from.

	A segment that its outgoing manager has rated is his: the manager's lines count in the others.
	"""
	appraisal, review, line = (frappe.qb.DocType(name) for name in (APPRAISAL, REVIEW, "Review Rating"))
	columns = ("component", "item", "weight", "rating", "state", "reason")
	query = (
		frappe.qb.from_(line)
		.join(review)
		.on((line.parent == review.name) & (line.parenttype == REVIEW))
		.join(appraisal)
		.on(review.appraisal == appraisal.name)
		.select(
			appraisal.employee,
			review.name,
			review.perspective,
			review.segment,
			*(line[column] for column in columns),
		)
		.where((appraisal.cycle == cycle) & (appraisal.state != CANCELLED))
		.where((review.state == "Submitted") & review.perspective.isin(RATERS))
		.where(among(appraisal.employee, employees))
		.orderby(appraisal.employee, review.name, line.idx, line.name)
	)
	table = fetch(query, ["employee", "review", "perspective", "segment", *columns])
	table = numbers(words(table, ["component", "state"]), ["weight", "rating"])
	table["rating"] = table["rating"].where(table["rating"] > 0)
	table["segment"] = table["segment"].where(table["segment"] != WHOLE, None)
	return _beside_handovers(table, cycle)


def _beside_handovers(ratings: pd.DataFrame, cycle: str) -> pd.DataFrame:
	"""The lines for every segment, where a handover has taken one, as lines for each of the others."""
	handed = ratings[(ratings["perspective"] == "Handover") & ratings["segment"].notna()]
	whole = ratings["segment"].isna() & ratings["employee"].isin(handed["employee"])
	if not whole.any():
		return ratings
	fetched = fetch(
		_of_appraisals("Appraisal Segment", ["segment"], cycle, list(handed["employee"].unique())),
		["employee", "segment"],
	)
	taken = pd.MultiIndex.from_frame(handed[["employee", "segment"]])
	left = fetched[~pd.MultiIndex.from_frame(fetched).isin(taken)]
	spread = ratings[whole].drop(columns="segment").merge(left, on="employee")
	return pd.concat([ratings[~whole], spread[ratings.columns]], ignore_index=True)


def overall_of(cycle: str, people: pd.DataFrame) -> pd.DataFrame:
	"""The table `overall_ratings`. A second-level reviewer's overall rating stands in the place of the manager's."""
	exempt = people["state"] == EXEMPT
	why = people["exempt_reason"].where(people["exempt_reason"].notna(), EXEMPT)
	table = people[["employee"]].assign(exempt_reason=why.where(exempt, None))
	names = list(people["employee"])
	given = _given(cycle, names).merge(_calibrated(cycle, names), on="employee", how="outer")
	return table.merge(given, on="employee", how="left")


def _given(cycle: str, employees: Sequence[str]) -> pd.DataFrame:
	"""The rating of record: the second level's where there is one, else the manager's, each with its reason."""
	appraisal, review = frappe.qb.DocType(APPRAISAL), frappe.qb.DocType(REVIEW)
	query = (
		frappe.qb.from_(review)
		.join(appraisal)
		.on(review.appraisal == appraisal.name)
		.select(appraisal.employee, review.overall_rating, review.overall_reason)
		.where((appraisal.cycle == cycle) & (appraisal.state != CANCELLED))
		.where((review.state == "Submitted") & (review.overall_rating > 0))
		.where(review.perspective.isin(("Manager", "Second Level")) & among(appraisal.employee, employees))
		.orderby(review.perspective, order=Order.desc)
		.orderby(review.name)
	)
	table = fetch(query, ["employee", "manager_rating", "manager_reason"])
	return numbers(table, ["manager_rating"]).drop_duplicates("employee")


def _calibrated(cycle: str, employees: Sequence[str]) -> pd.DataFrame:
	result = frappe.qb.DocType(RESULT)
	query = (
		frappe.qb.from_(result)
		.select(result.employee, result.calibrated_rating, result.calibration_reason)
		.where((result.cycle == cycle) & (Coalesce(result.calibrated_rating, 0) > 0))
		.where(among(result.employee, employees))
		.orderby(result.employee, result.name)
	)
	table = fetch(query, ["employee", "calibrated_rating", "calibration_reason"])
	return numbers(table, ["calibrated_rating"])
