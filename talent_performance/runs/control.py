"""Start, resume and cancel runs; what the desk, the scheduler and other code call."""

from __future__ import annotations

import json

import frappe
from frappe import _
from frappe.utils import now

from talent_performance.access import talent_run as access
from talent_performance.runs import ledger, worker
from talent_performance.runs.kinds import Arguments, kind_of_run


def start(kind: str, arguments: Arguments | None = None, dry_run: bool = False) -> str:
	"""Start a run, or count what it would do; returns its name. Raises UnknownKindOfRun, PermissionError, what its check raises."""
	found = kind_of_run(kind)
	access.check_may_start(found.may_start)
	if found.check:
		found.check(arguments or {})
	run = frappe.get_doc(
		{
			"doctype": ledger.RUN,
			"title": _("{0} (dry run)").format(_(found.title)) if dry_run else _(found.title),
			"kind": kind,
			"dry_run": int(dry_run),
			"arguments": json.dumps(arguments or {}, sort_keys=True, default=str),
			"started_by": frappe.session.user,
			"started_at": now(),
		}
	).insert(ignore_permissions=True)
	prepare_later(run.name)
	return run.name


def resume(run: str) -> None:
	"""Do again what failed, was cancelled or was refused; a run that is under way gets its abandoned chunks back.

	Raises IllegalMove for a run that is through.
	"""
	record = ledger.lock_run(run)
	access.check_may_start(kind_of_run(record.kind).may_start)
	if record.state == "Running":
		pick_up(run)
		return
	if record.state != "Queued":
		ledger.move_run(record, "resume", finished_at=None, error=None)
		ledger.reopen_chunks(run)
	prepare_later(run)


def cancel(run: str) -> None:
	"""Begin no more chunks; what a worker has in hand still lands. Raises IllegalMove."""
	record = ledger.lock_run(run)
	access.check_may_start(kind_of_run(record.kind).may_start)
	ledger.move_run(record, "cancel")
	ledger.cancel_chunks(run)
	worker.tell(run)


def resume_abandoned() -> None:
	"""Every ten minutes: runs that were never prepared, chunks whose worker died or whose job was lost."""
	stale = ledger.stale_before()
	for run in frappe.get_all(
		ledger.RUN, filters={"state": "Queued", "modified": ("<", stale)}, pluck="name", order_by="name"
	):
		prepare_later(run)
	for run in frappe.get_all(ledger.RUN, filters={"state": "Running"}, pluck="name", order_by="name"):
		pick_up(run)


def pick_up(run: str) -> None:
	"""Hand out the free chunks of a running run again, and end it if none is open."""
	ledger.fail_exhausted(run)
	worker.hand_out(run)
	worker.settle(run)


def prepare_later(run: str) -> None:
	"""Plan the run in the background, once this transaction is through."""
	worker.enqueue(worker.prepare, f"talent-run-{run}", run=run)
