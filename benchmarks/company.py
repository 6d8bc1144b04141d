"""A company of any size for the benchmark, made with numpy: ordinary data, nothing awkward.

A person has three objectives with two key results each, two competency lines, a manager's rating, a potential
assessment and one earlier cycle; every 40th of the objectives' key results is a step table, every 40th has milestones.
Rows are in the order in which systems export them: by person, then by objective.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from talent_performance.engine.tables import INPUTS

AS_OF = pd.Timestamp("2025-12-31")
OBJECTIVES_EACH = 3
KEY_RESULTS_EACH = 2
TEAM = 10
METHODS = np.array(
	["progress", "achievement", "lower is better", "boolean", "range", "step table", "milestones"],
	dtype=object,
)
METHOD_SHARES = (0.45, 0.20, 0.15, 0.10, 0.05, 0.025, 0.025)
STEPS = ((50.0, 0.5), (80.0, 0.8), (100.0, 1.0), (120.0, 1.2))
COMPETENCY_LINES = ("Leadership", "Teamwork")
Tables = dict[str, pd.DataFrame]


def make(people: int, seed: int = 2025) -> Tables:
	"""The tables of a company of `people`, the same for the same seed."""
	random = np.random.default_rng(seed)
	objectives = _objectives(people, random)
	key_results = _key_results(len(objectives), random)
	tables = {
		"employees": _employees(people, random),
		"cycles": _cycles(),
		"objectives": objectives,
		"key_results": key_results,
		"key_result_steps": _steps(key_results),
		"milestones": _milestones(key_results, random),
		"component_ratings": _component_ratings(people, random),
		"overall_ratings": _overall_ratings(people, random),
		"potential": _potential(people, random),
		"history": _history(people, random),
	}
	return {name: _as_read(name, table) for name, table in tables.items()}


def _as_read(name: str, table: pd.DataFrame) -> pd.DataFrame:
	"""Choices as a reader leaves them: a categorical of all that the column may hold."""
	choices = {
		c.name: list(c.choices) for c in INPUTS[name].columns if c.kind == "choice" and c.name in table
	}
	return table.assign(**{c: pd.Categorical(table[c], categories=names) for c, names in choices.items()})


def shuffled(tables: Tables, seed: int = 7) -> Tables:
	"""The same tables with the rows of each in random order."""
	return {name: t.sample(frac=1.0, random_state=seed).reset_index(drop=True) for name, t in tables.items()}


def _ids(prefix: str, numbers: np.ndarray) -> np.ndarray:
	"""Ids as a reader makes them: a run of equal numbers is one string object, every table has strings of its own."""
	distinct, inverse = np.unique(numbers, return_inverse=True)
	return np.array([f"{prefix}-{n:08d}" for n in distinct.tolist()], dtype=object)[inverse]


def _pick(
	random: np.random.Generator, values: tuple[str, ...], n: int, shares: tuple[float, ...] | None = None
):
	return np.array(values, dtype=object)[random.choice(len(values), n, p=shares)]


def _days(random: np.random.Generator, first: str, last: str, n: int) -> np.ndarray:
	span = (np.datetime64(last) - np.datetime64(first)).astype(int)
	return (np.datetime64(first) + random.integers(0, span + 1, n)).astype("datetime64[ns]")


def _employees(n: int, random: np.random.Generator) -> pd.DataFrame:
	number = np.arange(n)
	manager = _ids("E", np.maximum(number // TEAM, 0))
	manager[0] = None
	company = _pick(random, ("North", "South"), n, (0.6, 0.4))
	return pd.DataFrame(
		{
			"employee": _ids("E", number),
			"employee_name": _ids("Name", number),
			"company": company,
			"department": _pick(random, tuple(f"Department {i}" for i in range(40)), n),
			"branch": _pick(random, ("Main", "East", "West"), n),
			"designation": _pick(random, tuple(f"Role {i}" for i in range(60)), n),
			"grade": _pick(random, ("G1", "G2", "G3", "G4", "G5"), n),
			"employment_type": _pick(random, ("Permanent", "Contract"), n, (0.85, 0.15)),
			"status": np.full(n, "Active", dtype=object),
			"reports_to": manager,
			"date_of_joining": _days(random, "2010-01-01", "2025-11-30", n),
		}
	)


def _cycles() -> pd.DataFrame:
	return pd.DataFrame(
		{
			"cycle": ["C2024", "C2025"],
			"title": ["2024", "2025"],
			"kind": ["annual", "annual"],
			"start_date": np.array(["2024-01-01", "2025-01-01"], dtype="datetime64[ns]"),
			"end_date": np.array(["2024-12-31", "2025-12-31"], dtype="datetime64[ns]"),
			"is_current": [False, True],
		}
	)


def _objectives(people: int, random: np.random.Generator) -> pd.DataFrame:
	n = people * OBJECTIVES_EACH
	number = np.arange(n)
	parent = _ids("O", number // OBJECTIVES_EACH // TEAM * OBJECTIVES_EACH)
	parent[number < OBJECTIVES_EACH * TEAM] = None
	contributes = random.random(n) < 0.1
	contributes[number < OBJECTIVES_EACH * TEAM] = False
	return pd.DataFrame(
		{
			"objective": _ids("O", number),
			"title": _pick(random, tuple(f"Objective {i}" for i in range(50)), n),
			"level": np.full(n, "individual", dtype=object),
			"employee": _ids("E", number // OBJECTIVES_EACH),
			"weight": random.choice([20.0, 30.0, 40.0, 50.0], n),
			"commitment": _pick(random, ("committed", "aspirational"), n, (0.85, 0.15)),
			"parent_objective": parent,
			"contributes": contributes,
			"contribution_weight": np.ones(n),
			"archived": _pick(random, ("no", "approved", "not approved"), n, (0.96, 0.03, 0.01)),
			"due_date": _days(random, "2025-06-30", "2025-12-31", n),
			"confidence": random.integers(1, 11, n).astype(float),
			"updated_on": _days(random, "2025-09-01", "2025-12-31", n),
		}
	)


def _key_results(objectives: int, random: np.random.Generator) -> pd.DataFrame:
	n = objectives * KEY_RESULTS_EACH
	method = METHODS[random.choice(len(METHODS), n, p=METHOD_SHARES)]
	target = np.where(method == "boolean", 1.0, random.choice([40.0, 80.0, 100.0, 250.0], n))
	current = np.round(target * random.uniform(0.3, 1.25, n), 1)
	current[random.random(n) < 0.05] = np.nan
	in_range = method == "range"
	return pd.DataFrame(
		{
			"key_result": _ids("K", np.arange(n)),
			"objective": _ids("O", np.arange(n) // KEY_RESULTS_EACH),
			"title": _pick(random, tuple(f"Key result {i}" for i in range(50)), n),
			"weight": random.choice([1.0, 2.0, 3.0], n),
			"method": method,
			"start_value": np.where(method == "progress", 10.0, np.nan),
			"target_value": target,
			"current_value": current,
			"range_low": np.where(in_range, target * 0.9, np.nan),
			"range_high": np.where(in_range, target * 1.1, np.nan),
			"range_tolerance": np.where(in_range, target * 0.2, 0.0),
			"archived": _pick(random, ("no", "approved"), n, (0.98, 0.02)),
		}
	)


def _steps(key_results: pd.DataFrame) -> pd.DataFrame:
	ids = key_results.loc[key_results["method"] == "step table", "key_result"].to_numpy(dtype=object)
	values = np.tile(np.array(STEPS), (len(ids), 1))
	return pd.DataFrame(
		{"key_result": np.repeat(ids, len(STEPS)), "from_value": values[:, 0], "attainment": values[:, 1]}
	)


def _milestones(key_results: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
	ids = key_results.loc[key_results["method"] == "milestones", "key_result"].to_numpy(dtype=object)
	n = len(ids) * 4
	done = _days(random, "2025-02-01", "2025-12-31", n)
	done[random.random(n) < 0.3] = np.datetime64("NaT", "ns")
	return pd.DataFrame(
		{
			"key_result": np.repeat(ids, 4),
			"milestone": np.tile(np.array(["Plan", "Build", "Test", "Launch"], dtype=object), len(ids)),
			"weight": np.tile([1.0, 2.0, 1.0, 1.0], len(ids)),
			"done_on": done,
		}
	)


def _component_ratings(people: int, random: np.random.Generator) -> pd.DataFrame:
	lines = len(COMPETENCY_LINES)
	n = people * lines
	state = _pick(random, ("rated", "not applicable", "missing"), n, (0.94, 0.03, 0.03))
	rating = random.choice([1.0, 2.0, 3.0, 3.5, 4.0, 5.0], n)
	return pd.DataFrame(
		{
			"employee": _ids("E", np.arange(n) // lines),
			"component": np.full(n, "competencies", dtype=object),
			"item": np.tile(np.array(COMPETENCY_LINES, dtype=object), people),
			"weight": random.choice([1.0, 2.0], n),
			"rating": np.where(state == "rated", rating, np.nan),
			"state": state,
		}
	)


def _overall_ratings(people: int, random: np.random.Generator) -> pd.DataFrame:
	manager = random.choice([1.0, 2.0, 3.0, 4.0, 5.0], people, p=[0.04, 0.12, 0.54, 0.24, 0.06])
	calibrated = np.where(random.random(people) < 0.1, np.clip(manager - 1, 1, 5), np.nan)
	return pd.DataFrame(
		{
			"employee": _ids("E", np.arange(people)),
			"manager_rating": manager,
			"calibrated_rating": calibrated,
		}
	)


def _potential(people: int, random: np.random.Generator) -> pd.DataFrame:
	return pd.DataFrame(
		{
			"employee": _ids("E", np.arange(people)),
			"assessed_on": _days(random, "2024-03-01", "2025-12-15", people),
			"ability": random.integers(1, 6, people).astype(float),
			"aspiration": random.integers(1, 6, people).astype(float),
			"engagement": random.integers(1, 6, people).astype(float),
		}
	)


def _history(people: int, random: np.random.Generator) -> pd.DataFrame:
	return pd.DataFrame(
		{
			"employee": _ids("E", np.arange(people)),
			"cycle": np.full(people, "C2024", dtype=object),
			"cycle_kind": np.full(people, "annual", dtype=object),
			"closed_on": np.full(people, np.datetime64("2025-02-15"), dtype="datetime64[ns]"),
			"performance_score": np.round(random.uniform(1, 5, people), 2),
			"potential_band": _pick(random, ("low", "mid", "high"), people),
			"aspirational_mean": np.round(random.uniform(0.4, 1.1, people), 2),
		}
	)
