"""Reporting lines out of who reports to whom. Tables in, tables out: no database, no Frappe."""

from __future__ import annotations

import numpy as np
import pandas as pd

from talent_performance.engine.goals import in_loop

CURRENT = ("Active", "Inactive", "Suspended")
PROBLEMS = ("loop", "unknown manager", "manager has left", "no manager", "no user")


def standing(employees: pd.DataFrame) -> pd.DataFrame:
	"""employees[employee, reports_to, status] with only the links that count: both ends are there and haven't left."""
	manager = _positions(employees)
	current = employees["status"].isin(CURRENT).to_numpy()
	counts = (manager >= 0) & current & current[manager]
	return employees.assign(reports_to=employees["reports_to"].where(counts))


def closure(employees: pd.DataFrame) -> pd.DataFrame:
	"""Everybody's line upwards, as rows of manager, employee and depth; depth 0 is the employee himself.

	`employees` has employee (unique) and reports_to; a manager who isn't among the employees counts as none. Members
	of a loop get depth 0 and 1 only, for everything further is a matter of where one starts; whoever hangs below a
	loop has a line up to the first member of it.

	>>> closure(
	...     pd.DataFrame({"employee": ["a", "b", "c"], "reports_to": [None, "a", "b"]})
	... ).to_numpy().tolist()
	[['a', 'a', 0], ['b', 'b', 0], ['c', 'c', 0], ['a', 'b', 1], ['b', 'c', 1], ['a', 'c', 2]]
	"""
	parent = _positions(employees)
	looping = in_loop(parent)
	up = np.where(looping, -1, parent)
	below = np.arange(len(parent))
	at = below.copy()
	steps = []
	while len(below):
		steps.append((at, below))
		above = up[at]
		below, at = below[above >= 0], above[above >= 0]
	round_about = np.flatnonzero(looping & (parent != np.arange(len(parent))))
	depths = [np.full(len(rows), depth) for depth, (_, rows) in enumerate(steps)]
	managers = np.concatenate([*(rows for rows, _ in steps), parent[round_about]])
	reports = np.concatenate([*(rows for _, rows in steps), round_about])
	names = employees["employee"].to_numpy(dtype=object)
	depth = np.concatenate([*depths, np.ones(len(round_about), dtype=int)])
	return pd.DataFrame({"manager": names[managers], "employee": names[reports], "depth": depth})


def looping(employees: pd.DataFrame) -> pd.DataFrame:
	"""Members of reporting loops among employees[employee, reports_to]: columns employee and circle ("a → b → a")."""
	parent = _positions(employees)
	names = employees["employee"].to_numpy(dtype=object)
	circles: dict[int, str] = {}
	for start in np.flatnonzero(in_loop(parent)):
		if start not in circles:
			members = _around(parent, int(start))
			text = " → ".join(names[[*members, members[0]]])
			circles.update(dict.fromkeys(members, text))
	found = sorted(circles)
	return pd.DataFrame({"employee": names[found], "circle": [circles[i] for i in found]}, dtype=object)


def problems(employees: pd.DataFrame) -> pd.DataFrame:
	"""What is wrong with the reporting of employees[employee, reports_to, status, user_id]: employee, problem, detail.

	Leavers aren't asked. Somebody can have several problems; `problem` is one of PROBLEMS, `detail` the circle of a loop.
	"""
	current = employees[employees["status"].isin(CURRENT)]
	manager = employees.set_index("employee")["status"].reindex(current["reports_to"]).to_numpy()
	named = current["reports_to"].notna().to_numpy()
	circles = looping(standing(employees)).set_index("employee")["circle"]
	found = {
		"loop": current["employee"].isin(circles.index).to_numpy(),
		"unknown manager": named & pd.isna(manager),
		"manager has left": named & pd.notna(manager) & ~pd.Series(manager).isin(CURRENT).to_numpy(),
		"no manager": ~named,
		"no user": current["user_id"].isna().to_numpy(),
	}
	rows = [current.loc[found[problem], ["employee"]].assign(problem=problem) for problem in PROBLEMS]
	told = pd.concat(rows, ignore_index=True)
	return told.assign(detail=told["employee"].map(circles).where(told["problem"] == "loop"))


def difference(stored: pd.DataFrame, wanted: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
	"""What is to go and what is to come so that `stored` becomes `wanted`; a row that changes is in both.

	Both have manager, employee and depth, and whatever else `wanted` says of a line; `stored` has its name too.
	`moved` tells rows that come, go or change their depth from those where only another column changes.
	"""
	key = ["manager", "employee"]
	told = [column for column in wanted.columns if column not in key]
	both = stored.merge(wanted, on=key, how="outer", suffixes=("", "_new"), indicator="side")
	differs = pd.Series(False, index=both.index)
	for column in told:
		old, new = both[column], both[f"{column}_new"]
		differs |= (old != new) & ~(old.isna() & new.isna())
	both["moved"] = both["side"].ne("both") | both["depth"].ne(both["depth_new"])
	gone = both.loc[both["side"].ne("right_only") & differs, ["name", *key, "moved"]]
	come = both.loc[both["side"].ne("left_only") & differs]
	come = come[[*key, *(f"{column}_new" for column in told), "moved"]]
	come = come.rename(columns=lambda column: column.removesuffix("_new")).astype({"depth": int})
	return gone.reset_index(drop=True), come.reset_index(drop=True)


def _positions(employees: pd.DataFrame) -> np.ndarray:
	"""Every row's manager as a row number, −1 for none."""
	known = pd.Index(employees["employee"], dtype=object)
	return np.where(
		employees["reports_to"].isna(), -1, known.get_indexer(employees["reports_to"].astype(object))
	)


def _around(parent: np.ndarray, start: int) -> list[int]:
	"""The members of a loop in the order of reporting."""
	members = [start]
	while parent[members[-1]] != start:
		members.append(int(parent[members[-1]]))
	return members
