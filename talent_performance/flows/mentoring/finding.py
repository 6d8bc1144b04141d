"""Finding a mentor: who is far enough in a competency, has a place free and would like to; and who goes with whom of many.

Somebody who looks for himself, or for people whom he leads, finds those who have said that they would like to help, and sees no
level. HR looks among all people at work in its reach, sees levels, and why somebody doesn't come into question.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

import frappe
from frappe import _
from frappe.utils import flt

from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.access.mentoring import check_may_look, refuse, searched, searches_for
from talent_performance.engine import mentoring as engine
from talent_performance.flows import capability
from talent_performance.flows.mentoring import saving
from talent_performance.store import mentoring_tables as tables
from talent_performance.store.competency_tables import level_ends

SHOWN, SHOWN_AGAINST, MOST = 12, 6, 200
Row = dict[str, Any]


def find(mentee: str, competency: str, wanted: float, kind: str = saving.MENTORING) -> list[Row]:
	"""Who could help somebody with a competency, the best first. Raises PermissionError, MentoringRefused.

	Rows have mentor, mentor_name, designation, department, reasons, free and places; for HR level, confidence, and why_not of
	some who don't come into question.
	"""
	sees_levels = check_may_look(mentee)
	people = pool([mentee], sees_levels)
	found = candidates([mentee], competency, wanted, kind, people)
	if not sees_levels:
		found = found[found["why_not"].isna() & found["willing"].astype(bool)]
	return shown(found, people, sees_levels)


def pair_up(mentees: Sequence[str], competency: str, wanted: float) -> list[Row]:
	"""For HR: one mentor for each of these people, as many as there are places. Raises PermissionError, MentoringRefused."""
	names = list(dict.fromkeys(mentees))
	if not 0 < len(names) <= MOST:
		saving.refuse(_("Choose 1 to {0} people; {1} were given.").format(MOST, len(names)))
	if not all(searches_for(each) for each in names):
		refuse(_("HR pairs people of its companies; one of these isn't."))
	people = pool(names, True)
	found = candidates(names, competency, wanted, saving.MENTORING, people)
	chosen = engine.pair_up(found, pd.Series(names, dtype=object), _)
	called = people.set_index("employee")["employee_name"].to_dict()
	return [
		{
			"mentee": row.mentee,
			"mentee_name": called.get(row.mentee, row.mentee),
			"mentor": row.mentor if isinstance(row.mentor, str) else "",
			"mentor_name": called.get(row.mentor, ""),
			"reason": row.reason if isinstance(row.reason, str) else "",
		}
		for row in chosen.itertuples()
	]


def candidates(
	mentees: Sequence[str], competency: str, wanted: float, kind: str, people: pd.DataFrame
) -> pd.DataFrame:
	"""What the engine finds among these people. The number of queries doesn't depend on how many they are."""
	if not frappe.db.exists("Competency", competency):
		saving.refuse(_("Competency: {0} isn't there. Choose one of the list.").format(competency))
	ends = level_ends([competency]).get(competency)
	asked = pd.DataFrame(
		{
			"mentee": list(mentees),
			"competency": competency,
			"wanted": max(flt(wanted), 0.0),
			"top": ends[1] if ends else None,
		}
	)
	names = people["employee"].tolist()
	levels = capability.levels(names)
	return engine.candidates(
		asked,
		levels[levels["competency"] == competency],
		people,
		tables.offers_of(names),
		tables.pairs_of(names),
		tables.lines_above(mentees),
		capability.rules(),
		kind.lower(),
		_,
	)


def pool(mentees: Sequence[str], sees_levels: bool) -> pd.DataFrame:
	"""Among whom one looks, the learners included: those who would like to help, and for HR everybody in its reach.

	Nothing is computed about somebody whom an agreement on individual analytics protects.
	"""
	companies = frappe.get_all(
		"Employee",
		filters={"name": ("in", list(mentees))},
		pluck="company",
		distinct=True,
		order_by="company",
	)
	names = set(tables.offers_of(companies=companies)["employee"])
	if sees_levels:
		names |= set(at_work(companies))
	names -= practices.off_among(Practice.ANALYTICS, names)
	return tables.people_of([*sorted(names | set(mentees))])


def at_work(companies: Sequence[str]) -> list[str]:
	"""Everybody at work in these companies whose levels the reader may compare."""
	within = searched()
	asked = ", ".join(["%s"] * len(companies))
	return frappe.db.sql(
		f"select `name` from `tabEmployee` where `status` = 'Active' and `company` in ({asked}) and ({within}) order by `name`",
		tuple(companies),
		pluck=True,
	)


def shown(found: pd.DataFrame, people: pd.DataFrame, sees_levels: bool) -> list[Row]:
	"""Rows for a screen, the few that a reader looks at."""
	in_question = found[found["why_not"].isna()].head(SHOWN)
	against = found[found["why_not"].notna()].sort_values(["level", "mentor"], ascending=[False, True])
	told = pd.concat([in_question, against.head(SHOWN_AGAINST)]) if len(against) else in_question
	known = people.set_index("employee")
	return [
		{
			"mentor": row.mentor,
			**{field: plain(known.at[row.mentor, field]) for field in ("designation", "department")},
			"mentor_name": plain(known.at[row.mentor, "employee_name"]) or row.mentor,
			"reasons": plain(row.reason).split("; ") if plain(row.reason) else [],
			"free": int(max(row.places - row.taken, 0)),
			"places": int(row.places),
			"why_not": plain(row.why_not),
			**({"level": row.level, "confidence": row.confidence} if sees_levels else {}),
		}
		for row in told.itertuples()
	]


def plain(value: object) -> str:
	"""A text, "" for none."""
	return value if isinstance(value, str) else ""
