"""What is known of people, as criteria of pools ask it: a row a person, null where nothing is known or an agreement says no."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

import frappe
from frappe.utils import getdate, today

from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.engine.leadership import latest_of
from talent_performance.engine.pools import FACTS, years_of_service
from talent_performance.engine.rounding import half_up
from talent_performance.flows import capability, leadership
from talent_performance.store import frames
from talent_performance.store.dialect import within
from talent_performance.store.policy import policy_of

EMPLOYEE, ASSESSMENT = "Employee", "Talent Assessment"
WORDS = ("department", "designation", "branch", "grade", "employment_type")
STANDING = (
	"performance_score",
	"performance_band",
	"potential_score",
	"potential_band",
	"box",
	"high_potential",
)
# Practice → the facts that rest on it: for whom it is switched off, they aren't known.
REST_ON = {
	Practice.NINE_BOX: ("box", "high_potential"),
	Practice.POTENTIAL: (
		"potential_score", "potential_band", "box", "high_potential", "learning_agility", "leadership_capability",
	),
}  # fmt: skip
KINDS = {"learning_agility": "Learning Agility", "leadership_capability": "Leadership Capability"}


def facts_of(company: str, asked: Collection[str], employees: Sequence[str] | None = None) -> pd.DataFrame:
	"""Everybody who is employed in a company, or these of them, with the facts that criteria name.

	Nobody for whom individual analytics are switched off. A fixed number of queries, and none for what isn't asked.
	"""
	people = staff(company, employees)
	columns = {FACTS[fact].column for fact in asked if fact in FACTS}
	if people.empty:
		return people
	people["years_of_service"] = years_of_service(people["date_of_joining"], pd.Timestamp(today()))
	if columns & set(STANDING):
		people = people.merge(standing(people["employee"]), on="employee", how="left")
	if columns & KINDS.keys():
		people = people.assign(**evidence(people["employee"]))
	if "fit" in columns:
		people = people.assign(fit=fit_of(people))
	return without_what_is_off(people)


def fit_of(people: pd.DataFrame) -> pd.Series:
	"""How far people meet what their own role asks, in percent; null where too little of it has been assessed to compare."""
	pairs = people[["employee"]].assign(
		designation=people["designation"] if "designation" in people else None
	)
	found = capability.fit(pairs)
	value = pd.to_numeric(found["fit"]).where(found["ranked"].astype(bool))
	return pd.Series(half_up(value * 100), index=people.index)


def staff(company: str, employees: Sequence[str] | None) -> pd.DataFrame:
	"""Records of a company's people who haven't left, without those who aren't to be analysed."""
	employee, meta = frappe.qb.DocType(EMPLOYEE), frappe.get_meta(EMPLOYEE)
	known = [column for column in WORDS if meta.has_field(column)]
	query = (
		frappe.qb.from_(employee)
		.select(employee.name, employee.date_of_joining, *(employee[column] for column in known))
		.where((employee.company == company) & (employee.status != "Left"))
		.orderby(employee.name)
	)
	if employees is not None:
		query = query.where(within(employee.name, employees))
	found = frames.fetch(query, ["employee", "date_of_joining", *known])
	off = practices.off_among(Practice.ANALYTICS, found["employee"])
	return found[~found["employee"].isin(off)].reset_index(drop=True)


def standing(employees: pd.Series) -> pd.DataFrame:
	"""Performance, potential and box, where somebody has been assessed; 0 is nothing."""
	table = frappe.qb.DocType(ASSESSMENT)
	query = (
		frappe.qb.from_(table)
		.select(table.employee, *(table[column] for column in STANDING))
		.where(within(table.employee, list(employees)))
		.orderby(table.employee, table.as_of, table.name)
	)
	found = frames.fetch(query, ["employee", *STANDING])
	return frames.numbers(found, ["performance_score", "potential_score", "box"], none=0).drop_duplicates(
		"employee", keep="last"
	)


def evidence(employees: pd.Series) -> dict[str, pd.Series]:
	"""The latest leadership assessment of each kind that is still valid, as a share of its scale."""
	known, months = leadership.submitted(list(employees)), policy_of(None).potential.valid_months
	as_of = pd.Timestamp(getdate())
	return {
		column: latest_of(known, employees, kind, as_of, months)["share"].set_axis(employees.index)
		for column, kind in KINDS.items()
	}


def without_what_is_off(people: pd.DataFrame) -> pd.DataFrame:
	"""The same, with nothing that rests on a practice which is switched off for the person."""
	for practice, columns in REST_ON.items():
		off = people["employee"].isin(practices.off_among(practice, people["employee"]))
		for column in set(columns) & set(people) if off.any() else ():
			people[column] = people[column].where(~off)
	return people
