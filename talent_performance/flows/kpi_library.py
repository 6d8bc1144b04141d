"""Objectives for everybody of a designation, out of the company's library of KPIs: counted first, then made by a run.

Each KPI becomes an objective of its own with one key result, so that it is a line of its own in the appraisal. Safe to do
twice: who has a KPI in the cycle already doesn't get it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypedDict

import pandas as pd

import frappe
from frappe import _
from frappe.utils import flt

from talent_performance.access.goal_deeds import INDIVIDUAL
from talent_performance.access.goal_makers import companies_to_make_for
from talent_performance.access.grades import hidden_from
from talent_performance.engine.eligibility import within as with_those_within
from talent_performance.engine.goal_planning import NEW, THERE, TOO_HEAVY, plan_library
from talent_performance.flows import objective_drafts
from talent_performance.flows.launch import under_way
from talent_performance.flows.participants import CYCLE, departments, participants
from talent_performance.flows.refusals import refuse, refuse_if_over
from talent_performance.runs import control
from talent_performance.runs.kinds import Arguments, Count, KindOfRun, Work
from talent_performance.store import frames
from talent_performance.store.dialect import within
from talent_performance.store.goal_tables import KEY_RESULT, OBJECTIVE

KIND = "Objectives from the Library"
MAKERS = ("HR User", "HR Manager")
SHOWN_AT_MOST = 200
MOST_WEIGHT = 100.0


def designations(text: str = "") -> list[dict]:
	"""Designations for which the library has KPIs, and how many. Raises PermissionError."""
	companies_to_make_for()
	table = frappe.qb.DocType("KPI")
	query = frappe.qb.from_(table).select(table.designation, frappe.query_builder.functions.Count(table.name))
	query = query.where((table.disabled == 0) & table.designation.isnotnull() & (table.designation != ""))
	rows = query.groupby(table.designation).orderby(table.designation).run()
	return [
		{"value": name, "description": _("{0} KPIs").format(count)}
		for name, count in rows
		if text.casefold() in name.casefold()
	]


class Choice(TypedDict, total=False):
	"""What HR chose. `kpis`: of those whose weight or target differs from the library's."""

	cycle: str
	designations: list[str]
	company: str
	department: str
	kpis: list[dict]
	leave_out_heavy: int


class Preview(TypedDict):
	"""What would come of it."""

	kpis: list[dict]
	counts: list[tuple[str, int]]
	people: list[dict]
	heavy: list[dict]
	problems: list[str]


class Asked(NamedTuple):
	"""People, the KPIs for them, and who would get which."""

	people: pd.DataFrame
	kpis: pd.DataFrame
	plan: pd.DataFrame

	def made(self, leave_out_heavy: bool) -> pd.DataFrame:
		"""The rows of the plan that become objectives."""
		return self.plan[self.plan["status"].isin([NEW] if leave_out_heavy else [NEW, TOO_HEAVY])]


def choice_from(arguments: Arguments) -> Choice:
	"""Checked arguments of a run or a request. Raises PermissionError, CycleOver, GoalRefused."""
	companies_to_make_for()
	cycle = str(arguments.get("cycle") or "")
	if not frappe.db.exists(CYCLE, cycle) or not frappe.has_permission(CYCLE, "read", doc=cycle):
		refuse(_("There is no cycle {0} that you may see. Choose another one.").format(cycle))
	refuse_if_over(cycle)
	designations = sorted({str(each) for each in arguments.get("designations") or []})
	if not designations:
		refuse(_("Choose at least one designation."))
	return {
		"cycle": cycle,
		"designations": designations,
		"company": str(arguments.get("company") or ""),
		"department": str(arguments.get("department") or ""),
		"kpis": [_chosen(row) for row in arguments.get("kpis") or []],
		"leave_out_heavy": int(bool(arguments.get("leave_out_heavy", 1))),
	}


def _chosen(row: dict) -> dict[str, Any]:
	return {
		"kpi": str(row.get("kpi")),
		"weight": flt(row.get("weight")),
		"target": flt(row.get("target")),
		"left_out": int(bool(row.get("left_out"))),
	}


def kpis_for(choice: Choice) -> pd.DataFrame:
	"""KPIs of these designations with weight and target as chosen, and why one can't be measured (empty where it can)."""
	table = frappe.qb.DocType("KPI")
	fields = (
		"name",
		"designation",
		"method",
		"unit",
		"aggregate",
		"default_weight",
		"default_target",
		"description",
	)
	query = frappe.qb.from_(table).select(*(table[field] for field in fields))
	query = query.where((table.disabled == 0) & table.designation.isin(choice["designations"]))
	columns = ["kpi", "designation", "method", "unit", "aggregate", "weight", "target_value", "description"]
	found = frames.fetch(query.orderby(table.designation).orderby(table.name), columns)
	found = frames.numbers(found, ["weight", "target_value"])
	chosen = {row["kpi"]: row for row in choice["kpis"]}
	found = found[[not chosen.get(kpi, {}).get("left_out") for kpi in found["kpi"]]].reset_index(drop=True)
	for column, key in (("weight", "weight"), ("target_value", "target")):
		typed = found["kpi"].map({kpi: row[key] for kpi, row in chosen.items()})
		found[column] = typed.astype(float).where(typed.notna(), found[column])
	return found.assign(problem=objective_drafts.why_unmeasurable(found))


def asked(choice: Choice, employees: Sequence[str] | None = None) -> Asked:
	"""Who would get what: everybody who takes part in the cycle and is within the choice, or these employees of them."""
	kpis = kpis_for(choice)
	people = people_of(choice, employees)
	usable = kpis[kpis["problem"] == ""]
	held, weights = held_by(choice["cycle"], list(people["employee"]))
	return Asked(people, kpis, plan_library(people, usable, held, weights, MOST_WEIGHT))


def people_of(choice: Choice, employees: Sequence[str] | None) -> pd.DataFrame:
	"""Who takes part, has one of the designations, and works where the session's user may make objectives."""
	people = participants(choice["cycle"], employees).taking_part
	companies = companies_to_make_for()
	keep = people["designation"].isin(choice["designations"])
	keep &= ~people["employee"].isin(hidden_from(frappe.session.user, people["employee"]))
	if companies is not None:
		keep &= people["company"].isin(companies)
	if choice["company"]:
		keep &= people["company"] == choice["company"]
	if choice["department"]:
		keep &= people["department"].isin(with_those_within(departments(), choice["department"]))
	columns = ["employee", "employee_name", "designation", "company", "department"]
	return people.loc[keep, columns].reset_index(drop=True)


def held_by(cycle: str, employees: Sequence[str]) -> tuple[pd.DataFrame, pd.Series]:
	"""Who has which KPI in a cycle already, and what everybody's objectives weigh; what was archived with approval is gone."""
	measure, objective = frappe.qb.DocType(KEY_RESULT), frappe.qb.DocType(OBJECTIVE)
	mine = within(objective.employee, employees)
	there = (objective.cycle == cycle) & (objective.archived != "Approved") & mine
	kpis = (
		frappe.qb.from_(measure)
		.join(objective)
		.on(objective.name == measure.objective)
		.select(objective.employee, measure.kpi)
		.where(there & (measure.archived != "Approved") & measure.kpi.isnotnull())
		.orderby(measure.name)
	)
	weights = (
		frappe.qb.from_(objective)
		.select(objective.employee, frappe.query_builder.functions.Sum(objective.weight))
		.where(there & (objective.level == INDIVIDUAL))
		.groupby(objective.employee)
		.orderby(objective.employee)
	)
	return frames.fetch(kpis, ["employee", "kpi"]), pd.Series(dict(weights.run()), dtype=float)


def preview(arguments: Arguments) -> Preview:
	"""What a run would do, with names. Writes nothing. Raises PermissionError, CycleOver, GoalRefused."""
	choice = choice_from(arguments)
	found = asked(choice)
	made = found.made(bool(choice["leave_out_heavy"]))
	names = found.people.set_index("employee")
	by_person = made.groupby("employee", sort=True).agg(count=("kpi", "size"), total=("total", "max"))
	heavy = found.plan[found.plan["status"] == TOO_HEAVY].groupby("employee", sort=True)["total"].max()
	return {
		"kpis": with_counts(found),
		"counts": [(count.label, count.count) for count in counts_of(found, choice)],
		"people": described(by_person, names),
		"heavy": described(heavy.to_frame("total"), names),
		"problems": problems_of(found, choice),
	}


def described(table: pd.DataFrame, names: pd.DataFrame) -> list[dict]:
	"""The first of these people, with their names."""
	shown = table.head(SHOWN_AT_MOST).join(names)
	return shown.reset_index(names="employee").to_dict("records")


def with_counts(found: Asked) -> list[dict]:
	"""Each KPI with how many would get it and how many have it."""
	counts = found.plan.groupby(["kpi", "status"]).size()
	rows = found.kpis.astype(object).where(found.kpis.notna(), None).to_dict("records")
	return [
		{
			**row,
			"new": int(counts.get((row["kpi"], NEW), 0)),
			"there": int(counts.get((row["kpi"], THERE), 0)),
			"heavy": int(counts.get((row["kpi"], TOO_HEAVY), 0)),
		}
		for row in rows
	]


def problems_of(found: Asked, choice: Choice) -> list[str]:
	"""What HR should know before it starts."""
	without = sorted(set(choice["designations"]) - set(found.kpis["designation"]))
	said = [_("The library has no KPI for {0}.").format(name) for name in without]
	broken = found.kpis[found.kpis["problem"] != ""]
	said += [
		_("{0} is left out: {1}. Give it a target, or change it in the library.").format(row.kpi, row.problem)
		for row in broken.itertuples()
	]
	if found.people.empty:
		said.append(_("Nobody who takes part in the cycle has one of these designations there."))
	return said


def counts_of(found: Asked, choice: Choice) -> list[Count]:
	"""The same in numbers."""
	made = found.made(bool(choice["leave_out_heavy"]))
	heavy = found.plan[found.plan["status"] == TOO_HEAVY]
	return [
		Count("People with one of the designations", len(found.people)),
		Count("People who get objectives", made["employee"].nunique()),
		Count("New objectives, each with a key result", len(made)),
		Count("Already there: left alone", int((found.plan["status"] == THERE).sum())),
		Count("People whose weights would exceed 100", heavy["employee"].nunique()),
	]


def start(arguments: Arguments, *, dry_run: bool = False) -> str:
	"""Start the run; its name. Raises PermissionError, CycleOver, GoalRefused."""
	choice = choice_from(arguments)
	if not dry_run and asked(choice).made(bool(choice["leave_out_heavy"])).empty:
		refuse(_("There is nothing to make: look at the counts first."))
	return (None if dry_run else under_way(KIND, choice)) or control.start(KIND, choice, dry_run)


def plan(arguments: Arguments) -> list[list[str]]:
	"""Who gets something."""
	choice = choice_from(arguments)
	return [[name] for name in asked(choice).made(bool(choice["leave_out_heavy"]))["employee"].unique()]


def dry_run(arguments: Arguments) -> list[Count]:
	"""What would be made, in numbers."""
	choice = choice_from(arguments)
	return counts_of(asked(choice), choice)


def work(asked_of: Work) -> list[str]:
	"""Objectives for these employees, as far as they don't have them."""
	choice = choice_from(asked_of.arguments)
	objective_drafts.wait_for(choice["cycle"])
	found = asked(choice, asked_of.keys)
	made = found.made(bool(choice["leave_out_heavy"])).reset_index(drop=True)
	if made.empty:
		return []
	rows = made.drop(columns=["status", "total"]).merge(found.people, on="employee", how="left")
	rows = rows.merge(found.kpis.drop(columns=["designation", "weight"]), on="kpi", how="left")
	objectives = rows[["employee", "company", "department", "weight", "description"]].assign(
		title=rows["kpi"].str.slice(0, objective_drafts.LONGEST_TITLE), level=INDIVIDUAL
	)
	measures = rows[["kpi", "method", "unit", "aggregate", "target_value"]].assign(
		title=objectives["title"], weight=1.0
	)
	return objective_drafts.create(choice["cycle"], objectives, measures).listeners


OBJECTIVES_FROM_THE_LIBRARY = KindOfRun(
	title="Objectives from the Library",
	plan=plan,
	work=work,
	dry_run=dry_run,
	may_start=MAKERS,
	chunk_size=500,
)
