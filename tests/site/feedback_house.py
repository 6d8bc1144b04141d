"""A small house with feedback rounds that are closed or released, as the close writes them: figures by the engine, answers unlinked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

import frappe
from frappe.utils import now

from people import make_employee, user_of
from sample_site import bulk
from talent_performance.access import upkeep
from talent_performance.engine import feedback
from talent_performance.engine.policy import FIVE_POINTS, FeedbackRules

ARABIC = "فاطمة الزهراء بنت عبد الرحمن"
HOSTILE = "Judgement <b>under</b> pressure"
SCALE = "Feedback House Scale"
TEMPLATE = "Feedback House"
KEEP, CHANGE = "Q-keep", "Q-change"
QUESTIONS = {
	KEEP: "What should this person keep doing?",
	CHANGE: "What should this person do differently?",
}
PEERS = (
	"Listens <i>before</i> deciding.",
	"Always answers customers within a day.",
	"Shares what was learned abroad.",
	"Bleibt ruhig & freundlich 🙂.",
	"يساعد الجميع دائماً",
)
REPORTS = ("Zulu says the meetings are long.", "Yankee wants clearer goals.")
# Item → the values of each group. Two direct reports are too few.
RATED: Mapping[str, Mapping[str, Sequence[float]]] = {
	"Customer focus": {"self": [4], "manager": [3], "peer": [3, 4, 3, 4, 3], "report": [2, 2]},
	"Teamwork": {"self": [4], "manager": [5], "peer": [5, 5, 5, 5, 5], "report": [5, 1]},
	HOSTILE: {"self": [5], "manager": [3], "peer": [2, 3, 3, 2, 3], "report": [1, 1]},
	"Clear communication": {"self": [3], "manager": [4], "peer": [4, 4, 3, 4, 5], "report": [3, 2]},
	"التعاون بين الفرق": {"self": [3], "manager": [3], "peer": [3, 3, 4, 2, 3], "report": [4, 4]},
	"Developing others": {"self": [4], "manager": [4], "peer": [4, 3, 4, 4, 4], "report": [1, 5]},
}
SUMMARIES = {
	"groups": [
		{
			"group": "peer",
			"strengths": [{"text": "Listens before deciding."}, {"text": "Shares what was learned abroad."}],
			"growth": [{"text": "Rianti says that goals come late."}],
			"themes": [{"theme": "customers", "count": 3}, {"theme": "goals", "count": 2}],
			"count": 5,
		}
	],
	"overall": {
		"strengths": [{"text": "Always answers customers within a day."}],
		"growth": [],
		"themes": [],
		"count": 5,
	},
	"made_by": "local",
	"input_hash": "0",
}  # fmt: skip


@dataclass
class House:
	"""People by what they are, and results by what they are for."""

	company: str
	of: dict[str, str]
	result: dict[str, str] = field(default_factory=dict)
	round: dict[str, str] = field(default_factory=dict)

	def user(self, who: str) -> str:
		"""Whose user that is."""
		return user_of(self.of[who])


def build(company: str, prefix: str = "Fb", names: Mapping[str, str] | None = None) -> House:
	"""upper → manager → {siti, peer, web}; a coach elsewhere; HR below upper."""
	at = {"company": company}
	of = {"upper": make_employee(f"{prefix}upper", **at)}
	of["manager"] = make_employee(f"{prefix}manager", of["upper"], **at)
	for who in ("siti", "peer", "web"):
		of[who] = make_employee(f"{prefix}{who}", of["manager"], **at)
	for who in ("coach", "stranger"):
		of[who] = make_employee(f"{prefix}{who}", **at)
	for who, role in (("hr", "HR Manager"), ("hr user", "HR User"), ("talent", "Talent Manager")):
		name = f"{prefix}{who.replace(' ', '')}"
		of[who] = make_employee(name, of["upper"], roles=(role,), create_user_permission=0, **at)
	for who, name in ({"siti": ARABIC, "peer": "Agus <b>Wibowo</b>"} if names is None else names).items():
		frappe.db.set_value("Employee", of[who], "employee_name", name)
	upkeep.update_lines()
	make_masters()
	return House(company, of)


def make_masters() -> None:
	"""The scale and the template that rounds name."""
	if frappe.db.exists("Rating Scale", SCALE):
		return
	frappe.get_doc({"doctype": "Rating Scale", "name": SCALE, "scale_name": SCALE}).db_insert()
	for at, value in enumerate((1, 2, 3, 4, 5), start=1):
		row = {
			"parent": SCALE,
			"parenttype": "Rating Scale",
			"parentfield": "levels",
			"idx": at,
			"value": value,
		}
		frappe.get_doc({"doctype": "Rating Scale Level", "name": f"{SCALE}-{at}", **row}).db_insert()
	frappe.get_doc({"doctype": "Review Template", "name": TEMPLATE, "template_name": TEMPLATE}).db_insert()


def figures_of(
	rated: Mapping[str, Mapping[str, Sequence[float]]],
	comments: Mapping[str, Sequence[str]],
	rules: FeedbackRules | None = None,
) -> dict[str, Any]:
	"""The engine's report on one person whom these rated and commented on."""
	rows = [
		_answer(group, at, item, "rating", value)
		for item, groups in rated.items()
		for group, values in groups.items()
		for at, value in enumerate(values)
	]
	rows += [
		_answer(group, at, KEEP, "text", None)
		for group, texts in comments.items()
		for at in range(len(texts))
	]
	table = pd.DataFrame(rows)
	items = pd.DataFrame(
		[{"subject": "S", "item": item, "kind": "rating"} for item in rated]
		+ [{"subject": "S", "item": item, "kind": "text"} for item in QUESTIONS]
	)
	return feedback.report(table, items, rules or FeedbackRules(), FIVE_POINTS)["S"]


def _answer(group: str, at: int, item: str, kind: str, value: float | None) -> dict[str, Any]:
	about = {"subject": "S", "response": f"{group}{at}", "group": group, "item": item, "kind": kind}
	return {**about, "value": value, "not_applicable": False, "has_text": kind == "text"}


def give(
	house: House,
	key: str,
	who: str,
	*,
	title: str = "Autumn feedback",
	purpose: str = "Development",
	state: str = "Released",
	cycle: str | None = None,
	coach: str | None = None,
	rated: Mapping[str, Mapping[str, Sequence[float]]] = RATED,
	comments: Mapping[str, Sequence[str]] | None = None,
	shown: str = "As Written",
	rules: FeedbackRules | None = None,
	scale: str = SCALE,
) -> str:
	"""A round with one person's request, answers and result; returns the result."""
	comments = {"peer": PEERS, "report": REPORTS} if comments is None else comments
	figures = figures_of(rated, comments, rules)
	about = {"employee": house.of[who], "company": house.company}
	manager = frappe.db.get_value("Employee", house.of[who], "reports_to")
	names = {"round": f"FBR-{house.company[:4]}-{key}", "request": f"FBQ-{house.company[:4]}-{key}"}
	released = now() if state == "Released" else None
	items = [{"item": item, "kind": "Rating", "text": item} for item in rated]
	items += [{"item": item, "kind": "Text", "text": text} for item, text in QUESTIONS.items()]
	frozen = {
		"title": title,
		"comments_shown": shown,
		"items": items,
		"scale": {"name": scale, "low": 1, "high": 5},
	}
	round_state = {"Sealed": "Closed"}.get(state, state)
	insert(
		"Feedback Round", names["round"], title=title, company=house.company, cycle=cycle, purpose=purpose, state=round_state,
		frozen=json.dumps(frozen), review_template=TEMPLATE, rating_scale=scale, deadline="2026-01-31",
		released_on=released, kept_by="Administrator",
	)  # fmt: skip
	insert(
		"Feedback Request", names["request"], round=names["round"], state=round_state, manager=manager,
		coach=house.of[coach] if coach else None, **about,
	)  # fmt: skip
	answered(names, about["employee"], comments)
	score = figures["component"]["score"] if purpose == "Evaluative" else None
	house.round[key] = names["round"]
	house.result[key] = insert(
		"Feedback Result", f"FBX-{house.company[:4]}-{key}", round=names["round"], request=names["request"], purpose=purpose,
		state=state, released_on=released, cycle=cycle, manager=manager, coach=house.of[coach] if coach else None,
		employee_name=frappe.db.get_value("Employee", house.of[who], "employee_name"), figures=json.dumps(figures),
		summaries=json.dumps(SUMMARIES), component_score=score or 0, **about,
	)  # fmt: skip
	return house.result[key]


def answered(names: Mapping[str, str], employee: str, comments: Mapping[str, Sequence[str]]) -> None:
	"""Answers as they are after the close: random names, one owner, one time."""
	for group, texts in comments.items():
		for text in texts:
			response = frappe.generate_hash(length=10)
			insert(
				"Feedback Response", response, round=names["round"], request=names["request"], employee=employee,
				rater_group=group.title(), state="Submitted",
			)  # fmt: skip
			bulk(
				"Feedback Answer",
				[
					{"name": frappe.generate_hash(length=10), "parent": response, "parenttype": "Feedback Response",
					"parentfield": "answers", "idx": 1, "item": KEEP, "text": text}
				],
			)  # fmt: skip


def insert(doctype: str, name: str, **values: Any) -> str:
	"""A row as a flow writes it, past its controller."""
	frappe.get_doc({"doctype": doctype, "name": name, **values}).db_insert()
	return name


def furnish(house: House, cycle: str | None = None) -> House:
	"""A result of every kind."""
	give(house, "own", "siti", coach="coach")
	give(house, "judged", "siti", title="Year-end <b>feedback</b>", purpose="Evaluative", cycle=cycle)
	give(house, "sealed", "siti", title="Spring feedback", state="Sealed", purpose="Evaluative", cycle=cycle)
	give(house, "web", "web")
	give(house, "hr", "hr", purpose="Evaluative", state="Sealed")
	give(house, "many", "peer", rated=thirty(), comments={"peer": [f"{text} " * 40 for text in PEERS]})
	return house


def thirty() -> dict[str, dict[str, list[float]]]:
	"""Thirty competencies, enough for several pages."""
	return {
		f"Competency number {at:02d} with a name that is long": {
			"self": [1 + at % 5],
			"manager": [1 + at % 4],
			"peer": [1 + (at + each) % 5 for each in range(5)],
			"report": [2 + at % 3, 3, 4],
		}
		for at in range(1, 31)
	}
