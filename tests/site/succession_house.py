"""Critical positions, plans and candidates for tests, saved as HR saves them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import frappe

from people import COMPANY, OTHER_COMPANY, make_employee, make_other_company, make_user, user_of
from talent_performance.access import upkeep

POSITION, PLAN, CANDIDATE = "Critical Position", "Succession Plan", "Succession Candidate"


@dataclass(frozen=True)
class House:
	"""Employees by what they are called, the users who work in HR, and the positions by title."""

	of: dict[str, str]
	talent: str
	position: dict[str, str]

	def user(self, who: str) -> str:
		"""Whose user that is."""
		return self.talent if who == "talent" else user_of(self.of[who])

	def plan(self, title: str) -> str:
		"""The plan of a position."""
		return frappe.db.get_value(PLAN, {"position": self.position[title]})


def seat(title: str, incumbent: str | None = None, **more: Any) -> str:
	"""A critical position."""
	values = {"title": title, "company": COMPANY, "incumbent": incumbent, "criticality": 5, **more}
	return frappe.get_doc({"doctype": POSITION, **values}).insert().name


def named(plan: str, employee: str | None, **more: Any) -> frappe.model.document.Document:
	"""A candidate, confirmed and ready now where nothing else is said."""
	values = {
		"plan": plan,
		"employee": employee,
		"status": "Confirmed",
		"readiness_band": "Ready Now",
		"reason": "Led it before.",
	}
	return frappe.get_doc({"doctype": CANDIDATE, **values, **more}).insert()


def build() -> House:
	"""A board with successors in two companies: the worked example of the net bench, four positions of which three can be filled at once."""
	make_other_company()
	of: dict[str, str] = {}
	of["chief"] = make_employee("Chief")
	of["hr"] = make_employee("Hana", of["chief"], roles=("HR Manager",))
	of["holder"] = make_employee("Holder", of["chief"])
	of["abroad_hr"] = make_employee("Abrar", roles=("HR Manager",), company=OTHER_COMPANY)
	for who in ("ana", "budi", "citra"):
		of[who] = make_employee(who.title(), of["holder"])
	frappe.db.set_value("Employee", of["ana"], "employee_name", "Ana <b>Bold</b>")
	of["dewi"] = make_employee("Dewi", company=OTHER_COMPANY)
	talent = make_user("Tara", "Talent Manager")
	upkeep.rebuild()
	position = {
		title: seat(title, of["holder"] if title == "P1" else None) for title in ("P1", "P2", "P3", "P4")
	}
	house = House(of, talent, position)
	for title, who in (("P1", "ana"), ("P2", "ana"), ("P3", "ana"), ("P3", "budi"), ("P4", "citra")):
		named(house.plan(title), of[who])
	return house
