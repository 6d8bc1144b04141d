"""Employees for tests, and what goes with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import frappe
from frappe.utils import now

from doctype_cache import doctypes_kept
from talent_performance.flows.talent_profiles import EMPLOYMENT, PROFILE
from talent_performance.runs import ledger
from talent_performance.store import listeners

KIND = "Give Everyone a Talent Profile"


def hush_general_hooks() -> None:
	"""Take the bench's other hooks on every DocType for needless: what they listen to isn't this app's test."""
	general = frappe.get_doc_hooks().get("*", {})
	paths = {path for event in listeners.EVENTS for path in general.get(event, [])}
	listeners.harmless_by_hook = lambda: dict.fromkeys(paths - set(listeners.NEEDLESS), "Not of this test.")


def company() -> str:
	"""The company that the site's wizard made."""
	return frappe.get_all("Company", pluck="name", order_by="creation, name", limit=1)[0]


def import_employees(count: int, prefix: str, **columns: Callable[[int], object]) -> list[str]:
	"""Employee records that came by a bulk import: no events, so no profiles. Every tenth one has left.

	`columns`: further ones, or others than here, each by the number of the person.
	"""
	names = [f"{prefix}-{number:05d}" for number in range(count)]
	stamp = now()
	rows = [
		{
			"name": name,
			"employee": name,
			"first_name": name,
			"employee_name": f"Person {name}",
			"company": company(),
			"status": "Left" if at % 10 == 9 else "Active",
			"gender": "Female",
			"date_of_birth": "1990-01-01",
			"date_of_joining": "2020-01-15",
			"relieving_date": "2025-06-30" if at % 10 == 9 else None,
			"personal_email": f"{name.lower()}@example.com",
			"creation": stamp,
			"modified": stamp,
			"owner": "Administrator",
			"modified_by": "Administrator",
			**{column: value(at) for column, value in columns.items()},
		}
		for at, name in enumerate(names)
	]
	frappe.db.bulk_insert("Employee", list(rows[0]), [tuple(row.values()) for row in rows])
	return names


@doctypes_kept()
def hire(**values: object) -> frappe.model.document.Document:
	"""An Employee saved as HR saves one."""
	return frappe.get_doc(
		{
			"doctype": "Employee",
			"first_name": "Rina",
			"company": company(),
			"status": "Active",
			"gender": "Female",
			"date_of_birth": "1990-01-01",
			"date_of_joining": "2024-01-01",
			**values,
		}
	).insert()


@doctypes_kept()
def user(email: str, *roles: str) -> str:
	"""A System User with these roles."""
	if not frappe.db.exists("User", email):
		made = frappe.get_doc(
			{"doctype": "User", "email": email, "first_name": email.split("@")[0], "send_welcome_email": 0}
		).insert()
		made.add_roles(*roles)
	return email


def drop_profiles(employees: Sequence[str]) -> None:
	"""Take these employees' profiles away, without events."""
	profiles = frappe.get_all(EMPLOYMENT, filters={"employee": ("in", employees)}, pluck="parent")
	frappe.db.delete(EMPLOYMENT, {"parent": ("in", profiles or [""])})
	frappe.db.delete(PROFILE, {"name": ("in", profiles or [""])})


def drop_runs(runs: Sequence[str]) -> None:
	"""Take runs away, in whatever state."""
	frappe.db.delete(ledger.CHUNK, {"parent": ("in", list(runs) or [""])})
	frappe.db.delete(ledger.RUN, {"name": ("in", list(runs) or [""])})
	frappe.db.delete(
		"Notification Log", {"document_type": ledger.RUN, "document_name": ("in", list(runs) or [""])}
	)


def profile_of(employee: str) -> frappe.model.document.Document:
	"""The profile that an employee record is in."""
	return frappe.get_doc(PROFILE, frappe.db.get_value(EMPLOYMENT, {"employee": employee}, "parent"))


def picture(employees: Sequence[str]) -> list[tuple]:
	"""What the profiles of employees say, apart from names and times: the same work gives the same picture."""
	profile, employment = frappe.qb.DocType(PROFILE), frappe.qb.DocType(EMPLOYMENT)
	query = (
		frappe.qb.from_(profile)
		.join(employment)
		.on(employment.parent == profile.name)
		.select(
			profile.employee, profile.person_name, profile.user, profile.company, profile.status, profile.owner,
			profile.naming_series, employment.employee.as_("line"), employment.idx, employment.company.as_("at"),
			employment.from_date, employment.to_date, employment.status.as_("line_status"), employment.parenttype,
		)
		.where(employment.employee.isin(list(employees)))
		.orderby(employment.employee)
	)  # fmt: skip
	return list(query.run())


def placed(employee: str, performance: float, potential: float, **more: object) -> None:
	"""A Talent Assessment of somebody, past the year that it takes to get there."""
	scores = {"performance_score": performance, "potential_score": potential}
	about = frappe.db.get_value(
		"Employee", employee, ["employee_name", "company", "department"], as_dict=True
	)
	doc = frappe.get_doc(
		{
			"doctype": "Talent Assessment",
			"employee": employee,
			"profile": profile_of(employee).name,
			**about,
			**scores,
			**more,
		}
	)
	doc.set_new_name()
	doc.db_insert()
