"""A company for the test of a whole cycle: eight people saved as HR saves them, and as many more as an import brings.

python populate.py SITE PEOPLE    in the site's directory; prints who is who as JSON
"""

from __future__ import annotations

import json
import sys

import frappe
from frappe.permissions import add_user_permission
from frappe.utils.password import update_password

from people import make_employee, user_of
from staff import import_employees
from talent_performance.access import upkeep
from web import PASSWORD

COMPANY = "Whole Cycle Testing"


def main(site: str, people: str) -> None:
	"""Everything is committed: web server and worker are to see it."""
	frappe.init(site, sites_path=".")
	frappe.connect()
	frappe.set_user("Administrator")
	who = make_people()
	import_the_others(who, int(people) - len(who))
	frappe.db.commit()
	upkeep.rebuild()
	frappe.db.commit()
	print(json.dumps({name: {"employee": each, "user": user_of(each)} for name, each in who.items()}))
	frappe.destroy()


def make_people() -> dict[str, str]:
	"""A line of three with their colleagues, and HR."""
	make_company()
	head = hire("Whead")
	boss = hire("Wboss", head)
	who = {"head": head, "boss": boss, "other boss": hire("Wotherboss", head)}
	who |= {name: hire(f"W{name}", boss) for name in ("asti", "bima", "citra")}
	for name, role in (
		("hr", "HR Manager"),
		("second hr", "HR Manager"),
		("hr user", "HR User"),
		("talent", "Talent Manager"),
	):
		# Whoever is to change other people's records can't be tied to the own: ERPNext's box for that stays empty.
		tied = int(name != "hr")
		who[name] = hire(f"W{name.replace(' ', '')}", head, roles=(role,), create_user_permission=tied)
		add_user_permission("Company", COMPANY, user_of(who[name]), ignore_permissions=True)
	for employee in who.values():
		update_password(user_of(employee), PASSWORD)
	return who


def make_company() -> None:
	"""A second company of the site; its accounts aren't needed, and making them takes long."""
	values = {"company_name": COMPANY, "abbr": "WCT", "default_currency": "IDR", "country": "Indonesia"}
	doc = frappe.get_doc({"doctype": "Company", "name": COMPANY, **values, "lft": 2001, "rgt": 2002})
	doc.db_insert()


def hire(name: str, reports_to: str | None = None, roles: tuple[str, ...] = (), **more: object) -> str:
	"""An Employee of this company with a user of the own."""
	return make_employee(name, reports_to, roles=roles, company=COMPANY, **more)


def import_the_others(who: dict[str, str], count: int) -> None:
	"""People without an account, brought by an import that runs no events."""
	names = import_employees(count, "WHOLE")
	employee = frappe.qb.DocType("Employee")
	(
		frappe.qb.update(employee)
		.set(employee.company, COMPANY)
		.set(employee.status, "Active")
		.set(employee.relieving_date, None)
		.set(employee.reports_to, who["other boss"])
		.where(employee.name.isin(names))
	).run()


if __name__ == "__main__":
	main(*sys.argv[1:])
