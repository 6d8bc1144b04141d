"""My appraisal: what somebody has under way and behind him, one sheet, and what an employee does with a published one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

import frappe
from frappe import _
from frappe.utils import getdate

from talent_performance.access.actors import Actor
from talent_performance.access.deeds import records_of
from talent_performance.access.people import employees_of
from talent_performance.exceptions import ReviewUnfit
from talent_performance.flows import (
	appeals,
	appraisal_sheet,
	appraisal_states,
	pasted,
	possible,
	readable,
	replies,
	reviews,
)
from talent_performance.flows.appraisal_facts import APPRAISAL, REVIEW, facts_of

CYCLE = "Performance Cycle"
HIS_DEEDS = ("acknowledge", "appeal")
SETTLED = (*appraisal_states.OUT[1:], *appraisal_states.ASIDE)
SHOWN = [
	"name", "employee", "employee_name", "company", "designation", "cycle", "state", "start_date", "end_date", "due_date",
	"rating_label", "no_rating_reason", "published_on", "reply_by", "appeal_by", "acknowledged_on", "manager_name", "version",
]  # fmt: skip
REPLIED = (
	"due_date", "reply_by", "appeal_by", "appealed_on", "appeal_reason", "appeal_decision", "appeal_decided_on", "appeal_answer",
	"reopen_reason",
)  # fmt: skip
Row = dict[str, Any]


def mine() -> Row:
	"""The user's appraisals, the latest first: `under_way` with what waits for him, and `past`."""
	user = frappe.session.user
	records = sorted(records_of(user))
	found = readable.rows(
		APPRAISAL, SHOWN, "start_date desc, name", filters={"employee": ("in", records or [""])}
	)
	titles = readable.names_of(CYCLE, "title", [row["cycle"] for row in found])
	own = employees_of(user)
	waits = _waits([row for row in found if row["employee"] in own])
	rows = [
		{
			**row,
			"cycle_title": titles.get(row["cycle"], row["cycle"]),
			"rating_label": row["rating_label"] if row["published_on"] else "",
			**waits.get(row["name"], _NOTHING),
		}
		for row in found
	]
	return {
		"employee": bool(records),
		"records": len({row["employee"] for row in found}),
		"under_way": [row for row in rows if not _is_past(row)],
		"past": [row for row in rows if _is_past(row)],
	}


_NOTHING: Row = {"self_review": "", "self_state": "", "write": False, "acknowledge": False, "appeal": False}


def _is_past(row: Row) -> bool:
	return row["state"] in SETTLED and not row["acknowledge"]


def _waits(own: Sequence[Row]) -> dict[str, Row]:
	"""What the employee may do now with each of these, by the tables that decide when he does it."""
	names = [row["name"] for row in own]
	if not names:
		return {}
	facts = facts_of(names, lock=False)
	deeds = {
		deed: appraisal_states.choose(facts, deed, getdate(), actors=(Actor.EMPLOYEE,))["row"] >= 0
		for deed in HIS_DEEDS
	}
	filters = {"appraisal": ("in", names), "perspective": "Self"}
	there = readable.rows(REVIEW, ["name", "appraisal", "state"], "name", filters=filters)
	review = {row["appraisal"]: row for row in there}
	return {
		name: {
			"self_review": review.get(name, {}).get("name", ""),
			"self_state": review.get(name, {}).get("state", ""),
			"write": _writes(facts.loc[name]),
			**{deed: bool(may[name]) for deed, may in deeds.items()},
		}
		for name in names
	}


def _writes(facts: pd.Series) -> bool:
	"""Whether the self review is asked for and waits."""
	open_ = facts["state"] in reviews.SIDES["Self"].begins and bool(facts["self_review"])
	return open_ and facts["self_review_state"] != "Submitted"


def sheet(appraisal: str) -> Row:
	"""The sheet as its reader may see it, with texts of the sides, dates, steps, and what he may do. Raises PermissionError."""
	shown = appraisal_sheet.sheet(appraisal)
	document = appraisal_sheet.readable_appraisal(appraisal)
	names = [review["name"] for review in shown["reviews"]]
	his = _is_his(document.employee)
	deeds = possible.possible_deeds(appraisal) if his else []
	return {
		**shown,
		**{field: document.get(field) for field in REPLIED},
		"mine": his,
		"steps": _steps(document.cycle),
		"written": _written(names),
		"deeds": [each["deed"] for each in deeds if each["deed"] in HIS_DEEDS],
		"to_write": possible.possible_reviews(appraisal),
	}


def _steps(cycle: str) -> list[Row]:
	"""The steps of a cycle and until when each is due."""
	fields = ["phase", "start_date", "due_date", "idx"]
	filters = {"parent": cycle, "parenttype": CYCLE}
	return readable.rows("Cycle Phase", fields, "idx, name", filters=filters, parent_doctype=CYCLE)


def _written(names: Sequence[str]) -> Row:
	"""What sides that the reader reads say in words: answers and the comments on lines, by the review's name."""
	if not names:
		return {}
	within = {"parenttype": REVIEW, "parent": ("in", list(names))}
	answers = ["parent", "question", "kind", "answer", "rating"]
	lines = ["parent", "component", "item", "rating", "state", "comment", "reason"]
	asked = (("Review Answer", answers, "answers"), ("Review Rating", lines, "lines"))
	said: Row = {name: {"answers": [], "lines": []} for name in names}
	for doctype, fields, key in asked:
		for row in readable.rows(doctype, fields, "parent, idx, name", filters=within, parent_doctype=REVIEW):
			said[row["parent"]][key].append(row)
	return said


def acknowledge(appraisal: str, comment: str) -> None:
	"""Received; once more is no mistake. Raises PermissionError, IllegalMove."""
	document = appraisal_sheet.readable_appraisal(appraisal)
	if not (document.state == "Acknowledged" and _is_his(document.employee)):
		replies.acknowledge(appraisal, _fitting(comment))


def appeal(appraisal: str, reason: str) -> None:
	"""The employee wants the rating looked at again; once more is no mistake. Raises PermissionError, IllegalMove."""
	document = appraisal_sheet.readable_appraisal(appraisal)
	if not (document.state == "Appealed" and _is_his(document.employee)):
		appeals.appeal(appraisal, _fitting(reason))


def _is_his(employee: str) -> bool:
	return employee in employees_of(frappe.session.user)


def _fitting(text: str) -> str:
	"""The text without tags. Raises ReviewUnfit where the database doesn't take it whole."""
	said = pasted.plain(text)
	if excess := pasted.too_long_by(said):
		frappe.throw(
			_("This text is too long: take out {0} characters. Nothing of it is lost in the page.").format(
				f"{excess:,}"
			),
			exc=ReviewUnfit,
			title=_("Too Long"),
		)
	return said
