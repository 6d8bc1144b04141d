"""The phases of a cycle: opened on their day, or when HR says so; appraisals move along, in bulk by a run.

A phase takes along whoever has come as far as it needs. Legal moves are the table of states' business; what is said here
is whom a phase is for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now

from talent_performance.exceptions import IllegalMove
from talent_performance.flows.launch import LAUNCHERS, record, under_way
from talent_performance.flows.moves import move_many
from talent_performance.flows.participants import APPRAISAL, CYCLE, dates_of, phases_due
from talent_performance.runs import control
from talent_performance.runs.kinds import Arguments, Count, KindOfRun, Work, said

KIND = "Open Phase"
ORDER = (
	"Goal Setting", "Mid-year Review", "Self Review", "Manager Review", "Second-Level Review", "Calibration", "Publication",
)  # fmt: skip
BEFORE_MID_YEAR = ("Goal Setting", "Goals Approved")
BEFORE_SELF = (*BEFORE_MID_YEAR, "Mid-year Review")


@dataclass(frozen=True)
class Opening:
	"""By which deed a phase takes appraisals along: from which state, with which check of the template, after which review."""

	deed: str
	sources: dict[str, str]
	template_has: str = ""


# A source names the review that must be submitted before; "" for none.
OPENINGS: dict[str, Opening] = {
	"Mid-year Review": Opening("open_mid_year", dict.fromkeys(BEFORE_MID_YEAR, ""), "mid_year_review"),
	"Self Review": Opening("open_self_review", dict.fromkeys(BEFORE_SELF, ""), "self_review"),
	"Manager Review": Opening("open_manager_review", dict.fromkeys((*BEFORE_SELF, "Self Review"), "")),
	"Second-Level Review": Opening("open_second_level", {"Manager Review": "Manager"}, "second_level_review"),
	"Calibration": Opening(
		"hold_for_calibration", {"Manager Review": "Manager", "Second-Level Review": "Second Level"}
	),
}


def position(phase: str) -> int:
	"""Where a phase stands in the order; behind all for one that isn't known."""
	return ORDER.index(phase) if phase in ORDER else len(ORDER)


def open_next(cycle: str) -> str:
	"""Start the run that opens the phase after the last open one; returns its name.

	Raises PermissionError, IllegalMove.
	"""
	document = launched(cycle)
	phase = next_phase(document)
	if not phase:
		frappe.throw(
			_("Every phase of {0} is open. Closing and publishing the cycle come next.").format(
				document.title
			),
			exc=IllegalMove,
			title=_("Not Possible Now"),
		)
	arguments = {"cycle": cycle, "phase": phase}
	return under_way(KIND, arguments) or control.start(KIND, arguments)


def launched(cycle: str) -> Document:
	"""The cycle, if the user may write it and it is under way. Raises PermissionError, IllegalMove."""
	document = frappe.get_doc(CYCLE, cycle)
	document.check_permission("write")
	if document.state != "Launched":
		frappe.throw(
			_("{0} is {1}: this can be done while a cycle is launched.").format(
				document.title, _(document.state)
			),
			exc=IllegalMove,
			title=_("Not Possible Now"),
		)
	return document


def next_phase(cycle: Document) -> str | None:
	"""The first phase behind all that are open; publishing is a decision of its own."""
	last = max((position(line.phase) for line in cycle.phases if line.opened_on), default=-1)
	later = [line.phase for line in cycle.phases if line.phase in OPENINGS and position(line.phase) > last]
	return min(later, key=position, default=None)


def open_due() -> None:
	"""Daily: open the phases whose day has come, and take along who has come as far since."""
	for cycle, lines in phases_under_way().items():
		phase = current_phase(lines)
		if not phase:
			continue
		is_open = any(line.phase == phase and line.opened_on for line in lines)
		arguments = {"cycle": cycle, "phase": phase}
		if (not is_open or movable(cycle, phase)) and not under_way(KIND, arguments):
			control.start(KIND, arguments)


def phases_under_way() -> dict[str, list[frappe._dict]]:
	"""The phases of every launched cycle."""
	line, cycle = frappe.qb.DocType("Cycle Phase"), frappe.qb.DocType(CYCLE)
	query = frappe.qb.from_(line).join(cycle).on(cycle.name == line.parent)
	query = query.select(line.parent, line.phase, line.start_date, line.opened_on)
	query = query.where((line.parenttype == CYCLE) & (cycle.state == "Launched"))
	found: dict[str, list[frappe._dict]] = {}
	for row in query.orderby(line.parent, line.idx, line.name).run(as_dict=True):
		found.setdefault(row.parent, []).append(row)
	return found


def current_phase(phases: Sequence[Document | frappe._dict]) -> str | None:
	"""The furthest phase that is open or whose day has come; None before the first that takes anybody along."""
	today = getdate()
	begun = [
		line.phase
		for line in phases
		if line.opened_on or (line.start_date and getdate(line.start_date) <= today)
	]
	return max((phase for phase in begun if phase in OPENINGS), key=position, default=None)


def movable(cycle: str, phase: str, appraisals: Sequence[str] | None = None) -> list[str]:
	"""The appraisals that a phase takes along now."""
	opening = OPENINGS[phase]
	table, template = frappe.qb.DocType(APPRAISAL), frappe.qb.DocType("Review Template")
	review = frappe.qb.DocType("Appraisal Review")
	far_enough = table.name.isnull()
	for state, perspective in opening.sources.items():
		come = table.state == state
		if perspective:
			submitted = (review.state == "Submitted") & (review.perspective == perspective)
			come &= table.name.isin(frappe.qb.from_(review).select(review.appraisal).where(submitted))
		far_enough |= come
	query = frappe.qb.from_(table).left_join(template).on(template.name == table.template)
	query = query.select(table.name).where((table.cycle == cycle) & far_enough)
	if opening.template_has:
		query = query.where(template[opening.template_has] == 1)
	if phase == "Second-Level Review":
		query = query.where(table.second_manager.isnotnull() & (table.second_manager != ""))
	if appraisals is not None:
		query = query.where(table.name.isin(list(appraisals) or [""]))
	return query.orderby(table.name).run(pluck=True)


def plan(arguments: Arguments) -> list[list[str]]:
	"""Who moves along."""
	launched(str(arguments["cycle"]))
	return [[name] for name in movable(str(arguments["cycle"]), str(arguments["phase"]))]


def dry_run(arguments: Arguments) -> list[Count]:
	"""How many would."""
	return [Count("Appraisals that move along", len(plan(arguments)))]


def work(asked: Work) -> list[str]:
	"""Move these along, as far as they haven't moved meanwhile."""
	phase = str(asked.arguments["phase"])
	names = movable(str(asked.arguments["cycle"]), phase, asked.keys)
	return move_many(names, OPENINGS[phase].deed) if names else []


def finish(arguments: Arguments) -> None:
	"""The phase is open."""
	cycle = frappe.get_doc(CYCLE, str(arguments["cycle"]), for_update=True)
	for line in cycle.phases:
		if line.phase == arguments["phase"] and not line.opened_on:
			line.opened_on = now()
	record(cycle)


def follow_dates(before: Document, after: Document) -> None:
	"""Whose deadline was the cycle's gets the new one; own deadlines of joiners and leavers stay."""
	was, becomes = dates_of(before).goals_due, dates_of(after).goals_due
	if was != becomes:
		mine = {"cycle": after.name, "goal_deadline": was}
		frappe.db.set_value(
			APPRAISAL, {**mine, "state": "Goal Setting", "due_date": was}, "due_date", becomes
		)
		frappe.db.set_value(APPRAISAL, mine, "goal_deadline", becomes)
		not_after_the_end(after.name)
	old, new = phases_due(before), phases_due(after)
	for phase in OPENINGS:
		if old.get(phase) != new.get(phase):
			mine = {"cycle": after.name, "state": phase, "due_date": old.get(phase) or ("is", "not set")}
			frappe.db.set_value(APPRAISAL, mine, "due_date", new.get(phase))


def not_after_the_end(cycle: str) -> None:
	"""Who leaves earlier has the goals due on the last day at the latest."""
	table = frappe.qb.DocType(APPRAISAL)
	for field in (table.goal_deadline, table.due_date):
		late = (table.cycle == cycle) & (table.state == "Goal Setting") & (field > table.end_date)
		frappe.qb.update(table).set(field, table.end_date).where(late).run()


OPEN_PHASE = KindOfRun(
	title="Open Phase",
	plan=plan,
	work=work,
	dry_run=dry_run,
	may_start=LAUNCHERS,
	finish=finish,
	check=lambda arguments: (launched(said(arguments, "cycle")), said(arguments, "phase")),
)
