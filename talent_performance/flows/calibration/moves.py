"""Moving somebody in a session, and taking a move back.

A move says where the person stood when the mover looked: the number of the person's last move. Where somebody else has moved
the person since, nothing is written, and the mover hears who it was and where to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, TypedDict

import pandas as pd

import frappe
from frappe import _
from frappe.utils import cint, cstr, flt

from talent_performance.access import calibration_session as access
from talent_performance.access.calibration import check_not_upwards
from talent_performance.engine.calibration import kept, last_kept
from talent_performance.engine.policy import Policy
from talent_performance.exceptions import IllegalMove, MoveConflict
from talent_performance.flows.calibration import board, ledger, people, sessions
from talent_performance.flows.calibration.ledger import Line, Place
from talent_performance.flows.calibration.people import Scope

BANDS = ("Low", "Mid", "High")


class Moved(TypedDict):
	"""What a move leads to: the person anew, the guidelines, and the session's version."""

	person: dict[str, Any] | None
	guidelines: list[dict[str, Any]]
	version: int


def move(
	session: str,
	employee: str,
	reason: str,
	seq: int,
	rating: float | None = None,
	potential: str | None = None,
) -> Moved:
	"""Move somebody to another level, another band of potential, or both.

	Raises PermissionError (oneself, somebody above, somebody whom the user doesn't see), IllegalMove, MoveConflict, CalibrationRefused.
	"""
	scope = ready(session)
	person = person_to_move(scope, employee)
	check_place(scope, person, cint(seq))
	after = wanted(scope.policy, person, rating, potential)
	write(scope, [Line(person, (person["rating"], person["potential"]), after, said(reason))])
	return moved(scope, employee)


def ready(session: str) -> Scope:
	"""The session, locked and open, for whoever moves people in it."""
	document = sessions.locked(session)
	access.check_may_move(document)
	check_open(document)
	return people.scope_of(document, lock=True)


def check_open(session: frappe.model.document.Document) -> None:
	"""Raises IllegalMove where nobody is moved now, with who has ended or locked the session."""
	if not people.is_open(session):
		sessions.not_now(session, sessions.told(session))


def person_to_move(scope: Scope, employee: str) -> dict[str, Any]:
	"""The person as the board shows him to the user. Raises PermissionError, IllegalMove."""
	check_not_upwards(employee)
	found = people.seen(scope, [employee])
	if found.empty:
		access.refuse(_("You see no {0} in this session.").format(frappe.utils.escape_html(cstr(employee))))
	(person,) = to_move(scope, found)
	if person["why_not"]:
		frappe.throw(
			f"{frappe.utils.escape_html(person['name'])}: {person['why_not']}",
			exc=IllegalMove,
			title=_("Not Possible Now"),
		)
	return person


def to_move(scope: Scope, found: pd.DataFrame) -> list[dict[str, Any]]:
	"""People as the board shows them, with what a line of the ledger says besides."""
	shown = zip(board.persons(scope, found), found["result"], found["company"], strict=True)
	return [
		{**person, "result": result, "company": company, "cycle": scope.lead}
		for person, result, company in shown
	]


def check_place(scope: Scope, person: Mapping[str, Any], seq: int) -> None:
	"""Raises MoveConflict where somebody has moved the person since the mover looked."""
	if person["seq"] == seq:
		return
	before = scope.moves[scope.moves["employee"] == person["employee"]]
	if before.empty:
		sessions.refuse(_("Number of the last move: {0} was given, and nobody was moved so far.").format(seq))
	last = before.iloc[-1]
	frappe.throw(
		conflict(scope.policy, person, last, sessions.name_of(last["by"])),
		exc=MoveConflict,
		title=_("Moved by Somebody Else"),
	)


def conflict(policy: Policy, person: Mapping[str, Any], last: Mapping[str, Any], by: str) -> str:
	"""Who has moved somebody meanwhile, where to and why."""
	return _("{0} was moved meanwhile: {1} has put {0} at {2}, {3}. Why: {4}").format(
		frappe.utils.escape_html(person["name"]),
		frappe.utils.escape_html(by),
		frappe.utils.escape_html(place_of(policy, person)),
		frappe.utils.format_datetime(last["at"]),
		frappe.utils.escape_html(last["reason"]),
	)


def place_of(policy: Policy, person: Mapping[str, Any]) -> str:
	"""Where a person stands, in words."""
	parts = [level_label(policy, person["rating"])]
	if person["potential"]:
		parts.append(_("potential {0}").format(_(person["potential"])))
	return ", ".join(parts)


def level_label(policy: Policy, rating: float | None) -> str:
	"""What a level is called."""
	found = [level.label for level in policy.rating_scale.levels if level.value == rating]
	return found[0] if found else _("not rated")


def wanted(
	policy: Policy, person: Mapping[str, Any], rating: float | str | None, potential: str | None
) -> tuple[float | None, str | None]:
	"""Where the person is to stand. Raises CalibrationRefused for a level or band that there isn't, or where he stands already."""
	to_rating = level_of(policy, rating) if rating not in (None, "") else person["rating"]
	to_band = band_of(person, potential) if potential not in (None, "") else person["potential"]
	if (to_rating, to_band) == (person["rating"], person["potential"]):
		sessions.refuse(_("{0} stands there already.").format(frappe.utils.escape_html(person["name"])))
	return to_rating, to_band


def level_of(policy: Policy, rating: float | str | None) -> float:
	"""A level's value. Raises CalibrationRefused for one that the scale doesn't have."""
	value = flt(rating)
	levels = policy.rating_scale.levels
	if value not in [level.value for level in levels]:
		expected = ", ".join(f"{level.value:g} {level.label}" for level in levels)
		given = frappe.utils.escape_html(cstr(rating))
		sessions.refuse(_("Rating: {0} was given, expected one of {1}.").format(given, expected))
	return value


def band_of(person: Mapping[str, Any], potential: str | None) -> str:
	"""A band of potential. Raises CalibrationRefused for another word, and for whoever has none to be moved from."""
	if potential not in BANDS:
		given = frappe.utils.escape_html(cstr(potential))
		expected = ", ".join(_(band) for band in BANDS)
		sessions.refuse(_("Potential: {0} was given, expected one of {1}.").format(given, expected))
	if not person["potential"]:
		sessions.refuse(
			_(
				"Potential: {0} has no assessment of potential that holds and that you may see, so there is nothing to move. Assess it first."
			).format(frappe.utils.escape_html(person["name"]))
		)
	return str(potential)


def said(reason: str) -> str:
	"""A reason. Raises CalibrationRefused without one."""
	text = cstr(reason).strip()
	if not text:
		sessions.refuse(_("Reason: say why, so that the move can be understood later."))
	return text


def write(scope: Scope, lines: Sequence[Line], lot: int = 0) -> None:
	"""More lines of the ledger."""
	sessions.record(scope.session, moves=ledger.write(scope.session, lines, lot))


def moved(scope: Scope, employee: str) -> Moved:
	"""What the page draws anew."""
	now = people.scope_of(scope.session, lock=True)
	return {
		"person": board.person(now, employee),
		"guidelines": board.counted(now),
		"version": int(now.session.version),
	}


def undo(session: str, move: str) -> Moved:
	"""Take back a move: one's own; the facilitator anybody's. It stays in the ledger.

	Only where the person wasn't moved again since. Raises PermissionError, IllegalMove, MoveConflict, CalibrationRefused.
	"""
	scope = ready(session)
	line = move_to_undo(scope, move)
	person = person_to_move(scope, line["employee"])
	write(scope, [taken_back(line, person)])
	return moved(scope, line["employee"])


def taken_back(line: Mapping[str, Any], person: Mapping[str, Any]) -> Line:
	"""The line of the ledger that takes another one back."""
	why = _("Taken back: {0}").format(line["reason"])
	return Line(person, place(line, "after"), place(line, "before"), why, line["move"])


def place(line: Mapping[str, Any], side: str) -> Place:
	"""Where a line of the ledger says that somebody stood."""
	band = line[f"{side}_potential"]
	return number(line[f"{side}_rating"]), band.title() if isinstance(band, str) else None


def number(value: float) -> float | None:
	"""A number, None for none."""
	return None if value != value else float(value)


def move_to_undo(scope: Scope, move: str) -> Mapping[str, Any]:
	"""The line to take back. Raises PermissionError for somebody else's, MoveConflict where another followed."""
	last = last_kept(scope.moves)
	line = line_of(scope, move)
	check_may_undo(scope, line)
	if move not in set(last["move"]):
		refuse_later(scope, line, last)
	return line


def check_may_undo(scope: Scope, line: Mapping[str, Any]) -> None:
	"""Raises PermissionError where somebody else has moved, for everybody but the facilitator and HR of the company."""
	if line["by"] != frappe.session.user and not access.may_lead(scope.session):
		access.refuse(_("Only the facilitator takes back what somebody else has moved."))


def line_of(scope: Scope, move: str) -> Mapping[str, Any]:
	"""A line of this session's ledger. Raises CalibrationRefused where there is none, or where it was taken back."""
	found = kept(scope.moves)
	found = found[found["move"] == move]
	if found.empty:
		sessions.refuse(_("This move was taken back already, or isn't one of this session."))
	return found.iloc[0].to_dict()


def refuse_later(scope: Scope, line: Mapping[str, Any], last: pd.DataFrame) -> NoReturn:
	"""Raises MoveConflict: the person was moved again."""
	after = last[last["employee"] == line["employee"]].iloc[0]
	frappe.throw(
		moved_again(line["employee_name"], sessions.name_of(after["by"])),
		exc=MoveConflict,
		title=_("Moved Again Since"),
	)


def moved_again(name: str, by: str) -> str:
	"""Why a move can't be taken back: another one followed."""
	return _("{0} was moved again by {1}. Take that back first.").format(
		frappe.utils.escape_html(name), frappe.utils.escape_html(by)
	)


def told(session: str) -> list[dict[str, Any]]:
	"""The ledger, of the people whom the user sees, for minutes and replay. Raises PermissionError."""
	return lines(people.scope_of(sessions.readable(session)))


def lines(scope: Scope) -> list[dict[str, Any]]:
	"""The moves in their order, in words: who, when, whom, from where to where, why, and whether it was taken back."""
	found = people.seen(scope, columns=people.NAMED).set_index("employee")
	rows = scope.moves[scope.moves["employee"].isin(found.index)]
	sees = found["potential"].notna()
	names = sessions.names_of(sorted(rows["by"].unique()))
	counts = set(kept(scope.moves)["move"])
	return [
		{
			"move": row["move"],
			"seq": int(row["seq"]),
			"at": row["at"],
			"by": row["by"],
			"by_name": names.get(row["by"], row["by"]),
			"employee": row["employee"],
			"name": row["employee_name"],
			"reason": row["reason"],
			"undoes": row["undoes"] if isinstance(row["undoes"], str) else None,
			"lot": int(row["lot"] or 0),
			"kept": row["move"] in counts,
			**places(scope.policy, row, bool(sees[row["employee"]])),
		}
		for row in rows.to_dict("records")
	]


def places(policy: Policy, row: Mapping[str, Any], sees: bool) -> dict[str, Any]:
	"""From where to where: values, and levels as they are called. Potential only of whose potential is seen."""
	told: dict[str, Any] = {}
	for side in ("before", "after"):
		rating, band = place(row, side)
		told[f"{side}_rating"] = rating
		told[f"{side}_label"] = level_label(policy, rating)
		told[f"{side}_potential"] = band if sees else None
	return told
