"""How many people each role will have a year from now."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talent_performance.engine import workforce
from talent_performance.engine.frames import complete
from talent_performance.engine.policy import Policy, WorkforceRules
from talent_performance.engine.rounding import half_up
from talent_performance.engine.tables import OUTPUTS
from tests.unit.cases import first, name_of, same_number, worked

POLICY = Policy()
AS_OF = pd.Timestamp("2025-12-31")
LEFT = "left"


def moves_of(rows: list[tuple[str, str | None, float]]) -> pd.DataFrame:
	return complete("moves", pd.DataFrame(rows, columns=["from_role", "to_role", "people"]))


def roles_of(rows: list[tuple[str, str | None, float, float]]) -> pd.DataFrame:
	return complete("roles", pd.DataFrame(rows, columns=["role", "job_family", "headcount", "hires"]))


def moves_in(case: pd.DataFrame) -> pd.DataFrame:
	"""Moves written as "Officer 30; Lead 4; left 6"."""
	rows = []
	for role, text in zip(case["role"], case["a_year_later"].fillna(""), strict=True):
		for part in filter(None, text.split("; ")):
			to_role, people = part.rsplit(" ", 1)
			rows.append((role, None if to_role == LEFT else to_role, float(people)))
	return moves_of(rows)


def supply_of(moves: pd.DataFrame, roles: pd.DataFrame, policy: Policy = POLICY) -> pd.DataFrame:
	return workforce.supply(
		workforce.headcounts(complete("employees", None), roles, AS_OF), moves, roles, policy
	)


@pytest.mark.parametrize("case", worked("supply"), ids=name_of)
def test_supply_from_a_matrix(case: pd.DataFrame) -> None:
	rates = [[float(x) for x in row.split()] for row in case["rate_to_each_role"].astype(str)]
	found = workforce.supply_from_matrix(case["people"], rates, case["hires"])
	assert found.tolist() == pytest.approx(case["expected"].tolist())


@pytest.mark.parametrize("case", worked("supply_moves"), ids=name_of)
def test_supply_from_moves(case: pd.DataFrame) -> None:
	roles = complete(
		"roles", case.rename(columns={"people": "headcount"})[["role", "job_family", "headcount", "hires"]]
	)
	policy = Policy(workforce=WorkforceRules(smoothing_years=float(first(case)["smoothing_years"])))
	found = supply_of(moves_in(case), roles, policy)
	assert list(found.columns) == OUTPUTS["supply"].names
	assert found["role"].tolist() == case["role"].tolist()
	for column in ("stay", "arrive", "leave"):
		assert half_up(found[column], 1).tolist() == pytest.approx(case[f"expected_{column}"].tolist())
	assert found["next"].tolist() == case["expected_next"].tolist()
	assert found["pooled"].tolist() == (case["expected_pooled"] == "yes").tolist()


def test_rates_show_where_people_went_and_how_much_they_rest_on() -> None:
	moves = moves_of(
		[("Officer", "Officer", 30), ("Officer", "Lead", 4), ("Officer", None, 6), ("Lead", "Lead", 20)]
	)
	found = workforce.transition_rates(moves, roles_of([("Lead", None, 1, 0)]), POLICY)
	assert found["role"].tolist() == ["Lead", "Officer", "Officer", "Officer"]
	assert found["to_role"].fillna(LEFT).tolist() == ["Lead", "Lead", "Officer", LEFT]
	assert found["rate"].tolist() == pytest.approx([1.0, 0.1, 0.75, 0.15])
	assert found["person_years"].tolist() == [20, 40, 40, 40]
	assert not found["pooled"].any()


def test_nineteen_person_years_are_pooled_and_twenty_are_not() -> None:
	roles = roles_of([("A", "F", 10, 0), ("B", "F", 10, 0)])
	moves = moves_of([("A", "A", 19), ("B", "B", 10), ("B", None, 10)])
	found = supply_of(moves, roles)
	assert found["pooled"].tolist() == [True, False]
	assert found["stay"].tolist() == pytest.approx([10 * 29 / 39, 5.0])


def test_a_role_without_any_person_year_is_pooled_whatever_the_minimum() -> None:
	policy = Policy(workforce=WorkforceRules(min_person_years=0))
	found = supply_of(
		moves_of([("A", "A", 3), ("A", None, 1)]), roles_of([("A", "F", 8, 0), ("B", "F", 4, 0)]), policy
	)
	assert found["pooled"].tolist() == [False, True]
	assert found["next"].tolist() == [6, 3]


def test_years_add_up() -> None:
	moves = moves_of([("A", "A", 9), ("A", None, 1)])
	twice = pd.concat([moves.assign(year=2023.0), moves.assign(year=2024.0)], ignore_index=True)
	found = workforce.transition_rates(twice, complete("roles", None), POLICY)
	assert found["rate"].tolist() == pytest.approx([0.9, 0.1])
	assert found["person_years"].tolist() == [20, 20]


def test_without_moves_there_are_no_rates_and_no_supply() -> None:
	found = supply_of(complete("moves", None), roles_of([("A", None, 10, 2)]))
	assert found[["now", "hires"]].iloc[0].tolist() == [10, 2]
	assert found[["stay", "arrive", "leave", "next"]].isna().all(axis=None)
	assert supply_of(complete("moves", None), complete("roles", None)).empty


def test_people_are_counted_where_the_roles_do_not_say() -> None:
	employees = complete(
		"employees",
		pd.DataFrame(
			{
				"employee": list("ABCDEFG"),
				"designation": ["Cook", "Cook", "Cook", "Cook", "Chef", None, "Waiter"],
				"status": ["Active", "Left", "Active", "Suspended", "Active", "Active", "Active"],
				"date_of_joining": [None, None, "2026-02-01", "2020-01-01", None, None, None],
				"relieving_date": [None, None, None, None, None, None, "2025-11-30"],
			}
		),
	)
	roles = roles_of([("Chef", None, 7, 0), ("Baker", None, np.nan, 0)])
	found = workforce.headcounts(employees, roles, AS_OF)
	assert dict(zip(found["role"], found["now"], strict=True)) == {"Chef": 7, "Baker": 0, "Cook": 2}


def test_rates_that_cannot_be_are_refused() -> None:
	with pytest.raises(workforce.MatrixError, match=r"row 2 sums to 1\.2"):
		workforce.supply_from_matrix([1, 1], [[0.5, 0.5], [0.6, 0.6]], [0, 0])
	with pytest.raises(workforce.MatrixError, match="0 or more"):
		workforce.supply_from_matrix([1, 1], [[-0.1, 0.5], [0.5, 0.5]], [0, 0])
	with pytest.raises(workforce.MatrixError, match="3 roles need rates of 3 by 3"):
		workforce.supply_from_matrix([1, 1, 1], [[0.5, 0.5], [0.5, 0.5]], [0, 0, 0])


NAMES = ["A", "B", "C", "D"]
MOVES = st.lists(
	st.tuples(st.sampled_from(NAMES), st.sampled_from([*NAMES, None]), st.integers(0, 30)),
	min_size=1,
	max_size=12,
)
FAMILIES = st.lists(st.sampled_from(["F", "G", None]), min_size=4, max_size=4)
STOCK = st.lists(st.integers(0, 500), min_size=4, max_size=4)
YEARS = st.sampled_from([0.0, 5.0, 50.0])


def drawn(families: list, stock: list[int]) -> pd.DataFrame:
	return roles_of([(name, family, n, 0) for name, family, n in zip(NAMES, families, stock, strict=True)])


@settings(deadline=None)
@given(MOVES, FAMILIES, STOCK, YEARS)
def test_nobody_is_lost_or_doubled(moves: list, families: list, stock: list[int], years: float) -> None:
	policy = Policy(workforce=WorkforceRules(smoothing_years=years))
	found = supply_of(moves_of(moves), drawn(families, stock), policy)
	if not sum(people for _, _, people in moves):
		assert found["next"].isna().all()
		return
	assert same_number(found[["stay", "arrive", "leave"]].to_numpy().sum(), sum(stock), 1e-6)
	assert (found[["stay", "arrive", "leave"]].to_numpy() >= 0).all()
	assert (np.abs(found["next"] - found["stay"] - found["arrive"]) <= 0.5 + 1e-6).all()


def by_hand(moves: list, families: list, years: float) -> dict[tuple[str, str | None], float]:
	"""Every rate, one role after the other."""
	family = dict(zip(NAMES, families, strict=True))

	def seen(sources: list[str], targets: list[str | None]) -> float:
		return sum(n for a, b, n in moves if a in sources and b in targets)

	rates = {}
	for role in NAMES:
		kin = [r for r in NAMES if family[r] is not None and family[r] == family[role]] or [role]
		lender = kin if family[role] is not None and seen(kin, [*NAMES, None]) else NAMES
		whole = seen(lender, [*NAMES, None])
		stayed, left = sum(seen([r], [r]) for r in lender) / whole, seen(lender, [None]) / whole
		went = {to: seen([r for r in kin if r != to], [to]) for to in NAMES if to != role}
		own_years = seen([role], [*NAMES, None])
		own, lent = (own_years, years) if own_years >= 20 else (0, 1)
		for to in [*NAMES, None]:
			pooled = left if to is None else (1 - stayed - left) * went.get(to, 0) / (sum(went.values()) or 1)
			if to == role:
				pooled = stayed if sum(went.values()) else 1 - left
			mine = seen([role], [to]) / own_years if own else 0
			rates[role, to] = (own * mine + lent * pooled) / (own + lent)
	return rates


@settings(deadline=None)
@given(MOVES, FAMILIES, YEARS)
def test_rates_equal_the_definition_written_out(moves: list, families: list, years: float) -> None:
	policy = Policy(workforce=WorkforceRules(smoothing_years=years))
	found = workforce.transition_rates(moves_of(moves), drawn(families, [0] * 4), policy)
	if not sum(people for _, _, people in moves):
		assert found.empty
		return
	to_role = [None if pd.isna(x) else x for x in found["to_role"]]
	rates = dict(zip(zip(found["role"], to_role, strict=True), found["rate"], strict=True))
	expected = by_hand(moves, families, years)
	assert rates.keys() <= expected.keys()
	for pair, rate in expected.items():
		assert same_number(rates.get(pair, 0.0), rate)


@settings(deadline=None)
@given(MOVES, FAMILIES, STOCK, st.randoms())
def test_the_order_of_rows_changes_nothing(
	moves: list, families: list, stock: list[int], random: Any
) -> None:
	roles = drawn(families, stock)
	expected = supply_of(moves_of(moves), roles).set_index("role")
	other = list(moves)
	random.shuffle(other)
	found = supply_of(moves_of(other), roles.iloc[::-1].reset_index(drop=True)).set_index("role")
	pd.testing.assert_frame_equal(found.loc[expected.index], expected, check_exact=False, atol=1e-6, rtol=0)


def test_nothing_that_is_passed_in_changes() -> None:
	moves, roles = moves_of([("A", "B", 5), ("B", None, 3)]), roles_of([("A", "F", 10, 1), ("B", "F", 5, 0)])
	before = moves.copy(deep=True), roles.copy(deep=True)
	supply_of(moves, roles)
	pd.testing.assert_frame_equal(moves, before[0])
	pd.testing.assert_frame_equal(roles, before[1])
