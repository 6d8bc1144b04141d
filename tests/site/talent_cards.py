"""Everything that a talent card gathers about somebody, for tests: written below the ORM, each text with what could be markup."""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe.utils import add_days, now, today

HOSTILE = '<b>bold</b> & "so" <script>window.hurt = 1</script>'
DESIGNATION = "Card Keeper"
COMPETENCIES = ("Negotiation", "Planning", "Coaching", "Insight <i>", "Delivery")
LEVELS = {"Negotiation": 4.0, "Planning": 2.0, "Coaching": 3.0, "Insight <i>": 1.0}
REQUIRED = 3.0
PEOPLE_SAY = "I'd like to lead a region, and to learn <b>finance</b> first."
FIGURES = {
	"scale": {"low": 1, "high": 5},
	"groups": [],
	"comments": [],
	"items": [
		{"item": "Listens", "others": {"shown": True, "mean": 4.4}, "mark": "hidden strength", "cells": []},
		{"item": "Decides", "others": {"shown": True, "mean": 3.1}, "mark": "blind spot", "cells": []},
		{
			"item": "Secret",
			"others": {"shown": False, "mean": 1.2, "reason": "fewer than 3"},
			"mark": "",
			"cells": [],
		},
	],
	"overall": {"others": {"shown": True, "mean": 3.7}, "cells": []},
}
ITEMS = [{"item": each, "text": each, "kind": "Rating"} for each in ("Listens", "Decides", "Secret")]
CLEANLY = "I'd like to lead a region one day, and to learn finance first."


def put(doctype: str, *, children: dict[str, list[dict]] | None = None, **values: Any) -> str:
	"""A row as it stands in the table, past its controller; returns its name."""
	doc = frappe.get_doc({"doctype": doctype, **values})
	doc.name = f"TC-{frappe.generate_hash(length=10)}"
	doc.db_insert()
	for table, rows in (children or {}).items():
		options = frappe.get_meta(doctype).get_field(table).options
		for at, row in enumerate(rows, start=1):
			line = frappe.get_doc({"doctype": options, **row})
			line.update({"parent": doc.name, "parenttype": doctype, "parentfield": table, "idx": at})
			line.name = f"{doc.name}-{at}"
			line.db_insert()
	return doc.name


def make_role(company: str) -> None:
	"""A role that asks for five competencies, each at level 3; one of them is essential."""
	for name in COMPETENCIES:
		if not frappe.db.exists("Competency", name):
			named("Competency", name)
	if not frappe.db.exists("Designation", DESIGNATION):
		named("Designation", DESIGNATION)
	lines = [
		{"competency": name, "required_level": REQUIRED, "weight": 1, "essential": int(name == "Planning")}
		for name in COMPETENCIES
	]
	put(
		"Role Competency Profile",
		designation=DESIGNATION,
		company=company,
		title=DESIGNATION,
		children={"competencies": lines},
	)


def named(doctype: str, name: str) -> None:
	"""A master of that name."""
	doc = frappe.new_doc(doctype)
	doc.name = name
	for field in doc.meta.fields:
		if field.fieldtype == "Data" and field.reqd:
			doc.set(field.fieldname, name)
	doc.db_insert()


def fill(employee: str, manager: str, long: int = 1, said: str = HOSTILE) -> dict[str, str]:
	"""All of it about one person; `long`: how many times longer texts are than usual, `said`: what stands in each. By DocType."""
	known = frappe.db.get_value("Employee", employee, ["employee_name", "company"], as_dict=True)
	who = {"employee": employee, **known}
	frappe.db.set_value("Employee", employee, "designation", DESIGNATION)
	ratings = [{"competency": name, "level": level} for name, level in LEVELS.items()]
	made = {
		"Competency Assessment": put(
			"Competency Assessment", **who, source="Manager", assessor=manager, assessed_on=today(), state="Submitted",
			children={"ratings": ratings},
		),
		"Leadership Assessment": put(
			"Leadership Assessment", **who, kind="Learning Agility", instrument=f"Agility Test {said}",
			assessor=manager, assessed_on=today(), state="Submitted",
			children={"lines": [{"dimension": "Change", "result": 4, "low": 1, "high": 5}]},
		),
		"Career Aspiration": put(
			"Career Aspiration", employee=employee, employee_name=known.employee_name, visible_to_manager=1, updated_on=now(),
			aspiration=f"{PEOPLE_SAY if said else CLEANLY} {said} " * long, timeframe="1-2 Years", relocate="To Named Places",
			locations="Surabaya, Medan " * long, travel="Now and Then", children={"roles": [{"designation": DESIGNATION}] * long},
		),
		"Retention Assessment": put(
			"Retention Assessment", **who, assessor=manager, assessed_on=today(), state="Submitted", risk="High", impact="Medium",
		),
		"Stay Plan": put(
			"Stay Plan", **who, owner_employee=manager, owner_name="Owner", due_date=add_days(today(), 30), state="Open",
			actions=f"A project abroad {said} " * long,
		),
	}  # fmt: skip
	made |= nominated(employee, known, manager, long, said)
	made |= told_by_others(who, manager, said)
	return made


def nominated(employee: str, known: frappe._dict, manager: str, long: int, said: str) -> dict[str, str]:
	"""For positions and for a pool."""
	made = {}
	for at in range(long + 1):
		title = f"Regional Head {at} {said}".strip()
		position = put(
			"Critical Position", title=title, company=known.company, criticality=4, required_band="Ready Now"
		)
		plan = put(
			"Succession Plan", position=position, position_title=title, company=known.company, status="Active"
		)
		made["Succession Candidate"] = put(
			"Succession Candidate", plan=plan, position=position, position_title=title, employee=employee,
			candidate_name=known.employee_name, company=known.company, status="Confirmed", readiness_band="Ready Now",
			computed_band="1-2 Years", readiness=72, emergency_cover=1, nominated_by=manager, as_of=today(),
		)  # fmt: skip
		pool = put(
			"Talent Pool", title=f"Leaders {at} {said}".strip(), company=known.company, match="All Criteria"
		)
		made["Talent Pool Member"] = put(
			"Talent Pool Member", pool=pool, employee=employee, employee_name=known.employee_name, company=known.company,
			status="Member", joined_on=today(), review_on=add_days(today(), 90), progress="On Track",
		)  # fmt: skip
	return made


def told_by_others(who: dict[str, Any], manager: str, said: str) -> dict[str, str]:
	"""A released result for evaluation, with a cell that is hidden."""
	frozen = {"title": f"Spring {said}".strip(), "comments_shown": "As Written", "items": ITEMS}
	round_ = put(
		"Feedback Round",
		title=frozen["title"],
		company=who["company"],
		state="Released",
		frozen=json.dumps(frozen),
	)
	result = put(
		"Feedback Result", **who, round=round_, purpose="Evaluative", state="Released", manager=manager, released_on=now(),
		figures=json.dumps(FIGURES), summaries="{}",
	)  # fmt: skip
	return {"Feedback Round": round_, "Feedback Result": result}


def rated(employee: str, years: dict[int, tuple[float, str]]) -> None:
	"""Published results of a cycle a year: the score, and what the level is called; and the placement after each."""
	known = frappe.db.get_value("Employee", employee, ["employee_name", "company"], as_dict=True)
	for year, (score, label) in years.items():
		cycle = put(
			"Performance Cycle", title=f"Appraisals {year}", kind="Annual", state="Published", start_date=f"{year}-01-01",
			end_date=f"{year}-12-31", children={"companies": [{"company": known.company}]},
		)  # fmt: skip
		who = {"employee": employee, **known, "cycle": cycle}
		put(
			"Appraisal Result", **who, state="Published", performance_score=score, performance_rating=round(score),
			performance_label=label,
		)  # fmt: skip
		put(
			"Talent Placement",
			**who,
			placed_on=f"{year}-12-31 12:00:00",
			cause="Publication",
			after_potential_band="High",
		)
