"""People ranked for one role of 50 competencies: what a person costs among 2,000 and among 20,000.

python -m benchmarks.role_match
"""

from __future__ import annotations

import gc
import time

import numpy as np
import pandas as pd

from talent_performance.engine import competency, mobility
from talent_performance.engine.policy import Policy

COMPETENCIES, ROLE = 50, "Role"
SIZES = (2_000, 20_000)
TIMES = 5
AS_OF = pd.Timestamp("2026-06-30")
WISHES = pd.DataFrame({"employee": [], "designation": [], "place": []})


def company(people: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
	"""What the role requires, what is known of everybody (nine in ten competencies), and the pairs to compare."""
	chance = np.random.default_rng(people)
	skills = np.array([f"C{number:02d}" for number in range(COMPETENCIES)], dtype=object)
	names = np.array([f"E{number:05d}" for number in range(people)], dtype=object)
	required = pd.DataFrame(
		{"designation": ROLE, "competency": skills, "required_level": 3.0, "weight": 1.0, "essential": False}
	)
	rows = people * COMPETENCIES
	evidence = pd.DataFrame(
		{
			"employee": np.repeat(names, COMPETENCIES),
			"competency": np.tile(skills, people),
			"source": "manager",
			"level": chance.integers(1, 6, rows).astype(float),
			"assessed_on": AS_OF,
			"weight": np.nan,
		}
	)[chance.random(rows) < 0.9]
	return required, evidence, pd.DataFrame({"employee": names, "designation": ROLE})


def match(required: pd.DataFrame, evidence: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
	"""Evidence to levels, levels to fit and gaps, and everybody in order."""
	policy = Policy()
	levels = competency.effective_levels(evidence, policy, AS_OF)
	fit = competency.fit(pairs, required, levels, policy)
	gaps = competency.gaps(pairs.assign(status=None), required, levels)
	return mobility.rank(mobility.matched(fit, gaps, WISHES))


def measured() -> dict[int, float]:
	"""Microseconds a person, the sizes in turn so that both meet the same machine; the least of each."""
	built = {size: company(size) for size in SIZES}
	best = dict.fromkeys(SIZES, np.inf)
	for _turn in range(TIMES):
		for size, tables in built.items():
			gc.collect()
			begun = time.process_time()
			assert len(match(*tables)) == size
			best[size] = min(best[size], (time.process_time() - begun) / size * 1e6)
	return best


if __name__ == "__main__":
	cost = measured()
	for size, each in cost.items():
		print(f"{size:>7,} people x {COMPETENCIES} competencies: {each:6.1f} µs a person")
	print(f"ratio {cost[SIZES[1]] / cost[SIZES[0]]:.2f}")
