"""The states of a run and of its chunks: one table each says who may move what when. Nothing of Frappe is needed here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Moves = Mapping[tuple[str, str], str]

RUN: Moves = {
	("Queued", "begin"): "Running",
	("Queued", "complete"): "Completed",
	("Queued", "fail"): "Failed",
	("Queued", "cancel"): "Cancelled",
	("Running", "complete"): "Completed",
	("Running", "complete with refusals"): "Completed with Refusals",
	("Running", "fail"): "Failed",
	("Running", "cancel"): "Cancelled",
	("Completed with Refusals", "resume"): "Queued",
	("Failed", "resume"): "Queued",
	("Cancelled", "resume"): "Queued",
}

CHUNK: Moves = {
	("Queued", "claim"): "Running",
	("Queued", "cancel"): "Cancelled",
	("Running", "claim"): "Running",
	("Running", "complete"): "Completed",
	("Running", "complete with refusals"): "Completed with Refusals",
	("Running", "give back"): "Queued",
	("Running", "fail"): "Failed",
	("Completed with Refusals", "resume"): "Queued",
	("Failed", "resume"): "Queued",
	("Cancelled", "resume"): "Queued",
}

OPEN = ("Queued", "Running")
FINISHED = ("Completed", "Completed with Refusals", "Failed", "Cancelled")


def after(moves: Moves, state: str, verb: str) -> str | None:
	"""The state that a move leads to; None where it isn't allowed.

	>>> after(RUN, "Running", "cancel")
	'Cancelled'
	>>> after(RUN, "Completed", "resume") is None
	True
	"""
	return moves.get((state, verb))


def sources(moves: Moves, verb: str) -> tuple[str, ...]:
	"""The states in which a move is allowed."""
	return tuple(state for state, known in moves if known == verb)


def outcome(chunk_states: Iterable[str]) -> str | None:
	"""What a run whose chunks are in these states has come to, as a move of RUN; None while one of them is open."""
	states = set(chunk_states)
	if states & set(OPEN):
		return None
	if "Failed" in states:
		return "fail"
	return "complete with refusals" if "Completed with Refusals" in states else "complete"
