"""Whom a pool's criteria suggest: counted first, then written by a run. A suggestion is nobody's decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime, today

from talent_performance import store
from talent_performance.access import guarded
from talent_performance.access.talent_card import about
from talent_performance.engine.pools import suggest
from talent_performance.exceptions import IllegalMove
from talent_performance.flows.launch import under_way
from talent_performance.flows.pools import criteria
from talent_performance.flows.pools.facts import facts_of
from talent_performance.runs import control
from talent_performance.runs.kinds import Arguments, Count, KindOfRun, Work, said
from talent_performance.store.dialect import within

KIND, MEMBER = "Suggest Pool Members", "Talent Pool Member"
KEEPERS = ("HR Manager", "Talent Manager")
SUGGESTED = "Suggested"


class Preview(TypedDict):
	"""How many the criteria suggest, in words and numbers."""

	counts: list[tuple[str, int]]


def kept(pool: str) -> Document:
	"""The pool, if the session's user may write it and it is in use. Raises PermissionError, IllegalMove."""
	document = frappe.get_doc(criteria.POOL, pool)
	guarded.check(document, "write")
	if document.disabled:
		refuse(_("{0} is disabled: enable it first.").format(document.title))
	return document


def refuse(message: str) -> None:
	"""Raises IllegalMove."""
	frappe.throw(message, exc=IllegalMove, title=_("Not Possible Now"))


def found_for(pool: Document, employees: Sequence[str] | None = None) -> pd.DataFrame:
	"""People of the pool's company with what the criteria say of them: those alone whose places in pools the user may see.

	Otherwise whoever makes criteria would read in their counts what is closed to him: his own box, say. Raises IllegalMove where
	there are none.
	"""
	if not pool.criteria:
		refuse(
			_("{0} has no criteria: add at least one, so that somebody can be suggested.").format(pool.title)
		)
	people = facts_of(pool.company, [line.fact for line in pool.criteria], employees)
	people = people[people["employee"].isin(about(MEMBER, people["employee"]))].reset_index(drop=True)
	return suggest(people, criteria.table_of(pool), criteria.match_of(pool), _)


def statuses(pool: str) -> dict[str, str]:
	"""Who is in the pool already, in whatever state."""
	rows = frappe.get_all(MEMBER, {"pool": pool}, ["employee", "status"], order_by="employee, name", limit=0)
	return {row.employee: row.status for row in rows}


def preview(pool: str) -> Preview:
	"""Counts, and nothing is written. Raises PermissionError, IllegalMove."""
	return {"counts": [(_(line.label), line.count) for line in counted(kept(pool))]}


def counted(pool: Document) -> list[Count]:
	"""How many fit, how many of them are new, and of how many nobody knows."""
	found, there = found_for(pool), statuses(pool.name)
	fits = found[found["fits"] == 1]
	new = fits[~fits["employee"].isin(list(there))]
	open_ = found[found["fits"].isna()]
	gone = outdated(found, there)
	return [
		Count("People asked about", len(found)),
		Count("Meet the criteria", len(fits)),
		Count("New suggestions", len(new), list(new["employee"])),
		Count("Not known", len(open_), list(open_["employee"])),
		Count("Suggestions that no longer fit", len(gone), sorted(gone)),
	]


def outdated(found: pd.DataFrame, there: dict[str, str]) -> set[str]:
	"""Suggested people who don't fit any more; of whom the user isn't told, nothing is said."""
	told = found.loc[found["fits"] != 1, "employee"]
	return {name for name in told if there.get(name) == SUGGESTED}


def start(pool: str) -> str:
	"""The run that finds suggestions; one that is under way goes on. Raises PermissionError, IllegalMove."""
	arguments = {"pool": kept(pool).name}
	return under_way(KIND, arguments) or control.start(KIND, arguments)


def plan(arguments: Arguments) -> list[list[str]]:
	"""Who fits and isn't in the pool yet."""
	pool = kept(said(arguments, "pool"))
	found, there = found_for(pool), statuses(pool.name)
	return [[name] for name in found.loc[found["fits"] == 1, "employee"] if name not in there]


def dry_run(arguments: Arguments) -> list[Count]:
	"""The same in numbers."""
	return counted(kept(said(arguments, "pool")))


def work(asked: Work) -> list[str]:
	"""Suggestions of these people, as far as they still fit and aren't in the pool."""
	pool = frappe.get_doc(criteria.POOL, said(asked.arguments, "pool"))
	found = found_for(pool, asked.keys)
	fits = set(found.loc[found["fits"] == 1, "employee"]) - set(statuses(pool.name))
	if not fits:
		return []
	table = rows_for(pool.name, sorted(fits))
	steps = pd.DataFrame({"step": SUGGESTED, "at": now_datetime()}, index=table.index)
	return store.insert(
		MEMBER, table, {"steps": steps}, reserved=(asked.names or [])[: len(table)] or None
	).listeners


def rows_for(pool: str, employees: Sequence[str]) -> pd.DataFrame:
	"""A suggestion for each."""
	employee = frappe.qb.DocType("Employee")
	query = frappe.qb.from_(employee).select(employee.name, employee.employee_name, employee.company)
	rows = query.where(within(employee.name, employees)).orderby(employee.name).run()
	table = pd.DataFrame(rows, columns=["employee", "employee_name", "company"])
	return table.assign(pool=pool, status=SUGGESTED, suggested_on=today())


def finish(arguments: Arguments) -> None:
	"""Suggestions that don't fit any more go, where nobody has decided upon them."""
	pool = frappe.get_doc(criteria.POOL, said(arguments, "pool"))
	doomed = sorted(outdated(found_for(pool), statuses(pool.name))) or [""]
	filters = {"pool": pool.name, "status": SUGGESTED, "employee": ("in", doomed)}
	gone = frappe.get_all(MEMBER, filters, pluck="name", order_by="name", limit=0)
	frappe.db.delete("Talent Pool Step", {"parenttype": MEMBER, "parent": ("in", gone or [""])})
	frappe.db.delete(MEMBER, {"name": ("in", gone or [""])})
	frappe.db.set_value(criteria.POOL, pool.name, "suggested_on", now_datetime(), update_modified=False)


def check(arguments: Arguments) -> None:
	"""Raises PermissionError, IllegalMove for whoever couldn't have it done."""
	kept(said(arguments, "pool"))


SUGGEST_MEMBERS = KindOfRun(
	title="Suggest Pool Members",
	plan=plan,
	work=work,
	dry_run=dry_run,
	may_start=KEEPERS,
	names_for=MEMBER,
	finish=finish,
	check=check,
)
