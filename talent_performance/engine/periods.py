"""Each person's own part of a cycle: from when, until when, and by when the goals are due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd


@dataclass(frozen=True)
class CycleDates:
	"""The days of a cycle, and how many days a joiner has for the own goals."""

	start: date
	end: date
	goals_due: date
	days_for_joiners: int = 30
	until_contract_end: bool = False


def own_periods(people: pd.DataFrame, cycle: CycleDates, included_on: date | None = None) -> pd.DataFrame:
	"""start_date, end_date and goal_deadline of people[joined, left, contract_end].

	Who joins within the cycle begins on that day and has `days_for_joiners` for the goals; who is `included_on` a day
	after the launch has them from that day. A last day at work brings the end forward; no end comes before the beginning,
	and no goal deadline after the end.
	"""
	joined, left, contract = (pd.to_datetime(people[name]) for name in ("joined", "left", "contract_end"))
	first, last = pd.Timestamp(cycle.start), pd.Timestamp(cycle.end)
	start = joined.clip(lower=first).fillna(first)
	leaves = pd.concat([left, contract], axis=1).min(axis=1) if cycle.until_contract_end else left
	end = leaves.clip(upper=last).fillna(last)
	end = end.where(end >= start, start)
	arrived = joined if included_on is None else joined.clip(lower=pd.Timestamp(included_on))
	own_deadline = arrived + pd.Timedelta(days=cycle.days_for_joiners)
	goals_due = pd.Timestamp(cycle.goals_due)
	deadline = own_deadline.clip(lower=goals_due).where(arrived > first, goals_due)
	return pd.DataFrame(
		{"start_date": start, "end_date": end, "goal_deadline": deadline.where(deadline <= end, end)},
		index=people.index,
	)


def step_due(appraisals: pd.DataFrame, due: Mapping[str, date], cycle_end: date) -> pd.Series:
	"""By when the step that each of appraisals[state, end_date, goal_deadline] is in must be done.

	While goals are set it is the own goal deadline, later what `due` says of the step; for who leaves before the cycle
	ends the last day at the latest. Null where the step has no date.
	"""
	steps = pd.to_datetime(appraisals["state"].map(dict(due)))
	own = pd.to_datetime(appraisals["goal_deadline"])
	found = steps.where(appraisals["state"] != "Goal Setting", own)
	end = pd.to_datetime(appraisals["end_date"])
	early = (end < pd.Timestamp(cycle_end)) & (found > end)
	return found.where(~early, end)
