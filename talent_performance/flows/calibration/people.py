"""Whom a session is about, as far as its reader may see them: one query, with the rules of Appraisal Result in it.

Potential and box come with the rules of Talent Assessment, which agreements with works councils stand in too; whom those
rules close has none here. Nobody finds himself or anybody above him. Whoever was moved stays, wherever he goes meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, getdate

from talent_performance.access import readings
from talent_performance.access.calibration_session import closed_to
from talent_performance.access.guards import GUARDS
from talent_performance.access.people import literal, literals
from talent_performance.access.twins import conditions, listed, reader
from talent_performance.engine.calibration import as_levels, boxes, combined, replay
from talent_performance.engine.eligibility import within as within_department
from talent_performance.engine.policy import Policy
from talent_performance.flows.calibration import ledger
from talent_performance.flows.calibration.sessions import OPEN, WEIGHTED, cycles_of, refuse
from talent_performance.flows.participants import departments
from talent_performance.store.cycle_tables import APPRAISAL, RESULT
from talent_performance.store.frames import numbers, table_of, words
from talent_performance.store.policy import policy_of

ASSESSMENT = "Talent Assessment"
HELD = "Calibration"
LEVELS = {"Employee Grade": "grade", "Designation": "designation"}
# What the board shows of somebody → where it stands. r result, a appraisal, e employee, m manager, t talent, p the result before.
SHOWN = {
	"result": "r.name",
	"employee": "r.employee",
	"name": "r.employee_name",
	"company": "r.company",
	"department": "r.department",
	"designation": "ifnull(a.designation, e.designation)",
	"grade": "a.grade",
	"manager": "r.manager",
	"manager_name": "m.employee_name",
	"joined": "e.date_of_joining",
	"status": "e.status",
	"relieving_date": "e.relieving_date",
	"appraisal_state": "a.state",
	"score": "r.performance_score",
	"rating": "r.performance_rating",
	"manager_rating": "r.manager_rating",
	"calculated_score": "r.calculated_score",
	"attainment": "r.objectives_attainment",
	"service_days": "r.service_days",
	"needs_reason": "r.needs_reason",
	"aim_higher": "r.aim_higher",
	"reason": "r.reason",
	"potential": "t.potential_band",
	"high_potential": "t.high_potential",
	"last_box": "t.previous_box",
	"last_rating": "p.performance_rating",
	"last_manager": "p.manager",
}
# What the guidelines need of everybody after a move, and a list of moves of the people in it.
COUNTED = ("employee", "score", "rating")
NAMED = (*COUNTED, "potential")
NUMBERS = (
	"score", "rating", "manager_rating", "calculated_score", "attainment", "service_days", "last_box", "last_rating",
)  # fmt: skip
JOINS = {
	"e": "join `tabEmployee` as e on e.name = r.employee",
	"a": f"left join `tab{APPRAISAL}` as a on a.name = r.appraisal",
	"m": "left join `tabEmployee` as m on m.name = r.manager",
	"p": (
		f"left join `tab{RESULT}` as p on p.cycle = t.previous_cycle and p.employee = r.employee"
		" and p.company = r.company and t.cycle = r.cycle"
	),
}


@dataclass(frozen=True)
class Scope:
	"""A session with what is asked once: its cycles (the deciding one last), the policy, and the moves so far."""

	session: Document
	cycles: list[frappe._dict]
	policy: Policy
	moves: pd.DataFrame

	@property
	def lead(self) -> str:
		"""The cycle that decides: ratings are written to it."""
		return self.cycles[-1].name

	@property
	def weighted(self) -> bool:
		"""Whether ratings are weighted means of several cycles."""
		return len(self.cycles) > 1 and self.session.combination == WEIGHTED


def scope_of(session: Document, *, lock: bool = False) -> Scope:
	"""What is to know of a session that the user may read; `lock`: with the ledger as it is this moment."""
	cycles = cycles_of(session)
	if not cycles:
		refuse(_("{0} has no cycle yet. Add one to it first.").format(escape_html(session.title)))
	return Scope(session, cycles, policy_of(cycles[-1].name), ledger.moves_of(session.name, lock=lock))


def seen(
	scope: Scope,
	only: Sequence[str] | None = None,
	*,
	columns: Sequence[str] = tuple(SHOWN),
	until: int | None = None,
) -> pd.DataFrame:
	"""The people whom the session's user sees, where they began and where they stand after the moves.

	`only`: these employees. `until`: after the move of that number. Columns: SHOWN, and before_rating, before_potential,
	seq, box, before_box and left.
	"""
	found = table_of(frappe.db.sql(question(scope, only, columns)), columns)
	found = numbers(found, [name for name in NUMBERS if name in columns], none=0)
	found = words(found.assign(potential=found.get("potential")), ["potential"])
	if scope.weighted:
		found = found.assign(rating=as_levels(weighed(scope, found), scope.policy))
	for doctype in (RESULT, ASSESSMENT) if "potential" in columns else (RESULT,):
		readings.notice_list(GUARDS[doctype], None)
	return standing(found, replay(scope.moves, until), scope.policy)


def standing(found: pd.DataFrame, moved: pd.DataFrame, policy: Policy) -> pd.DataFrame:
	"""With where the ledger says that people began and stand; potential only of whose potential is seen."""
	at = moved.reindex(found["employee"])
	known = at["seq"].notna().to_numpy()
	sees = found["potential"].notna().to_numpy() & at["potential"].notna().to_numpy()
	rating = np.where(known, at["rating"], found["rating"]).astype(float)
	before = np.where(known, at["before_rating"], found["rating"]).astype(float)
	potential = np.where(sees, at["potential"], found["potential"])
	before_potential = np.where(sees, at["before_potential"], found["potential"])
	return found.assign(
		rating=rating,
		before_rating=before,
		potential=potential,
		before_potential=before_potential,
		seq=at["seq"].fillna(0).astype(int).to_numpy(),
		box=boxes(rating, pd.Series(potential), policy),
		before_box=boxes(before, pd.Series(before_potential), policy),
	)


def question(scope: Scope, only: Sequence[str] | None, columns: Sequence[str]) -> str:
	"""The query, rules in it."""
	said = ", ".join(f"{SHOWN[name]} as `{name}`" for name in columns)
	return f"select {said} {source(columns)} where {condition(scope, only)} order by r.employee, r.name"


def source(columns: Sequence[str]) -> str:
	"""The tables that these columns need; of Talent Assessment the rows that the reader may see."""
	talent = listed(GUARDS[ASSESSMENT], frappe.session.user, "t") or "1=1"
	joins = [JOINS["e"], JOINS["a"]]
	if any(SHOWN[name].startswith(("t.", "p.")) for name in columns):
		joins.append(f"left join `tab{ASSESSMENT}` as t on t.profile = r.profile and {talent}")
	joins += [
		JOINS[each] for each in ("m", "p") if any(SHOWN[name].startswith(f"{each}.") for name in columns)
	]
	return f"from `tab{RESULT}` as r {' '.join(joins)}"


def condition(scope: Scope, only: Sequence[str] | None = None) -> str:
	"""Who is in the session, and seen by its user."""
	rules = conditions(
		GUARDS[RESULT], reader(GUARDS[RESULT], frappe.session.user), "read", lambda column: f"r.`{column}`"
	)
	seen_by = "1=1" if frappe.session.user == "Administrator" else f"({' or '.join(rules) or '1=0'})"
	mine = closed_to(frappe.session.user)
	demands = [inside(scope), seen_by]
	demands += [f"r.employee not in {literals(mine)}"] if mine else []
	demands += [f"r.employee in {literals(only)}"] if only is not None else []
	return " and ".join(demands)


def inside(scope: Scope) -> str:
	"""Who is in the session, whoever asks: its company, departments and level, who hasn't left before it; and whoever was moved."""
	session = scope.session
	demands = [f"r.company = {literal(session.company)}"]
	if session.department:
		below = sorted(within_department(departments(), session.department))
		demands.append(f"r.department in {literals(below)}")
	if session.level_type and session.level:
		demands.append(f"a.`{LEVELS[session.level_type]}` = {literal(session.level)}")
	since = f" or e.relieving_date >= {literal(str(getdate(session.opened_on)))}" if session.opened_on else ""
	demands.append(f"(e.status <> 'Left'{since})")
	moved = sorted(scope.moves["employee"].unique())
	besides = f" or r.employee in {literals(moved)}" if moved else ""
	closed = f"r.cycle = {literal(scope.lead)} and r.state in ('Final', 'Published')"
	return f"{closed} and ({' and '.join(demands)}{besides})"


def hidden(scope: Scope, shown: int) -> int:
	"""How many more are in the session than its user sees."""
	query = f"select count(*) from `tab{RESULT}` as r {JOINS['e']} {JOINS['a']} where {inside(scope)}"
	return int(frappe.db.sql(query)[0][0]) - shown


def weighed(scope: Scope, found: pd.DataFrame) -> np.ndarray:
	"""The weighted mean of everybody's scores in all cycles of the session."""
	scores = scores_in(scope, found)
	return combined(scores, [cycle.weight for cycle in scope.cycles])


def scores_in(scope: Scope, found: pd.DataFrame, column: str = "performance_score") -> np.ndarray:
	"""A row a person, a column a cycle: what the closed result there says, NaN for nothing.

	Results of other cycles come with the same rules as those of the deciding one.
	"""
	made = np.full((len(found), len(scope.cycles)), np.nan)
	if not len(found):
		return made
	rules = listed(GUARDS[RESULT], frappe.session.user, "r") or "1=1"
	names = [cycle.name for cycle in scope.cycles]
	rows = frappe.db.sql(
		f"select r.employee, r.cycle, r.`{column}` from `tab{RESULT}` as r where r.cycle in {literals(names)}"
		f" and r.state in ('Final', 'Published') and r.`{column}` > 0"
		f" and r.employee in {literals(found['employee'])} and {rules} order by r.employee, r.name"
	)
	at = {employee: row for row, employee in enumerate(found["employee"])}
	of = {name: number for number, name in enumerate(names)}
	for employee, cycle, value in rows:
		made[at[employee], of[cycle]] = value
	return made


def is_gone(found: pd.DataFrame) -> np.ndarray:
	"""Who has left."""
	last = pd.to_datetime(found["relieving_date"])
	over = (last < pd.Timestamp(getdate())).to_numpy()
	return (found["status"] == "Left").to_numpy() | over


def is_held(found: pd.DataFrame) -> np.ndarray:
	"""Whose appraisal waits for calibration."""
	return (found["appraisal_state"] == HELD).to_numpy()


def is_open(session: Document) -> bool:
	"""Whether people are moved in it now."""
	return session.state == OPEN
