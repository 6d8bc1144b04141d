"""What a person might work at next, how far plans are, and how people learn by them: on the job, from others, in courses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from talent_performance.engine.frames import ratio

AT_MOST = 2
# An action that was only suggested, or dropped, is none that a plan is measured by.
OPEN, DONE = ("Planned", "In Progress"), "Done"
COUNTED = (*OPEN, DONE)
LEARNING = ("Experience", "Exposure", "Education")
# What a mix is held against: a guideline, no rule.
GUIDELINE = {"experience": 0.7, "exposure": 0.2, "education": 0.1}


def largest_gaps(items: Sequence[Mapping[str, Any]], at_most: int = AT_MOST) -> list[str]:
	"""The items in which somebody sees himself farthest above what others see, the largest gap first.

	`items` are a feedback report's, each with item, gap and others. Only what is told counts, and only gaps above 0; of equal
	gaps the one whom others rate lower comes first, then the earlier one.

	>>> tell = lambda item, gap, mean: {"item": item, "gap": gap, "others": {"mean": mean, "shown": True}}
	>>> largest_gaps([tell("A", 0.2, 3.0), tell("B", 1.0, 3.5), tell("C", 1.0, 2.5), tell("D", -1.0, 4.0)])
	['C', 'B']
	"""
	told = [
		(-each["gap"], each["others"]["mean"], at, each["item"])
		for at, each in enumerate(items)
		if each.get("gap") is not None
		and each["gap"] > 0
		and each["others"]["shown"]
		and each["others"]["mean"] is not None
	]
	return [item for *_order, item in sorted(told)[:at_most]]


def plan_progress(
	actions: pd.DataFrame, as_of: pd.Timestamp, keys: Sequence[str] = ("plan",)
) -> pd.DataFrame:
	"""How far plans are on a day, or whatever else the keys put together.

	`actions` has the keys, state, progress (a fraction; what is done counts as 1) and due_on. Returns a row for each of the
	keys that occur, sorted: actions and done (how many), progress (their mean, null where no action counts), overdue (how many
	are open past their day) and next_due (the first day of those open).

	>>> rows = {
	...     "plan": ["P", "P"],
	...     "state": ["Done", "Planned"],
	...     "progress": [0.2, 0.0],
	...     "due_on": [None, "2026-01-01"],
	... }
	>>> plan_progress(pd.DataFrame(rows), pd.Timestamp("2026-02-01")).iloc[0, 1:5].tolist()
	[2.0, 1.0, 0.5, 1.0]
	"""
	state, due = actions["state"], pd.to_datetime(actions["due_on"])
	counts, done, still = state.isin(COUNTED), state == DONE, state.isin(OPEN)
	share = np.where(done, 1.0, np.clip(actions["progress"].fillna(0).astype(float), 0, 1))
	table = actions[list(keys)].assign(
		actions=counts.astype(int),
		done=done.astype(int),
		progress=np.where(counts, share, 0.0),
		overdue=(still & (due < as_of)).astype(int),
		next_due=due.where(still),
	)
	how = {"actions": "sum", "done": "sum", "progress": "sum", "overdue": "sum", "next_due": "min"}
	found = table.groupby(list(keys), sort=True, observed=True).agg(how).reset_index()
	return found.assign(progress=ratio(found["progress"].to_numpy(float), found["actions"].to_numpy(float)))


def mix(actions: pd.DataFrame, keys: Sequence[str] = ("plan",)) -> pd.DataFrame:
	"""Which share of the actions is experience, exposure and education; a guideline says 70, 20 and 10 %.

	`actions` has the keys, state and learning_type. What was dropped is left out; what is only suggested is in it, because one
	looks at the mix while planning. Returns the keys, experience, exposure and education (fractions, null where there is
	none) and actions (how many), sorted.

	>>> mix(
	...     pd.DataFrame(
	...         {"plan": ["P", "P"], "state": ["Planned", "Done"], "learning_type": ["Exposure", "Education"]}
	...     )
	... )
	  plan  experience  exposure  education  actions
	0    P         0.0       0.5        0.5        2
	"""
	kept = (actions["state"] != "Dropped").to_numpy(dtype=bool)
	kinds = {
		kind.lower(): (kept & (actions["learning_type"] == kind).to_numpy(dtype=bool)).astype(int)
		for kind in LEARNING
	}
	found = actions[list(keys)].assign(**kinds, actions=kept.astype(int))
	found = found.groupby(list(keys), sort=True, observed=True).sum().reset_index()
	of = found["actions"].to_numpy(float)
	return found.assign(**{kind: ratio(found[kind].to_numpy(float), of) for kind in kinds})
