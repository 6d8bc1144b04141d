"""Notes as the portal lists them: received, given, asked for, of the people whom one leads; and the wall of a company's praise.

Pages go by a key and not by counting rows, so that a page costs the same however long the list is, and a note that comes in
meanwhile moves nothing. Nothing is counted by person anywhere: who counts praise makes people collect it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict

import frappe
from frappe import _
from frappe.model.document import Document

from talent_performance.access import guarded, practices
from talent_performance.access.audience import Practice
from talent_performance.access.colleagues import LEFT, works_in
from talent_performance.access.people import LINE, below, employees_of, literals
from talent_performance.access.team import leading, led
from talent_performance.flows import conversations, notes, readable
from talent_performance.flows.refusals import refuse
from talent_performance.store.goal_tables import OBJECTIVE

NOTE = conversations.NOTE
TABLE = f"`tab{NOTE}`"
PAGE, WAITING = 20, 50
COLUMNS = (
	"name", "employee", "employee_name", "author", "author_name", "asked_of", "asked_of_name", "kind", "visibility", "state",
	"on_date", "note", "competency", "objective", "answers", "shared_on", "thanked_on", "creation", "modified",
)  # fmt: skip
IN_WORDS = ("modified", "on_date", "thanked_on")
SHOWN = (
	"name", "employee", "employee_name", "author_name", "asked_of", "asked_of_name", "kind", "visibility", "state", "note", "competency",
)  # fmt: skip
Row = dict[str, Any]


class Page(TypedDict):
	"""A page of notes, newest first, and the key of the next one; "" where there is none."""

	rows: list[Row]
	next: str


def page(view: str, before: str = "") -> Page:
	"""A list of the session's user. Raises GoalRefused for a view that there isn't."""
	if view not in VIEWS:
		refuse(_("There is no such list: {0}.").format(view))
	own = employees_of(frappe.session.user)
	where = VIEWS[view](own) if own else "1=0"
	found = _page(where, {}, "creation", before)
	if view == "asked":
		_with_answers(found["rows"])
	return found


def _received(own: tuple[str, ...]) -> str:
	of_others = f"{TABLE}.`author` not in {literals(own)}"
	return f"{TABLE}.`employee` in {literals(own)} and {of_others} and {TABLE}.`kind` <> '{notes.REQUEST}'"


def _given(own: tuple[str, ...]) -> str:
	return f"{TABLE}.`author` in {literals(own)} and {TABLE}.`kind` <> '{notes.REQUEST}'"


def _asked(own: tuple[str, ...]) -> str:
	return f"{TABLE}.`author` in {literals(own)} and {TABLE}.`kind` = '{notes.REQUEST}'"


def _of_team(own: tuple[str, ...]) -> str:
	about = f"{TABLE}.`employee` in (select `employee` from ({led(leading())}) as led)"
	return f"{about} and {TABLE}.`author` not in {literals(own)} and {TABLE}.`kind` <> '{notes.REQUEST}'"


VIEWS = {"received": _received, "given": _given, "asked": _asked, "team": _of_team}


def overview() -> Row:
	"""What the page begins with."""
	return {
		"waiting": waiting(),
		"subjects": subjects(),
		"competencies": [row["name"] for row in competencies()],
		"leads": bool(frappe.db.sql(f"select 1 from ({led(leading())}) as led limit 1")),
		"longest": notes.LONGEST,
		"days_to_change": notes.DAYS_TO_CHANGE,
		"asked_at_once": notes.ASKED_AT_ONCE,
	}


def waiting() -> list[Row]:
	"""What the session's user was asked for and hasn't replied to, the oldest first."""
	own = employees_of(frappe.session.user)
	filters = {"asked_of": ("in", own or [""]), "state": notes.OPEN, "kind": notes.REQUEST}
	rows = readable.rows(NOTE, list(COLUMNS), "creation, name", filters=filters, limit=WAITING)
	found = _told(rows)
	for row, raw in zip(found, rows, strict=True):
		row["readers"] = list(notes.readers_of_answer(raw["author"], raw["employee"]))
	return found


def subjects() -> list[Row]:
	"""About whom the session's user may ask: himself, and the people who report to him."""
	own = employees_of(frappe.session.user)
	if not own:
		return []
	asked = f"select `name`, `employee_name` from `tabEmployee` where `status` <> '{LEFT}'"
	asked += f" and `name` in ({below(own, '= 1')}) and `name` not in {literals(own)} order by `employee_name`, `name`"
	return [dict(row) for row in frappe.db.sql(asked, as_dict=True)]


def choices(employee: str) -> dict[str, list[Row]]:
	"""What a note about somebody can be tied to: competencies, and those of his objectives that the reader may see."""
	going_on = frappe.get_all("Performance Cycle", {"state": "Launched"}, pluck="name", order_by="name")
	filters = {
		"employee": employee,
		"level": "Individual",
		"status": "Approved",
		"cycle": ("in", going_on or [""]),
	}
	goals = readable.rows(OBJECTIVE, ["name", "title"], "title, name", filters=filters) if employee else []
	return {"competencies": [row["name"] for row in competencies()], "objectives": goals}


def competencies() -> list[Row]:
	"""The company's words for what people are good at, which speak of nobody."""
	return frappe.get_all("Competency", fields=["name"], order_by="name", limit=0)


# The wall


def wall(before: str = "", competency: str = "", team: bool = False) -> Page:
	"""Praise that everybody in the companies of the session's user may read, about people who work there."""
	user = frappe.session.user
	companies = works_in(user)
	if not companies:
		return {"rows": [], "next": ""}
	working = (
		f"select `name` from `tabEmployee` where `company` in {literals(companies)} and `status` <> '{LEFT}'"
	)
	where = [
		f"{TABLE}.`kind` = '{notes.PRAISE}' and {TABLE}.`visibility` = '{notes.EVERYBODY}'",
		f"{TABLE}.`company` in {literals(companies)} and {TABLE}.`employee` in ({working})",
		practices.on(Practice.WALL, f"{TABLE}.`employee`"),
		f"{TABLE}.`competency` = %(competency)s" if competency else "",
		f"{TABLE}.`employee` in ({_team(employees_of(user))})" if team else "",
	]
	return _page(" and ".join(filter(None, where)), {"competency": competency}, "shared_on", before)


def _team(own: tuple[str, ...]) -> str:
	"""SQL that selects whoever works with these: the same manager's people and the manager, and everybody below."""
	above = f"select `manager` from `tab{LINE}` where `employee` in {literals(own)} and `depth` = 1"
	beside = f"select `employee` from `tab{LINE}` where `depth` <= 1 and `manager` in ({above})"
	return f"{beside} union {below(own)}"


# Rows


def _page(where: str, said: Row, column: str, before: str) -> Page:
	"""The rows behind a key that the reader sees, newest first."""
	condition = guarded.condition_of(NOTE, frappe.session.user) or "1=1"
	values = {**said, **_behind(before)}
	key = f"{TABLE}.`{column}`"
	older = f"({key} < %(at)s or ({key} = %(at)s and {TABLE}.`name` < %(name)s))" if before else "1=1"
	columns = ", ".join(f"{TABLE}.`{each}`" for each in COLUMNS)
	rows = frappe.db.sql(
		f"select {columns} from {TABLE} where {where} and ({condition}) and {older}"
		f" order by {key} desc, {TABLE}.`name` desc limit {PAGE + 1}",
		values,
		as_dict=True,
	)
	shown = rows[:PAGE]
	last = shown[-1] if len(rows) > PAGE else None
	return {"rows": _told(shown), "next": f"{last[column]}|{last['name']}" if last else ""}


def _behind(before: str) -> Row:
	"""The key of the last row that was seen. Raises GoalRefused for one that isn't ours."""
	if not before:
		return {}
	at, _bar, name = before.partition("|")
	try:
		return {"at": str(datetime.fromisoformat(at)), "name": name}
	except ValueError:
		return refuse(_("The list has no such page. Open it again."))


def _told(rows: list[Row]) -> list[Row]:
	"""Rows as a reader gets them: titles of objectives that he reads, and what he may do."""
	own = employees_of(frappe.session.user)
	titles = _titles([row["objective"] for row in rows])
	return [_line(row, own, titles) for row in rows]


def told(note: Document) -> Row:
	"""One note that was written just now, as its author gets it."""
	return _told([{field: note.get(field) for field in COLUMNS}])[0]


def _line(row: Row, own: tuple[str, ...], titles: dict[str, str]) -> Row:
	mine, about_me = row["author"] in own, row["employee"] in own
	is_request = row["kind"] == notes.REQUEST
	settled = is_request and row["state"] != notes.OPEN
	return {
		**{field: row[field] or "" for field in SHOWN},
		**{field: str(row[field] or "") for field in IN_WORDS},
		"objective": row["objective"] if row["objective"] in titles else "",
		"objective_title": titles.get(row["objective"], ""),
		"mine": mine,
		"about_me": about_me,
		"answers": row["answers"] if mine and row["answers"] else "",
		"may_change": mine and not settled and notes.may_change(row["shared_on"]),
		"may_withdraw": mine and row["state"] != notes.ANSWERED and notes.may_change(row["shared_on"]),
		"may_thank": about_me and not mine and not is_request,
	}


def _titles(objectives: list[str | None]) -> dict[str, str]:
	asked = sorted({name for name in objectives if name})
	if not asked:
		return {}
	found = readable.rows(OBJECTIVE, ["name", "title"], "name", filters={"name": ("in", asked)})
	return {row["name"]: row["title"] for row in found}


def _with_answers(rows: list[Row]) -> None:
	"""Beside each request the notes that answer it, as far as the reader reads them."""
	names = [row["name"] for row in rows]
	filters = {"answers": ("in", names or [""])}
	found = readable.rows(NOTE, list(COLUMNS), "creation, name", filters=filters)
	for row in rows:
		row["replies"] = _told([each for each in found if each["answers"] == row["name"]])
