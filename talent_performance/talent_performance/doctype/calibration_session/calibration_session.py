from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import cint

from talent_performance.access.calls import as_file, as_list
from talent_performance.flows.calibration import board as boards
from talent_performance.flows.calibration import closing, inviting, sessions, together, workbook
from talent_performance.flows.calibration import minutes as printing
from talent_performance.flows.calibration import moves as moving


class CalibrationSession(Document):
	"""A meeting in which ratings, and potential, of some people are compared and moved."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from talent_performance.talent_performance.doctype.calibration_cycle.calibration_cycle import (
			CalibrationCycle,
		)
		from talent_performance.talent_performance.doctype.calibration_participant.calibration_participant import (
			CalibrationParticipant,
		)

		agenda: DF.Text | None
		closed_by: DF.Link | None
		closed_on: DF.Datetime | None
		combination: DF.Literal["Side by Side", "Weighted"]
		company: DF.Link
		cycles: DF.Table[CalibrationCycle]
		deadline: DF.Date | None
		department: DF.Link | None
		enforce_guidelines: DF.Check
		facilitator: DF.Link
		invited_on: DF.Datetime | None
		level: DF.DynamicLink | None
		level_type: DF.Literal["", "Employee Grade", "Designation"]
		locked_by: DF.Link | None
		locked_on: DF.Datetime | None
		minutes_planned: DF.Int
		moves: DF.Int
		naming_series: DF.Literal["CAL-.#####"]
		opened_on: DF.Datetime | None
		participants: DF.Table[CalibrationParticipant]
		place: DF.Data | None
		scheduled_on: DF.Datetime | None
		state: DF.Literal["Draft", "Open", "Locked", "Closed", "Cancelled"]
		title: DF.Data
		version: DF.Int
	# end: auto-generated types

	def validate(self) -> None:
		"""It says whom it is about, and what flows write stays theirs."""
		sessions.validate(self)

	def on_trash(self) -> None:
		"""Only a draft goes."""
		sessions.on_trash(self)


@frappe.whitelist()
def board(session: str) -> dict[str, Any]:
	"""Everybody whom the user sees in a session, where each began and stands, and what the guidelines say."""
	return boards.board(session)


@frappe.whitelist()
def standing(session: str) -> dict[str, bool]:
	"""What the user may do with a session now, for its form."""
	return boards.may(sessions.readable(session))


@frappe.whitelist(methods=["POST"])
def move(
	session: str,
	employee: str,
	reason: str,
	seq: int | str,
	rating: float | str | None = None,
	potential: str | None = None,
) -> moving.Moved:
	"""Move somebody to another level, another band of potential, or both."""
	return moving.move(session, employee, reason, cint(seq), rating, potential)


@frappe.whitelist(methods=["POST"])
def move_many(
	session: str,
	people: list | str,
	reason: str,
	rating: float | str | None = None,
	potential: str | None = None,
) -> together.Done:
	"""Move several people at once, each from where the user saw him: one reason, one undo. Whoever can't be moved is named."""
	return together.move(session, as_list(people, "people"), reason, rating, potential)


@frappe.whitelist(methods=["POST"])
def undo(session: str, move: str | None = None, lot: int | str | None = None) -> moving.Moved | together.Done:
	"""Take back the user's last move with all that were made together with it, or the move or the lot named."""
	return moving.undo(session, move) if move else together.undo(session, cint(lot))


@frappe.whitelist()
def moves(session: str) -> list[dict[str, Any]]:
	"""The session's ledger, of the people whom the user sees."""
	return moving.told(session)


@frappe.whitelist()
def state_at(session: str, seq: int | str) -> list[dict[str, Any]]:
	"""Everybody as he stood after the move of that number."""
	return boards.state_at(session, cint(seq))


@frappe.whitelist(methods=["POST"])
def open_session(session: str) -> None:
	"""From now on people are moved."""
	sessions.open_session(session)


@frappe.whitelist(methods=["POST"])
def lock(session: str) -> None:
	"""Nobody is moved for now."""
	sessions.lock(session)


@frappe.whitelist(methods=["POST"])
def unlock(session: str) -> None:
	"""People are moved again."""
	sessions.unlock(session)


@frappe.whitelist(methods=["POST"])
def close(session: str) -> str:
	"""Start the run that writes what was decided; returns its name."""
	return closing.close(session)


@frappe.whitelist(methods=["POST"])
def dry_run_close(session: str) -> str:
	"""Start the run that counts what closing would write; returns its name."""
	return closing.dry_run(session)


@frappe.whitelist(methods=["POST"])
def cancel(session: str) -> None:
	"""The session ends without writing a rating."""
	sessions.cancel(session)


@frappe.whitelist(methods=["POST"])
def invite(session: str) -> inviting.Invited:
	"""Ask everybody who takes part, by mail, with the day as a calendar file."""
	return inviting.invite(session)


@frappe.whitelist()
def export(session: str) -> None:
	"""The people whom the user sees, as an Excel file to write moves into."""
	frappe.response.update(
		{"type": "binary", "filename": f"{session}.xlsx", "filecontent": workbook.export(session)}
	)


@frappe.whitelist(methods=["POST"])
def check_file(session: str, file: str, name: str = "calibration.xlsx") -> workbook.Checked:
	"""Everything that is wrong with a file, which comes as base64, and how many moves it holds. Writes nothing."""
	moving.ready(session)
	return workbook.check_file(session, as_file(file, "file"), name)


@frappe.whitelist(methods=["POST"])
def load_file(session: str, file: str, name: str = "calibration.xlsx") -> workbook.Checked:
	"""Move everybody as a file says, or nobody."""
	moving.ready(session)
	return workbook.load_file(session, as_file(file, "file"), name)


@frappe.whitelist()
def minutes(session: str) -> None:
	"""The minutes as a PDF, with every move of the people whom the user sees."""
	printing.download(session)


def on_doctype_update() -> None:
	"""What lists filter by."""
	frappe.db.add_index("Calibration Session", ["company", "state"])
