"""What a manager should look at: objectives in trouble, check-ins that are due, and how much waits for whom."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from talent_performance.engine.frames import same
from talent_performance.engine.policy import Policy
from talent_performance.engine.progress_counts import is_stale, silence
from talent_performance.engine.reminders import check_in_days

SIGNS = ("at risk", "doubtful", "stale")


def signs(objectives: pd.DataFrame, policy: Policy, today: pd.Timestamp) -> pd.DataFrame:
	"""For each objective whether its pace puts it at risk, its owner doubts, and nobody has said anything for long.

	`objectives` has pace_status, confidence (0 or null: not said), updated_on, start_date, due_date.
	"""
	confidence = objectives["confidence"].fillna(0).astype(float).to_numpy()
	silent = silence(objectives["updated_on"], objectives["start_date"], objectives["due_date"], today)
	return pd.DataFrame(
		{
			"at risk": same(objectives["pace_status"], "at risk"),
			"doubtful": (confidence > 0) & (confidence <= policy.goals.doubtful_to),
			"stale": is_stale(silent, policy),
		},
		index=objectives.index,
	)


def next_check_in(last: pd.Series, joined: pd.Series, every: int, today: pd.Timestamp) -> pd.DataFrame:
	"""When the next check-in is due (`due_on`), and whether that day has come (`due`); every 0 days: never.

	Whoever has had none counts from the day of joining.
	"""
	due_on = check_in_days(last, joined, max(every, 0))
	return pd.DataFrame({"due_on": due_on, "due": (due_on <= today).to_numpy(dtype=bool)}, index=last.index)


def tallies(people: pd.Index, owners: Mapping[str, pd.Series]) -> pd.DataFrame:
	"""How many of each kind each person has; `owners` holds, for each kind, whose each thing is."""
	counted = {kind: whose.value_counts().reindex(people, fill_value=0) for kind, whose in owners.items()}
	return pd.DataFrame(counted, index=people).astype(int)


def totals(people: pd.DataFrame, kinds: tuple[str, ...]) -> dict[str, int]:
	"""How many people there are, and how many of them each kind concerns."""
	return {"people": len(people), **{kind: int((people[kind] > 0).sum()) for kind in kinds}}


def pressing_first(people: pd.DataFrame, kinds: tuple[str, ...]) -> pd.DataFrame:
	"""Whom most kinds concern first, then who is latest, then by name."""
	waits = np.sum([(people[kind] > 0).to_numpy(dtype=int) for kind in kinds], axis=0)
	order = people.assign(waits=waits)
	columns = ["waits", "days_late", "employee_name", "employee"]
	return order.sort_values(columns, ascending=[False, False, True, True], kind="stable").drop(
		columns="waits"
	)
