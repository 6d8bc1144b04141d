"""The sample company after its cycle was published, with people who log in: for the tests of reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle as in_turn
from typing import Any

import pytest

import frappe
from frappe.desk.query_report import run
from frappe.permissions import add_user_permission

from people import COMPANY, make_employee, make_user, user_of
from staff import hush_general_hooks
from talent_performance.access import upkeep
from talent_performance.demo import loading
from talent_performance.demo.sample import LAST as CYCLE
from talent_performance.demo.sample import sample_policy, sample_tables
from talent_performance.flows import close
from talent_performance.store import listeners
from talent_performance.store.dialect import raise_series, update_join

HOME, SISTER = "Lentera Saujana Boga", "Lentera Saujana Niaga"
# A day in the middle of the sample's year, so that some are late and others not.
TODAY = "2025-11-03"


@dataclass(frozen=True)
class Readers:
	"""Users by what they are, and the employee of the manager and of whoever has nobody below."""

	user: dict[str, str]
	manager: str
	leaf: str


@contextmanager
def published() -> Iterator[Readers]:
	"""Loaded, closed and published in a transaction that is never committed; yields who reads."""
	asked = listeners.harmless_by_hook
	with pytest.MonkeyPatch.context() as patch:
		frappe.db.rollback()
		frappe.clear_cache()
		frappe.set_user("Administrator")
		patch.setattr(frappe.db, "commit", lambda: None)
		hush_general_hooks()
		try:
			appraisals = list(loading.reviewed(sample_tables(), sample_policy()))
			assert close.close(CYCLE, appraisals, publish=True) == []
			yield make_readers()
		finally:
			listeners.harmless_by_hook = asked
			frappe.set_user("Administrator")
			frappe.db.rollback()
			frappe.clear_cache()


def make_readers() -> Readers:
	"""HR of everything, of one company, of another one; a manager of many and one of his people; somebody from outside."""
	raise_series("HR-EMP-", 900_000)  # the sample has the first names of the series
	hr = {
		"HR Manager": make_employee("Rhr", roles=("HR Manager",), create_user_permission=0),
		"Talent Manager": make_employee("Rtm", roles=("Talent Manager",), create_user_permission=0),
		"HR of one": make_employee("Rone", roles=("HR Manager",), create_user_permission=0),
		"HR elsewhere": make_employee("Relse", roles=("HR Manager",), create_user_permission=0),
		"HR User": make_employee("Rhu", roles=("HR User",), company=HOME, create_user_permission=0),
	}
	user = {kind: user_of(employee) for kind, employee in hr.items()}
	add_user_permission("Company", HOME, user["HR of one"], ignore_permissions=True)
	add_user_permission("Company", COMPANY, user["HR elsewhere"], ignore_permissions=True)
	upkeep.rebuild()
	manager, leaf = somebody_in_the_middle()
	user["manager"], user["employee"] = log_in(manager, "Rmanager"), log_in(leaf, "Rleaf")
	user["stranger"] = make_user("Rstranger")
	return Readers(user, manager, leaf)


def log_in(employee: str, name: str) -> str:
	"""A user for an Employee that came by an import; the role goes with having one."""
	user = make_user(name)
	frappe.db.set_value("Employee", employee, "user_id", user)
	frappe.get_doc("User", user).add_roles("Employee")
	return user


def put(doctype: str, names: Sequence[str], values: Iterable[Mapping[str, Any]]) -> None:
	"""One set of values after the other, over and over, into these rows; no event runs."""
	rows = list(zip(names, in_turn(values), strict=False))
	columns = ["name", *rows[0][1]]
	given = [(name, *(each[column] for column in columns[1:])) for name, each in rows]
	update_join(
		doctype, (columns, given), {"name": "name"}, {column: column for column in columns[1:]}, stamped=False
	)


def somebody_in_the_middle() -> tuple[str, str]:
	"""A manager whose line has more than one level and 20 to 150 people, and one of them with nobody below."""
	below: dict[str, set[str]] = {}
	for line in frappe.get_all("Reporting Line", fields=["manager", "employee", "depth"], limit=0):
		if line.depth:
			below.setdefault(line.manager, set()).add(line.employee)
	fits = sorted(
		name for name, people in below.items() if 20 <= len(people) <= 150 and people & below.keys()
	)
	here = set(frappe.get_all("Performance Appraisal", filters={"cycle": CYCLE}, pluck="employee", limit=0))
	manager = next(name for name in fits if name in here)
	leaf = min((below[manager] - below.keys()) & here)
	return manager, leaf


def read(readers: Readers, who: str, report: str, **filters: Any) -> Mapping[str, Any]:
	"""A report as the desk asks for it, as that user."""
	frappe.set_user(readers.user.get(who, who))
	try:
		return frappe._dict(run(report, filters=filters))
	finally:
		frappe.set_user("Administrator")


def line_of(manager: str) -> set[str]:
	"""Everybody below, walked by hand along Reports to."""
	reports: dict[str, set[str]] = {}
	for name, above, status in frappe.get_all(
		"Employee", fields=["name", "reports_to", "status"], as_list=True, limit=0
	):
		if above and status != "Left":
			reports.setdefault(above, set()).add(name)
	found, front = set(), {manager}
	while front:
		front = set().union(*(reports.get(name, set()) for name in front)) - found
		found |= front
	return found - {manager}
