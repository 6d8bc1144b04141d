"""What a development plan might hold: worked cases, and what holds whatever is known of people."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talent_performance.engine import plan_drafts
from talent_performance.engine.plan_drafts import GAP_COLUMNS, KINDS, Facts, suggestions
from talent_performance.engine.policy import Policy
from talent_performance.engine.tables import OUTPUTS
from tests.unit.cases import first, name_of, same_number, same_text, worked

AS_OF = pd.Timestamp("2026-01-01")
POLICY = Policy()


def gaps_of(lines: pd.DataFrame, designation: str) -> pd.DataFrame:
	"""Lines of a role as the table `competency_gaps`."""
	have, asked = lines["have"].astype(float), lines["asked"].astype(float)
	return pd.DataFrame(
		{
			"employee": "Ana",
			"designation": designation,
			"competency": lines["about"],
			"required_level": asked,
			"level": have,
			"gap": np.maximum(asked - have, 0),
			"weight": lines["weight"].astype(float),
			"essential": lines["essential"] == "yes",
		}
	)


def facts_of(case: pd.DataFrame) -> Facts:
	"""What a case says of one person, on a scale from 1 to 5."""
	of = {fact: lines for fact, lines in case.groupby("fact")}
	said = {fact: of.get(fact, case.head(0)) for fact in plan_facts()}
	aims = [
		gaps_of(said[fact], "Head Chef").assign(source="gap" if fact == "aim" else fact)
		for fact in ("aim", "succession")
	]
	named = {fact: lines.assign(employee="Ana", competency=lines["about"]) for fact, lines in said.items()}
	known = named["level"].assign(level=named["level"]["have"])
	return Facts(
		gaps=gaps_of(said["gap"], "Chef"),
		aims=pd.concat(aims, ignore_index=True),
		ratings=named["rating"].assign(
			rating=named["rating"]["have"], level=named["rating"]["have"], low=1, high=named["rating"]["asked"],
			rated_on=AS_OF, period="2025",
		),
		blind_spots=named["blind spot"].assign(
			own=named["blind spot"]["asked"], others=named["blind spot"]["have"], high=5
		),
		objectives=named["objective"].assign(
			objective=said["objective"]["about"],
			attainment=said["objective"]["have"],
			expected=said["objective"]["asked"],
		),
		levels=known,
		highest=named["top"].assign(highest=named["top"]["have"]),
	)  # fmt: skip


def plan_facts() -> tuple[str, ...]:
	"""The facts of which a case may speak."""
	return ("gap", "aim", "succession", "rating", "blind spot", "objective", "level", "top")


@pytest.mark.parametrize("case", worked("plan_suggestions"), ids=name_of)
def test_worked_cases(case: pd.DataFrame) -> None:
	assert set(case["fact"]) <= set(plan_facts())
	found = suggestions(facts_of(case), AS_OF, first(case)["kind"])
	by_name = {
		row["competency"] if pd.notna(row["competency"]) else row["objective"]: row for row in rows(found)
	}
	expected = {row["about"]: row for row in reversed(rows(case))}
	assert set(by_name) == {name for name, row in expected.items() if pd.notna(row["expected_place"])}
	for name, row in by_name.items():
		line = expected[name]
		for column in ("place", "level_before", "level_wanted", "due_days"):
			wanted = line[f"expected_{column.removeprefix('level_')}"]
			assert same_number(float(row[column]), float(wanted)), (name, column)
		assert row["learning_type"] == line["expected_type"], name
		assert row["sources"] == line["expected_sources"], name
		assert pd.isna(line["expected_reason"]) or same_text(row["reason"], line["expected_reason"])


def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
	return table.astype(object).to_dict("records")


def test_it_is_due_so_many_days_from_now_and_says_what_is_done_and_how_one_knows() -> None:
	case = next(case for case in worked("plan_suggestions") if name_of(case) == "essential-first")
	found = suggestions(facts_of(case), AS_OF)
	assert found["due_on"].tolist() == [pd.Timestamp("2026-04-01")] * 2
	assert found["action"].tolist() == [
		"Take on a task that asks for Safety",
		"Learn the basics of Selling, then use them at work",
	]
	assert found["success_measure"].iloc[1] == "Selling reaches level 4 when it is assessed again"
	assert found["essential"].tolist() == [True, False]


def test_whoever_is_new_counts_from_the_first_day() -> None:
	case = next(case for case in worked("plan_suggestions") if name_of(case) == "onboarding")
	starts = pd.DataFrame({"employee": ["Ana"], "starts_on": [pd.Timestamp("2025-12-15")]})
	found = suggestions(replace(facts_of(case), starts=starts), AS_OF, "onboarding")
	assert found["due_on"].iloc[0] == pd.Timestamp("2026-01-14")


def test_of_nothing_nothing_follows() -> None:
	found = suggestions(Facts(), AS_OF)
	assert found.empty
	assert list(found) == OUTPUTS["plan_suggestions"].names


def test_only_the_latest_rating_counts_and_only_the_latest_evidence_of_each_source() -> None:
	columns = ["employee", "competency", "source", "level", "assessed_on"]
	evidence = pd.DataFrame(
		[
			("Ana", "Selling", "manager", 1, "2024-12-31"),
			("Ana", "Selling", "manager", 4, "2025-12-31"),
			("Ana", "Writing", "self", 5, "2025-06-30"),
			("Ana", "Writing", "feedback", 2, "2025-06-30"),
			("Ana", "Listening", "self", 5, "2025-06-30"),
			("Ana", "Listening", "feedback", 2, "2024-06-30"),
			("Ana", "Listening", "feedback", 4, "2025-06-30"),
			("Ana", "Cooking", "self", 5, "2025-06-30"),
			("Ana", "Cooking", "feedback", 2, "2026-06-30"),
		],
		columns=columns,
	)
	evidence["assessed_on"] = pd.to_datetime(evidence["assessed_on"])
	scale = POLICY.rating_scale
	ratings = plan_drafts.evidence_ratings(evidence, scale, AS_OF)
	blind = plan_drafts.evidence_blind_spots(evidence, POLICY, AS_OF)
	assert suggestions(Facts(ratings=ratings), AS_OF).empty
	assert blind[["competency", "own", "others"]].to_numpy().tolist() == [["Writing", 5, 2]]


NAMES = ("Ana", "Ben")
SKILLS = ("Selling", "Safety", "Writing", "Listening", "Cooking", "Leading")
GAP = st.tuples(
	st.sampled_from(NAMES), st.sampled_from(SKILLS), st.integers(1, 5), st.none() | st.integers(1, 5),
	st.sampled_from([0.0, 1.0, 2.5]), st.booleans(),
)  # fmt: skip
RATED = st.tuples(st.sampled_from(NAMES), st.sampled_from(SKILLS), st.integers(1, 5))


def gap_table(lines: list, role: str) -> pd.DataFrame:
	found = pd.DataFrame(
		[
			(who, role, skill, asked, have, None if have is None else max(0, asked - have), weight, essential)
			for who, skill, asked, have, weight, essential in lines
		],
		columns=list(GAP_COLUMNS),
	)
	return found.astype({"required_level": float, "level": float, "gap": float, "weight": float}).assign(
		essential=found["essential"].astype(bool)
	)


@given(
	st.lists(GAP, max_size=10, unique_by=lambda g: g[:2]),
	st.lists(GAP, max_size=6, unique_by=lambda g: g[:2]),
	st.lists(RATED, max_size=6, unique_by=lambda g: g[:2]),
	st.sampled_from(sorted(KINDS)),
	st.integers(1, 6),
	st.randoms(use_true_random=False),
)
@settings(max_examples=60, deadline=None)
def test_whatever_is_known(now: list, then: list, rated: list, kind: str, at_most: int, random) -> None:
	def facts() -> Facts:
		lists = [random.sample(each, len(each)) for each in (now, then, rated)]
		ratings = pd.DataFrame(lists[2], columns=["employee", "competency", "rating"])
		return Facts(
			gaps=gap_table(lists[0], "Chef"),
			aims=gap_table(lists[1], "Head Chef").assign(source="gap"),
			ratings=ratings.assign(low=1, high=5, level=ratings["rating"], rated_on=AS_OF, period="2025"),
		)

	found = suggestions(facts(), AS_OF, kind, at_most)
	pd.testing.assert_frame_equal(found, suggestions(facts(), AS_OF, kind, at_most))
	# Nobody has more than may be, none twice, places from 1 on without a hole.
	for _, mine in found.groupby("employee"):
		assert mine["place"].tolist() == list(range(1, len(mine) + 1))
		assert len(mine) <= at_most
		assert not mine["competency"].duplicated().any()
	assert (found["level_wanted"] > found["level_before"]).all()
	assert found["reason"].str.len().gt(10).all()
	# More than at most so many suggestions cut the tail and change nothing before it.
	more = suggestions(facts(), AS_OF, kind, at_most + 1)
	kept = more[more["place"] <= at_most].reset_index(drop=True)
	pd.testing.assert_frame_equal(found, kept)


@given(st.lists(GAP, min_size=1, max_size=8, unique_by=lambda g: g[:2]))
@settings(max_examples=30, deadline=None)
def test_the_scale_of_the_weights_changes_nothing_and_neither_do_other_people(lines: list) -> None:
	table = gap_table(lines, "Chef")
	found = suggestions(Facts(gaps=table), AS_OF)
	scaled = suggestions(Facts(gaps=table.assign(weight=table["weight"] * 8)), AS_OF)
	pd.testing.assert_frame_equal(found, scaled)
	alone = suggestions(Facts(gaps=table[table["employee"] == "Ana"]), AS_OF)
	theirs = found[found["employee"] == "Ana"].reset_index(drop=True)
	assert theirs.astype(object).equals(alone.astype(object))
