"""In which appraisals it is whose turn, across cycles: for a person's page and for reminders, of few people at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
from pypika import Field
from pypika.queries import QueryBuilder
from pypika.terms import Criterion

import frappe

from talent_performance.engine import overview
from talent_performance.flows.appraisal_facts import APPRAISAL
from talent_performance.flows.participants import CYCLE
from talent_performance.store.dialect import within

LIVE = ("Launched", "Closed", "Published")
COLUMNS = (
	"name", "employee", "employee_name", "manager", "second_manager", "cycle", "state", "due_date", "reply_by",
	"company",
)  # fmt: skip


def appraisals(names: Sequence[str]) -> pd.DataFrame:
	"""Those of cycles under way in which one of these is the employee, the manager or the second manager, and somebody has to act.

	Columns: appraisal, the others of COLUMNS, and the cycle's title.
	"""
	table = frappe.qb.DocType(APPRAISAL)
	asked = list(dict.fromkeys(names))
	# Each along an index of its own; an OR would read the whole table.
	own, led, second = (
		selection(within(each, asked)) for each in (table.employee, table.manager, table.second_manager)
	)
	rows = own.union_all(led).union_all(second).orderby(Field("name")).run()
	return _frame(rows).drop_duplicates("appraisal", ignore_index=True)


def selected(condition: Criterion) -> pd.DataFrame:
	"""Appraisals of cycles under way, in a state in which it is somebody's turn: appraisal, the others of COLUMNS, title."""
	return _frame(selection(condition).orderby(frappe.qb.DocType(APPRAISAL).name).run())


def selection(condition: Criterion) -> QueryBuilder:
	"""The query for them."""
	table, cycle = frappe.qb.DocType(APPRAISAL), frappe.qb.DocType(CYCLE)
	query = frappe.qb.from_(table).join(cycle).on(cycle.name == table.cycle)
	query = query.select(*(table[column] for column in COLUMNS), cycle.title)
	return query.where(table.state.isin(list(overview.TURNS)) & cycle.state.isin(list(LIVE)) & condition)


def _frame(rows: Sequence[tuple]) -> pd.DataFrame:
	return pd.DataFrame(rows, columns=["appraisal", *COLUMNS[1:], "title"], dtype=object)


def standing(table: pd.DataFrame, today: date) -> pd.DataFrame:
	"""The open ones with turn, actor, due and days_late, as `engine.overview.standing` says."""
	table = table.where(table.notna() & (table != ""), None)
	stood = overview.standing(table.assign(**handed_in(table)), today)
	return stood[(stood["status"] != overview.DONE) & stood["actor"].notna()]


def handed_in(table: pd.DataFrame) -> dict[str, pd.Series]:
	"""Whether the goals wait for the manager, and which reviews are submitted."""
	names = list(table["appraisal"])
	submitted = _submitted(names)
	ready = _goals_handed_in(list(table[table["state"] == "Goal Setting"]["employee"]))
	pairs = zip(table["employee"], table["cycle"], strict=True)
	return {
		"goals_handed_in": pd.Series([pair in ready for pair in pairs], index=table.index, dtype=bool),
		**{
			column: pd.Series([(name, of) in submitted for name in names], index=table.index, dtype=bool)
			for column, of in (("manager_in", "Manager"), ("second_in", "Second Level"))
		},
	}


def _submitted(names: Sequence[str]) -> set[tuple[str, str]]:
	"""(appraisal, perspective) of reviews that are submitted."""
	review = frappe.qb.DocType("Appraisal Review")
	query = frappe.qb.from_(review).select(review.appraisal, review.perspective)
	query = query.where((review.state == "Submitted") & (review.segment == "All"))
	return set(query.where(within(review.appraisal, names)).orderby(review.name).run())


def _goals_handed_in(employees: Sequence[str]) -> set[tuple[str, str]]:
	"""(employee, cycle) whose objectives are all submitted or approved, and there are some."""
	goal = frappe.qb.DocType("Objective")
	query = frappe.qb.from_(goal).select(goal.employee, goal.cycle, goal.status).distinct()
	query = query.where((goal.level == "Individual") & within(goal.employee, employees))
	rows = query.orderby(goal.employee, goal.cycle, goal.status).run()
	waiting = {row[:2] for row in rows if row[2] in ("Draft", "Returned")}
	return {row[:2] for row in rows if row[2] in ("Submitted", "Approved")} - waiting
