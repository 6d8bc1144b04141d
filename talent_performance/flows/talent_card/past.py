"""Three years of ratings and boxes, and where somebody stands now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd

import frappe
from frappe import _
from frappe.utils import today

from talent_performance.access import guarded
from talent_performance.access.talent_card import about
from talent_performance.engine.talent import boxes_then
from talent_performance.engine.talent_card import recent
from talent_performance.flows import readable
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch
from talent_performance.store.policy import policy_of
from talent_performance.store.talent_history import closed_results, cycles_of, employments_of, history_of

RESULT, PLACEMENT, ASSESSMENT = "Appraisal Result", "Talent Placement", "Talent Assessment"
YEARS_AT_MOST = 6
STANDING = (
	"name", "employee", "box", "box_label", "reason", "high_potential", "movement", "performance_band", "potential_band",
	"potential_score", "potential_assessed_on", "previous_box", "previous_performance_band", "previous_potential_band", "as_of",
)  # fmt: skip
Row = dict[str, Any]


def histories(employees: Sequence[str]) -> dict[str, list[Row]]:
	"""By employee the results of the last three years that the reader sees, of all employments, the latest cycle first.

	Boxes only of people whose placements he reads.
	"""
	records = employments_of(employees)
	results = closed_results(records)
	results = results[results["name"].isin(guarded.seen(RESULT, results["name"]))].reset_index(drop=True)
	history = history_of(records, results=results).assign(name=results["name"])
	history = history.join(boxes_then(history, policy_of(None)))
	history = recent(history, pd.Timestamp(today()), YEARS_AT_MOST)
	titles = cycles_of(history["cycle"].unique()).set_index("cycle")["title"].to_dict()
	labels, placed = labels_of(history["name"]), about(PLACEMENT, employees)
	found: dict[str, list[Row]] = {}
	for row in history.to_dict("records"):
		known = row["employee"] in placed and not pd.isna(row["box"])
		label, rating = labels.get(row["name"], (None, None))
		found.setdefault(row["employee"], []).append(
			{
				"cycle": titles.get(row["cycle"], row["cycle"]),
				"closed_on": row["closed_on"].date(),
				"score": None if pd.isna(row["performance_score"]) else row["performance_score"],
				"label": label if isinstance(label, str) else "",
				"rating": rating,
				"box": int(row["box"]) if known else None,
				"box_label": _(row["box_label"]) if known else "",
			}
		)
	return found


def labels_of(results: Collection[str]) -> dict[str, tuple[str | None, float | None]]:
	"""What the levels are called that results came to."""
	table = frappe.qb.DocType(RESULT)
	query = frappe.qb.from_(table).select(table.name, table.performance_label, table.performance_rating)
	found = fetch(
		query.where(within(table.name, list(results))).orderby(table.name), ["name", "label", "rating"]
	)
	return {row["name"]: (row["label"], row["rating"]) for row in found.to_dict("records")}


def standings(employees: Sequence[str]) -> dict[str, Row]:
	"""By employee the place in the nine-box, as far as the reader sees it."""
	filters = {"employee": ("in", list(employees) or [""])}
	rows = readable.rows(ASSESSMENT, list(STANDING), "as_of, name", filters=filters)
	return {row["employee"]: row for row in rows}
