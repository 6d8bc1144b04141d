"""Objectives and key results on their way: drafted, submitted, approved or returned, archived; what may change when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, getdate, now_datetime

from talent_performance.access import goal_deeds, guarded
from talent_performance.access.goal_deeds import INDIVIDUAL
from talent_performance.engine.frames import complete
from talent_performance.engine.goals import score_key_results
from talent_performance.engine.policy import Policy
from talent_performance.exceptions import ApprovedGoal, IllegalMove
from talent_performance.flows import kept_fields, progress
from talent_performance.flows.refusals import CYCLE, OVER, refuse, refuse_if_over
from talent_performance.store.goal_tables import KEY_RESULT, OBJECTIVE

OPEN = ("Draft", "Returned")
OBJECTIVE_KEPT = (
	"status", "attainment", "grade", "attainment_reason", "pace_status", "updated_on", "approved_by", "approved_on",
	"return_reason", "archived", "archive_reason", "segment",
)  # fmt: skip
KEY_RESULT_KEPT = ("current_value", "started", "attainment", "attainment_reason", "archived")
# What its owner still says of an approved objective.
FREE = ("confidence", "corrective_action", "corrective_owner", "corrective_due", "post_mortem")
FOLLOWED = {
	"objective_title": "title",
	"employee": "employee",
	"company": "company",
	"level": "level",
	"cycle": "cycle",
}


@dataclass(frozen=True)
class Deed:
	"""What somebody does with an objective: from which states, to which, who, and whether a reason is needed."""

	title: str
	states: tuple[str, ...]
	to: str
	by_approver: bool = False
	reason: str = ""


DEEDS: dict[str, Deed] = {
	"submit": Deed("Submit", OPEN, "Submitted"),
	"take_back": Deed("Take Back", ("Submitted",), "Draft"),
	"approve": Deed("Approve", ("Submitted",), "Approved", by_approver=True),
	"return": Deed("Return", ("Submitted",), "Returned", by_approver=True, reason="return_reason"),
	"archive": Deed("Archive without Approval", ("Approved",), "Archived", reason="archive_reason"),
}


def move(objective: str, deed: str, reason: str = "") -> Document:
	"""Do a deed with an objective. Raises PermissionError, IllegalMove, CycleOver or GoalRefused."""
	doc = move_alone(objective, deed, reason)
	if moves_figures(deed):
		progress.refresh([doc.name])
	return doc.reload()


def moves_figures(deed: str) -> bool:
	"""Whether figures are computed anew once it is done."""
	return DEEDS[deed].to in ("Approved", "Archived")


def move_alone(objective: str, deed: str, reason: str = "") -> Document:
	"""Do a deed, and leave the figures to whoever does many: they follow once for all of them. Raises as `move`."""
	asked = DEEDS[deed]
	doc = frappe.get_doc(OBJECTIVE, objective, for_update=True)
	guarded.check(doc, "read")
	_check_doer(doc, asked)
	_check_state(doc, asked)
	refuse_if_over(doc.cycle)
	given = _given_reason(asked, reason)
	if asked.to == "Submitted":
		check_ready(doc)
	with kept_fields.writing():
		_write(doc, asked, given)
	return doc


def _check_doer(doc: Document, deed: Deed) -> None:
	able = goal_deeds.may_approve(doc) if deed.by_approver else goal_deeds.may_write(doc)
	if able:
		return
	if not deed.by_approver:
		goal_deeds.refuse(_("Only the owner of {0} or HR may do this.").format(doc.name))
	goal_deeds.refuse(
		_(
			"Only somebody who stands above the owner of {0} may do this; for companies and departments, HR."
		).format(doc.name)
	)


def _check_state(doc: Document, deed: Deed) -> None:
	if doc.status not in deed.states:
		frappe.throw(
			_("{0} is {1}. “{2}” is possible while it is {3}.").format(
				doc.name, _(doc.status), _(deed.title), " / ".join(_(state) for state in deed.states)
			),
			exc=IllegalMove,
			title=_("Not Possible Now"),
		)


def _given_reason(deed: Deed, reason: str) -> str:
	given = (reason or "").strip()
	if deed.reason and not given:
		refuse(_("Say why: “{0}” needs a reason.").format(_(deed.title)))
	return given


def _write(doc: Document, deed: Deed, reason: str) -> None:
	doc.status = deed.to
	if deed.reason:
		doc.set(deed.reason, reason)
	if deed.to == "Approved":
		doc.update({"approved_by": frappe.session.user, "approved_on": now_datetime(), "return_reason": None})
	if deed.to == "Archived":
		doc.archived = "Not Approved"
	doc.save(ignore_permissions=True)


def check_ready(doc: Document) -> None:
	"""Whether an objective can be submitted: something measures it, and not with nothing but zeros. Raises GoalRefused."""
	missing = unready([doc.name]).get(doc.name)
	if missing:
		refuse(missing)


def unready(objectives: Sequence[str], called: Mapping[str, str] | None = None) -> dict[str, str]:
	"""Of these objectives those that can't be submitted as they stand, and what is missing.

	`called`: what the reader calls them, where it isn't their names.
	"""
	asked = {"objective": ("in", list(objectives) or [""])}
	weights: dict[str, list[float]] = {name: [] for name in objectives}
	for row in frappe.get_all(KEY_RESULT, asked, ["objective", "weight"], order_by="name", limit=0):
		weights[row.objective].append(row.weight)
	above = {"parent_objective": ("in", list(objectives) or [""]), "contributes": 1}
	fed = set(frappe.get_all(OBJECTIVE, above, pluck="parent_objective", order_by="name", limit=0))
	found = {
		name: missing_of((called or {}).get(name, name), weights[name], name in fed) for name in objectives
	}
	return {name: missing for name, missing in found.items() if missing}


def missing_of(called: str, weights: Sequence[float], fed: bool = False) -> str:
	"""What an objective lacks before it can be submitted, by its key results' weights; "" for nothing.

	`fed`: whether other objectives count in it.
	"""
	if fed or any(weights):
		return ""
	if not weights:
		return _("Nothing measures {0} yet. Add a key result, or an objective that counts in it.").format(
			called
		)
	return _("All key results of {0} have weight 0. Give at least one a weight.").format(called)


# Objectives


def validate_objective(doc: Document) -> None:
	"""What an objective may say, and what of it may still change. Raises ApprovedGoal or GoalRefused."""
	kept_fields.restore(doc, OBJECTIVE_KEPT)
	if kept_fields.is_writing():
		return
	refuse_if_over(doc.cycle)
	refuse_if_agreed(doc, doc.status, (*OBJECTIVE_KEPT, *FREE))
	settle_level(doc)
	check_dates(doc)
	check_shares(doc)


def settle_level(doc: Document) -> None:
	"""Whose it is: a person's objective is of the person's company, another one of nobody."""
	if doc.level != INDIVIDUAL:
		doc.employee = doc.employee_name = None
	elif not doc.employee:
		refuse(_("Whose objective is it? Choose an employee, or another level."))
	elif doc.is_new():
		sent, doc.company = doc.company, frappe.db.get_value("Employee", doc.employee, "company")
		if sent != doc.company:
			guarded.check(doc, "create")


def check_dates(doc: Document) -> None:
	"""Raises GoalRefused where an objective ends before it begins, or lies outside its cycle."""
	first, last = frappe.db.get_value(CYCLE, doc.cycle, ["start_date", "end_date"])
	begins, due = getdate(doc.start_date or first), getdate(doc.due_date or last)
	if begins > due:
		refuse(_("Due {0} lies before Begins {1}.").format(due, begins))
	if begins < first or due > last:
		refuse(
			_("{0} to {1} lies outside the cycle: choose days from {2} to {3}.").format(
				begins, due, first, last
			)
		)


def check_shares(doc: Document) -> None:
	"""Raises GoalRefused for a confidence or an expected share out of bounds."""
	if not 0 <= (doc.confidence or 0) <= 10:
		refuse(_("Confidence is {0}; expected 1 to 10, or 0 where nothing is said.").format(doc.confidence))
	for row in doc.expectations:
		if not 0 <= flt(row.expected) <= 100:
			refuse(_("Row {0}: Expected is {1}; expected 0 to 100.").format(row.idx, row.expected))


def warn_of_weights(doc: Document) -> None:
	"""Tell whoever saves it that all of a person's objectives of the cycle have weight 0."""
	if doc.level != INDIVIDUAL or doc.weight:
		return
	others = {
		"employee": doc.employee,
		"cycle": doc.cycle,
		"archived": ("!=", "Approved"),
		"weight": (">", 0),
	}
	if not frappe.db.exists(OBJECTIVE, others):
		frappe.msgprint(
			_("All objectives of {0} in this cycle have weight 0: there will be no score.").format(
				doc.employee_name
			),
			title=_("Weights All Zero"),
			indicator="orange",
		)


def tell_key_results(doc: Document) -> None:
	"""Key results say whose they are in columns of their own: they follow."""
	before = doc.get_doc_before_save()
	moved = {to: doc.get(of) for to, of in FOLLOWED.items() if before and before.get(of) != doc.get(of)}
	if moved:
		table = frappe.qb.DocType(KEY_RESULT)
		query = frappe.qb.update(table).where(table.objective == doc.name)
		for column, value in moved.items():
			query = query.set(table[column], value)
		query.run()


def delete_objective(doc: Document) -> None:
	"""A draft goes with its key results; what was agreed on stays. Raises ApprovedGoal or CycleOver."""
	refuse_if_over(doc.cycle)
	if doc.status not in OPEN:
		frappe.throw(
			_("{0} is {1} and can't be deleted. Ask for a change that archives it.").format(
				doc.name, _(doc.status)
			),
			exc=ApprovedGoal,
			title=_("Already Agreed"),
		)
	for name in frappe.get_all(KEY_RESULT, {"objective": doc.name}, pluck="name", order_by="name"):
		frappe.delete_doc(KEY_RESULT, name, ignore_permissions=True)


# Key results


def validate_key_result(doc: Document) -> None:
	"""What a key result may say, and what of it may still change. Raises ApprovedGoal or GoalRefused."""
	kept_fields.restore(doc, KEY_RESULT_KEPT)
	if kept_fields.is_writing():
		return
	refuse_if_over(doc.cycle)
	status = frappe.db.get_value(OBJECTIVE, doc.objective, "status")
	if doc.is_new() and status not in OPEN:
		_refuse_agreed(_("{0} is {1}: no key result can be added.").format(doc.objective, _(status)))
	refuse_if_agreed(doc, status, KEY_RESULT_KEPT)
	fetch_from_library(doc)
	check_measurable(doc)


def fetch_from_library(doc: Document) -> None:
	"""Method and unit of a KPI come from the library."""
	if doc.kpi:
		doc.update(frappe.db.get_value("KPI", doc.kpi, ["method", "unit"], as_dict=True))


def check_measurable(doc: Document, **other: Any) -> None:
	"""Whether attainment can be computed at all, as the engine says; `other` values stand in for the document's.

	Raises GoalRefused.
	"""
	said = {**{field: doc.get(field) for field in ("target_value", "start_value")}, **other}
	method = doc.method.lower()
	target = None if method == "boolean" and not said["target_value"] else flt(said["target_value"])
	row = {
		"key_result": "K", "objective": "O", "method": method, "target_value": target,
		"start_value": flt(said["start_value"]) if method == "progress" else None,
		"range_low": doc.range_low, "range_high": doc.range_high, "range_tolerance": doc.range_tolerance,
		"aggregate": (doc.aggregate or "Sum").lower(),
	}  # fmt: skip
	far = pd.Timestamp("2200-01-01")
	tables = {"key_results": complete("key_results", pd.DataFrame([row])), **_details(doc)}
	reason = score_key_results(tables, Policy(), far, translate=_)["reason"].iloc[0]
	if pd.notna(reason):
		refuse(_("{0}: {1}. Put the target right.").format(doc.title, reason))
	_check_months(doc)


def _check_months(doc: Document) -> None:
	months = [str(getdate(row.month))[:7] for row in doc.months]
	twice = sorted({month for month in months if months.count(month) > 1})
	if twice:
		refuse(_("{0}: the month {1} is there twice.").format(doc.title, twice[0]))
	names = [row.milestone for row in doc.milestones]
	twice = sorted({name for name in names if names.count(name) > 1})
	if twice:
		refuse(_("{0}: the milestone {1} is there twice.").format(doc.title, twice[0]))


def _details(doc: Document) -> dict[str, pd.DataFrame]:
	"""Months, steps and milestones of a document as the engine's tables."""
	lists = {
		"kpi_months": [{"month": row.month, "target": row.target} for row in doc.months],
		"key_result_steps": [
			{"from_value": row.from_value, "attainment": flt(row.attainment) / 100} for row in doc.steps
		],
		"milestones": [{"milestone": row.milestone, "weight": row.weight} for row in doc.milestones],
	}
	return {
		name: complete(name, pd.DataFrame([{"key_result": "K", **row} for row in rows]) if rows else None)
		for name, rows in lists.items()
	}


def warn_of_key_result_weights(doc: Document) -> None:
	"""Tell whoever saves it that all key results of the objective have weight 0."""
	if doc.weight or frappe.db.exists(KEY_RESULT, {"objective": doc.objective, "weight": (">", 0)}):
		return
	frappe.msgprint(
		_("All key results of {0} have weight 0: it will have no attainment.").format(doc.objective_title),
		title=_("Weights All Zero"),
		indicator="orange",
	)


def delete_key_result(doc: Document) -> None:
	"""Only of a draft. Raises ApprovedGoal or CycleOver."""
	refuse_if_over(doc.cycle)
	status = frappe.db.get_value(OBJECTIVE, doc.objective, "status")
	if status not in OPEN:
		_refuse_agreed(_("{0} is {1}: its key results can't be deleted.").format(doc.objective, _(status)))


# Refusals


def refuse_if_agreed(doc: Document, status: str, free: tuple[str, ...]) -> None:
	"""Raises ApprovedGoal where something that is submitted or approved was changed."""
	if status in OPEN or doc.is_new():
		return
	changed = kept_fields.changed(doc, free)
	if changed:
		labels = ", ".join(_(doc.meta.get_label(field)) for field in changed)
		_refuse_agreed(_("{0} can't be changed while the objective is {1}.").format(labels, _(status)))


def _refuse_agreed(message: str) -> NoReturn:
	way = _("Take it back while it is submitted; once it is approved, ask for an Objective Change.")
	frappe.throw(f"{message} {way}", exc=ApprovedGoal, title=_("Already Agreed"))


def possible(objective: str) -> list[str]:
	"""The deeds that the session's user may do with an objective now, of those that he may read."""
	doc = frappe.get_doc(OBJECTIVE, objective)
	guarded.check(doc, "read")
	if frappe.db.get_value(CYCLE, doc.cycle, "state") in OVER:
		return []
	able = {False: goal_deeds.may_write(doc), True: goal_deeds.may_approve(doc)}
	found = [key for key, deed in DEEDS.items() if doc.status in deed.states and able[deed.by_approver]]
	agreed = doc.status in ("Approved", "Archived") and doc.archived != "Approved"
	return [*found, "change"] if agreed and (able[True] or able[False]) else found
