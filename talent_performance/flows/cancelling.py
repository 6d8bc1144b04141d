"""A cycle that shouldn't have been launched is cancelled: its open appraisals first, by a run, with HR's reason."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe import _
from frappe.model.document import Document

from talent_performance.exceptions import IllegalMove
from talent_performance.flows.launch import LAUNCHERS, record, under_way
from talent_performance.flows.moves import move_many
from talent_performance.flows.participants import APPRAISAL, CYCLE
from talent_performance.flows.phases import launched
from talent_performance.flows.snapshot import OPEN_STATES
from talent_performance.runs import control
from talent_performance.runs.kinds import Arguments, Count, KindOfRun, Work, said

KIND = "Cancel Cycle"
CANCELLABLE = (*OPEN_STATES, "Calibration", "Exempt")


def cancel(cycle: str, reason: str) -> str:
	"""Start the run that cancels a launched cycle; returns its name. Raises PermissionError, IllegalMove."""
	arguments = {"cycle": cycle, "reason": reason.strip()}
	cancellable(arguments)
	return under_way(KIND, arguments) or control.start(KIND, arguments)


def cancellable(arguments: Arguments) -> Document:
	"""The cycle, if it may be cancelled. Raises PermissionError, IllegalMove."""
	document = launched(said(arguments, "cycle"))
	decided = {"cycle": document.name, "state": ("not in", (*CANCELLABLE, "Cancelled"))}
	if not arguments.get("reason"):
		refuse(_("Cancelling a cycle needs a reason: everybody whose appraisal is cancelled will read it."))
	if frappe.db.exists(APPRAISAL, decided):
		refuse(
			_("Appraisals of {0} have been published: it can't be cancelled any more.").format(document.title)
		)
	return document


def refuse(message: str) -> None:
	"""Raises IllegalMove."""
	frappe.throw(message, exc=IllegalMove, title=_("Not Possible Now"))


def plan(arguments: Arguments) -> list[list[str]]:
	"""The appraisals to cancel."""
	return [[name] for name in open_in(cancellable(arguments).name)]


def open_in(cycle: str, appraisals: Sequence[str] | None = None) -> list[str]:
	"""Those that aren't cancelled yet."""
	filters = {"cycle": cycle, "state": ("in", CANCELLABLE)}
	if appraisals is not None:
		filters["name"] = ("in", list(appraisals) or [""])
	return frappe.get_all(APPRAISAL, filters=filters, pluck="name", order_by="name")


def dry_run(arguments: Arguments) -> list[Count]:
	"""How many."""
	return [Count("Appraisals to cancel", len(plan(arguments)))]


def work(asked: Work) -> list[str]:
	"""Cancel these."""
	names = open_in(str(asked.arguments["cycle"]), asked.keys)
	return move_many(names, "cancel", reason=str(asked.arguments["reason"])) if names else []


def finish(arguments: Arguments) -> None:
	"""Nobody's appraisal is open any more: the cycle is cancelled."""
	record(frappe.get_doc(CYCLE, str(arguments["cycle"]), for_update=True), state="Cancelled")


CANCEL_CYCLE = KindOfRun(
	title="Cancel Cycle",
	plan=plan,
	work=work,
	dry_run=dry_run,
	may_start=LAUNCHERS,
	finish=finish,
	check=cancellable,
)
