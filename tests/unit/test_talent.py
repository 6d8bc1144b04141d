"""Potential, the nine-box, high potential and movement."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from talent_performance.engine.frames import complete
from talent_performance.engine.pipeline import run_cycle
from talent_performance.engine.policy import Policy, policy_from
from talent_performance.engine.reasons import readable
from talent_performance.engine.scales import bands
from talent_performance.engine.tables import BANDS
from talent_performance.engine.talent import (
	box_of,
	factor_means,
	high_potential,
	nine_box_cells,
	rate_potential,
	standings,
)
from tests.unit.cases import first, name_of, same_number, same_text, worked

POLICY = Policy()
AS_OF = pd.Timestamp("2025-12-31")


def band(word: object) -> int:
	return -1 if pd.isna(word) else BANDS.index(word)


@pytest.mark.parametrize("case", worked("potential"), ids=name_of)
def test_potential_is_mean_plus_floor(case: pd.DataFrame) -> None:
	line = first(case)
	assessed = AS_OF - pd.DateOffset(months=int(line["age_months"]))
	table = case[["ability", "aspiration", "engagement"]].assign(employee="E1", assessed_on=assessed)
	found = rate_potential(complete("potential", table), pd.Series(["E1"]), POLICY, AS_OF)
	assert same_number(found["score"][0], line["score"])
	assert same_text(bands(found["band"].to_numpy())[0], line["band"])
	assert same_text(readable(found["code"], POLICY)[0], line["reason"])


def test_potential_floor_on_fractions() -> None:
	levels = [
		{"value": 0, "label": "Low", "band": "low", "from_score": 0},
		{"value": 0.5, "label": "Mid", "band": "mid", "from_score": 0.375},
		{"value": 1, "label": "High", "band": "high", "from_score": 0.625},
	]
	policy = policy_from({"scales": {"fraction": {"levels": levels}}, "potential": {"scale": "fraction"}})
	row = {
		"employee": ["E1"],
		"assessed_on": ["2025-12-01"],
		"ability": [0.9],
		"aspiration": [0.2],
		"engagement": [0.9],
	}
	found = rate_potential(complete("potential", pd.DataFrame(row)), pd.Series(["E1"]), policy, AS_OF)
	assert found["score"][0] == 0.67
	assert bands(found["band"].to_numpy())[0] == "mid"


def test_the_latest_assessment_counts_and_later_ones_are_not_known_yet() -> None:
	rows = {
		"employee": ["E1", "E1", "E1"],
		"assessed_on": ["2025-11-01", "2025-06-01", "2026-01-15"],
		"ability": [4, 1, 5],
		"aspiration": [4, 1, 5],
		"engagement": [4, 1, 5],
	}
	found = rate_potential(complete("potential", pd.DataFrame(rows)), pd.Series(["E1"]), POLICY, AS_OF)
	assert found["score"][0] == 4.0


def test_exactly_eighteen_months_is_not_out_of_date() -> None:
	row = {
		"employee": ["E1"],
		"assessed_on": ["2024-06-30"],
		"ability": [3],
		"aspiration": [3],
		"engagement": [3],
	}
	found = rate_potential(complete("potential", pd.DataFrame(row)), pd.Series(["E1"]), POLICY, AS_OF)
	assert found["code"][0] == 0


def test_every_pair_of_bands_has_one_box_and_no_band_has_none() -> None:
	pairs = list(itertools.product(range(3), range(3)))
	numbers = box_of(np.array([p for p, _ in pairs]), np.array([q for _, q in pairs]), POLICY)
	assert sorted(numbers) == list(range(1, 10))
	assert np.isnan(box_of(np.array([-1, 2]), np.array([2, -1]), POLICY)).all()


@pytest.mark.parametrize("case", worked("high_potential"), ids=name_of)
def test_high_potential(case: pd.DataFrame) -> None:
	line = first(case)
	now = (np.array([band(line["performance_now"])]), np.array([band(line["potential_now"])]))
	before = (np.array([band(line["performance_before"])]), np.array([band(line["potential_before"])]))
	found = high_potential(now, before, np.array([line["has_before"] == "yes"]))
	assert same_text(found[0], line["expected"])


CYCLES = {
	"cycle": ["2023", "2024", "P", "2025"],
	"kind": ["annual", "annual", "probation", "annual"],
	"start_date": ["2023-01-01", "2024-01-01", "2024-06-01", "2025-01-01"],
	"end_date": ["2023-12-31", "2024-12-31", "2025-06-30", "2025-12-31"],
	"is_current": [False, False, False, True],
}


def talent(history: dict, rating: float = 4, potential: float = 5) -> pd.Series:
	tables = {
		"employees": pd.DataFrame({"employee": ["E1"]}),
		"cycles": pd.DataFrame(CYCLES),
		"overall_ratings": pd.DataFrame({"employee": ["E1"], "manager_rating": [rating]}),
		"potential": pd.DataFrame(
			{
				"employee": ["E1"],
				"assessed_on": ["2025-11-01"],
				**{k: [potential] for k in ("ability", "aspiration", "engagement")},
			}
		),
		"history": pd.DataFrame(history),
	}
	return run_cycle(tables, POLICY, AS_OF).tables["talent"].iloc[0]


def test_probation_says_nothing_about_talent() -> None:
	history = {
		"employee": ["E1", "E1", "E1"],
		"cycle": ["2023", "2024", "P"],
		"performance_score": [1.0, 3.2, 1.0],
		"potential_band": ["low", "mid", "low"],
	}
	found = talent(history)
	assert (found["previous_cycle"], found["previous_box"]) == ("2024", 5)
	assert (found["box"], found["high_potential"], found["movement"]) == (9, "high potential", "up")


@pytest.mark.parametrize(
	("before", "movement"),
	[
		(("high", "high"), "same"),
		(("mid", "high"), "up"),
		(("low", "low"), "up"),
		((None, "high"), "new"),
	],
)
def test_movement_from_the_cycle_before(before: tuple, movement: str) -> None:
	row = {
		"employee": ["E1"],
		"cycle": ["2024"],
		"performance_band": [before[0]],
		"potential_band": [before[1]],
	}
	assert talent(row)["movement"] == movement


def test_sideways_and_down() -> None:
	row = {"employee": ["E1"], "cycle": ["2024"], "performance_band": ["low"], "potential_band": ["high"]}
	assert talent(row, rating=3, potential=3)["movement"] == "sideways"
	row["performance_band"] = ["high"]
	assert talent(row, rating=3, potential=5)["movement"] == "down"


def test_transition_matrix_and_stability() -> None:
	people = [f"E{i}" for i in range(4)]
	ratings = [4, 4, 3, 4]
	tables = {
		"employees": pd.DataFrame({"employee": people}),
		"cycles": pd.DataFrame(CYCLES),
		"overall_ratings": pd.DataFrame({"employee": people, "manager_rating": ratings}),
		"potential": pd.DataFrame(
			{
				"employee": people,
				"assessed_on": "2025-11-01",
				**{k: [5, 5, 5, None] for k in ("ability", "aspiration", "engagement")},
			}
		),
		"history": pd.DataFrame(
			{"employee": people, "cycle": "2024", "performance_band": "mid", "potential_band": "high"}
		),
	}
	out = run_cycle(tables, POLICY, AS_OF).tables
	moves = {(f, t): (n, s) for f, t, n, s in out["transitions"].itertuples(index=False)}
	assert moves == {(8, 9): (2, pytest.approx(2 / 3)), (8, 8): (1, pytest.approx(1 / 3))}
	figures = out["summary"][out["summary"]["company"].isna()].set_index("figure")
	assert (figures["value"]["stable"], figures["of"]["stable"], figures["value"]["moved_up"]) == (1, 3, 2)
	assert out["talent"]["reason"][3] == "Potential assessment is incomplete"


def test_a_factor_is_the_mean_of_its_questions() -> None:
	ratings = pd.DataFrame(
		{
			"assessment": ["A", "A", "A", "A", "A", "B"],
			"factor": ["ability", "ability", "ability", "aspiration", "engagement", "ability"],
			"rating": [4, 3, np.nan, 5, np.nan, 2.0],
		}
	)
	found = factor_means(ratings).set_index("assessment")
	assert found.loc["A"].to_dict() == pytest.approx(
		{"ability": 3.5, "aspiration": 5, "engagement": np.nan}, nan_ok=True
	)
	assert found.loc["B"].to_dict() == pytest.approx(
		{"ability": 2, "aspiration": np.nan, "engagement": np.nan}, nan_ok=True
	)


@pytest.mark.parametrize("case", worked("factor_means"), ids=name_of)
def test_factors_are_printed_with_two_places(case: pd.DataFrame) -> None:
	lines = case[["factor", "rating"]].assign(assessment="A")
	found = factor_means(lines).iloc[0]
	for factor in ("ability", "aspiration", "engagement"):
		assert same_number(found[factor], first(case)[f"mean_{factor}"])


def standing(score: float | None, **more: object) -> pd.DataFrame:
	"""One person, ready to be placed."""
	person = {
		"employee": "E1", "employee_name": "Rina", "company": "C", "department": "D", "designation": "X", "grade": None,
		"reports_to": "E0", "status": "Active", "performance_score": score, "no_rating_reason": None,
	}  # fmt: skip
	return pd.DataFrame([{**person, **more}]).astype({"performance_score": float})


def potential_on(day: str, level: float = 5) -> dict[str, pd.DataFrame]:
	row = {"employee": "E1", "assessed_on": day, "ability": level, "aspiration": level, "engagement": level}
	return {"potential": pd.DataFrame([row])}


def place(person: pd.DataFrame, tables: dict[str, pd.DataFrame], cycle: str | None = "C1") -> pd.Series:
	until = pd.Timestamp("2026-11-01")
	return standings(person, tables, POLICY, cycle, AS_OF, until).iloc[0]


def test_standings_place_by_a_closed_result_and_potential() -> None:
	found = place(standing(4.0), potential_on("2025-06-01"))
	assert (found["box"], found["potential_band"], found["high_potential"]) == (9, "high", "emerging")


def test_potential_assessed_after_the_cycle_counts_until_today_and_is_never_too_old() -> None:
	assert place(standing(4.0), potential_on("2026-10-01"))["box"] == 9
	later = place(standing(4.0), potential_on("2026-12-01"))
	assert (pd.isna(later["box"]), later["reason"]) == (True, "No potential assessment")
	old = place(standing(4.0), potential_on("2024-06-29"))
	assert old["reason"] == "Potential out of date: older than 18 months"


def test_standings_say_why_there_is_no_box() -> None:
	told = place(standing(None, no_rating_reason="Exempt from this cycle"), potential_on("2025-06-01"))
	assert (pd.isna(told["box"]), told["reason"], told["potential_band"]) == (
		True,
		"Exempt from this cycle",
		"high",
	)
	assert place(standing(None), potential_on("2025-06-01"), None)["reason"] == "No appraisal closed yet"
	left = place(standing(4.0, status="Left"), potential_on("2025-06-01"))
	assert (left["reason"], pd.isna(left["performance_score"])) == ("Left the company", True)


@pytest.mark.parametrize("case", worked("nine_box_cells"), ids=name_of)
def test_people_are_counted_by_box(case: pd.DataFrame) -> None:
	cells = nine_box_cells(np.array(first(case)["boxes"].split(), dtype=float), POLICY).set_index("box")
	assert len(cells) == 9
	for line in case.to_dict("records"):
		assert cells.loc[line["box"], "people"] == line["people"]
		assert same_number(cells.loc[line["box"], "share"], line["share"])


def test_the_grid_is_read_from_high_potential_and_low_performance_on() -> None:
	cells = nine_box_cells(np.array([np.nan]), POLICY)
	assert cells["box"].tolist() == [7, 8, 9, 4, 5, 6, 1, 2, 3]
	assert cells["potential"].tolist() == ["high"] * 3 + ["mid"] * 3 + ["low"] * 3
	assert cells["performance"].tolist() == ["low", "mid", "high"] * 3
