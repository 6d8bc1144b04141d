"""Who a user is: Employee records, reports, companies, roles. Asked anew each time, so nothing outlives a change.

Nothing of what a client says about who it is comes in here: the user is the session's, or one that the server names.
"""

from __future__ import annotations

from collections.abc import Iterable

import frappe

from talent_performance.access.companies import permitted_companies

LINE = "Reporting Line"
NOBODY = ("", "Guest")
# Whom no User Permission on Company restricts. HR Users without one have the companies of their own Employee records.
UNLIMITED = ("HR Manager", "Talent Manager")
BORDERED = ("HR User", *UNLIMITED)


def literal(value: str) -> str:
	"""A text as it may stand in SQL, on MariaDB and SQLite.

	A percent sign would be taken for a placeholder in some of the ways that Frappe runs a permission query, and doubled
	it would be wrong in the others; on SQLite Frappe makes a quotation mark of a backtick. A text with one goes as bytes.
	"""
	lite = frappe.db.db_type == "sqlite"
	if "%" in value or (lite and "`" in value):
		as_bytes = f"x'{value.encode().hex()}'"
		return f"cast({as_bytes} as text)" if lite else f"_utf8mb4 {as_bytes}"
	return frappe.db.escape(value, percent=False)


def literals(values: Iterable[str]) -> str:
	"""Texts in brackets, as behind IN; at least one."""
	return f"({', '.join(literal(value) for value in values)})"


def employees_of(user: str | None) -> tuple[str, ...]:
	"""Every Employee record of a user, of any company and status; none for Guest and for a user without one."""
	if not user or user in NOBODY:
		return ()
	table = frappe.qb.DocType("Employee")
	query = frappe.qb.from_(table).select(table.name).where(table.user_id == user).orderby(table.name)
	return tuple(query.run(pluck=True))


def is_manager_of(user: str, employee: str) -> bool:
	"""Whether one of the user's Employee records stands above the employee, who isn't the user himself."""
	own = employees_of(user)
	if not own or employee in own:
		return False
	table = frappe.qb.DocType(LINE)
	query = frappe.qb.from_(table).select(table.name)
	query = query.where(table.manager.isin(own) & (table.employee == employee) & (table.depth > 0))
	return bool(query.limit(1).run())


def has_reports(own: Iterable[str]) -> bool:
	"""Whether somebody stands below one of these Employee records."""
	own = tuple(own)
	if not own:
		return False
	table = frappe.qb.DocType(LINE)
	query = frappe.qb.from_(table).select(table.name).where(table.manager.isin(own) & (table.depth > 0))
	return bool(query.limit(1).run())


def lines_subquery(user: str) -> str | None:
	"""SQL that selects the user's own Employee records and everybody below: for `employee in (…)`. None for nobody."""
	own = employees_of(user)
	return below(own) if own else None


def below(own: Iterable[str], depth: str = "") -> str:
	"""SQL that selects everybody below these managers, themselves included; `depth` narrows it, as in "= 1"."""
	narrowed = f" and `depth` {depth}" if depth else ""
	return f"select `employee` from `tab{LINE}` where `manager` in {literals(own)}{narrowed}"


def hr_companies(
	user: str, roles: tuple[str, ...] = BORDERED, doctype: str | None = None
) -> tuple[str, ...] | None:
	"""The companies in which one of `roles` lets a user work; None for all of them.

	User Permissions on Company draw the border, as everywhere in ERPNext; one that is applicable for another DocType
	only says nothing here. Without any, HR Manager and Talent Manager work in all companies, and an HR User in those of
	his own Employee records.
	"""
	held = set(roles) & set(frappe.get_roles(user))
	if not held:
		return ()
	permitted = permitted_companies(user, doctype)
	if permitted is not None:
		return tuple(sorted(permitted))
	return None if held & set(UNLIMITED) else companies_of(user)


def companies_of(user: str) -> tuple[str, ...]:
	"""The companies of a user's own Employee records."""
	table = frappe.qb.DocType("Employee")
	query = frappe.qb.from_(table).select(table.company).where(table.user_id == user).distinct()
	return tuple(sorted(query.run(pluck=True))) if user not in NOBODY else ()
