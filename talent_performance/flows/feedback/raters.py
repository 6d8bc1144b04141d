"""Who is asked about somebody: the raters whom the round's settings name, those who are chosen, and what is shown of them.

Of an invitation exactly the columns in SHOWN leave this module, and the person whom it is about sees only whom the person
nominated. Nothing here knows who has answered.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, validate_email_address

from talent_performance import store
from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.access.feedback import Part
from talent_performance.access.lines import CURRENT
from talent_performance.access.people import LINE
from talent_performance.flows.feedback import rounds
from talent_performance.flows.feedback.rounds import INVITATION, REQUEST, WITHDRAWN
from talent_performance.flows.moving import moving
from talent_performance.flows.reminders import reach
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch
from talent_performance.store.markup import safe

SHOWN = (
	"name", "rater", "rater_name", "rater_email", "rater_group", "state", "nominated_by", "decline_reason", "substitute_for",
)  # fmt: skip
SELF, MANAGER, PEER, REPORT, OTHER = "Self", "Manager", "Peer", "Report", "Other"
CHOSEN = (PEER, OTHER)
LIVE = ("Nominated", "Approved", "Sent")
COLUMNS = ["request", "round", "employee", "company", "rater", "rater_name", "rater_key", "rater_group"]
LONGEST = 140


# What is shown


def shown(requests: Sequence[str], *, of_subject: bool = False) -> dict[str, list[dict[str, Any]]]:
	"""Request → its raters, by group and name; for the person itself only its own nominations, and nobody who declined as such."""
	table = frappe.qb.DocType(INVITATION)
	query = frappe.qb.from_(table).select(table.request, *(table[column] for column in SHOWN))
	query = query.where(within(table.request, list(requests)) & (table.state != WITHDRAWN))
	if of_subject:
		query = query.where(table.nominated_by == "Employee")
	found: dict[str, list[dict[str, Any]]] = {request: [] for request in requests}
	for row in query.orderby(table.rater_group, table.rater_name, table.name).run(as_dict=True):
		if of_subject:
			row.update({"decline_reason": None, "substitute_for": None})
			row["state"] = "Sent" if row["state"] == "Declined" else row["state"]
		found[row.pop("request")].append(row)
	return found


def counts(requests: Sequence[str]) -> dict[str, dict[str, int]]:
	"""Request → group → how many are chosen, approved or asked."""
	table = frappe.qb.DocType(INVITATION)
	query = frappe.qb.from_(table).select(table.request, table.rater_group, table.name)
	rows = query.where(within(table.request, list(requests)) & table.state.isin(list(LIVE))).run()
	found: dict[str, dict[str, int]] = {request: {} for request in requests}
	for request, group, _name in rows:
		found[request][group] = found[request].get(group, 0) + 1
	return found


# Whom the settings name


def by_rule(round_: Document, requests: Sequence[str]) -> pd.DataFrame:
	"""The raters whom the round's settings name for these requests: COLUMNS. Three questions, however many they are."""
	about = fetch(_about(requests), ["request", "employee", "company", "employee_name", "manager"])
	found = [pd.DataFrame(columns=COLUMNS, dtype=object)]
	if cint(round_.include_self):
		found.append(
			about.assign(rater=about["employee"], rater_name=about["employee_name"], rater_group=SELF)
		)
	if cint(round_.include_manager):
		led = about[about["manager"].notna()]
		found.append(led.assign(rater=led["manager"], rater_name=None, rater_group=MANAGER))
	if cint(round_.include_reports):
		below = fetch(_reports(about["employee"]), ["employee", "rater", "rater_name"])
		found.append(about.merge(below, on="employee").assign(rater_group=REPORT))
	named = pd.concat(found, ignore_index=True).assign(round=round_.name)
	return named.assign(rater_key=named["rater"])[COLUMNS]


def _about(requests: Sequence[str]) -> Any:
	table, employee = frappe.qb.DocType(REQUEST), frappe.qb.DocType("Employee")
	manager = frappe.qb.DocType("Employee").as_("manager")
	return (
		frappe.qb.from_(table)
		.join(employee)
		.on(employee.name == table.employee)
		.left_join(manager)
		.on((manager.name == employee.reports_to) & (manager.status == "Active"))
		.select(table.name, table.employee, table.company, employee.employee_name, manager.name)
		.where(within(table.name, list(requests)))
		.orderby(table.name)
	)


def _reports(managers: Collection[str]) -> Any:
	employee = frappe.qb.DocType("Employee")
	query = frappe.qb.from_(employee).select(employee.reports_to, employee.name, employee.employee_name)
	query = query.where(within(employee.reports_to, list(managers)) & employee.status.isin(list(CURRENT)))
	return query.orderby(employee.name)


def insert(rows: pd.DataFrame, *, state: str, nominated_by: str) -> list[str]:
	"""Invitations that aren't there yet, with names and addresses; returns their names. Whoever is switched off isn't asked."""
	rows = rows[~rows["rater"].isin(list(practices.off_among(Practice.FEEDBACK, rows["rater"].dropna())))]
	rows = rows[~_pairs(rows).isin(list(_there(rows["request"])))].drop_duplicates(["request", "rater_key"])
	if rows.empty:
		return []
	rows = with_addresses(rows.reset_index(drop=True))
	with moving():
		written = store.insert(INVITATION, rows.assign(state=state, nominated_by=nominated_by))
	return list(written.names)


def _pairs(rows: pd.DataFrame) -> pd.Series:
	return rows["request"] + "\n" + rows["rater_key"].astype(str).str.lower()


def _there(requests: pd.Series) -> set[str]:
	"""Request and key of invitations that are there, in whatever state: who declined or was taken out isn't asked by a rule."""
	table = frappe.qb.DocType(INVITATION)
	query = frappe.qb.from_(table).select(table.request, table.rater_key)
	return {
		f"{request}\n{key.lower()}"
		for request, key in query.where(within(table.request, list(set(requests)))).run()
	}


def with_addresses(rows: pd.DataFrame) -> pd.DataFrame:
	"""With the names of employees, and the addresses to which mails go."""
	names = sorted(set(rows["rater"].dropna()))
	employee = frappe.qb.DocType("Employee")
	query = frappe.qb.from_(employee).select(employee.name, employee.employee_name)
	known = dict(query.where(within(employee.name, names)).run()) if names else {}
	mails = reach(names)["mail"].to_dict() if names else {}
	given = rows["rater_email"] if "rater_email" in rows else pd.Series(None, index=rows.index, dtype=object)
	return rows.assign(
		rater_name=rows["rater"].map(known).fillna(rows["rater_name"]),
		rater_email=rows["rater"].map(mails).where(rows["rater"].notna(), given),
	)


# Choosing one


def choose(
	request: Document,
	*,
	rater: str = "",
	name: str = "",
	email: str = "",
	group: str = PEER,
	by: str,
	substitute_for: str = "",
) -> str:
	"""One more rater, an employee or somebody from outside. Raises FeedbackRefused."""
	rater = rater or employee_with(email)
	row = _inside(request, rater, group, by) if rater else _outside(request, name, email)
	found = frappe.db.get_value(
		INVITATION, {"request": request.name, "rater_key": row["rater_key"]}, ["name", "state"], as_dict=True
	)
	state = "Nominated" if by == "Employee" else "Approved"
	if found and found.state != WITHDRAWN:
		rounds.refuse(already(row["rater_name"], found.state))
	if found:
		frappe.db.set_value(
			INVITATION, found.name, {"state": state, "nominated_by": by, "rater_group": row["rater_group"]}
		)
		return str(found.name)
	about = {
		"request": request.name,
		"round": request.round,
		"employee": request.employee,
		"company": request.company,
	}
	table = pd.DataFrame([{**about, **row, "substitute_for": substitute_for or None}], dtype=object)
	made = insert(table, state=state, nominated_by=by)
	if not made:
		practices.check_on(Practice.FEEDBACK, rater)
	return made[0]


def already(name: str, state: str) -> str:
	"""Why somebody can't be chosen again."""
	if state == "Declined":
		return _("{0} has declined. Choose somebody else.").format(name)
	return _("{0} is among the raters already.").format(name)


def employee_with(email: str) -> str:
	"""Whoever works here and has this address; "" for nobody. An employee isn't asked as somebody from outside."""
	if not email:
		return ""
	table = frappe.qb.DocType("Employee")
	text = email.strip()
	mine = (table.user_id == text) | (table.company_email == text) | (table.prefered_email == text)
	query = frappe.qb.from_(table).select(table.name).where(mine & table.status.isin(list(CURRENT)))
	return next(iter(query.orderby(table.name).limit(1).run(pluck=True)), "")


def _inside(request: Document, rater: str, group: str, by: str) -> dict[str, Any]:
	found = frappe.db.get_value(
		"Employee", rater, ["employee_name", "company", "status", "reports_to"], as_dict=True
	)
	if not found or found.status not in CURRENT or (by == "Employee" and found.company != request.company):
		rounds.refuse(_("Choose somebody who works here."))
	if rater == request.employee or same_person(rater, request.employee):
		rounds.refuse(
			_("Nobody is a rater of himself: the own view is asked for anyhow, where the round wants it.")
		)
	settings = frappe.db.get_value(
		rounds.ROUND, request.round, ["include_manager", "include_reports"], as_dict=True
	)
	if found.reports_to == request.employee:
		if settings.include_reports:
			rounds.refuse(_("{0} is asked as a report anyhow.").format(found.employee_name))
		group = REPORT
	elif stands_above(rater, request.employee) and (group == PEER or by == "Employee"):
		rounds.refuse(
			_("{0} is a manager of {1}, and no peer.").format(found.employee_name, request.employee_name)
		)
	return {
		"rater": rater,
		"rater_key": rater,
		"rater_name": found.employee_name,
		"rater_group": group,
		"rater_email": None,
	}


def same_person(one: str, other: str) -> bool:
	"""Whether two Employee records are of the same person."""
	line = frappe.qb.DocType("Talent Profile Employment")
	query = frappe.qb.from_(line).select(line.parent).where(line.employee.isin([one, other]))
	parents = query.run(pluck=True)
	return len(parents) == 2 and len(set(parents)) == 1


def stands_above(rater: str, employee: str) -> bool:
	"""Whether somebody stands above an employee, at any level."""
	return bool(frappe.db.exists(LINE, {"manager": rater, "employee": employee, "depth": (">", 0)}))


def _outside(request: Document, name: str, email: str) -> dict[str, Any]:
	name, email = safe(name.strip())[:LONGEST], email.strip().lower()
	if not name:
		rounds.refuse(_("Name: say who it is."))
	if "," in email or len(email) > LONGEST or not email or validate_email_address(email).lower() != email:
		rounds.refuse(_("E-mail: an address as in name@example.com is expected."))
	own = frappe.db.get_value("Employee", request.employee, ["personal_email", "company_email", "user_id"])
	if email in {(each or "").lower() for each in own}:
		rounds.refuse(_("This is an address of {0}.").format(request.employee_name))
	return {"rater": None, "rater_key": email, "rater_name": name, "rater_group": OTHER, "rater_email": email}


def withdraw(invitation: str, request: Document) -> None:
	"""Take a rater out who wasn't asked yet. Raises FeedbackRefused."""
	state = frappe.db.get_value(INVITATION, {"name": invitation, "request": request.name}, "state")
	if state not in ("Nominated", "Approved"):
		rounds.refuse(_("Only somebody who wasn't asked yet can be taken out."))
	frappe.db.set_value(INVITATION, invitation, "state", WITHDRAWN)


def part_of(parts: Collection[Part]) -> str:
	"""In which part somebody chooses a rater, as an invitation says it."""
	if Part.SUBJECT in parts:
		return "Employee"
	return "Manager" if Part.MANAGER in parts else "HR"
