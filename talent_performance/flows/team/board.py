"""The team as a manager sees it: counts, a page of people, and one person."""

from __future__ import annotations

from typing import Any

import pandas as pd

import frappe
from frappe import _
from frappe.utils import nowdate

from talent_performance.access import guarded
from talent_performance.access import team as access
from talent_performance.engine import overview as turns
from talent_performance.engine import team as engine
from talent_performance.flows import check_in_book, check_in_notes, readable
from talent_performance.flows.retention import member as leaving
from talent_performance.flows.team import chasing, gathering
from talent_performance.flows.team.gathering import KINDS, WRITTEN_IN, Gathered
from talent_performance.store.goal_tables import KEY_RESULT

PAGE, LAST_CHECK_INS = 25, 5
SIGNS = ("at risk", "doubtful", "stale")
Row = dict[str, Any]


def overview(manager: str = "", only: str = "", search: str = "", start: int = 0) -> Row:
	"""The people who report to the session's user, or to somebody below him. Raises PermissionError."""
	who = access.leading()
	if manager:
		access.check_may_drill(who, manager)
	found = gathering.gather(who, access.directly_led(who, (manager,) if manager else who.managers))
	chosen = narrowed(engine.pressing_first(found.people, KINDS), only, search)
	page, last = chosen.iloc[start : start + PAGE], chasing.extends_until()
	return {
		"leads": len(found.people) > 0,
		"path": path_to(who, manager),
		"acting_for": list(readable.names_of("Employee", "employee_name", who.acting_for).values()),
		"totals": engine.totals(found.people, KINDS),
		"rows": [person_row(found, employee, who) for employee in page.index],
		"total": len(chosen),
		"page": PAGE,
		"every_days": check_in_book.every_days(),
		"today": nowdate(),
		"extends_until": last and str(last),
		"others": [] if manager else others(who),
	}


def narrowed(people: pd.DataFrame, only: str, search: str) -> pd.DataFrame:
	"""Whom one kind concerns, and whose name has the words."""
	if only in KINDS:
		people = people[people[only] > 0]
	words = search.casefold().split()
	named = people["employee_name"].fillna("").str.casefold() + " " + people["employee"].str.casefold()
	return people[[all(word in name for word in words) for name in named]] if words else people


def path_to(who: access.Leading, manager: str) -> list[Row]:
	"""From the session's user down to a manager below, as far as he leads them."""
	if not manager or manager in who.managers:
		return []
	rows = frappe.db.sql(
		"select l.`manager`, e.`employee_name` from `tabReporting Line` as l join `tabEmployee` as e on e.`name` = l.`manager` "
		f"where l.`employee` = %(manager)s and l.`manager` in ({access.led(who)}) order by l.`depth` desc, l.`manager`",
		{"manager": manager},
	)
	found = [{"employee": employee, "employee_name": name} for employee, name in rows]
	here = readable.names_of("Employee", "employee_name", [manager])
	known = {each["employee"] for each in found}
	return found if manager in known else [*found, {"employee": manager, "employee_name": here.get(manager)}]


def person_row(found: Gathered, employee: str, who: access.Leading) -> Row:
	"""One person in the list."""
	person = found.people.loc[employee]
	last = found.check_ins.loc[employee]
	own = nearest(found.appraisals[found.appraisals["employee"] == employee])
	return {
		**{
			field: person[field]
			for field in ("employee", "employee_name", "designation", "department", "image")
		},
		"people": int(person["people"]),
		**{kind: int(person[kind]) for kind in KINDS},
		"days_late": int(person["days_late"]),
		"appraisal": appraisal_row(own.iloc[0], who) if len(own) else None,
		"last_check_in": {"name": last["check_in"], "on": day(last["last_on"])}
		if pd.notna(last["check_in"])
		else None,
		"check_in_due_on": day(last["due_on"]),
		"nudges": int(person["late"]) > 0,
	}


def nearest(appraisals: pd.DataFrame) -> pd.DataFrame:
	"""What is overdue first, then what is open, then the latest that is done."""
	order = appraisals["status"].map({turns.OVERDUE: 0, turns.OPEN: 1, turns.DONE: 2})
	ends = -pd.to_datetime(appraisals["cycle_ends"]).astype("int64")
	return appraisals.assign(order=order, ends=ends).sort_values(["order", "ends", "appraisal"])


def appraisal_row(row: pd.Series, who: access.Leading) -> Row:
	"""An appraisal: where it stands, until when, and whose turn it is."""
	mine = row["actor"] in who.managers
	return {
		"name": row["appraisal"],
		"employee": row["employee"],
		"employee_name": row["employee_name"],
		"cycle_title": row["cycle_title"],
		"state": row["state"],
		"status": row["status"],
		"due": day(row["due"]),
		"days_late": int(row["days_late"]),
		"turn": row["turn"],
		"actor_name": row["actor_name"] if pd.notna(row["actor_name"]) else "",
		"mine": bool(mine),
		"to_write": WRITTEN_IN.get(row["state"], "") if mine else "",
	}


def day(value: Any) -> str | None:
	"""A day as the client wants it."""
	return None if value is None or pd.isna(value) else str(pd.Timestamp(value).date())


def others(who: access.Leading) -> list[Row]:
	"""Reviews that wait for the session's user about people whom he doesn't lead: handovers, segments, reassigned ones."""
	if not who.own:
		return []
	table = gathering.read(
		gathering.REVIEW,
		("appraisal", "employee", "employee_name", "perspective", "segment", "cycle", "reviewer"),
		"`state` = 'Draft' and `perspective` != 'Self' and `reviewer` in %(own)s "
		f"and `employee` not in ({access.led(who)})",
		{"own": who.own},
	)
	titles = readable.names_of("Performance Cycle", "title", list(table["cycle"]))
	return [
		{
			"review": row["name"],
			"appraisal": row["appraisal"],
			"employee_name": row["employee_name"],
			"perspective": row["perspective"],
			"segment": "" if row["segment"] == "All" else row["segment"],
			"cycle_title": titles.get(row["cycle"], ""),
		}
		for row in table.to_dict("records")
	]


def member(employee: str) -> Row:
	"""One person whom the session's user leads. Raises PermissionError."""
	access.check_leads(employee)
	who = access.leading()
	found = gathering.gather(who, f"select {frappe.db.escape(employee)} as `employee`")
	own = found.appraisals[found.appraisals["employee"] == employee]
	in_hands = found.appraisals[
		(found.appraisals["actor"] == employee) & (found.appraisals["employee"] != employee)
	]
	objectives = found.objectives
	return {
		**person_row(found, employee, who),
		"appraisals": [appraisal_row(row, who) for _name, row in nearest(own).iterrows()],
		"late_with": [appraisal_row(row, who) for _name, row in turns.latest_first(in_hands).iterrows()],
		"objectives": [objective_row(row) for row in objectives.to_dict("records")],
		"changes": changes_of(found.changes, objectives),
		"check_ins": last_check_ins(employee),
		"every_days": check_in_book.every_days(),
		"note": check_in_notes.mine(employee),
		"talent": talent_of(employee),
		"retention": leaving.standing(employee),
	}


def objective_row(row: Row) -> Row:
	"""An objective as the member's page shows it."""
	shown = ("name", "title", "status", "grade", "pace_status", "corrective_action", "attainment_reason")
	return {
		**{field: row[field] or "" for field in shown},
		"attainment": row["attainment"] or 0,
		"confidence": int(row["confidence"] or 0),
		"due": day(row["due_date"]),
		"updated_on": day(row["updated_on"]),
		"signs": [sign for sign in SIGNS if row["watched"] and row[sign]],
	}


def changes_of(changes: pd.DataFrame, objectives: pd.DataFrame) -> list[Row]:
	"""Changes that wait for the manager's side."""
	titles = check_in_book.titles_of(list(changes["objective"]))
	filters = {"name": ("in", [name for name in changes["key_result"] if name] or [""])}
	measures = {
		row["name"]: row for row in readable.rows(KEY_RESULT, ["title", "unit"], "name", filters=filters)
	}
	people = readable.names_of("User", "full_name", list(changes["requested_by"]))
	return [
		{
			"name": row["name"],
			"title": titles.get(row["objective"], row["objective"]),
			"key_result": measures.get(row["key_result"], {}).get("title") or "",
			"unit": measures.get(row["key_result"], {}).get("unit") or "",
			"changes": row["changes"],
			"old": row["old_value"],
			"new": row["new_value"],
			"from": day(row["effective_from"]),
			"reason": row["reason"] or "",
			"by": people.get(row["requested_by"], row["requested_by"]),
		}
		for row in changes.to_dict("records")
	]


def last_check_ins(employee: str) -> list[Row]:
	"""The latest that were shared."""
	rows = readable.rows(
		gathering.CHECK_IN,
		list(check_in_book.SHOWN),
		"on_date desc, creation desc, name",
		filters={"employee": employee, "status": "Shared"},
		limit=LAST_CHECK_INS,
	)
	return check_in_book.in_short(rows)


def talent_of(employee: str) -> Row | None:
	"""The box, where the company lets managers see it and no agreement switches it off; the guard says so."""
	rows = readable.rows(
		"Talent Assessment",
		["box", "box_label", "reason", "movement", "high_potential", "as_of"],
		"as_of desc, name",
		filters={"employee": employee},
		limit=1,
	)
	if not rows:
		return None
	guarded.check(
		frappe.get_doc("Talent Assessment", rows[0]["name"])
	)  # the Talent Access Log names whom one has read
	shown = {field: rows[0][field] or "" for field in ("box_label", "reason", "movement", "high_potential")}
	return {**shown, "movement": _(shown["movement"]), "as_of": day(rows[0]["as_of"])}


def to_approve(selection: str) -> list[Row]:
	"""Objectives that are handed in, with their key results, by name of their owner."""
	handed_in = gathering.read(
		"Objective",
		("employee", "employee_name", "title", "weight", "description", "due_date", "modified"),
		f"`level` = 'Individual' and `status` = 'Submitted' and `employee` in ({selection}) "
		"and `cycle` in (select `name` from `tabPerformance Cycle` where `state` = 'Launched')",
	)
	filters = {"objective": ("in", list(handed_in["name"]) or [""])}
	fields = ["objective", "title", "method", "unit", "start_value", "target_value", "weight"]
	measures: dict[str, list[Row]] = {}
	for row in readable.rows(KEY_RESULT, fields, "objective, creation, name", filters=filters):
		measures.setdefault(row["objective"], []).append({**row, "method": _(row["method"])})
	rows = handed_in.sort_values(["employee_name", "title", "name"]).to_dict("records")
	return [
		{
			**{
				field: row[field] or ""
				for field in ("name", "employee", "employee_name", "title", "description")
			},
			"weight": row["weight"] or 0,
			"due": day(row["due_date"]),
			"key_results": measures.get(row["name"], []),
		}
		for row in rows
	]
