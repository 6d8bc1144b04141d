"""The people of a pool as its form shows them: suggestions, nominations, members with their progress, and who isn't any more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import frappe
from frappe import _
from frappe.utils import getdate, today

from talent_performance.access import guarded
from talent_performance.engine.pools import moved_since
from talent_performance.flows import readable
from talent_performance.flows.pools.criteria import POOL
from talent_performance.flows.pools.members import DECLINED, IN, LEFT, MEMBER, NOMINATED, SUGGESTED
from talent_performance.flows.pools.suggesting import found_for

ASSESSMENT, PLACEMENT = "Talent Assessment", "Talent Placement"
GROUPS = {SUGGESTED: "suggested", NOMINATED: "nominated", IN: "members", DECLINED: "over", LEFT: "over"}
OF_MEMBER = [
	"name", "employee", "employee_name", "status", "suggested_on", "nominated_by", "nominated_on", "joined_on", "review_on",
	"ended_on", "progress", "reason",
]  # fmt: skip
Row = dict[str, Any]


def board(pool: str) -> Row:
	"""Everybody of the pool whom the reader may see, by where they are. Raises PermissionError."""
	document = frappe.get_doc(POOL, pool)
	guarded.check(document, "read")
	rows = readable.rows(MEMBER, OF_MEMBER, "employee_name, employee, name", filters={"pool": pool})
	people = [row["employee"] for row in rows]
	places, fits = places_of(people), fits_of(document, rows)
	nominators = readable.names_of("Employee", "employee_name", [row["nominated_by"] for row in rows])
	works = work_of(people)
	then = then_of(rows)
	found: Row = {"suggested": [], "nominated": [], "members": [], "over": []}
	for row in rows:
		now, before = places.get(row["employee"], {}), then.get(row["name"], {})
		found[GROUPS[row["status"]]].append(
			{
				**row,
				**works.get(row["employee"], {}),
				"nominated_by_name": nominators.get(row["nominated_by"], ""),
				"box": now.get("box_label") or "",
				"box_reason": now.get("reason") or "",
				"high_potential": now.get("high_potential") or "",
				"box_then": before.get("label", ""),
				"moved": moved(now, before),
				"due": bool(row["review_on"]) and getdate(row["review_on"]) <= getdate(today()),
				**fits.get(row["employee"], {}),
			}
		)
	may = bool(guarded.may(document, "write")) and not document.disabled
	return {
		**found,
		"may": may,
		"has_criteria": bool(document.criteria),
		"suggested_on": document.suggested_on,
	}


def work_of(employees: Sequence[str]) -> dict[str, Row]:
	"""Where people work; whose record in the pool one reads, of him one knows that."""
	filters = {"name": ("in", sorted(set(employees)) or [""])}
	rows = frappe.get_all(
		"Employee", filters, ["name", "designation", "department"], order_by="name", limit=0
	)
	return {row.name: {"designation": row.designation, "department": row.department} for row in rows}


def places_of(employees: Sequence[str]) -> dict[str, Row]:
	"""Where they stand in the nine-box, as far as the reader sees it."""
	fields = [
		"employee",
		"box",
		"box_label",
		"reason",
		"high_potential",
		"performance_band",
		"potential_band",
	]
	filters = {"employee": ("in", sorted(set(employees)) or [""])}
	return {row["employee"]: row for row in readable.rows(ASSESSMENT, fields, "as_of, name", filters=filters)}


def then_of(rows: Sequence[Row]) -> dict[str, Row]:
	"""Where members stood on the day on which they joined: the latest move until then that the reader may see."""
	joined = {row["employee"]: (row["name"], getdate(row["joined_on"])) for row in rows if row["joined_on"]}
	fields = ["employee", "placed_on", "after_box", "after_performance_band", "after_potential_band"]
	filters = {"employee": ("in", sorted(joined) or [""])}
	labels = dict(
		frappe.get_all(
			"Talent Box", {"parenttype": "Talent Settings"}, ["number", "label"], order_by="idx", as_list=True
		)
	)
	found: dict[str, Row] = {}
	for move in readable.rows(PLACEMENT, fields, "placed_on, creation, name", filters=filters):
		name, day = joined[move["employee"]]
		if getdate(move["placed_on"]) <= day:
			found[name] = {
				"performance": move["after_performance_band"],
				"potential": move["after_potential_band"],
				"label": labels.get(move["after_box"], "") if move["after_box"] else _("In no box"),
			}
	return found


def moved(now: Row, then: Row) -> str:
	"""How somebody has moved since he joined; empty where one of the two places isn't known."""
	if not now or not then:
		return ""
	here = (now["performance_band"] or "", now["potential_band"] or "")
	there = (then["performance"] or "", then["potential"] or "")
	return _(moved_since(here, there).title())


def fits_of(pool: frappe.model.document.Document, rows: Sequence[Row]) -> dict[str, Row]:
	"""Whether people meet the criteria today: what they meet, what they don't, what isn't known. Nothing without criteria."""
	if not pool.criteria or not rows:
		return {}
	found = found_for(pool, sorted({row["employee"] for row in rows}))
	return {
		row["employee"]: {
			"fits": None if np.isnan(row["fits"]) else bool(row["fits"]),
			**{name: row[name] or "" for name in ("met", "unmet", "unknown")},
		}
		for row in found.to_dict("records")
	}
