"""Drafts of development plans: what is known of people becomes suggested actions, each with its reason.

The same tables make one person's draft and everybody's: a document is a table of one row. A suggestion decides nothing: the
person accepts, changes or drops it, and the manager approves the plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, getdate, today

from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.access.development import IMPROVEMENT, PLAN, parts
from talent_performance.engine import plan_drafts
from talent_performance.engine.plan_drafts import KINDS, Facts
from talent_performance.flows import capability, kept_fields
from talent_performance.flows.development import deeds
from talent_performance.flows.development.saving import (
	DRAFT,
	GROWTH,
	ONBOARDING,
	OPEN_STATES,
	SUCCESSION,
	SUGGESTED,
	refuse,
	title_of,
)
from talent_performance.store import plan_tables
from talent_performance.store.competency_tables import level_ends
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch
from talent_performance.store.policy import policy_of
from talent_performance.store.talent_history import employments_of

LEFT = "Left"
# How the engine calls what the forms call otherwise.
SUGGESTED_BY = {"gap": "Gap", "succession": "Succession", "appraisal": "Appraisal", "360": "360"}
WAYS = {kind: kind.lower() for kind in (GROWTH, SUCCESSION, ONBOARDING, IMPROVEMENT)}
OF_PLAN = [
	"employee", "kind", "title", "target_designation", "state", "starts_on", "ends_on", "owner_employee", "progress",
	"source_appraisal",
]  # fmt: skip
OF_ACTION = [
	"action", "learning_type", "state", "progress", "due_on", "milestone", "competency", "level_before", "level_wanted",
	"success_measure", "suggested_by", "reason",
]  # fmt: skip


class Drafts(NamedTuple):
	"""Plans and their actions as the store inserts them, both by employee; only of people to whom something is suggested."""

	plans: pd.DataFrame
	actions: pd.DataFrame


# For one person


def draft_for(employee: str, kind: str = GROWTH) -> str:
	"""The draft of somebody's plan of this kind, with what is suggested; its name.

	A draft that is there gets what isn't in it yet, whatever became of it; what was dropped isn't suggested again. Raises
	PermissionError, and DevelopmentRefused where a plan is agreed already or nothing is suggested.
	"""
	check_may(employee, kind)
	frappe.db.get_value("Employee", employee, "name", for_update=True)
	there = open_plan(employee, kind)
	if there and there.state != DRAFT:
		refuse(
			_("There is an open plan of this kind already: {0} ({1}). Add actions there.").format(
				frappe.utils.get_link_to_form(PLAN, there.name), _(there.state)
			)
		)
	made = drafts([employee], kind)
	return add_to(there.name, made) if there else written(employee, made)


def check_may(employee: str, kind: str) -> None:
	"""Raises PermissionError for whoever couldn't add to such a plan, DevelopmentRefused for who isn't there or no kind of plan."""
	if kind not in WAYS:
		refuse(_("Kind is {0}; expected {1}.").format(kind, " / ".join(_(each) for each in WAYS)))
	found = frappe.db.get_value("Employee", employee, ["company", "status"], as_dict=True) or {}
	plan = {
		"employee": employee,
		"company": found.get("company"),
		"kind": kind,
		"state": DRAFT,
		"owner_employee": None,
	}
	if not found or not deeds.may(plan, "add", parts(plan)):
		frappe.throw(
			_("You can't draft a plan of this kind for {0}.").format(frappe.utils.escape_html(employee)),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)
	if found.status == LEFT:
		refuse(_("{0} has left: there is nobody to develop.").format(employee))
	if kind == SUCCESSION and plan_tables.known_successions([employee]).empty:
		refuse(
			_(
				"Kind: a plan for a succession is made once HR has said that the person knows of it. Choose {0} with the role aimed at."
			).format(_(GROWTH))
		)


def written(employee: str, made: Drafts) -> str:
	"""A new draft. Raises DevelopmentRefused where nothing is suggested."""
	if made.plans.empty:
		refuse(
			_(
				"Nothing suggests an action: no competency is known to be below what a role asks for, and no published appraisal or feedback names one. Write the plan yourself, or have competencies assessed first."
			)
		)
	plan, actions = made.plans.loc[employee], made.actions
	values = {**plain(plan), "doctype": PLAN, "actions": [plain(row) for _at, row in actions.iterrows()]}
	with kept_fields.writing():
		return frappe.get_doc(values).insert(ignore_permissions=True).name


def add_to(name: str, made: Drafts) -> str:
	"""A draft that is there, with what isn't in it yet."""
	plan = deeds.locked(name)
	known = {row.competency or row.action for row in plan.actions}
	new = [plain(row) for _at, row in made.actions.iterrows()]
	new = [row for row in new if (row.get("competency") or row["action"]) not in known]
	for row in new:
		plan.append("actions", row)
	if new:
		deeds.store(plan)
	return name


def plain(row: pd.Series) -> dict[str, Any]:
	"""What a row says, as documents hold it; without what it doesn't say."""
	return {field: as_python(value) for field, value in row.items() if not pd.isna(value)}


def as_python(value: object) -> object:
	"""A day of a table as a day of Python."""
	return value.date() if isinstance(value, pd.Timestamp) else value


def open_plan(employee: str, kind: str) -> Document | None:
	"""The plan of a kind on which somebody works, the draft before an agreed one."""
	filters = {"employee": employee, "kind": kind, "state": ("in", OPEN_STATES)}
	fields = ["name", "state"]
	found = frappe.get_all(PLAN, filters=filters, fields=fields, order_by="creation desc, name", limit=0)
	return next((row for row in found if row.state == DRAFT), found[0] if found else None)


# For everybody


def drafts(employees: Sequence[str], kind: str) -> Drafts:
	"""What plans of this kind would hold for these people: the same few queries for one and for all."""
	people = people_of(employees)
	facts = facts_of(people, kind)
	found = plan_drafts.suggestions(facts, pd.Timestamp(today()), WAYS[kind], translate=frappe._)
	people = people[people["employee"].isin(found["employee"])].reset_index(drop=True)
	return Drafts(plans_from(people, facts, kind), actions_from(found, kind))


def people_of(employees: Sequence[str]) -> pd.DataFrame:
	"""Employee, name, manager, and the day from which a plan for somebody new counts."""
	employee = frappe.qb.DocType("Employee")
	query = frappe.qb.from_(employee).select(
		employee.name, employee.employee_name, employee.reports_to, employee.date_of_joining
	)
	query = query.where(within(employee.name, list(employees)) & (employee.status != LEFT))
	return fetch(query.orderby(employee.name), ["employee", "employee_name", "manager", "joined"])


def facts_of(people: pd.DataFrame, kind: str) -> Facts:
	"""What the engine's suggestions are made of, as far as a plan of this kind draws on it."""
	employees = people["employee"].tolist()
	known = capability.levels(employees)
	sources = KINDS[WAYS[kind]].sources
	records = employments_of(employees)
	no = Facts()
	ratings, objectives, spots = no.ratings, no.objectives, no.blind_spots
	if plan_drafts.APPRAISAL in sources:
		ratings, objectives = plan_tables.ratings_of(records), objectives_of(records)
	if plan_drafts.FEEDBACK in sources:
		off = practices.off_among(Practice.FEEDBACK, employees)
		spots = plan_tables.blind_spots_of(records, off)
	named = pd.unique(pd.concat([ratings["competency"], spots["competency"]]).dropna())
	return Facts(
		gaps=gaps_of(capability.present_roles(employees), known),
		aims=gaps_of(aims_of(employees, kind), known).assign(source=source_of_aims(kind)),
		ratings=ratings,
		blind_spots=spots,
		objectives=objectives,
		levels=known,
		highest=pd.DataFrame(
			[(name, ends[1]) for name, ends in level_ends(list(named)).items()],
			columns=["competency", "highest"],
		),
		starts=starts_of(people) if kind == ONBOARDING else no.starts,
	)


def gaps_of(pairs: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
	"""The table `competency_gaps` of people and roles."""
	return capability.compared(pairs, known).gaps


def aims_of(employees: Sequence[str], kind: str) -> pd.DataFrame:
	"""The role that each aims at: as a successor who knows of it, or as the first wish of those who show theirs."""
	if kind == SUCCESSION:
		return plan_tables.known_successions(employees)
	return plan_tables.wishes_of(employees if kind == GROWTH else [])


def source_of_aims(kind: str) -> str:
	"""By which source a role aimed at suggests."""
	return plan_drafts.SUCCESSION if kind == SUCCESSION else plan_drafts.GAP


def objectives_of(records: pd.DataFrame) -> pd.DataFrame:
	"""Objectives of the last published appraisals, and what was expected of each."""
	found = plan_tables.objectives_of(plan_tables.latest_appraisals(records))
	limits = {cycle: policy_of(cycle).goals.aspirational_success for cycle in found["cycle"].unique()}
	expected = found["cycle"].map(limits).astype(float).where(found["aspirational"].astype(bool), 1.0)
	return found.assign(expected=expected)[["employee", "objective", "attainment", "expected"]]


def starts_of(people: pd.DataFrame) -> pd.DataFrame:
	"""The first working day of those who are new or to come."""
	joined = pd.to_datetime(people["joined"])
	new = joined >= pd.Timestamp(newest_day())
	return pd.DataFrame({"employee": people["employee"][new], "starts_on": joined[new]})


def newest_day() -> str:
	"""Whoever joined on this day or since is new."""
	return add_days(today(), -KINDS[WAYS[ONBOARDING]].due_days[-1])


def plans_from(people: pd.DataFrame, facts: Facts, kind: str) -> pd.DataFrame:
	"""A plan for each of these people, by employee."""
	aimed = facts.aims.drop_duplicates("employee").set_index("employee")["designation"]
	starts = people["employee"].map(
		dict(zip(facts.starts["employee"], facts.starts["starts_on"], strict=True))
	)
	starts = pd.to_datetime(starts).fillna(pd.Timestamp(getdate(today())))
	target = people["employee"].map(aimed).astype(object).where(lambda column: column.notna(), None)
	lasts = pd.Timedelta(days=KINDS[WAYS[kind]].due_days[-1])
	last = plan_tables.latest_appraisals(employments_of(people["employee"].tolist()))
	plans = pd.DataFrame(
		{
			"employee": people["employee"],
			"kind": kind,
			"title": [
				title_of(kind, aim, name or employee)
				for aim, name, employee in zip(
					target, people["employee_name"], people["employee"], strict=True
				)
			],
			"target_designation": target,
			"state": DRAFT,
			"starts_on": starts,
			"ends_on": starts + lasts,
			"owner_employee": people["manager" if kind == IMPROVEMENT else "employee"],
			"progress": 0.0,
			"source_appraisal": people["employee"].map(last.set_index("employee")["appraisal"]),
		}
	)
	return plans.set_index("employee", drop=False).rename_axis(None)[OF_PLAN]


def actions_from(found: pd.DataFrame, kind: str) -> pd.DataFrame:
	"""Suggested actions in their order, by employee."""
	milestone = found["due_days"].astype(int).astype(str) + " Days" if kind == ONBOARDING else None
	actions = found.assign(
		learning_type=found["learning_type"].astype(str).str.capitalize(),
		state=SUGGESTED,
		progress=0.0,
		milestone=milestone,
		suggested_by=found["source"].astype(str).map(SUGGESTED_BY),
		reason=found["reason"].astype(object),
	)
	return actions.set_index("employee")[OF_ACTION].rename_axis(None)
