"""Who comes into question for a role, which roles are within reach, who is ready for the next step."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talent_performance.engine import mobility
from talent_performance.engine.policy import Policy
from talent_performance.engine.rounding import half_up
from tests.unit.cases import first, name_of, same_number, worked

POLICY = Policy()
WISHES = pd.DataFrame({"employee": [], "designation": [], "place": []})
NUMBERS = ("fit", "readiness", "performance", "wish", "open_gap", "coverage")


def pairs_of(case: pd.DataFrame) -> pd.DataFrame:
	"""Lines of a case as `matched` returns them."""
	lines = case.reindex(columns=[*case.columns, *(c for c in NUMBERS if c not in case)])
	lines = lines.astype(dict.fromkeys(NUMBERS, float))
	return lines.assign(
		employee=lines["employee"] if "employee" in case else "Ana",
		employee_name=lines["employee"] if "employee" in case else "Ana",
		designation="Chef",
		ranked=(lines["ranked"] == "yes"),
		unmet_essentials=lines["unmet"].astype(object).where(lines["unmet"].notna(), None),
		unknown_essentials=None,
		short=0.0,
		unassessed=0.0,
		reason=None,
	)


@pytest.mark.parametrize("case", worked("mobility_rank"), ids=name_of)
def test_rank(case: pd.DataFrame) -> None:
	found = mobility.rank(pairs_of(case)).set_index("employee").loc[case["employee"]]
	assert found["standing"].tolist() == case["expected_standing"].tolist()
	assert np.array_equal(found["place"], case["expected_place"].astype(float), equal_nan=True)
	assert (found["place"].isna() == found["reason"].notna()).all()


@pytest.mark.parametrize("case", worked("reach"), ids=name_of)
def test_reach(case: pd.DataFrame) -> None:
	found = mobility.reach(pairs_of(case), POLICY).iloc[0]
	assert found["reach"] == first(case)["expected"]
	assert pd.notna(found["reason"]) == (found["reach"] == "not known")


@pytest.mark.parametrize("case", worked("promotion"), ids=name_of)
def test_promotion(case: pd.DataFrame) -> None:
	people = pd.DataFrame(
		{
			"employee": ["Ana"],
			"unmet_essentials": case["unmet"].astype(object).where(case["unmet"].notna(), None),
			**{c: case[c].astype(object) for c in ("performance_band", "previous_band", "potential_band")},
			**{c: case[c].astype(float) for c in ("fit", "months_in_role")},
			**{c: case[c] == "yes" for c in ("ranked", "without_potential")},
		}
	)
	found, line = mobility.promotion(people, POLICY).iloc[0], first(case)
	assert (found["promotion"], found["met"], found["asked"]) == tuple(
		line[c] for c in ("expected", "expected_met", "expected_asked")
	)
	told = [] if pd.isna(found["reason"]) else found["reason"].split("; ")
	said = [text.split(":")[0] + ("?" if "(not known)" in text else "") for text in told]
	assert said == ([] if pd.isna(line["expected_open"]) else line["expected_open"].split("|"))


def test_another_criterion_may_lead() -> None:
	case = pd.DataFrame(
		{
			"employee": ["Ana", "Budi", "Citra"],
			"fit": [0.9, 0.8, 0.7],
			"readiness": [0.5, 0.6, 0.7],
			"performance": [0.5, 0.75, 0.5],
			"wish": [np.nan, 2, 1],
			"open_gap": 0.0,
			"coverage": 1.0,
			"ranked": "yes",
			"unmet": None,
		}
	)
	order = {
		lead: "".join(mobility.rank(pairs_of(case), lead)["employee"].str[0]) for lead in mobility.LEADING
	}
	assert order == {"fit": "ABC", "readiness": "CBA", "performance": "BAC", "wish": "CBA"}
	with pytest.raises(ValueError, match="coverage"):
		mobility.rank(pairs_of(case), "coverage")


def test_open_gap_is_a_weighted_mean_over_what_is_assessed() -> None:
	gaps = pd.DataFrame(
		{
			"employee": ["A", "A", "A", "B"],
			"designation": "Chef",
			"gap": [1.0, 0.0, np.nan, np.nan],
			"weight": [3.0, 1.0, 9.0, 1.0],
		}
	)
	found = mobility.open_gaps(gaps).set_index("employee")
	assert same_number(found.at["A", "open_gap"], 0.75)  # (3 x 1 + 1 x 0) / (3 + 1)
	assert found.loc["A", ["short", "unassessed"]].tolist() == [1, 1]
	assert np.isnan(found.at["B", "open_gap"]) and found.at["B", "unassessed"] == 1


def fits(employees: list[str], values: list[float]) -> pd.DataFrame:
	"""The table `fit` for one role."""
	return pd.DataFrame(
		{
			"employee": employees,
			"designation": "Chef",
			"fit": values,
			"coverage": 1.0,
			"ranked": True,
			"unmet_essentials": None,
			"unknown_essentials": None,
			"reason": None,
		}
	)


def gaps_of(employees: list[str]) -> pd.DataFrame:
	return pd.DataFrame({"employee": employees, "designation": "Chef", "gap": 0.0, "weight": 1.0})


def test_readiness_is_the_one_of_succession() -> None:
	"""The case of the rules: .82, .75, .70, 18 of 24 months make .7655."""
	facts = pd.DataFrame(
		{
			"employee": ["A", "B"],
			"employee_name": ["Ana", "Budi"],
			"performance": [0.75, np.nan],
			"potential": 0.70,
			"time": 0.75,
			"same_level": False,
		}
	)
	found = mobility.matched(
		fits(["A", "B", "C"], [0.82] * 3), gaps_of(["A", "B", "C"]), WISHES, facts, POLICY
	)
	assert same_number(found["readiness"][0], 0.7655)
	assert found["readiness"][1:].isna().all()  # nothing is taken for a part that is missing
	assert found["employee_name"].tolist() == ["Ana", "Budi", "C"]


def test_without_facts_nothing_confidential_comes_in() -> None:
	found = mobility.matched(fits(["A"], [0.82]), gaps_of(["A"]), WISHES)
	assert found[["performance", "readiness"]].isna().all(axis=None)


def test_nobody_is_an_empty_table() -> None:
	none = mobility.matched(fits([], []), gaps_of([]), WISHES)
	assert mobility.rank(none).empty and mobility.reach(none, POLICY).empty
	people = pd.DataFrame(
		columns=[
			"employee",
			"performance_band",
			"previous_band",
			"potential_band",
			"fit",
			"ranked",
			"unmet_essentials",
			"months_in_role",
			"without_potential",
		]
	)
	assert mobility.promotion(people, POLICY).empty


PEOPLE = st.lists(
	st.fixed_dictionaries(
		{
			"fit": st.sampled_from([0.5, 0.801, 0.804, 0.9, 1.0]),
			"readiness": st.sampled_from([np.nan, 0.5, 0.7]),
			"performance": st.sampled_from([np.nan, 0.25, 0.75]),
			"wish": st.sampled_from([np.nan, 1, 2]),
			"open_gap": st.sampled_from([0.0, 0.5]),
			"coverage": st.sampled_from([0.7, 1.0]),
			"ranked": st.sampled_from(["yes", "no"]),
			"unmet": st.sampled_from([None, "Safety"]),
		}
	),
	min_size=1,
	max_size=12,
)


def strictly_ahead(other: dict[str, Any], own: dict[str, Any]) -> bool:
	"""Criterion by criterion, written out."""
	for name, more_is_better in mobility.CRITERIA.items():
		mine, theirs = (float(half_up(each[name])) for each in (own, other))
		if (np.isnan(mine) and np.isnan(theirs)) or mine == theirs:
			continue
		if np.isnan(mine) or np.isnan(theirs):
			return np.isnan(mine)
		return theirs > mine if more_is_better else theirs < mine
	return False


@given(PEOPLE, st.randoms())
def test_a_place_is_one_more_than_those_strictly_ahead_in_any_order_of_rows(
	rows: list[dict], chance: Any
) -> None:
	named = [{**row, "employee": f"E{number:02d}"} for number, row in enumerate(rows)]
	found = mobility.rank(pairs_of(pd.DataFrame(named))).set_index("employee")
	ranked = [row for row in named if row["ranked"] == "yes" and not row["unmet"]]
	for row in ranked:
		assert found.at[row["employee"], "place"] == 1 + sum(strictly_ahead(other, row) for other in ranked)
	assert found["place"].notna().sum() == len(ranked)
	chance.shuffle(named)
	again = mobility.rank(pairs_of(pd.DataFrame(named))).set_index("employee")
	pd.testing.assert_frame_equal(found, again)
