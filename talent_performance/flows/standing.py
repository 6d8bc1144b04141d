"""Where a person stands, for the form of ERPNext's Employee: as far as the reader may know, and nothing for who may not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from talent_performance.access import practices
from talent_performance.access.audience import Practice
from talent_performance.engine.glance import mean_attainment
from talent_performance.flows import readable
from talent_performance.flows.appraisal_sheet import APPRAISAL
from talent_performance.flows.appraisal_states import ASIDE, OUT

Row = dict[str, Any]
EMPLOYMENT, PROFILE = "Talent Profile Employment", "Talent Profile"
DONE = (*OUT, *ASIDE)


def standing(employee: str) -> Row:
	"""Latest published rating, open appraisal, place in the nine-box, and the objectives of the cycle under way.

	Empty for who may know none of it, and for everybody where individual analytics are switched off for the person.
	"""
	if practices.is_off(Practice.ANALYTICS, employee):
		return {}
	appraisals = _appraisals(employee)
	published = [row for row in appraisals if row["published_on"]]
	under_way = [row for row in appraisals if row["state"] not in DONE]
	profiles = readable.rows(
		EMPLOYMENT,
		["parent"],
		"parent, name",
		filters={"employee": employee, "parenttype": PROFILE},
		parent_doctype=PROFILE,
	)
	found = {
		"published": published[0] if published else None,
		"under_way": under_way[0] if under_way else None,
		"box": _box(employee),
		"objectives": _objectives(employee, (under_way or appraisals)[:1]),
		"profile": profiles[0]["parent"] if profiles else None,
	}
	return found if any(found.values()) else {}


def _appraisals(employee: str) -> list[Row]:
	"""The person's appraisals that the reader reads, the latest cycle first."""
	fields = [
		"name",
		"cycle",
		"state",
		"due_date",
		"published_on",
		"rating",
		"rating_label",
		"no_rating_reason",
	]
	found = readable.rows(APPRAISAL, fields, "end_date desc, name desc", filters={"employee": employee})
	titles = readable.names_of("Performance Cycle", "title", [row["cycle"] for row in found])
	return [{**row, "cycle_title": titles.get(row["cycle"], row["cycle"])} for row in found]


def _box(employee: str) -> Row | None:
	"""The place in the nine-box, by the guard of Talent Assessment: never the own one."""
	fields = ["name", "box", "box_label", "high_potential", "movement", "as_of"]
	found = readable.rows(
		"Talent Assessment", fields, "as_of desc, name", filters={"employee": employee}, limit=1
	)
	return found[0] if found else None


def _objectives(employee: str, appraisals: Sequence[Row]) -> Row | None:
	"""The objectives of the appraisal's cycle, the heaviest first, and their attainment by weight."""
	if not appraisals:
		return None
	cycle = appraisals[0]["cycle"]
	found = readable.rows(
		"Objective",
		["name", "title", "weight", "attainment", "attainment_reason", "grade", "pace_status", "status"],
		"weight desc, name",
		filters={"employee": employee, "cycle": cycle, "level": "Individual", "status": ("!=", "Archived")},
	)
	mean = mean_attainment(
		[row["weight"] for row in found],
		[None if row["attainment_reason"] else row["attainment"] for row in found],
	)
	return {"rows": found, "attainment": mean, "cycle": cycle} if found else None
