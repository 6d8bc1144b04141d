"""Reporting lines as tables: against a walk from person to person, and at the size of a big company."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from talent_performance.access.lines import closure, difference, looping, problems, standing

Line = tuple[str, str, int]


def people(reports_to: list[str | None]) -> pd.DataFrame:
	"""Employees p0, p1, … with these managers."""
	names = [f"p{i}" for i in range(len(reports_to))]
	return pd.DataFrame({"employee": names, "reports_to": pd.Series(reports_to, dtype=object)})


def rows(lines: pd.DataFrame) -> list[Line]:
	"""Lines as sorted tuples."""
	return sorted(lines[["manager", "employee", "depth"]].itertuples(index=False, name=None))


def goes_in_a_circle(start: str, manager: dict[str, str | None]) -> bool:
	"""Whether walking up from somebody comes back to him."""
	at = manager[start]
	for _ in manager:
		if at is None or at == start:
			break
		at = manager.get(at)
	return at == start


def walked(employees: pd.DataFrame) -> list[Line]:
	"""The same lines, found by walking up from each person."""
	manager = dict(employees.itertuples(index=False, name=None))
	manager = {who: above if above in manager else None for who, above in manager.items()}
	found = []
	for who in manager:
		found.append((who, who, 0))
		at, depth = manager[who], 1
		while at is not None and at != who:
			found.append((at, who, depth))
			if goes_in_a_circle(at, manager) or goes_in_a_circle(who, manager):
				break
			at, depth = manager[at], depth + 1
	return sorted(found)


def companies() -> st.SearchStrategy[pd.DataFrame]:
	"""Up to twelve people with any managers: none, unknown, themselves, in circles."""
	names = st.one_of(st.none(), st.integers(0, 13).map(lambda i: f"p{i}"))
	return st.lists(names, max_size=12).map(people)


@given(companies())
def test_the_closure_is_what_walking_finds(employees: pd.DataFrame) -> None:
	assert rows(closure(employees)) == walked(employees)


@given(companies())
def test_manager_and_employee_are_unique_and_everybody_has_himself(employees: pd.DataFrame) -> None:
	lines = closure(employees)
	assert not lines.duplicated(["manager", "employee"]).any()
	assert set(lines.loc[lines["depth"] == 0, "employee"]) == set(employees["employee"])


@given(companies())
def test_a_loop_has_nothing_deeper_than_the_direct_manager(employees: pd.DataFrame) -> None:
	lines = closure(employees)
	members = looping(employees)["employee"]
	assert (lines.loc[lines["employee"].isin(members), "depth"] <= 1).all()
	manager = dict(employees.itertuples(index=False, name=None))
	assert set(members) == {who for who in manager if goes_in_a_circle(who, manager)}


@given(companies(), companies())
def test_the_difference_makes_one_set_of_lines_the_other(before: pd.DataFrame, after: pd.DataFrame) -> None:
	stored, wanted = closure(before), closure(after)
	stored = stored.assign(name=[f"line {i}" for i in range(len(stored))])
	gone, come = difference(stored, wanted)
	kept = stored[~stored["name"].isin(gone["name"])]
	assert rows(pd.concat([kept, come])) == rows(wanted)
	assert gone["moved"].all() and come["moved"].all()
	assert not set(rows(stored)) & set(rows(come))


def test_a_line_that_only_has_another_name_has_not_moved() -> None:
	wanted = closure(people([None, "p0"])).assign(manager_name="New")
	stored = wanted.assign(name=["a", "b", "c"], manager_name=["New", None, "Old"])
	gone, come = difference(stored, wanted)
	assert sorted(gone["name"]) == ["b", "c"]
	assert not gone["moved"].any() and not come["moved"].any()
	assert set(come["manager_name"]) == {"New"}


def test_nobody_at_all() -> None:
	assert rows(closure(people([]))) == []
	assert len(looping(people([]))) == 0


def test_whoever_hangs_below_a_loop_has_a_line_up_to_its_first_member() -> None:
	lines = closure(people(["p1", "p0", "p0", "p2"]))
	assert {(m, d) for m, e, d in rows(lines) if e == "p3"} == {("p3", 0), ("p2", 1), ("p0", 2)}
	assert {(m, d) for m, e, d in rows(lines) if e == "p0"} == {("p0", 0), ("p1", 1)}


def test_a_circle_is_told_in_the_order_of_reporting() -> None:
	assert looping(people(["p2", "p0", "p1", None])).to_numpy().tolist() == [
		["p0", "p0 → p2 → p1 → p0"],
		["p1", "p0 → p2 → p1 → p0"],
		["p2", "p0 → p2 → p1 → p0"],
	]


def test_reporting_to_oneself_is_a_loop_of_one() -> None:
	assert looping(people(["p0"])).to_numpy().tolist() == [["p0", "p0 → p0"]]
	assert rows(closure(people(["p0"]))) == [("p0", "p0", 0)]


def test_links_from_and_to_leavers_do_not_count() -> None:
	employees = people([None, "p0", "p1", "p2"]).assign(status=["Active", "Left", "Suspended", "Inactive"])
	assert standing(employees)["reports_to"].isna().tolist() == [True, True, True, False]


def test_every_problem_is_found_once() -> None:
	employees = people([None, "p0", "gone", "p6", "p5", "p4", "p0", "p0"]).assign(
		status=["Active", "Active", "Active", "Inactive", "Active", "Active", "Left", "Left"],
		user_id=["a", None, "c", "d", "e", "f", None, None],
	)
	found = problems(employees)[["employee", "problem", "detail"]].astype(object)
	assert found.where(found.notna(), None).to_numpy().tolist() == [
		["p4", "loop", "p4 → p5 → p4"],
		["p5", "loop", "p4 → p5 → p4"],
		["p2", "unknown manager", None],
		["p3", "manager has left", None],
		["p0", "no manager", None],
		["p1", "no user", None],
	]


def test_fifty_thousand_people_take_seconds() -> None:
	above = np.arange(50_000) // 7
	employees = people([None, *(f"p{i}" for i in above[1:])])
	start = time.perf_counter()
	lines = closure(employees)
	assert time.perf_counter() - start < 5
	assert len(lines) > 250_000 and lines["depth"].max() == 6
