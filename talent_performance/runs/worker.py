"""What the background workers do: prepare a run, work off a chunk, settle what has come of it.

A chunk is one transaction. If it fails as a whole, its halves are tried, each behind a savepoint, and so on down to the
single rows: the bad ones are refused with a reason, the others land. Two bad rows in five hundred cost some thirty
attempts, not five hundred.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterator, Sequence

import frappe
from frappe import _
from frappe.utils import cstr, strip_html

from talent_performance import store
from talent_performance.compat import is_conflict
from talent_performance.exceptions import ClaimLost, RowUnfit
from talent_performance.runs import ledger, states
from talent_performance.runs.kinds import Count, KindOfRun, Work, kind_of_run

SAVEPOINT = "talent_run_row"
PATIENCE = (0.1, 0.3, 1, 3, 10)  # seconds between attempts to settle a run
Refusal = dict[str, str]


def prepare(run: str) -> None:
	"""Background job: count a dry run, or cut a run into chunks and hand them to the workers."""
	record = ledger.lock_run(run)
	if record.state != "Queued":
		frappe.db.rollback()
		return
	try:
		with acting_as(record.started_by):
			begin(record)
	except Exception as e:
		frappe.db.rollback()
		frappe.log_error(title=record.title, reference_doctype=ledger.RUN, reference_name=run)
		ledger.move_run(ledger.lock_run(run), "fail", error=reason(e)[:1000])
		tell(run)
	frappe.db.commit()


def work_off(run: str) -> None:
	"""Do a run in this process, as a command does it; whatever a background worker takes meanwhile, it takes."""
	prepare(run)
	for _round in range(ledger.MOST_ATTEMPTS):
		for chunk, _attempt in ledger.free_chunks(run):
			work_chunk(chunk)


def begin(record: frappe._dict) -> None:
	"""Plan a locked, queued run; a dry run is over with its counts, and so is one with nothing to do."""
	kind, arguments = kind_of_run(record.kind), json.loads(record.arguments)
	if record.dry_run:
		ledger.move_run(record, "complete", progress=100, **counted(kind.dry_run(arguments)))
	elif ledger.chunk_states(record.name) or ledger.add_chunks(
		record.name, kind.plan(arguments), kind.chunk_size
	):
		ledger.move_run(record, "begin")
		hand_out(record.name)
	else:
		finish(record)
		ledger.move_run(record, "complete", progress=100)
	tell(record.name)


def counted(lines: Sequence[Count]) -> dict[str, str]:
	"""A dry run's lines as the run keeps them, and apart from them whom those with a reason are about."""
	counts = [[_(each.label), each.count] for each in lines]
	people = [[_(each.label), list(each.who)] for each in lines if len(each.who)]
	return {
		"counts": json.dumps(counts, ensure_ascii=False),
		"people": json.dumps(people, ensure_ascii=False),
	}


def finish(record: frappe._dict) -> None:
	"""What the kind does once everything is through, as the person who started the run."""
	kind = kind_of_run(record.kind)
	if kind.finish:
		with acting_as(record.started_by):
			kind.finish(json.loads(record.arguments))


def hand_out(run: str) -> None:
	"""One background job for each chunk that may be claimed, once this transaction is through; none twice."""
	for chunk, attempt in ledger.free_chunks(run):
		enqueue(work_chunk, f"talent-run-{chunk}-{attempt}", chunk=chunk)


def enqueue(job: Callable, job_id: str, **arguments: str) -> None:
	"""Into the queue for long work."""
	frappe.enqueue(
		job,
		queue="long",
		timeout=ledger.JOB_SECONDS,
		job_id=job_id,
		deduplicate=True,
		enqueue_after_commit=True,
		**arguments,
	)


def work_chunk(chunk: str) -> None:
	"""Background job: claim a chunk, do it in one transaction, settle the run."""
	held = ledger.claim(chunk)
	if held is None:
		frappe.db.rollback()
		return
	record = frappe.db.get_value(
		ledger.RUN, held.run, ["kind", "title", "arguments", "started_by"], as_dict=True
	)
	try:
		with acting_as(record.started_by), store.seeing_others():
			kind = kind_of_run(record.kind)
			names = store.reserve(kind.names_for, len(held.keys)) if kind.names_for else None
			frappe.db.commit()  # others see the claim, and the series is free for them
			refusals, listeners = perform(
				kind, Work(held.run, json.loads(record.arguments), held.keys, names)
			)
			ledger.finish(held, refusals)
			frappe.db.commit()
	except ClaimLost:
		frappe.db.rollback()
		return
	except Exception as e:
		fail(held, record.title, e)
		listeners = []
	settle_in_the_end(held.run, listeners)


def settle_in_the_end(run: str, listeners: Sequence[str]) -> None:
	"""Settle, again where another worker was in the way: what the chunk did is committed, and counting twice is harmless."""
	for wait in (*PATIENCE, None):
		try:
			return settle(run, listeners)
		except Exception as e:
			frappe.db.rollback()
			if wait is None or not is_conflict(e):
				raise
			time.sleep(wait)


def fail(held: ledger.Claim, title: str, error: Exception) -> None:
	"""An attempt came to nothing: the chunk goes back, and to the next worker if it may be tried again."""
	frappe.db.rollback()
	if not is_conflict(error):
		frappe.log_error(
			title=title, message=frappe.get_traceback(), reference_doctype=ledger.RUN, reference_name=held.run
		)
	if ledger.give_back(held, reason(error)):
		enqueue(work_chunk, f"talent-run-{held.chunk}-{held.attempt}", chunk=held.chunk)
	frappe.db.commit()


def perform(kind: KindOfRun, work: Work) -> tuple[list[Refusal], Sequence[str]]:
	"""All rows at once; where that fails each half by itself, down to the single rows that are refused. The others land.

	Raises when another transaction was in the way: then nothing of the chunk is there any more.
	"""
	refusals: list[Refusal] = []
	heard = dict[str, None]()
	waiting = [work]
	with store.listeners.remembered():
		while waiting:
			part = waiting.pop()
			frappe.db.savepoint(SAVEPOINT)
			try:
				heard.update(dict.fromkeys(kind.work(part)))
			except Exception as e:
				if is_conflict(e):
					raise
				frappe.db.rollback(save_point=SAVEPOINT)
				if len(part.keys) > 1:
					waiting.extend(halves(part))
				else:
					refusals.append(refusal(part.keys[0], e))
			frappe.clear_messages()
	return refusals, list(heard)


def halves(work: Work) -> tuple[Work, Work]:
	"""The second and the first half, as a stack wants them."""
	middle = len(work.keys) // 2
	first, second = slice(None, middle), slice(middle, None)
	return tuple(
		work._replace(keys=work.keys[half], names=work.names[half] if work.names else None)
		for half in (second, first)
	)


def refusal(key: str, error: Exception) -> Refusal:
	"""Why a row was refused, for a person: its key, the field if it is known, the message."""
	return {"key": key, "field": field_of(error), "message": reason(error)}


def field_of(error: Exception) -> str:
	"""The field that an error is about, as far as it says so."""
	if isinstance(error, RowUnfit):
		return error.field
	if isinstance(error, frappe.MandatoryError):
		return str(error).rpartition(": ")[2]
	return ""


def reason(error: BaseException) -> str:
	"""What a person is told: the message shown with the error if there is one, the error's own words otherwise."""
	shown = [strip_html(cstr(message.get("message"))) for message in messages()]
	text = strip_html(str(error))
	if isinstance(error, frappe.ValidationError | frappe.PermissionError):
		return " ".join(shown) or text or type(error).__name__
	return f"{type(error).__name__}: {text}"


def messages() -> list[frappe._dict]:
	"""Messages that were shown in this request; Frappe 15 keeps them as dicts, older ones as JSON."""
	log = frappe.local.message_log or []
	return [frappe._dict(each if isinstance(each, dict) else json.loads(each)) for each in log]


def settle(run: str, listeners: Sequence[str] = ()) -> None:
	"""Count what is done, and end the run when nothing is open any more; its starter is told."""
	record = ledger.lock_run(run)
	known = [line for line in cstr(record.listeners).split("\n") if line]
	values = {**ledger.totals(run), "listeners": "\n".join(dict.fromkeys([*known, *listeners]))}
	verb = states.outcome(ledger.chunk_states(run)) if record.state == "Running" else None
	if verb and verb != "fail":
		verb, values = finished(record, verb, values)
	if verb:
		ledger.move_run(record, verb, **values)
		notify(record, values)
	else:
		frappe.db.set_value(ledger.RUN, run, values)
	tell(run)
	frappe.db.commit()


def finished(record: frappe._dict, verb: str, values: dict) -> tuple[str, dict]:
	"""Finish a run whose chunks are through; where that fails, the run has failed, and says why. Resuming tries again."""
	frappe.db.savepoint(SAVEPOINT)
	try:
		finish(record)
	except Exception as e:
		frappe.db.rollback(save_point=SAVEPOINT)
		frappe.log_error(title=record.title, reference_doctype=ledger.RUN, reference_name=record.name)
		return "fail", {**values, "error": reason(e)[:1000]}
	return verb, values


def notify(record: frappe._dict, values: dict) -> None:
	"""Tell the starter, in the desk, what has come of the run."""
	subject = _("{0}: {1}. {2} done, {3} refused.").format(
		record.title, _(record.state), values["rows_done"], values["rows_refused"]
	)
	frappe.get_doc(
		{
			"doctype": "Notification Log",
			"type": "Alert",
			"subject": subject,
			"for_user": record.started_by,
			"from_user": record.started_by,
			"document_type": ledger.RUN,
			"document_name": record.name,
		}
	).insert(ignore_permissions=True)


def tell(run: str) -> None:
	"""Say that the run has changed, and nothing else: who may see it fetches it again."""
	frappe.publish_realtime("talent_run_changed", {}, doctype=ledger.RUN, docname=run, after_commit=True)


@contextlib.contextmanager
def acting_as(user: str) -> Iterator[None]:
	"""Work as the person who started the run, whoever's job this is: a resumed chunk writes what the first would have."""
	before = frappe.session.user
	if user == before:
		yield
		return
	frappe.set_user(user)
	try:
		yield
	finally:
		frappe.set_user(before)
