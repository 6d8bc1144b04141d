"""Who fills whose place, circles of successors, benches short of what a position needs; and the net bench of a large company."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_flow

from talent_performance.engine import succession
from talent_performance.engine.frames import complete
from talent_performance.engine.succession_chain import EMPTY, FILLED, ROUND, chain, circles, short_of_need
from tests.unit.cases import name_of, worked
from tests.unit.test_succession import EDGES, PEOPLE, POLICY, SEATS, employees_of, nominated, table_of

CIRCLE = "A circle of successors: {}. When their holders go, nobody new comes in."


def people_in(case: pd.DataFrame) -> list[str]:
	cells = case[["incumbent", "ready_now", "future"]].fillna("").to_numpy().ravel()
	return sorted({person for cell in cells for person in str(cell).split()})


def judged(case: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
	"""Positions and nominations of a case."""
	positions = complete("positions", case[["position", "incumbent"]])
	candidates = [
		{"position": line["position"], "employee": person, "readiness_band": band}
		for _, line in case.iterrows()
		for column, band in (("ready_now", "Ready Now"), ("future", "3-5 years"))
		for person in str("" if pd.isna(line[column]) else line[column]).split()
	]
	employees = employees_of(*({"employee": person} for person in people_in(case)))
	wanted = case["required_band"].astype(object).where(case["required_band"].notna(), None)
	return positions.assign(required_band=wanted.to_numpy()), nominated(candidates, positions, employees)


def told(steps: pd.DataFrame) -> str:
	"""A chain as the cases write it."""
	parts = [
		f"{each['seat']}:{'nobody' if pd.isna(each['employee']) else each['employee']}>"
		f"{'' if pd.isna(each['next_seat']) else each['next_seat']}"
		for each in steps.to_dict("records")
	]
	return " ".join([*parts, steps["ending"].iloc[-1]])


@pytest.mark.parametrize("case", worked("succession_chain"), ids=name_of)
def test_the_worked_chains(case: pd.DataFrame) -> None:
	positions, nominations = judged(case)
	found = chain(positions, nominations, POLICY)
	assert [told(steps) for _, steps in found.groupby("position")] == case["expected_chain"].tolist()
	assert found.groupby("position")["ending"].agg(lambda told: told.iloc[:-1].isna().all()).all()
	named = [sentence is not None for sentence in circles(positions, nominations, POLICY)]
	assert named == (case["expected_circle"] == "yes").tolist()
	short = short_of_need(positions, nominations, POLICY).tolist()
	assert short == (case["expected_short"] == "yes").tolist()


def test_a_circle_names_its_positions_by_title() -> None:
	rows = [("P1", "Plant", "A"), ("P2", "Sales", "B"), ("P3", "Legal", "C")]
	positions = table_of("positions", [{"position": p, "title": t, "incumbent": i} for p, t, i in rows])
	pairs = [("P1", "B"), ("P2", "A"), ("P3", "A")]
	nominations = nominated(
		[{"position": p, "employee": e} for p, e in pairs],
		positions,
		employees_of(*({"employee": e} for e in "ABC")),
	)
	sentence = CIRCLE.format("Plant, Sales")
	assert circles(positions, nominations, POLICY).tolist() == [sentence, sentence, None]
	translated = circles(positions, nominations, POLICY, lambda text: f"Ring: {text}")
	assert translated[0] == f"Ring: {sentence}"


def test_whoever_is_computed_nearer_steps_in_first() -> None:
	positions = table_of("positions", [{"position": "P1"}])
	people = employees_of({"employee": "A"}, {"employee": "B"}, {"employee": "C"})
	found = nominated([{"position": "P1", "employee": each} for each in "ABC"], positions, people)
	found["readiness"] = [0.5, 0.9, np.nan]
	assert chain(positions, found, POLICY)["employee"].tolist() == ["B"]


def test_without_positions_there_is_nothing() -> None:
	positions = table_of("positions", []).assign(required_band=None)
	nominations = nominated([], positions, complete("employees", None))
	assert chain(positions, nominations, POLICY).empty
	assert circles(positions, nominations, POLICY).tolist() == []
	assert short_of_need(positions, nominations, POLICY).tolist() == []


HOLDERS = st.lists(st.sampled_from([*PEOPLE, None]), min_size=len(SEATS), max_size=len(SEATS))


def plain_chain(
	start: str, holder: dict[str, Any], edges: set[tuple[str, str]]
) -> list[tuple[str, Any, Any, Any]]:
	"""The same, step by step with dicts."""
	steps, seen, seat = [], [], start
	while True:
		seen.append(seat)
		who = min((p for s, p in edges if s == seat and holder[s] != p), default=None)
		left = next((s for s in reversed(SEATS) if who and holder[s] == who), None)
		ending = EMPTY if who is None else FILLED if left is None else ROUND if left in seen else None
		steps.append((seat, who, left, ending))
		if ending:
			return steps
		seat = left


@settings(deadline=None)
@given(EDGES, st.permutations([*PEOPLE, None]))
def test_chains_equal_a_plain_walk(edges: set[tuple[str, str]], holders: list[Any]) -> None:
	holder = dict(zip(SEATS, holders, strict=True))
	positions = table_of("positions", [{"position": s, "incumbent": holder[s]} for s in SEATS])
	people = employees_of(*({"employee": each} for each in PEOPLE))
	nominations = nominated([{"position": s, "employee": p} for s, p in sorted(edges)], positions, people)
	found = chain(positions, nominations, POLICY).astype(object)
	found = found.where(found.notna(), None)
	for seat in SEATS:
		steps = found[found["position"] == seat][["seat", "employee", "next_seat", "ending"]]
		assert [tuple(step) for step in steps.to_numpy()] == plain_chain(seat, holder, edges)


def large(seed: int, seats: int, people: int, mean: float) -> pd.DataFrame:
	"""Who could step in where, at random: few candidates a position, some people much wanted."""
	draw = np.random.default_rng(seed)
	count = draw.poisson(mean, seats)
	wanted = (people * draw.random(count.sum()) ** 3).astype(int)
	names = pd.DataFrame({"position": np.repeat(np.arange(seats), count), "employee": wanted})
	return names.drop_duplicates().astype(str)


def flow_of(ready: pd.DataFrame, seats: int) -> int:
	"""The most that can be filled at once, by another algorithm: the largest flow from a source over positions and people."""
	seat = ready["position"].astype(int).to_numpy()
	person, names = pd.factorize(ready["employee"])
	source, sink = seats + len(names), seats + len(names) + 1
	start = np.concatenate([np.full(seats, source), seat, np.arange(seats, source)])
	end = np.concatenate([np.arange(seats), seats + person, np.full(len(names), sink)])
	graph = csr_matrix((np.ones(len(start), dtype=np.int32), (start, end)), shape=(sink + 1, sink + 1))
	return int(maximum_flow(graph, source, sink).flow_value)


@pytest.mark.parametrize(("seed", "mean"), [(1, 1.2), (2, 2.0), (3, 4.0)])
def test_the_net_bench_of_a_large_company_equals_the_largest_flow_and_proves_itself(
	seed: int, mean: float
) -> None:
	seats = 2000
	ready = large(seed, seats, 10_000, mean)
	found = succession.net_bench(pd.Series(np.arange(seats).astype(str)), ready).set_index("position")
	assert found["filled"].sum() == flow_of(ready, seats)
	# So many people for so many positions: each set names exactly its shortage, and together they are all that stays empty.
	short = 0
	for group, members in found[found["group"] >= 0].groupby("group"):
		people = ready.loc[ready["position"].isin(members.index), "employee"].nunique()
		assert len(members) - people == members["stays_empty"].iloc[0], group
		short += len(members) - people
	assert seats - found["filled"].sum() == short + found["always_empty"].sum()
