"""The gap table of a whole company: 40 competencies a role, and what a person costs among 5,000 and among 20,000.

python -m benchmarks.gap_table
"""

from __future__ import annotations

import gc
import time

import numpy as np
import pandas as pd

from talent_performance.engine import competency
from talent_performance.engine.policy import Policy

ROLES, REQUIRED, LIBRARY = 60, 40, 240
SIZES = (5_000, 20_000)
TIMES = 5
AS_OF = pd.Timestamp("2026-06-30")
Company = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def company(people: int) -> Company:
	"""People in sixty roles, what each role requires of a library, and judgements of nine in ten requirements, a third of them twice."""
	chance = np.random.default_rng(people)
	skills = np.array([f"C{number:03d}" for number in range(LIBRARY)], dtype=object)
	roles = np.array([f"Role {number:02d}" for number in range(ROLES)], dtype=object)
	asked = np.array([chance.choice(LIBRARY, REQUIRED, replace=False) for _role in range(ROLES)])
	required = pd.DataFrame(
		{
			"designation": np.repeat(roles, REQUIRED),
			"competency": skills[asked.ravel()],
			"required_level": chance.integers(2, 6, ROLES * REQUIRED).astype(float),
			"weight": chance.integers(1, 5, ROLES * REQUIRED).astype(float),
			"essential": chance.random(ROLES * REQUIRED) < 0.2,
		}
	)
	role = chance.integers(0, ROLES, people)
	names = np.array([f"E{number:05d}" for number in range(people)], dtype=object)
	employees = pd.DataFrame({"employee": names, "designation": roles[role], "status": "Active"})
	return employees, required, evidence(chance, names, skills[asked[role]])


def evidence(chance: np.random.Generator, names: np.ndarray, asked: np.ndarray) -> pd.DataFrame:
	"""Judgements: who, of what, by whom, when."""
	said = pd.DataFrame({"employee": np.repeat(names, REQUIRED), "competency": asked.ravel()})
	said = said[chance.random(len(said)) < 0.9]
	said = pd.concat([said, said[chance.random(len(said)) < 0.33]], ignore_index=True)
	sources = np.array(["manager", "self", "feedback", "test"], dtype=object)
	return said.assign(
		source=sources[chance.integers(0, len(sources), len(said))],
		level=chance.integers(1, 6, len(said)).astype(float),
		assessed_on=AS_OF - pd.to_timedelta(chance.integers(0, 1_500, len(said)), unit="D"),
		weight=np.nan,
	)


def table(employees: pd.DataFrame, required: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
	"""Evidence to levels, and a row for every person and requirement."""
	levels = competency.effective_levels(said, Policy(), AS_OF)
	return competency.gaps(employees, required, levels)


def measured() -> dict[int, float]:
	"""Microseconds a person, the sizes in turn so that both meet the same machine; the least of each."""
	built = {size: company(size) for size in SIZES}
	best = dict.fromkeys(SIZES, np.inf)
	for _turn in range(TIMES):
		for size, tables in built.items():
			gc.collect()
			begun = time.process_time()
			assert len(table(*tables)) == size * REQUIRED
			best[size] = min(best[size], (time.process_time() - begun) / size * 1e6)
	return best


if __name__ == "__main__":
	cost = measured()
	for size, each in cost.items():
		print(f"{size:>7,} people x {REQUIRED} competencies: {each:6.1f} µs a person")
	print(f"ratio {cost[SIZES[1]] / cost[SIZES[0]]:.2f}")
