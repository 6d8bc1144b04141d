"""Reviews of members of pools that are due, for the digest and the first page of whoever holds them.

A pool's keeper holds them. HR of the company hears of pools that nobody keeps, or somebody who may not see their people.
Nobody hears of a person whose record he may not read, of himself, or of somebody above him.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import cstr, get_url_to_form, get_url_to_list, getdate

from talent_performance.access.calibration_session import closed_to
from talent_performance.access.guards import GUARDS
from talent_performance.access.people import employees_of, literal, literals
from talent_performance.access.twins import listed
from talent_performance.flows.pools.criteria import POOL
from talent_performance.flows.pools.members import IN, MEMBER
from talent_performance.store.dialect import within

ROLES = ("HR Manager", "Talent Manager")
# How many days ahead a review is worth a line.
AHEAD = 14


def to_hold(users: Mapping[str, str]) -> list[tuple[str, str, Any]]:
	"""Employee, record and day of each review that waits for one of these users (user → Employee).

	HR is few: each is asked for by himself, and only on days on which a review is due at all.
	"""
	readers = sorted(set(users) & set(holders(users)))
	if not readers or not is_any_due():
		return []
	kept = keepers()
	return [
		(users[user], row.name, row.review_on)
		for user in readers
		for row in waiting(user, employees_of(user), kept)
	]


def holders(users: Collection[str] | None = None) -> list[str]:
	"""Enabled users with a role that holds reviews; of these users, or of all."""
	role, user = frappe.qb.DocType("Has Role"), frappe.qb.DocType("User")
	query = frappe.qb.from_(role).join(user).on(user.name == role.parent).select(user.name).distinct()
	query = query.where((role.parenttype == "User") & role.role.isin(ROLES) & (user.enabled == 1))
	if users is not None:
		query = query.where(within(user.name, list(users)))
	return query.orderby(user.name).run(pluck=True)


def keepers() -> list[str]:
	"""Employees who can hold the reviews of a pool that they keep."""
	employee = frappe.qb.DocType("Employee")
	query = frappe.qb.from_(employee).select(employee.name).where(employee.status != "Left")
	return query.where(within(employee.user_id, holders())).orderby(employee.name).run(pluck=True)


def last_day() -> str:
	"""Reviews until this day are worth a line."""
	return cstr(getdate() + timedelta(days=AHEAD))


def is_any_due() -> bool:
	"""Whether anybody's review is due."""
	return bool(frappe.db.exists(MEMBER, {"status": IN, "review_on": ("<=", last_day())}))


def waiting(user: str, own: Sequence[str], kept: Sequence[str]) -> list[frappe._dict]:
	"""Members whose review is due soon or over, that the user holds and may see."""
	rules = listed(GUARDS[MEMBER], user, "m") or "1=1"
	closed = literals(closed_to(user) or [""])
	return frappe.db.sql(
		f"select m.name, m.pool, m.review_on from `tab{MEMBER}` as m join `tab{POOL}` as p on p.name = m.pool "
		f"where m.status = {literal(IN)} and m.review_on <= {literal(last_day())} and p.disabled = 0 "
		f"and (p.kept_by in {literals(own or [''])} or ifnull(p.kept_by, '') not in {literals(kept or [' '])}) "
		f"and m.employee not in {closed} and {rules} order by m.review_on, m.name",
		as_dict=True,
	)


def of_reader(own: Sequence[str]) -> dict[str, Any] | None:
	"""The reviews that wait for the session's user as one line: what, how many, until when, how late, and where at the desk."""
	user = frappe.session.user
	if not set(ROLES) & set(frappe.get_roles(user)):
		return None
	rows = waiting(user, own, keepers())
	if not rows:
		return None
	pools, first = {row.pool for row in rows}, getdate(rows[0].review_on)
	many = _("Review {0} people in talent pools").format(len(rows))
	return {
		"title": _("Review a person in a talent pool") if len(rows) == 1 else many,
		"text": _("Talent Pools"),
		"due": first,
		"days_late": max(0, (getdate() - first).days),
		"count": len(rows),
		"to": get_url_to_form(POOL, pools.pop()) if len(pools) == 1 else get_url_to_list(POOL),
	}
