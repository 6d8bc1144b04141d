"""How far people have come, counted: appraisals by stage and lateness, objectives by grade, pace and age of the last word."""

from __future__ import annotations

import numpy as np
import pandas as pd

from talent_performance.engine.distribution import Scope
from talent_performance.engine.frames import days, ratio, same, total
from talent_performance.engine.goals import GRADES, PACES
from talent_performance.engine.policy import Policy
from talent_performance.engine.rounding import half_up

STAGES = ("not started", "in progress", "done", "exempt")


def count_appraisals(stage: pd.Series, late: np.ndarray, where: Scope) -> pd.DataFrame:
	"""Appraisals of each scope by stage, and how late the open ones are.

	Columns: scope, total (without who is exempt), a count for each of STAGES (`not_started`, …), overdue, in_time (open but not overdue), share (done of
	total, four places, null where there is nobody), most_late and mean_late (days of the overdue ones, null without any).
	"""
	group, names = where
	counts = {
		name.replace(" ", "_"): total(np.where(same(stage, name), group, -1), None, len(names))
		for name in STAGES
	}
	size = sum(counts[name] for name in ("not_started", "in_progress", "done"))
	overdue = np.where(late > 0, group, -1)
	number = total(overdue, None, len(names))
	most = np.zeros(len(names))
	np.maximum.at(most, overdue[overdue >= 0], late[overdue >= 0])
	return pd.DataFrame(
		{
			"scope": names,
			"total": size,
			**counts,
			"overdue": number,
			"in_time": counts["not_started"] + counts["in_progress"] - number,
			"share": half_up(ratio(counts["done"], size), 4),
			"most_late": np.where(number > 0, most, np.nan),
			"mean_late": half_up(ratio(total(overdue, late, len(names)), number), 1),
		}
	)


def silence(updated: pd.Series, start: pd.Series, due: pd.Series, as_of: pd.Timestamp) -> np.ndarray:
	"""Days since an objective's last update, or since its start where there was none; they stop at its due day, and begin at 0."""
	last, end = days(updated), days(due)
	last = np.where(np.isnan(last), days(start), last)
	today = np.full(len(last), days([as_of])[0])
	return np.maximum(np.where(np.isnan(end), today, np.minimum(today, end)) - last, 0)


def is_stale(silent: np.ndarray, policy: Policy) -> np.ndarray:
	"""Whether nobody has said anything for longer than the policy allows; null is no."""
	return np.asarray(silent, dtype=float) > policy.goals.stale_after_days


def owners_progress(
	owner: np.ndarray, weight: np.ndarray, attainment: np.ndarray, archived: pd.Series, owners: int
) -> np.ndarray:
	"""Progress of each owner: Σ w·p / Σ w over the objectives, four places.

	Archived with approval is left out, archived without approval counts 0; what can't be computed is left out too. Null
	where no objective weighs anything.
	"""
	value = np.where(same(archived, "not approved"), 0.0, attainment)
	counted = ~same(archived, "approved") & ~np.isnan(value)
	at = np.where(counted, owner, -1)
	weighed = total(at, np.nan_to_num(weight) * np.nan_to_num(value), owners)
	return half_up(ratio(weighed, total(at, np.nan_to_num(weight), owners)), 4)


def count_objectives(objectives: pd.DataFrame, owner: Scope, where: Scope, policy: Policy) -> pd.DataFrame:
	"""Objectives of each scope: how many, whose, how far, and which are to be looked at. An owner stands in one scope.

	`objectives` has weight, attainment (a share), archived, grade, pace_status, confidence (null: not said), silent (days). Columns:
	scope, owners, objectives (archived with approval left out), progress (mean of the owners'), red, amber, green,
	no_grade, on_track, behind, at_risk, stale, confidence (mean, one place).
	"""
	group, names = where
	alive = ~same(objectives["archived"], "approved")
	here = np.where(alive, group, -1)
	size = len(names)

	def number(flags: np.ndarray) -> np.ndarray:
		return total(np.where(flags, here, -1), None, size)

	confidence = objectives["confidence"].to_numpy(dtype=float)
	said = np.where(np.isnan(confidence), -1, here)
	progress, at = _of_owners(objectives, owner, here)
	known = np.where(np.isnan(progress), -1, at)
	grades = {grade: number(same(objectives["grade"], grade)) for grade in GRADES}
	paces = {pace.replace(" ", "_"): number(same(objectives["pace_status"], pace)) for pace in PACES[-3:]}
	return pd.DataFrame(
		{
			"scope": names,
			"owners": total(at, None, size),
			"objectives": number(alive),
			"progress": half_up(
				ratio(total(known, np.nan_to_num(progress), size), total(known, None, size)), 4
			),
			**grades,
			"no_grade": number(alive) - sum(grades.values()),
			**paces,
			"stale": number(is_stale(objectives["silent"], policy)),
			"confidence": half_up(
				ratio(total(said, np.nan_to_num(confidence), size), total(said, None, size)), 1
			),
		}
	)


def _of_owners(objectives: pd.DataFrame, owner: Scope, here: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
	"""Progress of each owner, and the scope in which the owner stands: −1 for who has nothing that counts."""
	of, owners = owner
	weight, attainment = (objectives[c].to_numpy(dtype=float) for c in ("weight", "attainment"))
	progress = owners_progress(of, weight, attainment, objectives["archived"], len(owners))
	at = np.full(len(owners), -1, dtype=np.intp)
	inside = (here >= 0) & (of >= 0)
	at[of[inside]] = here[inside]
	return progress, at
