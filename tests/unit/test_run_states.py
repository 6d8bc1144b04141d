"""Who may move a run and a chunk when: the two tables, and what they promise together."""

from __future__ import annotations

import pytest

from talent_performance.runs import states

TABLES = pytest.mark.parametrize("moves", [states.RUN, states.CHUNK], ids=["run", "chunk"])


@pytest.mark.parametrize(
	("state", "verb", "expected"),
	[
		("Queued", "begin", "Running"),
		("Running", "complete", "Completed"),
		("Running", "cancel", "Cancelled"),
		("Failed", "resume", "Queued"),
		("Completed", "resume", None),
		("Completed", "cancel", None),
		("Cancelled", "cancel", None),
		("Running", "begin", None),
		("Nowhere", "begin", None),
	],
)
def test_a_run_moves_by_the_table(state: str, verb: str, expected: str | None) -> None:
	assert states.after(states.RUN, state, verb) == expected


@TABLES
def test_every_state_is_known_and_can_be_reached(moves: states.Moves) -> None:
	known = {*states.OPEN, *states.FINISHED}
	assert {state for state, _verb in moves} | set(moves.values()) == known


@TABLES
def test_nothing_leads_out_of_what_is_completed(moves: states.Moves) -> None:
	assert [key for key in moves if key[0] == "Completed"] == []


@TABLES
def test_what_ended_otherwise_can_be_resumed(moves: states.Moves) -> None:
	assert set(states.sources(moves, "resume")) == set(states.FINISHED) - {"Completed"}


def test_what_a_worker_has_in_hand_is_not_cancelled() -> None:
	assert states.sources(states.CHUNK, "cancel") == ("Queued",)


@pytest.mark.parametrize(
	("chunks", "expected"),
	[
		([], "complete"),
		(["Completed", "Completed"], "complete"),
		(["Completed", "Completed with Refusals"], "complete with refusals"),
		(["Completed with Refusals", "Failed"], "fail"),
		(["Failed", "Queued"], None),
		(["Completed", "Running"], None),
	],
)
def test_a_run_ends_as_its_chunks_did(chunks: list[str], expected: str | None) -> None:
	assert states.outcome(chunks) == expected
