"""Development plans as others read them: in a table for many people, and one of them as a screen draws it.

`plans_of` and `goals_of` don't ask who is looking; `plan_view` and `entrusted` do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt, getdate, today

from talent_performance.access import guarded
from talent_performance.access.development import IMPROVEMENT, PLAN, Part, parts
from talent_performance.access.people import employees_of
from talent_performance.engine import competency
from talent_performance.engine import development as engine
from talent_performance.flows import capability, readable
from talent_performance.flows.development import deeds
from talent_performance.flows.development.saving import ACTIVE, DONE, DRAFT, DROPPED, SUGGESTED
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch

ACTION = "Development Action"
FACTS = ["plan", "employee", "kind", "title", "state", "starts_on", "ends_on"]
COUNTS = ["actions", "done", "progress", "overdue", "next_due"]
SHOWN = (
	"name", "title", "employee", "employee_name", "company", "department", "kind", "state", "target_designation", "goals",
	"owner_employee", "owner_name", "approver", "approver_name", "support_offered", "formal_warning", "outcome", "outcome_note",
	"version", "attention",
)  # fmt: skip
SHOWN_OF_ACTION = (
	"name", "action", "learning_type", "competency", "state", "milestone", "responsible", "responsible_name", "mentor",
	"mentor_name", "success_measure", "cost", "evidence", "suggested_by", "reason", "drop_reason",
)  # fmt: skip
LEVELS = ("level_before", "level_wanted", "level_after")
Row = dict[str, Any]


def plans_of(employees: Sequence[str], states: Sequence[str] | None = None) -> pd.DataFrame:
	"""Plans of these people: two queries, however many they are.

	Columns: plan, employee, kind, title, state, starts_on, ends_on, and of the actions that count: actions, done, progress (a
	fraction, null without actions), overdue, next_due. By employee, the latest first.
	"""
	table = frappe.qb.DocType(PLAN)
	query = frappe.qb.from_(table).select(table.name, *(table[field] for field in FACTS[1:]))
	query = query.where(within(table.employee, list(employees)))
	if states is not None:
		query = query.where(table.state.isin(list(states) or [""]))
	query = query.orderby(table.employee).orderby(table.starts_on, order=frappe.qb.desc).orderby(table.name)
	found = fetch(query, FACTS)
	counted = engine.plan_progress(actions_of(found["plan"]), pd.Timestamp(today()))
	found = found.merge(counted, on="plan", how="left")
	whole = ["actions", "done", "overdue"]
	return found.assign(**{column: found[column].fillna(0).astype(int) for column in whole})[FACTS + COUNTS]


def actions_of(plans: Sequence[str]) -> pd.DataFrame:
	"""Actions of these plans for the engine: plan, employee, state, learning_type, progress, due_on, competency, levels."""
	line, parent = frappe.qb.DocType(ACTION), frappe.qb.DocType(PLAN)
	fields = ("state", "learning_type", "progress", "due_on", "competency", *LEVELS)
	query = (
		frappe.qb.from_(line)
		.join(parent)
		.on(line.parent == parent.name)
		.select(line.parent, parent.employee, *(line[field] for field in fields))
		.where(within(line.parent, list(plans)))
		.orderby(line.parent, line.idx, line.name)
	)
	found = fetch(query, ["plan", "employee", *fields])
	return found.assign(progress=found["progress"].astype(float) / 100)


def goals_of(plans: Sequence[str]) -> pd.DataFrame:
	"""What the engine's `development` asks of agreed plans: plan, employee, competency, target_level, agreed_on.

	Agreed is the day on which the plan was approved. Several actions for one competency are one goal, the highest.
	"""
	line, parent = frappe.qb.DocType(ACTION), frappe.qb.DocType(PLAN)
	columns = ["plan", "employee", "competency", "target_level", "agreed_on"]
	query = (
		frappe.qb.from_(line)
		.join(parent)
		.on(line.parent == parent.name)
		.select(line.parent, parent.employee, line.competency, line.level_wanted, parent.approved_on)
		.where(within(line.parent, list(plans)) & line.competency.isnotnull() & (line.level_wanted > 0))
		.where(parent.approved_on.isnotnull() & line.state.isin(engine.COUNTED))
		.orderby(line.parent, line.idx, line.name)
	)
	found = fetch(query, columns)
	found = found.assign(
		target_level=found["target_level"].astype(float),
		agreed_on=pd.to_datetime(found["agreed_on"]).dt.normalize(),
	)
	found = found.sort_values("target_level", kind="stable").drop_duplicates(
		["plan", "competency"], keep="last"
	)
	return found.sort_index(ignore_index=True)


def gaps_closed(goals: pd.DataFrame, as_of: str | None = None) -> pd.DataFrame:
	"""The engine's `development` of such goals, with their plan: how much of each gap has closed."""
	said = capability.evidence(goals["employee"].dropna().unique().tolist())
	found = competency.development(
		said[capability.EVIDENCE], goals, capability.rules(), pd.Timestamp(as_of or today()), frappe._
	)
	return found.assign(plan=goals["plan"].to_numpy())


# One plan


def plan_view(name: str, viewer: str | None = None) -> Row:
	"""Everything that a screen draws of a plan. Raises PermissionError for whoever may not read it.

	Progress and shares of the mix are 0 to 100. Keys: facts by their field names, starts_on, ends_on, approved_on, progress,
	actions_done, actions_counted, overdue, next_due, mix{experience, exposure, education}, gap_closed, actions[…], reviews[…],
	history[…], may{…}. An action has its fields, due_on, progress, level_before, level_wanted, level_after, level_now,
	gap_closed, why_no_gap, overdue and may{report, change, accept, drop}.
	"""
	plan = frappe.get_doc(PLAN, name)
	user = viewer or frappe.session.user
	if not guarded.has_permission(plan, "read", user):
		frappe.throw(
			_("You have no access to {0} {1}.").format(_(PLAN), name),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)
	has = parts(plan.as_dict(), user)
	return {
		**{field: plan.get(field) or "" for field in SHOWN},
		**{
			field: str(plan.get(field) or "") for field in ("starts_on", "ends_on", "approved_on", "ended_on")
		},
		"signed_on": str(plan.hr_signed_on or ""),
		**figures(plan),
		"actions": actions(plan, has, user),
		"reviews": reviews(plan, has),
		"history": history(plan),
		"may": {**may(plan, has), "form": guarded.has_permission(plan, "write", user)},
	}


def figures(plan: Document) -> Row:
	"""How far it is, and how one learns by it."""
	rows = [
		{
			"plan": plan.name,
			"state": row.state,
			"learning_type": row.learning_type,
			"progress": flt(row.progress) / 100,
			"due_on": row.due_on or None,
		}
		for row in plan.actions
	]
	columns = ["plan", "state", "learning_type", "progress", "due_on"]
	table = pd.DataFrame(rows, columns=columns).astype({"progress": float})
	far = engine.plan_progress(table, pd.Timestamp(today())).to_dict("records")
	shares = engine.mix(table).to_dict("records")
	one = far[0] if far else {}
	return {
		"actions_counted": cint(one.get("actions")),
		"actions_done": cint(one.get("done")),
		"overdue": cint(one.get("overdue")),
		"progress": percent(one.get("progress")),
		"next_due": str(one["next_due"].date()) if one and pd.notna(one["next_due"]) else "",
		"mix": {kind.lower(): percent(shares[0][kind.lower()]) for kind in engine.LEARNING}
		if shares
		else None,
	}


def actions(plan: Document, has: frozenset[Part], user: str) -> list[Row]:
	"""The actions in their order, each with the level now and how much of its gap has closed."""
	levels = levels_now(plan)
	closed = {row["competency"]: row for row in closed_of(plan)}
	own = employees_of(user)
	day = getdate(today())
	return [
		{
			**{field: row.get(field) or "" for field in SHOWN_OF_ACTION},
			**{field: str(row.get(field) or "") for field in ("starts_on", "due_on", "done_on")},
			**{field: flt(row.get(field)) or None for field in LEVELS},
			"progress": flt(row.progress),
			"level_now": levels.get(row.competency),
			"gap_closed": percent(closed.get(row.competency, {}).get("gap_closed")),
			"why_no_gap": closed.get(row.competency, {}).get("reason") or "",
			"overdue": bool(row.due_on and row.state in engine.OPEN and getdate(row.due_on) < day),
			"may": may_with(plan, row, has, own),
		}
		for row in plan.actions
	]


def levels_now(plan: Document) -> dict[str, float]:
	"""The effective level of each competency in the plan, of those that have one."""
	asked = {row.competency for row in plan.actions if row.competency}
	if not asked:
		return {}
	found = capability.levels([plan.employee])
	found = found[found["competency"].isin(asked) & found["level"].notna()]
	return {row.competency: round(float(row.level), 2) for row in found.itertuples()}


def closed_of(plan: Document) -> list[Row]:
	"""What the engine says of the goals of one plan."""
	goals = goals_of([plan.name])
	found = gaps_closed(goals) if len(goals) else goals
	return found.astype(object).where(found.notna(), None).to_dict("records")


def reviews(plan: Document, has: frozenset[Part]) -> list[Row]:
	"""The days of review, past and to come."""
	able = deeds.may(plan.as_dict(), "hold_review", has)
	return [
		{
			"name": row.name,
			"due_on": str(row.due_on or ""),
			"held_on": str(row.held_on or ""),
			"held_by": row.held_by_name or "",
			"said": row.said or "",
			"outcome": row.outcome or "",
			"overdue": not row.held_on and getdate(row.due_on) < getdate(today()),
			"may": {"hold": able},
		}
		for row in plan.reviews
	]


def history(plan: Document) -> list[Row]:
	"""What was done with it, the latest first."""
	names = readable.names_of("User", "full_name", [row.by_user for row in plan.steps])
	return [
		{
			"step": row.step,
			"at": str(row.at or ""),
			"by": names.get(row.by_user, row.by_user or ""),
			"note": row.note or "",
		}
		for row in reversed(plan.steps)
	]


def may(plan: Document, has: frozenset[Part]) -> dict[str, bool]:
	"""What the reader may do with it now."""
	said = plan.as_dict()
	able = {deed: deeds.may(said, deed, has) for deed in deeds.DEEDS}
	improvement = plan.kind == IMPROVEMENT
	own_draft = Part.PERSON in has and plan.state == DRAFT and not improvement
	return {
		"edit": able["plan_own"],
		"submit": able["submit"],
		"take_back": able["take_back"],
		"approve": able["approve"],
		"give_back": able["give_back"],
		"revise": able["revise"],
		"add": able["add"],
		"add_review": able["add_review"],
		"hold_review": able["hold_review"],
		"complete": able["complete"],
		"cancel": (able["cancel"] or own_draft) and not (improvement and plan.state != ACTIVE),
		"sign_off": able["sign_off"] and improvement and not plan.hr_signed_by,
		"hand_over": able["hand_over"],
	}


def may_with(plan: Document, row: Document, has: frozenset[Part], own: Sequence[str] = ()) -> dict[str, bool]:
	"""What the reader may do with one action now."""
	said = plan.as_dict()
	agreed = plan.state == ACTIVE
	leads = deeds.may(said, "change", has)
	drafts = deeds.may(said, "plan_own", has)
	still = row.state in engine.OPEN
	reports = Part.PERSON in has or row.responsible in own or row.mentor in own
	return {
		"report": agreed
		and row.state in (*engine.OPEN, DONE)
		and (reports or deeds.may(said, "report", has)),
		"change": (still or row.state == SUGGESTED) and (drafts or (leads and plan.state != DRAFT)),
		"accept": row.state == SUGGESTED and (leads if agreed else deeds.may(said, "accept", has)),
		"drop": (row.state == SUGGESTED and deeds.may(said, "add", has))
		or (still and (drafts or deeds.may(said, "drop", has))),
	}


def entrusted(user: str | None = None) -> list[Row]:
	"""Actions of other people's active plans to which the user sees, or in which he is mentor or coach: these and no more of the plan."""
	own = list(employees_of(user or frappe.session.user))
	line, plan = frappe.qb.DocType(ACTION), frappe.qb.DocType(PLAN)
	fields = (
		"action",
		"competency",
		"state",
		"progress",
		"due_on",
		"level_wanted",
		"mentor",
		"success_measure",
	)
	query = (
		frappe.qb.from_(line)
		.join(plan)
		.on(line.parent == plan.name)
		.select(plan.name, line.name.as_("row"), plan.employee, plan.employee_name)
		.select(*(line[field] for field in fields))
		.where((line.mentor.isin(own or [""])) | (line.responsible.isin(own or [""])))
		.where((plan.state == ACTIVE) & plan.employee.notin(own or [""]) & (line.state != DROPPED))
		.orderby(line.due_on, line.name)
	)
	rows = fetch(query, ["plan", "row", "employee", "employee_name", *fields])
	rows = rows.assign(mentors=rows["mentor"].isin(own)).drop(columns="mentor")
	return rows.astype(object).where(rows.notna(), None).to_dict("records")


def percent(share: float | None) -> float | None:
	"""A fraction as a screen shows it; None for none."""
	return None if share is None or pd.isna(share) else round(float(share) * 100, 1)
