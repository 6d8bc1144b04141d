"""Reminders: when a digest is due, what it says, and what it keeps to itself."""

from __future__ import annotations

from datetime import date, datetime, timezone

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talent_performance.engine import reminders
from talent_performance.engine.reminders import KINDS, Rules
from tests.unit.cases import first, name_of, same_text, worked

NOTHING_SAID = pd.DataFrame(columns=["to", "kind", "key", "stage", "on"])
DAY = date(2026, 3, 9)


def line(**more: object) -> pd.DataFrame:
	"""One line of facts."""
	given = {
		"to": "ann",
		"kind": "Appraisal to Write",
		"key": "A",
		"cycle": "Y",
		"about": None,
		"due": DAY,
		"today": DAY,
	}
	return pd.DataFrame([{**given, **more}])


@pytest.mark.parametrize("lines", worked("reminder_lines"), ids=name_of)
def test_lines(lines: pd.DataFrame) -> None:
	case = first(lines)
	facts = line(kind=case["kind"], due=case["due"], today=case["today"])
	said = pd.DataFrame(
		[{"to": "ann", "kind": case["kind"], "key": "A", "stage": case["said_stage"], "on": case["said_on"]}]
	).dropna()
	rules = Rules(days_before=case["days_before"], again_after=case["again_after"])
	found = reminders.chosen(facts, said, rules)
	assert len(found) == case["expected_said"]
	if len(found):
		expected = (case["expected_stage"], case["expected_days_late"])
		assert (first(found)["stage"], first(found)["days_late"]) == expected


@pytest.mark.parametrize("lines", worked("digest_moments"), ids=name_of)
def test_digest_moments(lines: pd.DataFrame) -> None:
	case = first(lines)
	rules = Rules(quiet_from=case["quiet_from"], quiet_until=case["quiet_until"])
	since, until = (
		datetime.fromisoformat(case[each]).replace(tzinfo=timezone.utc) for each in ("since", "until")
	)
	found = reminders.digest_days(lines[["zone", "hour"]], since, until, rules).iloc[0]
	assert same_text(found and str(found), case["expected_day"])


@pytest.mark.parametrize("lines", worked("escalation"), ids=name_of)
def test_escalation(lines: pd.DataFrame) -> None:
	case = first(lines)
	rules = Rules(manager_after=case["manager_after"], hr_after=case["hr_after"])
	late = pd.DataFrame([{"appraisal": "A", "cycle": "Y", "due": DAY, "days_late": case["days_late"]}])
	assert same_text("|".join(reminders.escalated(late, rules)["kind"]) or None, case["expected"])


def test_a_digest_with_something_new_lists_what_still_waits() -> None:
	old = {"key": "B", "due": "2026-03-10"}
	facts = pd.concat([line(), line(**old), line(key="C", due="2026-04-10"), line(to="bob", **old)])
	said = pd.DataFrame(
		[
			{"to": who, "kind": "Appraisal to Write", "key": "B", "stage": "coming", "on": DAY}
			for who in ("ann", "bob")
		]
	)
	found = reminders.chosen(facts, said, Rules())
	assert [*zip(found["to"], found["key"], found["fresh"], strict=True)] == [
		("ann", "A", True),
		("ann", "B", False),
	]


def test_nobody_opts_out_of_a_published_result() -> None:
	kinds = ["Result Published", "Appeal Decided", "Phase Opened"]
	facts = pd.concat([line(kind=kind, key=kind) for kind in kinds])
	unwanted = pd.DataFrame({"to": "ann", "kind": kinds})
	assert list(reminders.wanted(facts, unwanted)["kind"]) == ["Result Published", "Appeal Decided"]


def test_lines_are_counted_by_kind_and_cycle_in_the_order_of_a_digest() -> None:
	facts = pd.concat(
		[
			line(kind="Result Published", due=None),
			line(key="1", due="2026-03-05"),
			line(key="2", due="2026-03-11"),
			line(key="3", cycle="Z"),
			line(kind="Check-in Due", cycle=None),
		]
	)
	found = reminders.grouped(reminders.chosen(facts, NOTHING_SAID, Rules()))
	shown = [*zip(found["kind"], found["cycle"], found["count"], found["overdue"], strict=True)]
	assert shown == [
		("Appraisal to Write", "Y", 2, 1),
		("Appraisal to Write", "Z", 1, 0),
		("Check-in Due", "", 1, 0),
		("Result Published", "Y", 1, 0),
	]
	assert (found["due"].iloc[0], found["days_late"].iloc[0]) == (pd.Timestamp("2026-03-05"), 4)


def test_the_first_obstacle_counts() -> None:
	people = pd.DataFrame(
		{
			"day": DAY,
			"sent_on": [None, None, None, DAY, "2026-03-08"],
			"paused_until": [None, "2026-03-08", DAY, DAY, None],
			"free": [True, False, True, False, False],
			"reachable": [False, True, True, True, True],
		}
	)
	assert list(reminders.obstacles(people)) == ["no address", "", "paused", "sent today", ""]


@pytest.mark.parametrize(
	("day", "days", "until", "free"),
	[
		(date(2026, 3, 7), None, None, True),
		(date(2026, 3, 9), None, None, False),
		(date(2026, 3, 6), {date(2026, 3, 6)}, date(2026, 12, 31), True),
		(date(2026, 3, 7), {date(2026, 3, 6)}, date(2026, 12, 31), False),
		(date(2027, 1, 2), {date(2026, 3, 6)}, date(2026, 12, 31), True),
	],
)
def test_a_holiday_list_counts_as_far_as_it_goes(
	day: date, days: set[date] | None, until: date | None, free: bool
) -> None:
	assert reminders.is_free(day, days, until) is free


def test_what_was_said_is_remembered_as_long_as_it_is_so() -> None:
	facts = pd.concat([line(), line(key="B"), line(key="C", due="2026-04-01")])
	said = pd.DataFrame(
		[
			{"to": "ann", "kind": "Appraisal to Write", "key": key, "stage": "coming", "on": "2026-03-06"}
			for key in ("B", "C", "gone")
		]
	)
	told = reminders.chosen(facts, said, Rules())
	found = reminders.remembered(facts, told, said).set_index("key")
	assert found["stage"].to_dict() == {"A": "today", "B": "today", "C": "coming"}
	assert found["on"].to_dict() == {"A": DAY, "B": DAY, "C": "2026-03-06"}


@given(st.integers(0, 23), st.integers(0, 23), st.integers(0, 23))
@settings(max_examples=200, deadline=None)
def test_no_digest_goes_out_in_quiet_hours_and_each_day_has_one(hour: int, start: int, end: int) -> None:
	rules = Rules(hour=hour, quiet_from=start, quiet_until=end)
	people = pd.DataFrame({"zone": ["Asia/Makassar"], "hour": [None]})
	moments = [datetime(2026, 3, 9, each, tzinfo=timezone.utc) for each in range(24)]
	sent = [
		until
		for since, until in zip(
			moments, [*moments[1:], datetime(2026, 3, 10, tzinfo=timezone.utc)], strict=True
		)
		if reminders.digest_days(people, since, until, rules).iloc[0]
	]
	assert len(sent) == 1
	assert not reminders.is_quiet((sent[0].hour + 8) % 24, rules)


def test_an_objective_is_to_be_updated_until_it_ends() -> None:
	asked = pd.DataFrame(
		[
			("2026-01-10", "2026-01-01", "2026-12-31"),
			(None, "2026-01-01", "2026-12-31"),
			(None, "2026-01-01", "2026-02-01"),
		]
	)
	found = reminders.update_days(asked[0], asked[1], asked[2], pd.Series([60, 60, 60]))
	assert [None if pd.isna(day) else str(day.date()) for day in found] == ["2026-03-11", "2026-03-02", None]


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_said_today_is_not_said_twice(kind: str) -> None:
	facts = line(kind=kind)
	told = reminders.chosen(facts, NOTHING_SAID, Rules())
	said = reminders.remembered(facts, told, NOTHING_SAID)
	assert len(told) == 1 and reminders.chosen(facts, said, Rules()).empty
