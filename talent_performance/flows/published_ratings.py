"""What had been published before an appraisal was reopened, and what differs when it is published again."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pandas as pd

import frappe
from frappe import _
from frappe.utils import flt

APPRAISAL, EVENT, REVIEW = "Performance Appraisal", "Appraisal Event", "Appraisal Review"
Ratings = dict[str, object]


def snapshots(facts: pd.DataFrame) -> pd.Series:
	"""The published ratings of each appraisal, as JSON: the whole and the manager's lines."""
	lines = manager_lines(list(facts.index))
	whole = facts[["rating", "rating_label", "score"]].to_dict("index")
	return pd.Series(
		{
			name: json.dumps(as_ratings(whole[name], lines.get(name, {})), ensure_ascii=False)
			for name in facts.index
		},
		dtype=object,
	)


def as_ratings(whole: Ratings, lines: dict[str, float]) -> Ratings:
	"""Plain numbers and words."""
	return {
		"rating": flt(whole["rating"]),
		"label": whole["rating_label"] or "",
		"score": flt(whole["score"]),
		"lines": lines,
	}


def manager_lines(appraisals: Sequence[str]) -> dict[str, dict[str, float]]:
	"""What the manager's submitted review gave each line of an appraisal; 0 is not rated."""
	review, line = frappe.qb.DocType(REVIEW), frappe.qb.DocType("Review Rating")
	query = (
		frappe.qb.from_(review)
		.join(line)
		.on(line.parent == review.name)
		.select(review.appraisal, line.component, line.item, line.rating)
		.where(review.appraisal.isin(list(appraisals) or [""]))
		.where((review.perspective == "Manager") & (review.state == "Submitted"))
		.orderby(review.appraisal, line.idx, line.name)
	)
	found: dict[str, dict[str, float]] = {}
	for appraisal, component, item, rating in query.run():
		found.setdefault(appraisal, {})[item or component] = flt(rating)
	return found


def changes(facts: pd.DataFrame) -> pd.Series:
	"""For each appraisal of a later version, in words, what differs from the version before; null for a first one."""
	later = facts[facts["version"].astype(int) > 1]
	nothing = pd.Series(None, index=facts.index, dtype=object)
	if later.empty:
		return nothing
	earlier, now_ = last_snapshots(list(later.index)), current(list(later.index))
	for name in later.index.intersection(list(earlier)):
		nothing[name] = difference(json.loads(earlier[name]), now_[name])
	return nothing


def last_snapshots(appraisals: Sequence[str]) -> dict[str, str]:
	"""What the event that took each appraisal back has kept; of several the last."""
	event = frappe.qb.DocType(EVENT)
	query = frappe.qb.from_(event).select(event.appraisal, event.snapshot).orderby(event.at, event.name)
	return dict(query.where(event.appraisal.isin(list(appraisals)) & event.snapshot.notnull()).run())


def current(appraisals: Sequence[str]) -> dict[str, Ratings]:
	"""What is published now: the appraisal's figures and the manager's lines."""
	table = frappe.qb.DocType(APPRAISAL)
	query = frappe.qb.from_(table).select(table.name, table.rating, table.rating_label, table.score)
	rows = query.where(table.name.isin(list(appraisals))).orderby(table.name).run()
	lines = manager_lines(appraisals)
	return {
		name: as_ratings({"rating": rating, "rating_label": label, "score": score}, lines.get(name, {}))
		for name, rating, label, score in rows
	}


def difference(earlier: Ratings, later: Ratings) -> str:
	"""A line for each figure that differs."""
	named = [(_("Rating"), "rating"), (_("Level"), "label"), (_("Calculated Score"), "score")]
	pairs = [(words, earlier[key], later[key]) for words, key in named]
	lines = dict.fromkeys([*earlier["lines"], *later["lines"]])
	pairs += [(each, earlier["lines"].get(each, 0), later["lines"].get(each, 0)) for each in lines]
	told = [f"{words}: {_shown(old)} → {_shown(new)}" for words, old, new in pairs if old != new]
	return "\n".join(told) or _("Nothing differs from the version before.")


def _shown(value: object) -> str:
	return (f"{value:g}" if isinstance(value, float | int) else str(value)) if value else "–"
