"""A person's mentors and the people whom he helps, as the portal shows them: each of the two sees the same, but for the ratings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

import frappe
from frappe import _
from frappe.utils import getdate, today

from talent_performance.access import guarded
from talent_performance.access.mentoring import (
	HR,
	MANAGER,
	MENTEE,
	PAIR,
	RATING,
	check_leads_or_searches,
)
from talent_performance.access.people import employees_of, literals
from talent_performance.engine import mentoring as engine
from talent_performance.engine.competency import gap_bands
from talent_performance.flows import capability
from talent_performance.flows.mentoring import offering
from talent_performance.flows.mentoring.saving import ACTIVE, ENDED, PROPOSED
from talent_performance.store.competency_tables import level_ends
from talent_performance.store.dialect import within
from talent_performance.store.mentoring_tables import people_of

MEETING = "Mentoring Meeting"
FIELDS = (
	"name", "mentee", "mentee_name", "mentor", "mentor_name", "kind", "state", "proposed_by", "mentee_agreed", "mentor_agreed",
	"note", "competency", "goals", "starts_on", "ends_on", "rhythm_days", "last_met_on", "ended_on", "ended_reason",
	"development_plan",
)  # fmt: skip
DAYS = ("starts_on", "ends_on", "last_met_on", "ended_on")
SHOWN = 100
Row = dict[str, Any]


def overview() -> Row:
	"""The page: the own pairs, what one has offered, and in what one could look for help. A fixed number of queries."""
	own = employees_of(frappe.session.user)
	return {"pairs": pairs(own), "offer": offering.offered(), "competencies": competencies(own)}


def pairs(own: Sequence[str], name: str = "") -> list[Row]:
	"""The pairs of whoever has these Employee records, or one of them: those that wait first, then active ones, then the past."""
	table = frappe.qb.DocType(PAIR)
	query = frappe.qb.from_(table).select(*(table[field] for field in FIELDS))
	query = query.where(within(table.mentee, own) | within(table.mentor, own))
	if name:
		query = query.where(table.name == name)
	query = query.orderby(table.creation, order=frappe.qb.desc).orderby(table.name, order=frappe.qb.desc)
	found = query.limit(SHOWN).run(as_dict=True)
	seen = guarded.seen(PAIR, [row.name for row in found])
	return shown([row for row in found if row.name in seen], own)


def pair(name: str) -> Row:
	"""One pair of the user's. Raises PermissionError."""
	own = employees_of(frappe.session.user)
	found = pairs(own, name)
	if not found:
		frappe.throw(
			_("You have no access to {0} {1}.").format(_(PAIR), name),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)
	return found[0]


def shown(found: Sequence[Mapping[str, Any]], own: Sequence[str]) -> list[Row]:
	"""Rows with meetings, the own rating, who the other is and when the next meeting is due."""
	names = [row["name"] for row in found]
	held, said, due = meetings(names), ratings(names, own), next_meetings(found)
	others = people_of([row["mentor"] if row["mentee"] in own else row["mentee"] for row in found])
	designations = others.set_index("employee")["designation"].to_dict()
	told = [
		{
			**{field: row[field] for field in FIELDS if field not in DAYS},
			**{field: str(row[field] or "") for field in DAYS},
			**sides(row, own, designations),
			**due[row["name"]],
			"meetings": [line_of(line, own) for line in held.get(row["name"], [])],
			"rating": said.get(row["name"]),
		}
		for row in found
	]
	order = {PROPOSED: 0, ACTIVE: 1}
	return sorted(told, key=lambda row: order.get(row["state"], 2))


def sides(row: Mapping[str, Any], own: Sequence[str], designations: Mapping[str, str]) -> Row:
	"""On which side the reader stands, who the other is, and whether he is asked."""
	learns = row["mentee"] in own
	other = "mentor" if learns else "mentee"
	return {
		"side": MENTEE if learns else "Mentor",
		"other": row[other],
		"other_name": row[f"{other}_name"] or row[other],
		"other_designation": designations.get(row[other]) or "",
		"proposer": proposer(row),
		"asked": row["state"] == PROPOSED and not row["mentee_agreed" if learns else "mentor_agreed"],
		"may_rate": row["state"] in (ACTIVE, ENDED),
	}


def proposer(row: Mapping[str, Any]) -> str:
	"""Who proposed it, in words."""
	words = {HR: _("HR"), MANAGER: _("The manager of {0}").format(row["mentee_name"] or row["mentee"])}
	by_name = row["mentee_name"] if row["proposed_by"] == MENTEE else row["mentor_name"]
	return words.get(row["proposed_by"], by_name or "")


def meetings(names: Sequence[str]) -> dict[str, list[Row]]:
	"""By pair what was noted down, the latest first."""
	table = frappe.qb.DocType(MEETING)
	query = frappe.qb.from_(table).select(
		table.name, table.parent, table.held_on, table.minutes, table.topics, table.agreed, table.logged_by
	)
	query = query.where((table.parenttype == PAIR) & within(table.parent, names))
	query = query.orderby(table.held_on, order=frappe.qb.desc).orderby(table.idx, order=frappe.qb.desc)
	found: dict[str, list[Row]] = {}
	for row in query.orderby(table.name).run(as_dict=True):
		found.setdefault(row.parent, []).append(row)
	return found


def line_of(line: Mapping[str, Any], own: Sequence[str]) -> Row:
	"""A meeting as it is shown."""
	return {
		"row": line["name"],
		"held_on": str(line["held_on"]),
		"minutes": line["minutes"] or 0,
		"topics": line["topics"] or "",
		"agreed": line["agreed"] or "",
		"mine": line["logged_by"] in own,
	}


def ratings(names: Sequence[str], own: Sequence[str]) -> dict[str, Row]:
	"""By pair what the reader himself has said of it."""
	table = frappe.qb.DocType(RATING)
	query = frappe.qb.from_(table).select(table.pair, table.score, table.said, table.rated_on)
	query = query.where(within(table.pair, names) & within(table.employee, own)).orderby(table.name)
	return {
		row.pair: {"score": row.score, "said": row.said or "", "rated_on": str(row.rated_on or "")}
		for row in query.run(as_dict=True)
	}


def next_meetings(found: Sequence[Mapping[str, Any]]) -> dict[str, Row]:
	"""By pair when the next meeting is due, "" for an inactive one."""
	if not found:
		return {}
	table = pd.DataFrame([dict(row) for row in found]).rename(columns={"last_met_on": "held_on"})
	due = engine.next_meetings(table, pd.Timestamp(today()))
	active = (table["state"] == ACTIVE) & due["due"].notna()
	return {
		name: {
			"next_on": str(getdate(day)) if told else "",
			"days_late": int(late) if told else 0,
		}
		for name, day, late, told in zip(table["name"], due["due"], due["days_late"], active, strict=True)
	}


def competencies(own: Sequence[str]) -> list[Row]:
	"""Every competency with the level that one could want: what the role asks first, the largest gap before the others."""
	gaps = capability.gaps(capability.present_roles(own[-1:]))
	gaps = gaps.assign(band=gap_bands(gaps)).drop_duplicates("competency")
	gaps = gaps.sort_values(["gap", "competency"], ascending=[False, True], na_position="last")
	names = frappe.get_all("Competency", filters={"disabled": 0}, pluck="name", order_by="name", limit=0)
	ends = level_ends(names)
	rest = [name for name in names if name not in set(gaps["competency"])]
	return [*asked_of(gaps, set(names), ends), *(besides(name, ends) for name in rest)]


def asked_of(gaps: pd.DataFrame, names: set[str], ends: Mapping[str, tuple[float, float]]) -> Iterator[Row]:
	"""What the role asks."""
	for row in gaps[gaps["competency"].isin(names)].itertuples():
		yield {
			**besides(row.competency, ends),
			"wanted": float(row.required_level),
			"gap": None if pd.isna(row.gap) else float(row.gap),
			"asked": True,
		}


def besides(name: str, ends: Mapping[str, tuple[float, float]]) -> Row:
	"""What it doesn't ask: one level above the lowest is a beginning."""
	low, high = ends.get(name, (1.0, 5.0))
	return {
		"competency": name,
		"title": _(name),
		"lowest": low,
		"highest": high,
		"wanted": min(low + 1, high),
		"gap": None,
		"asked": False,
	}


def known_of(employee: str) -> list[Row]:
	"""For whoever leads somebody: that there are pairs, with whom and about what; nothing of what is said in them. Raises PermissionError."""
	check_leads_or_searches(employee)
	rows = frappe.get_all(
		PAIR,
		filters={"mentee": employee, "state": ACTIVE},
		fields=["kind", "mentor_name", "competency", "starts_on"],
		order_by="starts_on, name",
	)
	return [{**row, "starts_on": str(row.starts_on or "")} for row in rows]


def waiting(own: Sequence[str]) -> str:
	"""For Home, as SQL: proposals that wait for an answer of whoever has these Employee records."""
	mine = literals(own)
	return (
		"select 'mentoring' as `what`, `name`, "
		f"case when `mentee` in {mine} then `mentor_name` else `mentee_name` end as `said`, "
		f"'' as `about`, `kind` as `employee`, '' as `of_round`, null as `due`, 1 as `many` from `tab{PAIR}` where `state` = 'Proposed' and "
		f"((`mentee` in {mine} and `mentee_agreed` = 0) or (`mentor` in {mine} and `mentor_agreed` = 0))"
	)
