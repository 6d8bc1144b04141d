"""Talent pools: whom criteria suggest, what isn't known, what a criterion may say; and shares of leadership assessments."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talent_performance.engine import leadership
from talent_performance.engine.frames import complete
from talent_performance.engine.pools import (
	FACTS,
	OPERATORS,
	STANDING,
	facts_of,
	problem,
	suggest,
	suggest_for_each,
	values_of,
	years_of_service,
)
from talent_performance.engine.tables import POOL_FACTS, POOL_OPERATORS
from tests.unit.cases import first, name_of, same_text, worked

FITS = {"yes": 1.0, "no": 0.0, "unknown": np.nan}


@pytest.mark.parametrize("lines", worked("pool_suggestions"), ids=name_of)
def test_worked_cases(lines: pd.DataFrame) -> None:
	expected = first(lines)
	person = {FACTS[row.fact].column: row.have for row in lines.itertuples()}
	people = pd.DataFrame([{"employee": "A", **person}]).astype(object)
	found = suggest(
		people.where(people.notna(), None), lines[["fact", "operator", "value"]], expected["match"]
	).iloc[0]
	assert np.array_equal([found["fits"]], [FITS[expected["fits"]]], equal_nan=True)
	for column in ("met", "unmet", "unknown"):
		assert same_text(found[column], expected[column]), column


def test_without_criteria_nobody_is_suggested() -> None:
	found = suggest(pd.DataFrame({"employee": ["A"]}), pd.DataFrame(columns=["fact", "operator", "value"]))
	assert np.isnan(found["fits"].iloc[0])


def test_a_fact_that_nobody_has_read_is_unknown() -> None:
	asked = pd.DataFrame([("Fit to Role", "at least", "70")], columns=["fact", "operator", "value"])
	found = suggest(pd.DataFrame({"employee": ["A"]}), asked)
	assert found["unknown"].iloc[0] == "Fit to Role"


@pytest.mark.parametrize(
	("fact", "operator", "value", "field"),
	[
		("Salary", "at least", "1", "fact"),
		("Age", "at most", "30", "fact"),
		("Department", "at least", "Sales", "operator"),
		("Performance", "one of", "3, 4", "operator"),
		("Performance", "at least", "", "value"),
		("Performance", "at least", "nan", "value"),
		("Performance", "at least", "inf", "value"),
		("Potential Band", "is", "Very High", "value"),
		("Potential Band", "one of", "Mid, Very High", "value"),
		("Department", "one of", " , ", "value"),
	],
)
def test_what_a_criterion_cant_say(fact: str, operator: str, value: str, field: str) -> None:
	found = problem(fact, operator, value)
	assert found is not None
	assert found[0] == field
	assert found[1] in (fact, operator, *values_of(operator, value), "")


def test_no_fact_is_a_protected_one() -> None:
	said = " ".join([*FACTS, *(fact.column for fact in FACTS.values())]).casefold()
	assert not [
		word
		for word in ("age", "gender", "birth", "religion", "marital", "leave", "union")
		if word in said.split()
	]


def test_years_of_service() -> None:
	joined = pd.Series(["2020-01-01", None, "2027-01-01"])
	assert years_of_service(joined, pd.Timestamp("2026-01-01")).tolist()[0] == 6.0
	assert years_of_service(joined, pd.Timestamp("2026-01-01")).isna().tolist() == [False, True, True]


# ---- against a plain reading, one person at a time

WORDS = {
	"department": ["Sales", "Retail", None],
	"performance_score": [1.0, 3.0, 3.5, None],
	"potential_band": ["Low", "Mid", "High", None],
}
CRITERIA = [
	("Department", "is", "sales"), ("Department", "none of", "Sales, Retail"), ("Performance", "at least", "3"),
	("Performance", "at most", "3.4"), ("Potential Band", "at least", "Mid"), ("Potential Band", "is not", "High"),
]  # fmt: skip


def plain(person: dict, criterion: tuple[str, str, str]) -> bool | None:
	"""One criterion, read as a person would."""
	fact, operator, value = criterion
	have = person[FACTS[fact].column]
	if have is None:
		return None
	values = [each.casefold() for each in values_of(operator, value)]
	if FACTS[fact].kind == "number":
		return have >= float(value) if operator == "at least" else have <= float(value)
	if operator == "at least":
		order = [word.casefold() for word in FACTS[fact].words]
		return order.index(have.casefold()) >= order.index(values[0])
	return (have.casefold() in values) != (operator in ("is not", "none of"))


def plainly(person: dict, criteria: list, match: str) -> float:
	"""All of them."""
	told = [plain(person, each) for each in criteria]
	deciding = match == "any"
	if deciding in told:
		return float(deciding)
	return float("nan") if None in told else float(not deciding)


PERSON = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in WORDS.items()})


@settings(max_examples=60, deadline=None)
@given(
	st.lists(PERSON, min_size=1, max_size=8),
	st.lists(st.sampled_from(CRITERIA), min_size=1, max_size=4, unique=True),
	st.sampled_from(["all", "any"]),
	st.randoms(use_true_random=False),
)
def test_it_is_what_a_plain_reading_finds_in_whatever_order(
	rows: list, criteria: list, match: str, random
) -> None:
	people = pd.DataFrame([{"employee": f"E{at}", **row} for at, row in enumerate(rows)])
	people = people.astype(object).where(people.notna(), None)
	asked = pd.DataFrame(criteria, columns=["fact", "operator", "value"])
	found = suggest(people, asked, match).set_index("employee")["fits"]
	expected = {f"E{at}": plainly(row, criteria, match) for at, row in enumerate(rows)}
	assert np.array_equal(found.to_numpy(), np.array(list(expected.values())), equal_nan=True)
	shuffled = random.sample(range(len(rows)), len(rows))
	again = suggest(people.iloc[shuffled], asked.iloc[::-1], match).set_index("employee")["fits"]
	assert np.array_equal(again[found.index].to_numpy(), found.to_numpy(), equal_nan=True)


def test_every_fact_takes_what_its_operators_say() -> None:
	for fact, told in FACTS.items():
		value = told.words[-1] if told.words else "3"
		assert [each for each in OPERATORS[told.kind] if problem(fact, each, value)] == []


# ---- in the rehearsal


def test_a_rehearsal_tells_who_fits_and_of_whom_nobody_knows() -> None:
	employees = pd.DataFrame(
		{
			"employee": ["A", "B", "C", "D"],
			"status": ["Active", "Active", "Active", "Left"],
			"department": ["Sales", "Sales", None, "Sales"],
			"date_of_joining": pd.to_datetime(["2020-01-01"] * 4),
		}
	)
	talent = pd.DataFrame(
		{"employee": ["A"], **{column: ["high" if "band" in column else 4.0] for column in STANDING}}
	)
	fit = pd.DataFrame({"employee": ["A", "B"], "fit": [0.844, 0.9], "ranked": [True, False]})
	people = facts_of(employees, talent, fit, pd.Timestamp("2026-01-01"))
	assert people["fit"].tolist()[:1] == [84.4]
	criteria = complete(
		"pool_criteria",
		pd.DataFrame(
			[
				("P", "Department", "is", "Sales"),
				("P", "Fit to Role", "at least", "80"),
				("Q", "Box", "at least", "x"),
			],
			columns=["pool", "fact", "operator", "value"],
		),
	)
	found = suggest_for_each(people, criteria)
	told = [(row.pool, row.employee, None if np.isnan(row.fits) else row.fits) for row in found.itertuples()]
	assert told == [
		("P", "A", 1.0),
		("P", "B", None),
		("P", "C", None),
		("Q", "A", None),
		("Q", "B", None),
		("Q", "C", None),
	]
	assert suggest_for_each(people, criteria.iloc[:0]).empty


def test_files_and_forms_offer_the_same_facts_and_operators() -> None:
	assert tuple(FACTS) == POOL_FACTS
	assert set().union(*OPERATORS.values()) == set(POOL_OPERATORS)


# ---- leadership assessments


def test_an_assessment_is_the_plain_mean_of_its_shares() -> None:
	lines = pd.DataFrame(
		{
			"assessment": ["A", "A", "B", "B"],
			"result": [4, 30, None, 5],
			"low": [1, 0, 1, 5],
			"high": [5, 60, 5, 5],
		}
	)
	found = leadership.overall(lines, pd.Series(["B", "A", "C"]))
	assert np.array_equal(found, [np.nan, 62.5, np.nan], equal_nan=True)  # (75 + 50) / 2


def test_the_latest_that_is_still_valid_counts() -> None:
	table = pd.DataFrame(
		{
			"employee": ["A", "A", "A", "B", "C"],
			"kind": ["Learning Agility"] * 4 + ["Outside Instrument"],
			"assessed_on": ["2025-06-01", "2026-01-01", "2027-01-01", "2024-01-01", "2026-01-01"],
			"share": [10.0, 20.0, 30.0, 40.0, 50.0],
		}
	)
	people = pd.Series(["A", "B", "C"])
	found = leadership.latest_of(table, people, "Learning Agility", pd.Timestamp("2026-02-01"), 18)
	assert np.array_equal(found["share"], [20.0, np.nan, np.nan], equal_nan=True)
	assert found["assessed_on"].notna().tolist() == [True, False, False]
