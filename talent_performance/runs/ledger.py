"""The records of runs: every change of state goes through here, guarded by the tables in states.py.

A chunk is claimed by one UPDATE that only matches while the chunk is free; the token it writes is the claim. Whoever
finishes a chunk must still hold its claim, in the transaction that holds the work: what a worker did that was taken for
dead is undone by the database.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

import frappe
from frappe import _
from frappe.query_builder.functions import Sum
from frappe.utils import add_to_date, now, now_datetime

from talent_performance import store
from talent_performance.exceptions import ClaimLost, IllegalMove
from talent_performance.runs import states

RUN, CHUNK = "Talent Run", "Talent Run Chunk"
MOST_ATTEMPTS = 3
STALE_MINUTES = 10
JOB_SECONDS = STALE_MINUTES * 60 - 30  # a job is ended before its chunk may be taken over


class Claim(NamedTuple):
	"""A chunk that is ours, and what is left to do of it."""

	run: str
	chunk: str
	token: str
	attempt: int
	keys: list[str]
	rows_total: int


def lock_run(run: str) -> frappe._dict:
	"""The run's record, locked until the transaction ends. Raises DoesNotExistError."""
	fields = ["name", "kind", "title", "state", "dry_run", "arguments", "started_by", "listeners"]
	found = frappe.db.get_value(RUN, run, fields, as_dict=True, for_update=True)
	if not found:
		raise frappe.DoesNotExistError(_("{0} {1} not found").format(_(RUN), run))
	return found


def move_run(run: frappe._dict, verb: str, **values: object) -> None:
	"""Move a locked run by the table of states. Raises IllegalMove."""
	state = states.after(states.RUN, run.state, verb)
	if state is None:
		frappe.throw(
			_("{0} is {1}: that can't be done now.").format(run.title, _(run.state)),
			exc=IllegalMove,
			title=_("Not Possible Now"),
		)
	if state in states.FINISHED:
		values.setdefault("finished_at", now())
	frappe.db.set_value(RUN, run.name, {"state": state, **values})
	run.state = state


def add_chunks(run: str, groups: Sequence[Sequence[str]], size: int) -> int:
	"""Write a run's chunks; returns how many rows they have. Groups stay together."""
	packed = list(pack(groups, size))
	if packed:
		table = pd.DataFrame(
			{
				"state": "Queued",
				"row_keys": [json.dumps(keys) for keys in packed],
				"rows_total": [len(keys) for keys in packed],
			},
			index=[run] * len(packed),
		)
		total = sum(map(len, packed))
		store.amend(RUN, pd.DataFrame({"rows_total": [total]}, index=[run]), {"chunks": table})
	return len(packed)


def pack(groups: Sequence[Sequence[str]], size: int) -> Iterator[list[str]]:
	"""Chunks of about `size` keys.

	>>> list(pack([["a"], ["b", "c"], ["d"]], 2))
	[['a'], ['b', 'c'], ['d']]
	"""
	chunk: list[str] = []
	for group in groups:
		if chunk and len(chunk) + len(group) > size:
			yield chunk
			chunk = []
		chunk.extend(group)
	if chunk:
		yield chunk


def stale_before() -> str:
	"""A heartbeat before this moment is a dead worker's."""
	return str(add_to_date(now_datetime(), minutes=-STALE_MINUTES))


def is_free(chunk: frappe.qb.DocType) -> object:
	"""The condition under which a chunk may be claimed."""
	queued = chunk.state == "Queued"
	abandoned = (chunk.state == "Running") & (chunk.heartbeat < stale_before())
	return (queued | abandoned) & (chunk.attempt < MOST_ATTEMPTS)


def claim(chunk: str) -> Claim | None:
	"""Claim a chunk of a running run; None where somebody else has it, or nothing is to be done."""
	t, run, token = frappe.qb.DocType(CHUNK), frappe.qb.DocType(RUN), frappe.generate_hash(length=20)
	running = frappe.qb.from_(run).select(run.name).where(run.state == "Running")
	(
		frappe.qb.update(t)
		.set(t.claim, token)
		.set(t.state, "Running")
		.set(t.attempt, t.attempt + 1)
		.set(t.heartbeat, now())
		.where((t.name == chunk) & t.parent.isin(running) & is_free(t))
	).run()
	fields = ["parent", "claim", "attempt", "row_keys", "refusals", "rows_total"]
	row = frappe.db.get_value(CHUNK, chunk, fields, as_dict=True)
	if not row or row.claim != token:
		return None
	left = [refusal["key"] for refusal in json.loads(row.refusals or "[]")] or json.loads(row.row_keys)
	return Claim(row.parent, chunk, token, row.attempt, left, row.rows_total)


def finish(held: Claim, refusals: Sequence[Mapping[str, str]]) -> None:
	"""Record a chunk's end in the transaction of its work. Raises ClaimLost where the claim is somebody else's by now."""
	verb = "complete with refusals" if refusals else "complete"
	values = {
		"state": states.after(states.CHUNK, "Running", verb),
		"rows_done": held.rows_total - len(refusals),
		"rows_refused": len(refusals),
		"refusals": json.dumps(list(refusals), ensure_ascii=False) if refusals else None,
		"error": None,
		"finished_at": now(),
	}
	if not _set_held(held, values):
		raise ClaimLost(held.chunk)


def give_back(held: Claim, error: str) -> bool:
	"""A failed attempt: the chunk waits for the next one, or has failed; returns whether it waits."""
	waits = held.attempt < MOST_ATTEMPTS
	state = states.after(states.CHUNK, "Running", "give back" if waits else "fail")
	return _set_held(held, {"state": state, "error": error[:1000], "finished_at": now()}) and waits


def _set_held(held: Claim, values: Mapping[str, object]) -> bool:
	"""Write to a chunk while its claim is ours; returns whether it was."""
	t = frappe.qb.DocType(CHUNK)
	query = frappe.qb.update(t)
	for column, value in values.items():
		query = query.set(t[column], value)
	query.where((t.name == held.chunk) & (t.claim == held.token) & (t.state == "Running")).run()
	return frappe.db.get_value(CHUNK, held.chunk, ["claim", "state"]) == (held.token, values["state"])


def fail_exhausted(run: str) -> None:
	"""Chunks whose worker died at the last attempt have failed."""
	t = frappe.qb.DocType(CHUNK)
	message = _("The worker died {0} times in this chunk; its log says more.").format(MOST_ATTEMPTS)
	(
		frappe.qb.update(t)
		.set(t.state, "Failed")
		.set(t.error, message)
		.where((t.parent == run) & (t.state == "Running") & (t.heartbeat < stale_before()))
		.where(t.attempt >= MOST_ATTEMPTS)
	).run()


def free_chunks(run: str) -> list[tuple[str, int]]:
	"""Chunks that may be claimed now, with the attempts so far."""
	t = frappe.qb.DocType(CHUNK)
	query = frappe.qb.from_(t).select(t.name, t.attempt).where((t.parent == run) & is_free(t)).orderby(t.idx)
	return [(name, attempt) for name, attempt in query.run()]


def reopen_chunks(run: str) -> None:
	"""What failed, was cancelled or refused waits again, with all its attempts."""
	_set_chunks(run, states.sources(states.CHUNK, "resume"), "Queued", attempt=0)


def cancel_chunks(run: str) -> None:
	"""What nobody has begun won't be."""
	_set_chunks(run, states.sources(states.CHUNK, "cancel"), "Cancelled")


def _set_chunks(run: str, sources: Sequence[str], state: str, **values: object) -> None:
	frappe.db.set_value(
		CHUNK, {"parent": run, "state": ("in", sources)}, {"state": state, **values}, update_modified=False
	)


def totals(run: str) -> dict[str, float]:
	"""Rows done and refused so far, and the share of rows that are through."""
	t = frappe.qb.DocType(CHUNK)
	query = (
		frappe.qb.from_(t)
		.select(Sum(t.rows_total), Sum(t.rows_done), Sum(t.rows_refused))
		.where(t.parent == run)
	)
	total, done, refused = (int(value or 0) for value in query.run()[0])
	through = 100 * (done + refused) / total if total else 100
	return {"rows_done": done, "rows_refused": refused, "progress": through}


def chunk_states(run: str) -> list[str]:
	"""The states that the run's chunks are in."""
	return frappe.get_all(CHUNK, filters={"parent": run}, pluck="state", distinct=True, order_by=None)


def refusals_of(run: str) -> list[dict[str, str]]:
	"""Every refused row of a run: key, field, message."""
	stored = frappe.get_all(
		CHUNK, filters={"parent": run, "rows_refused": (">", 0)}, pluck="refusals", order_by="idx, name"
	)
	return [refusal for text in stored for refusal in json.loads(text or "[]")]
