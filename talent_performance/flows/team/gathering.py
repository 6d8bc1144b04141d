"""What is known of the people whom somebody leads, in a number of queries that doesn't grow with them.

Each table is read through its guard. What is late, due or at risk is the engine's to say.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

import frappe
from frappe.utils import getdate, today

from talent_performance.access import guarded
from talent_performance.access.people import literals
from talent_performance.access.team import Leading
from talent_performance.engine import overview as turns
from talent_performance.engine import team as engine
from talent_performance.flows.check_in_book import every_days
from talent_performance.flows.turns import LIVE, handed_in
from talent_performance.store.dialect import within
from talent_performance.store.goal_tables import OBJECTIVE
from talent_performance.store.policy import policy_of

APPRAISAL, REVIEW, CHANGE, CHECK_IN = (
	"Performance Appraisal",
	"Appraisal Review",
	"Objective Change",
	"Check-in",
)
PERSON = ("employee_name", "designation", "department", "company", "image", "date_of_joining")
OF_APPRAISAL = (
	"employee", "employee_name", "manager", "manager_name", "second_manager", "company", "cycle", "state", "due_date",
	"end_date", "reply_by", "version",
)  # fmt: skip
OF_OBJECTIVE = (
	"employee", "cycle", "title", "status", "weight", "commitment", "attainment", "attainment_reason", "grade", "pace_status",
	"confidence", "updated_on", "start_date", "due_date", "corrective_action", "corrective_due", "modified",
)  # fmt: skip
# State → the side that is written in it.
WRITTEN_IN = {"Manager Review": "Manager", "Second-Level Review": "Second Level"}
KINDS = ("late", "to_approve", "to_write", "at_risk", "check_in_due", "to_answer")


@dataclass(frozen=True)
class Gathered:
	"""People by employee, and what concerns them: appraisals with whose turn they are, objectives, changes, check-ins."""

	people: pd.DataFrame
	appraisals: pd.DataFrame
	objectives: pd.DataFrame
	changes: pd.DataFrame
	check_ins: pd.DataFrame


def gather(who: Leading, selection: str) -> Gathered:
	"""All there is to know of the people whom a subquery selects, for whoever leads them."""
	people = _people(selection)
	among = literals(list(people.index) or [""])
	found = Gathered(
		people,
		standing(appraisals_of(among)),
		_objectives(among),
		_changes(among),
		_check_ins(among, people),
	)
	return replace(found, people=marked(found, who))


def marked(found: Gathered, who: Leading) -> pd.DataFrame:
	"""People with how much of each of KINDS concerns them, and how late they are at most."""
	late = found.appraisals[found.appraisals["status"] == turns.OVERDUE]
	mine = found.appraisals["actor"].isin(who.managers)
	written = found.appraisals[mine & found.appraisals["state"].isin(WRITTEN_IN)]
	handed_in = found.objectives[found.objectives["status"] == "Submitted"]
	risky = found.objectives[found.objectives["watched"].astype(bool)]
	answerable = found.check_ins[found.check_ins["unanswered"].astype(bool)]
	due = found.check_ins[found.check_ins["due"].astype(bool)]
	owners = {
		"late": late["actor"],
		"to_approve": pd.concat([handed_in["employee"], found.changes["employee"]]),
		"to_write": written["employee"],
		"at_risk": risky["employee"],
		"check_in_due": due["employee"],
		"to_answer": answerable["employee"],
	}
	days_late = late.groupby("actor")["days_late"].max().reindex(found.people.index).fillna(0).astype(int)
	return found.people.join(engine.tallies(found.people.index, owners)).assign(days_late=days_late)


def read(doctype: str, columns: tuple[str, ...], where: str, said: dict | None = None) -> pd.DataFrame:
	"""Rows that the session's user reads by the guard, by name."""
	table = f"`tab{doctype}`"
	condition = guarded.condition_of(doctype, frappe.session.user) or "1=1"
	shown = ", ".join(f"{table}.`{column}`" for column in ("name", *columns))
	rows = frappe.db.sql(
		f"select {shown} from {table} where ({where}) and ({condition}) order by {table}.`name`", said or {}
	)
	return frame(rows, ["name", *columns])


def frame(rows: Any, columns: list[str]) -> pd.DataFrame:
	"""Rows as a table, without empty texts."""
	table = pd.DataFrame([list(row) for row in rows], columns=columns, dtype=object)
	return table.where(table.notna() & (table != ""), None)


def _people(selection: str) -> pd.DataFrame:
	columns = ", ".join(f"e.`{column}`" for column in PERSON)
	below = "select count(*) from `tabReporting Line` as l where l.`manager` = e.`name` and l.`depth` = 1"
	rows = frappe.db.sql(
		f"select e.`name`, {columns}, ({below}) from `tabEmployee` as e where e.`name` in ({selection}) "
		"order by e.`employee_name`, e.`name`"
	)
	table = frame(rows, ["employee", *PERSON, "people"])
	return table.set_index("employee", drop=False).rename_axis(None)


def appraisals_of(among: str) -> pd.DataFrame:
	"""Of these people, and those that are in their hands as managers."""
	live = frappe.get_all(
		"Performance Cycle",
		{"state": ("in", LIVE)},
		["name", "title", "state", "end_date"],
		order_by="end_date desc, name",
	)
	cycles = {row.name: row for row in live}
	said = {"cycles": tuple(cycles) or ("",)}
	theirs = f"`employee` in {among} or `manager` in {among} or `second_manager` in {among}"
	where = f"({theirs}) and `cycle` in %(cycles)s and `state` != 'Cancelled'"
	table = read(APPRAISAL, OF_APPRAISAL, where, said).rename(columns={"name": "appraisal"})
	return table.assign(
		cycle_title=table["cycle"].map({name: row.title for name, row in cycles.items()}),
		cycle_ends=table["cycle"].map({name: row.end_date for name, row in cycles.items()}),
	)


def standing(appraisals: pd.DataFrame) -> pd.DataFrame:
	"""Appraisals with whose turn they are, since when, and what that person is called."""
	table = appraisals.assign(**handed_in(appraisals))
	stood = turns.standing(table.set_index("appraisal", drop=False).rename_axis(None), getdate())
	employee = frappe.qb.DocType("Employee")
	query = frappe.qb.from_(employee).select(employee.name, employee.employee_name)
	actors = list(stood["actor"].dropna().unique())
	names = dict(query.where(within(employee.name, actors or [""])).orderby(employee.name).run())
	return stood.assign(actor_name=stood["actor"].map(names))


def _objectives(among: str) -> pd.DataFrame:
	"""What is approved or handed in, in cycles that go on, with what is to be looked at of it."""
	where = (
		f"`level` = 'Individual' and `employee` in {among} and `status` in ('Submitted', 'Approved') "
		"and `cycle` in (select `name` from `tabPerformance Cycle` where `state` = 'Launched')"
	)
	table = read(OBJECTIVE, OF_OBJECTIVE, where)
	parts = [_signs(part, str(cycle)) for cycle, part in table.groupby("cycle", sort=True)]
	signs = pd.concat(parts) if parts else pd.DataFrame(columns=list(engine.SIGNS), dtype=bool)
	signs = signs.reindex(table.index).fillna(False).astype(bool)
	watched = signs.any(axis=1) & (table["status"] == "Approved")
	return table.join(signs).assign(watched=watched.astype(bool))


def _signs(objectives: pd.DataFrame, cycle: str) -> pd.DataFrame:
	"""By the policy with which the cycle was launched."""
	first, last = frappe.db.get_value("Performance Cycle", cycle, ["start_date", "end_date"])
	told = objectives.assign(
		pace_status=objectives["pace_status"].str.lower(),
		updated_on=pd.to_datetime(objectives["updated_on"]),
		start_date=pd.to_datetime(objectives["start_date"].fillna(first)),
		due_date=pd.to_datetime(objectives["due_date"].fillna(last)),
	)
	return engine.signs(told, policy_of(cycle), pd.Timestamp(today()))


def _changes(among: str) -> pd.DataFrame:
	columns = (
		"employee", "objective", "key_result", "changes", "old_value", "new_value", "effective_from", "reason", "requested_by",
	)  # fmt: skip
	where = f"`state` = 'Waiting' and ifnull(`manager_agreed_by`, '') = '' and `employee` in {among}"
	return read(CHANGE, columns, where)


def _check_ins(among: str, people: pd.DataFrame) -> pd.DataFrame:
	"""The last one that each has shared, whether it was replied to, and when the next one is due; a row for everybody."""
	latest = (
		"select `employee` as who, max(`on_date`) as last_on from `tabCheck-in` "
		f"where `status` = 'Shared' and `employee` in {among} group by `employee`"
	)
	condition = guarded.condition_of(CHECK_IN, frappe.session.user) or "1=1"
	rows = frappe.db.sql(
		"select `tabCheck-in`.`employee`, `tabCheck-in`.`name`, `tabCheck-in`.`on_date`, "
		"case when ifnull(`tabCheck-in`.`reply`, '') = '' then 1 else 0 end "
		f"from `tabCheck-in` join ({latest}) as latest on latest.who = `tabCheck-in`.`employee` "
		"and latest.last_on = `tabCheck-in`.`on_date` "
		f"where `tabCheck-in`.`status` = 'Shared' and ({condition}) order by `tabCheck-in`.`creation`, `tabCheck-in`.`name`"
	)
	last = frame(rows, ["employee", "check_in", "last_on", "unanswered"]).drop_duplicates(
		"employee", keep="last"
	)
	table = last.set_index("employee").reindex(people.index)
	due = engine.next_check_in(
		table["last_on"], people["date_of_joining"], every_days(), pd.Timestamp(today())
	)
	return table.assign(
		employee=people.index, unanswered=table["unanswered"].fillna(0).astype(bool), **due.to_dict("series")
	)
