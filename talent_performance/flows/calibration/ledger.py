"""The ledger of a session's moves: written once, read by number; what somebody stands at follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, NoReturn

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now

from talent_performance import store
from talent_performance.engine.calibration import MOVE_COLUMNS
from talent_performance.exceptions import NeverChanged
from talent_performance.flows.moving import is_moving, moving
from talent_performance.store.frames import fetch, numbers, words

MOVE = "Calibration Move"
# A level's value and a band of potential as the form calls it; None where there is none, or it isn't seen.
Place = tuple[float | None, str | None]
# The engine's column → the ledger's.
COLUMNS = {
	"move": "name",
	"seq": "seq",
	"employee": "employee",
	"by": "by_user",
	"undoes": "undoes",
	"before_rating": "before_rating",
	"after_rating": "after_rating",
	"before_potential": "before_potential",
	"after_potential": "after_potential",
}
BESIDES = ("at", "reason", "employee_name", "result", "company", "cycle", "lot")


def moves_of(session: str, *, lock: bool = False) -> pd.DataFrame:
	"""All moves of a session in their order, as the engine knows them, with when, why and who is called how.

	`lock`: as they are committed this moment, and not as they were when this transaction began to read.
	"""
	table = frappe.qb.DocType(MOVE)
	query = (
		frappe.qb.from_(table)
		.select(*(table[column] for column in COLUMNS.values()), *(table[column] for column in BESIDES))
		.where(table.session == session)
		.orderby(table.seq, table.name)
	)
	found = fetch(query.for_update() if lock else query, [*MOVE_COLUMNS, *BESIDES])
	found = numbers(found, ["before_rating", "after_rating"], none=0)
	return words(found, ["before_potential", "after_potential"]).assign(seq=found["seq"].astype(int))


class Line(NamedTuple):
	"""A move to be written: whom, from where, to where, why, and which move it takes back."""

	person: Mapping[str, Any]
	before: Place
	after: Place
	reason: str
	undoes: str | None = None


def write(session: Document, lines: Sequence[Line], lot: int = 0) -> int:
	"""More moves of a session whose row is locked, in this order; returns the last one's number. `lot`: what they were made under."""
	first = next_number(session)
	rows = [{**row_of(session, seq, line), "lot": lot} for seq, line in enumerate(lines, start=first)]
	with moving():
		store.insert(MOVE, pd.DataFrame(rows))
	return first + len(rows) - 1


def next_number(session: Document) -> int:
	"""The number of a session's next move."""
	return int(session.moves or 0) + 1


def row_of(session: Document, seq: int, line: Line) -> dict[str, Any]:
	"""A move as the ledger holds it."""
	person = line.person
	return {
		"session": session.name,
		"seq": seq,
		"employee": person["employee"],
		"company": person["company"],
		"cycle": person["cycle"],
		"result": person["result"],
		"at": now(),
		"by_user": frappe.session.user,
		"reason": line.reason,
		"undoes": line.undoes,
		"before_rating": line.before[0] or 0,
		"after_rating": line.after[0] or 0,
		"before_potential": line.before[1] or "",
		"after_potential": line.after[1] or "",
	}


def refuse_change(move: Document) -> None:
	"""Raises NeverChanged but for the session's own first writing."""
	if not is_moving() or not move.is_new():
		never()


def refuse_deletion(move: Document) -> None:
	"""Raises NeverChanged but where the person's records are erased."""
	if not is_moving():
		never()


def never() -> NoReturn:
	"""Raises NeverChanged."""
	frappe.throw(
		_(
			"A calibration session's moves are written by the session and stay as they are. Move the person again instead."
		),
		exc=NeverChanged,
		title=_("Not Changeable"),
	)
