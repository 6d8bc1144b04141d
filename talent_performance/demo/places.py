"""Where people work: the demo's companies, departments, branches, designations."""

from __future__ import annotations

import pandas as pd

import frappe
from frappe.query_builder.functions import Max

from talent_performance.demo.sample import Tables
from talent_performance.demo.writing import imported

CURRENCY, COUNTRY = "IDR", "Indonesia"
TREES = ("Company", "Department", "Employee")


def companies_of(tables: Tables) -> list[str]:
	"""The demo's companies."""
	both = pd.concat([tables["employees"]["company"], tables["segments"]["company"]])
	return sorted(both.dropna().unique())


def place(tables: Tables) -> dict[str, list[str]]:
	"""Make what isn't there; returns the names of what was made, by DocType."""
	both = pd.concat([tables["employees"], tables["segments"]])
	roles = pd.concat(
		[each["designation"] for each in (both, tables["role_competencies"], tables["positions"])]
	)
	return {
		"Company": make_companies(companies_of(tables)),
		"Department": make_departments(both),
		"Designation": imported("Designation", masters(roles, "designation_name")),
		"Branch": imported("Branch", masters(both["branch"], "branch")),
	}


def make_companies(names: list[str]) -> list[str]:
	"""Companies without a chart of accounts: nothing is booked in them, and making the accounts would take minutes."""
	table = pd.DataFrame(
		{
			"company_name": names,
			"abbr": ["".join(word[0] for word in name.split()) for name in names],
			"default_currency": CURRENCY,
			"country": COUNTRY,
		},
		index=names,
	)
	return imported("Company", table.join(behind("Company", len(table)).set_axis(names)))


def make_departments(both: pd.DataFrame) -> list[str]:
	"""Departments, named as ERPNext names them: with the company's abbreviation."""
	of = both.dropna(subset=["department"]).drop_duplicates("department").set_index("department")
	short = of.index.str.rpartition(" - ").get_level_values(0)
	table = pd.DataFrame({"department_name": short, "company": of["company"].to_numpy()}, index=of.index)
	return imported("Department", table.join(behind("Department", len(table)).set_axis(table.index)))


def masters(names: pd.Series, field: str) -> pd.DataFrame:
	"""A table of names."""
	found = sorted(names.dropna().unique())
	return pd.DataFrame({field: found}, index=found)


def last_right(doctype: str) -> int:
	"""Where the last tree of a DocType ends: what comes behind that moves nobody's lft and rgt."""
	table = frappe.qb.DocType(doctype)
	return int(frappe.qb.from_(table).select(Max(table.rgt)).run()[0][0] or 0)


def behind(doctype: str, count: int) -> pd.DataFrame:
	"""lft and rgt of so many trees of one, behind all that are there."""
	lft = pd.Series(range(count), dtype=int) * 2 + last_right(doctype) + 1
	return pd.DataFrame({"lft": lft, "rgt": lft + 1})
