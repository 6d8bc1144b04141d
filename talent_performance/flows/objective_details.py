"""One objective with everything around it, as its page in the portal shows it; and the company's objectives, level by level."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from talent_performance.access import guarded
from talent_performance.access.people import LINE, employees_of
from talent_performance.flows import (
	alignment_view,
	goals,
	objective_changes,
	own_objectives,
	quick_progress,
	readable,
)
from talent_performance.flows.alignment_view import Scope
from talent_performance.flows.refusals import CYCLE, OVER
from talent_performance.store.goal_tables import CHANGE, OBJECTIVE, UPDATE

MOST_UPDATES = 100
ABOUT_UPDATE = [
	"key_result", "updated_on", "kind", "value", "milestone", "old_value", "new_value", "author", "note", "creation",
]  # fmt: skip
ABOUT_CHANGE = [
	"key_result", "changes", "old_value", "new_value", "effective_from", "reason", "state", "requested_by",
	"decision_reason", "creation",
]  # fmt: skip


def detail(objective: str) -> dict[str, Any]:
	"""An objective with key results, history, changes, what stands above and below, and the possible deeds.

	Raises PermissionError.
	"""
	doc = frappe.get_doc(OBJECTIVE, objective)
	guarded.check(doc, "read")
	state = frappe.db.get_value(
		CYCLE, doc.cycle, ["name", "title", "state", "start_date", "end_date"], as_dict=True
	)
	over = state.state in OVER
	row = {field: doc.get(field) for field in own_objectives.ABOUT_OBJECTIVE}
	sheet = quick_progress.sheet(objective)
	writes = sheet["may_write"] and not over
	return {
		**own_objectives.described([row], {"name": doc.cycle, "over": over})[0],
		"expectations": len(doc.expectations),
		"cycle_title": state.title,
		"cycle_from": state.start_date,
		"cycle_to": state.end_date,
		"over": over,
		"mine": doc.employee in employees_of(frappe.session.user),
		"deeds": deeds_of(objective),
		"may_edit": writes and doc.status in goals.OPEN,
		"may_delete": not over and doc.status in goals.OPEN and guarded.may(doc, "delete"),
		"may_record": sheet["may_record"] and not over,
		"may_write": writes,
		"lines": sheet["lines"],
		"updates": history(objective),
		"changes": changes_of(objective),
		"owners": people_for_action(doc) if writes else [],
		"corrective_owner_name": frappe.db.get_value("Employee", doc.corrective_owner, "employee_name") or "",
		**around(doc),
	}


def deeds_of(objective: str) -> list[dict[str, Any]]:
	"""What the session's user may do now, how that is called, and whether a reason is needed."""
	found = goals.possible(objective)
	named = {
		key: {"deed": key, "title": _(deed.title), "reason": bool(deed.reason)}
		for key, deed in goals.DEEDS.items()
	}
	change = {"deed": "change", "title": _("Ask for a Change"), "reason": True}
	return [named.get(key, change) for key in found]


def history(objective: str) -> list[dict[str, Any]]:
	"""The updates of an objective, the latest first."""
	found = readable.rows(
		UPDATE, ABOUT_UPDATE, "creation desc, name desc", filters={"objective": objective}, limit=MOST_UPDATES
	)
	people = readable.names_of("User", "full_name", [row["author"] for row in found])
	return [{**row, "author_name": people.get(row["author"], "")} for row in found]


def changes_of(objective: str) -> list[dict[str, Any]]:
	"""The changes asked for, the latest first, and what the session's user may do with those that wait."""
	found = readable.rows(CHANGE, ABOUT_CHANGE, "creation desc, name desc", filters={"objective": objective})
	people = readable.names_of("User", "full_name", [row["requested_by"] for row in found])
	for row in found:
		row["requested_by_name"] = people.get(row.pop("requested_by"), "")
		row["deeds"] = objective_changes.possible(row["name"]) if row["state"] == "Waiting" else []
	return found


def people_for_action(doc: Document) -> list[dict[str, Any]]:
	"""Who can be named as the owner of a corrective action: the objective's owner and whoever stands above."""
	if not doc.employee:
		return []
	line, employee = frappe.qb.DocType(LINE), frappe.qb.DocType("Employee")
	query = (
		frappe.qb.from_(line)
		.join(employee)
		.on(employee.name == line.manager)
		.select(employee.name, employee.employee_name)
		.where((line.employee == doc.employee) & (employee.status == "Active"))
	)
	return query.orderby(line.depth).orderby(employee.name).run(as_dict=True)


def around(doc: Document) -> dict[str, Any]:
	"""The way up from an objective, from the highest that is seen, and what hangs on it."""
	scope = Scope(doc.cycle)
	below = alignment_view.level(scope, doc.name)
	way = [node for node in alignment_view.branch(scope, doc.name) if node["name"] != doc.name]
	return {"above": [node_of(each) for each in way], "below": [node_of(each) for each in below["nodes"]]}


def node_of(node: dict[str, Any], own: tuple[str, ...] = ()) -> dict[str, Any]:
	"""A node of the picture: whose it is, how it stands."""
	kept = (
		"name", "title", "level", "employee_name", "department", "status", "contributes", "grade", "pace_status",
		"children", "issues",
	)  # fmt: skip
	read = own_objectives.shown(node)
	return {
		**{field: read[field] for field in kept},
		"attainment": read["attainment"],
		"mine": bool(node["employee"]) and node["employee"] in own,
	}


# The company's objectives


def company(cycle: str = "", parent: str = "", place: str | None = None, start: int = 0) -> dict[str, Any]:
	"""A level of the picture: what hangs on an objective, else a department's people whose objectives hang on nothing
	(`place`, "" for those without one), else what stands at the top, with those departments.

	Raises PermissionError for a cycle that the session's user may not see.
	"""
	found = own_objectives.cycles()
	at = own_objectives.chosen(found, cycle)
	if not at:
		return {"cycles": [], "cycle": None, "nodes": [], "more": False, "groups": []}
	scope, loose = Scope(at["name"]), place is not None
	page = (
		alignment_view.loose(scope, place or "", start)
		if loose
		else alignment_view.level(scope, parent, start)
	)
	top = not parent and not loose and not start
	own = employees_of(frappe.session.user)
	return {
		"cycles": found,
		"cycle": at,
		"nodes": with_places([node_of(each, own) for each in page["nodes"]]),
		"more": page["more"],
		"groups": with_places(alignment_view.groups(scope)) if top else [],
	}


def with_places(rows: list[Any]) -> list[Any]:
	"""The same, with what people call their departments."""
	called = readable.names_of("Department", "department_name", [row["department"] for row in rows])
	return [{**row, "place": called.get(row["department"], "")} for row in rows]


def way_to(objective: str) -> list[str]:
	"""The names from the highest that is seen down to an objective; none where it isn't seen. Raises PermissionError."""
	doc = frappe.get_doc(OBJECTIVE, objective)
	guarded.check(doc, "read")
	return [node["name"] for node in alignment_view.branch(Scope(doc.cycle), objective)]


def parents(cycle: str, text: str = "", objective: str = "") -> list[dict[str, Any]]:
	"""What an objective may be aligned to, of those that are seen: by title or owner, else the common ones.

	Raises PermissionError.
	"""
	at = own_objectives.chosen(own_objectives.cycles(), cycle)
	if not at:
		return []
	scope = Scope(at["name"])
	found = (
		alignment_view.search(scope, text) if len(text.strip()) > 1 else alignment_view.common(scope)["nodes"]
	)
	kept = ("name", "title", "level", "employee_name", "department")
	return with_places([{field: row[field] for field in kept} for row in found if row["name"] != objective])


# What its owner says of an agreed one


def corrective(objective: str, action: str, owner: str = "", due: str = "") -> None:
	"""Say what is done about an objective at risk, by whom and until when. Raises PermissionError, GoalRefused, CycleOver."""
	doc = frappe.get_doc(OBJECTIVE, objective)
	guarded.check(doc, "write")
	if owner and owner not in {each["name"] for each in people_for_action(doc)}:
		goals.refuse(
			_("{0} can't be the owner of this action. Choose yourself or somebody above you.").format(owner)
		)
	doc.update(
		{
			"corrective_action": action.strip(),
			"corrective_owner": owner or None,
			"corrective_due": due or None,
		}
	)
	guarded.save(doc)


def remove(objective: str) -> None:
	"""Delete a draft with its key results. Raises PermissionError, ApprovedGoal, CycleOver."""
	doc = frappe.get_doc(OBJECTIVE, objective)
	guarded.check(doc, "read")
	if doc.status in goals.OPEN:
		guarded.check(doc, "delete")
	frappe.delete_doc(OBJECTIVE, objective, ignore_permissions=True)


def decide(change: str, deed: str, reason: str = "") -> str:
	"""Agree to a change, refuse it or withdraw it; its state then. Raises as those do, GoalRefused for another deed."""
	if deed == "agree":
		return objective_changes.agree(change).state
	if deed == "turn_down":
		return objective_changes.turn_down(change, reason).state
	if deed == "withdraw":
		return objective_changes.withdraw(change, reason).state
	return goals.refuse(_("{0} isn't something that can be done with a change.").format(deed))
