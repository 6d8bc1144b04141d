"""Closing a session: what was decided becomes ratings, and each move that still counts a Talent Placement.

A run writes it, chunk by chunk: the calibrated rating with who, when and why; the calibrated band of potential; the score
anew; where the person stands; and the ledger of the nine-box. Who closes judges nobody: each move keeps who made it. While the run is at work
the session is locked, and once it is through the session is closed, refused rows or not: those stand in the run and in the minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now

from talent_performance import store
from talent_performance.access import calibration_session as access
from talent_performance.engine.calibration import kept
from talent_performance.exceptions import CalibrationRefused, IllegalMove
from talent_performance.flows import scoring
from talent_performance.flows.calibration import board, ledger, people, placing, sessions
from talent_performance.flows.close import nameable
from talent_performance.flows.cycle_deeds import start
from talent_performance.flows.moving import moving
from talent_performance.runs.kinds import Arguments, Count, KindOfRun, Work, said
from talent_performance.store.cycle_tables import APPRAISAL, RESULT
from talent_performance.store.dialect import within
from talent_performance.store.frames import fetch

KIND = "Close Calibration Session"
ASSESSMENT, PLACEMENT = "Potential Assessment", "Talent Placement"
HELD = "Calibration"


class Decided(NamedTuple):
	"""What a session has decided about some people: their moves that count, and of each the last that moved rating and potential."""

	moves: pd.DataFrame
	ratings: pd.DataFrame
	potential: pd.DataFrame


def close(session: str) -> str:
	"""Start the run that writes what was decided; returns its name. From now on nobody is moved.

	Raises PermissionError, IllegalMove, CalibrationRefused where the guidelines are to hold and don't.
	"""
	document = sessions.locked(session)
	check(document)
	if document.state == sessions.OPEN:
		sessions.record(document, state=sessions.LOCKED, locked_by=frappe.session.user, locked_on=now())
	return start(KIND, {"session": session}, False)


def dry_run(session: str) -> str:
	"""Start the run that counts what closing would write; returns its name. Raises PermissionError, IllegalMove."""
	document = sessions.readable(session)
	access.check_may_close(document)
	sessions.check_deed(document, "close")
	return start(KIND, {"session": session}, True)


def check(session: Document) -> None:
	"""Raises PermissionError, IllegalMove, CalibrationRefused where the session can't be closed by the user."""
	access.check_may_close(session)
	sessions.check_deed(session, "close")
	if session.enforce_guidelines:
		check_guidelines(session)


def check_guidelines(session: Document) -> None:
	"""Raises CalibrationRefused with how many are to move."""
	scope = people.scope_of(session)
	off = [each for each in board.counted(scope) if not each["fine"]]
	if off:
		lines = [frappe.utils.escape_html(f"{each['label']}: {each['message']}") for each in off]
		frappe.throw(
			_("The session is to close within the guidelines, and isn't there yet:")
			+ f"<br>{'<br>'.join(lines)}",
			exc=CalibrationRefused,
			title=_("Not within the Guidelines"),
		)


def session_to_close(arguments: Arguments) -> Document:
	"""The session that a run is about. Raises PermissionError, IllegalMove."""
	session = frappe.get_doc(sessions.SESSION, said(arguments, "session"))
	access.check_may_close(session)
	sessions.check_deed(session, "close")
	return session


def plan(arguments: Arguments) -> list[list[str]]:
	"""Everybody about whom something was decided."""
	session = session_to_close(arguments)
	return [[name] for name in sorted(kept(ledger.moves_of(session.name))["employee"].unique())]


def decided(session: str, employees: Sequence[str] | None = None) -> Decided:
	"""What the moves that count come to."""
	moves = kept(ledger.moves_of(session))
	moves = moves if employees is None else moves[moves["employee"].isin(employees)]
	rated = moves[moves["before_rating"].fillna(0) != moves["after_rating"].fillna(0)]
	judged = moves[moves["before_potential"].fillna("") != moves["after_potential"].fillna("")]
	return Decided(moves, *(each.drop_duplicates("employee", keep="last") for each in (rated, judged)))


def work(asked: Work) -> list[str]:
	"""Write what was decided about these people; what is written already is left alone."""
	session = frappe.get_doc(sessions.SESSION, str(asked.arguments["session"]))
	lead = sessions.cycles_of(session)[-1].name
	return write(lead, decided(session.name, asked.keys), session)


def write(cycle: str, about: Decided, session: Document) -> list[str]:
	"""Ratings, potential, scores, places. Returns who listened. Raises IllegalMove for whose appraisal waits no more."""
	about = not_yet(about)
	employees = list(about.moves["employee"].unique())
	if not employees:
		return []
	known = results_of(cycle, employees)
	check_held(known, employees)
	heard = write_ratings(about.ratings, known)
	heard += write_potential(about.potential)
	heard += scoring.score(list(known["appraisal"]))
	return list(dict.fromkeys([*heard, *placing.place(cycle, about.moves)]))


def not_yet(about: Decided) -> Decided:
	"""Without people whom an earlier attempt has written: a move of theirs stands in the ledger of the nine-box, or in their result."""
	done = placed(about.moves) | rated(about.ratings)
	return Decided(*(each[~each["employee"].isin(done)] for each in about)) if done else about


def placed(moves: pd.DataFrame) -> set[str]:
	"""Employees of whom a move is in the ledger of the nine-box."""
	table = frappe.qb.DocType(PLACEMENT)
	query = frappe.qb.from_(table).select(table.source_name).where(table.source_type == ledger.MOVE)
	query = query.where(within(table.employee, moves["employee"].unique())).orderby(table.name)
	return set(moves.loc[moves["move"].isin(query.run(pluck=True)), "employee"])


def rated(ratings: pd.DataFrame) -> set[str]:
	"""Employees whose result says that it was calibrated by this very move."""
	result = frappe.qb.DocType(RESULT)
	query = frappe.qb.from_(result).select(result.employee, result.calibrated_by, result.calibrated_on)
	query = query.where(within(result.name, ratings["result"].dropna().unique())).orderby(result.name)
	stands = {(employee, by, str(on)) for employee, by, on in query.run()}
	rows = ratings[["employee", "by", "at"]].itertuples(index=False)
	return {row.employee for row in rows if (row.employee, row.by, str(row.at)) in stands}


def results_of(cycle: str, employees: Sequence[str]) -> pd.DataFrame:
	"""Results of the deciding cycle with the state of their appraisals, by employee."""
	result, appraisal = frappe.qb.DocType(RESULT), frappe.qb.DocType(APPRAISAL)
	fields = ["name", "employee", "employee_name", "appraisal"]
	query = (
		frappe.qb.from_(result)
		.left_join(appraisal)
		.on(result.appraisal == appraisal.name)
		.select(*(result[field] for field in fields), appraisal.state)
		.where((result.cycle == cycle) & within(result.employee, employees))
		.orderby(result.employee, result.name)
	)
	return fetch(query, [*fields, "state"]).set_index("employee", drop=False)


def check_held(known: pd.DataFrame, employees: Sequence[str]) -> None:
	"""Raises IllegalMove for the first whose appraisal doesn't wait for calibration any more; the run tries the others without."""
	for employee in employees:
		state = known["state"].get(employee)
		if state != HELD:
			frappe.throw(
				_(
					"{0}: the appraisal is {1} and waits for calibration no more, so the rating can't be written."
				).format(known["employee_name"].get(employee) or employee, _(state or "Cancelled")),
				exc=IllegalMove,
				title=_("Not Possible Now"),
			)


def write_ratings(ratings: pd.DataFrame, known: pd.DataFrame) -> list[str]:
	"""The calibrated ratings, each with who decided it, when and why."""
	values = ratings.set_index("employee")
	table = pd.DataFrame(
		{
			"calibrated_rating": values["after_rating"].fillna(0),
			"calibration_reason": values["reason"],
			"calibrated_by": values["by"],
			"calibrated_on": values["at"],
		}
	)
	return store.amend(RESULT, table.set_axis(known["name"].reindex(table.index).to_numpy())).listeners


def write_potential(judged: pd.DataFrame) -> list[str]:
	"""The calibrated bands, each on the person's latest assessment."""
	values = judged.set_index("employee")
	latest = latest_assessments(list(values.index))
	values = values[values.index.isin(latest)]
	table = pd.DataFrame(
		{
			"calibrated_band": values["after_potential"].str.title(),
			"calibration_reason": values["reason"],
			"calibrated_by": values["by"],
			"calibrated_on": values["at"],
		}
	)
	with moving():
		return store.amend(ASSESSMENT, table.set_axis([latest[name] for name in table.index])).listeners


def latest_assessments(employees: Sequence[str]) -> dict[str, str]:
	"""Of each employee the assessment that counts: the latest that was submitted."""
	table = frappe.qb.DocType(ASSESSMENT)
	query = (
		frappe.qb.from_(table)
		.select(table.employee, table.name)
		.where(within(table.employee, employees) & (table.state == "Submitted"))
		.orderby(table.assessed_on, table.creation, table.name)
	)
	return dict(query.run())


def finish(arguments: Arguments) -> None:
	"""The session is closed."""
	session = frappe.get_doc(sessions.SESSION, str(arguments["session"]), for_update=True)
	if session.state not in sessions.ENDED:
		sessions.record(session, state=sessions.CLOSED, closed_by=frappe.session.user, closed_on=now())


def count(arguments: Arguments) -> list[Count]:
	"""What closing would write, in numbers."""
	session = session_to_close(arguments)
	about = decided(session.name)
	employees = list(about.moves["employee"].unique())
	known = results_of(sessions.cycles_of(session)[-1].name, employees)
	late = [name for name in employees if known["state"].get(name) != HELD]
	scope = people.scope_of(session)
	return [
		Count(_("People moved"), len(employees)),
		Count(_("Ratings to write"), len(about.ratings)),
		Count(_("Potential to write"), len(about.potential)),
		Count(_("Moves in the ledger of the nine-box"), len(about.moves)),
		Count(_("Moves taken back, which stay in the minutes"), taken_back(scope)),
		Count(_("Appraisal waits for calibration no more"), len(late), nameable(late)),
		*weighted_apart(scope),
		*(Count(f"{each['label']}: {each['message']}", each["have"]) for each in board.counted(scope)),
	]


def taken_back(scope: people.Scope) -> int:
	"""How many moves were taken back."""
	return int(scope.moves["undoes"].notna().sum())


def weighted_apart(scope: people.Scope) -> list[Count]:
	"""Where ratings are weighted: how many who weren't moved keep another rating in the deciding cycle than they were shown with."""
	if not scope.weighted:
		return []
	found = people.seen(scope, columns=people.COUNTED)
	own = people.scores_in(scope, found, "performance_rating")[:, -1]
	apart = (
		(found["seq"] == 0).to_numpy()
		& (own != found["rating"].to_numpy())
		& found["rating"].notna().to_numpy()
	)
	return [
		Count(
			_("Not moved, and rated otherwise in the latest cycle alone: that rating stays"), int(apart.sum())
		)
	]


CLOSE_SESSION = KindOfRun(
	title=KIND,
	plan=plan,
	work=work,
	dry_run=count,
	may_start=("HR Manager", "Talent Manager"),
	finish=finish,
	check=session_to_close,
)
