"""A small house whose people have full appraisal sheets: objectives with progress, ratings of both sides, evidence, an earlier year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

import frappe

from people import make_employee, user_of
from reviewed import TEMPLATE, remember
from sample_site import into, profiles, sample_policy, templates
from talent_performance.access import upkeep
from talent_performance.flows import close, publishing, snapshot
from talent_performance.store.policy import freeze

CYCLE, EARLIER = "SHEET-2025", "SHEET-2024"
ARABIC = "فاطمة الزهراء بنت عبد الرحمن"
PEOPLE = {"siti": ARABIC}
HOSTILE = "<img src=x onerror=alert(1)> Grow <b>sales</b> & margin"
# Title, weight, target, actual, commitment.
GOALS = (
	("Revenue of the region", 40.0, 120.0, 117.0, "Committed"),
	(HOSTILE, 25.0, 300.0, 333.0, "Committed"),
	("Complaints answered in time", 20.0, 97.0, 71.5, "Committed"),
	("Win a customer abroad", 15.0, 6.0, 5.0, "Aspirational"),
)
SKILLS = (("Teamwork", 2.0, 4.0), ("Judgement", 1.0, 3.0), ("Reliability", 1.0, 4.0))


@dataclass
class Sheets:
	"""People by what they are, and their appraisals of the year."""

	company: str
	of: dict[str, str]
	appraisal: dict[str, str] = field(default_factory=dict)

	def user(self, who: str) -> str:
		"""Whose user that is."""
		return user_of(self.of[who])


def build(company: str, prefix: str = "Sh", names: Mapping[str, str] = PEOPLE) -> Sheets:
	"""upper → manager → {siti, many, peer}; HR below upper. `names` are what people are called; "many" has sixty objectives."""
	at = {"company": company}
	of = {"upper": make_employee(f"{prefix}upper", **at)}
	of["manager"] = make_employee(f"{prefix}manager", of["upper"], **at)
	for who in ("siti", "many", "peer"):
		of[who] = make_employee(f"{prefix}{who}", of["manager"], **at)
	for who, role in (("hr", "HR Manager"), ("hr user", "HR User"), ("talent", "Talent Manager")):
		name = f"{prefix}{who.replace(' ', '')}"
		of[who] = make_employee(name, of["upper"], roles=(role,), create_user_permission=0, **at)
	for who, name in names.items():
		frappe.db.set_value("Employee", of[who], "employee_name", name)
	upkeep.update_lines()
	house = Sheets(company, of)
	make_cycles(company)
	make_appraisals(house)
	return house


def make_cycles(company: str) -> None:
	"""The year, and the one before it."""
	policy = sample_policy()
	if not frappe.db.exists("Review Template", TEMPLATE):
		templates(policy)
	for name, year, state in ((EARLIER, 2024, "Published"), (CYCLE, 2025, "Launched")):
		row = {
			"title": f"Year {year} <i>of</i> {company}",
			"kind": "Annual",
			"start_date": f"{year}-01-01",
			"end_date": f"{year}-12-31",
			"state": state,
			"policy": freeze(policy),
		}
		lines = pd.DataFrame({"company": [company]}, index=[name])
		into("Performance Cycle", pd.DataFrame([row], index=[name]), {"companies": lines}, reserved=[name])


def make_appraisals(house: Sheets) -> None:
	"""In the manager's review, with everything that is rated."""
	of, who = house.of, list(house.of)
	managers = dict(frappe.get_all("Employee", fields=["name", "reports_to"], as_list=True, limit=0))
	table = pd.DataFrame(
		{
			"employee": list(of.values()),
			"company": house.company,
			"profile": [profiles()[name] for name in of.values()],
			"cycle": CYCLE,
			"state": "Manager Review",
			"template": TEMPLATE,
			"manager": [managers[name] for name in of.values()],
			"second_manager": [managers.get(managers[name]) for name in of.values()],
			"start_date": "2025-01-01",
			"end_date": "2025-12-31",
		}
	)
	skills = pd.DataFrame(
		[
			{"component": "Competencies", "item": item, "weight": weight, "required_level": 3.0, "at": at}
			for at in range(len(table))
			for item, weight, _rating in SKILLS
		]
	).set_index("at")
	into("Performance Appraisal", table, {"competencies": skills.rename_axis(None)})
	for name, employee in of.items():
		house.appraisal[name] = frappe.db.get_value(
			"Performance Appraisal", {"employee": employee, "cycle": CYCLE}
		)
	assert len(who) == len(house.appraisal)
	give_goals(house, "siti", GOALS)
	give_goals(house, "many", sixty())
	give_goals(house, "hr", GOALS)
	for name in house.appraisal:
		review(house, name)
	write_evidence(house)
	remember(EARLIER, of["siti"], 3.25, "Mid")


def sixty() -> tuple[tuple, ...]:
	"""Sixty objectives with weights and results that don't come out even."""
	return tuple(
		(f"Objective number {at:02d} of many that one person has", 1.0 + at % 7, 37.0 + at, 31.0 + at * 1.07, "Committed")
		for at in range(1, 61)
	)  # fmt: skip


def give_goals(house: Sheets, who: str, goals: tuple) -> None:
	"""Approved objectives with one key result each, taken into the appraisal."""
	employee = house.of[who]
	about = {"employee": employee, "company": house.company, "cycle": CYCLE, "level": "Individual"}
	names = [f"{employee}-O{at:02d}" for at in range(len(goals))]
	table = pd.DataFrame(
		[
			{
				**about,
				"title": title,
				"weight": weight,
				"commitment": commitment,
				"status": "Approved",
				"archived": "No",
			}
			for title, weight, _target, _actual, commitment in goals
		],
		index=names,
	)
	into("Objective", table, reserved=names)
	measures = pd.DataFrame(
		[
			{**about, "title": f"Measure of {title}"[:140], "objective": name, "method": "Achievement", "unit": "units",
			"weight": 1.0, "start_value": 0.0, "target_value": target, "current_value": actual, "started": 1, "archived": "No"}
			for name, (title, _weight, target, actual, _commitment) in zip(names, goals, strict=True)
		],
		index=[f"{name}-K" for name in names],
	)  # fmt: skip
	into("Key Result", measures, reserved=list(measures.index))
	snapshot.take([house.appraisal[who]])


def review(house: Sheets, who: str) -> None:
	"""The manager's submitted side, and the employee's own."""
	employee, appraisal = house.of[who], house.appraisal[who]
	manager = frappe.db.get_value("Employee", employee, "reports_to") or employee
	table = pd.DataFrame(
		[
			{"perspective": "Manager", "reviewer": manager, "overall_rating": 4.0, "overall_reason": "Carried <u>more</u> than planned.",
			"summary": "A year to be proud of.\n<script>alert('manager')</script>", "seen_by_manager": 1},
			{"perspective": "Self", "reviewer": employee, "overall_rating": 0.0, "overall_reason": None, "summary": "My own words & numbers.",
			"seen_by_manager": 1, "seen_by_employee": 1},
		]
	).assign(appraisal=appraisal, employee=employee, company=house.company, cycle=CYCLE, segment="All", state="Submitted")  # fmt: skip
	lines = pd.DataFrame(
		[
			{"component": "Competencies", "item": item, "weight": weight, "rating": rating - (at == 1), "state": "Rated", "at": at}
			for at in (0, 1)
			for item, weight, rating in SKILLS
		]
	).set_index("at")  # fmt: skip
	into("Appraisal Review", table, {"ratings": lines.rename_axis(None)})


def write_evidence(house: Sheets) -> None:
	"""One thing of each kind about Siti, two of four in the last three months."""
	about = {"employee": house.of["siti"], "company": house.company}
	into(
		"Check-in",
		pd.DataFrame(
			[
				{"on_date": "2025-03-05", "status": "Shared", "moved": "Opened <b>two</b> shops."},
				{"on_date": "2025-11-07", "status": "Shared", "moved": "Signed the contract."},
				{"on_date": "2025-11-09", "status": "Draft", "moved": "Not for others yet."},
			]
		).assign(**about),
	)
	note = {"kind": "Praise", "author": house.of["manager"], "author_name": "Manager"}
	into(
		"Feedback Note",
		pd.DataFrame(
			[
				{**note, "on_date": "2025-12-01", "visibility": "Manager", "note": "Between managers."},
				{**note, "on_date": "2025-06-01", "visibility": "Everybody", "note": "Helped the others."},
			]
		).assign(**about),
	)
	update = {"key_result": f"{house.of['siti']}-O00-K", "kind": "Total", "level": "Individual"}
	values = {"updated_on": "2025-12-20", "value": 117.0, "old_value": 100.0, "new_value": 117.0}
	into("Key Result Update", pd.DataFrame([{**update, **values, "author": "Administrator", **about}]))


def close_and_publish(house: Sheets, *who: str) -> None:
	"""The cycle is closed for these people, and they see what came of it."""
	names = [house.appraisal[name] for name in who]
	close.close(CYCLE, names)
	publishing.publish(names)


def half_up(value: Decimal, places: int = 2) -> Decimal:
	"""As a pocket calculator's owner rounds."""
	return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
