"""Who takes part in a cycle, with which template, and why not; which leave is a long absence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talent_performance.engine.absences import long_absences
from talent_performance.engine.eligibility import ATTRIBUTES, PEOPLE, Terms, counted, eligibility, within
from talent_performance.engine.periods import CycleDates, own_periods, step_due
from tests.unit.cases import name_of, same_text, worked

YEAR = Terms(date(2026, 1, 1), date(2026, 12, 31), default_template="staff")
TREE = pd.DataFrame(
	{"department": ["Sales", "East", "Java", "Finance"], "parent": [None, "Sales", "East", None]}
)
NO_RULES = pd.DataFrame(columns=["effect", "attribute", "value", "template"], dtype=object)
RULES = {name_of(lines): lines.dropna(subset=["rule"]) for lines in worked("eligibility_rules")}


def people(**columns: list) -> pd.DataFrame:
	"""People of whom only some columns matter."""
	size = len(next(iter(columns.values())))
	plain = {
		"employee": [f"e{at}" for at in range(size)],
		"status": "Active",
		"joined": "2020-01-01",
		"member": True,
	}
	return pd.DataFrame({**dict.fromkeys(PEOPLE), **plain, **columns}, index=range(size))


def reason(terms: Terms, **columns: object) -> str | None:
	"""Why one person doesn't take part."""
	found = eligibility(people(**{key: [value] for key, value in columns.items()}), NO_RULES, TREE, terms)
	return found["reason"].iloc[0]


@pytest.mark.parametrize("lines", worked("eligibility"), ids=name_of)
def test_worked_cases(lines: pd.DataFrame) -> None:
	asked = lines.assign(contract_end=None, member=True)
	found = eligibility(asked, RULES[name_of(lines)], TREE, YEAR)
	for expected, got in zip(lines.itertuples(), found.itertuples(), strict=True):
		assert same_text(got.reason, expected.expected_reason), expected.what
		assert same_text(got.template, expected.expected_template), expected.what
		assert got.takes_part == pd.isna(expected.expected_reason), expected.what
		decided = expected.expected_rule or (int(got.reason[-1]) if "rule " in str(got.reason) else 0)
		assert got.rule == decided, expected.what


@pytest.mark.parametrize(
	("joined", "told"),
	[
		("2026-06-30", "Joined before 2026-07-01"),
		("2026-07-01", None),
		("2026-09-30", None),
		("2026-10-01", "Joined after 2026-09-30"),
	],
)
def test_a_probation_cycle_takes_who_joined_in_its_days(joined: str, told: str | None) -> None:
	probation = replace(YEAR, joined_from=date(2026, 7, 1), joined_until=date(2026, 9, 30))
	assert reason(probation, joined=joined) == told


def test_nobody_joins_after_the_last_day_whatever_the_cycle_says() -> None:
	assert (
		reason(replace(YEAR, joined_until=date(2027, 6, 1)), joined="2027-01-01") == "Joined after 2026-12-31"
	)


@pytest.mark.parametrize(
	("ends", "told"),
	[
		("2025-12-31", "No contract that ends from 2026-01-01 to 2026-12-31"),
		("2026-01-01", None),
		("2026-12-31", None),
		("2027-01-01", "No contract that ends from 2026-01-01 to 2026-12-31"),
		(None, "No contract that ends from 2026-01-01 to 2026-12-31"),
	],
)
def test_a_contract_end_cycle_takes_whose_contract_ends_in_it(ends: str | None, told: str | None) -> None:
	assert reason(replace(YEAR, contract_ends_within=True), contract_end=ends) == told


def test_a_project_cycle_takes_the_projects_users() -> None:
	assert reason(replace(YEAR, members_only=True), member=False) == "Not a user of the project"
	assert reason(replace(YEAR, members_only=True), member=True) is None
	assert reason(YEAR, member=False) is None


def test_without_any_template_nobody_takes_part() -> None:
	assert reason(replace(YEAR, default_template=None), status="Active") == "No template"
	assert reason(replace(YEAR, default_template=""), status="Active") == "No template"


def test_a_template_that_came_after_the_launch_takes_nobody_in() -> None:
	frozen = replace(YEAR, default_template="Newer", templates=frozenset({"Staff"}))
	assert reason(frozen, status="Active") == (
		"Newer came after the launch, so nobody can be rated by it here: let a rule choose another template"
	)
	assert reason(replace(frozen, default_template="Staff"), status="Active") is None
	assert reason(replace(frozen, default_template=None), status="Active") == "No template"


def test_sentences_pass_through_a_translation_with_dates_as_the_reader_writes_them() -> None:
	words = {"Joined after {joined_until}": "Bergabung setelah {joined_until}"}
	found = eligibility(
		people(joined=["2027-01-01"]),
		NO_RULES,
		TREE,
		YEAR,
		lambda text: words.get(text, text),
		lambda day: f"{day:%d-%m-%Y}",
	)
	assert found["reason"].tolist() == ["Bergabung setelah 31-12-2026"]


def test_departments_in_a_loop_end_where_they_began() -> None:
	loop = pd.DataFrame({"department": ["A", "B", "C"], "parent": ["B", "A", "B"]})
	assert within(loop, "A") == {"A", "B", "C"}
	assert within(loop, "C") == {"C"}


def test_counting_goes_by_frequency() -> None:
	assert counted(pd.Series(["b", "a", "b", None], dtype=object)) == [("b", 2), ("a", 1)]
	assert counted(pd.Series([], dtype=object)) == []


VALUES = st.sampled_from(["x", "y", None])
RULE = st.fixed_dictionaries(
	{
		"effect": st.sampled_from(["only these", "leave out", "use template"]),
		"attribute": st.sampled_from([each for each in ATTRIBUTES if each != "department"]),
		"value": st.sampled_from(["x", "y"]),
		"template": st.sampled_from(["t1", "t2"]),
	}
)


def one_by_one(person: dict, rules: list[dict]) -> str | None:
	"""The same rules, read as a person reads them: the template, or none."""
	fitting = [rule for rule in rules if person[ATTRIBUTES[rule["attribute"]]] == rule["value"]]
	only = [rule for rule in rules if rule["effect"] == "only these"]
	if only and not any(rule in only for rule in fitting):
		return None
	deciding = [rule for rule in fitting if rule["effect"] != "only these"]
	if not deciding:
		return "staff"
	return deciding[0]["template"] if deciding[0]["effect"] == "use template" else None


@settings(max_examples=200, deadline=None)
@given(
	st.lists(RULE, max_size=5),
	st.lists(st.fixed_dictionaries({name: VALUES for name in ATTRIBUTES.values()}), min_size=1, max_size=6),
)
def test_tables_say_what_a_reader_of_the_rules_would_say(rules: list[dict], staff: list[dict]) -> None:
	asked = people(**{name: [each[name] for each in staff] for name in ATTRIBUTES.values()})
	found = eligibility(asked, pd.DataFrame(rules, columns=NO_RULES.columns), TREE, YEAR)
	assert [None if pd.isna(each) else each for each in found["template"]] == [
		one_by_one(each, rules) for each in staff
	]
	assert (found["reason"].isna() == found["takes_part"]).all()


DATES = CycleDates(date(2026, 1, 1), date(2026, 12, 31), goals_due=date(2026, 1, 31))


@pytest.mark.parametrize(
	("what", "person", "expected"),
	[
		("there all the time", {}, ("2026-01-01", "2026-12-31", "2026-01-31")),
		("joins: 30 days", {"joined": "2026-03-01"}, ("2026-03-01", "2026-12-31", "2026-03-31")),
		("joins on the first day", {"joined": "2026-01-01"}, ("2026-01-01", "2026-12-31", "2026-01-31")),
		("joins at the end", {"joined": "2026-12-20"}, ("2026-12-20", "2026-12-31", "2026-12-31")),
		("leaves", {"left": "2026-06-30"}, ("2026-01-01", "2026-06-30", "2026-01-31")),
		("leaves before goals are due", {"left": "2026-01-10"}, ("2026-01-01", "2026-01-10", "2026-01-10")),
		("leaves after the cycle", {"left": "2027-01-10"}, ("2026-01-01", "2026-12-31", "2026-01-31")),
		("left before it joined", {"joined": "2026-05-01", "left": "2026-04-01"}, ("2026-05-01", "2026-05-01", "2026-05-01")),
		("a contract's end", {"contract_end": "2026-05-01"}, ("2026-01-01", "2026-12-31", "2026-01-31")),
	],
)  # fmt: skip
def test_own_periods(what: str, person: dict, expected: tuple) -> None:
	found = own_periods(people(**{key: [value] for key, value in {"left": None, **person}.items()}), DATES)
	assert tuple(f"{day:%Y-%m-%d}" for day in found.iloc[0]) == expected, what


def test_a_contract_end_cycle_ends_with_the_contract() -> None:
	found = own_periods(
		people(contract_end=["2026-05-01", "2026-08-01", None], left=[None, "2026-07-01", None]),
		replace(DATES, until_contract_end=True),
	)
	assert found["end_date"].dt.strftime("%Y-%m-%d").tolist() == ["2026-05-01", "2026-07-01", "2026-12-31"]


def test_who_is_taken_in_after_the_launch_has_time_from_that_day() -> None:
	found = own_periods(people(joined=["2020-01-01", "2026-05-01"]), DATES, date(2026, 4, 1))
	assert found["goal_deadline"].dt.strftime("%Y-%m-%d").tolist() == ["2026-05-01", "2026-05-31"]


@pytest.mark.parametrize(
	("state", "end", "expected"),
	[
		("Goal Setting", "2026-12-31", "2026-02-15"),
		("Goals Approved", "2026-12-31", None),
		("Self Review", "2026-12-31", "2027-01-15"),
		("Self Review", "2026-06-30", "2026-06-30"),
		("Goals Approved", "2026-06-30", None),
	],
)
def test_a_step_is_due_by_its_phase_and_by_the_last_day_at_work(
	state: str, end: str, expected: str | None
) -> None:
	asked = pd.DataFrame({"state": [state], "end_date": [end], "goal_deadline": ["2026-02-15"]})
	[found] = step_due(asked, {"Self Review": date(2027, 1, 15)}, date(2026, 12, 31))
	assert (None if pd.isna(found) else f"{found:%Y-%m-%d}") == expected


def leaves(*rows: tuple[str, str, str]) -> pd.DataFrame:
	"""Leaves of employees."""
	frame = pd.DataFrame(rows, columns=["employee", "start_date", "end_date"])
	return frame.assign(**{day: pd.to_datetime(frame[day]) for day in ("start_date", "end_date")})


def told(frame: pd.DataFrame) -> list[tuple[str, str, str]]:
	"""Absences in words."""
	return [tuple(row) for row in frame.astype(str).to_numpy().tolist()]


@pytest.mark.parametrize(
	("rows", "expected"),
	[
		([("a", "2026-03-01", "2026-03-30")], [("a", "2026-03-01", "2026-03-30")]),
		([("a", "2026-03-01", "2026-03-29")], []),
		(
			[("a", "2026-03-02", "2026-03-20"), ("a", "2026-03-23", "2026-04-03")],
			[("a", "2026-03-02", "2026-04-03")],
		),
		([("a", "2026-03-02", "2026-03-20"), ("a", "2026-03-24", "2026-04-03")], []),
		([("a", "2026-03-01", "2026-03-20"), ("b", "2026-03-21", "2026-04-10")], []),
		(
			[
				("a", "2026-03-01", "2026-06-30"),
				("a", "2026-03-05", "2026-03-08"),
				("a", "2026-07-01", "2026-07-02"),
			],
			[("a", "2026-03-01", "2026-07-02")],
		),
		([], []),
	],
)
def test_long_absences(rows: list[tuple], expected: list[tuple]) -> None:
	assert told(long_absences(leaves(*rows))) == expected
