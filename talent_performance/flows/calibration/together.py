"""Moving several people at once, and taking that back: one reason, one line of the ledger each, one lot.

Each person is moved wholly or not at all. Who was moved by somebody else meanwhile, or can't be moved so, is named with the
board's own words; the others are moved nevertheless.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from typing import Any, TypedDict

import pandas as pd

import frappe
from frappe import _
from frappe.utils import cint, cstr, escape_html

from talent_performance.access import calibration_session as access
from talent_performance.engine.calibration import kept, last_kept
from talent_performance.exceptions import CalibrationRefused
from talent_performance.flows.calibration import board, ledger, moves, people, sessions
from talent_performance.flows.calibration.ledger import Line
from talent_performance.flows.calibration.people import Scope

MOST = 2000
Person = Mapping[str, Any]


class Refused(TypedDict):
	"""Somebody who wasn't moved, and why."""

	employee: str
	name: str
	why: str


class Done(TypedDict):
	"""What moving several people leads to: the people anew, who stayed where they were, the guidelines, the session's version."""

	people: list[dict[str, Any]]
	refused: list[Refused]
	guidelines: list[dict[str, Any]]
	version: int
	lot: int


def move(
	session: str, asked: Sequence[Any], reason: str, rating: float | str | None, potential: str | None
) -> Done:
	"""Move people to another level, another band of potential, or both. An entry's own rating or potential goes before the common one.

	Raises PermissionError where the user sees none of them, IllegalMove, CalibrationRefused.
	"""
	scope = moves.ready(session)
	why, wishes = moves.said(reason), wishes_of(asked)
	shown = look_up(scope, wishes)
	check = Check(scope, shown)
	for employee, wish in wishes.items():
		check.line(employee, {"rating": rating, "potential": potential, **wish}, why)
	return written(scope, check.lines, check.refused, ledger.next_number(scope.session))


def wishes_of(asked: Sequence[Any]) -> dict[str, dict[str, Any]]:
	"""Entries by employee. Raises CalibrationRefused for what is none, for nobody and for too many."""
	if not 0 < len(asked) <= MOST:
		sessions.refuse(
			_("People: {0} were given, expected 1 to {1}. Choose fewer at once.").format(len(asked), MOST)
		)
	made = {}
	for number, each in enumerate(asked, start=1):
		if not isinstance(each, dict) or not isinstance(each.get("employee"), str):
			sessions.refuse(
				_("People: entry {0} isn't an employee with the number of the last move.").format(number)
			)
		if each["employee"] in made:
			sessions.refuse(_("People: {0} stands there twice.").format(escape_html(each["employee"])))
		made[each["employee"]] = each
	return made


def look_up(scope: Scope, wanted: Iterable[str]) -> dict[str, dict[str, Any]]:
	"""Those of these employees whom the user sees and who aren't above him. Raises PermissionError where that is nobody."""
	found = people.seen(scope, list(wanted))
	if found.empty:
		access.refuse(_("You see none of these people in this session."))
	return {person["employee"]: person for person in moves.to_move(scope, found)}


class Check:
	"""Wishes against the people of a session: the moves that they come to, and who can't be moved so."""

	def __init__(self, scope: Scope, shown: dict[str, dict[str, Any]]) -> None:
		self.scope, self.shown = scope, shown
		self.lines: list[Line] = []
		self.refused: list[Refused] = []
		rows = scope.moves[scope.moves["employee"].isin(shown)].drop_duplicates("employee", keep="last")
		self.last = {row["employee"]: row for row in rows.to_dict("records")}
		self.names = sessions.names_of(sorted(rows["by"].unique()))

	def line(self, employee: str, wish: Mapping[str, Any], why: str) -> None:
		"""Remember a move, or why there is none."""
		person = self.person(employee)
		if person is None:
			return
		if person["seq"] != cint(wish.get("seq")):
			self.refuse(person, self.moved_meanwhile(person))
			return
		try:
			after = moves.wanted(self.scope.policy, person, wish["rating"], wish["potential"])
		except CalibrationRefused as e:
			frappe.clear_last_message()
			self.refuse(person, cstr(e))
			return
		self.lines.append(Line(person, (person["rating"], person["potential"]), after, why))

	def back(self, row: Mapping[str, Any], still: bool) -> None:
		"""Remember that a move is taken back, or why it isn't."""
		person = self.person(row["employee"])
		if person is None:
			return
		if still:
			self.lines.append(moves.taken_back(row, person))
			return
		self.refuse(person, moves.moved_again(person["name"], self.mover(person)))

	def person(self, employee: str) -> Person | None:
		"""Somebody who is moved now; who isn't is remembered with the reason."""
		person = self.shown.get(employee)
		if person is None:
			unseen = _("You see no {0} in this session.").format(escape_html(employee))
			self.refuse({"employee": employee, "name": employee}, unseen)
		elif person["why_not"]:
			self.refuse(person, person["why_not"])
		else:
			return person
		return None

	def moved_meanwhile(self, person: Person) -> str:
		"""Who has moved somebody since the user looked."""
		last = self.last.get(person["employee"])
		if last is None:
			return _("The number of the last move is another one. Load the board again.")
		return moves.conflict(self.scope.policy, person, last, self.mover(person))

	def mover(self, person: Person) -> str:
		"""How he is called who moved somebody last."""
		by = self.last[person["employee"]]["by"]
		return self.names.get(by, by)

	def refuse(self, person: Person, why: str) -> None:
		"""Remember who isn't moved. The words are escaped for a message; here they are plain, for the page escapes what it draws."""
		self.refused.append({"employee": person["employee"], "name": person["name"], "why": unescape(why)})


def written(scope: Scope, lines: list[Line], refused: list[Refused], lot: int) -> Done:
	"""Write the lines, if there are any, and show what the page draws anew."""
	if lines:
		moves.write(scope, lines, lot)
	now = people.scope_of(scope.session, lock=True)
	touched = [line.person["employee"] for line in lines]
	return {
		"people": board.persons(now, people.seen(now, touched or [""])),
		"refused": refused,
		"guidelines": board.counted(now),
		"version": int(now.session.version or 0),
		"lot": lot if lines else 0,
	}


def undo(session: str, lot: int = 0) -> Done:
	"""Take back a lot, or the user's last move with those that were made together with it. All of it stays in the ledger.

	Raises PermissionError for somebody else's, IllegalMove, CalibrationRefused where there is nothing to take back.
	"""
	scope = moves.ready(session)
	rows = rows_of(scope, lot) if lot else own_last(scope)
	moves.check_may_undo(scope, rows.iloc[0])
	check = Check(scope, look_up(scope, rows["employee"]))
	still = set(last_kept(scope.moves)["move"])
	for row in rows.to_dict("records"):
		check.back(row, row["move"] in still)
	return written(scope, check.lines, check.refused, 0)


def rows_of(scope: Scope, lot: int) -> pd.DataFrame:
	"""The moves of a lot that still count. Raises CalibrationRefused where there are none."""
	found = kept(scope.moves)
	found = found[found["lot"] == lot]
	if found.empty:
		sessions.refuse(_("These moves were taken back already, or aren't some of this session."))
	return found


def own_last(scope: Scope) -> pd.DataFrame:
	"""The user's last move that can be taken back, with its lot. Raises CalibrationRefused where there is none."""
	last = last_kept(scope.moves)
	last = last[last["by"] == frappe.session.user]
	if last.empty:
		sessions.refuse(_("There is no move of yours to take back."))
	lot = int(last.iloc[-1]["lot"] or 0)
	return rows_of(scope, lot) if lot else last.iloc[-1:]
