"""Notes on managers who seem to rate high or low, for whoever calibrates: never applied, and no manager reads one about himself.

What a manager's ratings are held against he doesn't control: objectives that ERP measures, the last rating by another manager,
and released 360 feedback.
"""

from __future__ import annotations

from typing import Any, TypedDict

import pandas as pd

import frappe
from frappe import _

from talent_performance.access import calibration_session as access
from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.engine.severity import kpi_anchors, severity
from talent_performance.flows.calibration.people import Scope
from talent_performance.store.fed_goals import fed_objectives
from talent_performance.store.feedback_scores import released_scores


class Said(TypedDict):
	"""The notes, and what ratings were held against in a sentence; empty for whom neither is meant."""

	notes: list[dict[str, Any]]
	held_against: str


def notes(scope: Scope, found: pd.DataFrame) -> list[dict[str, Any]]:
	"""What is worth a note, for HR of the company; of the people whom the reader sees."""
	return said(scope, found)["notes"]


def said(scope: Scope, found: pd.DataFrame) -> Said:
	"""The same with what it rests on."""
	if not access.may_write(scope.session) or found.empty:
		return {"notes": [], "held_against": ""}
	people = compared(found)
	ratings = people[["employee", "manager", "manager_rating"]].rename(columns={"manager_rating": "rating"})
	known = anchors(scope, people)
	table = severity(ratings, known, scope.policy, _)
	table = table[table["shown"].fillna(False).astype(bool)] if len(table) else table
	names = dict(zip(found["manager"], found["manager_name"], strict=True))
	made = [
		{
			"manager": row.manager,
			"manager_name": names.get(row.manager) or row.manager,
			"n": int(row.people),
			"value": float(row.severity),
			"interval": [float(row.low), float(row.high)],
			"message": row.message,
		}
		for row in table.itertuples()
	]
	return {"notes": made, "held_against": in_words(known)}


def in_words(known: pd.DataFrame) -> str:
	"""Which anchors there are, of how many people each; said too where ERP measures nothing alone."""
	counts = known["kind"].value_counts()
	words = {
		"kpi": _("results that ERP measured ({0} people)"),
		"last rating": _("the last rating by another manager ({0} people)"),
		"feedback": _("released feedback of others ({0} people)"),
	}
	there = [text.format(int(counts[kind])) for kind, text in words.items() if kind in counts]
	told = (
		[_("Held against {0}.").format(", ".join(there))]
		if there
		else [_("There is nothing to hold ratings against.")]
	)
	if "kpi" not in counts:
		told.append(_("No objective of these people has values from ERP alone."))
	return " ".join(told)


def compared(found: pd.DataFrame) -> pd.DataFrame:
	"""People who are rated by a manager of whom the reader may be told, and whom nothing keeps out of such figures."""
	off = practices.off_among(Practice.ANALYTICS, found["employee"])
	besides = access.closed_to(frappe.session.user)
	kept = found["manager"].notna() & ~found["employee"].isin(off) & ~found["manager"].isin(besides)
	return found[kept].reset_index(drop=True)


def anchors(scope: Scope, people: pd.DataFrame) -> pd.DataFrame:
	"""The engine's table `rating_anchors` for these people."""
	by_another = people["last_manager"].notna() & (people["last_manager"] != people["manager"])
	last = people[by_another & people["last_rating"].notna()]
	given = [
		kpi_anchors(*fed_objectives(scope.lead, list(people["employee"]))),
		pd.DataFrame({"employee": last["employee"], "kind": "last rating", "value": last["last_rating"]}),
		feedback(scope, people),
	]
	return pd.concat(given, ignore_index=True)


def feedback(scope: Scope, people: pd.DataFrame) -> pd.DataFrame:
	"""What others said in released evaluative rounds, on the scale that most of them had; none where none may be told."""
	scores = released_scores(scope.lead, list(people["employee"])).dropna(subset=["rating"])
	if scores.empty:
		return pd.DataFrame({"employee": [], "kind": [], "value": []})
	scores = scores[scores["scale"] == scores["scale"].mode().iloc[0]]
	return pd.DataFrame({"employee": scores["employee"], "kind": "feedback", "value": scores["rating"]})
