"""Risk and impact of one person, for the manager's page: what was judged last, what is planned, and to judge anew."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.model.document import Document

from talent_performance.access import guarded
from talent_performance.flows import readable
from talent_performance.flows.retention import assessing, latest, plans

Row = dict[str, Any]


def standing(employee: str) -> Row | None:
	"""What the reader may see of it; None where he may not judge the person, or an agreement switches it off."""
	if not guarded.may(blank(employee), "create"):
		return None
	judged = readable.rows(
		assessing.DOCTYPE,
		["risk", "impact", "reasons", "assessed_on", "assessor"],
		"assessed_on desc, creation desc, name desc",
		filters={"employee": employee, "state": "Submitted"},
		limit=1,
	)
	found = latest.risks([employee]).to_dict("records") if judged else []
	return {
		"judged": judged_row(judged[0], found[0]) if judged and found else None,
		"plans": plans_of(employee),
	}


def judged_row(row: Row, found: Row) -> Row:
	"""The latest judgement."""
	guarded.check(
		frappe.get_doc(assessing.DOCTYPE, row["name"])
	)  # the Talent Access Log names whom one has read
	names = readable.names_of("Employee", "employee_name", [row["assessor"]])
	return {
		**{field: row[field] or "" for field in ("risk", "impact", "reasons")},
		"on": str(row["assessed_on"]),
		"by": names.get(row["assessor"], ""),
		"exposure": int(found["exposure"]),
		"stale": bool(found["stale"]),
	}


def plans_of(employee: str) -> list[Row]:
	"""Open stay plans, the first due first."""
	rows = readable.rows(
		plans.DOCTYPE,
		["actions", "due_date", "owner_name"],
		"due_date, name",
		filters={"employee": employee, "state": plans.OPEN},
	)
	return [
		{"name": row["name"], "actions": row["actions"], "by": row["owner_name"], "due": str(row["due_date"])}
		for row in rows
	]


def judge(employee: str, risk: str, impact: str, reasons: str) -> str:
	"""A submitted judgement of the session's user. Raises PermissionError, PracticeOff, RetentionRefused."""
	document = blank(employee).update({"risk": risk, "impact": impact, "reasons": reasons})
	guarded.check(document, "create")
	assessing.check_complete(document)
	document.insert(ignore_permissions=True)
	assessing.submit(document)
	return document.name


def plan(employee: str, actions: str, due_date: str) -> str:
	"""A stay plan to which the session's user sees. Raises PermissionError, PracticeOff, RetentionRefused."""
	document = frappe.new_doc(plans.DOCTYPE).update(
		{"employee": employee, "actions": actions, "due_date": due_date, "owner_employee": assessing.own()}
	)
	document.company = frappe.db.get_value("Employee", employee, "company")
	guarded.check(document, "create")
	return document.insert(ignore_permissions=True).name


def blank(employee: str) -> Document:
	"""A judgement that could be made, to ask the guard about."""
	document = frappe.new_doc(assessing.DOCTYPE).update({"employee": employee})
	document.company = frappe.db.get_value("Employee", employee, "company")
	return document
