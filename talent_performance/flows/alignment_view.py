"""Objectives as they hang together, for the page Alignment: a level at a time, their health, and a search.

Everything is asked with the reader's own condition on Objective in the query. What stands below an objective that the
reader may not see stands at the top for him. Health is the engine's; it is judged with all that surrounds an objective,
seen or not, and told of those that are seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

import pandas as pd

import frappe
from frappe import _
from frappe.utils import today

from talent_performance.access.guards import GUARDS
from talent_performance.access.people import literals
from talent_performance.access.twins import EVERYTHING, listed, within_reach
from talent_performance.engine.eligibility import within as with_those_within
from talent_performance.engine.goals import ISSUES, alignment_issues, count_issues
from talent_performance.flows.participants import departments
from talent_performance.flows.refusals import CYCLE, refuse
from talent_performance.store.alignment_tables import alignment_tables
from talent_performance.store.goal_tables import OBJECTIVE, upwards
from talent_performance.store.policy import policy_of

PAGE = 50
FOUND_AT_MOST = 20
GROUPS_AT_MOST = 500
DEEPEST = 30
FIELDS = (
	"name", "title", "level", "employee", "employee_name", "company", "status", "weight", "commitment", "attainment",
	"attainment_reason", "grade", "pace_status", "due_date", "parent_objective", "contributes", "contribution_weight",
	"updated_on", "confidence",
)  # fmt: skip
PLACE = "coalesce(nullif(o.`department`, ''), e.`department`, '')"
JOINED = "`tabObjective` as o left join `tabEmployee` as e on e.`name` = o.`employee`"
ORDER = "o.`level`, o.`contributes` desc, o.`contribution_weight` desc, e.`employee_name`, o.`weight` desc, o.`title`, o.`name`"


class Page(TypedDict):
	"""Some nodes, and whether more follow."""

	nodes: list[dict]
	more: bool


class Group(TypedDict):
	"""People of one department whose objectives hang on nothing that is seen."""

	department: str
	count: int


class Health(TypedDict):
	"""How many objectives there are, how many have each problem, and from when on it is one."""

	objectives: int
	counts: dict[str, int]
	stale_after_days: int
	overloaded_above: int


@dataclass(frozen=True)
class Scope:
	"""Which objectives somebody looks at: of a cycle, and perhaps of a company or of a department and those below it."""

	cycle: str
	company: str = ""
	department: str = ""

	def seen(self, name: str, employee: str) -> tuple[str, dict]:
		"""The condition on an objective and its employee, by the names they have in a query, and its parameters."""
		place = f"coalesce(nullif({name}.`department`, ''), {employee}.`department`, '')"
		conditions = [
			f"{name}.`cycle` = %(cycle)s",
			f"{name}.`archived` <> 'Approved'",
			listed(GUARDS[OBJECTIVE], frappe.session.user, name) or EVERYTHING,
		]
		values: dict = {"cycle": self.cycle}
		if self.company:
			conditions.append(f"{name}.`company` = %(company)s")
			values["company"] = self.company
		if self.department:
			conditions.append(f"{place} in {literals(with_those_below(self.department))}")
		return " and ".join(conditions), values


def with_those_below(department: str) -> list[str]:
	"""A department and those below it, by parent and not by lft/rgt, which go stale."""
	return sorted(with_those_within(departments(), department))


def level(scope: Scope, parent: str = "", start: int = 0) -> Page:
	"""What hangs on an objective; without one, what of a company or department hangs on nothing that is seen."""
	if parent:
		return page(scope, "o.`parent_objective` = %(parent)s", {"parent": parent}, start)
	return page(scope, f"o.`level` <> 'Individual' and {_at_the_top(scope)}", {}, start)


def loose(scope: Scope, department: str, start: int = 0) -> Page:
	"""People's objectives of one department ("" where there is none) that hang on nothing that is seen."""
	where = f"o.`level` = 'Individual' and {PLACE} = %(place)s and {_at_the_top(scope)}"
	return page(scope, where, {"place": department}, start)


def common(scope: Scope) -> Page:
	"""The objectives of companies and departments, wherever they hang."""
	return page(scope, "o.`level` <> 'Individual'", {}, 0)


def groups(scope: Scope) -> list[Group]:
	"""Departments with people's objectives that hang on nothing that is seen, and how many."""
	seen, values = scope.seen("o", "e")
	query = f"""select {PLACE} as `department`, count(*) as `count` from {JOINED}
		where {seen} and o.`level` = 'Individual' and {_at_the_top(scope)}
		group by {PLACE} order by {PLACE} limit {GROUPS_AT_MOST}"""
	return frappe.db.sql(query, values, as_dict=True)


def _at_the_top(scope: Scope) -> str:
	"""That nothing above is seen."""
	above, _values = scope.seen("p", "pe")
	inner = "`tabObjective` as p left join `tabEmployee` as pe on pe.`name` = p.`employee`"
	hangs = f"select 1 from {inner} where p.`name` = o.`parent_objective` and {above}"
	return f"(coalesce(o.`parent_objective`, '') = '' or not exists ({hangs}))"


def page(scope: Scope, where: str, values: Mapping, start: int) -> Page:
	"""Nodes that are seen and meet a condition, fifty at a time."""
	seen, given = scope.seen("o", "e")
	columns = ", ".join(f"o.`{field}`" for field in FIELDS)
	query = f"""select {columns}, {PLACE} as `department` from {JOINED} where {seen} and {where}
		order by {ORDER} limit {PAGE + 1} offset {max(0, int(start))}"""
	rows = frappe.db.sql(query, {**given, **values}, as_dict=True)
	return {"nodes": described(scope, rows[:PAGE]), "more": len(rows) > PAGE}


def described(scope: Scope, rows: Sequence[dict]) -> list[dict]:
	"""Nodes with their health, how many hang on each, and whether the reader may align them elsewhere."""
	names = [row["name"] for row in rows]
	issues = issues_of(scope.cycle, names)
	below, movable = children_of(scope, names), within_reach(GUARDS[OBJECTIVE], "write", names)
	return [
		{
			**row,
			"children": below.get(row["name"], 0),
			"issues": issues.get(row["name"], []),
			"movable": row["name"] in movable,
		}
		for row in rows
	]


def children_of(scope: Scope, names: Sequence[str]) -> dict[str, int]:
	"""How many of those that are seen hang on each."""
	seen, values = scope.seen("o", "e")
	query = f"""select o.`parent_objective`, count(*) from {JOINED} where {seen}
		and o.`parent_objective` in {literals(names or [""])} group by o.`parent_objective` order by o.`parent_objective`"""
	return dict(frappe.db.sql(query, values))


# Health


def issues_of(cycle: str, names: Sequence[str]) -> dict[str, list[str]]:
	"""What the engine says of these objectives; those that are well are left out."""
	found = judged(cycle, names).dropna()
	return {name: text.split(", ") for name, text in found.items()}


def judged(cycle: str, names: Sequence[str]) -> pd.Series:
	"""The engine's comma-separated issues of these objectives, by name."""
	if not names:
		return pd.Series(dtype=object)
	objectives, key_results = alignment_tables(cycle, names)
	last = pd.Timestamp(frappe.db.get_value(CYCLE, cycle, "end_date"))
	found = alignment_issues(objectives, key_results, policy_of(cycle), pd.Timestamp(today()), last)
	return pd.Series(found.astype(object), index=objectives["objective"].to_numpy()).reindex(list(names))


def names_in(scope: Scope) -> list[str]:
	"""Every objective of the scope that is seen."""
	seen, values = scope.seen("o", "e")
	return [
		row[0]
		for row in frappe.db.sql(f"select o.`name` from {JOINED} where {seen} order by o.`name`", values)
	]


def health(scope: Scope) -> Health:
	"""The counts of the summary line."""
	names = names_in(scope)
	rules = policy_of(scope.cycle).goals
	return {
		"objectives": len(names),
		"counts": count_issues(judged(scope.cycle, names)),
		"stale_after_days": rules.stale_after_days,
		"overloaded_above": rules.overloaded_above,
	}


def ailing(scope: Scope, issue: str, start: int = 0) -> Page:
	"""The objectives that have a problem. Raises GoalRefused for one that isn't known."""
	if issue not in ISSUES:
		refuse(_("There is no such health mark: {0}; expected one of {1}.").format(issue, ", ".join(ISSUES)))
	found = judged(scope.cycle, names_in(scope)).dropna()
	having = [name for name, text in found.items() if issue in text.split(", ")]
	first = max(0, int(start))
	chosen = having[first : first + PAGE]
	shown = page(scope, f"o.`name` in {literals(chosen or [''])}", {}, 0)
	return {"nodes": shown["nodes"], "more": len(having) > first + PAGE}


# Search


def search(scope: Scope, text: str) -> list[dict]:
	"""Objectives by their title or their owner's name or number, and what each hangs on."""
	wanted = text.strip()
	if len(wanted) < 2:
		return []
	seen, values = scope.seen("o", "e")
	like = wanted.replace("!", "!!").replace("%", "!%").replace("_", "!_")
	query = f"""select o.`name`, o.`title`, o.`level`, o.`employee_name`, o.`company`, o.`parent_objective`,
			{PLACE} as `department` from {JOINED}
		where {seen} and (o.`title` like %(like)s escape '!' or o.`employee_name` like %(like)s escape '!'
			or o.`employee` = %(wanted)s)
		order by o.`level`, o.`employee_name`, o.`title`, o.`name` limit {FOUND_AT_MOST}"""
	return frappe.db.sql(query, {**values, "like": f"%{like}%", "wanted": wanted}, as_dict=True)


def branch(scope: Scope, objective: str) -> list[dict]:
	"""The way down to an objective, from the highest that is seen; none where it isn't seen itself."""
	names, found = list(upwards(objective, parent_of))[:DEEPEST], []
	shown = page(scope, f"o.`name` in {literals(names or [''])}", {}, 0)["nodes"]
	known = {node["name"]: node for node in shown}
	for name in names:
		if name not in known:
			break
		found.append(known[name])
	return list(reversed(found))


def parent_of(objective: str) -> str | None:
	"""What an objective hangs on."""
	return frappe.db.get_value(OBJECTIVE, objective, "parent_objective")
