"""Moves of a session: where they lead, what counts, and that they can be replayed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talent_performance.engine.calibration import (
	MOVE_COLUMNS,
	as_levels,
	boxes,
	combined,
	kept,
	last_kept,
	months_between,
	performance_bands,
	replay,
)
from talent_performance.engine.policy import Policy
from tests.unit.cases import name_of, same_number, same_text, worked

POLICY = Policy()
BANDS = (None, "low", "mid", "high")


def ledger(case: pd.DataFrame) -> pd.DataFrame:
	"""The lines of a case as moves, each called by its number."""
	move = case["seq"].astype(str)
	undoes = case["undoes"].map(lambda each: None if pd.isna(each) else str(int(each)))
	return case.assign(move=move, undoes=undoes)[list(MOVE_COLUMNS)]


@pytest.mark.parametrize("case", worked("calibration_moves"), ids=name_of)
def test_where_moves_lead(case: pd.DataFrame) -> None:
	moves = ledger(case)
	for line in case.itertuples():
		found = replay(moves, line.seq).loc[line.employee]
		box = boxes(np.array([found["rating"]]), pd.Series([found["potential"]]), POLICY)[0]
		assert same_number(found["rating"], line.rating) and same_text(found["potential"], line.potential)
		assert same_number(box, line.box)
	counts = [str(line.seq) for line in case.itertuples() if line.kept == "yes"]
	assert kept(moves)["move"].tolist() == counts


DEED = st.tuples(st.sampled_from("abc"), st.integers(1, 5), st.sampled_from(BANDS), st.booleans())


def played(deeds: list[tuple]) -> tuple[pd.DataFrame, list[dict]]:
	"""A session played by hand: each deed moves somebody, or takes his last move back; the ledger, and the states between."""
	stands = {who: (3.0, "mid") for who in "abc"}
	piles: dict[str, list] = {who: [] for who in "abc"}
	lines, states = [], [dict(stands)]
	for who, rating, band, back in deeds:
		was = stands[who]
		if back and piles[who]:
			move, place, touched = piles[who].pop()
			stands[who], undoes, told = place, move, touched
		else:
			stands[who], undoes, told = (float(rating), band or was[1]), None, band is not None
			piles[who].append((f"m{len(lines)}", was, told))
		sides = [each[1] if told else None for each in (was, stands[who])]
		lines.append((f"m{len(lines)}", len(lines) + 1, who, "x", undoes, was[0], stands[who][0], *sides))
		states.append(dict(stands))
	return pd.DataFrame(lines, columns=list(MOVE_COLUMNS)), states


@given(st.lists(DEED, min_size=1, max_size=25))
@settings(max_examples=60, deadline=None)
def test_a_ledger_replays_to_every_state_it_went_through(deeds: list[tuple]) -> None:
	moves, states = played(deeds)
	for seq, state in enumerate(states):
		found = replay(moves, seq)
		for who in found.index:
			assert found.loc[who, "rating"] == state[who][0]
			assert found.loc[who, "potential"] in (state[who][1], None) or pd.isna(
				found.loc[who, "potential"]
			)
	shuffled = moves.sample(frac=1, random_state=1)
	assert replay(shuffled).sort_index().equals(replay(moves).sort_index())


@given(st.lists(DEED, min_size=1, max_size=25))
@settings(max_examples=60, deadline=None)
def test_what_counts_begins_where_the_one_before_ended(deeds: list[tuple]) -> None:
	moves, states = played(deeds)
	for who, rows in kept(moves).groupby("employee"):
		assert (rows["before_rating"].iloc[1:].to_numpy() == rows["after_rating"].iloc[:-1].to_numpy()).all()
		assert rows["after_rating"].iloc[-1] == states[-1][who][0]
		assert last_kept(moves).set_index("employee").loc[who, "move"] == rows["move"].iloc[-1]


def test_several_cycles_are_one_by_what_they_weigh() -> None:
	scores = np.array([[3.0, 4.0], [np.nan, 2.0], [3.0, np.nan], [np.nan, np.nan], [2.0, 2.99]])
	assert combined(scores, [1, 3]).tolist()[:3] == [3.75, 2.0, 3.0]
	assert np.isnan(combined(scores, [1, 3])[3]) and np.isnan(combined(scores, [0, 1])[2])
	assert as_levels(combined(scores, [1, 1]), POLICY).tolist()[:1] == [4.0]
	assert as_levels(np.array([2.495, 2.49, np.nan]), POLICY)[:2].tolist() == [3.0, 2.0]


def test_levels_have_bands_and_boxes() -> None:
	rating = np.array([1.0, 3.0, 5.0, np.nan])
	assert performance_bands(rating, POLICY).tolist() == ["low", "mid", "high", None]
	found = boxes(rating, pd.Series(["high", "mid", None, "low"]), POLICY)
	assert found[:2].tolist() == [7.0, 5.0] and np.isnan(found[2:]).all()


def test_months_are_whole_ones() -> None:
	day = pd.Timestamp("2026-11-23")
	found = months_between(pd.Series(pd.to_datetime(["2025-11-23", "2025-11-24", "2027-01-01", None])), day)
	assert found.tolist()[:3] == [12, 11, 0] and np.isnan(found[3])
