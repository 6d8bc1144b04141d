"""A number of the company or a department is carried down: split over departments or people, or shared by them.

What comes of it are drafts, aligned to the objective above, for their owners to complete and hand in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

import numpy as np
import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from talent_performance.access import goal_deeds
from talent_performance.access.goal_makers import companies_to_make_for
from talent_performance.access.grades import hidden_from
from talent_performance.engine.frames import complete
from talent_performance.engine.goal_planning import split_number
from talent_performance.engine.goals import check_cascades
from talent_performance.flows import objective_drafts
from talent_performance.flows.refusals import refuse, refuse_if_over
from talent_performance.store.goal_tables import KEY_RESULT, OBJECTIVE

METHODS = ("Progress", "Achievement", "Lower is Better")
OVER = ("Department", "Individual")
HOW = ("Equal", "By Weight", "Typed")
KINDS = ("Split", "Shared")
MOST_PARTS = 1000


class Part(TypedDict, total=False):
	"""One department or person that carries a number: its name, how much it weighs, and the target if it was typed."""

	owner: str
	weight: float
	target: float


class Coverage(TypedDict):
	"""How far the parts of a number reach: their sum, the whole, and the sum less the whole."""

	covered: float
	target: float
	difference: float


class Plan(TypedDict):
	"""What would come of a cascade; no coverage where nothing is split."""

	parts: list[dict]
	coverage: Coverage | None
	fits: bool


def existing(key_result: str) -> list[dict]:
	"""The key results that carry a number already, with their objectives, of those that the session's user may read."""
	fields = [
		"name",
		"title",
		"objective",
		"level",
		"target_value",
		"unit",
		"cascade",
		"archived",
		"attainment",
		"started",
	]
	found = frappe.get_list(
		KEY_RESULT, {"parent_key_result": key_result}, fields, order_by="creation, name", limit=MOST_PARTS
	)
	above = frappe.get_list(
		OBJECTIVE,
		{"name": ("in", [row.objective for row in found] or [""])},
		["name", "title as objective_title", "status", "employee_name", "department", "contributes"],
		order_by="name",
		limit=0,
	)
	known = {row.pop("name"): row for row in above}
	return [{**row, **known.get(row.objective, {})} for row in found]


def cascadable(key_result: str) -> Document:
	"""A key result whose number may be carried down by the session's user. Raises PermissionError, GoalRefused, CycleOver."""
	whole = frappe.get_doc(KEY_RESULT, key_result)
	whole.check_permission("read")
	if whole.level == goal_deeds.INDIVIDUAL:
		refuse(
			_("{0} belongs to a person. A number is carried down from a company or department.").format(
				whole.title
			)
		)
	companies = companies_to_make_for()
	if companies is not None and whole.company not in companies:
		goal_deeds.refuse(_("Only HR of {0} may carry this number down.").format(whole.company))
	if whole.method not in METHODS or not flt(whole.target_value) or whole.months or whole.archived != "No":
		refuse(
			_(
				"{0} has no single number to carry down; expected a target, and one of the methods {1}."
			).format(whole.title, ", ".join(_(method) for method in METHODS))
		)
	refuse_if_over(whole.cycle)
	return whole


def may_cascade(key_result: str) -> bool:
	"""Whether the session's user is offered to carry a number down."""
	said = len(frappe.local.message_log)
	try:
		cascadable(key_result)
	except (frappe.ValidationError, frappe.PermissionError):
		del frappe.local.message_log[said:]
		return False
	return True


def plan(key_result: str, parts: Sequence[Part], how: str, kind: str) -> Plan:
	"""The parts with their targets, and whether they add up with those that are there. Raises as cascadable."""
	whole = cascadable(key_result)
	check_words(how, kind)
	targets = targets_of(flt(whole.target_value), parts, how, kind)
	reach = coverage(whole, targets, kind)
	known = [None if np.isnan(target) else float(target) for target in targets]
	return {
		"parts": [{**part, "target": target} for part, target in zip(parts, known, strict=True)],
		"coverage": reach,
		"fits": reach is None or reach["difference"] == 0,
	}


def check_words(how: str, kind: str) -> None:
	"""Raises GoalRefused for a way to split or a kind of cascade that isn't known."""
	for given, known in ((how, HOW), (kind, KINDS)):
		if given not in known:
			refuse(_("Found {0}; expected one of {1}.").format(given, ", ".join(known)))


def targets_of(whole: float, parts: Sequence[Part], how: str, kind: str) -> np.ndarray:
	"""The target of each part."""
	if kind == "Shared":
		return np.full(len(parts), whole)
	if how == "Typed":
		return np.array([flt(part.get("target")) for part in parts], dtype=float)
	weights = [1.0 if how == "Equal" else flt(part.get("weight")) for part in parts]
	return split_number(whole, np.array(weights, dtype=float))


def coverage(whole: Document, targets: Sequence[float] = (), kind: str = "Split") -> Coverage | None:
	"""How far the parts reach, those that are there and these, by the engine's check; None where nothing is split."""
	table = frappe.qb.DocType(KEY_RESULT)
	query = frappe.qb.from_(table).select(table.name, table.target_value, table.cascade, table.archived)
	there = query.where(table.parent_key_result == whole.name).orderby(table.name).run()
	rows: list[tuple] = [(whole.name, flt(whole.target_value), None, None, "no")]
	rows += [
		(name, target, whole.name, (cascade or "").lower() or None, kept.lower())
		for name, target, cascade, kept in there
	]
	rows += [(f"new {at}", target, whole.name, kind.lower(), "no") for at, target in enumerate(targets)]
	columns = ["key_result", "target_value", "parent_key_result", "cascade", "archived"]
	asked = pd.DataFrame(rows, columns=columns).assign(objective="O", method="achievement")
	checked = check_cascades(complete("key_results", asked))
	if checked.empty:
		return None
	found = checked.iloc[0]
	return {
		"covered": float(found["children_total"]),
		"target": float(found["target"]),
		"difference": float(found["difference"]),
	}


def create(
	key_result: str,
	parts: Sequence[Part],
	how: str,
	kind: str,
	over: str,
	contributes: bool = True,
	title: str = "",
) -> list[str]:
	"""Make the drafts that carry a number; their names. Raises as cascadable, and GoalRefused for parts that can't be."""
	whole = cascadable(key_result)
	check_words(how, kind)
	objective_drafts.wait_for(whole.cycle)
	owners = owners_of(whole, parts, over)
	targets = targets_of(flt(whole.target_value), parts, how, kind)
	measures = as_key_results(whole, targets, kind)
	refuse_unmeasurable(measures, owners)
	above = frappe.get_doc(OBJECTIVE, whole.objective)
	objectives = owners.drop(columns="label").assign(
		title=(title.strip() or above.title)[: objective_drafts.LONGEST_TITLE],
		level=over,
		weight=1.0,
		commitment=above.commitment,
		start_date=above.start_date,
		due_date=above.due_date,
		parent_objective=above.name,
		contributes=int(contributes),
		contribution_weight=np.abs(targets) if kind == "Split" else 1.0,
	)
	return objective_drafts.create(whole.cycle, objectives, measures).objectives


def as_key_results(whole: Document, targets: np.ndarray, kind: str) -> pd.DataFrame:
	"""A key result for each part, measured as the whole is; of a progress that is split the start is split as well."""
	start = np.full(len(targets), flt(whole.start_value))
	if kind == "Split":
		start = split_number(flt(whole.start_value), np.abs(np.nan_to_num(targets)))
	return pd.DataFrame(
		{
			"title": whole.title,
			"kpi": whole.kpi,
			"method": whole.method,
			"unit": whole.unit,
			"weight": 1.0,
			"start_value": start,
			"target_value": targets,
			"prorate": whole.prorate,
			"parent_key_result": whole.name,
			"cascade": kind,
		}
	)


def refuse_unmeasurable(measures: pd.DataFrame, owners: pd.DataFrame) -> None:
	"""Raises GoalRefused with every part that couldn't be measured, and why."""
	reasons = objective_drafts.why_unmeasurable(measures)
	if measures["target_value"].isna().any():
		refuse(_("Give at least one of them a weight above 0."))
	wrong = [f"{label}: {why}" for label, why in zip(owners["label"], reasons, strict=True) if why]
	if wrong:
		refuse(
			_("These targets can't be measured: {0}. Put them right, or leave those rows out.").format(
				"; ".join(wrong)
			)
		)


def owners_of(whole: Document, parts: Sequence[Part], over: str) -> pd.DataFrame:
	"""Whose the drafts will be: employee, company, department and a label. Raises GoalRefused for who can't be an owner."""
	names = [str(part.get("owner") or "") for part in parts]
	if not names or len(names) > MOST_PARTS:
		refuse(_("Choose who carries the number: at least one, at most {0}.").format(MOST_PARTS))
	twice = sorted({name for name in names if names.count(name) > 1})
	if twice:
		refuse(_("{0} is there twice: each carries the number once.").format(", ".join(twice)))
	if over not in OVER:
		refuse(_("Found {0}; expected one of {1}.").format(over, ", ".join(OVER)))
	known = departments_by_name(whole, names) if over == "Department" else people_by_name(names)
	missing = [name for name in names if name not in known]
	if missing:
		refuse(_("There is nobody called {0} for whom you may make objectives.").format(", ".join(missing)))
	refuse_who_carries(whole, names, over, known)
	return pd.DataFrame([known[name] for name in names])


def departments_by_name(whole: Document, names: Sequence[str]) -> dict[str, dict[str, Any]]:
	"""Departments of the whole's company."""
	rows = frappe.get_all(
		"Department",
		{"name": ("in", names), "company": whole.company},
		["name", "department_name", "company"],
		order_by="name",
	)
	return {
		row.name: {
			"employee": None,
			"company": row.company,
			"department": row.name,
			"label": row.department_name,
		}
		for row in rows
	}


def people_by_name(names: Sequence[str]) -> dict[str, dict[str, Any]]:
	"""People who work in HR's companies."""
	companies = companies_to_make_for()
	filters: dict = {"name": ("in", names), "status": ("!=", "Left")}
	if companies is not None:
		filters["company"] = ("in", companies)
	rows = frappe.get_all(
		"Employee", filters, ["name", "employee_name", "company", "department"], order_by="name"
	)
	hidden = hidden_from(frappe.session.user, [row.name for row in rows])
	return {
		row.name: {
			"employee": row.name,
			"company": row.company,
			"department": row.department,
			"label": row.employee_name,
		}
		for row in rows
		if row.name not in hidden
	}


def refuse_who_carries(whole: Document, names: Sequence[str], over: str, known: dict[str, dict]) -> None:
	"""Raises GoalRefused where somebody carries the number already."""
	table, objective = frappe.qb.DocType(KEY_RESULT), frappe.qb.DocType(OBJECTIVE)
	column = objective.department if over == "Department" else objective.employee
	query = (
		frappe.qb.from_(table)
		.join(objective)
		.on(objective.name == table.objective)
		.select(column)
		.where((table.parent_key_result == whole.name) & (table.archived == "No"))
		.where((objective.level == over) & column.isin(list(names)))
	)
	there = [known[name]["label"] for name in query.orderby(column).run(pluck=True) if name in known]
	if there:
		refuse(
			_("{0}: carry this number already. Leave them out, or change their targets.").format(
				", ".join(there)
			)
		)


def candidates(key_result: str, over: str, department: str = "") -> list[dict]:
	"""Departments, or people of one department, over whom a number can be split, with how many people each has."""
	whole = cascadable(key_result)
	if over == "Individual":
		filters = {"company": whole.company, "department": department, "status": "Active"}
		return frappe.get_all(
			"Employee",
			filters,
			["name as owner", "employee_name as label", "designation"],
			order_by="employee_name, name",
			limit=MOST_PARTS,
		)
	employee, table = frappe.qb.DocType("Employee"), frappe.qb.DocType("Department")
	count = frappe.query_builder.functions.Count(employee.name)
	query = (
		frappe.qb.from_(table)
		.left_join(employee)
		.on((employee.department == table.name) & (employee.status == "Active"))
		.select(table.name.as_("owner"), table.department_name.as_("label"), count.as_("people"))
		.where((table.company == whole.company) & (table.disabled == 0) & (table.is_group == 0))
		.groupby(table.name, table.department_name)
	)
	return query.orderby(table.department_name).orderby(table.name).run(as_dict=True)
