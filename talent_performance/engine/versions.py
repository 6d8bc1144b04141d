"""Targets, weights and archiving that changed after approval: which of them counts on a day.

A table holds what was first approved; each row of its versions says what holds from a day on, and an empty cell that
nothing changed there. Either the version in force on the as-of date counts, or each counts for its days: then target and
weight are the mean over the days of the objective, so that a yearly number is cut exactly as the agreements cut it.
Archiving is never spread over days: on the as-of date something is archived or it isn't.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from talent_performance.engine.frames import days, find, ratio, total

TIME_WEIGHTED = "time-weighted"


def apply_versions(
	tables: Mapping[str, pd.DataFrame],
	as_of: pd.Timestamp,
	period: tuple[pd.Timestamp, pd.Timestamp],
	weighted: np.ndarray,
) -> tuple[pd.DataFrame, pd.DataFrame]:
	"""Objectives and key results as they count on a day.

	`tables` holds `objectives`, `key_results`, `objective_versions` and `key_result_versions`, all complete. `weighted`
	says of each objective whether its versions count for their days. An objective's days run from its first, else the
	period's, to its due day, else the period's last, but no further than `as_of`.
	"""
	objectives, krs = tables["objectives"], tables["key_results"]
	day = days([as_of])[0]
	first = _filled(objectives["start_date"], period[0])
	last = np.minimum(_filled(objectives["due_date"], period[1]), day)
	own = tables["objective_versions"]
	at = find(own["objective"], objectives["objective"])
	changed = counting(objectives, own, at, (first, last), day, weighted)
	below = tables["key_result_versions"]
	if below.empty:
		return changed, krs
	objective = find(krs["objective"], objectives["objective"])
	span = _or_nothing(first, objective), _or_nothing(last, objective)
	by_days = np.append(weighted, False)[objective]
	at = find(below["key_result"], krs["key_result"])
	return changed, counting(krs, below, at, span, day, by_days)


def counting(
	table: pd.DataFrame,
	versions: pd.DataFrame,
	group: np.ndarray,
	span: tuple[np.ndarray, np.ndarray],
	day: float,
	weighted: np.ndarray,
) -> pd.DataFrame:
	"""A table with the values that count on a day; `group` is the row of each version, −1 for none.

	`span` holds the first and the last day of each row; `day` is the as-of date. All three are days since 1970.
	"""
	since = days(versions["effective_from"])
	order = np.lexsort((np.arange(len(since)), since, group))
	order = order[(group[order] >= 0) & (since[order] <= day)]
	if not len(order):
		return table
	group, since = group[order], since[order]
	changed = {"archived": _archived(table["archived"], versions["archived"].iloc[order], group)}
	for column in ("target_value", "weight"):
		if column in versions:
			value = versions[column].to_numpy()[order]
			latest = _latest(table[column].to_numpy(), _steps(group, since, value, ~np.isnan(value)))
			by_days = _steps(group, since, value, ~np.isnan(value) & weighted[group])
			mean = _mean(table[column].to_numpy(), by_days, span)
			changed[column] = np.where(np.isnan(mean), latest, mean)
	return table.assign(**changed)


Steps = tuple[np.ndarray, np.ndarray, np.ndarray]


def _steps(group: np.ndarray, since: np.ndarray, value: np.ndarray, where: np.ndarray) -> Steps:
	return group[where], since[where], value[where]


def _latest(base: np.ndarray, steps: Steps) -> np.ndarray:
	"""The last value of each row, its first one where there is no other. Steps stand in the order of time."""
	group, _since, value = steps
	found = base.copy()
	found[group] = value
	return found


def _mean(base: np.ndarray, steps: Steps, span: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
	"""The mean of each row's values over the days on which each held; null where the row has no steps, or no days."""
	group, since, value = steps
	first, last = span
	begin = np.fmax(since, first[group])
	end = np.full(len(group), np.nan)
	same_row = group[:-1] == group[1:]
	end[:-1] = np.where(same_row, begin[1:], np.nan)
	end = np.where(np.isnan(end), last[group] + 1, end)
	held = np.maximum(np.minimum(end, last[group] + 1) - begin, 0)
	size = len(base)
	opening = last + 1 - first
	np.minimum.at(opening, group, np.maximum(begin - first[group], 0))
	opening = np.where(np.isnan(base) | ~(opening > 0), 0, opening)
	part = total(group, held * value, size) + opening * np.nan_to_num(base)
	mean = ratio(part, total(group, held, size) + opening)
	return np.where(total(group, None, size) > 0, mean, np.nan)


def _archived(base: pd.Series, changes: pd.Series, group: np.ndarray) -> pd.Categorical:
	codes = base.cat.codes.to_numpy().copy()
	said = changes.cat.codes.to_numpy()
	codes[group[said >= 0]] = said[said >= 0]
	return pd.Categorical.from_codes(codes, categories=list(base.cat.categories))


def _filled(dates: pd.Series, default: pd.Timestamp) -> np.ndarray:
	values = days(dates)
	return np.where(np.isnan(values), days([default])[0], values)


def _or_nothing(values: np.ndarray, rows: np.ndarray) -> np.ndarray:
	return np.append(values, np.nan)[rows]
