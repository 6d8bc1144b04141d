"""A small company with goals for tests: people in two lines, HR, a cycle under way, and short ways to make goals."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

import frappe
from frappe.utils import get_datetime

from people import COMPANY, make_employee, make_user, user_of
from talent_performance.access import upkeep
from talent_performance.flows import goals

FIRST, LAST = "2026-01-01", "2026-12-31"
TODAY = "2026-07-01"


@dataclass(frozen=True)
class Company:
	"""Employees and users by what they are, and the cycle."""

	employee: dict[str, str]
	user: dict[str, str]
	cycle: str


@contextmanager
def in_business() -> Iterator[Company]:
	"""A company on 1 July, in a transaction that is never committed."""
	with pytest.MonkeyPatch.context() as patch:
		frappe.db.rollback()
		frappe.clear_cache()
		frappe.set_user("Administrator")
		patch.setattr(frappe.db, "commit", lambda: None)
		stop_clock(patch, TODAY)
		try:
			yield found()
		finally:
			frappe.set_user("Administrator")
			frappe.db.rollback()
			frappe.clear_cache()


def stop_clock(patch: pytest.MonkeyPatch, day: str) -> None:
	"""It is nine o'clock on that day, and a little later each time that somebody looks."""
	moments = itertools.count(100_000)
	nine = get_datetime(f"{day} 09:00:00")
	patch.setattr(frappe.utils.data, "now_datetime", lambda: nine + timedelta(microseconds=next(moments)))


def found() -> Company:
	"""director → manager → {worker, peer}; director → {stranger, HR}; somebody without Employee."""
	of = {"director": make_employee("Director", roles=("Employee",))}
	of["manager"] = make_employee("Manager", of["director"], roles=("Employee",))
	of["worker"] = make_employee("Worker", of["manager"], roles=("Employee",))
	of["peer"] = make_employee("Peer", of["manager"], roles=("Employee",))
	of["stranger"] = make_employee("Stranger", of["director"], roles=("Employee",))
	of["HR User"] = make_employee("Hruser", of["director"], roles=("Employee", "HR User"))
	of["HR Manager"] = make_employee("Hrmanager", of["director"], roles=("Employee", "HR Manager"))
	of["without user"] = make_employee("Nouser", of["manager"], user=False)
	upkeep.update_lines()
	user = {kind: user_of(name) for kind, name in of.items()}
	user["nobody"] = make_user("Nobody", "Employee")
	return Company(of, user, make_cycle())


def make_cycle(**values: Any) -> str:
	"""A cycle of the year that is under way."""
	doc = frappe.get_doc(
		{
			"doctype": "Performance Cycle",
			"title": "Year 2026",
			"kind": "Annual",
			"employment_status": "Active",
			"start_date": FIRST,
			"end_date": LAST,
			"companies": [{"company": COMPANY}],
			**values,
		}
	)
	doc.flags.ignore_mandatory = doc.flags.ignore_links = True
	doc.set_new_name()
	doc.state = values.get("state", "Launched")
	doc.db_insert()
	for row in doc.companies:
		row.parent, row.parenttype, row.parentfield = doc.name, doc.doctype, "companies"
		row.db_insert()
	return doc.name


def draft(
	company: Company, who: str, title: str = "Sell more", **values: Any
) -> frappe.model.document.Document:
	"""An individual objective, as its owner or whoever is logged in."""
	return frappe.get_doc(
		{
			"doctype": "Objective",
			"title": title,
			"level": "Individual",
			"employee": company.employee[who],
			"company": COMPANY,
			"cycle": company.cycle,
			**values,
		}
	).insert()


def draft_common(company: Company, level: str = "Company", **values: Any) -> frappe.model.document.Document:
	"""An objective of the company or a department."""
	department = frappe.get_all("Department", pluck="name", order_by="name", limit=1)[0]
	return draft(
		company,
		"worker",
		level=level,
		employee=None,
		department=department if level == "Department" else None,
		**values,
	)


def measure(objective: str, **values: Any) -> frappe.model.document.Document:
	"""A key result: achievement of 100 unless a test says otherwise."""
	return frappe.get_doc(
		{
			"doctype": "Key Result",
			"objective": objective,
			"title": "Revenue",
			"method": "Achievement",
			"target_value": 100,
			**values,
		}
	).insert()


def approved(
	company: Company, who: str, by: str = "manager", targets: tuple[float, ...] = (100,), **values: Any
) -> tuple[str, list[str]]:
	"""An approved objective with key results, through everybody's own hands; the session is its owner's afterwards."""
	frappe.set_user(company.user[who])
	objective = draft(company, who, **values).name
	measures = [measure(objective, target_value=target).name for target in targets]
	goals.move(objective, "submit")
	frappe.set_user(company.user[by])
	goals.move(objective, "approve")
	frappe.set_user(company.user[who])
	return objective, measures


def figure(doctype: str, name: str, field: str = "attainment") -> Any:
	"""What is stored."""
	return frappe.db.get_value(doctype, name, field)
