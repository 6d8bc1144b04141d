"""Objectives out of an Excel or CSV file: a check that names every problem, a dry run, and then all of it or nothing.

A row is a key result; rows with the same employee and objective make one objective. What only the site knows is asked of
it here, for whole columns at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypedDict

import numpy as np
import pandas as pd

import frappe
from frappe import _
from frappe.utils import formatdate

from talent_performance.access.goal_deeds import INDIVIDUAL
from talent_performance.access.goal_makers import companies_to_make_for
from talent_performance.access.grades import hidden_from
from talent_performance.flows import objective_drafts, objective_file
from talent_performance.flows.objective_file import (
	ASKED,
	COMMITMENTS,
	LAYOUT,
	METHODS,
	MOST_ROWS,
	Problem,
	Sheet,
	label_of,
	problem,
	read,
)
from talent_performance.flows.refusals import CYCLE, refuse, refuse_if_over
from talent_performance.store.dialect import within
from talent_performance.store.goal_tables import OBJECTIVE


class Checked(TypedDict):
	"""What a file would bring, and everything that is wrong with it."""

	rows: int
	objectives: int
	key_results: int
	people: int
	there: int
	problems: list[Problem]


class Draft(NamedTuple):
	"""What is to be made: objectives, and key results under the label of theirs; which rows are there already."""

	objectives: pd.DataFrame
	key_results: pd.DataFrame
	there: int


def template() -> bytes:
	"""The workbook to fill in, for those who may make objectives for others. Raises PermissionError."""
	companies_to_make_for()
	return objective_file.template()


# Checking -------------------------------------------------------------------------------------------------------------


class Check:
	"""Everything that can be wrong with a sheet's rows, column by column."""

	def __init__(self, sheet: Sheet, cycle: str) -> None:
		self.table = sheet.table
		self.rows = sheet.rows
		self.cycle = cycle
		self.unread = {(each["row"], each["column"]) for each in sheet.problems}
		self.people = people(self.table["employee"])
		self.kpis = objective_drafts.library(dict.fromkeys(self.table["kpi"].dropna()))
		self.above = alignable(self.table["aligned_to"], cycle)

	def problems(self) -> Iterator[Problem]:
		"""All of them."""
		yield from self.empty_cells()
		yield from self.unknown(
			"employee", self.people, _("an Employee for whom you may make objectives, who hasn't left")
		)
		yield from self.unknown(
			"kpi",
			[name for name, kpi in self.kpis.items() if not kpi["disabled"]],
			_("a KPI of the library that isn't disabled"),
		)
		yield from self.unknown(
			"aligned_to", self.above, _("an objective of the company or a department in this cycle")
		)
		yield from self.unknown("method", METHODS, ", ".join(METHODS))
		yield from self.unknown("commitment", COMMITMENTS, ", ".join(COMMITMENTS))
		for column in ("objective_weight", "weight"):
			yield from self.where(column, self.numbers(column) < 0, _("less than nothing"), _("0 or more"))
		yield from self.dates()
		yield from self.titles()
		yield from self.disagreements()
		yield from self.measures()

	def numbers(self, column: str) -> pd.Series:
		"""A column of numbers; null where there is none."""
		return pd.to_numeric(self.table[column]).astype(float)

	def where(self, column: str, wrong: Iterable[bool], message: str, expected: str) -> Iterator[Problem]:
		"""A problem for each row where something is wrong, unless the reader has named that cell."""
		label = label_of(LAYOUT.by_name[column])
		for at in np.flatnonzero(np.asarray(wrong, dtype=bool)):
			row = int(self.rows[at])
			if (row, label) not in self.unread and (row, column) not in self.unread:
				yield problem(row, label, self.table[column].iloc[at], message, expected)

	def empty_cells(self) -> Iterator[Problem]:
		for name in ASKED:
			column = LAYOUT.by_name[name]
			yield from self.where(name, self.table[name].isna(), _("is empty"), _(column.doc))
		nameless = self.table["key_result"].isna() & self.table["kpi"].isna()
		yield from self.where(
			"key_result", nameless, _("is empty, and so is KPI"), _("a title, or a KPI whose name it takes")
		)

	def unknown(self, column: str, known: Iterable[str], expected: str) -> Iterator[Problem]:
		values = self.table[column]
		wrong = values.notna() & ~values.isin(list(known))
		yield from self.where(column, wrong, _("isn't known"), expected)

	def dates(self) -> Iterator[Problem]:
		first, last = frappe.db.get_value(CYCLE, self.cycle, ["start_date", "end_date"])
		due = pd.to_datetime(self.table["due_date"])
		outside = (due < pd.Timestamp(first)) | (due > pd.Timestamp(last))
		between = _("a day from {0} to {1}").format(formatdate(first), formatdate(last))
		yield from self.where("due_date", outside, _("lies outside the cycle"), between)

	def titles(self) -> Iterator[Problem]:
		for column in ("objective", "key_result", "unit"):
			long = self.table[column].fillna("").str.len() > objective_drafts.LONGEST_TITLE
			most = _("at most {0} characters").format(objective_drafts.LONGEST_TITLE)
			yield from self.where(column, long, _("is too long"), most)

	def disagreements(self) -> Iterator[Problem]:
		"""What is said of one objective in several rows must be the same in all of them."""
		keyed = self.table[["employee", "objective"]].notna().all(axis=1)
		by = [self.table["employee"], self.table["objective"]]
		for column in ("objective_weight", "commitment", "due_date", "aligned_to"):
			first = self.table[column].groupby(by).transform("first")
			differs = keyed & self.table[column].notna() & first.notna() & (self.table[column] != first)
			yield from self.where(
				column,
				differs,
				_("differs from the objective's first row"),
				_("the same in all rows of an objective, or empty"),
			)
		yield from self.twice()

	def twice(self) -> Iterator[Problem]:
		title = self.table["key_result"].fillna(self.table["kpi"])
		named = self.table[["employee", "objective"]].assign(title=title)
		again = named.duplicated() & named.notna().all(axis=1)
		yield from self.where(
			"key_result", again, _("stands there twice"), _("each key result of an objective once")
		)

	def measures(self) -> Iterator[Problem]:
		"""What the engine can't measure; not where the row says something that isn't known anyway."""
		filled = with_library(self.table, self.kpis)
		known = filled["method"].isin(METHODS) & (
			self.table["kpi"].isna() | self.table["kpi"].isin(list(self.kpis))
		)
		if known.any():
			reasons = pd.Series("", index=filled.index, dtype=object)
			reasons[known] = np.array(objective_drafts.why_unmeasurable(filled[known]), dtype=object)
			for reason in sorted(set(reasons) - {""}):
				yield from self.where(
					"target_value", reasons == reason, reason, _("a target that can be measured")
				)
		fixed = self.table["kpi"].isin(list(self.kpis)) & ~filled["method"].isin(METHODS)
		yield from self.where(
			"kpi",
			fixed,
			_("needs more than a target"),
			_("a KPI that is measured by one of {0}").format(", ".join(METHODS)),
		)


def people(employees: pd.Series) -> dict[str, dict]:
	"""Company and department of those for whom the session's user may make objectives."""
	companies = companies_to_make_for()
	table = frappe.qb.DocType("Employee")
	query = frappe.qb.from_(table).select(table.name, table.company, table.department)
	query = query.where(within(table.name, sorted(set(employees.dropna()))) & (table.status != "Left"))
	if companies is not None:
		query = query.where(table.company.isin(companies))
	found = query.orderby(table.name).run(as_dict=True)
	hidden = hidden_from(frappe.session.user, [row.name for row in found])
	return {row.name: row for row in found if row.name not in hidden}


def alignable(objectives: pd.Series, cycle: str) -> set[str]:
	"""Objectives of companies and departments of a cycle that the session's user may read."""
	asked = sorted(set(objectives.dropna()))
	filters = {"name": ("in", asked or [""]), "cycle": cycle, "level": ("!=", INDIVIDUAL)}
	return set(frappe.get_list(OBJECTIVE, filters, pluck="name", order_by="name", limit=0))


def with_library(table: pd.DataFrame, kpis: dict[str, dict]) -> pd.DataFrame:
	"""Rows with what the library says: method and unit are the KPI's, title and target where the row has none."""
	of_kpi = {
		key: table["kpi"].map({n: k[key] for n, k in kpis.items()})
		for key in (*objective_drafts.LIBRARY, "default_target")
	}
	usual = of_kpi["default_target"].where(of_kpi["default_target"] != 0)
	return table.assign(
		title=table["key_result"].fillna(table["kpi"]),
		method=of_kpi["method"].fillna(table["method"]).fillna("Achievement"),
		unit=of_kpi["unit"].fillna(table["unit"]),
		aggregate=of_kpi["aggregate"].fillna("Sum"),
		target_value=pd.to_numeric(table["target_value"]).astype(float).fillna(usual.astype(float)),
	)


# Making ---------------------------------------------------------------------------------------------------------------


def drafts(check: Check) -> Draft:
	"""What the rows become; objectives that somebody has in this cycle already, by title, are left alone."""
	filled = with_library(check.table, check.kpis)
	key = pd.MultiIndex.from_frame(filled[["employee", "objective"]])
	there = key.isin(held(check.cycle, list(check.people)))
	filled = filled[~there].assign(label=pd.factorize(key[~there])[0]).set_index("label")
	first = filled.groupby(level=0, sort=False).first()
	objectives = pd.DataFrame(
		{
			"title": first["objective"],
			"level": INDIVIDUAL,
			"employee": first["employee"],
			"company": first["employee"].map({name: row.company for name, row in check.people.items()}),
			"department": first["employee"].map({name: row.department for name, row in check.people.items()}),
			"weight": pd.to_numeric(first["objective_weight"]).fillna(1.0).astype(float),
			"commitment": first["commitment"].fillna("Committed"),
			"due_date": pd.to_datetime(first["due_date"]),
			"parent_objective": first["aligned_to"],
		}
	)
	columns = ["title", "kpi", "method", "unit", "aggregate", "target_value"]
	measures = filled[columns].assign(
		weight=pd.to_numeric(filled["weight"]).astype(float).fillna(1.0),
		start_value=pd.to_numeric(filled["start_value"]).astype(float).fillna(0.0),
	)
	measures["target_value"] = measures["target_value"].fillna(0.0)
	return Draft(objectives, measures, int(there.sum()))


def held(cycle: str, employees: list[str]) -> list[tuple[str, str]]:
	"""Whose objective of which title is there."""
	table = frappe.qb.DocType(OBJECTIVE)
	query = frappe.qb.from_(table).select(table.employee, table.title)
	query = query.where(
		(table.cycle == cycle) & (table.level == INDIVIDUAL) & within(table.employee, employees)
	)
	return [tuple(row) for row in query.orderby(table.name).run()]


def check_file(content: bytes, name: str, cycle: str) -> Checked:
	"""Everything that is wrong with a file, and what it would bring. Writes nothing. Raises PermissionError, CycleOver."""
	return _checked(content, name, cycle)[0]


def import_file(content: bytes, name: str, cycle: str) -> Checked:
	"""Make what a file says, if nothing at all is wrong with it. Raises as check_file, and GoalRefused."""
	objective_drafts.wait_for(cycle)
	found, made = _checked(content, name, cycle)
	if found["problems"] or made is None:
		refuse(_("Nothing was written: {0} problems. Check the file again.").format(len(found["problems"])))
	if len(made.objectives):
		objective_drafts.create(cycle, made.objectives, made.key_results)
	return found


def _checked(content: bytes, name: str, cycle: str) -> tuple[Checked, Draft | None]:
	companies_to_make_for()
	refuse_if_over(cycle)
	sheet = read(content, name)
	if len(sheet.table) > MOST_ROWS:
		refuse(
			_("{0} rows in one file are too many: divide it into files of at most {1}.").format(
				len(sheet.table), MOST_ROWS
			)
		)
	check = Check(sheet, cycle)
	problems = sorted([*sheet.problems, *check.problems()], key=lambda each: each["row"] or 0)
	made = None if problems else drafts(check)
	return {
		"rows": len(sheet.table),
		"objectives": 0 if made is None else len(made.objectives),
		"key_results": 0 if made is None else len(made.key_results),
		"people": 0 if made is None else int(made.objectives["employee"].nunique()),
		"there": 0 if made is None else made.there,
		"problems": problems,
	}, made
