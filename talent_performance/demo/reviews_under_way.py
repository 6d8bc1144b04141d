"""What people have written about themselves and their people in the year under way."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from frappe.utils import now

from talent_performance.demo.appraisals import REVIEW, Appraisals
from talent_performance.demo.sample import Tables
from talent_performance.demo.this_year import SEED
from talent_performance.demo.writing import into, titles
from talent_performance.flows.seeds import QUESTIONS
from talent_performance.rehearsal.sample.chance import Chance

LINES = ["component", "item", "weight", "rating", "state", "reason"]
WORDS: Mapping[str, Sequence[str]] = {
	"Self Review": (
		"The launch in the second quarter went better than planned; I would prepare the handover earlier next time.",
		"Working with the plant taught me most. More time at our customers would help me.",
		"We lost two people in May and still kept the dates. I learned to say no earlier.",
		"The new planning board saves us a day a week. Some training in negotiation would help.",
	),
	"Manager Review": (
		"Keeps promises to other teams, and says early when something slips. Go on like this.",
		"Knows the figures by heart. Should let others present them, and I will make room for that.",
		"Strong with customers. Reports could come in on time; we agreed on Fridays.",
	),
}


def self_reviews(tables: Tables, appraisals: Appraisals, cycle: str) -> None:
	"""Submitted, a little kinder than the manager will be."""
	chance = Chance(SEED, "self")
	table = as_table(appraisals, cycle, "Self").assign(
		reviewer=list(appraisals.values()),
		state="Submitted",
		submitted_on=now(),
		seen_by_employee=1,
		seen_by_manager=1,
	)
	lines = lines_of(tables, appraisals)
	kinder = [int(chance.happens(0.3)) for _ in range(len(lines))]
	lines = lines.assign(rating=(lines["rating"] + kinder).clip(1, 5))
	into(REVIEW, table, {"ratings": lines, "answers": answers(table, "Self Review", chance)})


def manager_reviews(
	tables: Tables, appraisals: Appraisals, cycle: str, *, done: Collection[str], begun: Collection[str]
) -> None:
	"""Submitted by some; others have begun and not yet said the overall rating."""
	chance = Chance(SEED, "managers")
	mine = {name: appraisals[name] for name in (*done, *begun)}
	table = as_table(mine, cycle, "Manager")
	above = tables["employees"].set_index("employee")["reports_to"]
	overall = tables["overall_ratings"].set_index("employee")["manager_rating"]
	submitted = table["appraisal"].isin(done).to_numpy()
	table = table.assign(
		reviewer=table["employee"].map(above),
		state=np.where(submitted, "Submitted", "Draft"),
		submitted_on=np.where(submitted, now(), None),
		overall_rating=table["employee"].map(overall).where(submitted),
		seen_by_manager=submitted.astype(int),
	)
	lines = lines_of(tables, mine)
	half = pd.Series(lines.index).isin(np.flatnonzero(~submitted)) & (np.arange(len(lines)) % 2 == 1)
	lines.loc[half.to_numpy(), ["rating", "state"]] = [np.nan, "Missing"]
	into(REVIEW, table, {"ratings": lines, "answers": answers(table, "Manager Review", chance)})


def as_table(appraisals: Appraisals, cycle: str, perspective: str) -> pd.DataFrame:
	"""One review for each appraisal."""
	return pd.DataFrame(
		{
			"appraisal": list(appraisals),
			"employee": list(appraisals.values()),
			"cycle": cycle,
			"perspective": perspective,
			"segment": "All",
		}
	)


def lines_of(tables: Tables, appraisals: Appraisals) -> pd.DataFrame:
	"""What is rated of each, by the position of the review."""
	ratings = tables["component_ratings"]
	ratings = ratings.assign(component=titles(ratings["component"]), state=titles(ratings["state"]))
	at = pd.Index(list(appraisals.values())).get_indexer(ratings["employee"])
	return ratings[LINES].set_axis(at)[at >= 0].sort_index(kind="stable")


def answers(table: pd.DataFrame, asked_in: str, chance: Chance) -> pd.DataFrame:
	"""An answer to every question of a perspective."""
	asked = [question for perspective, question in QUESTIONS if perspective == asked_in]
	rows = [
		(at, question, "Text", chance.pick(WORDS[asked_in])) for at in range(len(table)) for question in asked
	]
	return pd.DataFrame(rows, columns=["at", "question", "kind", "answer"]).set_index("at")
