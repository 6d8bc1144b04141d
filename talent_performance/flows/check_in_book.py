"""Check-ins as the portal shows them: one's own book, a new page that knows what moved, and those of the people one leads."""

from __future__ import annotations

from typing import Any, TypedDict

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, cint, cstr, getdate, today

from talent_performance.access import goal_deeds, guarded
from talent_performance.access.people import employees_of
from talent_performance.access.team import leading, led
from talent_performance.engine.team import next_check_in
from talent_performance.flows import check_in_notes, conversations, readable
from talent_performance.flows.conversations import CHECK_IN, WRITTEN
from talent_performance.flows.refusals import refuse
from talent_performance.store.goal_tables import KEY_RESULT, OBJECTIVE, UPDATE

PAGE, MOST_FACTS = 20, 50
FIELDS = (*WRITTEN, "objective", "on_date")
CARRIED = ("blockers", "help_needed")
SHOWN = (
	"name",
	"employee",
	"employee_name",
	"on_date",
	"status",
	"objective",
	*WRITTEN,
	"reply",
	"replied_on",
)
LINE = 140
Row = dict[str, Any]


class Rhythm(TypedDict):
	"""How often there is a check-in, and when the next one is due; no day where there is no rhythm."""

	every_days: int
	last_on: str | None
	due_on: str | None
	due: bool


class Book(TypedDict):
	"""A page of check-ins, newest first."""

	employee: str | None
	rows: list[Row]
	total: int
	page: int
	rhythm: Rhythm | None
	draft: str | None
	leads: bool


def every_days() -> int:
	"""The days between two check-ins; 0 where the company has no rhythm."""
	return cint(frappe.db.get_single_value("Talent Settings", "check_in_every_days"))


def mine(start: int = 0) -> Book:
	"""The session user's own check-ins."""
	user = frappe.session.user
	own = employees_of(user)
	about = {"employee": ("in", own or [""])}
	rows = frappe.get_all(
		CHECK_IN, about, list(SHOWN), order_by="on_date desc, creation desc, name", limit=PAGE, start=start
	)
	seen = guarded.seen(CHECK_IN, [row.name for row in rows])
	author = conversations.author_of(user)
	return {
		"employee": author,
		"rows": in_short([row for row in rows if row.name in seen]),
		"total": frappe.db.count(CHECK_IN, about),
		"page": PAGE,
		"rhythm": rhythm_of(author, own) if author else None,
		"draft": draft_of(own),
		"leads": leads_anybody(),
	}


def leads_anybody() -> bool:
	"""Whether the session's user leads somebody."""
	return bool(frappe.db.sql(f"select 1 from ({led(leading())}) as led limit 1"))


def rhythm_of(author: str, own: tuple[str, ...]) -> Rhythm:
	"""When somebody's next check-in is due."""
	every = every_days()
	shared = {"employee": ("in", own), "status": "Shared"}
	last = frappe.db.get_value(CHECK_IN, shared, "on_date", order_by="on_date desc, name")
	joined = frappe.db.get_value("Employee", author, "date_of_joining")
	found = next_check_in(pd.Series([last]), pd.Series([joined]), every, pd.Timestamp(today())).iloc[0]
	due_on = None if pd.isna(found["due_on"]) else str(found["due_on"].date())
	return {
		"every_days": every,
		"last_on": str(last) if last else None,
		"due_on": due_on,
		"due": bool(found["due"]),
	}


def draft_of(own: tuple[str, ...]) -> str | None:
	"""The check-in that somebody is writing."""
	filters = {"employee": ("in", own or [""]), "status": "Draft"}
	return frappe.db.get_value(CHECK_IN, filters, "name", order_by="on_date desc, creation desc, name")


def of_people(start: int = 0, search: str = "", waiting: bool = False) -> Book:
	"""What the people whom the session's user leads have shared, newest first; `waiting`: nobody has replied yet."""
	table = f"`tab{CHECK_IN}`"
	where = [
		f"{table}.`employee` in (select `employee` from ({led(leading())}) as led)",
		f"({guarded.condition_of(CHECK_IN, frappe.session.user) or '1=1'})",
		f"{table}.`status` = 'Shared'",
	]
	said: dict[str, object] = {}
	if waiting:
		where.append(f"ifnull({table}.`reply`, '') = ''")
	if search.strip():
		where.append(f"{table}.`employee_name` like %(search)s")
		said["search"] = f"%{escaped(search.strip())}%"
	within = f"from {table} where {' and '.join(where)}"
	columns = ", ".join(f"{table}.`{column}`" for column in SHOWN)
	order = f"order by {table}.`on_date` desc, {table}.`creation` desc, {table}.`name`"
	rows = frappe.db.sql(
		f"select {columns} {within} {order} limit {PAGE} offset {cint(start)}", said, as_dict=True
	)
	total = frappe.db.sql(f"select count(*) {within}", said)[0][0]
	return {
		"employee": None,
		"rows": in_short(rows),
		"total": total,
		"page": PAGE,
		"rhythm": None,
		"draft": None,
		"leads": True,
	}


def escaped(text: str) -> str:
	"""A text in which LIKE sees no wildcards."""
	return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def in_short(rows: list[Row]) -> list[Row]:
	"""Rows of a list: the beginning of what was written, what is asked for, and whether somebody has replied."""
	titles = titles_of([row["objective"] for row in rows])
	return [
		{
			"name": row["name"],
			"employee": row["employee"],
			"employee_name": row["employee_name"],
			"on_date": str(row["on_date"]),
			"status": row["status"],
			"objective_title": titles.get(row["objective"], ""),
			"text": _beginning(row),
			"needs_help": bool((row["help_needed"] or "").strip()),
			"blocked": bool((row["blockers"] or "").strip()),
			"replied": bool(row["reply"]),
		}
		for row in rows
	]


def _beginning(row: Row) -> str:
	text = " ".join(next((row[field] for field in WRITTEN if (row[field] or "").strip()), "").split())
	return text if len(text) <= LINE else f"{text[:LINE].rstrip()}…"


def titles_of(objectives: list[str | None]) -> dict[str, str]:
	"""Titles of objectives that the reader reads."""
	asked = sorted({name for name in objectives if name})
	rows = readable.rows(OBJECTIVE, ["title"], "name", filters={"name": ("in", asked or [""])})
	return {row["name"]: row["title"] for row in rows}


# One check-in


def begin() -> str:
	"""The check-in that is being written, else a new one with what the last one left open; its name. Raises GoalRefused."""
	user = frappe.session.user
	author = conversations.author_of(user)
	if not author:
		refuse(_("{0} has no Employee record, and so can't write check-ins.").format(user))
	frappe.db.get_value("Employee", author, "name", for_update=True)  # who presses twice gets one
	if draft := draft_of(employees_of(user)):
		return draft
	before = before_this(author, today())
	carried = {field: before.get(field) for field in CARRIED} if before else {}
	doc = frappe.get_doc({"doctype": CHECK_IN, "employee": author, "on_date": today(), **carried})
	return guarded.save(doc).name


def before_this(employee: str, day: Any, name: str = "", creation: Any = None) -> Row | None:
	"""The last one that was shared before."""
	filters = {"employee": employee, "status": "Shared", "on_date": ("<=", day), "name": ("!=", name)}
	if creation:
		filters["creation"] = ("<", creation)
	fields = ["name", "on_date", *CARRIED]
	return frappe.db.get_value(
		CHECK_IN, filters, fields, order_by="on_date desc, creation desc, name", as_dict=True
	)


def page_of(name: str) -> Row:
	"""Everything about one check-in that the session's user may read. Raises PermissionError."""
	doc = frappe.get_doc(CHECK_IN, name)
	guarded.check(doc)
	own = doc.employee in employees_of(frappe.session.user)
	before = before_this(doc.employee, doc.on_date, doc.name, doc.creation)
	facts = moved_since(doc, before)
	may_reply = doc.status == "Shared" and goal_deeds.may_reply(doc.employee)
	return {
		**said(doc),
		"mine": own,
		"may_write": own and not doc.reply,
		"may_reply": may_reply,
		"replied_by": _called(doc.replied_by),
		"since": str(before.on_date) if before else None,
		"facts": facts[:MOST_FACTS],
		"more_facts": max(len(facts) - MOST_FACTS, 0),
		"objectives": objectives_of(doc) if own else [],
		"objective_title": titles_of([doc.objective]).get(doc.objective or "", ""),
		"note": check_in_notes.mine(doc.employee, doc.name) if own or may_reply else None,
	}


def said(doc: Document) -> Row:
	"""What stands in a check-in, and when it was last written."""
	return {
		"name": doc.name,
		"employee": doc.employee,
		"employee_name": doc.employee_name,
		"status": doc.status,
		"on_date": str(doc.on_date),
		"objective": doc.objective or "",
		**{field: doc.get(field) or "" for field in (*WRITTEN, "reply")},
		"replied_on": str(doc.replied_on or ""),
		"modified": str(doc.modified),
	}


def _called(user: str | None) -> str:
	return readable.names_of("User", "full_name", [user]).get(user, user) if user else ""


def objectives_of(doc: Document) -> list[Row]:
	"""What a check-in can be about: approved objectives of cycles that go on."""
	going_on = frappe.get_all("Performance Cycle", {"state": "Launched"}, pluck="name", order_by="name")
	filters = {"employee": doc.employee, "status": "Approved", "cycle": ("in", going_on or [""])}
	return [
		{"name": row["name"], "title": row["title"]}
		for row in readable.rows(OBJECTIVE, ["title"], "title, name", filters=filters)
	]


def moved_since(doc: Document, before: Row | None) -> list[Row]:
	"""Updates of the person's key results from the day of the last check-in to that of this one, the latest first.

	Of the first check-in, those of one rhythm, or of a fortnight where there is none.
	"""
	last = max(getdate(doc.on_date), getdate(today())) if doc.status == "Draft" else getdate(doc.on_date)
	first = before["on_date"] if before else add_days(doc.on_date, -(every_days() or 14))
	filters = [["employee", "=", doc.employee], ["updated_on", "between", [first, last]]]
	fields = ["key_result", "updated_on", "kind", "milestone", "old_value", "new_value", "note"]
	found = readable.rows(UPDATE, fields, "updated_on desc, creation desc, name", filters=filters)
	measures = _measures([row["key_result"] for row in found])
	return [
		{
			"name": row["name"],
			"on": str(row["updated_on"]),
			"title": measures.get(row["key_result"], {}).get("title") or row["key_result"],
			"detail": row["milestone"] or "",
			"unit": measures.get(row["key_result"], {}).get("unit") or "",
			"yes_or_no": measures.get(row["key_result"], {}).get("method") in ("Boolean", "Milestones"),
			"old": row["old_value"],
			"new": row["new_value"],
			"note": row["note"] or "",
		}
		for row in found
	]


def _measures(names: list[str]) -> dict[str, Row]:
	filters = {"name": ("in", sorted(set(names)) or [""])}
	rows = readable.rows(KEY_RESULT, ["title", "unit", "method"], "name", filters=filters)
	return {row["name"]: row for row in rows}


def save(name: str, values: Row, modified: str) -> Row:
	"""Write into one's own check-in. Raises PermissionError, TimestampMismatchError, IllegalMove or GoalRefused."""
	return said(guarded.save(_written(name, values, modified)))


def share(name: str, values: Row, modified: str) -> Row:
	"""Write it and let those above read it, from now on for good. Raises as `save`."""
	doc = _written(name, values, modified)
	doc.status = "Shared"
	return said(guarded.save(doc))


def _written(name: str, values: Row, modified: str) -> Document:
	doc = frappe.get_doc(CHECK_IN, name, for_update=True)
	guarded.check(doc, "write")
	if str(doc.modified) != modified:
		conversations.refuse_stale()
	doc.update({field: cstr(values[field]) or None for field in FIELDS if field in values})
	doc.on_date = doc.on_date or today()
	return doc


def remove(name: str) -> None:
	"""A draft away, with what was noted about it, and no trace of its text. Raises PermissionError, IllegalMove."""
	doc = frappe.get_doc(CHECK_IN, name)
	guarded.check(doc, "delete")
	frappe.delete_doc(CHECK_IN, name, ignore_permissions=True, delete_permanently=True)


def reply(name: str, text: str, replied_on: str) -> Row:
	"""Reply as somebody above; `replied_on` is when the reply was written that the writer has read.

	Raises PermissionError, TimestampMismatchError, IllegalMove or GoalRefused.
	"""
	doc = frappe.get_doc(CHECK_IN, name, for_update=True)
	guarded.check(doc)
	if str(doc.replied_on or "") != replied_on:
		conversations.refuse_stale()
	doc = conversations.reply(name, text)
	return {**said(doc), "replied_by": _called(doc.replied_by)}


def keep_note(note: str, modified: str, check_in: str = "", employee: str = "") -> check_in_notes.Note:
	"""The own note about a check-in, or about a person in general. Raises as check_in_notes.keep."""
	if not check_in:
		return check_in_notes.keep(employee, note, modified)
	doc = frappe.get_doc(CHECK_IN, check_in)
	guarded.check(doc)
	return check_in_notes.keep(doc.employee, note, modified, check_in)
