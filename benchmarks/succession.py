"""What the succession of a large group costs: 2,000 critical positions, 10,000 people, about four candidates a position.

`python benchmarks/succession.py` measures the engine alone and writes into RESULTS.md between its markers. Beside the net bench
stands the same question put to another algorithm (the largest flow), and to a plain loop that looks for one more person at a time.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import results  # noqa: E402
from scipy.sparse import csr_matrix  # noqa: E402
from scipy.sparse.csgraph import maximum_flow  # noqa: E402

from talent_performance.engine import succession  # noqa: E402
from talent_performance.engine.frames import complete  # noqa: E402
from talent_performance.engine.policy import Policy  # noqa: E402
from talent_performance.engine.succession_chain import chain, circles  # noqa: E402
from talent_performance.engine.tables import OUTPUTS  # noqa: E402

SEATS, PEOPLE, MEAN, ROUNDS, SECONDS = 2_000, 10_000, 4.0, 5, 5.0
AS_OF = pd.Timestamp("2025-12-31")
POLICY = Policy()
Tables = dict[str, pd.DataFrame]


def company(seed: int = 7) -> Tables:
	"""Positions held by the first people, candidates at random: some people are much wanted."""
	draw = np.random.default_rng(seed)
	people, seats = (
		[f"E{number:05}" for number in range(PEOPLE)],
		[f"P{number:04}" for number in range(SEATS)],
	)
	count = draw.poisson(MEAN, SEATS)
	wanted = (PEOPLE * draw.random(count.sum()) ** 3).astype(int)
	candidates = pd.DataFrame({"position": np.repeat(seats, count), "employee": np.array(people)[wanted]})
	bands = draw.choice(["Ready Now", "1-2 years", "3-5 years"], len(candidates))
	candidates = candidates.assign(readiness_band=bands, status="confirmed").drop_duplicates(
		["position", "employee"]
	)
	employees = pd.DataFrame({"employee": people, "date_of_joining": AS_OF - pd.Timedelta(days=900)})
	positions = pd.DataFrame(
		{"position": seats, "title": seats, "incumbent": people[:SEATS], "criticality": 3}
	)
	said = {"positions": positions, "candidates": candidates, "employees": employees}
	return {name: complete(name, table) for name, table in said.items()}


def nominated(tables: Tables) -> pd.DataFrame:
	"""The table `succession`, with performance and potential for everybody and no fit."""
	talent = tables["employees"][["employee"]].assign(performance_score=3.0, potential_score=3.0)
	fit = pd.DataFrame(columns=OUTPUTS["fit"].names)
	return succession.nominations(
		tables["candidates"], tables["positions"], tables["employees"], talent, fit, POLICY, AS_OF
	)


def largest_flow(seats: pd.Series, ready: pd.DataFrame) -> int:
	"""The net bench as the largest flow from a source over positions and people."""
	seat, names = pd.Index(seats).get_indexer(ready["position"]), pd.factorize(ready["employee"])
	person, size = names[0], len(names[1])
	source, sink = len(seats) + size, len(seats) + size + 1
	start = np.concatenate([np.full(len(seats), source), seat, np.arange(len(seats), source)])
	end = np.concatenate([np.arange(len(seats)), len(seats) + person, np.full(size, sink)])
	graph = csr_matrix((np.ones(len(start), dtype=np.int32), (start, end)), shape=(sink + 1, sink + 1))
	return int(maximum_flow(graph, source, sink).flow_value)


def plain_loop(seats: pd.Series, ready: pd.DataFrame) -> int:
	"""The same by looking, position by position, for one more person who is free or can be freed."""
	wanted: dict[str, list[str]] = {seat: [] for seat in seats}
	for seat, person in zip(ready["position"], ready["employee"], strict=True):
		wanted[seat].append(person)
	holder: dict[str, str] = {}

	def filled(seat: str, seen: set[str]) -> bool:
		for person in wanted[seat]:
			if person not in seen:
				seen.add(person)
				if person not in holder or filled(holder[person], seen):
					holder[person] = seat
					return True
		return False

	return sum(filled(seat, set()) for seat in wanted)


def main() -> int:
	"""Returns 0 where all ways find the same number and the whole bench takes seconds, 1 where not."""
	sys.setrecursionlimit(10_000)
	tables = company()
	positions, nominations = tables["positions"], nominated(tables)
	ready = nominations[nominations["counts"] & (nominations["readiness_band"] == "Ready Now")]
	ready = ready[["position", "employee"]].astype(object)
	seats, rates = positions["position"], complete("leaver_rates", None)
	cases: dict[str, Callable[[], object]] = {
		"Nominations with readiness": lambda: nominated(tables),
		"Net bench": lambda: succession.net_bench(seats, ready)["filled"].sum(),
		"Net bench as the largest flow": lambda: largest_flow(seats, ready),
		"Net bench in a plain loop": lambda: plain_loop(seats, ready),
		"Whole bench: shared, net, what competes, role risk": lambda: succession.bench(
			positions, nominations, tables["employees"], rates, POLICY, AS_OF
		),
		"Who fills whose place, for every position": lambda: chain(positions, nominations, POLICY),
		"Circles of successors": lambda: circles(positions, nominations, POLICY),
	}
	taken = {name: [measured(work) for _round in range(ROUNDS)] for name, work in cases.items()}
	found = {name: cases[name]() for name in list(cases)[1:4]}
	write({name: statistics.median(times) for name, times in taken.items()}, len(nominations), found)
	whole = statistics.median(taken["Whole bench: shared, net, what competes, role risk"])
	return int(len({int(each) for each in found.values()}) > 1 or whole > SECONDS)


def measured(work: Callable[[], object]) -> float:
	"""Seconds of the processor."""
	begun = time.process_time()
	work()
	return time.process_time() - begun


def write(seconds: dict[str, float], nominations: int, found: dict[str, object]) -> None:
	"""Into RESULTS.md, and on the screen."""
	lines = ["| What | Seconds | Filled at once |", "| --- | --: | --: |"]
	lines += [f"| {name} | {each:.3f} | {found.get(name, '')} |" for name, each in seconds.items()]
	intro = f"{SEATS:,} positions, {PEOPLE:,} people, {nominations:,} nominations; processor seconds, medians of {ROUNDS} rounds."
	section = "\n".join(lines)
	print(f"{intro}\n\n{section}")
	results.put("succession", f"## Succession\n\n{intro}\n\n{section}")


if __name__ == "__main__":
	sys.exit(main())
