"""Retention: how likely it is that somebody leaves, what that would mean, and how the two are read together.

Judged    A person's judgement comes first: risk and impact low, mid or high; the latest one counts.
Score     risk = Σ known w·d / Σ known w · 100 over drivers d from 0 to 1, printed whole; coverage = Σ known w / Σ w. Under the
          least coverage there is no score.
Exposure  risk · impact/3, impact 1, 2 or 3; a judged risk of low, mid or high stands for 33⅓, 66⅔ and 100.

Drivers come from data that a company may use. Protected attributes, age, leave, union activity, grievances, texts and 360 feedback
aren't among them, and no function here takes them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from talent_performance.engine.frames import days, find, latest, ratio, result, take
from talent_performance.engine.policy import Policy
from talent_performance.engine.reasons import Translate
from talent_performance.engine.rounding import at_least, half_up
from talent_performance.engine.tables import BANDS

HIGHEST = len(BANDS)
DAYS_PER_MONTH = 365.25 / 12
JUDGED, SCORED = "Assessment", "Score"
TOO_LITTLE_KNOWN = "No score: only {coverage} % of the weight is known, and {least} % are needed"


def level(bands: Any) -> np.ndarray:
	"""1, 2 or 3 for low, mid or high; null for anything else."""
	at = find(pd.Series(bands, dtype=object), list(BANDS))
	return np.where(at < 0, np.nan, at + 1.0)


def exposure(risk: Any, impact: Any) -> np.ndarray:
	"""A risk of 0 to 100 with an impact of low, mid or high, as a whole number of 0 to 100.

	>>> exposure([57, 57], ["high", "mid"])
	array([57., 38.])
	"""
	return half_up(np.asarray(risk, dtype=float) * level(impact) / HIGHEST, 0)


def judged_risk(bands: Any) -> np.ndarray:
	"""What a judged risk stands for where a number is needed: thirds of 100."""
	return level(bands) * 100 / HIGHEST


def standing(
	employees: pd.Series,
	assessments: pd.DataFrame,
	scores: pd.DataFrame,
	policy: Policy,
	as_of: pd.Timestamp,
) -> pd.DataFrame:
	"""What is said of everybody: the latest judgement; where nobody has judged, the band of the computed score.

	`assessments` has employee, assessed_on, risk and impact, of equal days the later row counts; `scores` has employee, as_of,
	score and band. Returns employee, risk, impact, exposure, assessed_on, source, score, score_exposure and stale: older than
	the policy lets a judgement be.
	"""
	known = days(assessments["assessed_on"]) <= days([as_of])[0]
	assessments = assessments[known].reset_index(drop=True)
	at = latest(find(assessments["employee"], employees), days(assessments["assessed_on"]), len(employees))
	scored = find(employees, scores["employee"])
	risk, impact = (take(assessments[c].astype(object), at) for c in ("risk", "impact"))
	on, score = take(assessments["assessed_on"], at), take(scores["score"].astype(float), scored)
	computed_on = take(pd.to_datetime(scores["as_of"]), scored)
	band = take(scores["band"].astype(object), scored)
	by_score = (at < 0) & pd.notna(band)
	day = np.where(by_score, days(computed_on), days(on))
	age = (days([as_of])[0] - day) / DAYS_PER_MONTH
	return pd.DataFrame(
		{
			"employee": employees.array,
			"risk": _said(np.where(by_score, band, risk)),
			"impact": _said(impact),
			"exposure": exposure(judged_risk(risk), impact),
			"assessed_on": pd.to_datetime(pd.Series(day), unit="D"),
			"source": np.select([at >= 0, by_score], [JUDGED, SCORED], default=None),
			"score": score,
			"score_exposure": exposure(score, impact),
			"stale": age > policy.retention.valid_months,
		}
	)


def _said(words: Any) -> np.ndarray:
	values = np.asarray(words, dtype=object)
	return np.where(pd.isna(values), None, values)


def grid(table: pd.DataFrame) -> pd.DataFrame:
	"""How many people there are in each of the nine cells, highest risk first; who isn't judged in both is in none."""
	risk, impact = level(table["risk"]), level(table["impact"])
	cell = np.where(np.isnan(risk) | np.isnan(impact), 0, (risk - 1) * HIGHEST + impact)
	people = np.bincount(cell.astype(int), minlength=HIGHEST**2 + 1)[1:].reshape(HIGHEST, HIGHEST)
	rows = [
		{"risk": BANDS[at], "impact": BANDS[impact_at], "people": int(people[at, impact_at])}
		for at in reversed(range(HIGHEST))
		for impact_at in range(HIGHEST)
	]
	return pd.DataFrame(rows)


def score(drivers: pd.DataFrame, policy: Policy, translate: Translate = str) -> pd.DataFrame:
	"""The risk of 0 to 100 out of drivers of 0 to 1, a row a person; a driver that isn't known is null and doesn't count.

	`drivers` has employee and a column for each driver that the policy weighs; one that is absent is known of nobody. Returns
	employee, score, coverage, band and reason.
	"""
	rules = policy.retention
	names = list(rules.weights)
	weights = np.array([rules.weights[name] for name in names], dtype=float)
	known = drivers.reindex(columns=names).to_numpy(dtype=float)
	weighed = np.where(np.isnan(known), 0.0, weights)
	whole = np.full(len(drivers), weights.sum())
	coverage = ratio(weighed.sum(axis=1), whole)
	enough = at_least(coverage, rules.min_coverage) & (weighed.sum(axis=1) > 0)
	value = half_up(ratio((weighed * np.nan_to_num(known)).sum(axis=1), weighed.sum(axis=1)) * 100, 0)
	value = np.where(enough, value, np.nan)
	return pd.DataFrame(
		{
			"employee": drivers["employee"].array,
			"score": value,
			"coverage": coverage,
			"band": band_of(value, policy),
			"reason": _reasons(coverage, enough, policy, translate),
		}
	)


def band_of(values: Any, policy: Policy) -> np.ndarray:
	"""low, mid or high for a score; null where there is none."""
	values = np.asarray(values, dtype=float)
	at = sum(at_least(values, limit).astype(int) for limit in policy.retention.cuts)
	return np.where(np.isnan(values), None, np.array(BANDS, dtype=object)[at])


def _reasons(coverage: np.ndarray, enough: np.ndarray, policy: Policy, translate: Translate) -> np.ndarray:
	text, least = translate(TOO_LITTLE_KNOWN), f"{policy.retention.min_coverage * 100:g}"
	printed, place = np.unique(half_up(np.nan_to_num(coverage) * 100, 0), return_inverse=True)
	sentences = np.array([text.format(coverage=f"{each:g}", least=least) for each in printed], dtype=object)
	return np.where(enough, None, sentences[place] if len(sentences) else None)


def retention_table(
	employees: pd.DataFrame, facts: pd.DataFrame, policy: Policy, translate: Translate = str
) -> pd.DataFrame:
	"""The table `retention`: everybody's judgement, and where facts are given the computed score."""
	at = find(employees["employee"], facts["employee"])
	known = score(drivers(facts, policy), policy, translate)
	risk, impact = (_said(employees[column]) for column in ("retention_risk", "loss_impact"))
	scores = take(known["score"], at)
	return result(
		"retention",
		{
			**{
				column: employees[column] for column in ("employee", "employee_name", "company", "department")
			},
			"risk": risk,
			"impact": impact,
			"exposure": exposure(judged_risk(risk), impact),
			"score": scores,
			"coverage": take(known["coverage"], at),
			"score_band": take(known["band"].astype(object), at),
			"score_exposure": exposure(scores, impact),
			"reason": take(known["reason"].astype(object), at),
		},
	)


def totals(table: pd.DataFrame, planned: pd.Series, people: int) -> dict[str, int]:
	"""Of so many people how many are judged, out of date, at high risk, and high in both; and of these without a plan.

	`planned`: the employees who have an open stay plan.
	"""
	judged = table["source"].eq(JUDGED).to_numpy(dtype=bool)
	high_risk = judged & table["risk"].eq("high").to_numpy(dtype=bool)
	pressing = high_risk & table["impact"].eq("high").to_numpy(dtype=bool)
	without = pressing & ~table["employee"].isin(planned).to_numpy(dtype=bool)
	return {
		"people": people,
		"judged": int(judged.sum()),
		"not_judged": max(0, people - int(judged.sum())),
		"stale": int((judged & table["stale"].to_numpy(dtype=bool)).sum()),
		"high_risk": int(high_risk.sum()),
		"pressing": int(pressing.sum()),
		"without_plan": int(without.sum()),
	}


def drivers(facts: pd.DataFrame, policy: Policy) -> pd.DataFrame:
	"""What is known of people as drivers of 0 to 1, along the policy's curves; ends clamped, null stays null.

	`facts` has employee and, by the driver's name, months since the promotion, the place in the pay range of 0 to 1, months with
	the manager, months of service, by which share of their targets the objectives have risen from the review before to the latest,
	and months since the last training.
	"""
	made = {"employee": facts["employee"].array}
	for name in policy.retention.weights:
		given = facts[name] if name in facts else pd.Series(np.nan, index=facts.index)
		points = policy.retention.curves.get(name, ())
		made[name] = _along(pd.to_numeric(given).to_numpy(dtype=float), points)
	return pd.DataFrame(made)


def _along(values: np.ndarray, points: Any) -> np.ndarray:
	if not points:
		return np.full(len(values), np.nan)
	at, driver = zip(*points, strict=True)
	return np.where(np.isnan(values), np.nan, np.interp(np.nan_to_num(values), at, driver))


def strongest(drivers_: pd.DataFrame, policy: Policy) -> pd.DataFrame:
	"""What each driver adds to the score: its share of the known weight times its value, in points of 100; null where unknown."""
	names = list(policy.retention.weights)
	weights = np.array([policy.retention.weights[name] for name in names], dtype=float)
	known = drivers_.reindex(columns=names).to_numpy(dtype=float)
	whole = np.where(np.isnan(known), 0.0, weights).sum(axis=1, keepdims=True)
	return pd.DataFrame(ratio(known * weights, np.broadcast_to(whole, known.shape)) * 100, columns=names)
