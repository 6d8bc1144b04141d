"""Development plans in the portal: somebody's plan with what stands beside it, ways to begin one, and the plans of a team.

What a plan says and what may be done with it come from plans.py; here they are put beside what the reader needs to go on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, fmt_money, today

from talent_performance.access import guarded
from talent_performance.access.development import IMPROVEMENT, PLAN
from talent_performance.access.people import employees_of
from talent_performance.engine import team as engine
from talent_performance.engine.development import GUIDELINE, LEARNING
from talent_performance.engine.plan_drafts import KINDS as USUAL
from talent_performance.flows import aspirations, capability, competency_page
from talent_performance.flows.development import deeds, plans, said
from talent_performance.flows.development.drafting import draft_for
from talent_performance.flows.development.said import taken
from talent_performance.flows.development.saving import (
	ACTIVE,
	AWAITING,
	DRAFT,
	GROWTH,
	ONBOARDING,
	OPEN_STATES,
	refuse,
)

PAGE = 25
NEEDS = ("waiting", "overdue", "without")
KINDS = (*NEEDS, "active")
SAYABLE = ("title", "goals", "starts_on", "ends_on", "target_designation")
OF_IMPROVEMENT = ("support_offered", "formal_warning")
RETURNED = ("Returned", "Revised")
PERSON = ["employee", "employee_name", "designation", "image"]
Row = dict[str, Any]


# One person


def page(employee: str, name: str = "") -> Row:
	"""Somebody's plan, the named one or the one that is furthest under way, with the others. Raises PermissionError."""
	view = shown(name) if name else None
	employee = view["employee"] if view else employee
	mine = employee in employees_of(frappe.session.user)
	if not view and not mine:
		check_may_look(employee)
	listed = plans_seen([employee])
	opened = listed[listed["state"].isin(OPEN_STATES)]
	if not view and len(opened):
		view = shown(first_of(opened))
	return {
		**{key: said for key, said in competency_page.person_of(employee).items() if key != "department"},
		"mine": mine,
		"plan": view,
		"open": short(opened),
		"past": short(listed[~listed["state"].isin(OPEN_STATES)]),
		"starts": ways_to_begin(employee, opened),
		"helped": plans.entrusted() if mine else [],
	}


def of_person(employee: str) -> Row:
	"""The plans of somebody, in short. Raises PermissionError."""
	if employee not in employees_of(frappe.session.user):
		check_may_look(employee)
	listed = plans_seen([employee])
	running = listed["state"].isin(OPEN_STATES)
	return {"open": short(listed[running]), "past": short(listed[~running])}


def check_may_look(employee: str) -> None:
	"""Raises PermissionError for whoever reads nobody's plans there: who may read one of the person's, whatever its kind."""
	company = frappe.db.get_value("Employee", employee, "company")
	asked = frappe.new_doc(PLAN).update(
		{"employee": employee, "company": company, "kind": GROWTH, "state": ACTIVE}
	)
	asked.name = "?"
	if not company or not guarded.has_permission(asked, "read"):
		frappe.throw(
			_("You have no access to the plans of {0}.").format(employee),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)


def plans_seen(employees: Sequence[str], states: Sequence[str] | None = None) -> pd.DataFrame:
	"""Plans of these people that the session's user reads."""
	found = plans.plans_of(employees, states)
	seen = guarded.seen(PLAN, found["plan"])
	return found[found["plan"].isin(list(seen))]


def first_of(opened: pd.DataFrame) -> str:
	"""What is agreed before what waits before what is written, the latest of them first."""
	order = opened["state"].map({ACTIVE: 0, AWAITING: 1, DRAFT: 2})
	return opened.assign(order=order).sort_values("order", kind="stable")["plan"].iloc[0]


def short(listed: pd.DataFrame) -> list[Row]:
	"""Plans as a list shows them."""
	outcomes = outcomes_of(listed["plan"].tolist())
	return [{**short_row(row), "outcome": outcomes.get(row.plan, "")} for row in listed.itertuples()]


def short_row(row: Any) -> Row:
	"""One plan in a list. Who approves what waits is asked of the reader of a team: HR does for an improvement."""
	return {
		"name": row.plan,
		"kind": row.kind,
		"title": row.title,
		"state": row.state,
		"starts_on": day(row.starts_on),
		"ends_on": day(row.ends_on),
		"actions": int(row.actions),
		"done": int(row.done),
		"progress": plans.percent(row.progress),
		"overdue": int(row.overdue) if row.state == ACTIVE else 0,
		"next_due": day(row.next_due) if row.state == ACTIVE else "",
	}


def outcomes_of(names: Sequence[str]) -> dict[str, str]:
	"""What came of plans that are over."""
	if not names:
		return {}
	filters = {"name": ("in", list(names)), "outcome": ("is", "set")}
	rows = frappe.get_all(PLAN, filters=filters, fields=["name", "outcome"], order_by="name", limit=0)
	return {row.name: row.outcome for row in rows}


def shown(name: str) -> Row:
	"""A plan as the portal draws it. Raises PermissionError."""
	view = plans.plan_view(name)
	view["mine"] = view["employee"] in employees_of(frappe.session.user)
	view["target_label"] = _(view["target_designation"]) if view["target_designation"] else ""
	view["mix"] = [
		{"learning_type": kind, "share": share, "guide": plans.percent(GUIDELINE[kind.lower()])}
		for kind, share in ((kind, (view["mix"] or {}).get(kind.lower())) for kind in LEARNING)
	]
	view["returned"] = returned(view)
	view["may"]["describe"] = view["state"] == DRAFT and guarded.may(frappe.get_doc(PLAN, name), "write")
	view["may"]["suggest"] = view["state"] == DRAFT and view["kind"] == GROWTH and view["may"]["add"]
	dress(view)
	return view


def returned(view: Mapping[str, Any]) -> Row | None:
	"""With which words a draft came back; None for one that didn't."""
	last = next((step for step in view["history"] if step["step"] != "Handed Over"), None)
	return last if view["state"] == DRAFT and last and last["step"] in RETURNED else None


def dress(view: Row) -> None:
	"""Beside each action how its competency is called, how many levels it has, and what it costs."""
	masters = competency_page.masters_of({row["competency"] for row in view["actions"] if row["competency"]})
	currency = frappe.get_cached_value("Company", view["company"], "default_currency")
	for row in view["actions"]:
		master = masters.get(row["competency"]) or competency_page.bare(row["competency"])
		row["competency_label"] = master["label"]
		row["top"] = master["levels"][-1]["value"] if master["levels"] else None
		row["cost_said"] = fmt_money(row["cost"], currency=currency) if row["cost"] else ""


def choices(name: str) -> Row:
	"""What an action may build, and where a plan may lead: competencies of the present role and the one aimed at, and roles.

	Raises PermissionError.
	"""
	plan = frappe.get_doc(PLAN, name)
	guarded.check(plan)
	pairs = capability.present_roles([plan.employee])
	if plan.target_designation:
		aimed = pairs.assign(designation=plan.target_designation)
		pairs = pd.concat([pairs, aimed], ignore_index=True)
	found = capability.compared(pairs)
	asked = found.gaps.sort_values("required_level", ascending=False, kind="stable")
	asked = asked.drop_duplicates("competency").sort_index()
	levels = found.levels.set_index("competency")["level"]
	masters = competency_page.masters_of({*asked["competency"], *levels.index})
	required = {row.competency: row for row in asked.itertuples()}
	names = [*required, *(name for name in levels.index if name not in required)]
	return {
		"competencies": [choice(masters[name], required.get(name), levels.get(name)) for name in names],
		"roles": aspirations.choices(),
	}


def choice(master: Row, asked: Any, level: Any) -> Row:
	"""A competency that can be built; the level offered is the one that is required, where it isn't reached."""
	lacking = asked is not None and (pd.isna(asked.gap) or asked.gap > 0)
	return {
		**{key: master[key] for key in ("competency", "label", "levels")},
		"level": competency_page.none_for(level),
		"required": float(asked.required_level) if asked is not None else None,
		"suggested": float(asked.required_level) if lacking else 0,
	}


# Beginning


def ways_to_begin(employee: str, opened: pd.DataFrame) -> list[Row]:
	"""Kinds of plan that the session's user may begin for somebody who has none of the kind under way."""
	taken = set(opened["kind"])
	return [
		{"kind": kind, "suggest": kind == GROWTH}
		for kind in (GROWTH, ONBOARDING, IMPROVEMENT)
		if kind not in taken and guarded.may(blank(employee, kind), "create")
	]


def blank(employee: str, kind: str) -> Document:
	"""A plan that isn't stored yet, with the days that are usual for its kind."""
	company = frappe.db.get_value("Employee", employee, "company", cache=True)
	begins, usual = today(), USUAL.get(kind.lower(), USUAL[GROWTH.lower()])
	values = {"employee": employee, "company": company, "kind": kind, "state": DRAFT}
	days = {"starts_on": begins, "ends_on": add_days(begins, usual.due_days[-1])}
	return frappe.new_doc(PLAN).update({**values, **days})


def begin(employee: str, kind: str) -> str:
	"""An empty plan; returns its name. Raises PermissionError, DevelopmentRefused."""
	return guarded.save(blank(employee, kind)).name


def suggest(employee: str, kind: str) -> str:
	"""A plan with what is suggested, or the open one; returns its name. Raises PermissionError."""
	guarded.check(blank(employee, kind), "create")
	return draft_for(employee, kind)


def describe(name: str, values: Mapping[str, Any]) -> None:
	"""What a draft is for, how long it runs, and what is offered. Raises PermissionError, DevelopmentRefused, IllegalMove."""
	plan = frappe.get_doc(PLAN, name)
	guarded.check(plan, "write")
	fields = (*SAYABLE, *OF_IMPROVEMENT) if plan.kind == IMPROVEMENT else SAYABLE
	plan.update(taken({field: values[field] for field in fields if field in values}))
	if not plan.starts_on or not plan.ends_on:
		refuse(_("Say from when until when the plan runs."))
	if plan.kind == IMPROVEMENT and isinstance(values.get("reviews"), list):
		days = [said.day(each, "Reviews") for each in values["reviews"]]
		plan_reviews(plan, [each for each in days if each])
	guarded.save(plan)


def plan_reviews(plan: Document, days: Sequence[str]) -> None:
	"""The days of review to come are these; those that were held stay."""
	held = [row for row in plan.reviews if row.held_on]
	still = {str(row.due_on): row for row in plan.reviews if not row.held_on}
	plan.set("reviews", [*held, *(still.get(each) or {"due_on": each} for each in sorted(set(days)))])


def add(name: str, values: Mapping[str, Any]) -> None:
	"""A new action. Raises PermissionError, DevelopmentRefused, IllegalMove."""
	check_concerned(name)
	deeds.add_action(name, of_action(values))


def change(name: str, row: str, values: Mapping[str, Any]) -> None:
	"""Other words for an action. Raises PermissionError, DevelopmentRefused, IllegalMove."""
	check_concerned(name)
	deeds.change_action(name, row, of_action(values))


def of_action(values: Mapping[str, Any]) -> Row:
	"""What may be said of an action, as it can be kept. Raises DevelopmentRefused."""
	return taken({field: values[field] for field in deeds.SAYABLE if field in values})


def hold_review(name: str, row: str, said: str, outcome: str) -> None:
	"""What was said on a planned day, or, where no row is named, today."""
	deeds.hold_review(name, row or deeds.add_review(name, today()), said, outcome)


def check_concerned(name: str) -> None:
	"""Raises PermissionError for whoever neither reads a plan nor helps with an action in it: he isn't told even what it lacks."""
	plan = frappe.get_doc(PLAN, name)
	own = employees_of(frappe.session.user)
	if not any(row.mentor in own or row.responsible in own for row in plan.actions):
		guarded.check(plan)


def reported(name: str) -> Row | None:
	"""The plan after a report; None for a mentor, who reads no more of it than his actions."""
	plan = frappe.get_doc(PLAN, name)
	return shown(name) if guarded.may(plan) else None


# A team


def of_team(selection: str, only: str = "", start: int = 0) -> Row:
	"""Plans of the people whom an SQL selects and the session's user leads: a page of people, and how many each thing concerns."""
	people = people_in(selection)
	listed = plans_seen(people["employee"].tolist(), OPEN_STATES)
	counted = concerning(people, listed)
	chosen = engine.pressing_first(counted.assign(days_late=0), NEEDS)
	if only in KINDS:
		chosen = chosen[chosen[only] > 0]
	here = chosen.iloc[start : start + PAGE]
	rows = listed[listed["employee"].isin(here["employee"])].groupby("employee", sort=False)
	theirs = {employee: [team_row(row) for row in group.itertuples()] for employee, group in rows}
	return {
		"totals": engine.totals(counted, KINDS),
		"rows": [
			{**person, "plans": theirs.get(person["employee"], [])}
			for person in here[PERSON].astype(object).where(here[PERSON].notna(), None).to_dict("records")
		],
		"total": len(chosen),
		"page": PAGE,
	}


def concerning(people: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
	"""How many plans of each person wait for the reader, are behind, are under way; and who has none."""
	active, late = listed["state"] == ACTIVE, listed["overdue"] > 0
	owners = {
		"waiting": listed.loc[awaits_manager(listed), "employee"],
		"overdue": listed.loc[active & late, "employee"],
		"active": listed.loc[active, "employee"],
		"any": listed["employee"],
	}
	index = people.set_index("employee", drop=False)
	tallied = engine.tallies(index.index, owners)
	return index.join(tallied).assign(without=(tallied["any"] == 0).astype(int)).reset_index(drop=True)


def awaits_manager(listed: pd.DataFrame) -> pd.Series:
	"""Which of the plans of people whom one leads one approves: HR does it where performance is to improve."""
	return (listed["state"] == AWAITING) & (listed["kind"] != IMPROVEMENT)


def team_row(row: Any) -> Row:
	"""One plan of the team."""
	return {**short_row(row), "may_approve": row.state == AWAITING and row.kind != IMPROVEMENT}


def people_in(selection: str) -> pd.DataFrame:
	"""Employees of a selection who haven't left, by name."""
	rows = frappe.db.sql(
		"select e.`name`, e.`employee_name`, e.`designation`, e.`image` from `tabEmployee` as e "
		f"where e.`status` != 'Left' and e.`name` in (select `employee` from ({selection}) as chosen) "
		"order by e.`employee_name`, e.`name`"
	)
	return pd.DataFrame(rows, columns=PERSON)


def day(value: Any) -> str:
	"""A day as the client wants it."""
	return "" if value is None or pd.isna(value) else str(pd.Timestamp(value).date())
