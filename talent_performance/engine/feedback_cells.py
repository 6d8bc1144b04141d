"""The answers of a round, counted into cells: one for every item of a person and group of raters."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from talent_performance.engine.frames import TableError, ratio
from talent_performance.engine.policy import FeedbackRules, Scale
from talent_performance.engine.rounding import TOLERANCE

SELF, MANAGER, PEER, REPORT, OTHER, COLLEAGUES = "self", "manager", "peer", "report", "other", "colleagues"
GROUPS = (SELF, MANAGER, PEER, REPORT, OTHER, COLLEAGUES)
# What a rater can be asked as; colleagues only come about by merging.
ASKED = GROUPS[:-1]
ANONYMOUS = np.array([False, False, True, True, True, True])
OTHERS = np.array([False, True, True, True, True, True])
MERGED = np.array([False, False, True, True, True, False])
RATING, TEXT = "rating", "text"
ANSWERS = ("subject", "response", "group", "item", "kind", "value", "not_applicable", "has_text")
SUBJECT_ITEMS = ("subject", "item", "kind")
Raters = Mapping[str, Collection[Hashable]]


@dataclass(frozen=True)
class Earlier:
	"""A person's report of an earlier round, and who was asked then, by group; `months_ago` is None where nobody knows."""

	figures: Mapping[str, Any]
	raters: Raters = field(default_factory=dict)
	months_ago: float | None = None


def thresholds(rules: FeedbackRules) -> dict[str, int]:
	"""The fewest raters of each group behind whatever is shown."""
	return {
		SELF: rules.self_threshold,
		MANAGER: rules.manager_threshold,
		PEER: rules.peer_threshold,
		REPORT: rules.report_threshold,
		OTHER: rules.other_threshold,
		COLLEAGUES: rules.anonymous_threshold,
	}


@dataclass(frozen=True)
class Cells:
	"""Rows are the rows of `subject_items`, or people where that is said; columns are GROUPS.

	`people` are in the order in which they come first, `person` is the row of each item's person; `responses` and `merged`
	have a row a person. `row`, `group` and `response` name each rating's place and rater, for whoever needs them singly.
	"""

	people: np.ndarray
	person: np.ndarray
	items: np.ndarray
	rated: np.ndarray
	merged: np.ndarray
	responses: np.ndarray
	present: np.ndarray
	count: np.ndarray
	mean: np.ndarray
	variance: np.ndarray
	commenters: np.ndarray
	row: np.ndarray
	group: np.ndarray
	response: np.ndarray


def count(answers: pd.DataFrame, subject_items: pd.DataFrame, rules: FeedbackRules, scale: Scale) -> Cells:
	"""Count the answers to the items that each person was asked about; any other answer is left out."""
	_check(answers, subject_items, scale)
	person, people = pd.factorize(subject_items["subject"])
	row = pd.MultiIndex.from_frame(subject_items[["subject", "item"]]).get_indexer(
		pd.MultiIndex.from_frame(answers[["subject", "item"]])
	)
	answers, row = answers[row >= 0], row[row >= 0]
	of = person[row] if len(person) else row
	asked_as = pd.Index(GROUPS).get_indexer(answers["group"])
	response = _numbered(of, answers["response"])
	present = _responses(of, asked_as, response, len(people))
	small = (present > 0) & (present < list(thresholds(rules).values())) & MERGED
	merged = small.any(axis=1) if rules.small_groups == "merge" else np.zeros(len(people), dtype=bool)
	group = np.where(merged[of] & MERGED[asked_as], GROUPS.index(COLLEAGUES), asked_as)
	return Cells(
		people=np.asarray(people, dtype=object),
		person=person,
		items=subject_items["item"].to_numpy(dtype=object),
		rated=(subject_items["kind"] == RATING).to_numpy(dtype=bool),
		merged=merged,
		responses=_responses(of, group, response, len(people)),
		present=present,
		**_totals(answers, row, group, response, len(subject_items)),
	)


def _check(answers: pd.DataFrame, subject_items: pd.DataFrame, scale: Scale) -> None:
	"""Raises TableError where a table can't be counted."""
	for name, frame, wanted in (
		("answers", answers, ANSWERS),
		("subject_items", subject_items, SUBJECT_ITEMS),
	):
		missing = [column for column in wanted if column not in frame]
		if missing:
			raise TableError(f"{name}: column {', '.join(missing)} is missing")
	unknown = answers.loc[~answers["group"].isin(ASKED), "group"]
	if len(unknown):
		raise TableError(f"answers.group: found {unknown.iloc[0]!r}, expected one of {', '.join(ASKED)}")
	if subject_items.duplicated(["subject", "item"]).any():
		raise TableError("subject_items: an item stands there twice for one subject")
	if answers.duplicated(["subject", "response", "item"]).any():
		raise TableError("answers: an item stands there twice in one response")
	values = pd.to_numeric(answers["value"]).dropna()
	outside = values[(values < scale.low - TOLERANCE) | (values > scale.high + TOLERANCE)]
	if len(outside):
		raise TableError(
			f"answers.value: found {outside.iloc[0]:g}, expected {scale.low:g} to {scale.high:g}"
		)


def _numbered(of: np.ndarray, response: pd.Series) -> np.ndarray:
	"""A number for every response; a key is one response within a person, and another with another person."""
	key = pd.factorize(response)[0].astype(np.int64)
	return pd.factorize(of.astype(np.int64) * (key.max(initial=0) + 1) + key)[0]


def _responses(of: np.ndarray, group: np.ndarray, response: np.ndarray, people: int) -> np.ndarray:
	_, first = np.unique(response, return_index=True)
	return _cells(of[first], group[first], people)


def _cells(row: np.ndarray, group: np.ndarray, rows: int, weights: np.ndarray | None = None) -> np.ndarray:
	width = len(GROUPS)
	return np.bincount(row * width + group, weights, rows * width).reshape(rows, width)


def cell_of(entry: Mapping[str, Any], group: str) -> Mapping[str, Any] | None:
	"""A group's cell in an item of a report, if it is shown."""
	return next((each for each in entry["cells"] if each["group"] == group and each["shown"]), None)


def raters_of(raters: Raters, group: str) -> list[Hashable]:
	"""Who was asked in a group, each once and in a fixed order; colleagues are all anonymous groups together."""
	groups = (PEER, REPORT, OTHER) if group == COLLEAGUES else (group,)
	return sorted({rater for each in groups for rater in raters.get(each, ())}, key=str)


def _totals(
	answers: pd.DataFrame, row: np.ndarray, group: np.ndarray, response: np.ndarray, rows: int
) -> dict[str, Any]:
	values = pd.to_numeric(answers["value"]).to_numpy(dtype=float)
	told = ~np.isnan(values) & ~_flags(answers["not_applicable"]) & (answers["kind"] == RATING).to_numpy()
	row_told, group_told, values = row[told], group[told], values[told]
	n = _cells(row_told, group_told, rows)
	mean = ratio(_cells(row_told, group_told, rows, values), n)
	apart = (values - mean[row_told, group_told]) ** 2
	written = _flags(answers["has_text"])
	return {
		"count": n,
		"mean": mean,
		"variance": ratio(_cells(row_told, group_told, rows, apart), n - 1),
		"commenters": _cells(row[written], group[written], rows),
		"row": row_told,
		"group": group_told,
		"response": response[told],
	}


def _flags(values: pd.Series) -> np.ndarray:
	return values.eq(True).to_numpy(dtype=bool)
