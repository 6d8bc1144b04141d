"""People for tests on a site: users, employees saved as HR saves them, a second company."""

from __future__ import annotations

from typing import Any

import frappe

from doctype_cache import doctypes_kept

COMPANY = "Nusantara Testing"
OTHER_COMPANY = "Elsewhere Testing"


@doctypes_kept()
def make_user(name: str, *roles: str) -> str:
	"""A System User with roles, who didn't come with an Employee; returns the e-mail address."""
	email = f"{name.lower()}@people.example.com"
	user = frappe.get_doc(
		{
			"doctype": "User",
			"email": email,
			"first_name": name,
			"send_welcome_email": 0,
			"roles": [{"role": role} for role in roles],
		}
	)
	user.flags.no_welcome_mail = True
	return user.insert().name


@doctypes_kept()
def make_employee(
	name: str, reports_to: str | None = None, *, roles: tuple[str, ...] = (), user: bool = True, **more: Any
) -> str:
	"""An Employee with a user of his own, saved through the document; returns the Employee's name."""
	details = {
		"doctype": "Employee",
		"first_name": name,
		"gender": "Female",
		"date_of_birth": "1990-01-01",
		"date_of_joining": "2020-01-01",
		"company": COMPANY,
		"status": "Active",
		"reports_to": reports_to,
		"create_user_permission": 1,
		"user_id": make_user(name, *roles) if user else None,
	}
	return frappe.get_doc({**details, **more}).insert().name


@doctypes_kept()
def change(employee: str, **values: Any) -> None:
	"""Save an Employee with other values, as HR does."""
	doc = frappe.get_doc("Employee", employee)
	doc.update(values)
	doc.save()


def user_of(employee: str) -> str:
	"""The user of an Employee."""
	return frappe.db.get_value("Employee", employee, "user_id")


def make_other_company() -> str:
	"""A second company; its accounts aren't needed, and making them takes long."""
	doc = frappe.get_doc(
		{
			"doctype": "Company",
			"name": OTHER_COMPANY,
			"company_name": OTHER_COMPANY,
			"abbr": "ET",
			"default_currency": "IDR",
			"country": "Indonesia",
			"lft": 1001,
			"rgt": 1002,
		}
	)
	doc.db_insert()
	return doc.name
