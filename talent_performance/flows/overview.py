"""How a cycle stands, for whoever has to bring it to its end: read through access, counted by the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

import pandas as pd

import frappe
from frappe.model.document import Document
from frappe.utils import getdate, now

from talent_performance.access import overview as access
from talent_performance.access import process
from talent_performance.engine import overview as engine
from talent_performance.flows import appraisal_states as states
from talent_performance.flows import cycle_deeds, next_steps
from talent_performance.flows.appraisal_facts import REVIEW
from talent_performance.flows.participants import CYCLE
from talent_performance.store.dialect import within

COLUMNS = {
	"name": "appraisal",
	"employee": "employee",
	"employee_name": "employee_name",
	"company": "company",
	"department": "department",
	"manager": "manager",
	"manager_name": "manager_name",
	"second_manager": "second_manager",
	"state": "state",
	"due_date": "due_date",
	"end_date": "end_date",
	"reply_by": "reply_by",
	"appeal_by": "appeal_by",
	"version": "version",
}
GROUPS = ("department", "manager")
SHOWN_GROUPS, PAGE = 200, 50
ORDER = (*states.WORKING, "Published", "Appealed", "Acknowledged", "Closed without Reply", "Exempt")
BEGINNERS = ("HR Manager", "Talent Manager")
# Which cycle somebody most likely came for.
NEAREST = ("Launched", "Closed", "Draft", "Published", "Cancelled")


class Board(TypedDict):
	"""What the page shows."""

	cycle: dict
	whole: bool
	as_of: str
	totals: dict[str, int]
	funnel: list[dict]
	groups: dict[str, dict]
	steps: list[dict]
	dates: list[dict]
	runs: list[dict]
	mine: str


def cycles() -> list[dict]:
	"""The cycles that the reader may see, the one he most likely came for first."""
	fields = ["name", "title", "state", "start_date", "end_date"]
	found = frappe.get_list(CYCLE, fields=fields, order_by="start_date desc, name desc", limit=0)
	return sorted(found, key=lambda each: NEAREST.index(each.state))


def glance() -> Board | dict | None:
	"""The board of the cycle that the reader most likely came for; {} where he may begin the first one; None for outsiders."""
	user = frappe.session.user
	nearest = cycles()[:1]
	if not nearest:
		return {} if access.companies_with(user, *BEGINNERS) != () else None
	cycle = nearest[0]["name"]
	stood = standing(cycle)
	return drawn_up(readable(cycle), stood) if access.looks_after(user, len(stood) > 0) else None


def board(cycle: str) -> Board:
	"""Counts, tables, dates and what to do next. Raises PermissionError."""
	document = readable(cycle)
	stood = standing(cycle)
	access.refuse_outsider(frappe.session.user, len(stood) > 0)
	return drawn_up(document, stood)


def drawn_up(document: Document, stood: pd.DataFrame) -> Board:
	"""The board of a cycle whose appraisals are there already."""
	cycle, user = document.name, frappe.session.user
	deeds = cycle_deeds.standing(cycle)["deeds"]
	runs = cycle_deeds.runs_of(cycle) if frappe.has_permission(cycle_deeds.RUN, "read") else []
	facts = next_steps.gather(document, stood, {"deeds": deeds, "runs": runs}, access.himself(user))
	return {
		"cycle": {
			field: document.get(field)
			for field in ("name", "title", "kind", "state", "start_date", "end_date")
		},
		"whole": access.works_in_hr(user),
		"as_of": now(),
		"totals": facts.totals,
		"funnel": engine.funnel(stood, ORDER).to_dict("records"),
		"groups": {column: groups(stood, column) for column in GROUPS},
		"steps": next_steps.steps(facts),
		"dates": next_steps.dates(document, stood),
		"runs": runs,
		"mine": may(user),
	}


def may(user: str) -> str:
	"""What the reader may do about people who are late: "all", "nudge" to remind them, or nothing."""
	if access.companies_with(user, "HR Manager") != ():
		return "all"
	only_reads = access.works_in_hr(user) and access.companies_with(user, "Talent Manager") == ()
	return "" if only_reads and not access.leads_people(user) else "nudge"


def readable(cycle: str) -> Document:
	"""The cycle, if the reader may see it. Raises PermissionError."""
	document = frappe.get_doc(CYCLE, cycle)
	document.check_permission("read")
	return document


def standing(cycle: str, names: Sequence[str] | None = None) -> pd.DataFrame:
	"""The appraisals of a cycle that the reader looks after, or these of them, with whose turn they are, by name."""
	filters = [["cycle", "=", cycle], ["state", "!=", "Cancelled"]]
	own = access.left_out(frappe.session.user)
	if own:
		filters.append(["employee", "not in", own])
	if names is not None:
		filters.append(["name", "in", list(names) or [""]])
	rows = process.rows(list(COLUMNS), filters)
	table = pd.DataFrame(list(rows), columns=list(COLUMNS.values()), dtype=object)
	table = table.where(table.notna() & (table != ""), None)
	stood = standing_of(cycle, table, some=names is not None)
	return stood.assign(actor_name=stood["actor"].map(names_of(stood)))


def standing_of(cycle: str, appraisals: pd.DataFrame, *, some: bool = False) -> pd.DataFrame:
	"""The same of a table that holds appraisal, employee, managers, state and dates; `some`: it isn't most of the cycle."""
	table = appraisals.assign(**handed_in(cycle, appraisals, some=some))
	return engine.standing(table.set_index("appraisal", drop=False).rename_axis(None), getdate())


def handed_in(cycle: str, appraisals: pd.DataFrame, *, some: bool) -> dict[str, pd.Series]:
	"""Whether the goals wait for the manager, and which reviews are submitted. Of rows that the reader sees he learns how far they are."""
	reviews = submitted(cycle, list(appraisals["appraisal"]) if some else None)
	goals = goals_handed_in(cycle, list(appraisals["employee"]) if some else None)
	return {
		"goals_handed_in": appraisals["employee"].isin(goals),
		"manager_in": appraisals["appraisal"].isin(reviews.get("Manager", ())),
		"second_in": appraisals["appraisal"].isin(reviews.get("Second Level", ())),
	}


def submitted(cycle: str, appraisals: Sequence[str] | None) -> dict[str, set[str]]:
	"""The appraisals whose review from a perspective is submitted."""
	review = frappe.qb.DocType(REVIEW)
	query = frappe.qb.from_(review).select(review.perspective, review.appraisal)
	query = query.where((review.cycle == cycle) & (review.state == "Submitted") & (review.segment == "All"))
	if appraisals is not None:
		query = query.where(within(review.appraisal, appraisals))
	found: dict[str, set[str]] = {}
	for perspective, appraisal in query.orderby(review.name).run():
		found.setdefault(perspective, set()).add(appraisal)
	return found


def goals_handed_in(cycle: str, employees: Sequence[str] | None) -> set[str]:
	"""Whose objectives are all submitted or approved, and there are some."""
	goal = frappe.qb.DocType("Objective")
	query = frappe.qb.from_(goal).select(goal.employee, goal.status).distinct()
	query = query.where((goal.cycle == cycle) & (goal.level == "Individual"))
	if employees is not None:
		query = query.where(within(goal.employee, employees))
	rows = query.orderby(goal.employee, goal.status).run()
	waiting = {employee for employee, status in rows if status in ("Draft", "Returned")}
	return {employee for employee, status in rows if status in ("Submitted", "Approved")} - waiting


def names_of(stood: pd.DataFrame) -> dict[str, str]:
	"""What those are called whose turn it is."""
	employee = frappe.qb.DocType("Employee")
	actors = list(stood["actor"].dropna().unique())
	known = dict(zip(stood["employee"], stood["employee_name"], strict=True))
	others = [name for name in actors if name not in known]
	query = frappe.qb.from_(employee).select(employee.name, employee.employee_name)
	return {**known, **dict(query.where(within(employee.name, others)).orderby(employee.name).run())}


def groups(stood: pd.DataFrame, column: str) -> dict:
	"""The table by department or manager; the most overdue of very many, and how many more there are."""
	table = engine.by_group(stood, column)
	shown = table.head(SHOWN_GROUPS)
	labels = dict(zip(stood["manager"], stood["manager_name"], strict=True)) if column == "manager" else {}
	rows = [{**row, "label": labels.get(row["group"], row["group"])} for row in shown.to_dict("records")]
	return {"rows": rows, "more": len(table) - len(shown)}


def overdue(cycle: str, start: int = 0, chosen: Mapping[str, str] | None = None) -> dict:
	"""A page of those who are late, and how many there are. Raises PermissionError."""
	readable(cycle)
	stood = standing(cycle)
	access.refuse_outsider(frappe.session.user, len(stood) > 0)
	late = engine.latest_first(within_group(stood, chosen or {}))
	page = late.iloc[start : start + PAGE]
	fields = [
		"appraisal",
		"employee",
		"employee_name",
		"department",
		"manager_name",
		"state",
		"turn",
		"actor",
		"actor_name",
		"days_late",
	]
	rows = page[fields].astype(object).where(page[fields].notna(), None)
	rows = rows.assign(due=[None if pd.isna(day) else day.date() for day in page["due"]])
	return {"rows": rows.to_dict("records"), "total": len(late), "page": PAGE}


def within_group(stood: pd.DataFrame, chosen: Mapping[str, str]) -> pd.DataFrame:
	"""Those of one department, of one manager, or who wait for one person; "" is for those without."""
	for column in (*GROUPS, "actor"):
		if column in chosen:
			stood = stood[stood[column].fillna("") == chosen[column]]
	return stood


def pick(cycle: str, names: Sequence[str]) -> pd.DataFrame:
	"""These appraisals, if the reader looks after all of them. Raises PermissionError."""
	stood = standing(cycle, names)
	missing = [name for name in names if name not in stood.index]
	access.refuse_outsider(frappe.session.user, len(stood) > 0)
	if missing:
		frappe.throw(
			frappe._("You don't look after {0}.").format(", ".join(missing[:10])),
			exc=frappe.PermissionError,
			title=frappe._("Not Permitted"),
		)
	return stood.loc[list(dict.fromkeys(names))]
