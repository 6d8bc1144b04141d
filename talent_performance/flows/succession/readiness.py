"""For which positions people are named, and how ready they are: for whoever shows it beside other things about them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

import frappe

from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch, numbers
from talent_performance.store.succession_tables import CANDIDATE, PLAN, POSITION

FIELDS = {
	"employee": "employee",
	"position": "position",
	"position_title": "title",
	"status": "status",
	"readiness_band": "readiness_band",
	"computed_band": "computed_band",
	"readiness": "readiness",
	"emergency_cover": "emergency_cover",
	"as_of": "as_of",
}


def positions_of(employees: Sequence[str]) -> pd.DataFrame:
	"""A row for each active plan of a position in use that names one of these people, withdrawn ones aside.

	`readiness` is 0 to 1, null where it can't be computed. Nobody's access is checked: that is the caller's, and the
	guard of Succession Candidate says who may read of whom.
	"""
	candidate, plan, position = (frappe.qb.DocType(name) for name in (CANDIDATE, PLAN, POSITION))
	query = (
		frappe.qb.from_(candidate)
		.join(plan)
		.on(plan.name == candidate.plan)
		.join(position)
		.on(position.name == candidate.position)
		.select(*(candidate[field] for field in FIELDS), candidate.name)
		.where(within(candidate.employee, employees) & (candidate.status != "Withdrawn"))
		.where((plan.status == "Active") & (position.disabled == 0))
		.orderby(candidate.employee, candidate.position_title, candidate.name)
	)
	found = fetch(query, [*FIELDS.values(), "candidate"])
	value = numbers(found, ["readiness"])["readiness"] / 100
	computed = found["computed_band"].notna()
	return found.assign(
		readiness=value.where(computed), emergency_cover=found["emergency_cover"].astype(float) == 1
	)
