"""What a development plan must be, and what of it the server keeps, however it is saved.

Flows that write what a form mustn't (states, levels after, suggestions of a run) save within `kept_fields.writing()`.
"""

from __future__ import annotations

from typing import NoReturn

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, cstr, flt, getdate, today

from talent_performance.access.deeds import records_of
from talent_performance.access.development import IMPROVEMENT, PLAN
from talent_performance.engine.development import plan_progress
from talent_performance.exceptions import DevelopmentRefused, IllegalMove
from talent_performance.flows import capability, kept_fields
from talent_performance.store.competency_tables import level_ends

CANDIDATE = "Succession Candidate"
GROWTH, SUCCESSION, ONBOARDING = "Growth", "Succession", "Onboarding"
DRAFT, AWAITING, ACTIVE, COMPLETED, CANCELLED = (
	"Draft",
	"Awaiting Approval",
	"Active",
	"Completed",
	"Cancelled",
)
OPEN_STATES = (DRAFT, AWAITING, ACTIVE)
SUGGESTED, PLANNED, IN_PROGRESS, DONE, DROPPED = "Suggested", "Planned", "In Progress", "Done", "Dropped"
KEPT = (
	"state", "approver", "approved_by", "approved_on", "outcome", "outcome_note", "outcome_by", "ended_on", "hr_signed_by",
	"hr_signed_on", "source_appraisal", "version", "attention",
)  # fmt: skip
KEPT_OF_ACTION = ("state", "progress", "done_on", "level_after", "suggested_by", "reason", "drop_reason")
KEPT_OF_REVIEW = ("held_on", "held_by", "said", "outcome")
LONGEST, MOST_ACTIONS = 5000, 60


def prepare(plan: Document) -> None:
	"""For the controller: whoever writes it, it begins as a draft of its owner."""
	if kept_fields.is_writing():
		return
	if not plan.owner_employee and plan.kind != IMPROVEMENT:
		plan.owner_employee = plan.employee


def check(plan: Document) -> None:
	"""For the controller. Raises DevelopmentRefused or IllegalMove for what can't be saved."""
	keep(plan)
	settle(plan)
	check_kind(plan)
	check_dates(plan)
	check_actions(plan)
	check_reviews(plan)
	check_texts(plan)
	check_only_one(plan)
	plan.update(figures(plan))


def keep(plan: Document) -> None:
	"""What only flows write is what is stored; a row that is new has been suggested by who writes it."""
	if kept_fields.is_writing():
		return
	before = plan.get_doc_before_save()
	if before and before.state != DRAFT:
		frappe.throw(
			_("{0} is {1}. What is agreed changes by the buttons of the form.").format(
				plan.name, _(before.state)
			),
			exc=IllegalMove,
			title=_("Not Possible Now"),
		)
	kept_fields.restore(plan, [field for field in KEPT])
	plan.set("steps", before.steps if before else [])
	keep_rows(plan, "actions", KEPT_OF_ACTION)
	keep_rows(plan, "reviews", KEPT_OF_REVIEW)


def keep_rows(plan: Document, table: str, fields: tuple[str, ...]) -> None:
	"""The kept fields of each row as they are stored; of a new row as they begin."""
	before = plan.get_doc_before_save()
	stored = {row.name: row for row in before.get(table)} if before else {}
	for row in plan.get(table):
		there = stored.get(row.name)
		begun = beginning(plan) if table == "actions" and not there else {}
		for field in fields:
			row.set(field, there.get(field) if there else begun.get(field))


def beginning(plan: Document) -> dict[str, str]:
	"""State of an action that somebody adds: the person plans for himself; for others one suggests, unless the plan is theirs to make."""
	himself = plan.employee in records_of(frappe.session.user)
	suggests = plan.kind in (GROWTH, SUCCESSION) and not himself
	return {
		"state": SUGGESTED if suggests else PLANNED,
		"suggested_by": "Person" if himself else "Manager",
	}


def settle(plan: Document) -> None:
	"""What follows from the rest: a title, the level now, texts without space around them."""
	if plan.kind not in (GROWTH, SUCCESSION):
		plan.target_designation = None
	if not cstr(plan.title).strip():
		name = plan.employee_name or frappe.db.get_value("Employee", plan.employee, "employee_name")
		plan.title = title_of(plan.kind, plan.target_designation, name)
	if plan.state == DRAFT:
		fill_levels(plan)


def title_of(kind: str, target: str | None, name: str) -> str:
	"""What a plan is called to which nobody gave a title."""
	return f"{target or _(kind)}: {name}"[:140]


def fill_levels(plan: Document) -> None:
	"""The level before is the effective level now, where the action doesn't say one."""
	asked = [row for row in plan.actions if row.competency and not flt(row.level_before)]
	if not asked:
		return
	found = capability.levels([plan.employee])
	now = dict(zip(found["competency"], found["level"], strict=True))
	for row in asked:
		level = now.get(row.competency)
		row.level_before = 0 if level is None or pd.isna(level) else level


def check_kind(plan: Document) -> None:
	"""A plan for a succession is for somebody who knows of it. Whoever asks learns nothing of who is named."""
	if plan.kind != SUCCESSION or not plan.is_new():
		return
	known = {"employee": plan.employee, "person_knows": 1, "status": ("!=", "Withdrawn")}
	if not frappe.db.exists(CANDIDATE, known):
		refuse(
			_(
				"Kind: a plan for a succession is made once HR has said that the person knows of it. Choose {0} with the role aimed at."
			).format(_(GROWTH))
		)


def check_dates(plan: Document) -> None:
	"""It ends after it begins, and its actions lie between."""
	if getdate(plan.ends_on) < getdate(plan.starts_on):
		refuse(_("Ends On {0} lies before Starts On {1}.").format(day(plan.ends_on), day(plan.starts_on)))
	for row in plan.actions:
		if row.starts_on and row.due_on and getdate(row.due_on) < getdate(row.starts_on):
			refuse(
				_("Action {0}: Due On {1} lies before Starts On {2}.").format(
					row.idx, day(row.due_on), day(row.starts_on)
				)
			)


def check_actions(plan: Document) -> None:
	"""No more than somebody can do, and levels that the competency has, the one wanted above the one before."""
	if len(plan.actions) > MOST_ACTIONS:
		refuse(_("Actions: at most {0}, {1} were given.").format(MOST_ACTIONS, len(plan.actions)))
	ends = level_ends([row.competency for row in plan.actions if row.competency])
	for row in plan.actions:
		row.action = cstr(row.action).strip()
		if not row.action:
			refuse(_("Action {0}: say what is to be done.").format(row.idx))
		if not 0 <= flt(row.progress) <= 100:
			refuse(_("Action {0}: Progress is {1}; expected 0 to 100.").format(row.idx, row.progress))
		check_levels(row, ends.get(row.competency))
		if row.mentor and row.mentor == plan.employee:
			refuse(_("Action {0}: nobody is his own mentor. Name somebody else.").format(row.idx))


def check_levels(row: Document, ends: tuple[float, float] | None) -> None:
	"""Raises DevelopmentRefused for a level that the competency doesn't have, and a wanted one that isn't above the one before."""
	if not row.competency and (flt(row.level_wanted) or flt(row.level_before)):
		refuse(_("Action {0}: name the competency whose level is meant.").format(row.idx))
	for field in ("level_before", "level_wanted"):
		level = flt(row.get(field))
		if level < 0 or (ends and level > ends[1]):
			refuse(
				_("Action {0}, {1}: {2} is {3}, expected 0 to {4}.").format(
					row.idx,
					row.competency,
					_(row.meta.get_label(field)),
					f"{level:g}",
					f"{ends[1]:g}" if ends else "∞",
				)
			)
	if flt(row.level_wanted) and flt(row.level_wanted) <= flt(row.level_before):
		refuse(
			_("Action {0}, {1}: Level Wanted {2} isn't above the level before, {3}.").format(
				row.idx, row.competency, f"{flt(row.level_wanted):g}", f"{flt(row.level_before):g}"
			)
		)


def check_reviews(plan: Document) -> None:
	"""Days of reviews are each there once."""
	seen: dict[str, int] = {}
	for row in plan.reviews:
		first = seen.setdefault(str(getdate(row.due_on)), row.idx)
		if first != row.idx:
			refuse(
				_("Review {0}: {1} is the day of review {2} already. Keep one of them.").format(
					row.idx, day(row.due_on), first
				)
			)


def check_texts(plan: Document) -> None:
	"""Not more than there is room for."""
	for field in ("goals", "support_offered", "formal_warning"):
		if len(cstr(plan.get(field))) > LONGEST:
			refuse(
				_("{0}: at most {1} characters, {2} were given.").format(
					_(plan.meta.get_label(field)), LONGEST, len(plan.get(field))
				)
			)


def check_only_one(plan: Document) -> None:
	"""One open plan for one aim: asked under a lock on the person, so that two can't come at once."""
	before = plan.get_doc_before_save()
	aims = before is None or cstr(before.target_designation) != cstr(plan.target_designation)
	if plan.state not in OPEN_STATES or not aims:
		return
	frappe.db.get_value("Employee", plan.employee, "name", for_update=True)
	other = other_open(plan)
	if other:
		refuse(
			_(
				"{0} has an open plan of this kind for the same aim already: {1} ({2}). Go on with that one, or end it first."
			).format(
				frappe.bold(frappe.utils.escape_html(plan.employee_name or plan.employee)),
				frappe.utils.get_link_to_form(PLAN, other.name),
				_(other.state),
			)
		)


def other_open(plan: Document) -> frappe._dict | None:
	"""Another open plan of the same person, kind and role aimed at."""
	table = frappe.qb.DocType(PLAN)
	query = frappe.qb.from_(table).select(table.name, table.state, table.target_designation)
	query = query.where((table.employee == plan.employee) & (table.kind == plan.kind))
	query = query.where(table.state.isin(OPEN_STATES) & (table.name != (plan.name or "")))
	rows = query.orderby(table.name).run(as_dict=True)
	return next((row for row in rows if cstr(row.target_designation) == cstr(plan.target_designation)), None)


def figures(plan: Document) -> dict[str, object]:
	"""How far it is, as the list shows it: a table of one plan for the engine."""
	rows = [
		{
			"plan": "",
			"state": row.state or PLANNED,
			"progress": flt(row.progress) / 100,
			"due_on": row.due_on or None,
		}
		for row in plan.actions
	]
	if not rows:
		return {"progress": 0, "next_due": None}
	found = plan_progress(pd.DataFrame(rows), pd.Timestamp(today())).iloc[0]
	share, due = found["progress"], found["next_due"]
	return {
		"progress": 0 if pd.isna(share) else round(float(share) * 100, 6),
		"next_due": None if pd.isna(due) else due.date(),
	}


def day(value: object) -> str:
	"""A day in the reader's format."""
	return frappe.utils.formatdate(value)


def numbered(plan: Document) -> int:
	"""The next version of a plan that is approved."""
	return cint(plan.version) + 1


def delete(plan: Document) -> None:
	"""For the controller: a draft goes without a word of who had been named for what. Raises IllegalMove."""
	if plan.state != DRAFT:
		frappe.throw(
			_("{0} is {1} and can't be deleted. Cancel it: what was agreed stays on record.").format(
				plan.name, _(plan.state)
			),
			exc=IllegalMove,
			title=_("Not Deletable"),
		)
	frappe.db.set_value(CANDIDATE, {"development_plan": plan.name}, "development_plan", None)


def refuse(message: str) -> NoReturn:
	"""Raises DevelopmentRefused."""
	frappe.throw(message, exc=DevelopmentRefused, title=_("Not Possible So"))
