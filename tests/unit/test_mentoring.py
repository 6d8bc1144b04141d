"""Who could help somebody with a competency, who goes with whom, and when the next meeting is due."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talent_performance.engine import mentoring
from talent_performance.engine.policy import Policy
from tests.unit.cases import first, name_of, same_text, worked

POLICY = Policy()
MENTEE, SKILL = "Mentee", "Selling"
PEOPLE = ["Ana", "Budi", "Citra", "Dewi"]
TABLES = ("asked", "levels", "people", "offers", "pairs", "lines")


def yes(column: pd.Series) -> pd.Series:
	return column == "yes"


def tables_of(case: pd.DataFrame) -> dict[str, pd.DataFrame]:
	"""The lines of a case, a candidate each, as the engine's tables."""
	offered = case[case["offer"].notna() | case["places"].notna()]
	about = {"any": None, "named": SKILL, "other": "Cooking"}
	taken = case["taken"].fillna(0).astype(int)
	others = [
		(mentor, f"{mentor} {n}", True)
		for mentor, many, paired in zip(case["mentor"], taken, yes(case["paired"]), strict=True)
		for n in range(many - paired)
	]
	own = [(mentor, MENTEE, True) for mentor in case.loc[yes(case["paired"]), "mentor"]]
	known = {column: np.where(yes(case[column]), "here", None) for column in ("site", "language")}
	people = pd.DataFrame({"employee": case["mentor"], **known})
	mentee = pd.DataFrame({"employee": [MENTEE], "site": ["here"], "language": ["here"]})
	above = case.loc[yes(case["above"]), "mentor"]
	return {
		"asked": pd.DataFrame(
			{"mentee": [MENTEE], "competency": [SKILL], "wanted": case["wanted"][:1], "top": case["top"][:1]}
		),
		"levels": pd.DataFrame(
			{
				"employee": case["mentor"],
				"competency": SKILL,
				"level": case["level"].astype(float),
				"confidence": case["confidence"].astype(float),
			}
		),
		"people": pd.concat([people, mentee], ignore_index=True),
		"offers": pd.DataFrame(
			{
				"employee": offered["mentor"],
				"competency": [about.get(each, "Cooking") for each in offered["offer"]],
				"places": offered["places"],
			}
		),
		"pairs": pd.DataFrame([*others, *own], columns=["mentor", "mentee", "active"]),
		"lines": pd.DataFrame({"employee": MENTEE, "manager": above}),
	}


def found_in(tables: dict[str, pd.DataFrame], kind: str = "mentoring") -> pd.DataFrame:
	return mentoring.candidates(*(tables[name] for name in TABLES), POLICY, kind)


@pytest.mark.parametrize("case", worked("mentor_candidates"), ids=name_of)
def test_candidates(case: pd.DataFrame) -> None:
	found = found_in(tables_of(case), first(case)["kind"]).set_index("mentor").loc[case["mentor"]]
	assert np.array_equal(found["place"], case["expected_place"].astype(float), equal_nan=True)
	assert found["points"].tolist() == case["expected_points"].tolist()
	why = zip(found["why_not"], case["expected_why"], strict=True)
	assert all(same_text(said, expected) for said, expected in why)


@pytest.mark.parametrize("case", worked("mentor_pairing"), ids=name_of)
def test_pairing(case: pd.DataFrame) -> None:
	found = mentoring.pair_up(rows_of(case), case["mentee"])
	expected = case[case["expected"] == "yes"]
	assert dict(zip(expected["mentee"], expected["mentor"], strict=True)) == chosen(found)
	without = found[found["mentor"].isna()]
	in_question = without["mentee"].isin(case.loc[case["mentor"].notna(), "mentee"])
	assert without["reason"].tolist() == [
		mentoring.NOBODY_LEFT if asked else mentoring.NOBODY for asked in in_question
	]


def rows_of(case: pd.DataFrame) -> pd.DataFrame:
	"""Lines with what `pair_up` asks of candidates."""
	rows = case[case["mentor"].notna()].reset_index(drop=True)
	numbers = {column: rows[column].astype(float) for column in ("points", "places", "taken")}
	return rows.assign(competency=SKILL, why_not=None, reason="because", **numbers)


def chosen(found: pd.DataFrame) -> dict[str, str]:
	paired = found[found["mentor"].notna()]
	return dict(zip(paired["mentee"], paired["mentor"], strict=True))


LINE = st.fixed_dictionaries(
	{
		"level": st.sampled_from([1.0, 2.9, 3.0, 3.5, 4.0, 5.0]),
		"confidence": st.sampled_from([0.2, 0.5, 0.8, 1.0]),
		"offer": st.sampled_from([None, "any", "named", "other"]),
		"places": st.sampled_from([np.nan, 1, 2, 3]),
		"taken": st.integers(0, 3),
		**{column: st.sampled_from(["yes", None]) for column in ("site", "language", "above", "paired")},
	}
)


@settings(max_examples=60)
@given(st.lists(LINE, min_size=1, max_size=4), st.sampled_from([1, 2, 4, 5]), st.randoms())
def test_what_a_place_means(lines: list[dict], wanted: int, random: object) -> None:
	case = pd.DataFrame(lines).astype({"places": float}).assign(
		mentor=PEOPLE[: len(lines)], wanted=wanted, top=5
	)  # fmt: skip
	tables = tables_of(case)
	found = found_in(tables)
	assert sorted(found["mentor"]) == sorted(case["mentor"])
	assert (found["place"].isna() == found["why_not"].notna()).all()
	first = found[found["place"].notna()]
	assert first["place"].tolist() == list(range(1, len(first) + 1))
	assert (first["taken"] < first["places"]).all()
	assert not set(first["mentor"]) & set(case.loc[yes(case["above"]) | yes(case["paired"]), "mentor"])
	# Each point outweighs all below it: nobody who would like to stands behind somebody who hasn't said so.
	assert first["willing"].tolist() == sorted(first["willing"], reverse=True)
	mixed = {name: table.sample(frac=1, random_state=7) for name, table in tables.items()}
	pd.testing.assert_frame_equal(found_in(mixed), found)


PAIRING = st.lists(
	st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 28)),
	max_size=10,
	unique_by=lambda each: each[:2],
)


@settings(max_examples=60)
@given(PAIRING, st.lists(st.tuples(st.integers(1, 3), st.integers(0, 3)), min_size=4, max_size=4))
def test_no_other_pairing_is_better(rows: list[tuple], room: list[tuple[int, int]]) -> None:
	lines = [
		{
			"mentee": f"M{who}", "mentor": PEOPLE[by], "points": points / 4,
			"places": float(room[by][0]), "taken": float(min(room[by][1], room[by][0] - 1)),
		}
		for who, by, points in rows
	]  # fmt: skip
	case = pd.DataFrame(lines, columns=["mentee", "mentor", "points", "places", "taken"])
	mentees = pd.Series([f"M{n}" for n in range(4)])
	found = chosen(mentoring.pair_up(rows_of(case), mentees))
	worth = {(line["mentee"], line["mentor"]): line for line in lines}
	assert value(found, worth) == pytest.approx(max(value(each, worth) for each in every_pairing(worth)))
	mixed = rows_of(case).sample(frac=1, random_state=3)
	assert chosen(mentoring.pair_up(mixed, mentees)) == found


def every_pairing(worth: dict[tuple[str, str], dict]) -> list[dict[str, str]]:
	"""Each way to give everybody one of those who come into question, or nobody."""
	whom = {mentee: [None] for mentee, _mentor in worth}
	for mentee, mentor in worth:
		whom[mentee].append(mentor)
	ways = itertools.product(*whom.values())
	return [
		{mentee: mentor for mentee, mentor in zip(whom, way, strict=True) if mentor} for way in ways
	]  # fmt: skip


def value(pairing: dict[str, str], worth: dict[tuple[str, str], dict]) -> float:
	"""How many people, then how many points, counted by hand; nothing for who takes more than he has places."""
	total = 1000.0 * len(pairing)
	for mentor in set(pairing.values()):
		lines = [worth[pair] for pair in pairing.items() if pair[1] == mentor]
		places, taken = lines[0]["places"], lines[0]["taken"]
		if len(lines) > places - taken:
			return -1.0
		total += sum(line["points"] - nth / places for nth, line in enumerate(lines))
	return total


def test_next_meetings() -> None:
	pairs = pd.DataFrame(
		{
			"starts_on": ["2026-01-01", "2026-01-01", "2026-01-01", None],
			"held_on": [None, "2026-02-10", None, None],
			"rhythm_days": [30, 30, 0, 14],
		}
	)
	found = mentoring.next_meetings(pairs, pd.Timestamp("2026-03-15"))
	assert found["due"].astype(object).where(found["due"].notna(), None).tolist() == [
		pd.Timestamp("2026-01-31"), pd.Timestamp("2026-03-12"), None, None
	]  # fmt: skip
	assert found["days_late"].tolist() == [43, 3, 0, 0]


def test_nobody_asked_and_nothing_known() -> None:
	case = worked("mentor_candidates")[0]
	tables = tables_of(case)
	assert found_in({**tables, "asked": tables["asked"].iloc[:0]}).empty
	assert found_in({**tables, "levels": tables["levels"].iloc[:0]}).empty
	found = mentoring.pair_up(found_in({**tables, "levels": tables["levels"].iloc[:0]}), pd.Series([MENTEE]))
	assert found["reason"].tolist() == [mentoring.NOBODY]
