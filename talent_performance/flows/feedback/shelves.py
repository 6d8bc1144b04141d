"""Where released feedback stands for a reader of the portal: his own, that of people whom he leads, of those whom he coaches.

Of a round that is under way its people hear that, and nothing else.
"""

from __future__ import annotations

from typing import Any

import frappe

from talent_performance.access import guarded
from talent_performance.access import team as access
from talent_performance.access.people import employees_of, literals
from talent_performance.flows import readable

RESULT, REQUEST, ROUND = "Feedback Result", "Feedback Request", "Feedback Round"
FIELDS = ["name", "round", "employee", "employee_name", "purpose", "released_on"]
UNDER_WAY = ("Collecting", "Closed")
PAGE = 30
LATEST = "released_on desc, name desc"
Row = dict[str, Any]


def overview() -> Row:
	"""The reader's own results and rounds under way, results of those whom he coaches, and the first of his team's."""
	own = employees_of(frappe.session.user)
	mine = _released({"employee": ("in", own)}) if own else []
	coached = _released({"coach": ("in", own), "employee": ("not in", own)}) if own else []
	return {
		"employee": bool(own),
		"mine": mine,
		"under_way": _under_way(own) if own else [],
		"coached": coached,
		"team": team(0),
	}


def _released(filters: Row) -> list[Row]:
	found = readable.rows(RESULT, FIELDS, LATEST, filters={"state": "Released", **filters})
	return _titled(found)


def _titled(rows: list[Row]) -> list[Row]:
	titles = readable.names_of(ROUND, "title", [row["round"] for row in rows])
	return [{**row, "round_title": titles.get(row["round"], "")} for row in rows]


def _under_way(own: tuple[str, ...]) -> list[Row]:
	filters = {"employee": ("in", own), "state": ("in", UNDER_WAY)}
	rows = readable.rows(REQUEST, ["name", "round"], "creation desc, name desc", filters=filters)
	return [{"name": row["name"], "round_title": row["round_title"]} for row in _titled(rows)]


def team(start: int) -> Row:
	"""A page of results of evaluative rounds about people whom the reader leads, the latest first."""
	who = access.leading()
	if not who.own:
		return {"rows": [], "more": False}
	table = f"`tab{RESULT}`"
	columns = ", ".join(f"{table}.`{field}`" for field in FIELDS)
	rows = frappe.db.sql(
		f"select {columns} from {table} where {table}.`state` = 'Released' and {table}.`purpose` = 'Evaluative'"
		f" and {table}.`employee` in ({access.led(who)}) and {table}.`employee` not in {literals(who.own)}"
		f" and ({guarded.condition_of(RESULT, frappe.session.user) or '1=1'})"
		f" order by {table}.`released_on` desc, {table}.`name` desc limit %(most)s offset %(start)s",
		{"most": PAGE + 1, "start": start},
		as_dict=True,
	)
	return {"rows": _titled([dict(row) for row in rows[:PAGE]]), "more": len(rows) > PAGE}
