"""Rounds of feedback that collect, for tests: people, whom they rate, and links in their hands."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

import frappe
from frappe.utils import add_days, getdate

from talent_performance import store
from talent_performance.flows.feedback import answering, closing, codes, keys, sheets
from talent_performance.flows.moving import moving
from talent_performance.flows.tokens import digest, new_token
from talent_performance.runs import control, worker

ROUND, REQUEST, INVITATION = "Feedback Round", "Feedback Request", "Feedback Invitation"
RESPONSE, ANSWER, RESULT = "Feedback Response", "Feedback Answer", "Feedback Result"
RATED = ("Listens", "Keeps promises")
KEEP, CHANGE = "Q-keep", "Q-change"
LEVELS = ((1, "Not yet"), (2, "Seldom"), (3, "Mostly"), (4, "Always"), (5, "A model for others"))
Groups = Mapping[str, Sequence[str]]


def item(key: str, kind: str, text: str, *, required: bool = False, about: str = "") -> dict[str, Any]:
	"""Something that is asked."""
	competency = key if kind == "Rating" else ""
	return {
		"item": key,
		"kind": kind,
		"text": text,
		"help": about,
		"required": required,
		"competency": competency,
	}


ITEMS = [
	item(RATED[0], "Rating", "Listens", required=True, about="Lets others finish, and asks back."),
	item(RATED[1], "Rating", "Keeps promises"),
	item(KEEP, "Text", "What should this person keep doing?", required=True),
	item(CHANGE, "Text", "What would you like to see more of?"),
]


def frozen(**more: Any) -> dict[str, Any]:
	"""What a round was launched with."""
	return {
		"title": "Year of 2025",
		"purpose": "Development",
		"small_groups": "omit",
		"comments_shown": "Summary Only",
		"thresholds": {"peer": 3, "report": 3, "other": 3, "anonymous": 4},
		"scale": {
			"name": "five",
			"low": 1,
			"high": 5,
			"levels": [{"value": value, "label": label, "meaning": ""} for value, label in LEVELS],
		},
		"items": ITEMS,
		"policy": {},
		**more,
	}


@dataclass
class Made:
	"""A round, and who is asked about whom: invitation → (subject, group, rater)."""

	round: str
	requests: dict[str, str]
	invitations: dict[str, tuple[str, str, str]]
	codes: dict[str, str] = field(default_factory=dict)

	def of(self, subject: str, group: str) -> list[str]:
		"""The invitations of a group about somebody, the first rater first."""
		return [
			name for name, (about, of, _rater) in self.invitations.items() if (about, of) == (subject, group)
		]


def make_round(company: str, asked: Mapping[str, Groups], **more: Any) -> Made:
	"""A round that collects: subject → group → raters, who are Employees or e-mail addresses. `more`: what is frozen."""
	kept = frozen(**more)
	values = {
		"title": kept["title"],
		"company": company,
		"purpose": kept["purpose"],
		"state": "Collecting",
		"deadline": add_days(getdate(), 10),
		"launched_on": "2025-11-03 09:00:00",
		"small_groups": kept["small_groups"].title(),
		"comments_shown": kept["comments_shown"],
		"frozen": json.dumps(kept),
		**{f"{group}_threshold": least for group, least in kept["thresholds"].items()},
	}
	made = Made(row(ROUND, **values), {}, {})
	keys.ensure(made.round)
	for subject, groups in asked.items():
		add_subject(made, company, subject, groups)
	frappe.db.set_value(ROUND, made.round, "asked", len(made.invitations))
	return made


def add_subject(made: Made, company: str, subject: str, groups: Groups) -> None:
	"""One more person whom the round is about."""
	about = {"round": made.round, "employee": subject, "company": company}
	name, manager = frappe.db.get_value("Employee", subject, ["employee_name", "reports_to"])
	request = row(REQUEST, **about, employee_name=name, manager=manager, state="Collecting")
	made.requests[subject] = request
	for group, raters in groups.items():
		for rater in raters:
			invitation = row(
				INVITATION, **about, request=request, rater_group=group, state="Sent", **who(rater)
			)
			made.invitations[invitation] = (subject, group, rater)


def who(rater: str) -> dict[str, Any]:
	"""A rater as an invitation names him."""
	if "@" in rater:
		return {"rater_email": rater, "rater_key": rater, "rater_name": rater.split("@")[0]}
	name, user = frappe.db.get_value("Employee", rater, ["employee_name", "user_id"])
	return {"rater": rater, "rater_key": rater, "rater_name": name, "rater_email": user}


def row(doctype: str, **values: Any) -> str:
	"""A row as flows leave it, past its controller."""
	document = frappe.get_doc({"doctype": doctype, **values})
	document.set_new_name()
	document.db_insert()
	return document.name


def code_for(invitation: str) -> str:
	"""A link that was mailed."""
	code = new_token()
	until = codes.last_moment(add_days(getdate(), 10))
	values = {"code_hash": digest(code), "code_expires": until, "token_hash": digest(new_token())}
	frappe.db.set_value(INVITATION, invitation, values, update_modified=False)
	return code


def said(rating: float = 4, text: str = "Asks good questions.", **more: Any) -> dict[str, Any]:
	"""Everything answered."""
	rated = {key: {"value": rating, "not_applicable": 0, "text": ""} for key in RATED}
	return {**rated, KEEP: {"text": text}, CHANGE: {"text": ""}, **more}


def response_of(invitation: str) -> frappe._dict | None:
	"""What the database holds of an invitation, found as only the round's secret allows it."""
	round_ = frappe.db.get_value(INVITATION, invitation, "round")
	key = keys.respondent_key(round_, invitation)
	return frappe.db.get_value(RESPONSE, {"round": round_, "respondent_key": key}, "*", as_dict=True)


def answers_of(response: str) -> dict[str, frappe._dict]:
	"""Its answers by item."""
	rows = frappe.get_all(ANSWER, filters={"parent": response}, fields=["*"], order_by="idx, name")
	return {each.item: each for each in rows}


def drop(made: Made) -> None:
	"""Take a committed round away, its secret too."""
	sheets.delete(frappe.get_all(RESPONSE, filters={"round": made.round}, pluck="name", order_by="name"))
	for doctype in (RESULT, INVITATION, REQUEST):
		frappe.db.delete(doctype, {"round": made.round})
	frappe.db.delete(ROUND, {"name": made.round})
	frappe.db.delete("Email Queue", {"reference_doctype": ROUND, "reference_name": made.round})
	keys.destroy(made.round)


def answer(invitation: str, rating: float = 4, text: str = "Asks good questions.", **more: Any) -> None:
	"""A rater submits."""
	found = answering.of_invitation(name=invitation)
	answering.write(found, said(rating, text, **more), "", answering.SUBMITTED)


def result_of(made: Made, subject: str) -> frappe._dict:
	"""The result of somebody, with its figures."""
	found = frappe.db.get_value(RESULT, {"request": made.requests[subject]}, "*", as_dict=True)
	found.figures, found.summaries = json.loads(found.figures), json.loads(found.summaries)
	return found


def close(made: Made) -> str:
	"""By a run in this process; returns it."""
	run = control.start("Close Feedback Round", {"round": made.round})
	worker.work_off(run)
	return run


def stored(round_: str) -> list[tuple]:
	"""What is answered in a round, without names and order."""
	lines = sheets.lines_of_round(round_).merge(
		sheets.heads_of(round_).rename(columns={"name": "parent"}), on="parent"
	)
	columns = ["request", "rater_group", "state", "item", "value", "not_applicable", "text"]
	return sorted(lines[columns].astype(str).itertuples(index=False, name=None))


def make_many(company: str, subjects: Sequence[str], raters: int) -> Made:
	"""A large round, written below the flows: as many customers as `raters` have answered about each of the subjects."""
	made = make_round(company, {})
	about = pd.DataFrame({"employee": list(subjects)}, dtype=object)
	about = about.assign(
		round=made.round, company=company, employee_name=about["employee"], state="Collecting"
	)
	with moving():
		requests = store.insert(REQUEST, about).names
		each = about.loc[about.index.repeat(raters)].assign(request=np.repeat(requests, raters), state="Sent")
		keys_ = [f"r{at % raters}@customer.example.com" for at in range(len(each))]
		each = each.assign(rater_key=keys_, rater_email=keys_, rater_group="Other")
		invitations = store.insert(
			INVITATION, each.drop(columns="employee_name").reset_index(drop=True)
		).names
	made.requests = dict(zip(subjects, requests, strict=True))
	heads = each[["round", "request", "employee", "rater_group"]].assign(
		name=sheets.new_names(len(each)),
		state="Submitted",
		respondent_key=list(keys.keys_of(made.round, invitations)),
	)
	sheets.insert(heads, lines_for(list(heads["name"])), "2025-11-03 09:00:00")
	return made


def lines_for(responses: Sequence[str]) -> pd.DataFrame:
	"""Two ratings and a sentence of each."""
	rows = []
	for at, parent in enumerate(responses):
		rows += [(parent, idx, item, 1 + (at + idx) % 5, 0, None) for idx, item in enumerate(RATED, 1)]
		rows.append(
			(parent, 3, KEEP, 0, 0, f"The plan of week {at % 52} helped {at % 7} of us to begin in time.")
		)
	return pd.DataFrame(rows, columns=sheets.LINE, dtype=object)


def seconds_of_close(made: Made, chunk: int) -> float:
	"""What closing takes, in portions as a run has them, without the run's own records."""
	names = list(made.requests.values())
	begun = time.perf_counter()
	for start in range(0, len(names), chunk):
		closing.work_close(closing.Work("", {"round": made.round}, names[start : start + chunk], None))
	closing.finish_close({"round": made.round})
	return time.perf_counter() - begun
