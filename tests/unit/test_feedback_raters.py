"""Who rates whom: nobody himself, nobody who left, and nobody too often."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talent_performance.engine.feedback import Choice, assign, workload
from talent_performance.engine.feedback_raters import PEOPLE
from tests.unit.cases import name_of, worked

Person = tuple[str, str | None, str | None, bool]


def people_of(*rows: Person) -> pd.DataFrame:
	return pd.DataFrame(rows, columns=list(PEOPLE))


def team(*names: str, manager: str = "boss", department: str = "Sales") -> list[Person]:
	return [(name, manager, department, True) for name in names]


def raters(found: pd.DataFrame, subject: str, group: str = "peer") -> list[str]:
	mine = found[(found["subject"] == subject) & (found["group"] == group)]
	return mine["rater"].tolist()


BOSS: Person = ("boss", None, "Board", True)


@pytest.mark.parametrize("case", worked("feedback_raters"), ids=name_of)
def test_choice(case: pd.DataFrame) -> None:
	people = people_of(
		*(
			(
				line["employee"],
				None if pd.isna(line["manager"]) else line["manager"],
				None if pd.isna(line["department"]) else line["department"],
				line["active"] == "yes",
			)
			for _, line in case.iterrows()
		)
	)
	busy = case.set_index("employee")["busy"].fillna(0).astype(int).to_dict()
	line = case.iloc[0]
	choice = Choice(peers=int(line["peers"]), limit=int(line["limit"]))
	subjects = case.loc[case["rated"] == "yes", "employee"]
	found = assign(people, subjects, choice, busy=busy)
	for _, line in case[case["rated"] == "yes"].iterrows():
		wanted = "" if pd.isna(line["expected"]) else line["expected"]
		mine = found[found["subject"] == line["employee"]]
		assert " ".join(mine["rater"] + ":" + mine["group"]) == wanted, line["employee"]


def test_a_pair_that_must_not_be_is_not_asked() -> None:
	people = people_of(BOSS, *team("ann", "bob", "cid", "dee"))
	found = assign(people, ["ann"], Choice(peers=2), never=[("ann", "bob"), ("ann", "boss")])
	assert found["rater"].tolist() == ["cid", "dee"]


def test_groups_that_are_not_wanted_are_left_out() -> None:
	people = people_of(BOSS, *team("ann", "bob"), ("eve", "ann", "Sales", True))
	found = assign(people, ["ann"], Choice(manager=False, reports=False, peers=1))
	assert found.to_dict("records") == [{"subject": "ann", "rater": "bob", "group": "peer"}]


def test_a_team_that_rates_itself_is_busy_evenly() -> None:
	names = [f"e{i:02}" for i in range(11)]
	found = assign(people_of(BOSS, *team(*names)), names, Choice(peers=4))
	asked = Counter(found.loc[found["group"] == "peer", "rater"])
	assert set(asked.values()) == {4} and set(asked) == set(names)


def test_workload_says_who_is_asked_too_often() -> None:
	pairs = pd.DataFrame(
		{"subject": ["a", "b", "c", "a"], "rater": ["x", "x", "x", "y"], "group": ["peer"] * 4}
	)
	assert workload(pairs, 2).to_dict("records") == [
		{"rater": "x", "asked": 3, "over": 1},
		{"rater": "y", "asked": 1, "over": 0},
	]


@st.composite
def staffs(draw: st.DrawFn) -> pd.DataFrame:
	size = draw(st.integers(2, 25))
	rows = [
		(
			f"e{i}",
			draw(st.sampled_from([None, *(f"e{j}" for j in range(size))])),
			draw(st.sampled_from([None, "A", "B"])),
			draw(st.integers(0, 5)) > 0,
		)
		for i in range(size)
	]
	return people_of(*rows)


CHOICES = st.builds(Choice, peers=st.integers(0, 5), limit=st.integers(1, 8))


@settings(deadline=None)
@given(staffs(), CHOICES)
def test_every_choice(people: pd.DataFrame, choice: Choice) -> None:
	found = assign(people, people["employee"], choice)
	assert assign(people, people["employee"], choice).equals(found)
	active = set(people.loc[people["active"], "employee"])
	assert set(found["rater"]) | set(found["subject"]) <= active
	assert not (found["subject"] == found["rater"]).any()
	assert not found.duplicated(["subject", "rater"]).any()
	manager = dict(zip(people["employee"], people["manager"], strict=True))
	department = dict(zip(people["employee"], people["department"], strict=True))
	asked = Counter(found["rater"])
	for subject in active:
		boss = manager[subject] if manager[subject] in active - {subject} else None
		assert raters(found, subject, "manager") == ([boss] if boss else [])
		reports = {each for each in active - {subject, boss} if manager[each] == subject}
		assert set(raters(found, subject, "report")) == reports
		peers = raters(found, subject)
		others = active - {subject, boss} - {each for each in active if manager[each] == subject}
		alike = {e for e in others if manager[subject] is not None and manager[e] == manager[subject]}
		near = alike | {
			e for e in others if department[subject] is not None and department[e] == department[subject]
		}
		assert set(peers) <= near
		assert len(peers) == min(choice.peers, len(near))
		for peer in peers:
			pool = alike if peer in alike else near
			assert all(
				asked[peer] - asked[e] < 2 for e in pool - set(peers) if e not in alike or peer in alike
			)


def seconds(size: int) -> float:
	"""The least of some tries: teams of seven, twenty departments."""
	rows: list[Any] = [(f"e{i}", f"e{(i - 1) // 7}" if i else None, f"D{i % 20}", True) for i in range(size)]
	people, tries = people_of(*rows), []
	for _ in range(3):
		start = time.process_time()
		assign(people, people["employee"], Choice())
		tries.append(time.process_time() - start)
	return min(tries)


def test_a_person_costs_the_same_in_a_large_company() -> None:
	assert seconds(5000) < 2 * 5 * seconds(1000)
