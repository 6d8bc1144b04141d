"""What somebody's own objectives of a cycle come to: figures, signs, weights, and what is missing before they can be handed in.

As many questions for three objectives as for sixty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate, today

from talent_performance.access.people import employees_of
from talent_performance.engine.goal_planning import weigh
from talent_performance.flows import alignment_view, goals, progress, readable
from talent_performance.flows.refusals import CYCLE, OVER
from talent_performance.store.goal_tables import KEY_RESULT, OBJECTIVE

MOST_CYCLES = 50
ABOUT_CYCLE = ["name", "title", "state", "start_date", "end_date"]
ABOUT_OBJECTIVE = [
	"name", "title", "level", "employee", "employee_name", "company", "department", "cycle", "status", "weight",
	"commitment", "start_date", "due_date", "description", "attainment", "attainment_reason", "grade", "pace_status",
	"confidence", "updated_on", "parent_objective", "contributes", "contribution_weight", "return_reason", "archived",
	"archive_reason", "corrective_action", "corrective_owner", "corrective_due", "post_mortem", "modified",
]  # fmt: skip
ABOUT_KEY_RESULT = [
	"name", "objective", "title", "kpi", "weight", "method", "unit", "start_value", "target_value", "range_low", "range_high",
	"range_tolerance", "aggregate", "current_value", "started", "attainment", "attainment_reason", "archived",
]  # fmt: skip


def cycles() -> list[dict[str, Any]]:
	"""The cycles that the session's user may see and that have begun or ended: those under way first, the newest first."""
	filters = {"state": ("not in", ("Draft", "Cancelled"))}
	found = readable.rows(
		CYCLE, ABOUT_CYCLE, "start_date desc, name desc", filters=filters, limit=MOST_CYCLES
	)
	for row in found:
		row["over"] = row["state"] in OVER
	return sorted(found, key=lambda row: row["over"])


def chosen(found: Sequence[dict[str, Any]], cycle: str = "") -> dict[str, Any] | None:
	"""The cycle that is asked for; without one the one of today, else the first. Raises PermissionError for one not seen."""
	if cycle:
		for row in found:
			if row["name"] == cycle:
				return row
		frappe.throw(
			_("There is no cycle {0} that you may see. Choose another one.").format(cycle),
			exc=frappe.PermissionError,
			title=_("Not Permitted"),
		)
	day = getdate(today())
	running = (row for row in found if not row["over"] and row["start_date"] <= day <= row["end_date"])
	return next(running, found[0] if found else None)


def mine(cycle: str = "") -> dict[str, Any]:
	"""The session's user's own objectives of a cycle, with all that their page shows."""
	found = cycles()
	at, own = chosen(found, cycle), employees_of(frappe.session.user)
	objectives = described(owned(at["name"], own), at) if at and own else []
	return {
		"cycles": found,
		"cycle": at,
		"has_employee": bool(own),
		"may_create": bool(at and own and not at["over"] and taking_part(at["name"], own)),
		"objectives": objectives,
		"weight": together(objectives),
	}


def owned(cycle: str, own: Sequence[str]) -> list[dict[str, Any]]:
	"""The objectives that these Employee records have in a cycle."""
	filters = {"cycle": cycle, "employee": ("in", list(own)), "level": "Individual"}
	return readable.rows(OBJECTIVE, ABOUT_OBJECTIVE, "creation, name", filters=filters)


def taking_part(cycle: str, own: Iterable[str]) -> str:
	"""Of a user's Employee records the one that has objectives in a cycle: at work in one of its companies; "" for none."""
	employee, company = frappe.qb.DocType("Employee"), frappe.qb.DocType("Cycle Company")
	query = (
		frappe.qb.from_(employee)
		.join(company)
		.on((company.company == employee.company) & (company.parent == cycle))
		.select(employee.name)
		.where(employee.name.isin(list(own)) & (employee.status != "Left"))
	)
	newest_first = query.orderby(employee.date_of_joining, order=frappe.qb.desc).orderby(employee.name)
	return (newest_first.limit(1).run(pluck=True) or [""])[0]


def described(rows: Sequence[dict[str, Any]], cycle: Mapping[str, Any]) -> list[dict[str, Any]]:
	"""Objectives of one cycle with key results, signs, what is missing, and what their owner may do with each."""
	names = [row["name"] for row in rows]
	measures, missing = (
		key_results_of(names),
		goals.unready(names, {row["name"]: f"“{row['title']}”" for row in rows}),
	)
	signs, issues = progress.signs_of(names, cycle["name"]), alignment_view.issues_of(cycle["name"], names)
	return [
		{
			**shown(row),
			**signs[row["name"]],
			"issues": issues.get(row["name"], []),
			"missing": missing.get(row["name"], "") if row["status"] in goals.OPEN else "",
			"key_results": measures.get(row["name"], []),
			"deeds": [] if cycle["over"] else owners_deeds(row["status"]),
		}
		for row in rows
	]


def owners_deeds(status: str) -> list[str]:
	"""What the owner may do with an objective of that status."""
	return [key for key, deed in goals.DEEDS.items() if status in deed.states and not deed.by_approver]


def shown(row: Mapping[str, Any]) -> dict[str, Any]:
	"""A row as people read it: no attainment where there is none, the reason in the reader's language."""
	reason = row.get("attainment_reason") or ""
	counted = (
		not reason and row.get("status", "Approved") in ("Approved", "Archived") and row.get("started", 1)
	)
	return {
		**row,
		"attainment": row["attainment"] if counted else None,
		"attainment_reason": _(reason) if reason else "",
	}


def key_results_of(objectives: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
	"""The key results that the session's user sees of each objective."""
	if not objectives:
		return {}
	filters = {"objective": ("in", list(objectives))}
	found: dict[str, list[dict[str, Any]]] = {}
	for row in readable.rows(KEY_RESULT, ABOUT_KEY_RESULT, "creation, name", filters=filters):
		found.setdefault(row["objective"], []).append(shown(row))
	return found


def together(objectives: Sequence[dict[str, Any]]) -> dict[str, Any]:
	"""What the weights of somebody's objectives come to; each gets its share. What is archived with approval is left out."""
	counted = [row for row in objectives if row["archived"] != "Approved"]
	weighed = weigh([row["weight"] for row in counted])
	for row, share in zip(counted, weighed.shares, strict=True):
		row["share"] = share
	none = bool(counted) and weighed.total == 0
	said = _("All your objectives have weight 0: there will be no score. Give at least one a weight.")
	return {"total": weighed.total, "missing": said if none else ""}
