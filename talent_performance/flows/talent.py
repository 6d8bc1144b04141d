"""Where people stand: one Talent Assessment a person, and a Talent Placement for each move.

The latest closed cycle that speaks about talent decides, together with the latest potential assessment; cycles that are open
don't. Nothing here judges: `engine.talent.standings` does. A move is written only where box, band or reason moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

import frappe
from frappe.utils import now, today

from talent_performance import store
from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.engine import ENGINE_VERSION
from talent_performance.engine.policy import Policy
from talent_performance.engine.talent import standings
from talent_performance.store.changes import Changes, stored, write_changes
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch, filled, in_site_language, options, text
from talent_performance.store.policy import policy_of
from talent_performance.store.talent_history import closed_results, cycles_of, history_of, potential_of

ASSESSMENT, PLACEMENT = "Talent Assessment", "Talent Placement"
PROFILE, EMPLOYMENT = "Talent Profile", "Talent Profile Employment"
MOVES = ("box", "performance_band", "potential_band", "reason")


def refresh(
	employees: Sequence[str],
	cause: str,
	reason: str = "",
	source: tuple[str, str] | None = None,
	*,
	one_by_one: bool = False,
) -> list[str]:
	"""Bring the Talent Assessments of these people up to date, and write what moved. Returns who listened.

	`cause` is one of Talent Placement's, `source` the document that moved them: without one each person's own appraisal, or
	the result where there is none. Safe to do twice.
	"""
	done = update(employees, one_by_one=one_by_one)
	if done is None or not done.moved.any():
		return done.listeners if done else []
	placements = as_placements(done.table[done.moved], done.known, cause, reason, source)
	return [*done.listeners, *store.insert(PLACEMENT, placements, one_by_one=one_by_one).listeners]


class Updated(NamedTuple):
	"""Talent Assessments as they are now, as they were, who moved, and who listened; by profile."""

	table: pd.DataFrame
	known: pd.DataFrame
	moved: np.ndarray
	listeners: list[str]


def update(employees: Sequence[str], *, one_by_one: bool = False) -> Updated | None:
	"""Bring the Talent Assessments of these people up to date, and leave the ledger to the caller; None where there are none."""
	people = placeable(people_of(employees))
	if people.empty:
		return None
	records = people[["person", "employee", "from_date"]]
	results, potential = closed_results(records), potential_of(records)
	if results.empty and potential.empty and not was_assessed(people["person"]):
		return None
	table = assessed(people, results, potential)
	fields = [column for column in table if not column.startswith("source_")]
	known = stored(ASSESSMENT, "profile", list(table.index), fields)
	table = table[table.index.isin(known.index) | says_something(table)]
	if table.empty:
		return None
	done = write_changes(ASSESSMENT, table[fields], known, one_by_one=one_by_one)
	return Updated(table, known, moves(table, known, done), done.listeners)


def was_assessed(profiles: pd.Series) -> bool:
	"""Whether anybody of these persons has an assessment already."""
	return bool(frappe.db.exists(ASSESSMENT, {"profile": ("in", list(profiles.unique()))}))


def people_of(employees: Sequence[str]) -> pd.DataFrame:
	"""Every Employee record of the persons of these employees, by profile, with what the current record says."""
	if not len(employees):
		return pd.DataFrame()
	own, other = (frappe.qb.DocType(EMPLOYMENT).as_(name) for name in ("own", "other"))
	profile, employee = frappe.qb.DocType(PROFILE), frappe.qb.DocType("Employee")
	said = ["employee_name", "company", "status", "department", "designation", "reports_to"]
	query = (
		frappe.qb.from_(own)
		.join(other)
		.on(own.parent == other.parent)
		.join(profile)
		.on(profile.name == own.parent)
		.join(employee)
		.on(employee.name == profile.employee)
		.select(profile.name, other.employee, other.from_date, profile.employee)
		.select(*(employee[field] for field in said))
		.where(within(own.employee, employees))
		.orderby(profile.name, other.from_date, other.name)
	)
	found = fetch(query, ["person", "employee", "from_date", "current", *said])
	return found.drop_duplicates(["person", "employee"]).reset_index(drop=True)


def placeable(people: pd.DataFrame) -> pd.DataFrame:
	"""Of the records of persons those that may count: none of whom the nine-box is switched off for, and no such employment."""
	if people.empty:
		return people
	off = practices.off_among(Practice.NINE_BOX, [*people["employee"], *people["current"]])
	return people[~people["employee"].isin(off) & ~people["current"].isin(off)].reset_index(drop=True)


def assessed(people: pd.DataFrame, results: pd.DataFrame, potential: pd.DataFrame) -> pd.DataFrame:
	"""Where everybody stands, as fields of Talent Assessment with the source beside, by profile."""
	current = people.drop_duplicates("person").set_index("person")
	policies = Policies()
	deciding = latest_relevant(results, policies).reindex(current.index)
	history = history_of(people[["person", "employee", "from_date"]], results=results)
	cycles = cycles_of(results["cycle"].unique())
	parts = []
	for cycle, of_cycle in by_cycle(deciding):
		who, policy = current.loc[of_cycle.index], policies.of(cycle)
		asked = pd.DataFrame(
			{
				"employee": who.index,
				**{column: who[column].to_numpy() for column in ("employee_name", "company", "status")},
				**{column: who[column].to_numpy() for column in ("department", "designation", "reports_to")},
				"grade": None,
				"performance_score": of_cycle["performance_score"].to_numpy(dtype=float),
				"no_rating_reason": of_cycle["reason"].to_numpy(),
			}
		)
		here = {
			name: table[table["employee"].isin(who.index)].reset_index(drop=True)
			for name, table in (("history", history), ("potential", potential))
		}
		end = pd.Timestamp(of_cycle["end_date"].iloc[0]) if cycle else pd.Timestamp(today())
		last = max(end, pd.Timestamp(today()))
		found = standings(
			asked, {**here, "cycles": cycles}, policy, cycle, end, last, cache(in_site_language)
		)
		parts.append(as_assessments(found, who, of_cycle, cycle, end, policy))
	return pd.concat(parts).loc[current.index]


class Policies:
	"""The policy of each cycle, asked for once."""

	def __init__(self) -> None:
		self.known: dict[str | None, Policy] = {}

	def of(self, cycle: str | None) -> Policy:
		"""The frozen policy of a cycle; that of the settings where there is none."""
		if cycle not in self.known:
			self.known[cycle] = policy_of(cycle)
		return self.known[cycle]


def latest_relevant(results: pd.DataFrame, policies: Policies) -> pd.DataFrame:
	"""Each person's result of the latest closed cycle that speaks about talent, by person."""
	kinds = results.drop_duplicates("cycle").set_index("cycle")["cycle_kind"]
	speaking = [
		cycle for cycle, kind in kinds.items() if kind in policies.of(cycle).high_potential.cycle_kinds
	]
	return results[results["cycle"].isin(speaking)].drop_duplicates("person", keep="last").set_index("person")


def by_cycle(deciding: pd.DataFrame) -> Iterator[tuple[str | None, pd.DataFrame]]:
	"""People by the cycle that decides about them; None for those about whom none does yet."""
	undecided = deciding["cycle"].isna()
	if undecided.any():
		yield None, deciding[undecided]
	yield from deciding[~undecided].groupby("cycle", sort=True)


def as_assessments(
	found: pd.DataFrame,
	who: pd.DataFrame,
	of_cycle: pd.DataFrame,
	cycle: str | None,
	end: pd.Timestamp,
	policy: Policy,
) -> pd.DataFrame:
	"""The engine's table `talent` as fields of Talent Assessment; as of the newest fact that it rests upon."""
	found = found.set_index("employee")
	seen = pd.to_datetime(found["potential_assessed_on"])
	as_of = seen.clip(lower=end).fillna(end) if cycle else seen
	appraisal = of_cycle["appraisal"]
	return pd.DataFrame(
		{
			"profile": found.index,
			"employee": who["current"],
			**{
				field: text(who[field])
				for field in ("employee_name", "company", "status", "department", "designation")
			},
			"manager": text(who["reports_to"]),
			"cycle": cycle,
			"as_of": as_of.dt.date,
			"box": filled(found["box"]).astype(int),
			"box_label": text(found["box_label"]),
			"high_potential": options(found["high_potential"]),
			"reason": text(found["reason"]),
			"movement": options(found["movement"]),
			"previous_box": filled(found["previous_box"]).astype(int),
			"previous_cycle": text(found["previous_cycle"]),
			"previous_performance_band": options(found["previous_performance_band"]),
			"previous_potential_band": options(found["previous_potential_band"]),
			"performance_score": filled(found["performance_score"]),
			"performance_rating": filled(found["performance_rating"]),
			"performance_band": options(found["performance_band"]),
			"potential_score": filled(found["potential_score"]),
			"potential_band": options(found["potential_band"]),
			"potential_assessed_on": seen.dt.date,
			"policy_fingerprint": policy.fingerprint,
			"engine_version": ENGINE_VERSION,
			"source_type": np.where(
				appraisal.notna(),
				"Performance Appraisal",
				np.where(of_cycle["name"].notna(), "Appraisal Result", None),
			),
			"source_name": text(appraisal.where(appraisal.notna(), of_cycle["name"])),
		},
		index=found.index,
	)


def says_something(table: pd.DataFrame) -> pd.Series:
	"""Whether there is anything to say about somebody who has no assessment yet."""
	return table["cycle"].notna() | table["potential_assessed_on"].notna()


def moves(table: pd.DataFrame, known: pd.DataFrame, done: Changes) -> np.ndarray:
	"""Where box, a band or the reason moved; a first assessment counts."""
	before = known.reindex(table.index)
	moved = done.new.copy()
	for column in MOVES:
		was, now_ = before[column].astype(object), table[column].astype(object)
		moved |= (
			was.where(was.notna(), "").astype(str) != now_.where(now_.notna(), "").astype(str)
		).to_numpy()
	return moved


def as_placements(
	table: pd.DataFrame, known: pd.DataFrame, cause: str, reason: str, source: tuple[str, str] | None
) -> pd.DataFrame:
	"""What moved, as rows of Talent Placement."""
	before = known.reindex(table.index)
	type_, name = source if source else (table["source_type"], table["source_name"])
	kept = (
		"profile",
		"employee",
		"employee_name",
		"company",
		"cycle",
		"performance_score",
		"policy_fingerprint",
	)
	return pd.DataFrame(
		{
			**{field: table[field] for field in kept},
			"engine_version": table["engine_version"],
			"placed_on": now(),
			"placed_by": frappe.session.user,
			"cause": cause,
			"reason": reason or None,
			"before_box": before["box"].fillna(0).astype(int),
			"before_performance_band": before["performance_band"].fillna(""),
			"before_potential_band": before["potential_band"].fillna(""),
			"after_box": table["box"],
			"after_performance_band": table["performance_band"],
			"after_potential_band": table["potential_band"],
			"no_box_reason": table["reason"],
			"source_type": type_,
			"source_name": name,
		},
		index=table.index,
	)


def on_new_employee(employee: frappe.model.document.Document, _event: str) -> None:
	"""Somebody who comes back brings the earlier employment's history."""
	refresh([employee.name], "Opening History", source=("Employee", employee.name))


def on_changed_employee(employee: frappe.model.document.Document, _event: str) -> None:
	"""A leaver is marked, and stands in no box any more; who comes back does again. Name and place follow."""
	before = employee.get_doc_before_save()
	if employee.flags.in_insert or before is None:
		return
	if not any(employee.has_value_changed(field) for field in FOLLOWED):
		return
	cause = "Leaving" if employee.status == "Left" else "Opening History"
	refresh([employee.name], cause, source=("Employee", employee.name))


# The last three say, with the company, whether an agreement holds for somebody.
FOLLOWED = (
	"status", "employee_name", "company", "department", "designation", "reports_to", "branch", "employment_type", "grade",
)  # fmt: skip
