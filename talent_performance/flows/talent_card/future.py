"""What could come: what the person wants in own words, for which positions somebody has named him, the risk of losing him, plans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from frappe import _

from talent_performance.access import guarded
from talent_performance.access.talent_card import about
from talent_performance.flows import aspirations as aspired
from talent_performance.flows import readable
from talent_performance.flows.pools.criteria import POOL
from talent_performance.flows.pools.members import DECLINED, MEMBER, SUGGESTED
from talent_performance.flows.retention.latest import TO_FORM, risks
from talent_performance.flows.succession.readiness import positions_of

ASPIRATION, CANDIDATE, RISK, STAY = (
	"Career Aspiration",
	"Succession Candidate",
	"Retention Assessment",
	"Stay Plan",
)
DEVELOPMENT = "Development Plan"
Row = dict[str, Any]


def aspirations(employees: Sequence[str]) -> dict[str, Row]:
	"""By employee what the person has said and lets the reader read."""
	seen = readable.rows(
		ASPIRATION, ["employee"], "employee, name", filters={"employee": ("in", list(employees) or [""])}
	)
	found = aspired.of([row["employee"] for row in seen])
	found = found.astype(object).where(found.notna(), None)
	return {row["employee"]: row for row in found.to_dict("records")}


def positions(employees: Sequence[str]) -> dict[str, list[Row]]:
	"""By employee the positions for which somebody is named, as far as the reader sees the nomination."""
	found = positions_of(list(employees))
	found = found[found["candidate"].isin(guarded.seen(CANDIDATE, found["candidate"]))]
	return {
		str(name): [
			{
				"title": row["title"],
				"status": _(row["status"]),
				"band": _(row["readiness_band"]) if row["readiness_band"] else "",
				"computed": _(row["computed_band"]) if row["computed_band"] else "",
				"readiness": None if pd.isna(row["readiness"]) else row["readiness"],
				"emergency": bool(row["emergency_cover"]),
				"as_of": row["as_of"],
			}
			for row in part.to_dict("records")
		]
		for name, part in found.groupby("employee", sort=False)
	}


def risk(employees: Sequence[str]) -> dict[str, Row]:
	"""By employee what is said of the risk of losing the person, and since when."""
	found = risks(sorted(about(RISK, employees)))
	return {
		row["employee"]: {
			"risk": _(TO_FORM[row["risk"]]),
			"impact": _(TO_FORM[row["impact"]]) if row["impact"] in TO_FORM else "",
			"assessed_on": None if pd.isna(row["assessed_on"]) else row["assessed_on"].date(),
			"source": _(row["source"]) if isinstance(row["source"], str) else "",
			"stale": bool(row.get("stale")),
		}
		for row in found.to_dict("records")
		if row["risk"] in TO_FORM
	}


def plans(employees: Sequence[str]) -> dict[str, list[Row]]:
	"""By employee the pools that somebody is in, open plans to keep him, and what he does to develop."""
	found: dict[str, list[Row]] = {}
	filters = {"employee": ("in", list(employees) or [""])}
	there = readable.rows(
		MEMBER,
		["employee", "pool", "status", "progress", "review_on"],
		"employee, name",
		filters={**filters, "status": ("not in", (SUGGESTED, DECLINED, "Left"))},
	)
	titles = readable.names_of(POOL, "title", [row["pool"] for row in there])
	for row in there:
		said = _(row["progress"]) if row["progress"] else _(row["status"])
		found.setdefault(row["employee"], []).append(
			{
				"kind": _("Talent Pool"),
				"text": titles.get(row["pool"], row["pool"]),
				"state": said,
				"due": row["review_on"],
			}
		)
	stays = readable.rows(
		STAY,
		["employee", "actions", "owner_name", "due_date"],
		"due_date, name",
		filters={**filters, "state": "Open"},
	)
	for row in stays:
		found.setdefault(row["employee"], []).append(
			{
				"kind": _("Stay Plan"),
				"text": row["actions"],
				"state": row["owner_name"] or "",
				"due": row["due_date"],
			}
		)
	for row in development(employees):
		found.setdefault(row["employee"], []).append(
			{
				"kind": _(DEVELOPMENT),
				"text": row["title"],
				"state": ", ".join(filter(None, (_(row["kind"]), _(row["state"]), progress_of(row)))),
				"due": row["next_due"] or row["ends_on"],
			}
		)
	return found


def development(employees: Sequence[str]) -> list[Row]:
	"""Development plans that are agreed or wait for it; what somebody still drafts is his own."""
	return readable.rows(
		DEVELOPMENT,
		["employee", "title", "kind", "state", "progress", "next_due", "ends_on"],
		"starts_on, name",
		filters={
			"employee": ("in", list(employees) or [""]),
			"state": ("in", ("Awaiting Approval", "Active")),
		},
	)


def progress_of(row: Row) -> str:
	"""How far an agreed plan is."""
	return f"{row['progress']:.0f} %" if row["state"] == "Active" else ""
