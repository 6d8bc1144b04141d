"""Workforce: how many people each role will have a year from now.

Supply = S·P + hires: S people per role today, P the rates at which people of a role (row) were in a role (column) a
year later; what a row lacks to 1 left the company. Rounded last, to whole people.

Rates come from the company's own moves. With n person-years in a role, k of the policy's smoothing years and the
minimum of the policy:

own rate          people who went from the role to another (or stayed, or left) / n
pooled rate       from all roles of the job family together: its share of people who stayed in their role, its share
                  who left, and its share who moved. The last is spread over the roles that anybody of the family
                  moved to, in proportion to how many did, without the role itself, since that would be staying.
                  These are the admissible moves. Without any, the share that moved stays.
rate used         below the minimum: pooled; else (n · own + k · pooled)/(n + k).

A role without a family, or whose family has no person-years, borrows the shares of the whole company, and its
admissible moves are then those that people of the role itself (or of its family) have made.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix, csr_matrix, diags

from talent_performance.engine.frames import days, find, ratio, result, same, take, total
from talent_performance.engine.policy import Policy
from talent_performance.engine.rounding import TOLERANCE, below, half_up

RATES = ("role", "to_role", "rate", "person_years", "pooled")


class MatrixError(ValueError):
	"""Rates that can't be rates; the message says which row and why."""


def supply_from_matrix(stock: Any, rates: Any, hires: Any) -> np.ndarray:
	"""People per role a year later, unrounded: stock · rates + hires.

	`rates` is square, dense or sparse: row = role now, column = role a year later, each 0 or more, a row's sum at
	most 1. Raises MatrixError.

	>>> supply_from_matrix([100, 40], [[0.7, 0.1], [0, 0.8]], [15, 0])
	array([85., 42.])
	"""
	stock, hires = np.asarray(stock, dtype=float), np.asarray(hires, dtype=float)
	matrix = csr_matrix(rates, dtype=float)
	if matrix.shape != (len(stock), len(stock)) or len(hires) != len(stock):
		raise MatrixError(
			f"{len(stock)} roles need rates of {len(stock)} by {len(stock)} and as many hires, "
			f"found {matrix.shape[0]} by {matrix.shape[1]} and {len(hires)}"
		)
	sums = np.asarray(matrix.sum(axis=1)).ravel()
	if (matrix.data < 0).any() or (sums > 1 + TOLERANCE).any():
		worst = int(np.argmax(sums))
		raise MatrixError(
			f"Rates must be 0 or more and a row at most 1; row {worst + 1} sums to {sums[worst]:g}"
		)
	return matrix.T @ stock + hires


def transition_rates(moves: pd.DataFrame, roles: pd.DataFrame, policy: Policy) -> pd.DataFrame:
	"""Rates at which people of each role stay, move and leave within a year.

	`moves` and `roles` are the input tables. Every role that either names gets rates that sum to 1; none at all where
	there are no moves. Returns role, to_role (null: left the company), rate, person_years and pooled (the rates are
	the job family's), ordered by role.
	"""
	named = pd.Index(_distinct(roles["role"], moves["from_role"], moves["to_role"]))
	staying, exits = _counts(moves, named)
	years = np.asarray(staying.sum(axis=1)).ravel() + exits
	if not years.sum():
		return pd.DataFrame({c: [] for c in RATES})
	pooled = below(years, policy.workforce.min_person_years) | (years == 0)
	smoothing = policy.workforce.smoothing_years
	own = np.where(pooled, 0.0, ratio(np.ones(len(named)), years + smoothing))
	borrowed = np.where(pooled, 1.0, own * smoothing)
	family_moves, family_exits = _pooled(staying, exits, years, _families(named, roles), borrowed > 0)
	matrix = diags(own) @ staying + diags(borrowed) @ family_moves
	return _long(matrix.tocoo(), own * exits + borrowed * family_exits, named, years, pooled)


def _distinct(*columns: pd.Series) -> np.ndarray:
	"""Every known value once, in order of appearance."""
	return pd.concat([c.dropna().astype(object) for c in columns]).unique()


def _counts(moves: pd.DataFrame, named: pd.Index) -> tuple[csr_matrix, np.ndarray]:
	"""Person-years by role and role a year later, and those that ended outside."""
	source, target = find(moves["from_role"], named), find(moves["to_role"], named)
	people = moves["people"].to_numpy(dtype=float)
	inside = (source >= 0) & (target >= 0)
	size = len(named)
	matrix = csr_matrix((people[inside], (source[inside], target[inside])), shape=(size, size))
	return matrix, total(np.where(target < 0, source, -1), people, size)


def _families(named: pd.Index, roles: pd.DataFrame) -> np.ndarray:
	"""Number of each role's job family, −1 where it has none."""
	family = take(roles["job_family"], find(named, roles["role"]))
	return pd.factorize(pd.Series(family))[0]


def _pooled(
	staying: csr_matrix, exits: np.ndarray, years: np.ndarray, family: np.ndarray, wanted: np.ndarray
) -> tuple[csr_matrix, np.ndarray]:
	"""Pooled rates of the roles where they are wanted: to every role, and out of the company."""
	size, families = len(family), int(family.max()) + 1
	stays, leaves = (_shares(part, years, family) for part in (staying.diagonal(), exits))
	group = np.where(family < 0, families + np.arange(size), family)
	member = csr_matrix((np.ones(size), (np.arange(size), group)), shape=(size, families + size))
	others = _without_diagonal(staying)
	admissible = _without_diagonal(diags(wanted.astype(float)) @ member @ (member.T @ others))
	seen = np.asarray(admissible.sum(axis=1)).ravel()
	moves = 1 - stays - leaves
	spread = diags(np.where(seen > 0, moves / np.where(seen > 0, seen, 1), 0)) @ admissible
	return spread + diags(stays + np.where(seen > 0, 0, moves)), leaves


def _shares(part: np.ndarray, years: np.ndarray, family: np.ndarray) -> np.ndarray:
	"""Share of the family's person-years; of the company's where there is no family or it has none."""
	families = int(family.max()) + 1
	of_family = ratio(total(family, part, families), total(family, years, families))
	share = np.append(of_family, np.nan)[family]
	return np.where(np.isnan(share), part.sum() / years.sum(), share)


def _without_diagonal(matrix: csr_matrix) -> csr_matrix:
	rest = csr_matrix(matrix - diags(matrix.diagonal()))
	rest.eliminate_zeros()
	return rest


def _long(
	matrix: coo_matrix, exits: np.ndarray, named: pd.Index, years: np.ndarray, pooled: np.ndarray
) -> pd.DataFrame:
	"""Rates above 0, a row each; those who leave have no `to_role`."""
	size = len(named)
	source = np.concatenate([matrix.row, np.arange(size)])
	target = np.concatenate([matrix.col, np.full(size, -1)])
	rate = np.concatenate([matrix.data, exits])
	order = np.lexsort((target, target < 0, source))
	order = order[rate[order] > 0]
	source = source[order]
	columns = (take(named, source), take(named, target[order]), rate[order], years[source], pooled[source])
	return pd.DataFrame(dict(zip(RATES, columns, strict=True)))


def headcounts(employees: pd.DataFrame, roles: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
	"""People per role on a day: as `roles` says, else counted from `employees`. Returns role and now.

	Counted are those who have joined and not left by that day.
	"""
	now = days([as_of])[0]
	gone = same(employees["status"], "Left") | (days(employees["relieving_date"]) < now)
	here = employees[~gone & ~(days(employees["date_of_joining"]) > now)]
	named = pd.Index(_distinct(roles["role"], here["designation"]))
	counted = total(find(here["designation"], named), None, len(named))
	said = np.append(roles["headcount"].to_numpy(dtype=float), np.nan)[find(named, roles["role"])]
	return pd.DataFrame({"role": named, "now": np.where(np.isnan(said), counted, said)})


def supply(
	headcounts: pd.DataFrame, moves: pd.DataFrame, roles: pd.DataFrame, policy: Policy
) -> pd.DataFrame:
	"""Expected people per role a year from now.

	`headcounts` has the columns role and now; `moves` and `roles` are the input tables. Stay, arrive and leave are
	expected numbers, unrounded; next is rounded half-up to whole people. Without any moves there are no rates: all
	of them are null. Returns the table `supply`.
	"""
	named = pd.Index(_distinct(roles["role"], headcounts["role"], moves["from_role"], moves["to_role"]))
	everywhere = pd.DataFrame(
		{"role": named, "job_family": take(roles["job_family"], find(named, roles["role"]))}
	)
	rates = transition_rates(moves, everywhere, policy)
	now = _numbers(headcounts["now"], find(named, headcounts["role"]))
	hires = _numbers(roles["hires"], find(named, roles["role"]))
	return result(
		"supply",
		{
			"role": named,
			"now": now,
			"hires": hires,
			**_expected(rates, named, now, hires),
			"pooled": np.isin(np.arange(len(named)), find(_pooled_roles(rates), named)),
		},
	)


def _numbers(values: pd.Series, rows: np.ndarray) -> np.ndarray:
	"""Numbers at rows; 0 where there is none."""
	found = np.append(values.to_numpy(dtype=float), 0.0)[rows]
	return np.where(np.isnan(found), 0.0, found)


def _pooled_roles(rates: pd.DataFrame) -> pd.Series:
	return rates.loc[rates["pooled"].to_numpy(dtype=bool), "role"].drop_duplicates()


def _expected(
	rates: pd.DataFrame, named: pd.Index, now: np.ndarray, hires: np.ndarray
) -> dict[str, np.ndarray]:
	size = len(named)
	if rates.empty:
		return {c: np.full(size, np.nan) for c in ("stay", "arrive", "leave", "next")}
	source, target = find(rates["role"], named), find(rates["to_role"], named)
	rate = rates["rate"].to_numpy(dtype=float)
	inside = target >= 0
	matrix = csr_matrix((rate[inside], (source[inside], target[inside])), shape=(size, size))
	stay = now * matrix.diagonal()
	return {
		"stay": stay,
		"arrive": supply_from_matrix(now, _without_diagonal(matrix), np.zeros(size)),
		"leave": total(np.where(inside, -1, source), rate * now[source], size),
		"next": half_up(supply_from_matrix(now, matrix, hires), 0),
	}
