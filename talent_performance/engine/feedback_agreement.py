"""How far raters agree, over everybody who was rated in a round: never for one person, and never for a part of them.

A mean over a part less the mean over a smaller part would be one person's figure, so there is no way to ask for parts.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from talent_performance.engine.feedback_cells import OTHERS, count
from talent_performance.engine.feedback_figures import r_wg
from talent_performance.engine.feedback_reasons import FEW_PEOPLE, NO_DIFFERENCE
from talent_performance.engine.frames import ratio, total
from talent_performance.engine.policy import FeedbackRules, Scale
from talent_performance.engine.rounding import half_up


def agreement(
	answers: pd.DataFrame, subject_items: pd.DataFrame, rules: FeedbackRules, scale: Scale
) -> pd.DataFrame:
	"""One row for each rated item: item, people, ratings, r_wg, icc_1, icc_1k, reason; the tables are those of `report`.

	Raters are everybody but the person; who has only one of them says nothing of agreement and is left out. `r_wg` is the
	mean over people. ICC(1) and ICC(1,k) are those of the one-way analysis of variance, with the mean number of raters
	that unequal ones come to: how much of what one rater, or all of a person's raters together, said is the person.
	`reason` is a word of feedback_reasons, for `agreement_from`.
	"""
	cells = count(answers, subject_items, rules, scale)
	item, names = pd.factorize(cells.items)
	n = np.where(OTHERS, cells.count, 0)
	mean = np.nan_to_num(cells.mean)
	raters = n.sum(axis=1)
	own = ratio((n * mean).sum(axis=1), raters)
	within = ((n - 1).clip(0) * np.nan_to_num(cells.variance)).sum(axis=1)
	within = within + (n * (mean - own[:, None]) ** 2).sum(axis=1)
	group = np.where(cells.rated & (raters >= 2), item, -1)
	agreed = r_wg(ratio(within, raters - 1), scale)
	found = _analysis(group, raters, own, within, agreed, len(names))
	found.insert(0, "item", names)
	found = found[np.isin(np.arange(len(names)), item[cells.rated])].reset_index(drop=True)
	return _readable(found, rules)


def _analysis(
	group: np.ndarray, raters: np.ndarray, own: np.ndarray, within: np.ndarray, agreed: np.ndarray, size: int
) -> pd.DataFrame:
	"""One-way analysis of variance of every item; a row of the arrays is a person's ratings of one."""
	inside = group >= 0
	own, agreed = np.where(inside, own, 0), np.where(inside, agreed, 0)
	people, ratings = total(group, None, size), total(group, raters, size)
	grand = ratio(total(group, raters * own, size), ratings)
	apart = total(group, raters * (own - grand[group]) ** 2, size)
	uneven = ratio(total(group, raters**2, size), ratings)
	each = ratio(ratings - uneven, people - 1)
	between, inner = ratio(apart, people - 1), ratio(total(group, within, size), ratings - people)
	return pd.DataFrame(
		{
			"people": people.astype(int),
			"ratings": ratings.astype(int),
			"r_wg": ratio(total(group, agreed, size), people),
			"icc_1": ratio(between - inner, between + (each - 1) * inner),
			"icc_1k": ratio(between - inner, between),
		}
	)


def _readable(found: pd.DataFrame, rules: FeedbackRules) -> pd.DataFrame:
	"""Rounded, and null with a reason where too few people were rated or nothing tells them apart."""
	few = found["people"] < rules.agreement_from
	figures = found[["r_wg", "icc_1", "icc_1k"]].mask(few)
	reason = np.where(few, FEW_PEOPLE, np.where(figures["icc_1k"].isna(), NO_DIFFERENCE, None))
	return found.assign(
		**{name: half_up(figures[name]) for name in figures}, reason=pd.Series(reason, dtype=object)
	)
