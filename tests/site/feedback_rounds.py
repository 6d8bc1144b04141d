"""Rounds of feedback for tests: a template with questions, a scale, a round with people, and launched in this process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from frappe.utils import add_days, getdate

from cycles import put, work_off, write
from people import COMPANY
from talent_performance.flows.feedback import keys, launching, subjects
from talent_performance.flows.feedback.rounds import INVITATION, REQUEST, ROUND

TEMPLATE, SCALE, COMPETENCY = "Feedback Testing", "Feedback Testing Scale", "Feedback Listening"
QUESTIONS = (("What does this person do well?", "Text"), ("What would help?", "Text"))


@contextmanager
def secrets_gone() -> Iterator[None]:
	"""Secrets that are made within this go with it, for they are files."""
	before = set(keys.folder().glob("*.key"))
	try:
		yield
	finally:
		for path in set(keys.folder().glob("*.key")) - before:
			path.unlink()


def make_setup() -> None:
	"""A scale of five, a competency, and a template with two questions."""
	put("Competency", COMPETENCY, competency_name=COMPETENCY, description="Hears people <b>out</b>.")
	if not frappe.db.exists("Rating Scale", SCALE):
		levels = [
			{"value": at, "label": f"Level {at}", "band": "Mid", "from_score": at} for at in range(1, 6)
		]
		write({"doctype": "Rating Scale", "name": SCALE, "scale_name": SCALE, "levels": levels})
		lines = [{"perspective": "Feedback", "question": text, "kind": kind} for text, kind in QUESTIONS]
		other = [{"perspective": "Self Review", "question": "Not asked here", "kind": "Text"}]
		parts = [{"component": "Objectives", "weight": 1}]
		write(
			{
				"doctype": "Review Template",
				"name": TEMPLATE,
				"template_name": TEMPLATE,
				"questions": [*lines, *other],
				"components": parts,
			}
		)


def make_mail() -> None:
	"""An account by which mails would go out."""
	put(
		"Email Account",
		"Feedback Testing",
		email_account_name="Feedback Testing",
		email_id="hr@feedback.example.com",
		enable_outgoing=1,
		default_outgoing=1,
		smtp_server="localhost",
		no_smtp_authentication=1,
	)
	frappe.local.outgoing_email_account = {}


def make_round(**values: Any) -> str:
	"""A round that was saved as HR saves it."""
	given = {
		"doctype": ROUND,
		"title": "Summer <b>round</b>",
		"company": COMPANY,
		"deadline": add_days(getdate(), 20),
		"nominate_until": add_days(getdate(), 10),
		"review_template": TEMPLATE,
		"rating_scale": SCALE,
		"competencies": [{"competency": COMPETENCY}],
		**values,
	}
	return frappe.get_doc(given).insert().name


def with_people(*employees: str, **values: Any) -> str:
	"""A round with these people in it."""
	name = make_round(**values)
	subjects.add(name, {"employees": list(employees)})
	return name


def launch(round_: str, **more: Any) -> str:
	"""Launch it and do what the workers do; returns the run."""
	return work_off(launching.launch(round_, **more))


def request_of(round_: str, employee: str) -> str:
	"""Somebody's request."""
	return frappe.db.get_value(REQUEST, {"round": round_, "employee": employee})


def raters_of(round_: str, employee: str) -> dict[str, tuple[str, str]]:
	"""Key of a rater → group and state."""
	rows = frappe.get_all(
		INVITATION,
		{"round": round_, "employee": employee},
		["rater_key", "rater_group", "state"],
		order_by="name",
	)
	return {row.rater_key: (row.rater_group, row.state) for row in rows}


def state_of(doctype: str, name: str) -> str:
	"""The state of something."""
	return frappe.db.get_value(doctype, name, "state")
