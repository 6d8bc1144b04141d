"""A target, a weight or an archiving changed after approval: asked for, agreed by both sides, in force from a day.

Whoever asks has agreed for the own side. What is agreed is never taken back; another change can turn it round. Forms show
what holds today; the engine reads every agreement and its day.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, getdate, now_datetime, today

from talent_performance import store
from talent_performance.access import goal_deeds, guarded
from talent_performance.access.goal_deeds import BOTH, Side
from talent_performance.engine.frames import complete
from talent_performance.engine.versions import apply_versions
from talent_performance.exceptions import IllegalMove, NeverChanged
from talent_performance.flows import goals, kept_fields, progress
from talent_performance.flows.refusals import CYCLE, OVER, refuse, refuse_if_over
from talent_performance.store import goal_tables
from talent_performance.store.goal_tables import CHANGE, KEY_RESULT, OBJECTIVE, WITH_TARGET

KEPT = (
	"state", "old_value", "requested_by", "employee_agreed_by", "employee_agreed_on", "manager_agreed_by",
	"manager_agreed_on", "decided_on", "decision_reason",
)  # fmt: skip
FIELDS = {"Target": "target_value", "Weight": "weight"}


def ask(
	objective: str, changes: str, effective_from: str, reason: str, new_value: float = 0, key_result: str = ""
) -> Document:
	"""Ask for a change as the session's user."""
	change = frappe.get_doc(
		{
			"doctype": CHANGE,
			"objective": objective,
			"key_result": key_result or None,
			"changes": changes,
			"new_value": new_value,
			"effective_from": effective_from,
			"reason": reason,
		}
	)
	return guarded.save(change)


def prepare(change: Document) -> None:
	"""Check what is asked for and note who asks. Raises GoalRefused, CycleOver or NeverChanged."""
	if kept_fields.is_writing():
		return
	if not change.is_new():
		refuse_change(change)
	kept_fields.restore(change, KEPT)
	objective = frappe.get_doc(OBJECTIVE, change.objective)
	subject = frappe.get_doc(KEY_RESULT, change.key_result) if change.key_result else objective
	refuse_if_over(objective.cycle)
	check_subject(change, objective, subject)
	check_day(change, objective)
	check_value(change, subject)
	refuse_second(change)
	change.old_value = flt(subject.get(FIELDS.get(change.changes, "")))
	change.requested_by = frappe.session.user
	agree_for(change, goal_deeds.sides(objective))


def refuse_change(change: Document) -> None:
	"""Raises NeverChanged."""
	frappe.throw(
		_("{0} isn't edited. Withdraw it and ask anew, or agree and ask for another change.").format(
			change.name
		),
		exc=NeverChanged,
		title=_("Never Changed"),
	)


def check_subject(change: Document, objective: Document, subject: Document) -> None:
	"""Raises GoalRefused where the thing can't be changed by agreement."""
	if subject is not objective and subject.objective != objective.name:
		refuse(_("{0} isn't a key result of {1}.").format(subject.name, objective.name))
	if objective.status not in ("Approved", "Archived"):
		refuse(
			_("{0} is {1}: it can be edited. Changes are asked for once it is approved.").format(
				objective.name, _(objective.status)
			)
		)
	if subject.archived == "Approved":
		refuse(_("{0} is archived: there is nothing left to change.").format(subject.name))
	if change.changes != "Archive" and "Not Approved" in (subject.archived, objective.archived):
		refuse(
			_("{0} is archived without approval: only archiving it with approval is possible.").format(
				subject.name
			)
		)


def check_day(change: Document, objective: Document) -> None:
	"""Raises GoalRefused for a day outside the cycle."""
	first, last = frappe.db.get_value(CYCLE, objective.cycle, ["start_date", "end_date"])
	day = getdate(change.effective_from)
	if not first <= day <= last:
		refuse(
			_("In Force From {0} lies outside the cycle: choose a day from {1} to {2}.").format(
				day, first, last
			)
		)


def check_value(change: Document, subject: Document) -> None:
	"""Raises GoalRefused for a target that can't be measured, a negative weight, or no change at all."""
	if change.changes == "Archive":
		change.new_value = 0
		return
	if change.changes == "Weight" and flt(change.new_value) < 0:
		refuse(_("After is {0}; a weight is 0 or more.").format(change.new_value))
	if change.changes == "Target":
		check_target(change, subject)
	if flt(change.new_value) == flt(subject.get(FIELDS[change.changes])):
		refuse(_("{0} is {1} already.").format(_(change.changes), change.new_value))


def check_target(change: Document, subject: Document) -> None:
	"""Raises GoalRefused where there isn't one target, or the new one can't be measured."""
	if subject.doctype != KEY_RESULT:
		refuse(_("An objective has no target of its own. Choose one of its key results."))
	if subject.method.lower() not in WITH_TARGET or subject.months:
		refuse(
			_(
				"{0} has no single target. Ask to archive it, and draft an objective with the new measure."
			).format(subject.title)
		)
	goals.check_measurable(subject, target_value=change.new_value)


def refuse_second(change: Document) -> None:
	"""Raises GoalRefused where the same is asked for already."""
	same = {"objective": change.objective, "changes": change.changes, "state": "Waiting"}
	same["key_result"] = change.key_result or ("is", "not set")
	waiting = frappe.db.get_value(CHANGE, same, "name", order_by="name")
	if waiting:
		refuse(
			_("{0} asks for the same and is waiting. Agree to it, refuse it or withdraw it first.").format(
				waiting
			)
		)


def agree_for(change: Document, sides: frozenset[Side]) -> None:
	"""Note that these sides agree; with both it is decided."""
	for side in sides:
		if not change.get(f"{side}_agreed_by"):
			change.set(f"{side}_agreed_by", frappe.session.user)
			change.set(f"{side}_agreed_on", now_datetime())
	if all(change.get(f"{side}_agreed_by") for side in BOTH):
		change.decided_on = now_datetime()
		change.state = "In Force" if getdate(change.effective_from) <= getdate(today()) else "Agreed"


# What the other side does


def agree(name: str) -> Document:
	"""Agree for the side that hasn't yet. Raises PermissionError, IllegalMove or CycleOver."""
	change, mine = _waiting(name)
	open_sides = {side for side in BOTH if not change.get(f"{side}_agreed_by")}
	if not mine & open_sides:
		goal_deeds.refuse(_("The other side has to agree to {0}, not you.").format(name))
	agree_for(change, mine & open_sides)
	_save(change)
	follow(change)
	return change


def turn_down(name: str, reason: str) -> Document:
	"""Refuse it, as a side that hasn't agreed. Raises PermissionError, IllegalMove, CycleOver or GoalRefused."""
	change, mine = _waiting(name)
	if not any(not change.get(f"{side}_agreed_by") for side in mine):
		goal_deeds.refuse(
			_("The other side may refuse {0}; you may withdraw what you asked for.").format(name)
		)
	_end(change, "Refused", reason)
	return change


def withdraw(name: str, reason: str) -> Document:
	"""Take back what one has asked for. Raises PermissionError, IllegalMove, CycleOver or GoalRefused."""
	change, _mine = _waiting(name)
	if change.requested_by != frappe.session.user:
		goal_deeds.refuse(
			_("Only {0}, who asked for it, may withdraw {1}.").format(change.requested_by, name)
		)
	_end(change, "Withdrawn", reason)
	return change


def _waiting(name: str) -> tuple[Document, frozenset[Side]]:
	"""A change that waits, locked, and the sides that the session's user speaks for."""
	change = frappe.get_doc(CHANGE, name, for_update=True)
	guarded.check(change, "read")
	if change.state != "Waiting":
		frappe.throw(
			_("{0} is {1}: there is nothing left to decide.").format(name, _(change.state)),
			exc=IllegalMove,
			title=_("Not Possible Now"),
		)
	objective = frappe.db.get_value(
		OBJECTIVE, change.objective, ["level", "employee", "company", "cycle"], as_dict=True
	)
	refuse_if_over(objective.cycle)
	return change, goal_deeds.sides(objective)


def _end(change: Document, state: str, reason: str) -> None:
	if not (reason or "").strip():
		refuse(_("Say why: this needs a reason."))
	change.state = state
	change.decision_reason = reason.strip()
	_save(change)


def _save(change: Document) -> None:
	with kept_fields.writing():
		change.save(ignore_permissions=True)


# What follows


def follow(change: Document) -> None:
	"""What is in force is shown and counts at once."""
	if change.state == "In Force":
		bring_into_force([change.objective])


def bring_into_force(objectives: Sequence[str]) -> None:
	"""Put what holds today into objectives and key results, and compute what follows."""
	table = frappe.qb.DocType(OBJECTIVE)
	query = frappe.qb.from_(table).select(table.name, table.cycle).where(table.name.isin(list(objectives)))
	found = pd.DataFrame(query.orderby(table.name).run(), columns=["objective", "cycle"])
	for cycle, names in found.groupby("cycle")["objective"]:
		show_in_force(list(names), str(cycle))
	progress.refresh(list(found["objective"]))


def show_in_force(objectives: Sequence[str], cycle: str) -> None:
	"""Targets, weights and archiving as they hold today, whatever the template counts."""
	period = tuple(pd.Timestamp(day) for day in frappe.db.get_value(CYCLE, cycle, ["start_date", "end_date"]))
	tables = {name: complete(name, each) for name, each in goal_tables.of_objectives(objectives).items()}
	never = np.zeros(len(tables["objectives"]), dtype=bool)
	goals_now, measures_now = apply_versions(tables, pd.Timestamp(today()), period, never)
	with kept_fields.writing():
		store.amend(OBJECTIVE, _shown(goals_now, "objective", ["weight"]))
		measures = measures_now[measures_now["method"].isin(WITH_TARGET)]
		store.amend(KEY_RESULT, _shown(measures_now, "key_result", ["weight"]))
		store.amend(KEY_RESULT, _shown(measures, "key_result", ["target_value"]))


def _shown(table: pd.DataFrame, key: str, columns: Sequence[str]) -> pd.DataFrame:
	archived = table["archived"].astype(object)
	shown = {column: table[column].fillna(0.0).to_numpy() for column in columns}
	shown["archived"] = archived.str.title().to_numpy()
	if key == "objective":
		shown["status"] = np.where(archived == "no", "Approved", "Archived")
	return pd.DataFrame(shown, index=table[key].tolist())


def begin_agreed() -> None:
	"""Changes whose day has come are in force from now on, in cycles under way."""
	table, cycle, objective = (frappe.qb.DocType(each) for each in (CHANGE, CYCLE, OBJECTIVE))
	query = (
		frappe.qb.from_(table)
		.join(objective)
		.on(objective.name == table.objective)
		.join(cycle)
		.on(cycle.name == objective.cycle)
		.select(table.name, table.objective)
		.where((table.state == "Agreed") & (table.effective_from <= today()) & (cycle.state == "Launched"))
	)
	due = query.orderby(table.name).run()
	if due:
		with kept_fields.writing():
			store.amend(CHANGE, pd.DataFrame({"state": "In Force"}, index=[name for name, _objective in due]))
		bring_into_force(sorted({objective for _name, objective in due}))


def possible(name: str) -> list[str]:
	"""What the session's user may do with a change now, of those that he may read."""
	change = frappe.get_doc(CHANGE, name)
	guarded.check(change, "read")
	objective = frappe.get_doc(OBJECTIVE, change.objective)
	if change.state != "Waiting" or frappe.db.get_value(CYCLE, objective.cycle, "state") in OVER:
		return []
	asked = [side for side in goal_deeds.sides(objective) if not change.get(f"{side}_agreed_by")]
	mine = ["withdraw"] if change.requested_by == frappe.session.user else []
	return [*(["agree", "turn_down"] if asked else []), *mine]
