"""Cards of one person or of many: every part is asked once for all of them, so a pack takes as many queries as one card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pandas as pd

import frappe
from frappe import _
from frappe.utils import today

from talent_performance.access import practices, readings
from talent_performance.access import talent_card as access
from talent_performance.access.audience import Practice
from talent_performance.engine.pools import years_of_service
from talent_performance.flows import leadership
from talent_performance.flows.talent_card import evidence, future, past

EMPLOYEE = "Employee"
HEAD = (
	"name", "employee_name", "company", "department", "designation", "branch", "grade", "reports_to", "date_of_joining", "status",
	"image",
)  # fmt: skip
Row = dict[str, Any]


class Part(NamedTuple):
	"""A part of a card: where it comes from, and the DocType whose guard says who may see it; a practice can switch it off."""

	gather: Callable[[Sequence[str]], dict[str, Any]]
	source: str
	practice: Practice | None = None


PARTS: dict[str, Part] = {
	"history": Part(past.histories, past.RESULT),
	"standing": Part(past.standings, past.ASSESSMENT, Practice.NINE_BOX),
	"potential": Part(evidence.potentials, evidence.POTENTIAL, Practice.POTENTIAL),
	"leadership": Part(leadership.seen_of, leadership.DOCTYPE, Practice.POTENTIAL),
	"competencies": Part(evidence.competencies, evidence.COMPETENCY),
	"feedback": Part(evidence.feedback, evidence.FEEDBACK, Practice.FEEDBACK),
	"aspiration": Part(future.aspirations, future.ASPIRATION),
	"positions": Part(future.positions, future.CANDIDATE),
	"risk": Part(future.risk, future.RISK, Practice.RISK),
	"plans": Part(future.plans, "Talent Pool Member"),
}


def card(employee: str) -> Row:
	"""One card. Raises PermissionError for whoever may not open it, PracticeOff where an agreement closes it."""
	access.check(employee)
	return cards([employee])[0]


def cards(employees: Sequence[str]) -> list[Row]:
	"""The cards of these people, whom the reader may open, in their order; each leaves a line in the Talent Access Log."""
	heads = heads_of(employees)
	parts = {name: part.gather(employees) for name, part in PARTS.items()}
	closed = {name: closed_of(part, employees) for name, part in PARTS.items()}
	found = []
	for employee in employees:
		head = heads[employee]
		readings.notice_reading(EMPLOYEE, employee, employee, head["company"])
		said = {name: closed[name].get(employee, "") for name in PARTS}
		shown = {name: None if said[name] else parts[name].get(employee) for name in PARTS}
		found.append({**head, **shown, "left_out": {name: text for name, text in said.items() if text}})
	return found


def closed_of(part: Part, employees: Sequence[str]) -> dict[str, str]:
	"""Why a part isn't told, by employee; nobody for whom it is."""
	off = practices.off_among(part.practice, employees) if part.practice else frozenset()
	seen = access.about(part.source, [name for name in employees if name not in off])
	agreed, hidden = _("Switched off by an agreement."), _("You may not see this of the person.")
	return {name: agreed if name in off else hidden for name in employees if name not in seen}


def heads_of(employees: Sequence[str]) -> dict[str, Row]:
	"""Who they are and where they work: three queries. Nothing of age, gender or family."""
	meta = frappe.get_meta(EMPLOYEE)
	known = [field for field in HEAD if field == "name" or meta.has_field(field)]
	rows = frappe.get_all(
		EMPLOYEE, {"name": ("in", list(employees) or [""])}, known, order_by="name", limit=0
	)
	managers = {row.reports_to for row in rows if row.reports_to}
	names = dict(
		frappe.get_all(
			EMPLOYEE,
			{"name": ("in", sorted(managers) or [""])},
			["name", "employee_name"],
			order_by="name",
			as_list=True,
		)
	)
	years = years_of_service(
		pd.Series([row.date_of_joining for row in rows], dtype=object), pd.Timestamp(today())
	)
	return {
		row.name: {
			**row,
			"employee": row.name,
			"manager_name": names.get(row.reports_to, ""),
			"years": None if pd.isna(years[at]) else float(years[at]),
		}
		for at, row in enumerate(rows)
	}
