"""What is said of people's risk of leaving now. Nothing here asks who reads: that does whoever calls."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

import frappe
from frappe.utils import today

from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.engine import retention as engine
from talent_performance.engine.policy import Policy
from talent_performance.store.dialect import within
from talent_performance.store.frames import table_of
from talent_performance.store.policy import policy_of

ASSESSMENT, SCORE, SETTINGS = "Retention Assessment", "Retention Score", "Talent Settings"
TO_ENGINE = {"Low": "low", "Medium": "mid", "High": "high"}
TO_FORM = {word: option for option, word in TO_ENGINE.items()}


def risks(employees: Sequence[str], as_of: str | None = None) -> pd.DataFrame:
	"""The engine's `standing` of these people, without those for whom an agreement switches it off.

	employee, risk, impact (low, mid, high), exposure, assessed_on, source (Assessment, Score, or null), and score,
	score_exposure and stale besides.
	"""
	names = list(dict.fromkeys(str(each) for each in employees if each))
	off = practices.off_among(Practice.RISK, names)
	asked = [name for name in names if name not in off]
	return standing_of(asked, assessments_of(asked), scores_of(asked), policy_of(), as_of)


def standing_of(
	employees: Sequence[str],
	assessments: pd.DataFrame,
	scores: pd.DataFrame,
	policy: Policy,
	as_of: str | None = None,
) -> pd.DataFrame:
	"""The engine's `standing` out of rows as they are stored."""
	return engine.standing(
		pd.Series(list(employees), dtype=object),
		in_engine_words(assessments, ("risk", "impact")),
		in_engine_words(scores, ("band",)),
		policy,
		pd.Timestamp(as_of or today()),
	)


def in_engine_words(table: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
	"""Low, Medium and High as low, mid and high."""
	return table.assign(**{column: table[column].map(TO_ENGINE) for column in columns})


def assessments_of(employees: Sequence[str]) -> pd.DataFrame:
	"""Their submitted assessments, the oldest first."""
	table = frappe.qb.DocType(ASSESSMENT)
	fields = ("employee", "assessed_on", "risk", "impact", "name")
	query = frappe.qb.from_(table).select(*(table[each] for each in fields))
	query = query.where(within(table.employee, list(employees) or [""]) & (table.state == "Submitted"))
	rows = query.orderby(table.assessed_on, table.creation, table.name).run()
	found = table_of(rows, fields)
	return found.assign(assessed_on=pd.to_datetime(found["assessed_on"]))


def scores_of(employees: Sequence[str]) -> pd.DataFrame:
	"""Their computed scores; none of them while scores are switched off, or individual analytics for somebody."""
	fields = ("employee", "as_of", "score", "band")
	rows, names = [], list(employees)
	if names and frappe.db.get_single_value(SETTINGS, "retention_score_on"):
		table = frappe.qb.DocType(SCORE)
		query = frappe.qb.from_(table).select(*(table[each] for each in fields))
		rows = query.where(within(table.employee, names)).orderby(table.employee, table.name).run()
	found = table_of(rows, fields)
	off = practices.off_among(Practice.ANALYTICS, found["employee"])
	found = found[~found["employee"].isin(off)].reset_index(drop=True)
	said = found["band"].isin(list(TO_ENGINE))
	return found.assign(as_of=pd.to_datetime(found["as_of"]), score=found["score"].astype(float).where(said))
