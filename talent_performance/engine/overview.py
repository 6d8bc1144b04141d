"""Where a cycle stands: whose turn each appraisal is, what of it is open, done and overdue, and how many by group."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

APPRAISALS = (
	"appraisal", "employee", "manager", "second_manager", "state", "due_date", "reply_by", "goals_handed_in", "manager_in",
	"second_in",
)  # fmt: skip
EMPLOYEE, MANAGER, SECOND, HR = "employee", "manager", "second manager", "hr"
PEOPLE = (EMPLOYEE, MANAGER, SECOND)
# State → whose turn it is. In a state that isn't named here it is nobody's.
TURNS: Mapping[str, str] = {
	"Goal Setting": EMPLOYEE,
	"Mid-year Review": MANAGER,
	"Self Review": EMPLOYEE,
	"Manager Review": MANAGER,
	"Second-Level Review": SECOND,
	"Calibration": HR,
	"Published": EMPLOYEE,
	"Appealed": HR,
}
# State → the column that says that whose turn it was has done it: the next one's turn, nobody's for "".
HANDED_ON: Mapping[str, tuple[str, str]] = {
	"Goal Setting": ("goals_handed_in", MANAGER),
	"Manager Review": ("manager_in", ""),
	"Second-Level Review": ("second_in", ""),
}
UNCOUNTED = ("Cancelled",)
OPEN, DONE, OVERDUE = "open", "done", "overdue"


def whose_turn(appraisals: pd.DataFrame) -> pd.Series:
	"""Who has to act on each appraisal now: the employee, the manager, the second manager, HR; "" for nobody."""
	turn = appraisals["state"].map(dict(TURNS)).fillna("").astype(object)
	for state, (column, then) in HANDED_ON.items():
		turn[(appraisals["state"] == state) & appraisals[column].astype(bool)] = then
	return turn


def standing(appraisals: pd.DataFrame, today: date) -> pd.DataFrame:
	"""appraisals[APPRAISALS] with turn, actor, due, status and days_late; cancelled ones are left out.

	An appraisal is open while it is the turn of its employee, manager or second manager, overdue from the day after its
	due date, and done where nobody but HR has anything to do with it now. `actor` is null where nobody is named whose turn
	it could be. A published one is due on the last day to reply.
	"""
	found = appraisals[~appraisals["state"].isin(UNCOUNTED)].copy()
	turn = whose_turn(found)
	actors = {EMPLOYEE: found["employee"], MANAGER: found["manager"], SECOND: found["second_manager"]}
	actor = pd.Series(None, index=found.index, dtype=object)
	for who, column in actors.items():
		actor = actor.where(turn != who, column)
	due = pd.to_datetime(found["due_date"].where(found["state"] != "Published", found["reply_by"]))
	late = (pd.Timestamp(today) - due).dt.days
	is_open = turn.isin(PEOPLE)
	status = np.select([is_open & (late > 0), is_open], [OVERDUE, OPEN], DONE)
	days_late = late.where(status == OVERDUE, 0).astype(int)
	return found.assign(turn=turn, actor=actor, due=due, status=status, days_late=days_late)


def funnel(stood: pd.DataFrame, order: tuple[str, ...]) -> pd.DataFrame:
	"""How many appraisals are in each state, in this order: state, count, share of all."""
	counts = stood["state"].value_counts().reindex(list(order), fill_value=0)
	return pd.DataFrame(
		{"state": list(order), "count": counts.to_numpy(), "share": counts.to_numpy() / max(len(stood), 1)}
	)


def by_group(stood: pd.DataFrame, column: str) -> pd.DataFrame:
	"""For each value of a column: total, open, done, overdue, the share that is done, and the most days late.

	Open and overdue are told apart: nothing counts twice, and the three make the total. The most overdue come first.
	"""
	marks = pd.DataFrame({status: stood["status"] == status for status in (OPEN, DONE, OVERDUE)})
	marks = marks.assign(group=stood[column].fillna(""), days_late=stood["days_late"])
	grouped = marks.groupby("group", sort=True)
	found = grouped[[OPEN, DONE, OVERDUE]].sum().astype(int)
	total = found.sum(axis=1)
	found = found.assign(total=total, share=found[DONE] / total, days_late=grouped["days_late"].max())
	found = found.reset_index()
	return found.sort_values([OVERDUE, OPEN, "group"], ascending=[False, False, True], ignore_index=True)


def totals(stood: pd.DataFrame) -> dict[str, int]:
	"""How many there are, open, done and overdue, how many people are late, and how late at most."""
	late = stood[stood["status"] == OVERDUE]
	return {
		"total": len(stood),
		**{status: int((stood["status"] == status).sum()) for status in (OPEN, DONE, OVERDUE)},
		"late_people": int(late["actor"].dropna().nunique()),
		"days_late": int(late["days_late"].max()) if len(late) else 0,
		"unnamed": int((stood["turn"].isin(PEOPLE) & stood["actor"].isna()).sum()),
	}


def latest_first(stood: pd.DataFrame) -> pd.DataFrame:
	"""The overdue ones, the latest first, equally late ones by the employee's name."""
	late = stood[stood["status"] == OVERDUE]
	return late.sort_values(["days_late", "employee_name", "appraisal"], ascending=[False, True, True])
