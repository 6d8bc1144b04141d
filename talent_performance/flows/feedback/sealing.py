"""What comes of the answers about some people: a sealed result for each, figures by the engine and summaries of what was written.

Nobody's name goes into the engine: a response is a row with a random name, and whoever was asked is only counted.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import pandas as pd

import frappe
from frappe.utils import get_datetime, now_datetime

from talent_performance import store
from talent_performance.compat import is_conflict
from talent_performance.engine import feedback as engine
from talent_performance.engine.feedback_cells import COLLEAGUES, MANAGER, OTHER, PEER, REPORT, Earlier
from talent_performance.engine.policy import FeedbackRules, Level, Scale
from talent_performance.flows import insight_texts
from talent_performance.flows.feedback import frozen, sheets
from talent_performance.flows.moving import moving
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch, site_language

ROUND, REQUEST, INVITATION, RESULT = (
	"Feedback Round", "Feedback Request", "Feedback Invitation", "Feedback Result",
)  # fmt: skip
SUBMITTED = "Submitted"
ANSWERS = ["subject", "response", "group", "item", "kind", "value", "not_applicable", "has_text", "text"]
ABOUT = ["request", "employee", "employee_name", "company", "manager", "coach", "language"]
DAYS_OF_A_MONTH = 365.25 / 12
# For so long a part of a run asks a language model: one that is slow mustn't cost the part.
PATIENCE = 240
EMPTY = {"groups": [], "overall": None, "made_by": "local"}


@dataclass(frozen=True)
class Rules:
	"""What a round was launched with, as the engine knows it."""

	asked: dict[str, Any]
	rules: FeedbackRules
	scale: Scale

	@classmethod
	def of(cls, round_: str) -> Rules:
		"""The rules of a round. Raises FeedbackRefused for one that wasn't launched."""
		asked = frozen.of_round(round_)
		known = {each.name for each in fields(FeedbackRules)}
		policy = {key: value for key, value in asked.get("policy", {}).items() if key in known}
		thresholds = {f"{group}_threshold": least for group, least in asked["thresholds"].items()}
		rules = FeedbackRules(**{**policy, **thresholds, "small_groups": asked["small_groups"]})
		values = [(float(level["value"]), level["label"]) for level in asked["scale"]["levels"]]
		levels = (
			Level(value, label, "mid", value - 0.5 * bool(at)) for at, (value, label) in enumerate(values)
		)
		return cls(asked, rules, Scale(tuple(levels)))

	def items(self, subjects: Sequence[str]) -> pd.DataFrame:
		"""What is asked about each."""
		rows = [
			(subject, item["item"], item["kind"].lower())
			for subject in subjects
			for item in self.asked["items"]
		]
		return pd.DataFrame(rows, columns=["subject", "item", "kind"], dtype=object)

	def answers(self, heads: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
		"""Rows of the database as the engine's."""
		kinds = {item["item"]: item["kind"].lower() for item in self.asked["items"]}
		table = lines.merge(
			heads.rename(columns={"name": "parent", "request": "subject"})[
				["parent", "subject", "rater_group"]
			],
			on="parent",
		)
		value = pd.to_numeric(table["value"]).astype(float)
		return table.assign(
			response=table["parent"],
			group=table["rater_group"].str.lower(),
			kind=table["item"].map(kinds),
			value=value.where(value != 0),
			not_applicable=pd.to_numeric(table["not_applicable"]).fillna(0).astype(bool),
			has_text=table["text"].notna(),
		)[ANSWERS]


def seal(round_: frappe._dict, requests: Sequence[str], names: Sequence[str] | None = None) -> list[str]:
	"""Sealed results for these requests, which take no more answers from now on. Returns who listened."""
	rules, about = Rules.of(round_.name), about_whom(requests)
	subjects = list(about["request"])
	heads = sheets.heads_of(round_.name, subjects, state=SUBMITTED)
	answers = rules.answers(heads, sheets.lines_of(list(heads["name"])))
	raters = asked_by(subjects)
	earlier = earlier_rounds(about, round_.name)
	found = engine.report(
		answers.drop(columns="text"),
		rules.items(subjects),
		rules.rules,
		rules.scale,
		earlier,
		raters_of(raters),
	)
	texts = summaries(rules, found, answers, about, outsiders(raters))
	return write(round_, about, found, texts, names)


def about_whom(requests: Sequence[str]) -> pd.DataFrame:
	"""Whom the requests are about, and in which language each reads."""
	request = frappe.qb.DocType(REQUEST)
	employee, user = frappe.qb.DocType("Employee"), frappe.qb.DocType("User")
	query = frappe.qb.from_(request).left_join(employee).on(employee.name == request.employee)
	query = query.left_join(user).on(user.name == employee.user_id)
	columns = ("name", "employee", "employee_name", "company", "manager", "coach")
	query = query.select(*(request[column] for column in columns), user.language)
	return fetch(query.where(within(request.name, requests)).orderby(request.name), ABOUT)


def asked_by(requests: Sequence[str]) -> pd.DataFrame:
	"""Who was asked about these, in which group: nothing of who answered."""
	table = frappe.qb.DocType(INVITATION)
	columns = ["request", "group", "rater_key", "rater", "rater_name"]
	query = frappe.qb.from_(table).select(
		table.request, table.rater_group, table.rater_key, table.rater, table.rater_name
	)
	query = query.where(within(table.request, requests) & (table.state == "Sent")).orderby(table.name)
	found = fetch(query, columns)
	return found.assign(group=found["group"].str.lower()) if len(found) else found


def raters_of(raters: pd.DataFrame) -> dict[str, dict[str, list[str]]]:
	"""Request → group → who was asked."""
	found: dict[str, dict[str, list[str]]] = {}
	for row in raters.itertuples():
		found.setdefault(row.request, {}).setdefault(row.group, []).append(row.rater_key)
	return found


def outsiders(raters: pd.DataFrame) -> dict[str, list[str]]:
	"""Request → names of raters who have no Employee record, which a summary must not tell."""
	strangers = raters[raters["rater"].isna() & raters["rater_name"].notna()]
	return strangers.groupby("request")["rater_name"].agg(list).to_dict() if len(strangers) else {}


def earlier_rounds(about: pd.DataFrame, round_: str) -> dict[str, list[Earlier]]:
	"""Request → the same person's results of earlier rounds, the latest first, whether they are released yet or not."""
	result, of = frappe.qb.DocType(RESULT), frappe.qb.DocType(ROUND)
	query = frappe.qb.from_(result).join(of).on(of.name == result.round)
	query = query.select(result.employee, result.request, result.figures, of.closed_on)
	query = query.where(within(result.employee, list(about["employee"])) & (result.round != round_))
	query = query.where(of.closed_on.isnotnull()).orderby(of.closed_on, order=frappe.qb.desc)
	rows = query.orderby(result.name).run(as_dict=True)
	raters = raters_of(asked_by([row.request for row in rows])) if rows else {}
	request_of = dict(zip(about["employee"], about["request"], strict=True))
	found: dict[str, list[Earlier]] = {}
	for row in rows:
		months = (now_datetime() - get_datetime(row.closed_on)).days / DAYS_OF_A_MONTH
		earlier = Earlier(json.loads(row.figures or "{}"), raters.get(row.request, {}), months)
		found.setdefault(request_of[row.employee], []).append(earlier)
	return found


def summaries(
	rules: Rules,
	found: Mapping[str, Mapping[str, Any]],
	answers: pd.DataFrame,
	about: pd.DataFrame,
	strangers: Mapping[str, list[str]],
) -> dict[str, dict[str, Any]]:
	"""Request → what was written in groups of which enough have written; a model that fails or is slow stops nothing."""
	begun, standard = time.monotonic(), site_language()
	written = {subject: rows for subject, rows in answers[answers["has_text"]].groupby("subject")}
	made: dict[str, dict[str, Any]] = {}
	for row in about.itertuples():
		texts = told(found[row.request]["comments"], written.get(row.request))
		patient = time.monotonic() - begun < PATIENCE
		made[row.request] = summary(
			texts,
			names=strangers.get(row.request, []),
			language=row.language if isinstance(row.language, str) else standard,
			key=row.request,
			employee=row.employee if patient else None,
		)
	return made


def summary(texts: Mapping[str, Sequence[str]], **more: Any) -> dict[str, Any]:
	"""The summaries of one person; none where making them breaks."""
	if not texts:
		return EMPTY
	try:
		return insight_texts.summarise(texts, **more)
	except Exception as error:
		if is_conflict(error):
			raise
		return {**EMPTY, "problem": type(error).__name__}


def told(comments: Sequence[Mapping[str, Any]], rows: pd.DataFrame | None) -> dict[str, list[str]]:
	"""Group → texts that may be told of: those of every item for which enough of the group wrote something.

	They stand in an order of their own, so that it tells nothing and is the same whenever it is computed.
	"""
	texts: dict[str, list[str]] = {}
	for cell in comments if rows is not None else ():
		groups = (PEER, REPORT, OTHER) if cell["group"] == COLLEAGUES else (cell["group"],)
		here = rows[(rows["item"] == cell["item"]) & rows["group"].isin(groups)]
		if cell["shown"] and cell["group"] in (MANAGER, PEER, REPORT, OTHER, COLLEAGUES) and len(here):
			texts.setdefault(cell["group"], []).extend(sorted(here["text"]))
	return texts


def write(
	round_: frappe._dict,
	about: pd.DataFrame,
	found: Mapping[str, Mapping[str, Any]],
	texts: Mapping[str, Mapping[str, Any]],
	names: Sequence[str] | None,
) -> list[str]:
	"""The results' rows, and that the requests are closed."""
	counts = round_.purpose == "Evaluative"
	rows = about.drop(columns="language").assign(
		round=round_.name,
		cycle=round_.cycle,
		purpose=round_.purpose,
		state="Sealed",
		figures=[json.dumps(found[each], ensure_ascii=False, sort_keys=True) for each in about["request"]],
		summaries=[json.dumps(texts[each], ensure_ascii=False, sort_keys=True) for each in about["request"]],
		component_score=[found[each]["component"]["score"] if counts else None for each in about["request"]],
	)
	with moving():
		written = store.insert(RESULT, rows.astype(object), reserved=names)
	table = frappe.qb.DocType(REQUEST)
	frappe.qb.update(table).set(table.state, "Closed").where(within(table.name, list(about["request"]))).run()
	return written.listeners
