"""A small house for tests of competencies: three levels of managers, HR, competencies with levels, profiles of roles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import frappe

from people import make_employee, user_of
from talent_performance.access import upkeep

ANALYST, LEAD = "Data Analyst (Cap)", "Data Lead (Cap)"
NEGOTIATION, STATISTICS, HOSTILE = "Negotiation (Cap)", "Statistics (Cap)", "Writing & 'clearly' (Cap)"
MEANINGS = {1: "Knows", 2: "Does", 3: "Does well", 4: "Teaches", 5: "Shapes"}


@dataclass
class House:
	"""People by what they are."""

	company: str
	of: dict[str, str] = field(default_factory=dict)
	profile: dict[str, str] = field(default_factory=dict)

	def user(self, who: str) -> str:
		"""Whose user that is."""
		return user_of(self.of[who])


def build(company: str, prefix: str = "Cap") -> House:
	"""upper → manager → {siti, budi}, a stranger, and HR below upper; the three competencies and two profiles."""
	house = House(company)
	of, at = house.of, {"company": company}
	make_roles()
	of["upper"] = make_employee(f"{prefix}upper", **at)
	of["manager"] = make_employee(f"{prefix}manager", of["upper"], designation=LEAD, **at)
	for who in ("siti", "budi"):
		of[who] = make_employee(f"{prefix}{who}", of["manager"], designation=ANALYST, **at)
	of["stranger"] = make_employee(f"{prefix}stranger", **at)
	for who, role in (("hr", "HR Manager"), ("hruser", "HR User"), ("talent", "Talent Manager")):
		of[who] = make_employee(f"{prefix}{who}", of["upper"], roles=(role,), create_user_permission=0, **at)
	frappe.db.set_value("Employee", of["budi"], "employee_name", "Budi <b>Santoso</b>")
	upkeep.update_lines()
	make_competencies()
	house.profile["analyst"] = require(
		ANALYST, {STATISTICS: (4, 5, 1), NEGOTIATION: (3, 3, 0), HOSTILE: (5, 2, 1)}
	)
	house.profile["lead"] = require(LEAD, {STATISTICS: (5, 1, 0), NEGOTIATION: (5, 1, 1)})
	return house


def make_roles() -> None:
	"""The designations that the people here have."""
	for name in (ANALYST, LEAD):
		if not frappe.db.exists("Designation", name):
			frappe.get_doc({"doctype": "Designation", "designation_name": name}).insert()


def make_competencies(*names: str) -> None:
	"""Competencies with five levels each."""
	for name in names or (NEGOTIATION, STATISTICS, HOSTILE):
		if frappe.db.exists("Competency", name):
			continue
		levels = [{"level": level, "label": label} for level, label in MEANINGS.items()]
		frappe.get_doc(
			{"doctype": "Competency", "competency_name": name, "category": "Analysis", "levels": levels}
		).insert()


def require(designation: str | None, asked: Mapping[str, tuple[float, float, int]], **more: object) -> str:
	"""A profile: competency → level required, weight, essential."""
	lines = [
		{"competency": name, "required_level": level, "weight": weight, "essential": essential}
		for name, (level, weight, essential) in asked.items()
	]
	values = {"doctype": "Role Competency Profile", "designation": designation, "competencies": lines}
	return frappe.get_doc({**values, "company": "", **more}).insert().name


def assess(
	employee: str,
	levels: Mapping[str, float],
	source: str = "Manager",
	on: str | None = None,
	why: str = "Seen in the last quarter's project.",
) -> str:
	"""A submitted assessment by whoever is logged in."""
	from talent_performance.flows import competency_assessments

	values = {
		"doctype": "Competency Assessment",
		"employee": employee,
		"source": source,
		"justification": why,
	}
	lines = [{"competency": name, "level": level} for name, level in levels.items()]
	document = frappe.get_doc({**values, "ratings": lines, **({"assessed_on": on} if on else {})}).insert()
	competency_assessments.submit(document)
	return document.name
