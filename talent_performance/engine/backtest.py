"""How good the computed risk of leaving was: scores as of days gone by, against who left of his own will within the year after.

AUC           how often somebody who left had a higher score than somebody who stayed; ties count half. 0.5 is chance.
Lift          leavers among a fifth of the people, from the highest scores down, against leavers among all.
Calibration   what share of a band left in the earlier snapshots, and what share of it in the later ones.
Four fifths   of groups of people: the share that is scored high, and its ratio to the highest such share.

A score is good for ranking alone; it is no probability.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from talent_performance.engine.frames import find, ratio, total
from talent_performance.engine.policy import Policy
from talent_performance.engine.reasons import Translate
from talent_performance.engine.retention import band_of
from talent_performance.engine.rounding import below
from talent_performance.engine.tables import BANDS

FEWEST_LEAVERS = 10
FEWEST_IN_GROUP = 10
FIFTHS = 5
FOUR_FIFTHS = 0.8
TOO_FEW = "Too few leavers to test the score: {leavers} with a score, and {least} are needed"
NOBODY_STAYED = "Nobody with a score stayed: there is nothing to compare with"


def auc(score: Any, left: Any) -> float:
	"""How often a leaver had the higher score; null where nobody left or nobody stayed.

	>>> auc([3, 2, 2, 1], [True, True, False, False])
	0.875
	"""
	left = np.asarray(left, dtype=bool)
	leavers, stayers = int(left.sum()), int((~left).sum())
	if not leavers or not stayers:
		return float("nan")
	ranks = rankdata(np.asarray(score, dtype=float))
	return float((ranks[left].sum() - leavers * (leavers + 1) / 2) / (leavers * stayers))


def lift(score: Any, left: Any) -> pd.DataFrame:
	"""Fifths of the people from the highest scores down: people, leavers, their rate, and how many times the rate of all.

	People with equal scores are spread over the fifths that they fall in as if in any order: a leaver among them counts in parts.
	"""
	score, left = np.asarray(score, dtype=float), np.asarray(left, dtype=float)
	mean_left = pd.Series(left).groupby(score).transform("mean").to_numpy()
	order = np.argsort(-score, kind="stable")
	fifth = np.arange(len(score)) * FIFTHS // max(1, len(score))
	people, leavers = total(fifth, None, FIFTHS), total(fifth, mean_left[order], FIFTHS)
	rate = ratio(leavers, people)
	whole = ratio(np.array([left.sum()]), np.array([float(len(left))]))[0]
	return pd.DataFrame(
		{
			"fifth": np.arange(1, FIFTHS + 1),
			"people": people.astype(int),
			"leavers": leavers,
			"rate": rate,
			"lift": ratio(rate, np.full(FIFTHS, whole)),
		}
	)


def calibration(score: Any, left: Any, later: Any, policy: Policy) -> pd.DataFrame:
	"""By band: people, leavers and rate of the earlier snapshots, and of the later ones."""
	band = find(band_of(score, policy), list(BANDS))
	left, later = np.asarray(left, dtype=float), np.asarray(later, dtype=bool)
	made: dict[str, Any] = {"band": list(BANDS)}
	for name, part in (("earlier", ~later), ("later", later)):
		people = total(band[part], None, len(BANDS))
		leavers = total(band[part], left[part], len(BANDS))
		made |= {
			f"{name}_people": people.astype(int),
			f"{name}_leavers": leavers.astype(int),
			f"{name}_rate": ratio(leavers, people),
		}
	return pd.DataFrame(made)


def report(snapshots: pd.DataFrame, policy: Policy, translate: Translate = str) -> dict[str, Any]:
	"""The whole back-test, or the sentence why there is none.

	`snapshots` has as_of, employee, score and left: of a person who was there on that day, whether he had left of his own will
	within the year after. The later half of the days is tested; where there is one day only, all of it.
	"""
	known = snapshots[snapshots["score"].notna()].reset_index(drop=True)
	left = known["left"].to_numpy(dtype=bool)
	dates = np.unique(known["as_of"].to_numpy(dtype="datetime64[ns]"))
	later = known["as_of"].to_numpy(dtype="datetime64[ns]") >= (
		dates[len(dates) // 2] if len(dates) else np.datetime64("NaT")
	)
	tested, leavers = known[later], int(left[later].sum())
	made = {
		"people": len(tested),
		"unscored": int(snapshots["score"].isna().sum()),
		"leavers": leavers,
		"earlier_leavers": int(left[~later].sum()),
		"days": len(dates),
	}
	if leavers < FEWEST_LEAVERS:
		return {**made, "reason": translate(TOO_FEW).format(leavers=leavers, least=FEWEST_LEAVERS)}
	if leavers == len(tested):
		return {**made, "reason": translate(NOBODY_STAYED)}
	return {
		**made,
		"reason": None,
		"auc": auc(tested["score"], tested["left"]),
		"lift": lift(tested["score"], tested["left"]),
		"calibration": calibration(known["score"], left, later, policy),
	}


def four_fifths(flagged: Any, group: Any) -> pd.DataFrame:
	"""Groups of people with the share that is flagged, its ratio to the highest share, and whether that is under four fifths.

	A group of fewer than ten says nothing and is only counted; who has no group is in none.
	"""
	named = pd.Series(group, dtype=object)
	names = sorted(str(each) for each in named.dropna().unique())
	at = find(named.astype(object), names)
	people, many = total(at, None, len(names)), total(at, np.asarray(flagged, dtype=float), len(names))
	share = np.where(people >= FEWEST_IN_GROUP, ratio(many, people), np.nan)
	highest = np.nanmax(share) if np.isfinite(share).any() else np.nan
	against = ratio(share, np.full(len(names), highest))
	return pd.DataFrame(
		{
			"group": names,
			"people": people.astype(int),
			"flagged": many.astype(int),
			"share": share,
			"ratio": against,
			"under": below(against, FOUR_FIFTHS),
		}
	)
