"""Appraisals for tests on a site: people around one employee, a cycle, and neighbours of the flows that only take notes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace

import pandas as pd
import pytest

import frappe
from frappe.utils import add_days, now, nowdate

from people import OTHER_COMPANY, make_employee, make_other_company, make_user, user_of
from talent_performance import store
from talent_performance.access import upkeep
from talent_performance.flows import scoring, talent

APPRAISAL, REVIEW, EVENT, RESULT = (
	"Performance Appraisal",
	"Appraisal Review",
	"Appraisal Event",
	"Appraisal Result",
)
TEMPLATE, PLAIN_TEMPLATE, CYCLE = "Every Step", "Manager Alone", "CYCLE-STATES"
LINES = ("Teamwork", "Judgement", "Remarks")


@dataclass
class Company:
	"""Who is around the worker, and his appraisal."""

	employee: dict[str, str]
	user: dict[str, str]
	appraisal: str = ""
	others: dict[str, str] = field(default_factory=dict)


def build() -> Company:
	"""Set up by Administrator: a chain of three, HR beside it, and appraisals of the worker and of people with roles."""
	make_other_company()
	of = {"upper": make_employee("Upper")}
	of["manager"] = make_employee("Manager", of["upper"])
	of["employee"] = make_employee("Worker", of["manager"])
	of["peer"] = make_employee("Peer", of["manager"])
	of["former"] = make_employee("Former", of["upper"])
	of["hr"] = make_employee("Hr", of["upper"], roles=("HR Manager",))
	of["hr2"] = make_employee("Hrtwo", of["upper"], roles=("HR Manager",))
	of["hr abroad"] = make_employee("Hrabroad", of["upper"], roles=("HR Manager",), company=OTHER_COMPANY)
	of["hr user"] = make_employee("Hruser", of["upper"], roles=("HR User",))
	of["talent"] = make_employee("Talent", of["upper"], roles=("Talent Manager",))
	users = {kind: user_of(name) for kind, name in of.items()}
	users["system manager"] = make_user("Sysman", "System Manager")
	upkeep.update_lines()
	make_setup()
	house = Company(of, users)
	house.appraisal = make_appraisal(of["employee"], of["manager"], of["upper"])
	house.others = {kind: make_appraisal(of[kind], of["upper"], None) for kind in ("hr", "talent", "peer")}
	return house


def make_setup() -> None:
	"""Templates with every step and with the manager's alone, a cycle with its policy and phases."""
	components = [{"component": "Objectives", "weight": 60}, {"component": "Competencies", "weight": 40}]
	questions = [
		{"perspective": "Self Review", "question": "What are you proud of?", "kind": "Text", "required": 1},
		{"perspective": "Manager Review", "question": "What should he do more of?", "kind": "Text"},
		{"perspective": "Handover", "question": "What does the next manager need to know?", "kind": "Text"},
	]
	steps = {"self_review": 1, "mid_year_review": 1, "second_level_review": 1}
	for name, own in ((TEMPLATE, steps), (PLAIN_TEMPLATE, dict.fromkeys(steps, 0))):
		template = {"doctype": "Review Template", "template_name": name, "components": components, **own}
		frappe.get_doc({**template, "questions": questions}).insert()
	cycle = {
		"doctype": "Performance Cycle",
		"name": CYCLE,
		"title": "Year of States",
		"start_date": add_days(nowdate(), -300),
		"end_date": add_days(nowdate(), 60),
		"state": "Launched",
		"policy": json.dumps({"name": "Policy of States"}),
	}
	frappe.get_doc(cycle).db_insert()
	frappe.get_doc(
		{
			"doctype": "Cycle Phase",
			"name": frappe.generate_hash(length=10),
			"parent": CYCLE,
			"parenttype": "Performance Cycle",
			"parentfield": "phases",
			"idx": 1,
			"phase": "Manager Review",
			"due_date": add_days(nowdate(), 90),
		}
	).db_insert()


def make_appraisal(employee: str, manager: str, second: str | None, **more: object) -> str:
	"""An appraisal as the launch writes it, with three lines of which the last weighs nothing."""
	table = pd.DataFrame(
		[
			{
				"employee": employee,
				"company": frappe.db.get_value("Employee", employee, "company"),
				"cycle": CYCLE,
				"template": TEMPLATE,
				"manager": manager,
				"second_manager": second,
				"start_date": add_days(nowdate(), -300),
				"end_date": add_days(nowdate(), 60),
				**more,
			}
		]
	)
	lines = pd.DataFrame(
		{"component": "Competencies", "item": list(LINES), "weight": [2.0, 1.0, 0.0]}, index=[0, 0, 0]
	)
	return store.insert(APPRAISAL, table, {"competencies": lines}).names[0]


@dataclass
class Neighbours:
	"""What the other flows were asked, and what scoring is to say."""

	scored: list[tuple[str, ...]] = field(default_factory=list)
	refreshed: list[SimpleNamespace] = field(default_factory=list)
	calculated: float = 3.0

	def score(self, appraisals: list[str]) -> None:
		"""Scoring: another rating than the calculated one needs a reason."""
		self.scored.append(tuple(appraisals))
		for name in appraisals:
			review = {"appraisal": name, "perspective": "Manager", "state": "Submitted"}
			rating, reason = frappe.db.get_value(REVIEW, review, ["overall_rating", "overall_reason"]) or (
				0,
				None,
			)
			wanting = bool(rating) and rating != self.calculated and not reason
			set_result(
				name, calculated_score=self.calculated, manager_rating=rating, needs_reason=int(wanting)
			)

	def refresh(
		self,
		employees: list[str],
		cause: str,
		reason: str = "",
		source: tuple[str, str] | None = None,
		*,
		one_by_one: bool = False,
	) -> list[str]:
		"""Talent: only takes a note."""
		note = SimpleNamespace(employees=list(employees), cause=cause, reason=reason, source=source)
		self.refreshed.append(note)
		return []


def neighbours(patch: pytest.MonkeyPatch) -> Neighbours:
	"""Scoring and talent, of which these tests ask only that they are called; what they do, their own tests ask."""
	notes = Neighbours()
	patch.setattr(scoring, "score", notes.score)
	patch.setattr(talent, "refresh", notes.refresh)
	return notes


def set_result(appraisal: str, **values: object) -> None:
	"""The result of an appraisal, made if it isn't there."""
	name = frappe.db.get_value(RESULT, {"appraisal": appraisal})
	if not name:
		employee = frappe.db.get_value(APPRAISAL, appraisal, "employee")
		row = {"appraisal": appraisal, "employee": employee, "cycle": CYCLE}
		name = store.insert(RESULT, pd.DataFrame([row])).names[0]
	frappe.db.set_value(RESULT, name, values)


def put(appraisal: str, state: str, **values: object) -> None:
	"""An appraisal in a state, past all flows."""
	frappe.db.set_value(APPRAISAL, appraisal, {"state": state, **values})


def published(appraisal: str, **values: object) -> None:
	"""An appraisal as it is after publishing."""
	dates = {"published_on": now(), "reply_by": add_days(nowdate(), 10), "appeal_by": add_days(nowdate(), 10)}
	put(appraisal, "Published", rating=3, rating_label="Meets expectations", score=3, **{**dates, **values})


@contextmanager
def acting_as(user: str) -> Iterator[None]:
	"""As this user."""
	frappe.set_user(user)
	try:
		yield
	finally:
		frappe.set_user("Administrator")


@contextmanager
def refused(error: type[Exception] | tuple[type[Exception], ...], match: str | None = None) -> Iterator[None]:
	"""A request that is refused: Frappe undoes what it wrote."""
	frappe.db.savepoint("request")
	with pytest.raises(error, match=match):
		yield
	frappe.db.rollback(save_point="request")
	frappe.clear_messages()


def state_of(appraisal: str) -> str:
	"""The state as it is stored."""
	return frappe.db.get_value(APPRAISAL, appraisal, "state")


def events_of(appraisal: str) -> list[frappe._dict]:
	"""Events in the order in which they happened."""
	return frappe.get_all(
		EVENT, filters={"appraisal": appraisal}, fields=["*"], order_by="at, creation, name"
	)


def fill(review: str, rating: float = 3, **values: object) -> None:
	"""As the reviewer: rate every line that weighs something, answer, and save."""
	document = frappe.get_doc(REVIEW, review)
	for line in document.ratings[:2]:
		line.rating = rating
	for line in document.answers:
		line.answer = "As agreed."
	document.update(values)
	document.save()
