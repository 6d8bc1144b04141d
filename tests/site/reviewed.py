"""Cycles, appraisals and reviews for tests of the close, written as an import would write them."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

import frappe

from sample_site import into, profiles, sample_policy, templates
from staff import company
from talent_performance.engine.policy import Policy, policy_from
from talent_performance.store.policy import freeze

TEMPLATE = "Sample staff"
STAMPS = {
	"name",
	"creation",
	"modified",
	"parent",
	"scored_on",
	"placed_on",
	"published_on",
	"at",
	"appraisal",
	"source_name",
}
PICTURED = (
	"Appraisal Result",
	"Talent Assessment",
	"Talent Placement",
	"Appraisal Event",
	"Performance Appraisal",
)


def mostly_competencies() -> Policy:
	"""The sample's policy with so much weight on competencies that their rating alone makes a score."""
	plain = json.loads(freeze(sample_policy()))
	plain["templates"][TEMPLATE]["weights"] = {"objectives": 40, "competencies": 60}
	return policy_from(plain)


def make_cycle(
	name: str, year: int, *, kind: str = "Annual", state: str = "Launched", policy: Policy | None = None
) -> str:
	"""A cycle of a calendar year, with its policy frozen; the templates come with the first one."""
	policy = policy or mostly_competencies()
	if not frappe.db.exists("Review Template", TEMPLATE):
		templates(policy)
	row = {
		"title": name,
		"kind": kind,
		"start_date": f"{year}-01-01",
		"end_date": f"{year}-12-31",
		"state": state,
		"policy": freeze(policy),
	}
	lines = pd.DataFrame({"company": [company()]}, index=[name])
	into("Performance Cycle", pd.DataFrame([row], index=[name]), {"companies": lines}, reserved=[name])
	return name


def make_appraisals(
	cycle: str, employees: list[str], *, state: str = "Manager Review", **more: object
) -> list[str]:
	"""Appraisals of a whole period; returns their names in the order of the employees."""
	period = frappe.db.get_value("Performance Cycle", cycle, ["start_date", "end_date"], as_dict=True)
	managers = dict(frappe.get_all("Employee", fields=["name", "reports_to"], as_list=True, limit=0))
	table = pd.DataFrame(
		{
			"employee": employees,
			"company": company(),
			"profile": [profiles()[name] for name in employees],
			"cycle": cycle,
			"state": state,
			"template": TEMPLATE,
			"manager": [managers[name] for name in employees],
			"start_date": period.start_date,
			"end_date": period.end_date,
			**more,
		}
	)
	into("Performance Appraisal", table)
	of = dict(
		frappe.get_all(
			"Performance Appraisal",
			filters={"cycle": cycle},
			fields=["employee", "name"],
			as_list=True,
			limit=0,
		)
	)
	return [of[name] for name in employees]


def make_reviews(
	appraisals: list[str],
	rating: object = 4.0,
	*,
	overall: object = None,
	perspective: str = "Manager",
	segment: str = "All",
	state: str = "Submitted",
) -> None:
	"""A review of each appraisal with one competency line, and an overall rating where one is given."""
	fields = ["name", "employee", "cycle", "manager"]
	known = {
		row.name: row
		for row in frappe.get_all(
			"Performance Appraisal", filters={"name": ("in", appraisals)}, fields=fields, limit=0
		)
	}
	table = pd.DataFrame(
		{
			"appraisal": appraisals,
			"employee": [known[name].employee for name in appraisals],
			"cycle": [known[name].cycle for name in appraisals],
			"perspective": perspective,
			"segment": segment,
			"reviewer": [known[name].manager or known[name].employee for name in appraisals],
			"state": state,
			"overall_rating": overall,
			"overall_reason": None if overall is None else "Seen at work.",
		}
	)
	lines = pd.DataFrame(
		{"component": "Competencies", "item": "Integrity", "weight": 1.0, "rating": rating, "state": "Rated"},
		index=np.arange(len(table)),
	)
	into("Appraisal Review", table, {"ratings": lines})


def make_potential(employees: list[str], level: float = 4.0, on: str = "2026-07-01") -> None:
	"""Submitted assessments with one level for every factor."""
	row = {
		"assessed_on": on,
		"state": "Submitted",
		"ability": level,
		"aspiration": level,
		"engagement": level,
	}
	into("Potential Assessment", pd.DataFrame([{"employee": name, **row} for name in employees]))


def remember(cycle: str, employee: str, score: float, potential: str, box: int = 0) -> None:
	"""A published result of an earlier cycle, and where it placed the person."""
	who = {"employee": employee, "profile": profiles()[employee], "cycle": cycle}
	into("Appraisal Result", pd.DataFrame([{**who, "state": "Published", "performance_score": score}]))
	end = frappe.db.get_value("Performance Cycle", cycle, "end_date")
	placement = {
		"placed_on": f"{end} 12:00:00",
		"cause": "Opening History",
		"after_box": box,
		"after_potential_band": potential,
	}
	into("Talent Placement", pd.DataFrame([{**who, **placement}]))


def picture(cycle: str) -> dict[str, list[tuple]]:
	"""What a cycle has left in the tables, apart from names and times: the same work gives the same picture."""
	sheets = frappe.get_all("Performance Appraisal", filters={"cycle": cycle}, pluck="name", limit=0)
	lines = {"parent": ("in", sheets or [""]), "parenttype": "Performance Appraisal"}
	found = {doctype: pictured(doctype, {"cycle": cycle}) for doctype in PICTURED}
	return {**found, "Appraisal Objective": pictured("Appraisal Objective", lines)}


def pictured(doctype: str, filters: dict[str, object]) -> list[tuple]:
	"""What rows say, apart from names and times."""
	columns = [column for column in frappe.get_meta(doctype).get_valid_columns() if column not in STAMPS]
	rows = frappe.get_all(doctype, filters=filters, fields=columns, limit=0, order_by="name")
	return sorted((tuple(row.get(column) for column in columns) for row in rows), key=repr)


def drop(cycles: list[str], employees: list[str]) -> None:
	"""Take away what the tests have committed."""
	for doctype in ("Appraisal Review", "Performance Appraisal"):
		parents = frappe.get_all(doctype, filters={"cycle": ("in", cycles)}, pluck="name", limit=0) or [""]
		for df in frappe.get_meta(doctype).get_table_fields():
			frappe.db.delete(df.options, {"parent": ("in", parents)})
	for doctype in (*PICTURED, "Appraisal Review"):
		frappe.db.delete(doctype, {"employee": ("in", employees)})
	frappe.db.delete("Potential Assessment", {"employee": ("in", employees)})
	frappe.db.delete("Cycle Company", {"parent": ("in", cycles)})
	frappe.db.delete("Performance Cycle", {"name": ("in", cycles)})
	frappe.db.delete("Review Component", {"parent": ("like", "Sample %")})
	frappe.db.delete("Review Template", {"name": ("like", "Sample %")})
