"""Which leave counts as a long absence: days that follow one another are one absence, however many applications they took."""

from __future__ import annotations

import pandas as pd

LONG_DAYS = 30
WEEKEND = 2


def long_absences(leaves: pd.DataFrame, days: int = LONG_DAYS, bridged: int = WEEKEND) -> pd.DataFrame:
	"""Absences of at least `days` calendar days out of leaves[employee, start_date, end_date]: the same columns.

	Leaves that overlap, or have no more than `bridged` days between them, are one absence: two applications from Monday
	to Friday are twelve days away.

	>>> leaves = pd.DataFrame(
	...     {
	...         "employee": ["a", "a"],
	...         "start_date": pd.to_datetime(["2026-03-02", "2026-03-16"]),
	...         "end_date": pd.to_datetime(["2026-03-13", "2026-04-03"]),
	...     }
	... )
	>>> long_absences(leaves).astype(str).to_numpy().tolist()
	[['a', '2026-03-02', '2026-04-03']]
	"""
	rows = leaves[["employee", "start_date", "end_date"]].sort_values(["employee", "start_date", "end_date"])
	so_far = rows.groupby("employee")["end_date"].cummax()
	before = so_far.groupby(rows["employee"]).shift()
	begins = before.isna() | ((rows["start_date"] - before).dt.days > bridged + 1)
	merged = rows.groupby(["employee", begins.cumsum().rename("absence")], sort=True).agg(
		start_date=("start_date", "min"), end_date=("end_date", "max")
	)
	long = (merged["end_date"] - merged["start_date"]).dt.days + 1 >= days
	return merged[long].reset_index()[["employee", "start_date", "end_date"]]
