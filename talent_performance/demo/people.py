"""Who works there: Employee records with their lines, a Talent Profile for everyone, and a login for a handful."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

import frappe
from frappe.permissions import add_user_permission
from frappe.utils.password import update_password

from talent_performance.access import upkeep
from talent_performance.demo.places import companies_of, last_right
from talent_performance.demo.sample import Tables
from talent_performance.demo.writing import imported
from talent_performance.flows.talent_profiles import give_profiles
from talent_performance.store import lines

DATES = (
	"date_of_joining",
	"relieving_date",
	"resignation_letter_date",
	"date_of_retirement",
	"contract_end_date",
)
PLACES = ("company", "department", "branch", "designation", "status", "reports_to")
DOMAIN = "demo.example"
BORN = "1980-01-01"


class Part(NamedTuple):
	"""A login of the demo: whom it stands for, and with which roles."""

	user: str
	employee: str
	roles: tuple[str, ...]
	tied: bool


def hire(tables: Tables) -> None:
	"""Employee records as an import brings them, a profile for everyone, and who stands above whom."""
	employees = tables["employees"].set_index("employee")
	rows = pd.DataFrame(
		{
			"employee": employees.index,
			"first_name": employees["employee_name"],
			"employee_name": employees["employee_name"],
			"gender": "Female",
			"date_of_birth": BORN,
			**{column: employees[column] for column in PLACES},
			"old_parent": employees["reports_to"],
			**{column: employees[column] for column in DATES},
		},
		index=employees.index,
	)
	imported("Employee", rows.join(nested(employees["reports_to"], last_right("Employee"))))
	give_profiles(list(employees.index))
	draw_lines()


def nested(reports_to: pd.Series, after: int) -> pd.DataFrame:
	"""lft and rgt of the employees' trees, behind those that are there.

	>>> nested(pd.Series({"a": None, "b": "a", "c": "a"}), 10).to_numpy().tolist()
	[[11, 16], [12, 13], [14, 15]]
	"""
	below: dict[str | None, list[str]] = {}
	for name, above in reports_to.items():
		below.setdefault(above if isinstance(above, str) else None, []).append(str(name))
	lft, rgt, at = {}, {}, after
	waiting = [(name, False) for name in reversed(below.get(None, []))]
	while waiting:
		name, seen = waiting.pop()
		at += 1
		if seen:
			rgt[name] = at
			continue
		lft[name] = at
		waiting.append((name, True))
		waiting += [(each, False) for each in reversed(below.get(name, []))]
	return pd.DataFrame({"lft": lft, "rgt": rgt}).reindex(reports_to.index)


def draw_lines() -> None:
	"""Reporting lines at once: what follows needs them, and the background job comes later."""
	lines.lock()
	lines.apply(*upkeep.outstanding())


def parts_of(tables: Tables) -> list[Part]:
	"""A head, one of his managers with reports of the own, one of those, and HR."""
	employees = tables["employees"]
	active = employees[(employees["status"] == "Active")].set_index("employee")
	reports = active["reports_to"].dropna().value_counts().reindex(active.index).fillna(0)
	manager = reports[active["reports_to"].notna() & ~active["department"].str.startswith("Human")].idxmax()
	head = str(active.loc[manager, "reports_to"])
	employee = str(active.index[active["reports_to"] == manager][0])
	office = active[active["department"].fillna("").str.startswith("Human Resources")]
	hr = list(reports[office.index].sort_values(ascending=False, kind="stable").index[:3])
	people = ("HR Manager", "Talent Manager", "HR User")
	return [
		Part(f"head@{DOMAIN}", head, (), True),
		Part(f"manager@{DOMAIN}", str(manager), (), True),
		Part(f"employee@{DOMAIN}", employee, (), True),
		*(
			Part(f"{role.lower().replace(' ', '.')}@{DOMAIN}", str(name), (role,), False)
			for role, name in zip(people, hr, strict=True)
		),
	]


def give_logins(tables: Tables, password: str) -> list[Part]:
	"""Users with their Employee saved normally, so that ERPNext's own User Permissions are those of everyday life.

	HR's are tied to the demo's companies: whoever logs in with a password that was shown around sees nobody real.
	"""
	names = tables["employees"].set_index("employee")["employee_name"]
	parts = parts_of(tables)
	before = frappe.flags.in_install
	frappe.flags.in_install = "talent demo"  # no mails, no pictures from the net, and no jobs that come later
	try:
		for part in parts:
			make_user(part, names, password)
			make_employee(part)
			if not part.tied:
				for company in companies_of(tables):
					add_user_permission("Company", company, part.user, ignore_permissions=True)
	finally:
		frappe.flags.in_install = before
	return parts


def make_user(part: Part, names: Mapping[str, str], password: str) -> None:
	"""A user who can log in."""
	first, _space, last = names[part.employee].partition(" ")
	user = frappe.get_doc(
		{
			"doctype": "User",
			"email": part.user,
			"first_name": first,
			"last_name": last,
			"send_welcome_email": 0,
			"roles": [{"role": role} for role in part.roles],
		}
	)
	user.flags.no_welcome_mail = True
	user.insert(ignore_permissions=True)
	update_password(part.user, password)


def make_employee(part: Part) -> None:
	"""The Employee record knows its user."""
	employee = frappe.get_doc("Employee", part.employee)
	employee.update({"user_id": part.user, "create_user_permission": int(part.tied)})
	employee.flags.ignore_mandatory = True
	employee.save(ignore_permissions=True)
