"""What HR should put right so that everybody's line is as it ought to be."""

from __future__ import annotations

import pandas as pd

import frappe
from frappe import _

from talent_performance.access.lines import problems
from talent_performance.access.people import hr_companies
from talent_performance.store import lines as store

HR = ("HR User", "HR Manager")


def problems_for(user: str) -> pd.DataFrame:
	"""Problems of the employees of a user's companies: the employees' columns, problem and detail.

	Raises PermissionError for whoever isn't HR.
	"""
	companies = hr_companies(user, HR)
	if companies == ():
		frappe.throw(
			_("Problems of reporting lines are for HR User and HR Manager, in their companies."),
			frappe.PermissionError,
		)
	people = store.employees()
	found = problems(people).merge(people, on="employee")
	return found if companies is None else found[found["company"].isin(companies)]


@frappe.whitelist()
def people_in_loops() -> int:
	"""How many employees of the user's companies report in a circle. Raises PermissionError for whoever isn't HR."""
	return int((problems_for(frappe.session.user)["problem"] == "loop").sum())
